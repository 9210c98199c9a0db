#include "pass/modular.h"

#include <stddef.h>

__extension__ typedef unsigned __int128 wide;

/* ---- numbers ---- */

static uint64_t remainder_of(wide a, uint64_t prime)
{
    return a >> 64 ? (uint64_t)(a % prime) : (uint64_t)a % prime;
}

uint64_t modular_times(uint64_t a, uint64_t b, uint64_t prime)
{
    return remainder_of((wide)a * b, prime);
}

static uint64_t minus(uint64_t a, uint64_t b, uint64_t prime)
{
    return a < b ? a + prime - b : a - b;
}

/* By Fermat, a^(prime - 2). */
static uint64_t inverse(uint64_t a, uint64_t prime)
{
    uint64_t power = 1;
    for (uint64_t e = prime - 2; e; e >>= 1) {
        if (e & 1) power = modular_times(power, a, prime);
        a = modular_times(a, a, prime);
    }
    return power;
}

/* ---- polynomials ---- */

static void trim(struct modular *a)
{
    while (a->degree >= 0 && a->c[a->degree] == 0) a->degree--;
}

/* Divides by the first coefficient. */
static void make_monic(struct modular *a, uint64_t prime)
{
    if (a->degree < 0) return;
    uint64_t scale = inverse(a->c[a->degree], prime);
    for (int i = 0; i <= a->degree; i++) a->c[i] = modular_times(a->c[i], scale, prime);
}

/* Leaves the remainder of a by a monic b; the quotient unless that is NULL. */
static void divide(struct modular *a, const struct modular *b, struct modular *quotient,
                   uint64_t prime)
{
    int high = a->degree, low = b->degree;
    if (quotient) quotient->degree = high - low;
    for (int i = high - low; i >= 0; i--) {
        uint64_t top = a->c[i + low];
        if (quotient) quotient->c[i] = top;
        for (int k = 0; k <= low && top; k++)
            a->c[i + k] = minus(a->c[i + k], modular_times(top, b->c[k], prime), prime);
    }
    if (a->degree >= low) a->degree = low - 1;
    trim(a);
}

/* Returns the monic greatest common divisor. */
static struct modular greatest_common(struct modular a, struct modular b, uint64_t prime)
{
    while (b.degree >= 0) {
        make_monic(&b, prime);
        divide(&a, &b, NULL, prime);
        struct modular rest = a;
        a = b;
        b = rest;
    }
    make_monic(&a, prime);
    return a;
}

struct modular modular_multiply(const struct modular *a, const struct modular *b, uint64_t prime)
{
    struct modular out = {.degree = -1};
    if (a->degree < 0 || b->degree < 0) return out;
    out.degree = a->degree + b->degree;
    for (int i = 0; i <= a->degree; i++)
        for (int k = 0; k <= b->degree; k++)
            out.c[i + k] = remainder_of((wide)a->c[i] * b->c[k] + out.c[i + k], prime);
    return out;
}

/* Returns a*b modulo a monic f, by Horner's rule: from one coefficient of a to the next, what there
 * is so far is multiplied by x, and its first term replaced by f's others. */
static struct modular multiply(const struct modular *a, const struct modular *b,
                               const struct modular *f, uint64_t prime)
{
    int n = f->degree;
    struct modular out = {n - 1, {0}};
    for (int i = a->degree; i >= 0; i--) {
        uint64_t top = out.c[n - 1] ? prime - out.c[n - 1] : 0;
        for (int k = n - 1; k >= 0; k--) {
            wide c = (wide)top * f->c[k] + (k ? out.c[k - 1] : 0);
            out.c[k] = remainder_of(c + (wide)a->c[i] * (k <= b->degree ? b->c[k] : 0), prime);
        }
    }
    trim(&out);
    return out;
}

static struct modular power(struct modular a, uint64_t e, const struct modular *f, uint64_t prime)
{
    struct modular out = {0, {1}};
    for (; e; e >>= 1) {
        if (e & 1) out = multiply(&out, &a, f, prime);
        a = multiply(&a, &a, f, prime);
    }
    return out;
}

struct modular modular_shared(const struct modular *f, uint64_t prime)
{
    struct modular d = {f->degree - 1, {0}};
    for (int i = 1; i <= f->degree; i++) d.c[i - 1] = modular_times(f->c[i], (uint64_t)i, prime);
    trim(&d);
    return greatest_common(*f, d, prime);
}

/* ---- factors ---- */

/* A monic polynomial that is split, and its factors so far, each with the degree that its own
 * irreducible factors have. */
struct split {
    uint64_t prime, seed;
    struct modular f, *out;
    int n, degrees[MODULAR_DEGREE];
    struct modular raised[MODULAR_DEGREE]; /* x^(i*prime) modulo f */
};

/* Returns a^prime modulo f, which is a sum of powers of x^prime. */
static struct modular raise(const struct split *s, const struct modular *a)
{
    struct modular out = {s->f.degree - 1, {0}};
    for (int i = 0; i <= a->degree; i++)
        for (int k = 0; k <= s->raised[i].degree && a->c[i]; k++)
            out.c[k] = remainder_of((wide)a->c[i] * s->raised[i].c[k] + out.c[k], s->prime);
    trim(&out);
    return out;
}

/* All factors of degree d divide x^(prime^d) - x. */
static void split_by_degrees(struct split *s)
{
    struct modular x = {1, {0, 1}}, h = x, rest = s->f;
    for (int d = 1; 2 * d <= rest.degree; d++) {
        h = raise(s, &h);
        struct modular difference = h;
        if (difference.degree < 1) difference.degree = 1;
        difference.c[1] = minus(difference.c[1], 1, s->prime);
        trim(&difference);
        struct modular found = greatest_common(rest, difference, s->prime), quotient;
        if (found.degree < 1) continue;
        s->degrees[s->n] = d;
        s->out[s->n++] = found;
        divide(&rest, &found, &quotient, s->prime);
        rest = quotient;
    }
    if (rest.degree < 1) return;
    s->degrees[s->n] = rest.degree;
    s->out[s->n++] = rest;
}

static struct modular some_polynomial(struct split *s)
{
    struct modular a = {s->f.degree - 1, {0}};
    for (int i = 0; i <= a.degree; i++) {
        s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
        a.c[i] = (s->seed >> 3) % s->prime;
    }
    trim(&a);
    return a;
}

/* Half of all polynomials have the (prime^d - 1)/2-th power 1 modulo an irreducible factor of
 * degree d. */
static void split_equal(struct split *s, int d)
{
    struct modular a = some_polynomial(s), norm = a;
    for (int k = 1; k < d; k++) {
        a = raise(s, &a);
        norm = multiply(&norm, &a, &s->f, s->prime);
    }
    a = power(norm, (s->prime - 1) / 2, &s->f, s->prime);
    if (a.degree < 0) return;
    a.c[0] = minus(a.c[0], 1, s->prime);
    trim(&a);
    for (int i = 0, n = s->n; i < n; i++) {
        struct modular *part = &s->out[i];
        if (s->degrees[i] != d || part->degree == d) continue;
        struct modular rest = a, quotient;
        divide(&rest, part, NULL, s->prime);
        struct modular found = greatest_common(*part, rest, s->prime);
        if (found.degree < 1 || found.degree == part->degree) continue;
        divide(part, &found, &quotient, s->prime);
        *part = found;
        s->degrees[s->n] = d;
        s->out[s->n++] = quotient;
    }
}

/* Returns the degree of irreducible factors of which several are in one part; 0 for none. */
static int unsplit_degree(const struct split *s)
{
    for (int i = 0; i < s->n; i++)
        if (s->out[i].degree > s->degrees[i]) return s->degrees[i];
    return 0;
}

int modular_factorize(const struct modular *f, uint64_t prime,
                      struct modular factors[MODULAR_DEGREE])
{
    enum { MOST_ATTEMPTS = 400 };
    struct split s = {.prime = prime, .seed = 1, .f = *f, .out = factors};
    make_monic(&s.f, prime);
    if (f->degree < 2) return *factors = s.f, 1;
    struct modular x = {1, {0, 1}}, step = power(x, prime, &s.f, prime);
    s.raised[0] = (struct modular){0, {1}};
    for (int i = 1; i < f->degree; i++)
        s.raised[i] = multiply(&s.raised[i - 1], &step, &s.f, prime);
    split_by_degrees(&s);
    for (int k = 0; k < MOST_ATTEMPTS; k++) {
        int degree = unsplit_degree(&s);
        if (degree == 0) return s.n;
        split_equal(&s, degree);
    }
    return 0;
}

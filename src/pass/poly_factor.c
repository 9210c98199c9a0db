/* poly_factor.c - the factors that are easily found. What is returned multiplies to what was given,
 * and parts that were not split may still have factors. */
#include "pass/poly.h"

#include "graph/number.h"

#include <math.h>

/* ---- roots ---- */

/* The k-th root of an integer, exact or not at all. */
static bool root_of_int(int64_t c, int k, int64_t *root)
{
    if (c < 0 && k % 2 == 0) return false;
    int64_t r = llround(pow(fabs((double)c), 1.0 / k)), power = 1;
    for (int i = 0; i < k; i++)
        if (__builtin_mul_overflow(power, r, &power)) return false;
    *root = c < 0 ? -r : r;
    return power == (c < 0 ? -c : c);
}

static bool root_of_monomial(const struct monomial *m, int k, struct monomial *root)
{
    for (int i = 0; i < POLY_ATOMS; i++) {
        if (m->e[i] % k) return false;
        root->e[i] = (uint8_t)(m->e[i] / k);
    }
    return root_of_int(m->c, k, &root->c);
}

static struct poly one_term(struct poly_room *room, struct monomial m)
{
    struct poly p = poly_constant(room, m.c);
    if (!room->failed) p.at[0] = m;
    return p;
}

/* Term by term: each is what is left of the first term, over twice the first of the root. */
bool poly_square_root(struct poly_room *room, struct poly a, struct poly *root)
{
    struct monomial first;
    *root = a;
    if (a.n == 0) return true;
    if (!root_of_monomial(a.at, 2, &first)) return false;
    struct poly r = one_term(room, first), twice = poly_scale(room, r, 2), q;
    struct poly rest = poly_combine(room, 1, a, -1, poly_multiply(room, r, r));
    for (uint32_t most = a.n; rest.n && most > 0 && !room->failed; most--) {
        struct poly lead = one_term(room, rest.at[0]);
        if (!poly_divides(room, twice, lead, &q)) return false;
        r = poly_combine(room, 1, r, 1, q);
        rest = poly_combine(room, 1, a, -1, poly_multiply(room, r, r));
    }
    *root = r;
    return rest.n == 0 && !room->failed;
}

/* ---- splitting ---- */

/* Parts that are still to be split, and those that are done. */
struct splitting {
    struct poly_room *room;
    struct poly todo[POLY_MOST_FACTORS], done[POLY_MOST_FACTORS];
    uint32_t n_todo, n_done;
};

static void push(struct splitting *s, struct poly p)
{
    if (poly_is_constant(p)) return;
    if (s->n_todo == POLY_MOST_FACTORS)
        s->room->failed = true;
    else
        s->todo[s->n_todo++] = p;
}

/* Splits p by a divisor; false if it is none. */
static bool split_by(struct splitting *s, struct poly p, struct poly divisor)
{
    struct poly rest;
    poly_make_primitive(s->room, &divisor);
    if (poly_is_constant(divisor) || s->room->failed) return false;
    if (!poly_divides(s->room, divisor, p, &rest) || poly_is_constant(rest)) return false;
    push(s, divisor);
    push(s, rest);
    return true;
}

/* By the content of p as a polynomial in the atom, and by what p shares with its derivative. */
static bool split_by_gcd(struct splitting *s, struct poly p, int atom)
{
    struct poly_room *room = s->room;
    struct poly content = {NULL, 0};
    for (int k = poly_degree(p, atom); k >= 0; k--) {
        if (content.n && poly_is_constant(content)) break;
        struct poly c = poly_coefficient(room, p, atom, k);
        if (c.n) content = poly_gcd(room, content, c);
        if (room->failed) return false;
    }
    if (split_by(s, p, content)) return true;
    return poly_degree(p, atom) > 1 &&
           split_by(s, p, poly_gcd(room, p, poly_derivative(room, p, atom)));
}

/* A*v^2k + B*v^k + C splits if B^2 - 4*A*C is a square. */
static bool split_quadratic(struct splitting *s, struct poly p, int atom, int k)
{
    struct poly_room *room = s->room;
    struct poly a = poly_coefficient(room, p, atom, 2 * k), b = poly_coefficient(room, p, atom, k),
                c = poly_coefficient(room, p, atom, 0);
    struct poly inside =
        poly_combine(room, 1, poly_multiply(room, b, b), -4, poly_multiply(room, a, c));
    struct poly root, v = poly_atom(room, atom, k);
    if (room->failed || !poly_square_root(room, inside, &root)) return false;
    struct poly line = poly_combine(room, 2, poly_multiply(room, a, v), 1, b);
    line = poly_combine(room, 1, line, 1, root);
    struct poly g = poly_gcd(room, line, p);
    return split_by(s, p, g);
}

/* (a*v^2 + c)^2 - (2*a*c - b)*v^2 splits if what is subtracted is a square. */
static bool split_biquadratic(struct splitting *s, struct poly p, int atom)
{
    struct poly_room *room = s->room;
    struct poly a, c, root, v = poly_atom(room, atom, 1);
    if (!poly_square_root(room, poly_coefficient(room, p, atom, 4), &a) ||
        !poly_square_root(room, poly_coefficient(room, p, atom, 0), &c))
        return false;
    struct poly b = poly_coefficient(room, p, atom, 2), ac = poly_multiply(room, a, c);
    for (int sign = 1; sign >= -1; sign -= 2) {
        struct poly inside = poly_combine(room, 2 * sign, ac, -1, b);
        if (!poly_square_root(room, inside, &root) || room->failed) continue;
        struct poly f =
            poly_combine(room, 1, poly_multiply(room, a, poly_multiply(room, v, v)), sign, c);
        if (split_by(s, p, poly_combine(room, 1, f, 1, poly_multiply(room, root, v)))) return true;
    }
    return false;
}

/* Linear factors x*v + y and x*v - y, where x divides the first coefficient and y the last. */
static bool split_linear(struct splitting *s, struct poly p, int atom)
{
    enum { LARGEST = 400 };
    struct poly_room *room = s->room;
    int degree = poly_degree(p, atom);
    struct poly first = poly_coefficient(room, p, atom, degree),
                last = poly_coefficient(room, p, atom, 0), v = poly_atom(room, atom, 1);
    if (room->failed || first.n != 1 || last.n != 1) return false;
    struct monomial m = {{0}, 1}, w = {{0}, 1};
    if (root_of_monomial(first.at, degree, &m) && root_of_monomial(last.at, degree, &w)) {
        struct poly x = poly_multiply(room, one_term(room, m), v), y = one_term(room, w);
        if (split_by(s, p, poly_combine(room, 1, x, 1, y))) return true;
        if (split_by(s, p, poly_combine(room, 1, x, -1, y))) return true;
    }
    int64_t a = first.at->c, c = last.at->c < 0 ? -last.at->c : last.at->c;
    if (!poly_is_constant(first) || !poly_is_constant(last) || a > LARGEST || c > LARGEST)
        return false;
    for (int64_t x = 1; x <= a; x++)
        for (int64_t y = 1; y <= c && a % x == 0; y++) {
            if (c % y || number_divisor(x, y) != 1) continue;
            struct poly f = poly_scale(room, v, x), d = poly_constant(room, y);
            if (split_by(s, p, poly_combine(room, 1, f, 1, d))) return true;
            if (split_by(s, p, poly_combine(room, 1, f, -1, d))) return true;
        }
    return false;
}

/* The greatest k for which the polynomial is one in atom^k. */
static int step_of(struct poly p, int atom)
{
    int64_t step = 0;
    for (uint32_t i = 0; i < p.n; i++) step = number_divisor(step, p.at[i].e[atom]);
    return (int)step;
}

/* True if no atom divides the polynomial, and one occurs in a single term, and there alone to the
 * first power. Then it is x*m + b for a monomial m that shares nothing with b: irreducible. */
static bool has_lone_atom(struct poly p)
{
    uint32_t terms[POLY_ATOMS] = {0};
    unsigned powers[POLY_ATOMS] = {0};
    bool found = false;
    for (uint32_t i = 0; i < p.n; i++)
        for (int k = 0; k < POLY_ATOMS; k++) {
            terms[k] += p.at[i].e[k] > 0;
            powers[k] += p.at[i].e[k];
        }
    for (int k = 0; k < POLY_ATOMS; k++) {
        if (terms[k] == p.n) return false;
        found |= powers[k] == 1;
    }
    return found;
}

static bool split(struct splitting *s, struct poly p)
{
    if (has_lone_atom(p)) return false;
    int best = -1, least = POLY_MOST_EXPONENT + 1;
    struct powers degrees = poly_degrees(p), leasts = poly_leasts(p);
    for (int k = 0; k < POLY_ATOMS; k++) {
        int degree = degrees.of[k], low = leasts.of[k];
        if (degree == 0) continue;
        if (low && split_by(s, p, poly_atom(s->room, k, 1))) return true;
        if (low) return false; /* the atom itself */
        if (split_by_gcd(s, p, k)) return true;
        if (degree < least) best = k, least = degree;
    }
    if (best < 0 || least == 1 || s->room->failed) return false;
    if (least == 2) return split_quadratic(s, p, best, 1);
    for (int k = 0; k < POLY_ATOMS; k++) {
        int degree = degrees.of[k], step = degree ? step_of(p, k) : 0;
        if (degree < 3) continue;
        if (degree == 2 * step && split_quadratic(s, p, k, step)) return true;
        if (degree == 4 && step == 2 && split_biquadratic(s, p, k)) return true;
        if (split_linear(s, p, k)) return true;
    }
    return false;
}

static void add(struct poly_factors *out, struct poly p)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (poly_equal(out->at[i].p, p)) {
            out->at[i].e++;
            return;
        }
    if (out->n < POLY_MOST_FACTORS) out->at[out->n++] = (struct poly_factor){p, 1};
}

void poly_factorize(struct poly_room *room, struct poly a, struct poly_factors *out)
{
    struct splitting s = {.room = room};
    *out = (struct poly_factors){.sign = 1};
    if (a.n && a.at->c < 0) out->sign = -1, a = poly_scale(room, a, -1);
    push(&s, a);
    while (s.n_todo && !room->failed) {
        struct poly p = s.todo[--s.n_todo];
        if (split(&s, p)) continue;
        if (out->n == POLY_MOST_FACTORS) room->failed = true;
        add(out, p);
    }
}

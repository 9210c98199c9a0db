/* poly_irreducible.c - irreducible factors, in one atom and in a few.
 *
 * In one atom: by the factors modulo one prime above twice any coefficient that a factor can have,
 * so that products of some of them are factors or none (Zassenhaus, 1969). In several: with powers
 * of one in the place of the others (Kronecker, 1882). All that is returned divides, by division;
 * where the tries do not suffice, a part may still have factors. */
#include "pass/modular.h"
#include "pass/poly.h"

#include <math.h>

enum { MOST_PIECES = 40, MOST_SUBSETS = 1 << 17 };

/* ---- atoms as powers of one atom ---- */

/* Atom at[i] is t^weight[i]; `dropped`, if any, is 1 in a polynomial whose terms all have the same
 * degree. */
struct image {
    int at[POLY_ATOMS], weight[POLY_ATOMS], degree[POLY_ATOMS];
    int n, dropped; /* -1: none */
};

static int total_degree(const struct monomial *m)
{
    int sum = 0;
    for (int k = 0; k < POLY_ATOMS; k++) sum += m->e[k];
    return sum;
}

static bool is_homogeneous(struct poly p)
{
    for (uint32_t i = 1; i < p.n; i++)
        if (total_degree(&p.at[i]) != total_degree(&p.at[0])) return false;
    return p.n > 0;
}

/* The highest degree comes first, which keeps powers of t low. */
static void add_atom(struct image *image, int atom, int degree)
{
    int i = image->n++;
    for (; i > 0 && image->degree[i - 1] < degree; i--) {
        image->at[i] = image->at[i - 1];
        image->degree[i] = image->degree[i - 1];
    }
    image->at[i] = atom;
    image->degree[i] = degree;
}

static struct image image_of(struct poly p)
{
    struct image image = {.dropped = -1};
    for (int k = 0; k < POLY_ATOMS; k++)
        if (poly_degree(p, k)) add_atom(&image, k, poly_degree(p, k));
    if (image.n > 1 && is_homogeneous(p)) image.dropped = image.at[--image.n];
    int weight = 1;
    for (int i = 0; i < image.n; i++) {
        image.weight[i] = weight;
        if (weight <= POLY_MOST_EXPONENT) weight *= image.degree[i] + 1;
    }
    return image;
}

/* The polynomial in t, which is atom 0. */
static struct poly put_powers(struct poly_room *room, const struct image *image, struct poly p)
{
    struct poly out = {NULL, 0};
    for (uint32_t i = 0; i < p.n && !room->failed; i++) {
        int e = 0;
        for (int k = 0; k < image->n; k++) e += p.at[i].e[image->at[k]] * image->weight[k];
        out = poly_combine(room, 1, out, p.at[i].c, poly_atom(room, 0, e));
    }
    return out;
}

/* The polynomial in atoms whose image this is. */
static struct poly take_powers(struct poly_room *room, const struct image *image, struct poly p)
{
    struct poly out = {NULL, 0};
    int most = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < p.n && !room->failed; i++) {
            struct poly term = poly_constant(room, p.at[i].c);
            struct monomial m = {{0}, p.at[i].c};
            for (int k = 0; k < image->n; k++) {
                int e = p.at[i].e[0] / image->weight[k];
                m.e[image->at[k]] = (uint8_t)(k + 1 < image->n ? e % (image->degree[k] + 1) : e);
            }
            int degree = total_degree(&m);
            if (degree > most) most = degree;
            if (pass == 0 || room->failed) continue;
            if (image->dropped >= 0) m.e[image->dropped] = (uint8_t)(most - degree);
            term.at[0] = m;
            out = poly_combine(room, 1, out, 1, term);
        }
    return out;
}

/* ---- products of pieces ---- */

/* Pieces of which some together make a factor: polynomials modulo a prime, or in t. */
struct pieces {
    struct poly_room *room;
    struct poly rest; /* that they all make together */
    int n;
    const struct image *image; /* NULL: modulo a prime */
    struct poly in_t[MOST_PIECES];
    int atom;
    uint64_t prime;
    double bound; /* of coefficients of factors up to half the degree */
    struct modular *modular;
};

/* The number between -prime/2 and prime/2. */
static int64_t centred(uint64_t c, uint64_t prime)
{
    return c > prime / 2 ? -(int64_t)(prime - c) : (int64_t)c;
}

static int degree_of(const struct pieces *s, uint64_t subset)
{
    int degree = 0;
    for (int i = 0; i < s->n; i++)
        if (subset >> i & 1) degree += s->modular[i].degree;
    return degree;
}

/* The last coefficient of a factor divides that of the whole. */
static bool may_divide(const struct pieces *s, uint64_t subset)
{
    int64_t lead = s->rest.at->c, last = s->rest.at[s->rest.n - 1].c, whole;
    uint64_t product = (uint64_t)lead % s->prime;
    for (int i = 0; i < s->n; i++)
        if (subset >> i & 1) product = modular_times(product, s->modular[i].c[0], s->prime);
    int64_t c = centred(product, s->prime);
    return c && (__builtin_mul_overflow(lead, last, &whole) || whole % c == 0);
}

/* The polynomial with whole coefficients; 0 if one is too large for a factor. */
static struct poly whole(struct poly_room *room, const struct modular *a, uint64_t prime, int atom,
                         double bound)
{
    struct poly out = {NULL, 0};
    for (int i = 0; i <= a->degree; i++)
        if (fabs((double)centred(a->c[i], prime)) > bound) return out;
    for (int i = a->degree; i >= 0 && !room->failed; i--)
        out = poly_combine(room, 1, out, centred(a->c[i], prime), poly_atom(room, atom, i));
    return out;
}

static struct poly product_modular(const struct pieces *s, uint64_t subset)
{
    struct modular product = {0, {(uint64_t)s->rest.at->c % s->prime}};
    for (int i = 0; i < s->n; i++)
        if (subset >> i & 1) product = modular_multiply(&product, &s->modular[i], s->prime);
    return whole(s->room, &product, s->prime, s->atom, s->bound);
}

static struct poly product_in_t(const struct pieces *s, uint64_t subset)
{
    struct poly product = poly_constant(s->room, 1);
    for (int i = 0; i < s->n && !s->room->failed; i++)
        if (subset >> i & 1) product = poly_multiply(s->room, product, s->in_t[i]);
    return take_powers(s->room, s->image, product);
}

/* Numbers that are too large are no failure where another way is left. */
static bool is_overflow(struct poly_room *room)
{
    bool failed = room->failed;
    room->failed = room->work > room->most_work || room->arena.mem->failed;
    return failed && !room->failed;
}

/* Puts the factor that the pieces make into *factor, and what it leaves of the rest into *quotient;
 * false if they make none. Coefficients are known for factors of up to half the degree. */
static bool make_factor(const struct pieces *s, uint64_t subset, struct poly *factor,
                        struct poly *quotient)
{
    bool others = false;
    if (!s->image) {
        others = 2 * degree_of(s, subset) > poly_degree(s->rest, s->atom);
        if (others) subset ^= ((uint64_t)1 << s->n) - 1;
        if (!may_divide(s, subset)) return false;
    }
    *factor = s->image ? product_in_t(s, subset) : product_modular(s, subset);
    if (s->room->failed || factor->n == 0) return false;
    poly_make_primitive(s->room, factor);
    if (!poly_divides(s->room, *factor, s->rest, quotient)) return is_overflow(s->room), false;
    struct poly found = *factor;
    if (others) *factor = *quotient, *quotient = found;
    return true;
}

static void remove_pieces(struct pieces *s, uint64_t subset)
{
    int kept = 0;
    for (int i = 0; i < s->n; i++) {
        if (subset >> i & 1) continue;
        if (s->image)
            s->in_t[kept++] = s->in_t[i];
        else
            s->modular[kept++] = s->modular[i];
    }
    s->n = kept;
}

/* Adds a factor once more. */
static void add_factor(struct poly_room *room, struct poly_factors *out, struct poly p)
{
    uint32_t i = 0;
    if (poly_is_constant(p)) return;
    while (i < out->n && !poly_equal(out->at[i].p, p)) i++;
    if (i == POLY_MOST_FACTORS)
        room->failed = true;
    else if (i == out->n)
        out->at[out->n++] = (struct poly_factor){p, 1};
    else
        out->at[i].e++;
}

/* Returns the next larger number with as many bits. */
static uint64_t next_subset(uint64_t subset)
{
    uint64_t low = subset & -subset, high = subset + low;
    return high | ((subset ^ high) / low >> 2);
}

/* The smallest products first, so that what divides is irreducible. */
static void put_together(struct pieces *s, struct poly_factors *out)
{
    struct poly factor, quotient;
    int tried = 0;
    for (int size = 1; 2 * size <= s->n; size++) {
        uint64_t subset = ((uint64_t)1 << size) - 1;
        while (subset >> s->n == 0 && 2 * size <= s->n && !s->room->failed) {
            if (++tried > MOST_SUBSETS) {
                s->room->partial = true;
                add_factor(s->room, out, s->rest);
                return;
            }
            if (!make_factor(s, subset, &factor, &quotient)) {
                subset = next_subset(subset);
                continue;
            }
            add_factor(s->room, out, factor);
            s->rest = quotient;
            remove_pieces(s, subset);
            subset = ((uint64_t)1 << size) - 1;
        }
    }
    add_factor(s->room, out, s->rest);
}

/* ---- in one atom ---- */

/* The largest coefficient that a factor of half the degree can have (Mignotte, 1974). */
static double bound_of(struct poly p, int degree)
{
    double squares = 0, binomial = 1;
    for (uint32_t i = 0; i < p.n; i++) squares += (double)p.at[i].c * (double)p.at[i].c;
    for (int i = 0, half = degree / 2; i < half / 2; i++) binomial *= (double)(half - i) / (i + 1);
    return binomial * sqrt(squares) + 1;
}

static struct modular read_modular(struct poly p, int atom, uint64_t prime)
{
    struct modular out = (struct modular){poly_degree(p, atom), {0}};
    for (uint32_t i = 0; i < p.n; i++) {
        int64_t c = p.at[i].c % (int64_t)prime;
        out.c[p.at[i].e[atom]] = (uint64_t)(c < 0 ? c + (int64_t)prime : c);
    }
    return out;
}

/* A few factors modulo a prime, or the fewest for three primes; false if there are none. */
static bool find_modular(struct pieces *s, const uint64_t primes[3], struct modular *room)
{
    enum { FEW = 8 };
    s->n = 0;
    for (int k = 0; k < 3 && (s->n == 0 || s->n > FEW); k++) {
        struct modular *to = room + (s->modular == room ? MODULAR_DEGREE : 0);
        struct modular f = read_modular(s->rest, s->atom, primes[k]);
        if (f.c[f.degree] == 0 || modular_shared(&f, primes[k]).degree > 0) continue;
        int n = modular_factorize(&f, primes[k], to);
        if (n == 0 || (s->n && n >= s->n)) continue;
        s->n = n;
        s->prime = primes[k];
        s->modular = to;
    }
    return s->n > 0 && s->n <= MOST_PIECES;
}

static const uint64_t small[] = {2147483647, 2147483629, 2147483587},
                      large[] = {2305843009213693951, 2305843009213693921, 2305843009213693907};

/* Appends the factors of a square-free polynomial. */
static void split_in_one(struct poly_room *room, struct poly p, int atom, struct poly_factors *out)
{
    struct poly t = poly_atom(room, atom, 1);
    if (poly_least(p, atom) && poly_divides(room, t, p, &p)) add_factor(room, out, t);
    int degree = poly_degree(p, atom);
    double bound = bound_of(p, degree), least = 2 * bound;
    struct pieces s = {.room = room, .rest = p, .atom = atom, .bound = bound};
    struct modular *all = arena_alloc(&room->arena, 2 * MODULAR_DEGREE * sizeof *all);
    if (!all) room->failed = true;
    bool fits = all && least < (double)large[2];
    if (fits && find_modular(&s, least < (double)small[2] ? small : large, all))
        put_together(&s, out);
    else {
        room->partial |= degree > 1;
        add_factor(room, out, p);
    }
}

/* What the polynomial shares with its derivative, modulo a large prime. */
static struct poly shared_with_derivative(struct poly_room *room, struct poly p, int atom)
{
    struct modular f = read_modular(p, atom, large[0]), scale = {0, {f.c[f.degree]}};
    struct modular g = modular_shared(&f, large[0]);
    g = modular_multiply(&g, &scale, large[0]);
    struct poly shared = whole(room, &g, large[0], atom, (double)large[0]);
    if (!room->failed) poly_make_primitive(room, &shared);
    return shared;
}

/* Appends polynomials without squares. */
static void take_squares_apart(struct poly_room *room, struct poly p, int atom,
                               struct poly_factors *out)
{
    struct poly rest, shared = p;
    while (!poly_is_constant(p) && !room->failed) {
        shared = shared_with_derivative(room, p, atom);
        if (poly_is_constant(shared) || !poly_divides(room, shared, p, &rest)) break;
        add_factor(room, out, rest);
        p = shared;
    }
    add_factor(room, out, p);
}

/* ---- in several ---- */

/* The image's factors, each as often as it is there. */
static bool find_in_t(struct pieces *s, struct poly image)
{
    struct poly_factors factors;
    poly_factorize_fully(s->room, image, &factors);
    for (uint32_t i = 0; i < factors.n; i++)
        for (int k = 0; k < factors.at[i].e; k++) {
            if (s->n == MOST_PIECES) return false;
            s->in_t[s->n++] = factors.at[i].p;
        }
    return !s->room->failed;
}

static bool has_low_degree(const struct image *image, struct poly p)
{
    for (uint32_t i = 0; i < p.n; i++) {
        int e = 0;
        for (int k = 0; k < image->n; k++) e += p.at[i].e[image->at[k]] * image->weight[k];
        if (e > POLY_MOST_EXPONENT) return false;
    }
    return true;
}

/* Whether what was not split may have factors: not if it is linear or quadratic in some atom, where
 * all of them are easily found. */
static bool is_open(struct poly p)
{
    for (int k = 0; k < POLY_ATOMS; k++) {
        int degree = poly_degree(p, k);
        if (degree == 1 || degree == 2) return false;
    }
    return true;
}

/* Appends the factors of a square-free part. */
static void split(struct poly_room *room, struct poly p, struct poly_factors *out)
{
    struct image image = image_of(p);
    if (image.n == 1 && image.dropped < 0) {
        split_in_one(room, p, image.at[0], out);
        return;
    }
    struct pieces s = {.room = room, .rest = p, .image = &image};
    if (has_low_degree(&image, p) && find_in_t(&s, put_powers(room, &image, p)))
        put_together(&s, out);
    else {
        room->partial |= is_open(p);
        add_factor(room, out, p);
    }
}

/* The factors that are easily found; where numbers grow too large, those without squares. */
static void factorize_roughly(struct poly_room *room, struct poly a, struct poly_factors *out)
{
    int sign = a.n && a.at->c < 0 ? -1 : 1;
    poly_factorize(room, a, out);
    if (!is_overflow(room)) return;
    struct image image = image_of(a);
    a = poly_scale(room, a, sign);
    *out = (struct poly_factors){.sign = sign};
    if (image.n == 1 && image.dropped < 0)
        take_squares_apart(room, a, image.at[0], out);
    else
        add_factor(room, out, a);
}

void poly_factorize_fully(struct poly_room *room, struct poly a, struct poly_factors *out)
{
    struct poly_factors rough, fine;
    factorize_roughly(room, a, &rough);
    *out = (struct poly_factors){.sign = rough.sign};
    for (uint32_t i = 0; i < rough.n && !room->failed; i++) {
        fine.n = 0;
        split(room, rough.at[i].p, &fine);
        for (uint32_t k = 0; k < fine.n; k++)
            for (int e = 0; e < fine.at[k].e * rough.at[i].e; e++)
                add_factor(room, out, fine.at[k].p);
    }
}

/* poly_gcd.c - greatest common divisors by primitive remainder sequences (Brown, 1971), after a
 * look at images modulo a prime, which mostly shows that there is none. */
#include "pass/poly.h"

#include "graph/number.h"

#include <string.h>

/* ---- images ---- */

enum { PRIME = 2147483647, IMAGE_DEGREE = POLY_MOST_EXPONENT };

static uint64_t power_of(uint64_t base, unsigned e)
{
    uint64_t out = 1;
    for (; e; e >>= 1, base = base * base % PRIME)
        if (e & 1) out = out * base % PRIME;
    return out;
}

/* The polynomial in one atom, with numbers in the place of the others. Returns its degree, -1 for
 * 0. */
static int image(struct poly a, int atom, uint64_t *out)
{
    static const uint64_t points[POLY_ATOMS] = {
        1000003, 1299709, 15485863, 179424673, 32452843, 49979687, 67867967,  86028121,
        7919,    104729,  611953,   1020379,   2038074,  4256233,  160481183, 198491317};
    int degree = poly_degree(a, atom);
    for (int k = 0; k <= degree; k++) out[k] = 0;
    for (uint32_t i = 0; i < a.n; i++) {
        int64_t c = a.at[i].c % PRIME;
        uint64_t term = (uint64_t)(c < 0 ? c + PRIME : c);
        for (int k = 0; k < POLY_ATOMS; k++)
            if (k != atom && a.at[i].e[k]) term = term * power_of(points[k], a.at[i].e[k]) % PRIME;
        out[a.at[i].e[atom]] = (out[a.at[i].e[atom]] + term) % PRIME;
    }
    while (degree >= 0 && out[degree] == 0) degree--;
    return degree;
}

/* Puts a modulo b in the place of a; returns its degree. */
static int remainder_of(uint64_t *a, int da, const uint64_t *b, int db)
{
    uint64_t inverse = power_of(b[db], PRIME - 2);
    for (; da >= db; da--) {
        uint64_t q = a[da] * inverse % PRIME;
        for (int k = 0; k <= db; k++)
            a[da - db + k] = (a[da - db + k] + (PRIME - q) * b[k]) % PRIME;
    }
    while (da >= 0 && a[da] == 0) da--;
    return da;
}

/* True if the images show that no common divisor contains the atom. That holds where both keep
 * their degree. */
static bool are_coprime(struct poly a, struct poly b, int atom)
{
    uint64_t one[IMAGE_DEGREE + 1], two[IMAGE_DEGREE + 1], *x = one, *y = two;
    int dx = image(a, atom, x), dy = image(b, atom, y);
    if (dx < poly_degree(a, atom) || dy < poly_degree(b, atom)) return false;
    while (dy > 0) {
        dx = remainder_of(x, dx, y, dy);
        uint64_t *other = x;
        x = y;
        y = other;
        int degree = dx;
        dx = dy;
        dy = degree;
    }
    return dy == 0;
}

/* ---- remainder sequences ---- */

static struct poly positive(struct poly_room *room, struct poly a)
{
    return a.n && a.at->c < 0 ? poly_scale(room, a, -1) : a;
}

/* The greatest common divisor of the coefficients of powers of the atom. */
static struct poly content_by(struct poly_room *room, struct poly a, int atom, struct poly with)
{
    struct poly common = with;
    int degree = poly_degree(a, atom);
    for (int k = degree; k >= 0 && !poly_is_one(common) && !room->failed; k--) {
        struct poly c = poly_coefficient(room, a, atom, k);
        if (c.n) common = poly_gcd(room, common, c);
    }
    return common;
}

static struct poly primitive_by(struct poly_room *room, struct poly a, int atom)
{
    struct poly content = content_by(room, a, atom, (struct poly){NULL, 0}), out = a;
    if (!room->failed) poly_divides(room, content, a, &out);
    return out;
}

/* The remainder of c^k*a by b, for c the leading coefficient of b. */
static struct poly pseudo_remainder(struct poly_room *room, struct poly a, struct poly b, int atom)
{
    int db = poly_degree(b, atom);
    struct poly lead = poly_coefficient(room, b, atom, db);
    while (a.n && poly_degree(a, atom) >= db && !room->failed) {
        int da = poly_degree(a, atom);
        struct poly top = poly_multiply(room, poly_coefficient(room, a, atom, da),
                                        poly_atom(room, atom, da - db));
        a = poly_combine(room, 1, poly_multiply(room, a, lead), -1, poly_multiply(room, b, top));
        poly_make_primitive(room, &a);
    }
    return a;
}

static struct poly sequence(struct poly_room *room, struct poly a, struct poly b, int atom)
{
    while (!room->failed) {
        if (poly_degree(a, atom) < poly_degree(b, atom)) {
            struct poly other = a;
            a = b;
            b = other;
        }
        struct poly r = pseudo_remainder(room, a, b, atom);
        if (r.n == 0) return b;
        if (poly_degree(r, atom) == 0) break;
        a = b;
        b = primitive_by(room, r, atom);
    }
    return poly_constant(room, 1);
}

/* The gcd of two polynomials that both contain the atom. */
static struct poly gcd_by(struct poly_room *room, struct poly a, struct poly b, int atom)
{
    struct poly none = {NULL, 0}, x = content_by(room, a, atom, none),
                y = content_by(room, b, atom, none), pa = a, pb = b;
    struct poly common = poly_gcd(room, x, y);
    if (room->failed || are_coprime(a, b, atom)) return common;
    poly_divides(room, x, a, &pa);
    poly_divides(room, y, b, &pb);
    struct poly g = room->failed ? common : sequence(room, pa, pb, atom);
    return poly_multiply(room, common, primitive_by(room, g, atom));
}

static bool is_none(const struct powers *powers)
{
    static const struct powers none;
    return !memcmp(powers, &none, sizeof none);
}

/* Takes the powers of atoms that divide both off each, and multiplies *common by those of both. */
static void take_monomial(struct poly_room *room, struct poly *a, struct poly *b,
                          struct poly *common)
{
    struct powers x = poly_leasts(*a), y = poly_leasts(*b);
    if (!is_none(&x)) *a = poly_without(room, *a, &x);
    if (!is_none(&y)) *b = poly_without(room, *b, &y);
    for (int k = 0; k < POLY_ATOMS && !room->failed; k++)
        common->at->e[k] = x.of[k] < y.of[k] ? x.of[k] : y.of[k];
}

struct poly poly_gcd(struct poly_room *room, struct poly a, struct poly b)
{
    if (a.n == 0 || b.n == 0) return positive(room, a.n ? a : b);
    int64_t content = number_divisor(poly_make_primitive(room, &a), poly_make_primitive(room, &b));
    struct poly common = poly_constant(room, content), quotient;
    take_monomial(room, &a, &b, &common);
    if (room->failed || a.n < 2 || b.n < 2) return common;
    int best = -1, least = POLY_MOST_EXPONENT + 1;
    struct powers of_a = poly_degrees(a), of_b = poly_degrees(b);
    for (int k = 0; k < POLY_ATOMS && !room->failed; k++) {
        int x = of_a.of[k], y = of_b.of[k], high = x > y ? x : y;
        if (x && !y) return poly_multiply(room, common, content_by(room, a, k, b));
        if (y && !x) return poly_multiply(room, common, content_by(room, b, k, a));
        if (high && high < least) best = k, least = high;
    }
    if (best < 0 || room->failed) return common;
    if (poly_equal(a, b)) return poly_multiply(room, common, positive(room, a));
    if (poly_divides(room, a, b, &quotient)) return poly_multiply(room, common, positive(room, a));
    if (poly_divides(room, b, a, &quotient)) return poly_multiply(room, common, positive(room, b));
    return positive(room, poly_multiply(room, common, gcd_by(room, a, b, best)));
}

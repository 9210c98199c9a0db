#include "pass/fraction.h"

#include "graph/number.h"

struct fraction fraction_constant(int64_t p, int64_t q)
{
    return (struct fraction){.p = p, .q = q};
}

static void fail(struct fractions *all)
{
    all->room.failed = true;
}

/* Multiplies p/q by (a/b)^e. */
static void scale(struct fractions *all, struct fraction *f, int64_t a, int64_t b, int e)
{
    if (a == 0 && e < 0) fail(all);
    if (all->room.failed) return;
    for (int i = 0; i < (e < 0 ? -e : e); i++) {
        int64_t up = e < 0 ? b : a, down = e < 0 ? a : b;
        int64_t x = number_divisor(up, f->q), y = number_divisor(down, f->p);
        f->p = poly_times(&all->room, f->p / (y ? y : 1), up / x);
        f->q = poly_times(&all->room, f->q / x, down / (y ? y : 1));
        if (all->room.failed) return;
        if (f->q < 0) f->p = -f->p, f->q = -f->q;
        if (f->p == 0) f->q = 1;
    }
}

/* ---- factors ---- */

static void push_primitive(struct fractions *all, struct fraction *f, struct poly p, int e)
{
    if (e == 0 || poly_is_constant(p)) return;
    for (uint32_t i = 0; i < f->n; i++) {
        if (!poly_equal(f->at[i].p, p)) continue;
        f->at[i].e += e;
        if (f->at[i].e == 0) f->at[i] = f->at[--f->n];
        return;
    }
    if (f->n == FRACTION_FACTORS || e > POLY_MOST_EXPONENT || e < -POLY_MOST_EXPONENT)
        fail(all);
    else
        f->at[f->n++] = (struct poly_factor){p, e};
}

/* What is left when powers of atoms are replaced by what they are. */
static struct poly reduced(struct fractions *all, struct poly p)
{
    enum { ROUNDS = 3 };
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < POLY_ATOMS && !all->room.failed; k++)
            if (all->relations[k].power)
                p = poly_replace(&all->room, p, k, all->relations[k].power, all->relations[k].by);
    return p;
}

/* Multiplies f by p^e. */
static void push(struct fractions *all, struct fraction *f, struct poly p, int e)
{
    if (e == 0 || all->room.failed) return;
    scale(all, f, poly_make_primitive(&all->room, &p), 1, e);
    if (p.n == 0) f->n = 0;
    struct powers least = poly_leasts(p);
    bool any = false;
    for (int k = 0; k < POLY_ATOMS && !all->room.failed; k++) {
        if (least.of[k] == 0) continue;
        push_primitive(all, f, poly_atom(&all->room, k, 1), least.of[k] * e);
        any = true;
    }
    if (any) p = poly_without(&all->room, p, &least);
    if (p.n && !all->room.failed) push_primitive(all, f, p, e);
}

/* Returns the atom that a factor is, or -1. */
static int atom_of(const struct poly_factor *f)
{
    for (int k = 0; k < POLY_ATOMS && f->p.n == 1; k++)
        if (f->p.at->e[k]) return k;
    return -1;
}

/* ---- cancelling ---- */

/* Splits two factors by what they share; false if that is nothing. */
static bool cancel_pair(struct fractions *all, struct fraction *f, uint32_t i, uint32_t k)
{
    struct poly_factor x = f->at[i], y = f->at[k];
    struct poly g = poly_gcd(&all->room, x.p, y.p), qx, qy;
    if (all->room.failed || poly_is_constant(g)) return false;
    if (!poly_divides(&all->room, g, x.p, &qx) || !poly_divides(&all->room, g, y.p, &qy))
        return false;
    f->at[i > k ? i : k] = f->at[--f->n];
    f->at[i > k ? k : i] = f->at[--f->n];
    push_primitive(all, f, g, x.e + y.e);
    push(all, f, qx, x.e);
    push(all, f, qy, y.e);
    return true;
}

/* An atom below the line whose power is a polynomial: what that shares with a factor above
 * cancels, as x/sqrt(x) is sqrt(x). */
static bool cancel_relation(struct fractions *all, struct fraction *f, uint32_t i, uint32_t k)
{
    int atom = atom_of(&f->at[k]);
    const struct relation *r = atom < 0 ? NULL : &all->relations[atom];
    if (!r || !r->power || poly_is_constant(r->by)) return false;
    struct poly g = poly_gcd(&all->room, f->at[i].p, r->by), rest;
    if (all->room.failed || poly_is_constant(g)) return false;
    bool whole = poly_divides(&all->room, g, r->by, &rest) && poly_is_constant(rest);
    if (!whole && f->at[k].e > -r->power) return false;
    push_primitive(all, f, f->at[k].p, r->power);
    push(all, f, r->by, -1);
    return true;
}

static bool cancel_once(struct fractions *all, struct fraction *f)
{
    for (uint32_t i = 0; i < f->n; i++)
        for (uint32_t k = 0; k < f->n; k++) {
            if (f->at[i].e < 0 || f->at[k].e > 0) continue;
            if (cancel_pair(all, f, i, k) || cancel_relation(all, f, i, k)) return true;
            if (all->room.failed) return false;
        }
    return false;
}

/* Powers of atoms above the line are replaced by what they are. */
static void replace_atoms(struct fractions *all, struct fraction *f)
{
    for (uint32_t i = 0; i < f->n && !all->room.failed; i++) {
        int atom = atom_of(&f->at[i]), e = f->at[i].e;
        int power = atom < 0 ? 0 : all->relations[atom].power;
        if (!power || e < power) continue;
        push_primitive(all, f, f->at[i].p, -(e - e % power));
        push(all, f, all->relations[atom].by, e / power);
        i = UINT32_MAX; /* from the start */
    }
}

static void cancel(struct fractions *all, struct fraction *f)
{
    enum { MOST_STEPS = 64 };
    int steps = 0;
    replace_atoms(all, f);
    while (steps++ < MOST_STEPS && cancel_once(all, f)) {
    }
}

/* ---- arithmetic ---- */

struct fraction fraction_of_poly(struct fractions *all, struct poly p)
{
    struct fraction f = fraction_constant(1, 1);
    push(all, &f, reduced(all, p), 1);
    return f;
}

struct fraction fraction_atom(struct fractions *all, int atom, int exponent)
{
    struct fraction f = fraction_constant(1, 1);
    push_primitive(all, &f, poly_atom(&all->room, atom, 1), exponent);
    cancel(all, &f);
    return f;
}

struct fraction fraction_multiply(struct fractions *all, const struct fraction *a,
                                  const struct fraction *b)
{
    struct fraction f = *a;
    scale(all, &f, b->p, b->q, 1);
    for (uint32_t i = 0; i < b->n; i++) push_primitive(all, &f, b->at[i].p, b->at[i].e);
    if (f.p == 0) f.n = 0;
    cancel(all, &f);
    return f;
}

struct fraction fraction_power(struct fractions *all, const struct fraction *a, int exponent)
{
    struct fraction f = fraction_constant(1, 1);
    scale(all, &f, a->p, a->q, exponent);
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->at[i].e > POLY_MOST_EXPONENT || a->at[i].e < -POLY_MOST_EXPONENT ||
            exponent > POLY_MOST_EXPONENT || exponent < -POLY_MOST_EXPONENT)
            fail(all);
        else
            push_primitive(all, &f, a->at[i].p, a->at[i].e * exponent);
    }
    cancel(all, &f);
    return f;
}

/* Splits the denominators of two fractions until those that share something are equal. */
static void align(struct fractions *all, struct fraction *a, struct fraction *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n && i < a->n && !all->room.failed; k++) {
            struct poly_factor x = a->at[i], y = b->at[k];
            if (x.e > 0 || y.e > 0 || poly_equal(x.p, y.p)) continue;
            struct poly g = poly_gcd(&all->room, x.p, y.p), qx, qy;
            if (all->room.failed || poly_is_constant(g)) continue;
            if (!poly_divides(&all->room, g, x.p, &qx) || !poly_divides(&all->room, g, y.p, &qy))
                continue;
            a->at[i] = a->at[--a->n];
            push_primitive(all, a, g, x.e);
            push(all, a, qx, x.e);
            b->at[k] = b->at[--b->n];
            push_primitive(all, b, g, y.e);
            push(all, b, qy, y.e);
            i = k = 0;
        }
}

static int exponent_in(const struct fraction *f, struct poly p)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (poly_equal(f->at[i].p, p)) return f->at[i].e;
    return 0;
}

/* Puts into *common, for each factor, the lower of both exponents. */
static void take_common(struct fractions *all, const struct fraction *a, const struct fraction *b,
                        struct fraction *common)
{
    for (uint32_t i = 0; i < a->n; i++) {
        int e = a->at[i].e, other = exponent_in(b, a->at[i].p);
        push_primitive(all, common, a->at[i].p, e < other ? e : other);
    }
    for (uint32_t i = 0; i < b->n; i++)
        if (b->at[i].e < 0 && exponent_in(a, b->at[i].p) == 0)
            push_primitive(all, common, b->at[i].p, b->at[i].e);
}

/* a over the common part, multiplied out; the number is left out. */
static struct poly over_common(struct fractions *all, const struct fraction *a,
                               const struct fraction *common)
{
    struct fraction rest = *a;
    for (uint32_t i = 0; i < common->n; i++)
        push_primitive(all, &rest, common->at[i].p, -common->at[i].e);
    return fraction_side(all, &rest, 1);
}

struct fraction fraction_add(struct fractions *all, const struct fraction *a,
                             const struct fraction *b)
{
    struct fraction x = *a, y = *b, f = fraction_constant(1, 1);
    if (x.p == 0) return y;
    if (y.p == 0) return x;
    align(all, &x, &y);
    take_common(all, &x, &y, &f);
    int64_t g = number_divisor(x.q, y.q);
    int64_t lcm = poly_times(&all->room, x.q / g, y.q);
    int64_t up = poly_times(&all->room, x.p, y.q / g);
    int64_t other = poly_times(&all->room, y.p, x.q / g);
    if (all->room.failed) return x;
    struct poly sum =
        poly_combine(&all->room, up, over_common(all, &x, &f), other, over_common(all, &y, &f));
    sum = reduced(all, sum);
    scale(all, &f, 1, lcm, 1);
    push(all, &f, sum, 1);
    if (sum.n == 0) return fraction_constant(0, 1);
    cancel(all, &f);
    return f;
}

struct poly fraction_side(struct fractions *all, const struct fraction *a, int side)
{
    struct poly out = poly_constant(&all->room, 1);
    for (uint32_t i = 0; i < a->n; i++)
        if (a->at[i].e * side > 0)
            out = poly_multiply(&all->room, out,
                                poly_power(&all->room, a->at[i].p, a->at[i].e * side));
    return out;
}

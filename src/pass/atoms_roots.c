/* atoms_roots.c - square roots in fractions: taken apart, above the line alone, or as they were
 * given. */
#include "pass/atoms_private.h"

/* ---- the root of a fraction ---- */

/* The square root of a polynomial, as an atom. */
static int atom_of_root(struct atoms *s, struct poly p)
{
    id base = atoms_write_poly(s, p), one = graph_int(s->g, 1);
    int i = atoms_find(s, ATOM_POWER, base, one);
    if (i >= 0) return s->at[i].unit == NUMBER_HALF ? i : (atoms_fail(s), 0);
    i = atoms_add(s, ATOM_POWER, base, one, NUMBER_HALF);
    if (!atoms_failed(s)) s->all.relations[i] = (struct relation){2, p};
    return i;
}

/* Multiplies *f by sqrt(p); returns the number of the atom. */
static int multiply_by_root(struct atoms *s, struct fraction *f, struct poly p)
{
    int root = atoms_failed(s) ? 0 : atom_of_root(s, p);
    if (!atoms_failed(s)) atoms_multiply(s, f, fraction_atom(&s->all, root, 1));
    return root;
}

/* Takes squares out of a positive number: 12 leaves 3, and *out is multiplied by 2. */
static int64_t without_squares(int64_t n, int64_t *out)
{
    enum { MOST = 1000 };
    for (int64_t k = 2; k <= MOST && k * k <= n; k++)
        while (n % (k * k) == 0) n /= k * k, *out *= k;
    return n;
}

/* sqrt(p/q) as a number beside the root, and what is left in it. */
static bool split_number(const struct fraction *f, struct fraction *outside, int64_t *inside)
{
    int64_t p = f->p < 0 ? -f->p : f->p;
    if (__builtin_mul_overflow(p, f->q, inside)) return false;
    *inside = without_squares(*inside, &outside->p);
    int64_t g = number_divisor(outside->p, f->q);
    outside->p /= g;
    outside->q = f->q / g;
    if (f->p < 0) *inside = -*inside;
    return true;
}

static bool is_whole(const struct fraction *f)
{
    bool whole = f->q == 1;
    for (uint32_t i = 0; i < f->n; i++) whole &= f->at[i].e > 0;
    return whole;
}

static void note_given(struct atoms *s, id base, int root, const struct fraction *all)
{
    if (atoms_failed(s) || s->n_given == GIVEN_ROOTS) return;
    for (int i = 0; i < s->n_given; i++)
        if (s->given[i].base == base) return;
    struct given_root *given = &s->given[s->n_given++];
    *given = (struct given_root){base, root, *all};
    atoms_multiply(s, &given->outside, fraction_atom(&s->all, root, -1));
}

/* Takes a number out of a root where the formula has its own root: sqrt(2*x) beside sqrt(2). */
static void split_root_of_number(struct atoms *s, struct fraction *out, int64_t *inside)
{
    int64_t n = *inside < 0 ? -*inside : *inside;
    if (n < 2 || atoms_find(s, ATOM_POWER, graph_int(s->g, n), graph_int(s->g, 1)) < 0) return;
    multiply_by_root(s, out, poly_constant(&s->all.room, n));
    *inside /= n;
}

/* The same for sums: sqrt(x^2 - 1) beside sqrt(x + 1) and sqrt(x - 1). Where x + 1 is 0, x - 1 may
 * be negative unless it has a root too. */
static void split_known_roots(struct atoms *s, struct fraction *out, struct poly *inside)
{
    struct poly rest;
    for (int i = 0; i < s->n_under_roots && !atoms_failed(s); i++) {
        if (!poly_divides(&s->all.room, s->under_roots[i], *inside, &rest)) continue;
        if (poly_is_constant(rest) || !atoms_is_never_negative(s, rest)) continue;
        multiply_by_root(s, out, s->under_roots[i]);
        *inside = rest;
    }
}

/* True for a factor that is 0 nowhere where the formula has a value: it divides, or is positive. */
static bool is_never_zero(struct atoms *s, const struct poly_factor *f)
{
    return f->e < 0 || atoms_is_positive(s, f->p);
}

/* Whether a factor has a root of its own. Where it is 0, the others may be negative. */
static bool is_split(struct atoms *s, const struct poly_factor *f)
{
    return atoms_is_never_negative(s, f->p) && is_never_zero(s, f);
}

/* Whether a square may leave the root of f: sqrt(q*p^2) is 0 where p is 0, even where sqrt(q) has
 * no value. */
static bool may_leave(struct atoms *s, id base, const struct fraction *f,
                      const struct poly_factor *square)
{
    struct poly rest = poly_constant(&s->all.room, f->p < 0 ? -1 : 1);
    if (is_never_zero(s, square) || atoms_is_not_zero(s, base)) return true;
    for (uint32_t i = 0; i < f->n && !atoms_failed(s); i++)
        if (f->at[i].e % 2) rest = poly_multiply(&s->all.room, rest, f->at[i].p);
    return !atoms_failed(s) && atoms_is_never_negative(s, rest);
}

/* The root of a quotient of one factor by squares tells the sign of that: x in sqrt(x/(x + 1)^2).
 * Squares above the line may be 0, so that it may have either sign. */
static void note_odd_factor(struct atoms *s, const struct fraction *f, int64_t inner)
{
    const struct poly_factor *odd = NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e % 2 || f->at[i].e > 0) odd = &f->at[i], n++;
    if (n == 1 && odd->e % 2)
        atoms_note_under_root(s, poly_scale(&s->all.room, odd->p, inner < 0 ? -1 : 1));
}

struct fraction atoms_root_of(struct atoms *s, id base, const struct fraction *f)
{
    struct poly_room *room = &s->all.room;
    struct fraction out = fraction_constant(1, 1);
    int64_t inner;
    int root = -1;
    if (!split_number(f, &out, &inner)) return atoms_fail(s), out;
    note_odd_factor(s, f, inner);
    split_root_of_number(s, &out, &inner);
    struct poly inside = poly_constant(room, inner);
    for (uint32_t i = 0; i < f->n && !atoms_failed(s); i++) {
        int power = f->at[i].e, odd = power % 2 != 0;
        if (!odd && !may_leave(s, base, f, &f->at[i])) {
            inside = poly_multiply(room, inside, poly_power(room, f->at[i].p, power));
            continue;
        }
        atoms_multiply_size(s, &out, f->at[i].p, (power - odd) / 2);
        if (!odd || atoms_failed(s)) continue;
        if (f->n > 1 && f->at[i].p.n > 1 && is_split(s, &f->at[i]))
            root = multiply_by_root(s, &out, f->at[i].p);
        else
            inside = poly_multiply(room, inside, f->at[i].p);
    }
    if (!atoms_failed(s)) split_known_roots(s, &out, &inside);
    if (!atoms_failed(s) && !poly_is_one(inside)) {
        if (poly_is_constant(inside) && (root < 0 || inside.at->c < 0)) atoms_fail(s);
        root = multiply_by_root(s, &out, inside);
    }
    if (root >= 0 && !is_whole(f)) note_given(s, base, root, &out);
    return out;
}

/* ---- roots as they were given ---- */

static bool is_below(const struct fraction *f, struct poly p)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e < 0 && poly_equal(f->at[i].p, p)) return true;
    return false;
}

/* True if the formula that was read divides by p. */
static bool is_divisor(struct atoms *s, struct poly p)
{
    id a = atoms_write_poly(s, p);
    return atoms_is_not_zero(s, graph_is_fn(s->g, a, FN_abs) ? graph_child(s->g, a, 0) : a);
}

/* True if what was taken out of the root divides nowhere but where it did before: sqrt(q) is
 * q*sqrt(p^2/q)/abs(p) only where p is not 0. */
static bool outside_divides_before(struct atoms *s, const struct fraction *outside,
                                   const struct fraction *out)
{
    for (uint32_t i = 0; i < outside->n && !atoms_failed(s); i++) {
        struct poly p = outside->at[i].p;
        if (is_below(out, p) && !atoms_is_positive(s, p) && !is_divisor(s, p)) return false;
    }
    return !atoms_failed(s);
}

bool atoms_given_roots(struct atoms *s, const struct fraction *f, struct fraction *out)
{
    bool any = false;
    *out = *f;
    for (int i = 0; i < s->n_given && !atoms_failed(s); i++) {
        const struct given_root *given = &s->given[i];
        int e = atoms_exponent_of(out, given->root),
            atom = atoms_find(s, ATOM_POWER, given->base, graph_int(s->g, 1));
        if (!e || atom < 0 || s->at[atom].unit != NUMBER_HALF || s->all.relations[atom].power)
            continue;
        struct fraction as_given = fraction_atom(&s->all, atom, 1);
        as_given = atoms_quotient(s, as_given, given->outside);
        if (!atoms_failed(s)) as_given = fraction_power(&s->all, &as_given, e);
        atoms_multiply(s, out, fraction_atom(&s->all, given->root, -e));
        atoms_multiply(s, out, as_given);
        if (!outside_divides_before(s, &given->outside, out)) return false;
        any = true;
    }
    return any && !atoms_failed(s);
}

/* ---- sums with roots below the line ---- */

/* Returns the number of a factor below the line that is a sum with the root, or -1. */
static int factor_with(const struct fraction *f, int root)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e < 0 && f->at[i].p.n > 1 && poly_degree(f->at[i].p, root) == 1) return (int)i;
    return -1;
}

/* Multiplies by the conjugate above and below the line. */
static void clear_root(struct atoms *s, struct fraction *f, int root, int factor)
{
    struct poly_room *room = &s->all.room;
    struct poly p = f->at[factor].p, r = poly_atom(room, root, 1);
    struct poly a = poly_coefficient(room, p, root, 0), b = poly_coefficient(room, p, root, 1);
    int e = -f->at[factor].e;
    struct fraction rest = fraction_constant(f->p, f->q);
    struct poly above = poly_combine(room, 1, a, -1, poly_multiply(room, b, r));
    struct poly below =
        poly_combine(room, 1, poly_multiply(room, a, a), -1,
                     poly_multiply(room, poly_multiply(room, b, b), s->all.relations[root].by));
    if (!atoms_failed(s)) above = poly_power(room, above, e);
    for (uint32_t i = 0; i < f->n && !atoms_failed(s); i++) {
        if ((int)i == factor) continue;
        if (f->at[i].e > 0 && f->at[i].p.n > 1 && poly_degree(f->at[i].p, root))
            above = poly_multiply(room, above, poly_power(room, f->at[i].p, f->at[i].e));
        else
            rest.at[rest.n++] = f->at[i];
    }
    if (atoms_failed(s)) return;
    atoms_multiply(s, &rest, fraction_of_poly(&s->all, above));
    struct fraction norm = fraction_of_poly(&s->all, below);
    if (!atoms_failed(s) && norm.p) norm = fraction_power(&s->all, &norm, e);
    *f = atoms_quotient(s, rest, norm);
}

/* True if p is 0 nowhere but where f has a zero below the line: it stands there, as such or as the
 * square of a root, or is positive. */
static bool divides_before(struct atoms *s, const struct fraction *f, struct poly p)
{
    bool found = is_below(f, p) || atoms_is_positive(s, p);
    for (int i = 0; i < s->n && !found; i++)
        found = s->all.relations[i].power && poly_equal(s->all.relations[i].by, p) &&
                is_below(f, poly_atom(&s->all.room, i, 1));
    return found;
}

/* The conjugate may be 0 where f has a value. */
static bool keeps_domain(struct atoms *s, const struct fraction *f, const struct fraction *out)
{
    for (uint32_t i = 0; i < out->n && !atoms_failed(s); i++)
        if (out->at[i].e < 0 && !divides_before(s, f, out->at[i].p)) return false;
    return true;
}

bool atoms_rationalize(struct atoms *s, const struct fraction *f, struct fraction *out)
{
    enum { MOST = 4 };
    int times = 0;
    *out = *f;
    for (int i = 0; i < s->n && !atoms_failed(s); i++) {
        if (s->at[i].kind != ATOM_POWER || s->all.relations[i].power != 2) continue;
        for (int k; times < MOST && (k = factor_with(out, i)) >= 0 && !atoms_failed(s); times++)
            clear_root(s, out, i, k);
    }
    return times > 0 && !atoms_failed(s) && keeps_domain(s, f, out);
}

/* ---- roots that are factors of sums ---- */

/* Splits a + b*r, where r^2 divides a, into r*(b + c*r). */
static bool take_root(struct atoms *s, struct fraction *f, int root)
{
    struct poly_room *room = &s->all.room;
    for (uint32_t i = 0; i < f->n && !atoms_failed(s); i++) {
        struct poly p = f->at[i].p, c;
        if (p.n < 2 || poly_degree(p, root) != 1) continue;
        struct poly a = poly_coefficient(room, p, root, 0), b = poly_coefficient(room, p, root, 1);
        if (atoms_failed(s) || !a.n || !poly_divides(room, s->all.relations[root].by, a, &c))
            continue;
        struct poly rest =
            poly_combine(room, 1, b, 1, poly_multiply(room, c, poly_atom(room, root, 1)));
        struct fraction factor = fraction_of_poly(&s->all, rest);
        int e = f->at[i].e;
        atoms_multiply(s, &factor, fraction_atom(&s->all, root, 1));
        f->at[i] = f->at[--f->n];
        if (!atoms_failed(s)) atoms_multiply(s, f, fraction_power(&s->all, &factor, e));
        return true;
    }
    return false;
}

bool atoms_take_roots(struct atoms *s, const struct fraction *f, struct fraction *out)
{
    enum { MOST = 8 };
    int times = 0;
    *out = *f;
    for (int i = 0; i < s->n && !atoms_failed(s); i++) {
        if (s->at[i].kind != ATOM_POWER || s->all.relations[i].power != 2) continue;
        while (times < MOST && !atoms_failed(s) && take_root(s, out, i)) times++;
    }
    return times > 0 && !atoms_failed(s);
}

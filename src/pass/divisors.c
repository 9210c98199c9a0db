/* divisors.c - common divisors and multiples of polynomials in names and of rational numbers;
 * quotients without a common divisor, and what was divided by that is lost. */
#include "pass/atoms.h"
#include "pass/rewrites.h"
#include "pass/words.h"

static const struct span nowhere = {0, 0, 0};

enum { MOST_WORK = 2000000 };

static void begin(struct atoms *s, struct graph *g)
{
    *s = (struct atoms){.g = g, .form = CIRCULAR_AS_WRITTEN};
    s->all.room.arena.mem = &g->core->mem;
    s->all.room.most_work = MOST_WORK;
}

static id too_large(struct graph *g)
{
    if (core_go_on(g->core))
        diag_error(g->core, KIND_LIMIT, nowhere,
                   "too large, such as powers above %d or coefficients beyond 64 bits",
                   POLY_MOST_EXPONENT);
    return POISON;
}

/* ---- numbers ---- */

/* Of fractions in lowest terms: the divisor of those above the line over the multiple of those
 * below, and the reverse. */
static id of_numbers(struct graph *g, number a, number b, bool multiple)
{
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    number_get(&g->numbers, a, x);
    number_get(&g->numbers, b, y);
    mpz_ptr px = mpq_numref(x), py = mpq_numref(y), qx = mpq_denref(x), qy = mpq_denref(y);
    (multiple ? mpz_lcm : mpz_gcd)(px, px, py);
    (multiple ? mpz_gcd : mpz_lcm)(qx, qx, qy);
    number out = number_from_mpq(&g->numbers, x);
    mpq_clears(x, y, NULL);
    return graph_number(g, out);
}

/* ---- polynomials ---- */

/* A polynomial with whole coefficients, of which no number is a factor, times p/q. */
struct whole {
    struct poly of;
    int64_t p, q;
};

static bool is_in_names(const struct atoms *s)
{
    for (int i = 0; i < s->n; i++)
        if (s->at[i].kind != ATOM_NODE || graph_op(s->g, s->at[i].base) != OP_VARIABLE)
            return false;
    return true;
}

static bool is_polynomial(const struct fraction *f)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e < 0) return false;
    return true;
}

/* Two formulas as polynomials; false after an error. */
static bool read_both(struct atoms *s, id a, id b, struct whole out[2])
{
    struct graph *g = s->g;
    id formulas[2] = {a, b};
    struct fraction f[2];
    if (!atoms_read_all(s, formulas, 2, f)) return too_large(g);
    if (!is_in_names(s) || !is_polynomial(&f[0]) || !is_polynomial(&f[1])) {
        diag_error(g->core, KIND_USAGE, nowhere, "common divisors are of polynomials in names");
        return false;
    }
    for (int k = 0; k < 2; k++) {
        out[k] = (struct whole){fraction_side(&s->all, &f[k], 1), f[k].p, f[k].q};
        if (f[k].p == 0) out[k].of.n = 0;
    }
    return !s->all.room.failed || too_large(g);
}

static id write_whole(struct atoms *s, struct whole a)
{
    number c = number_from_ratio(&s->g->numbers, a.p, a.q);
    return words_expand(s->g, graph_scale(s->g, c, atoms_write_poly(s, a.of)));
}

static int64_t least_multiple(struct poly_room *room, int64_t a, int64_t b)
{
    return a && b ? poly_times(room, a / number_divisor(a, b), b) : 0;
}

static id divisor_of(struct atoms *s, struct whole a, struct whole b)
{
    struct poly_room *room = &s->all.room;
    struct whole out = {poly_gcd(room, a.of, b.of), number_divisor(a.p, b.p),
                        least_multiple(room, a.q, b.q)};
    return room->failed ? too_large(s->g) : write_whole(s, out);
}

static id multiple_of(struct atoms *s, struct whole a, struct whole b)
{
    struct poly_room *room = &s->all.room;
    struct poly divisor = poly_gcd(room, a.of, b.of), rest;
    if (!a.of.n || !b.of.n) return graph_int(s->g, 0);
    if (!room->failed) poly_divides(room, divisor, a.of, &rest);
    if (!room->failed) rest = poly_multiply(room, rest, b.of);
    struct whole out = {rest, least_multiple(room, a.p, b.p), number_divisor(a.q, b.q)};
    if (out.p < 0) out.p = -out.p; /* the first coefficients are positive */
    return room->failed ? too_large(s->g) : write_whole(s, out);
}

static id common(struct graph *g, id a, id b, bool multiple)
{
    struct atoms s;
    struct whole both[2];
    number x, y;
    id out = POISON;
    a = words_together(g, a);
    b = words_together(g, b);
    if (a == POISON || b == POISON) return POISON;
    if (graph_is_number(g, a, &x) && graph_is_number(g, b, &y))
        return of_numbers(g, x, y, multiple);
    begin(&s, g);
    if (read_both(&s, a, b, both))
        out = (multiple ? multiple_of : divisor_of)(&s, both[0], both[1]);
    arena_free(&s.all.room.arena);
    return out;
}

id words_gcd(struct graph *g, id a, id b)
{
    return common(g, a, b, false);
}

id words_lcm(struct graph *g, id a, id b)
{
    return common(g, a, b, true);
}

/* ---- quotients ---- */

/* One side of the line, multiplied out, times a number. */
static id write_side(struct atoms *s, const struct fraction *f, int side, int64_t c)
{
    struct poly p = fraction_side(&s->all, f, side);
    return s->all.room.failed ? POISON : write_whole(s, (struct whole){p, c, 1});
}

id words_cancel(struct graph *g, id f)
{
    struct atoms s;
    struct fraction fraction;
    id over = POISON, under = POISON;
    f = words_together(g, f);
    begin(&s, g);
    if (f != POISON && atoms_read(&s, f, &fraction)) {
        bool whole = is_polynomial(&fraction);
        over = write_side(&s, &fraction, 1, fraction.p);
        under = whole ? graph_int(g, fraction.q) : write_side(&s, &fraction, -1, fraction.q);
        if (whole && over) over = words_expand(g, graph_div(g, over, under));
        if (!whole && over && under) over = graph_div(g, over, under);
    }
    arena_free(&s.all.room.arena);
    bool failed = over == POISON || under == POISON;
    g->kept_whole |= failed;
    return failed ? f : over; /* it stays as it is where it is too large */
}

/* ---- divisors that a form has lost ---- */

static bool is_positive(struct atoms *s, struct poly p)
{
    return fact_holds(s->g, graph_fn2(s->g, FN_less, graph_int(s->g, 0), atoms_write_poly(s, p)));
}

/* Pushes the factors of p, each once, that may be 0 and are none of what is below the line; returns
 * below times these. */
static struct poly push_lost(struct atoms *s, struct poly p, struct poly below)
{
    struct poly_room *room = &s->all.room;
    struct poly_factors factors;
    struct poly rest;
    poly_factorize_fully(room, p, &factors);
    for (uint32_t i = 0; i < factors.n && !room->failed; i++) {
        struct poly factor = factors.at[i].p;
        if (poly_divides(room, factor, below, &rest) || is_positive(s, factor)) continue;
        below = poly_multiply(room, below, factor);
        graph_push(s->g, atoms_write_poly(s, factor), NUMBER_ONE);
    }
    return below;
}

id words_lost(struct graph *g, id f, const id *divisors, size_t n)
{
    struct atoms s;
    id *all = arena_alloc(&g->core->arena, (n + 1) * sizeof *all);
    struct fraction *fractions = arena_alloc(&g->core->arena, (n + 1) * sizeof *fractions);
    if (!all || !fractions) return POISON;
    all[0] = words_denominator(g, f);
    for (size_t i = 0; i < n; i++) all[i + 1] = divisors[i];
    for (size_t i = 0; i <= n; i++)
        if (!(all[i] = words_together(g, all[i]))) return POISON;
    begin(&s, g);
    size_t first = graph_begin(g);
    if (atoms_read_all(&s, all, n + 1, fractions)) {
        struct poly below = fraction_side(&s.all, &fractions[0], 1);
        for (size_t i = 1; i <= n; i++)
            for (uint32_t k = 0; k < fractions[i].n && !s.all.room.failed; k++)
                if (fractions[i].at[k].e > 0) below = push_lost(&s, fractions[i].at[k].p, below);
    }
    arena_free(&s.all.room.arena);
    return graph_end_product(g, first, NUMBER_ONE);
}

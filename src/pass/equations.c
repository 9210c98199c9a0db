#include "pass/equations.h"

#include "pass/atoms.h"
#include "pass/operations.h"

enum { MOST_WORK = 100000, MOST_ZEROS = 4, MOST_STEPS = 40 };

/* A formula as a fraction, and what is 0 as polynomials in the same atoms. */
struct reading {
    struct atoms s;
    struct fraction f;
    struct poly zeros[MOST_ZEROS];
    size_t n;
};

static bool read_all(struct reading *r, struct graph *g, id a, const id *zeros, size_t n)
{
    id all[MOST_ZEROS + 1] = {a};
    struct fraction out[MOST_ZEROS + 1];
    *r = (struct reading){.s = {.g = g, .form = CIRCULAR_WITHOUT_SIN}, .n = n};
    r->s.all.room.arena.mem = &g->core->mem;
    r->s.all.room.most_work = MOST_WORK;
    if (n > MOST_ZEROS) return false;
    for (size_t i = 0; i < n; i++) all[i + 1] = zeros[i];
    if (!atoms_read_all(&r->s, all, n + 1, out)) return false;
    r->f = out[0];
    for (size_t i = 0; i < n; i++) r->zeros[i] = fraction_side(&r->s.all, &out[i + 1], 1);
    return !r->s.all.room.failed;
}

/* ---- remainders ---- */

/* Term k of a polynomial, alone. */
static struct poly term_of(struct poly p, uint32_t k)
{
    return (struct poly){p.at + k, 1};
}

/* What p becomes where `zero` is 0, with its term k replaced by the others wherever that divides a
 * term of p. */
static struct poly remainder_of(struct poly_room *room, struct poly p, struct poly zero, uint32_t k)
{
    struct poly lead = term_of(zero, k), quotient;
    for (uint32_t i = 0, steps = 0; i < p.n && !room->failed && steps < MOST_STEPS; i++) {
        if (!poly_divides(room, lead, term_of(p, i), &quotient)) continue;
        p = poly_combine(room, 1, p, -1, poly_multiply(room, quotient, zero));
        steps++;
        i = UINT32_MAX; /* from the start */
    }
    return p;
}

/* ---- the shortest ---- */

struct best {
    struct graph *g;
    struct operations *known;
    id form;
};

static bool offer(void *user, id form)
{
    struct best *best = user;
    if (operations_count(best->known, best->g, form) <
        operations_count(best->known, best->g, best->form))
        best->form = form;
    return true;
}

/* The fraction with remainders in the place of what is above the line, or of the factors below it,
 * or of both. False if one below is 0. */
static bool reduce(struct reading *r, struct poly zero, uint32_t k, bool above, bool below,
                   struct fraction *out)
{
    struct fractions *all = &r->s.all;
    struct poly_room *room = &all->room;
    struct fraction part = fraction_constant(r->f.p, r->f.q);
    struct poly top = fraction_side(all, &r->f, 1);
    *out = part;
    if (above) top = remainder_of(room, top, zero, k);
    if (top.n == 0) return *out = fraction_constant(0, 1), !room->failed;
    part = fraction_of_poly(all, top);
    *out = fraction_multiply(all, out, &part);
    for (uint32_t i = 0; i < r->f.n && !room->failed; i++) {
        if (r->f.at[i].e > 0) continue;
        struct poly p = r->f.at[i].p;
        if (below) p = remainder_of(room, p, zero, k);
        if (p.n == 0) return false;
        part = fraction_of_poly(all, p);
        if (!room->failed) part = fraction_power(all, &part, r->f.at[i].e);
        if (!room->failed) *out = fraction_multiply(all, out, &part);
    }
    return !room->failed;
}

static void try_term(struct reading *r, struct poly zero, uint32_t k, struct best *best)
{
    struct fraction f;
    for (int which = 1; which <= 3; which++)
        if (reduce(r, zero, k, which & 1, which & 2, &f)) atoms_write(&r->s, &f, offer, best);
}

id equations_shorten(struct graph *g, id a, const id *zeros, size_t n)
{
    struct reading r;
    struct operations known = {0};
    struct best best = {g, &known, a};
    bool read = read_all(&r, g, a, zeros, n);
    for (size_t i = 0; read && i < n; i++)
        for (uint32_t k = 0; k < r.zeros[i].n && !r.s.all.room.failed; k++)
            if (!poly_is_constant(term_of(r.zeros[i], k))) try_term(&r, r.zeros[i], k, &best);
    arena_free(&r.s.all.room.arena);
    operations_free(&known, g);
    return g->core->mem.failed ? POISON : best.form;
}

/* ---- is it 0? ---- */

/* One polynomial: by division. Several: by remainders, each in turn until nothing changes. */
static bool vanishes(struct reading *r, struct poly top)
{
    struct poly_room *room = &r->s.all.room;
    struct poly quotient;
    for (size_t i = 0; i < r->n; i++)
        if (poly_divides(room, r->zeros[i], top, &quotient)) return true;
    for (int round = 0; round < MOST_ZEROS && top.n && !room->failed; round++)
        for (size_t i = 0; i < r->n; i++) top = remainder_of(room, top, r->zeros[i], 0);
    return top.n == 0 && !room->failed;
}

bool equations_imply_zero(struct graph *g, id a, const id *zeros, size_t n)
{
    struct reading r;
    bool zero = read_all(&r, g, a, zeros, n) &&
                (r.f.p == 0 || vanishes(&r, fraction_side(&r.s.all, &r.f, 1)));
    arena_free(&r.s.all.room.arena);
    return zero;
}

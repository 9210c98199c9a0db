/* factorize.c - formulas as products: rational functions of names and of functions of them, by
 * their numerator's and denominator's factors with whole coefficients. */
#include "pass/atoms.h"
#include "pass/words.h"

enum { MOST_WORK = 2000000 };

/* Pushes a polynomial's factors to a power. */
static void push_factors(struct atoms *s, struct poly p, int power, number *coefficient)
{
    struct poly_factors factors;
    struct numbers *t = &s->g->numbers;
    poly_factorize_fully(&s->all.room, p, &factors);
    if (factors.sign < 0 && power % 2) *coefficient = number_neg(t, *coefficient);
    for (uint32_t i = 0; i < factors.n && !s->all.room.failed; i++)
        graph_push(s->g, atoms_write_poly(s, factors.at[i].p),
                   number_from_int(t, (int64_t)factors.at[i].e * power));
}

static id write_factors(struct atoms *s, const struct fraction *f)
{
    number coefficient = number_from_ratio(&s->g->numbers, f->p, f->q);
    size_t begin = graph_begin(s->g);
    for (uint32_t i = 0; i < f->n; i++) push_factors(s, f->at[i].p, f->at[i].e, &coefficient);
    if (s->all.room.failed) return s->g->scratch.n = begin, POISON;
    return graph_end_product(s->g, begin, coefficient);
}

id words_factor(struct graph *g, id f)
{
    struct atoms s = {.g = g, .form = CIRCULAR_AS_WRITTEN};
    struct fraction fraction;
    struct poly_room *room = &s.all.room;
    room->arena.mem = &g->core->mem;
    room->most_work = MOST_WORK;
    f = words_together(g, f);
    number value;
    if (f != POISON && graph_is_number(g, f, &value))
        g->kept_number |= value > NUMBER_MINUS_ONE && number_is_integer(&g->numbers, value);
    id product =
        f != POISON && atoms_read(&s, f, &fraction) ? write_factors(&s, &fraction) : POISON;
    g->kept_whole |= product == POISON || room->partial;
    arena_free(&room->arena);
    return product == POISON ? f : product; /* it stays as it is where it is too large */
}

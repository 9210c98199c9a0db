/* division.c - polynomials in x divided with a remainder, by their coefficients. */
#include "pass/words.h"

struct division {
    struct graph *g;
    id *rest, *by, *quotient; /* coefficients, that of x^0 first */
    int64_t n, m;             /* how many rest and by have; no last one is 0 */
};

/* A coefficient in its normal form, which is 0 only for 0. */
static id normal(struct graph *g, id a)
{
    number value;
    return a == POISON || graph_is_number(g, a, &value) ? a : words_cancel(g, a);
}

/* Returns an array of the normal coefficients of f, and their number without zeros at the end;
 * NULL after an error. */
static id *take_coefficients(struct graph *g, id f, id x, int64_t *n)
{
    id list = words_coefficients(g, f, x);
    if (list == POISON) return NULL;
    *n = shape_count(&g->shapes, graph_shape(g, list));
    id *all = arena_alloc(&g->core->arena, (size_t)*n * sizeof *all);
    for (int64_t i = 0; all && i < *n; i++)
        if (!(all[i] = normal(g, graph_entry(g, list, i)))) return NULL;
    while (all && *n > 0 && all[*n - 1] == graph_int(g, 0)) --*n;
    return all;
}

/* Takes c*x^k*by off the rest. */
static bool subtract(struct division *d, id c, int64_t k)
{
    for (int64_t i = 0; i < d->m; i++) {
        id *at = &d->rest[k + i];
        *at = normal(d->g, graph_sub(d->g, *at, graph_mul(d->g, c, d->by[i])));
        if (*at == POISON) return false;
    }
    return true;
}

/* From the highest power on; what is left of the rest are its first m - 1 coefficients. */
static bool divide(struct division *d)
{
    for (int64_t k = d->n - d->m; k >= 0; k--) {
        id c = normal(d->g, graph_div(d->g, d->rest[k + d->m - 1], d->by[d->m - 1]));
        d->quotient[k] = c;
        if (c == POISON || !subtract(d, c, k) || !core_go_on(d->g->core)) return false;
    }
    return true;
}

static id write_polynomial(struct graph *g, const id *coefficients, int64_t n, id x)
{
    size_t begin = graph_begin(g);
    for (int64_t i = 0; i < n; i++) {
        id power = graph_pow_number(g, x, number_from_int(&g->numbers, i));
        graph_push(g, graph_mul(g, coefficients[i], power), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id words_divide(struct graph *g, id f, id by, id x, id *lead, bool remainder)
{
    struct division d = {.g = g};
    d.rest = take_coefficients(g, f, x, &d.n);
    if (d.rest) d.by = take_coefficients(g, by, x, &d.m);
    if (!d.by) return POISON;
    int64_t n = d.n < d.m ? 0 : d.n - d.m + 1;
    *lead = d.m ? d.by[d.m - 1] : graph_int(g, 0);
    if (d.m == 0) return graph_int(g, 0);
    d.quotient = arena_alloc(&g->core->arena, ((size_t)n + 1) * sizeof *d.quotient);
    if (!d.quotient || !divide(&d)) return POISON;
    if (!remainder) return write_polynomial(g, d.quotient, n, x);
    return write_polynomial(g, d.rest, d.n < d.m ? d.n : d.m - 1, x);
}

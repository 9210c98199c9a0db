/* order.h - the canonical order in which people see terms and factors. */
#ifndef PRINT_ORDER_H
#define PRINT_ORDER_H

#include "graph/graph.h"

/* Compares factors as qsort() wants; zero only for the same node. */
int order_factors(const struct graph *g, id a, id b);

/* True for dg/dx, a quotient of differentials. */
static inline bool order_is_quotient(const struct name *name)
{
    for (uint32_t i = 0; i < name->length; i++)
        if (name->text[i] == '/') return true;
    return false;
}

enum { ORDER_FACTORS = 12 };

/* What terms of a sum are ordered by, found once for each. */
struct term_order {
    id term;
    uint32_t n; /* factors, 0 until they are asked for; those beyond the most are left out */
    int64_t degree;
    struct term factors[ORDER_FACTORS]; /* in canonical order */
};
void order_term(const struct graph *g, id a, struct term_order *out);
/* Compares terms of a sum: higher degree in the variables first. */
int order_terms(const struct graph *g, struct term_order *a, struct term_order *b);

#endif

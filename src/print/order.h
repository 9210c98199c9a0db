/* order.h - the canonical order in which people see terms and factors. */
#ifndef PRINT_ORDER_H
#define PRINT_ORDER_H

#include "graph/graph.h"

/* Compares factors as qsort() wants; zero only for the same node. */
int order_factors(const struct graph *g, id a, id b);
/* Compares terms of a sum: higher degree in the variables first. */
int order_terms(const struct graph *g, id a, id b);

#endif

/* pattern.h - which entries of a Jacobian can be nonzero, one by one, and colourings of that. */
#ifndef PASS_PATTERN_H
#define PASS_PATTERN_H

#include "graph/graph.h"

/* The columns of row r are column[starts[r]] to column[starts[r + 1] - 1], ascending. */
struct pattern {
    size_t rows, columns;
    size_t *starts;   /* rows + 1 of them */
    uint32_t *column; /* room for `room` entries */
    size_t room;
};

/* Finds on which entries of the leaves, counted through all leaves, each entry of v depends. Index
 * sets are carried forward through the graph; entries that depend on the same indices share a set.
 * If an operation has no rule here, every entry of its result depends on all of its arguments.
 * False after an error. */
bool pattern_find(struct graph *g, id v, const id *leaves, size_t n_leaves, struct pattern *out);
bool pattern_transpose(struct graph *g, const struct pattern *p, struct pattern *out);
void pattern_free(struct graph *g, struct pattern *p);

/* Colours the columns that the `wanted` rows (NULL: all rows) have, so that no row has two columns
 * of one colour: one sweep then gives all columns of a colour (Curtis, Powell and Reid, 1974). The
 * colouring is greedy in three orders, natural, largest first and smallest last (Coleman and More,
 * 1983; Gebremedhin, Manne and Pothen, 2005); the one with the fewest colours is taken. Other
 * columns get UNCOLOURED. `across` is the transpose of p. Returns the number of colours, or
 * SIZE_MAX after an error. */
#define UNCOLOURED UINT32_MAX
size_t pattern_colour(struct graph *g, const struct pattern *p, const struct pattern *across,
                      const bool *wanted, uint32_t *colours);

#endif

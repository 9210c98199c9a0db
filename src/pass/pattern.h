/* pattern.h - where a Jacobian can have nonzeros, entry by entry, and colourings of that. */
#ifndef PASS_PATTERN_H
#define PASS_PATTERN_H

#include "graph/graph.h"

/* Columns of row r: column[starts[r]] to column[starts[r + 1] - 1], ascending. */
struct pattern {
    size_t rows, columns;
    size_t *starts;   /* rows + 1 of them */
    uint32_t *column; /* room for `room` of them */
    size_t room;
};

/* Which entries of the leaves, counted through all of them, each entry of v depends on. Index sets
 * go forward through the graph; entries that depend on the same share a set. What an operation
 * without a rule here gives depends on all that goes into it. */
bool pattern_find(struct graph *g, id v, const id *leaves, size_t n_leaves, struct pattern *out);
bool pattern_transpose(struct graph *g, const struct pattern *p, struct pattern *out);
void pattern_free(struct graph *g, struct pattern *p);

/* Colours the columns that `wanted` (NULL: all rows) rows meet so that no row has two of one
 * colour: one sweep then gives all columns of a colour (Curtis, Powell and Reid, 1974). Greedy, in
 * the natural order, the largest first and the smallest last (Coleman and More, 1983; Gebremedhin,
 * Manne and Pothen, 2005), whichever needs the fewest. Columns without a colour get UNCOLOURED.
 * across is the transpose of p. Returns the number of colours; SIZE_MAX after an error. */
#define UNCOLOURED UINT32_MAX
size_t pattern_colour(struct graph *g, const struct pattern *p, const struct pattern *across,
                      const bool *wanted, uint32_t *colours);

#endif

/* scan.h - running sums and what is like them (CLASS_SCAN): each entry y[i] of the result is
 * m[i]*y[i-1] + b[i] along an axis, where the operation leaves m or b out. The first entry is b[0],
 * or m[0] without a b. */
#ifndef GRAPH_SCAN_H
#define GRAPH_SCAN_H

#include "graph/elimination.h"
#include "graph/graph.h"

enum { NO_ARGUMENT = -1 };

/* Which arguments of an operation are m and b. */
struct scan_rule {
    int multiplier, addend;
};
struct scan_rule scan_rule(unsigned op);
/* The argument whose first entry begins the result. */
uint32_t scan_first(struct scan_rule rule);

/* The arguments have one shape, with a count along the axis. */
id graph_scan(struct graph *g, enum op op, const id *args, uint32_t axis);

/* y[i] as a scalar, from y[i-1] and the arguments' entries i. */
id scan_entry(struct graph *g, unsigned op, id before, const id *entries);
/* The whole, of arrays of shape d over scalars of any kind, one after another in memory. */
void scan_run(const struct field *f, unsigned op, uint32_t axis, struct shape_data d,
              const void *const *args, void *out);

/* Entry i lies `step` entries behind the one before it along the axis; the first of a line has
 * none. Lines go down the columns, or along rows of `step` 1. */
struct scan_line {
    bool down;
    int64_t columns, step;
};
struct scan_line scan_line(struct shape_data d, uint32_t axis);
static inline bool scan_begins(struct scan_line l, int64_t i)
{
    return l.down ? i < l.step : i % l.columns == 0;
}

#endif

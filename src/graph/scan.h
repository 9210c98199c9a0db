/* scan.h - running sums, running products and recurrences (CLASS_SCAN): entry y[i] of the result is
 * m[i]*y[i-1] + b[i] along an axis. Some operations have no m or no b. The first entry is b[0], or
 * m[0] if there is no b. */
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
/* Returns the argument whose first entry begins the result. */
uint32_t scan_first(struct scan_rule rule);

/* Builds a scan. The arguments must have one shape, with a count along the axis. */
id graph_scan(struct graph *g, enum op op, const id *args, uint32_t axis);

/* Returns y[i] as a scalar, from y[i-1] and entry i of each argument. */
id scan_entry(struct graph *g, unsigned op, id before, const id *entries);
/* Computes a whole scan of arrays of shape d, whose entries are scalars of any kind, contiguous in
 * memory. */
void scan_run(const struct field *f, unsigned op, uint32_t axis, struct shape_data d,
              const void *const *args, void *out);

/* Along the axis, entry i is `step` entries after the one before it; the first entry of a line has
 * none before it. Lines go down the columns, or along rows with `step` 1. */
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

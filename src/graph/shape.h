/* shape.h - interned shapes: scalar (), vector (n), matrix (m,n), of sizes as in size.h. */
#ifndef GRAPH_SHAPE_H
#define GRAPH_SHAPE_H

#include "graph/size.h"

typedef uint32_t shape;
#define SHAPE_NONE UINT32_MAX
enum { SHAPE_SCALAR = 0, COUNT_UNKNOWN = -1 };

struct shape_data {
    int ndim;
    int64_t d[2];
};

struct shapes {
    struct mem *mem;
    struct sizes sizes;
    VEC(struct shape_data) all;
};

bool shapes_init(struct shapes *t, struct core *core);
shape shape_vector(struct shapes *t, int64_t n);
shape shape_matrix(struct shapes *t, int64_t rows, int64_t columns);
shape shape_of(struct shapes *t, struct shape_data data);

static inline struct shape_data shape_get(const struct shapes *t, shape s)
{
    return t->all.at[s];
}
static inline bool shape_is_open(const struct shapes *t, shape s)
{
    const struct shape_data *d = &t->all.at[s];
    return size_is_open(d->d[0]) || size_is_open(d->d[1]);
}
/* Sizes that are counts, a vector taken as a matrix of one row. */
static inline int64_t shape_rows(struct shape_data d)
{
    return d.ndim == 2 ? d.d[0] : 1;
}
static inline int64_t shape_columns(struct shape_data d)
{
    return d.ndim == 2 ? d.d[1] : d.ndim == 1 ? d.d[0] : 1;
}
/* Entry (i, j) of an array, row by row, that is broadcast to another shape is at
 * i*down + j*across: a stride is 0 along an axis of size 1. */
struct strides {
    int64_t down, across;
};
static inline struct strides shape_strides(struct shape_data d)
{
    return (struct strides){shape_rows(d) == 1 ? 0 : shape_columns(d), shape_columns(d) != 1};
}
static inline int64_t shape_entries(struct shape_data d)
{
    return shape_rows(d) * shape_columns(d);
}
/* Returns the number of entries, or COUNT_UNKNOWN if a size is open. */
static inline int64_t shape_count(const struct shapes *t, shape s)
{
    const struct shape_data *d = &t->all.at[s];
    if (shape_is_open(t, s)) return COUNT_UNKNOWN;
    return (d->ndim > 0 ? d->d[0] : 1) * (d->ndim > 1 ? d->d[1] : 1);
}
/* Returns the number of entries as a size; 0 as in size_times(). */
int64_t shape_size(struct shapes *t, shape s);

/* Returns which entry of an array of shape `from` is broadcast to entry `place` of shape `to`. */
int64_t shape_unstretch(struct shape_data to, struct shape_data from, int64_t place);
/* Returns the shape that both are broadcast to by NumPy's rule, or SHAPE_NONE. */
shape shape_broadcast(struct shapes *t, shape a, shape b);
/* Prints "(2,3)", "(n)" or "()". */
void shape_print(const struct shapes *t, shape s, struct str *out);
/* Returns the same as a string in the arena, for messages. */
const char *shape_text(const struct shapes *t, shape s, struct arena *arena);

#endif

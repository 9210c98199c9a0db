/* shape.h - interned shapes: scalar (), vector (n), matrix (m,n).
 *
 * A size is a count of at least 1, or a letter that stands for one, stored as a negative number. A
 * letter equals itself alone: n and 1 broadcast to n, n and m or n and 3 do not fit. */
#ifndef GRAPH_SHAPE_H
#define GRAPH_SHAPE_H

#include "base/diag.h"
#include "base/str.h"

typedef uint32_t shape;
#define SHAPE_NONE UINT32_MAX
enum { SHAPE_SCALAR = 0, COUNT_UNKNOWN = -1 };

struct shape_data {
    int ndim;
    int64_t d[2];
};

struct shapes {
    struct mem *mem;
    const struct names *names; /* of the letters */
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
static inline int64_t size_of_letter(uint32_t name)
{
    return -1 - (int64_t)name;
}
static inline bool size_is_letter(int64_t size)
{
    return size < 0;
}
static inline uint32_t size_letter(int64_t size)
{
    return (uint32_t)(-1 - size);
}
static inline bool shape_has_letter(const struct shapes *t, shape s)
{
    const struct shape_data *d = &t->all.at[s];
    return size_is_letter(d->d[0]) || size_is_letter(d->d[1]);
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
/* Returns the number of entries, or COUNT_UNKNOWN if a size is a letter. */
static inline int64_t shape_count(const struct shapes *t, shape s)
{
    const struct shape_data *d = &t->all.at[s];
    if (shape_has_letter(t, s)) return COUNT_UNKNOWN;
    return (d->ndim > 0 ? d->d[0] : 1) * (d->ndim > 1 ? d->d[1] : 1);
}
/* True if both have the same number of entries, whatever the letters stand for. */
bool shape_same_count(const struct shapes *t, shape a, shape b);

/* Returns which entry of an array of shape `from` is broadcast to entry `place` of shape `to`. */
int64_t shape_unstretch(struct shape_data to, struct shape_data from, int64_t place);
/* Returns the shape that both are broadcast to by NumPy's rule, or SHAPE_NONE. */
shape shape_broadcast(struct shapes *t, shape a, shape b);
void size_print(const struct shapes *t, int64_t size, struct str *out);
/* Prints "(2,3)", "(n)" or "()". */
void shape_print(const struct shapes *t, shape s, struct str *out);
/* Returns the same as a string in the arena, for messages. */
const char *shape_text(const struct shapes *t, shape s, struct arena *arena);

#endif

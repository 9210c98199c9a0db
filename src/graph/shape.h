/* shape.h - interned shapes: scalar (), vector (n), matrix (m,n). */
#ifndef GRAPH_SHAPE_H
#define GRAPH_SHAPE_H

#include "base/diag.h"
#include "base/str.h"

typedef uint32_t shape;
enum { SHAPE_SCALAR = 0, SHAPE_NONE = UINT32_MAX };

struct shape_data {
    int ndim;
    int64_t d[2];
};

struct shapes {
    struct mem *mem;
    VEC(struct shape_data) all;
};

bool shapes_init(struct shapes *t, struct mem *mem);
shape shape_vector(struct shapes *t, int64_t n);
shape shape_matrix(struct shapes *t, int64_t rows, int64_t columns);
shape shape_of(struct shapes *t, struct shape_data data);

static inline struct shape_data shape_get(const struct shapes *t, shape s)
{
    return t->all.at[s];
}
static inline int64_t shape_count(const struct shapes *t, shape s)
{
    const struct shape_data *d = &t->all.at[s];
    return (d->ndim > 0 ? d->d[0] : 1) * (d->ndim > 1 ? d->d[1] : 1);
}

/* The shape that both are stretched to by NumPy's rule, or SHAPE_NONE. */
shape shape_broadcast(struct shapes *t, shape a, shape b);
/* "(2,3)", "(2)", "()". */
void shape_print(const struct shapes *t, shape s, struct str *out);
/* The same in memory of the arena, for messages. */
const char *shape_text(const struct shapes *t, shape s, struct arena *arena);

#endif

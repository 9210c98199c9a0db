#include "graph/shape.h"

#include <stdio.h>

shape shape_of(struct shapes *t, struct shape_data data)
{
    if (data.ndim < 2) data.d[1] = 1;
    if (data.ndim < 1) data.d[0] = 1;
    /* Programs use few shapes, and the newest most: a scan from the end beats hashing. */
    for (size_t i = t->all.n; i-- > 0;) {
        const struct shape_data *have = &t->all.at[i];
        if (have->ndim == data.ndim && have->d[0] == data.d[0] && have->d[1] == data.d[1])
            return (shape)i;
    }
    if (!vec_push(t->mem, &t->all, data)) return SHAPE_SCALAR;
    return (shape)t->all.n - 1;
}

bool shapes_init(struct shapes *t, struct mem *mem)
{
    *t = (struct shapes){.mem = mem};
    shape_of(t, (struct shape_data){0, {1, 1}});
    return t->all.n == 1;
}

shape shape_vector(struct shapes *t, int64_t n)
{
    return shape_of(t, (struct shape_data){1, {n, 1}});
}

shape shape_matrix(struct shapes *t, int64_t rows, int64_t columns)
{
    return shape_of(t, (struct shape_data){2, {rows, columns}});
}

static int64_t stretch(int64_t a, int64_t b)
{
    if (a == b || b == 1) return a;
    return a == 1 ? b : -1;
}

/* A vector stands for a matrix of one row. */
static int64_t extent(struct shape_data s, int from_the_right)
{
    return from_the_right < s.ndim ? s.d[s.ndim - 1 - from_the_right] : 1;
}

shape shape_broadcast(struct shapes *t, shape a, shape b)
{
    if (a == b || b == SHAPE_SCALAR) return a;
    if (a == SHAPE_SCALAR) return b;
    struct shape_data x = t->all.at[a], y = t->all.at[b], out;
    out.ndim = x.ndim > y.ndim ? x.ndim : y.ndim;
    for (int i = 0; i < out.ndim; i++) {
        int64_t n = stretch(extent(x, i), extent(y, i));
        if (n < 0) return SHAPE_NONE;
        out.d[out.ndim - 1 - i] = n;
    }
    return shape_of(t, out);
}

void shape_print(const struct shapes *t, shape s, struct str *out)
{
    struct shape_data d = t->all.at[s];
    str_putc(out, '(');
    for (int i = 0; i < d.ndim; i++) str_putf(out, i ? ",%lld" : "%lld", (long long)d.d[i]);
    str_putc(out, ')');
}

const char *shape_text(const struct shapes *t, shape s, struct arena *arena)
{
    struct shape_data d = t->all.at[s];
    char text[64];
    int n = d.ndim == 0 ? snprintf(text, sizeof text, "()")
            : d.ndim == 1
                ? snprintf(text, sizeof text, "(%lld)", (long long)d.d[0])
                : snprintf(text, sizeof text, "(%lld,%lld)", (long long)d.d[0], (long long)d.d[1]);
    const char *copy = arena_text(arena, text, (size_t)n);
    return copy ? copy : "()";
}

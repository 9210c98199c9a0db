#include "graph/shape.h"

shape shape_of(struct shapes *t, struct shape_data data)
{
    if (data.ndim < 2) data.d[1] = 1;
    if (data.ndim < 1) data.d[0] = 1;
    /* Programs use few shapes, mostly the newest: a search from the end is faster than hashing. */
    for (size_t i = t->all.n; i-- > 0;) {
        const struct shape_data *have = &t->all.at[i];
        if (have->ndim == data.ndim && have->d[0] == data.d[0] && have->d[1] == data.d[1])
            return (shape)i;
    }
    if (!vec_push(t->mem, &t->all, data)) return SHAPE_SCALAR;
    return (shape)t->all.n - 1;
}

bool shapes_init(struct shapes *t, struct core *core)
{
    *t = (struct shapes){.mem = &core->mem, .sizes = {.mem = &core->mem, .names = &core->names}};
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

/* Returns the size that both are broadcast to, or 0. */
static int64_t stretch(int64_t a, int64_t b)
{
    if (a == b || b == 1) return a;
    return a == 1 ? b : 0;
}

/* A vector counts as a matrix of one row. */
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
        if (n == 0) return SHAPE_NONE;
        out.d[out.ndim - 1 - i] = n;
    }
    return shape_of(t, out);
}

int64_t shape_size(struct shapes *t, shape s)
{
    struct shape_data d = t->all.at[s];
    return size_times(&t->sizes, d.d[0], d.d[1]);
}

int64_t shape_unstretch(struct shape_data to, struct shape_data from, int64_t place)
{
    int64_t width = extent(to, 0), columns = extent(from, 0);
    return (extent(from, 1) == 1 ? 0 : place / width * columns) +
           (columns == 1 ? 0 : place % width);
}

void shape_print(const struct shapes *t, shape s, struct str *out)
{
    struct shape_data d = t->all.at[s];
    str_putc(out, '(');
    for (int i = 0; i < d.ndim; i++) {
        if (i) str_putc(out, ',');
        size_print(&t->sizes, d.d[i], out);
    }
    str_putc(out, ')');
}

const char *shape_text(const struct shapes *t, shape s, struct arena *arena)
{
    struct str text = {.mem = t->mem};
    shape_print(t, s, &text);
    const char *copy = str_settle(&text, arena);
    return copy ? copy : "()";
}

/* jacobian.c - the Jacobian of a vector, row by row. */
#include "pass/derive.h"

static id row_of(struct graph *g, id v, int64_t i, id x, shape row, struct guards *kinks)
{
    id gradient;
    if (!derive_reverse(g, graph_entry(g, v, i), &x, 1, &gradient, kinks)) return POISON;
    return graph_reshape(g, gradient, row);
}

id derive_jacobian(struct graph *g, id v, id x, struct guards *kinks)
{
    if (v == POISON) return POISON;
    bool open = shape_is_open(&g->shapes, graph_shape(g, v)) ||
                shape_is_open(&g->shapes, graph_shape(g, x));
    if (open) return derive_matrix_jacobian(g, v, x);
    int64_t m = shape_count(&g->shapes, graph_shape(g, v)),
            n = shape_count(&g->shapes, graph_shape(g, x));
    bool scalar_v = graph_shape(g, v) == SHAPE_SCALAR, scalar_x = graph_shape(g, x) == SHAPE_SCALAR;
    shape row = scalar_x ? SHAPE_SCALAR : shape_vector(&g->shapes, n);
    if (scalar_v) return row_of(g, v, 0, x, row, kinks);
    id *rows = mem_array(&g->core->mem, (size_t)m, sizeof *rows);
    if (!rows) return POISON;
    bool ok = true;
    for (int64_t i = 0; i < m && ok; i++) {
        rows[i] = row_of(g, v, i, x, row, kinks);
        ok = rows[i] != POISON && core_go_on(g->core);
    }
    id result = ok ? graph_stack(g, rows, (uint32_t)m) : POISON;
    mem_free_array(&g->core->mem, rows, (size_t)m, sizeof *rows);
    return result;
}

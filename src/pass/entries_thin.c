/* entries_thin.c - products with arrays that are zero but for one entry, as the adjoints of single
 * entries are: their sums are written out, as few terms are left. */
#include "pass/entries_private.h"

enum { MOST_ENTRIES = 4096, MOST_DEPTH = 24 };
enum { NOT_KNOWN, THICK, THIN };

/* Adds the nonzeros of an array of numbers; false if it is none, or too large. */
static bool count_nonzeros(const struct graph *g, id a, int64_t *nonzeros)
{
    const struct node *n = graph_node(g, a);
    int64_t size = shape_count(&g->shapes, graph_shape(g, a));
    if (size < 0 || size > MOST_ENTRIES) return false;
    if (n->op == OP_NUMBER) return *nonzeros += n->data == NUMBER_ZERO ? 0 : size, true;
    if (n->op != OP_STACK) return false;
    for (uint32_t i = 0; i < n->n; i++) {
        n = graph_node(g, a);
        if (!count_nonzeros(g, node_child(g, n, i), nonzeros)) return false;
    }
    return true;
}

static bool look_thin(struct taking *t, id a, int depth);

static bool any_thin(struct taking *t, id a, int depth)
{
    uint32_t n = graph_node(t->g, a)->n;
    for (uint32_t i = 0; i < n; i++)
        if (look_thin(t, graph_child(t->g, a, i), depth - 1)) return true;
    return false;
}

static bool is_thin_node(struct taking *t, id a, int depth)
{
    const struct node *n = graph_node(t->g, a);
    int64_t nonzeros = 0;
    if (n->op == OP_STACK) return count_nonzeros(t->g, a, &nonzeros) && nonzeros <= 1;
    if (n->op == OP_MATMUL || n->op == OP_PRODUCT) return any_thin(t, a, depth);
    if (op_class(n->op) == CLASS_MOVE || (n->op == OP_SUM && n->n == 1 && n->data == NUMBER_ZERO))
        return look_thin(t, node_child(t->g, n, 0), depth - 1);
    return false;
}

static bool look_thin(struct taking *t, id a, int depth)
{
    struct mem *mem = &t->g->core->mem;
    size_t more = a >= t->thin.n ? a + 1 - t->thin.n : 0;
    if (depth == 0 || graph_shape(t->g, a) == SHAPE_SCALAR) return false;
    if (!vec_reserve(mem, &t->thin, more)) return false;
    while (t->thin.n <= a) t->thin.at[t->thin.n++] = NOT_KNOWN;
    if (t->thin.at[a] == NOT_KNOWN) t->thin.at[a] = is_thin_node(t, a, depth) ? THIN : THICK;
    return t->thin.at[a] == THIN;
}

bool entries_are_thin(struct taking *t, id a)
{
    int64_t size = shape_count(&t->g->shapes, graph_shape(t->g, a));
    return !t->multiplied_out && size >= 0 && size <= MOST_ENTRIES && look_thin(t, a, MOST_DEPTH);
}

int64_t entries_left(struct taking *t, id a, int64_t first, int64_t step, int64_t n,
                     int64_t *places)
{
    bool all = true;
    int64_t left = 0;
    for (int64_t k = 0; k < n; k++) {
        id entry = entries_value(t, a, first + k * step);
        all &= entry != POISON;
        if (!entry || graph_is_zero(t->g, entry)) continue;
        if (left < ENTRIES_FEW) places[left] = k;
        left++;
    }
    return all ? left : -1;
}

#include "graph/gather.h"

#include "graph/linear.h"
#include "graph/move.h"

#include <math.h>

/* Entries of lists at up to MOST_LISTED known places become a list, which people can read. */

/* ---- places ---- */

int64_t gather_place(struct shape_data large, const int64_t *index)
{
    int64_t place = 0;
    for (int k = 0; k < large.ndim; k++) {
        int64_t i = index[k] < 0 ? index[k] + large.d[k] : index[k];
        if (i < 0 || i >= large.d[k]) return -1;
        place = place * large.d[k] + i;
    }
    return place;
}

int64_t gather_place_of_doubles(struct shape_data large, const double *index)
{
    int64_t whole[MOST_INDEXES];
    for (int k = 0; k < large.ndim; k++) {
        if (!(fabs(index[k]) <= INT32_MAX) || floor(index[k]) != index[k]) return -1;
        whole[k] = (int64_t)index[k];
    }
    return gather_place(large, whole);
}

bool gather_known(const struct graph *g, id array, int64_t place, int64_t *value)
{
    for (;;) {
        const struct node *n = graph_node(g, array);
        if (shape_is_open(&g->shapes, n->shape)) return false;
        if (n->op == OP_NUMBER) return number_to_int(&g->numbers, n->data, value);
        if (n->op == OP_RANGE) return *value = place, true;
        if (n->op == OP_NAMED)
            array = node_child(g, n, 0);
        else if (op_class(n->op) != CLASS_MOVE || !move_to_source(g, &array, &place))
            return false;
    }
}

int64_t gather_known_place(const struct graph *g, const id *indexes, struct shape_data large,
                           int64_t entry)
{
    int64_t index[MOST_INDEXES];
    for (int k = 0; k < large.ndim; k++)
        if (!gather_known(g, indexes[k], entry, &index[k])) return -1;
    return gather_place(large, index);
}

/* Reads the places of a few entries. False if some are not known, or are none. */
static bool known_places(const struct graph *g, const id *indexes, struct shape_data large,
                         int64_t count, int64_t *places)
{
    for (int64_t i = 0; i < count; i++)
        if ((places[i] = gather_known_place(g, indexes, large, i)) < 0) return false;
    return true;
}

/* ---- constructors ---- */

static bool is_short(const struct graph *g, shape s)
{
    return !shape_is_open(&g->shapes, s) && shape_count(&g->shapes, s) <= MOST_LISTED;
}

/* True for a list, or a number. */
static bool has_entries(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_STACK || graph_shape(g, a) == SHAPE_SCALAR;
}

static bool are_poison(const id *indexes, int n)
{
    for (int k = 0; k < n; k++)
        if (indexes[k] == POISON) return true;
    return false;
}

id graph_list(struct graph *g, const id *entries, struct shape_data d)
{
    id rows[MOST_LISTED];
    if (d.ndim == 0) return entries[0];
    if (d.ndim == 1) return graph_stack(g, entries, (uint32_t)d.d[0]);
    for (int64_t i = 0; i < d.d[0]; i++)
        rows[i] = graph_stack(g, entries + i * d.d[1], (uint32_t)d.d[1]);
    return graph_stack(g, rows, (uint32_t)d.d[0]);
}

static id make(struct graph *g, enum op op, id a, const id *indexes, int n, shape to)
{
    uint32_t words[1 + MOST_INDEXES] = {a};
    for (int k = 0; k < n; k++) words[1 + k] = indexes[k];
    struct node node = {.op = (uint8_t)op, .n = (uint32_t)n + 1, .shape = to};
    return graph_intern(g, node, words, (uint32_t)n + 1);
}

/* Lists what is at places that are known. POISON if there are many, or some are not known. */
static id gather_list(struct graph *g, id a, const id *indexes)
{
    int64_t places[MOST_LISTED];
    id entries[MOST_LISTED];
    shape to = graph_shape(g, indexes[0]);
    if (!has_entries(g, a) || !is_short(g, to)) return POISON;
    int64_t count = shape_count(&g->shapes, to);
    if (!known_places(g, indexes, graph_dims(g, a), count, places)) return POISON;
    for (int64_t i = 0; i < count; i++) entries[i] = graph_entry(g, a, places[i]);
    return graph_list(g, entries, shape_get(&g->shapes, to));
}

id graph_gather(struct graph *g, id a, const id *indexes)
{
    if (a == POISON || are_poison(indexes, graph_dims(g, a).ndim)) return POISON;
    shape to = graph_shape(g, indexes[0]);
    int ndim = graph_dims(g, a).ndim;
    if (graph_op(g, a) == OP_NUMBER) return graph_fill(g, graph_node(g, a)->data, to);
    number c = graph_take_coefficient(g, &a);
    id list = gather_list(g, a, indexes);
    return graph_scale(g, c, list ? list : make(g, OP_GATHER, a, indexes, ndim, to));
}

static id scatter_list(struct graph *g, id b, const id *indexes, shape to)
{
    int64_t places[MOST_LISTED];
    id entries[MOST_LISTED];
    shape from = graph_shape(g, b);
    if (!has_entries(g, b) || !is_short(g, to) || !is_short(g, from)) return POISON;
    struct shape_data large = shape_get(&g->shapes, to);
    int64_t count = shape_count(&g->shapes, from), all = shape_count(&g->shapes, to);
    if (!known_places(g, indexes, large, count, places)) return POISON;
    for (int64_t t = 0; t < all; t++) {
        size_t begin = graph_begin(g);
        for (int64_t i = 0; i < count; i++)
            if (places[i] == t) graph_push(g, graph_entry(g, b, i), NUMBER_ONE);
        entries[t] = graph_end_sum(g, begin, NUMBER_ZERO);
    }
    return graph_list(g, entries, large);
}

id graph_scatter(struct graph *g, id b, const id *indexes, shape to)
{
    int ndim = shape_get(&g->shapes, to).ndim;
    if (b == POISON || are_poison(indexes, ndim)) return POISON;
    b = graph_broadcast(g, b, graph_shape(g, indexes[0]));
    if (graph_is_zero(g, b)) return graph_fill(g, NUMBER_ZERO, to);
    number c = graph_take_coefficient(g, &b);
    id list = scatter_list(g, b, indexes, to);
    return graph_scale(g, c, list ? list : make(g, OP_SCATTER, b, indexes, ndim, to));
}

id gather_rebuild(struct graph *g, id a, const id *children)
{
    struct node n = *graph_node(g, a);
    return n.op == OP_GATHER ? graph_gather(g, children[0], children + 1)
                             : graph_scatter(g, children[0], children + 1, n.shape);
}

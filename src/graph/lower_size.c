/* lower_size.c - what must be a whole number: sizes, indexes, axes, orders. A name's value at the
 * point will do. */
#include "graph/lower_private.h"

/* Names whose values are sizes do not vary. False after an error: in a column they do. */
static bool fix_names(struct frame *f, id value, struct span span)
{
    struct lowering *l = f->l;
    struct reach reach = {0};
    bool ok = graph_reach(l->g, &value, 1, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op != OP_VARIABLE && n->op != OP_NAMED) continue;
        struct name_facts *facts = lower_facts(l, n->data);
        facts->fixed = true;
        if (n->op == OP_VARIABLE && facts->given && facts->place == UINT32_MAX)
            ok = lower_error(f, KIND_SHAPE, span,
                             "'%s' is a column, which cannot be a size or index",
                             node_name(l->g, n));
    }
    reach_free(l->g, &reach);
    return ok && !l->g->core->mem.failed;
}

/* A scalar with the numbers of the point put in. */
static id at_point(struct frame *f, id value, struct span span)
{
    struct lowering *l = f->l;
    number n;
    if (graph_is_number(l->g, value, &n) || graph_shape(l->g, value) != SHAPE_SCALAR) return value;
    if (!fix_names(f, value, span)) return POISON;
    while (graph_op(l->g, value) == OP_NAMED) value = graph_child(l->g, value, 0);
    if (graph_is_number(l->g, value, &n) || !l->put_in) return value;
    l->sized_by_point = true;
    return l->put_in(l->point, value);
}

static bool not_whole(struct frame *f, id value, struct span span, const char *what)
{
    const struct node *n = graph_node(f->l->g, value);
    lower_error(f, KIND_SHAPE, span, "%s must be an integer constant", what);
    const struct name_facts *facts = n->op == OP_VARIABLE ? lower_facts(f->l, n->data) : NULL;
    if (!facts || f->l->closed || facts->given || facts->shaped) return false;
    return diag_hint(f->l->g->core, "give it with --at, such as %s=3", node_name(f->l->g, n));
}

bool lower_integer(struct frame *f, id value, struct span span, const char *what, int64_t *out)
{
    number n;
    struct graph *g = f->l->g;
    if (value != POISON) value = at_point(f, value, span);
    if (value == POISON) return false;
    if (graph_is_number(g, value, &n) && graph_shape(g, value) == SHAPE_SCALAR &&
        number_to_int(&g->numbers, n, out))
        return true;
    return not_whole(f, value, span, what);
}

/* What a size's letter stands for: a number or itself; 0 for everything else. */
static int64_t letter_size(struct frame *f, id a)
{
    struct graph *g = f->l->g;
    while (a != POISON && graph_op(g, a) == OP_NAMED) a = graph_child(g, a, 0);
    bool name = a != POISON && graph_op(g, a) == OP_VARIABLE;
    return name ? lower_facts(f->l, graph_node(g, a)->data)->size : 0;
}

bool lower_size(struct frame *f, id value, struct span span, int64_t *out)
{
    *out = letter_size(f, value);
    if (size_is_letter(*out)) f->l->open_size = *out;
    if (*out) return true;
    if (!lower_integer(f, value, span, "a size", out)) return false;
    return *out >= 1 || lower_error(f, KIND_SHAPE, span, "a size must be at least 1");
}

bool lower_counted(struct frame *f, id a, struct span span)
{
    if (!shape_has_letter(&f->l->g->shapes, graph_shape(f->l->g, a))) return true;
    lower_error(f, KIND_SHAPE, span, "this needs sizes that are numbers, got %s",
                lower_shape(f, a));
    return diag_hint(f->l->g->core, "give them with --shape, such as x=[3]");
}

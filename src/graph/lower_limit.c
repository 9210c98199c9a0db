/* lower_limit.c - limit(f, x, a): x moves only within it, so that neither the name nor the
 * conditions on it are left. */
#include "graph/lower_private.h"

static bool is_infinity(struct call *c, uint32_t node)
{
    const struct ast_node *n = &c->frame->l->ast->nodes.at[node];
    return n->op == AST_NAME && lower_is_infinity(c->frame->l, n);
}

/* Reads `a`, which may be inf or -inf. */
static bool read_target(struct call *c, struct limit_target *to)
{
    const struct ast *ast = c->frame->l->ast;
    const struct ast_node *n = &ast->nodes.at[c->nodes[2]];
    struct graph *g = c->frame->l->g;
    if (is_infinity(c, c->nodes[2])) to->infinite = 1;
    if (n->op == AST_NEGATE && is_infinity(c, ast_arg(ast, n, 0))) to->infinite = -1;
    to->at = to->infinite ? graph_int(g, 0) : c->args[2];
    return graph_shape(g, to->at) == SHAPE_SCALAR || lower_bad_shape(c, 2, "a scalar");
}

static bool read_side(struct call *c, struct limit_target *to)
{
    int64_t side = 0;
    if (c->n < 4) return true;
    if (!lower_integer(c->frame, c->args[3], lower_span_of(c, 3), "the side", &side)) return false;
    to->side = (int)side;
    if ((side == 1 || side == -1) && !to->infinite) return true;
    return lower_error(c->frame, KIND_USAGE, lower_span_of(c, 3),
                       "the side is 1, from the right, or -1, from the left");
}

/* ---- conditions within the limit ---- */

static bool depends(struct graph *g, id f, id x)
{
    struct reach reach = {0};
    if (f == POISON || !graph_reach(g, &f, 1, &reach)) return false;
    bool found = graph_reached(g, x);
    reach_free(g, &reach);
    return found;
}

/* Marks the operations that one is made of. */
static bool *mark_operations(struct lowering *l, uint32_t operation, size_t n)
{
    const struct demands *d = &l->demands;
    bool *marked = mem_array(&l->g->core->mem, n, sizeof *marked);
    if (!marked) return NULL;
    marked[operation] = true;
    for (size_t i = operation + 1; i-- > 0;)
        for (uint32_t k = 0; marked[i] && k < d->all.at[i].n; k++)
            marked[d->args.at[d->all.at[i].args + k]] = true;
    return marked;
}

/* Conditions on x within f are the limit's own business. */
static bool drop_guards(struct call *c, id x)
{
    struct lowering *l = c->frame->l;
    uint32_t operation = c->frame->operations[c->nodes[0] - c->frame->first];
    size_t n = l->demands.all.n, kept = 0;
    if (operation == 0) return true;
    bool *marked = mark_operations(l, operation, n);
    if (!marked) return false;
    for (size_t i = 0; i < l->guards.all.n; i++) {
        struct guard guard = l->guards.all.at[i];
        bool within = guard.operation && marked[guard.operation];
        if (!within || (!depends(l->g, guard.condition, x) && !depends(l->g, guard.when, x)))
            l->guards.all.at[kept++] = guard;
    }
    l->guards.all.n = kept;
    mem_free_array(&l->g->core->mem, marked, n, sizeof *marked);
    return true;
}

/* ---- the limit ---- */

/* Names that a limit has lost. */
static bool note_names(struct lowering *l, id a)
{
    struct reach reach = {0};
    bool ok = graph_reach(l->g, &a, 1, &reach);
    for (size_t i = 0; i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op == OP_VARIABLE || n->op == OP_NAMED) lower_facts(l, n->data)->in_limit = true;
    }
    reach_free(l->g, &reach);
    return ok;
}

/* With other names as they are, or, where that does not decide, with their values. */
static id limit_or_at_point(struct call *c, id f, id x, const struct limit_target *to)
{
    struct lowering *l = c->frame->l;
    struct core *core = l->g->core;
    struct trial trial;
    bool given = lower_facts(l, graph_node(l->g, x)->data)->given;
    if (!l->put_in || given) return l->derive->limit(l->g, f, x, to);
    trial_begin(&trial, core);
    id value = l->derive->limit(l->g, f, x, to);
    bool again = value == POISON && core->diags.n && core->diags.at[0].kind == KIND_UNDECIDED;
    trial_end(&trial, core, !again);
    if (!again) return value;
    struct limit_target there = *to;
    l->sized_by_point = true;
    if (!note_names(l, f) || !note_names(l, to->at)) return POISON;
    f = l->put_in(l->point, f);
    there.at = l->put_in(l->point, to->at);
    return f && there.at ? l->derive->limit(l->g, f, x, &there) : POISON;
}

id build_limit(struct call *c)
{
    struct lowering *l = c->frame->l;
    struct limit_target to = {.span = c->node->span};
    if (c->n < 3 || c->n > 4 || c->n_keywords || !l->derive) return lower_usage(c, BUILD_limit);
    id f = c->args[0], x = c->args[1];
    const struct ast_node *name = &l->ast->nodes.at[c->nodes[1]];
    if (name->op != AST_NAME || graph_op(l->g, x) != OP_VARIABLE)
        return lower_error(c->frame, KIND_NAME, name->span, "limit moves a name without a value");
    if (graph_shape(l->g, x) != SHAPE_SCALAR) return lower_bad_shape(c, 1, "a scalar");
    if (graph_shape(l->g, f) != SHAPE_SCALAR) return lower_bad_shape(c, 0, "a scalar");
    if (!read_target(c, &to) || !read_side(c, &to) || !drop_guards(c, x)) return POISON;
    if (!vec_push(&l->g->core->mem, &l->moving, graph_node(l->g, x)->data)) return POISON;
    return limit_or_at_point(c, f, x, &to);
}

/* lower_calculus.c - derivatives; limits: limit(f, x, a), where x moves only within it, so that
 * neither the name nor the conditions on it are left. */
#include "graph/lower_private.h"

/* ---- derivatives ---- */

static struct graph *graph_of(struct call *c)
{
    return c->frame->l->g;
}

static const char *call_name(struct call *c)
{
    return names_text(&graph_of(c)->core->names, c->node->name);
}

/* True for a name that stands for the symmetric part of a variable. */
static bool is_symmetric(struct call *c, const struct ast_node *node)
{
    struct lowering *l = c->frame->l;
    uint32_t local;
    return !lower_find_local(c->frame->locals, node->name, &local) &&
           !lower_binding(l, node->name)->assigned && lower_facts(l, node->name)->symmetric;
}

id lower_leaf(struct call *c, uint32_t at)
{
    const struct ast_node *node = &c->frame->l->ast->nodes.at[at];
    id x = node->op == AST_NAME ? frame_value(c->frame, at) : POISON;
    if (x != POISON && is_symmetric(c, node)) x = lower_name_value(c->frame->l, node->name);
    enum op op = x == POISON ? OP_NUMBER : graph_op(graph_of(c), x);
    if (op == OP_VARIABLE || op == OP_NAMED) return x;
    return lower_error(c->frame, KIND_NAME, node->span,
                       lower_calls(c->frame, c->node, "subs")
                           ? "'%s' puts a value in the place of a name"
                           : "'%s' differentiates by a name",
                       call_name(c));
}

static bool is_scalar(struct call *c, id a)
{
    return shape_count(&graph_of(c)->shapes, graph_shape(graph_of(c), a)) == 1;
}

static bool is_operand(const struct lowering *l, id x)
{
    for (size_t i = 0; i < l->operands.n; i++)
        if (l->operands.at[i] == x) return true;
    return false;
}

/* Differentiates f by x and notes the operation. */
id lower_operate(struct call *c, derive_hook *operator, id f, id x)
{
    struct lowering *l = c->frame->l;
    struct mem *mem = &l->g->core->mem;
    if (!is_operand(l, x) && !vec_push(mem, &l->operands, x)) return POISON;
    l->g->span = c->node->span;
    id d = operator(l->g, f, x, l->notes_kinks ? &l->guards : NULL);
    if (d == POISON) return POISON;
    struct operation operation = {f, x, d};
    return vec_push(mem, &l->operations, operation) ? d : POISON;
}

id build_diff(struct call *c)
{
    int64_t order = 1;
    if (c->n < 2 || c->n > 3 || c->n_keywords || !c->frame->l->derive)
        return lower_usage(c, BUILD_diff);
    id f = c->args[0], x = lower_leaf(c, c->nodes[1]);
    if (x == POISON) return POISON;
    if (graph_shape(graph_of(c), x) != SHAPE_SCALAR) {
        lower_bad_shape(c, 1, "a scalar to differentiate by");
        diag_hint(graph_of(c)->core, "use grad or jacobian");
        return POISON;
    }
    if (c->n == 3 && !lower_integer(c->frame, c->args[2], lower_span_of(c, 2), "the order", &order))
        return POISON;
    if (order < 0 || order > 1000)
        return lower_error(c->frame, KIND_LIMIT, lower_span_of(c, 2), "an order from 0 to 1000");
    while (order-- > 0 && f != POISON) f = lower_operate(c, c->frame->l->derive->derivative, f, x);
    return f;
}

/* ---- by several names ---- */

bool lower_takes_names(const struct frame *f, const struct ast_node *node)
{
    static const char *const operators[] = {"grad", "jacobian", "hessian"};
    if (node->op != AST_CALL || node->n < 2) return false;
    if (f->l->ast->nodes.at[ast_arg(f->l->ast, node, 1)].op != AST_LIST) return false;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (lower_calls(f, node, operators[i])) return true;
    return false;
}

/* Differentiates f by each name of a list. */
static bool derive_each(struct call *c, derive_hook *operator, id f, const struct ast_node *list,
                        id *parts)
{
    for (uint32_t k = 0; k < list->n; k++) {
        id x = lower_leaf(c, ast_arg(c->frame->l->ast, list, k));
        if (x == POISON || !lower_counted(c->frame, x, list->span)) return false;
        parts[k] = lower_operate(c, operator, f, x);
        if (parts[k] == POISON) return false;
    }
    return true;
}

/* Derivatives by scalars, entry by entry: formulas then show a list, or a list of rows. */
static id join_entries(struct graph *g, id *parts, uint32_t n, int64_t rows, bool flat)
{
    struct mem *mem = &g->core->mem;
    size_t size = (size_t)rows + n;
    id *lists = mem_array(mem, size, sizeof *lists), joined = POISON;
    for (int64_t i = 0; lists && i < rows; i++) {
        for (uint32_t k = 0; k < n; k++) lists[rows + k] = graph_entry(g, parts[k], i);
        lists[i] = graph_stack(g, lists + rows, n);
    }
    if (lists) joined = flat ? lists[0] : graph_stack(g, lists, (uint32_t)rows);
    mem_free_array(mem, lists, size, sizeof *lists);
    return joined;
}

static bool is_by_scalars(const struct graph *g, const id *parts, uint32_t n, int64_t rows)
{
    enum { MOST_ROWS = 64 };
    for (uint32_t k = 0; k < n; k++)
        if (shape_count(&g->shapes, graph_shape(g, parts[k])) != rows) return false;
    return rows <= MOST_ROWS;
}

/* Joins derivatives, each of which has so many rows: side by side, or if `flat` end to end. */
static id join(struct graph *g, id *parts, uint32_t n, int64_t rows, bool flat)
{
    if (is_by_scalars(g, parts, n, rows)) return join_entries(g, parts, n, rows, flat);
    for (uint32_t k = 0; k < n; k++) {
        int64_t count = shape_count(&g->shapes, graph_shape(g, parts[k]));
        struct shape_data d = {flat ? 1 : 2, {flat ? count : rows, flat ? 1 : count / rows}};
        if (graph_shape(g, parts[k]) == SHAPE_SCALAR) parts[k] = graph_stack(g, &parts[k], 1);
        parts[k] = graph_reshape(g, parts[k], shape_of(&g->shapes, d));
    }
    return graph_concat(g, parts, n, !flat);
}

/* A scalar has no axis for its rows, and neither has a gradient. */
static id derive_by_list(struct call *c, derive_hook *operator, id f, const struct ast_node *list)
{
    struct graph *g = graph_of(c);
    bool flat = graph_shape(g, f) == SHAPE_SCALAR || operator== c->frame->l->derive->gradient;
    if (list->n == 0)
        return lower_error(c->frame, KIND_SHAPE, list->span, "a list needs at least one entry");
    if (!lower_counted(c->frame, f, lower_span_of(c, 0))) return POISON;
    id *parts = mem_array(&g->core->mem, list->n, sizeof *parts), joined = POISON;
    if (parts && derive_each(c, operator, f, list, parts))
        joined =
            join(g, parts, list->n, flat ? 1 : shape_count(&g->shapes, graph_shape(g, f)), flat);
    mem_free_array(&g->core->mem, parts, list->n, sizeof *parts);
    return joined;
}

/* Differentiates f by argument 1, a name or a list of names. */
static id derive_by_names(struct call *c, derive_hook *operator, id f)
{
    const struct ast_node *names = &c->frame->l->ast->nodes.at[c->nodes[1]];
    if (lower_takes_names(c->frame, c->node)) return derive_by_list(c, operator, f, names);
    id x = lower_leaf(c, c->nodes[1]);
    return x == POISON ? POISON : lower_operate(c, operator, f, x);
}

id build_grad(struct call *c)
{
    if (c->n != 2 || c->n_keywords || !c->frame->l->derive) return lower_usage(c, BUILD_grad);
    if (is_scalar(c, c->args[0]))
        return derive_by_names(c, c->frame->l->derive->gradient, c->args[0]);
    lower_bad_shape(c, 0, "a scalar");
    diag_hint(graph_of(c)->core, "use jacobian for a vector");
    return POISON;
}

id build_jacobian(struct call *c)
{
    if (c->n != 2 || c->n_keywords || !c->frame->l->derive) return lower_usage(c, BUILD_jacobian);
    return derive_by_names(c, c->frame->l->derive->jacobian, c->args[0]);
}

id build_hessian(struct call *c)
{
    id gradient = build_grad(c);
    if (gradient == POISON) return POISON;
    return derive_by_names(c, c->frame->l->derive->jacobian, gradient);
}

/* ---- conditions within a limit ---- */

bool *lower_mark_operations(struct lowering *l, uint32_t operation, size_t n)
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

/* With the point's values a condition on a*x may not be one on x: it stays. */
static bool stays_at_point(struct lowering *l, struct guard *guard, id x)
{
    number value;
    if (!l->put_in || guard->when != POISON) return false;
    id there = l->put_in(l->point, guard->condition);
    if (there == POISON || there == guard->condition) return false;
    l->sized_by_point = true;
    if (graph_depends(l->g, there, x)) return false;
    guard->condition = there;
    return !graph_is_number(l->g, there, &value) || value == NUMBER_ZERO;
}

/* Conditions on x within f are the limit's own business. */
static bool drop_guards(struct lowering *l, uint32_t operation, id x)
{
    size_t n = l->demands.all.n, kept = 0;
    if (operation == 0) return true;
    bool *marked = lower_mark_operations(l, operation, n);
    if (!marked) return false;
    for (size_t i = 0; i < l->guards.all.n; i++) {
        struct guard guard = l->guards.all.at[i];
        bool within = guard.operation && marked[guard.operation];
        bool drops = within && (graph_depends(l->g, guard.condition, x) ||
                                graph_depends(l->g, guard.when, x));
        if (!drops || stays_at_point(l, &guard, x)) l->guards.all.at[kept++] = guard;
    }
    l->guards.all.n = kept;
    mem_free_array(&l->g->core->mem, marked, n, sizeof *marked);
    return true;
}

/* ---- limits ---- */

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

static id limit_at_point(struct lowering *l, id f, id x, struct limit_target to)
{
    l->sized_by_point = true;
    if (!note_names(l, f) || !note_names(l, to.at)) return POISON;
    f = l->put_in(l->point, f);
    to.at = l->put_in(l->point, to.at);
    return f && to.at ? l->derive->limit(l->g, f, x, &to) : POISON;
}

/* The squares' sum of the columns of a table that a formula depends on; POISON without any. */
static id sum_of_columns(struct lowering *l, id f)
{
    struct graph *g = l->g;
    struct reach reach = {0};
    id sum = POISON;
    if (!graph_reach(g, &f, 1, &reach)) return POISON;
    for (size_t i = 0; i < reach.ids.n; i++) {
        id a = reach.ids.at[i];
        if (graph_op(g, a) != OP_VARIABLE) continue;
        const struct name_facts *facts = lower_known_facts(l, graph_node(g, a)->data);
        if (!facts || !facts->given || facts->place != UINT32_MAX) continue;
        a = graph_reduce(g, REDUCE_SUM, graph_pow_number(g, a, NUMBER_TWO), AXIS_ALL);
        sum = sum == POISON ? a : graph_add(g, sum, a);
    }
    reach_free(g, &reach);
    return sum;
}

/* Any value, and a condition that is 0 in each row, but not by its form: rows where it matters are
 * asked about alone. */
static id limit_by_row(struct lowering *l, id f, uint32_t operation, const struct limit_target *to)
{
    struct graph *g = l->g;
    id sum = sum_of_columns(l, graph_add(g, f, to->at));
    id below = graph_fn1(g, FN_exp, graph_sub(g, graph_int(g, -1), sum));
    if (sum == POISON || !note_names(l, f) || !note_names(l, to->at)) return POISON;
    guards_add(g, &l->guards,
               (struct guard){.kind = KIND_DOMAIN,
                              .condition = graph_fn1(g, FN_floor, below),
                              .subject = sum,
                              .what = "limit",
                              .span = to->span,
                              .operation = operation});
    return sum;
}

/* With other names as they are; where that does not decide, with their values. */
static id limit_or_at_point(struct lowering *l, id f, uint32_t operation, id x,
                            const struct limit_target *to)
{
    struct core *core = l->g->core;
    const struct name_facts *facts = lower_known_facts(l, graph_node(l->g, x)->data);
    bool given = facts && facts->given;
    id values[] = {POISON, POISON};
    bool again = true, columns = sum_of_columns(l, graph_add(l->g, f, to->at)) != POISON;
    if (given || (!l->put_in && !columns)) return l->derive->limit(l->g, f, x, to);
    for (int k = 0; k < 2 && again; k++) {
        bool last = k == 1 && !columns;
        struct trial trial;
        if (k == 1 && !l->put_in) break;
        trial_begin(&trial, core);
        values[k] = k ? limit_at_point(l, f, x, *to) : l->derive->limit(l->g, f, x, to);
        again = values[k] == POISON && core->diags.n && core->diags.at[0].kind == KIND_UNDECIDED;
        trial_end(&trial, core, !again || last);
        if (!again || last) return values[k];
    }
    return limit_by_row(l, f, operation, to);
}

bool lower_move_name(struct lowering *l, id x)
{
    return vec_push(&l->g->core->mem, &l->moving, graph_node(l->g, x)->data);
}

id lower_limit(struct lowering *l, id f, uint32_t operation, id x, const struct limit_target *to)
{
    return lower_move_name(l, x) && drop_guards(l, operation, x)
               ? limit_or_at_point(l, f, operation, x, to)
               : POISON;
}

/* lower_calculus.c - derivatives; limits: limit(f, x, a), where x moves only within it, so that
 * neither the name nor the conditions on it are left; subs(f, x, a). */
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

/* A scalar to differentiate by; POISON after an error. */
static id scalar_leaf(struct call *c, uint32_t k)
{
    id x = lower_leaf(c, c->nodes[k]);
    if (x == POISON || graph_shape(graph_of(c), x) == SHAPE_SCALAR) return x;
    lower_bad_shape(c, k, "a scalar to differentiate by");
    diag_hint(graph_of(c)->core, "use grad or jacobian");
    return POISON;
}

/* An argument after a name is one more name if f depends on it, else how often it is differentiated
 * by the one before. */
static bool is_one_more_name(struct call *c, uint32_t k)
{
    const struct graph *g = graph_of(c);
    const struct ast_node *node = &c->frame->l->ast->nodes.at[c->nodes[k]];
    return node->op == AST_NAME && graph_op(g, c->args[k]) == OP_VARIABLE &&
           graph_depends(graph_of(c), c->args[0], c->args[k]);
}

static bool read_order(struct call *c, uint32_t k, int64_t *order)
{
    struct span span = lower_span_of(c, k);
    if (!lower_integer(c->frame, c->args[k], span, "the order", order)) return false;
    return (*order >= 0 && *order <= 1000) ||
           lower_error(c->frame, KIND_LIMIT, span, "an order from 0 to 1000");
}

/* Another name with a whole value may be meant as the order. */
static bool is_one_reading(struct call *c, uint32_t k, id before)
{
    struct lowering *l = c->frame->l;
    if (c->n > 3 || c->args[k] == before) return true;
    if (!lower_facts(l, graph_node(l->g, c->args[k])->data)->given) return true;
    lower_error(c->frame, KIND_SYNTAX, c->node->span, "'%s' may be a name or the order here",
                names_text(&l->g->core->names, graph_node(l->g, c->args[k])->data));
    return diag_hint(l->g->core, "write diff(diff(f, x), y), or the order as a number");
}

/* diff(f, x), diff(f, x, 2), diff(f, x, y), diff(f, x, 2, y); of one name diff(f). */
id build_diff(struct call *c)
{
    id f = c->args[0];
    if (!c->n || c->n_keywords || !c->frame->l->derive) return lower_usage(c, BUILD_diff);
    if (c->n == 1) {
        id x = lower_only_name(c);
        return x == POISON ? lower_usage(c, BUILD_diff)
                           : lower_operate(c, c->frame->l->derive->derivative, f, x);
    }
    for (uint32_t k = 1; k < c->n && f != POISON;) {
        int64_t order = 1;
        id x = scalar_leaf(c, k++);
        bool name = k < c->n && is_one_more_name(c, k);
        if (x == POISON || (name && !is_one_reading(c, k, x))) return POISON;
        if (k < c->n && !name && !read_order(c, k++, &order)) return POISON;
        while (order-- > 0 && f != POISON)
            f = lower_operate(c, c->frame->l->derive->derivative, f, x);
    }
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

id lower_limit(struct lowering *l, id f, uint32_t operation, id x, const struct limit_target *to)
{
    return lower_move_name(l, x) && drop_guards(l, operation, x)
               ? limit_or_at_point(l, f, operation, x, to)
               : POISON;
}

/* ---- a value in the place of a name: subs(f, x, a) ---- */

struct putting {
    struct lowering *l;
    id x, value;
    uint32_t *moved; /* by operation: the same with the value put in, or 0 */
};

static bool put_into(const struct putting *p, id *a)
{
    return *a == POISON || p->l->derive->put_in(p->l->g, a, p->x, p->value);
}

/* Operation i once more, with the value put in; 0 without memory. */
static uint32_t copy_operation(struct putting *p, size_t i)
{
    struct mem *mem = &p->l->g->core->mem;
    struct demands *d = &p->l->demands;
    struct written copy = d->all.at[i];
    uint32_t copied = 0, *args = mem_array(mem, copy.n, sizeof *args);
    for (uint32_t k = 0; args && k < copy.n; k++) args[k] = p->moved[d->args.at[copy.args + k]];
    if (args && put_into(p, &copy.condition))
        copied = demand_note(mem, d,
                             (struct written){.passing = copy.passing,
                                              .shape = copy.shape,
                                              .condition = copy.condition},
                             args, copy.n);
    mem_free_array(mem, args, copy.n, sizeof *args);
    return copied;
}

/* The conditions on f are those on the same operations with the value put in. */
static bool copy_guards(struct putting *p, size_t n)
{
    struct guards *guards = &p->l->guards;
    size_t before = guards->all.n;
    for (size_t i = 0; i < before; i++) {
        struct guard copy = guards->all.at[i];
        if (!copy.operation || copy.operation >= n || !p->moved[copy.operation]) continue;
        copy.operation = p->moved[copy.operation];
        if (!put_into(p, &copy.condition) || !put_into(p, &copy.when) ||
            !put_into(p, &copy.subject))
            return false;
        guards_add(p->l->g, guards, copy);
    }
    return true;
}

/* Returns the operation of f with the value put in; 0 without memory or after an error. */
static uint32_t move_operations(struct putting *p, uint32_t of)
{
    struct mem *mem = &p->l->g->core->mem;
    size_t n = p->l->demands.all.n;
    bool *marked = lower_mark_operations(p->l, of, n), ok = marked != NULL;
    p->moved = mem_array(mem, n, sizeof *p->moved);
    for (size_t i = 1; ok && p->moved && i <= of; i++)
        ok = !marked[i] || (p->moved[i] = copy_operation(p, i));
    if (ok) p->l->demands.all.at[of].replaced = true;
    uint32_t moved = ok && p->moved && copy_guards(p, n) ? p->moved[of] : 0;
    mem_free_array(mem, marked, n, sizeof *marked);
    mem_free_array(mem, p->moved, n, sizeof *p->moved);
    return moved;
}

static uint32_t operation_of(const struct call *c, uint32_t k)
{
    return c->frame->operations[c->nodes[k] - c->frame->first];
}

/* The call stands for f with the value put in, and the value: f as it was may be used nowhere. */
static bool note_putting(struct call *c, struct putting *p)
{
    uint32_t of = operation_of(c, 0), parts[2] = {0, operation_of(c, 2)};
    if (!of) return true;
    parts[0] = move_operations(p, of);
    struct written both = {.passing = PASSES_ALL, .shape = graph_shape(graph_of(c), c->args[0])};
    c->frame->same = demand_note(&graph_of(c)->core->mem, &p->l->demands, both, parts, 2);
    return parts[0] && c->frame->same;
}

id build_subs(struct call *c)
{
    struct lowering *l = c->frame->l;
    if (c->n != 3 || c->n_keywords || !l->derive) return lower_usage(c, BUILD_subs);
    struct graph *g = graph_of(c);
    struct putting p = {.l = l, .x = lower_leaf(c, c->nodes[1]), .value = c->args[2]};
    if (p.x == POISON) return POISON;
    shape s = graph_shape(g, p.x);
    if (graph_shape(g, p.value) == SHAPE_SCALAR && s != SHAPE_SCALAR)
        p.value = graph_broadcast(g, p.value, s);
    if (graph_shape(g, p.value) != s) return lower_bad_shape(c, 2, "a value of the name's shape");
    id f = c->args[0];
    if (!put_into(&p, &f) || !note_putting(c, &p) || !lower_move_name(l, p.x)) return POISON;
    return f;
}

/* lower_operators.c - sums, products, powers and products of arrays, with the
 * conditions under which they are defined; sums and products over an index. */
#include "graph/lower_private.h"
#include "graph/number_trial.h"
#include "graph/scan.h"
#include "text/token.h"

#include <string.h>

/* ---- sums and products: a whole chain at once ---- */

void lower_guard_division(struct frame *f, const struct ast_node *node, id divisor)
{
    struct graph *g = f->l->g;
    if (f->in_rule) return;
    struct guard guard = {.kind = KIND_POLE, .subject = divisor, .what = "/", .span = node->span};
    guard.condition = graph_fn2(g, FN_not_equal, divisor, graph_int(g, 0));
    guards_add(g, &f->l->guards, guard);
}

/* Joins the shape of the right operand of n to that of what stands before it. */
static bool join_shape(struct frame *f, const struct ast_node *n, shape *joint, id right)
{
    struct graph *g = f->l->g;
    shape s = shape_broadcast(&g->shapes, *joint, graph_shape(g, right));
    const char *sign = n->op == AST_ADD        ? "+"
                       : n->op == AST_SUBTRACT ? "-"
                       : n->op == AST_MULTIPLY ? "*"
                                               : "/";
    if (s == SHAPE_NONE)
        return lower_mismatch(f, n->mark, sign, graph_fill(g, NUMBER_ZERO, *joint), right), false;
    *joint = s;
    return true;
}

/* Puts the nodes of a chain into f->spine, its top first, and returns the leftmost operand. */
static uint32_t walk_chain(struct frame *f, uint32_t top)
{
    const struct ast *ast = f->l->ast;
    const struct ast_node *n = &ast->nodes.at[top];
    bool is_sum = lower_is_sum(n);
    uint32_t node = top;
    f->spine.n = 0;
    while (is_sum ? lower_is_sum(n) : lower_is_product(n)) {
        if (!vec_push(&f->l->g->core->mem, &f->spine, node)) break;
        node = ast_arg(ast, n, 0);
        n = &ast->nodes.at[node];
    }
    return node;
}

/* Pushes the operands of a chain a op b op c ..., leftmost first. */
static bool push_chain(struct frame *f, uint32_t top)
{
    const struct ast *ast = f->l->ast;
    struct graph *g = f->l->g;
    uint32_t leftmost = walk_chain(f, top);
    if (g->core->mem.failed) return false;
    id left = frame_value(f, leftmost);
    shape joint = graph_shape(g, left);
    graph_push(g, left, NUMBER_ONE);
    for (size_t i = f->spine.n; i-- > 0;) {
        const struct ast_node *n = &ast->nodes.at[f->spine.at[i]];
        id right = frame_value(f, ast_arg(ast, n, 1));
        bool inverse = n->op == AST_SUBTRACT || n->op == AST_DIVIDE;
        if (graph_shape(g, right) != joint && !join_shape(f, n, &joint, right)) return false;
        if (n->op == AST_DIVIDE) lower_guard_division(f, n, right);
        graph_push(g, right, inverse ? NUMBER_MINUS_ONE : NUMBER_ONE);
    }
    return true;
}

id lower_chain(struct frame *f, uint32_t top)
{
    struct graph *g = f->l->g;
    size_t begin = graph_begin(g);
    bool ok = push_chain(f, top);
    if (!ok) return g->scratch.n = begin, POISON;
    return lower_is_sum(&f->l->ast->nodes.at[top]) ? graph_end_sum(g, begin, NUMBER_ZERO)
                                                   : graph_end_product(g, begin, NUMBER_ONE);
}

/* ---- powers ---- */

/* Notes where x^y has a value, for a number y. */
static void guard_number_power(struct frame *f, struct guard guard, id x, number y)
{
    struct graph *g = f->l->g;
    id zero = graph_int(g, 0);
    if (number_sign(&g->numbers, y) < 0) {
        guard.kind = KIND_POLE;
        guard.condition = graph_fn2(g, FN_not_equal, x, zero);
        guards_add(g, &f->l->guards, guard);
    }
    if (number_is_integer(&g->numbers, y)) return;
    guard.kind = KIND_DOMAIN;
    guard.condition = graph_fn2(g, FN_less_equal, zero, x);
    guards_add(g, &f->l->guards, guard);
}

/* Notes where x^y has a value: for x < 0 only if y is an integer, for x = 0 only if y >= 0. */
static void guard_power(struct frame *f, struct guard guard, id x, id y)
{
    struct graph *g = f->l->g;
    id zero = graph_int(g, 0), one = graph_int(g, 1);
    id whole = graph_fn2(g, FN_equal, y, graph_fn1(g, FN_floor, y));
    guard.condition = graph_where(g, graph_fn2(g, FN_less, x, zero), whole, one);
    guards_add(g, &f->l->guards, guard);
    guard.kind = KIND_POLE;
    guard.condition =
        graph_where(g, graph_fn2(g, FN_equal, x, zero), graph_fn2(g, FN_less_equal, zero, y), one);
    guards_add(g, &f->l->guards, guard);
}

/* A^-1 and x^T, which books have for the inverse and the transpose. */
static void note_power(struct lowering *l, id a, id b)
{
    if (graph_shape(l->g, a) == SHAPE_SCALAR || graph_shape(l->g, b) != SHAPE_SCALAR) return;
    struct shape_data d = graph_dims(l->g, a);
    const struct node *n = graph_node(l->g, b);
    number exponent;
    if (graph_is_number(l->g, b, &exponent))
        l->inverts |= exponent == NUMBER_MINUS_ONE && d.ndim == 2 && d.d[0] == d.d[1];
    else if (n->op == OP_VARIABLE)
        l->transposes |= !strcmp(node_name(l->g, n), "T") && !lower_facts(l, n->data)->given;
}

/* Notes where a^b has a value: everywhere for a whole exponent that is not negative, and for a
 * positive constant a. */
static void guard_operands(struct frame *f, const struct ast_node *node, id a, id b)
{
    struct graph *g = f->l->g;
    number exponent, base;
    bool is_number = graph_is_number(g, b, &exponent);
    if (is_number && number_is_integer(&g->numbers, exponent) &&
        number_sign(&g->numbers, exponent) >= 0)
        return;
    struct guard guard = {.kind = KIND_DOMAIN, .subject = a, .what = "^", .span = node->span};
    if (is_number)
        guard_number_power(f, guard, a, exponent);
    else if (graph_op(g, a) != OP_CONSTANT &&
             !(graph_is_number(g, a, &base) && number_sign(&g->numbers, base) > 0))
        guard_power(f, guard, a, b);
}

id lower_power(struct frame *f, const struct ast_node *node, id a, id b)
{
    if (!lower_fits(f, node->mark, node->op == AST_CALL ? "pow" : "^", a, b)) return POISON;
    f->written.passing = PASSES_ENTRIES;
    if (!f->in_rule) note_power(f->l, a, b), guard_operands(f, node, a, b);
    return graph_power(f->l->g, a, b);
}

/* ---- products of arrays ---- */

static bool is_capital(const char *name)
{
    return *name >= 'A' && *name <= 'Z';
}

/* Infers the shape of a free name that meets an array: if it is in lower case, it is a vector that
 * fits, as textbooks write it. (Nothing would tell the size of a matrix.) Only at its first use,
 * since whatever was built with it earlier took it for a number. */
static id infer_vector(struct frame *f, uint32_t operand, id a, id other, bool left)
{
    struct graph *g = f->l->g;
    const struct ast_node *node = &f->l->ast->nodes.at[operand];
    if (node->op == AST_TRANSPOSE) node = &f->l->ast->nodes.at[ast_arg(f->l->ast, node, 0)];
    struct shape_data d = graph_dims(g, other);
    const struct node *variable = graph_node(g, a);
    uint32_t local;
    if (node->op != AST_NAME || variable->op != OP_VARIABLE || variable->data != node->name ||
        variable->shape != SHAPE_SCALAR || d.ndim == 0 ||
        lower_find_local(f->locals, node->name, &local))
        return a;
    struct name_facts *facts = lower_facts(f->l, node->name);
    if (facts->given || facts->shaped || facts->size || facts->uses != 1) return a;
    if (is_capital(names_text(&g->core->names, node->name))) return a;
    facts->shaped = true;
    facts->shape = shape_vector(&g->shapes, left ? d.d[0] : d.d[d.ndim - 1]);
    return graph_variable(g, node->name, facts->shape);
}

static id needs_arrays(struct frame *f, const struct ast_node *node, id a, id b)
{
    struct graph *g = f->l->g;
    lower_error(f, KIND_SHAPE, node->mark,
                "'@' needs vectors or matrices on both sides, got %s @ %s", lower_shape(f, a),
                lower_shape(f, b));
    id scalar = graph_shape(g, a) == SHAPE_SCALAR ? a : b;
    const struct node *n = graph_node(g, scalar);
    if (n->op == OP_VARIABLE && !lower_facts(f->l, n->data)->given) {
        const char *name = names_text(&g->core->names, n->data);
        diag_hint(g->core, "use * for numbers, or give '%s' a shape: --shape %s=%s", name, name,
                  is_capital(name) ? "[m,n]" : "[n]");
    } else
        diag_hint(g->core, "use * for numbers, or give arrays with --at");
    return POISON;
}

id lower_matmul(struct frame *f, const struct ast_node *node, id a, id b)
{
    struct graph *g = f->l->g;
    a = infer_vector(f, ast_arg(f->l->ast, node, 0), a, b, true);
    b = infer_vector(f, ast_arg(f->l->ast, node, 1), b, a, false);
    struct shape_data x = graph_dims(g, a), y = graph_dims(g, b);
    if (x.ndim == 0 || y.ndim == 0) return needs_arrays(f, node, a, b);
    if (x.d[x.ndim - 1] == y.d[0]) return graph_matmul(g, a, b);
    return lower_inner_mismatch(f, node->mark, "@", a, b);
}

/* ---- signs of mathematics ---- */

/* Between bars a vector has a norm, a matrix a determinant, and each entry an absolute value. */
static id refuse_bars(struct frame *f, const struct ast_node *node, id a)
{
    lower_error(f, KIND_SHAPE, node->span,
                "|...| is the absolute value of a number, not of shape %s", lower_shape(f, a));
    diag_hint(f->l->g->core, "write norm(x), det(A), or abs(x) for that of each entry");
    return POISON;
}

id lower_sign(struct frame *f, const struct ast_node *node, id a)
{
    struct graph *g = f->l->g;
    struct call root = {.frame = f, .node = node, .args = {a}, .n = 1};
    if (node->detail == TOKEN_ROOT) return build_sqrt(&root);
    enum fn fn = node->detail == TOKEN_BAR ? FN_abs : FN_gamma;
    if (fn == FN_abs && graph_shape(g, a) != SHAPE_SCALAR) return refuse_bars(f, node, a);
    id argument = fn == FN_gamma ? graph_add(g, a, graph_int(g, 1)) : a;
    guards_of_fn(g, &f->l->guards, fn, &argument, false, POISON, node->span);
    return graph_fn1(g, fn, argument);
}

/* ---- over an index: sum(f, i, a, b), prod(f, i, a, b) ---- */

/* The terms are written out, f once for each value of the index, which may thus be a subscript or a
 * size in f. A program may have so many in all, so that sums of sums come to an end. */
enum { MOST_TERMS = 1000000, DEEPEST_SUM = 500 };

bool lower_has_index(const struct frame *f, const struct ast_node *node)
{
    const struct ast *ast = f->l->ast;
    if (node->op != AST_CALL || node->n != 4 || node->detail) return false;
    if (ast->nodes.at[ast_arg(ast, node, 1)].op != AST_NAME) return false;
    for (uint32_t k = 0; k < node->n; k++)
        if (ast->nodes.at[ast_arg(ast, node, k)].op == AST_KEYWORD) return false;
    return lower_calls(f, node, "sum") || lower_calls(f, node, "prod");
}

uint32_t lower_first_node(const struct ast *ast, uint32_t node)
{
    while (ast->nodes.at[node].n) node = ast_arg(ast, &ast->nodes.at[node], 0);
    return node;
}

/* What the terms see: the index, then the names that are local around the call. */
struct terms {
    struct call *c;
    uint32_t *names,
        *within; /* `within` are the operations in which the names' values are written */
    id *values;
    uint32_t n_names;
    int64_t from, n;
    id *all;              /* the terms, and as which operations they are written */
    uint32_t *operations; /* of those that have one, n_operations of them */
    uint32_t n_operations;
};

static bool read_bounds(struct terms *t)
{
    struct call *c = t->c;
    struct lowering *l = c->frame->l;
    int64_t to;
    if (!lower_integer(c->frame, c->args[2], lower_span_of(c, 2), "the first index", &t->from) ||
        !lower_integer(c->frame, c->args[3], lower_span_of(c, 3), "the last index", &to))
        return false;
    bool huge = __builtin_sub_overflow(to, t->from, &t->n) || t->n >= MOST_TERMS - l->terms;
    t->n = to < t->from ? 0 : t->n + 1;
    if (t->n && !huge) l->terms += t->n;
    return t->n == 0 || !huge ||
           lower_error(c->frame, KIND_LIMIT, c->node->span, "more than %d terms", MOST_TERMS);
}

static bool terms_begin(struct terms *t)
{
    struct mem *mem = &t->c->frame->l->g->core->mem;
    const struct locals *around = t->c->frame->locals;
    t->n_names = 1 + (around ? around->n : 0);
    t->names = mem_array(mem, t->n_names, sizeof *t->names);
    t->within = mem_array(mem, t->n_names, sizeof *t->within);
    t->values = mem_array(mem, t->n_names, sizeof *t->values);
    t->all = mem_array(mem, (size_t)t->n, sizeof *t->all);
    t->operations = mem_array(mem, (size_t)t->n, sizeof *t->operations);
    if (!t->names || !t->within || !t->values || !t->all || !t->operations) return false;
    t->names[0] = t->c->frame->l->ast->nodes.at[t->c->nodes[1]].name;
    for (uint32_t i = 1; i < t->n_names; i++) {
        t->names[i] = around->names[i - 1];
        t->values[i] = around->values[i - 1];
        t->within[i] = around->operations[i - 1];
    }
    return true;
}

static void terms_free(struct terms *t)
{
    struct mem *mem = &t->c->frame->l->g->core->mem;
    mem_free_array(mem, t->names, t->n_names, sizeof *t->names);
    mem_free_array(mem, t->within, t->n_names, sizeof *t->within);
    mem_free_array(mem, t->values, t->n_names, sizeof *t->values);
    mem_free_array(mem, t->all, (size_t)t->n, sizeof *t->all);
    mem_free_array(mem, t->operations, (size_t)t->n, sizeof *t->operations);
}

/* Term i, whose shape must be that of the first. */
static bool lower_term(struct terms *t, int64_t i)
{
    struct call *c = t->c;
    struct lowering *l = c->frame->l;
    uint32_t last = c->nodes[0];
    struct locals locals = {t->names, t->values, t->within, t->n_names};
    t->values[0] = graph_number(l->g, number_from_int(&l->g->numbers, t->from + i));
    t->all[i] = lower_expression(l, &locals, lower_first_node(l->ast, last), last, false);
    if (t->all[i] == POISON || !lower_one_result(l, lower_span_of(c, 0))) return false;
    if (l->result) t->operations[t->n_operations++] = l->result;
    if (graph_shape(l->g, t->all[i]) == graph_shape(l->g, t->all[0])) return true;
    return lower_error(c->frame, KIND_SHAPE, lower_span_of(c, 0),
                       "the terms must have one shape, got %s after %s",
                       lower_shape(c->frame, t->all[i]), lower_shape(c->frame, t->all[0]));
}

static bool lower_each(struct terms *t)
{
    struct call *c = t->c;
    struct lowering *l = c->frame->l;
    bool ok = l->calls < DEEPEST_SUM ||
              lower_error(c->frame, KIND_LIMIT, c->node->span,
                          "sums over an index deeper than %d levels", DEEPEST_SUM);
    l->calls++;
    for (int64_t i = 0; ok && i < t->n; i++) ok = lower_term(t, i);
    l->calls--;
    return ok;
}

static id join(struct graph *g, const id *terms, int64_t n, bool product)
{
    size_t begin = graph_begin(g);
    for (int64_t i = 0; i < n; i++) graph_push(g, terms[i], NUMBER_ONE);
    return product ? graph_end_product(g, begin, NUMBER_ONE) : graph_end_sum(g, begin, NUMBER_ZERO);
}

/* Numbers are joined in pairs, these in pairs, and so on: one by one, each step would have to do
 * with all the digits that fractions have by then. */
static id join_in_pairs(struct graph *g, id *terms, int64_t n, bool product)
{
    for (int64_t kept = 0; n > 1; n = kept) {
        kept = 0;
        for (int64_t i = 0; i < n; i += 2) {
            if (!core_go_on(g->core)) return POISON;
            terms[kept++] = join(g, terms + i, i + 1 < n ? 2 : 1, product);
        }
    }
    return terms[0];
}

/* What is too long for an exact number is the last of the running sums or products, which are
 * computed to as many digits as are asked for. */
static id join_numbers(struct graph *g, id *terms, int64_t n, bool product)
{
    id list = graph_stack(g, terms, (uint32_t)n);
    struct numbers_trial trial = numbers_try(&g->numbers, g->core->limits.digits);
    id joined = join_in_pairs(g, terms, n, product);
    if (numbers_tried(&g->numbers, trial)) return joined;
    list = graph_scan(g, product ? OP_CUMPROD : OP_CUMSUM, &list, 0);
    return graph_entry(g, list, n - 1);
}

/* Puts the numbers among n terms first, joined to one; returns how many terms are left, 0 after an
 * error. */
static int64_t gather_numbers(struct graph *g, id *terms, int64_t n, bool product)
{
    int64_t numbers = 0;
    for (int64_t i = 0; i < n; i++) {
        id term = terms[i];
        if (graph_op(g, term) != OP_NUMBER || graph_shape(g, term) != SHAPE_SCALAR) continue;
        terms[i] = terms[numbers];
        terms[numbers++] = term;
    }
    if (numbers == 0) return n;
    terms[0] = join_numbers(g, terms, numbers, product);
    memmove(terms + 1, terms + numbers, (size_t)(n - numbers) * sizeof *terms);
    return terms[0] == POISON ? 0 : n - numbers + 1;
}

static id join_terms(struct terms *t, bool product)
{
    struct graph *g = t->c->frame->l->g;
    struct written all = {.passing = PASSES_ENTRIES, .shape = graph_shape(g, t->all[0])};
    if (t->n_operations)
        t->c->frame->same = demand_note(&g->core->mem, &t->c->frame->l->demands, all, t->operations,
                                        t->n_operations);
    int64_t n = gather_numbers(g, t->all, t->n, product);
    return n ? join(g, t->all, n, product) : POISON;
}

id lower_terms(struct call *c, bool product)
{
    struct terms t = {.c = c};
    if (!read_bounds(&t)) return POISON;
    if (t.n == 0) return graph_int(c->frame->l->g, product);
    id result = terms_begin(&t) && lower_each(&t) ? join_terms(&t, product) : POISON;
    terms_free(&t);
    return result;
}

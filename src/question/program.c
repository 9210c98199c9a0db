/* program.c - the first stages: the point, the program, and what to differentiate by. */
#include "question/stages.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return hint ? diag_hint(q->core, "%s", hint) : false;
}

static uint32_t intern(struct question *q, const char *name)
{
    return names_intern(&q->core->names, &q->core->arena, name, strlen(name));
}

/* ---- the point ---- */

bool bindings_allow(struct question *q, const char *name)
{
    bool constant = constant_find(name, strlen(name)) >= 0;
    if (!constant && !fn_find(name, strlen(name))) return true;
    return diag_error(q->core, KIND_NAME, nowhere, "'%s' is a %s and cannot be bound", name,
                      constant ? "constant" : "function");
}

/* A short decimal alone is known without being parsed; POISON for all else. */
static id decimal_alone(struct question *q, const struct dcalc_text *text)
{
    enum { SHORT = 18 };
    struct decimal d;
    const char *end = text->bytes + text->length;
    if (text->length > SHORT || decimal_scan(text->bytes, end, &d) != end) return POISON;
    if (d.sign == '+' || d.power) return POISON;
    return graph_number(q->graph, number_from_decimal(&q->graph->numbers, &d, nowhere));
}

id bindings_constant(struct question *q, const struct dcalc_text *text)
{
    id known = decimal_alone(q, text);
    if (known) return known;
    struct ast ast = {0};
    struct lowering l = {.g = q->graph, .ast = &ast, .closed = true};
    id value = POISON;
    uint32_t source =
        core_add_source(q->core, text->source ? text->source : "value", text->bytes, text->length);
    if (source && ast_parse(q->core, &ast, source))
        value = lower_statements(&l, 0, ast.statements.n);
    lower_free(&l);
    ast_free(&ast, &q->core->mem);
    return value;
}

/* "[3]", "[3,4]" or nothing: where entry i of an array stands. */
static void put_index(struct str *out, const struct dcalc_values *array, size_t i)
{
    if (array->ndim == 1) str_putf(out, "[%zu]", i);
    if (array->ndim == 2) str_putf(out, "[%zu,%zu]", i / array->dims[1], i % array->dims[1]);
}

static bool not_finite(struct question *q, const struct dcalc_binding *binding, size_t i)
{
    const char *source = binding->value.source;
    struct str text = {.mem = &q->core->mem};
    str_puts(&text, binding->name);
    put_index(&text, &binding->array, i);
    diag_error(q->core, KIND_DOMAIN, nowhere, "%s%s%s is %s, which is no number",
               source ? source : "", source ? ": " : "", text.s ? text.s : binding->name,
               isnan(binding->array.entries[i]) ? "nan" : "inf");
    str_free(&text);
    return false;
}

static bool check_sizes(struct question *q, const struct dcalc_binding *binding)
{
    const struct dcalc_values *a = &binding->array;
    if (a->ndim < 0 || a->ndim > 2)
        return diag_error(q->core, KIND_SHAPE, nowhere, "'%s' has %d axes, and 2 are the most",
                          binding->name, a->ndim);
    size_t count = 1;
    for (int i = 0; i < a->ndim; i++) {
        if (a->dims[i] == 0)
            return diag_error(q->core, KIND_SHAPE, nowhere, "'%s' is an empty array",
                              binding->name);
        if (a->dims[i] > INT32_MAX / count)
            return diag_error(q->core, KIND_LIMIT, nowhere, "'%s' has more than %d entries",
                              binding->name, INT32_MAX);
        count *= a->dims[i];
    }
    return true;
}

/* An array that was given, as one leaf. */
static id array_value_of(struct question *q, const struct dcalc_binding *binding, uint32_t name)
{
    const struct dcalc_values *a = &binding->array;
    if (q->request->exact)
        return usage(q, "--exact needs numbers that are written out, not arrays of doubles", NULL);
    if (!check_sizes(q, binding)) return POISON;
    struct shape_data d = {a->ndim, {(int64_t)a->dims[0], (int64_t)a->dims[1]}};
    shape s = shape_of(&q->graph->shapes, d);
    size_t n = (size_t)shape_count(&q->graph->shapes, s);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(a->entries[i])) return not_finite(q, binding, i);
    q->has_arrays = true;
    return graph_array(q->graph, name, a->entries, s);
}

id bindings_given(struct question *q, const struct dcalc_binding *binding, const char *name)
{
    uint32_t called = intern(q, name);
    if (called == NAME_NONE) return POISON;
    return binding->array.entries ? array_value_of(q, binding, called)
                                  : bindings_constant(q, &binding->value);
}

static id value_of_binding(struct question *q, size_t i)
{
    const struct dcalc_binding *binding = &q->request->at[i];
    if (point_decimals_has(q->decimals, i)) return point_decimals_node(q->decimals, i, q->graph);
    return bindings_given(q, binding, binding->name);
}

static bool bind_name(struct question *q, size_t i)
{
    const struct dcalc_binding *binding = &q->request->at[i];
    uint32_t name = intern(q, binding->name);
    if (name == NAME_NONE || !bindings_allow(q, binding->name)) return false;
    id value = value_of_binding(q, i);
    if (value == POISON) return false;
    struct bound_name bound = {name, value};
    struct name_facts *facts = lower_facts(&q->lowering, name);
    if (facts->given) /* the last value given counts */
        q->bound.at[facts->place] = bound;
    else if (!vec_push(&q->core->mem, &q->bound, bound))
        return false;
    else
        facts->place = (uint32_t)q->bound.n - 1;
    facts->given = true;
    facts->shape = graph_shape(q->graph, value);
    return true;
}

bool bindings_read(struct question *q)
{
    for (size_t i = 0; i < q->request->n_at; i++)
        if (!bind_name(q, i)) return false;
    return !diag_any(q->core);
}

/* ---- the program ---- */

static bool read_text(struct question *q, const struct dcalc_text *text, const char *source_name,
                      id *value)
{
    size_t from = q->ast.statements.n;
    const char *name = text->source ? text->source : source_name;
    uint32_t source = core_add_source(q->core, name, text->bytes, text->length);
    if (!source || !ast_parse(q->core, &q->ast, source)) return false;
    *value = lower_statements(&q->lowering, from, q->ast.statements.n);
    return *value != POISON;
}

/* Names that are differentiated by, or explained, stay visible where they are assigned. */
static void keep_names(struct question *q, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        lower_facts(&q->lowering, intern(q, names[i]))->keep_named = true;
}

static bool only_assigns(struct question *q, size_t from, const struct dcalc_text *text)
{
    for (size_t i = from; i < q->ast.statements.n; i++)
        if (q->ast.statements.at[i].kind == STATEMENT_VALUE) {
            diag_error(q->core, KIND_USAGE, q->ast.nodes.at[q->ast.statements.at[i].last].span,
                       "--let needs an assignment, such as z = tanh(x)");
            return false;
        }
    (void)text;
    return true;
}

/* Lets may end in a definition, which has no value. */
static bool read_let(struct question *q, const struct dcalc_text *text)
{
    size_t from = q->ast.statements.n;
    uint32_t source =
        core_add_source(q->core, text->source ? text->source : "let", text->bytes, text->length);
    if (!source || !ast_parse(q->core, &q->ast, source) || !only_assigns(q, from, text))
        return false;
    for (size_t i = from; i < q->ast.statements.n; i++)
        if (q->ast.statements.at[i].kind == STATEMENT_FUNCTION)
            lower_definition(&q->lowering, i);
        else if (lower_statements(&q->lowering, i, i + 1) == POISON)
            return false;
    return !diag_any(q->core);
}

static bool check_format(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->sparse && !question_is_table(q))
        return usage(q, "only a Jacobian or Hessian is sparse", "ask for jacobian or hessian");
    if (rq->pattern && !rq->sparse)
        return usage(q, "a pattern is that of a sparse answer", "ask for --sparse --pattern");
    if (rq->explain && rq->format != DCALC_TEXT && rq->format != DCALC_JSON)
        return usage(q, "an explanation is text", "leave --explain or the format out");
    return true;
}

/* What operators of the program differentiate may have kinks, which are checked with the others. */
static bool take_out_kinks(struct question *q)
{
    struct guards *guards = &q->lowering.guards;
    size_t kept = 0;
    for (size_t i = 0; i < guards->all.n; i++)
        if (guards->all.at[i].kind != KIND_KINK)
            guards->all.at[kept++] = guards->all.at[i];
        else if (!vec_push(&q->core->mem, &q->kinks.all, guards->all.at[i]))
            return false;
    guards->all.n = kept;
    return true;
}

bool program_read(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->n_exprs == 0) return usage(q, "no expression was given", NULL);
    if (rq->n_exprs > 1 && rq->command != DCALC_JACOBIAN)
        return usage(q, "several expressions were given",
                     "only jacobian takes more than one; quote the expression");
    if (!check_format(q)) return false;
    q->lowering.notes_kinks =
        rq->has_at || rq->command == DCALC_EVAL || rq->command == DCALC_BACKPROP;
    q->lowering.keep_all = rq->explain || rq->format == DCALC_DOT;
    keep_names(q, rq->wrt, rq->n_wrt);
    for (size_t i = 0; i < rq->n_vector; i++) keep_names(q, &rq->vector[i].name, 1);
    for (size_t i = 0; i < rq->n_lets; i++)
        if (!read_let(q, &rq->lets[i])) return false;
    for (size_t i = 0; i < rq->n_exprs; i++) {
        id value;
        if (!read_text(q, &rq->exprs[i], "expression", &value)) return false;
        if (!vec_push(&q->core->mem, &q->values, value)) return false;
    }
    bool closed = q->lowering.free.n == 0 && !q->lowering.open_size;
    q->at_point =
        rq->has_at || (rq->command == DCALC_EVAL && closed) || rq->command == DCALC_BACKPROP;
    return take_out_kinks(q);
}

/* ---- what to differentiate by ---- */

static bool unknown_leaf(struct question *q, const char *name)
{
    diag_error(q->core, KIND_NAME, nowhere, "the expression has no name '%s'", name);
    for (size_t i = 0; i < q->lowering.free.n; i++) {
        const char *other = names_text(&q->core->names, q->lowering.free.at[i]);
        if (names_distance(name, strlen(name), other, strlen(other), 1) <= 1)
            return diag_hint(q->core, "did you mean %s?", other);
    }
    return false;
}

static bool push_leaf(struct question *q, const char *name)
{
    uint32_t interned = intern(q, name);
    if (interned == NAME_NONE) return false;
    struct name_facts *facts = lower_facts(&q->lowering, interned);
    if (facts->size)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "'%s' is a size, and no name to differentiate by", name);
    id node = facts->given || facts->listed || facts->shaped
                  ? graph_variable(q->graph, interned, facts->shape)
                  : lower_name_value(&q->lowering, interned);
    if (node == POISON) return unknown_leaf(q, name);
    if (graph_op(q->graph, node) != OP_NAMED && graph_op(q->graph, node) != OP_VARIABLE)
        return unknown_leaf(q, name);
    facts = lower_facts(&q->lowering, interned);
    if (facts->is_leaf && q->request->command != DCALC_DIFF) return true; /* named twice */
    facts->is_leaf = true;
    struct leaf leaf = {names_text(&q->core->names, interned), node};
    return vec_push(&q->core->mem, &q->leaves, leaf);
}

static bool push_leaves(struct question *q, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!push_leaf(q, names[i])) return false;
    return true;
}

/* Of leaves those that some value depends on, in their order. */
static bool keep_used_leaves(struct question *q)
{
    struct reach reach = {0};
    if (!graph_reach(q->graph, q->values.at, q->values.n, &reach)) return false;
    size_t used = 0;
    for (size_t i = 0; i < q->leaves.n; i++)
        if (graph_reached(q->graph, q->leaves.at[i].node)) q->leaves.at[used++] = q->leaves.at[i];
    reach_free(q->graph, &reach);
    if (used == 0 && q->leaves.n) used = 1; /* a constant: its derivative by any name is 0 */
    q->leaves.n = used;
    return true;
}

static bool column_leaves(struct question *q)
{
    for (size_t i = 0; i < q->columns.n; i++)
        if (!push_leaf(q, names_text(&q->core->names, q->columns.at[i]))) return false;
    return keep_used_leaves(q);
}

/* Without --wrt: the table's columns in use, the point's names, else the free names. */
static bool default_leaves(struct question *q)
{
    if (q->columns.n) return column_leaves(q);
    size_t n = q->at_point ? q->bound.n : q->lowering.free.n;
    for (size_t i = 0; i < n; i++) {
        uint32_t name = q->at_point ? q->bound.at[i].name : q->lowering.free.at[i];
        if (lower_facts(&q->lowering, name)->size) continue;
        if (!push_leaf(q, names_text(&q->core->names, name))) return false;
    }
    return true;
}

/* diff without --wrt: the one name that the expression uses. */
static bool default_diff_leaf(struct question *q)
{
    if (!default_leaves(q) || !keep_used_leaves(q)) return false;
    size_t used = q->leaves.n;
    if (used == 1) return true;
    if (used == 0)
        return usage(q, "there is no name to differentiate by", "choose one with --wrt x");
    diag_error(q->core, KIND_USAGE, nowhere, "diff differentiates by one name, and here are %zu",
               used);
    return diag_hint(q->core, "choose with --wrt %s, or use grad", q->leaves.at[0].name);
}

static bool choose_leaves(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->command == DCALC_EVAL) return true;
    if (rq->command == DCALC_BACKPROP && rq->n_weights == 0)
        return usage(q, "backprop needs the names of the weights", "give them with --weights w,b");
    if (rq->command == DCALC_BACKPROP) return push_leaves(q, rq->weights, rq->n_weights);
    if (rq->n_wrt) return push_leaves(q, rq->wrt, rq->n_wrt);
    if (rq->command == DCALC_JVP) {
        const char *const *names = NULL;
        size_t n = 0;
        if (!directions_leaves(q, &names, &n)) return false;
        if (n) return push_leaves(q, names, n);
    }
    return rq->command == DCALC_DIFF ? default_diff_leaf(q) : default_leaves(q);
}

static bool add_moving(struct question *q, id a, bool known)
{
    for (size_t i = 0; known && i < q->variables.n; i++)
        if (q->variables.at[i] == a) return true;
    return vec_push(&q->core->mem, &q->variables, a);
}

/* Only diff may name a leaf twice. */
bool leaves_choose(struct question *q)
{
    if (!choose_leaves(q)) return false;
    bool ok = true, twice = q->request->command == DCALC_DIFF;
    for (size_t i = 0; ok && i < q->leaves.n; i++) ok = add_moving(q, q->leaves.at[i].node, twice);
    for (size_t i = 0; ok && i < q->lowering.operands.n; i++)
        ok = add_moving(q, q->lowering.operands.at[i], true);
    return ok;
}

id leaves_learning_rate(struct question *q)
{
    const struct dcalc_text *text = &q->request->lr;
    if (!text->bytes) return usage(q, "backprop needs a learning rate", "give it with --lr 0.1");
    id lr = bindings_constant(q, text);
    if (lr == POISON || graph_shape(q->graph, lr) == SHAPE_SCALAR) return lr;
    return usage(q, "the learning rate must be a number", NULL);
}

/* program.c - the first stages: the point, the program, and what to differentiate by. */
#include "app/session.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool usage(struct work *w, const char *message, const char *hint)
{
    diag_error(&w->core, KIND_USAGE, nowhere, "%s", message);
    return hint ? diag_hint(&w->core, "%s", hint) : false;
}

static uint32_t intern(struct work *w, const char *name)
{
    return names_intern(&w->core.names, &w->core.arena, name, strlen(name));
}

/* ---- the point ---- */

bool work_is_bindable(struct work *w, const char *name)
{
    bool constant = constant_find(name, strlen(name)) >= 0;
    if (!constant && !fn_find(name, strlen(name))) return true;
    return diag_error(&w->core, KIND_NAME, nowhere, "'%s' is a %s and cannot be bound", name,
                      constant ? "constant" : "function");
}

/* A short decimal alone is known without being parsed; POISON for all else. */
static id decimal_alone(struct work *w, const struct dcalc_text *text)
{
    enum { SHORT = 18 };
    struct decimal d;
    const char *end = text->bytes + text->length;
    if (text->length > SHORT || decimal_scan(text->bytes, end, &d) != end) return POISON;
    if (d.sign == '+' || d.power) return POISON;
    return graph_number(&w->g, number_from_decimal(&w->g.numbers, &d, nowhere));
}

id work_constant(struct work *w, const struct dcalc_text *text)
{
    id known = decimal_alone(w, text);
    if (known) return known;
    struct ast ast = {0};
    struct lowering l = {.g = &w->g, .ast = &ast, .closed = true};
    id value = POISON;
    uint32_t source =
        core_add_source(&w->core, text->source ? text->source : "value", text->bytes, text->length);
    if (source && ast_parse(&w->core, &ast, source))
        value = lower_statements(&l, 0, ast.statements.n);
    lower_free(&l);
    ast_free(&ast, &w->core.mem);
    return value;
}

/* "[3]", "[3,4]" or nothing: where entry i of an array stands. */
static void put_index(struct str *out, const struct dcalc_values *array, size_t i)
{
    if (array->ndim == 1) str_putf(out, "[%zu]", i);
    if (array->ndim == 2) str_putf(out, "[%zu,%zu]", i / array->dims[1], i % array->dims[1]);
}

static bool not_finite(struct work *w, const struct dcalc_binding *binding, size_t i)
{
    const char *source = binding->value.source;
    struct str text = {.mem = &w->core.mem};
    str_puts(&text, binding->name);
    put_index(&text, &binding->array, i);
    diag_error(&w->core, KIND_DOMAIN, nowhere, "%s%s%s is %s, which is no number",
               source ? source : "", source ? ": " : "", text.s ? text.s : binding->name,
               isnan(binding->array.entries[i]) ? "nan" : "inf");
    str_free(&text);
    return false;
}

static bool check_sizes(struct work *w, const struct dcalc_binding *binding)
{
    const struct dcalc_values *a = &binding->array;
    if (a->ndim < 0 || a->ndim > 2)
        return diag_error(&w->core, KIND_SHAPE, nowhere, "'%s' has %d axes, and 2 are the most",
                          binding->name, a->ndim);
    size_t count = 1;
    for (int i = 0; i < a->ndim; i++) {
        if (a->dims[i] == 0)
            return diag_error(&w->core, KIND_SHAPE, nowhere, "'%s' is an empty array",
                              binding->name);
        if (a->dims[i] > INT32_MAX / count)
            return diag_error(&w->core, KIND_LIMIT, nowhere, "'%s' has more than %d entries",
                              binding->name, INT32_MAX);
        count *= a->dims[i];
    }
    return true;
}

/* An array that was given, as one leaf. */
static id array_value_of(struct work *w, const struct dcalc_binding *binding, uint32_t name)
{
    const struct dcalc_values *a = &binding->array;
    if (w->request->exact)
        return usage(w, "--exact needs numbers that are written out, not arrays of doubles", NULL);
    if (!check_sizes(w, binding)) return POISON;
    struct shape_data d = {a->ndim, {(int64_t)a->dims[0], (int64_t)a->dims[1]}};
    shape s = shape_of(&w->g.shapes, d);
    size_t n = (size_t)shape_count(&w->g.shapes, s);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(a->entries[i])) return not_finite(w, binding, i);
    w->has_arrays = true;
    return graph_array(&w->g, name, a->entries, s);
}

id work_given(struct work *w, const struct dcalc_binding *binding, const char *name)
{
    uint32_t called = intern(w, name);
    if (called == NAME_NONE) return POISON;
    return binding->array.entries ? array_value_of(w, binding, called)
                                  : work_constant(w, &binding->value);
}

static id value_of_binding(struct work *w, size_t i)
{
    const struct dcalc_binding *binding = &w->request->at[i];
    if (point_decimals_has(w->decimals, i)) return point_decimals_node(w->decimals, i, &w->g);
    return work_given(w, binding, binding->name);
}

static bool bind_name(struct work *w, size_t i)
{
    const struct dcalc_binding *binding = &w->request->at[i];
    uint32_t name = intern(w, binding->name);
    if (name == NAME_NONE || !work_is_bindable(w, binding->name)) return false;
    id value = value_of_binding(w, i);
    if (value == POISON) return false;
    struct bound_name bound = {name, value};
    struct name_facts *facts = lower_facts(&w->lowering, name);
    if (facts->given) /* the last value given counts */
        w->bound.at[facts->place] = bound;
    else if (!vec_push(&w->core.mem, &w->bound, bound))
        return false;
    else
        facts->place = (uint32_t)w->bound.n - 1;
    facts->given = true;
    facts->shape = graph_shape(&w->g, value);
    return true;
}

bool work_bind_point(struct work *w)
{
    for (size_t i = 0; i < w->request->n_at; i++)
        if (!bind_name(w, i)) return false;
    return !diag_any(&w->core);
}

/* ---- the program ---- */

static bool read_text(struct work *w, const struct dcalc_text *text, const char *source_name,
                      id *value)
{
    size_t from = w->ast.statements.n;
    const char *name = text->source ? text->source : source_name;
    uint32_t source = core_add_source(&w->core, name, text->bytes, text->length);
    if (!source || !ast_parse(&w->core, &w->ast, source)) return false;
    *value = lower_statements(&w->lowering, from, w->ast.statements.n);
    return *value != POISON;
}

/* Names that are differentiated by, or explained, stay visible where they are assigned. */
static void keep_names(struct work *w, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        lower_facts(&w->lowering, intern(w, names[i]))->keep_named = true;
}

static bool only_assigns(struct work *w, size_t from, const struct dcalc_text *text)
{
    for (size_t i = from; i < w->ast.statements.n; i++)
        if (w->ast.statements.at[i].kind == STATEMENT_VALUE) {
            diag_error(&w->core, KIND_USAGE, w->ast.nodes.at[w->ast.statements.at[i].last].span,
                       "--let needs an assignment, such as z = tanh(x)");
            return false;
        }
    (void)text;
    return true;
}

/* Lets may end in a definition, which has no value. */
static bool read_let(struct work *w, const struct dcalc_text *text)
{
    size_t from = w->ast.statements.n;
    uint32_t source =
        core_add_source(&w->core, text->source ? text->source : "let", text->bytes, text->length);
    if (!source || !ast_parse(&w->core, &w->ast, source) || !only_assigns(w, from, text))
        return false;
    for (size_t i = from; i < w->ast.statements.n; i++)
        if (w->ast.statements.at[i].kind == STATEMENT_FUNCTION)
            lower_definition(&w->lowering, i);
        else if (lower_statements(&w->lowering, i, i + 1) == POISON)
            return false;
    return !diag_any(&w->core);
}

static bool check_format(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (rq->sparse && !work_is_table(w))
        return usage(w, "only a Jacobian or Hessian is sparse", "ask for jacobian or hessian");
    if (rq->pattern && !rq->sparse)
        return usage(w, "a pattern is that of a sparse answer", "ask for --sparse --pattern");
    if (rq->explain && rq->format != DCALC_TEXT && rq->format != DCALC_JSON)
        return usage(w, "an explanation is text", "leave --explain or the format out");
    return true;
}

/* What operators of the program differentiate may have kinks, which are checked with the others. */
static bool take_out_kinks(struct work *w)
{
    struct guards *guards = &w->lowering.guards;
    size_t kept = 0;
    for (size_t i = 0; i < guards->all.n; i++)
        if (guards->all.at[i].kind != KIND_KINK)
            guards->all.at[kept++] = guards->all.at[i];
        else if (!vec_push(&w->core.mem, &w->kinks.all, guards->all.at[i]))
            return false;
    guards->all.n = kept;
    return true;
}

bool work_read_program(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (rq->n_exprs == 0) return usage(w, "no expression was given", NULL);
    if (rq->n_exprs > 1 && rq->command != DCALC_JACOBIAN)
        return usage(w, "several expressions were given",
                     "only jacobian takes more than one; quote the expression");
    if (!check_format(w)) return false;
    w->lowering.notes_kinks =
        rq->has_at || rq->command == DCALC_EVAL || rq->command == DCALC_BACKPROP;
    w->lowering.keep_all = rq->explain || rq->format == DCALC_DOT;
    keep_names(w, rq->wrt, rq->n_wrt);
    for (size_t i = 0; i < rq->n_vector; i++) keep_names(w, &rq->vector[i].name, 1);
    for (size_t i = 0; i < rq->n_lets; i++)
        if (!read_let(w, &rq->lets[i])) return false;
    for (size_t i = 0; i < rq->n_exprs; i++) {
        id value;
        if (!read_text(w, &rq->exprs[i], "expression", &value)) return false;
        if (!vec_push(&w->core.mem, &w->values, value)) return false;
    }
    bool closed = w->lowering.free.n == 0 && !w->lowering.open_size;
    w->at_point =
        rq->has_at || (rq->command == DCALC_EVAL && closed) || rq->command == DCALC_BACKPROP;
    return take_out_kinks(w);
}

/* ---- what to differentiate by ---- */

static bool unknown_leaf(struct work *w, const char *name)
{
    diag_error(&w->core, KIND_NAME, nowhere, "the expression has no name '%s'", name);
    for (size_t i = 0; i < w->lowering.free.n; i++) {
        const char *other = names_text(&w->core.names, w->lowering.free.at[i]);
        if (names_distance(name, strlen(name), other, strlen(other), 1) <= 1)
            return diag_hint(&w->core, "did you mean %s?", other);
    }
    return false;
}

static bool push_leaf(struct work *w, const char *name)
{
    uint32_t interned = intern(w, name);
    if (interned == NAME_NONE) return false;
    struct name_facts *facts = lower_facts(&w->lowering, interned);
    if (facts->size)
        return diag_error(&w->core, KIND_USAGE, nowhere,
                          "'%s' is a size, and no name to differentiate by", name);
    id node = facts->given || facts->listed || facts->shaped
                  ? graph_variable(&w->g, interned, facts->shape)
                  : lower_name_value(&w->lowering, interned);
    if (node == POISON) return unknown_leaf(w, name);
    if (graph_op(&w->g, node) != OP_NAMED && graph_op(&w->g, node) != OP_VARIABLE)
        return unknown_leaf(w, name);
    facts = lower_facts(&w->lowering, interned);
    if (facts->is_leaf && w->request->command != DCALC_DIFF) return true; /* named twice */
    facts->is_leaf = true;
    struct leaf leaf = {names_text(&w->core.names, interned), node};
    return vec_push(&w->core.mem, &w->leaves, leaf);
}

static bool push_leaves(struct work *w, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!push_leaf(w, names[i])) return false;
    return true;
}

/* Of leaves those that some value depends on, in their order. */
static bool keep_used_leaves(struct work *w)
{
    struct reach reach = {0};
    if (!graph_reach(&w->g, w->values.at, w->values.n, &reach)) return false;
    size_t used = 0;
    for (size_t i = 0; i < w->leaves.n; i++)
        if (graph_reached(&w->g, w->leaves.at[i].node)) w->leaves.at[used++] = w->leaves.at[i];
    reach_free(&w->g, &reach);
    if (used == 0 && w->leaves.n) used = 1; /* a constant: its derivative by any name is 0 */
    w->leaves.n = used;
    return true;
}

static bool column_leaves(struct work *w)
{
    for (size_t i = 0; i < w->columns.n; i++)
        if (!push_leaf(w, names_text(&w->core.names, w->columns.at[i]))) return false;
    return keep_used_leaves(w);
}

/* Without --wrt: the table's columns in use, the point's names, else the free names. */
static bool default_leaves(struct work *w)
{
    if (w->columns.n) return column_leaves(w);
    size_t n = w->at_point ? w->bound.n : w->lowering.free.n;
    for (size_t i = 0; i < n; i++) {
        uint32_t name = w->at_point ? w->bound.at[i].name : w->lowering.free.at[i];
        if (lower_facts(&w->lowering, name)->size) continue;
        if (!push_leaf(w, names_text(&w->core.names, name))) return false;
    }
    return true;
}

/* diff without --wrt: the one name that the expression uses. */
static bool default_diff_leaf(struct work *w)
{
    if (!default_leaves(w) || !keep_used_leaves(w)) return false;
    size_t used = w->leaves.n;
    if (used == 1) return true;
    if (used == 0)
        return usage(w, "there is no name to differentiate by", "choose one with --wrt x");
    diag_error(&w->core, KIND_USAGE, nowhere, "diff differentiates by one name, and here are %zu",
               used);
    return diag_hint(&w->core, "choose with --wrt %s, or use grad", w->leaves.at[0].name);
}

static bool choose_leaves(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (rq->command == DCALC_EVAL) return true;
    if (rq->command == DCALC_BACKPROP && rq->n_weights == 0)
        return usage(w, "backprop needs the names of the weights", "give them with --weights w,b");
    if (rq->command == DCALC_BACKPROP) return push_leaves(w, rq->weights, rq->n_weights);
    if (rq->n_wrt) return push_leaves(w, rq->wrt, rq->n_wrt);
    if (rq->command == DCALC_JVP) {
        const char *const *names = NULL;
        size_t n = 0;
        if (!work_vector_leaves(w, &names, &n)) return false;
        if (n) return push_leaves(w, names, n);
    }
    return rq->command == DCALC_DIFF ? default_diff_leaf(w) : default_leaves(w);
}

static bool add_moving(struct work *w, id a, bool known)
{
    for (size_t i = 0; known && i < w->variables.n; i++)
        if (w->variables.at[i] == a) return true;
    return vec_push(&w->core.mem, &w->variables, a);
}

/* Only diff may name a leaf twice. */
bool work_choose_leaves(struct work *w)
{
    if (!choose_leaves(w)) return false;
    bool ok = true, twice = w->request->command == DCALC_DIFF;
    for (size_t i = 0; ok && i < w->leaves.n; i++) ok = add_moving(w, w->leaves.at[i].node, twice);
    for (size_t i = 0; ok && i < w->lowering.operands.n; i++)
        ok = add_moving(w, w->lowering.operands.at[i], true);
    return ok;
}

id work_learning_rate(struct work *w)
{
    const struct dcalc_text *text = &w->request->lr;
    if (!text->bytes) return usage(w, "backprop needs a learning rate", "give it with --lr 0.1");
    id lr = work_constant(w, text);
    if (lr == POISON || graph_shape(&w->g, lr) == SHAPE_SCALAR) return lr;
    return usage(w, "the learning rate must be a number", NULL);
}

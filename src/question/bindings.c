/* bindings.c - the point: what its names are bound to. */
#include "eval/block.h"
#include "pass/fold.h"
#include "pass/substitute.h"
#include "question/stages.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

uint32_t bindings_name(struct question *q, const char *name)
{
    return names_intern(&q->core->names, &q->core->arena, name, strlen(name));
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

/* What a value is made of has to be defined too, as what is made of the value. */
static bool take_guards(struct question *q, struct lowering *l)
{
    demand_all(&l->demands, l->result);
    bool ok = demand_restrict(q->graph, &l->demands, &l->guards);
    for (size_t i = 0; ok && i < l->guards.all.n; i++) {
        l->guards.all.at[i].operation = 0;
        ok = vec_push(&q->core->mem, &q->lowering.guards.all, l->guards.all.at[i]);
    }
    return ok;
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
    if (value != POISON && !take_guards(q, &l)) value = POISON;
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

static bool not_finite(struct question *q, const struct dcalc_binding *binding)
{
    size_t i = 0;
    while (isfinite(binding->array.entries[i])) i++;
    const char *source = binding->value.source;
    struct str text = {.mem = &q->core->mem};
    str_puts(&text, binding->name);
    put_index(&text, &binding->array, i);
    diag_error(q->core, KIND_DOMAIN, nowhere, "%s%s%s is %s, not a finite number",
               source ? source : "", source ? ": " : "", text.s ? text.s : binding->name,
               isnan(binding->array.entries[i]) ? "nan" : "inf");
    str_free(&text);
    return false;
}

static bool check_sizes(struct question *q, const struct dcalc_binding *binding)
{
    const struct dcalc_values *a = &binding->array;
    if (a->ndim < 0 || a->ndim > 2)
        return diag_error(q->core, KIND_SHAPE, nowhere, "'%s' has %d axes; at most 2 are supported",
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
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "--exact needs numbers that are written out, not arrays of doubles");
    if (!check_sizes(q, binding)) return POISON;
    struct shape_data d = {a->ndim, {(int64_t)a->dims[0], (int64_t)a->dims[1]}};
    shape s = shape_of(&q->graph->shapes, d);
    size_t n = (size_t)shape_count(&q->graph->shapes, s);
    if (!block_kernels()->all_finite(a->entries, n)) return not_finite(q, binding);
    q->has_arrays = true;
    return graph_array(q->graph, name, a->entries, s);
}

id bindings_given(struct question *q, const struct dcalc_binding *binding, const char *name)
{
    uint32_t called = bindings_name(q, name);
    if (called == NAME_NONE) return POISON;
    return binding->array.entries ? array_value_of(q, binding, called)
                                  : bindings_constant(q, &binding->value);
}

/* "0+" is a place only for what moves in a limit. */
static void hint_at_side(struct question *q, const struct dcalc_text *text)
{
    const struct core *core = q->core;
    if (!text->bytes || text->length < 2 || !strchr("+-", text->bytes[text->length - 1])) return;
    if (core->diags.n == 1 && core->diags.at[0].kind == KIND_SYNTAX && !core->diags.at[0].hint)
        diag_hint(q->core, "only what goes to a limit takes a side");
}

static id value_of_binding(struct question *q, size_t i)
{
    const struct dcalc_binding *binding = &q->request->at[i];
    if (point_decimals_has(q->decimals, i)) return point_decimals_node(q->decimals, i, q->graph);
    id value = bindings_given(q, binding, binding->name);
    if (value == POISON) hint_at_side(q, &binding->value);
    return value;
}

static bool bind_name(struct question *q, size_t i)
{
    const struct dcalc_binding *binding = &q->request->at[i];
    uint32_t name = bindings_name(q, binding->name);
    if (name == NAME_NONE) return false;
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
        if (!(q->moving && i == q->moving_place) && !bind_name(q, i)) return false;
    return !diag_any(q->core);
}

bool bindings_add_column(struct question *q, uint32_t name, shape s)
{
    struct name_facts *facts = lower_facts(&q->lowering, name);
    if (facts->given)
        return diag_error(q->core, KIND_USAGE, nowhere, "'%s' is both bound by --at and a column",
                          names_text(&q->core->names, name));
    facts->given = true;
    facts->place = UINT32_MAX; /* its value is not in the point */
    facts->shape = s;
    return vec_push(&q->core->mem, &q->columns, name);
}

id bindings_column(const struct question *q, size_t i)
{
    uint32_t name = q->columns.at[i];
    return graph_variable(q->graph, name, lower_known_facts(&q->lowering, name)->shape);
}

id bindings_value(const struct question *q, id variable)
{
    for (size_t i = 0; i < q->bound.n; i++)
        if (q->bound.at[i].name == graph_node(q->graph, variable)->data)
            return q->bound.at[i].value;
    return POISON;
}

id bindings_put_into(const void *question, id formula)
{
    return bindings_put_in(question, &formula, 1) ? formula : POISON;
}

bool bindings_put_in(const struct question *q, id *roots, size_t n)
{
    struct replacement *point = mem_array(&q->core->mem, q->bound.n, sizeof *point);
    if (!point) return false;
    for (size_t i = 0; i < q->bound.n; i++) {
        id value = q->bound.at[i].value, variable;
        variable = graph_variable(q->graph, q->bound.at[i].name, graph_shape(q->graph, value));
        point[i] = (struct replacement){variable, value};
    }
    bool ok = substitute(q->graph, roots, n, point, q->bound.n) && fold(q->graph, roots, n);
    mem_free_array(&q->core->mem, point, q->bound.n, sizeof *point);
    return ok;
}

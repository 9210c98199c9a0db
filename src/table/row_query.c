/* row_query.c - a question prepared for the rows of a table: which columns it uses, what is
 * computed for a row, and what must hold there. */
#include "table/row_query.h"
#include "data/json_text.h"
#include "data/spelled.h"
#include "question/answer.h"
#include "write/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool fail(struct row_query *s, const char *message, const char *name, const char *hint)
{
    diag_error(&s->run.core, KIND_USAGE, nowhere, message, name);
    return hint ? diag_hint(&s->run.core, "%s", hint) : false;
}

/* ---- columns ---- */

bool row_query_add_column(struct row_query *s, struct row_query_column column)
{
    if (!column.spelled) column.spelled = spelled_name(&s->run.core.arena, column.name);
    if (!column.spelled) return false;
    column.first = s->n_fields;
    column.n = (column.ndim > 0 ? column.dims[0] : 1) * (column.ndim > 1 ? column.dims[1] : 1);
    s->n_fields += column.n;
    return vec_push(&s->run.core.mem, &s->columns, column);
}

static shape shape_of_column(struct row_query *s, const struct row_query_column *column)
{
    struct shape_data d = {column->ndim, {1, 1}};
    for (int i = 0; i < d.ndim; i++) d.d[i] = (int64_t)column->dims[i];
    return shape_of(&s->run.graph.shapes, d);
}

bool row_query_find(const struct row_query *s, const char *name, uint32_t *at)
{
    for (*at = 0; *at < s->columns.n; ++*at)
        if (!strcmp(s->columns.at[*at].spelled, name)) return true;
    return false;
}

/* The column that the table calls so, or else expressions. */
static bool find_named(const struct row_query *s, const char *name, uint32_t *at)
{
    for (*at = 0; *at < s->columns.n; ++*at)
        if (*name && !strcmp(s->columns.at[*at].name, name)) return true;
    return *name && row_query_find(s, name, at);
}

static bool check_once(struct row_query *s, uint32_t at)
{
    const struct row_query_column *column = &s->columns.at[at];
    return !column->is_twice || fail(s, "the table has two columns '%s'", column->spelled,
                                     "--columns x=3 calls the third column x");
}

/* Columns that a program can name become its given names. */
static bool bind_columns(struct row_query *s)
{
    struct question *q = &s->run.question;
    for (size_t i = 0; i < s->columns.n; i++) {
        const struct row_query_column *column = &s->columns.at[i];
        const char *name = column->spelled;
        uint32_t first;
        if (!*name || (column->is_twice && row_query_find(s, name, &first) && first < i)) continue;
        uint32_t interned = names_intern(&q->core->names, &q->core->arena, name, strlen(name));
        if (interned == NAME_NONE) return false;
        if (!bindings_add_column(q, interned, shape_of_column(s, &s->columns.at[i]))) return false;
    }
    return true;
}

static bool is_json(const struct row_query *s)
{
    return s->points->input == DCALC_TABLE_JSON;
}

/* The name as JSON has it before a value. */
static bool make_key(struct row_query *s, struct row_query_column *column)
{
    struct str text = {.mem = &s->run.core.mem};
    json_put_text(&text, column->name);
    str_putc(&text, ':');
    column->key = str_settle(&text, &s->run.core.arena);
    return column->key != NULL;
}

/* Of a JSON table the value of a key is passed through as it stands, a list too. */
static bool keep(struct row_query *s, uint32_t at)
{
    struct mem *mem = &s->run.core.mem;
    struct row_query_column column = s->columns.at[at];
    size_t from = is_json(s) ? at : column.first;
    if (is_json(s)) column.ndim = 0, column.n = 1;
    column.first = s->kept_fields.n;
    for (size_t i = 0; i < column.n; i++)
        if (!vec_push(mem, &s->kept_fields, from + i)) return false;
    return make_key(s, &column) && vec_push(mem, &s->kept, column);
}

/* Adds to the error which columns there are. Always false. */
static bool list_columns(struct row_query *s, const char *name)
{
    const char *list = offers_list(&s->session->offers, &s->run.core, name);
    return list && diag_hint(&s->run.core, "%s", list);
}

static bool choose_kept(struct row_query *s)
{
    const struct dcalc_points *p = s->points;
    size_t n = p->keep_all ? s->columns.n : p->n_keep;
    for (uint32_t i = 0, at; i < n; i++) {
        at = i;
        if (!p->keep_all && !find_named(s, p->keep[i], &at)) {
            fail(s, "the table has no column '%s' to keep", p->keep[i], NULL);
            return list_columns(s, p->keep[i]);
        }
        if (!p->keep_all && !check_once(s, at)) return false;
        if (!keep(s, at)) return false;
    }
    return true;
}

/* ---- what is computed ---- */

struct roots {
    VEC(id) all;
};

static size_t entries_of(struct row_query *s, id root)
{
    return (size_t)shape_count(&s->run.graph.shapes, graph_shape(&s->run.graph, root));
}

static bool is_column(const struct row_query *s, uint32_t name)
{
    for (size_t i = 0; i < s->run.question.columns.n; i++)
        if (s->run.question.columns.at[i] == name) return true;
    return false;
}

/* True for many of the numbers that doubles hold. */
static bool is_exact_number(struct rational r)
{
    int64_t most = INT64_C(1) << 53;
    return r.q > 0 && (r.q & (r.q - 1)) == 0 && r.p <= most && r.p >= -most;
}

/* What doubles hold as it is: columns, numbers, and what is made of them without rounding. */
static bool is_exact(const struct row_query *s, id a)
{
    const struct graph *g = &s->run.graph;
    for (;;) {
        const struct node *n = graph_node(g, a);
        if (n->op == OP_VARIABLE) return is_column(s, n->data);
        if (n->op == OP_NUMBER) return is_exact_number(g->numbers.all.at[n->data]);
        bool keeps = n->op == OP_FN && (n->fn == FN_abs || n->fn == FN_floor || n->fn == FN_ceil ||
                                        n->fn == FN_round || n->fn == FN_sign);
        if (!keeps) return false;
        a = graph_child(g, a, 0);
    }
}

static bool is_exact_comparison(const struct row_query *s, id a)
{
    const struct graph *g = &s->run.graph;
    return graph_is_comparison(g, a) && is_exact(s, graph_child(g, a, 0)) &&
           is_exact(s, graph_child(g, a, 1));
}

/* Whether two scalars are compared that may be as good as equal. */
static bool has_sides(const struct row_query *s, id a)
{
    const struct graph *g = &s->run.graph;
    return graph_is_comparison(g, a) && !is_exact_comparison(s, a) &&
           graph_shape(g, graph_child(g, a, 0)) == SHAPE_SCALAR &&
           graph_shape(g, graph_child(g, a, 1)) == SHAPE_SCALAR;
}

static bool push_guards(struct row_query *s, struct roots *r, const struct guards *guards)
{
    struct mem *mem = &s->run.core.mem;
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *g = &guards->all.at[i];
        if (!vec_push(mem, &r->all, g->condition)) return false;
        if (g->when && !vec_push(mem, &r->all, g->when)) return false;
        for (uint32_t k = 0; k < 2 && has_sides(s, g->condition); k++)
            if (!vec_push(mem, &r->all, graph_child(&s->run.graph, g->condition, k))) return false;
    }
    return true;
}

static bool push_numbers(struct row_query *s, id root, size_t *n)
{
    uint32_t slot = tape_slot(&s->tape, root);
    *n = entries_of(s, root);
    for (size_t i = 0; i < *n; i++) {
        struct slot_entry entry = {slot, (int64_t)i};
        if (!vec_push(&s->run.core.mem, &s->numbers, entry)) return false;
    }
    return true;
}

static bool push_checks(struct row_query *s, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *g = &guards->all.at[i];
        struct row_check check = {.kink = g->kind == KIND_KINK,
                                  .exact = is_exact_comparison(s, g->condition),
                                  .condition = s->numbers.n};
        size_t one;
        if (!push_numbers(s, g->condition, &check.n)) return false;
        check.when = s->numbers.n;
        if (g->when && !push_numbers(s, g->when, &check.n_when)) return false;
        if (has_sides(s, g->condition)) {
            check.left = s->numbers.n;
            if (!push_numbers(s, graph_child(&s->run.graph, g->condition, 0), &one)) return false;
            check.right = s->numbers.n;
            if (!push_numbers(s, graph_child(&s->run.graph, g->condition, 1), &one)) return false;
        }
        if (!vec_push(&s->run.core.mem, &s->checks, check)) return false;
    }
    return true;
}

/* The names of columns as variables; NULL without memory. */
static id *column_variables(struct row_query *s)
{
    struct question *q = &s->run.question;
    id *variables = mem_array(&q->core->mem, q->columns.n, sizeof *variables);
    for (size_t i = 0; variables && i < q->columns.n; i++) variables[i] = bindings_column(q, i);
    return variables;
}

static bool compile_tape(struct row_query *s, struct tape *tape, const id *roots, size_t n,
                         const id *variables)
{
    struct question *q = &s->run.question;
    struct tape_source source = {roots, n, q->bound.at, q->bound.n, variables, q->columns.n};
    return tape_compile(tape, q->graph, &source);
}

/* A name of the expression needs a value even if the derivative has lost it, as at one point. */
static bool check_names(struct row_query *s)
{
    struct question *q = &s->run.question;
    id *variables = column_variables(s);
    struct tape tape = {.g = q->graph};
    bool ok = variables && compile_tape(s, &tape, q->values.at, q->values.n, variables);
    tape_free(&tape);
    mem_free_array(&q->core->mem, variables, q->columns.n, sizeof *variables);
    return ok;
}

/* The entries of a column become inputs. */
static bool use_column(struct row_query *s, uint32_t slot, uint32_t at)
{
    struct mem *mem = &s->run.core.mem;
    const struct row_query_column *column = &s->columns.at[at];
    struct row_query_use use = {at, s->inputs.n};
    for (size_t i = 0; i < column->n; i++) {
        struct slot_entry entry = {slot, (int64_t)i};
        size_t field = is_json(s) ? at : column->first + i;
        if (!vec_push(mem, &s->inputs, entry) || !vec_push(mem, &s->fields, field)) return false;
    }
    return vec_push(mem, &s->used, use);
}

static bool compile(struct row_query *s, const struct roots *r)
{
    struct question *q = &s->run.question;
    id *variables = column_variables(s);
    bool ok = variables && compile_tape(s, &s->tape, r->all.at, r->all.n, variables);
    for (size_t i = 0; ok && i < q->columns.n; i++) {
        uint32_t slot = tape_slot(&s->tape, variables[i]), column = 0;
        if (s->tape.code.at[slot].node != variables[i]) continue; /* not in use */
        row_query_find(s, names_text(&q->core->names, q->columns.at[i]), &column);
        ok = check_once(s, column) && use_column(s, slot, column);
    }
    mem_free_array(&q->core->mem, variables, q->columns.n, sizeof *variables);
    return ok;
}

/* What answer k is called, and the shape it has. */
static bool add_answer(struct row_query *s, size_t k, id root)
{
    struct question *q = &s->run.question;
    struct shape_data d = graph_dims(q->graph, root);
    struct row_query_column answer = {.ndim = d.ndim, .first = s->numbers.n};
    for (int i = 0; i < d.ndim; i++) answer.dims[i] = (size_t)d.d[i];
    struct str text = {.mem = &q->core->mem};
    if (q->request->command == DCALC_EVAL)
        str_puts(&text, q->request->n_show ? q->request->show[k] : "value");
    else
        document_label(q, k, &text);
    answer.name = str_settle(&text, &q->core->arena);
    return answer.name && make_key(s, &answer) && push_numbers(s, root, &answer.n) &&
           vec_push(&q->core->mem, &s->answers, answer);
}

static bool passes_kinks(const struct question *q)
{
    return q->request->kinks == DCALC_KINKS_SUBGRADIENT;
}

static bool collect(struct row_query *s, struct roots *r)
{
    struct question *q = &s->run.question;
    bool eval = q->request->command == DCALC_EVAL;
    const id *answers = eval ? q->values.at : q->derivatives.at;
    size_t n = eval ? q->values.n : q->derivatives.n;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) ok = vec_push(&q->core->mem, &r->all, answers[i]);
    /* A leaf that nothing depends on is part of the point all the same. */
    for (size_t i = 0; ok && i < q->leaves.n; i++)
        ok = vec_push(&q->core->mem, &r->all, q->leaves.at[i].node);
    ok = ok && push_guards(s, r, &q->lowering.guards);
    if (ok && !passes_kinks(q)) ok = push_guards(s, r, &q->kinks);
    ok = ok && compile(s, r);
    for (size_t i = 0; ok && i < n; i++) ok = add_answer(s, i, answers[i]);
    s->n_answers = s->numbers.n;
    ok = ok && push_checks(s, &q->lowering.guards);
    if (ok && !passes_kinks(q)) ok = push_checks(s, &q->kinks);
    ok =
        ok && rows_init(&s->rows, &s->tape, s->inputs.at, s->inputs.n, s->numbers.at, s->numbers.n);
    if (s->points->no_jit) rows_refuse_machine_code(&s->rows);
    return ok;
}

static bool is_answered(struct row_query *s)
{
    enum { DIGITS_OF_DOUBLES = 17 };
    if (s->request.digits > DIGITS_OF_DOUBLES)
        return fail(s, "rows of a table are doubles, which have at most 17 digits", NULL,
                    "--at answers with more, a point at a time");
    switch (s->request.command) {
    case DCALC_EVAL:
    case DCALC_DIFF:
    case DCALC_GRAD:
    case DCALC_JACOBIAN:
    case DCALC_HESSIAN: return true;
    default: return fail(s, "%s does not take a table of points", "this command", NULL);
    }
}

bool row_query_open(struct row_query *s, dcalc *session, const struct dcalc_request *request,
                    const struct dcalc_points *points)
{
    s->request = *request;
    s->request.has_at = true;
    s->request.format = DCALC_TEXT;
    s->points = points;
    s->session = session;
    s->tape.g = &s->run.graph;
    s->csv.arena = &s->run.core.arena;
    bool ok = run_start(&s->run, session, &s->request, NULL);
    s->run.core.limits.work = 0; /* rows may be many */
    s->run.graph.rules_for = RULES_FOR_DOUBLES;
    return ok;
}

bool row_query_derive(struct row_query *s)
{
    return is_answered(s) && bindings_read(&s->run.question) && bind_columns(s) && choose_kept(s) &&
           question_derive(&s->run.question) && check_names(s) && !diag_any(&s->run.core);
}

bool row_query_compile(struct row_query *s)
{
    struct roots roots = {0};
    bool ok = collect(s, &roots);
    vec_free(&s->run.core.mem, &roots.all);
    return ok && !diag_any(&s->run.core);
}

static bool prepare(void *user)
{
    struct row_query *s = user;
    return row_query_derive(s) && row_query_compile(s) && row_query_check_labels(s);
}

bool row_query_prepare(struct row_query *s)
{
    return row_query_escape(s, prepare, s);
}

struct escaping {
    bool (*work)(void *user);
    void *user;
    bool ok;
};

static void work_on(void *user)
{
    struct escaping *e = user;
    e->ok = e->work(e->user);
}

bool row_query_escape(struct row_query *s, bool (*work)(void *user), void *user)
{
    struct escaping e = {work, user, false};
    s->escape = (struct escape){.core = &s->run.core};
    enum escaped how = escape_run(&s->escape, work_on, &e);
    return escape_say(&s->run.core, how) && e.ok;
}

void row_query_free(struct row_query *s)
{
    struct mem *mem = &s->run.core.mem;
    if (s->csv.arena) columns_free(&s->csv);
    rows_free(&s->rows);
    tape_free(&s->tape);
    vec_free(mem, &s->columns);
    vec_free(mem, &s->places);
    vec_free(mem, &s->used);
    vec_free(mem, &s->inputs);
    vec_free(mem, &s->fields);
    vec_free(mem, &s->kept);
    vec_free(mem, &s->kept_fields);
    vec_free(mem, &s->numbers);
    vec_free(mem, &s->answers);
    vec_free(mem, &s->checks);
    run_end(&s->run);
    if (s->escape.how != ESCAPED_NOT) mem_drop(&s->run.core.mem);
    escape_drop(&s->escape);
}

/* ---- one row alone ---- */

/* A field of text is the decimal that was most likely written; an entry of a matrix is the double
 * that it is. */
static void put_number(const struct row_query *s, struct str *out, double x)
{
    int exponent;
    double mantissa = ldexp(frexp(x, &exponent), 53);
    if (s->points->input != DCALC_TABLE_NPY || x == 0)
        str_double(out, x);
    else
        str_putf(out, "%.0f*2^%d", mantissa, exponent - 53);
}

/* 2, [1,2] or [[1,2],[3,4]] */
static void put_value(const struct row_query *s, struct str *out,
                      const struct row_query_column *column, const double *x)
{
    size_t width = column->ndim == 2 ? column->dims[1] : column->n;
    if (column->ndim == 2) str_putc(out, '[');
    for (size_t i = 0; i < column->n; i++) {
        if (i) str_putc(out, ',');
        if (column->ndim && i % width == 0) str_putc(out, '[');
        put_number(s, out, x[i]);
        if (column->ndim && i % width == width - 1) str_putc(out, ']');
    }
    if (column->ndim == 2) str_putc(out, ']');
    str_putc(out, '\0');
}

static struct dcalc_result *ask(const struct row_query *s, dcalc *session,
                                struct dcalc_request *request, const struct str *texts)
{
    struct dcalc_binding *at = (struct dcalc_binding *)request->at;
    size_t fixed = request->n_at - s->used.n;
    const char *text = texts->s;
    for (size_t i = 0; i < s->used.n; i++, text += strlen(text) + 1) {
        struct dcalc_text value = {text, strlen(text), "row"};
        at[fixed + i] = (struct dcalc_binding){.name = s->columns.at[s->used.at[i].column].spelled,
                                               .value = value};
    }
    return dcalc_run(session, request);
}

struct dcalc_result *row_query_ask(const struct row_query *s, dcalc *session, const double *values)
{
    struct dcalc_request request = s->request;
    size_t n = request.n_at + s->used.n, leaves = s->run.question.leaves.n;
    struct dcalc_binding *at = calloc(n + 1, sizeof *at);
    const char **wrt = calloc(leaves + 1, sizeof *wrt);
    struct mem mem = {0};
    struct str texts = {.mem = &mem};
    struct dcalc_result *result = NULL;
    if (at && wrt) {
        if (request.n_at) memcpy(at, request.at, request.n_at * sizeof *at);
        for (size_t i = 0; i < leaves; i++) wrt[i] = s->run.question.leaves.at[i].name;
        for (size_t i = 0; i < s->used.n; i++)
            put_value(s, &texts, &s->columns.at[s->used.at[i].column],
                      values + s->used.at[i].first);
        request.at = at, request.n_at = n;
        request.wrt = wrt, request.n_wrt = leaves;
        if (!texts.failed) result = ask(s, session, &request, &texts);
    }
    free(at);
    free(wrt);
    str_free(&texts);
    return result;
}

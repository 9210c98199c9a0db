/* program.c - the expressions and what is assigned before them. */
#include "base/utf8.h"
#include "question/stages.h"
#include "text/mentions.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return hint ? diag_hint(q->core, "%s", hint) : false;
}

/* The value of the last statement is the result, which cannot be several values. */
static bool ends_with_a_value(struct question *q)
{
    const struct statement *last = &q->ast.statements.at[q->ast.statements.n - 1];
    if (last->kind != STATEMENT_UNPACK || q->request->n_show) return true;
    diag_error(q->core, KIND_SYNTAX, last->name_span, "the program ends with several values");
    return diag_hint(q->core, "end it with one of them, as in %s",
                     names_text(&q->core->names, last->name));
}

static bool read_text(struct question *q, const struct dcalc_text *text, const char *source_name,
                      id *value)
{
    size_t from = q->ast.statements.n;
    const char *name = text->source ? text->source : source_name;
    uint32_t source = core_add_source(q->core, name, text->bytes, text->length);
    if (!source || !ast_parse(q->core, &q->ast, source)) return false;
    *value = lower_statements(&q->lowering, from, q->ast.statements.n);
    if (!q->request->n_show) demand_all(&q->lowering.demands, q->lowering.result);
    return *value != POISON && ends_with_a_value(q);
}

/* backprop: the rate, which may be made of the point's names and of what the program assigns. */
static bool read_rate(struct question *q)
{
    const struct dcalc_text *lr = &q->request->lr;
    return q->request->command != DCALC_BACKPROP || !lr->bytes ||
           read_text(q, lr, "--lr", &q->learning_rate);
}

static bool has_letters(const struct dcalc_text *text)
{
    for (size_t i = 0; i < text->length; i++) {
        char c = text->bytes[i];
        if (is_ascii_letter(c) || (unsigned char)c >= 0x80) return true; /* or part of one */
    }
    return false;
}

static bool has_names(struct question *q, const struct dcalc_binding *given, bool *found)
{
    struct mentions mentions = {.core = q->core};
    bool constant = given->array.entries || !has_letters(&given->value);
    bool fine = constant || mentions_add_text(&mentions, given->value.bytes, given->value.length);
    *found = mentions.all.n > 0;
    mentions_free(&mentions);
    return fine;
}

/* jvp, vjp: vectors that are formulas of names, as constants are read when they are needed. */
static bool read_directions(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    bool takes = rq->command == DCALC_JVP || rq->command == DCALC_VJP;
    for (size_t i = 0; takes && i < rq->n_vector; i++) {
        id direction = POISON;
        bool found;
        if (!has_names(q, &rq->vector[i], &found)) return false;
        if (found && !read_text(q, &rq->vector[i].value, "vector", &direction)) return false;
        if (!vec_push(&q->core->mem, &q->directions, direction)) return false;
    }
    return true;
}

/* ---- names that are shown ---- */

static bool unknown_name(struct question *q, const char *name)
{
    diag_error(q->core, KIND_NAME, nowhere, "the program has no value '%s' to show", name);
    for (size_t i = 0; i < q->lowering.assigned.n; i++) {
        const char *other = names_text(&q->core->names, q->lowering.assigned.at[i].name);
        if (names_distance(name, strlen(name), other, strlen(other), 1) <= 1)
            return diag_hint(q->core, "did you mean %s?", other);
    }
    return diag_hint(q->core, "assign it: %s = ...", name);
}

static bool show_name(struct question *q, size_t i)
{
    struct lowering *l = &q->lowering;
    const char *name = q->request->show[i];
    for (size_t k = 0; k < i; k++)
        if (!strcmp(q->request->show[k], name))
            return diag_error(q->core, KIND_USAGE, nowhere, "'%s' is to be shown twice", name);
    uint32_t interned = bindings_name(q, name);
    id value = interned == NAME_NONE ? POISON : lower_name_value(l, interned);
    if (value == POISON) return unknown_name(q, name);
    if (interned < l->bindings.n) demand_all(&l->demands, l->bindings.at[interned].operation);
    return vec_push(&q->core->mem, &q->values, value);
}

/* The values of names take the place of the last statement's. */
static bool show_names(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (!rq->n_show) return true;
    if (rq->command != DCALC_EVAL) return usage(q, "only eval shows names", "leave --show out");
    if (rq->explain && rq->n_show > 1)
        return usage(q, "an explanation is of one value", "show one name");
    q->values.n = 0;
    for (size_t i = 0; i < rq->n_show; i++)
        if (!show_name(q, i)) return false;
    return true;
}

/* ---- the program ---- */

static void note_shown(struct question *q)
{
    for (size_t i = 0; i < q->request->n_show; i++)
        lower_facts(&q->lowering, bindings_name(q, q->request->show[i]))->asked = true;
}

/* Names that the caller speaks of are variables, and stay visible where they are assigned. */
static void keep_names(struct question *q, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct name_facts *facts = lower_facts(&q->lowering, bindings_name(q, names[i]));
        facts->keep_named = facts->asked = true;
    }
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

/* A step that is explained is one of those that are taken. */
static bool check_picked(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    int steps = rq->steps ? rq->steps : 1;
    if (rq->n_explain_steps && rq->command != DCALC_BACKPROP)
        return usage(q, "only backprop has steps to explain", "leave the numbers of steps out");
    for (size_t i = 0; i < rq->n_explain_steps; i++) {
        int step = question_explained_step(rq, i);
        if (step >= 1 && step <= steps) continue;
        diag_error(q->core, KIND_USAGE, nowhere, "there is no step %s to explain",
                   rq->explain_steps[i]);
        return diag_hint(q->core, "steps count from 1 to --steps");
    }
    return true;
}

static bool check_format(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->sparse && !question_is_table(q))
        return usage(q, "only a Jacobian or Hessian is sparse", "ask for jacobian or hessian");
    if (rq->command == DCALC_CHECK && rq->format != DCALC_TEXT && rq->format != DCALC_JSON)
        return usage(q, "check answers in text or JSON", "leave the format out");
    if (rq->format >= DCALC_SVG)
        return usage(q, "the library draws plots alone", "lay out -f dot with Graphviz");
    if (rq->pattern && !rq->sparse)
        return usage(q, "only a sparse answer has a pattern", "ask for --sparse --pattern");
    if (rq->explain && rq->format != DCALC_TEXT && rq->format != DCALC_JSON &&
        !question_writes_latex(q))
        return usage(q, "an explanation is text", "ask for text, json, latex, markdown or html");
    return check_picked(q);
}

static bool is_nowhere(const struct question *q, id when)
{
    return when != POISON && graph_is_zero(q->graph, when);
}

/* What operators of the program differentiate may have kinks, which are checked with the others.
 * What matters nowhere is left out. */
static bool take_out_kinks(struct question *q)
{
    struct guards *guards = &q->lowering.guards;
    size_t kept = 0, own = q->own_guards;
    for (size_t i = 0; i < guards->all.n; i++) {
        bool matters = !is_nowhere(q, guards->all.at[i].when);
        if (matters && guards->all.at[i].kind != KIND_KINK) {
            guards->all.at[kept++] = guards->all.at[i];
            continue;
        }
        if (matters && !vec_push(&q->core->mem, &q->kinks.all, guards->all.at[i])) return false;
        if (i < own) q->own_guards--;
    }
    guards->all.n = kept;
    q->operator_kinks = q->kinks.all.n;
    return true;
}

/* A name in a claim that the expression does not have is a slip of the pen, and no answer. */
static bool claim_has_no_other_name(struct question *q, size_t known)
{
    if (q->lowering.free.n == known || question_claimed_order(q) == 0) return true;
    const char *name = names_text(&q->core->names, q->lowering.free.at[known]);
    diag_error(q->core, KIND_NAME, nowhere, "the formula has the name '%s', the expression has not",
               name);
    char meant[96];
    bool together = name_runs_together(q, known, name, meant);
    return together ? diag_hint(q->core, "write %s", meant)
                    : diag_hint(q->core, "write it with the expression's names");
}

/* check: the formulas to be judged, which may use what the program assigns. */
static bool read_claims(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    size_t known = q->lowering.free.n;
    q->own_guards = q->lowering.guards.all.n;
    if (rq->n_gradient && rq->command != DCALC_CHECK)
        return usage(q, "only check compares with a gradient", "leave --gradient out");
    if (rq->command != DCALC_CHECK) return true;
    if (rq->n_gradient && rq->n_equals)
        return usage(q, "check takes formulas or a gradient's numbers, not both", NULL);
    if (rq->n_gradient && !rq->n_at)
        return usage(q, "a gradient's numbers are those at a point", "give it with --at");
    if (question_checks_gradient(q) && (rq->order == 0 || rq->n_gradient)) return true;
    if (rq->n_equals == 0)
        return usage(q, "check needs the formula that is to be checked",
                     "give it with --equals FORMULA; a point alone, with --at, checks the gradient "
                     "there");
    if (!claims_split(q)) return false;
    for (size_t i = 0; i < q->claim_texts.n; i++) {
        id claim;
        if (!read_text(q, &q->claim_texts.at[i].text, "formula", &claim)) return false;
        if (!vec_push(&q->core->mem, &q->claims, claim)) return false;
    }
    return claim_has_no_other_name(q, known);
}

/* The names that the caller speaks of, to which equations assign nothing. */
static bool note_equation_names(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    struct mem *mem = &q->core->mem;
    for (size_t i = 0; i < rq->n_of; i++)
        if (!vec_push(mem, &q->equation_names, bindings_name(q, rq->of[i]))) return false;
    for (size_t i = 0; i < rq->n_wrt; i++)
        if (!vec_push(mem, &q->equation_names, bindings_name(q, rq->wrt[i]))) return false;
    for (size_t i = 0; i < q->bound.n; i++)
        if (!vec_push(mem, &q->equation_names, q->bound.at[i].name)) return false;
    return true;
}

static bool read_exprs(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    bool takes_equations = rq->n_of || q->takes_equation;
    if (takes_equations && !note_equation_names(q)) return false;
    struct ast_equations equations = {q->equation_names.at, q->equation_names.n};
    bool ok = true;
    q->ast.equations = takes_equations ? &equations : NULL;
    for (size_t i = 0; ok && i < rq->n_exprs; i++) {
        id value;
        ok = read_text(q, &rq->exprs[i], "expression", &value) &&
             vec_push(&q->core->mem, &q->values, value);
    }
    q->ast.equations = NULL;
    return ok;
}

bool program_read(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->n_exprs == 0) return usage(q, "no expression was given", NULL);
    if (rq->n_exprs > 1 && rq->command != DCALC_JACOBIAN && !rq->n_of)
        return usage(q, "several expressions were given", "only jacobian takes more than one");
    if (!check_format(q) || !assumptions_read(q)) return false;
    q->lowering.notes_kinks =
        rq->has_at || question_asks_value(rq->command) || rq->command == DCALC_BACKPROP;
    q->lowering.keep_all = rq->explain || rq->format == DCALC_DOT;
    if (rq->n_at && !question_writes_document(q)) q->lowering.put_in = bindings_put_into;
    keep_names(q, rq->wrt, rq->n_wrt);
    keep_names(q, rq->weights, rq->n_weights);
    keep_names(q, rq->of, rq->n_of);
    note_shown(q);
    for (size_t i = 0; i < rq->n_vector; i++) keep_names(q, &rq->vector[i].name, 1);
    for (size_t i = 0; i < rq->n_lets; i++)
        if (!read_let(q, &rq->lets[i])) return false;
    if (!read_exprs(q) || !limit_drop_moving(q) || !show_names(q) || !implicit_read(q) ||
        !read_rate(q) || !read_directions(q) || !read_claims(q) || !assumptions_are_used(q))
        return false;
    bool closed = q->lowering.free.n == 0 && !q->lowering.open_size;
    q->at_point = (rq->has_at && (rq->command != DCALC_CHECK || question_checks_gradient(q))) ||
                  (rq->command == DCALC_EVAL && closed) || rq->command == DCALC_BACKPROP;
    return demand_restrict(q->graph, &q->lowering.demands, &q->lowering.guards) &&
           take_out_kinks(q);
}

/* A name that stands for one thing throughout. */
bool program_is_steady(const struct question *q, size_t i)
{
    uint32_t name = q->lowering.assigned.at[i].name;
    const struct name_facts *facts = lower_known_facts(&q->lowering, name);
    for (size_t k = 0; k < q->lowering.assigned.n; k++)
        if (k != i && q->lowering.assigned.at[k].name == name) return false;
    return !facts->listed && !facts->given && !facts->shaped;
}

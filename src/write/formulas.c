/* formulas.c - the stage that prints: formulas in the names, or closed forms at the point. */
#include "write/write.h"
#include "pass/entries.h"
#include "pass/activations.h"
#include "pass/closed.h"
#include "pass/equations.h"
#include "pass/simplify.h"
#include "pass/fold.h"
#include "pass/substitute.h"
#include "pass/words.h"
#include "print/latex_names.h"
#include "print/formula.h"

#include <string.h>

/* Which roots belong to which array of the answer. */
struct part {
    struct dcalc_array *array;
    size_t first, n;
};

struct collection {
    const struct question *q;
    struct answer *answer;
    VEC(id) roots;
    VEC(struct part) parts;
    bool exact;   /* closed forms at the point, in the place of numbers */
    bool entries; /* one root an entry, not one an array */
};

static bool push_root(struct collection *c, id root)
{
    struct graph *g = c->q->graph;
    struct mem *mem = &c->q->core->mem;
    if (!c->entries) return vec_push(mem, &c->roots, root);
    int64_t n = shape_count(&g->shapes, graph_shape(g, root));
    for (int64_t i = 0; i < n; i++)
        if (!vec_push(mem, &c->roots, graph_entry(g, root, i))) return false;
    return true;
}

static bool collect(struct collection *c, struct dcalc_array *array, const id *roots, size_t n)
{
    struct part part = {array, c->roots.n, 0};
    for (size_t i = 0; i < n; i++)
        if (!push_root(c, roots[i])) return false;
    part.n = c->roots.n - part.first;
    return vec_push(&c->q->core->mem, &c->parts, part);
}

static bool collect_all(struct collection *c)
{
    const struct question *q = c->q;
    struct answer *answer = c->answer;
    const struct dcalc_result *r = &answer->public;
    enum dcalc_command command = q->request->command;
    const id *exact_ones = c->exact ? answer->at_point.derivatives : NULL;
    const id *derivatives = exact_ones ? exact_ones : q->derivatives.at;
    bool exact = c->exact, ok = true;
    for (size_t i = 0; i < r->n_values && (exact || question_asks_value(command)); i++)
        ok = ok && collect(c, &answer->values[i], &q->values.at[i], 1);
    if (question_is_table(q) || command == DCALC_TAYLOR)
        return ok && collect(c, answer->derivatives, derivatives, q->derivatives.n);
    for (size_t i = 0; i < r->n_derivatives; i++)
        ok = ok && collect(c, &answer->derivatives[i], &derivatives[i], 1);
    for (size_t i = 0; i < r->n_weights && exact; i++)
        ok = ok && collect(c, &answer->weights[i], &q->new_weights.at[i], 1);
    return ok;
}

/* Formulas are in the program's names; closed forms have the point put in. */
static bool settle_names(struct collection *c)
{
    struct graph *g = c->q->graph;
    const struct at_point *at = &c->answer->at_point;
    if (c->exact && at->n_operations &&
        !substitute(g, c->roots.at, c->roots.n, at->operations, at->n_operations))
        return false;
    if (c->exact && !bindings_put_in(c->q, c->roots.at, c->roots.n)) return false;
    if (!c->exact && !assumptions_put_in(c->q, c->roots.at, c->roots.n)) return false;
    if (c->exact)
        return entries_write_eigenvalues(g, c->roots.at, c->roots.n) &&
               entries_multiply_out(g, c->roots.at, c->roots.n);
    return c->entries ? entries_take(g, c->roots.at, c->roots.n)
                      : entries_write_lists(g, c->roots.at, c->roots.n);
}

static bool attach(struct collection *c, const struct formulas *formulas)
{
    struct answer *answer = c->answer;
    for (size_t k = 0; k < c->parts.n; k++) {
        struct part part = c->parts.at[k];
        const char **texts = arena_alloc(&answer->arena, (part.n + 1) * sizeof *texts);
        if (!texts) return false;
        for (size_t i = 0; i < part.n; i++)
            texts[i] = answer_text(answer, formulas->texts[part.first + i]);
        if (c->exact)
            answer_set_numbers(part.array, part.array->values, texts);
        else
            answer_set_formulas(part.array, texts, part.n);
    }
    if (c->exact && !formulas->lets.n) return true;
    const char **lets = arena_alloc(&answer->arena, (formulas->lets.n + 1) * sizeof *lets);
    if (!lets) return false;
    for (size_t i = 0; i < formulas->lets.n; i++)
        lets[i] = answer_text(answer, formulas->lets.at[i]);
    answer_set_lets(answer, lets, formulas->lets.n);
    return !answer->mem.failed;
}

/* ---- the program's own names for parts of long formulas of arrays ---- */

/* Longer than a line. */
enum { LONG = 90 };

static size_t total_length(const struct formulas *formulas, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += strlen(formulas->texts[i]);
    for (size_t i = 0; i < formulas->lets.n; i++) total += strlen(formulas->lets.at[i]);
    return total;
}

static bool wants_names(const struct collection *c, const struct formulas *formulas)
{
    const struct graph *g = c->q->graph;
    bool arrays = false;
    for (size_t i = 0; i < c->roots.n; i++)
        arrays |= graph_shape(g, c->roots.at[i]) != SHAPE_SCALAR;
    return arrays && !c->exact && !c->entries && formulas->lets.n == 0 &&
           total_length(formulas, c->roots.n) > LONG;
}

struct naming {
    VEC(id) roots;  /* the formulas' */
    VEC(id) values; /* of assigned names, in the form that formulas have them in */
    VEC(struct visible) names;
};

static bool collect_names(struct collection *c, struct naming *n)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    for (size_t i = 0; i < c->roots.n; i++)
        if (!vec_push(mem, &n->roots, c->roots.at[i])) return false;
    for (size_t i = 0; i < q->lowering.assigned.n; i++) {
        struct visible name = {names_text(&q->core->names, q->lowering.assigned.at[i].name),
                               POISON};
        if (!program_is_steady(q, i)) continue;
        if (!vec_push(mem, &n->values, q->lowering.assigned.at[i].value)) return false;
        if (!vec_push(mem, &n->names, name)) return false;
    }
    struct graph *g = q->graph;
    if (n->values.n && (!assumptions_put_in(q, n->values.at, n->values.n) ||
                        !simplify(g, n->values.at, n->values.n)))
        return false;
    for (size_t i = 0; i < n->names.n; i++) n->names.at[i].value = n->values.at[i];
    return use_activations(g, n->roots.at, n->roots.n, n->values.at, n->values.n);
}

static bool write_with_names(struct collection *c, const struct dialect *dialect,
                             struct formulas *formulas)
{
    struct graph *g = c->q->graph;
    struct mem *mem = &c->q->core->mem;
    struct naming n = {0};
    struct formulas named = {0};
    bool ok = collect_names(c, &n);
    struct style style = {
        .dialect = dialect, .named = true, .names = n.names.at, .n_names = n.names.n};
    ok = ok && print_formulas(g, &style, n.roots.at, n.roots.n, &named);
    if (ok && 5 * total_length(&named, c->roots.n) < 4 * total_length(formulas, c->roots.n)) {
        struct formulas long_ones = *formulas;
        *formulas = named;
        named = long_ones;
    }
    formulas_free(g, &named);
    vec_free(mem, &n.roots);
    vec_free(mem, &n.values);
    vec_free(mem, &n.names);
    return ok;
}

static bool is_form(const struct question *q, id a)
{
    for (size_t i = 0; i < q->lowering.forms.n; i++)
        if (q->lowering.forms.at[i] == a) return true;
    return false;
}

/* Where equations hold, and the formula is not one of arrays. */
static bool shorten_by_equations(const struct question *q, id *roots, size_t n)
{
    const struct lowering *l = &q->lowering;
    struct graph *g = q->graph;
    id *zeros = arena_alloc(&q->core->arena, (l->equations.n + 1) * sizeof *zeros);
    if (!zeros) return false;
    for (size_t i = 0; i < l->equations.n; i++) {
        zeros[i] = l->equations.at[i].node;
        if (graph_shape(g, zeros[i]) != SHAPE_SCALAR) return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (graph_shape(g, roots[i]) != SHAPE_SCALAR) continue;
        id shorter = equations_shorten(g, roots[i], zeros, l->equations.n);
        if (shorter == POISON) return false;
        if (shorter != roots[i] && !simplify(g, &shorter, 1)) return false;
        roots[i] = shorter;
    }
    return true;
}

bool formulas_shorten(const struct question *q, id *roots, size_t n)
{
    bool ok = true;
    if (!q->lowering.forms.n)
        return simplify(q->graph, roots, n) &&
               (!q->unknowns.n || shorten_by_equations(q, roots, n));
    for (size_t i = 0; ok && i < n; i++)
        ok = is_form(q, roots[i]) || simplify(q->graph, &roots[i], 1);
    return ok;
}

/* ---- what a chosen form has lost ---- */

/* True for a condition that a divisor is not 0, wherever the program is evaluated. */
static bool is_of_divisor(struct graph *g, const struct guard *guard)
{
    if (guard->kind != KIND_POLE || guard->when != POISON || guard->subject == POISON) return false;
    return graph_shape(g, guard->subject) == SHAPE_SCALAR &&
           guard->condition == graph_fn2(g, FN_not_equal, guard->subject, graph_int(g, 0));
}

/* Notes where a value has a form that was chosen, and what was written has no value. */
static bool note_lost(const struct question *q, struct answer *answer)
{
    enum { MOST_DIVISORS = 64 };
    struct graph *g = q->graph;
    const struct guards *guards = &q->lowering.guards;
    id divisors[MOST_DIVISORS];
    size_t n = 0;
    bool chosen = q->values.n == 1 && is_form(q, q->values.at[0]) &&
                  graph_shape(g, q->values.at[0]) == SHAPE_SCALAR;
    for (size_t i = 0; chosen && i < guards->all.n && n < MOST_DIVISORS; i++)
        if (is_of_divisor(g, &guards->all.at[i])) divisors[n++] = guards->all.at[i].subject;
    id lost = n ? words_lost(g, q->values.at[0], divisors, n) : graph_int(g, 1);
    if (lost == POISON || lost == graph_int(g, 1)) return lost != POISON;
    struct str note = {.mem = &q->core->mem};
    str_putf(&note, "what is written has no value where %s = 0", print_formula(g, lost));
    bool ok = !note.failed && answer_note(answer, note.s);
    str_free(&note);
    return ok;
}

/* A Hessian is the last part. */
static bool shorten_pairs(struct collection *c)
{
    const struct question *q = c->q;
    if (!derivatives_are_pairs(q) || !q->leaves.n) return true;
    return simplify_pairs(q->graph, &c->roots.at[c->parts.at[c->parts.n - 1].first], q->leaves.n);
}

static bool of_school(const struct question *q)
{
    return question_writes_latex(q) && q->request->language == DCALC_RUSSIAN;
}

/* Do the formulas go into a table, a row of entries for each row of an array? */
static bool are_rows(struct collection *c)
{
    const struct question *q = c->q;
    enum dcalc_format format = q->request->format;
    bool rows = (format == DCALC_CSV || format == DCALC_TSV) && collect_all(c);
    for (size_t i = 0; i < c->roots.n; i++)
        rows = rows && !shape_is_open(&q->graph->shapes, graph_shape(q->graph, c->roots.at[i]));
    c->roots.n = c->parts.n = 0;
    return rows;
}

static bool print_parts(const struct question *q, struct answer *answer, bool exact)
{
    struct collection c = {.q = q, .answer = answer, .exact = exact};
    c.entries = exact || question_is_table(q) || are_rows(&c);
    struct formulas formulas = {0};
    const struct style style = {.dialect =
                                    question_writes_latex(q) ? &dialect_latex : &dialect_text};
    bool ok = collect_all(&c) && settle_names(&c) &&
              (!exact || closed_forms(q->graph, c.roots.at, c.roots.n)) &&
              formulas_shorten(q, c.roots.at, c.roots.n) && shorten_pairs(&c) &&
              print_formulas(q->graph, &style, c.roots.at, c.roots.n, &formulas) &&
              (!of_school(q) || latex_use_school(q->graph, &formulas, c.roots.n)) &&
              (!wants_names(&c, &formulas) || write_with_names(&c, style.dialect, &formulas)) &&
              attach(&c, &formulas);
    formulas_free(q->graph, &formulas);
    vec_free(&q->core->mem, &c.roots);
    vec_free(&q->core->mem, &c.parts);
    return ok;
}

bool formulas_write(const struct question *q, struct answer *answer)
{
    return print_parts(q, answer, false) && (q->at_point || note_lost(q, answer));
}

bool formulas_write_exact(const struct question *q, struct answer *answer)
{
    return print_parts(q, answer, true);
}

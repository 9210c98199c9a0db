/* formulas.c - the stage that prints: formulas in the names, or closed forms at the point. */
#include "app/session.h"
#include "pass/entries.h"
#include "pass/activations.h"
#include "pass/simplify.h"
#include "pass/fold.h"
#include "pass/substitute.h"
#include "print/formula.h"

#include <string.h>

/* Which roots belong to which array of the answer. */
struct part {
    struct dcalc_array *array;
    size_t first, n;
};

struct collection {
    struct work *w;
    VEC(id) roots;
    VEC(struct part) parts;
    bool exact;   /* closed forms at the point, in the place of numbers */
    bool entries; /* one root an entry, not one an array */
};

static bool push_root(struct collection *c, id root)
{
    struct graph *g = &c->w->g;
    struct mem *mem = &c->w->core.mem;
    if (!c->entries) return vec_push(mem, &c->roots, root);
    int64_t n = shape_count(&g->shapes, graph_shape(g, root));
    for (int64_t i = 0; i < n; i++)
        if (!vec_push(mem, &c->roots, graph_entry(g, root, i))) return false;
    return true;
}

static bool collect(struct collection *c, const struct dcalc_array *array, const id *roots,
                    size_t n)
{
    struct part part = {(struct dcalc_array *)array, c->roots.n, 0};
    for (size_t i = 0; i < n; i++)
        if (!push_root(c, roots[i])) return false;
    part.n = c->roots.n - part.first;
    return vec_push(&c->w->core.mem, &c->parts, part);
}

static bool collect_all(struct collection *c)
{
    struct work *w = c->w;
    struct dcalc_result *r = &w->answer->public;
    enum dcalc_command command = w->request->command;
    bool exact = c->exact, ok = true;
    for (size_t i = 0; i < r->n_values && (exact || command == DCALC_EVAL); i++)
        ok = ok && collect(c, &r->values[i], &w->values.at[i], 1);
    if (work_is_table(w))
        return ok && collect(c, r->derivatives, w->derivatives.at, w->derivatives.n);
    for (size_t i = 0; i < r->n_derivatives; i++)
        ok = ok && collect(c, &r->derivatives[i], &w->derivatives.at[i], 1);
    for (size_t i = 0; i < r->n_weights && exact; i++)
        ok = ok && collect(c, &r->weights[i], &w->new_weights.at[i], 1);
    return ok;
}

bool work_put_in_point(struct work *w, id *roots, size_t n)
{
    struct replacement *point = mem_array(&w->core.mem, w->bound.n, sizeof *point);
    if (!point) return false;
    for (size_t i = 0; i < w->bound.n; i++) {
        id value = w->bound.at[i].value, variable;
        variable = graph_variable(&w->g, w->bound.at[i].name, graph_shape(&w->g, value));
        point[i] = (struct replacement){variable, value};
    }
    bool ok = substitute(&w->g, roots, n, point, w->bound.n) && fold(&w->g, roots, n);
    mem_free_array(&w->core.mem, point, w->bound.n, sizeof *point);
    return ok;
}

/* Formulas are in the program's names; closed forms have the point put in. */
static bool settle_names(struct collection *c)
{
    struct graph *g = &c->w->g;
    if (c->exact && !work_put_in_point(c->w, c->roots.at, c->roots.n)) return false;
    if (!c->exact && !substitute(g, c->roots.at, c->roots.n, NULL, 0)) return false;
    if (c->exact) return entries_multiply_out(g, c->roots.at, c->roots.n);
    return !c->entries || entries_take(g, c->roots.at, c->roots.n);
}

static bool attach(struct collection *c, const struct formulas *formulas)
{
    struct answer *answer = c->w->answer;
    for (size_t k = 0; k < c->parts.n; k++) {
        struct part part = c->parts.at[k];
        const char **texts = arena_alloc(&answer->arena, (part.n + 1) * sizeof *texts);
        if (!texts) return false;
        for (size_t i = 0; i < part.n; i++)
            texts[i] = answer_text(answer, formulas->texts[part.first + i]);
        if (c->exact)
            part.array->texts = texts;
        else
            part.array->formulas = texts, part.array->n_formulas = part.n;
    }
    if (c->exact) return true; /* closed forms are short; shared parts are for formulas */
    const char **lets = arena_alloc(&answer->arena, (formulas->lets.n + 1) * sizeof *lets);
    if (!lets) return false;
    for (size_t i = 0; i < formulas->lets.n; i++)
        lets[i] = answer_text(answer, formulas->lets.at[i]);
    answer->public.lets = lets;
    answer->public.n_lets = formulas->lets.n;
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
    const struct graph *g = &c->w->g;
    bool arrays = false;
    for (size_t i = 0; i < c->roots.n; i++)
        arrays |= graph_shape(g, c->roots.at[i]) != SHAPE_SCALAR;
    return arrays && !c->exact && !c->entries && formulas->lets.n == 0 &&
           total_length(formulas, c->roots.n) > LONG;
}

/* A name that stands for one thing throughout. */
bool work_is_steady(struct work *w, size_t i)
{
    uint32_t name = w->lowering.assigned.at[i].name;
    const struct name_facts *facts = lower_facts(&w->lowering, name);
    for (size_t k = 0; k < w->lowering.assigned.n; k++)
        if (k != i && w->lowering.assigned.at[k].name == name) return false;
    return !facts->listed && !facts->given && !facts->shaped;
}

struct naming {
    VEC(id) roots;  /* the formulas' */
    VEC(id) values; /* of assigned names, in the form that formulas have them in */
    VEC(struct visible) names;
};

static bool collect_names(struct collection *c, struct naming *n)
{
    struct work *w = c->w;
    struct mem *mem = &w->core.mem;
    for (size_t i = 0; i < c->roots.n; i++)
        if (!vec_push(mem, &n->roots, c->roots.at[i])) return false;
    for (size_t i = 0; i < w->lowering.assigned.n; i++) {
        struct visible name = {names_text(&w->core.names, w->lowering.assigned.at[i].name), POISON};
        if (!work_is_steady(w, i)) continue;
        if (!vec_push(mem, &n->values, w->lowering.assigned.at[i].value)) return false;
        if (!vec_push(mem, &n->names, name)) return false;
    }
    struct graph *g = &w->g;
    if (n->values.n && (!substitute(g, n->values.at, n->values.n, NULL, 0) ||
                        !simplify(g, n->values.at, n->values.n)))
        return false;
    for (size_t i = 0; i < n->names.n; i++) n->names.at[i].value = n->values.at[i];
    return use_activations(g, n->roots.at, n->roots.n, n->values.at, n->values.n);
}

static bool write_with_names(struct collection *c, const struct dialect *dialect,
                             struct formulas *formulas)
{
    struct graph *g = &c->w->g;
    struct mem *mem = &c->w->core.mem;
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

static bool print_parts(struct work *w, bool exact)
{
    struct collection c = {.w = w, .exact = exact, .entries = exact || work_is_table(w)};
    struct formulas formulas = {0};
    const struct style style = {.dialect = w->request->format == DCALC_LATEX ? &dialect_latex
                                                                             : &dialect_text};
    bool ok = collect_all(&c) && settle_names(&c) && simplify(&w->g, c.roots.at, c.roots.n) &&
              print_formulas(&w->g, &style, c.roots.at, c.roots.n, &formulas) &&
              (!wants_names(&c, &formulas) || write_with_names(&c, style.dialect, &formulas)) &&
              attach(&c, &formulas);
    formulas_free(&w->g, &formulas);
    vec_free(&w->core.mem, &c.roots);
    vec_free(&w->core.mem, &c.parts);
    return ok;
}

bool work_formulas(struct work *w)
{
    return print_parts(w, false);
}

bool work_exact(struct work *w)
{
    return print_parts(w, true);
}

/* series_fn.c - functions of the table, of series. */
#include "graph/guard.h"
#include "series/series_system.h"

/* ---- any function, by its rules ---- */

static bool make_variables(struct closure *c, const struct scalars *s, int n)
{
    static const char *const names[] = {"series u", "series v", "series w"};
    struct core *core = s->graph->core;
    for (int k = 0; k < n; k++) {
        uint32_t name = names_intern(&core->names, &core->arena, names[k], sizeof "series u" - 1);
        c->variables[k] = graph_variable(s->graph, name, SHAPE_SCALAR);
    }
    c->n_variables = n;
    return !core->mem.failed;
}

/* The conditions under which all functions of the closure have a derivative. */
static bool list_conditions(const struct closure *c, struct guards *guards)
{
    struct graph *g = c->g;
    for (size_t i = 0; i < c->functions.n; i++) {
        id a = c->functions.at[i].node, args[3] = {POISON, POISON, POISON};
        if (graph_op(g, a) != OP_FN) continue;
        for (uint32_t k = 0; k < graph_node(g, a)->n; k++) args[k] = graph_child(g, a, k);
        guards_of_fn(g, guards, (enum fn)graph_node(g, a)->fn, args, true, POISON, g->span);
    }
    return !diag_any(g->core);
}

static bool run_conditions(const struct scalars *s, struct closure *c, const id *conditions,
                           size_t n, const struct series *const *args)
{
    struct system sys = {.s = s, .length = 1};
    bool hold =
        closure_of_formulas(c, conditions, n) && system_build(&sys, c, args) && system_run(&sys);
    for (size_t i = 0; hold && i < n; i++) {
        size_t step = sys.of_place.at[graph_place(c->g, conditions[i])];
        hold = s->divides(s, sys.steps.at[step].y.c);
    }
    system_free(&sys);
    return hold;
}

static bool is_smooth(const struct scalars *s, const struct closure *c,
                      const struct series *const *args)
{
    struct guards guards = {0};
    struct closure formulas = {.g = c->g, .n_variables = c->n_variables};
    struct mem *mem = &c->g->core->mem;
    bool smooth = list_conditions(c, &guards);
    size_t n = guards.all.n;
    id *conditions = n ? mem_array(mem, n, sizeof *conditions) : NULL;
    if (smooth && n) {
        for (int k = 0; k < 3; k++) formulas.variables[k] = c->variables[k];
        for (size_t i = 0; conditions && i < n; i++) conditions[i] = guards.all.at[i].condition;
        smooth = conditions && run_conditions(s, &formulas, conditions, n, args);
    }
    mem_free_array(mem, conditions, n, sizeof *conditions);
    vec_free(mem, &guards.all);
    closure_free(&formulas);
    return smooth;
}

bool system_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args)
{
    struct closure c = {.g = s->graph};
    struct system sys = {.s = s, .length = out->n};
    int n = fn_arity(fn);
    c.away_from_zero = special_is_bessel(fn);
    for (int k = 0; k < n; k++) c.varies[k] = rule_exists(fn, k) || !series_ends(s, args[k], 1);
    bool ok = make_variables(&c, s, n) && closure_of(&c, fn) && system_build(&sys, &c, args);
    size_t root = ok ? sys.of_place.at[graph_place(c.g, c.roots.at[0])] : 0;
    ok = ok && is_smooth(s, &c, args) && system_run(&sys);
    for (size_t k = 0; ok && k < out->n; k++) {
        const struct step *step = &sys.steps.at[root];
        if (k < step->y.n)
            s->field.copy(series_at(s, out, k), series_at(s, &step->y, k));
        else
            s->field.set(series_at(s, out, k), 0);
    }
    system_free(&sys);
    closure_free(&c);
    return ok;
}

/* ---- functions that take one argument or another ---- */

/* The sign of a[0] - b[0]. */
static int compare_first(const struct scalars *s, const struct series *a, const struct series *b)
{
    struct series difference;
    int sign = SIGN_UNKNOWN;
    if (scalar_make(s, &difference)) {
        s->field.subtract(difference.c, a->c, b->c);
        sign = s->sign(s, difference.c);
    }
    series_free(s, &difference);
    return sign;
}

/* The condition is one that is constant: beyond n coefficients it may still leave 0. */
static bool take_where(const struct scalars *s, struct series *out,
                       const struct series *const *args)
{
    int sign = s->sign(s, args[0]->c);
    const struct series *taken = args[sign ? 1 : 2];
    if (sign == SIGN_UNKNOWN || (sign == 0 && !series_ends(s, args[0], 1)) || !taken) return false;
    return series_copy(s, out, taken), true;
}

static bool take_extreme(const struct scalars *s, bool largest, struct series *out,
                         const struct series *const *args)
{
    int sign = compare_first(s, args[0], args[1]);
    if (sign == 0 || sign == SIGN_UNKNOWN) return false;
    return series_copy(s, out, args[(sign > 0) == largest ? 0 : 1]), true;
}

static bool take_abs(const struct scalars *s, struct series *out, const struct series *a)
{
    int sign = s->sign(s, a->c);
    if (sign == 0 || sign == SIGN_UNKNOWN) return false;
    for (size_t k = 0; k < out->n; k++)
        s->scale(s, series_at(s, out, k), series_at(s, a, k), sign, 1);
    return true;
}

/* True if a[0]^2 > 1/4: Bessel's equation, which divides by a, then serves as it is. */
static bool is_away_from_zero(const struct scalars *s, const struct series *a)
{
    struct series both;
    bool away = false;
    if (series_make(s, &both, 2)) {
        void *square = both.c, *quarter = series_at(s, &both, 1);
        s->field.multiply(square, a->c, a->c);
        s->set_number(s, quarter, number_from_ratio(&s->graph->numbers, 1, 4));
        s->field.subtract(square, square, quarter);
        away = s->sign(s, square) == 1;
    }
    series_free(s, &both);
    return away;
}

/* Whether a Bessel function goes by its equation. Along a line those of the first kind do not:
 * their coefficients shrink like 1/k!, and the errors of the recurrence do not. */
static bool by_equation(const struct scalars *s, enum fn fn, const struct series *a)
{
    bool first_kind = fn == FN_j0 || fn == FN_j1 || fn == FN_jn;
    if (!special_is_bessel(fn) || (first_kind && series_ends(s, a, 2))) return false;
    return is_away_from_zero(s, a);
}

static bool other_fn(const struct scalars *s, enum fn fn, struct series *out,
                     const struct series *const *args)
{
    bool by_rules = !special_has(fn) || by_equation(s, fn, args[fn_arity(fn) - 1]);
    return by_rules ? system_fn(s, fn, out, args) : special_fn(s, fn, out, args);
}

bool series_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args)
{
    switch (fn) {
    case FN_exp: return series_exp(s, out, args[0]);
    case FN_log: return series_log(s, out, args[0]);
    case FN_where: return take_where(s, out, args);
    case FN_minimum: return take_extreme(s, false, out, args);
    case FN_maximum: return take_extreme(s, true, out, args);
    case FN_abs: return take_abs(s, out, args[0]);
    default: return other_fn(s, fn, out, args);
    }
}

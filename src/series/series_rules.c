/* series_rules.c - any function of the table, from its derivative rules. */
#include "graph/guard.h"
#include "series/series_system.h"

static bool make_variables(struct closure *c, const struct scalars *s, int n)
{
    static const char *const names[] = {"series u", "series v", "series w", "series x", "series y"};
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
        id a = c->functions.at[i].node, args[FN_MOST_ARGUMENTS] = {POISON};
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
        for (int k = 0; k < c->n_variables; k++) formulas.variables[k] = c->variables[k];
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
    bool parameters = fn == FN_gammainc || fn == FN_gammaincc || fn == FN_betainc;
    for (int k = 0; k < n; k++) /* rules by parameters never close */
        c.varies[k] = (rule_exists(fn, k) && !parameters) || !series_ends(s, args[k], 1);
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

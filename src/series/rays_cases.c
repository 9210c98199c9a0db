/* rays_cases.c - expansions along rays by cases of steps: a function of a step is a step. */
#include "series/cells_private.h"
#include "series/rays_private.h"

enum { MOST_STEPS = 2 };

struct cases {
    struct rays *r;
    id formula, steps[MOST_STEPS];
    size_t n;
    number most;
    const struct ray *all;
};

/* Nodes that go to constants which differ by the direction, exactly. */
static size_t find_steps(const struct rays *r, id formula, id *steps, id *coefficients)
{
    struct graph *g = r->d.g;
    size_t n = 0;
    for (id a = 0; a < formula && n < MOST_STEPS; a++) {
        const struct ray *x = r->known[a];
        if (!x || graph_op(g, a) != OP_FN || x->state != RAY_KNOWN || x->n != 1 || !x->exact)
            continue;
        struct ray_term t = x->terms[0];
        if (t.exponent != NUMBER_ZERO || !node_has_symbols(g, t.coefficient)) continue;
        steps[n] = a;
        coefficients[n++] = t.coefficient;
    }
    return n;
}

/* 1 in the cell, else 0. */
static id condition_of(const struct cell *cell)
{
    struct graph *g = cell->d->g;
    id zero = graph_int(g, 0), all = graph_int(g, 1);
    for (size_t k = 0; k < cell->n; k++) {
        id form = cell->decisions[k].form;
        int sign = cell->decisions[k].sign;
        id holds = sign > 0   ? graph_fn2(g, FN_less, zero, form)
                   : sign < 0 ? graph_fn2(g, FN_less, form, zero)
                              : graph_fn2(g, FN_equal, form, zero);
        all = graph_mul(g, all, holds);
    }
    return all;
}

/* The formula's expansion with the steps as they are in one cell. */
static bool add_case(const struct cell *cell, const id *values, void *user)
{
    struct cases *c = user;
    struct replacement fixed[MOST_STEPS];
    for (size_t i = 0; i < c->n; i++) {
        if (node_has_symbols(c->r->d.g, values[i])) return false;
        fixed[i] = (struct replacement){c->steps[i], values[i]};
    }
    c->r->fixed = fixed;
    c->r->n_fixed = c->n;
    const struct ray *one = rays_of(c->r, c->formula, c->most);
    c->r->fixed = NULL;
    c->r->n_fixed = 0;
    if (!one || one->state != RAY_KNOWN) return false;
    c->all = c->all ? ray_branch(c->r, condition_of(cell), one, c->all) : one;
    return c->all && c->all->state == RAY_KNOWN;
}

const struct ray *rays_by_cases(struct rays *r, id formula, number most)
{
    id coefficients[MOST_STEPS];
    struct cases c = {.r = r, .formula = formula, .most = most};
    if (!r->known || r->n_known <= formula) return NULL;
    c.n = find_steps(r, formula, c.steps, coefficients);
    if (c.n == 0 || !cells_each(&r->d, coefficients, c.n, add_case, &c)) return NULL;
    return c.all;
}

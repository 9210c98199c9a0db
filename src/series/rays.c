/* rays.c - expansions along rays: the loop over nodes. */
#include "series/affine.h"
#include "series/rays_private.h"

/* ---- nodes ---- */

static const struct ray *of_variable(struct rays *r, id a)
{
    struct graph *g = r->d.g;
    for (size_t i = 0; i < r->d.m; i++) {
        if (r->d.symbols[i] != a) continue;
        struct ray *x = ray_make(r, 2);
        if (!x) return NULL;
        if (!graph_is_zero(g, r->base[i]))
            x->terms[x->n++] = (struct ray_term){NUMBER_ZERO, r->base[i]};
        x->terms[x->n++] = (struct ray_term){NUMBER_ONE, a};
        x->support = (uint64_t)1 << i;
        return x;
    }
    return ray_unknown(r, a);
}

static const struct ray *of_sum(struct rays *r, id a)
{
    struct graph *g = r->d.g;
    const struct node *n = graph_node(g, a);
    uint32_t count = n->n;
    const struct ray *sum = ray_constant(r, graph_number(g, n->data));
    for (uint32_t i = 0; i < count && sum; i++) {
        n = graph_node(g, a);
        sum = ray_sum(r, sum, r->known[node_child(g, n, i)], node_number(g, n, i));
    }
    return sum;
}

static const struct ray *of_product(struct rays *r, id a)
{
    struct graph *g = r->d.g;
    const struct node *n = graph_node(g, a);
    uint32_t count = n->n;
    const struct ray *product = ray_constant(r, graph_number(g, n->data));
    for (uint32_t i = 0; i < count && product; i++) {
        n = graph_node(g, a);
        number e = node_number(g, n, i);
        product = ray_product(r, product,
                              ray_power(r, r->known[node_child(g, n, i)], e, node_child(g, n, i)));
    }
    return product;
}

static const struct ray *of_node(struct rays *r, id a)
{
    struct graph *g = r->d.g;
    const struct node *n = graph_node(g, a);
    const struct ray *args[FN_MOST_ARGUMENTS] = {NULL};
    switch ((enum op)n->op) {
    case OP_NUMBER:
    case OP_CONSTANT: return ray_constant(r, a);
    case OP_VARIABLE: return of_variable(r, a);
    case OP_SUM: return of_sum(r, a);
    case OP_PRODUCT: return of_product(r, a);
    case OP_POWER:
    case OP_FN: break;
    default: return ray_unknown(r, a);
    }
    enum fn fn = (enum fn)n->fn;
    bool power = n->op == OP_POWER;
    for (uint32_t i = 0; i < n->n; i++) args[i] = r->known[node_child(g, n, i)];
    return ray_fn(r, a, power ? FN_COUNT : fn, args);
}

static const struct ray *named(struct rays *r, const struct ray *a, id node)
{
    if (!a || a->state != RAY_UNKNOWN || a->culprit != POISON) return a;
    return ray_unknown(r, node);
}

void rays_begin(struct rays *r, struct graph *g, const id *symbols, const id *base, size_t m)
{
    *r = (struct rays){.d = {g, symbols, m}, .base = base};
}

void rays_end(struct rays *r)
{
    mem_free_array(&r->d.g->core->mem, r->known, r->n_known, sizeof *r->known);
    r->known = NULL;
    r->n_known = 0;
}

/* Which nodes are formulas of one form, and are arguments of others that are not. */
static bool *wanted_by_germs(struct rays *r, const struct reach *reach, id formula,
                             struct affine_line *lines)
{
    struct graph *g = r->d.g;
    bool *wanted = mem_array(&g->core->mem, (size_t)formula + 1, sizeof *wanted);
    if (!wanted || !affine_lines(&r->d, formula, lines)) return wanted;
    wanted[formula] = true;
    for (size_t p = 0; p < reach->ids.n; p++) {
        id a = reach->ids.at[p];
        uint32_t count = graph_node(g, a)->n;
        for (uint32_t k = 0; k < count && lines[a].many; k++) wanted[graph_child(g, a, k)] = true;
    }
    return wanted;
}

/* The constant that a node is in this case, or NULL. */
static const struct ray *fixed(struct rays *r, id a)
{
    for (size_t i = 0; i < r->n_fixed; i++)
        if (r->fixed[i].leaf == a) return ray_constant(r, r->fixed[i].value);
    return NULL;
}

static const struct ray *run(struct rays *r, const struct reach *reach, id formula,
                             const struct affine_line *lines, const bool *wanted)
{
    const struct ray *last = NULL;
    for (size_t p = 0; p < reach->ids.n; p++) {
        id a = reach->ids.at[p];
        bool single = lines && lines[a].row && !lines[a].many && !lines[a].affine;
        if (single && !wanted[a]) continue;
        last = fixed(r, a);
        if (!last) last = single ? ray_of_line(r, a, &lines[a]) : of_node(r, a);
        last = r->known[a] = named(r, last, a);
        if (!last || !core_go_on(r->d.g->core)) return NULL;
    }
    return r->known[formula];
}

const struct ray *rays_of(struct rays *r, id formula, number most)
{
    struct graph *g = r->d.g;
    struct mem *mem = &g->core->mem;
    struct reach reach = {0};
    struct affine_line *lines = NULL;
    bool *wanted = NULL;
    rays_end(r);
    r->most = most;
    r->n_known = (size_t)formula + 1;
    r->known = mem_array(mem, r->n_known, sizeof *r->known);
    if (!r->known || !graph_reach(g, &formula, 1, &reach)) return NULL;
    if (r->by_germs) lines = mem_array(mem, (size_t)formula + 1, sizeof *lines);
    if (lines) wanted = wanted_by_germs(r, &reach, formula, lines);
    bool ok = !r->by_germs || (lines && wanted);
    const struct ray *last = ok ? run(r, &reach, formula, lines, wanted) : NULL;
    mem_free_array(mem, lines, (size_t)formula + 1, sizeof *lines);
    mem_free_array(mem, wanted, (size_t)formula + 1, sizeof *wanted);
    if (diag_any(g->core)) last = NULL;
    reach_free(g, &reach);
    return last;
}

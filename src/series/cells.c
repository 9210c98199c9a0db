/* cells.c - formulas of a direction where the signs of some forms are given. */
#include "series/cells_private.h"

#include "pass/substitute.h"

enum { SIGN_BITS = 2048 };

/* ---- the signs that the cell tells ---- */

static id minus(struct graph *g, id a)
{
    return node_multiply(g, graph_int(g, -1), a);
}

/* Where a decision says that a form is 0, one symbol follows from the others. Forms of later
 * decisions have been looked at here before, so that they hold none of those symbols. */
static id on_boundaries(const struct cell *cell, id form)
{
    struct graph *g = cell->d->g;
    id row[MOST_DIRECTIONS];
    for (size_t k = 0; k < cell->n && form != POISON; k++) {
        const struct decision *at = &cell->decisions[k];
        if (at->sign != 0 || !form_is_linear(cell->d, at->form, row)) continue;
        size_t i = 0;
        while (i < cell->d->m && !((node_sign(g, row[i], SIGN_BITS)) & 1)) i++;
        if (i == cell->d->m) continue;
        id by = minus(g, node_power(g, row[i], NUMBER_MINUS_ONE));
        row[i] = graph_int(g, 0);
        struct replacement r = {cell->d->symbols[i],
                                node_multiply(g, by, form_of_row(cell->d, row))};
        if (!substitute(g, &form, 1, &r, 1)) return POISON;
        form = form_expand(g, form);
    }
    return form;
}

/* -1, 0, 1, or SIGN_UNKNOWN where the cell leaves it open. */
static int decided(const struct cell *cell, id form)
{
    struct graph *g = cell->d->g;
    id row[MOST_DIRECTIONS], other[MOST_DIRECTIONS];
    if (!node_has_symbols(g, form)) return node_sign(g, form, SIGN_BITS);
    bool linear = form_is_linear(cell->d, form, row);
    for (size_t k = 0; k < cell->n; k++) {
        const struct decision *at = &cell->decisions[k];
        if (at->form == form) return at->sign;
        if (graph_is_zero(g, node_add(g, at->form, form))) return -at->sign;
        if (!linear || !form_is_linear(cell->d, at->form, other)) continue;
        /* A multiple of it. */
        size_t i = 0;
        while (i < cell->d->m && !(node_sign(g, other[i], SIGN_BITS) & 1)) i++;
        if (i == cell->d->m) continue;
        id factor = node_multiply(g, row[i], node_power(g, other[i], NUMBER_MINUS_ONE));
        id rest = node_add(g, form, minus(g, node_multiply(g, factor, at->form)));
        if (!graph_is_zero(g, rest)) continue;
        int sign = node_sign(g, factor, SIGN_BITS);
        if (sign != SIGN_UNKNOWN) return sign * at->sign;
    }
    return SIGN_UNKNOWN;
}

/* ---- switches ---- */

struct resolving {
    const struct cell *cell;
    struct open_switch *open;
    bool failed;
};

static int sign_of(struct resolving *r, id form, bool continuous)
{
    struct graph *g = r->cell->d->g;
    if (form == POISON) return r->failed = true, 1;
    form = on_boundaries(r->cell, form);
    if (form == POISON) return r->failed = true, 1;
    if (form_is_zero(r->cell->d, form)) return 0;
    int sign = decided(r->cell, form);
    if (sign != SIGN_UNKNOWN) return sign;
    struct form_sign known = form_sign(r->cell->d, form, UINT64_MAX >> (64 - r->cell->d->m));
    if (known.sign != SIGN_UNKNOWN && (continuous || known.definite)) return known.sign;
    if (!node_has_symbols(g, form)) return r->failed = true, 1;
    if (r->open->form == POISON) *r->open = (struct open_switch){form, !continuous};
    return 1;
}

static id chosen(int sign, id above, id at, id below)
{
    return sign > 0 ? above : sign < 0 ? below : at;
}

static id difference(struct graph *g, id a, id b)
{
    return node_add(g, a, minus(g, b));
}

static id of_fn(struct resolving *r, id a)
{
    struct graph *g = r->cell->d->g;
    const struct node *n = graph_node(g, a);
    enum fn fn = (enum fn)n->fn;
    id x = node_child(g, n, 0), y = n->n > 1 ? node_child(g, n, 1) : POISON, zero = graph_int(g, 0),
       one = graph_int(g, 1);
    switch (fn) {
    case FN_abs: return chosen(sign_of(r, x, true), x, zero, minus(g, x));
    case FN_relu: return chosen(sign_of(r, x, true), x, zero, zero);
    case FN_leaky_relu:
        return chosen(sign_of(r, x, true), x, zero,
                      node_multiply(g, graph_number(g, number_from_ratio(&g->numbers, 1, 100)), x));
    case FN_maximum: return sign_of(r, difference(g, x, y), true) < 0 ? y : x;
    case FN_minimum: return sign_of(r, difference(g, x, y), true) < 0 ? x : y;
    case FN_sign: return graph_int(g, sign_of(r, x, false));
    case FN_heaviside: return chosen(sign_of(r, x, false), one, graph_number(g, NUMBER_HALF), zero);
    case FN_less: return graph_int(g, sign_of(r, difference(g, x, y), false) < 0);
    case FN_less_equal: return graph_int(g, sign_of(r, difference(g, x, y), false) <= 0);
    case FN_equal: return graph_int(g, sign_of(r, difference(g, x, y), false) == 0);
    case FN_not_equal: return graph_int(g, sign_of(r, difference(g, x, y), false) != 0);
    case FN_where: return sign_of(r, x, false) != 0 ? y : graph_child(g, a, 2);
    default: return a;
    }
}

/* 0 to a constant power: 0, or no value. */
static id of_power(struct resolving *r, id a)
{
    struct graph *g = r->cell->d->g;
    if (!graph_is_zero(g, graph_child(g, a, 0))) return a;
    return node_sign(g, graph_child(g, a, 1), SIGN_BITS) == 1 ? graph_int(g, 0) : a;
}

/* Children before their nodes, as in rewrite(); but what a step does may begin another reach. */
static bool resolve(struct resolving *r, id *formulas, size_t n)
{
    struct graph *g = r->cell->d->g;
    struct mem *mem = &g->core->mem;
    struct reach reach = {0};
    if (!graph_reach(g, formulas, n, &reach)) return false;
    size_t count = reach.ids.n, last = count ? reach.ids.at[count - 1] : 0;
    id *now = mem_array(mem, last + 1, sizeof *now);
    VEC(id) children = {0};
    bool ok = now != NULL;
    for (size_t p = 0; ok && p < count; p++) {
        id a = reach.ids.at[p];
        uint32_t k = graph_node(g, a)->n;
        bool changed = false;
        ok = vec_reserve(mem, &children, k + 1);
        for (uint32_t i = 0; ok && i < k; i++) {
            children.at[i] = now[graph_child(g, a, i)];
            changed |= children.at[i] != graph_child(g, a, i);
        }
        if (ok) now[a] = changed ? graph_rebuild(g, a, children.at) : a;
        if (ok && now[a] && graph_op(g, now[a]) == OP_FN) now[a] = of_fn(r, now[a]);
        if (ok && now[a] && graph_op(g, now[a]) == OP_POWER) now[a] = of_power(r, now[a]);
        ok = ok && now[a] != POISON && !r->failed && core_go_on(g->core);
        if (r->open->form != POISON) break;
    }
    bool done = ok && r->open->form == POISON;
    for (size_t i = 0; done && i < n; i++) formulas[i] = now[formulas[i]];
    vec_free(mem, &children);
    mem_free_array(mem, now, last + 1, sizeof *now);
    reach_free(g, &reach);
    return ok && !diag_any(g->core);
}

bool cell_resolve(const struct cell *cell, id *formulas, size_t n, struct open_switch *open)
{
    struct resolving r = {cell, open, false};
    *open = (struct open_switch){POISON, false};
    return resolve(&r, formulas, n);
}

/* ---- points and zeros ---- */

enum cone_state cell_point(const struct cell *cell, id *point)
{
    struct cone cone;
    id row[MOST_DIRECTIONS];
    bool ok = true;
    cone_begin(&cone, cell->d->g, cell->d->m);
    for (size_t k = 0; ok && k < cell->n; k++)
        if (form_is_linear(cell->d, cell->decisions[k].form, row))
            ok = cone_add(&cone, row, cell->decisions[k].sign);
    enum cone_state state = ok ? cone_point(&cone, point) : CONE_UNDECIDED;
    cone_free(&cone);
    return state;
}

bool cell_is_zero(const struct cell *cell, id formula)
{
    struct graph *g = cell->d->g;
    if (form_is_zero(cell->d, formula)) return true;
    if (!node_has_symbols(g, formula)) return node_sign(g, formula, SIGN_BITS) == 0;
    formula = on_boundaries(cell, formula);
    return formula != POISON && form_is_zero(cell->d, formula);
}

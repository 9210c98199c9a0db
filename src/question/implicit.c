/* implicit.c - names that equations define, and their derivatives by the implicit function theorem
 * (Dini, 1877): F(x, u) = 0 gives du/dx = -(dF/du)^-1 dF/dx where dF/du is regular. A formula f(x,
 * u) then has the derivative df/dx + df/du du/dx, which gives those of higher order. */
#include "graph/linear.h"
#include "pass/derive.h"
#include "pass/minors.h"
#include "question/guards.h"
#include "question/stages.h"

#include <string.h>

/* Systems up to FEW_ROWS are solved by cofactors, whose formulas are short. */
enum { FEW_ROWS = 3, MOST_ROWS = 64 };

static const struct span nowhere = {0, 0, 0};

static int64_t count_of(const struct question *q, id a)
{
    return shape_count(&q->graph->shapes, graph_shape(q->graph, a));
}

/* ---- the names ---- */

static bool is_by_it(const struct question *q, const char *name)
{
    for (size_t i = 0; i < q->request->n_wrt; i++)
        if (!strcmp(q->request->wrt[i], name)) return true;
    return false;
}

static bool add_unknown(struct question *q, const char *name)
{
    id node;
    if (is_by_it(q, name)) {
        diag_error(q->core, KIND_USAGE, nowhere,
                   "'%s' is both a name to differentiate and one to differentiate by", name);
        return diag_hint(q->core, "--of y --wrt x asks for dy/dx");
    }
    if (!leaves_find(q, name, &node)) return false;
    uint32_t interned = graph_node(q->graph, node)->data;
    if (leaves_is_unknown(q, interned))
        return diag_error(q->core, KIND_USAGE, nowhere, "--of names '%s' twice", name);
    if (graph_op(q->graph, node) != OP_VARIABLE ||
        lower_known_facts(&q->lowering, interned)->symmetric) {
        diag_error(q->core, KIND_USAGE, nowhere, "'%s' is no free name of the equation", name);
        return diag_hint(q->core, "what the program assigns or assumes is known already");
    }
    struct leaf leaf = {names_text(&q->core->names, interned), node};
    return vec_push(&q->core->mem, &q->unknowns, leaf);
}

static bool check_command(struct question *q)
{
    enum dcalc_command command = q->request->command;
    bool derives = command != DCALC_EVAL && command != DCALC_BACKPROP && command != DCALC_LIMIT_AT;
    if (!derives)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "eval, limit and backprop do not differentiate equations");
    if (command == DCALC_CHECK && question_checks_gradient(q))
        return diag_error(q->core, KIND_USAGE, nowhere, "with --of, check needs a formula");
    if (q->request->sparse)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "derivatives of what equations define are not sparse");
    if (q->lowering.equations.n) return true;
    diag_error(q->core, KIND_USAGE, graph_node(q->graph, q->values.at[0])->span,
               "with --of, the expression is an equation");
    return diag_hint(q->core, "write it with =, as in x^2 + y^2 = 1");
}

/* All but grad, jacobian and hessian take several names as one vector. */
static id joined_unknowns(struct question *q)
{
    struct graph *g = q->graph;
    size_t n = q->unknowns.n;
    id *parts = mem_array(&q->core->mem, n, sizeof *parts), all = POISON;
    bool scalars = true;
    for (size_t i = 0; i < n; i++)
        scalars &= graph_shape(g, q->unknowns.at[i].node) == SHAPE_SCALAR;
    for (size_t i = 0; parts && i < n; i++) {
        id a = q->unknowns.at[i].node;
        struct shape_data flat = {1, {count_of(q, a), 1}};
        parts[i] = scalars ? a : graph_reshape(g, a, shape_of(&g->shapes, flat));
    }
    if (parts && scalars) all = graph_stack(g, parts, (uint32_t)n);
    if (parts && !scalars) all = graph_concat(g, parts, (uint32_t)n, 0);
    mem_free_array(&q->core->mem, parts, n, sizeof *parts);
    return all;
}

/* What is differentiated is the names, in the place of the equations. */
static bool take_unknowns(struct question *q)
{
    struct mem *mem = &q->core->mem;
    enum dcalc_command command = q->request->command;
    bool table = command == DCALC_GRAD || command == DCALC_JACOBIAN || command == DCALC_HESSIAN;
    bool one = !table && q->unknowns.n > 1;
    q->values.n = 0;
    if (one) {
        id all = joined_unknowns(q);
        return all != POISON && vec_push(mem, &q->values, all);
    }
    for (size_t i = 0; i < q->unknowns.n; i++)
        if (!vec_push(mem, &q->values, q->unknowns.at[i].node)) return false;
    return true;
}

bool implicit_read(struct question *q)
{
    if (!q->request->n_of) return true;
    if (!check_command(q)) return false;
    for (size_t i = 0; i < q->request->n_of; i++)
        if (!add_unknown(q, q->request->of[i])) return false;
    return take_unknowns(q);
}

/* ---- the system ---- */

struct system {
    struct question *q;
    struct graph *g;
    size_t n;           /* equations, entry by entry, and as many entries of unknowns */
    id *entries;        /* the equations' */
    struct span *spans; /* where they are written */
    id *jacobian;       /* n by n */
    id *by_leaf;        /* n by leaves: of an equation by a leaf, in the leaf's shape */
    id *cofactors;      /* n by n, or NULL */
    id determinant;
    id inverse; /* of the Jacobian, where there are no cofactors */
};

static bool sizes_fit(struct question *q, size_t *n)
{
    const struct lowering *l = &q->lowering;
    int64_t equations = 0, unknowns = 0;
    for (size_t i = 0; i < l->equations.n; i++) {
        int64_t count = count_of(q, l->equations.at[i].node);
        equations = count == COUNT_UNKNOWN || equations > MOST_ROWS ? INT32_MAX : equations + count;
    }
    for (size_t i = 0; i < q->unknowns.n; i++) {
        int64_t count = count_of(q, q->unknowns.at[i].node);
        unknowns = count == COUNT_UNKNOWN || unknowns > MOST_ROWS ? INT32_MAX : unknowns + count;
    }
    *n = (size_t)equations;
    if (equations > MOST_ROWS || unknowns > MOST_ROWS) {
        diag_error(q->core, KIND_LIMIT, nowhere, "a system of equations has at most %d entries",
                   MOST_ROWS);
        return diag_hint(q->core, "sizes must be numbers: give them with --shape");
    }
    if (equations == unknowns) return true;
    diag_error(q->core, KIND_USAGE, nowhere, "%lld equation%s for %lld unknown%s",
               (long long)equations, equations == 1 ? "" : "s", (long long)unknowns,
               unknowns == 1 ? "" : "s");
    return diag_hint(q->core, "separate equations by a semicolon, and name as many with --of");
}

static void find_entries(struct system *s)
{
    const struct lowering *l = &s->q->lowering;
    size_t at = 0;
    for (size_t i = 0; i < l->equations.n; i++)
        for (int64_t k = 0; k < count_of(s->q, l->equations.at[i].node); k++) {
            s->spans[at] = l->equations.at[i].span;
            s->entries[at++] = graph_entry(s->g, l->equations.at[i].node, k);
        }
}

/* The leaves, then the unknowns; in the core's arena. */
static id *all_leaves(const struct question *q)
{
    size_t n = q->leaves.n + q->unknowns.n;
    id *all = arena_alloc(&q->core->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; all && i < n; i++)
        all[i] = i < q->leaves.n ? q->leaves.at[i].node : q->unknowns.at[i - q->leaves.n].node;
    return all;
}

/* Spreads the derivatives by unknowns over one row of entries. */
static void spread(const struct question *q, const id *by_unknown, id *row)
{
    for (size_t i = 0; i < q->unknowns.n; i++)
        for (int64_t k = 0; k < count_of(q, q->unknowns.at[i].node); k++)
            *row++ = graph_entry(q->graph, by_unknown[i], k);
}

static struct guards *kinks_of(struct question *q)
{
    return q->at_point ? &q->kinks : NULL;
}

static bool differentiate_equations(struct system *s)
{
    struct question *q = s->q;
    size_t n = q->leaves.n;
    id *leaves = all_leaves(q),
       *adjoints = arena_alloc(&q->core->arena, (n + q->unknowns.n + 1) * sizeof *adjoints);
    for (size_t i = 0; i < s->n; i++) {
        if (!leaves || !adjoints ||
            !derive_reverse(s->g, s->entries[i], leaves, n + q->unknowns.n, adjoints, kinks_of(q)))
            return false;
        memcpy(s->by_leaf + i * n, adjoints, n * sizeof *adjoints);
        spread(q, adjoints + n, s->jacobian + i * s->n);
    }
    return true;
}

/* ---- its solution ---- */

static bool find_cofactors(struct system *s)
{
    size_t n = s->n, begin;
    s->cofactors = arena_alloc(&s->g->core->arena, n * n * sizeof *s->cofactors);
    for (size_t i = 0; i < n; i++)
        if (!s->cofactors ||
            !minors_row(s->g, s->jacobian, (int64_t)n, 0, (int64_t)i, s->cofactors + i * n))
            return false;
    begin = graph_begin(s->g);
    for (size_t k = 0; k < n; k++)
        graph_push(s->g, graph_mul(s->g, s->jacobian[k], s->cofactors[k]), NUMBER_ONE);
    s->determinant = graph_end_sum(s->g, begin, NUMBER_ZERO);
    return s->determinant != POISON;
}

static bool find_inverse(struct system *s)
{
    id *rows = arena_alloc(&s->g->core->arena, s->n * sizeof *rows);
    for (size_t i = 0; rows && i < s->n; i++)
        rows[i] = graph_stack(s->g, s->jacobian + i * s->n, (uint32_t)s->n);
    id matrix = rows ? graph_stack(s->g, rows, (uint32_t)s->n) : POISON;
    if (matrix == POISON) return false;
    s->determinant = graph_det(s->g, DET_VALUE, matrix);
    s->inverse = graph_inv(s->g, matrix);
    return s->determinant != POISON && s->inverse != POISON;
}

/* Minus the derivative of entry k of the unknowns by a leaf, times the determinant where that is
 * divided by at the end. */
static id sum_of_row(struct system *s, size_t k, size_t leaf)
{
    struct graph *g = s->g;
    size_t begin = graph_begin(g);
    for (size_t i = 0; i < s->n; i++) {
        id factor = s->cofactors ? s->cofactors[i * s->n + k]
                                 : graph_entry(g, s->inverse, (int64_t)(k * s->n + i));
        graph_push(g, graph_mul(g, factor, s->by_leaf[i * s->q->leaves.n + leaf]), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static bool solve(struct system *s)
{
    struct question *q = s->q;
    size_t n = q->leaves.n;
    id *rates = arena_alloc(&q->core->arena, (s->n * n + 1) * sizeof *rates);
    if (!rates) return false;
    for (size_t k = 0; k < s->n; k++)
        for (size_t leaf = 0; leaf < n; leaf++) {
            id rate = graph_neg(s->g, sum_of_row(s, k, leaf));
            if (s->cofactors) rate = graph_div(s->g, rate, s->determinant);
            if (rate == POISON) return false;
            rates[k * n + leaf] = rate;
        }
    q->rates = rates;
    return true;
}

/* ---- conditions ---- */

/* How much entry i moves where each name in it is multiplied by 1 + h, divided by h: the sum of all
 * |x*dF/dx|. Doubles cannot tell a smaller multiple of this from 0. */
static id sensitivity(struct system *s, size_t i)
{
    struct graph *g = s->g;
    struct reach reach = {0};
    if (!graph_reach(g, &s->entries[i], 1, &reach)) return POISON;
    size_t n = 0, begin;
    id *names = arena_alloc(&g->core->arena, (2 * reach.ids.n + 1) * sizeof *names);
    for (size_t k = 0; names && k < reach.ids.n; k++)
        if (graph_op(g, reach.ids.at[k]) == OP_VARIABLE) names[n++] = reach.ids.at[k];
    reach_free(g, &reach);
    if (!names || !derive_reverse(g, s->entries[i], names, n, names + n, NULL)) return POISON;
    begin = graph_begin(g);
    for (size_t k = 0; k < n; k++) {
        id moved = graph_fn1(g, FN_abs, graph_mul(g, names[k], names[n + k]));
        graph_push(g, graph_reduce(g, REDUCE_SUM, moved, AXIS_ALL), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* The point has to satisfy each equation: certified, exactly; in doubles, up to rounding. */
static bool guard_equation(struct system *s, size_t i)
{
    struct question *q = s->q;
    struct graph *g = s->g;
    id zero = graph_int(g, 0), left = s->entries[i];
    struct guard guard = {
        .kind = KIND_DOMAIN, .subject = left, .what = GUARD_EQUATION, .span = s->spans[i]};
    guard.condition = graph_fn2(g, FN_equal, left, zero);
    bool checks = q->request->command == DCALC_CHECK;
    if (!q->columns.n && !checks) guards_add(g, &q->lowering.guards, guard);
    number small = number_from_ratio(&g->numbers, 1, 1000000000);
    id moved = sensitivity(s, i);
    if (moved == POISON) return false;
    guard.what = GUARD_ROUNDED_EQUATION;
    guard.condition =
        graph_fn2(g, FN_less_equal, graph_fn1(g, FN_abs, left), graph_scale(g, small, moved));
    guards_add(g, &q->lowering.guards, guard);
    return !diag_any(q->core);
}

static bool is_singular(struct system *s)
{
    struct question *q = s->q;
    struct graph *g = s->g;
    struct guard guard = {
        .kind = KIND_POLE, .subject = s->determinant, .what = GUARD_UNKNOWN, .span = s->spans[0]};
    if (graph_is_zero(g, s->determinant)) {
        diag_error(q->core, KIND_DOMAIN, s->spans[0], "%s %s nowhere defined by the equation%s",
                   q->unknowns.at[0].name, q->unknowns.n > 1 ? "and the other names are" : "is",
                   s->n > 1 ? "s" : "");
        return diag_hint(q->core, s->n > 1
                                      ? "the Jacobian by the names of --of is singular everywhere"
                                      : "its derivative by this name is 0 everywhere"),
               true;
    }
    guard.condition = graph_fn2(g, FN_not_equal, s->determinant, graph_int(g, 0));
    guards_add(g, &q->lowering.guards, guard);
    return false;
}

static bool guard_point(struct system *s)
{
    bool given = true;
    for (size_t i = 0; i < s->q->unknowns.n; i++)
        given &= bindings_value(s->q, s->q->unknowns.at[i].node) != POISON;
    if (s->q->request->command == DCALC_CHECK && !given) return true; /* points are searched for */
    for (size_t i = 0; i < s->n; i++)
        if (!guard_equation(s, i)) return false;
    return true;
}

/* check: the guards from `first` on are the function's, and stand before those of claims. */
static bool move_guards(struct question *q, size_t first)
{
    struct guard *all = q->lowering.guards.all.at;
    size_t own = q->own_guards, n = q->lowering.guards.all.n;
    if (q->request->command != DCALC_CHECK) return true;
    for (size_t i = first; i < n; i++) {
        struct guard guard = all[i];
        memmove(all + own + 1, all + own, (i - own) * sizeof *all);
        all[own++] = guard;
    }
    q->own_guards = own;
    return true;
}

bool implicit_solve(struct question *q)
{
    struct system s = {.q = q, .g = q->graph};
    struct arena *arena = &q->core->arena;
    if (!q->unknowns.n) return true;
    if (!sizes_fit(q, &s.n)) return false;
    s.entries = arena_alloc(arena, s.n * sizeof *s.entries);
    s.spans = arena_alloc(arena, s.n * sizeof *s.spans);
    s.jacobian = arena_alloc(arena, s.n * s.n * sizeof *s.jacobian);
    s.by_leaf = arena_alloc(arena, (s.n * q->leaves.n + 1) * sizeof *s.by_leaf);
    if (!s.entries || !s.spans || !s.jacobian || !s.by_leaf) return false;
    find_entries(&s);
    size_t guards = q->lowering.guards.all.n;
    return differentiate_equations(&s) &&
           (s.n <= FEW_ROWS ? find_cofactors(&s) : find_inverse(&s)) && guard_point(&s) &&
           !is_singular(&s) && move_guards(q, guards) && solve(&s);
}

/* ---- derivatives of formulas of the leaves and the unknowns ---- */

/* The tangent of an unknown whose entries are numbered from `first`. */
static id tangent_of(struct question *q, size_t unknown, size_t first, size_t leaf)
{
    struct graph *g = q->graph;
    id node = q->unknowns.at[unknown].node;
    size_t n = (size_t)count_of(q, node);
    if (graph_shape(g, node) == SHAPE_SCALAR) return q->rates[first * q->leaves.n + leaf];
    id *entries = arena_alloc(&q->core->arena, n * sizeof *entries);
    for (size_t k = 0; entries && k < n; k++)
        entries[k] = q->rates[(first + k) * q->leaves.n + leaf];
    return entries ? graph_reshape(g, graph_stack(g, entries, (uint32_t)n), graph_shape(g, node))
                   : POISON;
}

id implicit_derivative(struct question *q, id f, size_t leaf)
{
    size_t n = q->unknowns.n + 1, first = 0;
    id *leaves = arena_alloc(&q->core->arena, 2 * n * sizeof *leaves), *tangents = leaves + n;
    if (!leaves) return POISON;
    leaves[0] = q->leaves.at[leaf].node;
    tangents[0] = graph_int(q->graph, 1);
    for (size_t i = 0; i + 1 < n; i++) {
        leaves[i + 1] = q->unknowns.at[i].node;
        tangents[i + 1] = tangent_of(q, i, first, leaf);
        first += (size_t)count_of(q, leaves[i + 1]);
    }
    return derive_jvp(q->graph, f, leaves, tangents, n);
}

bool implicit_gradient(struct question *q, id f, id *out)
{
    struct graph *g = q->graph;
    size_t n = q->leaves.n, at = 0;
    id *leaves = all_leaves(q),
       *adjoints = arena_alloc(&q->core->arena, (n + q->unknowns.n + 1) * sizeof *adjoints);
    if (!leaves || !adjoints ||
        !derive_reverse(g, f, leaves, n + q->unknowns.n, adjoints, kinks_of(q)))
        return false;
    memcpy(out, adjoints, n * sizeof *out);
    for (size_t i = 0; i < q->unknowns.n; i++)
        for (int64_t k = 0; k < count_of(q, q->unknowns.at[i].node); k++, at++)
            for (size_t leaf = 0; leaf < n; leaf++) {
                id factor = graph_entry(g, adjoints[n + i], k);
                out[leaf] = graph_add(g, out[leaf], graph_mul(g, factor, q->rates[at * n + leaf]));
            }
    return !diag_any(q->core);
}

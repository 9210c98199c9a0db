/* derivatives.c - what each command differentiates. */
#include "app/session.h"
#include "pass/derive.h"

/* Entries are summed with the weights exp(k/n), so that none cancels another: these are linearly
 * independent over the algebraic numbers (Lindemann and Weierstrass, 1885). */
static id weighted_sum(struct graph *g, id f)
{
    shape s = graph_shape(g, f);
    int64_t n = shape_count(&g->shapes, s);
    if (n == 1) return graph_reduce(g, REDUCE_SUM, f, AXIS_ALL);
    id places = graph_scale(g, number_from_ratio(&g->numbers, 1, n), graph_range(g, n));
    id weights = graph_reshape(g, graph_fn1(g, FN_exp, places), s);
    return graph_reduce(g, REDUCE_SUM, graph_mul(g, weights, f), AXIS_ALL);
}

/* The conditions under which f, and not just its formula, has derivatives by n leaves. */
static bool note_kinks(struct graph *g, id f, const id *leaves, size_t n, struct guards *kinks)
{
    struct mem *mem = &g->core->mem;
    if (!kinks || n == 0) return true;
    id *gradients = mem_array(mem, n, sizeof *gradients);
    bool ok = gradients && derive_reverse(g, weighted_sum(g, f), leaves, n, gradients, kinks);
    mem_free_array(mem, gradients, n, sizeof *gradients);
    return ok;
}

bool work_note_kinks(struct work *w, id f, const id *leaves, size_t n)
{
    return note_kinks(&w->g, f, leaves, n, w->at_point ? &w->kinks : NULL);
}

/* ---- the operators of the language ---- */

static id hook_gradient(struct graph *g, id f, id x, struct guards *kinks)
{
    id gradient;
    return derive_reverse(g, f, &x, 1, &gradient, kinks) ? gradient : POISON;
}

static id hook_jacobian(struct graph *g, id v, id x, struct guards *kinks)
{
    return derive_jacobian(g, v, x, kinks);
}

static id hook_derivative(struct graph *g, id f, id x, struct guards *kinks)
{
    return note_kinks(g, f, &x, 1, kinks) ? derive_forward(g, f, x) : POISON;
}

const struct derive_hooks work_hooks = {hook_gradient, hook_jacobian, hook_derivative};

/* ---- the commands ---- */

static bool push_derivative(struct work *w, id d)
{
    return d != POISON && vec_push(&w->core.mem, &w->derivatives, d);
}

static bool shape_error(struct work *w, id a, const char *what, const char *hint)
{
    diag_error(&w->core, KIND_SHAPE, graph_node(&w->g, a)->span, "%s, got shape %s", what,
               shape_text(&w->g.shapes, graph_shape(&w->g, a), &w->core.arena));
    return diag_hint(&w->core, "%s", hint);
}

static bool has_one_entry(struct work *w, id a, const char *what, const char *hint)
{
    return shape_count(&w->g.shapes, graph_shape(&w->g, a)) == 1 || shape_error(w, a, what, hint);
}

static bool differentiate_once(struct work *w, id *f, id x)
{
    if (graph_shape(&w->g, x) != SHAPE_SCALAR)
        return shape_error(w, x, "diff differentiates by a scalar",
                           "use grad or jacobian for arrays");
    if (!work_note_kinks(w, *f, &x, 1)) return false;
    *f = derive_forward(&w->g, *f, x);
    return *f != POISON;
}

/* By one name `order` times, or by each of several names in turn. */
static bool run_diff(struct work *w)
{
    id f = w->values.at[0];
    int order = w->request->order > 0 ? w->request->order : 1;
    if (w->leaves.n > 1 && w->request->order > 1 && (size_t)w->request->order != w->leaves.n) {
        diag_error(&w->core, KIND_USAGE, (struct span){0}, "--order %d does not fit %zu names",
                   order, w->leaves.n);
        return diag_hint(&w->core, "repeat names in --wrt x,y,y for a mixed derivative");
    }
    if (w->leaves.n > 1) order = (int)w->leaves.n;
    for (int k = 0; k < order; k++) {
        if (k > 0 && !vec_push(&w->core.mem, &w->lower_orders, f)) return false;
        if (!differentiate_once(w, &f, w->leaves.at[w->leaves.n > 1 ? k : 0].node)) return false;
    }
    return push_derivative(w, f);
}

/* One reverse sweep for all leaves. */
static bool push_gradient(struct work *w, id f)
{
    size_t n = w->leaves.n;
    struct mem *mem = &w->core.mem;
    id *leaves = mem_array(mem, n, sizeof *leaves), *adjoints = mem_array(mem, n, sizeof *adjoints);
    bool ok = leaves && adjoints;
    for (size_t i = 0; ok && i < n; i++) leaves[i] = w->leaves.at[i].node;
    ok = ok && derive_reverse(&w->g, f, leaves, n, adjoints, w->at_point ? &w->kinks : NULL);
    for (size_t i = 0; ok && i < n; i++) ok = push_derivative(w, adjoints[i]);
    mem_free_array(mem, leaves, n, sizeof *leaves);
    mem_free_array(mem, adjoints, n, sizeof *adjoints);
    return ok;
}

static bool run_grad(struct work *w)
{
    return has_one_entry(w, w->values.at[0], "grad needs a scalar", "use jacobian for a vector") &&
           push_gradient(w, w->values.at[0]);
}

/* One row an entry of v. */
static bool push_rows(struct work *w, id v)
{
    int64_t n = shape_count(&w->g.shapes, graph_shape(&w->g, v));
    if (n == COUNT_UNKNOWN)
        return shape_error(w, v, "a Jacobian of open sizes has no rows to write",
                           "give the sizes as numbers with --shape");
    for (int64_t i = 0; i < n; i++, w->rows++)
        if (!push_gradient(w, graph_entry(&w->g, v, i))) return false;
    return true;
}

/* ---- formulas of matrices, where sizes are open ---- */

static bool has_open_sizes(const struct work *w)
{
    bool open = false;
    for (size_t i = 0; i < w->values.n; i++)
        open |= shape_has_letter(&w->g.shapes, graph_shape(&w->g, w->values.at[i]));
    for (size_t i = 0; i < w->leaves.n; i++)
        open |= shape_has_letter(&w->g.shapes, graph_shape(&w->g, w->leaves.at[i].node));
    return open;
}

/* One formula for each of n vectors by each name. */
static bool push_blocks(struct work *w, const id *vectors, size_t n)
{
    w->blocks = true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < w->leaves.n; k++)
            if (!push_derivative(w,
                                 derive_matrix_jacobian(&w->g, vectors[i], w->leaves.at[k].node)))
                return false;
    return true;
}

static bool hessian_blocks(struct work *w)
{
    size_t n = w->leaves.n;
    id *gradient = mem_array(&w->core.mem, n, sizeof *gradient);
    bool ok = gradient && push_gradient(w, w->values.at[0]);
    for (size_t i = 0; i < n && ok; i++) gradient[i] = w->derivatives.at[i];
    w->derivatives.n = 0;
    ok = ok && push_blocks(w, gradient, n);
    mem_free_array(&w->core.mem, gradient, n, sizeof *gradient);
    return ok;
}

/* "x", "f2 x" where there are several vectors, "x y" in a Hessian by several names. */
const char *work_block_name(struct work *w, size_t i)
{
    struct str text = {.mem = &w->core.mem};
    size_t n = w->leaves.n;
    bool hessian = w->request->command == DCALC_HESSIAN;
    if (w->derivatives.n > 1) {
        if (hessian) str_putf(&text, "%s ", w->leaves.at[i / n].name);
        if (!hessian && w->values.n > 1) str_putf(&text, "f%zu ", i / n + 1);
        str_puts(&text, w->leaves.at[i % n].name);
    }
    const char *copy = text.n ? arena_text(&w->core.arena, text.s, text.n) : "";
    str_free(&text);
    return copy ? copy : "";
}

/* One row an entry of the values: all at once, or each by a sweep of its own. */
static bool push_table(struct work *w, const id *values, size_t n)
{
    bool done;
    if (w->request->sparse) return work_sparse(w, values, n);
    if (!work_table(w, values, n, &done)) return false;
    for (size_t i = 0; i < n && !done; i++)
        if (!push_rows(w, values[i])) return false;
    return true;
}

static bool run_jacobian(struct work *w)
{
    if (has_open_sizes(w) && !w->request->sparse) return push_blocks(w, w->values.at, w->values.n);
    return push_table(w, w->values.at, w->values.n);
}

/* The Jacobian of the gradient, which then is no derivative asked for. */
static bool run_hessian(struct work *w)
{
    size_t n = w->leaves.n;
    if (!has_one_entry(w, w->values.at[0], "hessian needs a scalar", "use jacobian for a vector"))
        return false;
    if (has_open_sizes(w) && !w->request->sparse) return hessian_blocks(w);
    id *gradient = mem_array(&w->core.mem, n, sizeof *gradient);
    bool ok = gradient && push_gradient(w, w->values.at[0]);
    for (size_t i = 0; ok && i < n; i++) {
        gradient[i] = w->derivatives.at[i];
        ok = vec_push(&w->core.mem, &w->lower_orders, gradient[i]);
    }
    w->derivatives.n = 0;
    ok = ok && push_table(w, gradient, n);
    mem_free_array(&w->core.mem, gradient, n, sizeof *gradient);
    return ok;
}

/* w - lr*gradient for every weight, all gradients taken at the old weights. */
static bool push_steps(struct work *w, id lr)
{
    for (size_t i = 0; i < w->leaves.n; i++) {
        id stepped =
            graph_sub(&w->g, w->leaves.at[i].node, graph_mul(&w->g, lr, w->derivatives.at[i]));
        if (stepped == POISON || !vec_push(&w->core.mem, &w->new_weights, stepped)) return false;
    }
    return true;
}

static bool check_weights(struct work *w)
{
    for (size_t i = 0; i < w->leaves.n; i++) {
        if (graph_op(&w->g, w->leaves.at[i].node) == OP_VARIABLE) continue;
        diag_error(&w->core, KIND_USAGE, (struct span){0},
                   "the weight '%s' is assigned in the program", w->leaves.at[i].name);
        return diag_hint(&w->core, "a weight gets its value from --at");
    }
    return true;
}

static bool run_backprop(struct work *w)
{
    if (!has_one_entry(w, w->values.at[0], "the loss must be a scalar", "take the sum or mean") ||
        !check_weights(w))
        return false;
    id lr = work_learning_rate(w);
    return lr != POISON && push_gradient(w, w->values.at[0]) && push_steps(w, lr);
}

static bool run_vjp(struct work *w)
{
    id product = work_vjp_product(w);
    return product != POISON && push_gradient(w, product);
}

bool work_differentiate(struct work *w)
{
    switch (w->request->command) {
    case DCALC_EVAL: return true;
    case DCALC_DIFF: return run_diff(w);
    case DCALC_GRAD: return run_grad(w);
    case DCALC_JACOBIAN: return run_jacobian(w);
    case DCALC_HESSIAN: return run_hessian(w);
    case DCALC_BACKPROP: return run_backprop(w);
    case DCALC_JVP: return work_jvp(w);
    case DCALC_VJP: return run_vjp(w);
    }
    return false;
}

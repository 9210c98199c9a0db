/* derivatives.c - what each command differentiates. */
#include "question/stages.h"
#include "pass/derive.h"
#include "pass/simplify.h"

static bool push_derivative(struct question *q, id d)
{
    return d != POISON && vec_push(&q->core->mem, &q->derivatives, d);
}

static bool shape_error(struct question *q, id a, const char *what, const char *hint)
{
    diag_error(q->core, KIND_SHAPE, graph_node(q->graph, a)->span, "%s, got shape %s", what,
               shape_text(&q->graph->shapes, graph_shape(q->graph, a), &q->core->arena));
    return diag_hint(q->core, "%s", hint);
}

static bool has_one_entry(struct question *q, id a, const char *what, const char *hint)
{
    return shape_count(&q->graph->shapes, graph_shape(q->graph, a)) == 1 ||
           shape_error(q, a, what, hint);
}

static bool differentiate_once(struct question *q, id *f, size_t leaf, struct known_tangents *known)
{
    id x = q->leaves.at[leaf].node;
    if (graph_shape(q->graph, x) != SHAPE_SCALAR)
        return shape_error(q, x, "diff differentiates by a scalar",
                           "use grad or jacobian for arrays");
    if (!kinks_note(q, *f, &x, 1)) return false;
    *f = q->unknowns.n ? implicit_derivative(q, *f, leaf) : derive_next(q->graph, *f, x, known);
    return *f != POISON;
}

/* Only a point asks for the derivatives on the way. */
static bool wants_last_order(const struct question *q, int order)
{
    enum { FEW = 2 };
    return order > FEW && !q->at_point && q->request->command == DCALC_DIFF && q->leaves.n == 1 &&
           !q->unknowns.n;
}

/* From which order on a Taylor series is quicker than formulas, of a program of some nodes and of
 * one with MANY: its formulas grow about twenty times with each order. In doubles a series only
 * stands in for formulas that would be too long, as tables and generated code go by these. */
enum { LEAST_BY_SERIES = 5, LEAST_OF_MANY = 3, MANY = 64 };
enum { LEAST_IN_DOUBLES = 10, MOST_BY_SERIES = 20000 };
/* A formula of such an order may take no more than this: a text of 100 MB, of x^x at order 85. */
enum { HIGH_ORDER = 50, MOST_NODES = 250000 };

static bool too_much_work(struct question *q)
{
    diag_error(q->core, KIND_LIMIT, (struct span){0}, "order %d takes too much work",
               q->request->order);
    return diag_hint(q->core,
                     q->at_point ? "of most functions orders up to %d can be had"
                                 : "at a point, with --at, orders up to %d can be had",
                     MOST_BY_SERIES);
}

/* How many nodes there were after the last few orders; 0 before the first. What that foretells is
 * trusted for FORETOLD orders, from a small PART of the limit on. */
enum { ORDERS_SEEN = 5, FORETOLD = 20, PART = 64 };
struct growth {
    size_t nodes[ORDERS_SEEN];
};

/* Whether the orders that are `left` will not fit into the limit: the nodes' first four differences
 * from order to order are positive, and what the first three add from now on is too much (Newton's
 * formula), be it that the fourth adds nothing. */
static bool outgrows(const struct question *q, struct growth *seen, int left)
{
    double x[ORDERS_SEEN], sum = (double)q->graph->nodes.n, weight = 1;
    for (int i = 0; i + 1 < ORDERS_SEEN; i++) seen->nodes[i] = seen->nodes[i + 1];
    seen->nodes[ORDERS_SEEN - 1] = q->graph->nodes.n;
    for (int i = 0; i < ORDERS_SEEN; i++) x[i] = (double)seen->nodes[i];
    bool early = seen->nodes[0] == 0 || q->graph->nodes.n < q->core->limits.nodes / PART;
    if (early || left > FORETOLD) return false;
    for (int k = 1; k < ORDERS_SEEN; k++) {
        for (int i = ORDERS_SEEN - 1; i >= k; i--) x[i] -= x[i - 1];
        double difference = x[ORDERS_SEEN - 1];
        if (difference <= 0) return false;
        weight *= (double)(left + k - 1) / k;
        if (k + 1 < ORDERS_SEEN) sum += weight * difference;
    }
    return sum > (double)q->core->limits.nodes;
}

/* The first name `order` times, or each name in turn. */
static bool differentiate(struct question *q, id *f, int order)
{
    struct known_tangents known = {.x = POISON};
    struct growth seen = {{0}};
    bool ok = true;
    for (int k = 0, more; k < order && ok; k++) {
        ok = k == 0 || vec_push(&q->core->mem, &q->lower_orders, *f);
        ok = ok && differentiate_once(q, f, q->leaves.n > 1 ? (size_t)k : 0, &known);
        if (ok && outgrows(q, &seen, order - 1 - k)) ok = too_much_work(q);
        if (k > 0 || !ok || !wants_last_order(q, order)) continue;
        *f = derive_orders(q->graph, *f, q->leaves.at[0].node, order - 1, &known, &more);
        ok = *f != POISON;
        k += more;
    }
    known_tangents_free(q->graph, &known);
    return ok;
}

static bool suits_series(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    int least = rq->numbers == DCALC_DOUBLE ? LEAST_IN_DOUBLES
                : q->graph->nodes.n < MANY  ? LEAST_BY_SERIES
                                            : LEAST_OF_MANY;
    bool numbers_only = !rq->symbolic && !rq->explain && !rq->exact && !question_writes_document(q);
    if (!q->at_point || !numbers_only || q->unknowns.n || q->columns.n || q->has_arrays)
        return false;
    if (q->leaves.n != 1 || rq->order < least || rq->order > MOST_BY_SERIES) return false;
    id leaf = q->leaves.at[0].node;
    return graph_op(q->graph, leaf) == OP_VARIABLE && graph_shape(q->graph, leaf) == SHAPE_SCALAR &&
           graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR &&
           bindings_value(q, leaf) != POISON;
}

/* ---- the shortest formulas, where they are asked for ---- */

/* Numbers do not wait for the search; code, which is computed often, is worth it. */
static bool wants_short(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    return rq->simplify || rq->format == DCALC_PYTHON ||
           (rq->format == DCALC_C && !rq->no_simplify);
}

/* Values whose form a word of the program has chosen keep it. */
static bool has_chosen_form(const struct question *q)
{
    for (size_t i = 0; i < q->lowering.forms.n; i++)
        for (size_t k = 0; k < q->values.n; k++)
            if (q->lowering.forms.at[i] == q->values.at[k]) return true;
    return false;
}

bool derivatives_are_pairs(const struct question *q)
{
    bool scalars = q->request->command == DCALC_HESSIAN && question_is_table(q) &&
                   !q->request->sparse && q->derivatives.n == q->leaves.n * q->leaves.n;
    for (size_t i = 0; i < q->leaves.n; i++)
        scalars &= graph_shape(q->graph, q->leaves.at[i].node) == SHAPE_SCALAR;
    return scalars;
}

static bool shorten(struct question *q)
{
    bool value = q->request->command == DCALC_EVAL;
    if (!wants_short(q) || (value && has_chosen_form(q))) return true;
    if (value) return simplify(q->graph, q->values.at, q->values.n);
    return simplify(q->graph, q->derivatives.at, q->derivatives.n) &&
           (!derivatives_are_pairs(q) || simplify_pairs(q->graph, q->derivatives.at, q->leaves.n));
}

/* ---- diff ---- */

/* By one name `order` times, or by each of several names in turn. */
bool derivatives_make_formula(struct question *q)
{
    q->by_series = false;
    id f = q->values.at[0];
    int order = q->request->order > 0 ? q->request->order : 1;
    if (q->leaves.n > 1 && q->request->order > 1 && (size_t)q->request->order != q->leaves.n) {
        diag_error(q->core, KIND_USAGE, (struct span){0}, "--order %d does not fit %zu names",
                   order, q->leaves.n);
        return diag_hint(q->core, "repeat names in --wrt x,y,y for a mixed derivative");
    }
    if (q->leaves.n > 1) order = (int)q->leaves.n;
    return differentiate(q, &f, order) && push_derivative(q, f) && shorten(q);
}

/* Orders too high for series, and high ones without a point, are for formulas that hardly grow, as
 * that of sin. */
static bool derive_in_bounds(struct question *q)
{
    struct core *core = q->core;
    struct trial trial;
    size_t most = core->limits.nodes, enough = q->graph->nodes.n + MOST_NODES;
    trial_begin(&trial, core);
    if (enough < most) core->limits.nodes = enough;
    bool ok = derivatives_make_formula(q), full = q->graph->nodes.n >= core->limits.nodes;
    core->limits.nodes = most;
    trial_end(&trial, core, !ok && !full);
    if (ok || !full) return ok;
    return too_much_work(q);
}

static bool run_diff(struct question *q)
{
    q->by_series = suits_series(q);
    if (q->by_series) return true;
    int high = q->at_point ? MOST_BY_SERIES : HIGH_ORDER;
    return q->request->order > high ? derive_in_bounds(q) : derivatives_make_formula(q);
}

/* At the question's point, or at those where a claim is compared. */
static bool kinks_matter(const struct question *q)
{
    return q->at_point || q->request->command == DCALC_CHECK;
}

/* One reverse sweep for all leaves. */
static bool push_gradient(struct question *q, id f)
{
    size_t n = q->leaves.n;
    struct mem *mem = &q->core->mem;
    id *leaves = mem_array(mem, n, sizeof *leaves), *adjoints = mem_array(mem, n, sizeof *adjoints);
    bool ok = leaves && adjoints;
    for (size_t i = 0; ok && i < n; i++) leaves[i] = q->leaves.at[i].node;
    struct guards *kinks = kinks_matter(q) ? &q->kinks : NULL;
    ok = ok && (q->unknowns.n ? implicit_gradient(q, f, adjoints)
                              : derive_reverse(q->graph, f, leaves, n, adjoints, kinks));
    for (size_t i = 0; ok && i < n; i++) ok = push_derivative(q, adjoints[i]);
    mem_free_array(mem, leaves, n, sizeof *leaves);
    mem_free_array(mem, adjoints, n, sizeof *adjoints);
    return ok;
}

static bool run_grad(struct question *q)
{
    return has_one_entry(q, q->values.at[0], "grad needs a scalar", "use jacobian for a vector") &&
           push_gradient(q, q->values.at[0]);
}

/* One row an entry of v. */
static bool push_rows(struct question *q, id v)
{
    int64_t n = shape_count(&q->graph->shapes, graph_shape(q->graph, v));
    if (n == COUNT_UNKNOWN)
        return shape_error(q, v, "a Jacobian of open sizes cannot be written row by row",
                           "give the sizes as numbers with --shape");
    for (int64_t i = 0; i < n; i++, q->rows++)
        if (!push_gradient(q, graph_entry(q->graph, v, i))) return false;
    return true;
}

/* ---- formulas of matrices, where sizes are open ---- */

static bool has_open_sizes(const struct question *q)
{
    bool open = false;
    for (size_t i = 0; i < q->values.n; i++)
        open |= shape_is_open(&q->graph->shapes, graph_shape(q->graph, q->values.at[i]));
    for (size_t i = 0; i < q->leaves.n; i++)
        open |= shape_is_open(&q->graph->shapes, graph_shape(q->graph, q->leaves.at[i].node));
    return open;
}

/* One formula for each of n vectors by each name. */
static bool push_blocks(struct question *q, const id *vectors, size_t n)
{
    q->blocks = true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < q->leaves.n; k++)
            if (!push_derivative(
                    q, derive_matrix_jacobian(q->graph, vectors[i], q->leaves.at[k].node)))
                return false;
    return true;
}

static bool hessian_blocks(struct question *q)
{
    size_t n = q->leaves.n;
    id *gradient = mem_array(&q->core->mem, n, sizeof *gradient);
    bool ok = gradient && push_gradient(q, q->values.at[0]);
    for (size_t i = 0; i < n && ok; i++) gradient[i] = q->derivatives.at[i];
    q->derivatives.n = 0;
    ok = ok && push_blocks(q, gradient, n);
    mem_free_array(&q->core->mem, gradient, n, sizeof *gradient);
    return ok;
}

/* "x", "f2 x" where there are several vectors, "x y" in a Hessian by several names. */
const char *derivatives_block_name(const struct question *q, size_t i)
{
    struct str text = {.mem = &q->core->mem};
    size_t n = q->leaves.n;
    bool hessian = q->request->command == DCALC_HESSIAN;
    if (q->derivatives.n > 1) {
        if (hessian) str_putf(&text, "%s ", q->leaves.at[i / n].name);
        if (!hessian && q->values.n > 1) str_putf(&text, "f%zu ", i / n + 1);
        str_puts(&text, q->leaves.at[i % n].name);
    }
    const char *copy = text.n ? arena_text(&q->core->arena, text.s, text.n) : "";
    str_free(&text);
    return copy ? copy : "";
}

/* One row an entry of the values: all at once, or each by a sweep of its own. */
static bool push_table(struct question *q, const id *values, size_t n)
{
    bool done;
    if (q->request->sparse) return sparse_make(q, values, n);
    done = false;
    if (!q->unknowns.n && !sparse_make_table(q, values, n, &done)) return false;
    for (size_t i = 0; i < n && !done; i++)
        if (!push_rows(q, values[i])) return false;
    return true;
}

static bool run_jacobian(struct question *q)
{
    if (has_open_sizes(q) && !q->request->sparse) return push_blocks(q, q->values.at, q->values.n);
    return push_table(q, q->values.at, q->values.n);
}

/* The Jacobian of the gradient, which then is no derivative asked for. */
static bool run_hessian(struct question *q)
{
    size_t n = q->leaves.n;
    if (!has_one_entry(q, q->values.at[0], "hessian needs a scalar", "use jacobian for a vector"))
        return false;
    if (has_open_sizes(q) && !q->request->sparse) return hessian_blocks(q);
    id *gradient = mem_array(&q->core->mem, n, sizeof *gradient);
    bool ok = gradient && push_gradient(q, q->values.at[0]);
    for (size_t i = 0; ok && i < n; i++) {
        gradient[i] = q->derivatives.at[i];
        ok = vec_push(&q->core->mem, &q->lower_orders, gradient[i]);
    }
    q->derivatives.n = 0;
    ok = ok && vec_push(&q->core->mem, &q->differentiated, q->values.at[0]);
    ok = ok && push_table(q, gradient, n);
    mem_free_array(&q->core->mem, gradient, n, sizeof *gradient);
    return ok;
}

/* w - lr*gradient for every weight, all gradients taken at the old weights. */
static bool push_steps(struct question *q)
{
    for (size_t i = 0; i < q->leaves.n; i++) {
        id stepped = graph_sub(q->graph, q->leaves.at[i].node,
                               graph_mul(q->graph, q->learning_rate, q->derivatives.at[i]));
        if (stepped == POISON || !vec_push(&q->core->mem, &q->new_weights, stepped)) return false;
    }
    return true;
}

static bool check_weights(struct question *q)
{
    for (size_t i = 0; i < q->leaves.n; i++) {
        if (graph_op(q->graph, q->leaves.at[i].node) == OP_VARIABLE) continue;
        diag_error(q->core, KIND_USAGE, (struct span){0},
                   "the weight '%s' is assigned in the program", q->leaves.at[i].name);
        return diag_hint(q->core, "a weight gets its value from --at");
    }
    return true;
}

static bool run_backprop(struct question *q)
{
    if (!has_one_entry(q, q->values.at[0], "the loss must be a scalar", "take the sum or mean") ||
        !check_weights(q))
        return false;
    q->learning_rate = leaves_learning_rate(q);
    return q->learning_rate != POISON && push_gradient(q, q->values.at[0]) && shorten(q) &&
           push_steps(q);
}

static bool run_vjp(struct question *q)
{
    id product = directions_vjp_product(q);
    return product != POISON && vec_push(&q->core->mem, &q->differentiated, product) &&
           push_gradient(q, product);
}

/* check: by one scalar a derivative of any order, by several names a gradient or a Hessian, of
 * several values a Jacobian. */
static bool run_check(struct question *q)
{
    int order = question_claimed_order(q);
    id value = q->values.at[0];
    if (question_checks_gradient(q)) return run_grad(q);
    if (!claims_sort(q)) return false;
    if (order == 0) return push_derivative(q, value);
    if (q->leaves.n == 1 && graph_shape(q->graph, q->leaves.at[0].node) == SHAPE_SCALAR)
        return derivatives_make_formula(q);
    if (order > 2) {
        diag_error(q->core, KIND_USAGE, (struct span){0},
                   "by several names, check takes orders up to 2");
        return diag_hint(q->core, "choose one name with --wrt");
    }
    if (order == 2) return run_hessian(q);
    return shape_count(&q->graph->shapes, graph_shape(q->graph, value)) == 1 ? run_grad(q)
                                                                             : run_jacobian(q);
}

static bool make(struct question *q)
{
    switch (q->request->command) {
    case DCALC_EVAL: return true;
    case DCALC_DIFF: return run_diff(q);
    case DCALC_GRAD: return run_grad(q);
    case DCALC_JACOBIAN: return run_jacobian(q);
    case DCALC_HESSIAN: return run_hessian(q);
    case DCALC_BACKPROP: return run_backprop(q);
    case DCALC_JVP: return directions_jvp(q);
    case DCALC_VJP: return run_vjp(q);
    case DCALC_TAYLOR: return taylor_choose(q);
    case DCALC_LIMIT_AT: return limit_make(q);
    case DCALC_CHECK: return run_check(q);
    case DCALC_PLOT: break; /* its functions are questions of their own */
    }
    return false;
}

bool derivatives_make(struct question *q)
{
    bool done = q->request->command == DCALC_DIFF || q->request->command == DCALC_BACKPROP;
    return implicit_solve(q) && make(q) && (done || shorten(q));
}

/* taylor.c - what a Taylor polynomial is made of: its names, its degree, and the range over which
 * the rest is enclosed. */
#include "question/expand.h"
#include "question/stages.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* Terms of a polynomial, and its degree in one name. */
enum { MOST_TERMS = 1 << 20, MOST_DEGREE = 20000 };

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return diag_hint(q->core, "%s", hint);
}

/* ---- names ---- */

static bool check_leaf(struct question *q, const struct leaf *leaf)
{
    if (graph_shape(q->graph, leaf->node) != SHAPE_SCALAR) {
        diag_error(
            q->core, KIND_SHAPE, nowhere, "taylor expands in scalars, but '%s' has shape %s",
            leaf->name,
            shape_text(&q->graph->shapes, graph_shape(q->graph, leaf->node), &q->core->arena));
        return diag_hint(q->core, "write its entries as names of their own: [x1, x2]");
    }
    if (graph_op(q->graph, leaf->node) != OP_VARIABLE) {
        diag_error(q->core, KIND_USAGE, nowhere, "'%s' is assigned in the program", leaf->name);
        return diag_hint(q->core, "expand in a name that gets its value from --at");
    }
    if (bindings_value(q, leaf->node) != POISON) return true;
    diag_error(q->core, KIND_NAME, nowhere, "'%s' has no value to expand around", leaf->name);
    return diag_hint(q->core, "give it one: %s=0", leaf->name);
}

static bool is_possible(const struct question *q, size_t degree)
{
    return degree <= MOST_DEGREE && monomials_count(q->leaves.n, degree, MOST_TERMS);
}

static bool check_terms(struct question *q)
{
    size_t degree = (size_t)question_degree(q), highest = 0;
    if (is_possible(q, degree)) return true;
    while (is_possible(q, highest + 1)) highest++;
    diag_error(q->core, KIND_LIMIT, nowhere, "a polynomial of degree %zu has too many terms",
               degree);
    return diag_hint(q->core, "the highest degree here is %zu", highest);
}

static bool check_question(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    id value = q->values.at[0];
    if (!q->at_point) return usage(q, "taylor needs a point to expand around", "give it one: x=0");
    if (rq->explain && q->leaves.n > 1)
        return usage(q, "only an expansion in one name is explained", "choose it with --wrt x");
    if (rq->n_remainder && question_writes_arrays(q))
        return usage(q, "a file of arrays cannot hold the remainder", "write text or JSON");
    if (rq->format == DCALC_DOT)
        return usage(q, "there is no picture of a polynomial",
                     "draw the function: dcalc eval -f dot");
    if (graph_shape(q->graph, value) != SHAPE_SCALAR) {
        diag_error(q->core, KIND_SHAPE, graph_node(q->graph, value)->span,
                   "taylor needs a scalar, got shape %s",
                   shape_text(&q->graph->shapes, graph_shape(q->graph, value), &q->core->arena));
        return diag_hint(q->core, "expand its entries one by one");
    }
    for (size_t i = 0; i < q->leaves.n; i++)
        if (!check_leaf(q, &q->leaves.at[i])) return false;
    return check_terms(q);
}

/* ---- ranges ---- */

static bool read_range(struct question *q, const struct dcalc_binding *given)
{
    for (size_t i = 0; i < q->leaves.n; i++) {
        id *ends = q->range.at + 2 * i;
        if (strcmp(q->leaves.at[i].name, given->name) != 0) continue;
        if (ends[0] == POISON) return range_ends(q, given, "remainder", ends);
        return diag_error(q->core, KIND_USAGE, nowhere, "two ranges of '%s'", given->name);
    }
    return diag_error(q->core, KIND_USAGE, nowhere,
                      "the remainder has a range of '%s', in which nothing is expanded",
                      given->name);
}

/* A name without a range stays at its point. */
static bool read_ranges(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (!rq->n_remainder) return true;
    for (size_t i = 0; i < 2 * q->leaves.n; i++)
        if (!vec_push(&q->core->mem, &q->range, POISON)) return false;
    for (size_t i = 0; i < rq->n_remainder; i++)
        if (!read_range(q, &rq->remainder[i])) return false;
    return true;
}

/* ---- closed forms ---- */

/* Rows of exponents with their coefficient; of one name the coefficients alone. */
static bool push_terms(struct question *q, const struct series *all)
{
    uint32_t *exponents;
    size_t m = q->leaves.n;
    if (!monomials_list(q->core, m, (size_t)question_degree(q), &exponents)) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < all->n; i++) {
        for (size_t k = 0; ok && m > 1 && k < m; k++)
            ok =
                vec_push(&q->core->mem, &q->derivatives, graph_int(q->graph, exponents[i * m + k]));
        ok = ok && vec_push(&q->core->mem, &q->derivatives, series_node(all, i));
    }
    mem_free_array(&q->core->mem, exponents, all->n * m, sizeof *exponents);
    return ok;
}

/* Coefficients over exact constants. Where there are none, the numbers' stage says why. */
static bool derive_exactly(struct question *q)
{
    struct expand x;
    struct series all = {0};
    struct scalars s = series_nodes(q->graph);
    bool ok = expand_begin(&x, q);
    q->by_series = true;
    if (ok && expansion_all(&x.e, &s, (size_t)question_degree(q), &all) == TAYLOR_KNOWN) {
        q->by_series = false;
        ok = push_terms(q, &all);
        series_free(&s, &all);
    }
    expand_end(&x);
    return ok || !diag_any(q->core);
}

bool taylor_choose(struct question *q)
{
    if (!check_question(q) || !read_ranges(q)) return false;
    if (q->unknowns.n && !implicit_expand(q)) return false;
    q->by_series = !q->request->exact;
    return q->by_series || derive_exactly(q);
}

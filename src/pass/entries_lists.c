/* entries_lists.c - what is computed from arrays that are written as lists of scalars, as such a
 * list, or as a scalar: inv([[a, b], [c, d]]) and sum([a, b]) as people write them out. */
#include "graph/linear.h"
#include "pass/entries.h"
#include "pass/operations.h"
#include "pass/rewrite.h"
#include "pass/simplify.h"

/* Larger arrays, and lists of more operations, are not written out: that of an inverse of three
 * rows has some 170. */
enum { MOST_ENTRIES = 16, MOST_OPERATIONS = 200 };

static bool has_arrays(const struct graph *g)
{
    return g->shapes.all.n > 1;
}

/* ---- what is written out ---- */

/* Is it more than a list of lists? */
static bool computes(const struct node *n)
{
    bool list = n->op == OP_STACK || n->op == OP_NUMBER;
    bool scalar = n->op == OP_REDUCE || n->op == OP_TRACE || n->op == OP_MATMUL || n->op == OP_DET;
    return scalar || (n->shape != SHAPE_SCALAR && !list);
}

/* Arrays of data and names are no lists; extremes, and what softmax is made of, are not written
 * out. */
static bool stays(const struct graph *g, const struct node *n)
{
    return n->op == OP_ARRAY || (n->op == OP_VARIABLE && n->shape != SHAPE_SCALAR) ||
           (n->op == OP_REDUCE && n->fn != REDUCE_SUM) || shape_is_open(&g->shapes, n->shape);
}

/* True for operations on arrays of which each is written in the formula. */
static bool is_of_lists(struct graph *g, id root)
{
    struct reach reach = {0};
    bool lists = graph_reach(g, &root, 1, &reach), any = false;
    for (size_t i = 0; lists && i < reach.ids.n; i++) {
        const struct node *n = graph_node(g, reach.ids.at[i]);
        lists = !stays(g, n);
        any |= computes(n);
    }
    reach_free(g, &reach);
    return lists && any;
}

/* ---- eigenvalues ---- */

/* (a + d)/2 -+ sqrt((a - d)^2/4 + b^2) of a symmetric matrix [[a, b], [b, d]]. */
static id eigenvalues_of_two(struct graph *g, id m)
{
    id a = graph_entry(g, m, 0), b = graph_entry(g, m, 1), d = graph_entry(g, m, 3);
    id middle = graph_scale(g, NUMBER_HALF, graph_add(g, a, d)),
       half = graph_scale(g, NUMBER_HALF, graph_sub(g, a, d));
    id squares =
        graph_add(g, graph_pow_number(g, half, NUMBER_TWO), graph_pow_number(g, b, NUMBER_TWO));
    id root = graph_pow_number(g, squares, NUMBER_HALF);
    id both[2] = {graph_sub(g, middle, root), graph_add(g, middle, root)};
    return graph_stack(g, both, 2);
}

static id write_eigenvalues(struct graph *g, id before, id a, void *user)
{
    (void)before;
    (void)user;
    if (a == POISON || graph_op(g, a) != OP_EIGVALSH || graph_dims(g, a).d[0] != 2) return a;
    id m = graph_child(g, a, 0);
    return graph_op(g, m) == OP_STACK ? eigenvalues_of_two(g, m) : a;
}

bool entries_write_eigenvalues(struct graph *g, id *roots, size_t n)
{
    return !has_arrays(g) || rewrite(g, roots, n, NULL, 0, write_eigenvalues, NULL);
}

/* ---- lists ---- */

static bool is_short(struct graph *g, const id *entries, size_t n)
{
    struct operations known = {0};
    uint64_t total = 0;
    for (size_t i = 0; i < n; i++) total += operations_count(&known, g, entries[i]);
    operations_free(&known, g);
    return total <= MOST_OPERATIONS;
}

static bool write_list(struct graph *g, id *root)
{
    id entries[MOST_ENTRIES], a = *root;
    struct shape_data d = graph_dims(g, a);
    int64_t n = shape_count(&g->shapes, graph_shape(g, a));
    if (n == COUNT_UNKNOWN || n > MOST_ENTRIES || !is_of_lists(g, a)) return true;
    if (!entries_write_eigenvalues(g, &a, 1)) return false;
    for (int64_t i = 0; i < n; i++) entries[i] = d.ndim ? graph_entry(g, a, i) : a;
    if (!entries_write_out(g, entries, (size_t)n)) return !diag_any(g->core);
    if (!simplify(g, entries, (size_t)n)) return false;
    if (is_short(g, entries, (size_t)n)) *root = graph_list(g, entries, d);
    return *root != POISON;
}

bool entries_write_lists(struct graph *g, id *roots, size_t n)
{
    bool ok = true;
    for (size_t i = 0; ok && i < n && has_arrays(g); i++) ok = write_list(g, &roots[i]);
    return ok;
}

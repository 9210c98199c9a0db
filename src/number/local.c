/* local.c - the derivatives of a question at the point, by expansions where formulas do not tell.
 */
#include "number/local.h"
#include "number/numbers.h"

#include "pass/entries.h"

#include <string.h>

/* ---- the question's derivatives ---- */

/* What is differentiated, entry by entry: the rows of the Jacobian. */
static bool push_rows(const struct question *q, struct local_formulas *out)
{
    bool ok = true;
    if (q->differentiated.n == 0)
        for (size_t i = 0; i < q->values.n && ok; i++)
            ok = local_push_entries(q, out, q->values.at[i]);
    for (size_t i = 0; i < q->differentiated.n && ok; i++)
        ok = local_push_entries(q, out, q->differentiated.at[i]);
    return ok;
}

/* Names that are differentiated by in turn: `n` times by the first of them, which begins at place
 * `first` of the order. */
struct run_of_order {
    id leaf;
    size_t first;
    int n;
};

static int order_of(const struct question *q)
{
    if (q->request->command == DCALC_HESSIAN) return 2;
    return q->request->command == DCALC_DIFF ? (int)q->lower_orders.n + 1 : 1;
}

static bool is_mixed(const struct question *q)
{
    for (size_t i = 1; i < q->leaves.n && q->request->command == DCALC_DIFF; i++)
        if (q->leaves.at[i].node != q->leaves.at[0].node) return true;
    return false;
}

static struct run_of_order run_from(const struct question *q, size_t first)
{
    struct run_of_order run = {q->leaves.at[first].node, first, 0};
    while (first < q->leaves.n && q->leaves.at[first].node == run.leaf) first++, run.n++;
    return run;
}

/* The formulas of derivatives hold beside the point, along the leaf, where nothing has a kink. */
static bool holds_beside(struct computation *c, id leaf)
{
    struct local_line line;
    bool ok = local_line_begin(&line, c->q, &c->local, leaf, 0);
    for (int side = -1; side <= 1 && ok; side += 2)
        ok = local_line_guards(&line, &c->q->kinks, side) == LOCAL_SMOOTH;
    local_line_end(&line);
    return ok;
}

/* A mixed derivative of an entry, run by run: by the formula of the derivative before it, and what
 * that is at the point. */
static struct local_verdict judge_mixed(struct computation *c, id value, int64_t entry)
{
    const struct question *q = c->q;
    struct local_verdict verdict = {.state = LOCAL_SMOOTH, .derivative = POISON};
    for (size_t first = 0; first < q->leaves.n && verdict.state == LOCAL_SMOOTH;) {
        struct run_of_order run = run_from(q, first);
        id formula = first ? q->lower_orders.at[first - 1] : value;
        if (first && !holds_beside(c, run.leaf))
            return (struct local_verdict){.state = LOCAL_UNDECIDED};
        verdict = local_judge(c, graph_entry(q->graph, formula, entry), run.leaf, 0, run.n,
                              verdict.derivative);
        first += (size_t)run.n;
    }
    return verdict;
}

/* Judges all rows; the derivative of each. */
static struct local_verdict judge_rows(struct computation *c, const struct local_formulas *rows,
                                       const struct mover *moving, id *derivatives)
{
    const struct question *q = c->q;
    struct local_verdict verdict = {.state = LOCAL_UNDECIDED}, all = {.state = LOCAL_SMOOTH};
    for (size_t i = 0; i < rows->all.n && all.state == LOCAL_SMOOTH; i++) {
        verdict = is_mixed(q) ? judge_mixed(c, q->values.at[0], (int64_t)i)
                              : local_judge(c, rows->all.at[i], q->leaves.at[moving->leaf].node,
                                            moving->entry, order_of(q), POISON);
        derivatives[i] = verdict.derivative;
        verdict.by_quotient |= all.by_quotient;
        verdict.one_sided |= all.one_sided;
        all = verdict;
    }
    return all;
}

/* Which row and column of the Jacobian stands in each place of the answer. */
struct places {
    const struct question *q;
    size_t columns, next;
};

static size_t next_cell(struct places *p)
{
    const struct dcalc_nonzeros *z = p->q->nonzeros;
    size_t at = p->next++, row = 0;
    if (!z) return at;
    while (z->starts[row + 1] <= at) row++;
    return row * p->columns + z->column[at];
}

/* A derivative along the tangents, from those by all entries. */
static id along_tangents(const struct question *q, const id *row)
{
    struct graph *g = q->graph;
    size_t begin = graph_begin(g), at = 0;
    for (size_t i = 0; i < q->tangents.n; i++)
        for (int64_t k = 0; k < local_entries(q, q->tangents.at[i]); k++)
            graph_push(g, graph_mul(g, row[at++], graph_entry(g, q->tangents.at[i], k)),
                       NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* An entry of the answer from the rows' derivatives. Other entries than the moving one do not
 * matter, and are 0. */
static id cell_of(const struct question *q, const struct mover *moving, const id *derivatives,
                  size_t row, size_t column)
{
    size_t columns = leaves_count_entries(q);
    if (moving->n > 1 && q->tangents.n) return along_tangents(q, derivatives + row * columns);
    if (moving->n > 1) return derivatives[row * columns + column];
    bool hessian = q->request->command == DCALC_HESSIAN;
    id d = derivatives[hessian ? 0 : row];
    if (q->tangents.n) /* the answer has no columns */
        return graph_mul(q->graph, d,
                         graph_entry(q->graph, q->tangents.at[moving->leaf], moving->entry));
    if (column != moving->column || (hessian && row != moving->column))
        return graph_int(q->graph, 0);
    return d;
}

/* The answer's arrays of derivatives. */
static bool fill_derivatives(struct computation *c, const struct mover *moving,
                             const id *derivatives)
{
    const struct question *q = c->q;
    struct graph *g = q->graph;
    bool by_name = q->request->command != DCALC_DIFF && q->request->command != DCALC_JVP;
    struct places places = {q, by_name ? leaves_count_entries(q) : 1, 0};
    c->local.derivatives = arena_alloc(&q->core->arena, (q->derivatives.n + 1) * sizeof(id));
    if (!c->local.derivatives) return false;
    for (size_t i = 0; i < q->derivatives.n; i++) {
        shape s = graph_shape(g, q->derivatives.at[i]);
        size_t n = (size_t)shape_count(&g->shapes, s);
        id *entries = mem_array(&q->core->mem, n, sizeof *entries);
        for (size_t k = 0; entries && k < n; k++) {
            size_t cell = next_cell(&places);
            entries[k] =
                cell_of(q, moving, derivatives, cell / places.columns, cell % places.columns);
        }
        c->local.derivatives[i] = entries ? local_array(g, entries, n, s) : POISON;
        mem_free_array(&q->core->mem, entries, n, sizeof *entries);
        if (!c->local.derivatives[i]) return false;
    }
    return true;
}

static struct local_verdict judge_derivatives(struct computation *c)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    struct local_formulas rows = {0};
    struct mover moving = {0};
    struct local_verdict verdict = {.state = LOCAL_UNDECIDED};
    id *leaves = mem_array(mem, q->leaves.n, sizeof *leaves), *derivatives = NULL;
    for (size_t i = 0; leaves && i < q->leaves.n; i++) leaves[i] = q->leaves.at[i].node;
    bool ok = leaves && push_rows(q, &rows);
    size_t n_leaves = is_mixed(q) || q->request->command != DCALC_DIFF ? q->leaves.n : 1;
    ok = ok && (is_mixed(q) || local_moving(q, leaves, n_leaves, rows.all.at, rows.all.n, &moving));
    size_t columns = leaves_count_entries(q),
           room = moving.n > 1 ? (rows.all.n + (order_of(q) == 2 ? columns : 0)) * columns
                               : rows.all.n;
    if (ok && moving.n > 1) verdict.state = LOCAL_SEVERAL;
    if (ok && (moving.n >= 1 || is_mixed(q)) && !q->in_bands) {
        derivatives = mem_array(mem, room, sizeof *derivatives);
        if (derivatives)
            verdict = moving.n > 1
                          ? local_several(c, leaves, q->leaves.n, &rows, order_of(q), derivatives)
                          : judge_rows(c, &rows, &moving, derivatives);
        if (derivatives && verdict.state == LOCAL_SMOOTH &&
            !fill_derivatives(c, &moving, derivatives))
            verdict.state = LOCAL_FAILED;
    }
    mem_free_array(mem, derivatives, room, sizeof *derivatives);
    mem_free_array(mem, leaves, q->leaves.n, sizeof *leaves);
    vec_free(mem, &rows.all);
    return verdict;
}

/* Whether the formulas of the derivatives have these values at the point. */
static bool formulas_agree(struct computation *c)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    size_t n = q->derivatives.n;
    id *there = mem_array(mem, n, sizeof *there);
    bool same = there != NULL;
    if (same && n) memcpy(there, q->derivatives.at, n * sizeof *there);
    same = same && local_put_operations(c, there, n) && bindings_put_in(q, there, n);
    for (size_t i = 0; i < n && same; i++) {
        int64_t count = local_entries(q, there[i]);
        for (int64_t k = 0; k < count && same; k++) {
            id pair[2] = {graph_entry(q->graph, there[i], k),
                          graph_entry(q->graph, c->local.derivatives[i], k)};
            same = entries_write_out(q->graph, pair, 1) &&
                   !graph_node(q->graph, pair[0])->singular &&
                   local_same(q->graph, pair[0], pair[1]) == 1;
        }
    }
    mem_free_array(mem, there, n, sizeof *there);
    return same;
}

/* ---- asked once ---- */

static void ask(struct computation *c)
{
    local_ask_operations(c);
    c->local.verdict = judge_derivatives(c);
    c->local.differs = c->local.derivatives && !formulas_agree(c);
}

const struct local_verdict *local_of_derivatives(struct computation *c)
{
    if (!c->local.asked) local_aside(c, ask);
    c->local.asked = true;
    return &c->local.verdict;
}

void local_free(struct computation *c)
{
    vec_free(&c->q->core->mem, &c->local.operations);
}

/* ---- roots that are right at the point ---- */

/* Derivatives become exact constants, and new weights what follows from them. */
void local_put_derivatives(struct computation *c)
{
    const struct question *q = c->q;
    const id *now = c->local.derivatives;
    struct graph *g = q->graph;
    for (size_t i = 0; now && i < q->derivatives.n; i++)
        c->roots.all.at[c->roots.derivatives + i] = now[i];
    for (size_t i = 0; now && i < q->new_weights.n; i++)
        c->roots.all.at[c->roots.stepped + i] = graph_sub(
            g, bindings_value(q, q->leaves.at[i].node), graph_mul(g, q->learning_rate, now[i]));
}

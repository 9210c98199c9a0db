/* local_operators.c - derivatives by operators of the program, at the point. */
#include "number/local.h"
#include "number/numbers.h"

/* Notes what the derivative is at the point, unless its formula says so. Numbers and names are no
 * formulas, and stand elsewhere too. */
static bool note_operation(struct computation *c, const struct operation *o, const id *entries,
                           size_t n, struct local_operation *out)
{
    struct graph *g = c->q->graph;
    bool same = true;
    for (size_t i = 0; i < n && same; i++) {
        id there = graph_entry(g, o->derivative, (int64_t)i);
        struct local_line line;
        bool begun = local_line_begin(&line, c->q, &c->local, o->x, 0);
        same = begun && local_line_put(&line, &there, 1, true) &&
               !graph_node(g, there = local_line_at(&line, there))->singular &&
               local_same(g, there, entries[i]) == 1;
        if (begun) local_line_end(&line);
    }
    if (same) return true;
    out->here = local_array(g, entries, n, graph_shape(g, o->derivative));
    return op_class(graph_op(g, o->derivative)) != CLASS_LEAF;
}

/* The entries of the operator's result: one row for each entry of f, one column for each of x. Only
 * one column is not 0. */
static bool judge_entries(struct computation *c, const struct operation *o,
                          const struct local_formulas *f, const struct mover *moving, id *entries,
                          struct local_verdict *verdict)
{
    size_t columns = (size_t)local_entries(c->q, o->x);
    for (size_t i = 0; i < f->all.n * columns; i++) {
        entries[i] = graph_int(c->q->graph, 0);
        if (i % columns != moving->column) continue;
        *verdict = local_judge(c, f->all.at[i / columns], o->x, moving->entry, 1, POISON);
        if (verdict->state != LOCAL_SMOOTH) return false;
        entries[i] = verdict->derivative;
    }
    return true;
}

static void judge_operation(struct computation *c, const struct operation *o,
                            struct local_operation *out)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    struct local_formulas f = {0};
    struct mover moving;
    out->verdict = (struct local_verdict){.state = LOCAL_UNDECIDED};
    size_t n = (size_t)local_entries(q, o->derivative);
    id *entries = mem_array(mem, n, sizeof *entries);
    bool ok = entries && local_push_entries(q, &f, o->f) &&
              f.all.n * (size_t)local_entries(q, o->x) == n &&
              local_moving(q, &o->x, 1, f.all.at, f.all.n, &moving);
    if (ok && moving.n > 1) {
        out->verdict = local_several(c, &o->x, 1, &f, 1, entries);
        ok = out->verdict.state == LOCAL_SMOOTH;
    } else {
        ok = ok && moving.n == 1 && judge_entries(c, o, &f, &moving, entries, &out->verdict);
    }
    if (ok && !note_operation(c, o, entries, n, out)) out->verdict.state = LOCAL_UNDECIDED;
    mem_free_array(mem, entries, n, sizeof *entries);
    vec_free(mem, &f.all);
}

/* Those of the innermost come first, so that the others find them. */
static void judge_operations(struct computation *c)
{
    const struct question *q = c->q;
    for (size_t i = 0; i < q->lowering.operations.n; i++) {
        const struct operation *o = &q->lowering.operations.at[i];
        struct local_operation out = {.derivative = o->derivative};
        judge_operation(c, o, &out);
        if (!vec_push(&q->core->mem, &c->local.operations, out)) return;
    }
}

/* Operators' results and what they are at the point, in the arena. */
static bool list_operations(struct computation *c)
{
    struct local *local = &c->local;
    size_t n = local->operations.n;
    local->n_here = 0;
    local->here = arena_alloc(&c->q->core->arena, (n + 1) * sizeof *local->here);
    for (size_t i = 0; local->here && i < n; i++) {
        const struct local_operation *o = &local->operations.at[i];
        if (o->here) local->here[local->n_here++] = (struct replacement){o->derivative, o->here};
    }
    return local->here != NULL;
}

bool local_put_operations(struct computation *c, id *roots, size_t n)
{
    const struct local *local = &c->local;
    return local->n_here == 0 || substitute(c->q->graph, roots, n, local->here, local->n_here);
}

void local_ask_operations(struct computation *c)
{
    if (c->local.asked_operations) return;
    c->local.asked_operations = true;
    judge_operations(c);
    list_operations(c);
}

/* Whether what an operator differentiates has to do with a guard. */
static bool concerns(const struct question *q, const struct operation *o, const struct guard *guard)
{
    struct reach reach = {0};
    bool found =
        graph_reach(q->graph, &o->f, 1, &reach) &&
        (graph_reached(q->graph, guard->subject) || graph_reached(q->graph, guard->condition));
    reach_free(q->graph, &reach);
    return found;
}

/* The worst of those that it concerns. */
struct local_verdict local_of_operators(struct computation *c, const struct guard *guard)
{
    const struct question *q = c->q;
    struct local_verdict verdict = {.state = LOCAL_UNDECIDED};
    bool any = false;
    if (!c->local.asked_operations) local_aside(c, local_ask_operations);
    for (size_t i = 0; i < c->local.operations.n; i++) {
        const struct local_verdict *one = &c->local.operations.at[i].verdict;
        if (guard && !concerns(q, &q->lowering.operations.at[i], guard)) continue;
        if (one->state == LOCAL_KINK) return *one;
        if (!any || one->state != LOCAL_SMOOTH) verdict = *one;
        any = true;
    }
    return verdict;
}

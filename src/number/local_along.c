/* local_along.c - many entries: one of them that moves alone may show that there is no derivative.
 */
#include "number/local.h"
#include "number/numbers.h"

/* How many formulas are looked at. */
enum { MOST_FORMULAS = 64 };

/* The first of the leaves' entries on which the condition depends that fails. Where none is known,
 * the first that a formula depends on may tell. */
static bool find_mover(const struct computation *c, const id *leaves, size_t n,
                       const struct local_formulas *rows, struct mover *out)
{
    id edge = c->local.edge;
    if (!edge) return local_first_mover(c->q, leaves, n, rows->all.at[0], out);
    id condition = graph_entry(c->q->graph, edge, c->local.place % local_entries(c->q, edge));
    return local_first_mover(c->q, leaves, n, condition, out);
}

/* The formulas that stand near the condition come first: often it is the one of the same place. */
bool local_kink_along_one(struct computation *c, const id *leaves, size_t n,
                          const struct local_formulas *rows, struct local_verdict *out)
{
    struct mover moving;
    size_t count = rows->all.n, first = c->local.edge ? (size_t)c->local.place : 0;
    if (!find_mover(c, leaves, n, rows, &moving)) return false;
    for (size_t i = 0; i < count && i < MOST_FORMULAS; i++) {
        id row = rows->all.at[(first + i) % count];
        *out = local_judge(c, row, leaves[moving.leaf], moving.entry, 1, POISON);
        if (out->state == LOCAL_KINK) return true;
    }
    return false;
}

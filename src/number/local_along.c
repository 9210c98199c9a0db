/* local_along.c - many entries: one of them that moves alone may show that there is no derivative.
 */
#include "number/conditions_private.h"
#include "number/local.h"

/* How many conditions that fail, and how many formulas for each, are looked at. */
enum { MOST_CONDITIONS = 4, MOST_FORMULAS = 64 };

/* The first of the leaves' entries on which the condition depends where it fails. */
static bool find_mover(const struct question *q, const id *leaves, size_t n,
                       const struct finding *f, struct mover *out)
{
    int64_t count = local_entries(q, f->guard->condition);
    id condition = graph_entry(q->graph, f->guard->condition, f->entry % count);
    return local_first_mover(q, leaves, n, condition, out);
}

/* Whether a formula has no derivative along that entry. The formulas that stand near the condition
 * come first: often it is the one of the same place. */
static bool has_kink_along(struct computation *c, id leaf, int64_t entry, int64_t place,
                           const struct local_formulas *rows, struct local_verdict *out)
{
    size_t n = rows->all.n;
    for (size_t i = 0; i < n && i < MOST_FORMULAS; i++) {
        *out = local_judge(c, rows->all.at[((size_t)place + i) % n], leaf, entry, 1, POISON);
        if (out->state == LOCAL_KINK) return true;
    }
    return false;
}

/* Where no condition tells which entry matters, the first that a formula depends on may. */
static bool has_kink_somewhere(struct computation *c, const id *leaves, size_t n,
                               const struct local_formulas *rows, struct local_verdict *out)
{
    struct mover moving;
    id row = rows->all.at[0];
    if (!local_first_mover(c->q, leaves, n, row, &moving)) return false;
    *out = local_judge(c, row, leaves[moving.leaf], moving.entry, 1, POISON);
    return out->state == LOCAL_KINK;
}

bool local_kink_along_one(struct computation *c, const id *leaves, size_t n,
                          const struct local_formulas *rows, struct local_verdict *out)
{
    const struct guards *kinks = &c->q->kinks;
    size_t failed = 0;
    for (size_t k = 0; k < kinks->all.n && failed < MOST_CONDITIONS; k++) {
        struct finding f = {&kinks->all.at[k], c->roots.kinks + k * GUARD_PLACES, 0};
        struct mover moving;
        if (guard_check(c, &f) == IS_TRUE || !find_mover(c->q, leaves, n, &f, &moving)) continue;
        failed++;
        if (has_kink_along(c, leaves[moving.leaf], moving.entry, f.entry, rows, out)) return true;
    }
    return failed == 0 && has_kink_somewhere(c, leaves, n, rows, out);
}

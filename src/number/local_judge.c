/* local_judge.c - one scalar formula of the program's names. */
#include "number/local.h"
#include "number/numbers.h"

#include "graph/number_trial.h"

struct local_verdict local_judge(struct computation *c, id formula, id leaf, int64_t entry,
                                 int order, id here)
{
    struct local_line line;
    struct local_verdict verdict = {.state = LOCAL_UNDECIDED};
    id beside = formula, there = formula;
    bool begun = local_line_begin(&line, c->q, &c->local, leaf, entry);
    if (begun && local_line_put(&line, &beside, 1, false) &&
        (here || local_line_put(&line, &there, 1, true)))
        verdict = local_sides(&line, beside, here ? here : local_line_at(&line, there), order);
    if (begun) local_line_end(&line);
    return verdict;
}

id local_array(struct graph *g, const id *entries, size_t n, shape s)
{
    if (s == SHAPE_SCALAR) return entries[0];
    return graph_reshape(g, graph_stack(g, entries, (uint32_t)n), s);
}

void local_aside(struct computation *c, void (*work)(struct computation *))
{
    enum { MOST_DIGITS = 4000 };
    struct core *core = c->q->core;
    struct trial trial;
    trial_begin(&trial, core);
    struct numbers_trial numbers = numbers_try(&c->q->graph->numbers, MOST_DIGITS);
    work(c);
    numbers_tried(&c->q->graph->numbers, numbers);
    trial_end(&trial, core, false);
}

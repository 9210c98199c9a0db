/* watch.c - what is told of the steps of training, and of one that has no answer. */
#include "number/watch.h"

#include <math.h>

/* ---- what a step has done ---- */

static double largest(const struct computation *c, size_t root, double most)
{
    const double *x = eval_slot(&c->doubles, computation_slot(c, root));
    for (int64_t i = 0, n = computation_count(c, root); i < n; i++) most = fmax(most, fabs(x[i]));
    return most;
}

static double add_squares(const struct computation *c, size_t root, double unit, double sum)
{
    const double *x = eval_slot(&c->doubles, computation_slot(c, root));
    for (int64_t i = 0, n = computation_count(c, root); i < n; i++)
        sum += x[i] / unit * (x[i] / unit);
    return sum;
}

/* The Euclidean norm of all entries of some roots, in units of the largest, whose square may be
 * beyond the doubles. */
static double norm(const struct computation *c, size_t begin, size_t end)
{
    double unit = 0, sum = 0;
    for (size_t i = begin; i < end; i++) unit = largest(c, i, unit);
    if (unit == 0) return 0;
    for (size_t i = begin; i < end; i++) sum = add_squares(c, i, unit, sum);
    return unit * sqrt(sum);
}

void watch_loss(struct watch *w, double loss)
{
    w->growing = w->has_loss && loss > w->loss ? w->growing + 1 : 0;
    w->loss = loss;
    w->has_loss = true;
}

bool watch_wants(const struct dcalc_request *rq, int step, bool is_last)
{
    int every = rq->watch_every > 0 ? rq->watch_every : 1;
    return rq->watch && (step % every == 0 || is_last);
}

void watch_step(struct watch *w, const struct computation *c, int step)
{
    const struct dcalc_request *rq = c->q->request;
    const struct root_set *r = &c->roots;
    double loss = *eval_slot(&c->doubles, computation_slot(c, r->values));
    watch_loss(w, loss);
    if (rq->progress) rq->progress(rq->user, step, loss);
    if (!watch_wants(rq, step, step == rq->steps)) return;
    struct dcalc_step done = {step, loss, norm(c, r->derivatives, r->stepped),
                              norm(c, r->stepped, r->guards)};
    rq->watch(rq->user, &done);
}

/* ---- a step without an answer ---- */

bool watch_failed(const struct watch *w, const struct computation *c, int step)
{
    struct core *core = c->q->core;
    if (!core->diags.n || core->diags.at[core->diags.n - 1].kind == KIND_LIMIT) return false;
    bool overflow = core->diags.at[core->diags.n - 1].kind == KIND_OVERFLOW;
    const char *end = overflow ? "overflowed" : "had no value";
    if (w->growing)
        return diag_hint(core, "the loss grew for %d step%s and %s at step %d: try a smaller --lr",
                         w->growing, w->growing > 1 ? "s" : "", end, step);
    if (step > 1 && overflow)
        return diag_hint(core, "the loss %s at step %d: try a smaller --lr", end, step);
    if (!core->diags.at[core->diags.n - 1].hint)
        diag_hint(core, "this is at step %d of %d", step, c->q->request->steps);
    return false;
}

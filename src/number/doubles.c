/* doubles.c - evaluation in doubles: once, or step after step of training.
 *
 * Of a small work every value is kept, and the conditions are looked at one by one. A large one, or
 * one of several steps, keeps what is asked for and an alarm for each condition: a single number
 * that is not 0 where the condition fails somewhere. Only when one goes off, or an output is not
 * finite, is everything kept and looked at. */
#include "number/doubles.h"

#include "number/watch.h"

enum { SMALL = 20000 };

/* ---- alarms ---- */

id guard_alarm(struct graph *g, const struct guard *guard)
{
    id zero = graph_int(g, 0), matters = graph_int(g, 1);
    if (guard->when) {
        shape a = graph_shape(g, guard->condition), b = graph_shape(g, guard->when);
        if (a != b && a != SHAPE_SCALAR && b != SHAPE_SCALAR) return POISON;
        matters = graph_fn2(g, FN_not_equal, guard->when, zero);
    }
    return graph_reduce(g, REDUCE_MAX, graph_where(g, guard->condition, zero, matters), AXIS_ALL);
}

static bool push_alarms(struct computation *c, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        id alarm = guard_alarm(c->q->graph, &guards->all.at[i]);
        if (alarm == POISON || !vec_push(&c->q->core->mem, &c->roots.all, alarm)) return false;
    }
    return true;
}

/* A tape with alarms as further roots. */
static bool add_alarms(struct doubles *d)
{
    struct computation *c = d->c;
    size_t before = c->roots.all.n;
    c->roots.alarms = before;
    d->sparing = push_alarms(c, &c->q->lowering.guards) && push_alarms(c, &c->q->kinks);
    if (diag_any(c->q->core)) return false;
    if (!d->sparing) c->roots.all.n = before; /* shapes that do not go together */
    d->n_alarms = c->roots.all.n - before;
    tape_free(&c->tape);
    return computation_compile(c);
}

/* ---- plans ---- */

static uint32_t *slots_of(const struct doubles *d, size_t root, size_t n)
{
    uint32_t *slots = mem_array(&d->c->q->core->mem, n, sizeof *slots);
    for (size_t i = 0; slots && i < n; i++) slots[i] = computation_slot(d->c, root + i);
    return slots;
}

/* The gradient is kept in the last step alone, if nobody watches its norm, and need not be looked
 * at: one that is not finite leaves no weight finite that it changes. */
static bool make_plan_request(struct doubles *d)
{
    const struct root_set *r = &d->c->roots;
    struct mem *mem = &d->c->q->core->mem;
    size_t n_stepped = r->guards - r->stepped, n = r->guards + d->n_alarms, at = 0;
    d->keep = mem_array(mem, n, sizeof *d->keep);
    d->off = mem_array(mem, d->n_alarms, sizeof *d->off);
    d->stepped = slots_of(d, r->stepped, n_stepped);
    d->weights = mem_array(mem, n_stepped, sizeof *d->weights);
    if (!d->keep || !d->off || !d->stepped || !d->weights) return false;
    bool moves = n_stepped > 0;
    for (size_t i = 0; i < n_stepped; i++) {
        d->weights[i] = tape_slot(&d->c->tape, d->c->q->leaves.at[i].node);
        moves = moves && d->weights[i] != d->stepped[i];
    }
    for (size_t i = r->values; i < r->derivatives; i++) d->keep[at++] = computation_slot(d->c, i);
    for (size_t i = r->stepped; i < r->guards; i++) d->keep[at++] = computation_slot(d->c, i);
    d->last.n_watched = moves ? at : n;
    for (size_t i = 0; i < d->n_alarms; i++) d->keep[at++] = computation_slot(d->c, r->alarms + i);
    d->last.n_keep = n;
    d->last.keep = d->sparing ? d->keep : NULL;
    d->others = d->last;
    d->others.many_runs = true;
    if (moves) d->others.n_keep = at;
    for (size_t i = r->derivatives; i < r->stepped; i++) d->keep[at++] = computation_slot(d->c, i);
    if (d->c->q->request->watch) d->others.n_keep = at;
    return true;
}

/* ---- one run ---- */

static bool is_alarmed(const struct doubles *d, size_t alarm)
{
    const struct computation *c = d->c;
    return *eval_slot(&c->doubles, computation_slot(c, c->roots.alarms + alarm)) != 0;
}

static bool is_calm(const struct doubles *d)
{
    const struct computation *c = d->c;
    for (size_t i = 0; i < d->n_alarms; i++)
        if (!d->off[i] && is_alarmed(d, i)) return false;
    return eval_is_finite(&c->doubles, d->planned);
}

/* Gives the inputs that are lent their values. */
static void lend(struct doubles *d)
{
    struct evaluation *e = &d->c->doubles;
    for (size_t i = 0; i < d->n_lent; i++) {
        const struct lent *lent = &d->lent[i];
        if (e->values)
            *eval_slot(e, lent->slot) = *lent->values;
        else
            eval_lend(e, lent->slot, lent->values);
    }
}

static bool plan(struct doubles *d, const struct plan_request *request)
{
    if (d->planned == request) return true;
    d->planned = NULL;
    if (!eval_plan(&d->c->doubles, request)) return false;
    d->planned = request;
    return true;
}

/* Keeps everything and looks at it. What may be passed over, as kinks in training, raises no alarm
 * again. */
static bool look_closely(struct doubles *d)
{
    struct computation *c = d->c;
    for (size_t i = 0; i < d->n_alarms; i++) d->off[i] = d->off[i] || is_alarmed(d, i);
    d->planned = NULL;
    if (!eval_plan(&c->doubles, &(struct plan_request){0})) return false;
    lend(d);
    return eval_run(&c->doubles) && conditions_check(c) == IS_TRUE;
}

static bool run(struct doubles *d, const struct plan_request *request)
{
    struct computation *c = d->c;
    if (!plan(d, request)) return false;
    lend(d);
    if (!eval_run_told(&c->doubles, d->told, d->user)) return false;
    if (!d->sparing) return conditions_check(c) == IS_TRUE;
    return is_calm(d) || look_closely(d);
}

/* ---- steps of training ---- */

/* The weights are the tape's inputs; they begin as the point says. */
static bool bind_weights(struct doubles *d)
{
    struct computation *c = d->c;
    const struct question *q = c->q;
    size_t n = q->new_weights.n;
    uint32_t *start = mem_array(&q->core->mem, n, sizeof *start);
    bool ok = start != NULL;
    for (size_t i = 0; ok && i < n; i++)
        start[i] = tape_slot(&c->tape, bindings_value(q, q->leaves.at[i].node));
    ok = ok && eval_plan(&c->doubles, &(struct plan_request){.keep = start, .n_keep = n}) &&
         eval_run(&c->doubles) && eval_become(&c->doubles, d->weights, start, n);
    mem_free_array(&q->core->mem, start, n, sizeof *start);
    return ok;
}

static bool train(struct doubles *d)
{
    if (!bind_weights(d)) return false;
    struct watch watch = {0};
    int steps = d->c->q->request->steps;
    for (int k = 0; k < steps; k++) {
        atomic_store(&d->c->q->core->work, 0); /* each step may be large, and they may be many */
        size_t n =
            d->c->q->new_weights.n; /* what a step has made becomes the weights of the next */
        if (k > 0 && !eval_become(&d->c->doubles, d->weights, d->stepped, n)) return false;
        if (!run(d, k + 1 < steps ? &d->others : &d->last))
            return watch_failed(&watch, d->c, k + 1);
        if (d->c->local.pending) return true;
        watch_step(&watch, d->c, k + 1);
    }
    return true;
}

bool doubles_open(struct doubles *d, struct computation *c, bool sparing)
{
    *d = (struct doubles){.c = c};
    return (!sparing || add_alarms(d)) && make_plan_request(d) &&
           eval_init(&c->doubles, &c->tape, (unsigned)c->q->request->threads);
}

bool doubles_next(struct doubles *d)
{
    return run(d, &d->others);
}

void doubles_close(struct doubles *d)
{
    struct mem *mem = &d->c->q->core->mem;
    size_t n_stepped = d->c->roots.guards - d->c->roots.stepped;
    mem_free_array(mem, d->keep, d->c->roots.guards + d->n_alarms, sizeof *d->keep);
    mem_free_array(mem, d->off, d->n_alarms, sizeof *d->off);
    mem_free_array(mem, d->stepped, n_stepped, sizeof *d->stepped);
    mem_free_array(mem, d->weights, n_stepped, sizeof *d->weights);
}

bool doubles_run(struct computation *c)
{
    int steps = c->q->request->steps;
    struct doubles d;
    bool ok = doubles_open(&d, c, steps > 1 || c->tape.n_values > SMALL);
    ok = ok && (steps > 1 ? train(&d) : run(&d, &d.last));
    doubles_close(&d);
    return ok;
}

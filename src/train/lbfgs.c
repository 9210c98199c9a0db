/* lbfgs.c - steps of the limited-memory BFGS method without a line search, as torch.optim.LBFGS
 * takes them (Nocedal 1980; Liu and Nocedal 1989; Minka 2012): up to max_iter moves at one batch.
 */
#include "train/train_private.h"

#include "eval/block.h"

#include <math.h>
#include <string.h>

/* Which numbers it remembers; after them the reciprocals of y.s of each pair. */
enum { PAIRS, OLDEST, SCALE, LENGTH, MOVES, RECIPROCALS };

/* Which arrays: the direction, the gradient before, then the changes y of the gradient and s of the
 * weights, in rings. */
enum { DIRECTION, BEFORE, CHANGES };

static size_t history(const struct optimizer *o)
{
    return (size_t)o->settings[LBFGS_HISTORY];
}

static const char *name_of(struct question *q, const char *what, size_t i)
{
    struct str text = {.mem = &q->core->mem};
    str_putf(&text, "%s%zu", what, i);
    return str_settle(&text, &q->core->arena);
}

bool lbfgs_begin(struct optimizer *o, struct question *q)
{
    size_t n = history(o);
    o->n_numbers = RECIPROCALS + n;
    o->numbers = arena_alloc(&q->core->arena, (o->n_numbers + n) * sizeof *o->numbers);
    if (!o->numbers || !states_make_room(o, q, CHANGES + 2 * n) || !states_add(o, q, "direction") ||
        !states_add(o, q, "gradient_before"))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!states_add(o, q, name_of(q, "y", i)) || !states_add(o, q, name_of(q, "s", i)))
            return false;
    o->numbers[SCALE] = 1;
    return true;
}

/* ---- arithmetic ---- */

static double dot(const struct optimizer *o, const double *x, const double *y)
{
    return block_kernels()->dot(x, y, o->n);
}

static void add(const struct optimizer *o, double *out, const double *x, double a)
{
    block_kernels()->add_scaled(out, x, a, o->n);
}

static double largest(const struct optimizer *o, const double *x)
{
    double most = 0;
    for (size_t i = 0; i < o->n; i++) most = fmax(most, fabs(x[i]));
    return most;
}

/* ---- the direction ---- */

/* The ring's place of pair i, from the oldest. */
static size_t place(const struct optimizer *o, size_t i)
{
    return ((size_t)o->numbers[OLDEST] + i) % history(o);
}

static double *change_of_gradient(const struct optimizer *o, size_t place)
{
    return o->states[CHANGES + 2 * place];
}

static double *change_of_weights(const struct optimizer *o, size_t place)
{
    return o->states[CHANGES + 2 * place + 1];
}

/* The newest pair takes the place of the oldest, if it is of positive curvature. */
static void remember(struct optimizer *o, const double *g)
{
    double *numbers = o->numbers, ys = 0, yy = 0;
    bool full = (size_t)numbers[PAIRS] == history(o);
    size_t at = place(o, full ? 0 : (size_t)numbers[PAIRS]);
    const double *d = o->states[DIRECTION], *before = o->states[BEFORE];
    for (size_t i = 0; i < o->n; i++) {
        double y = g[i] - before[i];
        ys += y * (d[i] * numbers[LENGTH]);
        yy += y * y;
    }
    if (!(ys > 1e-10)) return;
    for (size_t i = 0; i < o->n; i++) {
        change_of_gradient(o, at)[i] = g[i] - before[i];
        change_of_weights(o, at)[i] = d[i] * numbers[LENGTH];
    }
    numbers[RECIPROCALS + at] = 1 / ys;
    numbers[SCALE] = ys / yy;
    if (full)
        numbers[OLDEST] = (double)place(o, 1);
    else
        numbers[PAIRS]++;
}

/* d = -H g by the two loops. The factors of the first stand in `factors`, by place. */
static void turn(struct optimizer *o, const double *g, double *factors)
{
    double *d = o->states[DIRECTION];
    const double *numbers = o->numbers;
    size_t pairs = (size_t)numbers[PAIRS];
    for (size_t i = 0; i < o->n; i++) d[i] = -g[i];
    for (size_t i = pairs; i-- > 0;) {
        size_t at = place(o, i);
        factors[at] = dot(o, change_of_weights(o, at), d) * numbers[RECIPROCALS + at];
        add(o, d, change_of_gradient(o, at), -factors[at]);
    }
    for (size_t i = 0; i < o->n; i++) d[i] *= numbers[SCALE];
    for (size_t i = 0; i < pairs; i++) {
        size_t at = place(o, i);
        double back = dot(o, change_of_gradient(o, at), d) * numbers[RECIPROCALS + at];
        add(o, d, change_of_weights(o, at), factors[at] - back);
    }
}

/* ---- a step ---- */

/* The first move is short, as nothing is known of the curvature. */
static double first_length(const struct optimizer *o, const double *g, double rate)
{
    double sum = 0;
    for (size_t i = 0; i < o->n; i++) sum += fabs(g[i]);
    return fmin(1, 1 / sum) * rate;
}

/* Moves once. False if the direction does not lead down. */
static bool move_once(struct optimizer *o, struct update *m, double *factors)
{
    double *numbers = o->numbers, *d = o->states[DIRECTION];
    bool first = numbers[MOVES]++ == 0;
    if (!first) remember(o, m->g);
    turn(o, m->g, factors);
    memcpy(o->states[BEFORE], m->g, o->n * sizeof *m->g);
    numbers[LENGTH] = first ? first_length(o, m->g, m->rate) : m->rate;
    if (dot(o, m->g, d) > -o->settings[LBFGS_TOLERANCE_CHANGE]) return false;
    add(o, m->w, d, numbers[LENGTH]);
    return true;
}

static bool search(struct optimizer *o, struct update *m, double *factors)
{
    const double *s = o->settings;
    int most = (int)s[LBFGS_MAX_ITER], most_losses = most * 5 / 4;
    for (int i = 1; largest(o, m->g) > s[LBFGS_TOLERANCE_GRAD]; i++) {
        double before = m->loss;
        if (!move_once(o, m, factors) || i == most) return true;
        if (!m->elsewhere.compute(m->elsewhere.user, &m->loss, m->g)) return false;
        if (i + 1 >= most_losses) return true;
        if (largest(o, o->states[DIRECTION]) * fabs(o->numbers[LENGTH]) <=
                s[LBFGS_TOLERANCE_CHANGE] ||
            fabs(m->loss - before) < s[LBFGS_TOLERANCE_CHANGE])
            return true;
    }
    return true;
}

bool lbfgs_step(struct optimizer *o, struct update *m)
{
    /* The factors of a turn are needed in it alone: behind the numbers that are kept. */
    return search(o, m, o->numbers + RECIPROCALS + history(o));
}

/* losses.c - the losses of all entries of a run, step after step. */
#include "eval/matrix.h"
#include "eval/underflow.h"

#include "graph/move.h"
#include "graph/scan.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <string.h>

/* One step at work. */
struct task {
    struct losses *l;
    const struct code *code;
    const struct code_step *step;
    const uint32_t *args;
    const double *values; /* of the result */
    int64_t n;
    double *out; /* its losses */
};

static struct mem *mem_of(const struct losses *l)
{
    return &l->e->tape->g->core->mem;
}

static int64_t count_of(const struct task *t, uint32_t step)
{
    return shape_count(&t->code->tape->g->shapes, t->code->steps.at[step].shape);
}

static const double *values_of(const struct losses *l, uint32_t step)
{
    return eval_step(l->e, step);
}

static double loss_at(const struct task *t, uint32_t k, int64_t i)
{
    const double *losses = t->l->of_step[t->args[k]];
    return losses ? losses[i] : 0;
}

static bool has_losses(const struct task *t)
{
    for (uint32_t k = 0; k < t->step->n; k++)
        if (t->l->of_step[t->args[k]]) return true;
    return false;
}

static double largest(const double *x, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; x && i < n; i++) most = fmax(most, fabs(x[i]));
    return most;
}

static double total(const double *x, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; x && i < n; i++) sum += fabs(x[i]);
    return sum;
}

/* ---- elementwise ---- */

static int64_t place_of(const struct task *t, uint32_t k, int64_t i)
{
    const struct shapes *shapes = &t->code->tape->g->shapes;
    shape from = t->code->steps.at[t->args[k]].shape;
    if (from == t->step->shape) return i;
    return shape_unstretch(shape_get(shapes, t->step->shape), shape_get(shapes, from), i);
}

static bool elementwise(struct task *t)
{
    struct losses *l = t->l;
    uint32_t n = t->step->n;
    bool any = has_losses(t);
    for (int64_t i = 0; i < t->n; i++) {
        if (!any && !underflow_may_begin(t->step, t->values[i])) continue;
        for (uint32_t k = 0; k < n; k++) {
            int64_t place = place_of(t, k, i);
            l->x[k] = values_of(l, t->args[k])[place];
            l->x_losses[k] = loss_at(t, k, place);
        }
        t->out[i] = underflow_of_step(t->code, t->step, t->values[i], l->x, l->x_losses);
        if ((i & 1023) == 0 && !core_go_on_slow(t->code->tape->g->core)) return false;
    }
    return true;
}

/* ---- moves and sums ---- */

static void move(struct task *t)
{
    const struct code_step *s = t->step;
    struct shape_data to = shape_get(&t->code->tape->g->shapes, s->shape);
    struct moving moving = moving_start(s->op, s->data, t->args + s->n, to);
    for (uint32_t k = 0; k < s->n; k++) {
        struct move m = moving_next(&moving, code_dims(t->code, t->args[k]));
        const double *x = t->l->of_step[t->args[k]];
        for (struct move_run r = move_first(&m); x && r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++)
                t->out[r.to + i * r.to_step] = x[r.from + i * r.from_step];
    }
}

/* What is gathered is one of them, what is scattered at most their sum. */
static void gather(struct task *t)
{
    double all = 0;
    for (uint32_t k = 0; k < t->step->n; k++)
        all += total(t->l->of_step[t->args[k]], count_of(t, t->args[k]));
    for (int64_t i = 0; i < t->n; i++) t->out[i] = all;
}

/* A maximum, and the logarithm of a sum of exponentials, is off by at most the sum, too. */
static void reduce(struct task *t)
{
    const double *x = t->l->of_step[t->args[0]];
    int64_t n = count_of(t, t->args[0]), columns = shape_columns(code_dims(t->code, t->args[0]));
    bool all = t->step->op == OP_TRACE || t->step->data == AXIS_ALL;
    for (int64_t i = 0; x && i < n; i++)
        t->out[all ? 0 : t->step->data == 0 ? i % columns : i / columns] += x[i];
}

/* ---- products of arrays ---- */

/* The factors of a product: rows by inner and inner by columns. */
struct factors {
    const double *a, *b, *a_losses, *b_losses;
    int64_t rows, inner, columns;
};

static struct factors factors_of(const struct task *t)
{
    struct shape_data a = code_dims(t->code, t->args[0]), b = code_dims(t->code, t->args[1]);
    struct factors f = {values_of(t->l, t->args[0]),
                        values_of(t->l, t->args[1]),
                        t->l->of_step[t->args[0]],
                        t->l->of_step[t->args[1]],
                        1,
                        1,
                        1};
    if (t->step->op == OP_OUTER) {
        f.rows = a.d[0];
        f.columns = b.d[0];
        return f;
    }
    f.inner = b.d[0];
    f.rows = a.ndim == 2 ? a.d[0] : 1;
    f.columns = b.ndim == 2 ? b.d[1] : 1;
    return f;
}

static double of_entry(const struct factors *f, int64_t i, int64_t j)
{
    double loss = 0;
    for (int64_t k = 0; k < f->inner; k++) {
        double a = f->a[i * f->inner + k], b = f->b[k * f->columns + j];
        double la = f->a_losses ? f->a_losses[i * f->inner + k] : 0,
               lb = f->b_losses ? f->b_losses[k * f->columns + j] : 0;
        if ((a == 0 && la == 0) || (b == 0 && lb == 0)) continue;
        if (la > 0) loss += la * (fabs(b) + lb * 0x1p-1074);
        if (lb > 0) loss += lb * fabs(a);
        loss += fabs(a * b) < DBL_MIN;
    }
    return loss;
}

/* Entry by entry where a bound for all of them is not enough. */
static bool multiply(struct task *t)
{
    struct factors f = factors_of(t);
    int64_t na = f.rows * f.inner, nb = f.inner * f.columns;
    double inner = (double)f.inner,
           bound = inner * (1 + largest(f.a, na) * largest(f.b_losses, nb) +
                            (largest(f.b, nb) + largest(f.b_losses, nb) * 0x1p-1074) *
                                largest(f.a_losses, na));
    for (int64_t i = 0; i < t->n; i++) {
        t->out[i] = underflow_settled(bound, t->values[i]);
        if (t->out[i] == 0) continue;
        t->out[i] = underflow_settled(of_entry(&f, i / f.columns, i % f.columns), t->values[i]);
        if (!core_go_on_slow(t->code->tape->g->core)) return false;
    }
    return true;
}

/* ---- running sums and products ---- */

static void scan(struct task *t)
{
    struct scan_rule rule = scan_rule(t->step->op);
    struct scan_line line =
        scan_line(shape_get(&t->code->tape->g->shapes, t->step->shape), t->step->data);
    for (int64_t i = 0; i < t->n; i++) {
        double loss = rule.addend == NO_ARGUMENT ? 0 : loss_at(t, (uint32_t)rule.addend, i);
        if (scan_begins(line, i)) {
            t->out[i] = underflow_settled(loss_at(t, scan_first(rule), i), t->values[i]);
            continue;
        }
        double before = t->values[i - line.step], before_loss = t->out[i - line.step];
        if (rule.multiplier == NO_ARGUMENT) {
            t->out[i] = underflow_settled(loss + before_loss, t->values[i]);
            continue;
        }
        double m = values_of(t->l, t->args[rule.multiplier])[i],
               m_loss = loss_at(t, (uint32_t)rule.multiplier, i);
        struct factors f = {&m, &before, &m_loss, &before_loss, 1, 1, 1};
        t->out[i] = underflow_settled(loss + of_entry(&f, 0, 0), t->values[i]);
    }
}

/* ---- linear algebra ---- */

/* Elimination and its kin err by rounding as if the matrix were off by a little, measured by its
 * largest entry. What is lost matters only where it is not less than that. */
static bool is_within_rounding(const struct task *t, uint32_t k)
{
    int64_t n = count_of(t, t->args[k]);
    double size = largest(values_of(t->l, t->args[k]), n),
           loss = largest(t->l->of_step[t->args[k]], n);
    return loss == 0 || loss * 0x1p-1014 < size;
}

static bool is_minute(const struct task *t, uint32_t k)
{
    double size = largest(values_of(t->l, t->args[k]), count_of(t, t->args[k]));
    return size > 0 && size < 0x1p-400;
}

/* The step is run once more, as only the processor knows whether numbers on its way were too
 * small. */
static bool algebra(struct task *t, uint32_t step)
{
    bool lost = false;
    feclearexcept(FE_UNDERFLOW);
    if (!eval_call(t->l->e, step)) return false;
    bool happened = fetestexcept(FE_UNDERFLOW);
    for (uint32_t k = 0; k < t->step->n; k++)
        lost |= !is_within_rounding(t, k) || (happened && is_minute(t, k));
    for (int64_t i = 0; i < t->n; i++)
        t->out[i] = lost || !isfinite(t->values[i])            ? INFINITY
                    : happened && fabs(t->values[i]) < DBL_MIN ? 1
                                                               : 0;
    return true;
}

/* ---- all steps ---- */

static bool array_step(struct task *t, uint32_t step)
{
    switch (op_class(t->step->op)) {
    case CLASS_LEAF: return true;
    case CLASS_MOVE: return move(t), true;
    case CLASS_GATHER: return gather(t), true;
    case CLASS_REDUCTION: return reduce(t), true;
    case CLASS_BILINEAR: return multiply(t);
    case CLASS_SCAN: return scan(t), true;
    default: return algebra(t, step);
    }
}

static bool find_step(struct losses *l, uint32_t step)
{
    const struct code *code = &l->e->code;
    const struct code_step *s = &code->steps.at[step];
    struct task t = {.l = l, .code = code, .step = s, .args = code_args(code, s)};
    if (s->kind == CODE_INPUT) return true;
    t.n = count_of(&t, step);
    t.values = values_of(l, step);
    t.out = mem_array(mem_of(l), (size_t)t.n, sizeof *t.out);
    if (!t.out) return false;
    bool ok = s->kind == CODE_ARRAY ? array_step(&t, step) : elementwise(&t);
    for (int64_t i = 0; i < t.n && ok && s->kind == CODE_ARRAY; i++)
        t.out[i] = underflow_settled(t.out[i], t.values[i]);
    if (largest(t.out, t.n) > 0)
        l->of_step[step] = t.out;
    else
        mem_free_array(mem_of(l), t.out, (size_t)t.n, sizeof *t.out);
    return ok;
}

bool losses_find(struct losses *l, struct evaluation *e)
{
    *l = (struct losses){.e = e};
    struct mem *mem = mem_of(l);
    for (size_t i = 0; i < e->code.steps.n; i++)
        if (e->code.steps.at[i].n > l->room) l->room = e->code.steps.at[i].n;
    l->of_step = mem_array(mem, e->code.steps.n, sizeof *l->of_step);
    l->x = mem_array(mem, l->room, sizeof *l->x);
    l->x_losses = mem_array(mem, l->room, sizeof *l->x_losses);
    bool ok = l->of_step && l->x && l->x_losses;
    for (uint32_t i = 0; ok && i < e->code.steps.n; i++)
        ok = find_step(l, i) && core_go_on(e->tape->g->core);
    eval_forget(e);
    return ok;
}

void losses_free(struct losses *l)
{
    if (!l->e) return;
    struct mem *mem = mem_of(l);
    const struct code *code = &l->e->code;
    for (size_t i = 0; l->of_step && i < code->steps.n; i++)
        if (l->of_step[i])
            mem_free_array(mem, l->of_step[i],
                           (size_t)shape_count(&code->tape->g->shapes, code->steps.at[i].shape),
                           sizeof **l->of_step);
    mem_free_array(mem, l->of_step, code->steps.n, sizeof *l->of_step);
    mem_free_array(mem, l->x, l->room, sizeof *l->x);
    mem_free_array(mem, l->x_losses, l->room, sizeof *l->x_losses);
}

const double *losses_of_slot(const struct losses *l, uint32_t slot)
{
    return l->of_step[l->e->code.of_slot[slot]];
}

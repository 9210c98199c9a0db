/* modes.c - a gradient by reverse mode, entry by entry beside forward mode in doubles and beside
 * central difference quotients, (f(x + h) - f(x - h))/(2h), in intervals of so many bits that they
 * have more right digits than a double: these know nothing of rules of differentiation. */
#include "eval/eval.h"
#include "judge/judge_private.h"
#include "pass/derive.h"

#include <math.h>
#include <string.h>

/* The step is 2^-STEP of a coordinate's size, so that the quotient is right to about twice as many
 * bits; the operands lose STEP of BITS by cancellation. */
enum { BITS = 384, STEP = 96 };
/* What may be done in all, in operations on single entries: in intervals, in doubles. */
static const double INTERVAL_WORK = 2e7, DOUBLE_WORK = 2e8;
/* What may be lost, in parts of an array's largest entry. */
static const double TOLERANCE = 1e-9;

static const struct span nowhere = {0, 0, 0};

struct modes {
    struct question *q;
    struct graph *g;
    struct answer *answer;
    id *leaves;     /* n of them */
    size_t n, most; /* most: entries of a name that are looked at */
    struct tape reverse, forward, value, point;
    struct evaluation by_reverse, by_forward;
    struct intervals around, at; /* the value beside the point; the point */
    id *tangents, tangent;       /* variables in place of directions; the value's derivative */
    struct dcalc_compared *all;
    bool equal;
};

static int64_t count_of(const struct modes *m, size_t i)
{
    return shape_count(&m->g->shapes, graph_shape(m->g, m->leaves[i]));
}

/* ---- tapes ---- */

static bool find_leaves(struct modes *m)
{
    const struct question *q = m->q;
    m->n = q->leaves.n;
    m->leaves = arena_alloc(&q->core->arena, (m->n + 1) * sizeof *m->leaves);
    for (size_t i = 0; m->leaves && i < m->n; i++) {
        const struct leaf *leaf = &q->leaves.at[i];
        m->leaves[i] = leaf->node;
        if (graph_op(m->g, leaf->node) == OP_VARIABLE && bindings_value(q, leaf->node) != POISON)
            continue;
        diag_error(q->core, KIND_NAME, nowhere, "'%s' has no value to step away from", leaf->name);
        return diag_hint(q->core, "choose names of --at with --wrt");
    }
    return m->leaves;
}

static bool make_tangents(struct modes *m)
{
    struct core *core = m->q->core;
    m->tangents = arena_alloc(&core->arena, (m->n + 1) * sizeof *m->tangents);
    for (size_t i = 0; m->tangents && i < m->n; i++) {
        const char *name = local_text(m->q, "the direction of %s", m->q->leaves.at[i].name);
        uint32_t interned = names_intern(&core->names, &core->arena, name, strlen(name));
        if (interned == NAME_NONE) return false;
        m->tangents[i] = graph_variable(m->g, interned, graph_shape(m->g, m->leaves[i]));
    }
    if (m->tangents)
        m->tangent = derive_jvp(m->g, m->q->values.at[0], m->leaves, m->tangents, m->n);
    return m->tangents && m->tangent != POISON;
}

static bool compile(struct modes *m, struct tape *tape, const id *roots, size_t n, const id *inputs)
{
    struct tape_source source = {roots,         n,      m->q->bound.at,
                                 m->q->bound.n, inputs, inputs ? m->n : 0};
    return tape_compile(tape, m->g, &source);
}

/* The values of the leaves, which intervals around them start from. */
static bool compile_point(struct modes *m)
{
    id *values = arena_alloc(&m->q->core->arena, (m->n + 1) * sizeof *values);
    for (size_t i = 0; values && i < m->n; i++) values[i] = bindings_value(m->q, m->leaves[i]);
    return values && compile(m, &m->point, values, m->n, NULL) &&
           intervals_init(&m->at, &m->point) && intervals_run(&m->at, BITS);
}

static bool plan(struct evaluation *e, const struct tape *tape)
{
    return eval_init(e, tape, 1) && eval_plan(e, &(struct plan_request){0});
}

static bool prepare(struct modes *m)
{
    const struct question *q = m->q;
    return find_leaves(m) && make_tangents(m) && compile_point(m) &&
           compile(m, &m->reverse, q->derivatives.at, q->derivatives.n, NULL) &&
           compile(m, &m->forward, &m->tangent, 1, m->tangents) &&
           compile(m, &m->value, q->values.at, 1, m->leaves) && plan(&m->by_reverse, &m->reverse) &&
           eval_run(&m->by_reverse) && plan(&m->by_forward, &m->forward) &&
           intervals_init(&m->around, &m->value) && intervals_set_precision(&m->around, BITS);
}

/* ---- forward mode ---- */

/* Nothing moves but entry `entry` of leaf i. False if time or memory ran out. */
static bool run_forward(struct modes *m, size_t i, size_t entry, double *out)
{
    struct evaluation *e = &m->by_forward;
    for (size_t k = 0; k < m->n; k++) {
        if (!tape_has(&m->forward, m->tangents[k])) continue;
        double *x = eval_slot(e, tape_slot(&m->forward, m->tangents[k]));
        memset(x, 0, (size_t)count_of(m, k) * sizeof *x);
        if (k == i) x[entry] = 1;
    }
    if (!eval_run(e)) return false;
    *out = eval_slot(e, tape_slot(&m->forward, m->tangent))[0];
    return true;
}

/* ---- difference quotients ---- */

static mpfi_ptr moved_entry(struct modes *m, size_t i, size_t entry)
{
    return intervals_slot(&m->around, tape_slot(&m->value, m->leaves[i]))[entry];
}

static mpfi_srcptr entry_at_point(const struct modes *m, size_t i, size_t entry)
{
    id value = bindings_value(m->q, m->leaves[i]);
    return intervals_slot(&m->at, tape_slot(&m->point, value))[entry];
}

static void put_point(struct modes *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (int64_t k = 0; tape_has(&m->value, m->leaves[i]) && k < count_of(m, i); k++)
            mpfi_set(moved_entry(m, i, (size_t)k), entry_at_point(m, i, (size_t)k));
}

/* The value with one entry moved by a signed step. */
static bool value_beside(struct modes *m, size_t i, size_t entry, mpfr_srcptr step, mpfi_ptr out)
{
    mpfi_add_fr(moved_entry(m, i, entry), entry_at_point(m, i, entry), step);
    if (!intervals_run(&m->around, BITS)) return false;
    mpfi_set(out, intervals_slot(&m->around, tape_slot(&m->value, m->q->values.at[0]))[0]);
    return true;
}

/* The quotient as a double; nan where the value is not bounded beside the point. */
static bool run_difference(struct modes *m, size_t i, size_t entry, double *out)
{
    mpfr_t step;
    mpfi_t up, down;
    *out = 0;
    if (!tape_has(&m->value, m->leaves[i])) return true;
    mpfr_init2(step, BITS);
    mpfi_init2(up, BITS), mpfi_init2(down, BITS);
    mpfi_srcptr x = entry_at_point(m, i, entry);
    long size = mpfr_regular_p(&x->right) ? (long)mpfr_get_exp(&x->right) : 0;
    mpfr_set_si_2exp(step, 1, (size > 0 ? size : 0) - STEP, MPFR_RNDN);
    bool ok = value_beside(m, i, entry, step, up);
    mpfr_neg(step, step, MPFR_RNDN);
    ok = ok && value_beside(m, i, entry, step, down);
    mpfi_sub(up, up, down);
    mpfi_div_fr(up, up, step);
    mpfi_div_si(up, up, -2);
    if (ok) *out = mpfi_bounded_p(up) ? mpfi_get_d(up) : NAN;
    mpfi_set(moved_entry(m, i, entry), x);
    mpfi_clear(up), mpfi_clear(down);
    mpfr_clear(step);
    return ok;
}

/* ---- side by side ---- */

static double ulps(double off, double right)
{
    double step = nextafter(fabs(right), INFINITY) - fabs(right);
    return off == 0 ? 0 : off / step;
}

/* Numbers of one entry, and how far the two modes are off. */
struct trio {
    double reverse, forward, difference, reverse_off, forward_off;
};

static bool look_at_entry(struct modes *m, size_t i, size_t entry, struct trio *out)
{
    uint32_t slot = tape_slot(&m->reverse, m->q->derivatives.at[i]);
    out->reverse = eval_slot(&m->by_reverse, slot)[entry];
    if (!run_forward(m, i, entry, &out->forward) || !run_difference(m, i, entry, &out->difference))
        return false;
    if (isnan(out->difference)) {
        diag_error(m->q->core, KIND_UNDECIDED, nowhere,
                   "the value is not bounded beside the point, where '%s' moves",
                   m->q->leaves.at[i].name);
        return diag_hint(m->q->core, "choose a point inside the domain");
    }
    out->reverse_off = fabs(out->reverse - out->difference);
    out->forward_off = fabs(out->forward - out->difference);
    return core_go_on(m->q->core);
}

static void keep_worst(struct modes *m, size_t i, size_t entry, const struct trio *t)
{
    struct dcalc_compared *c = &m->all[i];
    double worst = fmax(c->reverse_off, c->forward_off);
    if (c->compared++ && fmax(t->reverse_off, t->forward_off) <= worst) return;
    const char *name = judge_entry(m->q, c->name, graph_dims(m->g, m->leaves[i]), entry);
    *c = (struct dcalc_compared){c->name,
                                 c->count,
                                 c->compared,
                                 answer_text(m->answer, name),
                                 t->difference,
                                 t->reverse,
                                 t->forward,
                                 t->reverse_off,
                                 t->forward_off,
                                 ulps(t->reverse_off, t->difference),
                                 ulps(t->forward_off, t->difference)};
}

/* Every entry, or as many as there is time for, spread over the array. */
static bool compare_name(struct modes *m, size_t i)
{
    size_t count = (size_t)count_of(m, i), looked = count < m->most ? count : m->most;
    double largest = 0;
    m->all[i] = (struct dcalc_compared){.name = answer_text(m->answer, m->q->leaves.at[i].name),
                                        .count = count};
    for (size_t k = 0; k < looked; k++) {
        size_t entry = (size_t)((double)k * (double)count / (double)looked);
        struct trio trio = {0};
        if (!look_at_entry(m, i, entry, &trio)) return false;
        largest = fmax(largest, fmax(fabs(trio.difference), fabs(trio.reverse)));
        keep_worst(m, i, entry, &trio);
    }
    m->equal &= fmax(m->all[i].reverse_off, m->all[i].forward_off) <= TOLERANCE * largest;
    return true;
}

static size_t most_entries(const struct modes *m)
{
    double by_intervals = INTERVAL_WORK / (2 * tape_work(&m->value) + 1),
           by_doubles = DOUBLE_WORK / (tape_work(&m->forward) + 1);
    double most = fmin(by_intervals, by_doubles) / (double)m->n;
    return most < 1 ? 1 : most > 1e6 ? 1000000 : (size_t)most;
}

static bool compare_all(struct modes *m)
{
    struct dcalc_verdict *out = arena_alloc(&m->answer->arena, sizeof *out);
    m->all = arena_alloc(&m->answer->arena, (m->n + 1) * sizeof *m->all);
    m->most = most_entries(m);
    m->equal = true;
    if (!out || !m->all) return false;
    put_point(m);
    for (size_t i = 0; i < m->n; i++)
        if (!compare_name(m, i)) return false;
    *out = (struct dcalc_verdict){.equal = m->equal, .compared = m->all, .n_compared = m->n};
    m->answer->public.verdict = out;
    m->answer->public.n_values = m->answer->public.n_derivatives = 0;
    return !m->answer->mem.failed;
}

bool judge_modes(struct question *q, struct answer *answer)
{
    struct modes m = {.q = q, .g = q->graph, .answer = answer};
    m.reverse.g = m.forward.g = m.value.g = m.point.g = q->graph;
    m.by_reverse.tape = &m.reverse, m.by_forward.tape = &m.forward;
    m.around.tape = &m.value, m.at.tape = &m.point;
    bool ok = prepare(&m) && compare_all(&m);
    intervals_free(&m.around);
    intervals_free(&m.at);
    eval_free(&m.by_forward);
    eval_free(&m.by_reverse);
    tape_free(&m.reverse);
    tape_free(&m.forward);
    tape_free(&m.value);
    tape_free(&m.point);
    return ok;
}

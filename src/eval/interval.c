#include "eval/interval.h"

#include "eval/enclose.h"
#include "eval/enclose_power.h"
#include "eval/extreme.h"
#include "eval/matrix.h"
#include "eval/special.h"
#include "eval/spectrum.h"
#include "graph/move.h"

enum { SCRATCH = 2 }; /* temporaries after the tape's own intervals, for terms and factors */

/* An argument broadcast to the result's shape. */
struct view {
    mpfi_t *x;
    struct strides strides;
};

struct call {
    const struct intervals *e;
    const struct instruction *in;
    const uint32_t *args;
    struct shape_data d;
    int64_t rows, columns;
    mpfi_t *out;
    mpfi_ptr scratch[2];
    struct enclose_env *env;
    struct spectrum **spectra;
};

static struct view view_of(const struct call *s, uint32_t slot)
{
    return (struct view){intervals_slot(s->e, slot), shape_strides(tape_dims(s->e->tape, slot))};
}

static mpfi_ptr entry(const struct view *v, int64_t i, int64_t j)
{
    return v->x[i * v->strides.down + j * v->strides.across];
}

static const struct numbers *numbers_of(const struct call *s)
{
    return &s->e->tape->g->numbers;
}

static void set_all(const struct call *s, int64_t value)
{
    for (int64_t i = 0; i < s->rows * s->columns; i++) mpfi_set_si(s->out[i], value);
}

/* At high precision a single function may take long, so the clock is read after each. */
static bool go_on(const struct call *s)
{
    if (s->e->precision <= 256) return core_go_on(s->env->core);
    core_count(s->env->core, (size_t)s->e->precision);
    return core_go_on_slow(s->env->core);
}

/* ---- sums, products, powers ---- */

static void accumulate(const struct call *s, uint32_t slot, mpfi_srcptr c, bool is_one,
                       mpfi_ptr scratch)
{
    struct view v = view_of(s, slot);
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++) {
            mpfi_ptr out = s->out[i * s->columns + j];
            if (!is_one) mpfi_mul(scratch, c, entry(&v, i, j));
            mpfi_add(out, out, is_one ? entry(&v, i, j) : scratch);
            if (!go_on(s)) return;
        }
}

static void run_sum(const struct call *s)
{
    mpfi_ptr c = s->scratch[0];
    enclose_number(numbers_of(s), c, s->in->data);
    for (int64_t i = 0; i < s->rows * s->columns; i++) mpfi_set(s->out[i], c);
    for (uint32_t k = 0; k < s->in->n; k++) {
        number n = s->args[2 * k + 1];
        if (n != NUMBER_ONE) enclose_number(numbers_of(s), c, n);
        accumulate(s, s->args[2 * k], c, n == NUMBER_ONE, s->scratch[1]);
    }
}

static void run_product(const struct call *s)
{
    mpfi_ptr f = s->scratch[0];
    enclose_number(numbers_of(s), f, s->in->data);
    for (int64_t i = 0; i < s->rows * s->columns; i++) mpfi_set(s->out[i], f);
    for (uint32_t k = 0; k < s->in->n; k++) {
        struct view v = view_of(s, s->args[2 * k]);
        number exponent = s->args[2 * k + 1];
        for (int64_t i = 0; i < s->rows; i++)
            for (int64_t j = 0; j < s->columns; j++) {
                mpfi_ptr out = s->out[i * s->columns + j], x = entry(&v, i, j);
                bool bounded =
                    exponent == NUMBER_ONE || enclose_number_power(numbers_of(s), f, x, exponent);
                mpfi_srcptr by = exponent == NUMBER_ONE ? x : f;
                if (bounded && mpfi_bounded_p(by) && mpfi_bounded_p(out))
                    mpfi_mul(out, out, by);
                else
                    enclose_fail(out); /* 0 times an unbounded interval is unbounded */
                if (!go_on(s)) return;
            }
    }
}

static void run_function(const struct call *s)
{
    struct view views[FN_MOST_ARGUMENTS];
    if (s->in->op == OP_FN && s->in->fn == FN_equal && enclose_extremes(s->e, s->in, s->out))
        return;
    for (uint32_t k = 0; k < s->in->n; k++) views[k] = view_of(s, s->args[k]);
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++) {
            mpfi_srcptr x[FN_MOST_ARGUMENTS] = {NULL};
            mpfi_ptr out = s->out[i * s->columns + j];
            for (uint32_t k = 0; k < s->in->n; k++) x[k] = entry(&views[k], i, j);
            bool ok = s->in->op == OP_POWER ? enclose_power(out, x[0], x[1])
                                            : enclose_fn(s->env, (enum fn)s->in->fn, out, x);
            if (!ok) enclose_fail(out);
            if (!go_on(s)) return;
        }
}

/* ---- arrays ---- */

static void run_matmul(const struct call *s)
{
    struct shape_data a = tape_dims(s->e->tape, s->args[0]), b = tape_dims(s->e->tape, s->args[1]);
    mpfi_t *x = intervals_slot(s->e, s->args[0]), *y = intervals_slot(s->e, s->args[1]);
    mpfi_ptr term = s->scratch[0];
    int64_t rows = a.ndim == 2 ? a.d[0] : 1, inner = a.d[a.ndim - 1],
            columns = b.ndim == 2 ? b.d[1] : 1;
    set_all(s, 0);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = 0; k < inner; k++)
            for (int64_t j = 0; j < columns; j++) {
                mpfi_mul(term, x[i * inner + k], y[k * columns + j]);
                mpfi_add(s->out[i * columns + j], s->out[i * columns + j], term);
                if (!go_on(s)) return;
            }
}

static void run_outer(const struct call *s)
{
    mpfi_t *x = intervals_slot(s->e, s->args[0]), *y = intervals_slot(s->e, s->args[1]);
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++) mpfi_mul(s->out[i * s->columns + j], x[i], y[j]);
}

static void run_trace(const struct call *s)
{
    mpfi_t *x = intervals_slot(s->e, s->args[0]);
    int64_t n = tape_dims(s->e->tape, s->args[0]).d[0];
    set_all(s, 0);
    for (int64_t i = 0; i < n; i++) mpfi_add(s->out[0], s->out[0], x[i * n + i]);
}

static void take_extreme(mpfi_ptr out, mpfi_srcptr x, bool largest)
{
    int (*pick)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t) = largest ? mpfr_max : mpfr_min;
    pick(&out->left, &out->left, &x->left, MPFR_RNDD);
    pick(&out->right, &out->right, &x->right, MPFR_RNDU);
}

/* Computes m + log(sum(exp(x - m))), which is exact for any point m; the middle of the largest
 * keeps it in range. */
static void log_sum_exp(const struct call *s, mpfi_ptr out, mpfi_t *x, int64_t n, int64_t stride)
{
    mpfi_t total, term;
    mpfr_t middle;
    mpfi_init2(total, s->e->precision);
    mpfi_init2(term, s->e->precision);
    mpfr_init2(middle, s->e->precision);
    mpfi_set(out, x[0]);
    for (int64_t i = 1; i < n; i++) take_extreme(out, x[i * stride], true);
    mpfi_mid(middle, out);
    mpfi_set_si(total, 0);
    for (int64_t i = 0; i < n; i++) {
        mpfi_sub_fr(term, x[i * stride], middle);
        mpfi_exp(term, term);
        mpfi_add(total, total, term);
    }
    mpfi_log(total, total);
    mpfi_add_fr(out, total, middle);
    mpfi_clear(total);
    mpfi_clear(term);
    mpfr_clear(middle);
}

static void reduce_strided(const struct call *s, mpfi_ptr out, mpfi_t *x, int64_t n, int64_t stride)
{
    if (s->in->fn == REDUCE_LOGSUMEXP) {
        log_sum_exp(s, out, x, n, stride);
        return;
    }
    mpfi_set(out, x[0]);
    for (int64_t i = 1; i < n; i++) {
        if (s->in->fn == REDUCE_SUM)
            mpfi_add(out, out, x[i * stride]);
        else
            take_extreme(out, x[i * stride], s->in->fn == REDUCE_MAX);
    }
}

static void run_reduce(const struct call *s)
{
    struct shape_data d = tape_dims(s->e->tape, s->args[0]);
    mpfi_t *x = intervals_slot(s->e, s->args[0]);
    int64_t rows = shape_rows(d), columns = shape_columns(d);
    if (s->in->data == AXIS_ALL)
        reduce_strided(s, s->out[0], x, rows * columns, 1);
    else if (s->in->data == 0)
        for (int64_t j = 0; j < columns; j++) reduce_strided(s, s->out[j], x + j, rows, columns);
    else
        for (int64_t i = 0; i < rows; i++)
            reduce_strided(s, s->out[i], x + i * columns, columns, 1);
}

static void run_move(const struct call *s)
{
    struct moving moving = moving_start(s->in->op, s->in->data, s->args + s->in->n, s->d);
    if (moving_leaves_zeros(&moving)) set_all(s, 0);
    for (uint32_t k = 0; k < s->in->n; k++) {
        struct move m = moving_next(&moving, tape_dims(s->e->tape, s->args[k]));
        mpfi_t *x = intervals_slot(s->e, s->args[k]);
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++)
                mpfi_set(s->out[r.to + i * r.to_step], x[r.from + i * r.from_step]);
    }
}

static void set_constant(mpfi_ptr out, enum constant constant)
{
    if (constant == CONSTANT_pi) {
        mpfi_const_pi(out);
        return;
    }
    mpfi_set_si(out, 1);
    mpfi_exp(out, out);
}

/* Given doubles are exact numbers; if the precision is too low for them, they are enclosed. */
static void run_leaf(const struct call *s)
{
    const struct graph *g = s->e->tape->g;
    int64_t n = s->rows * s->columns;
    for (int64_t i = 0; i < n; i++) {
        mpfi_ptr out = s->out[i];
        switch (s->in->op) {
        case OP_NUMBER: enclose_number(numbers_of(s), out, s->in->data); break;
        case OP_CONSTANT: set_constant(out, (enum constant)s->in->data); break;
        case OP_ARRAY: mpfi_set_d(out, g->arrays.at[s->in->data].values[i]); break;
        case OP_RANGE: mpfi_set_si(out, i); break;
        case OP_EYE: mpfi_set_si(out, i / s->columns == i % s->columns); break;
        default: break; /* variables are filled by the caller */
        }
    }
}

static void run_matrix(const struct call *s)
{
    struct matrix_step m = {
        .g = s->e->tape->g, .core = s->e->tape->g->core, .in = s->in, .to = s->d};
    mpfi_t *args[MOST_MATRICES];
    for (uint32_t k = 0; k < s->in->n; k++) {
        m.dims[k] = tape_dims(s->e->tape, s->args[k]);
        args[k] = intervals_slot(s->e, s->args[k]);
    }
    m.spectra = s->spectra;
    matrix_intervals(&m, args, s->out, s->e->precision);
}

static void run_elementwise(const struct call *s)
{
    if (s->in->op == OP_SUM)
        run_sum(s);
    else if (s->in->op == OP_PRODUCT)
        run_product(s);
    else
        run_function(s);
}

static void run_reduction(const struct call *s)
{
    if (s->in->op == OP_TRACE)
        run_trace(s);
    else
        run_reduce(s);
}

static void run(const struct call *s)
{
    switch (op_class(s->in->op)) {
    case CLASS_LEAF: run_leaf(s); break;
    case CLASS_ELEMENTWISE: run_elementwise(s); break;
    case CLASS_BILINEAR: s->in->op == OP_OUTER ? run_outer(s) : run_matmul(s); break;
    case CLASS_REDUCTION: run_reduction(s); break;
    case CLASS_MOVE: run_move(s); break;
    case CLASS_SCAN:
    case CLASS_GATHER:
    case CLASS_MATRIX:
    case CLASS_SPECTRUM:

    case CLASS_FACTOR:
    case CLASS_MATRIX_FUNCTION: run_matrix(s); break;
    case CLASS_NONE:
    case CLASS_NAMED: break;
    }
}

static size_t count_of(const struct tape *tape)
{
    return tape->n_values + tape->n_given + SCRATCH;
}

void intervals_widen_range(struct intervals *e)
{
    if (!e->env.core || e->emax) return; /* nothing was initialized, or the range is wide already */
    e->emin = mpfr_get_emin();
    e->emax = mpfr_get_emax();
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
}

void intervals_restore_range(struct intervals *e)
{
    if (!e->emax) return;
    mpfr_set_emin(e->emin);
    mpfr_set_emax(e->emax);
    e->emax = 0;
}

bool intervals_init(struct intervals *e, const struct tape *tape)
{
    *e = (struct intervals){.tape = tape};
    e->env.core = tape->g->core;
    intervals_widen_range(e);
    e->values = mem_array(&tape->g->core->mem, count_of(tape), sizeof *e->values);
    return e->values && special_ready(tape);
}

/* Estimates the memory that MPFR needs for all values at a precision. */
static size_t bytes_at(const struct intervals *e, mpfr_prec_t precision)
{
    return precision ? count_of(e->tape) * 2 * ((size_t)precision / 8 + 32) : 0;
}

bool intervals_set_precision(struct intervals *e, mpfr_prec_t precision)
{
    struct core *core = e->tape->g->core;
    if (precision == e->precision) return true;
    mem_release(&core->mem, bytes_at(e, e->precision));
    if (!mem_charge(&core->mem, bytes_at(e, precision))) {
        mem_charge(&core->mem, bytes_at(e, e->precision));
        return false;
    }
    for (size_t i = 0; i < count_of(e->tape); i++) {
        if (e->precision)
            mpfi_set_prec(e->values[i], precision);
        else
            mpfi_init2(e->values[i], precision);
    }
    e->precision = precision;
    return true;
}

/* An intermediate nan (inf - inf) stands for a value that cannot be bounded. */
static void bound_nans(const struct call *s)
{
    for (int64_t i = 0; i < s->rows * s->columns; i++)
        if (mpfi_nan_p(s->out[i])) enclose_fail(s->out[i]);
}

bool intervals_run(struct intervals *e, mpfr_prec_t precision)
{
    const struct tape *tape = e->tape;
    if (!intervals_set_precision(e, precision)) return false;
    e->env.gave_up = false;
    spectrum_forget(&e->spectra);
    mpfi_t *behind = e->values + count_of(tape) - SCRATCH;
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        if (in->slot != i) continue;
        struct call s = {.e = e,
                         .in = in,
                         .args = in->n ? tape->words.at + in->args : NULL,
                         .out = e->values + tape->offsets[i],
                         .scratch = {behind[0], behind[1]},
                         .env = &e->env,
                         .spectra = &e->spectra};
        s.d = shape_get(&tape->g->shapes, in->shape);
        s.rows = shape_rows(s.d);
        s.columns = shape_columns(s.d);
        run(&s);
        bound_nans(&s);
        if (!go_on(&s)) return false;
    }
    return true;
}

void intervals_free(struct intervals *e)
{
    intervals_restore_range(e);
    spectrum_forget(&e->spectra);
    if (e->env.core) enclose_env_free(&e->env);
    for (size_t i = 0; e->values && i < count_of(e->tape) && e->precision; i++)
        mpfi_clear(e->values[i]);
    if (e->values) mem_release(&e->tape->g->core->mem, bytes_at(e, e->precision));
    if (e->values)
        mem_free_array(&e->tape->g->core->mem, e->values, count_of(e->tape), sizeof *e->values);
    e->values = NULL;
}

#include "bounds.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

void bounds_init(struct bounds *r, const struct tape *tape)
{
    *r = (struct bounds){.tape = tape, .env = {.core = tape->g->core}};
    r->values = calloc(tape->code.n + 1, sizeof *r->values);
    for (size_t i = 0; i < tape->code.n; i++) mpfi_init2(r->values[i], BOUNDS_BITS);
    mpfi_init2(r->factor, BOUNDS_BITS), mpfi_init2(r->power, BOUNDS_BITS);
    mpfi_init2(r->over, BOUNDS_BITS), mpfi_init2(r->under, BOUNDS_BITS);
}

void bounds_free(struct bounds *r)
{
    for (size_t i = 0; i < r->tape->code.n; i++) mpfi_clear(r->values[i]);
    mpfi_clear(r->factor), mpfi_clear(r->power), mpfi_clear(r->over), mpfi_clear(r->under);
    enclose_env_free(&r->env);
    free(r->values);
}

static void widen_end(mpfr_ptr end, double ulps, mpfr_rnd_t outwards)
{
    mpfr_t unit;
    mpfr_init2(unit, 53);
    mpfr_exp_t e = mpfr_regular_p(end) && mpfr_get_exp(end) > -1021 ? mpfr_get_exp(end) : -1021;
    mpfr_set_d(unit, outwards == MPFR_RNDU ? ulps : -ulps, outwards);
    mpfr_mul_2si(unit, unit, e - 53, outwards);
    mpfr_add(end, end, unit, outwards);
    mpfr_clear(unit);
}

/* A double that is right needs no rounding. */
static bool is_double(mpfi_srcptr x)
{
    return enclose_is_point(x) && mpfr_get_d(&x->left, MPFR_RNDN) != 0
               ? !mpfr_cmp_d(&x->left, mpfr_get_d(&x->left, MPFR_RNDN))
               : mpfi_is_zero(x) > 0;
}

static void widen(mpfi_ptr x, double ulps)
{
    if (ulps == 0 || !mpfi_bounded_p(x)) return;
    widen_end(&x->left, ulps, MPFR_RNDD);
    widen_end(&x->right, ulps, MPFR_RNDU);
}

static void round_off(mpfi_ptr x)
{
    if (!is_double(x)) widen(x, 0.5);
}

static void no_bound(mpfi_ptr x)
{
    mpfr_set_inf(&x->left, -1);
    mpfr_set_inf(&x->right, 1);
}

static void set_number(const struct bounds *r, mpfi_ptr x, number n)
{
    mpq_t q;
    mpq_init(q);
    number_get(&r->tape->g->numbers, n, q);
    mpfi_set_q(x, q);
    mpq_clear(q);
    round_off(x);
}

static void multiply(mpfi_ptr x, mpfi_srcptr by)
{
    if (!mpfi_bounded_p(x) || !mpfi_bounded_p(by)) {
        no_bound(x);
        return;
    }
    mpfi_mul(x, x, by);
    round_off(x);
}

static void bounds_sum(struct bounds *r, const struct instruction *in, mpfi_ptr out)
{
    const uint32_t *words = r->tape->words.at + in->args;
    set_number(r, out, in->data);
    for (uint32_t k = 0; k < in->n; k++) {
        set_number(r, r->factor, words[2 * k + 1]);
        multiply(r->factor, r->values[words[2 * k]]);
        mpfi_add(out, out, r->factor);
        round_off(out);
    }
}

/* x^y for x > 0, y rounded. */
static void real_power(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfi_t logarithm;
    mpfi_init2(logarithm, BOUNDS_BITS);
    mpfi_log(logarithm, x);
    mpfi_mul(logarithm, logarithm, y);
    mpfi_exp(out, logarithm);
    mpfi_clear(logarithm);
    widen(out, 1);
}

/* x^n by squarings and products, into factor. */
static void whole_power(struct bounds *r, mpfi_srcptr x, uint64_t n)
{
    mpfi_set(r->power, x);
    mpfi_set_si(r->factor, 1);
    for (; n; n >>= 1) {
        if (n & 1) multiply(r->factor, r->power);
        if (n == 1) break;
        mpfi_sqr(r->power, r->power);
        round_off(r->power);
    }
}

/* x^|e| into factor; whether it goes below. */
static bool bounds_factor(struct bounds *r, mpfi_srcptr x, number e)
{
    struct rational q = r->tape->g->numbers.all.at[e];
    int64_t p = q.p < 0 ? -q.p : q.p;
    if ((q.q != 1 && q.q != 2) || p > 64) {
        set_number(r, r->power, e);
        real_power(r->factor, x, r->power);
        return false;
    }
    whole_power(r, x, (uint64_t)(p / q.q));
    if (q.q == 2) {
        mpfi_sqrt(r->power, x);
        round_off(r->power);
        multiply(r->factor, r->power);
    }
    return q.p < 0;
}

static void bounds_product(struct bounds *r, const struct instruction *in, mpfi_ptr out)
{
    const uint32_t *words = r->tape->words.at + in->args;
    struct rational c = r->tape->g->numbers.all.at[in->data];
    set_number(r, r->over, in->data);
    mpfi_set_si(r->under, 1);
    if (c.q) mpfi_set_si(r->over, c.p), mpfi_set_si(r->under, c.q);
    round_off(r->over), round_off(r->under);
    for (uint32_t k = 0; k < in->n; k++) {
        bool below = bounds_factor(r, r->values[words[2 * k]], words[2 * k + 1]);
        multiply(below ? r->under : r->over, r->factor);
    }
    if (!mpfi_bounded_p(r->over) || !mpfi_bounded_p(r->under) || mpfi_has_zero(r->under)) {
        no_bound(out);
        return;
    }
    mpfi_div(out, r->over, r->under);
    round_off(out);
}

static void bounds_power(struct bounds *r, const struct instruction *in, mpfi_ptr out)
{
    const uint32_t *words = r->tape->words.at + in->args;
    mpfi_srcptr x = r->values[words[0]], y = r->values[words[1]];
    if (mpfi_is_strictly_pos(x) > 0) {
        real_power(out, x, y);
    } else if (enclose_is_point(x) && enclose_is_point(y)) {
        mpfr_pow(&out->left, &x->left, &y->left, MPFR_RNDD);
        mpfr_pow(&out->right, &x->left, &y->left, MPFR_RNDU);
        if (mpfi_nan_p(out)) no_bound(out);
        widen(out, 1);
    } else {
        no_bound(out);
    }
}

static void bounds_step(struct bounds *r, const struct instruction *in, mpfi_ptr out)
{
    mpfi_srcptr args[FN_MOST_ARGUMENTS] = {NULL};
    switch ((enum op)in->op) {
    case OP_NUMBER: set_number(r, out, in->data); break;
    case OP_CONSTANT:
        if (in->data == CONSTANT_pi)
            mpfi_const_pi(out);
        else
            mpfi_set_si(out, 1), mpfi_exp(out, out);
        round_off(out);
        break;
    case OP_SUM: bounds_sum(r, in, out); break;
    case OP_PRODUCT: bounds_product(r, in, out); break;
    case OP_POWER: bounds_power(r, in, out); break;
    case OP_FN:
        for (uint32_t k = 0; k < in->n; k++) args[k] = r->values[r->tape->words.at[in->args + k]];
        if (!enclose_fn(&r->env, (enum fn)in->fn, out, args)) no_bound(out);
        widen(out, fn_row((enum fn)in->fn)->ulps);
        break;
    default: ck_abort_msg("operation %d is none of a scalar formula", in->op);
    }
    if (mpfi_nan_p(out)) no_bound(out);
}

void bounds_run(struct bounds *r)
{
    for (size_t i = 0; i < r->tape->code.n; i++) {
        const struct instruction *in = &r->tape->code.at[i];
        if (in->slot == i && in->op != OP_VARIABLE) bounds_step(r, in, r->values[i]);
    }
}

/* scalars_intervals.c - intervals of one precision, for power series. */
#include "eval/enclose.h"
#include "eval/enclose_power.h"
#include "eval/matrix.h"
#include "series/series.h"

static void set_number(const struct scalars *s, void *out, number value)
{
    enclose_number(&s->graph->numbers, out, value);
}

static void set_constant(const struct scalars *s, void *out, enum constant constant)
{
    (void)s;
    switch (constant) {
    case CONSTANT_pi: mpfi_const_pi(out); return;
    case CONSTANT_e:
        mpfi_set_si(out, 1);
        mpfi_exp(out, out);
        return;
    case CONSTANT_COUNT: break;
    }
    enclose_fail(out);
}

static void scale(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q)
{
    (void)s;
    mpfi_mul_si(out, x, p);
    if (q != 1) mpfi_div_si(out, out, q);
}

static bool is_zero(const void *x)
{
    mpfi_srcptr v = x;
    return mpfr_zero_p(&v->left) && mpfr_zero_p(&v->right);
}

static void dot(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                int64_t q)
{
    const __mpfi_struct *a = x, *b = y;
    mpfi_t term;
    mpfi_init2(term, s->bits);
    mpfi_set_si(out, 0);
    for (size_t i = 0; i < n; i++) {
        if (is_zero(&a[i]) || is_zero(&b[n - 1 - i])) continue;
        mpfi_mul(term, &a[i], &b[n - 1 - i]);
        mpfi_add(out, out, term);
    }
    if (!mpfi_bounded_p(out) || mpfi_nan_p(out)) enclose_fail(out);
    mpfi_clear(term);
    if (q != 1) scale(s, out, out, 1, q);
}

static bool power(const struct scalars *s, void *out, const void *x, number e)
{
    const struct numbers *t = &s->graph->numbers;
    mpfi_srcptr v = x;
    if (!enclose_is_bounded(v) || (number_sign(t, e) < 0 && mpfi_has_zero(v))) return false;
    if (!number_is_integer(t, e) && mpfr_sgn(&v->left) < 0) return false;
    return enclose_number_power(t, out, v, e) && enclose_is_bounded(out);
}

static bool to_power(const struct scalars *s, void *out, const void *x, const void *y)
{
    (void)s;
    if (!enclose_is_bounded(x) || !enclose_is_bounded(y)) return false;
    return enclose_power(out, x, y) && enclose_is_bounded(out);
}

static bool apply(const struct scalars *s, enum fn fn, void *out, const void *const *args)
{
    return enclose_fn(s->env, fn, out, (const mpfi_srcptr *)args) && enclose_is_bounded(out);
}

static int sign(const struct scalars *s, const void *x)
{
    (void)s;
    mpfi_srcptr v = x;
    if (mpfi_nan_p(v)) return SIGN_UNKNOWN;
    if (mpfr_sgn(&v->left) > 0) return 1;
    if (mpfr_sgn(&v->right) < 0) return -1;
    return is_zero(x) ? 0 : SIGN_UNKNOWN;
}

static bool divides(const struct scalars *s, const void *x)
{
    (void)s;
    return enclose_is_bounded(x) && !mpfi_has_zero(x);
}

static void get(mpfi_ptr out, const void *x)
{
    enclose_round_outward(out, x);
}

struct scalars series_intervals(struct graph *g, struct enclose_env *env, long bits)
{
    return (struct scalars){.field = interval_field(bits),
                            .graph = g,
                            .env = env,
                            .bits = bits,
                            .outside = 2 * ((size_t)bits / 8 + 8),
                            .set_number = set_number,
                            .set_constant = set_constant,
                            .scale = scale,
                            .dot = dot,
                            .power = power,
                            .to_power = to_power,
                            .apply = apply,
                            .sign = sign,
                            .is_zero = is_zero,
                            .divides = divides,
                            .get = get};
}

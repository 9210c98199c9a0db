/* several.c - the operations of more arguments. where is in dual.c. */
#include "dual.h"

#define R MPFR_RNDN
#define U (args[0]->value)
#define V (args[1]->value)
/* `out` becomes the value, d the partial derivatives. */
#define APPLY(name)                                                                       \
    static unsigned apply_##name(mpfr_ptr out, mpfr_t *d, const struct dual *const *args, \
                                 __attribute__((unused)) unsigned order)

static bool depends(const struct dual *x)
{
    for (int i = 0; i < MOST_NAMES; i++)
        if (x->depends[i]) return true;
    return false;
}

/* ---- arithmetic ---- */

/* A sum of next to nothing: what was smaller than its terms is lost. */
static unsigned cancellation(mpfr_srcptr sum, mpfr_srcptr term)
{
    if (!mpfr_regular_p(term)) return 0;
    bool lost = mpfr_zero_p(sum) || mpfr_get_exp(sum) < mpfr_get_exp(term) - mpfr_get_prec(sum) + 8;
    return lost ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

APPLY(add)
{
    mpfr_add(out, U, V, R);
    mpfr_set_ui(d[0], 1, R);
    mpfr_set_ui(d[1], 1, R);
    return cancellation(out, U);
}

APPLY(sub)
{
    mpfr_sub(out, U, V, R);
    mpfr_set_ui(d[0], 1, R);
    mpfr_set_si(d[1], -1, R);
    return cancellation(out, U);
}

APPLY(mul)
{
    mpfr_mul(out, U, V, R);
    mpfr_set(d[0], V, R);
    mpfr_set(d[1], U, R);
    return 0;
}

APPLY(div)
{
    mpfr_div(out, U, V, R);
    mpfr_ui_div(d[0], 1, V, R);
    mpfr_mul(d[1], out, d[0], R);
    mpfr_neg(d[1], d[1], R);
    return 0;
}

/* u^v: the real power of u > 0, and of u < 0 where v is an integer. What is next to nothing may be
 * 0, like sin(pi), whose powers are all 0 however small v is. */
static unsigned power_flags(mpfr_srcptr u, mpfr_srcptr v, bool varies)
{
    if (mpfr_zero_p(u)) return mpfr_sgn(v) > 0 && !varies ? 0 : SHAKY_VALUE | SHAKY_SLOPE;
    if (dual_near(u, 0)) return SHAKY_VALUE | SHAKY_SLOPE;
    if (mpfr_sgn(u) > 0) return 0;
    if (!dual_near_integer(v)) return UNDEFINED;
    return varies || !mpfr_integer_p(v) ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

APPLY(pow)
{
    mpfr_pow(out, U, V, R);
    mpfr_sub_ui(d[0], V, 1, R);
    mpfr_pow(d[0], U, d[0], R);
    mpfr_mul(d[0], d[0], V, R);
    if (depends(args[1])) {
        mpfr_log(d[1], U, R);
        mpfr_mul(d[1], d[1], out, R);
    }
    return power_flags(U, V, depends(args[1]));
}

APPLY(mod)
{
    mpfr_t quotient;
    mpfr_init2(quotient, mpfr_get_prec(out));
    mpfr_div(quotient, U, V, R);
    unsigned flags = dual_near_integer(quotient) ? SHAKY_VALUE | SHAKY_SLOPE : 0;
    mpfr_floor(d[1], quotient);
    mpfr_neg(d[1], d[1], R);
    mpfr_fma(out, d[1], V, U, R);
    mpfr_set_ui(d[0], 1, R);
    mpfr_clear(quotient);
    return flags;
}

/* ---- geometry and order ---- */

APPLY(hypot)
{
    mpfr_hypot(out, U, V, R);
    mpfr_div(d[0], U, out, R);
    mpfr_div(d[1], V, out, R);
    return 0;
}

APPLY(atan2)
{
    mpfr_atan2(out, U, V, R);
    mpfr_hypot(d[0], U, V, R);
    mpfr_sqr(d[0], d[0], R);
    mpfr_div(d[1], U, d[0], R);
    mpfr_neg(d[1], d[1], R);
    mpfr_div(d[0], V, d[0], R);
    bool cut = dual_near(U, 0) && (mpfr_sgn(V) < 0 || dual_near(V, 0));
    return cut ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

static unsigned extreme(mpfr_ptr out, mpfr_t *d, const struct dual *const *args, int sign)
{
    mpfr_sub(d[0], U, V, R);
    unsigned flags = dual_near(d[0], 0) ? SHAKY_SLOPE : 0;
    bool first = mpfr_sgn(d[0]) * sign > 0;
    mpfr_set(out, first ? U : V, R);
    mpfr_set_ui(d[0], first, R);
    mpfr_set_ui(d[1], !first, R);
    return flags;
}

APPLY(max)
{
    return extreme(out, d, args, 1);
}

APPLY(min)
{
    return extreme(out, d, args, -1);
}

/* u, but at least v and at most w, which wins where v > w */
APPLY(clip)
{
    mpfr_srcptr w = args[2]->value;
    mpfr_sub(d[0], U, V, R);
    unsigned flags = dual_near(d[0], 0) ? SHAKY_SLOPE : 0;
    bool low = mpfr_sgn(d[0]) < 0;
    mpfr_sub(d[0], low ? V : U, w, R);
    if (dual_near(d[0], 0)) flags = SHAKY_SLOPE;
    bool high = mpfr_sgn(d[0]) > 0;
    mpfr_set(out, high ? w : low ? V : U, R);
    mpfr_set_ui(d[0], !high && !low, R);
    mpfr_set_ui(d[1], !high && low, R);
    mpfr_set_ui(d[2], high, R);
    return flags;
}

/* u log v */
APPLY(xlogy)
{
    if (dual_near(U, 0)) return SHAKY_VALUE | SHAKY_SLOPE;
    if (dual_near(V, 0)) return SHAKY_VALUE | SHAKY_SLOPE;
    if (mpfr_sgn(V) < 0) return UNDEFINED;
    mpfr_log(d[0], V, R);
    mpfr_mul(out, U, d[0], R);
    mpfr_div(d[1], U, V, R);
    return 0;
}

/* ---- of vectors ---- */

/* log(exp(u) + exp(v)), and exp(u - out), exp(v - out) */
APPLY(logsumexp)
{
    mpfr_exp(d[0], U, R);
    mpfr_exp(d[1], V, R);
    mpfr_add(out, d[0], d[1], R);
    mpfr_div(d[0], d[0], out, R);
    mpfr_div(d[1], d[1], out, R);
    mpfr_log(out, out, R);
    return 0;
}

/* s = softmax([u, v])[0] has ds/du = s*(1 - s), ds/dv = -s*(1 - s). */
APPLY(softmax)
{
    mpfr_sub(d[0], V, U, R);
    mpfr_exp(d[0], d[0], R);
    mpfr_add_ui(d[1], d[0], 1, R);
    mpfr_ui_div(out, 1, d[1], R);
    mpfr_div(d[0], d[0], d[1], R); /* no square, which may overflow */
    mpfr_mul(d[0], d[0], out, R);
    mpfr_neg(d[1], d[0], R);
    return 0;
}

APPLY(log_softmax)
{
    apply_softmax(out, d, args, 0);
    mpfr_div(d[0], d[0], out, R);
    mpfr_div(d[1], d[1], out, R);
    mpfr_log(out, out, R);
    return 0;
}

APPLY(prod)
{
    mpfr_mul(d[0], V, args[2]->value, R);
    mpfr_mul(d[1], U, args[2]->value, R);
    mpfr_mul(d[2], U, V, R);
    mpfr_mul(out, d[0], U, R);
    return 0;
}

APPLY(mean)
{
    mpfr_add(out, U, V, R);
    mpfr_add(out, out, args[2]->value, R);
    mpfr_div_ui(out, out, 3, R);
    for (int i = 0; i < 3; i++) {
        mpfr_set_ui(d[i], 1, R);
        mpfr_div_ui(d[i], d[i], 3, R);
    }
    return 0;
}

/* ---- special functions ---- */

/* So large that MPFR would take too long, or next to a pole. */
static unsigned gamma_flags(mpfr_srcptr u)
{
    bool pole = mpfr_cmp_d(u, 0.5) < 0 && dual_near_integer(u);
    return pole || mpfr_cmpabs_ui(u, 1000) > 0 ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

APPLY(beta)
{
    mpfr_t sum;
    mpfr_init2(sum, mpfr_get_prec(out));
    mpfr_add(sum, U, V, R);
    unsigned flags = gamma_flags(U) | gamma_flags(V) | gamma_flags(sum);
    if (!flags) {
        mpfr_gamma(out, U, R);
        mpfr_gamma(d[0], V, R);
        mpfr_mul(out, out, d[0], R);
        mpfr_gamma(d[0], sum, R);
        mpfr_div(out, out, d[0], R);
        mpfr_digamma(sum, sum, R);
        for (int i = 0; i < 2; i++) {
            mpfr_digamma(d[i], args[i]->value, R);
            mpfr_sub(d[i], d[i], sum, R);
            mpfr_mul(d[i], d[i], out, R);
        }
    }
    mpfr_clear(sum);
    return flags;
}

/* x f(n) = pi^(n - 1) sin(pi x + n pi/2) - n f(n - 1), which cancels near 0. */
static void sinc_of_order(mpfr_ptr out, unsigned order, mpfr_srcptr x)
{
    mpfr_t wave, power;
    mpfr_inits2(mpfr_get_prec(out), wave, power, (mpfr_ptr)NULL);
    mpfr_const_pi(power, R);
    mpfr_sinpi(out, x, R);
    mpfr_div(out, out, x, R);
    mpfr_div(out, out, power, R);
    mpfr_set_ui(power, 1, R);
    for (unsigned k = 1; k <= order; k++) {
        (k % 2 ? mpfr_cospi : mpfr_sinpi)(wave, x, R);
        if (k % 4 > 1) mpfr_neg(wave, wave, R);
        mpfr_mul(wave, wave, power, R);
        mpfr_mul_ui(out, out, k, R);
        mpfr_sub(out, wave, out, R);
        mpfr_div(out, out, x, R);
        mpfr_const_pi(wave, R);
        mpfr_mul(power, power, wave, R);
    }
    mpfr_clears(wave, power, (mpfr_ptr)NULL);
}

APPLY(sincderiv)
{
    if (!mpfr_regular_p(U) || mpfr_get_exp(U) < -20 || mpfr_get_exp(U) > 1000)
        return SHAKY_VALUE | SHAKY_SLOPE;
    sinc_of_order(out, order, U);
    if (depends(args[0])) sinc_of_order(d[0], order + 1, U);
    return 0;
}

APPLY(polygamma)
{
    unsigned flags = gamma_flags(U);
    if (!flags) {
        special_polygamma(out, order, U);
        if (depends(args[0])) special_polygamma(d[0], order + 1, U);
    }
    return flags;
}

typedef int bessel(mpfr_ptr, long, mpfr_srcptr, mpfr_rnd_t);

/* f' = n/u*f - f(n + 1) */
static unsigned bessel_of_order(mpfr_ptr out, mpfr_t *d, const struct dual *const *args,
                                unsigned order, bessel *function)
{
    bool fit = mpfr_regular_p(U) && mpfr_get_exp(U) > -1000 && mpfr_cmpabs_ui(U, 3000) <= 0;
    if (!fit) return SHAKY_VALUE | SHAKY_SLOPE; /* MPFR aborts, hangs or takes long */
    mpfr_t next;
    mpfr_init2(next, mpfr_get_prec(out));
    function(out, order, U, R);
    function(next, (long)order + 1, U, R);
    mpfr_mul_ui(d[0], out, order, R);
    mpfr_div(d[0], d[0], U, R);
    mpfr_sub(d[0], d[0], next, R);
    mpfr_clear(next);
    return 0;
}

APPLY(jn)
{
    return bessel_of_order(out, d, args, order, mpfr_jn);
}

APPLY(yn)
{
    if (mpfr_sgn(U) <= 0) return dual_near(U, 0) ? SHAKY_VALUE | SHAKY_SLOPE : UNDEFINED;
    return bessel_of_order(out, d, args, order, mpfr_yn);
}

/* ---- the table ---- */

#define ROW(form, arity, name)                                \
    {                                                         \
        form, arity, NULL, NULL, NULL, apply_##name, 0, false \
    }
#define ORDER(name, n)                                                   \
    {                                                                    \
#name "(" #n ", $1)", 1, NULL, NULL, NULL, apply_##name, n, true \
    }

const struct operation several_operations[] = {
    ROW("($1) + ($2)", 2, add),
    ROW("($1) - ($2)", 2, sub),
    ROW("($1)*($2)", 2, mul),
    ROW("($1)/($2)", 2, div),
    ROW("($1)^($2)", 2, pow),
    ROW("mod($1, $2)", 2, mod),
    ROW("hypot($1, $2)", 2, hypot),
    ROW("atan2($1, $2)", 2, atan2),
    ROW("max($1, $2)", 2, max),
    ROW("min($1, $2)", 2, min),
    ROW("clip($1, $2, $3)", 3, clip),
    ROW("xlogy($1, $2)", 2, xlogy),
    ROW("logaddexp($1, $2)", 2, logsumexp),
    ROW("max([$1, $2])", 2, max),
    ROW("norm([$1, $2])", 2, hypot),
    ROW("sum([$1, $2])", 2, add),
    ROW("logsumexp([$1, $2])", 2, logsumexp),
    ROW("softmax([$1, $2])[0]", 2, softmax),
    ROW("log_softmax([$1, $2])[0]", 2, log_softmax),
    ROW("prod([$1, $2, $3])", 3, prod),
    ROW("mean([$1, $2, $3])", 3, mean),
    {"where($1 < $2, $3, $4)", 4, NULL, NULL, NULL, NULL, 0, false},
    {"beta($1, $2)", 2, NULL, NULL, NULL, apply_beta, 0, true},
    ORDER(polygamma, 0),
    ORDER(polygamma, 1),
    ORDER(polygamma, 2),
    ORDER(polygamma, 5),
    ORDER(sincderiv, 1),
    ORDER(sincderiv, 4),
    ORDER(jn, 2),
    ORDER(jn, 3),
    ORDER(jn, 9),
    ORDER(yn, 0),
    ORDER(yn, 1),
    ORDER(yn, 4),
};
const unsigned n_several_operations = sizeof several_operations / sizeof *several_operations;

/* unary.c - the operations of one argument. */
#include "dual.h"

#define R MPFR_RNDN
/* Each sees u and f = f(u), as far as it needs them; out is a number of its own. */
#define SLOPE(name)                                                               \
    static void slope_##name(mpfr_ptr out, __attribute__((unused)) mpfr_srcptr u, \
                             __attribute__((unused)) mpfr_srcptr f)
#define LOOK(name) static unsigned look_##name(mpfr_srcptr u)
#define VALUE(name) static int value_##name(mpfr_ptr out, mpfr_srcptr u, mpfr_rnd_t rounding)

/* ---- edges ---- */

/* Outside of a domain: for sure, or so near its edge that it may be rounding. */
static unsigned outside(mpfr_srcptr u, double edge)
{
    return dual_near(u, edge) ? SHAKY_VALUE | SHAKY_SLOPE : UNDEFINED;
}

/* Near 0 the slope cancels, and far out, as for angles. */
LOOK(sinc)
{
    if (!mpfr_regular_p(u) || mpfr_get_exp(u) < -20) return SHAKY_SLOPE;
    return mpfr_get_exp(u) > 5000 ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(positive)
{
    return mpfr_sgn(u) > 0 ? 0 : outside(u, 0);
}

LOOK(not_negative)
{
    return mpfr_sgn(u) >= 0 ? 0 : outside(u, 0);
}

LOOK(above_minus_one)
{
    return mpfr_cmp_si(u, -1) > 0 ? 0 : outside(u, -1);
}

LOOK(one_at_least)
{
    return mpfr_cmp_ui(u, 1) >= 0 ? 0 : outside(u, 1);
}

/* Rounding may have put on the edge what lies past it. */
LOOK(within_one)
{
    for (int edge = -1; edge <= 1; edge += 2)
        if (mpfr_cmp_si(u, edge) * edge > 0 || dual_near(u, edge)) return outside(u, edge);
    return 0;
}

LOOK(between_zero_and_one)
{
    for (int edge = 0; edge <= 1; edge++)
        if (dual_near(u, edge) || (mpfr_cmp_si(u, edge) < 0) == !edge) return outside(u, edge);
    return 0;
}

/* To reduce what is larger, MPFR would need as many bits of pi. */
LOOK(angle)
{
    return mpfr_regular_p(u) && mpfr_get_exp(u) > 5000 ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

/* MPFR's erf aborts where the first partial sum of its series vanishes: u^2 = 3 (seen in 4.2.0). */
static unsigned is_square_near(mpfr_srcptr u, unsigned long edge)
{
    mpfr_t square;
    mpfr_init2(square, mpfr_get_prec(u));
    mpfr_sqr(square, u, R);
    bool near = dual_near(square, (double)edge);
    mpfr_clear(square);
    return near ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(erf)
{
    return is_square_near(u, 3);
}

LOOK(gelu)
{
    return is_square_near(u, 6); /* erfc(-u/sqrt(2)) */
}

LOOK(jump_at_zero)
{
    return dual_near(u, 0) ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(kink_at_zero)
{
    return dual_near(u, 0) ? SHAKY_SLOPE : 0;
}

LOOK(jump_at_integers)
{
    return dual_near_integer(u) ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(jump_at_halves)
{
    mpfr_t twice;
    mpfr_init2(twice, mpfr_get_prec(u));
    mpfr_mul_2ui(twice, u, 1, R);
    bool near = dual_near_integer(twice);
    mpfr_clear(twice);
    return near ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

/* The poles of gamma, and arguments that would take MPFR too long. */
LOOK(gamma)
{
    if (mpfr_cmpabs_ui(u, 3000) > 0) return SHAKY_VALUE | SHAKY_SLOPE;
    return mpfr_cmp_d(u, 0.5) < 0 && dual_near_integer(u) ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(bessel)
{
    return mpfr_cmpabs_ui(u, 3000) > 0 ? SHAKY_VALUE | SHAKY_SLOPE : 0;
}

LOOK(bessel_second)
{
    return look_bessel(u) | look_positive(u);
}

LOOK(lambertw)
{
    mpfr_t edge;
    unsigned flags = 0;
    if (mpfr_cmp_d(u, -0.36) > 0) return 0;
    mpfr_init2(edge, mpfr_get_prec(u));
    mpfr_set_si(edge, -1, R);
    mpfr_exp(edge, edge, R);
    mpfr_add(edge, u, edge, R);
    if (mpfr_sgn(edge) <= 0 || dual_near(edge, 0)) flags = outside(edge, 0);
    mpfr_clear(edge);
    return flags;
}

/* ---- values that MPFR does not have under a name ---- */

VALUE(sign)
{
    return mpfr_set_si(out, mpfr_sgn(u), rounding);
}

VALUE(floor)
{
    return mpfr_rint_floor(out, u, rounding);
}

VALUE(ceil)
{
    return mpfr_rint_ceil(out, u, rounding);
}

VALUE(round)
{
    return mpfr_rint_roundeven(out, u, rounding);
}

VALUE(heaviside)
{
    return mpfr_set_d(out, mpfr_sgn(u) > 0 ? 1 : mpfr_sgn(u) < 0 ? 0 : 0.5, rounding);
}

VALUE(lgamma)
{
    int sign;
    return mpfr_lgamma(out, &sign, u, rounding);
}

VALUE(expit)
{
    mpfr_neg(out, u, R);
    mpfr_exp(out, out, R);
    mpfr_add_ui(out, out, 1, R);
    return mpfr_ui_div(out, 1, out, rounding);
}

VALUE(relu)
{
    return mpfr_sgn(u) > 0 ? mpfr_set(out, u, rounding) : mpfr_set_ui(out, 0, rounding);
}

VALUE(leaky_relu)
{
    return mpfr_sgn(u) > 0 ? mpfr_set(out, u, rounding) : mpfr_div_ui(out, u, 100, rounding);
}

VALUE(elu)
{
    return mpfr_sgn(u) > 0 ? mpfr_set(out, u, rounding) : mpfr_expm1(out, u, rounding);
}

VALUE(softplus)
{
    mpfr_exp(out, u, R);
    return mpfr_log1p(out, out, rounding);
}

/* -u/sqrt(2) */
static void scaled(mpfr_ptr out, mpfr_srcptr u)
{
    mpfr_t root;
    mpfr_init2(root, mpfr_get_prec(out));
    mpfr_sqrt_ui(root, 2, R);
    mpfr_div(out, u, root, R);
    mpfr_neg(out, out, R);
    mpfr_clear(root);
}

VALUE(gelu)
{
    scaled(out, u);
    mpfr_erfc(out, out, R);
    mpfr_mul(out, out, u, R);
    return mpfr_div_ui(out, out, 2, rounding);
}

VALUE(sinc)
{
    mpfr_t angle;
    if (mpfr_zero_p(u)) return mpfr_set_ui(out, 1, rounding);
    mpfr_init2(angle, mpfr_get_prec(out));
    mpfr_const_pi(angle, R);
    mpfr_mul(angle, angle, u, R);
    mpfr_sinpi(out, u, R);
    int inexact = mpfr_div(out, out, angle, rounding);
    mpfr_clear(angle);
    return inexact;
}

VALUE(logit)
{
    mpfr_t rest;
    mpfr_init2(rest, mpfr_get_prec(u) + mpfr_get_prec(out));
    mpfr_ui_sub(rest, 1, u, R);
    mpfr_div(rest, u, rest, R);
    int inexact = mpfr_log(out, rest, rounding);
    mpfr_clear(rest);
    return inexact;
}

VALUE(silu)
{
    value_expit(out, u, R);
    return mpfr_mul(out, out, u, rounding);
}

/* ---- slopes ---- */

SLOPE(neg)
{
    mpfr_set_si(out, -1, R);
}

SLOPE(sin)
{
    mpfr_cos(out, u, R);
}

SLOPE(cos)
{
    mpfr_sin(out, u, R);
    mpfr_neg(out, out, R);
}

SLOPE(tan)
{
    mpfr_sqr(out, f, R);
    mpfr_add_ui(out, out, 1, R);
}

SLOPE(sec)
{
    mpfr_tan(out, u, R);
    mpfr_mul(out, out, f, R);
}

SLOPE(csc)
{
    mpfr_cot(out, u, R);
    mpfr_mul(out, out, f, R);
    mpfr_neg(out, out, R);
}

SLOPE(cot)
{
    slope_tan(out, u, f);
    mpfr_neg(out, out, R);
}

/* 1 + sign*u^2 */
static void one_and_square(mpfr_ptr out, mpfr_srcptr u, int sign)
{
    mpfr_sqr(out, u, R);
    mpfr_mul_si(out, out, sign, R);
    mpfr_add_ui(out, out, 1, R);
}

SLOPE(asin)
{
    one_and_square(out, u, -1);
    mpfr_rec_sqrt(out, out, R);
}

SLOPE(acos)
{
    slope_asin(out, u, f);
    mpfr_neg(out, out, R);
}

SLOPE(atan)
{
    one_and_square(out, u, 1);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(sinh)
{
    mpfr_cosh(out, u, R);
}

SLOPE(cosh)
{
    mpfr_sinh(out, u, R);
}

SLOPE(tanh)
{
    mpfr_cosh(out, u, R);
    mpfr_sqr(out, out, R);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(sech)
{
    mpfr_tanh(out, u, R);
    mpfr_mul(out, out, f, R);
    mpfr_neg(out, out, R);
}

SLOPE(csch)
{
    mpfr_coth(out, u, R);
    mpfr_mul(out, out, f, R);
    mpfr_neg(out, out, R);
}

SLOPE(coth)
{
    mpfr_sinh(out, u, R);
    mpfr_sqr(out, out, R);
    mpfr_si_div(out, -1, out, R);
}

SLOPE(asinh)
{
    one_and_square(out, u, 1);
    mpfr_rec_sqrt(out, out, R);
}

SLOPE(acosh)
{
    one_and_square(out, u, -1);
    mpfr_neg(out, out, R);
    mpfr_rec_sqrt(out, out, R);
}

SLOPE(atanh)
{
    one_and_square(out, u, -1);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(exp)
{
    mpfr_set(out, f, R);
}

SLOPE(exp2)
{
    mpfr_const_log2(out, R);
    mpfr_mul(out, out, f, R);
}

SLOPE(expm1)
{
    mpfr_exp(out, u, R);
}

SLOPE(log)
{
    mpfr_ui_div(out, 1, u, R);
}

SLOPE(log1p)
{
    mpfr_add_ui(out, u, 1, R);
    mpfr_ui_div(out, 1, out, R);
}

/* 1/(u*log(base)) */
static void slope_of_log(mpfr_ptr out, mpfr_srcptr u, unsigned base)
{
    mpfr_log_ui(out, base, R);
    mpfr_mul(out, out, u, R);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(log2)
{
    slope_of_log(out, u, 2);
}

SLOPE(log10)
{
    slope_of_log(out, u, 10);
}

SLOPE(sqrt)
{
    mpfr_rec_sqrt(out, u, R);
    mpfr_div_ui(out, out, 2, R);
}

SLOPE(cbrt)
{
    mpfr_sqr(out, f, R);
    mpfr_mul_ui(out, out, 3, R);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(abs)
{
    mpfr_set_si(out, mpfr_sgn(u), R);
}

SLOPE(erf)
{
    mpfr_t pi;
    mpfr_init2(pi, mpfr_get_prec(out));
    mpfr_const_pi(pi, R);
    mpfr_rec_sqrt(pi, pi, R);
    mpfr_sqr(out, u, R);
    mpfr_neg(out, out, R);
    mpfr_exp(out, out, R);
    mpfr_mul(out, out, pi, R);
    mpfr_mul_ui(out, out, 2, R);
    mpfr_clear(pi);
}

SLOPE(erfc)
{
    slope_erf(out, u, f);
    mpfr_neg(out, out, R);
}

SLOPE(gamma)
{
    mpfr_digamma(out, u, R);
    mpfr_mul(out, out, f, R);
}

SLOPE(lgamma)
{
    mpfr_digamma(out, u, R);
}

SLOPE(digamma)
{
    special_polygamma(out, 1, u);
}

SLOPE(j0)
{
    mpfr_j1(out, u, R);
    mpfr_neg(out, out, R);
}

/* f0(u) - f1(u)/u, for j1 and y1 */
static void slope_of_first(mpfr_ptr out, mpfr_srcptr u, mpfr_srcptr f0, mpfr_srcptr f1)
{
    mpfr_t quotient;
    mpfr_init2(quotient, mpfr_get_prec(out));
    mpfr_div(quotient, f1, u, R);
    mpfr_sub(out, f0, quotient, R);
    mpfr_clear(quotient);
}

SLOPE(j1)
{
    mpfr_j0(out, u, R);
    if (mpfr_zero_p(u))
        mpfr_div_ui(out, out, 2, R);
    else
        slope_of_first(out, u, out, f);
}

SLOPE(y0)
{
    mpfr_y1(out, u, R);
    mpfr_neg(out, out, R);
}

SLOPE(y1)
{
    mpfr_y0(out, u, R);
    slope_of_first(out, u, out, f);
}

SLOPE(lambertw)
{
    mpfr_t under;
    mpfr_init2(under, mpfr_get_prec(out));
    mpfr_exp(out, f, R);
    mpfr_add_ui(under, f, 1, R);
    mpfr_mul(out, out, under, R);
    mpfr_ui_div(out, 1, out, R);
    mpfr_clear(under);
}

SLOPE(expit)
{
    mpfr_t e;
    mpfr_init2(e, mpfr_get_prec(out));
    mpfr_abs(e, u, R);
    mpfr_neg(e, e, R);
    mpfr_exp(e, e, R);
    mpfr_add_ui(out, e, 1, R);
    mpfr_sqr(out, out, R);
    mpfr_div(out, e, out, R);
    mpfr_clear(e);
}

SLOPE(relu)
{
    mpfr_set_ui(out, mpfr_sgn(u) > 0, R);
}

SLOPE(leaky_relu)
{
    mpfr_set_ui(out, 1, R);
    if (mpfr_sgn(u) <= 0) mpfr_div_ui(out, out, 100, R);
}

SLOPE(elu)
{
    mpfr_set_ui(out, 1, R);
    if (mpfr_sgn(u) <= 0) mpfr_exp(out, u, R);
}

SLOPE(softplus)
{
    value_expit(out, u, R);
}

SLOPE(gelu)
{
    mpfr_t density, root;
    mpfr_inits2(mpfr_get_prec(out), density, root, (mpfr_ptr)NULL);
    mpfr_sqr(density, u, R);
    mpfr_div_si(density, density, -2, R);
    mpfr_exp(density, density, R);
    mpfr_const_pi(root, R);
    mpfr_mul_ui(root, root, 2, R);
    mpfr_rec_sqrt(root, root, R);
    mpfr_mul(density, density, root, R);
    scaled(out, u);
    mpfr_erfc(out, out, R);
    mpfr_div_ui(out, out, 2, R);
    mpfr_fma(out, u, density, out, R);
    mpfr_clears(density, root, (mpfr_ptr)NULL);
}

/* (cos(pi*u) - f)/u, which cancels near 0 */
SLOPE(sinc)
{
    mpfr_cospi(out, u, R);
    mpfr_sub(out, out, f, R);
    mpfr_div(out, out, u, R);
}

SLOPE(logit)
{
    mpfr_sqr(out, u, R);
    mpfr_sub(out, u, out, R);
    mpfr_ui_div(out, 1, out, R);
}

SLOPE(silu)
{
    mpfr_t s;
    mpfr_init2(s, mpfr_get_prec(out));
    slope_expit(out, u, f);
    mpfr_mul(out, out, u, R);
    value_expit(s, u, R);
    mpfr_add(out, out, s, R);
    mpfr_clear(s);
}

/* ---- the table ---- */

#define ROW(name, look)                                                  \
    {                                                                    \
#name "($1)", 1, mpfr_##name, slope_##name, look, NULL, 0, false \
    }
#define OWN(name, look)                                                   \
    {                                                                     \
#name "($1)", 1, value_##name, slope_##name, look, NULL, 0, false \
    }
#define FLAT(name, look)                                          \
    {                                                             \
#name "($1)", 1, value_##name, NULL, look, NULL, 0, false \
    }
#define COSTLY(name, value, look)                                 \
    {                                                             \
#name "($1)", 1, value, slope_##name, look, NULL, 0, true \
    }

const struct operation unary_operations[] = {
    {"-($1)", 1, mpfr_neg, slope_neg, NULL, NULL, 0, false},
    ROW(sin, look_angle),
    ROW(cos, look_angle),
    ROW(tan, look_angle),
    ROW(sec, look_angle),
    ROW(csc, look_angle),
    ROW(cot, look_angle),
    ROW(asin, look_within_one),
    ROW(acos, look_within_one),
    ROW(atan, NULL),
    ROW(sinh, NULL),
    ROW(cosh, NULL),
    ROW(tanh, NULL),
    ROW(sech, NULL),
    ROW(csch, NULL),
    ROW(coth, NULL),
    ROW(asinh, NULL),
    ROW(acosh, look_one_at_least),
    ROW(atanh, look_within_one),
    ROW(exp, NULL),
    ROW(exp2, NULL),
    ROW(expm1, NULL),
    ROW(log, look_positive),
    ROW(log1p, look_above_minus_one),
    ROW(log2, look_positive),
    ROW(log10, look_positive),
    ROW(sqrt, look_not_negative),
    ROW(cbrt, NULL),
    ROW(abs, look_kink_at_zero),
    FLAT(sign, look_jump_at_zero),
    FLAT(floor, look_jump_at_integers),
    FLAT(ceil, look_jump_at_integers),
    FLAT(round, look_jump_at_halves),
    FLAT(heaviside, look_jump_at_zero),
    OWN(expit, NULL),
    OWN(relu, look_kink_at_zero),
    OWN(leaky_relu, look_kink_at_zero),
    OWN(elu, NULL),
    OWN(softplus, NULL),
    OWN(gelu, look_gelu),
    OWN(silu, NULL),
    OWN(sinc, look_sinc),
    OWN(logit, look_between_zero_and_one),
    ROW(erf, look_erf),
    ROW(erfc, look_erf),
    COSTLY(gamma, mpfr_gamma, look_gamma),
    COSTLY(lgamma, value_lgamma, look_gamma),
    COSTLY(digamma, mpfr_digamma, look_gamma),
    COSTLY(j0, mpfr_j0, look_bessel),
    COSTLY(j1, mpfr_j1, look_bessel),
    COSTLY(y0, mpfr_y0, look_bessel_second),
    COSTLY(y1, mpfr_y1, look_bessel_second),
    COSTLY(lambertw, special_lambertw, look_lambertw),
};
const unsigned n_unary_operations = sizeof unary_operations / sizeof *unary_operations;

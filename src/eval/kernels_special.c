/* kernels_special.c - gamma and Lambert functions, for which double arithmetic loses digits:
 * computed with MPFR, with more extra bits than can cancel, and rounded once, or by polynomials
 * that round to the same doubles. */
#include "eval/fit.h"
#include "eval/kernels.h"

#include <math.h>
#include <mpfr.h>
#include <stdint.h>

#define LONG_BITS 192 /* for recurrences and sums */
#define GAMMA_BITS 112
#define BETA_BITS \
    320 /* logarithms up to 2^140 are subtracted, and arguments differ by up to 2^200 */
#define MAX_STEPS 1000000
#define MAX_ORDER 1e7 /* of polygamma: above, its factorial leaves the exponent range of MPFR */

static bool is_odd(double n)
{
    return fmod(n, 2) != 0;
}

/* True for zero and negative integers, where gamma has its poles. */
static bool at_pole(double u)
{
    return u <= 0 && u == floor(u);
}

/* ---- gamma ---- */

static bool value_gamma(mpfr_ptr out, const double *u)
{
    mpfr_set_d(out, *u, MPFR_RNDN);
    mpfr_gamma(out, out, MPFR_RNDN);
    return true;
}

static bool value_lgamma(mpfr_ptr out, const double *u)
{
    int sign;
    mpfr_set_d(out, *u, MPFR_RNDN);
    mpfr_lgamma(out, &sign, out, MPFR_RNDN);
    return true;
}

static bool value_digamma(mpfr_ptr out, const double *u)
{
    mpfr_set_d(out, *u, MPFR_RNDN);
    mpfr_digamma(out, out, MPFR_RNDN);
    return true;
}

static const struct fit_function gamma_function = {FN_gamma, 1, value_gamma},
                                 lgamma_function = {FN_lgamma, 1, value_lgamma},
                                 digamma_function = {FN_digamma, 1, value_digamma};

/* Left of zero, poles lie too close for polynomials. */
static double right_of_poles(const struct fit_function *function, double last, const double *u)
{
    return last > 0 ? fit_round(function, u) : fit_exact(function, u);
}

/* Only between -190 and 180 is the result neither 0 nor infinite. MPFR uses Spouge's formula (1994)
 * and reflection. */
double kernel_gamma(double u)
{
    if (u > 180) return INFINITY;
    if (u < -190) return at_pole(u) ? NAN : is_odd(floor(u)) ? -0.0 : 0;
    return right_of_poles(&gamma_function, u, &u);
}

double kernel_lgamma(double u)
{
    if (isinf(u) || at_pole(u)) return INFINITY;
    return right_of_poles(&lgamma_function, u, &u);
}

double kernel_digamma(double u)
{
    if (u == 0) return -1 / u;
    if (at_pole(u) || u == -INFINITY) return NAN;
    return right_of_poles(&digamma_function, u, &u);
}

/* The even Bernoulli numbers from B(2) on. */
static const struct {
    int64_t over, under;
} bernoulli[] = {
    {1, 6},
    {-1, 30},
    {1, 42},
    {-1, 30},
    {5, 66},
    {-691, 2730},
    {7, 6},
    {-3617, 510},
    {43867, 798},
    {-174611, 330},
    {854513, 138},
    {-236364091, 2730},
    {8553103, 6},
    {-INT64_C(23749461029), 870},
    {INT64_C(8615841276005), 14322},
    {-INT64_C(7709321041217), 510},
    {INT64_C(2577687858367), 6},
};

/* Adds the sum over k >= 0 of (a + k)^-s, by Euler-Maclaurin (DLMF 25.11.28); power is a^-s. */
static void add_tail(mpfr_t sum, mpfr_t a, mpfr_t power, double s)
{
    mpfr_t term, part;
    mpfr_inits2(LONG_BITS, term, part, (mpfr_ptr)NULL);
    mpfr_mul(part, power, a, MPFR_RNDN);
    mpfr_div_d(part, part, s - 1, MPFR_RNDN);
    mpfr_add(sum, sum, part, MPFR_RNDN);
    mpfr_div_ui(part, power, 2, MPFR_RNDN);
    mpfr_add(sum, sum, part, MPFR_RNDN);
    mpfr_mul_d(term, power, s / 2, MPFR_RNDN); /* s(s+1)...(s+2j-2) / (2j)! a^(1-s-2j) */
    mpfr_div(term, term, a, MPFR_RNDN);
    for (size_t j = 1; j <= sizeof bernoulli / sizeof *bernoulli; j++) {
        double k = 2 * (double)j;
        mpfr_mul_si(part, term, bernoulli[j - 1].over, MPFR_RNDN);
        mpfr_div_si(part, part, bernoulli[j - 1].under, MPFR_RNDN);
        mpfr_add(sum, sum, part, MPFR_RNDN);
        mpfr_mul_d(term, term, s + k - 1, MPFR_RNDN);
        mpfr_mul_d(term, term, s + k, MPFR_RNDN);
        mpfr_div_d(term, term, (k + 1) * (k + 2), MPFR_RNDN);
        mpfr_div(term, term, a, MPFR_RNDN);
        mpfr_div(term, term, a, MPFR_RNDN);
    }
    mpfr_clears(term, part, (mpfr_ptr)NULL);
}

/* Adds zeta(s, a) = sum over k >= 0 of (a + k)^-s for a > 0, term by term until the rest is
 * negligible or Euler and Maclaurin's formula converges. */
static void add_hurwitz(mpfr_t sum, mpfr_srcptr start, double s)
{
    mpfr_t a, power, own;
    mpfr_inits2(LONG_BITS, a, power, own, (mpfr_ptr)NULL);
    mpfr_set(a, start, MPFR_RNDN);
    mpfr_set_zero(own, 1);
    for (;;) {
        mpfr_set_d(power, -s, MPFR_RNDN);
        mpfr_pow(power, a, power, MPFR_RNDN);
        if (mpfr_cmp_d(a, s + 48) > 0) break;
        mpfr_add(own, own, power, MPFR_RNDN);
        if (!mpfr_regular_p(power) || mpfr_get_exp(power) < mpfr_get_exp(own) - LONG_BITS - 8)
            break;
        mpfr_add_ui(a, a, 1, MPFR_RNDN);
    }
    if (mpfr_cmp_d(a, s + 48) > 0) add_tail(own, a, power, s);
    mpfr_add(sum, sum, own, MPFR_RNDN);
    mpfr_clears(a, power, own, (mpfr_ptr)NULL);
}

/* Computes the sum over k >= 0 of (x + k)^-s for x < 0 that is not an integer. With the integer r
 * nearest to x and d = x - r it is d^-s + zeta(s, 1 + d) + (-1)^s (zeta(s, 1 - d) - zeta(s, 1 -
 * x)). */
static void reflect_hurwitz(mpfr_t sum, double x, double s)
{
    double r = roundeven(x), d = x - r;
    mpfr_t a, left;
    mpfr_inits2(LONG_BITS, a, left, (mpfr_ptr)NULL);
    mpfr_set_d(a, d, MPFR_RNDN);
    mpfr_set_d(left, -s, MPFR_RNDN);
    mpfr_pow(sum, a, left, MPFR_RNDN);
    mpfr_add_ui(a, a, 1, MPFR_RNDN);
    add_hurwitz(sum, a, s);
    if (r < 0) {
        mpfr_set_zero(left, 1);
        mpfr_set_d(a, -x, MPFR_RNDN);
        mpfr_add_ui(a, a, 1, MPFR_RNDN);
        add_hurwitz(left, a, s);
        mpfr_neg(left, left, MPFR_RNDN);
        mpfr_set_d(a, -d, MPFR_RNDN);
        mpfr_add_ui(a, a, 1, MPFR_RNDN);
        add_hurwitz(left, a, s);
        if (is_odd(s)) mpfr_neg(left, left, MPFR_RNDN);
        mpfr_add(sum, sum, left, MPFR_RNDN);
    }
    mpfr_clears(a, left, (mpfr_ptr)NULL);
}

/* True if all terms of reflect_hurwitz() except zeta(s, 1 - x) cancel: for half-integers and odd
 * s. */
static bool symmetric(double s, double x)
{
    return is_odd(s) && 2 * x == floor(2 * x) && is_odd(2 * x);
}

static double polygamma_at_pole(double n, double x)
{
    if (is_odd(n)) return INFINITY;
    return x == 0 ? -1 / x : NAN;
}

/* (-1)^(n+1) n! zeta(n + 1, x) (DLMF 5.15.1), for n = u[0] and x = u[1]. */
static bool value_polygamma(mpfr_ptr out, const double *u)
{
    double n = u[0], at = u[1];
    mpfr_t x, sum;
    mpfr_inits2(LONG_BITS, x, sum, (mpfr_ptr)NULL);
    mpfr_set_zero(sum, 1);
    mpfr_set_d(x, fabs(at), MPFR_RNDN);
    if (at < 0) mpfr_add_ui(x, x, 1, MPFR_RNDN);
    if (at < 0 && !symmetric(n + 1, at))
        reflect_hurwitz(sum, at, n + 1);
    else
        add_hurwitz(sum, x, n + 1);
    mpfr_set_d(x, n + 1, MPFR_RNDN);
    mpfr_lngamma(x, x, MPFR_RNDN);
    mpfr_exp(x, x, MPFR_RNDN);
    mpfr_mul(out, sum, x, MPFR_RNDN);
    if (!is_odd(n)) mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clears(x, sum, (mpfr_ptr)NULL);
    return true;
}

double kernel_polygamma(double u, double v)
{
    static const struct fit_function function = {FN_polygamma, 2, value_polygamma};
    if (u == 0) return kernel_digamma(v);
    if (!(u > 0 && u == floor(u) && u <= MAX_ORDER) || isnan(v) || v == -INFINITY) return NAN;
    if (at_pole(v)) return polygamma_at_pole(u, v);
    if (isinf(v)) return is_odd(u) ? 0 : -0.0;
    return right_of_poles(&function, v, (const double[]){u, v});
}

/* Computes exp(log abs gamma(x) + log abs gamma(y) - log abs gamma(s)) with its sign; s = x + y. */
static void beta_by_logs(mpfr_t to, mpfr_t x, mpfr_t y, mpfr_t s)
{
    int sign_x, sign_y, sign_s;
    mpfr_lgamma(x, &sign_x, x, MPFR_RNDN);
    mpfr_lgamma(y, &sign_y, y, MPFR_RNDN);
    mpfr_lgamma(s, &sign_s, s, MPFR_RNDN);
    mpfr_add(x, x, y, MPFR_RNDN);
    mpfr_sub(x, x, s, MPFR_RNDN);
    mpfr_exp(to, x, MPFR_RNDN);
    if (sign_x * sign_y * sign_s < 0) mpfr_neg(to, to, MPFR_RNDN);
}

/* For x above 1e40 gamma(x)/gamma(x + y) is x^-y, unless y is so large that the result is 0. */
static void beta_by_power(mpfr_t to, mpfr_t x, mpfr_t y)
{
    int sign;
    mpfr_log(x, x, MPFR_RNDN);
    mpfr_mul(x, x, y, MPFR_RNDN);
    mpfr_lgamma(y, &sign, y, MPFR_RNDN);
    mpfr_sub(y, y, x, MPFR_RNDN);
    mpfr_exp(to, y, MPFR_RNDN);
    if (sign < 0) mpfr_neg(to, to, MPFR_RNDN);
}

static double beta_special(double low, double high)
{
    if (isnan(low + high) || low == -INFINITY) return NAN;
    if (at_pole(low) || at_pole(high)) {
        if (high == 0 && !at_pole(low)) return 1 / high;
        return low == 0 && high > 0 ? 1 / low : NAN;
    }
    return low > 0 ? 0
                   : NAN; /* `high` is infinite, or both are so large that the result underflows */
}

/* True if gamma of x is far from the ends of doubles, and sums of such numbers take few bits. */
static bool is_moderate(double x)
{
    return fabs(x) > 0x1p-60 && fabs(x) < 160;
}

static void beta_by_gammas(mpfr_t to, mpfr_t x, mpfr_t y, mpfr_t s)
{
    mpfr_t product, g;
    mpfr_inits2(GAMMA_BITS, product, g, (mpfr_ptr)NULL);
    mpfr_gamma(product, x, MPFR_RNDN);
    mpfr_gamma(g, y, MPFR_RNDN);
    mpfr_mul(product, product, g, MPFR_RNDN);
    mpfr_gamma(g, s, MPFR_RNDN);
    mpfr_div(to, product, g, MPFR_RNDN);
    mpfr_clears(product, g, (mpfr_ptr)NULL);
}

/* Products and quotients, whose relative errors are the sums of those of the numbers. */
static struct fit_wide wide_times(struct fit_wide a, struct fit_wide b)
{
    double high = a.high * b.high, low = fma(a.high, b.high, -high);
    low += a.high * b.low + a.low * b.high;
    double sum = high + low, error = a.error * fabs(b.high) + b.error * fabs(a.high);
    return (struct fit_wide){sum, (high - sum) + low, error * 1.01 + fabs(sum) * 0x1p-98};
}

static struct fit_wide wide_over(struct fit_wide a, struct fit_wide b)
{
    double high = a.high / b.high, rest = fma(-high, b.high, a.high) + a.low - high * b.low;
    double low = rest / b.high, sum = high + low;
    double error = (a.error + fabs(high) * b.error) / fabs(b.high);
    return (struct fit_wide){sum, (high - sum) + low, error * 1.01 + fabs(sum) * 0x1p-98};
}

/* gamma(u)/gamma(u + v) gamma(v) by polynomials for gamma; false if there are none yet. */
static bool beta_by_fits(double u, double v, double *result)
{
    double sum = u + v, back = sum - u, beyond = (u - (sum - back)) + (v - back);
    struct fit_wide x, y, s;
    bool is_x = fit_read_wide(&gamma_function, &u, 0, &x);
    bool is_y = fit_read_wide(&gamma_function, &v, 0, &y);
    if (!fit_read_wide(&gamma_function, &sum, beyond, &s) || !is_x || !is_y) return false;
    x = wide_over(x, s);
    if (!(fabs(x.high) > 1e-200)) return false;
    x = wide_times(x, y);
    return fabs(x.high) > 1e-200 && fabs(x.high) < 1e200 && fit_rounds(&x, result);
}

static double beta_of(double low, double high, bool moderate)
{
    mpfr_t x, y, s;
    mpfr_inits2(BETA_BITS, x, y, s, (mpfr_ptr)NULL);
    mpfr_set_d(x, high, MPFR_RNDN);
    mpfr_set_d(y, low, MPFR_RNDN);
    mpfr_add(s, x, y, MPFR_RNDN);
    if (mpfr_integer_p(s) && mpfr_sgn(s) <= 0)
        mpfr_set_zero(s, 1);
    else if (moderate)
        beta_by_gammas(s, x, y, s);
    else if (high > 1e40)
        beta_by_power(s, x, y);
    else
        beta_by_logs(s, x, y, s);
    double result = mpfr_get_d(s, MPFR_RNDN);
    mpfr_clears(x, y, s, (mpfr_ptr)NULL);
    return result;
}

double kernel_beta(double u, double v)
{
    double low = u < v ? u : v, high = u < v ? v : u, result;
    if (isnan(u + v) || isinf(high) || isinf(low) || at_pole(low) || at_pole(high) || low > 1e30)
        return beta_special(low, high);
    bool moderate = is_moderate(low) && is_moderate(high) && is_moderate(low + high);
    if (moderate && low > 0 && beta_by_fits(low, high, &result)) return result;
    return beta_of(low, high, moderate);
}

/* ---- Lambert ---- */

#define BRANCH_POINT -0x1.78b56362cef38p-2 /* the double nearest to -1/e */

/* p = sqrt(2 (e x + 1)), the variable of the series at the branch point. */
static double branch_variable(double x)
{
    mpfr_t t;
    mpfr_init2(t, LONG_BITS);
    mpfr_set_ui(t, 1, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_mul_d(t, t, x, MPFR_RNDN);
    mpfr_add_ui(t, t, 1, MPFR_RNDN);
    mpfr_mul_ui(t, t, 2, MPFR_RNDN);
    mpfr_sqrt(t, t, MPFR_RNDN);
    double p = mpfr_get_d(t, MPFR_RNDN);
    mpfr_clear(t);
    return p;
}

static double lambertw_start(double x)
{
    if (x < -0.25) {
        double p = branch_variable(x);
        return -1 + p * (1 - p * (1.0 / 3 - p * (11.0 / 72)));
    }
    if (x < 3) return log1p(x) * (1 - log1p(log1p(x)) / (2 + log1p(x)));
    return log(x) - log(log(x)) * (1 - 1 / log(x));
}

/* Takes one step of Halley's method for g = w - x exp(-w): w -= g / (w + 1 - (w + 2) g / (2 w +
 * 2)). False once w no longer changes. */
static bool halley(mpfr_t w, double x, mpfr_t g, mpfr_t t, mpfr_t next)
{
    mpfr_neg(g, w, MPFR_RNDN);
    mpfr_exp(g, g, MPFR_RNDN);
    mpfr_mul_d(g, g, x, MPFR_RNDN);
    mpfr_sub(g, w, g, MPFR_RNDN);
    mpfr_add_ui(next, w, 1, MPFR_RNDN);
    mpfr_add_ui(t, w, 2, MPFR_RNDN);
    mpfr_mul(t, t, g, MPFR_RNDN);
    mpfr_div(t, t, next, MPFR_RNDN);
    mpfr_div_ui(t, t, 2, MPFR_RNDN);
    mpfr_sub(t, next, t, MPFR_RNDN);
    mpfr_div(t, g, t, MPFR_RNDN);
    mpfr_sub(w, w, t, MPFR_RNDN);
    return mpfr_regular_p(t) && mpfr_regular_p(w) && mpfr_get_exp(t) > mpfr_get_exp(w) - 60;
}

/* Corless, Gonnet, Hare, Jeffrey, Knuth 1996: the series (4.22) at -1/e, the asymptotic expansion
 * (4.18) and Halley's method (5.9). */
static bool value_lambertw(mpfr_ptr out, const double *u)
{
    if (!(*u > BRANCH_POINT)) return false;
    mpfr_t w, g, t, next;
    mpfr_inits2(LONG_BITS, w, g, t, next, (mpfr_ptr)NULL);
    mpfr_set_d(w, lambertw_start(*u), MPFR_RNDN);
    for (int i = 0; i < 20 && halley(w, *u, g, t, next); i++) continue;
    mpfr_set(out, w, MPFR_RNDN);
    mpfr_clears(w, g, t, next, (mpfr_ptr)NULL);
    return true;
}

/* The double nearest to -1/e is just outside the domain and is treated as -1/e. */
double kernel_lambertw(double u)
{
    static const struct fit_function function = {FN_lambertw, 1, value_lambertw};
    if (u == BRANCH_POINT) return -1;
    if (fabs(u) < 1e-20 || u == INFINITY) return u;
    return fit_round(&function, &u);
}

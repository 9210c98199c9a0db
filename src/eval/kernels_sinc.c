/* kernels_sinc.c - sinc on one double by sines, and its derivatives with MPFR, by more bits until
 * the value is told, or by polynomials that round to the same doubles. */
#include "eval/enclose_series.h"
#include "eval/fit.h"
#include "eval/kernels.h"

#include <math.h>

/* sin(pi*a) for 0 <= a <= 1/2. */
static double sine_of_turn(double a)
{
    return a > 0.25 ? cos(M_PI * (0.5 - a)) : sin(M_PI * a);
}

/* The turns are reduced exactly. Up to 1/2 the sine has the rounded angle that it is divided by. */
double kernel_sinc(double u)
{
    double x = fabs(u), rest = fmod(x, 2), sign = rest > 1 ? -1 : 1;
    if (x == 0) return 1;
    if (isinf(x)) return 0;
    if (rest > 1) rest -= 1;
    if (rest > 0.5) rest = 1 - rest;
    double sine = x < 0.5 ? sin(M_PI * x) : sine_of_turn(rest);
    return sign * sine / (M_PI * x);
}

/* True if the interval is narrow beside its values; puts one of them into `out`. */
static bool is_told(mpfr_ptr out, mpfi_srcptr value)
{
    enum { RIGHT = 100 };
    MPFR_DECL_INIT(width, 64);
    if (mpfi_has_zero(value)) return false;
    mpfr_sub(width, &value->right, &value->left, MPFR_RNDU);
    mpfr_set(out, &value->left, MPFR_RNDN);
    return mpfr_zero_p(width) || mpfr_get_exp(width) < mpfr_get_exp(&value->left) - RIGHT;
}

static bool value_sincderiv(mpfr_ptr out, const double *u)
{
    enum { BITS = 160, MOST_BITS = 5120 };
    mpfi_t value;
    mpfr_t x;
    mpfi_init2(value, BITS);
    mpfr_init2(x, 53);
    mpfr_set_d(x, u[1], MPFR_RNDN);
    bool told = false;
    for (mpfr_prec_t bits = BITS; bits <= MOST_BITS && !told; bits *= 2) {
        mpfi_set_prec(value, bits);
        sinc_derivative(value, (unsigned long)u[0], x);
        told = is_told(out, value);
    }
    mpfi_clear(value);
    mpfr_clear(x);
    return told;
}

double kernel_sincderiv(double u, double v)
{
    enum { MOST_ORDER = 1000 };
    static const struct fit_function function = {FN_sincderiv, 2, value_sincderiv};
    if (isnan(v) || !(u >= 0 && u <= MOST_ORDER && u == floor(u))) return NAN;
    if (isinf(v) || (v == 0 && fmod(u, 2) != 0)) return 0;
    return u == 0 ? kernel_sinc(v) : fit_round(&function, (const double[]){u, v});
}

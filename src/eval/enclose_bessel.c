/* enclose_bessel.c - Bessel functions of integer order. Values at points come from MPFR where it is
 * quick, else from power series or from the recurrence. Intervals are enclosed by monotonicity or
 * by a bound of the derivative. */
#include "eval/enclose_series.h"

#define GUARD 32          /* extra bits, as results are rounded more than once */
#define MAX_ORDER 1000000 /* in absolute value */
#define MAX_EXPONENT 100000
#define MPFR_BITS 4096    /* above, MPFR takes long and cannot be interrupted */
#define MPFR_ORDER_J 1000 /* MPFR's series for J has costs of its own for high orders */
#define MPFR_ORDER_Y 16   /* for Y, MPFR sums n terms of n log n bits */

static bessel_at j_at;

/* An enclosure of J_n or Y_n for n >= 0. */
typedef bool enclose_bessel(struct enclose_env *env, long n, mpfi_ptr out, mpfi_srcptr x);

/* True if MPFR can use its expansion for large arguments: x is above the number of bits and above
 * n^2. */
static bool is_asymptotic(long n, mpfr_srcptr x, mpfr_prec_t bits)
{
    double z = mpfr_get_d(x, MPFR_RNDZ), square = (double)n * (double)n;
    z = z < 0 ? -z : z;
    return z > (double)bits + 64 && z > 2 * square;
}

/* True if reducing the argument by multiples of pi would take too many bits. */
static bool is_far(mpfr_srcptr x)
{
    return mpfr_regular_p(x) && mpfr_get_exp(x) > MAX_EXPONENT;
}

/* True if the argument is so small that a power of it is near or outside MPFR's range: its series
 * would then abort or hang. */
static bool is_tiny(mpfr_srcptr x)
{
    return mpfr_regular_p(x) && mpfr_get_exp(x) < -1024;
}

static bool by_mpfr(int (*function)(mpfr_ptr, long, mpfr_srcptr, mpfr_rnd_t), mpfi_ptr value,
                    long n, mpfr_srcptr x)
{
    int inexact = function(&value->left, n, x, MPFR_RNDD);
    mpfr_set(&value->right, &value->left, MPFR_RNDU);
    if (inexact) mpfr_nextabove(&value->right);
    return enclose_finish(value);
}

/* True if the recurrence reaches order n sooner than the power series, and MPFR its start. */
static bool is_recurrent(mpfi_srcptr value, long n, mpfr_srcptr x)
{
    double bits = (double)mpfi_get_prec(value);
    if (n < 2 || !is_asymptotic(1, x, mpfi_get_prec(value) + 64)) return false;
    return mpfr_cmpabs_ui(x, (unsigned long)n) >= 0 ||
           series_j_work(value, n, x) > 4 * (double)n * bits;
}

/* J_n at -x is (-1)^n times J_n at x (DLMF 10.11.1). */
static bool recurrent_j(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_t size;
    mpfr_init2(size, mpfr_get_prec(x));
    mpfr_abs(size, x, MPFR_RNDN);
    bool good = recurrence_bessel(env, value, n, size, j_at, false);
    if (mpfr_sgn(x) < 0 && n % 2) mpfi_neg(value, value);
    mpfr_clear(size);
    return good && enclose_finish(value);
}

static bool j_at(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(value);
    if (is_far(x)) return enclose_give_up(env);
    bool quick =
        bits <= MPFR_BITS && n <= MPFR_ORDER_J && mpfr_cmpabs_ui(x, MPFR_BITS) < 0 && !is_tiny(x);
    if (quick || mpfr_zero_p(x) || is_asymptotic(n, x, bits)) return by_mpfr(mpfr_jn, value, n, x);
    return is_recurrent(value, n, x) ? recurrent_j(env, value, n, x) : series_j(env, value, n, x);
}

/* Y_0 or Y_1. */
static bool low_y_at(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(value);
    bool quick = bits <= MPFR_BITS && mpfr_cmpabs_ui(x, MPFR_BITS) < 0 && !is_tiny(x);
    if (quick || is_asymptotic(n, x, bits)) return by_mpfr(mpfr_yn, value, n, x);
    return series_y(env, value, n, x);
}

static bool y_at(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(value);
    if (is_far(x)) return enclose_give_up(env);
    if (n < 2) return low_y_at(env, value, n, x);
    bool quick =
        bits <= MPFR_BITS && n <= MPFR_ORDER_Y && mpfr_cmpabs_ui(x, MPFR_BITS) < 0 && !is_tiny(x);
    if (quick || is_asymptotic(n, x, bits)) return by_mpfr(mpfr_yn, value, n, x);
    return recurrence_bessel(env, value, n, x, low_y_at, true);
}

/* Encloses a function that increases over x by its values at the ends. */
static bool between_ends(struct enclose_env *env, bessel_at *function, long n, mpfi_ptr out,
                         mpfi_srcptr x)
{
    mpfi_t left, right;
    mpfi_init2(left, mpfi_get_prec(out));
    mpfi_init2(right, mpfi_get_prec(out));
    bool good = function(env, left, n, &x->left);
    if (enclose_is_point(x))
        mpfi_set(right, left);
    else
        good = good && function(env, right, n, &x->right);
    if (good) mpfr_swap(&out->left, &left->left);
    if (good) mpfr_swap(&out->right, &right->right);
    mpfi_clear(left);
    mpfi_clear(right);
    return good && enclose_finish(out);
}

/* Encloses a function by its value at the middle of x, widened by half the width times `slope`,
 * which bounds the derivative. */
static bool around_middle(struct enclose_env *env, bessel_at *function, long n, mpfi_ptr out,
                          mpfi_srcptr x, mpfr_srcptr slope)
{
    mpfr_t middle, radius, other;
    mpfi_t value;
    mpfi_init2(value, mpfi_get_prec(out));
    mpfr_init2(middle, mpfi_get_prec(x) + 2);
    mpfr_inits2(64, radius, other, (mpfr_ptr)NULL);
    mpfr_add(middle, &x->left, &x->right, MPFR_RNDN);
    mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
    mpfr_sub(radius, &x->right, middle, MPFR_RNDU);
    mpfr_sub(other, middle, &x->left, MPFR_RNDU);
    mpfr_max(radius, radius, other, MPFR_RNDU);
    mpfr_mul(radius, radius, slope, MPFR_RNDU);
    bool good = function(env, value, n, middle);
    if (good) mpfr_sub(&out->left, &value->left, radius, MPFR_RNDD);
    if (good) mpfr_add(&out->right, &value->right, radius, MPFR_RNDU);
    mpfr_clears(middle, radius, other, (mpfr_ptr)NULL);
    mpfi_clear(value);
    return good && enclose_finish(out);
}

/* Encloses J_n for n >= 0. It increases from 0 to n, since its derivative has no zero there (DLMF
 * 10.21.3). Elsewhere abs J_n' <= 1, as J_n' is (J_(n-1) - J_(n+1))/2 and abs J_n <= 1 (DLMF
 * 10.6.1, 10.14.1). */
static bool enclose_j(struct enclose_env *env, long n, mpfi_ptr out, mpfi_srcptr x)
{
    bool rises = n > 0 && mpfr_sgn(&x->left) >= 0 && mpfr_cmp_si(&x->right, n) <= 0;
    mpfr_t one;
    mpfr_init2(one, 2);
    mpfr_set_ui(one, 1, MPFR_RNDU);
    bool good = enclose_is_point(x) || rises ? between_ends(env, j_at, n, out, x)
                                             : around_middle(env, j_at, n, out, x, one);
    mpfr_clear(one);
    if (!good && diag_any(env->core)) return enclose_fail(out);
    return good || enclose_between(out, -1, 1);
}

/* M = sqrt(J_n^2 + Y_n^2) at a, rounded up. */
static bool modulus(struct enclose_env *env, mpfr_t M, long n, mpfr_srcptr a)
{
    mpfi_t j, y;
    mpfi_init2(j, 64);
    mpfi_init2(y, 64);
    bool good = j_at(env, j, n, a) && y_at(env, y, n, a);
    mpfi_srcptr both[] = {j, y};
    good = good && enclose_hypot(env, j, both);
    mpfr_set(M, &j->right, MPFR_RNDU);
    mpfi_clear(j);
    mpfi_clear(y);
    return good;
}

/* Encloses Y_n for n >= 0 and x > 0. It increases from 0 to n, and to 2 for n < 2, since its
 * derivative has no zero before (DLMF 10.21.3; the first zeros of Y_0' and Y_1' are at 2.197 and
 * 3.683). Elsewhere abs Y_n' = abs(Y_(n-1) - Y_(n+1))/2 <= (M_(n-1)(a) + M_(n+1)(a))/2 to the right
 * of a, as M_n decreases (Nicholson's integral 1910; Watson, Theory of Bessel Functions, 13.73 and
 * 13.74). */
static bool enclose_y(struct enclose_env *env, long n, mpfi_ptr out, mpfi_srcptr x)
{
    if (mpfr_sgn(&x->left) <= 0) return enclose_fail(out);
    if (enclose_is_point(x) || mpfr_cmp_si(&x->right, n > 2 ? n : 2) <= 0)
        return between_ends(env, y_at, n, out, x) || enclose_fail(out);
    mpfr_t slope, other;
    mpfr_inits2(64, slope, other, (mpfr_ptr)NULL);
    bool good =
        modulus(env, slope, n > 0 ? n - 1 : 1, &x->left) && modulus(env, other, n + 1, &x->left);
    mpfr_add(slope, slope, other, MPFR_RNDU);
    mpfr_div_2ui(slope, slope, 1, MPFR_RNDU);
    good = good && around_middle(env, y_at, n, out, x, slope);
    mpfr_clears(slope, other, (mpfr_ptr)NULL);
    return good || enclose_fail(out);
}

/* Reduces order -n to n: J_(-n) = (-1)^n J_n, and so for Y (DLMF 10.4.1). */
static bool signed_order(struct enclose_env *env, enclose_bessel *enclose, mpfi_ptr out, long n,
                         mpfi_srcptr x)
{
    if (!enclose(env, n < 0 ? -n : n, out, x)) return false;
    if (n < 0 && n % 2) mpfi_neg(out, out);
    return enclose_finish(out);
}

/* Encloses J left of zero by J_n(-x) = (-1)^n J_n(x) (DLMF 10.11.1). */
static bool signed_j(struct enclose_env *env, long n, mpfi_ptr out, mpfi_srcptr x)
{
    if (mpfr_sgn(&x->right) > 0) return signed_order(env, enclose_j, out, n, x);
    mpfi_t minus;
    mpfi_init2(minus, mpfi_get_prec(x));
    mpfi_neg(minus, x);
    bool good = signed_order(env, enclose_j, out, n, minus);
    if (n % 2) mpfi_neg(out, out);
    mpfi_clear(minus);
    return good ? enclose_finish(out) : false;
}

ENCLOSURE(j0)
{
    return signed_j(env, 0, out, args[0]);
}
ENCLOSURE(j1)
{
    return signed_j(env, 1, out, args[0]);
}
ENCLOSURE(jn)
{
    long n;
    return enclose_integer(&n, args[0], MAX_ORDER) ? signed_j(env, n, out, args[1])
                                                   : enclose_fail(out);
}
ENCLOSURE(y0)
{
    return signed_order(env, enclose_y, out, 0, args[0]);
}
ENCLOSURE(y1)
{
    return signed_order(env, enclose_y, out, 1, args[0]);
}
ENCLOSURE(yn)
{
    long n;
    if (!enclose_integer(&n, args[0], MAX_ORDER)) return enclose_fail(out);
    return signed_order(env, enclose_y, out, n, args[1]);
}

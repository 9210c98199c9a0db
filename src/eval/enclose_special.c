/* enclose_special.c - enclosures of the gamma, Bessel and Lambert functions. Values at points come
 * from MPFR, which rounds correctly in the direction asked for, or from sums with a proven
 * remainder; from points to intervals it goes by monotonicity, convexity or a bound of the
 * derivative. */
#include "eval/enclose.h"

#include <stdlib.h>

#define GUARD 32            /* bits more for what is rounded more than once */
#define MAX_STEPS 1000000   /* terms of a sum */
#define MAX_WORK 4e9        /* bits times terms in MPFR's series for Bessel functions */
#define MAX_ORDER 1000000   /* of polygamma and of J */
#define MPFR_ORDER_Y 16     /* MPFR sums n terms of n log n bits for Y */
#define MAX_EXPONENT 100000 /* of arguments reduced by multiples of pi */
#define MAX_GAMMA 60        /* exponent behind which gamma overflows MPFR */

#define ENCLOSURE(id) bool enclose_##id(mpfi_ptr out, const mpfi_srcptr *args)

static bool is_point(mpfi_srcptr x)
{
    return mpfr_equal_p(&x->left, &x->right);
}

static bool round_out(mpfi_ptr out, mpfi_srcptr from)
{
    mpfi_set(out, from);
    return enclose_finish(out);
}

/* ---- pieces and convexity ---- */

/* Whether gamma has a pole in x: zero or a negative integer. */
static bool has_pole(mpfi_srcptr x)
{
    if (mpfr_sgn(&x->left) > 0) return false;
    if (mpfr_sgn(&x->right) >= 0 || mpfr_integer_p(&x->left)) return true;
    mpz_t low, high;
    mpz_inits(low, high, (mpz_ptr)NULL);
    mpfr_get_z(low, &x->left, MPFR_RNDD);
    mpfr_get_z(high, &x->right, MPFR_RNDD);
    bool yes = mpz_cmp(low, high) != 0;
    mpz_clears(low, high, (mpz_ptr)NULL);
    return yes;
}

/* Whether floor(x) is odd, for x without a pole: gamma is negative there if x < 0. */
static bool is_odd_piece(mpfr_srcptr x)
{
    mpz_t n;
    mpz_init(n);
    mpfr_get_z(n, x, MPFR_RNDD);
    bool odd = mpz_odd_p(n);
    mpz_clear(n);
    return odd;
}

/* Encloses a function and its derivative at a point; order is for polygamma. */
typedef bool at_point(mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x, unsigned long order);

/* Raises low to the bound that the tangent at an end gives: value - |slope| width. */
static void tangent(mpfr_ptr low, mpfi_srcptr value, mpfi_srcptr slope, mpfr_srcptr width)
{
    mpfr_t drop;
    mpfr_init2(drop, mpfr_get_prec(low));
    if (mpfr_cmpabs(&slope->left, &slope->right) > 0)
        mpfr_abs(drop, &slope->left, MPFR_RNDU);
    else
        mpfr_abs(drop, &slope->right, MPFR_RNDU);
    mpfr_mul(drop, drop, width, MPFR_RNDU);
    mpfr_sub(drop, &value->left, drop, MPFR_RNDD);
    mpfr_max(low, low, drop, MPFR_RNDD);
    mpfr_clear(drop);
}

/* A convex function lies below the greater of its end values and above its tangents; where its
 * slope at the left end is positive, or at the right end negative, the ends are all. least is a
 * bound known otherwise. */
static bool convex(at_point *function, mpfi_ptr out, mpfi_srcptr x, unsigned long order,
                   const char *least)
{
    mpfi_t value[2], slope[2];
    mpfr_t width, low;
    mpfr_prec_t bits = mpfi_get_prec(out);
    mpfr_inits2(bits, width, low, (mpfr_ptr)NULL);
    for (int i = 0; i < 2; i++) {
        mpfi_init2(value[i], bits);
        mpfi_init2(slope[i], 64);
    }
    bool good = function(value[0], slope[0], &x->left, order);
    good = good && (is_point(x) ? function(value[1], slope[1], &x->left, order)
                                : function(value[1], slope[1], &x->right, order));
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    if (mpfr_sgn(&slope[0]->left) >= 0 || is_point(x)) {
        mpfr_set(low, &value[0]->left, MPFR_RNDD);
    } else if (mpfr_sgn(&slope[1]->right) <= 0) {
        mpfr_set(low, &value[1]->left, MPFR_RNDD);
    } else {
        mpfr_set_str(low, least, 10, MPFR_RNDD);
        tangent(low, value[0], slope[0], width);
        tangent(low, value[1], slope[1], width);
    }
    mpfr_max(&out->right, &value[0]->right, &value[1]->right, MPFR_RNDU);
    mpfr_swap(&out->left, low);
    for (int i = 0; i < 2; i++) {
        mpfi_clear(value[i]);
        mpfi_clear(slope[i]);
    }
    mpfr_clears(width, low, (mpfr_ptr)NULL);
    return good ? enclose_finish(out) : enclose_fail(out);
}

/* ---- gamma ---- */

static void both(enclose_function *function, mpfi_ptr to, mpfr_srcptr x)
{
    function(&to->left, x, MPFR_RNDD);
    function(&to->right, x, MPFR_RNDU);
}

static int abs_gamma(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (mpfr_sgn(x) > 0 || !is_odd_piece(x)) return mpfr_gamma(to, x, round);
    mpfr_gamma(to, x, round == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
    return mpfr_neg(to, to, round);
}

/* Near zero, where MPFR's lgamma is slow, the logarithm of abs gamma, which is above 1.7. */
static int log_abs_gamma(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    int sign;
    if (mpfr_get_exp(x) >= 0) return mpfr_lgamma(to, &sign, x, round);
    mpfr_t g;
    mpfr_init2(g, mpfr_get_prec(to) + GUARD);
    abs_gamma(g, x, round);
    sign = mpfr_log(to, g, round);
    mpfr_clear(g);
    return sign;
}

static bool lgamma_at(mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x, unsigned long order)
{
    (void)order;
    both(log_abs_gamma, value, x);
    both(mpfr_digamma, slope, x);
    return enclose_finish(value) && enclose_finish(slope);
}

static bool gamma_at(mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x, unsigned long order)
{
    (void)order;
    both(abs_gamma, value, x);
    both(mpfr_digamma, slope, x);
    mpfi_mul(slope, slope, value);
    return enclose_finish(value) && enclose_finish(slope);
}

/* digamma' is the sum of (x + k)^-2, positive between all poles: log abs gamma is convex there, and
 * so is abs gamma, its exponential. The minimum for x > 0 is 0.8856031944108887003 (OEIS A030171).
 */
ENCLOSURE(gamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_exponent(x) > MAX_GAMMA || has_pole(x)) return enclose_fail(out);
    bool negative = mpfr_sgn(&x->left) < 0;
    bool odd = negative && is_odd_piece(&x->left);
    if (!convex(gamma_at, out, x, 0, negative ? "0" : "0.8856031944108887002")) return false;
    if (odd) mpfi_neg(out, out);
    return enclose_finish(out);
}

/* Its minimum for x > 0 is -0.12148629053584960809 (the logarithm of that of gamma). */
ENCLOSURE(lgamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_exponent(x) > MAX_EXPONENT || has_pole(x)) return enclose_fail(out);
    return convex(lgamma_at, out, x, 0, mpfr_sgn(&x->left) < 0 ? "-inf" : "-0.1214862905358496081");
}

/* Its derivative is positive between all poles. */
ENCLOSURE(digamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_exponent(x) > MAX_EXPONENT || has_pole(x)) return enclose_fail(out);
    return enclose_increasing(mpfr_digamma, out, x);
}

/* ---- polygamma ---- */

/* T[k] for k = 1..n, the tangent numbers (Brent and Harvey 2011, algorithm TangentNumbers). */
static void tangent_numbers(mpz_t *T, unsigned long n)
{
    mpz_set_ui(T[1], 1);
    for (unsigned long k = 2; k <= n; k++) mpz_mul_ui(T[k], T[k - 1], k - 1);
    for (unsigned long k = 2; k <= n; k++) {
        for (unsigned long j = k; j <= n; j++) {
            mpz_mul_ui(T[j], T[j], j - k + 2);
            mpz_addmul_ui(T[j], T[j - 1], j - k);
        }
    }
}

/* part = B(2j) term, as B(2j) = (-1)^(j-1) 2j T(j) / (4^j (4^j - 1)). */
static void times_bernoulli(mpfi_t part, mpfi_t term, mpz_t tangent_number, unsigned long j)
{
    mpz_t power;
    mpz_init(power);
    mpz_setbit(power, 2 * j);
    mpz_sub_ui(power, power, 1);
    mpfi_mul_z(part, term, tangent_number);
    mpfi_mul_ui(part, part, 2 * j);
    mpfi_div_z(part, part, power);
    mpfi_div_2ui(part, part, 2 * j);
    if (j % 2 == 0) mpfi_neg(part, part);
    mpz_clear(power);
}

/* Whether x is below 2^-bits of sum: the sum may then end. */
static bool is_small(mpfi_srcptr x, mpfi_srcptr sum, mpfr_exp_t bits)
{
    mpfr_srcptr big = mpfr_cmpabs(&x->left, &x->right) > 0 ? &x->left : &x->right;
    if (mpfr_zero_p(big)) return true;
    if (!mpfr_regular_p(big) || !mpfr_regular_p(&sum->left) || !mpfr_regular_p(&sum->right))
        return false;
    return mpfr_get_exp(big) + bits < mpfr_get_exp(&sum->left) &&
           mpfr_get_exp(big) + bits < mpfr_get_exp(&sum->right);
}

/* Adds the hull of 0 and rest. */
static void add_remainder(mpfi_t sum, mpfi_t rest)
{
    if (mpfr_sgn(&rest->left) > 0) mpfr_set_zero(&rest->left, 1);
    if (mpfr_sgn(&rest->right) < 0) mpfr_set_zero(&rest->right, -1);
    mpfi_add(sum, sum, rest);
}

/* term = s(s+1)...(s+2j-2) / (2j)! a^(1-s-2j) from j to j + 1; square is a^2. */
static void next_term(mpfi_t term, unsigned long s, unsigned long j, mpfi_t square)
{
    unsigned long k = 2 * j;
    mpfi_mul_ui(term, term, s + k - 1);
    mpfi_mul_ui(term, term, s + k);
    mpfi_div_ui(term, term, k + 1);
    mpfi_div_ui(term, term, k + 2);
    mpfi_div(term, term, square);
}

/* The Bernoulli terms of Euler-Maclaurin for the sum of (a + k)^-s. They envelop the remainder:
 * it has the sign of the first term left out and is not greater (Abramowitz and Stegun 6.4.11,
 * 23.1.30: all derivatives of t^-s keep their signs). */
static void add_bernoulli(mpfi_t sum, mpfi_t a, mpfi_t power, unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    unsigned long n = (unsigned long)bits / 8 + 16;
    mpz_t *T = malloc((n + 1) * sizeof *T);
    if (!T) {
        enclose_fail(sum);
        return;
    }
    for (unsigned long j = 0; j <= n; j++) mpz_init(T[j]);
    tangent_numbers(T, n);
    mpfi_t term, part, square;
    mpfi_init2(term, bits);
    mpfi_init2(part, bits);
    mpfi_init2(square, bits);
    mpfi_sqr(square, a);
    mpfi_mul_ui(term, power, s);
    mpfi_div_2ui(term, term, 1);
    mpfi_div(term, term, a);
    for (unsigned long j = 1; j <= n; j++) {
        times_bernoulli(part, term, T[j], j);
        if (j == n || is_small(part, sum, bits)) break;
        mpfi_add(sum, sum, part);
        next_term(term, s, j, square);
    }
    add_remainder(sum, part);
    mpfi_clear(term);
    mpfi_clear(part);
    mpfi_clear(square);
    for (unsigned long j = 0; j <= n; j++) mpz_clear(T[j]);
    free(T);
}

/* power = a^-s for a point a in the interval. */
static void power_minus(mpfi_t power, mpfi_t a, unsigned long s)
{
    bool negative = mpfr_sgn(&a->right) < 0;
    mpfi_abs(power, a);
    mpfi_inv(power, power);
    mpfr_pow_ui(&power->left, &power->left, s, MPFR_RNDD);
    mpfr_pow_ui(&power->right, &power->right, s, MPFR_RNDU);
    if (negative && s % 2) mpfi_neg(power, power);
}

/* part = a^(1-s)/(s-1), the integral of t^-s from a. */
static void integral(mpfi_t part, mpfi_t power, mpfi_t a, unsigned long s)
{
    mpfi_mul(part, power, a);
    mpfi_div_ui(part, part, s - 1);
}

/* Adds the terms from (a)^-s on: Euler-Maclaurin (DLMF 25.11.28). */
static void add_tail(mpfi_t sum, mpfi_t a, mpfi_t power, unsigned long s)
{
    mpfi_t part;
    mpfi_init2(part, mpfi_get_prec(sum));
    integral(part, power, a, s);
    mpfi_add(sum, sum, part);
    mpfi_div_2ui(part, power, 1);
    mpfi_add(sum, sum, part);
    add_bernoulli(sum, a, power, s);
    mpfi_clear(part);
}

/* Ends the sum where the rest, at most a^-s + a^(1-s)/(s-1), is too small to show. */
static bool ends_early(mpfi_t sum, mpfi_t a, mpfi_t power, unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    if (!is_small(power, sum, bits)) return false;
    mpfi_t rest;
    mpfi_init2(rest, bits);
    integral(rest, power, a, s);
    mpfi_add(rest, rest, power);
    bool small = is_small(rest, sum, bits);
    if (small) add_remainder(sum, rest);
    mpfi_clear(rest);
    return small;
}

/* sum = the sum over k >= 0 of (x + k)^-s for s >= 2; x is no pole. From 4s + bits/2 on the terms
 * of Euler-Maclaurin fall by 2^-8 at least until bits are reached. */
static bool hurwitz(mpfi_t sum, mpfr_srcptr x, unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    unsigned long enough = 4 * s + (unsigned long)bits / 2 + 8;
    if (mpfr_cmp_si(x, -2 * MAX_STEPS) < 0 || enough > 5 * MAX_STEPS) return false;
    mpfi_t a, power;
    mpfi_init2(a, bits + mpfr_get_prec(x) + 64);
    mpfi_init2(power, bits);
    mpfi_set_ui(sum, 0);
    mpfi_set_fr(a, x);
    for (;;) {
        power_minus(power, a, s);
        bool positive = mpfr_sgn(&a->left) > 0;
        if (positive && mpfr_cmp_ui(&a->left, enough) > 0) {
            add_tail(sum, a, power, s);
            break;
        }
        if (positive && ends_early(sum, a, power, s)) break;
        mpfi_add(sum, sum, power);
        if (!mpfi_bounded_p(sum)) break;
        mpfi_add_ui(a, a, 1);
    }
    mpfi_clear(a);
    mpfi_clear(power);
    return true;
}

/* value = (-1)^(n+1) n! times the sum of (x + k)^(-n-1) (DLMF 5.15.1). */
static bool polygamma_at(mpfi_ptr value, mpfr_srcptr x, unsigned long n)
{
    mpfi_t sum, factorial;
    mpfi_init2(sum, mpfi_get_prec(value) + GUARD);
    mpfi_init2(factorial, mpfi_get_prec(value) + GUARD);
    bool good = hurwitz(sum, x, n + 1);
    mpfr_fac_ui(&factorial->left, n, MPFR_RNDD);
    mpfr_fac_ui(&factorial->right, n, MPFR_RNDU);
    mpfi_mul(sum, sum, factorial);
    if (n % 2 == 0) mpfi_neg(sum, sum);
    good = good ? round_out(value, sum) : enclose_fail(value);
    mpfi_clear(sum);
    mpfi_clear(factorial);
    return good;
}

static bool convex_polygamma_at(mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x, unsigned long n)
{
    return polygamma_at(value, x, n) && polygamma_at(slope, x, n + 1);
}

/* For even n every term of the derivative, n! (n+1) (x + k)^(-n-2), is positive. */
static bool increasing_polygamma(mpfi_ptr out, mpfi_srcptr x, unsigned long n)
{
    mpfi_t left, right;
    mpfi_init2(left, mpfi_get_prec(out));
    mpfi_init2(right, mpfi_get_prec(out));
    bool good = polygamma_at(left, &x->left, n);
    if (is_point(x))
        mpfi_set(right, left);
    else
        good = good && polygamma_at(right, &x->right, n);
    mpfr_swap(&out->left, &left->left);
    mpfr_swap(&out->right, &right->right);
    mpfi_clear(left);
    mpfi_clear(right);
    return good ? enclose_finish(out) : enclose_fail(out);
}

/* A point that is an integer of at most `most` in absolute value. */
static bool get_order(long *n, mpfi_srcptr x, long most)
{
    if (!is_point(x) || !mpfr_integer_p(&x->left) || mpfr_cmp_si(&x->left, most) > 0 ||
        mpfr_cmp_si(&x->left, -most) < 0)
        return false;
    *n = mpfr_get_si(&x->left, MPFR_RNDN);
    return true;
}

/* For odd n every term (x + k)^(-n-1) is positive and convex; right of the poles it falls. */
ENCLOSURE(polygamma)
{
    long n;
    if (!get_order(&n, args[0], MAX_ORDER) || n < 0) return enclose_fail(out);
    if (n == 0) return enclose_digamma(out, args + 1);
    if (enclose_exponent(args[1]) > MAX_EXPONENT || has_pole(args[1])) return enclose_fail(out);
    if (n % 2 == 0) return increasing_polygamma(out, args[1], (unsigned long)n);
    return convex(convex_polygamma_at, out, args[1], (unsigned long)n, "0");
}

/* ---- beta ---- */

/* sin(pi x): MPFR's values at the ends, and 1 or -1 where a half-integer is between. */
static void sin_pi(mpfi_ptr to, mpfi_srcptr x)
{
    mpfr_t left, right;
    mpfr_inits2(mpfi_get_prec(to), left, right, (mpfr_ptr)NULL);
    mpfr_sinpi(&to->left, &x->left, MPFR_RNDD);
    mpfr_sinpi(left, &x->right, MPFR_RNDD);
    mpfr_min(&to->left, &to->left, left, MPFR_RNDD);
    mpfr_sinpi(&to->right, &x->left, MPFR_RNDU);
    mpfr_sinpi(right, &x->right, MPFR_RNDU);
    mpfr_max(&to->right, &to->right, right, MPFR_RNDU);
    mpfi_t half;
    mpfi_init2(half, mpfi_get_prec(x) + 2);
    mpfr_sub_d(&half->left, &x->left, 0.5, MPFR_RNDD);
    mpfr_sub_d(&half->right, &x->right, 0.5, MPFR_RNDU);
    mpz_t low, high;
    mpz_inits(low, high, (mpz_ptr)NULL);
    mpfr_get_z(low, &half->left, MPFR_RNDU);
    mpfr_get_z(high, &half->right, MPFR_RNDD);
    if (mpz_cmp(low, high) <= 0) {
        bool several = mpz_cmp(low, high) < 0;
        if (several || mpz_even_p(low)) mpfr_set_si(&to->right, 1, MPFR_RNDU);
        if (several || mpz_odd_p(low)) mpfr_set_si(&to->left, -1, MPFR_RNDD);
    }
    mpz_clears(low, high, (mpz_ptr)NULL);
    mpfi_clear(half);
    mpfr_clears(left, right, (mpfr_ptr)NULL);
}

/* 1/gamma(x), entire: by gamma itself away from the poles, else gamma(1 - x) sin(pi x)/pi (DLMF
 * 5.5.3). */
static bool reciprocal_gamma(mpfi_ptr out, mpfi_srcptr x)
{
    if (!has_pole(x)) {
        bool good = enclose_gamma(out, &x);
        mpfi_inv(out, out);
        return good ? enclose_finish(out) : enclose_fail(out);
    }
    mpfi_t other, sine;
    mpfi_init2(other, mpfi_get_prec(out));
    mpfi_init2(sine, mpfi_get_prec(out));
    mpfi_ui_sub(other, 1, x);
    mpfi_srcptr arg = other;
    bool good = enclose_gamma(other, &arg);
    sin_pi(sine, x);
    mpfi_mul(other, other, sine);
    mpfi_const_pi(sine);
    mpfi_div(other, other, sine);
    good = good ? round_out(out, other) : enclose_fail(out);
    mpfi_clear(other);
    mpfi_clear(sine);
    return good;
}

/* Bits to add two arguments exactly, up to a bound, and to take their condition. */
static mpfr_prec_t beta_bits(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfr_exp_t most = enclose_exponent(x), least = 0;
    if (enclose_exponent(y) > most) most = enclose_exponent(y);
    mpfr_srcptr ends[] = {&x->left, &x->right, &y->left, &y->right};
    for (int i = 0; i < 4; i++)
        if (mpfr_regular_p(ends[i]) && mpfr_get_exp(ends[i]) < least) least = mpfr_get_exp(ends[i]);
    mpfr_prec_t bits = mpfi_get_prec(out) + GUARD + 2 * most;
    mpfr_prec_t exact = mpfi_get_prec(x) > mpfi_get_prec(y) ? mpfi_get_prec(x) : mpfi_get_prec(y);
    exact += most - least;
    return exact > bits && exact < 4 * bits + 1024 ? exact : bits;
}

static bool beta_product(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfi_t s, g;
    mpfr_prec_t bits = beta_bits(out, x, y);
    mpfi_init2(s, bits);
    mpfi_init2(g, bits);
    mpfi_add(s, x, y);
    bool good = reciprocal_gamma(s, s) && enclose_gamma(g, &x);
    mpfi_mul(s, s, g);
    good = good && enclose_gamma(g, &y);
    mpfi_mul(s, s, g);
    good = good ? round_out(out, s) : enclose_fail(out);
    mpfi_clear(s);
    mpfi_clear(g);
    return good;
}

static void point_at(mpfi_t point, mpfr_srcptr x)
{
    mpfi_init2(point, mpfr_get_prec(x));
    mpfi_set_fr(point, x);
}

/* beta(x, m) = (m - 1)! / (x (x + 1) ... (x + m - 1)) for a small whole m: no gamma of x, which may
 * be past every range. */
static bool beta_of_integer(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr m)
{
    enum { SMALL = 200 };
    if (!is_point(m) || !mpfr_integer_p(&m->left) || mpfr_sgn(&m->left) <= 0 ||
        mpfr_cmp_ui(&m->left, SMALL) > 0)
        return false;
    unsigned long n = mpfr_get_ui(&m->left, MPFR_RNDN);
    mpfi_t product, factor;
    mpfi_init2(product, mpfi_get_prec(out) + GUARD);
    mpfi_init2(factor, mpfi_get_prec(out) + GUARD);
    mpfi_inv(product, x);
    for (unsigned long k = 1; k < n; k++) {
        mpfi_add_ui(factor, x, k);
        mpfi_mul_ui(product, product, k);
        mpfi_div(product, product, factor);
    }
    bool good = round_out(out, product);
    mpfi_clear(product);
    mpfi_clear(factor);
    return good;
}

/* For positive arguments it falls with each, being the integral of t^(x-1) (1-t)^(y-1) from 0 to 1
 * (DLMF 5.12.1): end by end. Otherwise the product of the enclosures. */
ENCLOSURE(beta)
{
    mpfi_srcptr x = args[0], y = args[1];
    if (!has_pole(x) && beta_of_integer(out, x, y)) return true;
    if (!has_pole(y) && beta_of_integer(out, y, x)) return true;
    if (enclose_exponent(x) > MAX_GAMMA || enclose_exponent(y) > MAX_GAMMA)
        return enclose_fail(out);
    if (has_pole(x) || has_pole(y)) return enclose_fail(out);
    if (mpfr_sgn(&x->left) < 0 || mpfr_sgn(&y->left) < 0 || (is_point(x) && is_point(y)))
        return beta_product(out, x, y);
    mpfi_t p, q, low;
    mpfi_init2(low, mpfi_get_prec(out));
    point_at(p, &x->right);
    point_at(q, &y->right);
    bool good = beta_product(low, p, q);
    mpfi_clear(p);
    mpfi_clear(q);
    point_at(p, &x->left);
    point_at(q, &y->left);
    good = beta_product(out, p, q) && good;
    mpfi_clear(p);
    mpfi_clear(q);
    mpfr_swap(&out->left, &low->left);
    mpfi_clear(low);
    return good ? enclose_finish(out) : enclose_fail(out);
}

/* ---- Bessel ---- */

typedef int bessel(mpfr_ptr, long, mpfr_srcptr, mpfr_rnd_t);

/* Whether MPFR's expansion for large arguments serves: x above its bits and n^2. */
static bool is_asymptotic(long n, mpfr_srcptr x, mpfr_prec_t bits)
{
    double z = mpfr_get_d(x, MPFR_RNDZ), square = (double)n * (double)n;
    z = z < 0 ? -z : z;
    return z > (double)bits + 64 && z > 2 * square;
}

/* The series takes x + bits terms of as many bits. */
static bool is_costly(long n, mpfr_srcptr x, mpfr_prec_t bits)
{
    if (mpfr_regular_p(x) && mpfr_get_exp(x) > MAX_EXPONENT) return true;
    if (is_asymptotic(n, x, bits)) return false;
    double z = mpfr_get_d(x, MPFR_RNDA);
    double work = (z < 0 ? -z : z) + (double)bits + (double)n;
    return work * work > MAX_WORK;
}

/* Y_n by Y_(k+1) = 2k/x Y_k - Y_(k-1) (DLMF 10.6.1) from orders 0 and 1, in intervals. Below x
 * their widths grow by at most exp(asinh(k/x)) a step, above x hardly more than Y itself: in all
 * less than the bits added. */
static void recur_y(mpfi_ptr out, long n, mpfr_srcptr x)
{
    double z = mpfr_get_d(x, MPFR_RNDU), steps = z < (double)n ? z : (double)n;
    mpfr_prec_t bits = mpfi_get_prec(out) + GUARD + 32 + (mpfr_prec_t)(3 * steps);
    if ((double)bits * (double)n > MAX_WORK / 4) {
        enclose_fail(out);
        return;
    }
    mpfi_t before, here, next;
    mpfi_init2(before, bits);
    mpfi_init2(here, bits);
    mpfi_init2(next, bits);
    mpfr_y0(&before->left, x, MPFR_RNDD);
    mpfr_y0(&before->right, x, MPFR_RNDU);
    mpfr_y1(&here->left, x, MPFR_RNDD);
    mpfr_y1(&here->right, x, MPFR_RNDU);
    for (long k = 1; k < n && mpfi_bounded_p(here); k++) {
        mpfi_mul_ui(next, here, 2 * (unsigned long)k);
        mpfi_div_fr(next, next, x);
        mpfi_sub(next, next, before);
        mpfi_swap(before, here);
        mpfi_swap(here, next);
    }
    if (mpfi_bounded_p(here))
        mpfi_set(out, here);
    else
        enclose_fail(out);
    mpfi_clear(before);
    mpfi_clear(here);
    mpfi_clear(next);
}

/* A bound of Y_n(x), x > 0, below for MPFR_RNDD, else above. */
static int bound_y(mpfr_ptr to, long n, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (n <= MPFR_ORDER_Y || is_asymptotic(n, x, mpfr_get_prec(to)))
        return mpfr_yn(to, n, x, round);
    mpfi_t y;
    mpfi_init2(y, mpfr_get_prec(to));
    recur_y(y, n, x);
    int sign = mpfr_set(to, round == MPFR_RNDD ? &y->left : &y->right, round);
    mpfi_clear(y);
    return sign;
}

static void bessel_ends(bessel *function, long n, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_t right;
    mpfr_init2(right, mpfi_get_prec(out));
    function(right, n, &x->right, MPFR_RNDU);
    function(&out->left, n, &x->left, MPFR_RNDD);
    mpfr_swap(&out->right, right);
    mpfr_clear(right);
}

/* The value at the middle and what the derivative, at most slope, can make of half the width. */
static void bessel_middle(bessel *function, long n, mpfi_ptr out, mpfi_srcptr x, mpfr_t slope)
{
    mpfr_t middle, radius, other;
    mpfr_init2(middle, mpfi_get_prec(x) + 2);
    mpfr_inits2(64, radius, other, (mpfr_ptr)NULL);
    mpfr_add(middle, &x->left, &x->right, MPFR_RNDN);
    mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
    mpfr_sub(radius, &x->right, middle, MPFR_RNDU);
    mpfr_sub(other, middle, &x->left, MPFR_RNDU);
    mpfr_max(radius, radius, other, MPFR_RNDU);
    mpfr_mul(radius, radius, slope, MPFR_RNDU);
    function(&out->left, n, middle, MPFR_RNDD);
    function(&out->right, n, middle, MPFR_RNDU);
    mpfr_sub(&out->left, &out->left, radius, MPFR_RNDD);
    mpfr_add(&out->right, &out->right, radius, MPFR_RNDU);
    mpfr_clears(middle, radius, other, (mpfr_ptr)NULL);
}

/* J_n for n >= 0. It increases from 0 to n, since its derivative has no zero there (DLMF 10.21.3);
 * abs J_n' <= 1, as J_n' is (J_(n-1) - J_(n+1))/2 and abs J_n <= 1 (DLMF 10.6.1, 10.14.1). */
static bool enclose_j(long n, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(out);
    if (is_costly(n, &x->left, bits) || is_costly(n, &x->right, bits)) {
        mpfi_set_si(out, -1);
        mpfr_set_si(&out->right, 1, MPFR_RNDU);
        return true;
    }
    if (is_point(x) || (n > 0 && mpfr_sgn(&x->left) >= 0 && mpfr_cmp_si(&x->right, n) <= 0)) {
        bessel_ends(mpfr_jn, n, out, x);
    } else {
        mpfr_t slope;
        mpfr_init2(slope, 2);
        mpfr_set_ui(slope, 1, MPFR_RNDU);
        bessel_middle(mpfr_jn, n, out, x, slope);
        mpfr_clear(slope);
    }
    return enclose_finish(out);
}

/* M = sqrt(J_n^2 + Y_n^2) at a, rounded up. */
static void modulus(mpfr_t M, long n, mpfr_srcptr a)
{
    mpfr_t low, high;
    mpfr_inits2(64, low, high, (mpfr_ptr)NULL);
    bound_y(low, n, a, MPFR_RNDD);
    bound_y(high, n, a, MPFR_RNDU);
    if (mpfr_cmpabs(low, high) > 0) mpfr_swap(low, high);
    mpfr_jn(M, n, a, MPFR_RNDA);
    mpfr_hypot(M, M, high, MPFR_RNDU);
    mpfr_clears(low, high, (mpfr_ptr)NULL);
}

/* Y_n for n >= 0, x > 0. It increases from 0 to n, and to 2 for n < 2, since its derivative has no
 * zero before (DLMF 10.21.3; the first zeros of Y_0' and Y_1' are at 2.197 and 3.683). Elsewhere
 * abs Y_n' = abs(Y_(n-1) - Y_(n+1))/2 <= (M_(n-1)(a) + M_(n+1)(a))/2 right of a, for M_n falls
 * (Nicholson's integral 1910; Watson, Theory of Bessel Functions, 13.73 and 13.74). */
static bool enclose_y(long n, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(out);
    if (mpfr_sgn(&x->left) <= 0) return enclose_fail(out);
    if (is_costly(n, &x->left, bits) || is_costly(n, &x->right, bits)) return enclose_fail(out);
    if (is_point(x) || mpfr_cmp_si(&x->right, n > 2 ? n : 2) <= 0) {
        bessel_ends(bound_y, n, out, x);
        return enclose_finish(out);
    }
    mpfr_t slope, other;
    mpfr_inits2(64, slope, other, (mpfr_ptr)NULL);
    modulus(slope, n > 0 ? n - 1 : 1, &x->left);
    modulus(other, n + 1, &x->left);
    mpfr_add(slope, slope, other, MPFR_RNDU);
    mpfr_div_2ui(slope, slope, 1, MPFR_RNDU);
    bessel_middle(bound_y, n, out, x, slope);
    mpfr_clears(slope, other, (mpfr_ptr)NULL);
    return enclose_finish(out);
}

/* The order -n is (-1)^n the order n (DLMF 10.4.1). */
static bool signed_order(bool (*enclose)(long, mpfi_ptr, mpfi_srcptr), mpfi_ptr out, long n,
                         mpfi_srcptr x)
{
    if (!enclose(n < 0 ? -n : n, out, x)) return false;
    if (n < 0 && n % 2) mpfi_neg(out, out);
    return enclose_finish(out);
}

/* J of an interval left of zero: J_n(-x) = (-1)^n J_n(x) (DLMF 10.11.1). */
static bool signed_j(long n, mpfi_ptr out, mpfi_srcptr x)
{
    if (mpfr_sgn(&x->right) > 0) return signed_order(enclose_j, out, n, x);
    mpfi_t minus;
    mpfi_init2(minus, mpfi_get_prec(x));
    mpfi_neg(minus, x);
    bool good = signed_order(enclose_j, out, n, minus);
    if (n % 2) mpfi_neg(out, out);
    mpfi_clear(minus);
    return good ? enclose_finish(out) : false;
}

ENCLOSURE(j0)
{
    return signed_j(0, out, args[0]);
}
ENCLOSURE(j1)
{
    return signed_j(1, out, args[0]);
}
ENCLOSURE(jn)
{
    long n;
    return get_order(&n, args[0], MAX_ORDER) ? signed_j(n, out, args[1]) : enclose_fail(out);
}
ENCLOSURE(y0)
{
    return signed_order(enclose_y, out, 0, args[0]);
}
ENCLOSURE(y1)
{
    return signed_order(enclose_y, out, 1, args[0]);
}
ENCLOSURE(yn)
{
    long n;
    if (!get_order(&n, args[0], MAX_ORDER)) return enclose_fail(out);
    return signed_order(enclose_y, out, n, args[1]);
}

/* ---- Lambert ---- */

/* A start for Halley's method: the series at the branch point (DLMF 4.13.6), a Pade approximation
 * near zero, log x - log log x for large x. */
static void lambert_start(mpfr_t w, mpfr_srcptr x)
{
    mpfr_t p;
    mpfr_init2(p, mpfr_get_prec(w));
    if (mpfr_cmp_d(x, -0.25) < 0) {
        mpfr_set_ui(p, 1, MPFR_RNDN);
        mpfr_exp(p, p, MPFR_RNDN);
        mpfr_mul(p, p, x, MPFR_RNDN);
        mpfr_add_ui(p, p, 1, MPFR_RNDN);
        mpfr_mul_2ui(p, p, 1, MPFR_RNDN);
        if (mpfr_sgn(p) < 0) mpfr_set_zero(p, 1);
        mpfr_sqrt(p, p, MPFR_RNDN);
        mpfr_div_ui(w, p, 3, MPFR_RNDN);
        mpfr_ui_sub(w, 1, w, MPFR_RNDN);
        mpfr_mul(w, w, p, MPFR_RNDN);
        mpfr_sub_ui(w, w, 1, MPFR_RNDN);
    } else if (mpfr_cmp_ui(x, 3) < 0) {
        mpfr_log1p(w, x, MPFR_RNDN);
        if (mpfr_cmp_d(x, 0.5) > 0) mpfr_mul_d(w, w, 0.75, MPFR_RNDN);
    } else {
        mpfr_log(w, x, MPFR_RNDN);
        mpfr_log(p, w, MPFR_RNDN);
        mpfr_sub(w, w, p, MPFR_RNDN);
    }
    mpfr_clear(p);
}

/* w -= f/((w + 1) - (w + 2) f/(2w + 2)) with f = w - x exp(-w), Halley's step. */
static void lambert_step(mpfr_t w, mpfr_srcptr x, mpfr_t f, mpfr_t t)
{
    mpfr_neg(t, w, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_mul(t, t, x, MPFR_RNDN);
    mpfr_sub(f, w, t, MPFR_RNDN);
    mpfr_add_ui(t, w, 1, MPFR_RNDN);
    mpfr_div(t, f, t, MPFR_RNDN);
    mpfr_div_2ui(t, t, 1, MPFR_RNDN); /* f/(2w + 2) */
    mpfr_t slope;
    mpfr_init2(slope, mpfr_get_prec(w));
    mpfr_add_ui(slope, w, 2, MPFR_RNDN);
    mpfr_mul(t, t, slope, MPFR_RNDN);
    mpfr_add_ui(slope, w, 1, MPFR_RNDN);
    mpfr_sub(t, slope, t, MPFR_RNDN);
    mpfr_div(f, f, t, MPFR_RNDN);
    mpfr_sub(w, w, f, MPFR_RNDN);
    mpfr_clear(slope);
}

/* An approximation of W(x); how good is not known, the caller proves it. */
static void approximate_lambert(mpfr_t w, mpfr_srcptr x)
{
    mpfr_t f, t;
    mpfr_inits2(mpfr_get_prec(w), f, t, (mpfr_ptr)NULL);
    lambert_start(w, x);
    for (int i = 0; i < 64 && mpfr_regular_p(w) && mpfr_cmp_si(w, -1) > 0; i++) {
        lambert_step(w, x, f, t);
        if (!mpfr_regular_p(f) || !mpfr_regular_p(w)) break;
        if (mpfr_get_exp(f) < mpfr_get_exp(w) - mpfr_get_prec(w) * 3 / 4) break;
    }
    if (!mpfr_number_p(w) || mpfr_cmp_si(w, -1) < 0) mpfr_set_si(w, -1, MPFR_RNDN);
    mpfr_clears(f, t, (mpfr_ptr)NULL);
}

/* Whether w <= W(x) (w >= W(x) for RNDU) is proved: w exp(w) increases from w = -1 on, and its
 * rounding away from the claim still keeps to the side of x. */
static bool is_proved(mpfr_srcptr w, mpfr_srcptr x, mpfr_rnd_t side)
{
    if (mpfr_cmp_si(w, -1) < 0) return false;
    mpfr_rnd_t round = side == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
    mpfr_rnd_t opposite = side == MPFR_RNDD ? MPFR_RNDD : MPFR_RNDU;
    mpfr_t e;
    mpfr_init2(e, mpfr_get_prec(w) + GUARD);
    mpfr_exp(e, w, mpfr_sgn(w) > 0 ? round : opposite);
    mpfr_mul(e, e, w, round);
    bool proved = side == MPFR_RNDD ? mpfr_lessequal_p(e, x) : mpfr_greaterequal_p(e, x);
    mpfr_clear(e);
    return proved;
}

/* Bounds that hold without more: -1, and 0 or x. */
static int plain_bound(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (round == MPFR_RNDD) return mpfr_set_si(to, mpfr_sgn(x) < 0 ? -1 : 0, round);
    return mpfr_sgn(x) > 0 ? mpfr_set(to, x, round) : mpfr_set_ui(to, 0, round);
}

/* Steps off the approximation, by twice as much each time, until the bound is proved. */
static int bound_lambertw(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (mpfr_zero_p(x)) return mpfr_set_ui(to, 0, round);
    mpfr_prec_t bits = 2 * mpfr_get_prec(to) + 2 * GUARD;
    mpfr_t w, bound, step;
    mpfr_inits2(bits, w, bound, step, (mpfr_ptr)NULL);
    approximate_lambert(w, x);
    mpfr_set_zero(step, 1);
    if (mpfr_regular_p(w))
        mpfr_set_ui_2exp(step, 1, mpfr_get_exp(w) - mpfr_get_prec(to) - GUARD, MPFR_RNDN);
    bool proved = false;
    for (mpfr_prec_t i = 0; i < mpfr_get_prec(to) && !proved; i++) {
        (round == MPFR_RNDD ? mpfr_sub : mpfr_add)(bound, w, step, round);
        proved = is_proved(bound, x, round);
        mpfr_mul_2ui(step, step, 1, MPFR_RNDN);
    }
    int sign = proved ? mpfr_set(to, bound, round) : plain_bound(to, x, round);
    mpfr_clears(w, bound, step, (mpfr_ptr)NULL);
    return sign;
}

/* W increases; it is defined where x is surely not below -1/e. */
ENCLOSURE(lambertw)
{
    mpfi_srcptr x = args[0];
    mpfr_t edge;
    mpfr_init2(edge, mpfi_get_prec(out) + mpfi_get_prec(x));
    mpfr_set_si(edge, -1, MPFR_RNDN);
    mpfr_exp(edge, edge, MPFR_RNDD);
    mpfr_neg(edge, edge, MPFR_RNDN); /* above -1/e by less than an ulp */
    bool defined = mpfr_greaterequal_p(&x->left, edge);
    mpfr_clear(edge);
    return defined ? enclose_increasing(bound_lambertw, out, x) : enclose_fail(out);
}

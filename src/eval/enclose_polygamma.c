/* enclose_polygamma.c - polygamma by sums of (x + k)^-s with Euler and Maclaurin's remainder, and
 * by reflection far to the left of zero. */
#include "eval/enclose.h"

#define GUARD 32          /* extra bits, as results are rounded more than once */
#define MAX_STEPS 5000000 /* terms of a sum */
#define MAX_ORDER 1000000
#define FAR_LEFT -1000     /* reflected below this */
#define MOST_REFLECTED 200 /* ... up to this order: a polynomial has as many coefficients */

/* ---- the sum over k >= 0 of (x + k)^-s ---- */

/* Computes power = a^-s for a point a in the interval. */
static void power_minus(mpfi_t power, mpfi_t a, unsigned long s)
{
    bool negative = mpfr_sgn(&a->right) < 0;
    mpfi_abs(power, a);
    mpfi_inv(power, power);
    mpfr_pow_ui(&power->left, &power->left, s, MPFR_RNDD);
    mpfr_pow_ui(&power->right, &power->right, s, MPFR_RNDU);
    if (negative && s % 2) mpfi_neg(power, power);
}

/* Computes part = a^(1-s)/(s-1), the integral of t^-s from a on. */
static void integral(mpfi_t part, mpfi_t power, mpfi_t a, unsigned long s)
{
    mpfi_mul(part, power, a);
    mpfi_div_ui(part, part, s - 1);
}

/* Adds the sum of the terms from a^-s on, by Euler and Maclaurin (DLMF 25.11.28). */
static bool add_tail(struct enclose_env *env, mpfi_t sum, mpfi_t a, mpfi_t power, unsigned long s)
{
    mpfi_t part;
    mpfi_init2(part, mpfi_get_prec(sum));
    integral(part, power, a, s);
    mpfi_add(sum, sum, part);
    mpfi_div_2ui(part, power, 1);
    mpfi_add(sum, sum, part);
    mpfi_mul_ui(part, part, s); /* s/2 a^(-s-1) */
    mpfi_div(part, part, a);
    bool done = enclose_add_bernoulli(env, sum, a, part, s);
    mpfi_clear(part);
    return done;
}

/* Ends the sum if the rest, at most a^-s + a^(1-s)/(s-1), is negligible. */
static bool ends_early(mpfi_t sum, mpfi_t a, mpfi_t power, unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    if (!enclose_is_small(power, sum, bits)) return false;
    mpfi_t rest;
    mpfi_init2(rest, bits);
    integral(rest, power, a, s);
    mpfi_add(rest, rest, power);
    bool small = enclose_is_small(rest, sum, bits);
    if (small) enclose_add_remainder(sum, rest);
    mpfi_clear(rest);
    return small;
}

/* Computes the sum over k >= 0 of (x + k)^-s for s >= 2, where x is not a pole. From 4s + bits/2
 * on, the terms of Euler and Maclaurin decrease by a factor of at least 2^8 until the bits are
 * reached. */
static bool hurwitz(struct enclose_env *env, mpfi_t sum, mpfi_srcptr x, unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    unsigned long enough = 4 * s + (unsigned long)bits / 2 + 8;
    if (mpfr_cmp_si(&x->left, -MAX_STEPS) < 0 || enough > MAX_STEPS) return enclose_give_up(env);
    mpfi_t a, power;
    mpfi_init2(a, bits + mpfi_get_prec(x) + 64);
    mpfi_init2(power, bits);
    mpfi_set_ui(sum, 0);
    mpfi_set(a, x);
    bool on = true;
    while (on) {
        power_minus(power, a, s);
        bool positive = mpfr_sgn(&a->left) > 0;
        if (positive && mpfr_cmp_ui(&a->left, enough) > 0) {
            on = add_tail(env, sum, a, power, s);
            break;
        }
        if (positive && ends_early(sum, a, power, s)) break;
        mpfi_add(sum, sum, power);
        if (!mpfi_bounded_p(sum)) break;
        mpfi_add_ui(a, a, 1);
        on = core_go_on_slow(env->core);
    }
    mpfi_clear(a);
    mpfi_clear(power);
    return on;
}

/* Computes (-1)^(n+1) n! times the sum of (x + k)^(-n-1) (DLMF 5.15.1). */
static bool sum_of(struct enclose_env *env, mpfi_ptr value, mpfi_srcptr x, unsigned long n)
{
    if (mpfr_sgn(&x->left) > 0 && enclose_long(env, FN_polygamma, value, x, n)) return true;
    mpfi_t sum, factorial;
    mpfi_init2(sum, mpfi_get_prec(value) + GUARD);
    mpfi_init2(factorial, mpfi_get_prec(value) + GUARD);
    bool good = hurwitz(env, sum, x, n + 1);
    mpfi_set_ui(factorial, 1);
    for (unsigned long k = 2; k <= n && good; k++) {
        mpfi_mul_ui(factorial, factorial, k);
        good = core_go_on(env->core);
    }
    mpfi_mul(sum, sum, factorial);
    if (n % 2 == 0) mpfi_neg(sum, sum);
    good = good ? enclose_round_outward(value, sum) : enclose_fail(value);
    mpfi_clear(sum);
    mpfi_clear(factorial);
    return good;
}

static bool sum_at(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, unsigned long n)
{
    mpfi_t at;
    mpfi_init2(at, mpfr_get_prec(x));
    mpfi_set_fr(at, x);
    bool good = sum_of(env, value, at, n);
    mpfi_clear(at);
    return good;
}

/* ---- reflection ---- */

/* Computes next = -(1 + c^2) q' for a polynomial q(c) of the given degree. */
static void derive_polynomial(mpz_t *next, mpz_t *q, unsigned long degree)
{
    for (unsigned long i = 0; i <= degree + 1; i++) {
        mpz_mul_ui(next[i], q[i + 1], i + 1);
        if (i > 1) mpz_addmul_ui(next[i], q[i - 1], i - 1);
        mpz_neg(next[i], next[i]);
    }
}

/* The n-th derivative of pi cot(pi x) is pi^(n+1) Q(n)(cot(pi x)) with Q(0) = c and Q(k+1) = -(1 +
 * c^2) Q(k)', as cot' = -(1 + cot^2). The powers are all odd or all even and the coefficients of
 * one sign, so that nothing cancels. */
static void cotangent_polynomial(mpfi_ptr out, mpfi_srcptr c, unsigned long n)
{
    enum { ROOM = MOST_REFLECTED + 4 };
    mpz_t both[2][ROOM];
    for (int i = 0; i < ROOM; i++) mpz_inits(both[0][i], both[1][i], (mpz_ptr)NULL);
    mpz_set_ui(both[0][1], 1);
    for (unsigned long k = 0; k < n; k++) derive_polynomial(both[(k + 1) % 2], both[k % 2], k + 1);
    mpfi_set_ui(out, 0);
    for (unsigned long i = n + 2; i-- > 0;) {
        mpfi_mul(out, out, c);
        mpfi_add_z(out, out, both[n % 2][i]);
    }
    for (int i = 0; i < ROOM; i++) mpz_clears(both[0][i], both[1][i], (mpz_ptr)NULL);
}

/* Computes cot(pi x) at a point that is not an integer. */
static void cotangent(mpfi_ptr c, mpfr_srcptr x)
{
    mpfi_t sine;
    mpfi_init2(sine, mpfi_get_prec(c));
    mpfr_cospi(&c->left, x, MPFR_RNDD);
    mpfr_cospi(&c->right, x, MPFR_RNDU);
    mpfr_sinpi(&sine->left, x, MPFR_RNDD);
    mpfr_sinpi(&sine->right, x, MPFR_RNDU);
    mpfi_div(c, c, sine);
    mpfi_clear(sine);
}

/* Computes (-1)^n polygamma(n, 1 - x) - the n-th derivative of pi cot(pi x) (DLMF 5.15.6). As x is
 * not an integer, its last bit is below 1, so that 1 - x is exact in one bit more. */
static bool reflected_at(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, unsigned long n)
{
    mpfr_t other;
    mpfi_t c, sum;
    mpfr_prec_t bits = mpfi_get_prec(value) + GUARD;
    mpfr_init2(other, mpfr_get_prec(x) + 2);
    mpfi_init2(c, bits);
    mpfi_init2(sum, bits);
    mpfr_ui_sub(other, 1, x, MPFR_RNDN);
    bool good = sum_at(env, sum, other, n);
    if (n % 2) mpfi_neg(sum, sum);
    cotangent(c, x);
    cotangent_polynomial(value, c, n);
    mpfi_const_pi(c);
    for (unsigned long k = 0; k <= n; k++) mpfi_mul(value, value, c);
    mpfi_sub(value, sum, value);
    mpfr_clear(other);
    mpfi_clear(c);
    mpfi_clear(sum);
    return good ? enclose_finish(value) : enclose_fail(value);
}

/* ---- from points to intervals ---- */

static bool polygamma_at(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, unsigned long n)
{
    bool far = mpfr_cmp_si(x, FAR_LEFT) < 0 && n <= MOST_REFLECTED;
    return (far ? reflected_at : sum_at)(env, value, x, n);
}

static bool convex_polygamma_at(struct enclose_env *env, mpfi_ptr value, mpfi_ptr slope,
                                mpfr_srcptr x, unsigned long n)
{
    return polygamma_at(env, value, x, n) && (!slope || polygamma_at(env, slope, x, n + 1));
}

/* For even n polygamma increases: every term of its derivative, n! (n+1) (x + k)^(-n-2), is
 * positive. For odd n it decreases to the right of the poles. */
static bool monotone_polygamma(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x,
                               unsigned long n)
{
    mpfr_srcptr low = n % 2 ? &x->right : &x->left, high = n % 2 ? &x->left : &x->right;
    mpfi_t left, right;
    mpfi_init2(left, mpfi_get_prec(out));
    mpfi_init2(right, mpfi_get_prec(out));
    bool good = polygamma_at(env, left, low, n);
    if (enclose_is_point(x))
        mpfi_set(right, left);
    else
        good = good && polygamma_at(env, right, high, n);
    mpfr_swap(&out->left, &left->left);
    mpfr_swap(&out->right, &right->right);
    mpfi_clear(left);
    mpfi_clear(right);
    return good ? enclose_finish(out) : enclose_fail(out);
}

/* For odd n every term (x + k)^(-n-1) is positive and convex. */
ENCLOSURE(polygamma)
{
    long n;
    if (!enclose_integer(&n, args[0], MAX_ORDER) || n < 0) return enclose_fail(out);
    if (n == 0) return enclose_digamma(env, out, args + 1);
    if (enclose_has_pole(args[1])) return enclose_fail(out);
    if (enclose_is_thin(args[1]) && mpfr_cmp_si(&args[1]->left, FAR_LEFT) >= 0)
        return sum_of(env, out, args[1], (unsigned long)n);
    if (n % 2 == 0 || mpfr_sgn(&args[1]->left) > 0)
        return monotone_polygamma(env, out, args[1], (unsigned long)n);
    return enclose_convex(env, convex_polygamma_at, out, args[1], (unsigned long)n, "0");
}

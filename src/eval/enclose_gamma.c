/* enclose_gamma.c - gamma, its logarithm, digamma. Values at points come from MPFR where it is
 * quick, else from Stirling's series. */
#include "eval/enclose.h"

#define GUARD 32          /* extra bits, as results are rounded more than once */
#define MPFR_BITS 2048    /* more cost MPFR seconds that nothing can interrupt */
#define MPFR_EXPONENT 60  /* above 2^60 gamma overflows in MPFR, and the others are slow */
#define MAX_SHIFT 1000000 /* steps to where Stirling's series begins */

/* ---- pieces ---- */

bool enclose_has_pole(mpfi_srcptr x)
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

/* True if floor(x) is odd; x is not a pole. For x < 0 gamma is negative there. */
static bool is_odd_piece(mpfr_srcptr x)
{
    mpz_t n;
    mpz_init(n);
    mpfr_get_z(n, x, MPFR_RNDD);
    bool odd = mpz_odd_p(n);
    mpz_clear(n);
    return odd;
}

/* Takes MPFR's values at the ends, and 1 or -1 if a half-integer is between them. */
void enclose_sin_pi(mpfi_ptr to, mpfi_srcptr x)
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

/* ---- Stirling's series ---- */

enum function { LOG_GAMMA, GAMMA, DIGAMMA };

/* Returns how far x must be moved to the right for the series to reach the bits of `out`: from
 * bits/2 on, its terms decrease by a factor of at least 2^8 (enclose_bernoulli.c). -1 if that is
 * too far. */
static long shift_of(mpfi_srcptr x, mpfr_prec_t bits)
{
    long enough = bits / 2 + 8;
    if (mpfr_cmp_si(&x->left, enough) >= 0) return 0;
    long whole = mpfr_get_si(&x->left, MPFR_RNDD);
    return enough - whole <= MAX_SHIFT ? enough - whole : -1;
}

/* out = (a - 1/2) log a - a + log(2 pi)/2 + sum of B(2j)/(2j (2j - 1) a^(2j-1)) (DLMF 5.11.1). */
static bool stirling(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr a)
{
    mpfi_t part;
    mpfi_init2(part, mpfi_get_prec(out));
    mpfi_log(part, a);
    mpfi_sub_d(out, a, 0.5);
    mpfi_mul(out, out, part);
    mpfi_sub(out, out, a);
    mpfi_const_pi(part);
    mpfi_mul_2ui(part, part, 1);
    mpfi_log(part, part);
    mpfi_div_2ui(part, part, 1);
    mpfi_add(out, out, part);
    mpfi_inv(part, a);
    mpfi_div_2ui(part, part, 1);
    bool on = enclose_add_bernoulli(env, out, a, part, 0);
    mpfi_clear(part);
    return on;
}

/* out = -log a + 1/(2a) + sum of B(2j)/(2j a^(2j)) = -digamma(a) (DLMF 5.11.2). */
static bool minus_digamma(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr a)
{
    mpfi_t part;
    mpfi_init2(part, mpfi_get_prec(out));
    mpfi_log(out, a);
    mpfi_neg(out, out);
    mpfi_inv(part, a);
    mpfi_div_2ui(part, part, 1);
    mpfi_add(out, out, part);
    mpfi_div(part, part, a);
    bool on = enclose_add_bernoulli(env, out, a, part, 1);
    mpfi_clear(part);
    return on;
}

/* out = t^2 - b t + c */
static void quadratic(mpfi_ptr out, mpfi_srcptr square, mpfi_srcptr t, unsigned b, unsigned c)
{
    mpfi_mul_ui(out, t, b);
    mpfi_sub(out, square, out);
    mpfi_add_ui(out, out, c);
}

/* The numbers a, ..., a + 7: with c = 2a + 7 and t = c^2 their product is (t - 1)(t - 9)(t - 25)
 * (t - 49)/256 = P(t)/256, and the sum of their reciprocals is 4c P'(t)/P(t). Fewer products of
 * many bits than one after another. */
static void pass_eight(bool product, mpfi_ptr moved, mpfi_srcptr a)
{
    mpfi_t c, t, square, p, q;
    mpfi_ptr all[] = {c, t, square, p, q};
    for (int i = 0; i < 5; i++) mpfi_init2(all[i], mpfi_get_prec(moved));
    mpfi_mul_2ui(c, a, 1);
    mpfi_add_ui(c, c, 7);
    mpfi_sqr(t, c);
    mpfi_sqr(square, t);
    quadratic(p, square, t, 10, 9);
    quadratic(q, square, t, 74, 1225);
    if (product) {
        mpfi_mul(p, p, q);
        mpfi_mul(moved, moved, p);
        mpfi_div_2ui(moved, moved, 8);
    } else { /* P'/P of the product of two quadratics is the sum of theirs */
        mpfi_mul_2ui(t, t, 1);
        mpfi_sub_ui(square, t, 10);
        mpfi_mul(square, square, q);
        mpfi_sub_ui(t, t, 74);
        mpfi_mul(t, t, p);
        mpfi_add(t, t, square);
        mpfi_mul(p, p, q);
        mpfi_div(t, t, p);
        mpfi_mul(t, t, c);
        mpfi_mul_2ui(t, t, 2);
        mpfi_add(moved, moved, t);
    }
    for (int i = 0; i < 5; i++) mpfi_clear(all[i]);
}

static void pass_one(bool product, mpfi_ptr moved, mpfi_srcptr a)
{
    mpfi_t inverse;
    if (product) {
        mpfi_mul(moved, moved, a);
        return;
    }
    mpfi_init2(inverse, mpfi_get_prec(moved));
    mpfi_inv(inverse, a);
    mpfi_add(moved, moved, inverse);
    mpfi_clear(inverse);
}

/* Moves a from x to x + n. `moved` becomes the product of the numbers passed, or for digamma the
 * sum of their reciprocals. Eight at once lose digits where a is small. */
static bool walk(struct enclose_env *env, bool product, mpfi_ptr moved, mpfi_ptr a, long n)
{
    bool on = true;
    mpfi_set_ui(moved, product);
    for (long k = 0, step; k < n && on; k += step) {
        step = k >= 8 && n - k >= 8 ? 8 : 1;
        (step == 8 ? pass_eight : pass_one)(product, moved, a);
        mpfi_add_ui(a, a, (unsigned long)step);
        on = core_go_on_slow(env->core);
    }
    return on;
}

/* For x > 0: gamma(x) = gamma(x + n) / (x (x+1) ... (x+n-1)) (DLMF 5.5.1), and what follows from it
 * for the others. */
static bool right_of_zero(struct enclose_env *env, enum function which, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(out);
    static const enum fn names[] = {FN_lgamma, FN_gamma, FN_digamma};
    if (enclose_near_fraction(env, names[which], out, x) ||
        enclose_long(env, names[which], out, x, 0))
        return true;
    long n = shift_of(x, bits);
    if (n < 0) return enclose_give_up(env);
    mpfi_t a, moved;
    mpfi_init2(a, bits);
    mpfi_init2(moved, bits);
    mpfi_set(a, x);
    bool on = walk(env, which != DIGAMMA, moved, a, n);
    on = on && (which == DIGAMMA ? minus_digamma : stirling)(env, out, a);
    if (which == LOG_GAMMA) mpfi_log(moved, moved);
    if (which == GAMMA) {
        mpfi_exp(out, out);
        mpfi_div(out, out, moved);
    } else
        (which == LOG_GAMMA ? mpfi_sub : mpfi_add)(out, out, moved);
    if (which == DIGAMMA) mpfi_neg(out, out);
    mpfi_clear(a);
    mpfi_clear(moved);
    return on;
}

/* Computes abs(pi/sin(pi x)), or pi cot(pi x). */
static void reflection(mpfi_ptr out, mpfi_srcptr x, bool cotangent)
{
    mpfi_t sine, half;
    mpfi_init2(sine, mpfi_get_prec(out));
    mpfi_init2(half, mpfi_get_prec(x) + 2);
    enclose_sin_pi(sine, x);
    mpfi_const_pi(out);
    mpfi_div(out, out, sine);
    if (cotangent) {
        mpfi_add_d(half, x, 0.5);
        enclose_sin_pi(sine, half);
        mpfi_mul(out, out, sine);
    } else
        mpfi_abs(out, out);
    mpfi_clear(sine);
    mpfi_clear(half);
}

/* For x < 0: gamma(x) = pi/sin(pi x)/gamma(1 - x), digamma(x) = digamma(1 - x) - pi cot(pi x) (DLMF
 * 5.5.3, 5.5.4). */
static bool left_of_zero(struct enclose_env *env, enum function which, mpfi_ptr out, mpfi_srcptr x)
{
    mpfi_t other;
    mpfi_init2(other, mpfi_get_prec(out) + mpfi_get_prec(x));
    mpfi_ui_sub(other, 1, x);
    bool on = right_of_zero(env, which, out, other);
    mpfi_set_prec(other, mpfi_get_prec(out));
    reflection(other, x, which == DIGAMMA);
    if (which == LOG_GAMMA) mpfi_log(other, other);
    if (which == GAMMA)
        mpfi_div(out, other, out);
    else if (which == LOG_GAMMA)
        mpfi_sub(out, other, out);
    else
        mpfi_sub(out, out, other);
    mpfi_clear(other);
    return on;
}

/* Takes extra bits for the cancellation between the series and the product: at most about
 * bits*log(bits), and for the logarithm of gamma the exponent of x. */
static bool by_series(struct enclose_env *env, enum function which, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_exp_t size = enclose_exponent(x) < 100 ? 2 * enclose_exponent(x) : 0;
    mpfi_t wide;
    mpfi_init2(wide, mpfi_get_prec(out) + 2 * GUARD + size);
    bool right = mpfr_sgn(&x->left) > 0;
    bool good = (right ? right_of_zero : left_of_zero)(env, which, wide, x);
    good = good ? enclose_round_outward(out, wide) : enclose_fail(out);
    mpfi_clear(wide);
    return good;
}

/* ---- at points ---- */

/* Of a correctly rounded function the upper bound is the number after the lower one. */
static void both(enclose_function *function, mpfi_ptr to, mpfr_srcptr x, bool correct)
{
    bool exact = function(&to->left, x, MPFR_RNDD) == 0;
    if (!correct) {
        function(&to->right, x, MPFR_RNDU);
        return;
    }
    mpfr_set(&to->right, &to->left, MPFR_RNDU);
    if (!exact) mpfr_nextabove(&to->right);
}

static int abs_gamma(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (mpfr_sgn(x) > 0 || !is_odd_piece(x)) return mpfr_gamma(to, x, round);
    int inexact = mpfr_gamma(to, x, round == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
    mpfr_neg(to, to, round);
    return -inexact;
}

/* Computes log abs gamma. Near zero, where MPFR's lgamma is slow, it takes the logarithm of abs
 * gamma, which is above 1.7. */
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

static void compute(int which, mpfi_ptr value, mpfr_srcptr x)
{
    static enclose_function *const functions[] = {log_abs_gamma, abs_gamma, mpfr_digamma};
    both(functions[which], value, x, which != LOG_GAMMA || mpfr_get_exp(x) >= 0);
}

static bool value_at(struct enclose_env *env, enum function which, mpfi_ptr value, mpfr_srcptr x)
{
    if (mpfi_get_prec(value) > MPFR_BITS || mpfr_get_exp(x) > MPFR_EXPONENT) {
        mpfi_t at;
        mpfi_init2(at, mpfr_get_prec(x));
        mpfi_set_fr(at, x);
        bool good = by_series(env, which, value, at);
        mpfi_clear(at);
        return good;
    }
    enclose_once(env, compute, (int)which, value, x);
    return enclose_finish(value);
}

static bool lgamma_at(struct enclose_env *env, mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x,
                      unsigned long order)
{
    (void)order;
    return value_at(env, LOG_GAMMA, value, x) && (!slope || value_at(env, DIGAMMA, slope, x));
}

static bool gamma_at(struct enclose_env *env, mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x,
                     unsigned long order)
{
    (void)order;
    if (!value_at(env, GAMMA, value, x)) return false;
    if (!slope) return true;
    bool good = value_at(env, DIGAMMA, slope, x);
    mpfi_mul(slope, slope, value);
    return good && enclose_finish(slope);
}

/* ---- from points to intervals ---- */

/* True if the series can take the interval itself instead of its ends. */
static bool is_thin(mpfi_srcptr out, mpfi_srcptr x)
{
    return mpfi_get_prec(out) > MPFR_BITS && enclose_is_thin(x);
}

/* digamma' is the sum of (x + k)^-2 and so positive between all poles: log abs gamma is convex
 * there, and so is abs gamma, its exponential. The minimum for x > 0 is 0.8856031944108887003 (OEIS
 * A030171). */
ENCLOSURE(gamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_exponent(x) > MPFR_EXPONENT || enclose_has_pole(x)) return enclose_fail(out);
    bool negative = mpfr_sgn(&x->left) < 0;
    bool odd = negative && is_odd_piece(&x->left);
    if (is_thin(out, x)) {
        if (!by_series(env, GAMMA, out, x)) return false;
    } else if (!enclose_convex(env, gamma_at, out, x, 0, negative ? "0" : "0.8856031944108887002"))
        return false;
    if (odd) mpfi_neg(out, out);
    return enclose_finish(out);
}

/* The minimum for x > 0 is -0.12148629053584960809, the logarithm of that of gamma. */
ENCLOSURE(lgamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_has_pole(x)) return enclose_fail(out);
    if (enclose_near_zero(out, x)) return enclose_finish(out);
    if (is_thin(out, x)) return by_series(env, LOG_GAMMA, out, x);
    return enclose_convex(env, lgamma_at, out, x, 0,
                          mpfr_sgn(&x->left) < 0 ? "-inf" : "-0.1214862905358496081");
}

/* digamma increases between all poles, as its derivative is positive. */
ENCLOSURE(digamma)
{
    mpfi_srcptr x = args[0];
    if (enclose_has_pole(x)) return enclose_fail(out);
    if (is_thin(out, x)) return by_series(env, DIGAMMA, out, x);
    mpfi_t left, right;
    mpfi_init2(left, mpfi_get_prec(out));
    mpfi_init2(right, mpfi_get_prec(out));
    bool good = value_at(env, DIGAMMA, left, &x->left);
    if (enclose_is_point(x))
        mpfi_set(right, left);
    else
        good = good && value_at(env, DIGAMMA, right, &x->right);
    mpfr_swap(&out->left, &left->left);
    mpfr_swap(&out->right, &right->right);
    mpfi_clear(left);
    mpfi_clear(right);
    return good ? enclose_finish(out) : enclose_fail(out);
}

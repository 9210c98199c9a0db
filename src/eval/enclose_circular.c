/* enclose_circular.c - trigonometric functions, by the quadrants that the interval meets, and their
 * inverses. */
#include "eval/enclose.h"

#define MAX_EXPONENT (1L << 20) /* an argument needs as many bits of pi as its exponent says */

/* The quadrants of an interval's ends: q[i] = floor(end / (pi/2)). */
struct quadrants {
    mpz_t first, last;
};

/* Computes q = floor(x/(pi/2)). x/(pi/2) is enclosed at increasing precision until both ends have
 * the same floor, which must happen, as no dyadic x except 0 is a multiple of pi/2. */
static void find_quadrant(mpz_t q, mpfr_srcptr x)
{
    mpz_set_si(q, mpfr_sgn(x) < 0 ? -1 : 0);
    if (mpfr_zero_p(x) || mpfr_get_exp(x) <= 0)
        return; /* |x| < 1, so q is known; the quotient might underflow */
    mpz_t other;
    mpz_init(other);
    mpfr_prec_t bits = 64 + mpfr_get_exp(x);
    for (bool found = false; !found; bits += bits / 2) {
        mpfi_t quotient;
        mpfi_init2(quotient, bits);
        mpfi_const_pi(quotient);
        mpfi_div_2ui(quotient, quotient, 1);
        mpfi_fr_div(quotient, x, quotient);
        mpfr_get_z(q, &quotient->left, MPFR_RNDD);
        mpfr_get_z(other, &quotient->right, MPFR_RNDD);
        found = mpz_cmp(q, other) == 0;
        mpfi_clear(quotient);
    }
    mpz_clear(other);
}

static void quadrants_init(struct quadrants *q, mpfi_srcptr x)
{
    mpz_inits(q->first, q->last, (mpz_ptr)NULL);
    find_quadrant(q->first, &x->left);
    if (mpfr_equal_p(&x->left, &x->right))
        mpz_set(q->last, q->first);
    else
        find_quadrant(q->last, &x->right);
}

static void quadrants_clear(struct quadrants *q)
{
    mpz_clears(q->first, q->last, (mpz_ptr)NULL);
}

/* True if the interval contains k*pi/2 for some k congruent to `rest` modulo `modulus`, to the
 * right of its left end. */
static bool crosses(const struct quadrants *q, unsigned long rest, unsigned long modulus)
{
    mpz_t k;
    mpz_init(k);
    mpz_sub_ui(k, q->last, rest);
    mpz_fdiv_q_ui(k, k, modulus);
    mpz_mul_ui(k, k, modulus);
    mpz_add_ui(k, k, rest); /* the last such k up to the right end */
    bool yes = mpz_cmp(k, q->first) > 0;
    mpz_clear(k);
    return yes;
}

static bool is_far(struct enclose_env *env, mpfi_srcptr x)
{
    return enclose_exponent(x) > MAX_EXPONENT && !enclose_give_up(env);
}

static bool within_one(mpfi_ptr out)
{
    if (mpfr_cmp_si(&out->left, -1) < 0) mpfr_set_si(&out->left, -1, MPFR_RNDD);
    if (mpfr_cmp_si(&out->right, 1) > 0) mpfr_set_si(&out->right, 1, MPFR_RNDU);
    return enclose_finish(out);
}

/* Encloses sine or cosine by the values at the ends, and by 1 or -1 if the interval contains a
 * maximum or a minimum: k*pi/2 for k congruent to `top` or to `top` + 2 modulo 4. */
static bool wave(struct enclose_env *env, enclose_function *function, unsigned long top,
                 mpfi_ptr out, mpfi_srcptr x)
{
    if (is_far(env, x)) return enclose_between(out, -1, 1);
    if (enclose_by_slope(function, SLOPE_TWO, out, x)) return within_one(out);
    struct quadrants q;
    quadrants_init(&q, x);
    mpfr_t left, right;
    mpfr_inits2(mpfi_get_prec(out), left, right, (mpfr_ptr)NULL);
    function(left, &x->left, MPFR_RNDD);
    function(right, &x->left, MPFR_RNDU);
    mpfr_t other;
    mpfr_init2(other, mpfi_get_prec(out));
    function(other, &x->right, MPFR_RNDD);
    mpfr_min(left, left, other, MPFR_RNDD);
    function(other, &x->right, MPFR_RNDU);
    mpfr_max(right, right, other, MPFR_RNDU);
    if (crosses(&q, top, 4)) mpfr_set_si(right, 1, MPFR_RNDU);
    if (crosses(&q, (top + 2) % 4, 4)) mpfr_set_si(left, -1, MPFR_RNDD);
    mpfr_swap(&out->left, left);
    mpfr_swap(&out->right, right);
    mpfr_clears(left, right, other, (mpfr_ptr)NULL);
    quadrants_clear(&q);
    return enclose_finish(out);
}

/* True if an odd (or an even) multiple of pi/2 is in x, or if x is too large to tell. */
static bool has_pole(struct enclose_env *env, mpfi_srcptr x, bool odd)
{
    if (is_far(env, x) || (!odd && mpfi_has_zero(x))) return true;
    struct quadrants q;
    quadrants_init(&q, x);
    bool yes = crosses(&q, odd, 2);
    quadrants_clear(&q);
    return yes;
}

ENCLOSURE(sin)
{
    return wave(env, mpfr_sin, 1, out, args[0]);
}
ENCLOSURE(cos)
{
    return wave(env, mpfr_cos, 0, out, args[0]);
}
ENCLOSURE(tan)
{
    return has_pole(env, args[0], true) ? enclose_fail(out)
                                        : enclose_increasing(mpfr_tan, out, args[0]);
}
ENCLOSURE(cot)
{
    return has_pole(env, args[0], false) ? enclose_fail(out)
                                         : enclose_decreasing(mpfr_cot, out, args[0]);
}

/* Sine and cosine are rounded correctly, so their enclosure contains 0 only if there is a pole. */
static bool inverse(mpfi_ptr out)
{
    mpfi_inv(out, out);
    return enclose_finish(out);
}

ENCLOSURE(sec)
{
    if (has_pole(env, args[0], true)) return enclose_fail(out);
    return enclose_cos(env, out, args) && inverse(out);
}
ENCLOSURE(csc)
{
    if (has_pole(env, args[0], false)) return enclose_fail(out);
    return enclose_sin(env, out, args) && inverse(out);
}

/* Outside the domain MPFR returns nan, which enclose_finish() turns into a failure. */
ENCLOSURE(asin)
{
    return enclose_increasing(mpfr_asin, out, args[0]);
}
ENCLOSURE(acos)
{
    return enclose_decreasing(mpfr_acos, out, args[0]);
}
ENCLOSURE(atan)
{
    return enclose_smooth(mpfr_atan, SLOPE_TWO, out, args[0]);
}

static void widen_by_angle(mpfi_ptr box, mpfr_srcptr y, mpfr_srcptr x)
{
    mpfr_t zero, angle;
    mpfr_init2(zero, 2);
    mpfr_init2(angle, mpfi_get_prec(box));
    mpfr_set_zero(zero, 1); /* atan2(-0, -1) would be -pi */
    if (mpfr_zero_p(y)) y = zero;
    mpfr_atan2(angle, y, x, MPFR_RNDD);
    mpfr_min(&box->left, &box->left, angle, MPFR_RNDD);
    mpfr_atan2(angle, y, x, MPFR_RNDU);
    mpfr_max(&box->right, &box->right, angle, MPFR_RNDU);
    mpfr_clears(zero, angle, (mpfr_ptr)NULL);
}

/* Seen from a point outside it, a box has its extreme angles at corners. If it meets the branch cut
 * from both sides, every angle is possible. */
ENCLOSURE(atan2)
{
    mpfi_srcptr y = args[0], x = args[1];
    if (mpfi_has_zero(y) && mpfi_has_zero(x)) return enclose_fail(out);
    mpfi_t box;
    mpfi_init2(box, mpfi_get_prec(out));
    if (mpfr_sgn(&x->left) < 0 && mpfr_sgn(&y->left) < 0 && mpfr_sgn(&y->right) >= 0) {
        mpfi_const_pi(box);
        mpfr_neg(&box->left, &box->right, MPFR_RNDD);
    } else {
        mpfr_set_inf(&box->left, 1);
        mpfr_set_inf(&box->right, -1);
        mpfr_srcptr ys[] = {&y->left, &y->right}, xs[] = {&x->left, &x->right};
        int rows = mpfr_equal_p(ys[0], ys[1]) ? 1 : 2, columns = mpfr_equal_p(xs[0], xs[1]) ? 1 : 2;
        for (int i = 0; i < rows * columns; i++)
            widen_by_angle(box, ys[i / columns], xs[i % columns]);
    }
    mpfi_swap(out, box);
    mpfi_clear(box);
    return enclose_finish(out);
}

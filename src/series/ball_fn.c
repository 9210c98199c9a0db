/* ball_fn.c - exp, log, sine and cosine of small balls: the value at the middle, by MPFR, and a
 * bound on the slope times the radius. What is not small goes by intervals. */
#include "eval/enclose.h"
#include "series/balls_private.h"

/* Radii are below 2^-MOST_RADIUS, of log beside the middle, so that what is left out of the bounds
 * on slopes is below 1/128 of them; arguments are below 2^MOST_ARGUMENT. */
enum { MOST_RADIUS = 8, MOST_ARGUMENT = 20 };
#define A_LITTLE_MORE (1 + 0x1p-7)

/* Room for a number of MPFR. */
struct room {
    mpfr_t x;
    mp_limb_t digits[MOST_LIMBS + 1];
};

static void room_begin(struct room *room, ball_srcptr like)
{
    mpfr_prec_t bits = LIMB * (mpfr_prec_t)ball_limbs(like->bits);
    mpfr_custom_init(room->digits, bits);
    mpfr_custom_init_set(room->x, MPFR_ZERO_KIND, 0, bits, room->digits);
}

/* The middle, in the digits of the ball itself. False if the ball is not small, or not between
 * 2^-2^20 and 2^20. */
static bool middle_of(mpfr_ptr middle, ball_srcptr x)
{
    bool small = x->used && !isinf(x->radius) && x->exponent <= MOST_ARGUMENT &&
                 x->exponent > -(INT64_C(1) << MOST_ARGUMENT) &&
                 x->radius_exponent < greater(x->exponent, 0) - MOST_RADIUS;
    if (!small) return false;
    mpfr_custom_init_set(middle, x->negative ? -MPFR_REGULAR_KIND : MPFR_REGULAR_KIND,
                         (mpfr_exp_t)x->exponent, LIMB * (mpfr_prec_t)x->used,
                         (void *)(uintptr_t)ball_digits(x));
    return true;
}

/* out = a rounded value, give or take the error. */
static void put_value(ball_ptr out, mpfr_srcptr value, struct error error)
{
    struct error last = {1, mpfr_get_exp(value) - (int64_t)mpfr_get_prec(value)};
    balls_put_middle(out, value, error_sum(error, last));
}

bool balls_exp(ball_ptr out, ball_srcptr x)
{
    mpfr_t middle;
    struct room value;
    if (!middle_of(middle, x) || x->radius_exponent >= -MOST_RADIUS) return false;
    room_begin(&value, out);
    mpfr_exp(value.x, middle, MPFR_RNDN);
    if (!mpfr_regular_p(value.x)) return false;
    /* exp(m + d) - exp(m) is at most exp(m) r (1 + r) for |d| <= r <= 1. */
    put_value(
        out, value.x,
        (struct error){x->radius * A_LITTLE_MORE, x->radius_exponent + mpfr_get_exp(value.x)});
    return true;
}

bool balls_log(ball_ptr out, ball_srcptr x)
{
    mpfr_t middle;
    struct room value;
    if (!middle_of(middle, x) || x->negative || x->radius_exponent >= x->exponent - MOST_RADIUS)
        return false;
    room_begin(&value, out);
    mpfr_log(value.x, middle, MPFR_RNDN);
    if (!mpfr_regular_p(value.x)) return false;
    /* log(m + d) - log(m) is at most r/(m - r) for |d| <= r, and m is 2^(exponent - 1) at least. */
    put_value(out, value.x,
              (struct error){x->radius * 2 * A_LITTLE_MORE, x->radius_exponent - x->exponent});
    return true;
}

bool balls_sin_cos(ball_ptr sin, ball_ptr cos, ball_srcptr x)
{
    mpfr_t middle;
    struct room values[2];
    if (!middle_of(middle, x)) return false;
    struct error error = error_of(x);
    for (int i = 0; i < 2; i++) room_begin(&values[i], x);
    mpfr_sin_cos(values[0].x, values[1].x, middle, MPFR_RNDN);
    if (!mpfr_regular_p(values[0].x) || !mpfr_regular_p(values[1].x)) return false;
    put_value(sin, values[0].x, error);
    put_value(cos, values[1].x, error);
    return true;
}

/* ball_put.c - digits and error bounds put into balls: rounded to what there is room for, with what
 * rounding leaves out in the radius. */
#include "eval/enclose.h"
#include "series/balls_private.h"

struct error error_sum(struct error a, struct error b)
{
    if (a.size == 0) return b;
    if (b.size == 0) return a;
    if (b.exponent > a.exponent) return error_sum(b, a);
    return (struct error){(a.size + shifted(b.size, b.exponent - a.exponent)) * enclose_rounding(1),
                          a.exponent};
}

static void set_digits(ball_ptr out, const mp_limb_t *digits, size_t limbs)
{
    size_t none = ball_limbs(out->bits) - limbs;
    for (size_t i = 0; i < none; i++) out->digits[i] = 0;
    for (size_t i = 0; i < limbs; i++) out->digits[none + i] = digits[i];
    out->used = (uint32_t)limbs;
}

void balls_set_unbounded(ball_ptr out)
{
    set_digits(out, NULL, 0);
    out->radius = out->most = out->relative = INFINITY;
    out->exponent = out->radius_exponent = 0;
}

static void set_radius(ball_ptr out, struct error e)
{
    int more;
    out->radius = 0;
    out->radius_exponent = OF_ZERO;
    if (e.size == 0) return;
    out->radius = frexp(e.size, &more);
    out->radius_exponent = greater(e.exponent + more, -MOST_EXPONENT);
}

/* A middle that the radius exceeds by far becomes a part of it. */
static void put_ball(ball_ptr out, const mp_limb_t *digits, size_t limbs, int64_t exponent,
                     struct error error)
{
    enum { FAR = 8 };
    set_radius(out, error);
    if (limbs && (exponent < -MOST_EXPONENT || out->radius_exponent > exponent + FAR)) {
        set_radius(out, error_sum(error, (struct error){1, greater(exponent, -MOST_EXPONENT)}));
        limbs = 0;
    }
    set_digits(out, digits, limbs);
    out->exponent = limbs ? exponent : out->radius_exponent;
    out->most = out->relative = out->radius;
    if (limbs) {
        out->relative = ball_relative(out->radius, out->radius_exponent - exponent);
        out->most = (ball_size(digits[limbs - 1]) + out->relative) * enclose_rounding(1);
    }
    if (!isfinite(error.size) || out->exponent > MOST_EXPONENT ||
        out->radius_exponent > MOST_EXPONENT)
        balls_set_unbounded(out);
}

/* out = 0.digits * 2^exponent with as many of the limbs as there is room for. */
void balls_put_digits(ball_ptr out, mp_limb_t *digits, size_t limbs, int64_t exponent,
                      struct error error)
{
    size_t room = ball_limbs(out->bits);
    while (limbs && !digits[limbs - 1]) limbs--, exponent -= LIMB;
    while (limbs && !digits[0]) digits++, limbs--;
    int up = limbs ? __builtin_clzl(digits[limbs - 1]) : 0;
    if (up) mpn_lshift(digits, digits, (mp_size_t)limbs, (unsigned)up);
    exponent -= up;
    if (limbs > room) {
        digits += limbs - room;
        limbs = room;
        error = error_sum(error, (struct error){1, exponent - LIMB * (int64_t)room});
    }
    put_ball(out, digits, limbs, exponent, error);
}

void balls_put_middle(ball_ptr out, mpfr_srcptr middle, struct error error)
{
    mp_limb_t digits[MOST_LIMBS + 1];
    size_t limbs = ball_limbs(out->bits);
    out->negative = mpfr_sgn(middle) < 0;
    if (mpfr_zero_p(middle)) limbs = 0;
    mpn_copyi(digits, mpfr_custom_get_significand(middle), (mp_size_t)limbs);
    balls_put_digits(out, digits, limbs, limbs ? mpfr_get_exp(middle) : 0, error);
}

/* kernels_arb.c - the functions that Arb computes, on one double: evaluated with more bits until
 * the value rounds to one double, or by polynomials that round to the same. */
#include "eval/fit.h"
#include "eval/kernels.h"
#include "eval/special.h"

#include <math.h>

enum { BITS = 80, MOST_BITS = 5120, ENOUGH = 100 /* right bits, where a value cannot be told */ };

/* The value at infinity, if the function has one there whatever its other arguments are. */
static double at_infinity(const struct special *special, const double *x)
{
    for (int i = 0; i < special->arity - 1; i++)
        if (!isfinite(x[i])) return NAN;
    double last = x[special->arity - 1];
    return last == INFINITY ? special->to : last == -INFINITY ? special->from : NAN;
}

static bool all_finite(const struct special *special, const double *x)
{
    for (int i = 0; i < special->arity; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

static bool is_defined(const struct special *special, const double *x)
{
    mpfi_t box[FN_MOST_ARGUMENTS];
    mpfi_srcptr boxes[FN_MOST_ARGUMENTS];
    for (int i = 0; i < special->arity; i++) {
        mpfi_init2(box[i], 53);
        mpfi_set_d(box[i], x[i]);
        boxes[i] = box[i];
    }
    bool defined = special->is_defined(boxes);
    for (int i = 0; i < special->arity; i++) mpfi_clear(box[i]);
    return defined;
}

/* True if the ball is narrow enough; puts the double nearest to it into *result. Unless the value
 * is too near to the middle of two doubles, it is the one nearest to the value. */
static bool is_told(const struct arb *arb, arb_srcptr ball, double *result)
{
    if (!arb->arb_is_finite(ball)) return false;
    mpfr_t low, high;
    mpfr_inits2(ENOUGH, low, high, (mpfr_ptr)NULL);
    arb->arb_get_interval_mpfr(low, high, ball);
    *result = mpfr_get_d(low, MPFR_RNDN);
    bool told =
        *result == mpfr_get_d(high, MPFR_RNDN) || arb->arb_rel_accuracy_bits(ball) >= ENOUGH;
    mpfr_clears(low, high, (mpfr_ptr)NULL);
    return told;
}

/* A function's arguments and value as balls. */
struct balls {
    const struct special *special;
    arb_struct x[FN_MOST_ARGUMENTS];
    arb_t value;
};

static void balls_init(struct balls *b, const struct arb *arb, const struct special *special,
                       const double *x)
{
    b->special = special;
    arb->arb_init(b->value);
    for (int i = 0; i < special->arity; i++) {
        arb->arb_init(&b->x[i]);
        arb->arb_set_d(&b->x[i], x[i]);
    }
}

static void balls_clear(struct balls *b, const struct arb *arb)
{
    for (int i = 0; i < b->special->arity; i++) arb->arb_clear(&b->x[i]);
    arb->arb_clear(b->value);
}

/* Rounds the value to many bits, for polynomials. */
static bool value_of(const struct special *special, mpfr_ptr out, const double *x)
{
    enum { TRIES = 2, RIGHT = 100 };
    const struct arb *arb = arb_open();
    struct balls b;
    mpfr_t high;
    if (!is_defined(special, x)) return false;
    balls_init(&b, arb, special, x);
    mpfr_init2(high, mpfr_get_prec(out));
    bool good = false;
    for (int i = 0; i < TRIES && !good; i++) {
        special->value(arb, b.value, b.x, mpfr_get_prec(out) << i);
        good = arb->arb_is_finite(b.value) && arb->arb_rel_accuracy_bits(b.value) > RIGHT;
    }
    if (good) arb->arb_get_interval_mpfr(out, high, b.value);
    mpfr_clear(high);
    balls_clear(&b, arb);
    return good;
}

static double special_kernel(const struct special *special, const struct fit_function *function,
                             const double *x)
{
    const struct arb *arb = arb_open();
    double result = NAN;
    if (!arb) return NAN;
    if (!all_finite(special, x)) return at_infinity(special, x);
    if (fit_read(function, x, &result)) return result;
    if (!is_defined(special, x)) return NAN;
    struct balls b;
    balls_init(&b, arb, special, x);
    bool told = false;
    for (long bits = BITS; bits <= MOST_BITS && !told; bits *= 2) {
        special->value(arb, b.value, b.x, bits);
        told = is_told(arb, b.value, &result);
    }
    balls_clear(&b, arb);
    return told ? result : NAN;
}

#define LIST_1 u
#define LIST_2 LIST_1, v
#define LIST_3 LIST_2, w
#define LIST_4 LIST_3, x
#define LIST_5 LIST_4, y
#define LIST_6 LIST_5, z
#define LIST_7 LIST_6, s
#define LIST_8 LIST_7, t
#define SPECIAL(id, arity, change, from, to, defined)                                            \
    static bool rounded_##id(mpfr_ptr out, const double *x)                                      \
    {                                                                                            \
        return value_of(special_find(FN_##id), out, x);                                          \
    }                                                                                            \
    double kernel_##id(KERNEL_PARAMETERS_##arity)                                                \
    {                                                                                            \
        static const struct fit_function function = {FN_##id, arity, rounded_##id};              \
        return special_kernel(special_find(FN_##id), &function, (const double[]){LIST_##arity}); \
    }
#include "eval/special.def"
#undef SPECIAL

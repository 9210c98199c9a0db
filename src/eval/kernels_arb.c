/* kernels_arb.c - the functions that Arb computes, on one double: evaluated with more bits until
 * the value rounds to one double. */
#include "eval/kernels.h"
#include "eval/special.h"

#include <math.h>

enum { BITS = 80, MOST_BITS = 5120, ENOUGH = 62 /* right bits: at most 1 ulp off once rounded */ };

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

/* True if the ball is narrow enough; puts the double nearest to it into *result. */
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

double special_kernel(const struct special *special, const double *x)
{
    const struct arb *arb = arb_open();
    if (!arb) return NAN;
    if (!all_finite(special, x)) return at_infinity(special, x);
    if (!is_defined(special, x)) return NAN;
    arb_struct balls[FN_MOST_ARGUMENTS];
    arb_t value;
    arb->arb_init(value);
    for (int i = 0; i < special->arity; i++) {
        arb->arb_init(&balls[i]);
        arb->arb_set_d(&balls[i], x[i]);
    }
    double result = NAN;
    bool told = false;
    for (long bits = BITS; bits <= MOST_BITS && !told; bits *= 2) {
        special->value(arb, value, balls, bits);
        told = is_told(arb, value, &result);
    }
    for (int i = 0; i < special->arity; i++) arb->arb_clear(&balls[i]);
    arb->arb_clear(value);
    return told ? result : NAN;
}

#define LIST_1 u
#define LIST_2 LIST_1, v
#define LIST_3 LIST_2, w
#define LIST_4 LIST_3, x
#define LIST_5 LIST_4, y
#define SPECIAL(id, arity, change, from, to, defined)                                 \
    double kernel_##id(KERNEL_PARAMETERS_##arity)                                     \
    {                                                                                 \
        return special_kernel(special_find(FN_##id), (const double[]){LIST_##arity}); \
    }
#include "eval/special.def"
#undef SPECIAL

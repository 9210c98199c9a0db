/* interval_field.c - intervals as scalars of graph/elimination.h. */
#include "eval/enclose.h"
#include "eval/matrix.h"

#include <math.h>

static void make(const struct field *f, void *x)
{
    mpfi_init2(x, (mpfr_prec_t)(intptr_t)f->context);
    mpfi_set_si(x, 0);
}

static void drop(void *x)
{
    mpfi_clear(x);
}

static void copy(void *out, const void *x)
{
    mpfi_set(out, x);
}

static void set(void *out, long value)
{
    mpfi_set_si(out, value);
}

static void add(void *out, const void *a, const void *b)
{
    mpfi_add(out, a, b);
}

static void subtract(void *out, const void *a, const void *b)
{
    mpfi_sub(out, a, b);
}

/* 0 times an unbounded interval is unbounded. */
static void multiply(void *out, const void *a, const void *b)
{
    if (mpfi_bounded_p(a) && mpfi_bounded_p(b))
        mpfi_mul(out, a, b);
    else
        enclose_fail(out);
}

static void divide(void *out, const void *a, const void *b)
{
    if (mpfi_bounded_p(a) && mpfi_bounded_p(b))
        mpfi_div(out, a, b);
    else
        enclose_fail(out);
}

/* Returns the exponent of the end nearer to 0: how good a pivot is. */
static double weight(const void *x)
{
    mpfi_srcptr v = x;
    if (mpfi_has_zero(v) || !mpfi_bounded_p(v)) return -INFINITY;
    return (double)mpfr_get_exp(mpfr_sgn(&v->left) > 0 ? &v->left : &v->right);
}

struct field interval_field(mpfr_prec_t bits)
{
    return (struct field){.size = sizeof(mpfi_t),
                          .context = (void *)(intptr_t)bits,
                          .make = make,
                          .drop = drop,
                          .copy = copy,
                          .set = set,
                          .add = add,
                          .subtract = subtract,
                          .multiply = multiply,
                          .divide = divide,
                          .weight = weight};
}

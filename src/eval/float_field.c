/* float_field.c - floats as scalars of graph/elimination.h. */
#include "eval/matrix.h"

#include <math.h>

static void make(const struct field *f, void *x)
{
    mpfr_init2(x, (mpfr_prec_t)(intptr_t)f->context);
    mpfr_set_zero(x, 1);
}

static void drop(void *x)
{
    mpfr_clear(x);
}

static void copy(void *out, const void *x)
{
    mpfr_set(out, x, MPFR_RNDN);
}

static void set(void *out, long value)
{
    mpfr_set_si(out, value, MPFR_RNDN);
}

static void add(void *out, const void *a, const void *b)
{
    mpfr_add(out, a, b, MPFR_RNDN);
}

static void subtract(void *out, const void *a, const void *b)
{
    mpfr_sub(out, a, b, MPFR_RNDN);
}

static void multiply(void *out, const void *a, const void *b)
{
    mpfr_mul(out, a, b, MPFR_RNDN);
}

static void divide(void *out, const void *a, const void *b)
{
    mpfr_div(out, a, b, MPFR_RNDN);
}

static double weight(const void *x)
{
    return mpfr_regular_p((mpfr_srcptr)x) ? (double)mpfr_get_exp((mpfr_srcptr)x) : -INFINITY;
}

struct field float_field(mpfr_prec_t bits)
{
    return (struct field){.size = sizeof(mpfr_t),
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

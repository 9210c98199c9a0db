/* scalars_doubles.c - doubles, for power series. */
#include "eval/kernels.h"
#include "series/series.h"

#include <math.h>

static double value(const void *x)
{
    return *(const double *)x;
}

static void put(void *out, double x)
{
    *(double *)out = x;
}

static void make(const struct field *f, void *x)
{
    (void)f;
    put(x, 0);
}

static void drop(void *x)
{
    (void)x;
}

static void copy(void *out, const void *x)
{
    put(out, value(x));
}

static void set(void *out, long n)
{
    put(out, (double)n);
}

static void add(void *out, const void *a, const void *b)
{
    put(out, value(a) + value(b));
}

static void subtract(void *out, const void *a, const void *b)
{
    put(out, value(a) - value(b));
}

static void multiply(void *out, const void *a, const void *b)
{
    put(out, value(a) * value(b));
}

static void divide(void *out, const void *a, const void *b)
{
    put(out, value(a) / value(b));
}

static double weight(const void *x)
{
    return value(x) == 0 || isnan(value(x)) ? -INFINITY : fabs(value(x));
}

static void set_number(const struct scalars *s, void *out, number n)
{
    put(out, number_to_double(&s->graph->numbers, n));
}

static void set_constant(const struct scalars *s, void *out, enum constant constant)
{
    (void)s;
    put(out, constant_value(constant));
}

static void scale(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q)
{
    (void)s;
    put(out, value(x) * (double)p / (double)q);
}

static void dot(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                int64_t q)
{
    (void)s;
    const double *a = x, *b = y;
    double total = 0;
    for (size_t i = 0; i < n; i++) total += a[i] * b[n - 1 - i];
    put(out, q == 1 ? total : total / (double)q);
}

static bool power(const struct scalars *s, void *out, const void *x, number e)
{
    put(out, pow(value(x), number_to_double(&s->graph->numbers, e)));
    return isfinite(value(out));
}

static bool to_power(const struct scalars *s, void *out, const void *x, const void *y)
{
    (void)s;
    put(out, pow(value(x), value(y)));
    return isfinite(value(out));
}

static bool apply(const struct scalars *s, enum fn fn, void *out, const void *const *args)
{
    double x[FN_MOST_ARGUMENTS] = {0};
    (void)s;
    for (int i = 0; i < fn_arity(fn); i++) x[i] = value(args[i]);
    put(out, kernel_apply(fn, x));
    return isfinite(value(out));
}

static int sign(const struct scalars *s, const void *x)
{
    (void)s;
    return isnan(value(x)) ? SIGN_UNKNOWN : (value(x) > 0) - (value(x) < 0);
}

static bool is_zero(const void *x)
{
    return value(x) == 0;
}

static bool divides(const struct scalars *s, const void *x)
{
    (void)s;
    return value(x) != 0 && isfinite(value(x));
}

struct scalars series_doubles(struct graph *g)
{
    return (struct scalars){.field = {.size = sizeof(double),
                                      .make = make,
                                      .drop = drop,
                                      .copy = copy,
                                      .set = set,
                                      .add = add,
                                      .subtract = subtract,
                                      .multiply = multiply,
                                      .divide = divide,
                                      .weight = weight},
                            .graph = g,
                            .set_number = set_number,
                            .set_constant = set_constant,
                            .scale = scale,
                            .dot = dot,
                            .power = power,
                            .to_power = to_power,
                            .apply = apply,
                            .sign = sign,
                            .is_zero = is_zero,
                            .divides = divides};
}

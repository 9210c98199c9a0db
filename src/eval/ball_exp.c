/* ball_exp.c - exponentials and logarithms of balls. */
#include "eval/ball.h"
#include "eval/ball_tables.h"

#include <string.h>

#define MOST_ARGUMENT 277.0 /* exp of it is below 2^400 */
#define COARSE 0x1p-10      /* a wider argument would give few digits */

/* x = n log(2)/64 + t with |t| < 0.0055, and exp(t) - 1. */
struct reduced {
    int n;
    struct dw e;
};

/* n is at most 2^15, so that its products with the first two parts of log(2)/64 are exact, and the
 * third errs by 2^-127 together with its part. hi - n part is exact; each of the three sums after
 * it errs by 2^-105 of what is at most 2^-7. So t errs by less than 2^-110, and not at all if n is
 * 0. */
static struct dw reduce(struct dw x, double n)
{
    if (n == 0) return x;
    struct dw t = dw_sum(x.hi, -n * ball_log2_parts[0]);
    t = dw_add_d(t, -n * ball_log2_parts[1]);
    t = dw_add_d(t, x.lo);
    return dw_add_d(t, -n * ball_log2_parts[2]);
}

/* exp(t) - 1 for |t| < 0.0055 = 2^-7.5 within 2^-96 of itself, by Taylor's series to t^10/10!, of
 * which the rest is less than 2^-100 t. In doubles, t^6/720 and what follows errs by 2^-51 of
 * itself, which is 2^-98 t. All else is double words, whose errors come to less than 2^-102 t. */
static struct dw series(struct dw t)
{
    const struct dw *c = ball_factorials;
    double x = t.hi;
    double q = c[6].hi + x * (c[7].hi + x * (c[8].hi + x * (c[9].hi + x * c[10].hi)));
    struct dw s = dw_add_d(c[5], x * q);
    s = dw_add(c[4], dw_mul(t, s));
    s = dw_add(c[3], dw_mul(t, s));
    s = dw_add_d(dw_mul(t, s), 0.5);
    return dw_add(t, dw_mul(dw_mul(t, t), s));
}

static bool exp_reduce(struct reduced *out, struct dw x)
{
    if (!(fabs(x.hi) <= MOST_ARGUMENT)) return false;
    double n = rint(x.hi * (64 / 0x1.62e42fefa39efp-1));
    out->n = (int)n;
    out->e = series(reduce(x, n));
    return true;
}

static double power_of_two(int n)
{
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^(n/64) (1 + e), within 2^-102 of itself: the table is off by 2^-106, e by 2^-104 and t by
 * 2^-110, and the sum by 2^-104. */
static struct dw exp_finish(const struct reduced *r)
{
    int place = r->n & 63;
    double scale = power_of_two((r->n - place) / 64);
    struct dw base = ball_exp2[place], y = dw_add(base, dw_mul(base, r->e));
    return (struct dw){y.hi * scale, y.lo * scale};
}

/* exp(x + d) - exp(x) is at most exp(x) (exp(r) - 1), and that r (1 + r). */
bool ball_exp(struct ball *out, const struct ball *x)
{
    struct reduced r;
    if (ball_is_zero(x)) return *out = ball_of(1), true;
    if (!(x->r <= COARSE) || !exp_reduce(&r, x->mid)) return false;
    struct dw y = exp_finish(&r);
    return ball_make(out, y, y.hi * (x->r * (1 + 2 * COARSE) + 0x1p-100));
}

bool ball_expm1(struct ball *out, const struct ball *x)
{
    struct reduced r;
    struct ball one = ball_of(1);
    if (ball_is_zero(x)) return *out = ball_of(0), true;
    if (!(x->r <= COARSE) || !exp_reduce(&r, x->mid)) return false;
    if (r.n == 0) return ball_make(out, r.e, x->r * 1.01 + fabs(r.e.hi) * 0x1p-96);
    return ball_exp(out, x) && ball_sub(out, out, &one);
}

/* start + log(1 + d), where d is about as small as what a double rounds off: |log(1 + d) - d| <=
 * d^2. */
static bool log_finish(struct ball *out, double start, const struct ball *d)
{
    struct ball from = ball_of(start), rest;
    double most = fabs(d->mid.hi) * (1 + 0x1p-50) + d->r;
    return most <= COARSE && ball_make(&rest, d->mid, d->r + most * most) &&
           ball_add(out, &from, &rest);
}

/* Whatever the double y that libm takes for log(1 + x), log(1 + x) = y + log(1 + d) with
 * d = (x - expm1(y)) exp(-y), which then is close to 0; so nothing rests on libm. */
bool ball_log1p(struct ball *out, const struct ball *x)
{
    struct ball y, e, d, under, one = ball_of(1);
    if (ball_is_zero(x)) return *out = *x, true;
    if (!(x->mid.hi > -1)) return false;
    y = ball_of(log1p(x->mid.hi));
    return ball_expm1(&e, &y) && ball_sub(&d, x, &e) && ball_add(&under, &one, &e) &&
           ball_div(&d, &d, &under) && log_finish(out, y.mid.hi, &d);
}

/* As log1p, with d = x exp(-y) - 1. */
bool ball_log(struct ball *out, const struct ball *x)
{
    struct ball y, d, one = ball_of(1);
    if (!ball_is_positive(x)) return false;
    if (x->mid.hi > 0.875 && x->mid.hi < 1.125) return ball_sub(&d, x, &one) && ball_log1p(out, &d);
    y = ball_of(-log(x->mid.hi));
    return ball_exp(&d, &y) && ball_mul(&d, x, &d) && ball_sub(&d, &d, &one) &&
           log_finish(out, -y.mid.hi, &d);
}

/* double_word.h - numbers of about 106 bits as unevaluated sums of two doubles, hi + lo, of which
 * hi is the double nearest to the sum (Dekker, 1971).
 *
 * With u = 2^-53 and no overflow, results err relatively by at most: sums 3.1 u^2 and, with a
 * double, 2 u^2; products 7 u^2 and, with a double, 3 u^2; quotients 20 u^2; roots 16 u^2. The
 * first are algorithms 6, 4, 10 and 8 of Joldes, Muller and Popescu, "Tight and rigorous error
 * bounds for basic building blocks of double-word arithmetic" (2017), whose bounds Muller and
 * Rideau (2022) have proven formally; quotients are algorithm 17, of 15.1 u^2, with algorithm 8
 * within it. What underflows on the way adds a few 2^-1074. All of it holds where doubles are
 * rounded to nearest and nothing is computed in a wider format. */
#ifndef EVAL_DOUBLE_WORD_H
#define EVAL_DOUBLE_WORD_H

#include <float.h>
#include <math.h>

#if FLT_EVAL_METHOD == 0 && !defined(__FAST_MATH__)
enum { DOUBLE_WORDS = 1 }; /* whether this program can compute with them */
#else
enum { DOUBLE_WORDS = 0 };
#endif

struct dw {
    double hi, lo;
};

/* a + b, exactly (Knuth). */
static inline struct dw dw_sum(double a, double b)
{
    double s = a + b, c = s - a;
    return (struct dw){s, (a - (s - c)) + (b - c)};
}

/* a + b, exactly, if |a| >= |b| or a is 0 (Dekker). */
static inline struct dw dw_ordered_sum(double a, double b)
{
    double s = a + b;
    return (struct dw){s, b - (s - a)};
}

/* a b, exactly, for factors below 2^996 (Veltkamp and Dekker, where the processor has no fused
 * multiply-add). */
static inline struct dw dw_product(double a, double b)
{
    double p = a * b;
#ifdef __FP_FAST_FMA
    return (struct dw){p, fma(a, b, -p)};
#else
    double c = 0x1.0000002p27 * a, ah = c - (c - a), al = a - ah;
    double d = 0x1.0000002p27 * b, bh = d - (d - b), bl = b - bh;
    return (struct dw){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
#endif
}

static inline struct dw dw_neg(struct dw x)
{
    return (struct dw){-x.hi, -x.lo};
}

static inline struct dw dw_add(struct dw x, struct dw y)
{
    struct dw s = dw_sum(x.hi, y.hi), t = dw_sum(x.lo, y.lo);
    struct dw v = dw_ordered_sum(s.hi, s.lo + t.hi);
    return dw_ordered_sum(v.hi, t.lo + v.lo);
}

static inline struct dw dw_add_d(struct dw x, double y)
{
    struct dw s = dw_sum(x.hi, y);
    return dw_ordered_sum(s.hi, x.lo + s.lo);
}

static inline struct dw dw_mul(struct dw x, struct dw y)
{
    struct dw c = dw_product(x.hi, y.hi);
    return dw_ordered_sum(c.hi, c.lo + (x.hi * y.lo + x.lo * y.hi));
}

static inline struct dw dw_mul_d(struct dw x, double y)
{
    struct dw c = dw_product(x.hi, y);
    return dw_ordered_sum(c.hi, c.lo + x.lo * y);
}

static inline struct dw dw_div(struct dw x, struct dw y)
{
    double t = x.hi / y.hi;
    struct dw r = dw_mul_d(y, t);
    return dw_ordered_sum(t, ((x.hi - r.hi) + (x.lo - r.lo)) / y.hi);
}

/* One step of Newton's method from y, the root of hi, which is off by less than 2 u relatively: the
 * step leaves half the square of that, 2 u^2. The remainder hi - y^2 is exact, at most 3 u hi, and
 * rounding it, its sum with lo and their quotient by 2 y errs by at most 2 (4 u) u. Together less
 * than 16 u^2. */
static inline struct dw dw_sqrt(struct dw x)
{
    double y = sqrt(x.hi);
    struct dw s = dw_product(y, y);
    return dw_ordered_sum(y, (((x.hi - s.hi) - s.lo) + x.lo) / (2 * y));
}

#endif

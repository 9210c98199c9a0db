/* ball.h - enclosures in doubles alone: a number of about 106 bits and a bound on how far the exact
 * value may be from it. They are quick where values are neither very large nor very small and
 * nothing stands on an edge; whatever else, the caller asks wider arithmetic (interval.h). */
#ifndef EVAL_BALL_H
#define EVAL_BALL_H

#include "eval/double_word.h"
#include "fn/fn.h"
#include "graph/number.h"

#include <mpfi.h>

/* All x with |x - (hi + lo)| <= r. If r is 0, x is exact. |hi| is 0 or between 2^-400 and 2^400, so
 * that nothing overflows, and what underflows is far below what is added to r. */
struct ball {
    struct dw mid;
    double r;
};

/* All functions below set *out, which may be one of the arguments, to a ball around all their
 * values, and return false, without a use for *out, where there is no such ball, where it is not
 * known whether something is defined, or where the answer would be too coarse. */

static inline struct ball ball_of(double x)
{
    return (struct ball){{x, 0}, 0};
}
static inline bool ball_is_zero(const struct ball *x)
{
    return x->mid.hi == 0 && x->r == 0;
}
/* Surely not 0: |lo| is at most 2^-53 |hi|. */
static inline bool ball_is_nonzero(const struct ball *x)
{
    return fabs(x->mid.hi) * (1 - 0x1p-50) > x->r;
}
static inline bool ball_is_positive(const struct ball *x)
{
    return x->mid.hi > 0 && ball_is_nonzero(x);
}
static inline bool ball_is_negative(const struct ball *x)
{
    return x->mid.hi < 0 && ball_is_nonzero(x);
}
static inline struct ball ball_neg(struct ball x)
{
    return (struct ball){dw_neg(x.mid), x.r};
}

/* Makes a ball of a double word that errs by at most r, which was rounded some times on the way. */
bool ball_make(struct ball *out, struct dw mid, double r);

/* An integer; p/q for q > 0; a number of the graph. */
void ball_integer(struct ball *out, int64_t p);
bool ball_ratio(struct ball *out, int64_t p, int64_t q);
bool ball_number(struct ball *out, const struct numbers *t, number n);

bool ball_add(struct ball *out, const struct ball *a, const struct ball *b);
bool ball_sub(struct ball *out, const struct ball *a, const struct ball *b);
bool ball_mul(struct ball *out, const struct ball *a, const struct ball *b);
bool ball_div(struct ball *out, const struct ball *a, const struct ball *b);
bool ball_sqrt(struct ball *out, const struct ball *x);
/* x^n; x to a power that is a number of the graph; b^y. */
bool ball_whole_power(struct ball *out, const struct ball *x, uint64_t n);
bool ball_number_power(struct ball *out, const struct ball *x, const struct numbers *t,
                       number exponent);
bool ball_power(struct ball *out, const struct ball *b, const struct ball *y);
/* -1, 0 or 1 as a is surely less than b, the same number or greater; false if that is not known. */
bool ball_compare(int *order, const struct ball *a, const struct ball *b);

bool ball_exp(struct ball *out, const struct ball *x);
bool ball_expm1(struct ball *out, const struct ball *x);
bool ball_log(struct ball *out, const struct ball *x);
bool ball_log1p(struct ball *out, const struct ball *x);
/* Either may be NULL. */
bool ball_sin_cos(struct ball *sine, struct ball *cosine, const struct ball *x);
bool ball_atan(struct ball *out, const struct ball *x);
bool ball_atan2(struct ball *out, const struct ball *y, const struct ball *x);
void ball_constant(struct ball *out, enum constant constant);

/* Whether a function of the table has enclosures here; calls it. */
bool ball_has_fn(enum fn fn);
bool ball_fn(enum fn fn, struct ball *out, const struct ball *const *args);

/* Puts the ends into an interval, which is not narrower. */
void ball_to_interval(mpfi_ptr out, const struct ball *x);

#endif

/* ball_functions.c - functions of the table on balls, made of those of ball_exp.c and
 * ball_circular.c. */
#include "eval/ball.h"
#include "eval/ball_tables.h"

#define FUNCTION(id) static bool id(struct ball *out, const struct ball *const *args)
#define X args[0]
#define Y args[1]

static const struct ball one = {{1, 0}, 0}, two = {{2, 0}, 0};

static bool halve(struct ball *x)
{
    static const struct ball half = {{0.5, 0}, 0};
    return ball_mul(x, x, &half);
}

static bool inverse(struct ball *out, const struct ball *x)
{
    return ball_div(out, &one, x);
}

/* |x| and the sign of x's middle, for functions that are odd or even whatever the signs in x. */
static double split_sign(struct ball *size, const struct ball *x)
{
    *size = x->mid.hi < 0 ? ball_neg(*x) : *x;
    return x->mid.hi < 0 ? -1 : 1;
}

static bool with_sign(struct ball *out, double sign)
{
    if (sign < 0) *out = ball_neg(*out);
    return true;
}

/* ---- trigonometric ---- */

FUNCTION(sin_)
{
    return ball_sin_cos(out, NULL, X);
}
FUNCTION(cos_)
{
    return ball_sin_cos(NULL, out, X);
}
FUNCTION(tan_)
{
    struct ball s, c;
    return ball_sin_cos(&s, &c, X) && ball_div(out, &s, &c);
}
FUNCTION(cot_)
{
    struct ball s, c;
    return ball_sin_cos(&s, &c, X) && ball_div(out, &c, &s);
}
FUNCTION(sec_)
{
    return cos_(out, args) && inverse(out, out);
}
FUNCTION(csc_)
{
    return sin_(out, args) && inverse(out, out);
}
FUNCTION(atan_)
{
    return ball_atan(out, X);
}
FUNCTION(atan2_)
{
    return ball_atan2(out, X, Y);
}
/* atan(x / sqrt((1 - x) (1 + x))) */
FUNCTION(asin_)
{
    struct ball less, more;
    return ball_sub(&less, &one, X) && ball_add(&more, &one, X) && ball_mul(&less, &less, &more) &&
           ball_sqrt(&less, &less) && ball_div(out, X, &less) && ball_atan(out, out);
}
/* 2 atan(sqrt((1 - x) / (1 + x))) */
FUNCTION(acos_)
{
    struct ball less, more;
    return ball_sub(&less, &one, X) && ball_add(&more, &one, X) && ball_div(&less, &less, &more) &&
           ball_sqrt(&less, &less) && ball_atan(out, &less) && ball_mul(out, out, &two);
}

/* ---- hyperbolic ---- */

/* (e + e/(e + 1))/2 for e = expm1(|x|) */
FUNCTION(sinh_)
{
    struct ball e, under;
    double sign = split_sign(&e, X);
    return ball_expm1(&e, &e) && ball_add(&under, &e, &one) && ball_div(&under, &e, &under) &&
           ball_add(out, &e, &under) && halve(out) && with_sign(out, sign);
}
FUNCTION(cosh_)
{
    struct ball e, under;
    return ball_exp(&e, X) && inverse(&under, &e) && ball_add(out, &e, &under) && halve(out);
}
/* -e/(e + 2) for e = expm1(-2|x|) */
FUNCTION(tanh_)
{
    struct ball e, under;
    double sign = split_sign(&e, X);
    if (ball_is_zero(X)) return *out = *X, true;
    e = (struct ball){{-2 * e.mid.hi, -2 * e.mid.lo}, 2 * e.r};
    return ball_expm1(&e, &e) && ball_add(&under, &e, &two) && ball_div(out, &e, &under) &&
           with_sign(out, -sign);
}
/* 2 e/(e^2 + 1) for e = exp(-|x|) */
FUNCTION(sech_)
{
    struct ball e, under;
    split_sign(&e, X);
    e = ball_neg(e);
    return ball_exp(&e, &e) && ball_mul(&under, &e, &e) && ball_add(&under, &under, &one) &&
           ball_div(out, &e, &under) && ball_mul(out, out, &two);
}
FUNCTION(csch_)
{
    return sinh_(out, args) && inverse(out, out);
}
FUNCTION(coth_)
{
    return tanh_(out, args) && inverse(out, out);
}
/* log1p(|x| + x^2/(1 + sqrt(1 + x^2))) */
FUNCTION(asinh_)
{
    struct ball size, square, root;
    double sign = split_sign(&size, X);
    return ball_mul(&square, X, X) && ball_add(&root, &square, &one) && ball_sqrt(&root, &root) &&
           ball_add(&root, &root, &one) && ball_div(&square, &square, &root) &&
           ball_add(&size, &size, &square) && ball_log1p(out, &size) && with_sign(out, sign);
}
/* log1p(t + sqrt(t (t + 2))) for t = x - 1 */
FUNCTION(acosh_)
{
    struct ball t, root;
    return ball_sub(&t, X, &one) && (ball_is_zero(&t) || ball_is_positive(&t)) &&
           ball_add(&root, &t, &two) && ball_mul(&root, &root, &t) && ball_sqrt(&root, &root) &&
           ball_add(&t, &t, &root) && ball_log1p(out, &t);
}
/* log1p(2 x/(1 - x))/2 */
FUNCTION(atanh_)
{
    struct ball size, under;
    double sign = split_sign(&size, X);
    return ball_sub(&under, &one, &size) && ball_is_positive(&under) &&
           ball_div(&size, &size, &under) && ball_mul(&size, &size, &two) &&
           ball_log1p(out, &size) && halve(out) && with_sign(out, sign);
}

/* ---- exponentials, logarithms, roots ---- */

static struct ball log_of_2(void)
{
    return (struct ball){ball_log2, 0x1p-105};
}

FUNCTION(exp_)
{
    return ball_exp(out, X);
}
FUNCTION(expm1_)
{
    return ball_expm1(out, X);
}
FUNCTION(exp2_)
{
    struct ball log = log_of_2();
    return ball_mul(out, X, &log) && ball_exp(out, out);
}
FUNCTION(log_)
{
    return ball_log(out, X);
}
FUNCTION(log1p_)
{
    return ball_log1p(out, X);
}
FUNCTION(log2_)
{
    struct ball log = log_of_2();
    return ball_log(out, X) && ball_div(out, out, &log);
}
FUNCTION(log10_)
{
    struct ball log = {ball_log10, 0x1p-103};
    return ball_log(out, X) && ball_div(out, out, &log);
}
FUNCTION(cbrt_)
{
    static const struct ball three = {{3, 0}, 0};
    struct ball size;
    double sign = split_sign(&size, X);
    if (ball_is_zero(X)) return *out = *X, true;
    return ball_log(&size, &size) && ball_div(&size, &size, &three) && ball_exp(out, &size) &&
           with_sign(out, sign);
}
FUNCTION(hypot_)
{
    struct ball x, y;
    return ball_mul(&x, X, X) && ball_mul(&y, Y, Y) && ball_add(&x, &x, &y) && ball_sqrt(out, &x);
}

/* ---- learning ---- */

FUNCTION(expit_)
{
    struct ball e = ball_neg(*X);
    return ball_exp(&e, &e) && ball_add(&e, &e, &one) && inverse(out, &e);
}
/* x + log(1 + exp(-x)), or log(1 + exp(x)): both are the same for all x. */
FUNCTION(softplus_)
{
    struct ball x = *X, e;
    split_sign(&e, X);
    e = ball_neg(e);
    if (!ball_exp(&e, &e) || !ball_log1p(&e, &e)) return false;
    if (x.mid.hi > 0) return ball_add(out, &x, &e);
    return *out = e, true;
}
FUNCTION(silu_)
{
    struct ball x = *X;
    return expit_(out, args) && ball_mul(out, out, &x);
}
/* log1p((2 x - 1)/(1 - x)) */
FUNCTION(logit_)
{
    struct ball over, under;
    return ball_is_positive(X) && ball_sub(&under, &one, X) && ball_is_positive(&under) &&
           ball_mul(&over, X, &two) && ball_sub(&over, &over, &one) &&
           ball_div(&over, &over, &under) && ball_log1p(out, &over);
}
FUNCTION(xlogy_)
{
    struct ball log;
    if (ball_is_zero(X)) return *out = *X, true;
    return ball_log(&log, Y) && ball_mul(out, X, &log);
}

/* ---- steps ---- */

/* -1, 0 or 1. */
static bool sign_of(int *sign, const struct ball *x)
{
    *sign = (x->mid.hi > 0) - (x->mid.hi < 0);
    return ball_is_zero(x) || ball_is_nonzero(x);
}

static bool set(struct ball *out, double value)
{
    *out = ball_of(value);
    return true;
}

FUNCTION(sign_)
{
    int sign;
    return sign_of(&sign, X) && set(out, sign);
}
FUNCTION(heaviside_)
{
    int sign;
    return sign_of(&sign, X) && set(out, 0.5 * (sign + 1));
}
FUNCTION(abs_)
{
    int sign;
    if (!sign_of(&sign, X)) return false;
    *out = *X;
    return with_sign(out, sign);
}
FUNCTION(relu_)
{
    int sign;
    if (!sign_of(&sign, X)) return false;
    *out = sign > 0 ? *X : ball_of(0);
    return true;
}
FUNCTION(leaky_relu_)
{
    static const struct ball hundred = {{100, 0}, 0};
    int sign;
    if (!sign_of(&sign, X)) return false;
    if (sign < 0) return ball_div(out, X, &hundred);
    return *out = *X, true;
}
FUNCTION(elu_)
{
    int sign;
    if (!sign_of(&sign, X)) return false;
    if (sign < 0) return ball_expm1(out, X);
    return *out = *X, true;
}

/* The n with n <= x < n + 1, surely so. */
static bool floor_of(double *n, const struct ball *x)
{
    struct ball low, high;
    int below, above;
    *n = floor(x->mid.hi);
    if (*n == x->mid.hi && x->mid.lo < 0) --*n;
    if (!(fabs(*n) < 0x1p52)) return false;
    low = ball_of(*n);
    high = ball_of(*n + 1);
    return ball_compare(&below, &low, x) && below <= 0 && ball_compare(&above, x, &high) &&
           above < 0;
}

FUNCTION(floor_)
{
    double n;
    return floor_of(&n, X) && set(out, n);
}
FUNCTION(ceil_)
{
    struct ball minus = ball_neg(*X);
    double n;
    return floor_of(&n, &minus) && set(out, 0 - n);
}
/* floor(x + 1/2) unless x + 1/2 is whole. */
FUNCTION(round_)
{
    static const struct ball half = {{0.5, 0}, 0};
    struct ball x, low;
    double n;
    int order;
    if (!ball_add(&x, X, &half) || !floor_of(&n, &x)) return false;
    low = ball_of(n);
    return ball_compare(&order, &low, &x) && order < 0 && set(out, n);
}
FUNCTION(mod_)
{
    struct ball x = *X, q;
    double n;
    if (!ball_div(&q, X, Y) || !floor_of(&n, &q)) return false;
    q = ball_of(n);
    return ball_mul(&q, &q, Y) && ball_sub(out, &x, &q);
}
FUNCTION(minimum_)
{
    int order;
    if (!ball_compare(&order, X, Y)) return false;
    *out = order < 0 ? *X : *Y;
    return true;
}
FUNCTION(maximum_)
{
    int order;
    if (!ball_compare(&order, X, Y)) return false;
    *out = order > 0 ? *X : *Y;
    return true;
}
FUNCTION(less_)
{
    int order;
    return ball_compare(&order, X, Y) && set(out, order < 0);
}
FUNCTION(less_equal_)
{
    int order;
    return ball_compare(&order, X, Y) && set(out, order <= 0);
}
FUNCTION(equal_)
{
    int order;
    return ball_compare(&order, X, Y) && set(out, order == 0);
}
FUNCTION(not_equal_)
{
    int order;
    return ball_compare(&order, X, Y) && set(out, order != 0);
}
FUNCTION(where_)
{
    int sign;
    if (!sign_of(&sign, X)) return false;
    *out = *args[sign ? 1 : 2];
    return true;
}

typedef bool ball_function(struct ball *, const struct ball *const *);

#define ROW(id) [FN_##id] = id##_
static ball_function *const functions[FN_COUNT] = {
    ROW(sin),       ROW(cos),     ROW(tan),     ROW(cot),   ROW(sec),        ROW(csc),
    ROW(asin),      ROW(acos),    ROW(atan),    ROW(atan2), ROW(sinh),       ROW(cosh),
    ROW(tanh),      ROW(sech),    ROW(csch),    ROW(coth),  ROW(asinh),      ROW(acosh),
    ROW(atanh),     ROW(exp),     ROW(exp2),    ROW(expm1), ROW(log),        ROW(log1p),
    ROW(log2),      ROW(log10),   ROW(cbrt),    ROW(hypot), ROW(expit),      ROW(softplus),
    ROW(silu),      ROW(logit),   ROW(xlogy),   ROW(sign),  ROW(heaviside),  ROW(abs),
    ROW(relu),      ROW(elu),     ROW(floor),   ROW(ceil),  ROW(leaky_relu), ROW(round),
    ROW(mod),       ROW(minimum), ROW(maximum), ROW(less),  ROW(less_equal), ROW(equal),
    ROW(not_equal), ROW(where)};

bool ball_has_fn(enum fn fn)
{
    return functions[fn];
}

bool ball_fn(enum fn fn, struct ball *out, const struct ball *const *args)
{
    return functions[fn] && functions[fn](out, args);
}

void ball_constant(struct ball *out, enum constant constant)
{
    *out = (struct ball){constant == CONSTANT_pi ? ball_pi : ball_e, 0x1p-103};
}

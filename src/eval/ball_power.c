/* ball_power.c - powers of balls. */
#include "eval/ball.h"

bool ball_whole_power(struct ball *out, const struct ball *x, uint64_t n)
{
    enum { MOST_EXPONENT = 1000 };
    struct ball square = *x, power;
    if (n > MOST_EXPONENT) return false;
    if (n == 0) return *out = ball_of(1), true;
    for (; n % 2 == 0; n /= 2)
        if (!ball_mul(&square, &square, &square)) return false;
    power = square;
    while (n /= 2) {
        if (!ball_mul(&square, &square, &square)) return false;
        if (n % 2 && !ball_mul(&power, &power, &square)) return false;
    }
    *out = power;
    return true;
}

/* x^y as exp(y log(x)), for x > 0. */
static bool real_power(struct ball *out, const struct ball *x, const struct ball *y)
{
    struct ball log;
    return ball_log(&log, x) && ball_mul(&log, &log, y) && ball_exp(out, &log);
}

static bool invert(struct ball *out, const struct ball *x)
{
    struct ball one = ball_of(1);
    return ball_div(out, &one, x);
}

bool ball_number_power(struct ball *out, const struct ball *x, const struct numbers *t,
                       number exponent)
{
    struct rational r = t->all.at[exponent];
    struct ball y, base = *x;
    if (r.q > 2 || r.q == 0) return ball_number(&y, t, exponent) && real_power(out, x, &y);
    if (r.q == 2 && !ball_sqrt(&base, x)) return false;
    uint64_t n = r.p < 0 ? 0 - (uint64_t)r.p : (uint64_t)r.p;
    return ball_whole_power(out, &base, n) && (r.p > 0 || invert(out, out));
}

bool ball_power(struct ball *out, const struct ball *b, const struct ball *y)
{
    double n = fabs(y->mid.hi);
    bool under = y->mid.hi < 0;
    if (y->r == 0 && y->mid.lo == 0 && n == floor(n) && n < 1000)
        return ball_whole_power(out, b, (uint64_t)n) && (!under || invert(out, out));
    return real_power(out, b, y);
}

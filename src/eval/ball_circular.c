/* ball_circular.c - sine, cosine and inverse tangents of balls. */
#include "eval/ball.h"
#include "eval/ball_tables.h"

#include <stddef.h>

#define MOST_ARGUMENT 0x1p20
#define COARSE 0x1p-10 /* a wider argument would give few digits */

/* x - n pi/64 for |n| < 2^25: the products with the first three parts of pi/64 are exact, and the
 * fourth errs by 2^-119 together with its part. hi - n part is exact; each of the four sums after
 * it errs by 2^-105 of what is at most 2^-5. So the result errs by less than 2^-107, and not at all
 * if n is 0. */
static struct dw reduce(struct dw x, double n)
{
    if (n == 0) return x;
    struct dw t = dw_sum(x.hi, -n * ball_pi_parts[0]);
    t = dw_add_d(t, -n * ball_pi_parts[1]);
    t = dw_add_d(t, x.lo);
    t = dw_add_d(t, -n * ball_pi_parts[2]);
    return dw_add_d(t, -n * ball_pi_parts[3]);
}

/* sin(t) for |t| < 0.0246 = 2^-5.3, by Taylor's series to t^13/13!, of which the rest is less than
 * 2^-114 t. In doubles, t^9/9! and what follows errs by 2^-51 of itself, which is 2^-111 t. Double
 * words err by less than 2^-103 t. */
static struct dw small_sine(struct dw t, struct dw square)
{
    const struct dw *c = ball_factorials;
    double x = square.hi;
    struct dw s = dw_add_d(dw_neg(c[7]), x * (c[9].hi - x * (c[11].hi - x * c[13].hi)));
    s = dw_add(c[5], dw_mul(square, s));
    s = dw_add(dw_neg(c[3]), dw_mul(square, s));
    return dw_add(t, dw_mul(dw_mul(t, square), s));
}

/* cos(t) - 1, to t^12/12!, of which the rest is less than 2^-110. In doubles, t^8/8! and what
 * follows errs by 2^-108, double words by 2^-112. */
static struct dw small_cosine(struct dw square)
{
    const struct dw *c = ball_factorials;
    double x = square.hi;
    struct dw s = dw_add_d(dw_neg(c[6]), x * (c[8].hi - x * (c[10].hi - x * c[12].hi)));
    s = dw_add(c[4], dw_mul(square, s));
    s = dw_add_d(dw_mul(square, s), -0.5);
    return dw_mul(square, s);
}

/* sin(j pi/64) for any j. */
static struct dw table_sine(int j)
{
    int k = j & 31;
    struct dw s = ball_sines[j & 32 ? 32 - k : k];
    return j & 64 ? dw_neg(s) : s;
}

/* sin(a + t) = sin(a) + (sin(a) (cos(t) - 1) + cos(a) sin(t)) for a = j pi/64. If sin(a) is not 0,
 * the result is at least 0.024; else it is as small as sin(t). */
static struct dw shifted(int j, struct dw sine, struct dw cosine)
{
    struct dw a = table_sine(j), b = table_sine(j + 32);
    struct dw turned = dw_mul(b, sine);
    if (a.hi == 0) return turned;
    return dw_add(a, dw_add(dw_mul(a, cosine), turned));
}

/* Errors: of the result 2^-98, with what small_sine and small_cosine are off by; and that of t. */
bool ball_sin_cos(struct ball *sine, struct ball *cosine, const struct ball *x)
{
    if (!(fabs(x->mid.hi) <= MOST_ARGUMENT) || !(x->r <= COARSE)) return false;
    if (ball_is_zero(x)) {
        if (sine) *sine = ball_of(0);
        if (cosine) *cosine = ball_of(1);
        return true;
    }
    double n = rint(x->mid.hi * (64 / 0x1.921fb54442d18p+1));
    int j = (int)n & 127;
    struct dw t = reduce(x->mid, n), square = dw_mul(t, t);
    struct dw s = small_sine(t, square), c = small_cosine(square);
    double r = x->r + (n == 0 ? 0 : 0x1p-107);
    bool ok = true;
    if (sine) {
        struct dw y = shifted(j, s, c);
        ok = ball_make(sine, y, r + fabs(y.hi) * 0x1p-98);
    }
    if (cosine) {
        struct dw y = shifted(j + 32, s, c);
        ok = ball_make(cosine, y, r + fabs(y.hi) * 0x1p-98) && ok;
    }
    return ok;
}

/* ---- inverse tangents ---- */

/* For |x| <= 2. Whatever the double y that libm takes for atan(x), as long as cos(y) and
 * cos(y) + x sin(y) are positive, atan(x) = y + atan(d) with d = (x cos(y) - sin(y)) /
 * (cos(y) + x sin(y)). Of the series of atan(d) what follows d is less than d^3/3. */
static bool small_atan(struct ball *out, const struct ball *x)
{
    struct ball y = ball_of(atan(x->mid.hi)), s, c, d, under;
    if (!(fabs(y.mid.hi) < 1.5) || !ball_sin_cos(&s, &c, &y) || !ball_mul(&d, x, &c) ||
        !ball_sub(&d, &d, &s) || !ball_mul(&under, x, &s) || !ball_add(&under, &c, &under) ||
        !ball_is_positive(&under) || !ball_div(&d, &d, &under))
        return false;
    double most = fabs(d.mid.hi) * (1 + 0x1p-50) + d.r;
    return most <= COARSE && ball_make(&d, d.mid, d.r + most * most * most) &&
           ball_add(out, &y, &d);
}

/* quarters pi/2, whose double word errs by 2^-106 of it. */
static bool add_quarters(struct ball *out, double quarters)
{
    struct ball angle;
    struct dw turn = {ball_pi.hi * (quarters / 2), ball_pi.lo * (quarters / 2)};
    return ball_make(&angle, turn, fabs(turn.hi) * 0x1p-104) && ball_add(out, &angle, out);
}

bool ball_atan(struct ball *out, const struct ball *x)
{
    struct ball under;
    if (ball_is_zero(x)) return *out = *x, true;
    if (fabs(x->mid.hi) <= 1.5) return small_atan(out, x);
    struct ball minus_one = ball_of(-1);
    double side = x->mid.hi < 0 ? -1 : 1;
    return ball_is_nonzero(x) && ball_div(&under, &minus_one, x) && small_atan(out, &under) &&
           add_quarters(out, side);
}

/* The angle from the axis that is near: x > 0, y > 0, x < 0, y < 0. */
bool ball_atan2(struct ball *out, const struct ball *y, const struct ball *x)
{
    struct ball ratio;
    bool steep = fabs(y->mid.hi) > fabs(x->mid.hi), is_sure = ball_is_zero(y) || ball_is_nonzero(y);
    double side = y->mid.hi < 0 ? -1 : 1;
    bool ahead = x->mid.hi > 0;
    if (!(steep ? ball_is_nonzero(y) : ball_is_nonzero(x))) return false;
    if (!ball_div(&ratio, steep ? x : y, steep ? y : x)) return false;
    if (steep) {
        ratio = ball_neg(ratio);
        return ball_atan(out, &ratio) && add_quarters(out, side);
    }
    if (ahead) return ball_atan(out, &ratio);
    return is_sure && ball_atan(out, &ratio) && add_quarters(out, 2 * side); /* else both sides */
}

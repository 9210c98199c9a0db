/* ball.c - arithmetic on balls. Each operation errs by less than ROUNDING of the result, several
 * times what double_word.h says. */
#include "eval/ball.h"

#define ROUNDING 0x1p-100
#define MOST 0x1p400
#define LEAST 0x1p-400
/* Radii are sums of a few products of positive numbers, each rounded: together by less than
 * ROUNDED. SMALL is more than all that can underflow, which is a few 2^-1074 divided by LEAST. */
#define ROUNDED (1 + 0x1p-46)
#define SMALL 0x1p-540

static inline bool is_exact(const struct ball *x)
{
    return x->r == 0 && x->mid.lo == 0;
}

static inline bool is_one(const struct ball *x)
{
    return x->mid.hi == 1 && is_exact(x);
}

static inline bool in_range(const struct ball *x)
{
    double size = fabs(x->mid.hi);
    return (size <= MOST && (size >= LEAST || size == 0)) && x->r <= MOST;
}

bool ball_make(struct ball *out, struct dw mid, double r)
{
    *out = (struct ball){mid, r * ROUNDED + SMALL};
    return in_range(out);
}

/* Results without any error. */
static bool make_exact(struct ball *out, struct dw mid)
{
    *out = (struct ball){mid, 0};
    return in_range(out);
}

/* ---- numbers ---- */

void ball_integer(struct ball *out, int64_t p)
{
    double hi = (double)p; /* 2^63 for the largest, which no int64_t holds */
    double lo = hi < 0x1p63 ? (double)(p - (int64_t)hi) : (double)(p - INT64_MAX) - 1;
    *out = (struct ball){{hi, lo}, 0};
}

bool ball_ratio(struct ball *out, int64_t p, int64_t q)
{
    struct ball a, b;
    ball_integer(&a, p);
    if (q == 1) return *out = a, true;
    ball_integer(&b, q);
    return ball_div(out, &a, &b);
}

bool ball_number(struct ball *out, const struct numbers *t, number n)
{
    struct rational r = t->all.at[n];
    return r.q > 0 && ball_ratio(out, r.p, r.q);
}

/* ---- arithmetic ---- */

bool ball_add(struct ball *out, const struct ball *a, const struct ball *b)
{
    if (is_exact(a) && is_exact(b)) return make_exact(out, dw_sum(a->mid.hi, b->mid.hi));
    if (ball_is_zero(a) || ball_is_zero(b)) return *out = ball_is_zero(a) ? *b : *a, true;
    struct dw s = dw_add(a->mid, b->mid);
    return ball_make(out, s, a->r + b->r + fabs(s.hi) * ROUNDING);
}

bool ball_sub(struct ball *out, const struct ball *a, const struct ball *b)
{
    struct ball minus = ball_neg(*b);
    return ball_add(out, a, &minus);
}

/* |x y - a b| <= |a| rb + |b| ra + ra rb. The middle of a ball is at most |hi| (1 + 2^-53). */
bool ball_mul(struct ball *out, const struct ball *a, const struct ball *b)
{
    if (is_exact(a) && is_exact(b)) return make_exact(out, dw_product(a->mid.hi, b->mid.hi));
    if (ball_is_zero(a) || ball_is_zero(b)) return *out = ball_of(0), true;
    if (is_one(a)) return *out = *b, true;
    struct dw p = dw_mul(a->mid, b->mid);
    double ra = a->r, rb = b->r;
    return ball_make(out, p,
                     fabs(a->mid.hi) * rb + (fabs(b->mid.hi) + rb) * ra + fabs(p.hi) * ROUNDING);
}

/* |x/y - a/b| <= (ra + |a/b| rb) / (|b| - rb). */
bool ball_div(struct ball *out, const struct ball *a, const struct ball *b)
{
    if (!ball_is_nonzero(b)) return false;
    if (ball_is_zero(a) || is_one(b)) return *out = *a, true;
    if (is_exact(a) && is_exact(b)) {
        double q = a->mid.hi / b->mid.hi;
        struct dw back = dw_product(q, b->mid.hi);
        if (back.hi == a->mid.hi && back.lo == 0) return make_exact(out, (struct dw){q, 0});
    }
    struct dw q = dw_div(a->mid, b->mid);
    double least = fabs(b->mid.hi) * (1 - 0x1p-50) - b->r, size = fabs(q.hi);
    if (!(least > fabs(b->mid.hi) / 2)) return false; /* so that the difference is rounded well */
    return ball_make(out, q, (a->r + size * b->r) / least + size * ROUNDING);
}

/* |sqrt(x) - sqrt(a)| = |x - a| / (sqrt(x) + sqrt(a)) <= r / sqrt(a). */
bool ball_sqrt(struct ball *out, const struct ball *x)
{
    if (ball_is_zero(x)) return *out = ball_of(0), true;
    if (!ball_is_positive(x)) return false;
    struct dw s = dw_sqrt(x->mid);
    struct dw square = dw_product(s.hi, s.hi);
    if (is_exact(x) && square.hi == x->mid.hi && square.lo == 0)
        return make_exact(out, (struct dw){s.hi, 0});
    return ball_make(out, s, x->r / s.hi + s.hi * ROUNDING);
}

/* ---- order ---- */

/* Exact numbers are compared as pairs, of which hi decides first: it is the double nearest to both
 * together. */
bool ball_compare(int *order, const struct ball *a, const struct ball *b)
{
    struct ball difference;
    if (a->r == 0 && b->r == 0) {
        double x = a->mid.hi - b->mid.hi, y = a->mid.lo - b->mid.lo;
        *order = x != 0 ? (x > 0) - (x < 0) : (y > 0) - (y < 0);
        return true;
    }
    if (!ball_sub(&difference, a, b) || !ball_is_nonzero(&difference)) return false;
    *order = difference.mid.hi > 0 ? 1 : -1;
    return true;
}

void ball_to_interval(mpfi_ptr out, const struct ball *x)
{
    MPFR_DECL_INIT(middle, 1536); /* exact: hi and lo are multiples of 2^-1074 below 2^401 */
    mpfr_set_d(middle, x->mid.hi, MPFR_RNDN);
    mpfr_add_d(middle, middle, x->mid.lo, MPFR_RNDN);
    mpfr_sub_d(&out->left, middle, x->r, MPFR_RNDD);
    mpfr_add_d(&out->right, middle, x->r, MPFR_RNDU);
}

/* scalars_balls.c - balls of one precision for power series, which take a great many short sums of
 * products: beside those of intervals these need no memory and half the digits (ball_sums.c).
 * Functions, powers and quotients go by intervals. */
#include "eval/enclose.h"
#include "series/balls_private.h"

#include <string.h>

enum { PRODUCT = 8 }; /* nanoseconds */

static bool is_zero(const void *x)
{
    return ball_is_exact_zero(x);
}

static void set(void *out, long value)
{
    ball_ptr x = out;
    mp_limb_t digit = value < 0 ? -(mp_limb_t)value : (mp_limb_t)value;
    x->negative = value < 0;
    balls_put_digits(x, &digit, 1, LIMB, (struct error){0});
}

static void dot(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                int64_t q)
{
    core_count(s->graph->core, PRODUCT * n);
    balls_dot(out, x, y, n, s->field.size, (mp_limb_t)q);
}

/* ---- a field ---- */

static void make(const struct field *f, void *x)
{
    ball_ptr ball = x;
    *ball = (struct ball_scalar){
        .exponent = OF_ZERO, .radius_exponent = OF_ZERO, .bits = (uint32_t)(uintptr_t)f->context};
    for (size_t i = 0; i < ball_limbs(ball->bits); i++) ball->digits[i] = 0;
}

static void drop(void *x)
{
    (void)x;
}

static void copy(void *out, const void *x)
{
    ball_srcptr from = x;
    memcpy(out, x, sizeof *from + ball_limbs(from->bits) * sizeof *from->digits);
}

static void add(void *out, const void *a, const void *b)
{
    balls_add(out, a, b, false);
}

static void subtract(void *out, const void *a, const void *b)
{
    balls_add(out, a, b, true);
}

static void multiply(void *out, const void *a, const void *b)
{
    balls_dot(out, a, b, 1, 0, 1);
}

/* ---- by intervals ---- */

static void get(mpfi_ptr out, const void *from)
{
    ball_srcptr x = from;
    mpz_t digits;
    mpfr_t middle, radius;
    if (isinf(x->radius)) {
        enclose_fail(out);
        return;
    }
    mpfr_init2(middle, LIMB * (x->used + 1));
    mpfr_init2(radius, 53);
    mpz_roinit_n(digits, ball_digits(x), x->negative ? -(mp_size_t)x->used : (mp_size_t)x->used);
    mpfr_set_z_2exp(middle, digits, x->exponent - LIMB * (int64_t)x->used, MPFR_RNDN);
    mpfr_set_d(radius, x->radius, MPFR_RNDU);
    mpfr_mul_2si(radius, radius, x->radius_exponent, MPFR_RNDU);
    mpfr_sub(&out->left, middle, radius, MPFR_RNDD);
    mpfr_add(&out->right, middle, radius, MPFR_RNDU);
    enclose_finish(out);
    mpfr_clear(middle);
    mpfr_clear(radius);
}

void balls_put(void *to, mpfi_srcptr from)
{
    ball_ptr out = to;
    mpfr_t middle, below, above;
    long exponent = 0;
    if (!enclose_is_bounded(from)) {
        balls_set_unbounded(out);
        return;
    }
    mpfr_init2(middle, LIMB * ball_limbs(out->bits));
    mpfr_inits2(53, below, above, (mpfr_ptr)NULL);
    mpfr_add(middle, &from->left, &from->right, MPFR_RNDN);
    mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
    mpfr_sub(below, middle, &from->left, MPFR_RNDU);
    mpfr_sub(above, &from->right, middle, MPFR_RNDU);
    if (mpfr_less_p(above, below)) mpfr_swap(above, below);
    double size = mpfr_zero_p(above) ? 0 : mpfr_get_d_2exp(&exponent, above, MPFR_RNDU);
    balls_put_middle(out, middle, (struct error){size, exponent});
    mpfr_clears(middle, below, above, (mpfr_ptr)NULL);
}

static bool is_bounded(ball_srcptr x)
{
    return !isinf(x->radius);
}

/* What is computed in intervals around balls. */
struct detour {
    struct scalars intervals;
    mpfi_t args[FN_MOST_ARGUMENTS], value;
    const void *at[FN_MOST_ARGUMENTS]; /* the arguments */
    int n;
};

static void detour_begin(struct detour *d, const struct scalars *s, const void *const *args, int n)
{
    long bits = s->bits + 2;
    d->intervals = series_intervals(s->graph, s->env, bits);
    d->n = n;
    mpfi_init2(d->value, bits);
    for (int i = 0; i < n; i++) {
        mpfi_init2(d->args[i], bits);
        get(d->args[i], args[i]);
        d->at[i] = d->args[i];
    }
}

/* out = a ball that holds the value. False if there is none. */
static bool detour_end(struct detour *d, void *out)
{
    balls_put(out, d->value);
    for (int i = 0; i < d->n; i++) mpfi_clear(d->args[i]);
    mpfi_clear(d->value);
    return is_bounded(out);
}

static void set_constant(const struct scalars *s, void *out, enum constant constant)
{
    struct detour d;
    detour_begin(&d, s, NULL, 0);
    d.intervals.set_constant(&d.intervals, d.value, constant);
    detour_end(&d, out);
}

static bool apply(const struct scalars *s, enum fn fn, void *out, const void *const *args)
{
    struct detour d;
    if (fn == FN_exp && balls_exp(out, args[0])) return true;
    if (fn == FN_log && balls_log(out, args[0])) return true;
    detour_begin(&d, s, args, fn_arity(fn));
    bool ok = d.intervals.apply(&d.intervals, fn, d.value, d.at);
    return detour_end(&d, out) && ok;
}

static bool sin_cos(const struct scalars *s, void *sin, void *cos, const void *x)
{
    return balls_sin_cos(sin, cos, x) || (apply(s, FN_sin, sin, &x) && apply(s, FN_cos, cos, &x));
}

static bool power(const struct scalars *s, void *out, const void *x, number e)
{
    struct detour d;
    detour_begin(&d, s, &x, 1);
    bool ok = d.intervals.power(&d.intervals, d.value, d.args[0], e);
    return detour_end(&d, out) && ok;
}

static bool to_power(const struct scalars *s, void *out, const void *x, const void *y)
{
    struct detour d;
    const void *args[] = {x, y};
    detour_begin(&d, s, args, 2);
    bool ok = d.intervals.to_power(&d.intervals, d.value, d.args[0], d.args[1]);
    return detour_end(&d, out) && ok;
}

static void divide(void *out, const void *a, const void *b)
{
    mpfi_t x, y;
    long bits = (long)((ball_srcptr)out)->bits + 2;
    mpfi_init2(x, bits), mpfi_init2(y, bits);
    get(x, a), get(y, b);
    if (!mpfi_bounded_p(x) || !mpfi_bounded_p(y) || mpfi_has_zero(y))
        enclose_fail(x);
    else
        mpfi_div(x, x, y);
    balls_put(out, x);
    mpfi_clear(x), mpfi_clear(y);
}

/* ---- what series need besides ---- */

static uint64_t absolute(int64_t x)
{
    return x < 0 ? -(uint64_t)x : (uint64_t)x;
}

static void scale_by_interval(const struct scalars *s, void *out, const void *x, int64_t p,
                              int64_t q)
{
    struct detour d;
    detour_begin(&d, s, &x, 1);
    d.intervals.scale(&d.intervals, d.value, d.args[0], p, q);
    detour_end(&d, out);
}

static void scale(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q)
{
    ball_srcptr from = x;
    ball_ptr to = out;
    bool negative = from->negative != ((p < 0) != (q < 0));
    if (p == 0 || ball_is_exact_zero(from)) {
        set(out, 0);
    } else if (absolute(p) == absolute(q)) {
        copy(out, x);
        to->negative = negative;
    } else if (isinf(from->radius)) {
        balls_set_unbounded(to);
    } else if (from->used && absolute(p) <= GMP_NUMB_MAX && absolute(q) <= GMP_NUMB_MAX) {
        balls_scale(to, from, (mp_limb_t)absolute(p), (mp_limb_t)absolute(q));
        to->negative = negative;
    } else
        scale_by_interval(s, to, from, p, q);
}

static void set_number(const struct scalars *s, void *out, number value)
{
    int64_t whole;
    struct detour d;
    if (number_to_int(&s->graph->numbers, value, &whole)) {
        set(out, whole);
        return;
    }
    detour_begin(&d, s, NULL, 0);
    d.intervals.set_number(&d.intervals, d.value, value);
    detour_end(&d, out);
}

/* Whether the middle is larger than the radius. */
static bool is_away_from_zero(ball_srcptr x)
{
    if (!x->used || isinf(x->radius)) return false;
    if (x->radius == 0) return true;
    return x->radius_exponent < x->exponent; /* at least half of 2^exponent, and less than it */
}

static int sign(const struct scalars *s, const void *from)
{
    (void)s;
    ball_srcptr x = from;
    if (ball_is_exact_zero(x)) return 0;
    if (!is_away_from_zero(x)) return SIGN_UNKNOWN;
    return x->negative ? -1 : 1;
}

static bool divides(const struct scalars *s, const void *x)
{
    (void)s;
    return is_away_from_zero(x);
}

static double weight(const void *from)
{
    ball_srcptr x = from;
    return is_away_from_zero(x) ? (double)x->exponent : -INFINITY;
}

/* As many bits as the limbs of a sum hold, so that balls have as many limbs. */
static long filled(long bits)
{
    return (bits + SUM_GUARD + LIMB - 1) / LIMB * LIMB - SUM_GUARD;
}

struct scalars series_balls(struct graph *g, struct enclose_env *env, long bits)
{
    if (bits + SUM_GUARD + 2 * LIMB > MOST_LIMBS * LIMB) return series_intervals(g, env, bits);
    bits = filled(bits);
    size_t size = sizeof(struct ball_scalar) + ball_limbs((uint32_t)bits) * sizeof(mp_limb_t);
    return (struct scalars){.field = {.size = size,
                                      .context = (void *)(uintptr_t)bits,
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
                            .env = env,
                            .bits = bits,
                            .set_number = set_number,
                            .set_constant = set_constant,
                            .scale = scale,
                            .dot = dot,
                            .power = power,
                            .to_power = to_power,
                            .apply = apply,
                            .sin_cos = sin_cos,
                            .sign = sign,
                            .is_zero = is_zero,
                            .divides = divides,
                            .get = get};
}

/* Balls as scalars of power series, of few limbs and of many. */
/* Tests src/series/scalars_balls.c, src/series/ball_sums.c, src/series/ball_short.c,
 * src/series/ball_put.c, src/series/ball_fn.c. */

#include "eval/interval.h"
#include "graph/lower_private.h"
#include "series/balls_private.h"
#include "support/support.h"

#include <math.h>

static struct core core;
static struct graph graph;
static struct enclose_env env;

static void set_up(void)
{
    enclosing_open(&core, &graph, &env);
}

static void tear_down(void)
{
    enclosing_close(&core, &graph, &env);
}

/* Of one limb to four, of which the program is written out, and of more. */
static const long precisions[] = {40, 100, 160, 200, 232, 400};
enum { PRECISIONS = sizeof precisions / sizeof *precisions };

/* ---- long sums ---- */

enum { DOT_MOST = 12, EXACT_BITS = 4000 };

/* A random interval: a number of any size, 0 or whole now and then, and a width of a few units in
 * the last place or more. */
static void random_interval(struct dice *dice, mpfi_ptr x)
{
    mpfr_set_d(&x->left, dice_between(dice, -1, 1), MPFR_RNDN);
    for (int i = 0; i < 3; i++) {
        mpfr_mul_2si(&x->left, &x->left, 52, MPFR_RNDN);
        mpfr_add_d(&x->left, &x->left, dice_between(dice, -1, 1), MPFR_RNDN);
    }
    if (dice_below(dice, 8) == 0) mpfr_set_si(&x->left, (long)dice_below(dice, 5) - 2, MPFR_RNDN);
    mpfr_mul_2si(&x->left, &x->left, (long)dice_below(dice, 500) - 250, MPFR_RNDN);
    mpfr_set(&x->right, &x->left, MPFR_RNDU);
    size_t kind = dice_below(dice, 6);
    if (kind && mpfr_zero_p(&x->left)) mpfr_set_d(&x->right, 1e-40, MPFR_RNDU);
    for (size_t i = 0; kind && i < 1 + dice_below(dice, 3); i++) mpfr_nextabove(&x->right);
    if (kind == 1) mpfr_mul_d(&x->right, &x->right, mpfr_sgn(&x->right) < 0 ? .75 : 1.5, MPFR_RNDU);
    if (kind == 2) mpfr_abs(&x->right, &x->right, MPFR_RNDU);
}

/* One of its ends, where a sum of products is largest or least. */
static mpfr_srcptr random_point(struct dice *dice, mpfi_srcptr x)
{
    return dice_below(dice, 2) ? &x->left : &x->right;
}

/* Balls in random intervals, what the sum of their products is at a random point, and how large its
 * terms are. */
struct long_sum {
    struct scalars s;
    size_t over; /* divided by this */
    struct series x, y, sum;
    mpfi_t a, b, plain, term;
    mpfr_t exact, size, product;
};

static void random_product(struct dice *dice, struct long_sum *l, size_t i, size_t j)
{
    random_interval(dice, l->a);
    random_interval(dice, l->b);
    balls_put(series_at(&l->s, &l->x, i), l->a);
    balls_put(series_at(&l->s, &l->y, j), l->b);
    mpfi_mul(l->term, l->a, l->b);
    mpfi_add(l->plain, l->plain, l->term);
    mpfr_mul(l->product, random_point(dice, l->a), random_point(dice, l->b), MPFR_RNDN);
    mpfr_add(l->exact, l->exact, l->product, MPFR_RNDN);
    mpfr_abs(l->product, l->product, MPFR_RNDN);
    mpfr_add(l->size, l->size, l->product, MPFR_RNDN);
}

/* The sum holds the exact one, and is not much wider than that of intervals. */
static void check_sum(struct long_sum *l, int round)
{
    l->s.get(l->term, l->sum.c);
    mpfi_mul_ui(l->term, l->term, l->over);
    ck_assert_msg(mpfi_is_inside_fr(l->exact, l->term), "round %d: the sum is left out", round);
    mpfr_sub(l->product, &l->plain->right, &l->plain->left, MPFR_RNDN);
    mpfr_mul_d(l->product, l->product, 4.5, MPFR_RNDN); /* from -1 to 1, squared */
    mpfr_div_2ui(l->size, l->size, (unsigned long)l->s.bits - 2, MPFR_RNDN);
    mpfr_add(l->product, l->product, l->size, MPFR_RNDN);
    mpfr_sub(l->size, &l->term->right, &l->term->left, MPFR_RNDN);
    ck_assert_msg(mpfr_lessequal_p(l->size, l->product), "round %d: too wide", round);
}

START_TEST(long_sums_hold_the_exact_one)
{
    struct dice dice = {77};
    long bits = precisions[_i];
    struct long_sum l = {.s = series_balls(&graph, &env, bits)};
    mpfi_ptr intervals[] = {l.a, l.b, l.plain, l.term};
    for (int i = 0; i < 4; i++) mpfi_init2(intervals[i], l.s.bits);
    mpfi_set_prec(l.term, 3 * l.s.bits); /* what the test itself rounds does not count */
    mpfr_inits2(EXACT_BITS, l.exact, l.size, l.product, (mpfr_ptr)NULL);
    ck_assert(series_make(&l.s, &l.x, DOT_MOST) && series_make(&l.s, &l.y, DOT_MOST) &&
              series_make(&l.s, &l.sum, 1));
    for (int round = 0; round < 4000; round++) {
        size_t n = 1 + dice_below(&dice, DOT_MOST);
        l.over = dice_below(&dice, 2) ? 1 : 1 + dice_below(&dice, 300);
        if (dice_below(&dice, 100) == 0) l.over += SIZE_MAX / 5;
        mpfi_set_si(l.plain, 0);
        mpfr_set_si(l.exact, 0, MPFR_RNDN);
        mpfr_set_si(l.size, 0, MPFR_RNDN);
        for (size_t i = 0; i < n; i++) random_product(&dice, &l, i, n - 1 - i);
        l.s.dot(&l.s, l.sum.c, l.x.c, l.y.c, n, (int64_t)l.over);
        check_sum(&l, round);
    }
    series_free(&l.s, &l.x), series_free(&l.s, &l.y), series_free(&l.s, &l.sum);
    for (int i = 0; i < 4; i++) mpfi_clear(intervals[i]);
    mpfr_clears(l.exact, l.size, l.product, (mpfr_ptr)NULL);
}
END_TEST

/* 1 - 2^-n and three times almost 2^(-n-1), where n are as many bits as whole limbs hold: the last
 * carries through digits that are all ones. */
START_TEST(sums_carry_through_all_digits)
{
    enum { ADDED = 4 };
    struct scalars s = series_balls(&graph, &env, precisions[_i]);
    unsigned long ones = (unsigned long)(s.bits + LIMB - 1) / LIMB * LIMB;
    struct series x, y, sum;
    mpfi_t a;
    mpfr_t exact;
    mpfi_init2(a, (mpfr_prec_t)ones);
    mpfr_init2(exact, EXACT_BITS);
    mpfr_set_zero(exact, 1);
    ck_assert(series_make(&s, &x, ADDED) && series_make(&s, &y, ADDED) && series_make(&s, &sum, 1));
    for (size_t i = 0; i < ADDED; i++) {
        mpfi_set_si(a, 1);
        mpfi_div_2ui(a, a, i ? 20 : ones);
        mpfi_ui_sub(a, 1, a);
        mpfi_div_2ui(a, a, i ? ones + 1 : 0);
        mpfr_add(exact, exact, &a->left, MPFR_RNDN);
        balls_put(series_at(&s, &x, i), a);
        s.field.set(series_at(&s, &y, i), 1);
    }
    s.dot(&s, sum.c, x.c, y.c, ADDED, 1);
    s.get(a, sum.c);
    ck_assert(mpfi_is_inside_fr(exact, a));
    series_free(&s, &x), series_free(&s, &y), series_free(&s, &sum);
    mpfi_clear(a);
    mpfr_clear(exact);
}
END_TEST

/* The field's operations and scaling, at random points of random intervals. */
START_TEST(balls_hold_their_results)
{
    struct dice dice = {78};
    struct scalars s = series_balls(&graph, &env, precisions[_i]);
    struct series x;
    mpfi_t a[2], result;
    mpfr_t p[2], exact, most;
    mpfi_init2(a[0], s.bits), mpfi_init2(a[1], s.bits), mpfi_init2(result, s.bits);
    mpfr_inits2(EXACT_BITS, p[0], p[1], exact, most, (mpfr_ptr)NULL);
    ck_assert(series_make(&s, &x, 3));
    void *at[] = {series_at(&s, &x, 0), series_at(&s, &x, 1), series_at(&s, &x, 2)};
    for (int round = 0; round < 20000; round++) {
        size_t alias = dice_below(&dice, 3), what = dice_below(&dice, 5);
        long over = (long)dice_below(&dice, 2001) - 1000, under = 1 + (long)dice_below(&dice, 1000);
        for (int i = 0; i < 2; i++) {
            random_interval(&dice, a[i]);
            balls_put(at[i], a[i]);
            mpfr_set(p[i], random_point(&dice, a[i]), MPFR_RNDN);
        }
        if (what == 3 && !s.divides(&s, at[1])) continue;
        switch (what) {
        case 0: s.field.add(at[alias], at[0], at[1]), mpfr_add(exact, p[0], p[1], MPFR_RNDN); break;
        case 1:
            s.field.subtract(at[alias], at[0], at[1]), mpfr_sub(exact, p[0], p[1], MPFR_RNDN);
            break;
        case 2:
            s.field.multiply(at[alias], at[0], at[1]), mpfr_mul(exact, p[0], p[1], MPFR_RNDN);
            break;
        case 3:
            s.field.divide(at[alias], at[0], at[1]), mpfr_div(exact, p[0], p[1], MPFR_RNDN);
            break;
        default:
            if (dice_below(&dice, 2)) under = -under;
            s.scale(&s, at[alias], at[0], over, under);
            mpfr_mul_si(exact, p[0], over, MPFR_RNDN), mpfr_div_si(exact, exact, under, MPFR_RNDN);
        }
        s.get(result, at[alias]);
        mpfr_sub(most, exact, &result->left, MPFR_RNDN);
        bool inside = mpfr_sgn(most) >= 0;
        mpfr_sub(most, &result->right, exact, MPFR_RNDN);
        ck_assert_msg(inside && mpfr_sgn(most) >= 0, "round %d: result of %zu left out", round,
                      what);
        int sign = s.sign(&s, at[alias]);
        ck_assert(sign == SIGN_UNKNOWN || sign == (mpfr_sgn(exact) > 0) - (mpfr_sgn(exact) < 0));
    }
    series_free(&s, &x);
    mpfi_clear(a[0]), mpfi_clear(a[1]), mpfi_clear(result);
    mpfr_clears(p[0], p[1], exact, most, (mpfr_ptr)NULL);
}
END_TEST

/* ---- what is exact ---- */

/* Whole numbers of a limb lose nothing where there are two, so that what cancels is seen to be 0.
 */
START_TEST(short_numbers_stay_exact)
{
    enum { TERMS = 4 };
    struct scalars s = series_balls(&graph, &env, precisions[_i]);
    struct series x, y, sum;
    ck_assert(series_make(&s, &x, TERMS) && series_make(&s, &y, TERMS) && series_make(&s, &sum, 1));
    static const long left[TERMS] = {3, -7, 1000, 16}, right[TERMS] = {16, 11, 7, -1451};
    for (size_t i = 0; i < TERMS; i++) {
        s.field.set(series_at(&s, &x, i), left[i]);
        s.field.set(series_at(&s, &y, TERMS - 1 - i), right[i]);
        s.scale(&s, series_at(&s, &y, TERMS - 1 - i), series_at(&s, &y, TERMS - 1 - i), 1, 16);
    }
    s.dot(&s, sum.c, x.c, y.c, TERMS, 1); /* 48 - 77 + 7000 - 23216 = -16245 */
    ck_assert(((ball_srcptr)(const void *)sum.c)->radius == 0);
    s.scale(&s, sum.c, sum.c, 16, 1);
    s.field.set(x.c, 16245);
    s.field.add(sum.c, sum.c, x.c);
    ck_assert(s.is_zero(sum.c));
    series_free(&s, &x), series_free(&s, &y), series_free(&s, &sum);
}
END_TEST

/* ---- functions ---- */

/* A ball around a number of moderate size, mostly small. */
static void random_argument(struct dice *dice, mpfi_ptr x)
{
    random_interval(dice, x);
    mpfr_t width;
    mpfr_init2(width, 60);
    mpfr_set_d(&x->left, dice_between(dice, -20, 20), MPFR_RNDN);
    mpfr_mul_2si(&x->left, &x->left, -(long)dice_below(dice, 4) * (long)dice_below(dice, 30),
                 MPFR_RNDN);
    mpfr_set_d(width, dice_between(dice, 0, 1), MPFR_RNDU);
    mpfr_mul_2si(width, width, -(long)dice_below(dice, 200), MPFR_RNDU);
    mpfr_set(&x->right, &x->left, MPFR_RNDU);
    if (dice_below(dice, 8)) mpfr_add(&x->right, &x->left, width, MPFR_RNDU);
    mpfr_clear(width);
}

typedef int of_mpfr(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/* result holds f(point), and is no wider than `slope` times x and a few units in the last place. */
static void check_value(const struct scalars *s, const void *value, of_mpfr *f, mpfi_srcptr x,
                        mpfr_srcptr point, mpfr_srcptr slope)
{
    mpfi_t result;
    mpfr_t exact, width, most;
    mpfi_init2(result, s->bits + 20);
    mpfr_inits2(EXACT_BITS / 4, exact, width, most, (mpfr_ptr)NULL);
    s->get(result, value);
    f(exact, point, MPFR_RNDN);
    ck_assert(mpfi_is_inside_fr(exact, result));
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    mpfr_mul(width, width, slope, MPFR_RNDU);
    mpfr_mul_d(width, width, 2.1, MPFR_RNDU);
    mpfi_mag(most, result);
    mpfr_div_2si(most, most, s->bits - 4, MPFR_RNDU);
    mpfr_add(most, most, width, MPFR_RNDU);
    mpfr_sub(width, &result->right, &result->left, MPFR_RNDU);
    if (mpfr_cmp_d(width, 1e-3) < 0) ck_assert(mpfr_lessequal_p(width, most));
    mpfi_clear(result);
    mpfr_clears(exact, width, most, (mpfr_ptr)NULL);
}

START_TEST(functions_hold_their_values)
{
    struct dice dice = {79};
    struct scalars s = series_balls(&graph, &env, precisions[_i]);
    struct series x;
    mpfi_t a;
    mpfr_t slope;
    mpfi_init2(a, s.bits);
    mpfr_init2(slope, 60);
    ck_assert(series_make(&s, &x, 3));
    const void *args[] = {x.c};
    void *value = series_at(&s, &x, 1), *other = series_at(&s, &x, 2);
    for (int round = 0; round < 2000; round++) {
        random_argument(&dice, a);
        balls_put(x.c, a);
        mpfr_srcptr point = random_point(&dice, a);
        mpfr_set_si(slope, 1, MPFR_RNDN);
        if (s.sin_cos(&s, value, other, x.c)) {
            check_value(&s, value, mpfr_sin, a, point, slope);
            check_value(&s, other, mpfr_cos, a, point, slope);
        }
        mpfr_exp(slope, &a->right, MPFR_RNDU);
        if (s.apply(&s, FN_exp, value, args)) check_value(&s, value, mpfr_exp, a, point, slope);
        mpfr_ui_div(slope, 2, &a->left, MPFR_RNDU);
        if (s.apply(&s, FN_log, value, args)) check_value(&s, value, mpfr_log, a, point, slope);
    }
    series_free(&s, &x);
    mpfi_clear(a);
    mpfr_clear(slope);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("balls as scalars");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_loop_test(checks.tests, long_sums_hold_the_exact_one, 0, PRECISIONS);
    tcase_add_loop_test(checks.tests, sums_carry_through_all_digits, 0, PRECISIONS);
    tcase_add_loop_test(checks.tests, balls_hold_their_results, 0, PRECISIONS);
    tcase_add_loop_test(checks.tests, short_numbers_stay_exact, 1, PRECISIONS);
    tcase_add_loop_test(checks.tests, functions_hold_their_values, 0, PRECISIONS);
    return checks_run(checks);
}

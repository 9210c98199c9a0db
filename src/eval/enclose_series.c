/* enclose_series.c - the power series of Bessel functions around 0 (DLMF 10.2.2, 10.8.1) and of
 * erf, summed in rows so that most steps multiply and divide by small integers (Smith 1989). */
#include "eval/enclose_series.h"

#include <math.h>

#define GUARD 64 /* extra bits, as sums are rounded many times */
#define MOST_TERMS 1000000
#define MAX_WORK 1e12 /* bits times terms: minutes, which can be interrupted */

/* The sum of t(k) = (-y)^k n!/(k! (n + k)!) for J. For Y also the weighted sum of w(k) t(k), where
 * w(k) is the harmonic number H(k) for n = 0, and H(k) + H(k+1) for n = 1. For erf, t(k) =
 * y^k/(2k+1)!!. */
struct series {
    bool is_erf;
    mpfi_srcptr y;
    unsigned long n, terms;
    size_t width; /* of a row: column j is the sum of the terms k = j modulo width, without y^j */
    mpfi_t *plain, *weighted;
    mpfi_t t, w, row, part; /* the next terms without y^j, y^width, and a temporary */
};

/* Counts terms until one is below 2^-bits and each is less than a quarter of the one before, so
 * that all that follow, weighted or not, add up to less than twice the first of them. 0 if there
 * are too many. */
static unsigned long count_terms(mpfr_srcptr x, bool is_erf, unsigned long n, mpfr_prec_t bits)
{
    long exponent;
    double mantissa = fabs(mpfr_get_d_2exp(&exponent, x, MPFR_RNDA));
    double log_y = 2 * (log2(mantissa) + (double)exponent) + (is_erf ? 1 : -2), size = 0;
    for (unsigned long k = 1; k <= MOST_TERMS; k++) {
        double ratio = is_erf ? log_y - log2((double)(2 * k + 1))
                              : log_y - log2((double)k) - log2((double)(n + k));
        size += ratio;
        if (ratio < -2.01 && size < -(double)bits)
            return (double)k * (double)bits > MAX_WORK ? 0 : k;
    }
    return 0;
}

static void clear_columns(struct mem *mem, mpfi_t *columns, size_t n)
{
    for (size_t j = 0; j < n && columns; j++) mpfi_clear(columns[j]);
    mem_free_array(mem, columns, n, sizeof *columns);
}

static mpfi_t *new_columns(struct mem *mem, size_t n, mpfr_prec_t bits)
{
    mpfi_t *columns = mem_array(mem, n, sizeof *columns);
    for (size_t j = 0; j < n && columns; j++) {
        mpfi_init2(columns[j], bits);
        mpfi_set_ui(columns[j], 0);
    }
    return columns;
}

/* Turns the coefficient of term k into the next one, dividing by -(k + 1) (n + k + 1), or by 2k +
 * 3. */
static void next_coefficient(const struct series *s, mpfi_ptr x, unsigned long k)
{
    if (s->is_erf) {
        mpfi_div_ui(x, x, 2 * k + 3);
        return;
    }
    mpfi_div_ui(x, x, k + 1);
    mpfi_div_ui(x, x, s->n + k + 1);
    mpfi_neg(x, x);
}

static void add_weights(struct series *s, unsigned long k)
{
    mpfi_div_ui(s->part, s->t, k + 1);
    mpfi_add(s->w, s->w, s->part);
    if (s->n == 0) return;
    mpfi_div_ui(s->part, s->t, k + 2);
    mpfi_add(s->w, s->w, s->part);
}

/* Multiplies x by y^n. False when stopped. */
static bool times_power(struct enclose_env *env, mpfi_ptr x, mpfi_srcptr y, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        mpfi_mul(x, x, y);
        if (!core_go_on_slow(env->core)) return false;
    }
    return true;
}

static bool run_terms(struct enclose_env *env, struct series *s)
{
    mpfi_set_ui(s->t, 1);
    mpfi_set_ui(s->w, s->n);
    mpfi_set_ui(s->row, 1);
    if (!times_power(env, s->row, s->y, s->width)) return false;
    for (unsigned long k = 0; k < s->terms; k++) {
        size_t column = k % s->width;
        mpfi_add(s->plain[column], s->plain[column], s->t);
        if (s->weighted) {
            mpfi_add(s->weighted[column], s->weighted[column], s->w);
            add_weights(s, k);
            next_coefficient(s, s->w, k);
        }
        next_coefficient(s, s->t, k);
        if (column == s->width - 1) mpfi_mul(s->t, s->t, s->row);
        if (column == s->width - 1) mpfi_mul(s->w, s->w, s->row);
        if (!core_go_on_slow(env->core)) return false;
    }
    return true;
}

/* Puts the columns together and adds the remainder, which is between 0 and twice the first term
 * left out. */
static bool collect(struct enclose_env *env, struct series *s, mpfi_ptr sum, mpfi_t *columns,
                    mpfi_ptr left_out)
{
    mpfi_set(sum, columns[s->width - 1]);
    for (size_t j = s->width - 1; j-- > 0;) {
        mpfi_mul(sum, sum, s->y);
        mpfi_add(sum, sum, columns[j]);
        if (!core_go_on_slow(env->core)) return false;
    }
    if (!times_power(env, left_out, s->y, s->terms % s->width)) return false;
    mpfi_mul_2ui(left_out, left_out, 1);
    enclose_add_remainder(sum, left_out);
    return true;
}

/* Computes the plain sum, and the weighted one unless it is NULL, at the precision of y. */
static bool sum_series(struct enclose_env *env, struct series s, mpfi_ptr plain, mpfi_ptr weighted)
{
    struct mem *mem = &env->core->mem;
    mpfr_prec_t bits = mpfi_get_prec(s.y);
    s.width = (size_t)sqrt((double)s.terms) + 1;
    size_t bytes = (weighted ? 4 : 2) * s.width * ((size_t)bits / 8 + 32);
    if (!mem_charge(mem, bytes)) return false;
    s.plain = new_columns(mem, s.width, bits);
    if (weighted) s.weighted = new_columns(mem, s.width, bits);
    bool ready = s.plain && (s.weighted || !weighted);
    mpfi_ptr all[] = {s.t, s.w, s.row, s.part};
    for (int i = 0; i < 4; i++) mpfi_init2(all[i], bits);
    bool good = ready && run_terms(env, &s) && collect(env, &s, plain, s.plain, s.t) &&
                (!weighted || collect(env, &s, weighted, s.weighted, s.w));
    for (int i = 0; i < 4; i++) mpfi_clear(all[i]);
    clear_columns(mem, s.plain, s.width);
    clear_columns(mem, s.weighted, s.width);
    mem_release(mem, bytes);
    return good;
}

/* Returns how many bits the sums need to give those of `value`: terms grow up to exp(x), and their
 * sum may be as small as 1/x. 0 if that is too many. */
static mpfr_prec_t series_bits(mpfi_srcptr value, mpfr_srcptr x)
{
    double z = fabs(mpfr_get_d(x, MPFR_RNDA));
    return z > MOST_TERMS ? 0 : mpfi_get_prec(value) + GUARD + (mpfr_prec_t)(1.5 * z);
}

/* y = x^2/4. */
static void quarter_square(mpfi_ptr y, mpfr_srcptr x)
{
    mpfi_set_fr(y, x);
    mpfi_sqr(y, y);
    mpfi_div_2ui(y, y, 2);
}

/* Computes (x/2)^n / n!, for x of either sign. */
static bool first_term(struct enclose_env *env, mpfi_ptr value, unsigned long n, mpfr_srcptr x)
{
    bool on = true, negative = mpfr_sgn(x) < 0 && n % 2;
    mpfi_t factorial;
    mpfi_init2(factorial, mpfi_get_prec(value));
    mpfi_set_ui(factorial, 1);
    for (unsigned long k = 2; k <= n && on; k++) {
        mpfi_mul_ui(factorial, factorial, k);
        on = core_go_on(env->core);
    }
    mpfi_set_fr(value, x);
    mpfi_abs(value, value);
    mpfi_div_2ui(value, value, 1);
    mpfr_pow_ui(&value->left, &value->left, n, MPFR_RNDD);
    mpfr_pow_ui(&value->right, &value->right, n, MPFR_RNDU);
    mpfi_div(value, value, factorial);
    if (negative) mpfi_neg(value, value);
    mpfi_clear(factorial);
    return on;
}

double series_j_work(mpfi_srcptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = series_bits(value, x);
    unsigned long terms = bits ? count_terms(x, false, (unsigned long)n, bits) : 0;
    return terms ? (double)terms * (double)bits : INFINITY;
}

bool series_j(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = series_bits(value, x);
    unsigned long terms = bits ? count_terms(x, false, (unsigned long)n, bits) : 0;
    if (terms == 0) return enclose_give_up(env);
    mpfi_t y, sum;
    mpfi_init2(y, bits);
    mpfi_init2(sum, bits);
    quarter_square(y, x);
    struct series s = {.y = y, .n = (unsigned long)n, .terms = terms};
    bool good = sum_series(env, s, sum, NULL) && first_term(env, y, (unsigned long)n, x);
    mpfi_mul(sum, sum, y);
    good = good && enclose_round_outward(value, sum);
    mpfi_clear(y);
    mpfi_clear(sum);
    return good;
}

/* Computes log(x/2) plus Euler's constant. */
static void logarithm(mpfi_ptr out, mpfr_srcptr x)
{
    mpfi_t gamma;
    mpfi_init2(gamma, mpfi_get_prec(out));
    mpfi_set_fr(out, x);
    mpfi_div_2ui(out, out, 1);
    mpfi_log(out, out);
    mpfi_const_euler(gamma);
    mpfi_add(out, out, gamma);
    mpfi_clear(gamma);
}

/* pi/2 Y_0 = (log(x/2) + gamma) J_0 - sum of H(k) t(k), and pi/2 Y_1 = (log(x/2) + gamma) J_1 - x/4
 * sum of (H(k) + H(k+1)) t(k) - 1/x (DLMF 10.8.2, 10.8.1), where J_0 is the sum of t(k), and J_1
 * that sum times x/2. */
bool series_y(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x)
{
    mpfr_prec_t bits = series_bits(value, x);
    unsigned long terms = bits ? count_terms(x, false, (unsigned long)n, bits) : 0;
    if (terms == 0) return enclose_give_up(env);
    mpfi_t y, sum, weighted;
    mpfi_init2(y, bits);
    mpfi_init2(sum, bits);
    mpfi_init2(weighted, bits);
    quarter_square(y, x);
    struct series s = {.y = y, .n = (unsigned long)n, .terms = terms};
    bool good = sum_series(env, s, sum, weighted);
    logarithm(y, x);
    mpfi_mul(sum, sum, y);
    if (n == 1) mpfi_div_2ui(weighted, weighted, 1);
    mpfi_sub(sum, sum, weighted);
    if (n == 1) {
        mpfi_mul_fr(sum, sum, x);
        mpfi_div_2ui(sum, sum, 1);
        mpfi_set_ui(y, 1);
        mpfi_div_fr(y, y, x);
        mpfi_sub(sum, sum, y);
    }
    mpfi_const_pi(y);
    mpfi_div(sum, sum, y);
    mpfi_mul_2ui(sum, sum, 1);
    good = good && enclose_round_outward(value, sum);
    mpfi_clear(y);
    mpfi_clear(sum);
    mpfi_clear(weighted);
    return good;
}

/* erf(x) = 2x/sqrt(pi) exp(-x^2) times the sum of (2x^2)^k/(2k+1)!!, whose terms have one sign. The
 * subtraction in erfc = 1 - erf cancels bits, which are added before. */
bool series_erf(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, bool complement)
{
    double z = fabs(mpfr_get_d(x, MPFR_RNDA));
    if (z * z > MOST_TERMS) return enclose_give_up(env);
    mpfr_prec_t bits =
        mpfi_get_prec(value) + GUARD + (complement ? (mpfr_prec_t)(1.5 * z * z + 64) : 0);
    unsigned long terms = count_terms(x, true, 0, bits);
    if (terms == 0) return enclose_give_up(env);
    mpfi_t y, sum;
    mpfi_init2(y, bits);
    mpfi_init2(sum, bits);
    quarter_square(y, x);
    mpfi_mul_2ui(y, y, 3);
    bool good = sum_series(env, (struct series){.is_erf = true, .y = y, .terms = terms}, sum, NULL);
    mpfi_div_2ui(y, y, 1);
    mpfi_neg(y, y);
    mpfi_exp(y, y);
    mpfi_mul(sum, sum, y);
    mpfi_mul_fr(sum, sum, x);
    mpfi_mul_2ui(sum, sum, 1);
    mpfi_const_pi(y);
    mpfi_sqrt(y, y);
    mpfi_div(sum, sum, y);
    if (complement) mpfi_ui_sub(sum, 1, sum);
    good = good && enclose_round_outward(value, sum);
    mpfi_clear(y);
    mpfi_clear(sum);
    return good;
}

/* digits.c - from values to the digits that are printed. An enclosure is answered only once both
 * of its ends round to the same result (Ziv, 1991). */
#include "number/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void digits_print(const struct question *q, double x, struct str *out)
{
    int digits = q->request->digits;
    if (digits > 0)
        str_double_digits(out, x, digits < 17 ? digits : 17);
    else
        str_double(out, x);
}

static const char *kept(struct answer *answer, struct str *text)
{
    const char *copy = text->failed ? NULL : answer_text(answer, text->s ? text->s : "");
    str_free(text);
    return copy;
}

/* The nearest double, ties to even; subnormals are rounded once. */
static double nearest_double(mpfr_srcptr x)
{
    mpfr_t y;
    mpfr_init2(y, 53);
    mpfr_exp_t low = mpfr_get_emin(), high = mpfr_get_emax();
    mpfr_set_emin(-1073);
    mpfr_set_emax(1024);
    int inexact = mpfr_set(y, x, MPFR_RNDN);
    inexact = mpfr_check_range(y, inexact, MPFR_RNDN);
    mpfr_subnormalize(y, inexact, MPFR_RNDN);
    double result = mpfr_get_d(y, MPFR_RNDN);
    mpfr_set_emin(low);
    mpfr_set_emax(high);
    mpfr_clear(y);
    return result;
}

/* n significant digits of x, rounded to nearest, and its decimal point. */
static char *decimal_of(mpfr_srcptr x, size_t n, long *point)
{
    mpfr_exp_t exponent;
    char *digits = mpfr_get_str(NULL, &exponent, 10, n, x, MPFR_RNDN);
    *point = (long)exponent;
    return digits;
}

/* True if both ends have the same n digits, which are then written. */
static bool same_digits(const struct question *q, mpfi_srcptr x, size_t n, struct str *out)
{
    long low_point, high_point;
    if (mpfr_zero_p(&x->left) && mpfr_zero_p(&x->right)) return str_putc(out, '0'), true;
    if (mpfr_zero_p(&x->left) || mpfr_zero_p(&x->right)) return false;
    char *low = decimal_of(&x->left, n, &low_point), *high = decimal_of(&x->right, n, &high_point);
    bool same = low_point == high_point && !strcmp(low, high);
    bool negative = low[0] == '-';
    if (same)
        str_decimal(out, negative, low + negative, n, low_point, q->request->digits ? (long)n : 16);
    mpfr_free_str(low);
    mpfr_free_str(high);
    return same;
}

static bool beyond_normal(double x)
{
    return x == 0 || fabs(x) < 2.2250738585072014e-308 || isinf(x);
}

/* ---- when even the last precision does not tell ---- */

static bool cannot_tell(const struct last_look *last)
{
    struct core *core = last->q->core;
    if (last->gave_up) return computation_costs_too_much(last->q, last->span);
    diag_error(core, KIND_UNDECIDED, last->span, "%ld bits do not determine the value", last->bits);
    return diag_hint(core, "it lies on a boundary, or too many digits cancel");
}

/* A value that may be 0, and is surely tiny, is answered as 0, with its bound. */
static bool settle_zero(const struct last_look *last, mpfi_srcptr x, double *value,
                        const char **text)
{
    char note[120];
    mpfr_t bound;
    mpfr_init2(bound, 64);
    mpfi_mag(bound, x);
    bool tiny = mpfr_cmp_ui_2exp(bound, 1, -1000) < 0;
    mpfr_snprintf(note, sizeof note,
                  "a value that cannot be distinguished from 0 is printed as 0; it is below %.2RUe",
                  bound);
    mpfr_clear(bound);
    if (!tiny) return cannot_tell(last);
    *value = 0;
    *text = last->q->request->digits ? answer_text(last->answer, "0") : NULL;
    return answer_note(last->answer, note);
}

/* True if the enclosure is far narrower than the last digit that is printed. */
static bool is_narrow(const struct question *q, mpfi_srcptr x)
{
    mpfr_t width, least;
    mpfr_inits2(64, width, least, (mpfr_ptr)0);
    mpfi_diam_abs(width, x);
    mpfi_mig(least, x);
    mpfr_mul_2si(least, least, -60 - 4L * q->request->digits, MPFR_RNDD);
    bool narrow = mpfr_less_p(width, least);
    mpfr_clears(width, least, (mpfr_ptr)0);
    return narrow;
}

/* Two neighbours are left: the middle decides, and a note says so. */
static bool settle_tie(const struct last_look *last, mpfi_srcptr x, double *value,
                       const char **text)
{
    const struct question *q = last->q;
    struct str digits = {.mem = &q->core->mem};
    size_t n = (size_t)q->request->digits;
    mpfi_t middle;
    if (!is_narrow(q, x)) return cannot_tell(last);
    mpfi_init2(middle, last->bits);
    mpfi_mid(&middle->left, x);
    mpfr_set(&middle->right, &middle->left, MPFR_RNDN);
    *value = nearest_double(&middle->left);
    same_digits(q, middle, n ? n : 17, &digits);
    *text = kept(last->answer, &digits);
    mpfi_clear(middle);
    return answer_note(
        last->answer,
        "a value is so close to the midpoint of two neighbours that its last digit is uncertain");
}

bool digits_decided(const struct question *q, struct answer *answer, mpfi_srcptr x, double *value,
                    const char **text)
{
    size_t n = (size_t)q->request->digits;
    double low = nearest_double(&x->left), high = nearest_double(&x->right);
    struct str digits = {.mem = &q->core->mem};
    *value = low + 0.0;
    *text = NULL;
    if (n == 0 && low == high && !beyond_normal(low)) return true;
    if (n == 0 && mpfi_is_zero(x)) return true;
    bool same = same_digits(q, x, n ? n : 17, &digits) && low == high;
    *text = kept(answer, &digits);
    return same;
}

/* Most results are of a size that doubles have. Both ends, and all between them, are nearest to one
 * double if the ends are, as sums of two doubles rounded once. What is added to the radius makes up
 * for rounding the sums with lo. */
bool digits_of_ball(const struct question *q, struct answer *answer, const struct ball *x,
                    double *value, const char **text)
{
    double size = fabs(x->mid.hi), r = x->r * (1 + 0x1p-50) + size * 0x1p-104;
    mpfi_t interval;
    *value = x->mid.hi;
    *text = NULL;
    if (q->request->digits == 0 && size >= 0x1p-400)
        return x->mid.hi + (x->mid.lo - r) == x->mid.hi && x->mid.hi + (x->mid.lo + r) == x->mid.hi;
    mpfi_init2(interval, 128);
    ball_to_interval(interval, x);
    bool decided = digits_decided(q, answer, interval, value, text);
    mpfi_clear(interval);
    return decided;
}

bool digits_settled(const struct last_look *last, mpfi_srcptr x, double *value, const char **text)
{
    return mpfi_has_zero(x) ? settle_zero(last, x, value, text) : settle_tie(last, x, value, text);
}

static bool enclosed_entry(const struct computation *c, size_t root, mpfi_srcptr x, double *value,
                           const char **text)
{
    bool decided = digits_decided(c->q, c->answer, x, value, text);
    if (decided || !c->last) return decided;
    struct last_look last = {c->q, c->answer, graph_node(c->q->graph, c->roots.all.at[root])->span,
                             (long)c->intervals.precision, c->intervals.env.gave_up};
    return digits_settled(&last, x, value, text);
}

/* |q| * 10^shift rounded to an integer, ties to even. */
static void scaled_integer(mpz_t out, const mpq_t q, long shift)
{
    mpz_t over, under, rest;
    mpz_inits(over, under, rest, NULL);
    mpz_ui_pow_ui(rest, 10, (unsigned long)labs(shift));
    mpz_abs(over, mpq_numref(q));
    mpz_set(under, mpq_denref(q));
    if (shift > 0)
        mpz_mul(over, over, rest);
    else
        mpz_mul(under, under, rest);
    mpz_fdiv_qr(out, rest, over, under);
    mpz_mul_2exp(rest, rest, 1);
    int side = mpz_cmp(rest, under);
    if (side > 0 || (side == 0 && mpz_odd_p(out))) mpz_add_ui(out, out, 1);
    mpz_clears(over, under, rest, NULL);
}

/* The p with 10^(p-1) <= |q| < 10^p. */
static long decimal_point(const mpq_t q)
{
    long point =
        (long)mpz_sizeinbase(mpq_numref(q), 10) - (long)mpz_sizeinbase(mpq_denref(q), 10) + 2;
    mpz_t over, under, scale;
    mpz_inits(over, under, scale, NULL);
    while (true) { /* either size may be one too large */
        mpz_ui_pow_ui(scale, 10, (unsigned long)labs(point - 1));
        mpz_abs(over, mpq_numref(q));
        mpz_set(under, mpq_denref(q));
        if (point > 1)
            mpz_mul(under, under, scale);
        else
            mpz_mul(over, over, scale);
        if (mpz_cmp(over, under) >= 0) break;
        point--;
    }
    mpz_clears(over, under, scale, NULL);
    return point;
}

/* A rational to n significant digits. */
static void rational_digits(const mpq_t q, size_t n, struct str *out)
{
    mpz_t digits;
    mpz_init(digits);
    long point = decimal_point(q);
    scaled_integer(digits, q, (long)n - point);
    char *text = mpz_get_str(NULL, 10, digits);
    if (strlen(text) > n) point++; /* 9.99 became 10.0 */
    str_decimal(out, mpq_sgn(q) < 0, text, n, point, (long)n);
    number_free_text(text);
    mpz_clear(digits);
}

bool digits_of_number(const struct question *asked, struct answer *answer, number n, double *value,
                      const char **text)
{
    const struct numbers *t = &asked->graph->numbers;
    struct str digits = {.mem = &asked->core->mem};
    size_t wanted = (size_t)asked->request->digits;
    *value = number_to_double(t, n);
    *text = NULL;
    if (wanted == 0 && (n == NUMBER_ZERO || !beyond_normal(*value))) return true;
    mpq_t q;
    mpq_init(q);
    number_get(t, n, q);
    if (n == NUMBER_ZERO)
        str_putc(&digits, '0');
    else
        rational_digits(q, wanted ? wanted : 17, &digits);
    mpq_clear(q);
    *text = kept(answer, &digits);
    return true;
}

bool digits_of_double(const struct question *q, struct answer *answer, double x, double *value,
                      const char **text)
{
    struct str digits = {.mem = &q->core->mem};
    *value = x + 0.0; /* no minus before a zero */
    *text = NULL;
    if (q->request->digits == 0) return true;
    digits_print(q, *value, &digits);
    *text = kept(answer, &digits);
    return true;
}

bool digits_of_entry(const struct computation *c, size_t root, uint32_t slot, int64_t i,
                     double *value, const char **text)
{
    number exact;
    if (!c->certified)
        return digits_of_double(c->q, c->answer, eval_slot(&c->doubles, slot)[i], value, text);
    if (graph_is_number(c->q->graph, c->roots.all.at[root], &exact))
        return digits_of_number(c->q, c->answer, exact, value, text);
    if (c->in_balls)
        return digits_of_ball(c->q, c->answer, &balls_slot(&c->balls, slot)[i], value, text);
    return enclosed_entry(c, root, intervals_slot(&c->intervals, slot)[i], value, text);
}

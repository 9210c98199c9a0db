/* remainder_forms.c - enclosures of a function minus its printed polynomial over a short piece. */
#include "number/remainder_private.h"

/* How many coefficients the series around a piece's middle has. */
enum { LOCAL_DEGREE = 4 };

/* ---- series around an interval ---- */

/* n coefficients of f around x, which may be wide. */
static enum taylor_state series_around(struct remainder *r, mpfi_srcptr x, size_t n,
                                       struct series *out)
{
    struct series input = {0};
    *out = (struct series){0};
    if (!series_make(&r->s, &input, n)) return TAYLOR_FAILED;
    mpfi_set(remainder_at(r, &input, 0), x);
    if (n > 1) mpfi_set_si(remainder_at(r, &input, 1), 1);
    enum taylor_state state =
        taylor_run(&r->f->e.formula, &r->s, &r->f->e.formula_source, &input, n, out);
    series_free(&r->s, &input);
    return state;
}

/* f - p instead of f: p's coefficients around x by repeated Horner steps, of which the first n
 * come out complete. */
static bool subtract_polynomial(struct remainder *r, mpfi_srcptr x, struct series *f)
{
    struct series p = {0};
    if (!series_make(&r->s, &p, r->degree + 1)) return false;
    for (size_t k = 0; k <= r->degree; k++)
        mpfi_set(remainder_at(r, &p, k), remainder_at(r, &r->p, k));
    mpfi_sub(r->t[0], x, r->center);
    for (size_t j = 0; j < f->n && j <= r->degree; j++) {
        for (size_t k = r->degree; k-- > j;) {
            mpfi_mul(r->t[1], remainder_at(r, &p, k + 1), r->t[0]);
            mpfi_add(remainder_at(r, &p, k), remainder_at(r, &p, k), r->t[1]);
        }
        mpfi_sub(remainder_at(r, f, j), remainder_at(r, f, j), remainder_at(r, &p, j));
    }
    series_free(&r->s, &p);
    return core_go_on(r->q->core);
}

/* out = out*x + c */
static void horner_step(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr c)
{
    mpfi_mul(out, out, x);
    mpfi_add(out, out, c);
}

/* x^n of an interval, which is not negative for an even n. */
static void whole_power(mpfi_ptr out, mpfi_srcptr x, size_t n)
{
    if (n % 2 == 0)
        mpfi_abs(out, x);
    else
        mpfi_set(out, x);
    mpfr_pow_ui(&out->left, &out->left, n, MPFR_RNDD);
    mpfr_pow_ui(&out->right, &out->right, n, MPFR_RNDU);
}

/* ---- the two forms ---- */

static bool lagrange(struct remainder *r, mpfi_srcptr x, mpfi_ptr out)
{
    struct series f;
    mpfi_ptr between = r->t[2], step = r->t[3];
    remainder_unbounded(out);
    mpfi_union(between, x, r->center);
    enum taylor_state state = series_around(r, between, r->degree + 2, &f);
    if (state != TAYLOR_KNOWN) return state != TAYLOR_FAILED;
    mpfi_sub(step, x, r->center);
    whole_power(out, step, r->degree + 1);
    mpfi_mul(out, out, remainder_at(r, &f, r->degree + 1));
    mpfi_set_si(r->t[1], 0);
    for (size_t k = r->degree + 1; k-- > 0;)
        horner_step(r->t[1], step, remainder_at(r, &r->slack, k));
    mpfi_add(out, out, r->t[1]);
    series_free(&r->s, &f);
    return true;
}

/* f - p has this value somewhere, so that its bounds cannot be inside of it. */
static void attain(struct remainder *r, mpfi_srcptr value)
{
    mpfr_t width;
    if (!mpfi_bounded_p(value)) return;
    mpfr_init2(width, 64);
    mpfi_diam_abs(width, value);
    if (mpfr_greater_p(width, r->blur)) mpfr_set(r->blur, width, MPFR_RNDU);
    mpfr_clear(width);
    bool first = !mpfi_bounded_p(r->attained);
    if (first || mpfr_less_p(&value->right, &r->attained->left))
        mpfr_set(&r->attained->left, &value->right, MPFR_RNDU);
    if (first || mpfr_greater_p(&value->left, &r->attained->right))
        mpfr_set(&r->attained->right, &value->left, MPFR_RNDD);
}

bool remainder_look(struct remainder *r, mpfi_srcptr point)
{
    struct series d;
    enum taylor_state state = series_around(r, point, 1, &d);
    if (state != TAYLOR_KNOWN) return state != TAYLOR_FAILED;
    bool ok = subtract_polynomial(r, point, &d);
    if (ok) attain(r, remainder_at(r, &d, 0));
    series_free(&r->s, &d);
    return ok;
}

static bool centred(struct remainder *r, mpfi_srcptr x, mpfi_ptr out)
{
    struct series near = {0}, over = {0};
    mpfi_t middle, step;
    remainder_unbounded(out);
    mpfi_init2(middle, r->bits);
    mpfi_init2(step, r->bits);
    mpfi_mid(&middle->left, x);
    mpfr_set(&middle->right, &middle->left, MPFR_RNDN);
    enum taylor_state state = series_around(r, middle, LOCAL_DEGREE, &near);
    if (state == TAYLOR_KNOWN) state = series_around(r, x, LOCAL_DEGREE + 1, &over);
    bool ok = state != TAYLOR_FAILED;
    if (state == TAYLOR_KNOWN) {
        ok = subtract_polynomial(r, middle, &near) && subtract_polynomial(r, x, &over);
        attain(r, remainder_at(r, &near, 0));
        mpfi_sub(step, x, middle);
        mpfi_set(out, remainder_at(r, &over, LOCAL_DEGREE));
        for (size_t k = LOCAL_DEGREE; k-- > 0;) horner_step(out, step, remainder_at(r, &near, k));
    }
    series_free(&r->s, &near);
    series_free(&r->s, &over);
    mpfi_clear(middle);
    mpfi_clear(step);
    return ok;
}

bool remainder_over(struct remainder *r, mpfi_srcptr x, mpfi_ptr out)
{
    mpfi_t other;
    mpfi_init2(other, r->bits);
    bool ok = lagrange(r, x, out) && centred(r, x, other);
    bool bounded = ok && mpfi_bounded_p(other);
    if (bounded && mpfi_bounded_p(out))
        mpfi_intersect(out, out, other);
    else if (bounded)
        mpfi_set(out, other);
    mpfi_clear(other);
    return ok;
}

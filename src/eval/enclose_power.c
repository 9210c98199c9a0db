/* enclose_power.c - exact numbers and powers. */
#include "eval/enclose_power.h"

/* ---- numbers ---- */

/* Encloses p/q. Numerators and denominators of 64 bits fit the lowest precision. */
static void set_ratio(mpfi_ptr x, int64_t p, int64_t q)
{
    mpfr_set_si(&x->left, p, MPFR_RNDD);
    int inexact = mpfr_div_si(&x->left, &x->left, q, MPFR_RNDD);
    mpfr_set(&x->right, &x->left, MPFR_RNDU);
    if (inexact) mpfr_nextabove(&x->right);
}

void enclose_number(const struct numbers *t, mpfi_ptr x, number n)
{
    struct rational r = t->all.at[n];
    if (r.q == 1) {
        mpfi_set_si(x, r.p);
        return;
    }
    if (r.q > 1) {
        set_ratio(x, r.p, r.q);
        return;
    }
    mpq_t q;
    mpq_init(q);
    number_get(t, n, q);
    mpfi_set_q(x, q);
    mpq_clear(q);
}

/* ---- powers ---- */

/* Encloses x^n for n > 0: monotone if n is odd or x has one sign, else the minimum is 0. */
static void whole_power(mpfi_ptr out, mpfi_srcptr x, unsigned long n)
{
    if (n % 2 || mpfi_is_nonneg(x)) {
        mpfr_pow_ui(&out->left, &x->left, n, MPFR_RNDD);
        mpfr_pow_ui(&out->right, &x->right, n, MPFR_RNDU);
        return;
    }
    mpfi_abs(out, x);
    mpfr_pow_ui(&out->left, &out->left, n, MPFR_RNDD);
    mpfr_pow_ui(&out->right, &out->right, n, MPFR_RNDU);
}

/* Encloses the q-th root of the part of x that is not negative: rounding may have put its lower end
 * below 0. */
static bool whole_root(mpfi_ptr out, mpfi_srcptr x, unsigned long q)
{
    if (mpfr_sgn(&x->right) < 0) return false;
    if (mpfr_sgn(&x->left) < 0)
        mpfr_set_zero(&out->left, 1);
    else
        mpfr_rootn_ui(&out->left, &x->left, q, MPFR_RNDD);
    mpfr_rootn_ui(&out->right, &x->right, q, MPFR_RNDU);
    return true;
}

/* Encloses b^y as exp(y*log(b)). False unless b > 0. */
static bool real_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y)
{
    if (!mpfi_is_strictly_pos(b)) return false;
    mpfi_t logarithm;
    mpfi_init2(logarithm, mpfi_get_prec(out));
    mpfi_log(logarithm, b);
    mpfi_mul(logarithm, logarithm, y);
    mpfi_exp(out, logarithm);
    mpfi_clear(logarithm);
    return true;
}

bool enclose_number_power(const struct numbers *t, mpfi_ptr out, mpfi_srcptr x, number exponent)
{
    struct rational r = t->all.at[exponent];
    int64_t p = r.p < 0 ? -r.p : r.p;
    if (r.q >= 1 && r.q <= 1000) {
        if (r.q > 1 && !whole_root(out, x, (unsigned long)r.q)) return false;
        whole_power(out, r.q > 1 ? out : x, (unsigned long)p);
        if (r.p < 0) mpfi_inv(out, out);
        return true;
    }
    mpfi_t y;
    mpfi_init2(y, mpfi_get_prec(out));
    enclose_number(t, y, exponent);
    bool bounded = real_power(out, x, y);
    mpfi_clear(y);
    return bounded;
}

/* Encloses b^y for an integer y; b may be negative. False for any other y. */
static bool signed_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y)
{
    if (!mpfr_equal_p(&y->left, &y->right) || !mpfr_integer_p(&y->left)) return false;
    if (!mpfr_fits_slong_p(&y->left, MPFR_RNDN)) return false;
    long n = mpfr_get_si(&y->left, MPFR_RNDN);
    whole_power(out, b, n < 0 ? 0UL - (unsigned long)n : (unsigned long)n);
    if (n < 0) mpfi_inv(out, out);
    return true;
}

static bool zero_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y)
{
    if (!mpfi_is_zero(b) || !mpfi_is_strictly_pos(y)) return false;
    mpfi_set_si(out, 0);
    return true;
}

bool enclose_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y)
{
    return signed_power(out, b, y) || zero_power(out, b, y) || real_power(out, b, y);
}

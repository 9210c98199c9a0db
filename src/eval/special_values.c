/* special_values.c - values of the functions that Arb computes, by its own and by series. */
#include "eval/special.h"

#include <math.h>

#define MOST_WORK 1e9 /* bits times terms of a series */

#define VALUE(id) \
    void value_##id(const struct arb *arb, arb_ptr out, const arb_struct *x, long bits)

VALUE(erfinv)
{
    arb->arb_hypgeom_erfinv(out, x, bits);
}

VALUE(erfcinv)
{
    arb->arb_hypgeom_erfcinv(out, x, bits);
}

/* A function of an order and x, at one order. */
#define AT_ORDER(id, function, order)   \
    VALUE(id)                           \
    {                                   \
        arb_t n;                        \
        arb->arb_init(n);               \
        arb->arb_set_d(n, order);       \
        arb->function(out, n, x, bits); \
        arb->arb_clear(n);              \
    }
AT_ORDER(exp1, arb_hypgeom_expint, 1)

VALUE(expi)
{
    arb->arb_hypgeom_ei(out, x, bits);
}

enum { REGULARIZED = 1 };

/* How many terms series_incomplete() takes: with n, the rest is below 2^-bits of the first. 0 if
 * they are too many. */
static unsigned long terms_for(double a, double x, long bits)
{
    const double most = MOST_WORK / (double)bits;
    double log_term = 0, ratio = 1;
    for (double k = 1; k < most; k++) {
        ratio = x / (a + k);
        log_term += log2(ratio);
        if (ratio < 1 && log_term - log2(1 - ratio) < (double)-bits) return (unsigned long)k;
    }
    return 0;
}

/* Computes the sum over k >= 0 of x^k/((a + 1) ... (a + k)), whose terms are positive (DLMF 8.7.1).
 * After the last term t, the rest is at most t r/(1 - r) with r the ratio of the next two. */
static void series_incomplete(const struct arb *arb, arb_ptr out, arb_srcptr a, arb_srcptr x,
                              long bits)
{
    unsigned long n = terms_for(arb_middle(arb, a), arb_middle(arb, x), bits);
    arb_t term, below, ratio;
    arb->arb_init(term), arb->arb_init(below), arb->arb_init(ratio);
    arb->arb_set_d(term, 1);
    arb->arb_set_d(out, 1);
    for (unsigned long k = 1; k <= n; k++) {
        arb->arb_add_ui(below, a, k, bits);
        arb->arb_mul(term, term, x, bits);
        arb->arb_div(term, term, below, bits);
        arb->arb_add(out, out, term, bits);
    }
    arb->arb_add_ui(below, a, n + 1, bits);
    arb->arb_div(ratio, x, below, bits);
    arb->arb_sub(below, below, x, bits); /* 1 - r is below/(a + n + 1) */
    arb->arb_mul(term, term, x, bits);
    arb->arb_div(term, term, below, bits);
    if (n && arb->arb_is_positive(below))
        arb->arb_add_error(out, term);
    else
        arb->arb_set_d(out, NAN);
    arb->arb_clear(term), arb->arb_clear(below), arb->arb_clear(ratio);
}

/* x^a exp(-x)/gamma(a + 1) times the series. */
static void lower_by_series(const struct arb *arb, arb_ptr out, arb_srcptr a, arb_srcptr x,
                            long bits)
{
    arb_t factor, part;
    arb->arb_init(factor), arb->arb_init(part);
    arb->arb_log(factor, x, bits);
    arb->arb_mul(factor, factor, a, bits);
    arb->arb_sub(factor, factor, x, bits);
    arb->arb_add_ui(part, a, 1, bits);
    arb->arb_lgamma(part, part, bits);
    arb->arb_sub(factor, factor, part, bits);
    arb->arb_exp(factor, factor, bits);
    series_incomplete(arb, part, a, x, bits);
    arb->arb_mul(out, factor, part, bits);
    arb->arb_clear(factor), arb->arb_clear(part);
}

static void one_minus(const struct arb *arb, arb_ptr out, arb_srcptr x, long bits)
{
    arb_t one;
    arb->arb_init(one);
    arb->arb_set_d(one, 1);
    arb->arb_sub(out, one, x, bits);
    arb->arb_clear(one);
}

VALUE(gammaincc)
{
    arb->arb_hypgeom_gamma_upper(out, x, x + 1, REGULARIZED, bits);
}

/* From the median on, which is below a (DLMF 8.10(ii)), nothing cancels in 1 - gammaincc. */
VALUE(gammainc)
{
    if (arb->arb_is_zero(x + 1)) {
        arb->arb_set_d(out, 0);
    } else if (arb_middle(arb, x + 1) < arb_middle(arb, x)) {
        lower_by_series(arb, out, x, x + 1, bits);
    } else {
        value_gammaincc(arb, out, x, bits);
        one_minus(arb, out, out, bits);
    }
}

/* Above the mean, 1 - betainc(b, a, 1 - x) (DLMF 8.17.4) is quicker. */
VALUE(betainc)
{
    double a = arb_middle(arb, x), b = arb_middle(arb, x + 1);
    if (arb_middle(arb, x + 2) <= a / (a + b)) {
        arb->arb_hypgeom_beta_lower(out, x, x + 1, x + 2, REGULARIZED, bits);
        return;
    }
    arb_t rest;
    arb->arb_init(rest);
    one_minus(arb, rest, x + 2, bits);
    arb->arb_hypgeom_beta_lower(out, x + 1, x, rest, REGULARIZED, bits);
    one_minus(arb, out, out, bits);
    arb->arb_clear(rest);
}

#define BESSEL(id, kind)                                     \
    VALUE(id)                                                \
    {                                                        \
        arb->arb_hypgeom_bessel_##kind(out, x, x + 1, bits); \
    }
BESSEL(jv, j)
BESSEL(yv, y)
BESSEL(iv, i)
BESSEL(kv, k)

AT_ORDER(i0, arb_hypgeom_bessel_i, 0)
AT_ORDER(i1, arb_hypgeom_bessel_i, 1)
AT_ORDER(k0, arb_hypgeom_bessel_k, 0)
AT_ORDER(k1, arb_hypgeom_bessel_k, 1)

VALUE(airyai)
{
    arb->arb_hypgeom_airy(out, NULL, NULL, NULL, x, bits);
}

VALUE(airyaip)
{
    arb->arb_hypgeom_airy(NULL, out, NULL, NULL, x, bits);
}

VALUE(airybi)
{
    arb->arb_hypgeom_airy(NULL, NULL, out, NULL, x, bits);
}

VALUE(airybip)
{
    arb->arb_hypgeom_airy(NULL, NULL, NULL, out, x, bits);
}

VALUE(zeta)
{
    arb->arb_zeta(out, x, bits);
}

/* n! times the coefficient of order n of zeta's expansion around x. */
VALUE(zetaderiv)
{
    long n = (long)arb_middle(arb, x);
    acb_t at;
    acb_ptr jet = arb->_acb_vec_init(n + 1);
    arb_t factorial;
    arb->acb_init(at), arb->arb_init(factorial);
    arb->acb_set_arb(at, x + 1);
    arb->acb_dirichlet_zeta_jet(jet, at, 0, n + 1, bits);
    arb->arb_fac_ui(factorial, (unsigned long)n, bits);
    arb->arb_mul(out, &jet[n].real, factorial, bits);
    arb->acb_clear(at), arb->arb_clear(factorial);
    arb->_acb_vec_clear(jet, n + 1);
}

VALUE(Si)
{
    arb->arb_hypgeom_si(out, x, bits);
}

VALUE(Ci)
{
    arb->arb_hypgeom_ci(out, x, bits);
}

enum { NORMALIZED = 1 };

VALUE(fresnels)
{
    arb->arb_hypgeom_fresnel(out, NULL, x, NORMALIZED, bits);
}

VALUE(fresnelc)
{
    arb->arb_hypgeom_fresnel(NULL, out, x, NORMALIZED, bits);
}

/* The real part of a function of a complex ball. */
static void real_part(const struct arb *arb, void (*function)(acb_ptr, acb_srcptr, long),
                      arb_ptr out, arb_srcptr x, long bits)
{
    acb_t value;
    arb->acb_init(value);
    arb->acb_set_arb(value, x);
    function(value, value, bits);
    arb->arb_set(out, &value->real);
    arb->acb_clear(value);
}

VALUE(ellipk)
{
    real_part(arb, arb->acb_elliptic_k, out, x, bits);
}

VALUE(ellipe)
{
    real_part(arb, arb->acb_elliptic_e, out, x, bits);
}

VALUE(hyp1f1)
{
    arb->arb_hypgeom_1f1(out, x, x + 1, x + 2, 0, bits);
}

/* True if c - a - b is not an integer but next to one, so that formulas in 1 - x cancel, and the
 * power series in x is not long. */
static bool suits_series(const struct arb *arb, const arb_struct *x)
{
    double a = arb_middle(arb, x), b = arb_middle(arb, x + 1), c = arb_middle(arb, x + 2);
    double rest = (c - a) - b, off = fabs(rest - nearbyint(rest));
    bool moderate = fabs(a) < 50 && fabs(b) < 50 && c > 0;
    return moderate && off < 0x1p-20 && fabs(arb_middle(arb, x + 3)) < 0.97;
}

static void series_2f1(const struct arb *arb, arb_ptr out, const arb_struct *x, long bits)
{
    enum { AS_MANY_AS_NEEDED = -1 };
    acb_struct above[2], below[2], z, sum;
    acb_ptr all[] = {&above[0], &above[1], &below[0], &z, &below[1], &sum};
    for (int i = 0; i < 6; i++) {
        arb->acb_init(all[i]);
        if (i < 4) arb->acb_set_arb(all[i], x + i);
    }
    arb->acb_set_d_d(&below[1], 1, 0);
    arb->acb_hypgeom_pfq_direct(&sum, above, 2, below, 2, &z, AS_MANY_AS_NEEDED, bits);
    arb->arb_set(out, &sum.real);
    for (int i = 0; i < 6; i++) arb->acb_clear(all[i]);
}

VALUE(hyp2f1)
{
    if (suits_series(arb, x)) {
        series_2f1(arb, out, x, bits);
        return;
    }
    arb->arb_hypgeom_2f1(out, x, x + 1, x + 2, x + 3, 0, bits);
}

VALUE(rgamma)
{
    arb->arb_rgamma(out, x, bits);
}

/* n! times the coefficient of order n of the expansion around x. */
VALUE(rgammaderiv)
{
    long n = (long)arb_middle(arb, x);
    arb_ptr jet = arb->_arb_vec_init(n + 1);
    arb_struct around[] = {x[1], {{0}}};
    arb_t factorial;
    arb->arb_init(&around[1]), arb->arb_init(factorial);
    arb->arb_set_d(&around[1], 1);
    arb->_arb_poly_rgamma_series(jet, around, 2, n + 1, bits);
    arb->arb_fac_ui(factorial, (unsigned long)n, bits);
    arb->arb_mul(out, &jet[n], factorial, bits);
    arb->arb_clear(&around[1]), arb->arb_clear(factorial);
    arb->_arb_vec_clear(jet, n + 1);
}

VALUE(lambertwm1)
{
    enum { LOWER_BRANCH = 1 };
    arb->arb_lambertw(out, x, LOWER_BRANCH, bits);
}

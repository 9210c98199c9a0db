/* special_partials.c - partial derivatives of special functions by all of their arguments. */
#include "eval/differences.h"

#include <limits.h>

static void read_orders(const struct arb *arb, long *orders, const arb_struct *x, int n)
{
    for (int k = 0; k < n; k++) orders[k] = (long)arb_middle(arb, &x[k]);
}

/* The arguments are an order for each argument of f, then these. */
static void differentiate(const struct arb *arb, const struct differenced *f, arb_ptr out,
                          const arb_struct *x, long bits)
{
    long orders[FN_MOST_ARGUMENTS / 2];
    read_orders(arb, orders, x, f->arity);
    differences_value(arb, f, out, orders, x + f->arity, bits);
}

/* 1 - x, in a new ball. */
static void start_complement(const struct arb *arb, arb_ptr out, arb_srcptr x, long bits)
{
    arb_t one;
    arb->arb_init(out), arb->arb_init(one);
    arb->arb_set_d(one, 1);
    arb->arb_sub(out, one, x, bits);
    arb->arb_clear(one);
}

#define BOUND(id) \
    static void bound_##id(const struct arb *arb, arb_ptr out, const acb_struct *x, long bits)
#define ANALYTIC(id) static bool analytic_##id(const struct arb *arb, int k, arb_srcptr ball)
#define ZERO(id) \
    static bool zero_##id(const struct arb *arb, const long *orders, const arb_struct *x)
#define VALUE(id) \
    void value_##id(const struct arb *arb, arb_ptr out, const arb_struct *x, long bits)

/* ---- incomplete gamma functions ---- */

enum { REGULARIZED = 1 };

/* Sets each end to a point that is one end of the ball. */
static void take_ends(const struct arb *arb, arb_ptr low, arb_ptr high, arb_srcptr ball, long bits)
{
    mpfi_t ends;
    mpfi_init2(ends, bits);
    arb->arb_get_interval_mpfr(&ends->left, &ends->right, ball);
    arb->arb_set_interval_mpfr(low, &ends->left, &ends->left, bits);
    arb->arb_set_interval_mpfr(high, &ends->right, &ends->right, bits);
    mpfi_clear(ends);
}

/* Times the size of 1/gamma(s). */
static void divide_by_gamma(const struct arb *arb, arb_ptr out, acb_srcptr s, long bits)
{
    acb_t over;
    arb_t size;
    arb->acb_init(over), arb->arb_init(size);
    arb->acb_rgamma(over, s, bits);
    arb->acb_abs(size, over, bits);
    arb->arb_mul(out, out, size, bits);
    arb->acb_clear(over), arb->arb_clear(size);
}

static void multiply_by_gamma(const struct arb *arb, arb_ptr out, arb_srcptr x, long bits)
{
    arb_t gamma;
    arb->arb_init(gamma);
    arb->arb_lgamma(gamma, x, bits);
    arb->arb_exp(gamma, gamma, bits);
    arb->arb_mul(out, out, gamma, bits);
    arb->arb_clear(gamma);
}

static void unregularized_lower(const struct arb *arb, arb_ptr out, arb_srcptr s, arb_srcptr x,
                                long bits)
{
    arb_struct args[] = {*s, *x}; /* read, not owned */
    value_gammainc(arb, out, args, bits);
    multiply_by_gamma(arb, out, s, bits);
}

/* For s = p + i q and x = y + i z with y > 0, at least 1: (|x|/y)^(|p| + 1) exp(|q z|/y). */
static void bound_turn(const struct arb *arb, arb_ptr out, acb_srcptr s, acb_srcptr x, long bits)
{
    arb_t part;
    arb->arb_init(part);
    arb->acb_abs(out, x, bits);
    arb->arb_div(out, out, &x->real, bits);
    arb->arb_log(out, out, bits);
    arb->arb_abs(part, &s->real);
    arb->arb_add_ui(part, part, 1, bits);
    arb->arb_mul(out, out, part, bits);
    arb->arb_mul(part, &s->imag, &x->imag, bits);
    arb->arb_div(part, part, &x->real, bits);
    arb->arb_abs(part, part);
    arb->arb_add(out, out, part, bits);
    arb->arb_exp(out, out, bits);
    arb->arb_clear(part);
}

/* The integral of t^(s - 1) exp(-t) from 0 to x, or from x on parallel to the real line, over
 * gamma(s): its integrand is at most bound_turn() times that for p and y, which is convex in p. */
static void bound_gamma(const struct arb *arb, arb_ptr out, const acb_struct *x, bool lower,
                        long bits)
{
    enum { PLAIN };
    arb_t ends[2], from[2], part;
    arb->arb_init(part);
    for (int i = 0; i < 2; i++) arb->arb_init(ends[i]), arb->arb_init(from[i]);
    take_ends(arb, ends[0], ends[1], &x->real, bits);
    take_ends(arb, from[0], from[1], &(x + 1)->real, bits);
    arb->arb_set_d(out, 0);
    for (int i = 0; i < 2; i++) {
        if (lower)
            unregularized_lower(arb, part, ends[i], from[1], bits);
        else
            arb->arb_hypgeom_gamma_upper(part, ends[i], from[0], PLAIN, bits);
        arb->arb_add(out, out, part, bits);
    }
    bound_turn(arb, part, x, x + 1, bits);
    arb->arb_mul(out, out, part, bits);
    divide_by_gamma(arb, out, x, bits);
    arb->arb_clear(part);
    for (int i = 0; i < 2; i++) arb->arb_clear(ends[i]), arb->arb_clear(from[i]);
}

BOUND(lower_gamma)
{
    bound_gamma(arb, out, x, true, bits);
}

BOUND(upper_gamma)
{
    bound_gamma(arb, out, x, false, bits);
}

/* Entire in a (DLMF 8.2(ii)). */
ANALYTIC(upper_gamma)
{
    return k == 0 || arb->arb_is_positive(ball);
}

/* The bound needs a > 0. */
ANALYTIC(lower_gamma)
{
    (void)k;
    return arb->arb_is_positive(ball);
}

ZERO(gamma)
{
    return orders[0] && !orders[1] && arb->arb_is_zero(x + 1);
}

/* From x = FAR on, for all a and orders that are let in, derivatives are below exp(-x/2). */
#define FAR 0x1p62
static void vanish(const struct arb *arb, arb_ptr out)
{
    arb_t rest;
    arb->arb_init(rest);
    arb->arb_set_d(rest, 1);
    arb->arb_mul_2exp_si(rest, rest, -(1L << 61));
    arb->arb_set_d(out, 0);
    arb->arb_add_error(out, rest);
    arb->arb_clear(rest);
}

/* By the one of gammainc and gammaincc that is not near 1, where nothing cancels. */
VALUE(gammaincderiv)
{
    static const struct differenced lower = {2, value_gammainc, bound_lower_gamma,
                                             analytic_lower_gamma, zero_gamma},
                                    upper = {2, value_gammaincc, bound_upper_gamma,
                                             analytic_upper_gamma, zero_gamma};
    long orders[2];
    read_orders(arb, orders, x, 2);
    if (arb_middle(arb, x + 3) > FAR) {
        vanish(arb, out);
        return;
    }
    bool is_lower = orders[0] + orders[1] == 0 || arb_middle(arb, x + 3) < arb_middle(arb, x + 2);
    differences_value(arb, is_lower ? &lower : &upper, out, orders, x + 2, bits);
    if (!is_lower) arb->arb_neg(out, out);
}

/* ---- incomplete beta function ---- */

/* The integral of t^(a - 1)*(1 - t)^(b - 1) for real a, b and x is the largest at the least a and b
 * and the greatest x. */
static void bound_real_beta(const struct arb *arb, arb_ptr out, const acb_struct *x, long bits)
{
    arb_struct args[3];
    arb_t other;
    arb->arb_init(other);
    for (int k = 0; k < 3; k++) arb->arb_init(&args[k]);
    for (int k = 0; k < 2; k++) take_ends(arb, &args[k], other, &x[k].real, bits);
    take_ends(arb, other, &args[2], &x[2].real, bits);
    value_betainc(arb, out, args, bits);
    multiply_by_gamma(arb, out, &args[0], bits);
    multiply_by_gamma(arb, out, &args[1], bits);
    arb->arb_add(other, &args[0], &args[1], bits);
    arb->arb_rgamma(other, other, bits);
    arb->arb_mul(out, out, other, bits);
    for (int k = 0; k < 3; k++) arb->arb_clear(&args[k]);
    arb->arb_clear(other);
}

/* That integral for complex arguments is at most bound_turn() of a and x and that of b and 1 - x
 * times as large. The gamma function is the largest on the real line. */
BOUND(beta)
{
    acb_t rest;
    arb_t part;
    arb->acb_init(rest), arb->arb_init(part);
    bound_real_beta(arb, out, x, bits);
    bound_turn(arb, part, x, x + 2, bits);
    arb->arb_mul(out, out, part, bits);
    arb->acb_set_d_d(rest, 1, 0);
    arb->acb_sub(rest, rest, x + 2, bits);
    bound_turn(arb, part, x + 1, rest, bits);
    arb->arb_mul(out, out, part, bits);
    divide_by_gamma(arb, out, x, bits);
    divide_by_gamma(arb, out, x + 1, bits);
    arb->arb_add(part, &x[0].real, &x[1].real, bits);
    multiply_by_gamma(arb, out, part, bits);
    arb->acb_clear(rest), arb->arb_clear(part);
}

ANALYTIC(beta)
{
    if (!arb->arb_is_positive(ball)) return false;
    if (k < 2) return true;
    arb_t rest;
    start_complement(arb, rest, ball, 64);
    bool positive = arb->arb_is_positive(rest);
    arb->arb_clear(rest);
    return positive;
}

/* At x = 0 the function is 0 and at 1 it is 1, for all a and b. As it is 1 - betainc(b, a, 1 - x),
 * derivatives of the same even orders by a and b are 0 where a is b and x is 1/2. */
ZERO(beta)
{
    if (orders[2] || orders[0] + orders[1] == 0) return false;
    if (arb->arb_is_zero(x + 2)) return true;
    arb_t half;
    arb->arb_init(half);
    arb->arb_set_d(half, 0.5);
    bool balanced =
        orders[0] == orders[1] && arb->arb_equal(x, x + 1) && arb->arb_equal(half, x + 2);
    arb->arb_clear(half);
    arb_t rest;
    start_complement(arb, rest, x + 2, 64);
    bool is_end = arb->arb_is_zero(rest);
    arb->arb_clear(rest);
    return balanced || is_end;
}

VALUE(betaincderiv)
{
    static const struct differenced f = {3, value_betainc, bound_beta, analytic_beta, zero_beta};
    double a = arb_middle(arb, x + 3), b = arb_middle(arb, x + 4);
    long orders[3];
    read_orders(arb, orders, x, 3);
    if (arb_middle(arb, x + 5) <= a / (a + b) || orders[0] + orders[1] + orders[2] == 0) {
        differences_value(arb, &f, out, orders, x + 3, bits);
        return;
    }
    /* 1 - betainc(b, a, 1 - x) (DLMF 8.17.4): its own complement is not near 1. */
    arb_struct swapped[] = {x[4], x[3], {{0}}};
    long swapped_orders[] = {orders[1], orders[0], orders[2]};
    start_complement(arb, &swapped[2], x + 5, 2 * bits + 2000);
    differences_value(arb, &f, out, swapped_orders, swapped, bits);
    arb->arb_clear(&swapped[2]);
    if (orders[2] % 2 == 0) arb->arb_neg(out, out);
}

/* ---- Bessel functions ---- */

/* The size of a function that takes complex balls. */
#define BOUND_BY(id, ...)               \
    BOUND(id)                           \
    {                                   \
        acb_t value;                    \
        arb->acb_init(value);           \
        arb->__VA_ARGS__;               \
        arb->acb_abs(out, value, bits); \
        arb->acb_clear(value);          \
    }

BOUND_BY(jv, acb_hypgeom_bessel_j(value, x, x + 1, bits))
BOUND_BY(iv, acb_hypgeom_bessel_i(value, x, x + 1, bits))

/* The integral of exp(-x*cosh(t))*cosh(v*t) over t > 0 (DLMF 10.32.9) is at most that for the real
 * parts, and grows with the size of v and with falling x. */
BOUND(kv)
{
    arb_struct args[2];
    arb_t low, high;
    arb->arb_init(low), arb->arb_init(high);
    for (int k = 0; k < 2; k++) arb->arb_init(&args[k]);
    take_ends(arb, low, high, &x[0].real, bits);
    arb->arb_neg(low, low);
    arb->arb_max(&args[0], low, high, LONG_MAX);
    take_ends(arb, &args[1], high, &x[1].real, bits);
    value_kv(arb, out, args, bits);
    for (int k = 0; k < 2; k++) arb->arb_clear(&args[k]);
    arb->arb_clear(low), arb->arb_clear(high);
}

/* For v = p + i q and x = y + i z: by Schlaefli's integrals (DLMF 10.9.7) and sinh(t) >= cosh(t) -
 * 1, at most exp(4 |q| + |z|) (1 + exp(y) kv(p, y)). */
BOUND(yv)
{
    arb_t part;
    arb->arb_init(part);
    bound_kv(arb, out, x, bits);
    arb->arb_exp(part, &x[1].real, bits);
    arb->arb_mul(out, out, part, bits);
    arb->arb_add_ui(out, out, 1, bits);
    arb->arb_abs(part, &x[0].imag);
    arb->arb_mul_2exp_si(part, part, 2);
    arb->arb_exp(part, part, bits);
    arb->arb_mul(out, out, part, bits);
    arb->arb_abs(part, &x[1].imag);
    arb->arb_exp(part, part, bits);
    arb->arb_mul(out, out, part, bits);
    arb->arb_clear(part);
}

/* Entire in the order, and analytic for x > 0 (DLMF 10.2(ii), 10.25(ii)). */
ANALYTIC(bessel)
{
    return k == 0 || arb->arb_is_positive(ball);
}

/* Those of the first kind are 0 at x = 0 for all positive orders. */
ZERO(first_kind)
{
    return orders[0] && !orders[1] && arb->arb_is_zero(x + 1) && arb->arb_is_positive(x);
}

/* kv is even in its order. */
ZERO(even)
{
    return orders[0] % 2 && arb->arb_is_zero(x);
}

#define BESSEL(id, is_zero)                                                                        \
    VALUE(id##deriv)                                                                               \
    {                                                                                              \
        static const struct differenced f = {2, value_##id, bound_##id, analytic_bessel, is_zero}; \
        differentiate(arb, &f, out, x, bits);                                                      \
    }
BESSEL(jv, zero_first_kind)
BESSEL(yv, NULL)
BESSEL(iv, zero_first_kind)
BESSEL(kv, zero_even)

/* ---- hypergeometric functions ---- */

enum { NOT_REGULARIZED };

BOUND_BY(hyp1f1, acb_hypgeom_m(value, x, x + 1, x + 2, NOT_REGULARIZED, bits))
BOUND_BY(hyp2f1, acb_hypgeom_2f1(value, x, x + 1, x + 2, x + 3, NOT_REGULARIZED, bits))

/* The parameter below has poles at 0 and negative integers. */
static bool has_no_pole(const struct arb *arb, arb_srcptr ball)
{
    return arb->arb_is_positive(ball) || !arb->arb_contains_int(ball);
}

ANALYTIC(hyp1f1)
{
    return k != 1 || has_no_pole(arb, ball);
}

/* As a function of x with a cut from 1 on. */
ANALYTIC(hyp2f1)
{
    if (k == 2) return has_no_pole(arb, ball);
    if (k < 2) return true;
    arb_t rest;
    start_complement(arb, rest, ball, 64);
    bool positive = arb->arb_is_positive(rest);
    arb->arb_clear(rest);
    return positive;
}

/* How many terms a parameter above leaves after the first: -x of 0 and negative integers. Where it
 * leaves all, and where it is differenced itself, more than any order. */
static long terms_left(const struct arb *arb, arb_srcptr x, long order)
{
    double middle = arb_middle(arb, x);
    bool ends = order == 0 && arb->arb_is_int(x) && middle <= 0 && middle >= -MOST_ORDER;
    return ends ? (long)-middle : LONG_MAX;
}

/* The series is a polynomial in x, and in the other parameters above, where one above ends it. At x
 * = 0, its derivative of order n by x is a polynomial of degree n in each of those. */
static bool is_zero_series(const struct arb *arb, const long *orders, const arb_struct *x,
                           int above, int arity)
{
    long total = 0, n = orders[arity - 1], left = LONG_MAX;
    bool at_zero = arb->arb_is_zero(x + arity - 1), many = n == 0 && at_zero;
    for (int k = 0; k < arity; k++) total += orders[k];
    for (int k = 0; k < above; k++) {
        long here = terms_left(arb, x + k, orders[k]);
        if (here < left) left = here;
    }
    for (int k = 0; k < above; k++) many |= orders[k] > left || (at_zero && orders[k] > n);
    return total && (many || n > left || left == 0);
}

ZERO(hyp1f1)
{
    return is_zero_series(arb, orders, x, 1, 3);
}

ZERO(hyp2f1)
{
    return is_zero_series(arb, orders, x, 2, 4);
}

VALUE(hyp1f1deriv)
{
    static const struct differenced f = {3, value_hyp1f1, bound_hyp1f1, analytic_hyp1f1,
                                         zero_hyp1f1};
    differentiate(arb, &f, out, x, bits);
}

VALUE(hyp2f1deriv)
{
    static const struct differenced f = {4, value_hyp2f1, bound_hyp2f1, analytic_hyp2f1,
                                         zero_hyp2f1};
    differentiate(arb, &f, out, x, bits);
}

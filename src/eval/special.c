#include "eval/special.h"

#include <math.h>

#define MOST_WORK 1e9 /* bits times terms of a series */

/* ---- where they are defined ---- */

static bool is_positive(mpfi_srcptr x)
{
    return mpfr_sgn(&x->left) > 0;
}

static bool is_not_negative(mpfi_srcptr x)
{
    return mpfr_sgn(&x->left) >= 0;
}

static bool is_unit(mpfi_srcptr x)
{
    return is_not_negative(x) && mpfr_cmp_ui(&x->right, 1) <= 0;
}

#define SPECIAL(id, arity, change, from, to, defined)                      \
    static bool defined_##id(const mpfi_srcptr *x __attribute__((unused))) \
    {                                                                      \
        return defined;                                                    \
    }
#include "eval/special.def"
#undef SPECIAL

/* ---- values ---- */

#define VALUE(id) \
    static void value_##id(const struct arb *arb, arb_ptr out, const arb_struct *x, long bits)

VALUE(erfinv)
{
    arb->arb_hypgeom_erfinv(out, x, bits);
}

VALUE(erfcinv)
{
    arb->arb_hypgeom_erfcinv(out, x, bits);
}

VALUE(exp1)
{
    arb_t one;
    arb->arb_init(one);
    arb->arb_set_d(one, 1);
    arb->arb_hypgeom_expint(out, one, x, bits);
    arb->arb_clear(one);
}

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

/* ---- the table ---- */

const struct special *special_find(enum fn fn)
{
#define SPECIAL(id, arity, change, from, to, defined)                              \
    static const struct special row_##id = {value_##id,       defined_##id, arity, \
                                            SPECIAL_##change, from,         to};
#include "eval/special.def"
#undef SPECIAL
    switch (fn) {
#define SPECIAL(id, arity, change, from, to, defined) \
    case FN_##id:                                     \
        return &row_##id;
#include "eval/special.def"
#undef SPECIAL
    default: return NULL;
    }
}

bool special_ready(const struct tape *tape)
{
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        if (in->op != OP_FN || !special_find((enum fn)in->fn)) continue;
        struct span span = graph_node(tape->g, in->node)->span;
        return arb_need(tape->g->core, span, fn_name((enum fn)in->fn)) != NULL;
    }
    return true;
}

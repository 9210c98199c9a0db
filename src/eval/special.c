#include "eval/special.h"

#include "eval/differences.h"
#include "tape/tape.h"

#include <math.h>

#define MOST_DERIVATIVES 1000

/* ---- where they are defined ---- */

static bool is_positive(mpfi_srcptr x)
{
    return mpfr_sgn(&x->left) > 0;
}

static bool is_not_negative(mpfi_srcptr x)
{
    return mpfr_sgn(&x->left) >= 0;
}

static bool is_negative(mpfi_srcptr x)
{
    return mpfr_sgn(&x->right) < 0;
}

static bool is_at_most_one(mpfi_srcptr x)
{
    return mpfr_cmp_ui(&x->right, 1) <= 0;
}

static bool is_below_one(mpfi_srcptr x)
{
    return mpfr_cmp_ui(&x->right, 1) < 0;
}

/* A single integer. */
static bool is_order(mpfi_srcptr x)
{
    return mpfr_equal_p(&x->left, &x->right) && mpfr_integer_p(&x->left);
}

/* A single integer that counts derivatives. */
static bool is_whole(mpfi_srcptr x)
{
    return is_order(x) && mpfr_sgn(&x->left) >= 0 && mpfr_cmp_ui(&x->left, MOST_DERIVATIVES) <= 0;
}

/* Orders of n partial derivatives. */
static bool are_orders(const mpfi_srcptr *x, int n)
{
    for (int i = 0; i < n; i++)
        if (!is_whole(x[i]) || mpfr_cmp_ui(&x[i]->left, MOST_ORDER) > 0) return false;
    return true;
}

/* Beyond some size of a parameter, Arb takes too long for anyone to wait. */
static bool is_within(mpfi_srcptr x, int bits)
{
    return mpfr_cmp_si_2exp(&x->left, -1, bits) >= 0 && mpfr_cmp_si_2exp(&x->right, 1, bits) <= 0;
}

static bool is_unit(mpfi_srcptr x)
{
    return is_not_negative(x) && is_at_most_one(x);
}

#define SPECIAL(id, arity, change, from, to, defined)                      \
    static bool defined_##id(const mpfi_srcptr *x __attribute__((unused))) \
    {                                                                      \
        return defined;                                                    \
    }
#include "eval/special.def"
#undef SPECIAL

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

const char *special_gap(enum fn fn, const mpfi_srcptr *x)
{
    bool first_kind = fn == FN_jvderiv || fn == FN_ivderiv;
    if (first_kind && mpfr_sgn(&x[3]->right) < 0)
        return "at negative x, Bessel functions have real values only at whole orders";
    if (first_kind && mpfr_zero_p(&x[3]->right) && mpfr_sgn(&x[2]->right) <= 0)
        return "at 0, Bessel functions of small negative order are infinite";
    if (fn == FN_hyp2f1deriv && mpfr_cmp_ui(&x[7]->left, 1) >= 0)
        return "from x = 1 on, 'hyp2f1' need not have a value at parameters nearby";
    return NULL;
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

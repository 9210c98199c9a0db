/* dual.c - the chain rule. */
#include "dual.h"

void dual_init(struct dual *x, mpfr_prec_t bits)
{
    mpfr_init2(x->value, bits);
    for (int i = 0; i < MOST_NAMES; i++) {
        mpfr_init2(x->slope[i], bits);
        mpfr_set_zero(x->slope[i], 1);
        x->depends[i] = false;
    }
    x->flags = 0;
}

void dual_clear(struct dual *x)
{
    mpfr_clear(x->value);
    for (int i = 0; i < MOST_NAMES; i++) mpfr_clear(x->slope[i]);
}

/* A third root of a third root of what has cancelled is of a ninth of the precision. */
bool dual_near(mpfr_srcptr u, double edge)
{
    enum { PART = 10 };
    mpfr_t off;
    mpfr_init2(off, 64);
    mpfr_sub_d(off, u, edge, MPFR_RNDN);
    bool near = !mpfr_number_p(off) || mpfr_zero_p(off) ||
                mpfr_get_exp(off) < -(mpfr_exp_t)mpfr_get_prec(u) / PART;
    mpfr_clear(off);
    return near;
}

bool dual_near_integer(mpfr_srcptr u)
{
    mpfr_t off;
    if (!mpfr_number_p(u) || mpfr_zero_p(u)) return true;
    if (mpfr_get_exp(u) > (mpfr_exp_t)mpfr_get_prec(u) / 2) return true;
    mpfr_init2(off, mpfr_get_prec(u));
    mpfr_rint(off, u, MPFR_RNDN);
    mpfr_sub(off, u, off, MPFR_RNDN);
    bool near = dual_near(off, 0);
    mpfr_clear(off);
    return near;
}

/* ---- the chain rule ---- */

static void inherit(struct dual *out, const struct dual *const *args, unsigned arity)
{
    out->flags = 0;
    for (int i = 0; i < MOST_NAMES; i++) {
        mpfr_set_zero(out->slope[i], 1);
        out->depends[i] = false;
    }
    for (unsigned k = 0; k < arity; k++) {
        out->flags |= args[k]->flags;
        for (int i = 0; i < MOST_NAMES; i++) out->depends[i] |= args[k]->depends[i];
    }
}

/* slope[i] += partial * argument's slope[i], for the names the argument depends on. */
static void chain(struct dual *out, mpfr_srcptr partial, const struct dual *arg)
{
    for (int i = 0; i < MOST_NAMES; i++)
        if (arg->depends[i])
            mpfr_fma(out->slope[i], partial, arg->slope[i], out->slope[i], MPFR_RNDN);
}

static void apply_one(struct dual *out, const struct operation *operation, const struct dual *u)
{
    mpfr_t partial;
    unsigned flags = operation->look ? operation->look(u->value) : 0;
    out->flags |= flags;
    mpfr_set_nan(out->value);
    if (flags & (SHAKY_VALUE | UNDEFINED)) return;
    mpfr_init2(partial, mpfr_get_prec(out->value));
    operation->value(out->value, u->value, MPFR_RNDN);
    if (operation->slope) {
        operation->slope(partial, u->value, out->value);
        chain(out, partial, u);
    }
    mpfr_clear(partial);
}

static void apply_several(struct dual *out, const struct operation *operation,
                          const struct dual *const *args)
{
    mpfr_t partials[MOST_ARGUMENTS];
    for (unsigned k = 0; k < operation->arity; k++) {
        mpfr_init2(partials[k], mpfr_get_prec(out->value));
        mpfr_set_zero(partials[k], 1);
    }
    out->flags |= operation->apply(out->value, partials, args, operation->order);
    for (unsigned k = 0; k < operation->arity; k++) {
        chain(out, partials[k], args[k]);
        mpfr_clear(partials[k]);
    }
}

/* The branch that is taken, whatever the other one is. */
static void choose(struct dual *out, const struct dual *const *args)
{
    mpfr_t gap;
    mpfr_init2(gap, mpfr_get_prec(out->value));
    mpfr_sub(gap, args[0]->value, args[1]->value, MPFR_RNDN);
    const struct dual *taken = args[mpfr_sgn(gap) < 0 ? 2 : 3];
    inherit(out, &taken, 1);
    out->flags |= args[0]->flags | args[1]->flags;
    if (dual_near(gap, 0)) out->flags |= SHAKY_VALUE | SHAKY_SLOPE;
    mpfr_set(out->value, taken->value, MPFR_RNDN);
    for (int i = 0; i < MOST_NAMES; i++) mpfr_set(out->slope[i], taken->slope[i], MPFR_RNDN);
    mpfr_clear(gap);
}

void dual_apply(struct dual *out, const struct operation *operation, const struct dual *const *args)
{
    if (operation->arity == 4) {
        choose(out, args);
        return;
    }
    inherit(out, args, operation->arity);
    mpfr_clear_flags();
    if (operation->value)
        apply_one(out, operation, args[0]);
    else
        apply_several(out, operation, args);
    bool lost = mpfr_underflow_p() || mpfr_overflow_p(); /* also on the way to a slope */
    if (lost || !mpfr_number_p(out->value)) out->flags |= SHAKY_VALUE | SHAKY_SLOPE;
}

/* germ_functions.c - every function of the table, by whichever rule serves. */
#include "series/germ_private.h"

static const struct germ *first_bad(enum fn fn, const struct germ *const *args)
{
    const struct germ *bad = NULL;
    for (int i = 0; i < fn_arity(fn); i++) {
        const struct germ *own = germ_bad(args[i], args[i]);
        if (own) bad = bad ? germ_bad(bad, own) : own;
    }
    return bad;
}

/* log(a)/log(base) */
static const struct germ *log_to_base(struct germs *e, const struct germ *a, int base)
{
    id log = graph_fn1(e->g, FN_log, graph_int(e->g, base));
    return germ_times(e, germ_log(e, a), graph_pow_number(e->g, log, NUMBER_MINUS_ONE),
                      NUMBER_ZERO);
}

/* Functions that have rules of their own everywhere. */
static const struct germ *by_definition(struct germs *e, enum fn fn, const struct germ *a)
{
    const struct germ *one = germ_number(e, 1, 1);
    switch (fn) {
    case FN_exp: return germ_exp(e, a);
    case FN_exp2:
        return germ_exp(e,
                        germ_times(e, a, graph_fn1(e->g, FN_log, graph_int(e->g, 2)), NUMBER_ZERO));
    case FN_expm1: return germ_subtract(e, germ_exp(e, a), one);
    case FN_log: return germ_log(e, a);
    case FN_log1p: return germ_log(e, germ_add(e, one, a));
    case FN_log2: return log_to_base(e, a, 2);
    case FN_log10: return log_to_base(e, a, 10);
    case FN_cbrt: return germ_cbrt(e, a);
    default: return NULL;
    }
}

const struct germ *germ_apply(struct germs *e, enum fn fn, const struct germ *const *args)
{
    static const struct {
        const struct germ *(*rule)(struct germs *, enum fn, const struct germ *const *);
    } rules[] = {{germ_analytic}, {germ_singular}, {germ_pole}, {germ_special}, {germ_oscillate}};
    const struct germ *out;
    if (fn == FN_where) return germ_step(e, fn, args);
    const struct germ *bad = first_bad(fn, args);
    if (bad) return bad;
    out = germ_step(e, fn, args);
    if (!out) out = germ_corner(e, fn, args);
    if (!out) out = by_definition(e, fn, args[0]);
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !out; i++)
        out = germ_ok(e) ? rules[i].rule(e, fn, args) : germ_failed();
    return out ? out : germ_unclear(e, args[0], "no expansion is known there");
}

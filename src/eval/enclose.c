/* enclose.c - calls the enclosure of each function. MPFI's own functions are used for arithmetic
 * only. */
#include "eval/enclose.h"

static bool all_bounded(enum fn fn, const mpfi_srcptr *args)
{
    int from = 0, to = fn == FN_where ? 1 : fn_arity(fn);
    for (int i = from; i < to; i++)
        if (!enclose_is_bounded(args[i])) return false;
    return true;
}

bool enclose_fn(struct enclose_env *env, enum fn fn, mpfi_ptr out, const mpfi_srcptr *args)
{
    if (!all_bounded(fn, args)) return enclose_fail(out);
    switch (fn) {
#define FUNCTION(id, parameters, rules, defined, smooth, ulps, group, summary) \
    case FN_##id:                                                              \
        return enclose_##id(env, out, args);
#define ALIAS(name, id, group)
#define BUILDER(id, parameters, group, summary)
#include "fn/functions.def"
#undef FUNCTION
#undef ALIAS
#undef BUILDER
    case FN_COUNT: break;
    }
    return enclose_fail(out);
}

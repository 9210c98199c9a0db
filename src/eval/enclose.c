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

#define FUNCTION(id, ...) \
    case FN_##id: return enclose_##id(env, out, args);

bool enclose_fn(struct enclose_env *env, enum fn fn, mpfi_ptr out, const mpfi_srcptr *args)
{
    if (!all_bounded(fn, args)) return enclose_fail(out);
    switch (fn) {
#include "fn/functions.def"
    case FN_COUNT: break;
    }
    return enclose_fail(out);
}

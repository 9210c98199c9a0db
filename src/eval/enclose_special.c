/* enclose_special.c - enclosures of the functions that Arb computes. Its balls hold every value of
 * the function in the balls that they are made from. */
#include "eval/enclose.h"
#include "eval/special.h"

enum { GUARD = 30, FEW_TRIES = 2, MOST_TRIES = 4 };

struct balls {
    arb_struct x[FN_MOST_ARGUMENTS];
    arb_t value;
    bool exact, wide; /* all arguments are points; one is much wider than roundings */
};

/* How often to try with more bits: of a thin interval they hardly help, of a wide one not at all
 * where there is a value. */
static int most_tries(const struct balls *b, bool is_finite)
{
    return b->exact ? MOST_TRIES : b->wide && is_finite ? 1 : FEW_TRIES;
}

/* Evaluates at more bits until as many are right as `out` has. */
static bool evaluate(struct enclose_env *env, const struct arb *arb, const struct special *special,
                     mpfi_ptr out, struct balls *b)
{
    long want = mpfi_get_prec(out), bits = want + GUARD, right = 0;
    bool is_finite = false;
    for (int i = 0; i < most_tries(b, is_finite) && right < want; i++, bits *= 2) {
        special->value(arb, b->value, b->x, bits);
        is_finite = arb->arb_is_finite(b->value);
        right = is_finite ? arb->arb_rel_accuracy_bits(b->value) : 0;
        if (!core_go_on_slow(env->core)) return false;
    }
    return arb_to_interval(arb, out, b->value);
}

/* Sets the last argument to one end of its interval, where the function is least or greatest. */
static bool evaluate_at(struct enclose_env *env, const struct arb *arb,
                        const struct special *special, mpfi_ptr out, struct balls *b,
                        mpfr_srcptr end)
{
    arb->arb_set_interval_mpfr(&b->x[special->arity - 1], end, end, mpfr_get_prec(end));
    return evaluate(env, arb, special, out, b);
}

/* Of a function that is monotone in its last argument, both ends of a wide interval. */
static bool evaluate_ends(struct enclose_env *env, const struct arb *arb,
                          const struct special *special, mpfi_ptr out, struct balls *b,
                          mpfi_srcptr last)
{
    bool rises = special->change == SPECIAL_RISES;
    mpfi_t low, high;
    mpfi_init2(low, mpfi_get_prec(out));
    mpfi_init2(high, mpfi_get_prec(out));
    bool good = evaluate_at(env, arb, special, low, b, rises ? &last->left : &last->right) &&
                evaluate_at(env, arb, special, high, b, rises ? &last->right : &last->left);
    mpfr_swap(&out->left, &low->left);
    mpfr_swap(&out->right, &high->right);
    mpfi_clear(low);
    mpfi_clear(high);
    return good && enclose_finish(out);
}

static bool enclose_special(struct enclose_env *env, enum fn fn, mpfi_ptr out,
                            const mpfi_srcptr *args)
{
    const struct special *special = special_find(fn);
    if (!special->is_defined(args)) return enclose_fail(out);
    const struct arb *arb = arb_need(env->core, (struct span){0}, fn_name(fn));
    if (!arb) return enclose_fail(out);
    struct balls b;
    mpfi_srcptr last = args[special->arity - 1];
    arb->arb_init(b.value);
    b.exact = true, b.wide = false;
    for (int i = 0; i < special->arity; i++) {
        arb->arb_init(&b.x[i]);
        arb_from_interval(arb, &b.x[i], args[i]);
        b.exact = b.exact && enclose_is_point(args[i]);
        b.wide = b.wide || !enclose_is_thin(args[i]);
    }
    bool good = special->change == SPECIAL_VARIES || enclose_is_thin(last)
                    ? evaluate(env, arb, special, out, &b)
                    : evaluate_ends(env, arb, special, out, &b, last);
    for (int i = 0; i < special->arity; i++) arb->arb_clear(&b.x[i]);
    arb->arb_clear(b.value);
    return good || enclose_fail(out);
}

#define SPECIAL(id, arity, change, from, to, defined)    \
    ENCLOSURE(id)                                        \
    {                                                    \
        return enclose_special(env, FN_##id, out, args); \
    }
#include "eval/special.def"
#undef SPECIAL

/* enclose_long.c - gamma and what belongs to it, and erf, at many bits, by Arb where its library is
 * there: there it is many times as quick. */
#include "eval/arb.h"
#include "eval/enclose.h"

enum {
    FEW_BITS = 2048, /* below, opening the library takes longer than the other ways */
    GUARD = 30,
    MOST_DERIVATIVES = 1000
};

static void polygamma(const struct arb *arb, arb_ptr out, unsigned long n, arb_srcptr x, long bits)
{
    acb_t order, at;
    arb->acb_init(order), arb->acb_init(at);
    arb->arb_set_d(&order->real, (double)n);
    arb->acb_set_arb(at, x);
    arb->acb_polygamma(at, order, at, bits);
    arb->arb_set(out, &at->real);
    arb->acb_clear(order), arb->acb_clear(at);
}

bool enclose_long(struct enclose_env *env, enum fn fn, mpfi_ptr out, mpfi_srcptr x, unsigned long n)
{
    const struct arb *arb = NULL;
    if (mpfi_get_prec(out) >= FEW_BITS && n <= MOST_DERIVATIVES) arb = arb_open();
    if (!arb) return false;
    long bits = mpfi_get_prec(out) + GUARD;
    arb_t ball;
    arb->arb_init(ball);
    arb_from_interval(arb, ball, x);
    switch (fn) {
    case FN_gamma: arb->arb_gamma(ball, ball, bits); break;
    case FN_lgamma: arb->arb_lgamma(ball, ball, bits); break;
    case FN_erf: arb->arb_hypgeom_erf(ball, ball, bits); break;
    case FN_erfc: arb->arb_hypgeom_erfc(ball, ball, bits); break;
    case FN_digamma: arb->arb_digamma(ball, ball, bits); break;
    default: polygamma(arb, ball, n, ball, bits);
    }
    bool good = arb_to_interval(arb, out, ball) && core_go_on_slow(env->core);
    arb->arb_clear(ball);
    return good;
}

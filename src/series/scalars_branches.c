/* scalars_branches.c - functions of constants that jump or bend: which of their branches counts.
 *
 * Enclosures of a few bits tell it; where they do not, the function stays as it is. */
#include "series/normal_private.h"

enum { FIRST_BITS = 64, MOST_BITS = 256 };

static int sign_of(struct graph *g, id a)
{
    number value;
    if (a == POISON) return SIGN_UNKNOWN;
    if (graph_is_number(g, a, &value)) return number_sign(&g->numbers, value);
    if (node_has_symbols(g, a)) return SIGN_UNKNOWN;
    return node_enclosed_sign(g, a, FIRST_BITS, MOST_BITS, 0);
}

static int order_of(struct graph *g, id a, id b)
{
    return a == b ? 0 : sign_of(g, normal_sum(g, 1, a, -1, b));
}

static id larger(struct graph *g, id a, id b, bool largest)
{
    int order = order_of(g, a, b);
    if (order == SIGN_UNKNOWN) return POISON;
    return (order >= 0) == largest ? a : b;
}

static id picked(struct graph *g, const id *args)
{
    int sign = sign_of(g, args[0]);
    if (sign == SIGN_UNKNOWN) return POISON;
    return sign ? args[1] : args[2];
}

/* below, zero and above are twice the values. */
static id by_sign(struct graph *g, int sign, int below, int zero, int above)
{
    if (sign == SIGN_UNKNOWN) return POISON;
    int twice = sign < 0 ? below : sign ? above : zero;
    return graph_number(g, number_from_ratio(&g->numbers, twice, 2));
}

static id bent(struct graph *g, id a, id below)
{
    int sign = sign_of(g, a);
    if (sign == SIGN_UNKNOWN) return POISON;
    return sign < 0 ? below : a;
}

id normal_branch(struct graph *g, enum fn fn, const id *args)
{
    id a = args[0];
    switch (fn) {
    case FN_maximum: return larger(g, a, args[1], true);
    case FN_minimum: return larger(g, a, args[1], false);
    case FN_where: return picked(g, args);
    case FN_relu: return bent(g, a, graph_int(g, 0));
    case FN_leaky_relu:
        return bent(g, a,
                    node_multiply(g, graph_number(g, number_from_ratio(&g->numbers, 1, 100)), a));
    case FN_elu: return bent(g, a, normal_sum(g, 1, normal_exp(g, a), -1, graph_int(g, 1)));
    case FN_sign: return by_sign(g, sign_of(g, a), -2, 0, 2);
    case FN_heaviside: return by_sign(g, sign_of(g, a), 0, 1, 2);
    case FN_less: return by_sign(g, order_of(g, a, args[1]), 2, 0, 0);
    case FN_less_equal: return by_sign(g, order_of(g, a, args[1]), 2, 2, 0);
    case FN_equal: return by_sign(g, order_of(g, a, args[1]), 0, 2, 0);
    case FN_not_equal: return by_sign(g, order_of(g, a, args[1]), 2, 0, 2);
    default: return POISON;
    }
}

/* scalars_enclosed.c - the sign of a node of constants, by enclosing it. */
#include "eval/interval.h"
#include "series/normal_private.h"

bool node_has_symbols(struct graph *g, id a)
{
    struct reach reach = {0};
    bool found = false;
    if (a == POISON || graph_is_number(g, a, &(number){0})) return false;
    if (!graph_reach(g, &a, 1, &reach)) return true;
    for (size_t i = 0; i < reach.ids.n && !found; i++)
        found = graph_op(g, reach.ids.at[i]) == OP_VARIABLE;
    reach_free(g, &reach);
    return found;
}

static bool is_below(mpfr_srcptr x, long bits)
{
    return mpfr_zero_p(x) || (mpfr_regular_p(x) && mpfr_get_exp(x) <= -bits);
}

/* A separation > 0 says that x is 0 if it is less than 2^-separation in size. */
static int sign_of(mpfi_srcptr x, long separation)
{
    if (mpfi_nan_p(x)) return SIGN_UNKNOWN;
    if (mpfi_is_strictly_pos(x)) return 1;
    if (mpfi_is_strictly_neg(x)) return -1;
    bool small = separation && is_below(&x->left, separation) && is_below(&x->right, separation);
    return small || mpfi_is_zero(x) ? 0 : SIGN_UNKNOWN;
}

/* With more and more bits, until the enclosure does not straddle 0. */
int node_enclosed_sign(struct graph *g, id a, long bits, long most_bits, long separation)
{
    struct tape tape = {.g = g};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &a, .n_roots = 1};
    int sign = SIGN_UNKNOWN;
    if (tape_compile(&tape, g, &source) && intervals_init(&e, &tape))
        for (; bits <= most_bits && sign == SIGN_UNKNOWN; bits *= 2) {
            if (!intervals_run(&e, bits)) break;
            sign = sign_of(intervals_slot(&e, tape_slot(&tape, a))[0], separation);
        }
    intervals_free(&e);
    tape_free(&tape);
    return sign;
}

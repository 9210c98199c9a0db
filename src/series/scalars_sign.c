/* scalars_sign.c - the sign of a node of constants. */
#include "series/normal_private.h"

enum { FIRST_BITS = 64, FEW_BITS = 256, MOST_SEPARATION = 16384 };

int node_sign(struct graph *g, id constant, long most_bits)
{
    number value;
    if (constant == POISON) return SIGN_UNKNOWN;
    if (graph_is_number(g, constant, &value)) return number_sign(&g->numbers, value);
    if (node_has_symbols(g, constant)) return SIGN_UNKNOWN;
    int sign = node_enclosed_sign(g, constant, FIRST_BITS, FEW_BITS, 0);
    if (sign != SIGN_UNKNOWN) return sign;
    if (node_is_zero(g, constant)) return 0;
    long separation = node_separation(g, constant, MOST_SEPARATION);
    if (2 * separation > most_bits) most_bits = 2 * separation;
    return node_enclosed_sign(g, constant, 2 * FEW_BITS, most_bits, separation);
}

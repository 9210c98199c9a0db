/* expand.h - one node as the pieces it is written with. */
#ifndef PRINT_EXPAND_H
#define PRINT_EXPAND_H

#include "graph/graph.h"

/* How tightly what is written binds; a part that binds less than its place wants gets parentheses.
 */
enum binding { SUM_BINDS = 1, PRODUCT_BINDS, SIGN_BINDS, POWER_BINDS, ATOM_BINDS };

/* One thing still to be written: a node at a place, a piece of text, or a number. */
struct item {
    enum { ITEM_NODE, ITEM_TEXT, ITEM_NUMBER, ITEM_INT } kind;
    int place; /* ITEM_NODE: how tightly it must bind */
    id node;   /* or number */
    const char *text;
    int64_t value;
};

/* Pieces in the order of writing. */
struct pieces {
    struct graph *g;
    VEC(struct item) line;
};

/* Appends the pieces that node a is written with. */
void expand(struct pieces *p, id a);
void expand_text(struct pieces *p, const char *text);
/* How tightly it binds as it is written: enum binding. */
int expand_binds(struct graph *g, id a);
/* True for a < b and its kind, which stand only in conditions. */
bool expand_is_comparison(const struct graph *g, id a);

#endif

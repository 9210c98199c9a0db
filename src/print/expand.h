/* expand.h - one node as the pieces it is written with; one set of rules a language. */
#ifndef PRINT_EXPAND_H
#define PRINT_EXPAND_H

#include "graph/graph.h"

/* How tightly what is written binds; a part that binds less than its place wants gets parentheses.
 */
enum tightness { SUM_BINDS = 1, PRODUCT_BINDS, SIGN_BINDS, POWER_BINDS, ATOM_BINDS };

/* One thing still to be written: a node at a place, a piece of text, or a number. */
struct item {
    enum { ITEM_NODE, ITEM_TEXT, ITEM_NUMBER, ITEM_INT } kind;
    int place; /* ITEM_NODE: how tightly it must bind */
    id node;   /* or number */
    const char *text;
    int64_t value;
};

struct dialect;

/* Pieces in the order of writing. */
struct pieces {
    struct graph *g;
    const struct dialect *dialect;
    /* Will node a be written as a name? */
    bool (*is_named)(const void *printer, id a);
    const void *printer;
    VEC(struct item) line;
};

/* A language that formulas are written in. */
struct dialect {
    /* Appends the pieces that node a is written with. */
    void (*expand)(struct pieces *p, id a);
    /* How tightly it binds as it is written: enum tightness. */
    int (*binds)(struct graph *g, id a);
    void (*number)(struct graph *g, number n, struct str *out);
    /* base^exponent at a place; c times a product without its coefficient. Both > 0. */
    void (*power)(struct pieces *p, id base, number exponent, int place);
    void (*product)(struct pieces *p, number c, id product);
    void (*ones)(struct pieces *p, shape s); /* an array of ones, beside what is stretched */
    const char *open, *close;                /* parentheses */
    void (*name)(struct str *out, const char *name);
};

extern const struct dialect dialect_text, dialect_latex;

/* Pieces of all kinds. A text must live as long as the core's arena. */
void expand_text(struct pieces *p, const char *text);
void expand_node(struct pieces *p, id node, int place);
void expand_number(struct pieces *p, number n);
bool expand_is_named(const struct pieces *p, id a);
void expand_int(struct pieces *p, int64_t value);
/* Sums and products as lines of text, with the dialect's terms and powers; expand_factors leaves
 * the coefficient of the product out and takes c. */
void expand_sum(struct pieces *p, id a);
void expand_product(struct pieces *p, id a);
void expand_factors(struct pieces *p, number c, id product);
/* True for a < b and its kind, which stand only in conditions. */
bool expand_is_comparison(const struct graph *g, id a);

#endif

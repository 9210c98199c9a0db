/* pieces.h - one node as the pieces it is written with; one dialect a language.
 *
 * Most operations have a notation in ops.def, which says all; a dialect adds what is left. */
#ifndef PRINT_PIECES_H
#define PRINT_PIECES_H

#include "graph/graph.h"

/* How tightly what is written binds; a part that binds less than its place wants gets parentheses.
 * OWN: the dialect's `binds` tells. */
enum tightness { OWN_BINDS, SUM_BINDS, PRODUCT_BINDS, SIGN_BINDS, POWER_BINDS, ATOM_BINDS };

/* One thing still to be written: a node at a place, a piece of text, or a number. */
struct item {
    enum { ITEM_NODE, ITEM_TEXT, ITEM_NUMBER, ITEM_INT } kind;
    int place; /* ITEM_NODE: how tightly it must bind */
    id node;   /* or number */
    const char *text;
    int64_t value; /* ITEM_TEXT: its length */
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
    /* By operation: the notation of ops.def, NULL where `expand` writes the node; how tightly it
     * binds, OWN_BINDS where `binds` tells. */
    const char *const *notations;
    const uint8_t *tightness;
    void (*expand)(struct pieces *p, id a);
    int (*binds)(struct graph *g, id a);
    void (*number)(struct graph *g, number n, struct str *out);
    /* base^exponent at a place; c times a product without its coefficient. Both > 0. */
    void (*power)(struct pieces *p, id base, number exponent, int place);
    void (*product)(struct pieces *p, number c, id product);
    void (*ones)(struct pieces *p, shape s); /* an array of ones, beside what is stretched */
    const char *open, *close;                /* parentheses */
    void (*name)(struct str *out, const char *name); /* NULL: names as they are */
};

extern const struct dialect dialect_text, dialect_latex;

/* What a node is written with, and how tightly that binds. */
void pieces_expand(struct pieces *p, id a);
int pieces_binds(const struct dialect *dialect, struct graph *g, id a);

/* Pieces of all kinds. A text must live as long as the core's arena. */
void pieces_text(struct pieces *p, const char *text);
void pieces_node(struct pieces *p, id node, int place);
void pieces_number(struct pieces *p, number n);
void pieces_int(struct pieces *p, int64_t value);
/* Text made for this formula; it is copied and freed. */
void pieces_made(struct pieces *p, struct str *text);
/* A name as the dialect writes it; a size, which may be a letter. */
void pieces_name(struct pieces *p, const char *name);
void pieces_size(struct pieces *p, int64_t size);
/* All children with a text between them. */
void pieces_children(struct pieces *p, id a, const char *between);
/* A node in a notation, as ops.def has them. */
void pieces_notation(struct pieces *p, id a, const char *notation);
bool pieces_is_named(const struct pieces *p, id a);
/* Sums and products as lines of text, with the dialect's terms and powers; pieces_factors leaves
 * the coefficient of the product out and takes c. */
void pieces_sum(struct pieces *p, id a);
void pieces_product(struct pieces *p, id a);
void pieces_factors(struct pieces *p, number c, id product);

#endif

/* pieces.h - splits one node into the pieces it is written with; one dialect per language.
 *
 * Most operations have a notation in ops.def that says everything; a dialect has rules for the
 * others. */
#ifndef PRINT_PIECES_H
#define PRINT_PIECES_H

#include "print/spelling.h"

/* How tightly a text binds. A part that binds less tightly than its place requires gets
 * parentheses. OWN: the dialect's `binds` decides. A place up to NOT_BINDS is a condition's. */
enum tightness {
    OR_BINDS = -3,
    AND_BINDS,
    NOT_BINDS,
    OWN_BINDS,
    SUM_BINDS,
    PRODUCT_BINDS,
    SIGN_BINDS,
    POWER_BINDS,
    ATOM_BINDS
};

/* One thing still to be written: a node, a piece of text, or a number. */
struct item {
    enum { ITEM_NODE, ITEM_TEXT, ITEM_NUMBER, ITEM_INT } kind;
    int place; /* ITEM_NODE: how tightly it must bind */
    id node;   /* or number */
    const char *text;
    int64_t value; /* ITEM_TEXT: its length */
};

struct dialect;

/* The pieces of a node are appended to the text as they come, up to the first that takes pieces
 * itself. That one waits, with all behind it, in the order of writing. */
struct pieces {
    struct graph *g;
    const struct dialect *dialect;
    /* True if node a will be written as a name. */
    bool (*is_named)(const void *printer, id a);
    /* Appends a node that takes no pieces; false for others. */
    bool (*put_short)(void *printer, id a, int place);
    void *printer;
    struct spelling *names; /* NULL: as they are */
    struct str *out;
    VEC(struct item) waiting;
    size_t from; /* before it waits what belongs to other nodes */
};

/* A language that formulas are written in. */
struct dialect {
    /* By operation: its notation in ops.def, or NULL if `expand` writes the node; and how tightly
     * that binds, or OWN_BINDS if `binds` decides. */
    const char *const *notations;
    const uint8_t *tightness;
    void (*expand)(struct pieces *p, id a);
    int (*binds)(struct graph *g, id a);
    void (*number)(struct graph *g, number n, struct str *out);
    /* Write base^exponent at a place, and c times a product without its coefficient. exponent and c
     * are positive. */
    void (*power)(struct pieces *p, id base, number exponent, int place);
    void (*product)(struct pieces *p, number c, id product);
    void (*ones)(struct pieces *p, shape s); /* an array of ones, next to a broadcast value */
    const char *open, *close;                /* parentheses */
    const char *times;                       /* between the factors of a size */
    spell_rule *spell;                       /* NULL: names as they are */
    /* Signs of comparisons, words for and, or, not, and what says that a number is not 0. */
    struct {
        const char *(*comparison)(enum fn fn);
        const char *both, *either, *denied, *holds;
    } logic;
};

extern const struct dialect dialect_text, dialect_latex;

/* Write a node, and return how tightly it binds. */
void pieces_expand(struct pieces *p, id a);
int pieces_binds(const struct dialect *dialect, struct graph *g, id a);

/* logic.c: writes a condition at a place of one. */
void pieces_condition(struct pieces *p, id a, int place);

/* Append pieces. A text must live as long as the core's arena. */
void pieces_bytes(struct pieces *p, const char *text, size_t length);
static inline void pieces_text(struct pieces *p, const char *text)
{
    pieces_bytes(p, text, __builtin_strlen(text));
}
void pieces_node(struct pieces *p, id node, int place);
void pieces_number(struct pieces *p, number n);
void pieces_int(struct pieces *p, int64_t value);
/* Appends text made for this formula; it is copied and freed. */
void pieces_made(struct pieces *p, struct str *text);
/* Append a name as the dialect writes it, or a size. */
void pieces_name(struct pieces *p, const char *name);
void pieces_size(struct pieces *p, int64_t size);
/* Appends all children with a text between them. */
void pieces_children(struct pieces *p, id a, const char *between);
/* Appends a node in a notation of ops.def. */
void pieces_notation(struct pieces *p, id a, const char *notation);
bool pieces_is_named(const struct pieces *p, id a);
/* Append sums and products as lines of text, with the dialect's terms and powers. pieces_factors()
 * writes c in place of the product's coefficient. */
void pieces_sum(struct pieces *p, id a);
void pieces_product(struct pieces *p, id a);
void pieces_factors(struct pieces *p, number c, id product);

#endif

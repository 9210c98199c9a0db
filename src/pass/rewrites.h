/* rewrites.h - the rows of rewrites.def, tried on one node. */
#ifndef PASS_REWRITES_H
#define PASS_REWRITES_H

#include "pass/operations.h"

struct rewrite_row {
    enum fn fn; /* that occurs in the pattern */
    const char *pattern, *result, *condition;
};

/* A set of rows, by their numbers. */
enum { ROW_WORDS = 3 };
struct rows_in {
    uint64_t bits[ROW_WORDS];
};

/* The rows as nodes of one graph, read when first needed. To be freed. */
struct rewrites {
    struct graph *g;
    struct operations *known;
    struct rewrite_nodes **rows; /* by row; NULL before it is met, and before any is */
    struct rows_in of[FN_COUNT]; /* the rows of each function */
    /* Those that were looked at, and which of them are sums, or need a sum or pi in a product. */
    struct rows_in met, sums, special;
    struct known_ids becomes; /* by node: what it is rewritten to */
    struct known_ids within;  /* the same with its terms and factors */
    uint64_t work;            /* rows that may still be tried */
};

/* Returns the node with identities applied as long as there are fewer operations then. */
id rewrites_apply(struct rewrites *rewrites, id a);
/* The same for its terms and factors, theirs, and then for the whole. */
id rewrites_apply_within(struct rewrites *rewrites, id a);
void rewrites_free(struct rewrites *rewrites);

/* facts.c: true if the condition, as a node, is known to hold wherever its parts have values. */
bool fact_holds(struct graph *g, id condition);

#endif

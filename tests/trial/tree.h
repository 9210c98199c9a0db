/* tree.h - random expressions over the function table, at random exact points. */
#ifndef TREE_H
#define TREE_H

#include "dual.h"

#include <stdint.h>

enum { MOST_NODES = 64 };

/* xorshift64*; any state but 0. */
struct seed {
    uint64_t state;
};
uint64_t seed_next(struct seed *seed);
unsigned seed_below(struct seed *seed, unsigned n);

enum leaf { NO_LEAF, LEAF_NAME, LEAF_NUMBER, LEAF_PI, LEAF_E };

/* Arguments stand before their operation; the last node is the expression. */
struct node {
    const struct operation *operation; /* NULL for a leaf */
    enum leaf leaf;
    unsigned name; /* of a leaf */
    unsigned args[MOST_ARGUMENTS];
    mpq_t number;
    char *text;
};

struct tree {
    struct node nodes[MOST_NODES];
    unsigned n;
    bool costly;
    unsigned n_names;
    mpq_t at[MOST_NAMES];
    char *at_text[MOST_NAMES];
};

extern const char *const tree_names[MOST_NAMES];

void tree_make(struct tree *tree, struct seed *seed);
void tree_free(struct tree *tree);
static inline const char *tree_text(const struct tree *tree)
{
    return tree->nodes[tree->n - 1].text;
}

/* True if some operation is written with the function of this name. */
bool tree_knows(const char *function);

/* The second opinion of every node at the point; to be cleared. */
void tree_evaluate(const struct tree *tree, struct dual duals[MOST_NODES], mpfr_prec_t bits);

#endif

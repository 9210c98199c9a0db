/* rewrites_private.h - what the files that apply identities share. */
#ifndef PASS_REWRITES_PRIVATE_H
#define PASS_REWRITES_PRIVATE_H

#include "pass/rewrites.h"

/* The letters of a row, its terms, and the most terms or factors that are searched for them. */
enum { HOLES = 4, MOST_WRITTEN = 3, MOST_TERMS = 24 };

/* The functions among the factors of a term, above and below the line, those that are there more
 * than once or to a power, whether a sum is a factor, and whether the argument of a function is a
 * multiple of pi. */
struct factors {
    struct functions_in above, below, twice;
    bool has_sum, has_pi;
};

/* Reading a row takes longer than seeing that it cannot apply, and most never do: each part is read
 * when it is needed. */
struct rewrite_nodes {
    const struct rewrite_row *text;
    struct functions_in needs;
    struct factors terms[MOST_WRITTEN]; /* that hold functions, as they are written */
    uint32_t n_terms;
    bool is_sum; /* as it is written */
    bool read, read_result;
    id pattern, result, condition; /* POISON: none */
    id holes[HOLES];
};

/* What stands in the places of letters, POISON: nothing yet; and of a pattern's factors. */
struct matching {
    struct graph *g;
    const id *holes;
    id values[HOLES];
    struct term factors[MOST_WRITTEN];
};

/* rewrite_match.c: returns a part of a pattern with values in the places of letters. */
id matching_instantiate(const struct matching *m, id p);
/* 0: no letters, 1: letters that all have values, 2: others. */
int matching_letters_in(const struct matching *m, id p);
/* True if a node is of the pattern's form; its letters have values then. */
bool matching_node(struct matching *m, id p, id a);
/* Finds the pattern's factors from number i on among those of the product that are not used;
 * returns how often they are all there. */
int64_t matching_factors(struct matching *m, id p, uint32_t i, id a, uint32_t used);

/* Any node is a product with itself as its only factor. */
static inline uint32_t factors_in(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_PRODUCT ? graph_node(g, a)->n : 1;
}

static inline struct term factor_of(const struct graph *g, id a, uint32_t i)
{
    if (graph_op(g, a) != OP_PRODUCT) return (struct term){a, NUMBER_ONE};
    return (struct term){graph_child(g, a, i), node_number(g, graph_node(g, a), i)};
}

/* rewrite_rows.c: returns the rows that name any function of the set first, and may apply to such a
 * sum, or to something else with such factors. */
struct rows_in rewrite_rows_of(struct rewrites *r, struct functions_in set, bool is_sum,
                               const struct factors *factors);
/* Returns what is known of the factors of a node. */
struct factors rewrite_rows_factors(const struct graph *g, id a);
/* Returns a row that may apply to a node with such functions and factors; NULL if it cannot, by its
 * text alone, or without memory. */
struct rewrite_nodes *rewrite_rows_fit(struct rewrites *r, size_t row, id a,
                                       const struct functions_in *functions,
                                       const struct factors *factors);
/* Return the pattern and the result of a row, which are read when they are first asked for. POISON
 * without memory. */
id rewrite_rows_pattern(struct graph *g, struct rewrite_nodes *row);
id rewrite_rows_result(struct graph *g, struct rewrite_nodes *row);

#endif

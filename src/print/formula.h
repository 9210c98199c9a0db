/* formula.h - prints graph nodes as text that parses to the same value. */
#ifndef PRINT_FORMULA_H
#define PRINT_FORMULA_H

#include "print/pieces.h"

struct formulas {
    const char **texts; /* one per root, in the core's arena */
    /* "t1 = ...": parts with several uses; none unless the formula would be huge without them. */
    VEC(const char *) lets;
};

/* A name of the program and its value. */
struct visible {
    const char *name;
    id value;
};

/* How formulas are written: in which language; whether parts that are used twice get names even if
 * the whole is not huge; and names of the program's own. */
struct style {
    const struct dialect *dialect;
    bool named;
    const struct visible *names;
    size_t n_names;
};

/* Prints n roots. False without memory. Call formulas_free() either way. */
bool print_formulas(struct graph *g, const struct style *style, const id *roots, size_t n,
                    struct formulas *out);
/* Returns one root by itself, whatever its size; "?" without memory. */
const char *print_formula(struct graph *g, id root);
void formulas_free(struct graph *g, struct formulas *formulas);

#endif

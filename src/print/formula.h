/* formula.h - graph nodes as text that parses again to the same value. */
#ifndef PRINT_FORMULA_H
#define PRINT_FORMULA_H

#include "print/pieces.h"

struct formulas {
    const char **texts; /* one a root, in the core's arena */
    VEC(const char *)
    lets; /* "t1 = ...": parts that several places use, where writing them out
             would swell; empty for ordinary formulas */
};

/* A name of the program and what it stands for. */
struct visible {
    const char *name;
    id value;
};

/* How formulas are written: the language, and whether parts that are used twice get names, and
 * which, also where the whole is not huge. */
struct style {
    const struct dialect *dialect;
    bool named;
    const struct visible *names;
    size_t n_names;
};

/* Prints n roots in a language. False when memory is gone. Free with formulas_free. */
bool print_formulas(struct graph *g, const struct style *style, const id *roots, size_t n,
                    struct formulas *out);
/* One root on its own, whatever its size; "?" when memory is gone. */
const char *print_formula(struct graph *g, id root);
void formulas_free(struct graph *g, struct formulas *formulas);

#endif

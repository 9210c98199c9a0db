/* expansion.h - the Taylor expansion of a scalar formula around a point, in one variable or
 * several.
 *
 * In several variables it is put together from expansions along lines: with the direction
 * (x1, ..., xm-1, 1) the coefficient of s^k is the part of degree k, whose values at a lattice of
 * integers determine it (Griewank, Utke and Walther, 2000; interpolation on lower sets by Newton's
 * divided differences, Werner, 1980). */
#ifndef SERIES_EXPANSION_H
#define SERIES_EXPANSION_H

#include "series/taylor.h"

/* Where and of what. */
struct expansion {
    struct graph *g;
    id value;
    const id *variables, *centers; /* n_variables of each: scalar variables, constants */
    size_t n_variables;
    struct taylor formula, center;
    struct tape_source formula_source, center_source;
};

/* Prepares; the lists must stay. False after an error or without memory, and where the formula has
 * arrays: diag_any() tells errors apart. */
bool expansion_begin(struct expansion *e, struct graph *g, id value, const id *variables,
                     const id *centers, size_t n_variables);
void expansion_end(struct expansion *e);

/* Along the line center + s*direction: the first n coefficients, which the caller frees. */
enum taylor_state expansion_line(const struct expansion *e, const struct scalars *s,
                                 const int64_t *direction, size_t n, struct series *out);

/* The monomials of total degree at most n in m variables: by degree, and x^2, x*y, y^2 within one.
 * Returns their number, and 0 if there are more than `most`. */
size_t monomials_count(size_t m, size_t n, size_t most);
/* Lists their exponents, m for each. False without memory. Free with mem_free_array. */
bool monomials_list(struct core *core, size_t m, size_t n, uint32_t **exponents);

/* The coefficients of all of them, in that order. */
enum taylor_state expansion_all(const struct expansion *e, const struct scalars *s, size_t degree,
                                struct series *out);

#endif

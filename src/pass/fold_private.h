/* fold_private.h - what fold.c and the files for linear algebra share. */
#ifndef PASS_FOLD_PRIVATE_H
#define PASS_FOLD_PRIVATE_H

#include "graph/elimination.h"
#include "graph/linear.h"

/* An array (or scalar) of exact numbers, row-major. */
struct literal {
    shape shape;
    size_t n;
    number *at;
};

/* Computes the entries of a determinant, inverse, solution or cofactors of literals. False if there
 * are none, or if they would cost too much. */
bool fold_matrix(struct graph *g, const struct node *node, const struct literal *args,
                 struct literal *out);
/* Computes the entries of a Cholesky factor, false if they are irrational, or whether there is
 * one. */
bool fold_symmetric(struct graph *g, const struct node *node, const struct literal *args,
                    struct literal *out);
/* Computes the entries of an exponential or square root, false if they may be irrational. */
bool fold_function(struct graph *g, const struct node *node, const struct literal *args,
                   struct literal *out);

/* In fold_rational.c: rationals (mpq_t) as scalars; reads a part, or a matrix and its directions,
 * and writes the last part. */
extern const struct field fold_rationals;
void fold_read_part(struct graph *g, struct elements *m, uint32_t part, const struct literal *from);
void fold_read(struct graph *g, struct elements *m, const struct literal *args);
void fold_write(struct graph *g, const struct elements *m, struct literal *out);
/* In fold_whole.c: as eliminate(), over rationals without directions; of a rank that is less than
 * the number of rows only that is told. `a` stays as it is. */
int64_t fold_eliminate(struct core *core, const struct elements *a, struct elements *b,
                       struct elements *det);
/* In fold_singular.c: true if a square matrix is singular modulo a prime, as few are that are not
 * singular; the cofactors of one that is; false if it is not seen to be. */
bool fold_may_be_singular(struct core *core, const struct elements *a);
bool fold_singular_cofactors(struct core *core, const struct elements *a, struct elements *out);

#endif

/* derive.h - differentiation, from graph to graph. */
#ifndef PASS_DERIVE_H
#define PASS_DERIVE_H

#include "graph/guard.h"

/* Reverse mode: the adjoints of n leaves (variables or named values) for a result of one entry,
 * each in its leaf's shape; a leaf that f does not depend on gets zeros. One sweep from f down
 * through the graph, whatever n (Linnainmaa, 1970). A leaf that is a named value is taken as
 * independent, and the leaves below it also receive what flows through it.
 * kinks, if not NULL, receives the conditions under which every function met is differentiable.
 * False after an error. */
bool derive_reverse(struct graph *g, id f, const id *leaves, size_t n, id *adjoints,
                    struct guards *kinks);

/* Forward mode: how f moves, in the shape of f, when each of n leaves moves along its tangent, a
 * node of the leaf's own shape. What flows through a leaf that is a named value adds to the
 * tangent it is given. */
id derive_jvp(struct graph *g, id f, const id *leaves, const id *tangents, size_t n);

/* The derivative of f by the scalar leaf x, in the shape of f. */
id derive_forward(struct graph *g, id f, id x);

/* The Jacobian of v by the leaf x: a matrix with one row an entry of v and one column an entry
 * of x; the axis of a scalar is left out. */
id derive_jacobian(struct graph *g, id v, id x, struct guards *kinks);

/* The same as one formula of matrices, for vectors of any size, or a vector where v or x is a
 * scalar; POISON after an error where there is none. */
id derive_matrix_jacobian(struct graph *g, id v, id x);

/* The product of two links of the chain: of an adjoint and a partial derivative, or of a partial
 * derivative and a tangent. A branch that is not taken, where(c, ., 0), takes the other factor in,
 * whose value then does not matter; the conditions of the outer link, nearer to the result, are
 * looked at first, for where they fail those of the inner one may have no value. */
id derive_chain(struct graph *g, id outer, id inner);
/* Whether a has such a branch. */
bool derive_takes_in(const struct graph *g, id a);
/* Of the terms pushed since graph_begin, a few, those that branch by one condition, or by one and
 * its opposite, become one, where they can cancel. */
void derive_join_branches(struct graph *g, size_t begin);

/* The product of all factors of a product node but the i-th, coefficient included, with the
 * exponent's factor: the partial derivative by base i. Shared by both modes. */
struct partials {
    struct graph *g;
    id product;
    id *prefix, *suffix; /* products of the factors before and after; NULL for short products */
    uint32_t n;
};
bool partials_init(struct partials *p, struct graph *g, id product);
id partials_get(struct partials *p, uint32_t i);
/* derive_chain of it. */
id partials_chain(struct partials *p, uint32_t i, id a);
/* The same in two parts: its number, and the rest times a number. */
number partials_number(const struct partials *p, uint32_t i);
id partials_times(struct partials *p, uint32_t i, number c);
void partials_free(struct partials *p);

/* where(condition, a, 0), or where(condition, 0, a). */
struct derive_mask {
    id condition;
    bool is_first_zero;
};
/* a = c*where(condition, b, 0) of a scalar condition becomes c*b; and the way back. */
bool derive_take_mask(struct graph *g, id *a, struct derive_mask *mask);
id derive_put_mask(struct graph *g, struct derive_mask mask, id a);

#endif

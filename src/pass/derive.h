/* derive.h - differentiation, from graph to graph. */
#ifndef PASS_DERIVE_H
#define PASS_DERIVE_H

#include "graph/guard.h"

/* Reverse mode: computes the adjoints of n leaves (variables or named values) for a result f of one
 * entry, each in its leaf's shape, with zeros for a leaf that f does not depend on. It takes one
 * sweep from f down through the graph, whatever n is (Linnainmaa, 1970). A leaf that is a named
 * value is treated as independent; leaves below it also receive what flows through it. `kinks`, if
 * not NULL, receives the conditions under which every function on the way is differentiable. False
 * after an error. */
bool derive_reverse(struct graph *g, id f, const id *leaves, size_t n, id *adjoints,
                    struct guards *kinks);

/* Forward mode: returns the tangent of f, in the shape of f, for the given tangents of n leaves,
 * each in its leaf's shape. If a leaf is a named value, what flows in from below is added to its
 * tangent. */
id derive_jvp(struct graph *g, id f, const id *leaves, const id *tangents, size_t n);

/* Returns the derivative of f by the scalar leaf x, in the shape of f. */
id derive_forward(struct graph *g, id f, id x);

/* The tangents of a graph's nodes by one name, zeroed at first, to be freed. A derivative consists
 * mostly of parts that the derivatives before it had too. */
struct known_tangents {
    id x;
    struct known_ids tangents; /* by node */
};
/* Returns the same as derive_forward(), of functions that are derived one after another. */
id derive_next(struct graph *g, id f, id x, struct known_tangents *known);
/* orders.c: returns the derivative of order *done, at most `orders`, of a formula that is a
 * polynomial in parts whose derivatives are terms of it: of order 0, f itself, of others, and of a
 * lower order where numbers get too long. */
id derive_orders(struct graph *g, id f, id x, int orders, struct known_tangents *known, int *done);
void known_tangents_free(struct graph *g, struct known_tangents *known);

/* Returns the Jacobian of v by the leaf x: a matrix with one row per entry of v and one column per
 * entry of x. A scalar has no axis. */
id derive_jacobian(struct graph *g, id v, id x, struct guards *kinks);

/* Returns the same as one formula of matrices, for arrays of any size (a vector if v or x is a
 * scalar, in the shape of v if x is one); POISON after an error if there is none. */
id derive_matrix_jacobian(struct graph *g, id v, id x);

/* Returns the product of two factors of the chain rule: an adjoint and a partial derivative, or a
 * partial derivative and a tangent. A branch that may not be taken, where(c, ., 0), is put around
 * the other factor, whose value then does not matter if c fails. The conditions of the outer
 * factor, which is nearer to the result, are tested first, since where they fail those of the inner
 * one may have no value. */
id derive_chain(struct graph *g, id outer, id inner);
/* True if a has such a branch. */
bool derive_takes_in(const struct graph *g, id a);
/* Joins terms pushed since graph_begin(), if they are few, that branch by the same condition or by
 * one and its opposite, so that they can cancel. */
void derive_join_branches(struct graph *g, size_t begin);

/* The partial derivatives of a product: the i-th is the product of all factors except base i,
 * coefficient included, times the derivative of base i's power. Shared by both modes. */
struct partials {
    struct graph *g;
    id product;
    id *prefix, *suffix; /* products of the factors before and after each, or NULL if short */
    uint32_t n;
    bool has_branch; /* some factor is a branch, which would be put around others */
};
bool partials_init(struct partials *p, struct graph *g, id product);
id partials_get(struct partials *p, uint32_t i);
/* Returns derive_chain() of partial derivative i and a number times a. */
id partials_chain(struct partials *p, uint32_t i, struct term a);
/* Return a partial derivative in two parts: its number, and the rest times a number. */
number partials_number(const struct partials *p, uint32_t i);
id partials_times(struct partials *p, uint32_t i, number c);
void partials_free(struct partials *p);

/* The mask of where(condition, a, 0) or where(condition, 0, a). */
struct derive_mask {
    id condition;
    bool is_first_zero;
};
/* Replaces a = c*where(condition, b, 0), where the condition is scalar, by c*b and returns the
 * mask; derive_put_mask() puts it back. */
bool derive_take_mask(struct graph *g, id *a, struct derive_mask *mask);
id derive_put_mask(struct graph *g, struct derive_mask mask, id a);

/* Adds the conditions under which the condition of a where() does not change, each on the boundary
 * of one of its comparisons, where the two branches may not join smoothly. */
void derive_guard_boundaries(struct graph *g, struct guards *kinks, id where);
/* Which entries attain an extreme, as its derivative asks, changes where several do: adds the
 * condition that one does. False for any other comparison. */
bool derive_guard_attained(struct graph *g, struct guards *kinks, id hits);

#endif

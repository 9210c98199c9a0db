/* terms.h - splits products into factors above and below the line, and sums into terms, in the
 * order of writing. */
#ifndef PRINT_TERMS_H
#define PRINT_TERMS_H

#include "graph/softmax.h"

struct factor {
    const struct graph *g;
    id base;
    number exponent; /* positive: below the line it divides */
};

/* The first n_above factors are above the line, the next n_below below it. */
struct factors {
    struct factor few[16], *at;
    size_t n_above, n_below, total;
};

/* Lists the factors of a product without its coefficient; any other node is its own only factor.
 * False without memory. */
bool factors_init(struct factors *f, struct graph *g, id product);
/* Given the number below the line, writes sqrt(2)/(2*sqrt(pi)) as 1/sqrt(2*pi). */
void factors_join_roots(struct factors *f, struct graph *g, number *under);
void factors_free(struct factors *f, struct graph *g);

struct summand {
    const struct graph *g;
    id term; /* POISON: the constant */
    number c;
};

struct summands {
    struct summand few[16], *at;
    size_t n, room;
};

/* Lists the terms of a sum, the constant included, beginning with a positive one if there is any.
 * False without memory. */
bool summands_init(struct summands *s, struct graph *g, id sum);
void summands_free(struct summands *s, struct graph *g);

/* Returns the value that is broadcast, which is written as a product with ones; any other node is
 * returned as it is. */
id stretched(const struct graph *g, id a);
/* Returns the coefficient of a product, broadcast or not; 1 for other nodes. */
number coefficient_of(const struct graph *g, id a);

/* True for a number written in one piece of digits: an integer or a short decimal. */
bool number_is_plain(struct graph *g, number n);

/* Returns the a of sqrt(sum(a^2)), given sum(a^2); POISON for anything else. */
id norm_argument(const struct graph *g, id sum);

#endif

/* terms.h - products as factors above and below a line, sums as terms, in the order of writing. */
#ifndef PRINT_TERMS_H
#define PRINT_TERMS_H

#include "graph/softmax.h"

struct factor {
    const struct graph *g;
    id base;
    number exponent; /* > 0: the side of the line says the rest */
};

/* at[0..n_above) stands above, the next n_below below. */
struct factors {
    struct factor few[16], *at;
    size_t n_above, n_below, total;
};

/* The factors of a product without its coefficient; any other node is a factor of itself. */
bool factors_init(struct factors *f, struct graph *g, id product);
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

/* The terms of a sum, a positive one first where there is one, and the constant among them. */
bool summands_init(struct summands *s, struct graph *g, id sum);
void summands_free(struct summands *s, struct graph *g);

/* A stretched value is written as a product with ones: what is stretched; else the node itself. */
id stretched(const struct graph *g, id a);
/* The coefficient of a product, stretched or not; 1 for other nodes. */
number coefficient_of(const struct graph *g, id a);

/* A number that is written as one piece of digits: an integer or a short decimal. */
bool number_is_plain(struct graph *g, number n);

/* The a of sqrt(sum(a^2)) given sum(a^2), or POISON. */
id norm_argument(const struct graph *g, id sum);

#endif

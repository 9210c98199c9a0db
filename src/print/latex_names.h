/* latex_names.h - names, numbers and functions as LaTeX. */
#ifndef PRINT_LATEX_NAMES_H
#define PRINT_LATEX_NAMES_H

#include "graph/graph.h"

/* w1 is w_{1}, y_true is y_{\text{true}}, alpha and α are \alpha. */
void latex_name(struct str *out, const char *name);
/* 1/3 is a fraction, 2.5e30 has a power of ten. */
void latex_number(struct graph *g, number n, struct str *out);
/* A number that a program printed, such as -2.5e30. */
void latex_digits(struct str *out, const char *text);

/* How a function of the table is written: what stands before, between and after its arguments. */
struct latex_function {
    const char *open, *between, *close;
    const char *power; /* before an exponent where it goes inside, as in \sin^{2}(x); or NULL */
    int binds;         /* enum tightness */
};
struct latex_function latex_function(enum fn fn);

#endif

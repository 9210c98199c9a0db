/* python.h - a result as a NumPy function. */
#ifndef PRINT_PYTHON_H
#define PRINT_PYTHON_H

#include "print/formula.h"

/* One thing the function returns: an array; several end to end; or a table of `columns` arrays a
 * row. */
struct python_output {
    const char *name;
    size_t n_roots, columns;
};

struct python_program {
    struct graph *g;
    const char *name; /* of the function */
    const id *inputs; /* its parameters: variables */
    size_t n_inputs;
    const id *roots; /* of the outputs, one after the other */
    size_t n_roots;
    const struct python_output *outputs;
    size_t n_outputs;
    const struct visible *names; /* what the program calls parts of it */
    size_t n_names;
};

/* Appends the module's text; false after a diagnostic: not all can be said with NumPy. */
bool print_python(const struct python_program *program, struct str *out);

#endif

/* python.h - prints a tape as a NumPy function, from the steps of its code (tape/code.h). */
#ifndef PRINT_PYTHON_H
#define PRINT_PYTHON_H

#include "fn/fn.h"
#include "print/places.h"
#include "tape/code.h"

/* One output of the function: an array; several arrays one after another; or a table with `columns`
 * arrays per row. */
struct python_output {
    const char *name;
    const id *roots;
    size_t n_roots, columns;
    const struct code_place *places; /* by root, of the nonzeros of a matrix; else NULL */
};

/* A name of the program for a part of it. */
struct python_part {
    const char *name;
    id value;
};

struct python_program {
    const struct tape *tape; /* its inputs and the letters of sizes have slots of their own */
    const char *name;        /* name of the function */
    const id *inputs;        /* its parameters: variables */
    size_t n_inputs;
    const struct python_output *outputs;
    size_t n_outputs;
    const struct python_part *parts;
    size_t n_parts;
    const struct code_pattern *pattern; /* the only output is its nonzeros; NULL: none */
};

/* Appends the module's text. Sizes may be letters: the module reads them from the arguments'
 * shapes, or takes them as arguments. False after a diagnostic, as NumPy does not have
 * everything. */
bool print_python(const struct python_program *program, struct str *out);
/* True if NumPy or SciPy has the function of the table, or the module brings it along. */
bool python_has(enum fn fn);

#endif

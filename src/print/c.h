/* c.h - prints a tape as a function in C11, from the steps of its code (tape/code.h). */
#ifndef PRINT_C_H
#define PRINT_C_H

#include "print/places.h"
#include "tape/order.h"

/* An output of the function: the entries of several roots. */
struct c_output {
    const char *name;
    const id *roots;
    size_t n_roots;
    const struct code_place *places; /* by root; NULL: one after another */
    int64_t count;
    id replaces;   /* the input whose memory it may be; POISON: none */
    bool returned; /* a scalar that the function returns, instead of an argument */
};

struct c_program {
    const struct tape *tape; /* its inputs have slots of their own */
    const char *name;        /* name of the function, which is made an identifier of C; NULL: "f" */
    const id *inputs;        /* variables, in the order of the arguments */
    size_t n_inputs;
    const struct c_output *outputs;
    size_t n_outputs;
    const struct code_pattern *pattern; /* the only output is its nonzeros; NULL: none */
    const char *header; /* file name of the header that the code includes; NULL: none */
    bool driver;        /* whether to add a main that reads points from standard input */
};

/* Appends the code and its header. Outputs are computed where they stand, so they must not overlap
 * inputs, except for those in place. False after a diagnostic. */
bool print_c(const struct c_program *program, struct str *code, struct str *header);

#endif

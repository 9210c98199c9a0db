/* c.h - a tape as a function in C11, which takes the steps of its code (tape/code.h). */
#ifndef PRINT_C_H
#define PRINT_C_H

#include "tape/order.h"

/* What the function computes: the entries of several roots, one root's after another's. */
struct c_output {
    const char *name;
    const id *roots;
    size_t n_roots;
    int64_t count;
    bool returned; /* a scalar that is the function's value instead of an argument */
};

struct c_program {
    const struct tape *tape; /* the inputs have slots of their own */
    const char *name;        /* of the function, made an identifier of C; NULL: "f" */
    const id *inputs;        /* variables, in the order of the arguments */
    size_t n_inputs;
    const struct c_output *outputs;
    size_t n_outputs;
    const char *header; /* file name of the header that the code includes, or NULL */
    bool driver;        /* a main that reads points from standard input */
};

/* Appends the code and its header. Temporaries are kept apart from the outputs until the end, so an
 * output may share its memory with an input. False after a diagnostic. */
bool print_c(const struct c_program *program, struct str *code, struct str *header);

#endif

/* python_private.h - what the files that write Python share. */
#ifndef PRINT_PYTHON_PRIVATE_H
#define PRINT_PYTHON_PRIVATE_H

#include "print/python.h"

/* How tightly Python's text binds. `@` binds as `*` does and is kept apart for the reader. */
enum { PYTHON_TEST, PYTHON_SUM, PYTHON_MATMUL, PYTHON_PRODUCT, PYTHON_POWER, PYTHON_ATOM };

/* The value of a step as an expression. */
struct python_value {
    const char *text;
    const char *items; /* of np.array([...]): the list in it, for lists of lists; else NULL */
    uint8_t binds;
    bool condition; /* true or false, where a number is wanted 1 or 0 */
    bool is_name;   /* a statement made it */
    shape shape;    /* as NumPy has it: stretches to that of the step, wherever that matters */
};

/* Functions that the module defines for itself, where NumPy has none. */
enum python_helper {
    PYTHON_EXPIT,
    PYTHON_LEAKY_RELU,
    PYTHON_ELU,
    PYTHON_GELU,
    PYTHON_SILU,
    PYTHON_POWER_OF,
    PYTHON_EMBED,
    PYTHON_COFACTOR,
    PYTHON_MOVED_COFACTOR,
    PYTHON_REARRANGE,
    PYTHON_RECURRENCE,
    PYTHON_HELPERS
};

struct python_writer {
    const struct python_program *p;
    struct graph *g;
    struct core *core;
    struct code steps;
    const struct code_step *code; /* the steps themselves, n of them */
    size_t n;
    struct python_value *values; /* by step */
    uint32_t *uses;              /* by step: how often it is read */
    const char **names;          /* by step: what the program calls it, or NULL */
    bool *lone;                  /* by step: it is all of an output */
    bool *given;                 /* by step: an argument of the function */
    struct str body;
    bool used[PYTHON_HELPERS], special;
    VEC(int64_t) letters; /* of sizes that the body speaks of */
    uint32_t n_temporaries;
    bool failed;
};

static inline const uint32_t *python_args(const struct python_writer *w,
                                          const struct code_step *step)
{
    return code_args(&w->steps, step);
}
static inline struct shape_data python_dims(const struct python_writer *w, uint32_t step)
{
    return code_dims(&w->steps, step);
}

/* python.c: text in the core's arena; "" without memory. */
const char *python_text(struct python_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The text of a string, which is freed. */
const char *python_taken(struct python_writer *w, struct str *s);
/* A statement of the body that gives an expression a new name. */
struct python_value python_temporary(struct python_writer *w, struct python_value value);
/* False, and a diagnostic that NumPy has no `what`. */
bool python_cannot(struct python_writer *w, const struct code_step *step, const char *what);

/* python_names.c: the name, with an underscore behind it where Python has the word for itself. */
void python_name(struct str *out, const char *name);
/* A size, and a whole shape: 3, or (m, n). Letters are noted, for the head to define. */
void python_put_size(struct python_writer *w, struct str *out, int64_t size);
const char *python_shape(struct python_writer *w, shape s);
void python_note_letter(struct python_writer *w, int64_t size);

/* python_expression.c: elementwise steps. Parentheses keep the order of operations that the steps
 * have. */
struct python_value python_elementwise(struct python_writer *w, const struct code_step *step);
/* Whole numbers are written as ints where they are `beside` a double: 2*x, but np.full(n, 2.0). */
struct python_value python_literal(struct python_writer *w, double x, bool beside);
/* A step's value as a number, and with all its entries. */
struct python_value python_entry(struct python_writer *w, uint32_t step);
struct python_value python_full(struct python_writer *w, uint32_t step);
/* In parentheses if it binds less than that. */
const char *python_bound(struct python_writer *w, struct python_value value, int binds);

/* python_arrays.c: what is done with whole arrays. */
struct python_value python_array(struct python_writer *w, uint32_t step);
/* A call of a helper, which the module then defines. */
const char *python_call(struct python_writer *w, enum python_helper helper, const char *arguments);

/* python_functions.c: what stands before, between and after the arguments of a function; `open` is
 * NULL where NumPy and SciPy have no such function. */
struct python_function {
    const char *open, *between, *close;
    uint8_t binds;
    bool special;
    int helper; /* or -1 */
};
struct python_function python_function(enum fn fn);
const char *python_helper(enum python_helper helper);

/* python_file.c: the module around the body. */
void python_put_module(struct python_writer *w, struct str *out);

#endif

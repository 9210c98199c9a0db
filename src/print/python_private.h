/* python_private.h - what the files that write Python share. */
#ifndef PRINT_PYTHON_PRIVATE_H
#define PRINT_PYTHON_PRIVATE_H

#include "print/python.h"
#include "print/spelling.h"

/* How tightly Python's text binds. `@` binds as tightly as `*` and is kept apart for readers. */
enum { PYTHON_TEST, PYTHON_SUM, PYTHON_MATMUL, PYTHON_PRODUCT, PYTHON_POWER, PYTHON_ATOM };

/* The value of a step as an expression. */
struct python_value {
    const char *text;
    const char *items; /* of np.array([...]): the list inside, for lists of lists; else NULL */
    enum python_items {
        PYTHON_ANY_ITEMS, /* arrays among them */
        PYTHON_NUMBERS,   /* numbers alone, some of which may be arrays of numbers */
        PYTHON_LITERALS,  /* numbers that stand in the text */
    } kind;               /* of those in the list */
    uint8_t binds;
    bool condition; /* true or false, to be converted where a number is needed */
    bool is_name;   /* it is a variable of the body */
    shape shape;    /* of the NumPy value, which may still have to be broadcast to the step's */
};

/* Functions that the module defines for itself, where NumPy has none. */
enum python_helper {
    PYTHON_EXPIT,
    PYTHON_LIST,
    PYTHON_LEAKY_RELU,
    PYTHON_ELU,
    PYTHON_GELU,
    PYTHON_SILU,
    PYTHON_SINCDERIV,
    PYTHON_POWER_OF,
    PYTHON_EMBED,
    PYTHON_COFACTOR,
    PYTHON_MOVED_COFACTOR,
    PYTHON_REARRANGE,
    PYTHON_GATHER,
    PYTHON_SCATTER,
    PYTHON_RECURRENCE,
    PYTHON_EIGVECSH,
    PYTHON_EIGMAP,
    PYTHON_SVDLEFT,
    PYTHON_SVDRIGHT,
    PYTHON_SVDMAP,
    PYTHON_CHOLESKY,
    PYTHON_QR,
    PYTHON_EXPM,
    PYTHON_SQRTM,
    PYTHON_GRID,
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
    const char **parts;          /* by step: what the program's name for it is called, or NULL */
    const char **outputs;        /* what they are called */
    struct spelling names;
    bool *lone;  /* by step: it is an output by itself */
    bool *given; /* by step: an argument of the function */
    bool *held;  /* by input: it must be a single number (python_axes.c) */
    struct str body;
    bool used[PYTHON_HELPERS], special;
    VEC(int64_t) letters; /* letters of sizes that the body uses */
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

/* python_texts.c: text in the core's arena; "" without memory. */
const char *python_text(struct python_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Returns the text of a string, which is freed. */
const char *python_taken(struct python_writer *w, struct str *s);
/* Returns a call of a helper, which the module then defines. */
const char *python_call(struct python_writer *w, enum python_helper helper, const char *arguments);
/* Add a statement to the body that gives an expression this name, or a new one. */
struct python_value python_assign(struct python_writer *w, const char *name,
                                  struct python_value value);
struct python_value python_temporary(struct python_writer *w, struct python_value value);
/* Reports that NumPy has no `what`. Always false. */
bool python_cannot(struct python_writer *w, const struct code_step *step, const char *what);

/* python_names.c. The rule for identifiers, and what a name of the program is called. */
enum fit python_spell(struct str *out, const char *name, unsigned k);
const char *python_name(struct python_writer *w, const char *name);
/* Append a size, or return a whole shape: 3, or (m, n). Letters are noted, so that the function
 * defines them first. */
void python_put_size(struct python_writer *w, struct str *out, int64_t size);
const char *python_shape(struct python_writer *w, shape s);
void python_note_letter(struct python_writer *w, int64_t size);

/* python_expression.c. Elementwise steps; parentheses keep the order of operations of the steps. */
struct python_value python_elementwise(struct python_writer *w, const struct code_step *step);
/* Returns a number. Whole numbers are written as ints if they are `beside` a double: 2*x, but
 * np.full(n, 2.0). */
struct python_value python_literal(struct python_writer *w, double x, bool beside);
/* Return a step's value as a number, or with all its entries. */
struct python_value python_entry(struct python_writer *w, uint32_t step);
struct python_value python_full(struct python_writer *w, uint32_t step);
/* Returns the text, in parentheses if it binds less tightly than `binds`. */
const char *python_bound(struct python_writer *w, struct python_value value, int binds);

/* python_axes.c. Finds the inputs that must be single numbers. False without memory. */
bool python_hold_numbers(struct python_writer *w);
/* Returns the bits of the axes that a reshape of a slice drops; 0 for any other reshape. */
unsigned python_dropped_axes(const struct python_writer *w, uint32_t step, uint32_t from);

/* python_arrays.c. Steps on whole arrays. */
struct python_value python_array(struct python_writer *w, uint32_t step);
/* Whether a step's value may stand in a list of numbers: it is a number, or a list of them. */
enum python_items python_kind(const struct python_writer *w, uint32_t step);
/* Returns lists of numbers as an array; `items` is what stands between the brackets. */
const char *python_list(struct python_writer *w, const char *items, enum python_items kind);

/* python_sparse.c. Append the places of nonzeros to the module; to the body what makes room for
 * their values, puts an array of shape d there, and returns the matrix. */
void python_put_pattern(const struct python_writer *w, struct str *out);
void python_begin_nonzeros(struct python_writer *w);
void python_put_nonzeros(struct python_writer *w, struct shape_data d, struct code_place at,
                         const char *text);
void python_return_nonzeros(struct python_writer *w);

/* python_functions.c. The text before, between and after the arguments of a function; `open` is
 * NULL if NumPy and SciPy do not have it. */
struct python_function {
    const char *open, *between, *close;
    uint8_t binds;
    bool special;
    int helper; /* or -1 */
};
struct python_function python_function(enum fn fn);
const char *python_helper(enum python_helper helper);
/* True for the name of one of them. */
bool python_is_helper(const char *name);

/* python_file.c. Appends the module around the body. */
void python_put_module(struct python_writer *w, struct str *out);

#endif

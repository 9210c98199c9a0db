/* c_private.h - what the files that write C share. */
#ifndef PRINT_C_PRIVATE_H
#define PRINT_C_PRIVATE_H

#include "print/c.h"
#include "print/c_functions.h"
#include "print/spelling.h"

/* How tightly C text binds. */
enum { C_CHOICE, C_SUM, C_PRODUCT, C_ATOM };

/* The value of a step in C. TEXT: an expression, the same for every entry. FLAT: an expression of
 * entry i in a loop over all entries. ARRAY: entries base[offset + row*down + column*across]. */
struct c_value {
    enum { C_NONE, C_TEXT, C_FLAT, C_ARRAY } kind;
    uint8_t binds;
    bool condition;             /* TEXT: an int, 0 or 1 */
    const char *text, *through; /* through: ARRAY: entries base[through[...]]; or NULL */
    int64_t offset, down, across;
};

/* Where an expression is evaluated: in a loop over all entries, or at an entry. */
struct c_place {
    bool flat;
    const char *row, *column; /* loop variables; NULL: 0 */
};

/* The output that a step's array is computed into. */
struct c_target {
    bool given, late; /* late: written at the end of the function */
    id replaces;      /* ... and only entry by entry, as it may be the memory of this input */
    size_t output;
    struct code_place place;
    const char *text; /* what it is called there; NULL: not yet */
};

struct c_block {
    uint32_t parent, depth;
    struct str out;
};

/* The LU factors of a matrix, shared by all steps that need them. */
struct c_factors {
    const char *name; /* NULL: not computed yet */
    uint32_t users, block;
};

struct c_writer {
    const struct c_program *p;
    struct graph *g;
    struct core *core;
    struct code steps;
    const struct code_step *code; /* the steps themselves, n of them; an index here is a `step` */
    size_t n;
    struct c_value *values;       /* by step */
    uint32_t *uses, *user;        /* how often a step is used; by which last (n: as a result) */
    uint32_t *blocks;             /* the innermost block around all uses */
    bool *flat;                   /* its result is computed in one loop over all entries */
    uint32_t *branch;             /* of a choice: its first block, the second follows; or 0 */
    struct c_target *targets;     /* by step */
    struct c_factors *factors;    /* of a matrix, by its step */
    VEC(struct c_block) branches; /* blocks; the first is the function's body */
    bool used[C_HELPERS];
    struct spelling names;
    const char *row, *column, *inner, *last, *work; /* names made up */
    const char **inputs, **results;                 /* names of arguments */
    const char *function, *guard, *work_size, *starts, *columns, *order;
    int64_t workspace, stacked; /* doubles of temporaries: as an argument, and altogether */
    uint32_t n_temporaries;
    bool failed;
};

/* c_names.c. The rules for identifiers, and for that of the function itself. */
enum fit c_spell(struct str *out, const char *name, unsigned k);
enum fit c_spell_function(struct str *out, const char *name, unsigned k);
/* Returns an identifier like `name` for something that is not a variable of the program. */
const char *c_name(struct c_writer *w, const char *name);
const char *c_text(struct c_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends a line to a block. */
void c_line(struct c_writer *w, uint32_t block, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *c_temporary(struct c_writer *w);

/* c_layout.c. Decides what is computed where, before anything is written. */
bool c_plan(struct c_writer *w);
static inline const uint32_t *c_args(const struct c_writer *w, const struct code_step *s)
{
    return code_args(&w->steps, s);
}
static inline struct shape_data c_shape(const struct c_writer *w, uint32_t step)
{
    return shape_get(&w->g->shapes, w->code[step].shape);
}
static inline int64_t c_count(const struct c_writer *w, uint32_t step)
{
    return shape_count(&w->g->shapes, w->code[step].shape);
}
static inline int64_t c_rows(struct shape_data d)
{
    return d.ndim == 2 ? d.d[0] : 1;
}
static inline int64_t c_columns(struct shape_data d)
{
    return d.ndim == 2 ? d.d[1] : d.ndim == 1 ? d.d[0] : 1;
}
/* Returns the step of a node that is a result or an input in use. */
static inline uint32_t c_step(const struct c_writer *w, id node)
{
    return w->steps.of_slot[tape_slot(w->p->tape, node)];
}
/* True if the tape reads an input at all. */
static inline bool c_is_in_use(const struct c_writer *w, id input)
{
    const struct tape *tape = w->p->tape;
    return w->n && tape->code.at[tape_slot(tape, input)].node == input;
}
/* Returns a view of an argument: a.T, a[1:], a broadcast, or a reshape that moves no entry. False
 * if the entries must be copied. */
bool c_view(const struct c_writer *w, uint32_t step, struct c_value *out);
bool c_is_contiguous(const struct c_writer *w, uint32_t step);
/* Returns where a root's entries go in its output; `before`: those of the roots before it. */
struct code_place c_place_of(const struct c_writer *w, const struct c_output *out, size_t root,
                             int64_t before);
/* The entries of an output at a place, for an array of shape d. */
struct c_value c_at_place(const struct c_writer *w, size_t output, struct shape_data d,
                          struct code_place place);
/* Returns an array of shape d, whose entries follow one another. */
struct c_value c_array_named(const char *name, struct shape_data d);
/* True if entries that follow one another in the array do so at their places. */
bool c_is_packed(const struct c_writer *w, uint32_t step, struct code_place place);
/* Returns the part of an array of shape d that the raw words of a slice describe. */
struct c_value c_slice(struct c_value v, struct shape_data d, const uint32_t *raw);
/* True if all entries of an array are one block of a sum. */
bool c_is_one_block(const struct c_writer *w, uint32_t step);
/* True if its expression may be written into that of its only user, or of the result. */
bool c_may_inline(const struct c_writer *w, uint32_t step);

/* True if the arrays are too large for the stack, so that the caller must provide memory. */
bool c_needs_work(const struct c_writer *w);

/* c_takes_factors() is true for inverses and other steps that use the factors of a matrix.
 * c_factored() returns the matrix itself, beneath transposes. */
bool c_takes_factors(const struct code_step *s);
/* The doubles that a function of a matrix needs besides its result: its matrix, with directions,
 * first. */
int64_t c_function_room(const struct c_writer *w, const struct code_step *s);
uint32_t c_factored(const struct c_writer *w, const struct code_step *s);

/* c_loops.c. Loops around one statement, and how many there are. */
struct c_nest {
    struct c_writer *w;
    uint32_t block;
    int depth;
};
/* Opens a loop over n entries and returns its variable; for a single entry there is neither. */
const char *c_loop(struct c_nest *nest, const char *variable, int64_t n);
struct c_place c_loops_over(struct c_nest *nest, struct shape_data d, bool flat);
void c_assign(struct c_nest *nest, const char *left, const char *sign, const char *right);
/* Returns room for n doubles, on the stack or in the memory that the caller provides. */
const char *c_room(struct c_writer *w, uint32_t block, int64_t n);
/* Declares what a step's value is kept in, in the block that uses it: an array, or a scalar with
 * the initial value `start`. */
struct c_value c_declare_array(struct c_writer *w, uint32_t step);
struct c_value c_declare(struct c_writer *w, uint32_t step, const char *start);
/* Returns an entry of a value that is not the value of a step. */
const char *c_entry_of(struct c_writer *w, uint32_t step, struct c_value value,
                       const struct c_place *place);
/* Copies the entries of a step to `to`. */
void c_copy(struct c_writer *w, uint32_t block, struct c_value to, uint32_t from);
void c_fill(struct c_writer *w, uint32_t step, struct c_value to, const char *text);

/* c_outputs.c. What stands at the end of the function for its outputs. */
void c_put_outputs(struct c_writer *w);
/* True if a loop over an output that may be the memory of an input, written after other such
 * outputs, reads of inputs no more than that one, and no entry that it has passed. */
bool c_may_stand_late(const struct c_writer *w, const struct c_target *t, const char *text);

/* c_sums.c. Sums and products of arrays. c_emit_sum() returns false if one loop over the entries
 * gives the same. */
bool c_emit_sum(struct c_writer *w, uint32_t step);
void c_emit_matmul(struct c_writer *w, uint32_t step);

/* c_linear.c. Determinants, inverses and other linear algebra. */
void c_emit_linear(struct c_writer *w, uint32_t step);

/* c_expression.c. Return the text of an entry, or of an elementwise operation on one. */
struct c_value c_entry(struct c_writer *w, uint32_t step, const struct c_place *place);
struct c_value c_elementwise(struct c_writer *w, const struct code_step *s,
                             const struct c_place *place);
struct c_value c_literal(struct c_writer *w, double x);
/* Returns the text, in parentheses if it binds less tightly than `binds`. */
const char *c_bound(struct c_writer *w, struct c_value value, int binds);
/* Returns a call of a function of the table or of another helper, which the file then defines. */
struct c_value c_call(struct c_writer *w, int helper, const char *arguments);
/* Returns the value as the condition of an if. */
const char *c_condition(struct c_writer *w, struct c_value value);

/* c_file.c. Appends the whole file around the function's body, and its header. */
void c_put_file(struct c_writer *w, struct str *code, struct str *header);

#endif

/* code.h - a tape as steps on doubles: the one place where the order of floating-point operations
 * is decided.
 *
 * Whatever computes in doubles walks these steps: single points and solvers one number at a time
 * (eval/run.h), tables a block of rows at a time (eval/rows.h), array programs in fused groups
 * (eval/plan.h); generated C is printed from them. So all of them take the same operations in the
 * same order.
 *
 * The order. A sum begins with its constant, then adds its terms from left to right, embedded parts
 * of arrays last. A product multiplies its numerator and its denominator apart, each from left to
 * right beginning with its number, and divides once. A power up to 64 is made by repeated squaring,
 * a half of one by a square root; other powers call the power function. Numbers, and whole or half
 * powers of numbers, become part of the constant or coefficient. A step that was made already is
 * not made again. */
#ifndef TAPE_CODE_H
#define TAPE_CODE_H

#include "tape/tape.h"

enum code_kind {
    CODE_INPUT,       /* filled by the caller: a variable or a given array */
    CODE_NUMBER,      /* a, in every entry */
    CODE_SUM,         /* a + f0*x0 + f1*x1 + ..., its factors from code->factors[data] on */
    CODE_MULTIPLY,    /* a*x0*x1*..., two factors or more */
    CODE_SQUARE,      /* a*(x*x) */
    CODE_WHOLE_POWER, /* x^data by repeated squaring */
    CODE_ROOT,        /* the square root of x */
    CODE_DIVIDE,      /* x/y */
    CODE_DIVIDE_BY,   /* x/a */
    CODE_DIVIDE_INTO, /* a/x */
    CODE_POWER,       /* x^y by the power function */
    CODE_FUNCTION,    /* fn(x, y, z) */
    CODE_ARRAY,       /* what `op` does with whole arrays, as the tape has it */
};

/* Elementwise steps broadcast their arguments to their shape. */
struct code_step {
    uint8_t kind;   /* enum code_kind */
    uint8_t op, fn; /* enum op, of arithmetic the nearest; enum fn or enum reduction */
    bool fixed;     /* depends on numbers alone: the same in every run */
    bool is_bound;  /* a number that a name is bound to */
    shape shape;
    uint32_t args, n; /* earlier steps, code->words[args] and n - 1 more; raw words follow them */
    uint32_t data;    /* as of the instruction: axis, array; or what the kind says */
    uint32_t slot;    /* the tape's instruction that it is part of */
    uint32_t next;    /* while steps are made: the next one with its hash + 1 */
    double a;
};

struct code {
    const struct tape *tape;
    VEC(struct code_step) steps;
    VEC(uint32_t) words;
    VEC(double) factors;
    uint32_t *of_slot; /* by slot of the tape: the step whose value the slot has */
    bool is_scalar;    /* every step is elementwise, on single numbers; no array is given */
};

/* Makes the steps of a tape, which must outlive them. False when memory or time ran out. */
bool code_make(struct code *code, const struct tape *tape);
void code_free(struct code *code);

/* By step, each its own at first: the sine or cosine of the same argument, where code has both and
 * they are not fixed. A step is made once, so there is one of each at most. False without memory.
 */
bool code_pair_sines(const struct code *code, uint32_t *partner);

static inline const uint32_t *code_args(const struct code *code, const struct code_step *step)
{
    return code->words.at + step->args;
}
static inline const double *code_factors(const struct code *code, const struct code_step *step)
{
    return code->factors.at + step->data;
}
/* The sizes of a step's value. */
static inline struct shape_data code_dims(const struct code *code, uint32_t step)
{
    return shape_get(&code->tape->g->shapes, code->steps.at[step].shape);
}
static inline bool code_is_elementwise(const struct code_step *step)
{
    return step->kind >= CODE_SUM && step->kind <= CODE_FUNCTION;
}

#endif

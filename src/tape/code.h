/* code.h - a tape as steps on doubles: the only place that decides the order of floating-point
 * operations.
 *
 * Whatever computes in doubles runs these steps: single points and solvers one number at a time
 * (eval/run.h), tables a block of rows at a time (eval/rows.h), array programs in fused groups
 * (eval/plan.h). Generated C and NumPy code are printed from them. So all of them do the same
 * operations in the same order.
 *
 * A sum begins with its constant, then adds its terms from left to right; embedded parts of arrays
 * come last. A product multiplies its numerator and its denominator separately, each from left to
 * right and beginning with its number, and divides once. A whole power up to 64 is computed by
 * repeated squaring, a half power with a square root; all other powers call the power function.
 * Numbers, and whole or half powers of numbers, become part of the constant or coefficient. No step
 * is computed twice. */
#ifndef TAPE_CODE_H
#define TAPE_CODE_H

#include "tape/tape.h"

enum code_kind {
    CODE_INPUT,       /* set by the caller: a variable or a given array */
    CODE_NUMBER,      /* a, in every entry */
    CODE_SUM,         /* a + f0*x0 + f1*x1 + ..., with the factors code->factors[data], ... */
    CODE_MULTIPLY,    /* a*x0*x1*..., with two factors or more */
    CODE_SQUARE,      /* a*(x*x) */
    CODE_WHOLE_POWER, /* x^data by repeated squaring */
    CODE_ROOT,        /* the square root of x */
    CODE_DIVIDE,      /* x/y */
    CODE_DIVIDE_BY,   /* x/a */
    CODE_DIVIDE_INTO, /* a/x */
    CODE_POWER,       /* x^y by the power function */
    CODE_FUNCTION,    /* fn(x, y, z) */
    CODE_ARRAY,       /* operation `op` on whole arrays, as in the tape */
};

/* Whether doubles hold the numbers that are part of a step. */
enum code_range {
    CODE_IN_RANGE,
    CODE_BELOW_RANGE,  /* one is too small for a normal double, and as near to it as a double is */
    CODE_OUT_OF_RANGE, /* one was put together from such, or is too large: it may be any */
};

/* Elementwise steps broadcast their arguments to their own shape. */
struct code_step {
    uint8_t kind;   /* enum code_kind */
    uint8_t op, fn; /* enum op, for arithmetic the nearest; enum fn or enum reduction */
    bool fixed;     /* depends on numbers alone: has the same value in every run */
    bool is_bound;  /* a number that is the value of a name */
    uint8_t range;  /* enum code_range */
    shape shape;
    uint32_t args, n; /* n arguments, earlier steps, from code->words[args] on; then raw words */
    uint32_t data;    /* axis or array, as in the instruction; or what the kind says */
    uint32_t instruction; /* of the tape, that it helps to compute */
    uint32_t next;        /* while code is made: the next step with its hash + 1 */
    double a;
};

struct code {
    const struct tape *tape;
    VEC(struct code_step) steps;
    VEC(uint32_t) words;
    VEC(double) factors;
    uint32_t *of_slot; /* by slot of the tape: the step that has its value */
    bool leaves_range; /* the numbers of some step are not in range */
    bool is_scalar;    /* every step is elementwise on single numbers, and no array is given */
};

/* Makes the steps of a tape, which must outlive them. False when memory or time ran out;
 * code_free() is due either way. */
bool code_make(struct code *code, const struct tape *tape);
void code_free(struct code *code);

/* Sets partner[i], which the caller has set to i, to the cosine of the same argument if step i is a
 * sine, or the sine if it is a cosine, where code has both and they are not fixed. (There is at
 * most one of each, as no step is made twice.) False without memory. */
bool code_pair_sines(const struct code *code, uint32_t *partner);

static inline const uint32_t *code_args(const struct code *code, const struct code_step *step)
{
    return code->words.at + step->args;
}
static inline const double *code_factors(const struct code *code, const struct code_step *step)
{
    return code->factors.at + step->data;
}
/* Returns the sizes of a step's value. */
static inline struct shape_data code_dims(const struct code *code, uint32_t step)
{
    return shape_get(&code->tape->g->shapes, code->steps.at[step].shape);
}
/* x^exponent by repeated squaring, as CODE_WHOLE_POWER has it. */
static inline double code_whole_power(double x, uint64_t exponent)
{
    double power = 1;
    for (; exponent; exponent >>= 1, x *= x)
        if (exponent & 1) power *= x;
    return power;
}
static inline bool code_is_elementwise(const struct code_step *step)
{
    return step->kind >= CODE_SUM && step->kind <= CODE_FUNCTION;
}

#endif

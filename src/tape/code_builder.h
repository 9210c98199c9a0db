/* code_builder.h - code under construction, shared by the files that make it. */
#ifndef TAPE_CODE_BUILDER_H
#define TAPE_CODE_BUILDER_H

#include "tape/code.h"

#include <fenv.h>
#include <float.h>
#include <math.h>

/* Scratch of the builder's own, so that small tapes need no memory except the code's. */
enum { SMALL_BUCKETS = 64, SMALL_TERMS = 16 };

struct code_builder {
    struct code *code;
    struct mem *mem;
    struct graph *g;
    const struct instruction *instruction; /* the current instruction */
    const uint32_t *words;                 /* of the current instruction */
    uint32_t index;                        /* of the current instruction in the tape */
    uint32_t *buckets;                     /* by hash: the first step + 1, or 0 */
    size_t n_buckets;
    uint32_t *numerator, *denominator; /* scratch: factors of a product; terms of a sum */
    double *factors;                   /* scratch: numbers that go with them */
    size_t room;                       /* entries of each scratch array */
    bool failed;
    uint32_t small_buckets[SMALL_BUCKETS], small_numerator[SMALL_TERMS],
        small_denominator[SMALL_TERMS];
    double small_factors[SMALL_TERMS];
};

static inline const struct code_step *code_step_at(const struct code_builder *b, uint32_t i)
{
    return &b->code->steps.at[i];
}

/* Raises the exception that arithmetic would where no normal double is near the number. */
static inline double code_number_value(const struct code_builder *b, number n)
{
    double x = number_to_double(&b->g->numbers, n);
    if (fabs(x) < DBL_MIN && n != NUMBER_ZERO) feraiseexcept(FE_UNDERFLOW);
    if (isinf(x)) feraiseexcept(FE_OVERFLOW);
    return x;
}

/* Returns the step of argument k of the current instruction. */
static inline uint32_t code_argument(const struct code_builder *b, uint32_t k)
{
    return b->code->of_slot[b->words[op_has_pairs(b->instruction->op) ? 2 * k : k]];
}

/* True for a number of the program itself, which may become part of a coefficient. The value of a
 * name may not: the steps must be the same as when that value is an input. */
static inline bool code_is_coefficient(const struct code_builder *b, uint32_t step)
{
    const struct code_step *s = code_step_at(b, step);
    return s->kind == CODE_NUMBER && !s->is_bound && isfinite(s->a);
}

/* code_steps.c. Returns the step with these arguments and, in a sum, factors: an earlier one that
 * is the same, or a new one. */
uint32_t code_add(struct code_builder *b, struct code_step *s, const uint32_t *args,
                  const double *factors);
/* Appends a step whose words have been appended, without looking for an equal one. */
uint32_t code_append(struct code_builder *b, const struct code_step *s);
/* Returns a number that fills the shape. */
uint32_t code_add_number(struct code_builder *b, double value, shape s);
/* Returns a step on one argument. */
uint32_t code_add_unary(struct code_builder *b, enum code_kind kind, uint32_t x, uint32_t data,
                        double a, shape s);

/* code_arithmetic.c. Return the step with the value of the current instruction. */
uint32_t code_build_sum(struct code_builder *b);
uint32_t code_build_product(struct code_builder *b);

#endif

/* slips_private.h - rules that are misapplied, part by part. */
#ifndef JUDGE_SLIPS_PRIVATE_H
#define JUDGE_SLIPS_PRIVATE_H

#include "judge/judge_private.h"
#include "pass/derive.h"
#include "pass/rewrite.h"
#include "print/formula.h"

#include <stdarg.h>

enum { SLIP_POINTS = 4 };

struct slips {
    const struct judge *j;
    struct graph *g;
    id right, claim; /* the derivative and the formula */
    id f, x;         /* the expression, and the name it is differentiated by */
    id part;         /* of the expression, which is looked at */
    id part_derivative;
    id outer;          /* the derivative of f by the part */
    const char *found; /* what was probably done, or NULL */
};

/* Is the claim this formula, at the points? */
bool slip_matches(const struct slips *s, id formula);
/* Tries a wrong derivative of the part; the text says what was done. True once a slip is found. */
bool slip_try(struct slips *s, id wrong, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A formula in a sentence. */
const char *slip_formula(const struct slips *s, id a);
id slip_derivative(const struct slips *s, id a);

/* What goes wrong with each kind of part. */
void slips_of_call(struct slips *s);
void slips_of_exponential(struct slips *s);
void slips_of_product(struct slips *s);
void slips_of_sum(struct slips *s);
/* slips_implicit.c: of an equation that defines one scalar by another. */
void slips_of_equation(struct slips *s);

#endif

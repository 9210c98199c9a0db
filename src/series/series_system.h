/* series_system.h - a function of the table as a system of differential equations, solved one
 * coefficient after the other.
 *
 * The derivative rules of a function call functions, whose rules call functions: closure_of() lists
 * the formulas until none is new, as tan, sec(u)^2 and sec(u)*tan(u). Each node of these is then a
 * step, which has its coefficient k from those of its arguments; a function's step has it from
 * coefficients below k of its derivatives. */
#ifndef SERIES_SERIES_SYSTEM_H
#define SERIES_SERIES_SYSTEM_H

#include "series/series_private.h"

/* A function's node and its derivatives by its arguments; POISON by those that do not vary. */
struct closed_fn {
    id node, rules[FN_MOST_ARGUMENTS];
};

struct closure {
    struct graph *g;
    id variables[FN_MOST_ARGUMENTS];
    bool varies[FN_MOST_ARGUMENTS]; /* or the argument is a constant */
    int n_variables;
    bool away_from_zero; /* Bessel functions have an argument that is not near 0 */
    VEC(struct closed_fn) functions;
    VEC(id) roots;      /* the function, and the rules of all functions */
    VEC(bool) moving;   /* by place in `reach`: it depends on an argument that varies */
    struct reach reach; /* what the roots depend on, oldest first */
};
/* Closes fn(variables), whose node is roots[0]. False if it does not close or after an error;
 * closure_free() is due either way. */
bool closure_of(struct closure *c, enum fn fn);
/* Lists the nodes of other formulas of the variables instead: of conditions. */
bool closure_of_formulas(struct closure *c, const id *formulas, size_t n);
/* True if a function's rules do not close, or not where its argument is. */
bool closure_is_special(const struct closure *c, enum fn fn);
void closure_free(struct closure *c);

enum step_kind {
    STEP_ARGUMENT, /* its series is there */
    STEP_NUMBER,   /* the number `number` */
    STEP_CONSTANT, /* the constant `data` */
    STEP_SUM,      /* of the n terms from `terms` on, and of `number` */
    STEP_PRODUCT,  /* args[0]*args[1] */
    STEP_QUOTIENT, /* args[0]/args[1]; 1/args[1] if there is no args[0] */
    STEP_POWER,    /* args[0]^number, where that is not whole */
    STEP_FN,       /* by its rules */
    STEP_RAISE,    /* args[0]^args[1], by its rules */
    STEP_SPECIAL,  /* a function whose rules do not close: all at once */
};
#define NO_STEP UINT32_MAX

struct step {
    uint8_t kind, fn; /* enum step_kind, enum fn */
    bool varies;      /* else only y[0] is there */
    bool early;       /* it depends on no function by rules, so that it can be made first */
    bool wants_d;     /* some step needs d */
    uint32_t args[FN_MOST_ARGUMENTS]; /* steps, all of them earlier */
    uint32_t rules[FN_MOST_ARGUMENTS];
    uint32_t terms, n;
    number number;
    uint32_t data;
    struct series y, d; /* d[i] = i*y[i] */
    struct series own;  /* scalars: 1/y[0] of a divisor or base, an exponent, a scratch */
};

struct step_term {
    uint32_t step;
    number c;
};

struct system {
    const struct scalars *s;
    size_t length; /* of series */
    VEC(struct step) steps;
    VEC(struct step_term) terms;
    VEC(uint32_t) of_place; /* by place in the closure's reach: its step */
};

/* Makes the steps of a closure, whose variables are these series. False after an error. */
bool system_build(struct system *sys, const struct closure *c,
                  const struct series *const *arguments);
/* Makes the coefficients of every step. False where some step has none. */
bool system_run(struct system *sys);
void system_free(struct system *sys);

#endif

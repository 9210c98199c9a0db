/* explain.h - a result taken apart into named steps, for the work behind it. */
#ifndef WRITE_EXPLAIN_H
#define WRITE_EXPLAIN_H

#include "write/work.h"

/* A state of the forward pass: a part of the program under a name of its own. */
struct step {
    const char *name;
    id variable;   /* stands for it in other steps */
    id definition; /* in terms of leaves and earlier steps' variables */
    id origin;     /* what it was in the question; POISON if it was no node there */
    bool moves;    /* it depends on what is differentiated by */
    bool is_known; /* an earlier round has the same definition, and its line */
    id slope;      /* diff: its derivative by x, as a name that later lines use */
    id adjoint; /* backward: of the last step by this one, in terms of steps and later adjoints */
    id adjoint_variable;
    bool is_only_way; /* backward: all that moves the result moves it through this step */
};

struct steps {
    const struct question *q;
    struct work work;
    VEC(struct step) all; /* in order; the last is the result */
    bool holds; /* names are held that the result depends on too: derivatives are partial */
};

/* Cuts f into steps at the program's names, and if `automatic`, at function applications too. */
bool steps_find(struct steps *s, id f, const char *last_name, bool automatic);
/* Cuts a formula of scalars into parts that one rule each differentiates by x (dissect.c). */
bool steps_dissect(struct steps *s, id f, id x, const char *last_name);
/* Returns a name for a step that nothing has yet, other than `reserved`; the name of a named value
 * unless a leaf or an earlier step of another value has it. */
const char *steps_fresh_name(struct steps *s, const char *reserved);
const char *steps_own_name(struct steps *s, id named);
bool steps_is_taken(const struct question *q, const char *name);
/* Adds a step; POISON without memory. Returns its variable. */
id steps_add(struct steps *s, struct step step, id value);
/* True if step i's definition uses a node. */
bool steps_depends(const struct steps *s, size_t i, id on);
/* Adds the steps' definitions, from `from` on, as lines. */
bool steps_states(struct steps *s, size_t from);
/* Returns the simplified formula, and that as the answer has it, whose arrays of scalars are
 * written out. */
id steps_simplified(struct steps *s, id node);
id steps_answered(struct steps *s, id node);
/* Finds which steps are the only way from the leaf to the result, where nothing else moves it; then
 * derivatives by these are total. */
void steps_find_only_ways(struct steps *s, id leaf);
/* Returns what the derivative of the last step by step i is called. */
const char *steps_adjoint_label(struct steps *s, size_t i);
/* Returns "df/dx", with round letters where others are held; with round letters. */
const char *steps_ratio(struct steps *s, const char *over, const char *under);
const char *steps_partial(struct steps *s, const char *over, const char *under);

/* One derivative by x, worked from its parts (explain_diff.c). */
struct round {
    struct steps *s;
    const struct leaf *x;
    id f;                  /* what is differentiated */
    size_t first;          /* its first step; set by explain_round */
    id before;             /* the name of f where an earlier round found it, dh/dx; or POISON */
    const char *label;     /* what its derivative is called, d²h/dx²; NULL: after its last step */
    const char *last_name; /* what f is called; NULL: a fresh letter */
};
/* Adds its lines; *derivative is its formula. */
bool explain_round(struct round *r, id *derivative);
/* False where the work is so long that no further round is shown. */
bool explain_has_room(const struct steps *s);
/* Derivatives of higher order are not worked. */
enum { MOST_ORDERS = 4 };
/* Returns "d²y/dx²" with the letter d, of order n up to MOST_ORDERS. */
const char *explain_order_ratio(struct steps *s, const char *d, const char *over, const char *under,
                                size_t n);
/* Returns "d²h/dx²", or "∂²h/∂x ∂y", for the first n leaves, of one name or mixed. */
const char *explain_order_label(struct steps *s, const char *name, const struct leaf *const *by,
                                size_t n);

/* True for a scalar of scalars. */
bool explain_is_of_scalars(const struct steps *s);
/* Adds the title "By x" where there are several names. */
bool explain_by(struct steps *s, const struct leaf *x);
/* Add the lines of the work (explain_diff.c, explain_backward.c, explain_implicit.c). */
bool explain_diff(struct steps *s);
bool explain_backward(struct steps *s);
bool explain_implicit(struct steps *s);
/* Rows of a Jacobian, a gradient's names, a Hessian; a derivative along a vector (explain_rows.c,
 * explain_along.c). */
bool explain_jacobian(struct steps *s);
bool explain_gradient(struct steps *s);
bool explain_hessian(struct steps *s);
bool explain_along(struct steps *s);
/* A Taylor polynomial in one name (explain_taylor.c). */
bool explain_taylor(struct steps *s);
/* A limit (explain_limit.c). */
bool explain_limit(struct steps *s);
/* What an application of one rule gives (differentiate.c): the derivative of a step's definition
 * for given tangents of what it depends on, and the rule's name. */
struct applied {
    id formula;
    const char *rule;
    bool has_inside; /* the rule is for a function of something, whose own derivative is a factor */
    bool logarithmic; /* by the logarithms of both sides */
};
struct tangents {
    VEC(id) leaves;
    VEC(id) along;
};
/* Returns the derivative of z = a by its argument in terms of z, for functions that are known so:
 * 1 - z^2 for tanh; POISON for others. */
id slope_by_own_value(struct graph *g, id a, id z);
/* Returns the name of the rule by which a definition depends on a leaf or an earlier step, and of
 * the chain rule where that is only inside, or is `passed_on`; NULL if it has none. */
const char *rule_by(struct steps *s, id definition, id by, bool passed_on);
struct applied differentiate_step(struct steps *s, const struct step *step, id x,
                                  const struct tangents *t);

#endif

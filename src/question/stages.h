/* stages.h - what the stages of a question ask of one another. */
#ifndef QUESTION_STAGES_H
#define QUESTION_STAGES_H

#include "question/question.h"

/* bindings.c: the number of a name, NAME_NONE without memory. */
uint32_t bindings_name(struct question *q, const char *name);
/* What was given: a constant expression, or an array, which formulas call by this name. */
id bindings_given(struct question *q, const struct dcalc_binding *binding, const char *name);

/* assumptions.c: what is assumed of names, once their shapes are known; whether the program has
 * them. */
bool assumptions_read(struct question *q);
bool assumptions_are_used(const struct question *q);

/* kinks.c: the conditions under which f, and not just its formula, has a derivative by n
 * leaves. */
bool kinks_note(struct question *q, id f, const id *leaves, size_t n);

/* taylor.c: what to expand in which names, and over which range. */
bool taylor_choose(struct question *q);

/* leaves.c: the learning rate as a node, POISON after an error. */
id leaves_learning_rate(struct question *q);

/* directions.c: the names that the vector of a jvp gives (none if it has no name), its derivative,
 * and vector times value, whose gradient is the vjp. */
bool directions_leaves(struct question *q, const char *const **names, size_t *n);
bool directions_jvp(struct question *q);
id directions_vjp_product(struct question *q);

/* sparse.c: the nonzeros of the Jacobian of n values. */
bool sparse_make(struct question *q, const id *values, size_t n);
/* The whole Jacobian in one sweep where that is quicker than one for each row; *done tells. */
bool sparse_make_table(struct question *q, const id *values, size_t n, bool *done);

/* claims.c: takes the texts of the formulas to be judged apart. claims_name() is the name that
 * formula i is the derivative by, if each has one. claims_sort() brings the formulas into the order
 * of the leaves. */
bool claims_split(struct question *q);
bool claims_name(const struct question *q, size_t i, uint32_t *name);
bool claims_sort(struct question *q);

/* run_together.c: true for a name like xy or sinx, whose parts are among the first `known` free
 * names, or functions of them; writes what was meant, x*y or sin(x). */
bool name_runs_together(const struct question *q, size_t known, const char *name,
                        char meant[static 96]);

/* leaves.c: the variable, or value that stays visible, of this name. False after an error. */
bool leaves_find(struct question *q, const char *name, id *out);
/* Is a name one of those that equations define? */
bool leaves_is_unknown(const struct question *q, uint32_t name);

/* implicit.c: reads which names the equations define, the unknowns, which take the place of the
 * values; finds their derivatives by the leaves, and what a point has to fulfil. */
bool implicit_read(struct question *q);
bool implicit_solve(struct question *q);
/* After that: the derivative of a formula by a scalar leaf, in the formula's shape, where the
 * unknowns are functions of the leaves; POISON after an error. */
id implicit_derivative(struct question *q, id f, size_t leaf);
/* The same of a formula of one entry by every leaf, each in the leaf's shape. */
bool implicit_gradient(struct question *q, id f, id *out);
/* implicit_series.c: puts the polynomial in the place of the name that an equation defines, for
 * taylor. */
bool implicit_expand(struct question *q);

/* limit.c: the limit takes the place of the value. */
bool limit_make(struct question *q);
/* The limit in a formula, which must be finite. */
limit_hook limit_hook_at;
/* Takes names that only limits move off those that are free. */
bool limit_drop_moving(struct question *q);

#endif

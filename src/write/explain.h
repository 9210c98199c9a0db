/* explain.h - a result taken apart into named steps. */
#ifndef WRITE_EXPLAIN_H
#define WRITE_EXPLAIN_H

#include "write/write.h"
#include "eval/eval.h"

/* A state of the forward pass: a part of the program under a name of its own. */
struct step {
    const char *name;
    id node;       /* in the program's graph */
    id variable;   /* stands for it in other steps */
    id definition; /* in terms of leaves and earlier steps' variables */
    id adjoint;    /* of the last step by this one, in terms of steps and later adjoints */
    id adjoint_variable;
};

struct steps {
    const struct question *q;
    struct answer *answer;
    VEC(struct step) all; /* in order; the last is the result */
    VEC(id) shown;        /* nodes whose values the text wants */
    struct tape tape;
    struct evaluation e;
    double *rounded;    /* certified values by the tape's offsets, or NULL: those of e */
    const char **texts; /* beside them, what a double cannot say; in the answer's arena */
    bool has_values;
    struct str out;
};

/* Cuts the first expression into steps. `automatic`: unnamed function applications too. */
bool steps_find(struct steps *s, const char *last_name, bool automatic);
/* Makes values of the shown nodes available, if there is a point. */
bool steps_evaluate(struct steps *s);
void steps_free(struct steps *s);
/* Steps, leaves that step i's definition uses directly and that matter: pushed as variables. */
bool steps_depends(const struct steps *s, size_t i, id on);

/* Writing: a formula, and its value after an equals sign where there is one. */
const char *steps_formula(struct steps *s, id node);
void steps_put_value(struct steps *s, id node);
bool explain_diff(struct steps *s);
bool explain_backward(struct steps *s);

#endif

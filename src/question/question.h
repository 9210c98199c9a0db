/* question.h - what a request asks, once its text is read: the expressions as graph nodes, their
 * derivatives, and the conditions under which both exist. */
#ifndef QUESTION_QUESTION_H
#define QUESTION_QUESTION_H

#include "app/dcalc.h"
#include "base/decimal.h"
#include "graph/lower.h"
#include "pass/sparse.h"
#include "question/point_decimals.h"
#include "series/limit.h"
#include "tape/tape.h"

/* A leaf to differentiate by. */
struct leaf {
    const char *name;
    id node;
};

/* A formula to be judged, and the name that it is the derivative by, or NAME_NONE. */
struct claim_text {
    uint32_t name;
    struct dcalc_text text;
};

/* A name that is assumed to be a symmetric matrix. */
struct assumption {
    uint32_t name;
    bool symmetric; /* else a condition, which is in graph.h */
    struct span span;
};

struct question {
    const struct dcalc_request *request;
    struct core *core;     /* of all stages of the request */
    struct graph *graph;   /* which every stage may add to */
    struct arena *lasting; /* memory of the answer, for what it takes over */
    struct ast ast;
    struct lowering lowering;
    const struct point_decimals *decimals; /* of the point; NULL: not read yet */
    VEC(struct bound_name) bound;          /* the point */
    VEC(struct assumption) assumptions;
    VEC(id) values; /* of the expressions */
    VEC(id) claims; /* check: the formulas to be judged */
    VEC(struct claim_text) claim_texts;
    VEC(uint32_t) chosen_sizes; /* check: letters of sizes that were open */
    size_t own_guards;          /* check: those of lowering.guards that claims lack */
    VEC(struct leaf) unknowns;  /* which lowering.equations define as functions of the leaves */
    bool takes_equation;        /* plot: the expression may be an equation of the names that vary */
    VEC(uint32_t) equation_names; /* while they are read: the names that they are about */
    const id *rates; /* of each entry of the unknowns by each leaf; in the core's arena */
    VEC(struct leaf) leaves;
    /* The leaves, and what operators of the program differentiate by, each once. */
    VEC(id) variables;
    /* diff, jvp: one; grad, backprop, vjp: one per leaf; jacobian, hessian: rows of one per leaf.
     */
    VEC(id) derivatives;
    VEC(id) differentiated; /* what they are of, if not of the values */
    VEC(id) directions;     /* jvp, vjp: vectors that are formulas; POISON: a constant */
    VEC(id) tangents;       /* jvp: of the leaves */
    bool blocks; /* Jacobian, hessian: one formula per vector and name, not a table of entries */
    size_t rows;
    bool has_arrays;       /* the point binds arrays of doubles */
    VEC(uint32_t) columns; /* names that the rows of a table bind */
    bool at_point;         /* numbers are wanted: a point was given, or there is nothing to bind */
    VEC(id) lower_orders;  /* diff of higher order: the derivatives on the way */
    VEC(id) new_weights;   /* backprop: the weights after a step */
    struct guards kinks;
    size_t operator_kinks; /* the first of them, of what operators of the program differentiate */
    struct sparse sparse;
    bool in_bands; /* sparse: `derivatives` are the bands' factors, whose products are entries */
    const struct dcalc_nonzeros *nonzeros; /* sparse: where the entries are: those of `places` */
    struct shared_nonzeros *places, **kept_nonzeros; /* the session's, of the last; NULL: none */
    id learning_rate;                                /* backprop */
    /* Numbers come from the Taylor series of the value, and `derivatives` is empty: diff of high
     * order, unless the function turns out not to be analytic; taylor. */
    bool by_series;
    VEC(id) range;               /* taylor with a remainder: two ends for each leaf, or POISON */
    id moving;                   /* limit: the variable that goes to `moves_to` */
    id limited;                  /* limit: the formula, with the point put in */
    size_t moving_place;         /* ... where it stands in the point */
    struct limit_point moves_to; /* side 0: from both sides */
    int infinite;                /* limit: -1 or 1 if it is -inf or inf */
    bool generic;                /* limit: special values of other names may have others */
    bool one_sided;              /* limit: on the other side the formula has no value */
};

/* An empty question of a core and a graph that outlive it. */
void question_init(struct question *q, struct core *core, struct graph *graph);
/* What asks it, until it is asked again: a request, the decimals of its point (NULL: not read), and
 * the arena of its answer. */
void question_ask(struct question *q, const struct dcalc_request *request,
                  const struct point_decimals *decimals, struct arena *lasting);
/* Makes a column of a table one of the names that are given, without a value. False if the point
 * gives it too or without memory. */
bool bindings_add_column(struct question *q, uint32_t name, shape s);
/* The variable of the i-th of them. */
id bindings_column(const struct question *q, size_t i);

/* The stages, in order; each returns false after a diagnostic. question_derive runs those from the
 * shapes to the derivatives, once the point is bound. */
bool limit_read_point(struct question *q);
bool bindings_read(struct question *q);
bool shapes_read(struct question *q);
bool program_read(struct question *q);
bool shapes_are_known(struct question *q);
/* What is undefined at every point (1/0, log(-1)) is an error without a point too. */
bool guards_known(const struct question *q);
bool leaves_choose(struct question *q);
bool derivatives_make(struct question *q);
/* diff: the formula after all, of a question that was to be answered by series. */
bool derivatives_make_formula(struct question *q);
bool question_derive(struct question *q);
void question_free(struct question *q);

/* The entries of all leaves, which are the columns of a Jacobian. */
size_t leaves_count_entries(const struct question *q);
static inline bool question_writes_document(const struct question *q)
{
    return q->request->format >= DCALC_DOT && q->request->format <= DCALC_PYTHON;
}
/* Are formulas wanted in LaTeX? HTML's are made from it. */
static inline bool question_writes_latex(const struct question *q)
{
    enum dcalc_format format = q->request->format;
    return format == DCALC_LATEX || format == DCALC_MARKDOWN || format == DCALC_HTML;
}
static inline bool question_writes_arrays(const struct question *q)
{
    return !q->request->sparse && dcalc_format_holds_arrays(q->request->format);
}
/* Is the answer a value, and no derivative? */
static inline bool question_asks_value(enum dcalc_command command)
{
    return command == DCALC_EVAL || command == DCALC_LIMIT_AT;
}
static inline bool question_is_table(const struct question *q)
{
    return (q->request->command == DCALC_JACOBIAN || q->request->command == DCALC_HESSIAN) &&
           !q->blocks;
}
/* check: is there a point, at which the gradient's numbers are looked at, in place of a formula? */
static inline bool question_checks_gradient(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    return rq->command == DCALC_CHECK && !rq->n_equals && (rq->n_gradient || rq->has_at);
}
/* Is there one derivative for each name? */
static inline bool question_is_by_name(const struct question *q)
{
    enum dcalc_command command = q->request->command;
    return command == DCALC_GRAD || command == DCALC_BACKPROP || command == DCALC_VJP ||
           question_checks_gradient(q);
}

/* check: of which order is the derivative? 0: the expression itself. */
static inline int question_claimed_order(const struct question *q)
{
    int order = q->request->order;
    return order == DCALC_DEGREE_ZERO ? 0 : order ? order : 1;
}

/* The number of the i-th step that is explained; 0 if it is none. */
static inline int question_explained_step(const struct dcalc_request *rq, size_t i)
{
    const char *text = rq->explain_steps[i];
    int step = 0;
    for (; is_digit(*text) && step < 100000000; text++) step = 10 * step + (*text - '0');
    return *text ? 0 : step;
}

/* The degree of a Taylor polynomial. */
static inline int question_degree(const struct question *q)
{
    int order = q->request->order;
    return order == DCALC_DEGREE_ZERO ? 0 : order ? order : 6;
}

/* taylor_sides.c: the coefficients from both sides of the point, where series do not reach. False
 * after an error, which says what an expansion would need. */
bool taylor_by_sides(struct question *q);
/* True for eigenvalues and functions of matrices, which the sides are not needed for either: their
 * coefficients are derivatives. */
bool taylor_needs_derivatives(const struct question *q);
/* Adds to a pole or an edge of the domain what an expansion there would need. */
void taylor_explain(struct question *q);

/* Does assigned name i stand for one thing throughout? */
bool program_is_steady(const struct question *q, size_t i);
/* What a block is called where there are several: "x", "f2 x", "x y"; else "". */
const char *derivatives_block_name(const struct question *q, size_t i);
/* True for a Hessian by scalars, in which two entries of a pair are equal wherever the function has
 * continuous second derivatives. */
bool derivatives_are_pairs(const struct question *q);
/* What the point binds a variable to, or POISON. */
id bindings_value(const struct question *q, id variable);
/* Replaces the point's names in roots by their values; what that makes exact is folded, arrays
 * too. */
bool bindings_put_in(const struct question *q, id *roots, size_t n);
/* The same for one formula; POISON after an error. */
id bindings_put_into(const void *question, id formula);

/* A constant expression as a node, POISON after an error. */
id bindings_constant(struct question *q, const struct dcalc_text *text);
/* The two ends of a range, "l:r", or "[l, r]" as jobs may write it, as nodes; `what` needs it, in
 * errors. */
bool range_ends(struct question *q, const struct dcalc_binding *given, const char *what, id *ends);
/* Cuts a range at its colon; false where it has none. */
bool range_texts(const struct dcalc_binding *given, struct dcalc_text ends[2]);
/* False with an error if one of those ends is empty. */
bool range_has_ends(struct question *q, const struct dcalc_binding *given,
                    const struct dcalc_text ends[2]);

/* Rebuilds formulas that are to be written with A.T = A for each matrix A that is assumed to be
 * symmetric, and without the names of assigned values, as substitute() does. */
bool assumptions_put_in(const struct question *q, id *roots, size_t n);

/* The operators of the language, as lowering needs them. */
extern const struct derive_hooks kinks_hooks;

#endif

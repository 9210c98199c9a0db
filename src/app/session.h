/* session.h - what lies behind `dcalc`, and one request's work. */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/dcalc.h"
#include "data/array.h"
#include "graph/lower.h"
#include "pass/sparse.h"
#include "question/point_decimals.h"
#include "tape/tape.h"

struct dcalc {
    struct core core;     /* texts and diagnostics that outlive a request: points, job input */
    struct holdings keep; /* files and arrays that the point is read from */
    atomic_bool interrupted;
    bool keeps_interrupts;       /* an interrupt ends this request and those after it */
    bool allows_files;           /* the jobs of dcalc_ask may name files */
    struct fault fault;          /* of the next request, for tests */
    struct point_decimals point; /* of the request at hand */
    struct cache *cache;         /* questions that come again (cache.h); NULL before the second */
    size_t asked;
};

/* For tests: the n-th allocation of the next request fails (0: none); was it reached? */
void session_fail_at(dcalc *session, size_t n);
bool session_did_fail(const dcalc *session);

void core_free(struct core *core);
/* A session with the same limits, which the other's interrupts stop too; NULL without memory. */
dcalc *session_like(dcalc *other);
void session_keep_interrupts(dcalc *session, bool keep);
/* The two halves of dcalc_run, in this order: the answer if the question has come before, else
 * NULL; and then all the work. The first reads the decimals of the point for both. */
struct dcalc_result *session_run_again(dcalc *session, const struct dcalc_request *request);
struct dcalc_result *session_run_anew(dcalc *session, const struct dcalc_request *request);

/* The session's diagnostics as a result, taken off the session. */
struct dcalc_result *session_failure(struct dcalc *session);

/* A result under construction; `public` comes first, so that it can be freed as what it is. */
struct answer {
    struct dcalc_result public;
    struct mem mem;
    struct arena arena;
};
struct answer *answer_new(enum dcalc_command command);
const char *answer_text(struct answer *answer, const char *text);
/* Copies the core's diagnostics; "out of memory" if there are none but memory failed. */
void answer_errors(struct answer *answer, struct core *core);

/* A leaf to differentiate by. */
struct leaf {
    const char *name;
    id node;
};

/* Everything about one request. Freed at its end; the answer alone stays. */
struct work {
    const struct dcalc_request *request;
    struct core core;
    struct graph g;
    struct ast ast;
    struct lowering lowering;
    const struct point_decimals *decimals; /* of the point; NULL: not read yet */
    VEC(struct bound_name) bound;          /* the point */
    VEC(id) values;                        /* of the expressions */
    VEC(struct leaf) leaves;
    VEC(id)
    variables; /* the leaves, and what operators of the program differentiate by, each once */
    VEC(id)
    derivatives; /* diff, jvp: one; grad, backprop, vjp: one a leaf; jacobian, hessian: rows of one
                    a leaf */
    bool blocks; /* Jacobian, hessian: one formula for each vector by each name, not a table of
                    entries */
    size_t rows;
    bool has_arrays;       /* the point binds arrays of doubles */
    VEC(uint32_t) columns; /* names that the rows of a table bind */
    bool at_point;         /* numbers are wanted: a point was given, or there is nothing to bind */
    VEC(id) lower_orders;  /* diff of higher order: the derivatives on the way */
    VEC(id) new_weights;   /* backprop: the weights after a step */
    struct guards kinks;
    bool has_limit; /* the derivative, 0/0 at the point, goes to `limit` from both sides */
    double limit;
    struct sparse sparse;
    bool
        in_bands; /* sparse: the derivatives are the factors of bands, whose products are entries */
    struct answer *answer;
    struct kept_tape *kept_tape; /* that answered, and can again (kept_tape.h); or NULL */
};

bool work_start(struct work *w, dcalc *session, const struct dcalc_request *request);
/* The same for a work that is there from an earlier request: with an answer of its own. */
bool work_begin(struct work *w, dcalc *session, const struct dcalc_request *request);
void work_end(struct work *w);
/* The stages from the program to its derivatives, once the point is bound. */
bool work_derive(struct work *w);

/* The stages, in order; each returns false after a diagnostic. */
bool work_bind_point(struct work *w);                    /* program.c */
bool work_is_bindable(struct work *w, const char *name); /* no constant or function */
bool work_read_shapes(struct work *w);                   /* shapes.c */
bool work_read_program(struct work *w);
bool work_sizes_known(struct work *w);
id work_constant(struct work *w, const struct dcalc_text *text); /* a constant expression */
/* What was given: a constant expression, or an array, which formulas call by this name. */
id work_given(struct work *w, const struct dcalc_binding *binding, const char *name);
/* What is undefined at every point (1/0, log(-1)) is an error without a point too. conditions.c */
bool conditions_known(struct work *w);
bool work_choose_leaves(struct work *w);
/* The learning rate as a node, POISON after an error. */
id work_learning_rate(struct work *w);
bool work_differentiate(struct work *w); /* derivatives.c */
/* The conditions under which f, and not just its formula, has a derivative by n leaves. */
bool work_note_kinks(struct work *w, id f, const id *leaves, size_t n);
/* directions.c: the names that the vector of a jvp gives (none if it has no name), its derivative,
 * and vector times value, whose gradient is the vjp. */
bool work_vector_leaves(struct work *w, const char *const **names, size_t *n);
bool work_jvp(struct work *w);
id work_vjp_product(struct work *w);
/* The nonzeros of the Jacobian of n values. sparse.c */
bool work_sparse(struct work *w, const id *values, size_t n);
/* The whole Jacobian in one sweep where that is quicker than one for each row; *done tells. */
bool work_table(struct work *w, const id *values, size_t n, bool *done);
bool work_numbers(struct work *w);  /* numbers.c */
bool work_formulas(struct work *w); /* formulas.c */
/* Does assigned name i stand for one thing throughout? */
bool work_is_steady(struct work *w, size_t i);
bool work_exact(struct work *w); /* closed forms at the point */
/* A file of arrays: does the answer fit, before and after it is computed? arrays.c */
bool work_fits_arrays(struct work *w);
bool work_are_doubles(struct work *w);
bool work_explain(struct work *w);  /* explain.c */
bool work_document(struct work *w); /* document.c */
/* What derivative i is called: df/dx. */
void work_label(struct work *w, size_t i, struct str *out);
bool work_code(struct work *w); /* code.c */

/* Output arrays for the expressions' values, the derivatives and the new weights, without
 * numbers or formulas yet. */
bool work_outline(struct work *w);
size_t work_columns(const struct work *w); /* of a Jacobian */
static inline bool work_writes_document(const struct work *w)
{
    return w->request->format >= DCALC_DOT;
}
static inline bool work_writes_arrays(const struct work *w)
{
    return !w->request->sparse && w->request->format >= DCALC_CSV &&
           w->request->format <= DCALC_MTX;
}
static inline bool work_is_table(const struct work *w)
{
    return (w->request->command == DCALC_JACOBIAN || w->request->command == DCALC_HESSIAN) &&
           !w->blocks;
}
/* Is there one derivative for each name? */
static inline bool work_is_by_name(const struct work *w)
{
    enum dcalc_command command = w->request->command;
    return command == DCALC_GRAD || command == DCALC_BACKPROP || command == DCALC_VJP;
}
/* What a block is called where there are several: "x", "f2 x", "x y"; else "". derivatives.c */
const char *work_block_name(struct work *w, size_t i);
extern const struct derive_hooks work_hooks;

/* Replaces the point's names in roots by their values; what that makes exact is folded, arrays too.
 * formulas.c */
bool work_put_in_point(struct work *w, id *roots, size_t n);

/* Numbers as they are to be printed: the request's digits, or the shortest. */
void work_print_number(const struct work *w, double x, struct str *out);

#endif

/* dcalc.h - the whole interface of libdcalc: derivatives, gradients and Jacobians for C programs.
 *
 * A program makes a session with dcalc_new and asks it questions: as one line of JSON with
 * dcalc_ask, or as a struct with dcalc_run. There is no global state but for dcalc_own_memory, so
 * several threads may each use a session of their own. Nothing here prints or exits. Errors are
 * values: a result carries its diagnostics, each with a kind, a span in the text it is about, a
 * message and, where known, what to do.
 *
 * The binary interface stays: a program that was built with this header runs with every later
 * libdcalc.so.0. Structs that the caller fills and hands over by address begin with their size,
 * which DCALC_INIT sets; later versions append members, and what a caller's struct is too short to
 * hold counts as not given. A size of 0 is refused. Structs without a size never change. */
#ifndef DCALC_H
#define DCALC_H

#include <stdbool.h>
#include <stddef.h>

/* Begins a struct that carries its size, with everything else not given:
 *     struct dcalc_request request = DCALC_INIT(dcalc_request);
 * In C, {.size = sizeof request, .command = DCALC_GRAD, ...} does the same. */
#ifdef __cplusplus
#define DCALC_INIT(type)                \
    [] {                                \
        struct type dcalc_made = {};    \
        dcalc_made.size = sizeof(type); \
        return dcalc_made;              \
    }()
extern "C" {
#else
#define DCALC_INIT(type)            \
    {                               \
        .size = sizeof(struct type) \
    }
#endif

#define DCALC_API __attribute__((visibility("default")))

/* A session. At most one call may run in it at a time, except for dcalc_interrupt. */
typedef struct dcalc dcalc;

/* What went wrong; DCALC_OK is 0. */
enum dcalc_kind {
    DCALC_OK,
    DCALC_USAGE,     /* the request makes no sense */
    DCALC_SYNTAX,    /* a text cannot be read */
    DCALC_NAME,      /* a name is unknown, or means something else */
    DCALC_SHAPE,     /* sizes do not fit together */
    DCALC_DOMAIN,    /* a function is not defined at the point */
    DCALC_POLE,      /* it goes to infinity there */
    DCALC_KINK,      /* it has no derivative there */
    DCALC_OVERFLOW,  /* the answer is beyond the range of numbers */
    DCALC_UNDECIDED, /* no precision tells whether there is an answer */
    DCALC_LIMIT,     /* a limit was reached, or the request was interrupted */
    DCALC_IO,        /* a file or a library cannot be read */
};

/* The commands of the program; see dcalc(1). */
enum dcalc_command {
    DCALC_EVAL,
    DCALC_DIFF,
    DCALC_GRAD,
    DCALC_JACOBIAN,
    DCALC_HESSIAN,
    DCALC_BACKPROP,
    DCALC_JVP,
    DCALC_VJP,
    DCALC_TAYLOR,
    DCALC_LIMIT_AT, /* the limit; one name of `at` goes to its value, "0+", "inf" and so on */
    DCALC_CHECK,    /* whether `equals` is the derivative, or gradient, Jacobian or Hessian */
    DCALC_PLOT,     /* a picture, which is the result's document */
};

/* Program text and where it came from; `source` is the name that messages use for it
 * ("expression", "model.txt", "--at x"). The bytes need not end in NUL; the session copies them. */
struct dcalc_text {
    const char *bytes;
    size_t length;
    const char *source;
};

/* An array of doubles, row by row: a scalar has ndim 0; a vector has ndim 1 and its length in
 * dims[0]; a matrix has ndim 2, its rows in dims[0] and its columns in dims[1]. */
struct dcalc_values {
    int ndim;
    size_t dims[2];
    const double *entries; /* NULL: there is no array */
};

/* A name and its value: a constant expression, or an array of doubles. If array.entries is not
 * NULL, the array is the value and only value.source is read, for messages. dcalc_run reads the
 * doubles in place, so they must stay until it returns; the answer does not point to them. */
struct dcalc_binding {
    const char *name;
    struct dcalc_text value;
    struct dcalc_values array;
};

/* How numbers are computed. DCALC_AUTO certifies every digit unless the work is large, and then
 * falls back to doubles with a note in the result. */
enum dcalc_numbers { DCALC_AUTO, DCALC_CERTIFIED, DCALC_DOUBLE };

/* At a kink: by default an error, except in training; an error in training too; the convention of
 * learning frameworks. */
enum dcalc_kinks { DCALC_KINKS_DEFAULT, DCALC_KINKS_ERROR, DCALC_KINKS_SUBGRADIENT };

/* The form of the output. Text and JSON can be rendered from any result. The files of arrays (CSV,
 * TSV, NPY, NPZ, MTX, SAFETENSORS) must already be named in the request, and so must LaTeX, whose
 * formulas are written in that language. DOT, C and Python are texts that the result holds as its
 * document. */
enum dcalc_format {
    DCALC_TEXT,
    DCALC_JSON,
    DCALC_LATEX,
    DCALC_CSV,
    DCALC_NPY,
    DCALC_NPZ,
    DCALC_MTX,
    DCALC_DOT,
    DCALC_C,
    DCALC_PYTHON,
    DCALC_TSV, /* CSV with tabs */
    DCALC_SAFETENSORS,
    DCALC_MARKDOWN, /* formulas in LaTeX between dollar signs */
    DCALC_HTML,     /* one page, formulas in MathML */
    DCALC_SVG,      /* plot: a picture; its text is one of characters */
    DCALC_PNG,      /* the program makes these two of SVG and DOT; the library refuses them */
    DCALC_PDF,
};
/* Returns true for formats of files that hold arrays. */
static inline bool dcalc_format_holds_arrays(enum dcalc_format format)
{
    return (format >= DCALC_CSV && format <= DCALC_MTX) || format == DCALC_TSV ||
           format == DCALC_SAFETENSORS;
}

/* The language of explanations. */
enum dcalc_language { DCALC_ENGLISH, DCALC_RUSSIAN };

/* The order of a request for a Taylor polynomial of degree 0, as 0 is the default. */
enum { DCALC_DEGREE_ZERO = -1 };

/* What a step of training has done: its number from 1, the loss and the Euclidean norm of the
 * gradient where it began, and the norm of the weights where it ended. */
struct dcalc_step {
    int step;
    double loss, gradient, weights;
};

/* What an epoch of training has done: its number from 1, the steps so far, the mean of the losses
 * of its batches, each weighted with its rows, and the loss of the data to validate with, nan if
 * there is none. */
struct dcalc_epoch {
    int epoch, step;
    double loss, validation;
};

/* Processes that share a training, the ranks: each has asked the same question of the same data.
 * Their answers are the same bits for any number of ranks. The program dcalc-mpi fills this by MPI.
 * All ranks call `agree` and `share` in the same order. But for `agree`, each returns false, and
 * `expect` a number below 0, if that cannot be done. Doubles that are sent or shared stay as they
 * are, and those to be received are nobody else's, until `finish`. */
struct dcalc_ranks {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    int rank, n; /* this one, from 0, and how many there are */
    /* Waits for all ranks. Returns whether all said true; once it has returned false, it must not
     * be called again. Each rank calls it after the request, too, with whether that was answered,
     * as others may wait for it. */
    bool (*agree)(void *user, bool ok);
    /* These begin what they say: to send doubles, to receive those that are sent with the same tag,
     * from 0 to 1023, and to give those of rank 0 to all. */
    bool (*send)(void *user, int to, int tag, const double *values, size_t n);
    int (*expect)(void *user, int from, int tag, double *values, size_t n);
    bool (*share)(void *user, double *values, size_t n);
    /* Whether what `expect` returned the number for is there, for which it waits if `wait` is
     * set. */
    bool (*arrived)(void *user, int expected, bool wait);
    bool (*finish)(void *user); /* waits for the end of all that was begun */
    void *user;                 /* passed to all of them */
};
/* The message of an error that another rank has met, which tells more of it. */
#define DCALC_ANOTHER_RANK "another rank could not go on"

/* One question. The caller owns every array and string; dcalc_run copies what it keeps. A member
 * that is 0 or NULL is not given; one that is out of range is an error of kind DCALC_USAGE. */
struct dcalc_request {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    enum dcalc_command command;
    const struct dcalc_text *exprs; /* one; the Jacobian takes several */
    size_t n_exprs;
    const struct dcalc_text *lets; /* assignments that come before the expressions */
    size_t n_lets;
    const struct dcalc_binding *at; /* the point: values of names, in the order of output */
    size_t n_at;
    bool has_at; /* numbers are wanted; needed only for a point without names, where n_at is 0 */
    const struct dcalc_binding *shapes; /* of names without values: "[m,n]", letters are sizes */
    size_t n_shapes;
    const char *const *wrt; /* names to differentiate by; not given: the free ones */
    size_t n_wrt;
    const char *const *weights; /* backprop: the names to update */
    size_t n_weights;
    /* jvp: the direction in which each name moves; vjp: the factors of the rows. The name may be ""
     * if there is only one. */
    const struct dcalc_binding *vector;
    size_t n_vector;
    struct dcalc_text lr; /* backprop: the learning rate, a constant expression */
    int order;            /* diff: the order of the derivative; 0 means 1. taylor: the degree of the
                             polynomial; 0 means 6, DCALC_DEGREE_ZERO 0 */
    int steps;            /* backprop: the number of steps; 0 means 1 */
    int digits;           /* significant digits; 0: as few as read back to the same double */
    enum dcalc_numbers numbers;
    int threads; /* at most; 0: one per core. The numbers do not depend on it. */
    /* Called after each step when backprop takes several, with the loss before that step; may be
     * NULL. */
    void (*progress)(void *user, int step, double loss);
    void *user; /* passed to `progress` */
    enum dcalc_format format;
    const char *code_name;   /* C: the function's name, made an identifier; NULL: f */
    const char *code_header; /* C: the name of the header that the code includes, or NULL */
    bool code_main;          /* C: with a main that reads points from standard input */
    bool sparse;             /* jacobian, hessian: the nonzeros only */
    bool pattern;            /* sparse: their places only, without numbers or formulas */
    enum dcalc_kinks kinks;
    bool exact;    /* closed forms instead of decimals */
    bool symbolic; /* formulas beside the numbers */
    bool explain;  /* the work, step by step */
    /* taylor: the range of the name over which the rest is enclosed, "0:1/2"; at most one */
    const struct dcalc_binding *remainder;
    size_t n_remainder;
    /* eval: names whose values are the answer; not given: that of the last statement */
    const char *const *show;
    size_t n_show;
    /* check: the formulas to be judged. By one scalar they are the derivative of this `order`, by
     * several names the gradient, of order 2 the Hessian, of a vector the Jacobian; of order
     * DCALC_DEGREE_ZERO the expression itself. */
    const struct dcalc_text *equals;
    size_t n_equals;
    /* check: in place of formulas, the gradient's numbers at the point as they were computed
     * elsewhere, one array a name */
    const struct dcalc_binding *gradient;
    size_t n_gradient;
    /* what is assumed of names: "symmetric(A)". The program's A is then (A + A.T)/2, so that its
     * gradient G becomes (G + G.T)/2; a value that is not symmetric is an error. */
    const struct dcalc_text *assume;
    size_t n_assume;
    /* C, Python: all arguments of the function, in their order; not given: the point's names, then
     * the free ones */
    const char *const *args;
    size_t n_args;
    double seconds; /* of wall-clock time, if that is less than the session's limit; 0: not given */
    /* diff, grad, jacobian, hessian: the names that the expressions define as functions of the
     * others. The expressions are then equations, "x^2 + y^2 = 1", as many as the names have
     * entries, and the derivatives are those of these names. A point has to satisfy them. */
    const char *const *of;
    size_t n_of;
    /* Several steps of backprop: called after every watch_every-th (0: each) and after the last,
     * with `user`; may be NULL. Steps that were told of may be told of again, if they are done
     * again. */
    void (*watch)(void *user, const struct dcalc_step *step);
    int watch_every;
    enum dcalc_language language; /* of the explanation */
    /* plot: the ranges of one name, whose curves are drawn, or of two, over which the level lines
     * of one expression are; "0:1/2". Not given: that of the data. */
    const struct dcalc_binding *range;
    size_t n_range;
    bool derivative; /* plot: the derivatives too, */
    /* the tangent at the value of the name, and the Taylor polynomial of that degree there, or at
     * the middle of the range; at most one */
    const struct dcalc_binding *tangent;
    size_t n_tangent;
    int taylor;
    /* plot: arrays of one length; the first is drawn to the right, the others upwards: as dots, or
     * as lines if there are no expressions, which are not needed then */
    const struct dcalc_binding *data; /* backprop: arrays of which every step takes the next rows */
    size_t n_data;
    int width;     /* plot: pixels of SVG, or characters; 0: 640, or 80 */
    bool ascii;    /* plot in characters: of ASCII, not of braille */
    bool coloured; /* plot in characters: with a terminal's colours */
    /* several steps of backprop: the numbers of those that are explained; not given: the first */
    const char *const *explain_steps;
    size_t n_explain_steps;
    /* derivatives are computed by their shortest formulas, at points, in tables, jobs and training;
     * code always is, except C with no_simplify */
    bool simplify;
    /* backprop with `data`, which is read in place: the rows of the first axis that each step takes
     * (0: all; the last step of an epoch takes what is left), the passes over all of them (0: 1),
     * whether their order is another in each, and what these orders depend on */
    int batch, epochs;
    bool shuffle;
    int seed;
    /* The same names with other rows, whose loss is computed after each epoch; and after how many
     * epochs without a smaller one the training stops, with the weights of the best epoch (0:
     * never). */
    const struct dcalc_binding *validate;
    size_t n_validate;
    int patience;
    /* backprop, also with `steps`: "adam:beta1=0.9"; "cosine"; the largest norm of the gradient;
     * the decay of weights. See dcalc(1). */
    struct dcalc_text optimizer, schedule, clip, weight_decay;
    /* Takes all that a training needs to go on from here, after every save_every-th step (0: after
     * each epoch) and at the end, with `user`. Returns false if it cannot be kept, which ends the
     * training. NULL: none. */
    bool (*save)(void *user, const char *bytes, size_t length);
    int save_every;
    struct dcalc_text resume; /* what `save` was given: the training goes on from there */
    void (*watch_epoch)(void *user, const struct dcalc_epoch *epoch); /* called after each epoch */
    /* The parts that a batch is cut into, up to 4096, whose losses and gradients are computed one
     * by one, or by several ranks, and are added in an order that depends on their number alone;
     * 0: 1. The loss must be a sum or a mean over the rows. */
    int parts;
    const struct dcalc_ranks *ranks; /* that share the training; NULL: none */
    /* C: by the rules' own steps, which numbers take without `simplify` */
    bool no_simplify;
};

/* What a training has come to. */
struct dcalc_trained {
    int epochs, steps;
    int best_epoch;    /* whose weights are the answer, if an early stop was asked for; else 0 */
    double validation; /* the loss of the data to validate with at these weights, or nan */
};

/* Numbers, formulas or both, under a name; the shape is as in struct dcalc_values. */
struct dcalc_array {
    const char *name; /* of the variable or shown; "" for an expression's value or its derivative */
    int ndim;
    size_t dims[2];       /* 0 where the size is a letter */
    size_t count;         /* number of entries; 0 where a size is a letter */
    const double *values; /* count doubles, or NULL if only a formula was asked for */
    const char *const
        *texts; /* count texts to print instead of the doubles (digits, exact); or NULL */
    const char *const *formulas; /* n_formulas texts: one for the whole or one per entry; or NULL */
    size_t n_formulas;
};

/* The places of a sparse matrix's nonzeros, in compressed rows: those of row r have the indices
 * starts[r] to starts[r + 1] - 1, and column[i] is the column of number i. Rows and columns count
 * from 0, and the columns of a row ascend. An entry that happens to be 0 at the point is included.
 */
struct dcalc_nonzeros {
    size_t rows, columns, count;
    const size_t *starts; /* rows + 1 of them */
    const unsigned *column;
};

/* check: the gradient of one name by three ways, in doubles, at the entry that is off most. */
struct dcalc_compared {
    const char *name;
    size_t count, compared; /* entries; those that were looked at */
    const char *entry;      /* "W[0,1]" */
    double difference, reverse, forward;
    double reverse_off, forward_off;   /* from the difference quotient, which is the right one */
    double reverse_ulps, forward_ulps; /* the same in steps between doubles there */
};

/* check: whether the formulas are right. Texts are in dcalc's own language or plain English. */
struct dcalc_verdict {
    bool equal;          /* wherever both are defined */
    bool proved;         /* equal as formulas, and not only at the points */
    size_t points;       /* random points of the domain at which both have been computed */
    const char *entry;   /* not equal: which entry, "x" or "W[0,1]"; "" if there is only one */
    const char *where;   /* not equal: a point at which they differ, "x=2,y=1/3" */
    const char *value;   /* not equal: the right value there */
    const char *claimed; /* not equal: the formula's value there; NULL if it has none */
    const char *slip;    /* not equal: what was probably done, or NULL */
    const char *domain;  /* where only one of them has a value, or NULL */
    const char *off;     /* gradient: how far the worst entry is off, or NULL; `entry`, `value` and
                            `claimed` are then of that entry, equal or not */
    /* A point alone: reverse and forward mode beside difference quotients, name by name; `equal`
     * if no entry is off by more than 1e-9 of its array's largest. Else there are none. */
    const struct dcalc_compared *compared;
    size_t n_compared;
};

struct dcalc_diagnostic {
    enum dcalc_kind kind;
    const char *message;
    const char *hint;           /* what to do, or NULL */
    const char *source;         /* name of the text that it is about, or NULL */
    const char *line;           /* the line in which the span starts (UTF-8, no newline), or NULL */
    size_t line_length;         /* in bytes */
    size_t line_number, column; /* from 1; the column counts characters */
    size_t caret_column, caret_length; /* in characters of `line`; from 0, and at least 1 */
    size_t start, end;                 /* byte offsets into the source */
};

/* The answer to a request. The caller frees it with dcalc_result_free; it may outlive the session.
 * After an error, only size, status, command and errors are meaningful. */
struct dcalc_result {
    size_t size;            /* of this struct in the library: members beyond it do not exist */
    enum dcalc_kind status; /* the kind of the first error, or DCALC_OK */
    enum dcalc_command command;
    const struct dcalc_array *values; /* the value of each expression, or of each name that `show`
                                         gives (backprop: the loss) */
    size_t n_values;
    const struct dcalc_array
        *derivatives; /* diff, jacobian, hessian, jvp: one; grad, backprop, vjp: one per name.
                         taylor: one, the coefficients from degree 0 on; of several names a matrix
                         of rows that hold a term's exponents and its coefficient */
    size_t n_derivatives;
    const struct dcalc_nonzeros *nonzeros; /* sparse: the places of the derivative's entries */
    const struct dcalc_array *weights;     /* backprop: the weights after the step */
    size_t n_weights;
    const char *const *lets; /* assignments that the formulas use: parts that they share */
    size_t n_lets;
    const char *const *wrt; /* the names it was differentiated by, given or found */
    size_t n_wrt;
    const char *const *notes;
    size_t n_notes;
    const char *explanation; /* the work step by step, or NULL */
    const char *document;    /* the whole answer, if the format is DOT, C or Python; of HTML the
                                graph beside the explanation, for Graphviz; or NULL */
    size_t document_length;
    const char *header; /* C: the function's header, or NULL */
    const struct dcalc_diagnostic *errors;
    size_t n_errors;
    /* taylor with a range: one vector of three numbers: the least and the greatest that the
     * function minus the polynomial as it is printed can be there, and the larger of their sizes;
     * or NULL */
    const struct dcalc_array *remainder;
    /* LaTeX: the names in wrt as the formulas write them. Two names that would look alike, such as
     * x1 and x_1, are written differently. */
    const char *const *wrt_latex;
    const char *value_latex; /* LaTeX: what labels call the value: f, or \mathrm{loss} of backprop,
                                or another letter if a name is written so */
    const struct dcalc_verdict *verdict; /* check: or NULL */
    const struct dcalc_trained *trained; /* backprop by epochs, or by an optimizer; or NULL */
};

/* Returns a new session, or NULL when out of memory. */
DCALC_API dcalc *dcalc_new(void);
/* Frees a session. NULL is ignored. */
DCALC_API void dcalc_free(dcalc *session);

/* Bounds on what one request may use. Reaching one is an error of kind DCALC_LIMIT. */
struct dcalc_limits {
    size_t size;    /* of this struct, as DCALC_INIT sets it */
    size_t depth;   /* nesting of brackets and calls */
    size_t nodes;   /* size of the expression graph */
    size_t digits;  /* decimal digits of an exact number */
    size_t bytes;   /* length of one text */
    size_t memory;  /* in bytes; 0: unbounded */
    double seconds; /* of wall-clock time per request; 0: unbounded */
    size_t work; /* operations per request, each about a nanosecond; 0: unbounded. Steps of backprop
                    count one by one, and rows of tables and of prepared questions do not. */
};
/* Fills in the limits of a new session. Both return false, and do nothing, if the size is not set.
 */
DCALC_API bool dcalc_default_limits(struct dcalc_limits *limits);
DCALC_API bool dcalc_set_limits(dcalc *session, const struct dcalc_limits *limits);

/* Stops the running request soon, with an error of kind DCALC_LIMIT. May be called from a signal
 * handler and from another thread. Where no request runs, it does nothing. */
DCALC_API void dcalc_interrupt(dcalc *session);
/* Whether dcalc_interrupt stops every request from then on, also one that has yet to begin, as a
 * program wants it that asks one question and catches Ctrl-C. False at first; setting it to false
 * forgets the interrupt. */
DCALC_API void dcalc_keep_interrupts(dcalc *session, bool keep);
/* Whether a decomposition of a large matrix goes on in a thread of its own after its request was
 * stopped, in whatever session. exit() and dlclose() wait until it is done; _exit() does not. */
DCALC_API bool dcalc_is_busy(void);

/* Lets dcalc serve the memory of GMP, MPFR and FLINT in this process. Then limits of memory count
 * what these libraries take, a request ends with DCALC_LIMIT where the system refuses them memory,
 * which otherwise ends the process, and dcalc_interrupt and the limit of time reach into single
 * operations of theirs. To be called at most once, before the first number of these libraries is
 * made and before a second thread runs; all of the process's own numbers are served too.
 * `hopeless` is called where there is no memory outside of a request; it must end the process, and
 * may be NULL for abort(). A request after one that was ended within a library may run in a thread
 * of its own. Returns false, and does nothing, if MPFR was built without thread-local constants. */
DCALC_API bool dcalc_own_memory(void (*hopeless)(void));

/* Answers one request. Returns NULL only when out of memory. */
DCALC_API struct dcalc_result *dcalc_run(dcalc *session, const struct dcalc_request *request);
DCALC_API void dcalc_result_free(struct dcalc_result *result);

/* Answers one job: a JSON object as dcalc-jobs(5) describes it, in a string that ends in NUL.
 * Returns the answer, one line of JSON without a newline, to be freed with free(). A job that
 * cannot be read or done is answered by an object with the key "error". Returns NULL only when out
 * of memory. */
DCALC_API char *dcalc_ask(dcalc *session, const char *json);
/* Lets the jobs of dcalc_ask read the files that they name as "@FILE". A new session refuses: a
 * service must not read files for whoever sends it a job. */
DCALC_API void dcalc_allow_files(dcalc *session, bool allow);

/* Shows what one stage made of a request, to find a fault: "tokens", "ast", "graph" or "tape", or
 * "dot", the graph for Graphviz.
 * Returns a text to be freed with free(), or NULL after an error; then *errors holds the result to
 * show and free, NULL when out of memory. */
DCALC_API char *dcalc_dump(dcalc *session, const struct dcalc_request *request, const char *stage,
                           struct dcalc_result **errors);

/* Draws a graph that is written for Graphviz: returns SVG, to be freed with free(), its length in
 * *drawn; NULL: there is no picture. May be called from several threads at a time. */
typedef char *dcalc_draw(const char *graph, size_t length, size_t *drawn);

/* How a result is rendered. */
struct dcalc_render {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    enum dcalc_format format;
    bool quiet;       /* values without labels */
    const char *id;   /* JSON: the value of "id", as JSON text; or NULL */
    bool whole;       /* LaTeX of an explanation: a document, not a part of one */
    dcalc_draw *draw; /* HTML: pictures beside explanations; NULL: without */
};
/* Renders the result of a request. Returns bytes to be freed with free(), their number in *length;
 * NULL when out of memory, or if a size is not set. */
DCALC_API char *dcalc_render(const struct dcalc_request *request, const struct dcalc_result *result,
                             const struct dcalc_render *how, size_t *length);

/* Returns the n arrays that a file of arrays holds: the new weights if there are any, else the
 * derivatives, else the values. They belong to the result. */
DCALC_API const struct dcalc_array *dcalc_result_arrays(const struct dcalc_result *result,
                                                        size_t *n);
/* Returns the name that one of them has in such a file. */
DCALC_API const char *dcalc_array_name(const struct dcalc_result *result,
                                       const struct dcalc_array *array);
/* Renders one array as a file: CSV, NPY or MTX. Returns bytes to be freed with free(), their number
 * in *length; NULL when out of memory. */
DCALC_API char *dcalc_render_array(const struct dcalc_array *array, enum dcalc_format format,
                                   size_t *length);

/* Renders the diagnostics for people: SOURCE:LINE:COLUMN: message, the line, the caret, the hint;
 * with ANSI escapes if `color`. Returns bytes to be freed with free(), NULL when out of memory. */
DCALC_API char *dcalc_render_errors(const struct dcalc_result *result, bool color);

/* Returns the shell's exit status for a kind (0, 1, 2, 3 or 4), and its word ("domain"). */
DCALC_API int dcalc_exit_status(enum dcalc_kind kind);
DCALC_API const char *dcalc_kind_name(enum dcalc_kind kind);

/* A stream of jobs. Every answer is put as soon as it is complete: it does not wait for input that
 * has not arrived, and waits for later jobs only while those are quick. */
struct dcalc_jobs {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    /* Reads the next piece of input. Returns the number of bytes; 0: the end, negative: failure. */
    long (*next)(void *user, char *buffer, size_t size);
    /* Takes answers: one or more whole lines of JSON, or parts of a document. Returns false to
     * stop.
     */
    bool (*put)(void *user, const char *bytes, size_t length);
    void *user;         /* passed to both */
    const char *source; /* name of the input, for messages */
    bool no_files;      /* refuse jobs that name files */
    int threads;        /* that share the jobs; 0: only the calling thread. `put` may be called from
                           any of them, but never twice at a time. */
    bool lines;    /* every line that is not blank has one line of answer, whatever it holds: for a
                      list of jobs it is a list. Not given: so it is if the first line is one job. */
    bool explain;  /* every job shows its work, as if it had the key */
    bool document; /* in the place of lines of JSON, one document with a section for each job */
    enum dcalc_format format; /* document: text, LaTeX, Markdown or HTML */
    bool whole;               /* document: LaTeX with what stands around its text */
    enum dcalc_language
        language;     /* of the document, and of explanations without a key of their own */
    dcalc_draw *draw; /* as in struct dcalc_render */
};
/* Answers every job of the input. Returns the exit status: 0; 1 if a job failed; 2 if the input as
 * a whole is not JSON, or the size is not set; 3 if reading failed. */
DCALC_API int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs);

/* A file of values: its path, or its contents in `bytes`, which must stay as long as the session;
 * then the path is only its name in messages. The path may be followed by [ITEM], which picks one
 * of the file's items, and be in quotes before that: "a,b.npz"[fc1.weight]. */
struct dcalc_file {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    const char *path;
    const char *bytes;
    size_t length;
    /* The question that the values are for: of a whole file, only what its expressions, lets, wrt,
     * weights, show and vector mention is read and bound. NULL: everything. */
    const struct dcalc_request *request;
    /* Large arrays that cannot be read in place, as they are of another type or compressed, lie in
     * unnamed files in TMPDIR instead of in memory. */
    bool spills;
};

/* Appends the bindings of a file, as `--at @FILE` does: one for each key of a JSON object (for the
 * answer to an earlier backprop, those of its `weights`), each column of CSV, each array of .npz
 * or .safetensors, each field of .npy records and each .npy file of a folder. A name that no
 * expression can spell is bound with _ in the place of what cannot stand in a name. With a name, as
 * `--at NAME=@FILE`, appends one binding: the item of that name in the file, or else the whole of a
 * .npy, .csv, .mtx or JSON file. The *n_out bindings at *out become a longer list, which lives as
 * long as the session, as do mapped files, which must not be cut short meanwhile: that is SIGBUS.
 * Returns NULL, or a result that holds the error. */
DCALC_API struct dcalc_result *dcalc_read_file(dcalc *session, const struct dcalc_file *file,
                                               const char *name, const struct dcalc_binding **out,
                                               size_t *n_out);

/* How tables of text are read: separated values, and lists of JSON objects. All zero: by what their
 * first lines tell. */
enum dcalc_header { DCALC_HEADER_FOUND, DCALC_HEADER_YES, DCALC_HEADER_NO };
enum dcalc_missing { DCALC_MISSING_ERROR, DCALC_MISSING_NAN, DCALC_MISSING_DROP };
struct dcalc_table_form {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    enum dcalc_header header;
    /* What becomes of a row without a value where one is needed: an empty field, null, NA, nan and
     * their kin. NAN: it is undefined; DROP: it is left out. */
    enum dcalc_missing missing;
    char delimiter; /* between fields; ' ' stands for runs of blanks; 0: found */
    bool decimal_comma;
    size_t skip; /* lines before the table */
    /* Names of the first columns, in the place of those that they have: "height", "" for one that
     * keeps its name, or "height=COLUMN" with the name of any column, or its number from 1. */
    const char *const *columns;
    size_t n_columns;
    /* Only rows first_row to end_row - 1, counted from 0; end_row 0: to the end. What lies outside
     * is not looked at, but counted. Arrays in files of a point are no tables: with them alone, it
     * is an error. */
    size_t first_row, end_row;
    /* The part-th of so many equal parts of the rows, from 1, instead of a range; 0: all. Only of
     * NumPy arrays of --points, which tell how many rows there are. */
    size_t part, parts;
};
/* Sets how dcalc_read_file and dcalc_run_points read tables from now on. The texts must stay as
 * long as the session. Returns false if the size is not set, or if it asks for what this version
 * does not know. */
DCALC_API bool dcalc_set_table_form(dcalc *session, const struct dcalc_table_form *form);

/* Returns the delimiter that a word stands for: a character for itself, "tab", "blank", "comma",
 * "semicolon", "pipe"; 0 if it cannot stand between fields. */
DCALC_API char dcalc_delimiter(const char *word);

/* Reads a range of rows, "100:200", "100:" or ":200". Returns false if the word is none, or has no
 * rows. */
DCALC_API bool dcalc_row_range(const char *word, size_t *first_row, size_t *end_row);
/* Reads a part of the rows, "2/5" for the second of five. Returns false if the word is none. */
DCALC_API bool dcalc_row_part(const char *word, size_t *part, size_t *parts);

/* A table of points: a question asked at every row. */
enum dcalc_table { DCALC_TABLE_CSV, DCALC_TABLE_JSON, DCALC_TABLE_NPY, DCALC_TABLE_TSV };
struct dcalc_points {
    size_t size; /* of this struct, as DCALC_INIT sets it */
    /* Reads the next piece of the table. Returns the number of bytes; 0: the end, negative:
     * failure. */
    long (*next)(void *user, char *buffer, size_t size);
    /* Takes a piece of the output. Returns false to stop. */
    bool (*put)(void *user, const char *bytes, size_t length);
    /* Returns whether `next` would have to wait; if so, answers are put first. NULL: never. */
    bool (*waits)(void *user);
    /* Called from time to time with what was read so far; may be NULL. */
    void (*progress)(void *user, size_t rows, size_t bytes);
    /* Reads from byte `from` on, as pread does; NULL if the input can only be read in order. Only a
     * NumPy matrix that is stored by columns needs it. */
    long (*read_at)(void *user, char *buffer, size_t size, size_t from);
    /* Overwrites the first bytes of the output: the header of a NumPy array, once the number of
     * rows is known. Only that output needs it. */
    bool (*put_again)(void *user, const char *bytes, size_t length);
    void *user;         /* passed to all of them */
    const char *source; /* name of the input, for messages */
    /* Text is read as dcalc_set_table_form says. In JSON, lists are vectors and matrices. NumPy
     * input is recognised by its first bytes, whatever `input` says: the fields of records are
     * columns, and the entries of a plain array go to the program's names in order of appearance.
     * NumPy output is one array of doubles: (rows, ...shape) for one answer, (rows, columns) for
     * several.
     */
    enum dcalc_table input, output;
    const char *const *keep; /* n_keep columns to pass through */
    size_t n_keep;
    bool keep_all;       /* pass all columns through */
    bool missing_is_nan; /* as DCALC_MISSING_NAN, unless dcalc_set_table_form says otherwise */
    bool strict;         /* an undefined row is an error */
    int threads;         /* at most; 0: one per core */
    bool no_header;      /* CSV output without its line of names */
    /* Takes a summary at the end, also after an error: a line of JSON with "source", "rows",
     * "undefined", "dropped"; "first" with the "row" of the output, the "line" and the "reason" of
     * the first undefined row; "error" with "kind" and "message". NULL: none. */
    bool (*report)(void *user, const char *json, size_t length);
    /* Takes a piece of the output and the byte at which it stands, instead of `put` and
     * `put_again`, where several parts of one NumPy array make one array of answers: its header is
     * that of the answers to all rows. Length 0: the whole output has `at` bytes. NULL: the output
     * is that of the rows wanted alone. */
    bool (*put_at)(void *user, const char *bytes, size_t length, size_t at);
    bool no_jit; /* without machine code of its own, whose answers are the same */
};
/* Answers the request (diff, grad, jacobian, hessian or eval) at every row, in order. The columns
 * bind names in addition to the request's point. Answers are doubles; where a row is undefined they
 * are nan, and the result's notes say how many rows are and why the first one is. Returns NULL only
 * when out of memory. */
DCALC_API struct dcalc_result *dcalc_run_points(dcalc *session, const struct dcalc_request *request,
                                                const struct dcalc_points *points);

/* A question that is differentiated and compiled once, and then asked at points that the caller has
 * in arrays. It belongs to its session, and may run only when nothing else runs there. */
typedef struct dcalc_prepared dcalc_prepared;

/* Prepares a request (diff, grad, jacobian, hessian or eval). Names that `at` does not bind are its
 * inputs: those in `shapes` have the shape that is given there in numbers, others are scalars. The
 * request's texts, names and arrays must stay until dcalc_prepared_free, and the session too.
 * Returns NULL after an error; then *errors holds the result to show and free, NULL when out of
 * memory. */
DCALC_API dcalc_prepared *dcalc_prepare(dcalc *session, const struct dcalc_request *request,
                                        struct dcalc_result **errors);
DCALC_API void dcalc_prepared_free(dcalc_prepared *prepared);
/* Return the n inputs, in order of appearance in the program, and the outputs: as
 * dcalc_result_arrays has them. Names and shapes alone; they belong to the question. */
DCALC_API const struct dcalc_array *dcalc_prepared_inputs(const dcalc_prepared *prepared,
                                                          size_t *n);
DCALC_API const struct dcalc_array *dcalc_prepared_outputs(const dcalc_prepared *prepared,
                                                           size_t *n);

/* Points and room for answers. Within a row, an array has its entries row by row. */
struct dcalc_rows {
    size_t size;                 /* of this struct, as DCALC_INIT sets it */
    size_t n;                    /* rows */
    const double *const *inputs; /* of each input, the entries of the first row */
    const size_t *strides;       /* of each input, doubles from one row to the next; 0: all rows
                                    have the same. NULL: one row follows the other. */
    double *const *outputs;      /* of each output, room for n rows, one after the other */
    int threads;                 /* at most; 0: one per core */
    size_t undefined;            /* set by the call: how many rows have no answer, */
    size_t first_undefined;      /* and which is the first, from 0 */
};
/* Answers every row, in doubles; where these do not decide, as at a kink, certified. A row without
 * an answer, as one with an input that is no finite number, gets nan. Returns DCALC_OK if every row
 * has an answer, else the kind of an error: with rows->undefined, *errors says why the first such
 * row has none; without, why no rows are answered. It is to be freed, and is NULL when out of
 * memory. */
DCALC_API enum dcalc_kind dcalc_run_rows(dcalc_prepared *prepared, struct dcalc_rows *rows,
                                         struct dcalc_result **errors);

/* A row of the function table, for help, completion and the manual. */
struct dcalc_function {
    const char *name;
    const char *parameters; /* "x", "y, x" */
    const char *rule;       /* the derivative or derivatives as text, or NULL */
    const char *summary;
    const char *group; /* "elementary", "special", "learning", "reduction", "matrix", ... */
    double ulps;       /* largest error in doubles, in units in the last place */
};
/* Returns row i, or NULL past the end. */
DCALC_API const struct dcalc_function *dcalc_function_at(size_t i);
/* Returns what is written here for a function that other programs have under this name, as a
 * sentence without a full stop: "write binomial(n, k)"; NULL if nothing is known of the name. */
DCALC_API const char *dcalc_function_elsewhere(const char *name);

/* An identity by which formulas are made shorter, for help: text in u, v, w and x. */
struct dcalc_rewrite {
    const char *pattern, *result; /* equal wherever the pattern has a value */
    const char *condition;        /* under this condition; "" for everywhere */
};
/* Returns row i, or NULL past the end. */
DCALC_API const struct dcalc_rewrite *dcalc_rewrite_at(size_t i);

/* Returns the version of the library, "0.1.0". */
DCALC_API const char *dcalc_version(void);

#ifdef __cplusplus
}
#endif
#endif

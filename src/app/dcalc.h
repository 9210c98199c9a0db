/* dcalc.h - everything a C program needs of dcalc.
 *
 * A session owns all memory; there is no global state, so one session a thread is safe.
 * Nothing here prints or exits. Errors are values: a result carries its diagnostics, each
 * with a kind, a span in the text it speaks of, a message and, where known, what to do. */
#ifndef DCALC_H
#define DCALC_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DCALC_API __attribute__((visibility("default")))

typedef struct dcalc dcalc;

/* What went wrong; DCALC_OK is 0. */
enum dcalc_kind {
    DCALC_OK,
    DCALC_USAGE,
    DCALC_SYNTAX,
    DCALC_NAME,
    DCALC_SHAPE,
    DCALC_DOMAIN,
    DCALC_POLE,
    DCALC_KINK,
    DCALC_OVERFLOW,
    DCALC_UNDECIDED,
    DCALC_LIMIT,
    DCALC_IO,
};

enum dcalc_command {
    DCALC_EVAL,
    DCALC_DIFF,
    DCALC_GRAD,
    DCALC_JACOBIAN,
    DCALC_HESSIAN,
    DCALC_BACKPROP,
    DCALC_JVP,
    DCALC_VJP,
};

/* Program text and where it came from; `source` is what messages call it ("expression",
 * "model.txt", "--at x"). The bytes need not end in NUL and are copied by the session. */
struct dcalc_text {
    const char *bytes;
    size_t length;
    const char *source;
};

/* An array of doubles, entries row-major: a scalar has ndim 0, a vector ndim 1 and dims[0], a
 * matrix ndim 2. */
struct dcalc_values {
    int ndim;
    size_t dims[2];
    const double *entries; /* NULL: there is no array */
};

/* A name and what it is bound to: a constant expression, or an array of doubles where there is
 * one (then value.source alone is read, for messages). dcalc_run reads the doubles where they are,
 * so they must stay until it returns; nothing of the answer points to them. */
struct dcalc_binding {
    const char *name;
    struct dcalc_text value;
    struct dcalc_values array;
};

/* How numbers are computed: certified unless the work is large, or as told. */
enum dcalc_numbers { DCALC_AUTO, DCALC_CERTIFIED, DCALC_DOUBLE };

/* The form of the output. Text, JSON and files of arrays (CSV, NumPy's, Matrix Market's)
 * dcalc_render makes of a result, but the request must say so for all but text and JSON. With LaTeX
 * formulas are in that language; DOT, C and Python are texts that the result holds. */
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
};

/* One question. The caller owns every array and string; dcalc_run copies what it keeps.
 * Zero-initialised fields mean "not given". */
struct dcalc_request {
    enum dcalc_command command;
    const struct dcalc_text *exprs; /* one, or several for the Jacobian */
    size_t n_exprs;
    const struct dcalc_text *lets; /* assignments put before the expressions */
    size_t n_lets;
    const struct dcalc_binding *at; /* the point, in the order given */
    size_t n_at;
    bool has_at;
    const struct dcalc_binding *shapes; /* of names without values: "[m,n]", letters are sizes */
    size_t n_shapes;
    const char *const *wrt; /* names to differentiate by */
    size_t n_wrt;
    const char *const *weights; /* backprop: the names to update */
    size_t n_weights;
    /* jvp: what the names move along, by name; vjp: what the rows are multiplied by. A name may be
     * "" where there is one only. */
    const struct dcalc_binding *vector;
    size_t n_vector;
    struct dcalc_text lr; /* backprop: the learning rate, a constant expression */
    int order;            /* diff: 0 means 1 */
    int steps;            /* backprop: 0 means 1 */
    int digits;           /* significant digits, 0: the fewest that read back */
    enum dcalc_numbers numbers;
    int threads; /* at most, 0: as many as there are cores; no number depends on it */
    /* Several steps of backprop: told of each, of the loss before it; or NULL. */
    void (*progress)(void *user, int step, double loss);
    void *user;
    enum dcalc_format format;
    const char *code_name;   /* C: what the function is called, made an identifier; NULL: f */
    const char *code_header; /* C: the name of the header that the code includes, or NULL */
    bool code_main;          /* C: with a main that reads points from standard input */
    bool sparse;             /* jacobian, hessian: the nonzeros alone */
    bool pattern;            /* sparse: their places alone, without numbers or formulas */
    bool subgradient;        /* at a kink the frameworks' convention instead of an error */
    bool exact;              /* closed forms instead of decimals */
    bool symbolic;           /* formulas beside the numbers */
    bool explain;            /* the work, step by step */
};

/* Numbers, formulas or both, under a name. A scalar has ndim 0, a vector ndim 1 and dims[0],
 * a matrix ndim 2; entries are row-major. */
struct dcalc_array {
    const char *name; /* of the variable; "" for an expression's value or a derivative */
    int ndim;
    size_t dims[2];       /* 0 where the size is a letter */
    size_t count;         /* number of entries, 0 where a size is a letter */
    const double *values; /* count doubles, or NULL where only a formula was asked for */
    const char *const
        *texts; /* count texts to print instead of the doubles (--digits, --exact), or NULL */
    const char *const *formulas; /* n_formulas texts: one for all, or one an entry; or NULL */
    size_t n_formulas;
};

/* Where the nonzeros of a sparse matrix are: those of row r are starts[r] to starts[r + 1] - 1,
 * each with its column; rows and columns count from 0, columns ascend in a row. An entry that is
 * zero at the point alone is one of them. */
struct dcalc_nonzeros {
    size_t rows, columns, count;
    const size_t *starts; /* rows + 1 of them */
    const unsigned *column;
};

struct dcalc_diagnostic {
    enum dcalc_kind kind;
    const char *message;
    const char *hint;   /* what to do, or NULL */
    const char *source; /* name of the text it speaks of, or NULL */
    const char *line;   /* the text of the line the span starts in (UTF-8, no newline), or NULL */
    size_t line_length;
    size_t line_number, column;        /* from 1; the column counts characters */
    size_t caret_column, caret_length; /* in characters of `line`, from 0; length at least 1 */
    size_t start, end;                 /* byte offsets into the source */
};

/* The answer. Owned by the caller, freed with dcalc_result_free. On an error `errors` is not
 * empty and nothing else is to be used. */
struct dcalc_result {
    enum dcalc_kind status; /* the kind of the first error, or DCALC_OK */
    enum dcalc_command command;
    const struct dcalc_array *values; /* each expression's own value (backprop: the loss) */
    size_t n_values;
    const struct dcalc_array
        *derivatives; /* diff, jacobian, hessian, jvp: one; grad, backprop, vjp: one a name */
    size_t n_derivatives;
    const struct dcalc_nonzeros *nonzeros; /* sparse: the places of the one derivative's entries */
    const struct dcalc_array *weights;     /* backprop: after the step */
    size_t n_weights;
    const char *const *lets; /* assignments that the formulas use: parts they share */
    size_t n_lets;
    const char *const *wrt; /* the names it was differentiated by, given or found */
    size_t n_wrt;
    const char *const *notes;
    size_t n_notes;
    const char *explanation; /* text, or NULL */
    const char
        *document; /* the whole in the request's format, where that is neither text nor JSON */
    size_t document_length;
    const char *header; /* C: the function's header, or NULL */
    const struct dcalc_diagnostic *errors;
    size_t n_errors;
};

/* A fresh session, or NULL without memory. */
DCALC_API dcalc *dcalc_new(void);
DCALC_API void dcalc_free(dcalc *session);

/* Bounds on what one request may use; a reached bound is an error of kind limit. */
struct dcalc_limits {
    size_t depth;   /* nesting of brackets and calls */
    size_t nodes;   /* size of the expression graph */
    size_t digits;  /* decimal digits of an exact number */
    size_t bytes;   /* length of one text */
    size_t memory;  /* bytes, 0: no bound */
    double seconds; /* wall clock for a request, 0: no bound */
};
DCALC_API struct dcalc_limits dcalc_default_limits(void);
DCALC_API void dcalc_set_limits(dcalc *session, const struct dcalc_limits *limits);

/* Stops the running request soon; safe in a signal handler or another thread. */
DCALC_API void dcalc_interrupt(dcalc *session);

/* Answers one request. Never NULL but when memory is gone. */
DCALC_API struct dcalc_result *dcalc_run(dcalc *session, const struct dcalc_request *request);
DCALC_API void dcalc_result_free(struct dcalc_result *result);

/* A view of a stage for people who look for a fault: "tokens", "ast", "graph" or "tape".
 * Text to be freed with free(), or NULL: then *errors holds the result to show and free. */
DCALC_API char *dcalc_dump(dcalc *session, const struct dcalc_request *request, const char *stage,
                           struct dcalc_result **errors);

/* Rendered output: bytes to be freed with free(), their number in *length. */
struct dcalc_render {
    enum dcalc_format format;
    bool quiet;     /* values without labels */
    const char *id; /* JSON text of the job's id, or NULL */
};
DCALC_API char *dcalc_render(const struct dcalc_request *request, const struct dcalc_result *result,
                             const struct dcalc_render *how, size_t *length);

/* What a file of arrays takes of an answer: the new weights, else the derivatives, else the values;
 * and the name of each there. */
DCALC_API const struct dcalc_array *dcalc_result_arrays(const struct dcalc_result *result,
                                                        size_t *n);
DCALC_API const char *dcalc_array_name(const struct dcalc_result *result,
                                       const struct dcalc_array *array);
/* One array as a file: CSV, NPY or MTX. Bytes to be freed with free(), NULL without memory. */
DCALC_API char *dcalc_render_array(const struct dcalc_array *array, enum dcalc_format format,
                                   size_t *length);

/* The diagnostics as people read them: SOURCE:LINE:COLUMN: message, the line, the caret, the hint.
 * Bytes to be freed with free(). `color`: with ANSI escapes. */
DCALC_API char *dcalc_render_errors(const struct dcalc_result *result, bool color);

/* The shell's exit status for a kind (0, 1, 2, 3 or 4) and its word ("domain"). */
DCALC_API int dcalc_exit_status(enum dcalc_kind kind);
DCALC_API const char *dcalc_kind_name(enum dcalc_kind kind);

/* Jobs. `next` gives the next piece of input (0 bytes: the end, negative: an error);
 * `put` takes answers, one or more whole lines of JSON, and returns false to stop. No answer waits
 * for input that is not there yet, nor for more than the quickest work. */
struct dcalc_jobs {
    long (*next)(void *user, char *buffer, size_t size);
    bool (*put)(void *user, const char *bytes, size_t length);
    void *user;
    const char *source; /* name of the input, for messages */
    bool no_files;      /* refuse jobs that name files */
    int threads;        /* that share the jobs, 0: none but the caller; `put` is then called from
                           any of them, never twice at a time */
};
/* Runs every job of the input; returns the exit status: 0, 1 when a job failed, 2 when the
 * input as a whole is no JSON, 3 when reading failed. */
DCALC_API int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs);

/* A file of values: its path, or with `bytes` what stands in it (then the path is its name in
 * messages, and the bytes must stay as long as the session). */
struct dcalc_file {
    const char *path;
    const char *bytes;
    size_t length;
};

/* `--at @FILE`: appends a binding for each thing that the file names: a key of a JSON object (an
 * earlier answer with a `weights` object stands for that object), a column of CSV, an array of
 * .npz, a .npy file of a folder. With a name, `--at NAME=@FILE`, one binding: what bears that name
 * there, else the whole of a .npy, .csv, .mtx or JSON file. The bindings live as long as the
 * session, a mapped file as long. Returns NULL, or a result that holds the error. */
DCALC_API struct dcalc_result *dcalc_read_file(dcalc *session, const struct dcalc_file *file,
                                               const char *name, const struct dcalc_binding **out,
                                               size_t *n_out);

/* Tables of points: a question asked at every row. */
enum dcalc_table { DCALC_TABLE_CSV, DCALC_TABLE_JSON, DCALC_TABLE_NPY };
struct dcalc_points {
    long (*next)(void *user, char *buffer, size_t size); /* as of jobs */
    bool (*put)(void *user, const char *bytes, size_t length);
    bool (*waits)(void *user); /* would `next` wait now? Then answers go out first. NULL: no */
    void (*progress)(void *user, size_t rows, size_t bytes); /* told now and then; or NULL */
    /* Reads the input from a byte on, as pread does; NULL: it can be read in order alone. Only a
     * NumPy matrix stored by columns is read so. */
    long (*read_at)(void *user, char *buffer, size_t size, size_t from);
    /* Writes over the first bytes that were put: the header of a NumPy array, when the number of
     * its rows is known. Needed for that output alone. */
    bool (*put_again)(void *user, const char *bytes, size_t length);
    void *user;
    const char *source; /* name of the input, for messages */
    /* CSV with a header of names; JSON Lines, where lists are vectors and matrices; NumPy, by the
     * first bytes of the input whatever is said here. Fields of records are columns; a plain array
     * gives each row's entries to the program's names in order of appearance. The output is an
     * array of doubles: (rows, ...shape) of one answer, (rows, columns) of several. */
    enum dcalc_table input, output;
    const char *const *keep; /* columns to pass through, n_keep of them */
    size_t n_keep;
    bool keep_all;
    bool missing_is_nan; /* an empty field makes the row undefined instead of being an error */
    bool strict;         /* an undefined row is an error */
    int threads;         /* 0: one a core */
};
/* Answers the request (diff, grad, jacobian, hessian or eval) at every row, in order: the columns
 * bind names besides the request's point. Computed in doubles; the answer of an undefined row is
 * nan, and the result's notes tell how many there are and why the first one is. */
DCALC_API struct dcalc_result *dcalc_run_points(dcalc *session, const struct dcalc_request *request,
                                                const struct dcalc_points *points);

/* The function table, for help, completion and the manual. Row i, or NULL past the end. */
struct dcalc_function {
    const char *name;
    const char *parameters; /* "x", "y, x" */
    const char *rule;       /* derivative(s) as text, or NULL */
    const char *summary;
    const char *group; /* "elementary", "special", "learning", "reduction", "matrix", ... */
    double ulps;       /* how far off it is in doubles at most, in units in the last place */
};
DCALC_API const struct dcalc_function *dcalc_function_at(size_t i);

DCALC_API const char *dcalc_version(void);

#ifdef __cplusplus
}
#endif
#endif

/* ways.h - one question in doubles asked in every way: at a point, at one whose numbers are arrays,
 * as jobs, at the rows of a table, in steps of training, as generated C. */
#ifndef SUPPORT_WAYS_H
#define SUPPORT_WAYS_H

#include "samples.h"

#include "base/str.h"

enum { ROWS = 4, MOST_REPLIES = 400 };

enum way {
    AT,
    TERMS, /* --at x=1*0.5 */
    GIVEN, /* a point of arrays */
    JOBS,
    TABLE_CSV,
    TABLE_NPY,
    TABLE_JSON,
    TRAINING,
    CODE,
    WAYS
};

/* The answer of one way at one row: the values, then the derivatives. */
struct reply {
    bool given, refused; /* refused: an error, without numbers */
    bool has_notes;      /* as where the number is what both sides of a kink go to */
    enum dcalc_kind kind;
    size_t n, n_values;
    double at[MOST_REPLIES];
};

/* A question, the points to ask it at, and the replies. */
struct attempt {
    struct sample sample;
    enum dcalc_command command;
    int order;
    uint64_t seed;
    char *text;
    const char *wrt[SAMPLE_INPUTS];
    size_t n_wrt;
    double rows[ROWS][SAMPLE_NUMBERS]; /* the inputs' numbers, one after another */
    struct reply got[WAYS][ROWS];
    struct reply steps[ROWS][2]; /* training: the second of two steps, and the same alone */
};

/* Where an input's numbers stand in a row, and how many there are. */
size_t way_place(const struct attempt *t, size_t input, size_t *n);
/* Appends {"x":1,"u":[1,2]} of what the sample needs. */
void way_point(struct str *out, const struct attempt *t, const double *row);

/* ---- one request ---- */

struct asking {
    struct dcalc_text expr, lr;
    struct dcalc_binding at[SAMPLE_INPUTS];
    struct dcalc_request request;
    struct mem mem;
    char *texts[SAMPLE_INPUTS];
};

void asking_open(struct asking *a, const struct attempt *t);
/* The point as numbers, as expressions for them, or as arrays of doubles. */
void asking_bind(struct asking *a, const struct attempt *t, const double *row, enum way way);
void asking_close(struct asking *a);
/* Asks in a session that keeps nothing. */
struct dcalc_result *run_anew(const struct dcalc_request *request);
void reply_take(struct reply *out, const struct dcalc_result *r);

/* Asks at a row in one of the first three ways. */
void ask_at(struct attempt *t, size_t row, enum way way);
/* Asks in all ways but generated C. */
void ask_ways(struct attempt *t);

/* ---- generated C ---- */

/* Many functions in one file. Each is called through one that takes a row and fills an answer. */
struct code_file {
    struct mem mem;
    struct str code;
    char *blocks[400]; /* helpers that functions share stand once */
    size_t n_blocks;
};

/* Adds the question's function, number k. False where there is none. */
bool code_file_add(struct code_file *l, const struct attempt *t, size_t k);
/* Compiled and opened; to be closed with dlclose. */
void *code_file_open(struct code_file *l);
void code_file_free(struct code_file *l);
/* Calls function k at every row. */
void ask_code(struct attempt *t, void *handle, size_t k);

#endif

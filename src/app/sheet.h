/* sheet.h - a question prepared for the rows of a table. */
#ifndef APP_SHEET_H
#define APP_SHEET_H

#include "app/session.h"
#include "data/row_text.h"
#include "eval/rows.h"

/* A condition under which a row has an answer; places are among the numbers that rows are asked
 * for. */
struct row_check {
    bool boundary;                     /* a kink only if its two sides differ */
    size_t condition, n, when, n_when; /* n_when 0: everywhere */
};

struct sheet {
    struct work w;
    struct dcalc_request request;
    const struct dcalc_points *points;
    dcalc *session;
    struct tape tape;
    struct rows rows;
    VEC(const char *) columns;      /* of the table */
    VEC(uint32_t) inputs;           /* slots of the columns in use */
    VEC(uint32_t) fields;           /* the column of each */
    VEC(uint32_t) kept;             /* columns that are passed through */
    VEC(struct row_number) numbers; /* the answer's first */
    size_t n_answers;
    VEC(const char *) labels; /* of the answer's numbers, as the output has them */
    VEC(struct row_check) checks;
    char separator;
};

/* Opens the work, and prepares it for a table with these columns. False after an error in its core.
 */
bool sheet_open(struct sheet *sheet, dcalc *session, const struct dcalc_request *request,
                const struct dcalc_points *points);
bool sheet_prepare(struct sheet *sheet, const struct row_fields *header);
/* The program's names, in order of appearance, as a header. Errors are left to sheet_prepare. */
bool sheet_names(struct sheet *sheet, struct row_fields *out);
/* The answer stays. */
void sheet_free(struct sheet *sheet);
/* The header of the output, where it has one. */
void sheet_put_header(const struct sheet *sheet, struct str *out);
/* Asks about one row alone, certified. NULL without memory. */
struct dcalc_result *sheet_ask(const struct sheet *sheet, dcalc *session, const double *values);

/* One thread's place to work at. */
struct sheet_desk {
    const struct sheet *sheet;
    struct mem mem;
    dcalc *session;
    struct row_bench bench;
    double *in, *out; /* ROWS_BLOCK of each input; of each number */
    const double **in_columns;
    double **out_columns;
    struct row_fields fields;   /* of the line in hand */
    VEC(struct row_field) kept; /* of the rows in hand */
    bool missing[ROWS_BLOCK];
    size_t lines[ROWS_BLOCK]; /* in the chunk, from 1 */
    size_t n;
};
bool sheet_desk_init(struct sheet_desk *desk, const struct sheet *sheet);
void sheet_desk_free(struct sheet_desk *desk);

/* Whole lines, and what became of them. */
struct chunk {
    struct mem mem;
    struct str text, out;
    size_t lines, rows, undefined;
    size_t bad_line;    /* the first undefined row's, 0: none */
    double *bad_values; /* its inputs; room for them belongs to the chunk's owner */
    const char *error;  /* what is wrong with the text, or NULL */
    size_t error_line;
    char wrong[64]; /* the field that is no number */
};
void chunk_answer(struct chunk *chunk, struct sheet_desk *desk);

#endif

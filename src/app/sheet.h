/* sheet.h - a question prepared for the rows of a table. */
#ifndef APP_SHEET_H
#define APP_SHEET_H

#include "app/session.h"
#include "data/npy.h"
#include "data/row_text.h"
#include "eval/rows.h"

/* A condition under which a row has an answer; places are among the numbers that rows are asked
 * for. Doubles cannot tell whether it holds where it is a comparison of two that are as good as
 * equal, and rounded. */
struct row_check {
    bool boundary;                     /* a kink only if its two sides differ */
    bool kink, exact;                  /* exact: nothing is rounded on the way to it */
    size_t condition, n, when, n_when; /* n_when 0: everywhere */
    size_t left, right;                /* what is compared, if both are scalars; else 0 */
};

/* Numbers of a row that bear one name: a scalar, or an array row by row. */
struct sheet_column {
    const char *name, *key; /* key: as JSON has it before a value */
    int ndim;
    size_t dims[2];
    size_t first, n; /* of the fields of a row, of those kept, of the answer's numbers */
};

/* Where a field lies in a record of a .npy table; a field of a matrix stored by columns: in a
 * record of the chunk, of which each column lies whole behind the one before. */
struct sheet_place {
    struct npy_type type;
    size_t offset;
};

/* A column in use, and the first of its inputs. */
struct sheet_use {
    uint32_t column;
    size_t first;
};

struct sheet {
    struct work w;
    struct dcalc_request request;
    const struct dcalc_points *points;
    dcalc *session;
    struct tape tape;
    struct rows rows;
    VEC(struct sheet_column) columns; /* of the table */
    size_t n_fields;                  /* of its rows */
    VEC(struct sheet_place) places;   /* of the fields, in a .npy table */
    size_t record;                    /* bytes of a row there */
    bool by_columns;
    VEC(struct sheet_use) used;       /* columns that the program uses */
    VEC(struct row_number) inputs;    /* the entries of their slots, */
    VEC(size_t) fields;               /* and the field of each; of JSON the column */
    VEC(struct sheet_column) kept;    /* columns that are passed through */
    VEC(size_t) kept_fields;          /* the fields of all; of JSON the columns */
    VEC(struct row_number) numbers;   /* the answer's first */
    VEC(struct sheet_column) answers; /* what the answer consists of */
    size_t n_answers;                 /* numbers of the answer */
    VEC(struct row_check) checks;
    char separator;
};

/* Opens the work. False after an error in its core. */
bool sheet_open(struct sheet *sheet, dcalc *session, const struct dcalc_request *request,
                const struct dcalc_points *points);
/* Adds a column of the table; its name lasts. */
bool sheet_add_column(struct sheet *sheet, struct sheet_column column);
/* Adds the program's free names, in order of appearance, as columns. */
bool sheet_add_names(struct sheet *sheet);
/* Prepares it for a table with these columns. */
bool sheet_prepare(struct sheet *sheet);
/* The answer stays. */
void sheet_free(struct sheet *sheet);
/* Asks about one row alone, certified. NULL without memory. */
struct dcalc_result *sheet_ask(const struct sheet *sheet, dcalc *session, const double *values);

/* sheet_output.c: what comes before the rows: names, or a header for so many rows. */
void sheet_put_header(const struct sheet *sheet, struct str *out, size_t rows);

/* One thread's place to work at. */
struct sheet_desk {
    const struct sheet *sheet;
    struct mem mem;
    dcalc *session;
    struct row_worker worker;
    double *in, *out; /* ROWS_BLOCK of each input; of each number of the answer */
    double *row;      /* the inputs of one row */
    double **places;  /* of CSV: by field, where its numbers go; NULL: nowhere */
    const double **in_columns;
    double **out_columns;
    struct row_fields fields;   /* of the line in hand */
    struct row_fields entries;  /* of a list in it */
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

/* Notes what is wrong in the line in hand. Always false. */
bool chunk_wrong(struct chunk *chunk, const char *what, const char *field, size_t length);
/* chunk_read.c: puts the next rows of the text, from byte *at, onto the desk until that is full.
 * False when one cannot be read. */
bool chunk_read(struct chunk *chunk, struct sheet_desk *desk, size_t *at);
/* sheet_output.c: appends the answer of a row on the desk. False when that cannot be. */
bool chunk_put_row(struct chunk *chunk, struct sheet_desk *desk, size_t row);

#endif

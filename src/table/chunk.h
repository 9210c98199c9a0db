/* chunk.h - some rows of a table: read, answered by one thread, and written. */
#ifndef TABLE_CHUNK_H
#define TABLE_CHUNK_H

#include "table/row_query.h"

/* What a thread needs to answer chunks. */
struct chunk_worker {
    const struct row_query *query;
    struct mem mem;
    dcalc *session;
    struct row_worker worker;
    double *in, *out; /* ROWS_BLOCK of each input; of each number of the answer */
    double *row;      /* the inputs of the row that was last asked about alone, */
    double *settled;  /* and its answer, */
    bool has_settled, is_defined;
    double **places;           /* of CSV: by field, where its numbers go; NULL: nowhere */
    const double **in_columns; /* of each input: in `in`, or where the caller has it */
    double **out_columns;
    struct row_fields fields;   /* of the line in hand */
    struct row_fields entries;  /* of a list in it */
    VEC(struct row_field) kept; /* of the rows in hand */
    bool missing[ROWS_BLOCK];   /* an input is not there, or is infinite */
    bool lacks;                 /* of the row in hand: an input is not there */
    size_t lines[ROWS_BLOCK];   /* in the chunk, from 1 */
    size_t n;
    bool all_fine;               /* nothing is to be looked into in the rows that were run last */
    size_t settled_small, small; /* numbers too small for doubles: of the row that was last asked
                                    about alone; of all rows that were settled, until it is read */
};
bool chunk_worker_init(struct chunk_worker *worker, const struct row_query *query);
void chunk_worker_free(struct chunk_worker *worker);
/* Runs the n rows in hand, whose answers then are in out_columns. False when memory or time ran
 * out. */
bool chunk_worker_run(struct chunk_worker *worker);
/* Puts right what doubles cannot tell of one of these rows, unless all are fine. False if it has no
 * answer, which is nan then. */
bool chunk_worker_settle(struct chunk_worker *worker, size_t row);

/* Whole lines, and what became of them. */
struct chunk {
    struct mem mem;
    struct str text, out;
    size_t lines, rows, undefined;
    size_t small;       /* numbers that are too small for doubles */
    size_t dropped;     /* rows left out, as they have no value somewhere */
    size_t bad_line;    /* the first undefined row's, 0: none, */
    size_t bad_row;     /* and how many rows come before it */
    double *bad_values; /* its inputs; room for them belongs to the chunk's owner */
    const char *error;  /* what is wrong with the text, or NULL */
    size_t error_line;
    char wrong[64]; /* the field that is no number */
};
void chunk_answer(struct chunk *chunk, struct chunk_worker *worker);

/* What is wrong with a number that would lose digits: only --numbers double rounds it. */
extern const char row_no_double[];
/* Notes what is wrong in the line in hand. Always false. */
bool chunk_wrong(struct chunk *chunk, const char *what, const char *field, size_t length);
/* Notes that no double holds the number of a NumPy array. Always false. */
bool chunk_wrong_number(struct chunk *chunk, const struct npy_type *type, const char *bytes);
/* chunk_read.c: puts the next rows of the text, from byte *at, onto the worker until that is full.
 * False when one cannot be read. */
bool chunk_read(struct chunk *chunk, struct chunk_worker *worker, size_t *at);
/* chunk_write.c: appends the answer of a row on the worker. False when that cannot be. */
bool chunk_write_row(struct chunk *chunk, struct chunk_worker *worker, size_t row);
/* What comes before the rows: names, or a header for so many rows. */
void chunk_write_header(const struct row_query *query, struct str *out, size_t rows);

#endif

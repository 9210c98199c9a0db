/* row_query.h - a question prepared for the rows of a table. */
#ifndef TABLE_ROW_QUERY_H
#define TABLE_ROW_QUERY_H

#include "app/run.h"
#include "data/columns.h"
#include "data/npy.h"
#include "eval/rows.h"

/* A condition under which a row has an answer; places are among the numbers that rows are asked
 * for. Doubles cannot tell whether it holds where it is a comparison of two that are as good as
 * equal, and rounded. */
struct row_check {
    bool kink, exact;                  /* exact: nothing is rounded on the way to it */
    size_t condition, n, when, n_when; /* n_when 0: everywhere */
    size_t left, right;                /* what is compared, if both are scalars; else 0 */
};

/* Numbers of a row that bear one name: a scalar, or an array row by row. */
struct row_query_column {
    const char *name, *key; /* key: as JSON has it before a value */
    const char *spelled;    /* the name in expressions; "": none */
    int ndim;
    size_t dims[2];
    size_t first, n; /* of the fields of a row, of those kept, of the answer's numbers */
    bool is_twice;   /* of the table: another column is spelled alike */
};

/* Where a field lies in a record of a .npy table; a field of a matrix stored by columns: in a
 * record of the chunk, of which each column lies whole behind the one before. */
struct row_query_place {
    struct npy_type type;
    size_t offset;
};

/* A column in use, and the first of its inputs. */
struct row_query_use {
    uint32_t column;
    size_t first;
};

struct row_query {
    struct run run;
    struct dcalc_request request;
    const struct dcalc_points *points;
    dcalc *session;
    struct tape tape;
    struct rows rows;
    VEC(struct row_query_column) columns; /* of the table */
    size_t n_fields;                      /* of its rows */
    VEC(struct row_query_place) places;   /* of the fields, in a .npy table */
    size_t record;                        /* bytes of a row there */
    bool by_columns;
    VEC(struct row_query_use) used;       /* columns that the program uses */
    VEC(struct slot_entry) inputs;        /* the entries of their slots, */
    VEC(size_t) fields;                   /* and the field of each; of JSON the column */
    VEC(struct row_query_column) kept;    /* columns that are passed through */
    VEC(size_t) kept_fields;              /* the fields of all; of JSON the columns */
    VEC(struct slot_entry) numbers;       /* the answer's first */
    VEC(struct row_query_column) answers; /* what the answer consists of */
    size_t n_answers;                     /* numbers of the answer */
    VEC(struct row_check) checks;
    struct table_form form; /* what is said of the table */
    struct columns csv;     /* of a table of separated values */
    struct escape escape;   /* that it was left by, if it was */
};

/* Runs work(user), which returns false after a diagnostic, in an escape. */
bool row_query_escape(struct row_query *query, bool (*work)(void *user), void *user);

/* Opens its run. False after an error in the core of that. */
bool row_query_open(struct row_query *query, dcalc *session, const struct dcalc_request *request,
                    const struct dcalc_points *points);
/* Adds a column of the table; its name lasts. */
bool row_query_add_column(struct row_query *query, struct row_query_column column);
/* Finds the column that expressions call so. */
bool row_query_find(const struct row_query *query, const char *name, uint32_t *at);
/* row_names.c: adds the program's free names, in order of appearance, as columns. */
bool row_query_add_names(struct row_query *query);
/* Adds those of them that no column has yet. */
bool row_query_add_absent_names(struct row_query *query);
/* Lists them. Memory is the run's. False without memory. */
struct row_query_names {
    VEC(const char *) all;
};
bool row_query_list_names(struct row_query *query, struct row_query_names *out);
/* Differentiates for a table with these columns; then compiles what is asked of each row, entry by
 * entry; both. */
bool row_query_derive(struct row_query *query);
bool row_query_compile(struct row_query *query);
bool row_query_prepare(struct row_query *query);
/* labels.c: appends what entry i of a column is called as a field of CSV: x, x[2] or x[0,1]. */
void row_query_put_label(struct str *out, const struct row_query_column *column, size_t i);
/* False after an error: two columns of the output would have one name. */
bool row_query_check_labels(struct row_query *query);
/* The answer stays. */
void row_query_free(struct row_query *query);
/* Asks about one row alone, certified. NULL without memory. */
struct dcalc_result *row_query_ask(const struct row_query *query, dcalc *session,
                                   const double *values);

#endif

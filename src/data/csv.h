/* csv.h - a table of text in memory: separated values, or a JSON object for each row. Its columns
 * become arrays. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "data/array.h"
#include "data/columns.h"

/* What is read of a row, and all that was read: row after row. */
struct csv_taken {
    size_t column; /* SIZE_MAX: of the whole table */
    VEC(size_t) fields;
    VEC(double) entries;
    int ndim;      /* of a row */
    size_t n;      /* numbers of a row */
    bool is_wrong; /* it is no column of numbers */
};

struct csv {
    struct data_file *file;
    const struct table_form *form;
    bool json;
    struct columns columns;
    VEC(struct csv_taken) taken;
    VEC(size_t) owners; /* by field: which of taken it belongs to, from 1; 0: none */
    bool is_read;
    size_t rows; /* that were read */
    /* The row in hand. */
    struct row_fields fields, list;
    struct text_place place;
    size_t seen; /* rows, with those left out */
    size_t left; /* that may still be read */
};

/* What data_note_wide calls number `at` of taken[i]. */
static inline size_t csv_place(size_t i, size_t at)
{
    return (i << (sizeof i * 4 + 8)) + at;
}

/* csv.c: finds the columns. `uses` are the names that the question uses. False after an error. */
bool csv_open(struct csv *csv, struct data_file *file, const struct table_form *form,
              const struct table_uses *uses);
void csv_close(struct csv *csv);
/* Takes the column, or the table as one array, for csv_read. False without memory. */
bool csv_take(struct csv *csv, size_t column);
bool csv_take_whole(struct csv *csv);
/* csv_rows.c: reads what was taken. A column that is not of numbers is an error, or with `lenient`
 * is left out. */
bool csv_read(struct csv *csv, bool lenient);
/* csv_plain.c: reads the row at `at`. Returns the position after it; NULL: nothing was read, and it
 * must be looked at more closely. */
const char *csv_read_plain(struct csv *csv, const char *at, const char *end);
/* csv_rows.c: finds the keys of all rows of JSON. */
bool csv_find_keys(struct csv *csv);
/* Appends the array of taken[i] to the file's. */
bool csv_put(struct csv *csv, size_t i);

#endif

/* sparse.h - sparse matrices of files: as full ones, or as the rows, the columns and the values of
 * their entries, three vectors that [row], [column] and [value] pick. */
#ifndef DATA_SPARSE_H
#define DATA_SPARSE_H

#include "data/members.h"

/* Rows and columns count from 0. Entries at one place add up. */
struct triples {
    size_t rows, columns, n;
    double *row, *column, *value; /* of the file's buffers */
};

/* Makes room for `room` entries. False without memory. */
bool triples_start(struct data_file *file, struct triples *t, size_t room);
static inline void triples_add(struct triples *t, size_t row, size_t column, double value)
{
    t->row[t->n] = (double)row;
    t->column[t->n] = (double)column;
    t->value[t->n++] = value;
}

/* Returns true if a full matrix fits into memory, false after an error; if it is sparse, the error
 * says how to do with its entries. */
bool sparse_check_room(struct data_file *file, size_t rows, size_t columns, bool sparse);
/* Lists the whole, and apart from it the three vectors. */
bool sparse_list(struct members *members);
/* Appends the vector of that name; the full matrix, which is a vector or a number if it has one
 * column (as in csv.c). */
bool triples_put_vector(struct data_file *file, const struct triples *t, const char *name);
bool triples_put_full(struct data_file *file, const struct triples *t);

#endif

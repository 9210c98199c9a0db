/* raw.h - arrays of numbers as binary files hold them, of any width, order of bytes and order of
 * axes, as arrays of doubles. */
#ifndef DATA_RAW_H
#define DATA_RAW_H

#include "data/npy.h"
#include "data/pick.h"

/* Entry [i, j, ...] lies at i*strides[0] + j*strides[1] + ... bytes from the first. */
struct raw {
    const char *first;
    const char *file; /* from which errors count bytes */
    struct npy_type type;
    int ndim;
    size_t dims[NPY_MOST_AXES], strides[NPY_MOST_AXES];
    struct part taken; /* the items by which it is a part of an array, for messages */
};

/* Reads the header of a .npy file with a plain array, but none of its numbers. With `any`, they
 * need not be numbers: then the type may be unsupported. */
bool npy_read_raw(struct data_file *file, const char *bytes, size_t length, bool any,
                  struct raw *out);
/* Sets the strides of entries of `width` bytes without gaps. */
void raw_set_strides(struct raw *raw, size_t width, bool by_columns);
/* Leaves the part at the places of items such as 0, 1,-1 or 0:10 along the first axes. False after
 * an error. */
bool raw_take(struct data_file *file, struct raw *raw, struct part part);
/* Writes all numbers to `out`, row by row; false after an error. A whole number that no double
 * holds is an error, or rounded if `rounded`. */
bool raw_copy(struct data_file *file, const struct raw *raw, bool rounded, double *out);
/* Notes number k, row by row, of an array for `place` of the answer's `n` numbers, if it is a whole
 * number beyond 2^53; x becomes 0 if no double holds it. False after an error: there are too many
 * for an exact text. */
bool raw_note_whole(struct data_file *file, const struct raw *raw, size_t k, size_t place, size_t n,
                    double *x);
/* Appends the array; doubles in native order are used in place. A small array with whole numbers
 * that no double holds is an exact text, too; in a large one they are errors, as are more than two
 * axes and no entries. */
bool raw_add(struct data_file *file, const char *name, const struct raw *raw);

#endif

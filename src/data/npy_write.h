/* npy_write.h - arrays as NumPy's files. */
#ifndef DATA_NPY_WRITE_H
#define DATA_NPY_WRITE_H

#include "base/str.h"
#include "data/array.h"

/* Appends the header, version 1, of an array of doubles in the machine's order with n axes; at
 * least `least` bytes of it, and a multiple of 64. */
void npy_put_header(struct str *out, size_t n, const size_t *dims, size_t least);
/* Appends a .npy file, version 1, of doubles in the machine's order. */
void npy_write(struct str *out, const struct array *array);

#endif

/* npy_write.h - writes arrays as .npy files. */
#ifndef DATA_NPY_WRITE_H
#define DATA_NPY_WRITE_H

#include "base/str.h"
#include "data/array.h"

/* Appends the header (version 1) of an array of doubles in native byte order with n axes. Its
 * length is a multiple of 64 and at least `least` bytes. */
void npy_put_header(struct str *out, size_t n, const size_t *dims, size_t least);
/* Appends a .npy file (version 1) of doubles in native byte order. */
void npy_write(struct str *out, const struct array *array);

#endif

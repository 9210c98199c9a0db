/* npy_write.h - arrays as NumPy's files. */
#ifndef DATA_NPY_WRITE_H
#define DATA_NPY_WRITE_H

#include "base/str.h"
#include "data/array.h"

/* Appends a .npy file, version 1, of doubles in the machine's order. */
void npy_write(struct str *out, const struct array *array);

#endif

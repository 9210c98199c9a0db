/* safetensors_write.h - writes arrays as a .safetensors file. */
#ifndef DATA_SAFETENSORS_WRITE_H
#define DATA_SAFETENSORS_WRITE_H

#include "base/str.h"
#include "data/array.h"

/* Appends a file of n arrays of doubles under their names, whose entries begin at a multiple of 8
 * bytes. */
void safetensors_write(struct str *out, const struct array *arrays, size_t n);

#endif

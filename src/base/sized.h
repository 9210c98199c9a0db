/* sized.h - structs that come from a caller built with another version of the header. */
#ifndef BASE_SIZED_H
#define BASE_SIZED_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `given` over `out`, which has `known` bytes. The first member of `given` is its size in
 * bytes; where `given` is shorter than `known`, `out` keeps its contents. Returns false if that
 * size is below `least`, or if a byte beyond `known` is not 0: then the caller asks for something
 * that this version cannot do. */
bool sized_copy(void *out, size_t known, const void *given, size_t least);

#endif

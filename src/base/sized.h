/* sized.h - structs that come from a caller built with another version of the header. */
#ifndef BASE_SIZED_H
#define BASE_SIZED_H

#include <stdbool.h>
#include <stddef.h>

/* Copies the struct `given`, whose first member is its size in bytes, over `out`, which has `known`
 * bytes and keeps what it holds wherever `given` is too short. Returns false if the size is below
 * `least`, or if something other than 0 stands beyond `known`: then `given` asks for what this
 * version cannot do. */
bool sized_copy(void *out, size_t known, const void *given, size_t least);

#endif

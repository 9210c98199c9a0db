/* inflate.h - unpacks gzip and Zstandard, piece by piece. Only inflate.c uses zlib and libzstd,
 * which are opened when there is something to unpack. */
#ifndef DATA_INFLATE_H
#define DATA_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD };

/* Tells by the first bytes how data is packed. *wrong says of a packing that dcalc cannot unpack
 * what to do, or is NULL. */
enum packing inflate_kind(const char *bytes, size_t length, const char **wrong);
/* Returns true if more bytes may change the answer. */
bool inflate_is_open(const char *bytes, size_t length);

struct inflate;

/* Returns NULL without memory, or with *wrong set to why not. */
struct inflate *inflate_new(enum packing packing, const char **wrong);
void inflate_free(struct inflate *inflate);

/* Unpacks from *in, of *n_in bytes, to `out`, and moves *in to what is not used yet. Returns how
 * many bytes it wrote, at most `room`, which is above 0; -1 with *wrong set if the data is
 * damaged. */
long inflate_run(struct inflate *inflate, const char **in, size_t *n_in, char *out, size_t room,
                 const char **wrong);
/* Returns true if the packed data may end here. */
bool inflate_is_whole(const struct inflate *inflate);

#endif

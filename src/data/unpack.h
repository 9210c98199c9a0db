/* unpack.h - bytes as they come, as UTF-8 with line feeds: what gzip or Zstandard packed is
 * unpacked, UTF-16 is decoded, a byte-order mark is left out, and lines that end in a carriage
 * return alone end in a line feed. Bytes that are all this already pass through, without a copy. */
#ifndef DATA_UNPACK_H
#define DATA_UNPACK_H

#include "base/mem.h"
#include "data/inflate.h"

/* Reads the next piece. Returns the number of bytes; 0: the end, negative: failure. */
typedef long unpack_next(void *user, char *buffer, size_t size);

enum unpack_text { TEXT_UNKNOWN, TEXT_UTF8, TEXT_UTF16_LITTLE, TEXT_UTF16_BIG, TEXT_BINARY };
enum unpack_ends { ENDS_UNKNOWN, ENDS_KEPT, ENDS_CARRIAGE };

/* Starts zeroed but for the first three. */
struct unpack {
    unpack_next *next;
    void *user;
    struct mem *mem;
    const char *wrong; /* why it failed, if not by `next` */
    size_t taken;      /* bytes that `next` gave */
    bool is_open;      /* the beginning was looked at */
    struct inflate *inflate;
    char *block;    /* what `next` gave, if it is not passed through, */
    const char *in; /* and the part of it that is not used yet */
    size_t n_in;
    bool may_go_on; /* the packed data may hold more of what was read last */
    enum unpack_text text;
    enum unpack_ends ends;
    char held[4]; /* bytes that wait for what comes behind them */
    size_t n_held;
    bool has_return; /* a carriage return waits */
};

/* Like `next`, for what the bytes mean; a failure may have set `wrong`. */
long unpack_read(struct unpack *unpack, char *buffer, size_t size);
/* Returns true if there may be something to read without asking `next`. */
bool unpack_has_more(const struct unpack *unpack);
/* Returns true if bytes of the input are passed on as they are. */
bool unpack_is_plain(const struct unpack *unpack);
/* Returns true if the whole of a text would not be passed on as it is. */
bool unpack_is_needed(const char *bytes, size_t length);
void unpack_free(struct unpack *unpack);

#endif

/* pool.h - the memory of one command, freed all at once.
 *
 * When out of memory the program reports it and exits with the status of a reached limit, so
 * callers need not check for NULL. */
#ifndef CMD_POOL_H
#define CMD_POOL_H

#include <stddef.h>

struct pool {
    struct pool_block *blocks;
};

void *pool_alloc(struct pool *pool, size_t size); /* zeroed */
char *pool_copy(struct pool *pool, const char *bytes, size_t length);
char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pool_free(struct pool *pool);

/* Text that grows in a pool; always ends in NUL. */
struct text {
    struct pool *pool;
    char *bytes;
    size_t length, room;
};

void text_put(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

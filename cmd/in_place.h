/* in_place.h - a file into which several programs write at once, each at its own places
 * (--in-place). */
#ifndef CMD_IN_PLACE_H
#define CMD_IN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct in_place {
    const char *path; /* NULL: answers go elsewhere */
    int fd;           /* 0: not open yet */
    int error;        /* errno of what failed first */
    bool differs;     /* the file holds something else */
};

/* Writes the bytes at offset `at`. Those at 0 are a header, on which all writers agree: what is
 * there must be the same. Without bytes the file gets `at` bytes at least. The first call makes
 * the file if it is not there. Returns false after a failure. */
bool in_place_put(struct in_place *file, const char *bytes, size_t length, size_t at);

/* Returns 0, or the exit status after reporting what failed. */
int in_place_close(struct in_place *file);

#endif

/* array.h - arrays of doubles on their way from files to names, and the files being read.
 *
 * A reader takes the bytes of a whole file (mapped, so that they need no memory of ours) and
 * appends arrays, whose entries lie in the file itself or in blocks that the holdings keep. */
#ifndef DATA_ARRAY_H
#define DATA_ARRAY_H

#include "base/decimal.h"
#include "base/diag.h"

/* A scalar has ndim 0, a vector ndim 1 and dims[0], a matrix ndim 2; entries are row-major. */
struct array {
    const char *name; /* "" where the file gives none */
    int ndim;
    size_t dims[2];
    const double *entries;
};

static inline size_t array_count(const struct array *a)
{
    return (a->ndim > 0 ? a->dims[0] : 1) * (a->ndim > 1 ? a->dims[1] : 1);
}

/* Memory and mappings that arrays lie in. */
struct holding {
    void *block;
    size_t size;
    bool mapped;
};
struct holdings {
    struct mem *mem;
    VEC(struct holding) all;
};
/* Takes over a block of mem, or a mapping; frees it at once, and fails, when memory is gone. */
bool holdings_take(struct holdings *holdings, void *block, size_t size, bool mapped);
/* Room for n doubles, or NULL. */
double *holdings_doubles(struct holdings *holdings, size_t n);
void holdings_free(struct holdings *holdings);

/* A file being read, and what was found in it. */
struct data_file {
    struct core *core; /* takes the diagnostics */
    struct holdings *keep;
    const char *name; /* in messages */
    const char *bytes;
    size_t length;
    VEC(struct array) arrays; /* of the core's mem */
};

/* Opens a file and maps it, or reads it where it cannot be mapped; a folder is an error. The bytes
 * stay as long as the holdings. */
bool data_open(struct data_file *file, struct core *core, struct holdings *keep, const char *path);
/* The arrays alone: their entries stay. */
void data_close(struct data_file *file);
bool data_add(struct data_file *file, const char *name, size_t length, struct array array);

/* Errors that name the file, and the byte; or the line, with bytes start to end of it marked.
 * Always false. */
bool data_error(struct data_file *file, enum kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct text_place {
    const char *line, *end; /* the line */
    size_t number;          /* from 1 */
    const char *from, *to;  /* what is wrong in it */
};
bool data_text_error(struct data_file *file, struct text_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says that what is marked is no number, or none that a double holds. Always false. */
bool data_number_error(struct data_file *file, struct text_place place, enum decimal_kind kind);

/* The readers: each appends to file->arrays, or fails after an error. */
bool npy_read(struct data_file *file); /* one array */
bool mtx_read(struct data_file *file); /* one matrix or column */
/* Without a name a vector for each column of the header. With one the whole array, but the columns
 * if one of several bears it. */
bool csv_read(struct data_file *file, const char *name);
bool npz_read(struct data_file *file); /* an array a member */

/* The same for bytes that are a part of the file: a member of an archive. */
bool npy_read_bytes(struct data_file *file, const char *name, const char *bytes, size_t length);

#endif

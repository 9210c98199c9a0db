/* array.h - arrays of doubles read from files, and the files being read.
 *
 * A reader takes the bytes of a whole file, which is mapped and so needs no memory of its own. It
 * appends arrays whose entries lie in the file itself or in the file's buffers. */
#ifndef DATA_ARRAY_H
#define DATA_ARRAY_H

#include "base/decimal.h"
#include "base/diag.h"
#include "base/str.h"

/* A scalar has ndim 0, a vector ndim 1 and dims[0], a matrix ndim 2; entries are row-major. */
struct array {
    const char *name; /* "" if the file gives none */
    int ndim;
    size_t dims[2];
    const double *entries;
    const char *text; /* the array as an expression, if no double holds some of the file; or NULL */
};

/* Arrays of at most so many numbers can be exact texts. */
enum { ARRAY_MOST_EXACT = 4096 };

static inline size_t array_count(const struct array *a)
{
    return (a->ndim > 0 ? a->dims[0] : 1) * (a->ndim > 1 ? a->dims[1] : 1);
}

/* The blocks and mappings in which arrays lie, freed together. */
struct owned_block {
    void *block;
    size_t size;
    bool mapped;
};
struct buffers {
    struct mem *mem;
    bool copies; /* files are read, as a mapped one that is cut short would end the program */
    bool spills; /* large arrays that cannot be read in place lie in temporary files */
    VEC(struct owned_block) all;
    size_t counted;        /* bytes of mapped files that count as memory in use */
    struct window *window; /* through which mapped files are held when they are larger; or NULL */
};
/* Takes ownership of a block of mem or of a mapping. Returns false when out of memory; then the
 * block is freed, or will be with the others. */
bool buffers_take(struct buffers *buffers, void *block, size_t size, bool mapped);
/* Returns room for n doubles, or NULL when out of memory. If the buffers spill, much room is an
 * unnamed file in TMPDIR, if there is space, and mapped like a file that is read. */
double *buffers_doubles(struct buffers *buffers, size_t n);
void buffers_free(struct buffers *buffers);
/* Looks through the window, if there is one: core.look of who computes with the buffers. */
void buffers_look(void *buffers);

/* The line of a text and the part of it that a message is about. */
struct text_place {
    const char *line, *end; /* the line */
    size_t number;          /* counted from 1 */
    const char *from, *to;  /* the faulty part of it */
};

/* A number that no double holds, or a whole number beyond 2^53 whose double has a shortest decimal
 * that may be another number: 9.223372036854776e18 for 2^63. */
struct wide_number {
    size_t at; /* its place among the numbers of the file, as the reader counts them */
    const char *text;
    size_t length;
    double x; /* which holds it, or 0 */
    bool negated;
};

/* A file being read, and the arrays found in it. */
struct data_file {
    struct core *core; /* receives the diagnostics */
    struct buffers *buffers;
    const char *name; /* in messages */
    const char *bytes;
    size_t length;
    VEC(struct array) arrays; /* of the core's mem */
    VEC(struct wide_number) wide;
    size_t n_wide;  /* of them that no double holds */
    bool wide_lost; /* there were too many to note all */
    struct text_place first_wide;
};

/* Opens a file and maps it, or reads it where it cannot be mapped; a folder is an error. The bytes
 * live as long as the buffers. */
bool data_open(struct data_file *file, struct core *core, struct buffers *buffers,
               const char *path);
/* The text becomes the file's bytes, and the buffers own it. False without memory. */
bool data_take_text(struct data_file *file, struct str *text);
/* Unpacks gzip and Zstandard, decodes UTF-16, and ends lines in line feeds, where the bytes are not
 * so already. */
bool data_unpack(struct data_file *file);
/* Frees the list of arrays; their entries stay in the buffers. */
void data_close(struct data_file *file);
bool data_add(struct data_file *file, const char *name, size_t length, struct array array);

/* Append an error that names the file, or the file and the line, with the bytes from..to of the
 * line marked. Always return false. */
bool data_error(struct data_file *file, enum kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool data_text_error(struct data_file *file, struct text_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Appends the error that the marked text is not a number, not a finite one, or one that no double
 * holds. Always returns false. */
bool data_number_error(struct data_file *file, struct text_place place, enum decimal_kind kind);

/* wide.c: notes that the marked number, or its negative, belongs to place `at` but is held by no
 * double; the double at that place stays 0 or what else is added to it. Numbers noted for one place
 * add up. Returns false after an error: there are too many. */
bool data_note_wide(struct data_file *file, struct text_place place, size_t at, bool negated);
/* Notes a number that is the double x, or its negative, in case that other numbers of the array are
 * wide. Small ones need no note. False without memory. */
bool data_note_long(struct data_file *file, struct text_place place, size_t at, double x,
                    bool negated);
/* Forgets what was noted, as another array begins. */
void data_forget_wide(struct data_file *file);
/* Sets the array's text if any number of the file was noted as wide, since one array of doubles
 * would make the whole answer one of doubles. The entries have the places first, first + step, ...
 * A large array stays one of doubles; if one of its own entries is wide, returns false after an
 * error. */
bool data_settle_wide(struct data_file *file, struct array *array, size_t first, size_t step);
/* What is asked of an array: all of it, or the part within the items of FILE[item][item]. */
struct part {
    const char *const *items;
    int n_items;
};

/* Reads a .npy file from bytes that are part of the file, such as a member of an archive. Items are
 * the field of records and indexes. */
bool npy_read_bytes(struct data_file *file, struct part part, const char *bytes, size_t length);

#endif

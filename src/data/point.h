/* point.h - binds names to the contents of files: JSON values, columns, arrays. */
#ifndef DATA_POINT_H
#define DATA_POINT_H

#include "data/array.h"

/* A name and its value: a text in dcalc's language or, if `array` has entries, an array, whose text
 * then says where the entries come from. */
struct point_value {
    const char *name, *text;
    size_t length;
    const char *source; /* the name that messages use */
    struct array array;
};

/* The values collected so far. Their texts lie in the core's arena, their entries in the buffers or
 * in the files' own bytes. */
struct point {
    struct core *core; /* receives the diagnostics */
    struct buffers *buffers;
    VEC(struct point_value) all; /* of the core's mem */
};

/* A file or folder, or the bytes of a file that the caller has read already. */
struct point_file {
    const char *path, *bytes;
    size_t length;
};

/* Appends the values of a file: without a name all that it contains, with a name only the value for
 * it. Returns false after an error. */
bool point_read(struct point *point, const struct point_file *file, const char *name);

/* Does the same for the bytes of a JSON text (point_json.c). */
bool point_read_json(struct point *point, const struct data_file *file, const char *name);

static inline bool point_add(struct point *point, struct point_value value)
{
    return vec_push(&point->core->mem, &point->all, value);
}

#endif

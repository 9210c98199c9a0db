/* point.h - names bound to what files hold: JSON values, columns, arrays. */
#ifndef DATA_POINT_H
#define DATA_POINT_H

#include "data/array.h"

/* A name bound to a text in dcalc's language, or to an array where it has entries: then the text
 * tells where they are from. */
struct point_value {
    const char *name, *text;
    size_t length;
    const char *source; /* what messages call it */
    struct array array;
};

/* Values being gathered. Their texts lie in the core's arena, their entries in the holdings or in
 * the files' own bytes. */
struct point {
    struct core *core; /* takes the diagnostics */
    struct holdings *keep;
    VEC(struct point_value) all; /* of the core's mem */
};

/* A file or folder, or the bytes of a file that are there already. */
struct point_file {
    const char *path, *bytes;
    size_t length;
};

/* Appends what a file binds: everything in it, or with a name what it gives to that name. False
 * after an error. */
bool point_read(struct point *point, const struct point_file *file, const char *name);

/* point_json.c: the same for the bytes of a JSON text. */
bool point_read_json(struct point *point, const struct data_file *file, const char *name);

static inline bool point_add(struct point *point, struct point_value value)
{
    return vec_push(&point->core->mem, &point->all, value);
}

#endif

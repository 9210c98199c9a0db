/* point.h - binds names to the contents of files: JSON values, columns, arrays. */
#ifndef DATA_POINT_H
#define DATA_POINT_H

#include "data/array.h"
#include "data/columns.h"
#include "data/members.h"

/* A name and its value: a text in dcalc's language or, if `array` has entries, an array, whose text
 * then says where the entries come from. */
struct point_value {
    const char *name, *text;
    size_t length;
    const char *source; /* the name that messages use */
    struct array array;
};

/* What whole files hold, wanted or not: for the error that a name has no value. */
struct offer {
    const char *file;
    struct member member;
    const char *note; /* what may be done about the names, or NULL */
};
struct offers {
    VEC(struct offer) all; /* of the core's mem; the texts are in its arena */
};
/* Returns what an error about `name`, which has no value, should add, in the arena of `core`, or
 * NULL. With `says`, the error does not say that it has none. */
const char *offers_hint(const struct offers *offers, struct core *core, const char *name,
                        bool says);
/* Returns which names there are, the one nearest to `name` first; else the same. */
const char *offers_list(const struct offers *offers, struct core *core, const char *name);

/* The values collected so far. Their texts lie in the core's arena, their entries in the buffers or
 * in the files' own bytes. */
struct point {
    struct core *core; /* receives the diagnostics */
    struct buffers *buffers;
    const struct wanted *wanted;   /* of a whole file only these names are read; NULL: all */
    const struct table_form *form; /* how tables are read, or NULL: the usual way */
    struct offers *offers;         /* to which whole files are added, or NULL */
    bool *has_table;               /* set where a file is a table; or NULL */
    VEC(struct point_value) all;   /* of the core's mem */
};

/* A file or folder, or the bytes of a file that the caller has read already. The path may be
 * followed by [item], and be in quotes (pick.h). */
struct point_file {
    const char *path, *bytes;
    size_t length;
};

/* Appends the values of a file: without a name all that it contains and that is wanted, with a name
 * only the value for it. Returns false after an error. */
bool point_read(struct point *point, const struct point_file *file, const char *name);

static inline bool point_add(struct point *point, struct point_value value)
{
    return vec_push(&point->core->mem, &point->all, value);
}

#endif

/* point.h - names bound to what files hold: JSON values, columns, arrays. */
#ifndef DATA_POINT_H
#define DATA_POINT_H

#include "app/dcalc.h"
#include "data/array.h"

/* Bindings being gathered. Their texts lie in the core's arena, their entries in the holdings or
 * in the files' own bytes. */
struct point {
    struct core *core; /* takes the diagnostics */
    struct holdings *keep;
    VEC(struct dcalc_binding) all; /* of the core's mem */
};

/* Appends what a file binds: everything in it, or with a name what it gives to that name. False
 * after an error. */
bool point_read(struct point *point, const struct dcalc_file *file, const char *name);

/* point_json.c: the same for the bytes of a JSON text. */
bool point_read_json(struct point *point, const struct data_file *file, const char *name);
bool point_add(struct point *point, struct dcalc_binding binding);

#endif

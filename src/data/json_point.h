/* json_point.h - turns JSON values into the text of constant expressions.
 *
 * A number is the decimal that is written (0.1 is one tenth), a string is an expression already,
 * and lists of these become [[1,2],[3,4]]. */
#ifndef DATA_JSON_POINT_H
#define DATA_JSON_POINT_H

#include "data/array.h"
#include "base/str.h"
#include "data/json.h"

/* Appends the expression. Returns NULL, or a description of the value if it cannot be one. */
const char *json_point_text(struct str *out, const struct json *value);

/* Appends the value as JSON again, numbers as they were written. What is deeper than 64 levels is
 * cut. */
void json_point_put(struct str *out, const struct json *value);

/* Returns the object whose keys are the names of the point: `weights` of an earlier answer, or the
 * tree itself. */
const struct json *json_point_object(const struct json *tree);

/* Sets the shape, but not the entries, of a list of numbers or of rows of numbers of equal length.
 * Returns false for anything else. */
bool json_point_shape(const struct json *value, struct array *out);
/* Writes the numbers of such a list to `out`, row by row. Returns NULL, or the first that no double
 * holds. */
const struct json *json_point_entries(const struct json *value, double *out);

#endif

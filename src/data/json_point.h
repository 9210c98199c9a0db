/* json_point.h - JSON values as the text of constant expressions.
 *
 * A number becomes the shortest decimal that stands for it (0.1 is one tenth), a string is
 * an expression already, and lists of them become [[1,2],[3,4]]. */
#ifndef DATA_JSON_POINT_H
#define DATA_JSON_POINT_H

#include "data/array.h"
#include "base/str.h"
#include "data/json.h"

/* Appends the expression; returns NULL, or words for what stands where no value may. */
const char *json_point_text(struct str *out, const struct json *value);

/* The object whose keys are a point: `weights` of an earlier answer, or the tree itself. */
const struct json *json_point_object(const struct json *tree);

/* A list of numbers, or of rows of numbers of one length: its shape, without entries. False for
 * anything else. */
bool json_point_shape(const struct json *value, struct array *out);
/* The numbers of such a list, row by row. */
void json_point_entries(const struct json *value, double *out);

#endif

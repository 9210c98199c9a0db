/* decimal.h - decimal text to the nearest double, in no locale but the C one. */
#ifndef DATA_DECIMAL_H
#define DATA_DECIMAL_H

#include "data/array.h"

enum decimal { DECIMAL_NONE, DECIMAL_FINITE, DECIMAL_BEYOND };

/* Is text of n bytes a number, [+-]digits[.digits][e[+-]digits]? BEYOND: nan, inf, or a number past
 * the range of doubles. More than 4000 characters are none. */
enum decimal decimal_read(const char *text, size_t n, double *x);
/* Reads the number at the front of a text, which may go on; returns behind it, NULL if there is
 * none. Past the range of doubles it is infinite. */
const char *decimal_scan(const char *at, const char *end, double *x);
/* Says that what is marked is no number, or none that a double holds. Always false. */
bool decimal_error(struct data_file *file, struct text_place place, enum decimal kind);

#endif

/* latex_wrap.h - LaTeX formulas in lines that fit a page. */
#ifndef PRINT_LATEX_WRAP_H
#define PRINT_LATEX_WRAP_H

#include "base/str.h"

/* Returns about how wide n bytes of a formula are in a display of 10 point type, in points. */
double latex_width(const char *latex, size_t n);

/* Appends a formula in lines of at most `room` points where it can be broken: between terms,
 * between factors, also within brackets, which are closed and opened again; a fraction that is too
 * wide becomes a product with the numerator in brackets. `new_line` stands between two lines and
 * indents the next one by a quad. */
void latex_wrap(struct str *out, const char *latex, double room, const char *new_line);

#endif

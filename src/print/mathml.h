/* mathml.h - LaTeX as dcalc writes it, as MathML Core for HTML pages. */
#ifndef PRINT_MATHML_H
#define PRINT_MATHML_H

#include "base/str.h"

/* Appends a formula as the content of <math>. It knows the commands that the LaTeX printer writes;
 * others, and groups nested deeper than any that people read, are shown as they are. */
void mathml_put(struct str *out, const char *latex);
/* Appends text in which &, < and > are escaped. */
void mathml_escape(struct str *out, const char *text, size_t n);

#endif

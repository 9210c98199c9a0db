/* python_private.h - what the files that write Python share. */
#ifndef PRINT_PYTHON_PRIVATE_H
#define PRINT_PYTHON_PRIVATE_H

#include "print/python.h"

extern const struct dialect dialect_python;

/* The name, with an underscore behind it where Python has the word for itself. */
void python_name(struct str *out, const char *name);
bool python_needs_scipy(enum fn fn);

#endif

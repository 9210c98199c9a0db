/* files.h - values that files hold, as a request has them. */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "app/dcalc.h"
#include "data/point.h"

/* The binding of a value, with the same texts and entries. */
struct dcalc_binding files_binding(const struct point_value *value);

#endif

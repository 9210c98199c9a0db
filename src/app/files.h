/* files.h - values that files hold, as a request has them. */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "app/dcalc.h"
#include "base/diag.h"
#include "data/point.h"

/* The binding of a value, with the same texts and entries. */
struct dcalc_binding files_binding(const struct point_value *value);

/* The names that a request mentions, apart from its point: what is wanted of whole files. The names
 * are in the core's arena. False without memory. */
bool files_wanted(struct core *core, const struct dcalc_request *request, struct wanted *out);

#endif

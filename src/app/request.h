/* request.h - a request as its caller made it, with this or another version of dcalc.h. */
#ifndef APP_REQUEST_H
#define APP_REQUEST_H

#include "app/dcalc.h"

/* Copies the caller's request; what it is too short to hold is "not given", and values in `at` make
 * a point. Returns false with a diagnostic in the session if its size is not set or if it asks for
 * what this version does not know. */
bool request_read(dcalc *session, struct dcalc_request *request, const struct dcalc_request *given);

#endif

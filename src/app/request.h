/* request.h - a request as its caller made it, with this or another version of dcalc.h. */
#ifndef APP_REQUEST_H
#define APP_REQUEST_H

#include "app/dcalc.h"

/* The last command, and the largest value of each member that counts; --order, --steps, --digits
 * and --threads take no more. */
enum {
    LAST_command = DCALC_PLOT,
    MOST_order = 1000000,
    MOST_steps = 1000000000,
    MOST_watch_every = 1000000000,
    MOST_digits = 100000,
    MOST_threads = 1024,
    MOST_taylor = 1000,
    MOST_width = 10000,
    MOST_batch = 1000000000,
    MOST_epochs = 1000000000,
    MOST_seed = 2147483647,
    MOST_patience = 1000000000,
    MOST_save_every = 1000000000,
    MOST_parts = 4096,
};

/* Taylor polynomials have a degree 0, and check compares the expression itself. */
#define TAKES_ORDER_ZERO(command) ((command) == DCALC_TAYLOR || (command) == DCALC_CHECK)

/* Copies the caller's request; what it is too short to hold is "not given", and values in `at` make
 * a point. Returns false with a diagnostic in the session if its size is not set, if it asks for
 * what this version does not know, or if a member is out of range or a pointer is missing. */
bool request_read(dcalc *session, struct dcalc_request *request, const struct dcalc_request *given);

#endif

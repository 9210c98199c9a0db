/* report.h - what the program says on standard error, and the words for it. */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "app/dcalc.h"
#include "pool.h"

/* Writes "dcalc: MESSAGE" and, unless NULL, the hint. Returns the exit status of `kind`, so that
 * `return report_error(...)` reads well. */
int report_error(enum dcalc_kind kind, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes the errors of a result and frees it. `color` is the word given to --color, or NULL.
 * Returns the exit status. */
int report_result(struct dcalc_result *result, const char *color);

/* Writes "dcalc: note: NOTE". */
void report_note(const char *note);

/* The word in single quotes, as a shell would take it; very long ones are cut. */
const char *report_quoted(struct pool *pool, const char *word);

/* Did you mean? Offer every candidate, then read the nearest one. */
struct near {
    const char *word, *best;
    size_t distance; /* doubled, so that ties can be broken */
};
void near_offer(struct near *near, const char *candidate);
/* "did you mean BEST?", or the fallback (NULL is fine) where nothing is near. */
const char *near_hint(struct pool *pool, const struct near *near, const char *fallback);

#endif

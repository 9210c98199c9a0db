/* report.h - writes errors, notes and hints on standard error. */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "app/dcalc.h"
#include "pool.h"

#include <stdbool.h>

/* Writes "dcalc: MESSAGE" and, unless it is NULL, the hint. Returns the exit status of `kind`, so
 * that callers can `return report_error(...)`. */
int report_error(enum dcalc_kind kind, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes the errors of a result and frees it. `color` is the value of --color, or NULL. Returns the
 * exit status. */
int report_result(struct dcalc_result *result, const char *color);

/* The same as one line of JSON, the object by which a job would be answered. */
int report_result_json(const struct dcalc_request *request, struct dcalc_result *result);

/* Whether what is written to the descriptor is to be coloured. */
bool report_wants_color(const char *color, int fd);

/* Writes "dcalc: note: NOTE". */
void report_note(const char *note);

/* Returns the word in single quotes, in shell syntax; very long words are cut. */
const char *report_quoted(struct pool *pool, const char *word);

/* Finds the word to suggest in "did you mean": offer every candidate, then read `best`. */
struct near {
    const char *word, *best;
    size_t distance; /* number of edits, doubled so that ties can be broken */
};
void near_offer(struct near *near, const char *candidate);
/* Returns "did you mean BEST?", or the fallback (which may be NULL) if no candidate is near. */
const char *near_hint(struct pool *pool, const struct near *near, const char *fallback);

#endif

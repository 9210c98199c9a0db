/* summary.h - the summary of a table that --report asks for: written whole when the run is over,
 * however it ended. */
#ifndef CMD_SUMMARY_H
#define CMD_SUMMARY_H

#include "command.h"
#include "files.h"

struct summary {
    struct pool *pool;
    struct sink sink;
    const char *json; /* of the library, without its closing brace; NULL: no row was read */
    bool wanted;
};

/* Opens the file of --report, if the call has one. Returns 0, or the exit status after reporting an
 * error. */
int summary_open(struct summary *summary, struct call *call);

/* Keeps what the library says of the table: the `report` of dcalc_points, with the summary as its
 * user. */
bool summary_take(struct summary *summary, const char *json, size_t length);

/* Refuses to write the report over the answer, which goes to `path`. Returns 0, or the exit status
 * after reporting an error; then no report is written. */
int summary_check(struct summary *summary, const char *path);

/* Writes the summary of a run that ends with `status`. Returns that, or the status of an error in
 * writing if all else went well. */
int summary_close(struct summary *summary, int status);

#endif

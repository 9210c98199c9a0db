/* deliver.h - writes an answer to standard output, a file or a folder of arrays. */
#ifndef CMD_DELIVER_H
#define CMD_DELIVER_H

#include "app/dcalc.h"
#include "command.h"

/* Returns the format that --format names, else the one that the ending of --output implies, else
 * text. */
enum dcalc_format deliver_format(const struct options *options);

/* Returns true if --output names a .tex file, which holds a whole document. */
bool deliver_is_whole(const struct options *options);

/* Refuses, with the exit status, forms of code that nobody asked for and files that are only read.
 */
int deliver_check(const struct options *options);

/* Writes an answer in the form that its request asks for. Returns the exit status. */
int deliver(struct call *call, const struct dcalc_request *request,
            const struct dcalc_result *result);

/* Writes the errors of a result to standard error, as JSON where its answer would be JSON, and
 * frees it. Returns the exit status. */
int deliver_failure(const struct options *options, const struct dcalc_request *request,
                    struct dcalc_result *result);

/* Writes bytes to a file, or to standard output if `path` is NULL. Returns the exit status. */
int deliver_bytes(struct call *call, const char *path, const char *bytes, size_t length);

/* Returns `path` with its last letter replaced by h. */
const char *deliver_header_path(struct call *call, const char *path);

#endif

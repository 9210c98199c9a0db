/* deliver.h - an answer's bytes to where they go: standard output, a file, a folder of arrays. */
#ifndef CMD_DELIVER_H
#define CMD_DELIVER_H

#include "app/dcalc.h"
#include "command.h"

/* What --format says, else what the ending of --output says, else text. */
enum dcalc_format deliver_format(const struct options *options);

/* Writes an answer as its request wants it. Returns the exit status. */
int deliver(struct call *call, const struct dcalc_request *request,
            const struct dcalc_result *result);

/* Writes bytes to a file, NULL: standard output. Returns the exit status. */
int deliver_bytes(struct call *call, const char *path, const char *bytes, size_t length);

/* `path` with the name's last letter changed to h. */
const char *deliver_header_path(struct call *call, const char *path);

#endif

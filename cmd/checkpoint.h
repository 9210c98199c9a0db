/* checkpoint.h - the file of --checkpoint: what a training needs to go on. */
#ifndef CMD_CHECKPOINT_H
#define CMD_CHECKPOINT_H

#include "app/dcalc.h"
#include "command.h"

struct checkpoint {
    const char *path; /* NULL: none is kept */
};

/* Lets the request go on from the file that --checkpoint names, if that exists. Returns 0, or the
 * exit status after reporting an error. */
int checkpoint_open(struct checkpoint *checkpoint, const struct call *call,
                    struct dcalc_request *request);
/* Writes the file anew, which is replaced as a whole. Returns false after reporting an error. */
bool checkpoint_write(const struct checkpoint *checkpoint, const char *bytes, size_t length);

#endif

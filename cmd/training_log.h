/* training_log.h - the file of --log: a line for each step of training, as it is done. */
#ifndef CMD_TRAINING_LOG_H
#define CMD_TRAINING_LOG_H

#include "app/dcalc.h"
#include "command.h"

#include <stddef.h>

struct training_log {
    const char *path; /* NULL: no log is written */
    int fd, error;    /* errno of the first failed write */
    enum { LOG_CSV, LOG_TSV, LOG_JSON_LINES } form;
    int last;              /* step that the file has */
    bool by_epochs;        /* lines have the losses of epochs too */
    bool is_open;          /* the last line is not ended yet */
    bool follows;          /* the file has lines of a training that now goes on */
    double start, written; /* when the steps began and lines were last written; in seconds */
    char lines[4096];      /* n bytes that are not written yet */
    size_t n;
};

/* Opens the file that --log names, if it does, in the form that its ending says. Returns 0, or the
 * exit status after reporting an error. */
int training_log_open(struct training_log *log, const struct call *call,
                      const struct dcalc_request *request);
/* Adds the line of a step; one that has a line already, as of steps done again, is left out. Within
 * a fifth of a second it is in the file. */
void training_log_add(struct training_log *log, const struct dcalc_step *step);
/* Adds the losses of an epoch to the line of its last step. */
void training_log_end_epoch(struct training_log *log, const struct dcalc_epoch *epoch);
/* Writes the lines of the steps so far. */
void training_log_save(struct training_log *log);
/* Writes what is left. Returns 0, or the exit status after reporting an error. */
int training_log_close(struct training_log *log);

#endif

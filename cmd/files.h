/* files.h - bytes in from files and standard input, bytes out to files and standard output. */
#ifndef CMD_FILES_H
#define CMD_FILES_H

#include "app/dcalc.h"
#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes it all; false with errno set where that fails. */
bool write_all(int fd, const char *bytes, size_t length);

/* read(2) that goes on after a signal unless that was Ctrl-C. */
long read_some(int fd, char *bytes, size_t size);

/* Bytes that one text may have, as the library has it. */
size_t longest_text(void);

/* What one command reads. At most limit + 1 bytes of a file are read, so that whoever checks the
 * limit sees that it was passed. */
struct inputs {
    struct pool *pool;
    size_t limit;
    bool stdin_taken;
};

/* Reads a file ("-": standard input, once) into *out; its source is the file's name. Returns 0 or
 * the exit status of what was said. */
int read_whole(struct inputs *inputs, struct dcalc_text *out, const char *path);

/* Opens a file for reading ("-": standard input); -1 after saying why not. */
int open_input(const char *path);

/* Where results go. A regular file is written beside its place, without a name where that can be,
 * and takes its place at the end. */
struct sink {
    int fd;
    const char *path; /* of -o, or NULL: standard output */
    const char *temporary;
    struct pool *pool; /* of names; NULL: nothing takes a file's place */
    long start;        /* of what is written, in its file */
    int waiting; /* the pipe that fd, a file without a name, is copied to at the end; 0: none */
    bool unsent; /* it could not be written */
    int error;   /* errno of the first write that failed */
};
int sink_open(struct sink *sink, struct pool *pool, const char *path);
bool sink_write(struct sink *sink, const char *bytes, size_t length);
/* Makes it possible to write over the first bytes; what goes to a pipe waits in a temporary file
 * until the end. Returns 0, or the status of what was said. */
int sink_allow_again(struct sink *sink);
bool sink_write_again(struct sink *sink, const char *bytes, size_t length);
/* Ends the writing; `keep` false leaves no file behind. Returns 0, or the status of the failure it
 * has told of. A reader that has gone away is no failure. */
int sink_close(struct sink *sink, bool keep);

#endif

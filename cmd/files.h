/* files.h - reads files and standard input, writes files and standard output. */
#ifndef CMD_FILES_H
#define CMD_FILES_H

#include "app/dcalc.h"
#include "patience.h"
#include "pool.h"
#include "watchdog.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes all bytes. Returns false with errno set on failure. */
bool write_all(int fd, const char *bytes, size_t length);

/* The same at an offset of the file, where its own offset stays as it is. */
bool write_all_at(int fd, const char *bytes, size_t length, long at);

/* Returns true if anything has been written. */
bool has_written(void);

/* Like read(2), but retries after a signal other than Ctrl-C. */
long read_some(int fd, char *bytes, size_t size);

/* Returns the most bytes that one text may have, a limit of the library. */
size_t longest_text(void);

/* The input of one command. At most limit + 1 bytes of a file are read, so that the code that
 * checks the limit can see that it was exceeded. */
struct inputs {
    struct pool *pool;
    size_t limit;
    bool stdin_taken;
    struct patience patience;
};

/* Reads a file ("-": standard input, at most once) into *out and names the file as its source.
 * Returns 0, or the exit status after reporting an error. */
int read_whole(struct inputs *inputs, struct dcalc_text *out, const char *path);

/* Opens a file for reading ("-": standard input), and waits for whoever writes into a FIFO. Returns
 * the negative of the exit status after reporting an error. */
int open_input(const char *path, const struct patience *patience);
/* Returns the exit status after reporting errno, which a read of the file left. */
int report_read(const char *path, const struct patience *patience);

/* Opens a device or a FIFO for writing; waits for whoever reads a FIFO, until the time is up or a
 * signal comes. Returns -1 with errno set on failure. */
int open_special(const char *path, bool is_fifo);

/* Where results are written. A regular file is written next to its destination, without a name if
 * the system allows, and replaces the destination at the end. */
struct sink {
    int fd;
    const char *path; /* of -o, or NULL for standard output */
    const char *temporary;
    struct unfinished unfinished; /* the temporary file, if it is open under its name */
    struct last_words last_words;
    struct pool *pool;     /* for names; NULL if no file is to be replaced */
    long start;            /* offset of the output in its file */
    int pipe;              /* where fd, a file without a name, is copied at the end; 0 if nowhere */
    bool temporary_failed; /* the file without a name could not be written */
    int error;             /* errno of the first failed write */
};
int sink_open(struct sink *sink, struct pool *pool, const char *path);
bool sink_write(struct sink *sink, const char *bytes, size_t length);
/* Before the first write: what is to be written, with the exit status between the two, if the
 * program ends in the middle of its work. */
void sink_set_last_words(struct sink *sink, const char *before, const char *after);
/* Allows the first bytes to be rewritten later; output to a pipe then waits in a temporary file
 * until the end. Returns 0, or the exit status after reporting an error. */
int sink_allow_overwrite(struct sink *sink);
bool sink_overwrite(struct sink *sink, const char *bytes, size_t length);
/* Finishes writing; with `keep` false no file is left. Returns 0, or the exit status after
 * reporting an error. It is not an error if the reader of a pipe has gone away. */
int sink_close(struct sink *sink, bool keep);

#endif

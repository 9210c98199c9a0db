/* archive_table.h - the arrays of an archive as the columns of --points: of .npz and .safetensors,
 * whose arrays have their rows along the first axis. */
#ifndef CMD_ARCHIVE_TABLE_H
#define CMD_ARCHIVE_TABLE_H

#include "app/dcalc.h"
#include "command.h"

/* The table as a stream of bytes: a NumPy array of records of doubles. */
struct archive_table {
    const struct dcalc_binding *columns;
    size_t n, rows;
    const char *header;
    size_t header_length, header_done;
    size_t row, column, entry; /* the next double */
};

/* Is the open file an archive? */
bool archive_table_is(int fd);
/* Reads the columns that the request and `keep` mention (keep "*": all). Returns 0, or the exit
 * status after reporting an error. */
int archive_table_open(struct archive_table *table, const struct call *call, dcalc *session,
                       const struct dcalc_request *request, const char *const *keep, size_t n_keep,
                       const char *path);
/* Reads the next bytes, as read(2). */
long archive_table_read(struct archive_table *table, char *buffer, size_t size);

#endif

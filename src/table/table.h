/* table.h - a table of points while it is read. */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "data/records.h"
#include "data/unpack.h"
#include "table/chunk.h"

enum { CHUNK_BYTES = 1 << 15 };

/* Chunks that follow one another. */
struct batch {
    struct chunk *chunks;
    double *bad_values;
    size_t filled;
};

struct table {
    struct dcalc_points own; /* with the form of the input as it was found */
    const struct dcalc_points *points;
    struct row_query query;
    struct threads *threads;
    struct chunk_worker *workers;          /* one a thread */
    struct batch batches[2], *now, *other; /* what is being answered; what comes before and after */
    size_t n_workers, n_chunks;
    struct mem mem;
    struct unpack unpack;
    struct records records; /* of JSON that is not a line for each row */
    bool is_records;
    struct str raw;  /* and what was read of it last */
    struct str rest; /* read, but not yet a chunk's */
    size_t needed;   /* bytes of it that are needed at least; 0: a line */
    bool ended;      /* nothing more comes */
    enum kind broken_kind;
    const char *broken;    /* why nothing more can be read, or NULL */
    bool has_begun;        /* the header is written */
    size_t put_at;         /* where the next rows go, if each has its place */
    bool deserted, failed; /* nobody takes the answers; something went wrong with them */
    struct npy_header npy;
    size_t rows_left;               /* of text, that are wanted and not yet a chunk's */
    size_t n_records, records_left; /* of a .npy table: those that are wanted */
    size_t first_record, all_records;
    size_t line, rows, bytes, undefined, dropped, small;
    const char *reason; /* of the first undefined row, in the question's arena */
    size_t reason_line, reason_row;
};

static inline struct core *table_core(struct table *t)
{
    return &t->query.run.core;
}

/* table_input.c: an error at a line, or at a row of a .npy table; 0: in the table as a whole.
 * Always false. */
bool table_fail(struct table *t, enum kind kind, size_t line, const char *subject,
                const char *what);
/* The same for what stops the reading, in the next line: told when all before it is answered. */
bool table_break(struct table *t, enum kind kind, const char *what);
/* Would the input wait now? */
bool table_waits(const struct table *t);
/* Reads until what is needed is there, and either enough for a chunk or nothing more at once; if it
 * is not to wait, until there is nothing more at once. */
bool table_fill(struct table *t, bool wait);
/* Reads on until there is a whole row; *n are the bytes of all that are whole, 0 at the end and
 * where it would wait. */
bool table_fill_rows(struct table *t, bool wait, size_t *n);
/* Leaves out the rows of text before the first that is wanted. */
bool table_skip_rows(struct table *t);
/* Returns how many of the first n bytes of the rest, which are whole rows, are rows that are still
 * wanted. With the last of them the table ends. */
size_t table_want_rows(struct table *t, size_t n);
/* From now on, and of the rest, each object of JSON becomes a line. */
bool table_use_records(struct table *t);
/* Forgets the first bytes of the rest. */
void table_drop(struct table *t, size_t n);

/* table_report.c: the error that a row cannot be read. Always false. */
bool table_tell_wrong(struct table *t, const struct chunk *chunk);
/* Gives the summary to whoever asked for it. */
void table_report(struct table *t);

/* table_text.c, table_npy.c: the columns, up to the first row. */
bool table_read_names(struct table *t);
bool table_read_npy(struct table *t);
/* After an error about a name: adds to what the session offers where that name stands. */
void table_note_skip(struct table *t);
/* Are all fields that are read numbers? */
bool table_check_types(struct table *t);
/* The next rows of a .npy table become the chunk's; none at its end, or where it would wait. */
bool table_fill_records(struct table *t, struct chunk *chunk, bool wait);
/* At its end: were there all the rows that its header tells of? */
bool table_is_whole(struct table *t);

#endif

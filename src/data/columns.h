/* columns.h - what the columns of a table of text are: found from its first lines, from the names
 * that the question uses, and from what the user says. */
#ifndef DATA_COLUMNS_H
#define DATA_COLUMNS_H

#include "base/diag.h"
#include "data/row_text.h"

enum table_header { TABLE_HEADER_FOUND, TABLE_HEADER_YES, TABLE_HEADER_NO };
enum table_missing { TABLE_MISSING_ERROR, TABLE_MISSING_NAN, TABLE_MISSING_DROP };

/* What the user says of a table. */
struct table_form {
    enum table_header header;
    enum table_missing missing;
    char separator; /* 0: found; ' ' stands for runs of blanks */
    bool decimal_comma;
    size_t skip; /* lines before the table */
    /* Names of the first columns; "NAME=COLUMN" is the one with that name or number, from 1. */
    const char *const *columns;
    size_t n_columns;
    size_t first_row, end_row; /* only these rows, without the last; end_row 0: to the end */
    size_t part, parts;        /* or only the part-th of so many parts, from 1; 0: all */
};

static inline bool form_has_rows(const struct table_form *form)
{
    return form->first_row || form->end_row || form->parts;
}

/* How many rows are wanted at most. */
static inline size_t form_rows(const struct table_form *form)
{
    return form->end_row ? form->end_row - form->first_row : SIZE_MAX;
}

/* The names that the question uses, in any order. */
struct table_uses {
    const char *const *names;
    size_t n;
    bool whole; /* or it uses the table as one array */
};

/* A column, or x[0], x[1], ... or W[0,0], W[0,1], ... side by side as one array. */
struct table_column {
    const char *name;    /* as the table calls it; "" if it does not */
    const char *spelled; /* as an expression does; "": it cannot, or another has just that name */
    size_t field;        /* the first of its fields in a row */
    size_t n;            /* their number */
    int ndim;
    size_t dims[2];
    bool is_twice; /* another column is spelled alike */
};

/* What is wrong with the first rows. */
struct table_fault {
    enum kind kind;
    const char *message, *hint; /* in the arena; message NULL: nothing, or no memory */
    const char *line, *end;     /* the row that it is about, */
    size_t number;              /* its line, counted from 1, */
    const char *from, *to;      /* and the part of it; NULL: all */
};

struct columns {
    struct arena *arena;
    VEC(struct table_column) all;
    size_t width;  /* fields of a row */
    bool open_end; /* a row may end in a separator that no field follows */
    char separator;
    bool has_header;
    size_t start, lines; /* bytes and lines before the first row */
};

enum columns_found {
    COLUMNS_FOUND,
    COLUMNS_EMPTY, /* there is no header and no row */
    COLUMNS_MORE,  /* they cannot be told from so little of the table */
    COLUMNS_MIXED, /* the first row has names and numbers: `uses` decides what it is */
    COLUMNS_WRONG,
};
/* Finds the columns from the beginning of a table, or from all of it. `uses` may be NULL as long as
 * it is not asked for. `out` starts zeroed but for its arena; its texts lie there. */
enum columns_found columns_find(struct columns *out, const struct table_form *form,
                                const struct table_uses *uses, const char *text, size_t length,
                                bool is_all, struct table_fault *fault);
void columns_free(struct columns *columns);

/* Names the columns c1, c2, ... or as the form says: for tables without a header. */
bool columns_name(struct columns *out, const struct table_form *form, size_t width,
                  struct table_fault *fault);

/* Returns how many lines come before the first row with a field of that name, of the first lines of
 * a text; SIZE_MAX: there is none. Where the text begins the table, the name may be a number. */
size_t columns_line_of(struct arena *arena, const char *text, size_t length, const char *name,
                       bool begins);
/* Returns what to do about that, in the arena; NULL without memory. No lines: the name is in the
 * first row, which was not taken for a header. */
const char *columns_skip_note(struct arena *arena, size_t lines, const char *name);

/* Returns the index of the column that is called so by the table, or else by expressions;
 * SIZE_MAX: there is none. */
size_t columns_index(const struct columns *columns, const char *name);

#endif

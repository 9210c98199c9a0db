/* columns_private.h - the beginning of a table while its columns are found: what columns.c and
 * column_names.c share. */
#ifndef DATA_COLUMNS_PRIVATE_H
#define DATA_COLUMNS_PRIVATE_H

#include "data/columns.h"
#include "data/spelled.h"

struct head_line {
    const char *from, *to; /* without its line end */
    size_t number;         /* counted from 1 */
};

/* A row, and the comment right before it. */
struct head_row {
    struct head_line line, comment;
    const char *next; /* after its line end */
    size_t lines;     /* lines up to there */
    char separator;
    size_t n, numbers, texts, missing, quoted, quoted_numbers; /* of its fields */
    size_t words;                                              /* of its numbers: such as inf */
};

struct head {
    struct columns *out;
    const struct table_form *form;
    const struct table_uses *uses;
    const char *text, *at, *end;
    size_t lines; /* before `at` */
    bool is_all;
    struct table_fault *fault;
    struct row_fields fields; /* of the row measured last */
};

/* Notes what is wrong. Always false. */
bool head_fault(struct head *h, const struct head_line *line, const char *from, const char *to,
                enum kind kind, const char *message);

/* column_names.c: the text of a header's field: without doubled quotes, single quotes around it and
 * blanks. NULL without memory. */
const char *head_name(struct head *h, const struct row_field *field);
/* Names the columns by the fields in hand; where rows have one more, the first has no name. False
 * after a fault or without memory. */
bool column_names_header(struct head *h);
/* Names them by the comment, if it has as many words as a row has fields, else c1, c2, ... */
bool column_names_found(struct head *h, const struct head_line *comment);

#endif

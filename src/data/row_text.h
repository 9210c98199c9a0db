/* row_text.h - lines of a table as fields: comma-separated values (RFC 4180 without line ends in
 * quotes), or one flat JSON object a line. */
#ifndef DATA_ROW_TEXT_H
#define DATA_ROW_TEXT_H

#include "base/str.h"

/* Where a field's text stands, without quotes and blanks around it. */
struct row_field {
    const char *key, *from; /* key: of JSON; of CSV NULL */
    uint32_t key_length, length;
    bool quoted; /* its quotes may hold doubled quotes (CSV) or escapes (JSON) */
};

struct row_fields {
    struct mem *mem;
    VEC(struct row_field) all;
};

/* What is wrong where memory is gone. */
extern const char row_no_memory[];

static inline bool row_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* What separates the fields of a header: ',', ';' or a tab. */
char row_separator(const char *line, size_t n);
/* Splits a line without its end. NULL, or what is wrong with it. */
const char *row_split_csv(struct row_fields *out, const char *line, size_t n, char separator);
const char *row_split_json(struct row_fields *out, const char *line, size_t n);

/* Splits a JSON list of values, or of lists of equal length, into its entries row by row; what is
 * no list is one entry with no axis. NULL, or what is wrong with it. */
const char *row_split_list(struct row_fields *out, const struct row_field *list, int *ndim,
                           size_t dims[static 2]);
/* JSON's null. */
bool row_is_null(const struct row_field *field);

/* Appends a field as a JSON value: a number where it is one, else a string. */
void row_put_json(struct str *out, const struct row_field *field, bool is_json);
/* Appends a text as a field of CSV, in quotes where it needs them. */
void row_put_csv(struct str *out, const char *text, size_t n, char separator);

#endif

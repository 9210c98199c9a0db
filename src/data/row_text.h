/* row_text.h - splits the lines of a table into fields: comma-separated values (RFC 4180 without
 * line breaks in quotes), or one flat JSON object per line. */
#ifndef DATA_ROW_TEXT_H
#define DATA_ROW_TEXT_H

#include "base/str.h"

/* Where the text of a field lies, without the quotes and blanks around it. */
struct row_field {
    const char *key, *from; /* key: NULL for CSV */
    uint32_t key_length, length;
    bool quoted; /* it was in quotes, and may contain doubled quotes (CSV) or escapes (JSON) */
};

struct row_fields {
    struct mem *mem;
    VEC(struct row_field) all;
};

/* The message returned when out of memory. */
extern const char row_no_memory[];

static inline bool row_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Returns the separator of the fields of a header: ',', ';' or a tab. */
char row_separator(const char *line, size_t n);
/* Split a line without its line end. Return NULL, or a message that says what is wrong. */
const char *row_split_csv(struct row_fields *out, const char *line, size_t n, char separator);
const char *row_split_json(struct row_fields *out, const char *line, size_t n);

/* Splits a JSON list of values, or of lists of equal length, into its entries row by row; a field
 * that is not a list is one entry without axes. Returns NULL, or a message that says what is
 * wrong. */
const char *row_split_list(struct row_fields *out, const struct row_field *list, int *ndim,
                           size_t dims[static 2]);
/* Returns true for JSON's null. */
bool row_is_null(const struct row_field *field);

/* Appends a field as a JSON value: as a number if it is one, else as a string. */
void row_put_json(struct str *out, const struct row_field *field, bool is_json);
/* Appends a text as a field of CSV, in quotes where it needs them. */
void row_put_csv(struct str *out, const char *text, size_t n, char separator);

#endif

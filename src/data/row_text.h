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

/* Whether the field of a JSON object has this key, whatever of it is written as escapes. */
bool row_has_key(const struct row_field *field, const char *name, size_t n);
/* Appends the key; returns false if it has an escape that JSON does not know, or without memory. */
bool row_put_key(struct str *out, const struct row_field *field);

/* Append a field, of CSV or of a JSON object, to a line of JSON or of CSV, and return false if it
 * is no JSON. Text of CSV becomes a number of JSON if it is one, else a string; null becomes an
 * empty field. */
bool row_put_json(struct str *out, const struct row_field *field);
bool row_put_field(struct str *out, const struct row_field *field);
/* Appends a text as a field of CSV, in quotes where it needs them. */
void row_put_csv(struct str *out, const char *text, size_t n);

#endif

/* row_text.h - splits the rows of a table into fields: separated values (RFC 4180), or
 * one flat JSON object per line. */
#ifndef DATA_ROW_TEXT_H
#define DATA_ROW_TEXT_H

#include "base/decimal.h"
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

/* ---- separated values; the separator ' ' stands for runs of blanks ---- */

/* Returns the position after the last line end that ends a row, or `row` if there is none; quoted
 * fields may hold line ends. */
const char *row_last_end(const char *row, const char *end, char separator);
/* Moves *at over at most n rows, and what comes before each and says nothing, and adds their lines
 * to *lines. Returns how many rows there were. With `json`, each line is a row. */
size_t row_skip(const char **at, const char *end, char separator, bool json, size_t n,
                size_t *lines);
/* Returns true if the line at `at` says nothing: it is blank, or a comment, which begins with #.
 * What begins with an error of a spreadsheet, such as #N/A, is no comment. */
bool row_is_empty(const char *at, const char *end);
/* The message returned where a quoted field has no end. */
extern const char row_open_quote[];
/* Splits the row at *row, and moves *row to its line end, or to `end`. Returns NULL, or a message
 * that says what is wrong; then *row is where. */
const char *row_split_csv(struct row_fields *out, const char **row, const char *end,
                          char separator);
/* Reads a field that is not needed as a number: words without quotes, or words in quotes. Returns
 * the position after it; NULL: it takes row_split_csv. */
const char *row_skip_words(struct row_field *field, const char *at, const char *end,
                           char separator);
/* Adds empty fields up to n, before the byte at `end`. False without memory. */
bool row_fill(struct row_fields *fields, size_t n, const char *end);
/* Returns true for a value that is not there: an empty field, null, NA, nan and their kin. */
bool row_is_missing(const struct row_field *field);
/* Reads a number, whose decimals stand behind a comma if `comma`. */
enum decimal_kind row_number(const struct row_field *field, bool comma, double *x);
/* The same, where TRUE and FALSE are 1 and 0, as R, pandas and JSON write them. */
enum decimal_kind row_value(const struct row_field *field, bool comma, double *x);

/* ---- JSON (row_json.c) ---- */

/* Splits a line without its line end. Returns NULL, or a message that says what is wrong. */
const char *row_split_json(struct row_fields *out, const char *line, size_t n);

/* Splits a JSON list of values, or of lists of equal length, into its entries row by row; a field
 * that is not a list is one entry without axes. Returns NULL, or a message that says what is
 * wrong. */
const char *row_split_list(struct row_fields *out, const struct row_field *list, int *ndim,
                           size_t dims[static 2]);
/* Returns true for JSON's null. */
bool row_is_null(const struct row_field *field);

/* What stands for the value of a key that a row does not have: null. */
extern const struct row_field row_no_value;
/* Returns the field of a key, which mostly is number `likely` of the row; &row_no_value: none. */
const struct row_field *row_find_key(const struct row_fields *row, const char *name, size_t likely);
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

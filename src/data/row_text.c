/* row_text.c - rows of separated values as fields: RFC 4180, with blanks allowed around fields, and
 * quotes within fields that do not begin with one. */
#include "data/row_text.h"

#include <string.h>
#include <strings.h>

const char row_no_memory[] = "out of memory";
const char row_open_quote[] = "the quote is not closed";

/* ---- quotes and line ends ---- */

/* Returns the position after the quote that ends the text at `at`, or NULL. */
static const char *end_of_quotes(const char *at, const char *end)
{
    while ((at = memchr(at, '"', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '"') return at + 1;
        at += 2;
    }
    return NULL;
}

/* Returns true if a quote at `quote` begins a field of the row or line at `line`. */
static bool begins_field(const char *line, const char *quote, char separator)
{
    if (separator == ' ') return quote == line || row_is_blank(quote[-1]);
    while (quote > line && row_is_blank(quote[-1]) && quote[-1] != separator) quote--;
    return quote == line || quote[-1] == separator;
}

static bool begins_comment(const char *at, const char *end)
{
    static const char *const errors[] = {"#N/A",  "#NA",    "#DIV/0!", "#VALUE!",
                                         "#REF!", "#NAME?", "#NUM!",   "#NULL!"};
    if (at == end || *at != '#') return false;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        size_t n = strlen(errors[i]);
        if ((size_t)(end - at) < n || strncasecmp(at, errors[i], n) != 0) continue;
        if (at + n == end || (at[n] && strchr(",;|\t\r\n ", at[n]))) return false;
    }
    return true;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && row_is_blank(*at)) at++;
    return at;
}

bool row_is_empty(const char *at, const char *end)
{
    at = skip_blanks(at, end);
    return at == end || *at == '\n' || begins_comment(at, end);
}

const char *row_last_end(const char *row, const char *end, char separator)
{
    const char *last = row, *at = row, *quote, *stop; /* last: where a row begins */
    while ((quote = memchr(at, '"', (size_t)(end - at)))) {
        stop = memrchr(at, '\n', (size_t)(quote - at));
        if (stop) last = stop + 1;
        const char *after =
            begins_field(last, quote, separator) ? end_of_quotes(quote + 1, end) : quote + 1;
        if (begins_comment(skip_blanks(last, quote), quote)) {
            after = memchr(quote, '\n', (size_t)(end - quote));
            if (!after) return last;
        }
        if (!after) return last;
        at = after;
    }
    stop = memrchr(at, '\n', (size_t)(end - at));
    return stop ? stop + 1 : last;
}

/* Returns the position after the row's line end, or the end. */
static const char *end_of_row(const char *row, const char *end, char separator)
{
    for (const char *at = row, *stop, *quote; at < end;) {
        stop = memchr(at, '\n', (size_t)(end - at));
        quote = memchr(at, '"', (size_t)((stop ? stop : end) - at));
        if (!quote) return stop ? stop + 1 : end;
        at = quote + 1;
        if (begins_field(row, quote, separator)) at = end_of_quotes(at, end);
        if (!at) return end;
    }
    return end;
}

size_t row_skip(const char **at, const char *end, char separator, bool json, size_t n,
                size_t *lines)
{
    size_t rows = 0;
    while (*at < end) {
        bool empty = row_is_empty(*at, end);
        if (!empty && rows == n) break;
        const char *line = *at, *stop;
        if (!empty && !json)
            *at = end_of_row(line, end, separator);
        else
            *at = (stop = memchr(line, '\n', (size_t)(end - line))) ? stop + 1 : end;
        rows += !empty;
        for (; (line = memchr(line, '\n', (size_t)(*at - line))); line++) ++*lines;
    }
    return rows;
}

/* ---- fields ---- */

static const char *skip_inner_blanks(const char *at, const char *end, char separator)
{
    while (at < end && row_is_blank(*at) && *at != separator) at++;
    return at;
}

/* Reads the field at *at and moves to what follows it. False if its quote is not closed. */
static bool take_quoted(struct row_field *field, const char **at, const char *end)
{
    const char *after = end_of_quotes(*at + 1, end);
    if (!after) return false;
    field->quoted = true;
    field->from = *at + 1;
    field->length = (uint32_t)(after - 1 - field->from);
    *at = after;
    return true;
}

static void take_plain(struct row_field *field, const char **at, const char *end, char separator)
{
    const char *stop = *at;
    field->from = stop;
    if (separator == ' ')
        while (stop < end && *stop != '\n' && !row_is_blank(*stop)) stop++;
    else
        while (stop < end && *stop != '\n' && *stop != separator) stop++;
    *at = stop;
    while (stop > field->from && row_is_blank(stop[-1])) stop--;
    field->length = (uint32_t)(stop - field->from);
}

const char *row_split_csv(struct row_fields *out, const char **row, const char *end, char separator)
{
    const char *at = *row;
    bool blanks = separator == ' ';
    for (out->all.n = 0;; at += !blanks) {
        at = blanks ? skip_blanks(at, end) : skip_inner_blanks(at, end, separator);
        struct row_field field = {0};
        *row = at;
        if (at == end || *at != '"')
            take_plain(&field, &at, end, separator);
        else if (!take_quoted(&field, &at, end))
            return row_open_quote;
        if (!vec_push(out->mem, &out->all, field)) return row_no_memory;
        *row = at;
        at = blanks ? skip_blanks(at, end) : skip_inner_blanks(at, end, separator);
        if (at == end || *at == '\n') return *row = at, NULL;
        if (blanks ? at == *row : *at != separator) return "text follows the quote";
    }
}

const char *row_skip_words(struct row_field *field, const char *at, const char *end, char separator)
{
    const char *from = at;
    if (*at == '"') {
        for (at = ++from; at < end && *at != '"' && *at != '\n';) at++;
        *field = (struct row_field){.from = from, .length = (uint32_t)(at - from), .quoted = true};
        return at < end && *at == '"' ? at + 1 : NULL;
    }
    while (at < end && *at != separator && *at != '\n' && *at != '"' && *at != '\r' && *at != '\t')
        at++;
    *field = (struct row_field){.from = from, .length = (uint32_t)(at - from)};
    return at > from && (*from == ' ' || at[-1] == ' ') ? NULL : at;
}

bool row_fill(struct row_fields *fields, size_t n, const char *end)
{
    while (fields->all.n < n)
        if (!vec_push(fields->mem, &fields->all, (struct row_field){.from = end})) return false;
    return true;
}

/* ---- values ---- */

/* Some writers put blanks within the quotes, too. */
static struct row_field trimmed(const struct row_field *field)
{
    struct row_field f = *field;
    for (; f.length && row_is_blank(*f.from); f.length--) f.from++;
    while (f.length && row_is_blank(f.from[f.length - 1])) f.length--;
    return f;
}

bool row_is_missing(const struct row_field *field)
{
    static const char *const words[] = {
        "NA",     "nan",  "null", "none",    "n/a",     "<NA>",  ".",      "-nan",
        "+nan",   "#N/A", "#NA",  "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!",
        "#NULL!", "?",    "-",    "--",      "*",       "\\N",   "NaT",
    };
    struct row_field f = trimmed(field);
    if (f.length == 0) return true;
    if (is_digit(*f.from) || f.length >= sizeof "#VALUE!") return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == f.length && strncasecmp(words[i], f.from, f.length) == 0)
            return true;
    return false;
}

enum decimal_kind row_number(const struct row_field *field, bool comma, double *x)
{
    enum { LONGEST = 400 };
    char copy[LONGEST];
    if (!comma && !field->quoted) return decimal_read(field->from, field->length, x);
    struct row_field f = trimmed(field);
    if (!comma) return decimal_read(f.from, f.length, x);
    if (f.length > LONGEST || memchr(f.from, '.', f.length)) return DECIMAL_NONE;
    memcpy(copy, f.from, f.length);
    char *mark = memchr(copy, ',', f.length);
    if (mark) *mark = '.';
    return decimal_read(copy, f.length, x);
}

static bool is_word(const struct row_field *field, const char *word)
{
    size_t n = strlen(word);
    return field->length == n && strncasecmp(field->from, word, n) == 0;
}

enum decimal_kind row_value(const struct row_field *field, bool comma, double *x)
{
    enum decimal_kind kind = row_number(field, comma, x);
    if (kind != DECIMAL_NONE || field->quoted) return kind;
    bool is_true = is_word(field, "true");
    if (!is_true && !is_word(field, "false")) return DECIMAL_NONE;
    *x = is_true;
    return DECIMAL_FINITE;
}

/* Whether a reader would take the text for something else than one field of one line. */
static bool needs_quotes(const char *text, size_t n)
{
    if (n == 0) return false;
    if (row_is_blank(*text) || row_is_blank(text[n - 1]) || *text == '#') return true;
    for (size_t i = 0; i < n; i++)
        if (strchr(",;\t\"\r\n", text[i]) && text[i]) return true;
    return false;
}

void row_put_csv(struct str *out, const char *text, size_t n)
{
    bool plain = !needs_quotes(text, n);
    if (!plain) str_putc(out, '"');
    for (size_t i = 0; i < n && !plain; i++) {
        if (text[i] == '"') str_putc(out, '"');
        str_putc(out, text[i]);
    }
    if (plain) str_put(out, text, n);
    if (!plain) str_putc(out, '"');
}

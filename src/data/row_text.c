#include "data/row_text.h"

#include "base/decimal.h"

#include <math.h>
#include <string.h>

const char row_no_memory[] = "out of memory";

char row_separator(const char *line, size_t n)
{
    static const char candidates[] = ",;\t";
    for (const char *c = candidates; *c; c++)
        if (memchr(line, *c, n)) return *c;
    return ',';
}

static bool push(struct row_fields *out, struct row_field field)
{
    return vec_push(out->mem, &out->all, field);
}

/* ---- CSV ---- */

/* Returns the position after the quote that ends the text at `at`, or NULL. */
static const char *end_of_quotes(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at != '"') continue;
        if (at + 1 == end || at[1] != '"') return at + 1;
        at++;
    }
    return NULL;
}

const char *row_split_csv(struct row_fields *out, const char *line, size_t n, char separator)
{
    const char *at = line, *end = line + n;
    out->all.n = 0;
    for (;; at++) {
        while (at < end && row_is_blank(*at) && *at != separator) at++;
        struct row_field field = {.from = at, .quoted = at < end && *at == '"'};
        const char *stop;
        if (field.quoted) {
            const char *after = end_of_quotes(++field.from, end);
            if (!after) return "the quote is not closed on its line";
            stop = after - 1;
            for (at = after; at < end && row_is_blank(*at) && *at != separator; at++) continue;
            if (at < end && *at != separator) return "text follows the closing quote";
        } else {
            while (at < end && *at != separator) at++;
            for (stop = at; stop > field.from && row_is_blank(stop[-1]); stop--) continue;
        }
        field.length = (uint32_t)(stop - field.from);
        if (!push(out, field)) return row_no_memory;
        if (at == end) return NULL;
    }
}

void row_put_csv(struct str *out, const char *text, size_t n, char separator)
{
    bool plain = !memchr(text, separator, n) && !memchr(text, '"', n);
    if (plain && n && (row_is_blank(*text) || row_is_blank(text[n - 1]))) plain = false;
    if (!plain) str_putc(out, '"');
    for (size_t i = 0; i < n && !plain; i++) {
        if (text[i] == '"') str_putc(out, '"');
        str_putc(out, text[i]);
    }
    if (plain) str_put(out, text, n);
    if (!plain) str_putc(out, '"');
}

/* ---- JSON ---- */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (row_is_blank(*at) || *at == '\n')) at++;
    return at;
}

/* Returns the position after the string that begins before `at`, or NULL. */
static const char *end_of_string(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '"')
            return at + 1;
    }
    return NULL;
}

static bool ends_value(char c)
{
    return c == ',' || c == '}' || c == ']' || row_is_blank(c) || c == '\0';
}

/* Returns the position after a value of any kind, which it finds by counting brackets. */
static const char *end_of_value(const char *at, const char *end)
{
    size_t depth = 0;
    while (at && at < end) {
        char c = *at++;
        if (c == '"')
            at = end_of_string(at, end);
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth)
            depth--;
        if (at && depth == 0 && (at == end || ends_value(*at))) return at;
    }
    return NULL;
}

static const char *json_key_of(struct row_field *field, const char *at, const char *end)
{
    if (at == end || *at != '"') return NULL;
    field->key = ++at;
    at = end_of_string(at, end);
    if (!at) return NULL;
    field->key_length = (uint32_t)(at - 1 - field->key);
    at = skip_blanks(at, end);
    return at < end && *at == ':' ? skip_blanks(at + 1, end) : NULL;
}

const char *row_split_json(struct row_fields *out, const char *line, size_t n)
{
    static const char wrong[] = "this is not a JSON object";
    const char *at = skip_blanks(line, line + n), *end = line + n;
    out->all.n = 0;
    if (at == end || *at++ != '{') return wrong;
    at = skip_blanks(at, end);
    for (bool more = at < end && *at != '}'; more;) {
        struct row_field field = {0};
        at = json_key_of(&field, at, end);
        const char *after = at && at < end ? end_of_value(at, end) : NULL;
        if (!after) return wrong;
        field.quoted = *at == '"';
        field.from = at + field.quoted;
        field.length = (uint32_t)(after - field.from - field.quoted);
        if (!push(out, field)) return row_no_memory;
        at = skip_blanks(after, end);
        more = at < end && *at == ',';
        if (more) at = skip_blanks(at + 1, end);
    }
    if (at == end || *at != '}') return wrong;
    return skip_blanks(at + 1, end) == end ? NULL : "text follows the JSON object";
}

bool row_is_null(const struct row_field *field)
{
    return field->key && !field->quoted && field->length == 4 && !memcmp(field->from, "null", 4);
}

static const char no_array[] =
    "is neither a list of numbers nor a list of such lists of equal length";

/* Splits the entries up to the closing bracket. Returns the position after it, or NULL. */
static const char *split_entries(struct row_fields *out, const char *at, const char *end, size_t *n)
{
    for (*n = 0;; ++*n, at++) {
        struct row_field entry = {.key = ""};
        at = skip_blanks(at, end);
        const char *after = at == end || *at == '[' || *at == '{' ? NULL : end_of_value(at, end);
        if (!after || after == at) return NULL;
        entry.quoted = *at == '"';
        entry.from = at + entry.quoted;
        entry.length = (uint32_t)(after - entry.from - entry.quoted);
        if (!push(out, entry)) return NULL;
        at = skip_blanks(after, end);
        if (at < end && *at == ']') return ++*n, at + 1;
        if (at == end || *at != ',') return NULL;
    }
}

static const char *split_list(struct row_fields *out, const struct row_field *list, int *ndim,
                              size_t dims[static 2])
{
    const char *at = list->from, *end = at + list->length;
    size_t width;
    *ndim = 0;
    out->all.n = 0;
    if (list->quoted || at == end || *at != '[') return push(out, *list) ? NULL : row_no_memory;
    at = skip_blanks(at + 1, end);
    *ndim = at < end && *at == '[' ? 2 : 1;
    if (*ndim == 1) return split_entries(out, at, end, &dims[0]) == end ? NULL : no_array;
    for (dims[0] = 0;; at++) {
        at = skip_blanks(at, end);
        at = at < end && *at == '[' ? split_entries(out, at + 1, end, &width) : NULL;
        if (!at || (dims[0]++ && width != dims[1])) return no_array;
        dims[1] = width;
        at = skip_blanks(at, end);
        if (at == end || *at != ',') break;
    }
    return at < end && *at == ']' && at + 1 == end ? NULL : no_array;
}

const char *row_split_list(struct row_fields *out, const struct row_field *list, int *ndim,
                           size_t dims[static 2])
{
    const char *what = split_list(out, list, ndim, dims);
    return out->mem->failed ? row_no_memory : what;
}

static void put_string(struct str *out, const char *text, size_t n)
{
    str_putc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' && i + 1 < n && text[i + 1] == '"') i++; /* doubled in CSV */
        if (c == '"' || c == '\\')
            str_putf(out, "\\%c", c);
        else if (c < ' ')
            str_putf(out, "\\u%04x", c);
        else
            str_putc(out, (char)c);
    }
    str_putc(out, '"');
}

static bool is_json_number(const struct row_field *field)
{
    struct decimal d;
    double x;
    const char *at = field->from, *end = at + field->length;
    return !field->quoted && decimal_scan(at, end, &d) == end && decimal_is_json(&d) &&
           decimal_to_double(&d, &x) && isfinite(x);
}

void row_put_json(struct str *out, const struct row_field *field, bool is_json)
{
    if (is_json && field->quoted) { /* already escaped */
        str_put(out, field->from - 1, field->length + 2);
        return;
    }
    if (is_json || is_json_number(field))
        str_put(out, field->from, field->length);
    else
        put_string(out, field->from, field->length);
}

/* row_json.c - lines of a table that are JSON objects, and fields written to JSON and CSV. */
#include "data/row_text.h"

#include "base/decimal.h"
#include "data/json_text.h"
#include "data/json_value.h"

#include <math.h>
#include <string.h>

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

/* A number or a word. */
static const char *end_of_word(const char *at, const char *end)
{
    for (at++; at < end && !ends_value(*at);) at++;
    return at;
}

/* Returns the position after a value of any kind, which it finds by counting brackets. */
static const char *end_of_value(const char *at, const char *end)
{
    size_t depth = 0;
    if (at < end && (is_digit(*at) || *at == '-')) return end_of_word(at, end);
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
        if (!vec_push(out->mem, &out->all, field)) return row_no_memory;
        at = skip_blanks(after, end);
        more = at < end && *at == ',';
        if (more) at = skip_blanks(at + 1, end);
    }
    if (at == end || *at != '}') return wrong;
    return skip_blanks(at + 1, end) == end ? NULL : "text follows the JSON object";
}

/* Whether the field has this key, whatever of it is written as escapes. */
static bool has_key(const struct row_field *field, const char *name, size_t n)
{
    if (field->key_length == n && memcmp(field->key, name, n) == 0) return true;
    if (!memchr(field->key, '\\', field->key_length)) return false;
    struct mem mem = {0};
    struct str key = {.mem = &mem};
    bool same = row_put_key(&key, field) && key.n == n && memcmp(key.s, name, n) == 0;
    str_free(&key);
    return same;
}

const struct row_field row_no_value = {.key = "", .from = "null", .length = 4};

const struct row_field *row_find_key(const struct row_fields *row, const char *name, size_t likely)
{
    size_t n = strlen(name), all = row->all.n;
    for (size_t i = 0; i < all; i++) {
        const struct row_field *f = &row->all.at[(likely + i) % all];
        if (has_key(f, name, n)) return f;
    }
    return &row_no_value;
}

bool row_put_key(struct str *out, const struct row_field *field)
{
    str_put(out, "", 0);
    return json_unescape(out, field->key, field->key_length) && !out->failed;
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
        if (!vec_push(out->mem, &out->all, entry)) return NULL;
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
    if (list->quoted || at == end || *at != '[')
        return vec_push(out->mem, &out->all, *list) ? NULL : row_no_memory;
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

/* ---- fields written ---- */

static bool is_json_number(const struct row_field *field)
{
    struct decimal d;
    double x;
    const char *at = field->from, *end = at + field->length;
    return !field->quoted && decimal_scan(at, end, &d) == end && decimal_is_json(&d) &&
           decimal_to_double(&d, &x) && isfinite(x);
}

/* A quote in a quoted field of CSV is doubled. */
static void put_csv_text(struct str *out, const struct row_field *field)
{
    const char *at = field->from, *end = at + field->length;
    str_putc(out, '"');
    for (const char *quote; field->quoted && (quote = memchr(at, '"', (size_t)(end - at)));) {
        json_put_characters(out, at, (size_t)(quote + 1 - at));
        at = quote + 1 + (quote + 1 < end);
    }
    json_put_characters(out, at, (size_t)(end - at));
    str_putc(out, '"');
}

bool row_put_json(struct str *out, const struct row_field *field)
{
    bool quotes = field->key && field->quoted;
    if (field->key) return json_copy_value(out, field->from - quotes, field->length + 2 * quotes);
    if (is_json_number(field))
        str_put(out, field->from, field->length);
    else
        put_csv_text(out, field);
    return true;
}

bool row_put_field(struct str *out, const struct row_field *field)
{
    if (!field->key && field->quoted) { /* as it stood */
        str_put(out, field->from - 1, field->length + 2);
        return true;
    }
    if (row_is_null(field)) return true;
    if (!field->quoted || !memchr(field->from, '\\', field->length)) {
        row_put_csv(out, field->from, field->length);
        return true;
    }
    struct str text = {.mem = out->mem};
    bool fine = json_unescape(&text, field->from, field->length);
    if (fine && !text.failed) row_put_csv(out, text.s, text.n);
    out->failed |= text.failed;
    str_free(&text);
    return fine;
}

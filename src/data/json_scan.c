#include "data/json_scan.h"

#include "base/decimal.h"
#include "data/json_text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool json_scan_error(struct json_error *error, enum kind kind, size_t offset, const char *format,
                     ...)
{
    va_list args;
    error->kind = kind;
    error->offset = offset;
    va_start(args, format);
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void scan_in_string(struct json_scan *scan, char c)
{
    if (scan->escaped)
        scan->escaped = false;
    else if (c == '\\')
        scan->escaped = true;
    else if (c == '"')
        scan->in_string = false;
}

static void scan_outside(struct json_scan *scan, char c)
{
    if (c == '"') scan->in_string = true;
    if (c == '{' || c == '[') scan->depth++, scan->lists = scan->lists << 1 | (c == '[');
    if (c == '}' || c == ']') scan->depth--, scan->lists >>= 1;
}

void json_scan_bytes(struct json_scan *scan, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (!is_blank(c)) {
            if (!scan->first) scan->first = c ? c : '?';
            scan->last = c;
        }
        if (scan->in_string)
            scan_in_string(scan, c);
        else
            scan_outside(scan, c);
    }
}

/* The state of json_scan_check. */
struct check {
    const char *bytes;
    size_t length, at, values;
    long depth;
    struct json_leaves *leaves;
    struct json_error *error;
};

static bool check_escape(struct check *check)
{
    size_t start = check->at++;
    if (check->length - check->at >= 5 && memcmp(check->bytes + check->at, "u0000", 5) == 0)
        return json_scan_error(check->error, KIND_SYNTAX, start, "a string may not hold \\u0000");
    check->at++;
    return true;
}

static bool add_leaf(struct check *check, size_t start, size_t length, enum json_leaf_kind kind)
{
    struct json_leaves *leaves = check->leaves;
    return vec_push(&leaves->mem, &leaves->all, ((struct json_leaf){start, length, kind})) ||
           json_scan_error(check->error, KIND_LIMIT, 0, "out of memory");
}

/* Behind the quote that ends a string. */
static bool add_string(struct check *check, size_t start, bool escaped)
{
    size_t next = check->at, length = check->at - 1 - start;
    while (next < check->length && is_blank(check->bytes[next])) next++;
    if (next < check->length && check->bytes[next] == ':') return true;
    return add_leaf(check, start, length, escaped ? JSON_LEAF_ESCAPED : JSON_LEAF_PLAIN);
}

static bool check_string(struct check *check)
{
    size_t start = check->at++;
    bool escaped = false;
    while (check->at < check->length) {
        size_t plain = 8;
        for (; plain == 8 && check->length - check->at >= 8; check->at += plain)
            plain = json_plain_of_eight(check->bytes + check->at);
        if (check->at == check->length) break;
        char c = check->bytes[check->at];
        if (c == '"') return check->at++, add_string(check, start + 1, escaped);
        if (c == '\n' || c == '\r')
            return json_scan_error(check->error, KIND_SYNTAX, start,
                                   "this string has no end on its line (a line break is \\n)");
        if (c == 0)
            return json_scan_error(check->error, KIND_SYNTAX, check->at, "a NUL byte in a string");
        if (c != '\\')
            check->at++;
        else if (escaped = true, !check_escape(check))
            return false;
    }
    return json_scan_error(check->error, KIND_SYNTAX, start, "this string has no end");
}

static bool check_number(struct check *check)
{
    const char *start = check->bytes + check->at, *end = check->bytes + check->length;
    struct decimal d;
    const char *stop = decimal_scan(start, end, &d);
    bool fine = stop && decimal_is_json(&d) && !decimal_lacks_power(&d, end) &&
                (stop == end || *stop != '-');
    if (!fine)
        return json_scan_error(check->error, KIND_SYNTAX, check->at, "not a number in JSON's form");
    if (d.length > INT_MAX)
        return json_scan_error(check->error, KIND_LIMIT, check->at, "a number of over %d bytes",
                               INT_MAX);
    check->at += d.length;
    return add_leaf(check, check->at - d.length, d.length, JSON_LEAF_NUMBER);
}

static bool count_value(struct check *check)
{
    if (++check->values < JSON_MAX_VALUES) return true;
    return json_scan_error(check->error, KIND_LIMIT, check->at, "more than %d values",
                           JSON_MAX_VALUES);
}

static bool open_bracket(struct check *check)
{
    if (++check->depth <= JSON_MAX_DEPTH) return count_value(check);
    return json_scan_error(check->error, KIND_LIMIT, check->at, "nested deeper than %d",
                           JSON_MAX_DEPTH);
}

static bool check_other(struct check *check, char c)
{
    if ((unsigned char)c < ' ' && !is_blank(c))
        return json_scan_error(check->error, KIND_SYNTAX, check->at, "a stray control character");
    if ((c == '{' || c == '[') && !open_bracket(check)) return false;
    if (c == '}' || c == ']') check->depth--;
    if (c == ',' && !count_value(check)) return false;
    check->at++;
    return true;
}

bool json_scan_check(const char *bytes, size_t length, struct json_leaves *leaves,
                     struct json_error *error)
{
    struct check check = {.bytes = bytes, .length = length, .leaves = leaves, .error = error};
    while (check.at < length) {
        char c = bytes[check.at];
        bool fine = c == '"'                  ? check_string(&check)
                    : c == '-' || is_digit(c) ? check_number(&check)
                                              : check_other(&check, c);
        if (!fine) return false;
    }
    return true;
}

#include "data/json_point.h"

#include "data/json_text.h"

#include <string.h>

/* Values are at most matrices; a few more levels are passed on, so that the language itself reports
 * what is wrong with a deeper list. */
enum { MAX_LEVELS = 8 };

static const char *put_value(struct str *out, const struct json *value, int level);

/* Puts parentheses around a string within a list where it needs them, so that it stays one
 * entry. */
static void put_entry_string(struct str *out, const char *text)
{
    bool alone = !strpbrk(text, ",;#[]\n");
    if (!alone) str_putc(out, '(');
    str_puts(out, text);
    if (!alone) str_putc(out, ')');
}

static void put_number(struct str *out, const struct json *value)
{
    size_t n;
    const char *text = json_number_text(value, &n);
    str_put(out, text, n);
}

static const char *put_list(struct str *out, const struct json *list, int level)
{
    const char *wrong = level < MAX_LEVELS ? NULL : "lists nested deeper than a matrix";
    str_putc(out, '[');
    for (const struct json *item = json_first(list); item && !wrong; item = json_next(item)) {
        if (item != json_first(list)) str_putc(out, ',');
        wrong = put_value(out, item, level + 1);
    }
    str_putc(out, ']');
    return wrong;
}

static const char *put_value(struct str *out, const struct json *value, int level)
{
    switch (json_kind(value)) {
    case JSON_NUMBER: put_number(out, value); return NULL;
    case JSON_STRING:
        if (level)
            put_entry_string(out, json_string(value));
        else
            str_puts(out, json_string(value));
        return NULL;
    case JSON_ARRAY: return put_list(out, value, level);
    default: return json_kind_words(value);
    }
}

const char *json_point_text(struct str *out, const struct json *value)
{
    str_put(out, "", 0);
    return put_value(out, value, 0);
}

static void put_again(struct str *out, const struct json *value, int level)
{
    enum { DEEPEST = 64 };
    bool object = json_kind(value) == JSON_OBJECT;
    switch (json_kind(value)) {
    case JSON_NUMBER: put_number(out, value); return;
    case JSON_STRING: json_put_text(out, json_string(value)); return;
    case JSON_BOOL: str_puts(out, json_bool(value) ? "true" : "false"); return;
    case JSON_NULL: str_puts(out, "null"); return;
    case JSON_OBJECT:
    case JSON_ARRAY: break;
    }
    str_putc(out, object ? '{' : '[');
    for (const struct json *item = json_first(value); item && level < DEEPEST;
         item = json_next(item)) {
        if (object)
            json_put_key(out, json_key(item));
        else
            json_put_item(out);
        put_again(out, item, level + 1);
    }
    str_putc(out, object ? '}' : ']');
}

void json_point_put(struct str *out, const struct json *value)
{
    put_again(out, value, 0);
}

const struct json *json_point_object(const struct json *tree)
{
    const struct json *weights = json_find(tree, "weights");
    return weights && json_kind(weights) == JSON_OBJECT ? weights : tree;
}

static bool are_numbers(const struct json *list, size_t *n)
{
    *n = 0;
    if (json_kind(list) != JSON_ARRAY) return false;
    for (const struct json *item = json_first(list); item; item = json_next(item), ++*n)
        if (json_kind(item) != JSON_NUMBER) return false;
    return true;
}

bool json_point_shape(const struct json *value, struct array *out)
{
    *out = (struct array){.name = "", .ndim = 1};
    if (json_kind(value) != JSON_ARRAY) return false;
    if (are_numbers(value, &out->dims[0])) return out->dims[0] > 0;
    out->ndim = 2;
    out->dims[0] = 0;
    for (const struct json *row = json_first(value); row; row = json_next(row)) {
        size_t columns;
        if (!are_numbers(row, &columns) || columns == 0) return false;
        if (out->dims[0]++ && columns != out->dims[1]) return false;
        out->dims[1] = columns;
    }
    return true;
}

/* Sets *out to the number; returns false if no double holds it. */
static bool take_number(const struct json *value, double *out)
{
    size_t n;
    const char *text = json_number_text(value, &n);
    return decimal_read(text, n, out) == DECIMAL_FINITE;
}

const struct json *json_point_entries(const struct json *value, double *out)
{
    const struct json *row = json_first(value);
    bool flat = json_kind(row) == JSON_NUMBER;
    for (; row; row = json_next(row)) {
        const struct json *item = flat ? row : json_first(row);
        for (; item; item = flat ? NULL : json_next(item))
            if (!take_number(item, out++)) return item;
    }
    return NULL;
}

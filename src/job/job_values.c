#include "job/job_values.h"

#include "base/str.h"
#include "data/json_point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- errors ---- */

bool job_fail(struct job *job, enum dcalc_kind kind, const char *format, ...)
{
    va_list args;
    struct str text = {.mem = &job->mem};
    va_start(args, format);
    str_vputf(&text, format, args);
    va_end(args);
    char *message = text.failed ? NULL : arena_text(&job->arena, text.s, text.n);
    str_free(&text);
    job->error.kind = message ? kind : DCALC_LIMIT;
    job->error.message = message ? message : "out of memory";
    return false;
}

bool job_hint(struct job *job, const char *before, const char *name, const char *after)
{
    size_t n = strlen(before) + strlen(name) + strlen(after);
    char *hint = arena_alloc(&job->arena, n + 1);
    if (hint) snprintf(hint, n + 1, "%s%s%s", before, name, after);
    job->error.hint = hint;
    return false;
}

bool job_out_of_memory(struct job *job)
{
    return job_fail(job, DCALC_LIMIT, "out of memory");
}

bool job_wrong_type(struct job *job, const struct json *value, const char *key, const char *wanted)
{
    return job_fail(job, DCALC_USAGE, "\"%s\" must be %s, not %s", key, wanted,
                    json_kind_words(value));
}

/* ---- texts and names ---- */

/* The string itself, or the strings of a list, one after the other through this cursor. */
static const struct json *first_string(const struct json *value)
{
    return json_kind(value) == JSON_STRING ? value : json_first(value);
}

static bool are_strings(const struct json *value)
{
    if (json_kind(value) == JSON_STRING) return true;
    if (json_kind(value) != JSON_ARRAY && json_kind(value) != JSON_OBJECT) return false;
    for (const struct json *item = json_first(value); item; item = json_next(item))
        if (json_kind(item) != JSON_STRING) return false;
    return true;
}

static bool no_strings(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_ARRAY)
        return job_wrong_type(job, value, key, "a string or a list of strings");
    return job_fail(job, DCALC_USAGE, "every item of \"%s\" must be a string", key);
}

/* A string; of an object, "name = string". NULL without memory. */
static const char *text_of(struct job *job, const struct json *item, bool named)
{
    const char *value = json_string(item), *name = named ? json_key(item) : "";
    if (!named) return value;
    struct str text = {.mem = job->arena.mem};
    str_putf(&text, "%s = %s", name, value);
    return str_settle(&text, &job->arena);
}

bool job_read_texts(struct job *job, const struct json *value, const char *key,
                    const struct dcalc_text **texts, size_t *count)
{
    bool one = json_kind(value) == JSON_STRING, named = json_kind(value) == JSON_OBJECT;
    if (!are_strings(value)) return no_strings(job, value, key);
    size_t n = one ? 1 : json_count(value);
    struct dcalc_text *out = arena_alloc(&job->arena, (n + 1) * sizeof *out);
    const struct json *item = first_string(value);
    if (!out) return job_out_of_memory(job);
    for (size_t i = 0; i < n; i++) {
        const char *text = text_of(job, item, named);
        if (!text) return job_out_of_memory(job);
        out[i] = (struct dcalc_text){text, strlen(text), key};
        if (!one) item = json_next(item);
    }
    *texts = out;
    *count = n;
    return true;
}

static const char *trimmed(struct job *job, const char *text, size_t n)
{
    while (n && strchr(" \t\n", *text)) text++, n--;
    while (n && strchr(" \t\n", text[n - 1])) n--;
    return arena_text(&job->arena, text, n);
}

/* Adds the names of "x, y" to the list; commas inside count as on the command line. */
static bool add_names(struct job *job, const char *text, const char **names, size_t *n)
{
    for (;; text++) {
        size_t length = strcspn(text, ",");
        const char *name = trimmed(job, text, length);
        if (!name) return job_out_of_memory(job);
        names[(*n)++] = name;
        text += length;
        if (!*text) return true;
    }
}

static size_t count_names(const struct json *value)
{
    size_t n = 0;
    bool list = json_kind(value) == JSON_ARRAY;
    for (const struct json *item = first_string(value); item; item = json_next(item)) {
        n++;
        for (const char *c = json_string(item); *c; c++) n += *c == ',';
        if (!list) break;
    }
    return n;
}

bool job_read_column_names(struct job *job, const struct json *value, const char *key,
                           const char *const **names, size_t *count)
{
    if (!are_strings(value)) return no_strings(job, value, key);
    bool list = json_kind(value) == JSON_ARRAY;
    const char **out = arena_alloc(&job->arena, (count_names(value) + 1) * sizeof *out);
    if (!out) return job_out_of_memory(job);
    *count = 0;
    for (const struct json *item = first_string(value); item; item = json_next(item)) {
        if (!add_names(job, json_string(item), out, count)) return false;
        if (!list) break;
    }
    *names = out;
    return true;
}

bool job_read_names(struct job *job, const struct json *value, const char *key,
                    const char *const **names, size_t *count)
{
    if (!job_read_column_names(job, value, key, names, count)) return false;
    for (size_t i = 0; i < *count; i++)
        if (!*(*names)[i]) return job_fail(job, DCALC_USAGE, "an empty name in \"%s\"", key);
    return true;
}

bool job_read_numbers_as_names(struct job *job, const struct json *value, const char *key,
                               const char *const **names, size_t *count)
{
    bool list = json_kind(value) == JSON_ARRAY;
    const struct json *first = list ? json_first(value) : value;
    if (!first || json_kind(first) != JSON_NUMBER)
        return job_read_names(job, value, key, names, count);
    const char **out = arena_alloc(&job->arena, (json_count(value) + 1) * sizeof *out);
    if (!out) return job_out_of_memory(job);
    *count = 0;
    for (const struct json *item = first; item; item = list ? json_next(item) : NULL) {
        size_t length;
        if (json_kind(item) != JSON_NUMBER)
            return job_fail(job, DCALC_USAGE, "every item of \"%s\" must be a number", key);
        const char *text = json_number_text(item, &length);
        if (!(out[(*count)++] = arena_text(&job->arena, text, length)))
            return job_out_of_memory(job);
    }
    *names = out;
    return true;
}

/* ---- values ---- */

/* A number as it is written. */
static bool read_number(struct job *job, const struct json *value, const char *source,
                        struct dcalc_text *out)
{
    size_t n;
    const char *text = json_number_text(value, &n);
    *out = (struct dcalc_text){arena_text(&job->arena, text, n), n, source};
    return out->bytes || job_out_of_memory(job);
}

/* Any value as an expression's text; `source` is what messages call it. */
bool job_read_value(struct job *job, const struct json *value, const char *source,
                    struct dcalc_text *out)
{
    if (json_kind(value) == JSON_NUMBER) return read_number(job, value, source, out);
    struct str text = {.mem = &job->mem};
    const char *wrong = json_point_text(&text, value);
    const char *copy = text.failed ? NULL : arena_text(&job->arena, text.s, text.n);
    *out = (struct dcalc_text){copy, text.n, source};
    str_free(&text);
    if (wrong)
        return job_fail(job, DCALC_USAGE,
                        "%s must be a number, a constant expression or lists of them, not %s",
                        source, wrong);
    return copy || job_out_of_memory(job);
}

bool job_read_constant(struct job *job, const struct json *value, const char *key,
                       struct dcalc_text *out)
{
    enum json_kind kind = json_kind(value);
    if (kind != JSON_NUMBER && kind != JSON_STRING)
        return job_wrong_type(job, value, key, "a number or a constant expression");
    return job_read_value(job, value, key, out);
}

const char *job_given(struct job *job, const struct json *value)
{
    struct str text = {.mem = &job->mem};
    json_point_put(&text, value);
    return str_settle(&text, &job->arena);
}

/* ---- numbers and words ---- */

static bool read_whole(struct job *job, const struct json *value, const char *key,
                       const int range[2], int *out)
{
    if (json_kind(value) != JSON_NUMBER) return job_wrong_type(job, value, key, "a whole number");
    double x = json_number(value);
    if (x != floor(x) || x < range[0] || x > range[1])
        return job_fail(job, DCALC_USAGE, "\"%s\" must be a whole number from %d to %d", key,
                        range[0], range[1]);
    *out = (int)x;
    return true;
}

bool job_read_count(struct job *job, const struct json *value, const char *key, int most, int *out)
{
    return read_whole(job, value, key, (const int[]){1, most}, out);
}

bool job_read_seed(struct job *job, const struct json *value, const char *key, int most, int *out)
{
    return read_whole(job, value, key, (const int[]){0, most}, out);
}

bool job_read_order(struct job *job, const struct json *value, const char *key, int most, int *out)
{
    bool zero = json_kind(value) == JSON_NUMBER && json_number(value) == 0;
    if (zero) *out = DCALC_DEGREE_ZERO;
    return zero || job_read_count(job, value, key, most, out);
}

bool job_read_seconds(struct job *job, const struct json *value, const char *key, double *out)
{
    if (json_kind(value) != JSON_NUMBER)
        return job_wrong_type(job, value, key, "a number of seconds");
    *out = json_number(value);
    return (*out > 0 && isfinite(*out)) ||
           job_fail(job, DCALC_USAGE, "\"%s\" must be more than 0 seconds", key);
}

bool job_read_flag(struct job *job, const struct json *value, const char *key, bool *out)
{
    if (json_kind(value) != JSON_BOOL) return job_wrong_type(job, value, key, "true or false");
    *out = json_bool(value);
    return true;
}

/* One of two words; *second if it is the second. */
bool job_read_word(struct job *job, const struct json *value, const char *key,
                   const char *const words[2], bool *second)
{
    const char *word = json_kind(value) == JSON_STRING ? json_string(value) : "";
    *second = !strcmp(word, words[1]);
    return *second || !strcmp(word, words[0]) ||
           job_fail(job, DCALC_USAGE, "\"%s\" must be \"%s\" or \"%s\"", key, words[0], words[1]);
}

/* Ties, kinks, jumps and removable points: every number is the double nearest to the answer. */
/* Tests src/number/conditions.c. */

/* tests/generate/sides.py says how the answers were found. */
#include "support/support.h"

#include "base/str.h"
#include "data/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 64 };

/* A value as JSON: strings here need no escapes. */
static void put_value(struct str *out, const struct json *value)
{
    enum json_kind kind = json_kind(value);
    if (kind == JSON_STRING) {
        str_putf(out, "\"%s\"", json_string(value));
    } else if (kind == JSON_NUMBER) {
        str_putf(out, "%.0f", json_number(value));
    } else {
        str_puts(out, kind == JSON_ARRAY ? "[" : "{");
        for (const struct json *item = json_first(value); item; item = json_next(item)) {
            if (item != json_first(value)) str_puts(out, ",");
            if (kind == JSON_OBJECT) str_putf(out, "\"%s\":", json_key(item));
            put_value(out, item);
        }
        str_puts(out, kind == JSON_ARRAY ? "]" : "}");
    }
}

static struct json *asked(dcalc *session, const struct json *row)
{
    static const char *const keys[] = {"command", "wrt", "order", "at"};
    struct mem mem = {0};
    struct str job = {.mem = &mem};
    struct json_error error;
    str_puts(&job, "{\"expr\":");
    put_value(&job, json_first(json_find(row, "exprs")));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *value = json_find(row, keys[i]);
        bool is_order = !strcmp(keys[i], "order");
        if (!value || (is_order && strcmp(json_string(json_find(row, "command")), "diff")))
            continue;
        str_putf(&job, ",\"%s\":", keys[i]);
        put_value(&job, value);
    }
    str_puts(&job, "}");
    char *answer = dcalc_ask(session, job.s);
    ck_assert_ptr_nonnull(answer);
    struct json *tree = json_parse(answer, strlen(answer), &error);
    ck_assert_msg(tree, "an answer is no JSON: %s", error.message);
    free(answer);
    str_free(&job);
    return tree;
}

static void flatten(const struct json *tree, double *out, size_t *n)
{
    enum json_kind kind = json_kind(tree);
    if (kind == JSON_NUMBER || kind == JSON_STRING) {
        ck_assert_uint_lt(*n, MOST_NUMBERS);
        out[(*n)++] = kind == JSON_NUMBER ? json_number(tree) : strtod(json_string(tree), NULL);
        return;
    }
    for (const struct json *item = json_first(tree); item; item = json_next(item))
        flatten(item, out, n);
}

static bool is_accepted(const struct json *row, const char *kind)
{
    const struct json *item = json_first(json_find(row, "accept"));
    while (item && strcmp(json_string(item), kind) != 0) item = json_next(item);
    return item;
}

static void compare_numbers(struct tally *tally, const struct json *row, const struct json *answer)
{
    static const char *const keys[] = {"derivative", "gradient", "hessian", "jacobian"};
    double want[MOST_NUMBERS], got[MOST_NUMBERS];
    size_t n = 0, m = 0;
    const char *id = json_string(json_find(row, "id"));
    flatten(json_find(row, "expected"), want, &n);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (json_find(answer, keys[i])) flatten(json_find(answer, keys[i]), got, &m);
    if (m != n) tally_wrong(tally, "%s: %zu numbers instead of %zu", id, m, n);
    for (size_t i = 0; i < n && m == n; i++)
        if (got[i] != want[i])
            tally_wrong(tally, "%s: %.17g instead of %.17g", id, got[i], want[i]);
}

static void compare(struct tally *tally, dcalc *session, const struct json *row)
{
    struct json *answer = asked(session, row);
    const struct json *error = json_find(answer, "error");
    const char *kind = error ? json_string(json_find(error, "kind")) : NULL;
    const char *id = json_string(json_find(row, "id"));
    tally->tried++;
    if (!json_find(row, "expect_error") && !error)
        compare_numbers(tally, row, answer);
    else if (!json_find(row, "expect_error"))
        tally_wrong(tally, "%s: %s", id, json_string(json_find(error, "message")));
    else if (!error || !is_accepted(row, kind))
        tally_wrong(tally, "%s: %s where there is none", id, kind ? kind : "a number");
    json_free(answer);
}

static void ask_all(const char *path)
{
    static char line[8192];
    struct tally tally = {0};
    struct json_error error;
    dcalc *session = dcalc_new();
    FILE *file = fopen(path, "r");
    ck_assert_msg(file, "%s is missing", path);
    while (fgets(line, sizeof line, file)) {
        struct json *row = json_parse(line, strlen(line), &error);
        ck_assert_msg(row, "%s: %s", path, error.message);
        compare(&tally, session, row);
        json_free(row);
    }
    fclose(file);
    dcalc_free(session);
    ck_tally(&tally);
}

START_TEST(generated)
{
    ask_all("tests/data/sides.ndjson");
}
END_TEST

START_TEST(reported)
{
    ask_all("tests/data/reports.ndjson");
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("sides_data");
    tcase_add_test(checks.tests, generated);
    tcase_add_test(checks.tests, reported);
    return checks_run(checks);
}

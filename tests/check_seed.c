/* The backpropagation notebook: every number is the double nearest to its reference. */
/* Tests src/job/job.c, src/job/jobs.c, src/job/runner.c, src/question/program.c,
 * src/question/leaves.c, src/question/question.c. */

/* They are asked as requests and as jobs. */
#include "support/support.h"

#include "base/str.h"
#include "data/json.h"

#include <stdlib.h>
#include <string.h>

enum { ID, COMMAND, EXPR, WRT, WEIGHTS, LR, AT, KIND, NAME, EXPECTED, COLUMNS };

static struct table table;
static dcalc *session;

static void open_table(void)
{
    table = table_read("tests/data/seed.tsv", COLUMNS);
    session = dcalc_new();
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

static const char *field(size_t row, int column)
{
    return table_field(&table, row, (size_t)column);
}

static const char *given(size_t row, int column)
{
    return *field(row, column) ? field(row, column) : NULL;
}

static enum dcalc_command command_of(const char *word)
{
    static const char *const words[] = {"eval", "diff", "grad", "jacobian", "hessian", "backprop"};
    for (int i = 0; i < 6; i++)
        if (!strcmp(word, words[i])) return (enum dcalc_command)i;
    ck_abort_msg("no command %s", word);
}

static void compare(struct tally *tally, size_t row, const double *got, size_t count,
                    const char *problem)
{
    size_t n;
    double *want = read_numbers(field(row, EXPECTED), &n);
    tally->tried++;
    if (!got || count != n)
        tally_wrong(tally, "%s %s %s: %zu numbers, %s", field(row, ID), field(row, KIND),
                    field(row, NAME), count, problem);
    for (size_t i = 0; got && i < n && count == n; i++)
        if (got[i] != want[i])
            tally_wrong(tally, "%s %s %s: %.17g instead of %.17g", field(row, ID), field(row, KIND),
                        field(row, NAME), got[i], want[i]);
    free(want);
}

/* ---- as requests ---- */

static const struct dcalc_array *find(const struct dcalc_array *arrays, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!*name || !strcmp(arrays[i].name, name)) return &arrays[i];
    return NULL;
}

static const struct dcalc_array *part(const struct dcalc_result *r, size_t row)
{
    const char *kind = field(row, KIND), *name = field(row, NAME);
    if (!strcmp(kind, "value") || !strcmp(kind, "loss")) return find(r->values, r->n_values, "");
    if (!strcmp(kind, "weights")) return find(r->weights, r->n_weights, name);
    return find(r->derivatives, r->n_derivatives, name);
}

START_TEST(as_requests)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = {.command = command_of(field(row, COMMAND)),
                                  .expr = field(row, EXPR),
                                  .at = field(row, AT),
                                  .wrt = given(row, WRT),
                                  .weights = given(row, WEIGHTS),
                                  .lr = given(row, LR)};
        struct dcalc_result *result = ask(session, &q);
        const struct dcalc_array *got = result->status == DCALC_OK ? part(result, row) : NULL;
        compare(&tally, row, got ? got->values : NULL, got ? got->count : 0, complaint(result));
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- as jobs ---- */

/* Names in a list of strings, or expressions. */
static void put_strings(struct str *out, const char *text, const char *separator)
{
    const char *cut;
    str_puts(out, "[\"");
    for (; (cut = strstr(text, separator)); text = cut + strlen(separator)) {
        str_put(out, text, (size_t)(cut - text));
        str_puts(out, "\", \"");
    }
    str_putf(out, "%s\"]", text);
}

/* The point as a JSON object: the literals of these tables are JSON already. */
static void put_point(struct str *out, const char *at)
{
    int depth = 0;
    bool name = true;
    str_puts(out, "{\"");
    for (; *at; at++) {
        depth += (*at == '[') - (*at == ']');
        if (*at == '=' && name)
            str_puts(out, "\": "), name = false;
        else if (*at == ',' && !depth)
            str_puts(out, ", \""), name = true;
        else
            str_putc(out, *at);
    }
    str_puts(out, "}");
}

static void put_job(struct str *out, size_t row)
{
    str_putf(out, "{\"id\": \"%s\", \"command\": \"%s\", \"expr\": ", field(row, ID),
             field(row, COMMAND));
    if (strstr(field(row, EXPR), " | "))
        put_strings(out, field(row, EXPR), " | ");
    else
        str_putf(out, "\"%s\"", field(row, EXPR));
    if (given(row, WRT)) str_puts(out, ", \"wrt\": "), put_strings(out, field(row, WRT), ",");
    if (given(row, WEIGHTS))
        str_puts(out, ", \"weights\": "), put_strings(out, field(row, WEIGHTS), ",");
    if (given(row, LR)) str_putf(out, ", \"lr\": %s", field(row, LR));
    str_puts(out, ", \"at\": ");
    put_point(out, field(row, AT));
    str_puts(out, "}\n");
}

/* Input that comes in small pieces, output one line after another. */
struct stream {
    struct feed feed;
    struct tally tally;
    size_t row;
};

static void flatten(const struct json *tree, double *out, size_t *n)
{
    if (json_kind(tree) == JSON_NUMBER) {
        out[(*n)++] = json_number(tree);
        return;
    }
    for (const struct json *item = json_first(tree); item; item = json_next(item))
        flatten(item, out, n);
}

static void take_line(struct stream *s, const char *bytes, size_t length)
{
    struct json_error error;
    struct json *tree = json_parse(bytes, length, &error);
    ck_assert_msg(tree, "an answer is no JSON: %s", error.message);
    ck_assert_str_eq(json_string(json_find(tree, "id")), field(s->row, ID));
    const struct json *found = json_find(tree, field(s->row, KIND));
    if (found && *field(s->row, NAME)) found = json_find(found, field(s->row, NAME));
    double got[64];
    size_t n = 0;
    if (found) flatten(found, got, &n);
    compare(&s->tally, s->row++, found ? got : NULL, n, "not in the answer");
    json_free(tree);
}

static bool take_answers(void *user, const char *bytes, size_t length)
{
    for (const char *end = bytes + length, *next; bytes < end; bytes = next) {
        next = (const char *)memchr(bytes, '\n', (size_t)(end - bytes)) + 1;
        take_line(user, bytes, (size_t)(next - bytes));
    }
    return true;
}

START_TEST(as_jobs)
{
    struct mem mem = {0};
    struct str in = {.mem = &mem};
    for (size_t row = 0; row < table.rows; row++) put_job(&in, row);
    struct stream s = {.feed = {.bytes = in.s, .length = in.n, .most = 100}};
    struct dcalc_jobs jobs = {
        .size = sizeof jobs, .next = feed_next, .put = take_answers, .user = &s, .source = "jobs"};
    ck_assert_int_eq(dcalc_run_jobs(session, &jobs), 0);
    ck_assert_uint_eq(s.row, table.rows);
    ck_tally(&s.tally);
    str_free(&in);
}
END_TEST

/* The notebook's own rounding. */
START_TEST(rounded)
{
    struct test_question q = {
        .command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0", .digits = 4};
    struct dcalc_result *result = ask(session, &q);
    ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
    ck_assert_str_eq(result->derivatives[0].texts[0], "-0.7369");
    dcalc_result_free(result);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("seed");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, as_requests);
    tcase_add_test(checks.tests, as_jobs);
    tcase_add_test(checks.tests, rounded);
    return checks_run(checks);
}

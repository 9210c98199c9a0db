/* Tables of points: the same bytes whatever the number of threads and the pieces of the input. */
/* Tests src/table/table.c, src/table/table_input.c, src/table/chunk.c, src/table/chunk_read.c,
 * src/table/chunk_write.c, src/table/row_query.c, src/table/table_npy.c, src/table/table_text.c,
 * src/table/labels.c, src/table/row_names.c, src/table/table_report.c, src/data/row_text.c,
 * src/data/row_json.c, src/data/columns.c, src/data/column_names.c, src/data/records.c,
 * src/data/unpack.c, src/eval/rows.c, src/eval/rows_arrays.c, src/tape/registers.c. */

/* Memory that fails gives errors. What the numbers are is for check_agreement. */
#include "support/support.h"

#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table in memory: the input in pieces, the answers end to end. */
struct tape_of_text {
    const char *text;
    size_t length, at, piece;
    char *answers;
    size_t n, room;
};

static long next(void *user, char *buffer, size_t size)
{
    struct tape_of_text *t = user;
    size_t n = t->length - t->at;
    if (n > size) n = size;
    if (t->piece && n > t->piece) n = t->piece;
    memcpy(buffer, t->text + t->at, n);
    t->at += n;
    return (long)n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct tape_of_text *t = user;
    if (t->n + length + 1 > t->room) {
        t->room = 2 * (t->n + length) + 1;
        t->answers = realloc(t->answers, t->room);
        ck_assert_ptr_nonnull(t->answers);
    }
    memcpy(t->answers + t->n, bytes, length);
    t->n += length;
    t->answers[t->n] = '\0';
    return true;
}

static bool always(void *user)
{
    (void)user;
    return true;
}

static char *answers_of(enum dcalc_command command, const char *expr, const char *text,
                        size_t piece, int threads)
{
    dcalc *session = dcalc_new();
    struct tape_of_text t = {.text = text, .length = strlen(text), .piece = piece};
    struct dcalc_text program = {expr, strlen(expr), "expression"};
    static const char *const by[] = {"x"};
    struct dcalc_request request = {
        .size = sizeof request, .command = command, .exprs = &program, .n_exprs = 1};
    if (command == DCALC_DIFF) request.wrt = by, request.n_wrt = 1;
    struct dcalc_points points = {.size = sizeof points,
                                  .next = next,
                                  .put = put,
                                  .user = &t,
                                  .threads = threads,
                                  .waits = piece ? always : NULL};
    struct dcalc_result *result = dcalc_run_points(session, &request, &points);
    ck_assert_msg(result && result->status == DCALC_OK, "%s: %s", expr, complaint(result));
    dcalc_result_free(result);
    dcalc_free(session);
    return t.answers;
}

/* What is said of a table that may be broken. */
static enum dcalc_kind status_of(const char *expr, const char *bytes, size_t length, size_t piece)
{
    dcalc *session = dcalc_new();
    struct tape_of_text t = {.text = bytes, .length = length, .piece = piece};
    struct dcalc_text program = {expr, strlen(expr), "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_EVAL, .exprs = &program, .n_exprs = 1};
    struct dcalc_points points = {.size = sizeof points,
                                  .next = next,
                                  .put = put,
                                  .user = &t,
                                  .threads = 1,
                                  .waits = piece ? always : NULL};
    struct dcalc_result *result = dcalc_run_points(session, &request, &points);
    enum dcalc_kind status = result->status;
    dcalc_result_free(result);
    dcalc_free(session);
    free(t.answers);
    return status;
}

/* Whole numbers and halves come often, so that edges and kinks are met. */
static double coordinate(struct dice *dice)
{
    switch (dice_below(dice, 4)) {
    case 0: return (double)dice_below(dice, 9) - 4;
    case 1: return ((double)dice_below(dice, 17) - 8) / 2;
    case 2: return dice_between(dice, -3, 3);
    default: return dice_between(dice, -30, 30);
    }
}

static char *random_table(struct dice *dice, size_t rows)
{
    char *text = malloc(rows * 64 + 16), *at = text;
    at += sprintf(at, "x,y,z\n");
    for (size_t i = 0; i < rows; i++)
        at += sprintf(at, "%.17g,%.17g,%.17g\n", coordinate(dice), coordinate(dice),
                      coordinate(dice));
    return text;
}

START_TEST(pieces_and_threads)
{
    struct dice dice = {77};
    char *table = random_table(&dice, 40000);
    const char *expr = "tanh(x*y) + log(z)*x^3/y - expit(z)";
    char *one = answers_of(DCALC_GRAD, expr, table, 0, 1);
    static const struct {
        size_t piece;
        int threads;
    } ways[] = {{0, 2}, {0, 7}, {1000, 1}, {65536, 3}, {77, 2}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *other = answers_of(DCALC_GRAD, expr, table, ways[i].piece, ways[i].threads);
        ck_assert_msg(!strcmp(one, other), "way %zu gives other bytes", i);
        free(other);
    }
    free(one), free(table);
}
END_TEST

/* Of a header, of quotes and line ends within them, of comments and of JSON over many lines, the
 * input may be cut anywhere. */
START_TEST(pieces_of_text)
{
    static const char *const texts[] = {
        ("\xef\xbb\xbf"
         "x;note;y\r\n1;\"a;\"\"\n\n\";2\r\n# a \"comment\n\r\n3;5\" disk;4\r\n\"5\" ;;\"6\""),
        "sep=|\n'x'|\"y\"|\"z\nz\"|\n1|2||\n3|4|\"\"|\n5|6|\"\n\"|\n",
        "\"x\" \"y\"\n\"a\" 1 2\n\"b\"   3\t4 \n\"c \" 5 6\n",
        "x,y\r1,2\r3,4\r\r5,6",
        "#N/A\n# x y\n1 2\n3 4\n5 6\n",
        "[{\"x\":1,\"y\":2,\"t\":\"]}\\\"\"},\n\n {\"y\" :4\n,\"x\":3},{\"x\":5,\"y\":6}]\n",
        "{\n \"x\": 1,\n \"y\": 2\n}\n{\"y\": 4,\n\"x\": 3} {\"x\":5,\"y\":6}",
        "x,y\n1,2\n3,4\n5,6\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t piece = 0; piece < 12; piece++) {
            const char *text = texts[i] + (i == 4 ? strlen("#N/A\n") : 0);
            char *got = answers_of(DCALC_EVAL, "x/y", text, piece, 1);
            ck_assert_msg(!strcmp(got, "value\n0.5\n0.75\n0.8333333333333334\n"),
                          "table %zu in pieces of %zu: %s", i, piece, got);
            free(got);
        }
}
END_TEST

/* Zstandard: a raw block of the text, and then what is no block. */
static char *broken_frame(const char *text, const char *rest, size_t n_rest, size_t *length)
{
    size_t n = strlen(text);
    char *frame = malloc(9 + n + n_rest);
    const char head[] = {'\x28',        '\xb5',         '\x2f', '\xfd', '\x20',
                         (char)(n + 8), (char)(n << 3), 0,      0};
    memcpy(frame, head, sizeof head);
    memcpy(frame + 9, text, n);
    memcpy(frame + 9 + n, rest, n_rest);
    *length = 9 + n + n_rest;
    return frame;
}

/* What is before the damage counts, however much comes at once: a name that no column has is
 * refused before the damage is, and a table without it after. */
START_TEST(damage_in_pieces)
{
    static const struct {
        const char *rest;
        size_t n;
    } rests[] = {
        {"\7\0\0", 3}, {"\2\0\0\1\7\0\0", 7}, {"", 0}, {"\11\0\0zz", 5}, {"\105\0\0\3\3\3", 6}};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
        for (size_t piece = 0; piece < 24; piece++) {
            size_t length;
            char *frame = broken_frame("x,y\n1,2\n", rests[i].rest, rests[i].n, &length);
            ck_assert_int_eq(status_of("z", frame, length, piece), DCALC_NAME);
            ck_assert_int_eq(status_of("x", frame, length, piece), DCALC_IO);
            free(frame);
        }
}
END_TEST

/* Line ends within quotes, in a table that is longer than what is read at once. */
START_TEST(long_quotes)
{
    enum { ROWS = 3000 };
    char *text = malloc(ROWS * 200 + 100), *at = text + sprintf(text, "note,x\n");
    for (int i = 0; i < ROWS; i++) {
        at += sprintf(at, "%s", i % 3 ? "5'10\"" : "\"a");
        for (int k = 0; k < i % 50 && i % 3 == 0; k++)
            *at++ = k % 7 ? '"' : '\n', *at++ = k % 7 ? '"' : ',';
        at += sprintf(at, "%s,%d\n", i % 3 ? "" : "\"", i);
    }
    char *one = answers_of(DCALC_EVAL, "x", text, 0, 1), *end = one;
    for (int i = -1; i < ROWS; i++) {
        if (i >= 0) ck_assert_int_eq(strtol(end, NULL, 10), i);
        end = strchr(end, '\n') + 1;
    }
    ck_assert_str_eq(end, "");
    for (size_t piece = 101; piece < 50000; piece *= 7) {
        char *other = answers_of(DCALC_EVAL, "x", text, piece, 2);
        ck_assert_str_eq(one, other);
        free(other);
    }
    free(one), free(text);
}
END_TEST

static bool put_again(void *user, const char *bytes, size_t length)
{
    struct tape_of_text *t = user;
    ck_assert_uint_le(length, t->n);
    memcpy(t->answers, bytes, length);
    return true;
}

static long read_at(void *user, char *buffer, size_t size, size_t from)
{
    const struct tape_of_text *t = user;
    size_t n = from < t->length ? t->length - from : 0;
    if (n > size) n = size;
    memcpy(buffer, t->text + from, n);
    return (long)n;
}

/* ---- memory ---- */

/* A header of 128 bytes, and numbers of one byte. */
#define NPY(header, entries) "\x93NUMPY\1\0\166\0" header "\n" entries

static const struct {
    const char *expr, *text;
    size_t length; /* 0: of a string */
    enum dcalc_table output;
} tables[] = {
    {"where(x > 1, (x - 1)^2, 0)*y + log(y)", "x,y,id\n1,2,1\n3,-1,2\n2,5,\"3\"\n", 0,
     DCALC_TABLE_CSV},
    {"where(x > 1, (x - 1)^2, 0)*y + log(y)", "x,y,id\n1,2,1\n3,-1,2\n2,5,\"3\"\n", 0,
     DCALC_TABLE_NPY},
    {"norm(x)*t", "{\"t\":2,\"x\":[3,4]}\n{\"x\":[0,0],\"t\":1}\n", 0, DCALC_TABLE_JSON},
    {"x*c_d", "\"\";x;\"c (d)\"\n\"a\nb\";3;2\n\"c\";NA;1\n", 0, DCALC_TABLE_JSON},
    {"c1*c3", "1 a 2\n3 b 4\n", 0, DCALC_TABLE_CSV},
    {"x*y", "x\0,\0y\0\n\0001\0,\0002\0\n\0", 16, DCALC_TABLE_CSV},
    {"x*y", "[{\"x\":1},\n{\"y\":2,\"x\":3}]", 0, DCALC_TABLE_JSON},
    {"W[0]*x@x", "W[0],x[0],x[1]\n3,1,2\n", 0, DCALC_TABLE_JSON},
    {"x^2*y",
     NPY("{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2), }                            "
         "                                  ",
         "\1\2\3\4\5\6"),
     134, DCALC_TABLE_NPY},
    {"x*sum(v)",
     NPY("{'descr': [('x', '|i1'), ('v', '|u1', (2,))], 'fortran_order': False, 'shape': (2,), }"
         "                               ",
         "\1\2\3\4\5\6"),
     134, DCALC_TABLE_CSV},
};
enum { N_TABLES = sizeof tables / sizeof *tables };

static bool report(void *user, const char *json, size_t length)
{
    (void)user;
    ck_assert_int_eq(json[length - 1], '\n');
    return true;
}

/* The n-th allocation fails, for every n: an error, or all answers. */
START_TEST(failing_memory)
{
    const char *expr = tables[_i].expr, *table = tables[_i].text;
    struct dcalc_text program = {expr, strlen(expr), "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_GRAD, .exprs = &program, .n_exprs = 1};
    dcalc *session = dcalc_new();
    struct tape_of_text want = {0};
    for (size_t n = 0;; n++) {
        struct tape_of_text t = {.text = table,
                                 .length = tables[_i].length ? tables[_i].length : strlen(table)};
        struct dcalc_points points = {.size = sizeof points,
                                      .next = next,
                                      .put = put,
                                      .put_again = put_again,
                                      .read_at = read_at,
                                      .user = &t,
                                      .output = tables[_i].output,
                                      .threads = 1,
                                      .missing_is_nan = true,
                                      .report = report,
                                      .keep_all = true};
        ck_assert_uint_lt(n, 5000);
        session_fail_at(session, n);
        struct dcalc_result *r = dcalc_run_points(session, &request, &points);
        enum dcalc_kind status = r ? r->status : DCALC_LIMIT;
        if (n == 0) want = t;
        bool whole = t.n == want.n && !memcmp(t.answers, want.answers, t.n);
        ck_assert_msg(n == 0 || whole || status == DCALC_LIMIT, "allocation %zu: %s, %s", n,
                      complaint(r), t.answers);
        if (n == 0) ck_assert_msg(status == DCALC_OK, "%s", complaint(r));
        dcalc_result_free(r);
        if (n) free(t.answers);
        if (n > 0 && !session_did_fail(session)) break;
    }
    free(want.answers);
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("points");
    tcase_set_timeout(checks.tests, 120);
    tcase_add_test(checks.tests, pieces_and_threads);
    tcase_add_test(checks.tests, pieces_of_text);
    tcase_add_test(checks.tests, damage_in_pieces);
    tcase_add_test(checks.tests, long_quotes);
    tcase_add_loop_test(checks.tests, failing_memory, 0, N_TABLES);
    return checks_run(checks);
}

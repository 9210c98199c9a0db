/* JSON in: trees, streams, points and jobs. */
/* Tests src/data/json.c, src/data/json_text.c, src/data/json_scan.c, src/data/json_stream.c,
 * src/data/json_point.c, src/data/json_value.c, src/data/point_json.c, src/job/job.c,
 * src/job/job_values.c, src/job/job_point.c, src/job/jobs.c, src/job/job_queue.c,
 * src/job/runner.c. */
#include "job/job.h"
#include "data/json_point.h"
#include "data/json_stream.h"
#include "data/json_text.h"
#include "data/json_value.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct json *parse(const char *text, struct json_error *error)
{
    return json_parse(text, strlen(text), error);
}

static void refuses(const char *text, size_t offset, const char *part)
{
    struct json_error error;
    struct json *tree = parse(text, &error);
    ck_assert_msg(!tree, "%s was read", text);
    ck_assert_msg(strstr(error.message, part), "%s: %s", text, error.message);
    ck_assert_uint_eq(error.offset, offset);
}

START_TEST(trees)
{
    struct json_error error;
    struct json *tree = parse("{\"a\":[1,\"\\u03bb\",true,null],\"b\":{}}", &error);
    ck_assert_ptr_nonnull(tree);
    ck_assert_int_eq(json_kind(tree), JSON_OBJECT);
    const struct json *item = json_first(json_find(tree, "a"));
    ck_assert(json_number(item) == 1);
    item = json_next(item);
    ck_assert_str_eq(json_string(item), "\xce\xbb");
    item = json_next(item);
    ck_assert(json_kind(item) == JSON_BOOL && json_bool(item));
    ck_assert_int_eq(json_kind(json_next(item)), JSON_NULL);
    ck_assert_ptr_null(json_find(tree, "A"));
    ck_assert_str_eq(json_key(json_next(json_first(tree))), "b");
    json_free(tree);
}
END_TEST

START_TEST(broken_text)
{
    struct json_error error;
    refuses("", 0, "too early");
    refuses("{\"a\":1", 6, "too early");
    refuses("{} x", 3, "'x'");
    refuses("[1,]", 3, "']'");
    refuses("[01]", 1, "number");
    refuses("[1.]", 1, "number");
    refuses("[\"a\\u0000b\"]", 3, "\\u0000");
    refuses("[\"a\nb\"]", 1, "no end");
    refuses("[\"a", 1, "no end");
    refuses("[1-2]", 1, "number");
    refuses("[1 2]", 3, "'2'");
    refuses("[1.2.3]", 4, "'.'");
    refuses("[1e5x]", 4, "'x'");
    ck_assert_ptr_null(json_parse("\"a\0b\"", 5, &error));
    ck_assert_ptr_null(json_parse("[]\0", 3, &error));
}
END_TEST

START_TEST(harmless_text)
{
    static const char *const texts[] = {"[0.0e-999]",
                                        "[1e308,-0,5e-324,2.5e-324]",
                                        "[\"\\\\u0000\"]",
                                        " {} \n",
                                        "[0.0000000000000000000000000000000000000000001e40]",
                                        "[1e999,1e-400,9e308,2.4e-324]"};
    struct json_error error;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct json *tree = parse(texts[i], &error);
        ck_assert_msg(tree, "%s: %s", texts[i], error.message);
        json_free(tree);
    }
}
END_TEST

static void number_is(const struct json *value, const char *expected)
{
    size_t n;
    ck_assert_int_eq(json_kind(value), JSON_NUMBER);
    const char *text = json_number_text(value, &n);
    ck_assert_msg(n == strlen(expected) && memcmp(text, expected, n) == 0, "%.*s is not %s", (int)n,
                  text, expected);
}

/* Numbers are what was written, wherever they stand. */
START_TEST(numbers_as_written)
{
    struct json_error error;
    const char *text =
        "{\"1\":[-0,1.50e+07,{\"\\\"2\":\"3\",\"x\":[[],9007199254740993]}],"
        "\"y\":1e-1000,\"z\":0.1234567890123456789012345678901234567890123456789012345"
        "678901234567890}";
    struct json *tree = parse(text, &error);
    const struct json *list = json_first(tree), *item = json_first(list);
    number_is(item, "-0");
    number_is(item = json_next(item), "1.50e+07");
    ck_assert(json_number(item) == 1.5e7);
    const struct json *deep = json_next(json_first(json_find(json_next(item), "x")));
    number_is(deep, "9007199254740993");
    ck_assert_uint_eq(json_number_offset(tree, deep), (size_t)(strstr(text, "900") - text));
    number_is(json_find(tree, "y"), "1e-1000");
    ck_assert(json_number(json_find(tree, "y")) == 0);
    number_is(json_find(tree, "z"),
              "0.1234567890123456789012345678901234567890123456789012345678901234567890");
    json_free(tree);
    tree = parse(" -12.5 ", &error);
    number_is(tree, "-12.5");
    ck_assert(json_number(tree) == -12.5);
    json_free(tree);
    tree = parse("\"12\"", &error);
    ck_assert_str_eq(json_string(tree), "12");
    json_free(tree);
}
END_TEST

/* Every leaf with its kind, every key and bracket. */
static void list_tree(struct str *out, const struct json *value)
{
    size_t n;
    const char *number;
    switch (json_kind(value)) {
    case JSON_NULL: str_puts(out, "null;"); return;
    case JSON_BOOL: str_puts(out, json_bool(value) ? "true;" : "false;"); return;
    case JSON_NUMBER:
        number = json_number_text(value, &n);
        str_putf(out, "number %.*s;", (int)n, number);
        return;
    case JSON_STRING: str_putf(out, "string %s;", json_string(value)); return;
    default: break;
    }
    str_puts(out, json_kind(value) == JSON_ARRAY ? "[" : "{");
    for (const struct json *item = json_first(value); item; item = json_next(item)) {
        if (json_key(item)) str_putf(out, "%s:", json_key(item));
        list_tree(out, item);
    }
    str_puts(out, json_kind(value) == JSON_ARRAY ? "]" : "}");
}

/* A text read after any other, of the same outline or not, broken or not, is as if it were read
 * alone. */
START_TEST(one_after_another)
{
    static const char *const texts[] = {
        "{\"a\":1,\"b\":[\"x\",\"yy\"],\"c\":{\"d\":\"\",\"e\":-1.5e3}}",
        "{\"a\":-0.25,\"b\":[\"\",\"a longer text: %s\"],\"c\":{\"d\":\"3\",\"e\":7}}",
        "{\"a\":22,\"b\":[\"\\u03bb\",\"yy\"],\"c\":{\"d\":\"\\\"\",\"e\":0}}",
        "{\"a\":22,\"b\":[\"\\u03bc\",\"yy\"],\"c\":{\"d\":\"\\\"\",\"e\":0}}",
        "{\"a\":\"1\",\"b\":[\"x\",\"yy\"],\"c\":{\"d\":\"\",\"e\":-1.5e3}}",
        "{\"a\" :1,\"b\":[\"x\",\"yy\"],\"c\":{\"d\":\"\",\"e\":-1.5e3}}",
        "{\"a\":0,\"b\":[\"x\",\"yy\"],\"c\":{\"d\":\"\",\"e\":null}}",
        "{\"a\":true}",
        "{\"a\":false}",
        "[1,\"2\",[[3]],\"\xce\xbb\",\"4\"]",
        "[10,\"\",[[\"3\"]],\"\",\"\"]",
        "[10,\"\",[[30]],\"\",\"a:b\"]",
        "[\"a\":1]",
        "[0 0]",
        "[1.5.]",
        "[1-]",
        "{\"a\":1",
        "\"a\"",
        "\"\\n\"",
        "\"bcd\"",
        "12",
        "3.5",
        "[]",
        "{}",
        "null",
        " [1 , 2 ] ",
        " [3 , \"\" ] "};
    enum { N = sizeof texts / sizeof *texts };
    struct mem mem = {0};
    struct str found = {.mem = &mem}, expected = {.mem = &mem};
    struct json_error error, alone;
    for (size_t i = 0; i < N * N; i++) {
        struct json_reader reader = {0};
        json_read(&reader, texts[i / N], strlen(texts[i / N]), &error);
        const char *text = texts[i % N];
        const struct json *tree = json_read(&reader, text, strlen(text), &error);
        struct json *own = parse(text, &alone);
        ck_assert_msg(!tree == !own, "%s after %s", text, texts[i / N]);
        if (!own) ck_assert_str_eq(error.message, alone.message);
        if (!own) ck_assert_uint_eq(error.offset, alone.offset);
        str_clear(&found), str_clear(&expected);
        str_puts(&found, ""), str_puts(&expected, "");
        if (own) list_tree(&found, tree), list_tree(&expected, own);
        ck_assert_msg(!strcmp(found.s, expected.s), "%s after %s: %s", text, texts[i / N], found.s);
        json_free(own);
        json_reader_free(&reader);
    }
    str_free(&found), str_free(&expected);
}
END_TEST

START_TEST(deep_text)
{
    size_t n = 1000000;
    char *text = malloc(n);
    struct json_error error;
    memset(text, '[', n);
    ck_assert_ptr_null(json_parse(text, n, &error));
    ck_assert_int_eq(error.kind, KIND_LIMIT);
    memset(text, '[', 1000);
    memset(text + 1000, ']', 1000);
    struct json *tree = json_parse(text, 2000, &error);
    ck_assert_msg(tree, "%s", error.message);
    json_free(tree);
    free(text);
}
END_TEST

START_TEST(duplicate_keys)
{
    struct json_error error;
    struct json *tree = parse("{\"b\":1,\"a\":2,\"b\":3}", &error);
    ck_assert_str_eq(json_duplicate(tree), "b");
    json_free(tree);
    tree = parse("{\"b\":1,\"B\":2}", &error);
    ck_assert_ptr_null(json_duplicate(tree));
    json_free(tree);
}
END_TEST

START_TEST(writing)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    str_putc(&out, '{');
    json_put_key(&out, "a\"b");
    str_putc(&out, '[');
    static const double numbers[] = {0.1, NAN, -INFINITY, 1e300};
    for (size_t i = 0; i < 4; i++) json_put_item(&out), json_put_double(&out, numbers[i]);
    json_put_item(&out);
    json_put_string(&out, "a\"\n\xff\xce\xbb\xed\xa0\x80\0\x01\\\t\x7f", 14);
    json_put_item(&out);
    str_puts(&out, "[]]");
    json_put_key(&out, "");
    json_put_text(&out, "");
    str_putc(&out, '}');
    ck_assert_str_eq(out.s, "{\"a\\\"b\":[0.1,null,null,1e300,\"a\\\"\\n\xef\xbf\xbd\xce\xbb"
                            "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\u0001\\\\\\t\x7f\""
                            ",[]],\"\":\"\"}");
    str_free(&out);
}
END_TEST

/* Every character of one byte, and some of more, come back from the reader as they were. */
START_TEST(strings_come_back)
{
    static const char more[] =
        "\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf\xf0\x90\x80\x80"
        "\xf4\x8f\xbf\xbf";
    char text[128 + sizeof more];
    struct json_error error;
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    for (int c = 1; c < 128; c++) text[c - 1] = (char)c;
    memcpy(text + 127, more, sizeof more);
    json_put_text(&out, text);
    struct json *tree = parse(out.s, &error);
    ck_assert_msg(tree, "%s", error.message);
    ck_assert_str_eq(json_string(tree), text);
    json_free(tree);
    str_free(&out);
}
END_TEST

/* Each byte among plain ones, wherever it is among them, is written as it is alone. */
START_TEST(bytes_among_others)
{
    enum { LENGTH = 19 };
    struct mem mem = {0};
    struct str out = {.mem = &mem}, alone = {.mem = &mem};
    for (int c = 0; c < 256; c++)
        for (size_t k = 0; k < LENGTH; k++) {
            char text[LENGTH];
            memset(text, 'a', LENGTH);
            text[k] = (char)c;
            str_clear(&out), str_clear(&alone);
            json_put_characters(&out, text, LENGTH);
            for (size_t i = 0; i < LENGTH; i++) json_put_characters(&alone, text + i, 1);
            ck_assert_uint_eq(out.n, alone.n);
            ck_assert_mem_eq(out.s, alone.s, out.n);
        }
    str_free(&out), str_free(&alone);
}
END_TEST

static void point_is(const char *json, const char *expected)
{
    struct json_error error;
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    struct json *tree = parse(json, &error);
    ck_assert_ptr_null(json_point_text(&out, tree));
    ck_assert_str_eq(out.s, expected);
    str_free(&out);
    json_free(tree);
}

/* A value passed on; NULL: it is none. */
static void copies_as(const char *value, const char *expected)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    bool fine = json_copy_value(&out, value, strlen(value));
    ck_assert_msg(fine == (expected != NULL), "%s", value);
    if (expected) ck_assert_str_eq(out.s, expected);
    str_free(&out);
}

START_TEST(passed_values)
{
    static const char *const same[] = {"0",
                                       "-0.5e+7",
                                       "true",
                                       "null",
                                       "\"\\u00e9\\n\"",
                                       "[]",
                                       "{}",
                                       "[1]",
                                       "[{},[],[[]]]",
                                       "{\"a\":1}",
                                       " [1 ,2 ]",
                                       "{\"a\" : [ ], \"\":{\"b\":null}}"};
    static const char *const none[] = {
        "",      "01",      "1.",  "1e",      "+1",    ".5",         "[1,]",        "[,1]",
        "[1 2]", "[",       "]",   "{\"a\"}", "{1:2}", "{\"a\":1,}", "{\"a\":}",    "1 2",
        "\"a",   "\"\\x\"", "tru", "[}",      "1,2",   "a:1",        "\"\\u12g4\"", "[1:2]"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) copies_as(same[i], same[i]);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) copies_as(none[i], NULL);
    copies_as("[NaN,-Infinity,\"\xff\t\"]", "[null,null,\"\xef\xbf\xbd\\t\"]");
}
END_TEST

START_TEST(unescaped_text)
{
    static const char *const cases[][2] = {{"\\u03b1\\\"\\/\\n", "\xce\xb1\"/\n"},
                                           {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
                                           {"\\ud83dx", "\xef\xbf\xbdx"},
                                           {"\\ude00\\u0000", "\xef\xbf\xbd\xef\xbf\xbd"},
                                           {"\\q", NULL},
                                           {"\\", NULL},
                                           {"\\u12", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mem mem = {0};
        struct str out = {.mem = &mem};
        bool fine = json_unescape(&out, cases[i][0], strlen(cases[i][0]));
        ck_assert_msg(fine == (cases[i][1] != NULL), "%s", cases[i][0]);
        if (fine) ck_assert_str_eq(out.s, cases[i][1]);
        str_free(&out);
    }
}
END_TEST

START_TEST(point_values)
{
    struct json_error error;
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    point_is("0.1", "0.1");
    point_is("-2.50", "-2.50");
    point_is("[9007199254740993,1E400]", "[9007199254740993,1E400]");
    point_is("1e-7", "1e-7");
    point_is("\"pi/4\"", "pi/4");
    point_is("[[1,2],[3,\"1/3\"]]", "[[1,2],[3,1/3]]");
    point_is("[\"1,2\",3]", "[(1,2),3]");
    point_is("[]", "[]");
    struct json *tree = parse("[1,[true]]", &error);
    ck_assert_str_eq(json_point_text(&out, tree), "a boolean");
    str_free(&out);
    json_free(tree);
}
END_TEST

/* A stream that hands out a text in steps of `step` bytes. */
struct feed {
    const char *text;
    size_t at, step;
};

static long read_feed(void *user, char *buffer, size_t size)
{
    struct feed *feed = user;
    size_t left = strlen(feed->text + feed->at);
    size_t n = left < feed->step ? left : feed->step;
    if (n > size) n = size;
    memcpy(buffer, feed->text + feed->at, n);
    feed->at += n;
    return (long)n;
}

/* Cuts the text with small and large reads; the pieces must be `expected`, each after a |. */
static void pieces_are(const char *text, const char *expected)
{
    for (size_t step = 1; step < 100; step += 33) {
        struct mem mem = {0};
        struct feed feed = {text, 0, step};
        struct json_stream stream = {
            .read = read_feed, .user = &feed, .limit = 100, .text.mem = &mem};
        struct str seen = {.mem = &mem};
        struct json_piece piece;
        enum json_stream_status status;
        str_put(&seen, "", 0);
        while ((status = json_stream_next(&stream, &piece)) == JSON_STREAM_PIECE) {
            str_putf(&seen, "|%zu:", piece.line);
            str_put(&seen, piece.bytes, piece.length);
        }
        if (status == JSON_STREAM_TOO_LONG) str_puts(&seen, "|long");
        ck_assert_str_eq(seen.s, expected);
        str_free(&seen);
        json_stream_free(&stream);
    }
}

START_TEST(stream_pieces)
{
    pieces_are("", "");
    pieces_are("\n \n", "");
    pieces_are("{\"a\":1}", "|1:{\"a\":1}");
    pieces_are("{\"a\":1}\r\n\n{\"b\":2}\n", "|1:{\"a\":1}|3:{\"b\":2}");
    pieces_are("{\n\"a\":\n{\"b\":1}\n}\n{\n}", "|1:{\n\"a\":\n{\"b\":1}\n}|5:{\n}");
    pieces_are("[\n{\"a\":1},\n{\"a\":2}\n]\n", "|1:[\n{\"a\":1},\n{\"a\":2}\n]");
    pieces_are("[\n{\"a\":1}\n]\n", "|1:[\n{\"a\":1}\n]");
}
END_TEST

START_TEST(broken_streams)
{
    pieces_are("{\"a\":\n", "|1:{\"a\":");
    pieces_are("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n", "|1:{\"a\":1|2:{\"b\":2}|3:{\"c\":3}");
    pieces_are("{\"a\":\n{\"b\":2}\n{\"c\":3}\n", "|1:{\"a\":\n{\"b\":2}|3:{\"c\":3}");
    pieces_are("{\"a\":\"x\n{\"b\":2}\n", "|1:{\"a\":\"x|2:{\"b\":2}");
    pieces_are("{\"a\":1}\n{\"b\":\n{\"c\":3}\n", "|1:{\"a\":1}|2:{\"b\":|3:{\"c\":3}");
    pieces_are("{\"a\":1,\n{\"b\":2}\n", "|1:{\"a\":1,|2:{\"b\":2}");
    pieces_are("[{\"a\":1}\n,{\"a\":2}\n]\n", "|1:[{\"a\":1}\n,{\"a\":2}\n]");
    pieces_are("{\"a\":[1,{\"b\":2\n}\n", "|1:{\"a\":[1,{\"b\":2|2:}");
    pieces_are("{\"a\":1\n}\n{\"b\":2}", "|1:{\"a\":1|2:}|3:{\"b\":2}");
    pieces_are("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,"
               "31,32,33,34,35,36,37,38,39,40]\n",
               "|long");
}
END_TEST

/* Reads one job (over defaults, or NULL); the caller looks at it and calls end_job. */
struct read_job {
    struct json *defaults, *object;
    struct job job;
    bool fine;
};

static void start(struct read_job *read, const char *defaults, const char *object)
{
    struct json_error error;
    read->defaults = defaults ? parse(defaults, &error) : NULL;
    read->object = parse(object, &error);
    ck_assert_msg(read->object, "%s", error.message);
    job_start(&read->job, &(struct core){.limits.bytes = 1 << 20});
    read->fine = job_read(&read->job, read->defaults, read->object);
}

static void end(struct read_job *read)
{
    job_free(&read->job);
    json_free(read->defaults);
    json_free(read->object);
}

static bool text_is(struct dcalc_text text, const char *expected)
{
    return text.length == strlen(expected) && memcmp(text.bytes, expected, text.length) == 0;
}

START_TEST(job_keys)
{
    struct read_job read;
    start(&read, "{\"wrt\":\"x, y\",\"order\":2}",
          "{\"id\":7,\"command\":\"backprop\",\"expr\":[\"a\",\"b\"],"
          "\"at\":{\"x\":0.1,\"W\":[[1,2],[3,4]]},\"let\":\"u=1\",\"weights\":[\"w\",\"v\"],"
          "\"lr\":0.1,\"steps\":3,\"digits\":5,\"exact\":true,\"symbolic\":false,"
          "\"explain\":true,\"format\":\"json\"}");
    const struct dcalc_request *r = &read.job.request;
    ck_assert_msg(read.fine, "%s", read.job.error.message);
    ck_assert_str_eq(read.job.id, "7");
    ck_assert_int_eq(r->command, DCALC_BACKPROP);
    ck_assert(r->n_exprs == 2 && text_is(r->exprs[1], "b"));
    ck_assert(r->n_wrt == 2 && strcmp(r->wrt[1], "y") == 0);
    ck_assert(r->n_lets == 1 && text_is(r->lets[0], "u=1"));
    ck_assert(r->n_weights == 2 && strcmp(r->weights[0], "w") == 0);
    ck_assert(r->has_at && r->n_at == 2 && strcmp(r->at[1].name, "W") == 0);
    ck_assert(text_is(r->at[1].value, "[[1,2],[3,4]]") && text_is(r->lr, "0.1"));
    ck_assert(r->order == 2 && r->steps == 3 && r->digits == 5);
    ck_assert(r->exact && !r->symbolic && r->explain);
    end(&read);
}
END_TEST

START_TEST(job_defaults)
{
    struct read_job read;
    start(&read, "{\"command\":\"grad\",\"at\":{\"x\":1,\"y\":2},\"digits\":3}",
          "{\"expr\":\"x*y\",\"digits\":4,\"at\":{\"z\":\"pi\",\"x\":5}}");
    const struct dcalc_request *r = &read.job.request;
    ck_assert_msg(read.fine, "%s", read.job.error.message);
    ck_assert(r->command == DCALC_GRAD && r->digits == 4 && r->n_at == 3);
    ck_assert(strcmp(r->at[0].name, "x") == 0 && text_is(r->at[0].value, "5"));
    ck_assert(text_is(r->at[1].value, "2") && text_is(r->at[2].value, "pi"));
    ck_assert_str_eq(r->at[2].value.source, "at z");
    end(&read);
}
END_TEST

static void job_refused(const char *object, const char *message, const char *hint)
{
    struct read_job read;
    start(&read, NULL, object);
    ck_assert_msg(!read.fine, "%s was taken", object);
    ck_assert_msg(strstr(read.job.error.message, message), "%s: %s", object,
                  read.job.error.message);
    if (hint) ck_assert_str_eq(read.job.error.hint, hint);
    end(&read);
}

START_TEST(job_errors)
{
    job_refused("[]", "an object, not a list", NULL);
    job_refused("{}", "no \"command\"", NULL);
    job_refused("{\"command\":\"diff\"}", "no \"expr\"", NULL);
    job_refused("{\"command\":\"dif\",\"expr\":\"x\"}", "no command \"dif\"", NULL);
    job_refused("{\"comand\":\"diff\"}", "no key \"comand\"", "did you mean \"command\"?");
    job_refused("{\"zzzzzz\":1}", "no key \"zzzzzz\"", NULL);
    job_refused("{\"expr\":\"x\",\"expr\":\"y\"}", "\"expr\" twice", NULL);
    job_refused("{\"expr\":3}", "\"expr\" must be a string or a list of strings, not a num", NULL);
    job_refused("{\"expr\":[\"x\",3]}", "every item of \"expr\"", NULL);
    job_refused("{\"expr\":[]}", "empty list", NULL);
    job_refused("{\"wrt\":\"x,,y\"}", "empty name", NULL);
    job_refused("{\"order\":1.5}", "\"order\" must be a whole number", NULL);
    job_refused("{\"command\":\"diff\",\"expr\":\"x\",\"order\":0}", "from 1 to 1000000", NULL);
    job_refused("{\"digits\":100001}", "\"digits\" must be a whole number from 1 to 100000", NULL);
    job_refused("{\"exact\":1}", "true or false, not a number", NULL);
    job_refused("{\"at\":{\"x\":true}}", "at x must be", NULL);
    job_refused("{\"at\":[1]}", "\"at\" must be an object", NULL);
    job_refused("{\"at\":{\"x\":1,\"x\":2}}", "\"x\" twice", NULL);
    job_refused("{\"format\":\"csv\"}", "always \"json\"", NULL);
    job_refused("{\"id\":[1]}", "\"id\" must be", NULL);
    job_refused("{\"weights\":{\"w\":1}}", "names, not values", NULL);
}
END_TEST

/* ---- whole runs ---- */

struct world {
    struct feed feed;
    struct str answers;
};

static long next_bytes(void *user, char *buffer, size_t size)
{
    return read_feed(&((struct world *)user)->feed, buffer, size);
}

static bool put_bytes(void *user, const char *bytes, size_t length)
{
    str_put(&((struct world *)user)->answers, bytes, length);
    return true;
}

static void run_gives_with(const char *input, int status, const char *expected, int threads,
                           bool lines)
{
    struct mem mem = {0};
    struct world world = {{input, 0, 50}, {.mem = &mem}};
    struct dcalc_jobs jobs = {.size = sizeof jobs,
                              .next = next_bytes,
                              .put = put_bytes,
                              .user = &world,
                              .source = "jobs.json",
                              .no_files = true,
                              .threads = threads,
                              .lines = lines};
    dcalc *session = dcalc_new();
    str_put(&world.answers, "", 0);
    ck_assert_int_eq(dcalc_run_jobs(session, &jobs), status);
    ck_assert_str_eq(world.answers.s, expected);
    str_free(&world.answers);
    dcalc_free(session);
}

static void run_gives(const char *input, int status, const char *expected)
{
    for (int threads = 0; threads < 4; threads++)
        run_gives_with(input, status, expected, threads, false);
}

static void lines_give(const char *input, int status, const char *expected)
{
    for (int threads = 0; threads < 4; threads++)
        run_gives_with(input, status, expected, threads, true);
}

#define SUM "\"command\":\"eval\",\"expr\":\"1+1\""
#define ANSWER SUM ",\"value\":2}\n"

START_TEST(whole_runs)
{
    run_gives("", 0, "");
    run_gives("{" SUM "}", 0, "{" ANSWER);
    run_gives("{\"id\":\"a\"," SUM "}\n\n{\"id\":1.5," SUM "}\n", 0,
              "{\"id\":\"a\"," ANSWER "{\"id\":1.5," ANSWER);
    run_gives("{\"id\":9007199254740993," SUM "}", 0, "{\"id\":9007199254740993," ANSWER);
    run_gives("[{\"id\":null," SUM "},{" SUM "}]", 0, "{\"id\":null," ANSWER "{" ANSWER);
    run_gives("{\"defaults\":{\"command\":\"eval\"},\n \"jobs\":[{\"expr\":\"1+1\"}]}", 0,
              "{" ANSWER);
    run_gives("{\n  \"id\": 1,\n  \"command\": \"eval\",\n  \"expr\": \"1+1\"\n}\n", 0,
              "{\"id\":1," ANSWER);
}
END_TEST

START_TEST(failing_runs)
{
    run_gives("{" SUM "}\n{\"command\n{" SUM "}\n", 1,
              "{" ANSWER "{\"error\":{\"kind\":\"syntax\",\"message\":\"line 2: this string has no"
              " end\",\"start\":1,\"end\":2,\"source\":\"jobs.json\"}}\n{" ANSWER);
    run_gives("nonsense\n", 2,
              "{\"error\":{\"kind\":\"syntax\",\"message\":\"line 1: not JSON: unexpected 'n'"
              "\",\"start\":0,\"end\":1,\"source\":\"jobs.json\"}}\n");
    run_gives("[3,{" SUM "}]", 1,
              "{\"error\":{\"kind\":\"usage\",\"message\":\"a job must be an object, not a "
              "number\"}}\n{" ANSWER);
    run_gives("{\"jobs\":3}", 1,
              "{\"error\":{\"kind\":\"usage\",\"message\":\"jobs.json:1: \\\"jobs\\\" must be a "
              "list\"}}\n");
    run_gives("{\"id\":2,\"exprs\":\"x\"}", 1,
              "{\"id\":2,\"error\":{\"kind\":\"usage\",\"message\":\"a job has no key "
              "\\\"exprs\\\"\",\"hint\":\"did you mean \\\"expr\\\"?\"}}\n");
}
END_TEST

#define NO_JSON(line, start)                                              \
    "{\"error\":{\"kind\":\"syntax\",\"message\":\"line " line            \
    ": the JSON text ends too early\",\"start\":" start ",\"end\":" start \
    ",\"source\":\"jobs.json\"}}\n"
#define NO_OBJECT \
    "{\"error\":{\"kind\":\"usage\",\"message\":\"a job must be an object, not a number\"}}"

/* A line in, a line out, also where the first line could go on. */
START_TEST(lines_of_answers)
{
    const char *list = "[{" SUM "},3,{" SUM "}]\n",
               *answers = "[{" SUM ",\"value\":2}," NO_OBJECT ",{" SUM ",\"value\":2}]\n";
    lines_give(list, 1, answers);
    lines_give("[\n\n \t\r\n[]\n", 1, NO_JSON("1", "1") "[]\n");
    lines_give("{\n{" SUM "}\n", 1, NO_JSON("1", "1") "{" ANSWER);
    lines_give("{\"jobs\":[{" SUM "}],\"defaults\":{}}", 0, "[{" SUM ",\"value\":2}]\n");
    /* If a job has come on the first line, it is the same. */
    run_gives("{" SUM "}\n[]\n[{" SUM "}]\n{" SUM ",\n", 1,
              "{" ANSWER "[]\n[{" SUM ",\"value\":2}]\n" NO_JSON("4", "31"));
    run_gives("{" SUM "\n{" SUM "}\n", 1, NO_JSON("1", "30") "{" ANSWER);
    /* Where lists come first, each job has its line. */
    run_gives("[{" SUM "},{" SUM "}]\n[]\n[{" SUM "}]\n", 0, "{" ANSWER "{" ANSWER "{" ANSWER);
}
END_TEST

static struct dcalc_result *read_point(dcalc *session, const char *text,
                                       const struct dcalc_binding **at, size_t *n)
{
    return dcalc_read_file(session,
                           &(struct dcalc_file){sizeof(struct dcalc_file), "point.json", text,
                                                strlen(text), NULL, false},
                           NULL, at, n);
}

START_TEST(points_from_files)
{
    dcalc *session = dcalc_new();
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    ck_assert_ptr_null(read_point(session, "{\"x\":0.5,\"W\":[[1,2],[3,4]]}", &at, &n));
    ck_assert_ptr_null(read_point(session, "{\"loss\":1,\"weights\":{\"w\":-2}}", &at, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert(strcmp(at[0].name, "x") == 0 && text_is(at[0].value, "0.5"));
    ck_assert(text_is(at[1].value, "[[1,2],[3,4]]"));
    ck_assert(strcmp(at[2].name, "w") == 0 && text_is(at[2].value, "-2"));
    dcalc_free(session);
}
END_TEST

START_TEST(bad_points)
{
    static const char *const texts[] = {"{\"x\":", "[1]", "{\"x\":true}",
                                        "{\"error\":{\"kind\":\"name\"}}", "{\"x\":1,\"x\":2}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dcalc *session = dcalc_new();
        const struct dcalc_binding *at = NULL;
        size_t n = 0;
        struct dcalc_result *result = read_point(session, texts[i], &at, &n);
        ck_assert_msg(result && result->n_errors == 1, "%s was taken", texts[i]);
        ck_assert_uint_eq(n, 0);
        dcalc_result_free(result);
        dcalc_free(session);
    }
}
END_TEST

static Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *reading = tcase_create("reading"), *jobs = tcase_create("jobs");
    tcase_add_test(reading, trees);
    tcase_add_test(reading, broken_text);
    tcase_add_test(reading, harmless_text);
    tcase_add_test(reading, numbers_as_written);
    tcase_add_test(reading, one_after_another);
    tcase_add_test(reading, deep_text);
    tcase_add_test(reading, duplicate_keys);
    tcase_add_test(reading, writing);
    tcase_add_test(reading, strings_come_back);
    tcase_add_test(reading, bytes_among_others);
    tcase_add_test(reading, passed_values);
    tcase_add_test(reading, unescaped_text);
    tcase_add_test(reading, point_values);
    tcase_add_test(reading, stream_pieces);
    tcase_add_test(reading, broken_streams);
    tcase_add_test(jobs, job_keys);
    tcase_add_test(jobs, job_defaults);
    tcase_add_test(jobs, job_errors);
    tcase_add_test(jobs, whole_runs);
    tcase_add_test(jobs, failing_runs);
    tcase_add_test(jobs, lines_of_answers);
    tcase_add_test(jobs, points_from_files);
    tcase_add_test(jobs, bad_points);
    suite_add_tcase(suite, reading);
    suite_add_tcase(suite, jobs);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(json_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The list of a request's members beside what knows them. */
/* Tests src/app/request.def, src/app/cache.c, src/job/job.c, cmd/options.c. */

/* The keys of jobs as they are read and as dcalc-jobs(5) tells them, the options of the command
 * line, and the cache. */
#include "support/support.h"

#include "app/request.h"
#include "cmd/options.h"
#include "job/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_NONE = OPTION_COUNT_OF };

static const struct row {
    const char *member, *kind, *key; /* key: NULL if no job gives it */
    int option;
} rows[] = {
#define FIELD(member, kind, option, key, cache) {#member, #kind, key, OPT_##option},
#define OTHER(member, kind, option, cache) {#member, #kind, NULL, OPT_##option},
#include "app/request.def"
};
enum { N_ROWS = sizeof rows / sizeof *rows };

/* What reading a job says that consists of one key. To be freed. */
static char *complaint_about(const char *key, const char *value)
{
    char text[200];
    struct json_error error;
    snprintf(text, sizeof text, "{\"%s\":%s}", key, value);
    struct json *object = json_parse(text, strlen(text), &error);
    ck_assert_msg(object, "%s: %s", text, error.message);
    struct job job;
    job_start(&job, &(struct core){.limits.bytes = 1 << 20});
    ck_assert(!job_read(&job, NULL, object));
    char *message = strdup(job.error.message);
    job_free(&job);
    json_free(object);
    return message;
}

static bool is_key(const char *key)
{
    char *message = complaint_about(key, "null");
    bool known = !strstr(message, "a job has no key");
    free(message);
    return known;
}

/* What neither the row nor its option names in a job is no key of one. */
START_TEST(keys_of_a_job)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct row *row = &rows[i];
        if (row->key)
            ck_assert_msg(is_key(row->key), "a job has no \"%s\"", row->key);
        else
            ck_assert_msg(!is_key(row->member), "a job has \"%s\"", row->member);
    }
    ck_assert(is_key("id") && !is_key("threads") && !is_key("main") && !is_key(""));
}
END_TEST

/* The key is the option's name, and takes the words that the option takes. */
START_TEST(keys_and_options)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct row *row = &rows[i];
        if (!row->key || row->option == OPT_NONE) continue;
        const struct option_row *option = &option_rows[row->option];
        ck_assert_msg(!strcmp(option->name, row->key), "--%s and \"%s\"", option->name, row->key);
        char word[16], value[20];
        bool choice = option->kind == OPTION_CHOICE && strcmp(row->kind, "FORMAT") != 0;
        for (size_t k = 0; choice && option_choice(option, k, word); k++) {
            snprintf(value, sizeof value, "\"%s\"", word);
            char *message = complaint_about(row->key, value);
            ck_assert_msg(!strcmp(message, "the job has no \"command\""), "%s", message);
            free(message);
        }
    }
}
END_TEST

/* A count has the same bound in a request and on the command line. */
START_TEST(bounds_of_counts)
{
    ck_assert_int_eq(option_rows[OPT_ORDER].high, MOST_order);
    ck_assert_int_eq(option_rows[OPT_STEPS].high, MOST_steps);
    ck_assert_int_eq(option_rows[OPT_BATCH].high, MOST_batch);
    ck_assert_int_eq(option_rows[OPT_EPOCHS].high, MOST_epochs);
    ck_assert_int_eq(option_rows[OPT_SEED].high, MOST_seed);
    ck_assert_int_eq(option_rows[OPT_PATIENCE].high, MOST_patience);
    ck_assert_int_eq(option_rows[OPT_SAVE_EVERY].high, MOST_save_every);
    ck_assert_int_eq(option_rows[OPT_PARTS].high, MOST_parts);
    ck_assert_int_eq(option_rows[OPT_DIGITS].high, MOST_digits);
    ck_assert_int_eq(option_rows[OPT_THREADS].high, MOST_threads);
}
END_TEST

/* ---- the manual ---- */

enum { MOST_KEYS = 64 };

struct keys {
    char *page;
    const char *key[MOST_KEYS];
    size_t n;
};

static void add_keys(struct keys *keys, char *line)
{
    for (char *rest, *key = strtok_r(line, " ,\n", &rest); key;
         key = strtok_r(NULL, " ,\n", &rest)) {
        ck_assert_uint_lt(keys->n, MOST_KEYS);
        keys->key[keys->n++] = key;
    }
}

/* The items of the section KEYS. */
static struct keys keys_of_manual(void)
{
    enum { LONGEST_PAGE = 1 << 16 };
    struct keys keys = {.page = calloc(1, LONGEST_PAGE)};
    FILE *file = fopen("man/dcalc-jobs.5", "r");
    ck_assert(file && fread(keys.page, 1, LONGEST_PAGE - 1, file) > 0);
    fclose(file);
    char *at = strstr(keys.page, "\n.Sh KEYS\n"), *end = at ? strstr(at, "\n.El\n") : NULL;
    ck_assert(end);
    *end = '\0';
    static const char item[] = "\n.It Li ";
    for (at = strstr(at, item); at;) {
        char *line = at + strlen(item), *stop = strchr(line, '\n');
        at = strstr(line, item);
        *stop = '\0';
        add_keys(&keys, line);
    }
    return keys;
}

static bool is_in_manual(const struct keys *keys, const char *key)
{
    for (size_t i = 0; i < keys->n; i++)
        if (!strcmp(keys->key[i], key)) return true;
    return false;
}

START_TEST(keys_in_the_manual)
{
    struct keys keys = keys_of_manual();
    for (size_t i = 0; i < N_ROWS; i++)
        ck_assert_msg(!rows[i].key || is_in_manual(&keys, rows[i].key),
                      "dcalc-jobs(5) does not tell of \"%s\"", rows[i].key);
    ck_assert(is_in_manual(&keys, "id"));
    for (size_t i = 0; i < keys.n; i++)
        ck_assert_msg(is_key(keys.key[i]), "dcalc-jobs(5) tells of \"%s\"", keys.key[i]);
    free(keys.page);
}
END_TEST

/* ---- the cache ---- */

/* Another value of each kind of member. */
#define CHANGE_PART(member) (void)request
#define CHANGE_COMMAND(member) request->member = DCALC_HESSIAN
#define CHANGE_EXPRS(member) *texts = (struct dcalc_text){"x*x", 3, "expr"}, request->member = texts
#define CHANGE_TEXTS(member) \
    *texts = (struct dcalc_text){"a = 3", 5, "let"}, request->member = texts
#define CHANGE_POINT(member) (void)request
#define CHANGE_SHAPES CHANGE_POINT
#define CHANGE_VECTOR CHANGE_POINT
#define CHANGE_DATA CHANGE_POINT
#define CHANGE_RANGES CHANGE_POINT
#define CHANGE_NAMES(member) request->member = &other_name, request->n_##member = 1
#define CHANGE_WEIGHTS CHANGE_NAMES
#define CHANGE_TEXT(member)               \
    request->member = (struct dcalc_text) \
    {                                     \
        "1/3", 3, "lr"                    \
    }
#define CHANGE_COUNT(member) request->member = 2
#define CHANGE_ORDER CHANGE_COUNT
#define CHANGE_SEED CHANGE_COUNT
#define CHANGE_FLAG(member) request->member = true
#define CHANGE_EXPLAIN CHANGE_FLAG
#define CHANGE_NUMBERS(member) request->member = DCALC_DOUBLE
#define CHANGE_KINKS(member) request->member = true
#define CHANGE_FORMAT(member) request->member = DCALC_LATEX
#define CHANGE_LANGUAGE(member) request->member = DCALC_RUSSIAN
#define CHANGE_STRING(member) request->member = "name"
#define CHANGE_SECONDS(member) request->member = 1000

static const char *const other_name = "y";

#define FIELD(member, kind, option, key, cache) OTHER(member, kind, option, cache)
#define OTHER(member, kind, option, cache)                                               \
    static void change_##member(struct dcalc_request *request, struct dcalc_text *texts) \
    {                                                                                    \
        (void)texts;                                                                     \
        CHANGE_##kind(member);                                                           \
    }
#include "app/request.def"

static void (*const changes[])(struct dcalc_request *, struct dcalc_text *) = {
#define FIELD(member, kind, option, key, cache) change_##member,
#define OTHER(member, kind, option, cache) change_##member,
#include "app/request.def"
};

/* The answer as JSON, to be freed. */
static char *answer_to(dcalc *session, const struct dcalc_request *request)
{
    size_t length;
    struct dcalc_render how = DCALC_INIT(dcalc_render);
    how.format = DCALC_JSON;
    struct dcalc_result *result = dcalc_run(session, request);
    char *text = dcalc_render(request, result, &how, &length);
    dcalc_result_free(result);
    return text;
}

static void ck_like_fresh(dcalc *session, const struct dcalc_request *request, const char *member)
{
    dcalc *fresh = dcalc_new();
    char *got = answer_to(session, request), *want = answer_to(fresh, request);
    ck_assert_msg(!strcmp(got, want), "with another %s: %s instead of %s", member, got, want);
    free(got), free(want);
    dcalc_free(fresh);
}

static void ck_cached_apart(struct dcalc_request *first, struct dcalc_request *second,
                            const char *member)
{
    static const char *const points[] = {"2", "1.5", "7", "0"};
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < 8; i++) {
        const char *x = points[i % 4];
        struct dcalc_binding at[] = {{.name = "x", .value = {x, strlen(x), "at x"}},
                                     {.name = "y", .value = {"1.25", 4, "at y"}}};
        struct dcalc_request *request = i < 4 ? first : second;
        request->at = at;
        request->n_at = 2;
        ck_like_fresh(session, request, member);
    }
    dcalc_free(session);
}

/* A derivative, or a step of backprop. */
static struct dcalc_request base_question(bool backprop)
{
    static const char *const x = "x";
    static const struct dcalc_text expr = {"abs(x)/3 + x^3*y^a", 18, "expr"},
                                   let = {"a = 2", 5, "let"};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = backprop ? DCALC_BACKPROP : DCALC_DIFF,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .lets = &let,
                                    .n_lets = 1};
    if (backprop) {
        request.weights = &x, request.n_weights = 1;
        request.lr = (struct dcalc_text){"0.1", 3, "lr"};
    } else
        request.wrt = &x, request.n_wrt = 1;
    return request;
}

/* A question that a session has cached is not taken for one that differs in one member. */
START_TEST(members_in_the_cache)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        struct dcalc_request question = base_question(_i), changed = question;
        struct dcalc_text text;
        changes[i](&changed, &text);
        ck_cached_apart(&question, &changed, rows[i].member);
        ck_cached_apart(&changed, &question, rows[i].member);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("request");
    tcase_add_test(checks.tests, keys_of_a_job);
    tcase_add_test(checks.tests, keys_and_options);
    tcase_add_test(checks.tests, bounds_of_counts);
    tcase_add_test(checks.tests, keys_in_the_manual);
    tcase_add_loop_test(checks.tests, members_in_the_cache, 0, 2);
    return checks_run(checks);
}

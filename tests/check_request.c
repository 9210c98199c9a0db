/* The list of a request's members beside what knows them: the keys of jobs as they are read and as
 * dcalc-jobs(5) tells them, and the options of the command line. */
#include "support/support.h"

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

int main(void)
{
    struct checks checks = checks_new("request");
    tcase_add_test(checks.tests, keys_of_a_job);
    tcase_add_test(checks.tests, keys_and_options);
    tcase_add_test(checks.tests, keys_in_the_manual);
    return checks_run(checks);
}

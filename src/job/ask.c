/* ask.c - one job as a string, answered as a string. */
#include "app/session.h"
#include "job/runner.h"

#include <string.h>

void dcalc_allow_files(dcalc *session, bool allow)
{
    session->allows_files = allow;
}

static bool append(void *user, const char *bytes, size_t length)
{
    struct str *line = user;
    str_put(line, bytes, length);
    return !line->failed;
}

/* The answer's bytes are malloc's own, so that free() takes them. */
static char *without_newline(struct str *line)
{
    if (line->failed || !line->n) {
        str_free(line);
        return NULL;
    }
    line->s[line->n - 1] = '\0';
    return line->s;
}

char *dcalc_ask(dcalc *session, const char *json)
{
    struct mem mem = {.is_plain = true};
    struct str answers = {.mem = &mem}, line = {.mem = &mem};
    struct runner runner = {.session = session,
                            .source = "job",
                            .no_files = session->allows_files ? NULL : "dcalc_allow_files",
                            .put = append,
                            .user = &line,
                            .reader = &session->jobs,
                            .answers = &answers,
                            .stop = -1};
    struct json_piece job = {json, strlen(json), 1};
    runner_run_job(&runner, &job);
    runner_flush(&runner);
    str_free(&answers);
    return without_newline(&line);
}

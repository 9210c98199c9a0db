#define _POSIX_C_SOURCE 200809L
#include "remembered.h"

#include "cut_short.h"
#include "definitions.h"
#include "point.h"
#include "table_form.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct names {
    const char *const *at;
    size_t n;
};

/* The names that have a value, a shape or a range in this line alone. */
static struct names bound_names(const struct call *call)
{
    static const enum option_id binding[] = {OPT_AT, OPT_SHAPE, OPT_RANGE, OPT_REMAINDER};
    struct names names = {0};
    for (size_t i = 0; i < sizeof binding / sizeof *binding; i++)
        point_names(call, binding[i], &names.at, &names.n);
    return names;
}

/* What is defined, as expressions. */
static struct dcalc_request mention(const struct call *call)
{
    const struct definitions *definitions = call->definitions;
    struct dcalc_text *all = pool_alloc(call->pool, (definitions->n + 1) * sizeof *all);
    for (size_t i = 0; i < definitions->n; i++) {
        const char *name = definitions->at[i].name;
        all[i] = (struct dcalc_text){name, strlen(name), "definition"};
    }
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.command = DCALC_JACOBIAN;
    request.exprs = all;
    request.n_exprs = definitions->n;
    return request;
}

/* What can be read twice: no pipe. */
static bool stays(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0 || !S_ISFIFO(info.st_mode);
}

/* Adds the names of definitions that a file has. What is wrong with the file is told later, when it
 * is read for its values. */
static void add_file(const struct call *call, dcalc *session, const char *path, struct names *names)
{
    struct dcalc_request request = mention(call);
    struct dcalc_file file = {.size = sizeof file, .path = path, .request = &request};
    const struct dcalc_binding *bindings = NULL;
    size_t n = 0;
    if (*path == '-' || !stays(path)) return;
    cut_short_catch();
    dcalc_result_free(dcalc_read_file(session, &file, NULL, &bindings, &n));
    const char **all = pool_alloc(call->pool, (names->n + n + 1) * sizeof *all);
    if (names->n) memcpy(all, names->at, names->n * sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[names->n++] = pool_copy(call->pool, bindings[i].name, strlen(bindings[i].name));
    names->at = all;
}

/* Of tables the first row is enough. */
static void add_files(const struct call *call, struct names *names)
{
    const char *table = call->options.value[OPT_POINTS], *const *paths = NULL;
    size_t n = 0;
    struct call form = *call;
    point_files(call, OPT_AT, &paths, &n);
    if ((n == 0 && !table) || call->definitions->n == 0) return;
    dcalc *session = dcalc_new();
    form.options.value[OPT_MISSING] = "nan";
    form.options.value[OPT_ROWS] = "0:1";
    if (session && table_form_set(&form, session) == 0) {
        for (size_t i = 0; i < n; i++) add_file(call, session, paths[i], names);
        if (table) add_file(call, session, table, names);
    }
    dcalc_free(session);
}

void remembered_add(const struct call *call, struct dcalc_request *request)
{
    size_t n = request->n_lets;
    struct dcalc_text *texts = pool_alloc(call->pool, (n + request->n_exprs + 1) * sizeof *texts);
    if (n) memcpy(texts, request->lets, n * sizeof *texts);
    if (request->n_exprs) memcpy(texts + n, request->exprs, request->n_exprs * sizeof *texts);
    struct names bound = bound_names(call);
    add_files(call, &bound);
    struct dcalc_text *needed;
    size_t count = definitions_needed(call->definitions, call->pool, texts, n + request->n_exprs,
                                      bound.at, bound.n, &needed);
    struct dcalc_text *all = pool_alloc(call->pool, (count + n + 1) * sizeof *all);
    if (count) memcpy(all, needed, count * sizeof *all);
    if (n) memcpy(all + count, request->lets, n * sizeof *all);
    request->lets = all;
    request->n_lets = count + n;
}

void remembered_answer(const struct call *call, const struct dcalc_request *request,
                       const struct dcalc_result *result)
{
    struct dcalc_render how = {.size = sizeof how, .format = DCALC_TEXT, .quiet = true};
    size_t length = 0;
    bool formula = result->n_values + result->n_derivatives > 0 && !result->verdict;
    if (!call->answer || !formula || result->n_lets) return;
    char *text = dcalc_render(request, result, &how, &length);
    if (length && text[length - 1] == '\n') length--;
    if (length && !memchr(text, '\n', length) && !strstr(text, "  "))
        *call->answer = pool_copy(call->pool, text, length);
    free(text);
}

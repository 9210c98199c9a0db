#define _POSIX_C_SOURCE 200809L
#include "picture.h"

#include "files.h"
#include "interrupt.h"
#include "patience.h"
#include "report.h"
#include "screen.h"
#include "table_form.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool is_picture(enum dcalc_format format)
{
    return format == DCALC_SVG || format == DCALC_PNG || format == DCALC_PDF;
}

enum dcalc_format picture_source(enum dcalc_command command, enum dcalc_format format)
{
    if (!is_picture(format)) return format;
    return command == DCALC_PLOT ? DCALC_SVG : DCALC_DOT;
}

/* ---- terminals ---- */

/* Braille needs UTF-8, as the locale says. */
static bool has_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value) continue;
        const char *point = strchr(value, '.');
        return point && (!strncasecmp(point, ".utf-8", 6) || !strncasecmp(point, ".utf8", 5));
    }
    return false;
}

void picture_suit(const struct call *call, struct dcalc_request *request)
{
    const struct options *options = &call->options;
    bool terminal = !options->value[OPT_OUTPUT] && isatty(1);
    if (request->format != DCALC_TEXT) return;
    if (request->explain && terminal && !options->value[OPT_WIDTH])
        request->width = (int)screen_width(1);
    if (request->command != DCALC_PLOT) return;
    request->coloured =
        report_wants_color(options->value[OPT_COLOR], 1) && (terminal || options->value[OPT_COLOR]);
    if (!terminal) return;
    if (!options->value[OPT_WIDTH]) request->width = (int)screen_width(1) - 1;
    if (!has_utf8()) request->ascii = true;
}

/* ---- data ---- */

static const struct dcalc_binding *find_column(const struct dcalc_binding *columns, size_t n,
                                               const char *name, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(columns[i].name) == length && !memcmp(columns[i].name, name, length))
            return &columns[i];
    return NULL;
}

/* Takes expressions that are names of columns off the request, but not that of the range. Returns
 * how many there were. */
static size_t take_named(struct dcalc_request *request, const struct dcalc_binding *columns,
                         size_t n, struct dcalc_text *rest, struct dcalc_binding *taken)
{
    const char *across = taken[-1].name;
    size_t n_taken = 0, n_rest = 0;
    for (size_t i = 0; i < request->n_exprs; i++) {
        const struct dcalc_text *expr = &request->exprs[i];
        const struct dcalc_binding *column = find_column(columns, n, expr->bytes, expr->length);
        if (column && strcmp(column->name, across) != 0)
            taken[n_taken++] = *column;
        else
            rest[n_rest++] = *expr;
    }
    request->exprs = rest;
    request->n_exprs = n_rest;
    return n_taken;
}

/* The columns of a matrix without a name are c1, c2, ... as those of a table without a header. */
static const struct dcalc_binding *split_matrix(struct pool *pool, const struct dcalc_values *a)
{
    size_t rows = a->dims[0], n = a->dims[1];
    struct dcalc_binding *columns = pool_alloc(pool, n * sizeof *columns);
    double *entries = pool_alloc(pool, rows * n * sizeof *entries);
    for (size_t k = 0; k < n; k++, entries += rows) {
        for (size_t i = 0; i < rows; i++) entries[i] = a->entries[i * n + k];
        columns[k] = (struct dcalc_binding){.name = pool_format(pool, "c%zu", k + 1)};
        columns[k].array = (struct dcalc_values){.entries = entries, .ndim = 1, .dims = {rows}};
    }
    return columns;
}

/* Returns NULL, or the error. */
static struct dcalc_result *read_columns(struct pool *pool, dcalc *session,
                                         const struct dcalc_file *file,
                                         const struct dcalc_binding **columns, size_t *n)
{
    size_t length = strlen(file->path);
    struct dcalc_result *wrong = dcalc_read_file(session, file, NULL, columns, n);
    if (!wrong || length < 4 || strcasecmp(file->path + length - 4, ".npy") != 0) return wrong;
    struct dcalc_result *none = dcalc_read_file(session, file, "c", columns, n);
    const struct dcalc_values *a = *n ? &(*columns)[*n - 1].array : NULL;
    dcalc_result_free(none);
    if (none || !a || !a->entries || a->ndim != 2) return wrong;
    dcalc_result_free(wrong);
    *n = a->dims[1];
    *columns = split_matrix(pool, a);
    return NULL;
}

int picture_read_data(const struct call *call, dcalc *session, struct dcalc_request *request)
{
    const char *path = call->options.value[OPT_POINTS];
    if (request->command != DCALC_PLOT || !path) return 0;
    struct dcalc_file file = {.size = sizeof file,
                              .path = strcmp(path, "-") == 0 ? "/dev/stdin" : path};
    const struct dcalc_binding *columns = NULL;
    size_t n = 0;
    struct call form =
        *call; /* a row without a value is a gap, unless it is to be something else */
    if (!call->options.value[OPT_MISSING]) form.options.value[OPT_MISSING] = "nan";
    int status = table_form_set(&form, session);
    if (status != 0) return status;
    struct dcalc_result *wrong = read_columns(call->pool, session, &file, &columns, &n);
    if (wrong) return report_result(wrong, call->options.value[OPT_COLOR]);
    if (n < 2)
        return report_error(DCALC_USAGE, "a plot needs two: one to the right and one upwards",
                            "%s has %zu column%s of numbers", path, n, n == 1 ? "" : "s");
    struct dcalc_text *rest = pool_alloc(call->pool, (request->n_exprs + 1) * sizeof *rest);
    struct dcalc_binding *data = pool_alloc(call->pool, (request->n_exprs + 2) * sizeof *data);
    const char *name = request->n_range ? request->range[0].name : columns[0].name;
    const struct dcalc_binding *across = find_column(columns, n, name, strlen(name));
    data[0] = across ? *across : columns[0];
    request->n_data = 1 + take_named(request, columns, n, rest, data + 1);
    for (size_t i = 0; i < n && request->n_data == 1; i++)
        if (strcmp(columns[i].name, data[0].name) != 0) data[request->n_data++] = columns[i];
    request->data = data;
    return 0;
}

/* ---- programs ---- */

struct program {
    const char *const *words;
    const char *package;
    double seconds; /* to wait for it; 0: for ever */
    bool optional;  /* that it is missing or fails is a note, once, and no error */
};

static int note_once(const char *note)
{
    static atomic_flag told = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&told)) report_note(note);
    return dcalc_exit_status(DCALC_IO);
}

static int not_there(const struct program *program)
{
    if (program->optional)
        return note_once("no pictures in the handout: install graphviz to have them");
    return report_error(DCALC_IO, program->package, "cannot draw: the program %s is not there",
                        program->words[0]);
}

static int failed(const struct program *program)
{
    if (program->optional) return note_once("no picture in the handout: dot failed");
    return interrupt_seen()
               ? interrupt_status()
               : report_error(DCALC_IO, NULL, "cannot draw: %s failed", program->words[0]);
}

static int too_long(const struct program *program, double seconds)
{
    if (program->optional) return failed(program);
    return report_error(DCALC_LIMIT, "raise it with --timeout",
                        "cannot draw: %s took longer than %g s", program->words[0], seconds);
}

/* Reads all that comes. Returns false, with errno set, if memory, the pipe or the time failed. */
static bool read_all(int fd, const struct patience *patience, char **bytes, size_t *length)
{
    size_t room = 0;
    *bytes = NULL;
    *length = 0;
    errno = 0;
    for (;;) {
        if (*length == room) {
            char *more = realloc(*bytes, room = room ? 2 * room : 65536);
            if (!more) return false;
            *bytes = more;
        }
        if (!patience_wait(patience, fd)) return false;
        long n = read_some(fd, *bytes + *length, room - *length);
        if (n <= 0) return n == 0;
        *length += (size_t)n;
    }
}

/* Starts it with `input` as its standard input. Returns errno, or 0. */
static int start(const struct program *program, int input, const int ends[2], pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    if (!error) error = posix_spawn_file_actions_addclose(&actions, ends[0]);
    if (!error)
        error = posix_spawnp(pid, program->words[0], &actions, NULL,
                             (char *const *)(uintptr_t)program->words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int run(const struct program *program, int input, char **bytes, size_t *length)
{
    const struct patience patience = patience_begin(program->seconds);
    int ends[2], error, ended = 0;
    pid_t pid;
    if (pipe(ends) != 0) return failed(program);
    error = start(program, input, ends, &pid);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return error == ENOENT ? not_there(program) : failed(program);
    }
    bool whole = read_all(ends[0], &patience, bytes, length), late = !whole && errno == ETIMEDOUT;
    close(ends[0]);
    if (!whole) kill(pid, SIGTERM);
    while (waitpid(pid, &ended, 0) < 0 && errno == EINTR) {
    }
    if (late) return too_long(program, program->seconds);
    if (whole && WIFEXITED(ended) && WEXITSTATUS(ended) == 0 && *length) return 0;
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 127 ? not_there(program) : failed(program);
}

/* Runs it with the bytes as its input, from a file without a name. After a failure, *drawn is NULL.
 */
static int pass_through(const struct program *program, const char *bytes, size_t length,
                        char **drawn, size_t *n)
{
    FILE *input = tmpfile();
    *drawn = NULL;
    if (!input) return failed(program);
    bool written =
        write_all(fileno(input), bytes, length) && lseek(fileno(input), 0, SEEK_SET) == 0;
    int status = written ? run(program, fileno(input), drawn, n) : failed(program);
    fclose(input);
    if (status == 0) return 0;
    free(*drawn);
    *drawn = NULL;
    return status;
}

/* No graph of a handout is so large that dot takes as long as this. */
enum { MOST_SECONDS = 20 };

char *picture_draw(const char *graph, size_t length, size_t *drawn)
{
    static const char *const words[] = {"dot", "-Tsvg", NULL};
    const struct program dot = {words, NULL, MOST_SECONDS, true};
    char *svg;
    pass_through(&dot, graph, length, &svg, drawn);
    return svg;
}

int picture_finish(const struct call *call, enum dcalc_command command, enum dcalc_format format,
                   char **bytes, size_t *length)
{
    const char *word = format == DCALC_SVG ? "svg" : format == DCALC_PNG ? "png" : "pdf";
    bool plot = command == DCALC_PLOT;
    if (!is_picture(format) || (plot && format == DCALC_SVG)) return 0;
    const char *const convert[] = {
        "rsvg-convert", "--format", word, "--zoom", format == DCALC_PNG ? "2" : "1", NULL};
    const char *const dot[] = {"dot", pool_format(call->pool, "-T%s", word), NULL};
    struct program program = {plot ? convert : dot,
                              plot ? "install librsvg2-bin (Debian), librsvg2-tools (Fedora) or "
                                     "librsvg (Arch, Homebrew); -o FILE.svg needs no program"
                                   : "install graphviz; -f dot needs no program",
                              option_seconds(&call->options, OPT_TIMEOUT), false};
    char *drawn;
    int status = pass_through(&program, *bytes, *length, &drawn, length);
    if (status != 0) return status;
    free(*bytes);
    *bytes = drawn;
    return 0;
}

#define _POSIX_C_SOURCE 200809L
#include "deliver.h"

#include "files.h"
#include "interrupt.h"
#include "picture.h"
#include "program.h"
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    return path && *path && path[strlen(path) - 1] == '/';
}

/* Endings that are not called as their format is. */
static const struct {
    const char *ending;
    enum dcalc_format format;
} endings[] = {{"py", DCALC_PYTHON},   {"tex", DCALC_LATEX},   {"jsonl", DCALC_JSON},
               {"ndjson", DCALC_JSON}, {"md", DCALC_MARKDOWN}, {"htm", DCALC_HTML}};

/* Returns the index of the format that the path's ending names, in letters of any size, or 0 for
 * text. */
static int format_of(const char *path)
{
    char word[16];
    const char *point = strrchr(path, '.');
    if (!point || strchr(point, '/')) return 0;
    for (int i = 0; option_choice(&option_rows[OPT_FORMAT], (size_t)i, word); i++)
        if (strcasecmp(word, point + 1) == 0) return i;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(endings[i].ending, point + 1) == 0) return (int)endings[i].format;
    return 0;
}

enum dcalc_format deliver_format(const struct options *options)
{
    const char *path = options->value[OPT_OUTPUT];
    if (is_folder(path)) return DCALC_NPZ; /* an unpacked archive */
    if (options->value[OPT_FORMAT]) return (enum dcalc_format)option_chosen(options, OPT_FORMAT);
    return path ? (enum dcalc_format)format_of(path) : DCALC_TEXT;
}

int deliver_failure(const struct options *options, const struct dcalc_request *request,
                    struct dcalc_result *result)
{
    if (result->n_errors && !strcmp(result->errors[0].message, DCALC_ANOTHER_RANK))
        return dcalc_result_free(result), STATUS_OF_ANOTHER;
    if (deliver_format(options) == DCALC_JSON) return report_result_json(request, result);
    return report_result(result, options->value[OPT_COLOR]);
}

static int check_code(const struct options *options)
{
    enum dcalc_format format = deliver_format(options);
    if (options->value[OPT_MAIN] && format != DCALC_C)
        return report_error(DCALC_USAGE, "add -f c", "--main needs C code");
    if (options->value[OPT_ARGS] && format != DCALC_C && format != DCALC_PYTHON)
        return report_error(DCALC_USAGE, "add -f c or -f python", "--args needs a function");
    if (options->value[OPT_NO_SIMPLIFY] && format != DCALC_C)
        return report_error(DCALC_USAGE, "numbers are not simplified without --simplify",
                            "--no-simplify needs C code");
    if (options->value[OPT_NO_SIMPLIFY] && options->value[OPT_SIMPLIFY])
        return report_error(DCALC_USAGE, "choose one", "--simplify contradicts --no-simplify");
    return 0;
}

/* What is known as another kind of file must not get a text. */
static int check_ending(const struct options *options)
{
    static const char packed[] = "arrays go to -o FILE.npz; -f writes a form to any name",
                      arrays[] = "arrays go to -o FILE.npz, .csv, .mtx or .safetensors",
                      pictures[] = "pictures go to -o FILE.svg, .png or .pdf",
                      code[] = "code goes to -o FILE.c or .py",
                      documents[] = "documents go to -o FILE.html, .tex or .md";
    static const char *const not_written[][2] = {
        {".gz", packed},      {".zst", packed},    {".jpg", pictures},   {".jpeg", pictures},
        {".gif", pictures},   {".webp", pictures}, {".bmp", pictures},   {".eps", pictures},
        {".ps", pictures},    {".tiff", pictures}, {".mat", arrays},     {".h5", arrays},
        {".hdf5", arrays},    {".xlsx", arrays},   {".xls", arrays},     {".ods", arrays},
        {".parquet", arrays}, {".pkl", arrays},    {".pt", arrays},      {".pth", arrays},
        {".cpp", code},       {".cc", code},       {".f90", code},       {".jl", code},
        {".rs", code},        {".js", code},       {".docx", documents}, {".odt", documents}};
    const char *path = options->value[OPT_OUTPUT], *point = path ? strrchr(path, '.') : NULL;
    if (!point || options->value[OPT_FORMAT]) return 0;
    for (size_t i = 0; i < sizeof not_written / sizeof *not_written; i++)
        if (strcasecmp(point, not_written[i][0]) == 0)
            return report_error(DCALC_USAGE, not_written[i][1], "%s files are %snot written",
                                not_written[i][0], not_written[i][1] == packed ? "read, " : "");
    return 0;
}

int deliver_check(const struct options *options)
{
    int status = check_code(options);
    return status == 0 ? check_ending(options) : status;
}

const char *deliver_header_path(struct call *call, const char *path)
{
    return pool_format(call->pool, "%.*sh", (int)strlen(path) - 1, path);
}

int deliver_bytes(struct call *call, const char *path, const char *bytes, size_t length)
{
    struct sink sink;
    int status = sink_open(&sink, call->pool, path);
    if (status != 0) return status;
    sink_write(&sink, bytes, length);
    return sink_close(&sink, true);
}

/* ---- a folder ---- */

static int make_folder(const char *path, bool *made)
{
    struct stat info;
    *made = mkdir(path, 0777) == 0;
    if (*made || errno == EEXIST) {
        if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return 0;
        errno = ENOTDIR;
    }
    return report_error(DCALC_IO, NULL, "%s: %s", path, strerror(errno));
}

/* Is the file an array that --at would read, but none that is written now? */
static bool is_stale(const char *file, const struct dcalc_result *result)
{
    size_t n, length = strlen(file);
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    if (*file == '.' || length < 4 || strcasecmp(file + length - 4, ".npy") != 0) return false;
    for (size_t i = 0; i < n; i++) {
        const char *name = dcalc_array_name(result, &arrays[i]);
        if (strlen(name) == length - 4 && memcmp(file, name, length - 4) == 0) return false;
    }
    return true;
}

/* Arrays of an earlier answer would be read as if they were of this one. They are the user's, so
 * that nothing removes them. */
static int check_folder(const char *path, const struct dcalc_result *result)
{
    int status = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && status == 0 && (entry = readdir(folder));)
        if (is_stale(entry->d_name, result))
            status = report_error(DCALC_USAGE, "remove it, or write to another folder",
                                  "%s%s is not of this answer, but --at @%s would read it", path,
                                  entry->d_name, path);
    if (folder) closedir(folder);
    return status;
}

static int write_array(struct call *call, struct sink *sink, const char *name,
                       const struct dcalc_array *array)
{
    const char *path = pool_format(call->pool, "%s%s.npy", call->options.value[OPT_OUTPUT], name);
    size_t length;
    char *bytes = dcalc_render_array(array, DCALC_NPY, &length);
    if (!bytes) return report_error(DCALC_LIMIT, NULL, "out of memory");
    int status = sink_open(sink, call->pool, path);
    if (status == 0) sink_write(sink, bytes, length);
    free(bytes);
    return status;
}

/* Writes all files before the first replaces its destination. */
static int write_files(struct call *call, const struct dcalc_result *result)
{
    const char *path = call->options.value[OPT_OUTPUT], *format = call->options.value[OPT_FORMAT];
    if (format && strcmp(format, "npy") != 0) {
        return report_error(DCALC_USAGE, NULL, "a folder takes .npy files, not %s", format);
    }
    size_t n, open = 0;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    struct sink *sinks = pool_alloc(call->pool, (n + 1) * sizeof *sinks);
    bool made;
    int status = make_folder(path, &made);
    if (status == 0) status = check_folder(path, result);
    for (; status == 0 && open < n; open++) {
        status =
            write_array(call, &sinks[open], dcalc_array_name(result, &arrays[open]), &arrays[open]);
        if (status != 0) break;
        if (sinks[open].error) status = dcalc_exit_status(DCALC_IO);
    }
    bool keep = status == 0;
    for (size_t i = 0; i < open; i++) {
        int closed = sink_close(&sinks[i], keep);
        if (status == 0) status = closed;
    }
    if (status != 0 && made) rmdir(path);
    return status;
}

static int write_folder(struct call *call, const struct dcalc_result *result)
{
    watchdog_end();
    watchdog_hold(true);
    int status = write_files(call, result);
    watchdog_hold(false);
    return status;
}

/* ---- one stream of bytes ---- */

static int cannot_render(enum dcalc_format format)
{
    if (format == DCALC_NPZ)
        return report_error(DCALC_IO,
                            "-o FOLDER/ needs no library; for archives install libzip4 (Debian) or "
                            "libzip (Fedora, Arch, Homebrew)",
                            "cannot make an archive: libzip cannot be loaded, or memory is gone");
    return report_error(DCALC_LIMIT, NULL, "out of memory");
}

static int write_whole(struct call *call, const struct dcalc_request *request,
                       const struct dcalc_result *result, struct dcalc_render how)
{
    size_t length = 0;
    const char *path = call->options.value[OPT_OUTPUT];
    char *bytes = interrupt_seen() ? NULL : dcalc_render(request, result, &how, &length);
    int status = bytes ? picture_finish(call, request->command, deliver_format(&call->options),
                                        &bytes, &length)
                       : 0;
    watchdog_end();
    if (interrupt_seen()) return free(bytes), interrupt_status();
    if (!bytes) return cannot_render(how.format);
    if (request->code_header && result->header) {
        status = deliver_bytes(call, deliver_header_path(call, path), result->header,
                               strlen(result->header));
    }
    if (status == 0) status = deliver_bytes(call, path, bytes, length);
    free(bytes);
    return status;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

/* Prints the loss when the weights are written to a file. */
static int tell_loss(const struct dcalc_request *request, const struct dcalc_result *result,
                     struct dcalc_render how)
{
    struct dcalc_result loss = {.size = sizeof loss,
                                .command = result->command,
                                .values = result->values,
                                .n_values = result->n_values};
    size_t length;
    how.format = DCALC_TEXT;
    char *bytes = dcalc_render(request, &loss, &how, &length);
    if (!bytes) return cannot_render(how.format);
    struct sink sink = {.fd = 1};
    sink_write(&sink, bytes, length);
    free(bytes);
    return sink_close(&sink, true);
}

static void report_notes(const struct dcalc_result *result, const struct dcalc_render *how)
{
    bool tells = how->format == DCALC_TEXT || how->format == DCALC_SVG ||
                 dcalc_format_holds_arrays(how->format);
    if (how->quiet || !tells) return;
    for (size_t i = 0; i < result->n_notes; i++) report_note(result->notes[i]);
}

bool deliver_is_whole(const struct options *options)
{
    const char *path = options->value[OPT_OUTPUT];
    return path && ends_in(path, ".tex");
}

int deliver(struct call *call, const struct dcalc_request *request,
            const struct dcalc_result *result)
{
    const char *path = call->options.value[OPT_OUTPUT];
    if (!call_leads(call)) return 0;
    struct dcalc_render how = {.size = sizeof how, .format = request->format};
    how.quiet = call->options.value[OPT_QUIET] != NULL;
    how.draw = picture_draw;
    how.whole = deliver_is_whole(&call->options);
    int status =
        is_folder(path) ? write_folder(call, result) : write_whole(call, request, result, how);
    if (status == 0 && path && dcalc_format_holds_arrays(how.format) &&
        result->command == DCALC_BACKPROP) {
        status = tell_loss(request, result, how);
    }
    if (status == 0) report_notes(result, &how);
    return status;
}

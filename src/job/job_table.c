/* job_table.c - keys of a job about tables, and a job that is asked at every row of one. */
#include "job/job_table.h"

#include "app/session.h"
#include "job/job_values.h"
#include "report/render.h"

#include <string.h>

/* ---- how tables are read ---- */

bool job_read_header(struct job *job, const struct json *value, const char *key)
{
    bool header;
    if (!job_read_flag(job, value, key, &header)) return false;
    job->form.header = header ? TABLE_HEADER_YES : TABLE_HEADER_NO;
    return true;
}

bool job_read_no_header(struct job *job, const struct json *value, const char *key)
{
    bool none;
    if (!job_read_flag(job, value, key, &none)) return false;
    job->form.header = none ? TABLE_HEADER_NO : TABLE_HEADER_FOUND;
    return true;
}

bool job_read_columns(struct job *job, const struct json *value, const char *key)
{
    return job_read_column_names(job, value, key, &job->form.columns, &job->form.n_columns);
}

bool job_read_delimiter(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return job_wrong_type(job, value, key, "a string");
    job->form.separator = dcalc_delimiter(json_string(value));
    if (job->form.separator) return true;
    job_fail(job, DCALC_USAGE, "\"%s\" cannot stand between fields", json_string(value));
    return job_hint(job, "write a character, tab, or blank for runs of blanks", "", "");
}

bool job_read_decimal_comma(struct job *job, const struct json *value, const char *key)
{
    return job_read_flag(job, value, key, &job->form.decimal_comma);
}

bool job_read_skip(struct job *job, const struct json *value, const char *key)
{
    int lines;
    if (json_kind(value) == JSON_NUMBER && json_number(value) == 0)
        lines = 0;
    else if (!job_read_count(job, value, key, 1000000000, &lines))
        return false;
    job->form.skip = (size_t)lines;
    return true;
}

bool job_read_missing(struct job *job, const struct json *value, const char *key)
{
    static const char *const words[] = {"error", "nan", "drop"};
    const char *word = json_kind(value) == JSON_STRING ? json_string(value) : "";
    for (int i = TABLE_MISSING_ERROR; i <= TABLE_MISSING_DROP; i++)
        if (!strcmp(word, words[i])) {
            job->form.missing = (enum table_missing)i;
            return true;
        }
    return job_fail(job, DCALC_USAGE, "\"%s\" must be \"error\", \"nan\" or \"drop\"", key);
}

bool job_read_rows(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return job_wrong_type(job, value, key, "a string");
    return dcalc_row_range(json_string(value), &job->form.first_row, &job->form.end_row) ||
           job_fail(job, DCALC_USAGE,
                    "\"%s\" must be rows A:B, counted from 0 and without B, not \"%s\"", key,
                    json_string(value));
}

/* ---- points ---- */

bool job_read_table(struct job *job, const struct json *value, const char *key)
{
    enum json_kind kind = json_kind(value);
    if (kind == JSON_STRING && json_string(value)[0] != '@')
        return job_fail(job, DCALC_USAGE, "\"%s\" names a file as \"@FILE\"", key);
    if (kind != JSON_STRING && kind != JSON_ARRAY)
        return job_wrong_type(job, value, key, "\"@FILE\" or a list of objects");
    for (const struct json *row = kind == JSON_ARRAY ? json_first(value) : NULL; row;
         row = json_next(row))
        if (json_kind(row) != JSON_OBJECT)
            return job_fail(job, DCALC_USAGE, "every item of \"%s\" must be an object, not %s", key,
                            json_kind_words(row));
    job->table = value;
    return true;
}

bool job_read_keep(struct job *job, const struct json *value, const char *key)
{
    return job_read_names(job, value, key, &job->keep, &job->n_keep);
}

bool job_read_strict(struct job *job, const struct json *value, const char *key)
{
    return job_read_flag(job, value, key, &job->strict);
}

bool job_read_report(struct job *job, const struct json *value, const char *key)
{
    return job_read_flag(job, value, key, &job->report);
}

bool job_check_table(struct job *job)
{
    if (job->form.separator == ',' && job->form.decimal_comma)
        return job_fail(job, DCALC_USAGE, "\"delimiter\" and \"decimal-comma\" are both a comma");
    if (job->table) return true;
    if (form_has_rows(&job->form) && !job->has_table)
        return job_fail(job, DCALC_USAGE, "\"rows\" needs a table in \"points\" or \"at\"");
    const char *alone = job->n_keep   ? "keep"
                        : job->strict ? "strict"
                        : job->report ? "report"
                                      : NULL;
    return !alone || job_fail(job, DCALC_USAGE, "\"%s\" needs \"points\"", alone);
}

/* ---- the table while it is answered ---- */

struct table_io {
    const char *bytes;
    size_t left;
    struct str rows, report;
};

static long next(void *user, char *buffer, size_t size)
{
    struct table_io *io = user;
    size_t n = io->left < size ? io->left : size;
    if (n) memcpy(buffer, io->bytes, n);
    io->bytes += n;
    io->left -= n;
    return (long)n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct table_io *io = user;
    str_put(&io->rows, bytes, length);
    return !io->rows.failed;
}

static bool put_report(void *user, const char *json, size_t length)
{
    struct table_io *io = user;
    str_put(&io->report, json, length - 1); /* without its line end */
    return !io->report.failed;
}

/* Returns the result that holds the job's error. */
static struct dcalc_result *failure(dcalc *session, const struct job *job)
{
    const struct dcalc_diagnostic *error = &job->error;
    diag_error(&session->core, (enum kind)error->kind, (struct span){0}, "%s", error->message);
    if (error->hint) diag_hint(&session->core, "%s", error->hint);
    return session_failure(session);
}

static bool open_file(struct job *job, const char *path, struct table_io *io)
{
    struct data_file file;
    if (job->no_files)
        return job_fail(job, DCALC_USAGE, "@%s: files are refused here (%s)", path, job->no_files);
    if (!data_open(&file, &job->files, &job->buffers, path)) return job_fail_file(job);
    io->bytes = file.bytes;
    io->left = file.length;
    data_close(&file);
    if (io->left < 4 || memcmp(io->bytes, "PK\3\4", 4) != 0) return true;
    job_fail(job, DCALC_USAGE, "@%s: an archive is no table", path);
    return job_hint(job, "name its arrays in \"at\": an expression takes them whole", "", "");
}

static bool open_table(struct job *job, struct table_io *io)
{
    if (json_kind(job->table) == JSON_STRING)
        return open_file(job, json_string(job->table) + 1, io);
    io->bytes = job_given(job, job->table);
    io->left = io->bytes ? strlen(io->bytes) : 0;
    return io->bytes || job_out_of_memory(job);
}

/* Lines of objects become the items of a list. Within an object there is no line end. */
static const char *as_list(struct job *job, struct str *lines)
{
    struct str list = {.mem = &job->mem};
    if (lines->n) lines->n--;
    for (size_t i = 0; i < lines->n; i++)
        if (lines->s[i] == '\n') lines->s[i] = ',';
    str_putc(&list, '[');
    str_put(&list, lines->s ? lines->s : "", lines->n);
    str_putc(&list, ']');
    return str_settle(&list, &job->arena);
}

static struct dcalc_result *run(dcalc *session, struct job *job, struct table_io *io)
{
    bool all = job->n_keep == 1 && !strcmp(job->keep[0], "*");
    bool from_file = json_kind(job->table) == JSON_STRING;
    struct dcalc_points points = DCALC_INIT(dcalc_points);
    points.next = next;
    points.put = put;
    points.user = io;
    points.source = from_file ? json_string(job->table) + 1 : "points";
    points.output = DCALC_TABLE_JSON;
    points.keep = job->keep;
    points.n_keep = all ? 0 : job->n_keep;
    points.keep_all = all;
    points.strict = job->strict;
    points.report = job->report ? put_report : NULL;
    struct dcalc_request request = job->request;
    request.size = sizeof request;
    struct table_form form = session->form;
    struct offers offers = session->offers;
    session->form = job->form;
    session->offers = (struct offers){0}; /* the table adds its columns, in the session's memory */
    struct dcalc_result *result = dcalc_run_points(session, &request, &points);
    vec_free(&session->core.mem, &session->offers.all);
    session->offers = offers;
    session->form = form;
    return result;
}

struct dcalc_result *job_run_table(dcalc *session, struct job *job, struct render_given *given)
{
    struct table_io io = {.rows.mem = &job->mem, .report.mem = &job->mem};
    if (!open_table(job, &io)) return failure(session, job);
    struct dcalc_result *result = run(session, job, &io);
    given->points = job_given(job, job->table);
    given->rows = as_list(job, &io.rows);
    given->report = io.report.n ? str_settle(&io.report, &job->arena) : NULL;
    bool fine = given->points && given->rows && !io.rows.failed && !io.report.failed;
    str_free(&io.rows);
    if (fine) return result;
    dcalc_result_free(result);
    job_out_of_memory(job);
    return failure(session, job);
}

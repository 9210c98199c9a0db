#define _POSIX_C_SOURCE 200809L
#include "archive_table.h"

#include "cut_short.h"
#include "deliver.h"
#include "report.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* ---- which files ---- */

bool archive_table_is(int fd)
{
    unsigned char head[9];
    if (pread(fd, head, sizeof head, 0) != sizeof head) return false;
    bool zip = memcmp(head, "PK\3\4", 4) == 0;
    bool safetensors =
        head[8] == '{' && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] == 0;
    return zip || safetensors;
}

/* ---- the columns ---- */

/* The request with the names of --keep among those that it mentions. */
static struct dcalc_request with_keep(struct pool *pool, const struct dcalc_request *request,
                                      const char *const *keep, size_t n_keep)
{
    struct dcalc_request more = *request;
    const char **names = pool_alloc(pool, (request->n_wrt + n_keep + 1) * sizeof *names);
    if (request->n_wrt) memcpy(names, request->wrt, request->n_wrt * sizeof *names);
    if (n_keep) memcpy(names + request->n_wrt, keep, n_keep * sizeof *names);
    more.wrt = names;
    more.n_wrt += n_keep;
    return more;
}

static int no_column(const struct archive_table *table, struct pool *pool, const char *path,
                     const struct dcalc_binding *column)
{
    const char *hint =
        pool_format(pool, "give what is no column as --at %s=@%s", column->name, path);
    if (!column->array.entries)
        return report_error(
            DCALC_DOMAIN,
            pool_format(pool, "--at %s=@%s takes the array exactly, %s.astype(float) rounds it",
                        column->name, path, column->name),
            "%s: '%s' has a whole number that no double holds", path, column->name);
    if (column->array.ndim == 0)
        return report_error(DCALC_SHAPE, hint, "%s: '%s' is a number, not a column of rows", path,
                            column->name);
    return report_error(DCALC_SHAPE, hint, "%s: '%s' has %zu rows, but '%s' has %zu", path,
                        column->name, column->array.dims[0], table->columns[0].name, table->rows);
}

static int check_columns(struct archive_table *table, struct pool *pool, const char *path)
{
    const struct dcalc_values *first = &table->columns[0].array;
    table->rows = first->ndim > 0 ? first->dims[0] : 0;
    for (size_t i = 0; i < table->n; i++) {
        const struct dcalc_values *a = &table->columns[i].array;
        if (!a->entries || a->ndim == 0 || a->dims[0] != table->rows)
            return no_column(table, pool, path, &table->columns[i]);
    }
    return 0;
}

/* ---- as records (numpy/lib/format.py, version 2) ---- */

static char machine_order(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one ? '<' : '>';
}

static void put_header(struct archive_table *table, struct pool *pool)
{
    struct text text = {.pool = pool};
    char frame[12] = "\x93NUMPY\2\0";
    text_add(&text, "{'descr': [");
    for (size_t i = 0; i < table->n; i++) {
        const struct dcalc_values *a = &table->columns[i].array;
        text_format(&text, "('%s', '%cf8'", table->columns[i].name, machine_order());
        if (a->ndim == 2) text_format(&text, ", (%zu,)", a->dims[1]);
        text_add(&text, "), ");
    }
    text_format(&text, "], 'fortran_order': False, 'shape': (%zu,)}\n", table->rows);
    for (int i = 0; i < 4; i++) frame[8 + i] = (char)(text.length >> 8 * i);
    struct text whole = {.pool = pool};
    text_put(&whole, frame, sizeof frame);
    text_put(&whole, text.bytes, text.length);
    table->header = whole.bytes;
    table->header_length = whole.length;
}

/* The question itself tells which names have no value, and what the archive has. */
static int no_columns(const struct call *call, dcalc *session, const struct dcalc_request *request,
                      const char *path)
{
    struct dcalc_request at_point = *request;
    const struct dcalc_table_form usual = DCALC_INIT(dcalc_table_form);
    dcalc_set_table_form(session, &usual);
    at_point.has_at = true;
    at_point.format = DCALC_TEXT;
    struct dcalc_result *result = dcalc_run(session, &at_point);
    if (result && result->status != DCALC_OK)
        return deliver_failure(&call->options, request, result);
    dcalc_result_free(result);
    return report_error(DCALC_NAME, "its arrays are the columns, called as in expressions",
                        "%s: it has none of the names that are needed", path);
}

int archive_table_open(struct archive_table *table, const struct call *call, dcalc *session,
                       const struct dcalc_request *request, const char *const *keep, size_t n_keep,
                       const char *path)
{
    bool all = n_keep == 1 && strcmp(keep[0], "*") == 0;
    struct dcalc_request mentions = with_keep(call->pool, request, keep, all ? 0 : n_keep);
    struct dcalc_file file = {.size = sizeof file, .path = path, .request = all ? NULL : &mentions};
    *table = (struct archive_table){0};
    cut_short_catch();
    struct dcalc_result *wrong = dcalc_read_file(session, &file, NULL, &table->columns, &table->n);
    if (wrong) return deliver_failure(&call->options, request, wrong);
    if (table->n == 0) return no_columns(call, session, request, path);
    int status = check_columns(table, call->pool, path);
    if (status == 0) put_header(table, call->pool);
    return status;
}

/* The doubles of a row, column after column. */
static bool take_double(struct archive_table *table, double *out)
{
    if (table->row == table->rows) return false;
    const struct dcalc_values *a = &table->columns[table->column].array;
    size_t width = a->ndim == 2 ? a->dims[1] : 1;
    *out = a->entries[table->row * width + table->entry];
    if (++table->entry < width) return true;
    table->entry = 0;
    if (++table->column < table->n) return true;
    table->column = 0;
    table->row++;
    return true;
}

long archive_table_read(struct archive_table *table, char *buffer, size_t size)
{
    size_t n = table->header_length - table->header_done;
    double x;
    if (n > size) n = size;
    memcpy(buffer, table->header + table->header_done, n);
    table->header_done += n;
    for (; size - n >= sizeof x && take_double(table, &x); n += sizeof x)
        memcpy(buffer + n, &x, sizeof x);
    return (long)n;
}

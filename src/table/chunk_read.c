/* chunk_read.c - rows of a table to numbers: lines of CSV or JSON, records of NumPy. */
#include "table/chunk.h"
#include "base/decimal.h"

#include <math.h>
#include <string.h>

const char row_no_double[] = "is a number that no double holds";

bool chunk_wrong(struct chunk *chunk, const char *what, const char *field, size_t length)
{
    chunk->error = what;
    chunk->error_line = chunk->lines;
    chunk->wrong[0] = '\0';
    if (!field) return false;
    size_t n = length < sizeof chunk->wrong ? length : sizeof chunk->wrong - 1;
    memcpy(chunk->wrong, field, n);
    chunk->wrong[n] = '\0';
    return false;
}

bool chunk_wrong_number(struct chunk *chunk, const struct npy_type *type, const char *bytes)
{
    struct str text = {.mem = &chunk->mem};
    npy_put_number(&text, type, bytes);
    chunk_wrong(chunk, row_no_double, text.n ? text.s : "", text.n);
    str_free(&text);
    return false;
}

/* ---- fields ---- */

static double *place_of(const struct chunk_worker *d, size_t input)
{
    return &d->in[input * ROWS_BLOCK + d->n];
}

static bool read_number(struct chunk *chunk, struct chunk_worker *d, const struct row_field *field,
                        double *x)
{
    const struct table_form *form = &d->query->form;
    enum decimal_kind kind = row_value(field, form->decimal_comma, x);
    if (kind == DECIMAL_FINITE) return true;
    if (row_is_missing(field)) {
        *x = NAN;
        d->missing[d->n] = d->lacks = true;
        return form->missing != TABLE_MISSING_ERROR ||
               chunk_wrong(chunk, "is missing", field->from, field->length);
    }
    if (kind == DECIMAL_NONE)
        return chunk_wrong(chunk, "is not a number", field->from, field->length);
    if (kind == DECIMAL_WIDE && isfinite(*x))
        return d->query->request.numbers == DCALC_DOUBLE ||
               chunk_wrong(chunk, row_no_double, field->from, field->length);
    *x = INFINITY; /* which is not missing */
    d->missing[d->n] = true;
    return form->missing != TABLE_MISSING_ERROR ||
           chunk_wrong(chunk, "is not a finite double", field->from, field->length);
}

/* The fields of the row that are passed through. */
static bool keep_fields(struct chunk *chunk, struct chunk_worker *d,
                        const struct row_field *(*find)(const struct chunk_worker *, size_t))
{
    const struct row_query *s = d->query;
    for (size_t k = 0; k < s->kept_fields.n; k++)
        if (!vec_push(&d->mem, &d->kept, *find(d, s->kept_fields.at[k])))
            return chunk_wrong(chunk, row_no_memory, NULL, 0);
    return true;
}

/* ---- CSV ---- */

static const struct row_field *csv_field(const struct chunk_worker *d, size_t field)
{
    return &d->fields.all.at[field];
}

/* A field without blanks around it, and what ends it. NULL: it must be looked at more closely. */
static const char *read_plain_field(struct chunk_worker *d, size_t i, const char *at,
                                    const char *end)
{
    const struct row_query *s = d->query;
    const char *from = at;
    double *place = d->places[i], x;
    struct row_field field;
    bool last = i + 1 == s->n_fields;
    if (at == end) return NULL;
    if (place) {
        at = decimal_scan_double(at, end, &x);
        if (!at || !(fabs(x) < 0x1p53)) return NULL;
        place[d->n] = x;
        if (s->kept.n) field = (struct row_field){.from = from, .length = (uint32_t)(at - from)};
    } else if (!(at = row_skip_words(&field, at, end, s->csv.separator)))
        return NULL;
    if (s->kept.n) d->fields.all.at[i] = field;
    if (at == end) return last ? at : NULL;
    if (last && *at == '\r') at++;
    return at < end && *at == (last ? '\n' : s->csv.separator) ? at + 1 : NULL;
}

/* The usual line, in one pass. Returns behind it; NULL: it must be looked at more closely. */
static const char *read_plain_line(struct chunk *chunk, struct chunk_worker *d, const char *at,
                                   const char *end)
{
    size_t n = d->query->n_fields;
    if (*at == '#' || *at == '\n' || *at == '\r' || d->query->form.decimal_comma) return NULL;
    for (size_t i = 0; i < n && at; i++) at = read_plain_field(d, i, at, end);
    if (!at) return NULL;
    d->fields.all.n = n;
    bool kept = d->query->kept_fields.n == 0 || keep_fields(chunk, d, csv_field);
    return kept ? at : NULL;
}

/* Moves *at to the row's line end. */
static bool read_csv_row(struct chunk *chunk, struct chunk_worker *d, const char **at,
                         const char *end)
{
    const struct row_query *s = d->query;
    const char *row = *at, *what = row_split_csv(&d->fields, at, end, s->csv.separator);
    if (what) return chunk_wrong(chunk, what, NULL, 0);
    size_t width = d->fields.all.n;
    if (s->csv.open_end && width == s->n_fields + 1 && !csv_field(d, width - 1)->length) width--;
    if (width < s->n_fields && s->form.missing && row_fill(&d->fields, s->n_fields, *at))
        width = s->n_fields;
    if (width < s->n_fields) return chunk_wrong(chunk, "has fewer fields than the header", NULL, 0);
    if (width > s->n_fields)
        return chunk_wrong(chunk, "has more fields than the header", row, (size_t)(*at - row));
    for (size_t k = 0; k < s->inputs.n; k++)
        if (!read_number(chunk, d, csv_field(d, s->fields.at[k]), place_of(d, k))) return false;
    return keep_fields(chunk, d, csv_field);
}

/* ---- JSON ---- */

static const struct row_field *json_field(const struct chunk_worker *d, size_t column)
{
    return row_find_key(&d->fields, d->query->columns.at[column].name, column);
}

static bool has_shape(const struct row_query_column *c, int ndim, const size_t *dims)
{
    if (c->ndim != ndim) return false;
    for (int i = 0; i < ndim; i++)
        if (c->dims[i] != dims[i]) return false;
    return true;
}

static bool read_json_list(struct chunk *chunk, struct chunk_worker *d, struct row_query_use use,
                           const struct row_field *list)
{
    const struct row_query_column *column = &d->query->columns.at[use.column];
    int ndim;
    size_t dims[2];
    const char *what = row_split_list(&d->entries, list, &ndim, dims);
    if (!what && ndim == 0 && row_is_null(list)) { /* no list: no number is there */
        for (size_t i = 0; i < column->n; i++)
            if (!read_number(chunk, d, list, place_of(d, use.first + i))) return false;
        return true;
    }
    if (!what && !has_shape(column, ndim, dims)) what = "has another shape than in the first row";
    if (what == row_no_memory) return chunk_wrong(chunk, what, NULL, 0);
    if (what) return chunk_wrong(chunk, what, column->name, strlen(column->name));
    for (size_t i = 0; i < column->n; i++)
        if (!read_number(chunk, d, &d->entries.all.at[i], place_of(d, use.first + i))) return false;
    return true;
}

static bool read_json_value(struct chunk *chunk, struct chunk_worker *d, struct row_query_use use)
{
    const struct row_query_column *column = &d->query->columns.at[use.column];
    const struct row_field *f = json_field(d, use.column);
    if (f == &row_no_value && d->query->form.missing == TABLE_MISSING_ERROR)
        return chunk_wrong(chunk, "is missing in the row", column->name, strlen(column->name));
    return column->ndim ? read_json_list(chunk, d, use, f)
                        : read_number(chunk, d, f, place_of(d, use.first));
}

static bool read_json_line(struct chunk *chunk, struct chunk_worker *d, const char *line, size_t n)
{
    const struct row_query *s = d->query;
    const char *what = row_split_json(&d->fields, line, n);
    if (what) return chunk_wrong(chunk, what, NULL, 0);
    for (size_t k = 0; k < s->used.n; k++)
        if (!read_json_value(chunk, d, s->used.at[k])) return false;
    return keep_fields(chunk, d, json_field);
}

/* ---- lines ---- */

/* The row on the worker counts, unless it is to be left out. */
static void take_row(struct chunk *chunk, struct chunk_worker *d)
{
    bool dropped = d->lacks && d->query->form.missing == TABLE_MISSING_DROP;
    chunk->dropped += dropped;
    d->n += !dropped;
    d->kept.n = d->n * d->query->kept_fields.n;
}

static size_t count_line_ends(const char *from, const char *to)
{
    size_t n = 0;
    for (; (from = memchr(from, '\n', (size_t)(to - from))); from++) n++;
    return n;
}

/* Reads what begins at the line *at, which may say nothing, and moves *at to the line end. Only
 * separated values can have others before that. */
static bool read_line(struct chunk *chunk, struct chunk_worker *d, const char **at, const char *end)
{
    const char *line = *at, *stop = line;
    bool json = d->query->points->input == DCALC_TABLE_JSON;
    bool empty = *line != '{' && row_is_empty(line, end);
    if (json || empty) stop = memchr(line, '\n', (size_t)(end - line));
    *at = stop ? stop : end;
    if (empty) return true;
    if (json && !read_json_line(chunk, d, line, (size_t)(*at - line))) return false;
    if (!json && !read_csv_row(chunk, d, at, end)) return false;
    take_row(chunk, d);
    chunk->lines += json ? 0 : count_line_ends(line, *at);
    return true;
}

static bool read_lines(struct chunk *chunk, struct chunk_worker *d, size_t *at)
{
    const char *line = chunk->text.s + *at, *end = chunk->text.s + chunk->text.n;
    bool json = d->query->points->input == DCALC_TABLE_JSON, ok = true;
    while (line < end && ok && d->n < ROWS_BLOCK) {
        chunk->lines++;
        d->missing[d->n] = d->lacks = false;
        d->lines[d->n] = chunk->lines;
        const char *next = json ? NULL : read_plain_line(chunk, d, line, end);
        if (next) {
            d->n++;
        } else {
            ok = read_line(chunk, d, &line, end);
            next = line < end ? line + 1 : end;
        }
        line = next;
    }
    *at = (size_t)(line - chunk->text.s);
    return ok;
}

/* ---- records of NumPy ---- */

/* Where row i, counted in the chunk, has a field. */
static const char *record_field(const struct chunk *chunk, const struct row_query *s, size_t i,
                                size_t field)
{
    const struct row_query_place *place = &s->places.at[field];
    if (!s->by_columns) return chunk->text.s + i * s->record + place->offset;
    size_t rows = chunk->text.n / s->record;
    return chunk->text.s + place->offset * rows + i * place->type.width;
}

static bool read_record(struct chunk *chunk, struct chunk_worker *d, size_t i)
{
    const struct row_query *s = d->query;
    for (size_t k = 0; k < s->inputs.n; k++) {
        size_t field = s->fields.at[k];
        double *x = place_of(d, k);
        const struct npy_type *type = &s->places.at[field].type;
        const char *bytes = record_field(chunk, s, i, field);
        if (!npy_number(type, bytes, x) && s->request.numbers != DCALC_DOUBLE)
            return chunk_wrong_number(chunk, type, bytes);
        if (!isfinite(*x)) d->missing[d->n] = true;
    }
    for (size_t k = 0; k < s->kept_fields.n; k++) {
        struct row_field kept = {.from = record_field(chunk, s, i, s->kept_fields.at[k])};
        if (!vec_push(&d->mem, &d->kept, kept)) return chunk_wrong(chunk, row_no_memory, NULL, 0);
    }
    return true;
}

static bool read_records(struct chunk *chunk, struct chunk_worker *d, size_t *at)
{
    size_t record = d->query->record, first = *at / record, rows = chunk->text.n / record - first;
    if (rows > ROWS_BLOCK) rows = ROWS_BLOCK;
    for (size_t i = first; i < first + rows; i++) {
        chunk->lines++;
        d->missing[d->n] = false;
        if (!read_record(chunk, d, i)) return false;
        d->lines[d->n++] = chunk->lines;
        *at += record;
    }
    return true;
}

bool chunk_read(struct chunk *chunk, struct chunk_worker *d, size_t *at)
{
    return d->query->points->input == DCALC_TABLE_NPY ? read_records(chunk, d, at)
                                                      : read_lines(chunk, d, at);
}

/* chunk_write.c - rows of a table as they are written: CSV, JSON Lines, or a NumPy array. */
#include "table/chunk.h"
#include "base/decimal.h"
#include "base/shortest.h"
#include "data/json_text.h"
#include "data/npy_write.h"

#include <math.h>
#include <string.h>

/* ---- what comes first ---- */

/* What stands between fields. */
static char separator(const struct row_query *s)
{
    return s->points->output == DCALC_TABLE_TSV ? '\t' : ',';
}

static void put_labels(const struct row_query *s, struct str *out,
                       const struct row_query_column *columns, size_t n, bool *first)
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < columns[k].n; i++) {
            if (!*first) str_putc(out, separator(s));
            *first = false;
            row_query_put_label(out, &columns[k], i);
        }
}

/* One answer keeps its shape, a Jacobian too; several, or with columns kept, are side by side. */
static void put_array_header(const struct row_query *s, struct str *out, size_t rows)
{
    enum { LEAST = 128 }; /* room for any number of rows */
    const struct question *q = &s->run.question;
    size_t dims[3] = {rows, s->kept_fields.n + s->n_answers}, n = 2;
    if (s->kept.n == 0 && s->answers.n == 1) {
        n = 1 + (size_t)s->answers.at[0].ndim;
        memcpy(dims + 1, s->answers.at[0].dims, sizeof s->answers.at[0].dims);
    }
    if (s->kept.n == 0 && question_is_table(q) && q->rows) {
        n = 3;
        dims[1] = q->rows;
        dims[2] = s->n_answers / q->rows;
    }
    npy_put_header(out, n, dims, LEAST);
}

void chunk_write_header(const struct row_query *s, struct str *out, size_t rows)
{
    bool first = true;
    switch (s->points->output) {
    case DCALC_TABLE_NPY: put_array_header(s, out, rows); break;
    case DCALC_TABLE_JSON: break;
    case DCALC_TABLE_CSV:
    case DCALC_TABLE_TSV:
        if (s->points->no_header) break;
        put_labels(s, out, s->kept.at, s->kept.n, &first);
        put_labels(s, out, s->answers.at, s->answers.n, &first);
        str_putc(out, '\n');
    }
}

/* ---- rows ---- */

/* A row on the worker. */
struct answered {
    struct chunk *chunk;
    const struct chunk_worker *d;
    size_t row;
};

static const struct row_field *kept_at(const struct answered *a, size_t i)
{
    return &a->d->kept.at[a->row * a->d->query->kept_fields.n + i];
}

static const struct npy_type *type_of_kept(const struct answered *a, size_t i)
{
    const struct row_query *s = a->d->query;
    return &s->places.at[s->kept_fields.at[i]].type;
}

static bool is_no_json(const struct answered *a, const struct row_field *f)
{
    return chunk_wrong(a->chunk, "is not a JSON value", f->from, f->length);
}

static bool put_kept_csv(const struct answered *a, size_t i)
{
    struct str *out = &a->chunk->out;
    const struct row_field *f = kept_at(a, i);
    if (a->d->query->points->input != DCALC_TABLE_NPY)
        return row_put_field(out, f) || is_no_json(a, f);
    npy_put_number(out, type_of_kept(a, i), f->from);
    return true;
}

/* With the line end, as this is what most of the time goes to. */
static void put_shortest_answers(const struct answered *a)
{
    const struct row_query *s = a->d->query;
    struct str *out = &a->chunk->out;
    char between = separator(s), *to = str_reserve(out, s->n_answers * (SHORTEST_ROOM + 1) + 1);
    if (!to) return; /* the string has failed */
    for (size_t k = 0; k < s->n_answers; k++) {
        if (k || s->kept.n) *to++ = between;
        to = shortest_put(to, a->d->out_columns[k][a->row]);
    }
    *to++ = '\n';
    *to = 0;
    out->n = (size_t)(to - out->s);
}

static void put_rounded_answers(const struct answered *a, int digits)
{
    const struct row_query *s = a->d->query;
    for (size_t k = 0; k < s->n_answers; k++) {
        if (k || s->kept.n) str_putc(&a->chunk->out, separator(s));
        str_double_digits(&a->chunk->out, a->d->out_columns[k][a->row], digits);
    }
    str_putc(&a->chunk->out, '\n');
}

static bool put_csv_row(const struct answered *a)
{
    const struct row_query *s = a->d->query;
    for (size_t i = 0; i < s->kept_fields.n; i++) {
        if (i) str_putc(&a->chunk->out, separator(s));
        if (!put_kept_csv(a, i)) return false;
    }
    if (s->request.digits)
        put_rounded_answers(a, (int)s->request.digits);
    else
        put_shortest_answers(a);
    return true;
}

static bool put_kept_json(const struct answered *a, size_t i)
{
    struct str *out = &a->chunk->out;
    const struct row_field *f = kept_at(a, i);
    double x;
    if (a->d->query->points->input != DCALC_TABLE_NPY)
        return row_put_json(out, f) || is_no_json(a, f);
    if (npy_number(type_of_kept(a, i), f->from, &x) && !isfinite(x))
        str_puts(out, "null");
    else
        npy_put_number(out, type_of_kept(a, i), f->from);
    return true;
}

static bool put_answer_json(const struct answered *a, size_t i)
{
    struct str *out = &a->chunk->out;
    double x = a->d->out_columns[i][a->row];
    int digits = (int)a->d->query->request.digits;
    if (digits && isfinite(x))
        str_double_digits(out, x, digits);
    else
        json_put_double(out, x);
    return true;
}

/* "x":2, "x":[1,2] or "x":[[1,2],[3,4]] */
static bool put_json_member(const struct answered *a, const struct row_query_column *c,
                            bool (*put)(const struct answered *, size_t))
{
    struct str *out = &a->chunk->out;
    size_t width = c->ndim == 2 ? c->dims[1] : c->n;
    str_puts(out, c->key);
    if (c->ndim == 2) str_putc(out, '[');
    for (size_t i = 0; i < c->n; i++) {
        if (i) str_putc(out, ',');
        if (c->ndim && i % width == 0) str_putc(out, '[');
        if (!put(a, c->first + i)) return false;
        if (c->ndim && i % width == width - 1) str_putc(out, ']');
    }
    if (c->ndim == 2) str_putc(out, ']');
    return true;
}

static bool put_json_row(const struct answered *a)
{
    const struct row_query *s = a->d->query;
    struct str *out = &a->chunk->out;
    str_putc(out, '{');
    for (size_t k = 0; k < s->kept.n; k++) {
        if (k) str_putc(out, ',');
        if (!put_json_member(a, &s->kept.at[k], put_kept_json)) return false;
    }
    for (size_t k = 0; k < s->answers.n; k++) {
        if (k || s->kept.n) str_putc(out, ',');
        put_json_member(a, &s->answers.at[k], put_answer_json);
    }
    str_puts(out, "}\n");
    return true;
}

/* What is kept must be a double here, and is rounded to one only if answers are. None is nan. */
static bool kept_number(const struct answered *a, size_t i, double *x)
{
    const struct row_field *f = kept_at(a, i);
    bool rounds = a->d->query->request.numbers == DCALC_DOUBLE;
    if (a->d->query->points->input == DCALC_TABLE_NPY)
        return npy_number(type_of_kept(a, i), f->from, x) || rounds ||
               chunk_wrong_number(a->chunk, type_of_kept(a, i), f->from);
    *x = NAN;
    if (f->length == 0 || row_is_null(f)) return true;
    enum decimal_kind kind = decimal_read(f->from, f->length, x);
    if (kind == DECIMAL_WIDE && isfinite(*x) && !rounds)
        return chunk_wrong(a->chunk, row_no_double, f->from, f->length);
    return kind != DECIMAL_NONE ||
           chunk_wrong(a->chunk, "is not a number, and a NumPy array holds only numbers", f->from,
                       f->length);
}

static void put_double(struct str *out, double x)
{
    x += 0.0; /* there is one zero */
    str_put(out, (const char *)&x, sizeof x);
}

static bool put_array_row(const struct answered *a)
{
    const struct row_query *s = a->d->query;
    for (size_t i = 0; i < s->kept_fields.n; i++) {
        double x;
        if (!kept_number(a, i, &x)) return false;
        put_double(&a->chunk->out, x);
    }
    for (size_t k = 0; k < s->n_answers; k++)
        put_double(&a->chunk->out, a->d->out_columns[k][a->row]);
    return true;
}

static bool put_row(const struct answered *a)
{
    switch (a->d->query->points->output) {
    case DCALC_TABLE_NPY: return put_array_row(a);
    case DCALC_TABLE_JSON: return put_json_row(a);
    case DCALC_TABLE_CSV:
    case DCALC_TABLE_TSV: break;
    }
    return put_csv_row(a);
}

bool chunk_write_row(struct chunk *chunk, struct chunk_worker *worker, size_t row)
{
    struct answered a = {chunk, worker, row};
    size_t before = chunk->out.n;
    bool fine = put_row(&a);
    if (!fine) chunk->out.n = before; /* no part of a row */
    return fine;
}

/* chunk.c - lines of a table to lines of answers: read, computed a block of rows at a time,
 * written. */
#include "app/sheet.h"
#include "data/decimal.h"

#include <math.h>
#include <string.h>

/* ---- a desk ---- */

bool sheet_desk_init(struct sheet_desk *d, const struct sheet *s)
{
    size_t inputs = s->inputs.n, numbers = s->numbers.n;
    *d = (struct sheet_desk){.sheet = s};
    d->fields.mem = &d->mem;
    d->mem.fault = s->w.core.mem.fault;
    d->in = mem_array(&d->mem, inputs * ROWS_BLOCK, sizeof *d->in);
    d->out = mem_array(&d->mem, numbers * ROWS_BLOCK, sizeof *d->out);
    d->in_columns = mem_array(&d->mem, inputs, sizeof *d->in_columns);
    d->out_columns = mem_array(&d->mem, numbers, sizeof *d->out_columns);
    if (d->mem.failed) return false;
    for (size_t k = 0; k < inputs; k++) d->in_columns[k] = d->in + k * ROWS_BLOCK;
    for (size_t k = 0; k < numbers; k++) d->out_columns[k] = d->out + k * ROWS_BLOCK;
    return row_bench_init(&d->bench, &s->rows);
}

void sheet_desk_free(struct sheet_desk *d)
{
    if (!d->sheet) return;
    size_t inputs = d->sheet->inputs.n, numbers = d->sheet->numbers.n;
    row_bench_free(&d->bench, &d->sheet->rows);
    mem_free_array(&d->mem, d->in, inputs * ROWS_BLOCK, sizeof *d->in);
    mem_free_array(&d->mem, d->out, numbers * ROWS_BLOCK, sizeof *d->out);
    mem_free_array(&d->mem, d->in_columns, inputs, sizeof *d->in_columns);
    mem_free_array(&d->mem, d->out_columns, numbers, sizeof *d->out_columns);
    vec_free(&d->mem, &d->fields.all);
    vec_free(&d->mem, &d->kept);
    dcalc_free(d->session);
}

/* ---- reading ---- */

static bool wrong(struct chunk *chunk, const char *what, const struct row_field *field)
{
    chunk->error = what;
    chunk->error_line = chunk->lines;
    if (!field) return false;
    size_t n = field->length < sizeof chunk->wrong ? field->length : sizeof chunk->wrong - 1;
    memcpy(chunk->wrong, field->from, n);
    chunk->wrong[n] = '\0';
    return false;
}

static bool read_number(struct chunk *chunk, struct sheet_desk *d, const struct row_field *field,
                        double *x)
{
    bool lenient = d->sheet->points->missing_is_nan, null = field->key && field->length == 4 &&
                                                            !field->quoted &&
                                                            !memcmp(field->from, "null", 4);
    if (field->length == 0 || null) {
        *x = NAN;
        d->missing[d->n] = true;
        return lenient || wrong(chunk, "is missing", NULL);
    }
    enum decimal kind = decimal_read(field->from, field->length, x);
    if (kind == DECIMAL_FINITE) return true;
    if (kind == DECIMAL_NONE) return wrong(chunk, "is no number", field);
    *x = NAN;
    d->missing[d->n] = true;
    return lenient || wrong(chunk, "is no number that a double holds", field);
}

/* The field of a column: of CSV by its place, of JSON by its key, which mostly has the same place.
 */
static const struct row_field *field_of(const struct sheet_desk *d, uint32_t column)
{
    static const struct row_field none = {.key = "", .from = "null", .length = 4};
    const struct row_field *all = d->fields.all.at;
    if (d->sheet->points->input == DCALC_TABLE_CSV) return &all[column];
    const char *name = d->sheet->columns.at[column];
    size_t n = strlen(name);
    for (size_t i = 0; i < d->fields.all.n; i++) {
        const struct row_field *f = &all[(column + i) % d->fields.all.n];
        if (f->key_length == n && !memcmp(f->key, name, n)) return f;
    }
    return &none;
}

static bool read_line(struct chunk *chunk, struct sheet_desk *d, const char *line, size_t n)
{
    const struct sheet *s = d->sheet;
    bool csv = s->points->input == DCALC_TABLE_CSV;
    const char *what = csv ? row_split_csv(&d->fields, line, n, s->separator)
                           : row_split_json(&d->fields, line, n);
    if (what) return wrong(chunk, what, NULL);
    if (csv && d->fields.all.n != s->columns.n)
        return wrong(chunk,
                     d->fields.all.n < s->columns.n ? "has fewer fields than the header"
                                                    : "has more fields than the header",
                     NULL);
    d->missing[d->n] = false;
    for (size_t k = 0; k < s->inputs.n; k++)
        if (!read_number(chunk, d, field_of(d, s->fields.at[k]), &d->in[k * ROWS_BLOCK + d->n]))
            return false;
    for (size_t k = 0; k < s->kept.n; k++)
        if (!vec_push(&d->mem, &d->kept, *field_of(d, s->kept.at[k])))
            return wrong(chunk, row_no_memory, NULL);
    d->lines[d->n++] = chunk->lines;
    return true;
}

/* ---- is the row defined? ---- */

enum row_state { ROW_FINE, ROW_UNDEFINED, ROW_DOUBTFUL };

static enum row_state check_at(const struct sheet_desk *d, const struct row_check *c, size_t row)
{
    size_t n = c->n > c->n_when ? c->n : c->n_when;
    for (size_t i = 0; i < n; i++) {
        if (d->out_columns[c->condition + i % c->n][row] != 0) continue;
        if (c->n_when && d->out_columns[c->when + i % c->n_when][row] == 0) continue;
        return c->boundary ? ROW_DOUBTFUL : ROW_UNDEFINED;
    }
    return ROW_FINE;
}

static enum row_state state_of(const struct sheet_desk *d, size_t row)
{
    const struct sheet *s = d->sheet;
    enum row_state worst = d->missing[row] ? ROW_UNDEFINED : ROW_FINE;
    for (size_t i = 0; i < s->checks.n && worst != ROW_UNDEFINED; i++) {
        enum row_state state = check_at(d, &s->checks.at[i], row);
        if (state == ROW_UNDEFINED || worst == ROW_FINE) worst = state;
    }
    for (size_t k = 0; k < s->n_answers && worst == ROW_FINE; k++)
        if (!isfinite(d->out_columns[k][row])) worst = ROW_UNDEFINED;
    return worst;
}

/* On the boundary of a condition the two sides may agree, which doubles do not tell. */
static bool settle(struct sheet_desk *d, size_t row)
{
    const struct sheet *s = d->sheet;
    double values[64];
    if (s->inputs.n > sizeof values / sizeof *values) return false;
    if (!d->session) d->session = session_like(s->session);
    for (size_t k = 0; k < s->inputs.n; k++) values[k] = d->in[k * ROWS_BLOCK + row];
    struct dcalc_result *r = d->session ? sheet_ask(s, d->session, values) : NULL;
    bool ok = r && r->status == DCALC_OK;
    const struct dcalc_array *arrays = ok && r->n_derivatives ? r->derivatives
                                       : ok                   ? r->values
                                                              : NULL;
    size_t n = ok && r->n_derivatives ? r->n_derivatives : ok ? r->n_values : 0, at = 0;
    for (size_t a = 0; a < n; a++)
        for (size_t i = 0; i < arrays[a].count && at < s->n_answers; i++)
            d->out_columns[at++][row] = arrays[a].values[i];
    dcalc_result_free(r);
    return ok && at == s->n_answers;
}

static void reject(struct chunk *chunk, struct sheet_desk *d, size_t row)
{
    const struct sheet *s = d->sheet;
    for (size_t k = 0; k < s->n_answers; k++) d->out_columns[k][row] = NAN;
    if (chunk->undefined++) return;
    chunk->bad_line = d->lines[row];
    for (size_t k = 0; k < s->inputs.n; k++) chunk->bad_values[k] = d->in[k * ROWS_BLOCK + row];
}

/* ---- writing ---- */

static void put_csv_row(struct str *out, const struct sheet_desk *d, size_t row)
{
    const struct sheet *s = d->sheet;
    const struct row_field *kept = d->kept.at + row * s->kept.n;
    for (size_t k = 0; k < s->kept.n; k++) {
        const struct row_field *f = &kept[k];
        if (k) str_putc(out, ',');
        if (f->quoted && !f->key)
            str_put(out, f->from - 1, f->length + 2); /* as it stood */
        else
            row_put_csv(out, f->from, f->length, ',');
    }
    for (size_t k = 0; k < s->n_answers; k++) {
        if (k || s->kept.n) str_putc(out, ',');
        str_double(out, d->out_columns[k][row]);
    }
    str_putc(out, '\n');
}

static void put_json_row(struct str *out, const struct sheet_desk *d, size_t row)
{
    const struct sheet *s = d->sheet;
    const char *comma = "{";
    for (size_t k = 0; k < s->kept.n; k++, comma = ",") {
        const char *name = s->columns.at[s->kept.at[k]];
        struct row_field key = {.from = name, .length = (uint32_t)strlen(name), .quoted = true};
        const struct row_field *f = &d->kept.at[row * s->kept.n + k];
        str_puts(out, comma);
        row_put_json(out, &key, false);
        str_putc(out, ':');
        row_put_json(out, f, f->key != NULL);
    }
    for (size_t k = 0; k < s->n_answers; k++, comma = ",") {
        double x = d->out_columns[k][row];
        str_puts(out, comma);
        str_puts(out, s->labels.at[k]);
        str_putc(out, ':');
        if (isnan(x))
            str_puts(out, "null");
        else
            str_double(out, x);
    }
    str_puts(out, "}\n");
}

static bool finish_block(struct chunk *chunk, struct sheet_desk *d)
{
    const struct sheet *s = d->sheet;
    bool ok = rows_run(&s->rows, &d->bench, d->in_columns, d->n, d->out_columns);
    for (size_t i = 0; i < d->n && ok; i++) {
        enum row_state state = state_of(d, i);
        if (state == ROW_UNDEFINED || (state == ROW_DOUBTFUL && !settle(d, i))) reject(chunk, d, i);
        if (chunk->undefined && s->points->strict) break;
        if (s->points->output == DCALC_TABLE_CSV)
            put_csv_row(&chunk->out, d, i);
        else
            put_json_row(&chunk->out, d, i);
        chunk->rows++;
    }
    d->n = 0;
    d->kept.n = 0;
    if (!ok || chunk->out.failed) return wrong(chunk, row_no_memory, NULL);
    return !(chunk->undefined && s->points->strict);
}

static bool says_something(const char *line, const char *end)
{
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\r')) line++;
    return line < end && *line != '#';
}

/* Rows of a NumPy matrix, in the order of bytes of this machine. */
static void answer_matrix(struct chunk *chunk, struct sheet_desk *d)
{
    const struct sheet *s = d->sheet;
    size_t row = s->columns.n * sizeof(double);
    bool ok = true;
    for (size_t at = 0; at + row <= chunk->text.n && ok; at += row) {
        chunk->lines++;
        d->missing[d->n] = false;
        for (size_t k = 0; k < s->inputs.n; k++) {
            double x;
            memcpy(&x, chunk->text.s + at + s->fields.at[k] * sizeof x, sizeof x);
            d->in[k * ROWS_BLOCK + d->n] = x;
            if (!isfinite(x)) d->missing[d->n] = true;
        }
        d->lines[d->n++] = chunk->lines;
        if (d->n == ROWS_BLOCK) ok = finish_block(chunk, d);
    }
    if (d->n && ok) finish_block(chunk, d);
}

void chunk_answer(struct chunk *chunk, struct sheet_desk *d)
{
    const char *at = chunk->text.s, *end = at + chunk->text.n;
    bool ok = true;
    d->n = 0;
    d->kept.n = 0;
    if (d->sheet->points->input == DCALC_TABLE_NPY) {
        answer_matrix(chunk, d);
        return;
    }
    while (at < end && ok) {
        const char *stop = memchr(at, '\n', (size_t)(end - at)), *next = stop ? stop + 1 : end;
        if (!stop) stop = end;
        chunk->lines++;
        if (says_something(at, stop)) ok = read_line(chunk, d, at, (size_t)(stop - at));
        if (ok && d->n == ROWS_BLOCK) ok = finish_block(chunk, d);
        at = next;
    }
    /* Rows before a line that cannot be read are answered. */
    const char *error = chunk->error;
    if (d->n && (ok || error)) finish_block(chunk, d);
    if (error) chunk->error = error;
}

/* table_npy.c - a table that is a NumPy array: its rows are what lies along the first axis. */
#include "table/table.h"

#include <string.h>

static bool is_matrix_error(struct table *t, const char *what)
{
    return table_fail(t, KIND_SHAPE, 0, "", what);
}

/* ---- the header ---- */

static bool read_header(struct table *t)
{
    struct data_file file = {.core = table_core(t), .name = t->points->source};
    t->needed = NPY_PREAMBLE;
    if (!table_fill(t, true)) return false;
    size_t size = t->rest.n < NPY_PREAMBLE ? 0 : npy_header_size(t->rest.s);
    t->needed = size;
    if (size && !table_fill(t, true)) return false;
    return npy_read_header(&file, &t->npy, t->rest.n ? t->rest.s : "", t->rest.n);
}

/* The fields of records, each a column. */
static bool add_fields(struct table *t)
{
    const struct npy_header *h = &t->npy;
    if (h->ndim != 1) return is_matrix_error(t, "an array of records must have one axis");
    for (size_t i = 0; i < h->fields.n; i++) {
        const struct npy_field *f = &h->fields.at[i];
        struct row_query_column column = {
            .name = f->name, .ndim = f->ndim, .dims = {f->dims[0], f->dims[1]}};
        if (!row_query_add_column(&t->query, column)) return false;
        size_t n = t->query.columns.at[t->query.columns.n - 1].n;
        for (size_t k = 0; k < n; k++) {
            struct row_query_place place = {f->type, f->offset + k * f->type.width};
            if (!vec_push(&table_core(t)->mem, &t->query.places, place)) return false;
        }
    }
    return true;
}

/* Where field k of a row lies among its entries: the first axis runs fastest by columns. */
static size_t place_in_row(const struct npy_header *h, size_t k)
{
    size_t place = 0, step = 1;
    if (!h->by_columns) return k;
    for (int i = 1; i < h->ndim; i++) step *= h->dims[i];
    for (int i = h->ndim; i-- > 1;) {
        step /= h->dims[i];
        place += k % h->dims[i] * step;
        k /= h->dims[i];
    }
    return place;
}

/* The names of its entries: what the user says, or the program's in order of appearance. */
static bool add_names(struct table *t)
{
    const struct table_form *form = &t->query.form;
    if (!form->n_columns) return row_query_add_names(&t->query);
    for (size_t i = 0; i < form->n_columns; i++)
        if (!row_query_add_column(&t->query, (struct row_query_column){.name = form->columns[i]}))
            return false;
    return true;
}

static bool add_matrix(struct table *t)
{
    struct npy_header *h = &t->npy;
    const struct npy_type type = h->fields.at[0].type;
    size_t entries = h->width ? t->query.record / h->width : 0;
    if (!add_names(t)) return false;
    if (t->query.n_fields && t->query.n_fields != entries) {
        diag_error(table_core(t), KIND_SHAPE, (struct span){0},
                   "a row of %s has %zu entr%s, but the %s %zu name%s %zu", t->points->source,
                   entries, entries == 1 ? "y" : "ies",
                   t->query.form.n_columns ? "--columns'" : "program's", t->query.columns.n,
                   t->query.columns.n == 1 ? " takes" : "s take", t->query.n_fields);
        return t->query.columns.n == 1 &&
               diag_hint(table_core(t), "--shape %s=[%zu] makes it a vector",
                         t->query.columns.at[0].name, entries);
    }
    for (size_t k = 0; k < entries; k++) {
        struct row_query_place place = {type, place_in_row(h, k) * type.width};
        if (!vec_push(&table_core(t)->mem, &t->query.places, place)) return false;
    }
    return true;
}

static bool is_number(struct table *t, const struct npy_type *type)
{
    if (!type || !type->unsupported) return true;
    is_matrix_error(t, type->unsupported);
    return npy_hint(table_core(t), type);
}

/* Rows, and the bytes of one. */
static bool measure(struct table *t)
{
    const struct npy_header *h = &t->npy;
    size_t record = h->width;
    if (!is_number(t, npy_refused(h))) return false;
    if (h->ndim == 0) return is_matrix_error(t, "a single number is not a table");
    for (int i = 1; i < h->ndim; i++)
        if (__builtin_mul_overflow(record, h->dims[i], &record)) record = 0;
    if (record == 0 || record > (size_t)1 << 30)
        return is_matrix_error(t, "its rows are empty, or longer than any memory");
    t->query.record = record;
    t->all_records = h->dims[0];
    return true;
}

/* The first parts have one row more if they cannot all be equal. */
static size_t rows_before(size_t all, size_t part, size_t parts)
{
    size_t more = all % parts;
    return part * (all / parts) + (part < more ? part : more);
}

/* Which records are wanted. */
static void choose_records(struct table *t)
{
    const struct table_form *form = &t->query.form;
    size_t all = t->all_records, end = form->end_row && form->end_row < all ? form->end_row : all;
    t->first_record = form->first_row < end ? form->first_row : end;
    if (form->parts) {
        t->first_record = rows_before(all, form->part - 1, form->parts);
        end = rows_before(all, form->part, form->parts);
    }
    t->n_records = t->records_left = end - t->first_record;
    t->line = t->first_record;
}

/* Leaves out the records before the first that is wanted, where they can only be read in order. */
static bool skip_records(struct table *t)
{
    for (size_t left = t->first_record; left;) {
        if (!table_fill(t, true)) return false;
        size_t rows = t->rest.n / t->query.record;
        if (rows == 0) return true; /* it ends here, which is told when it is read on */
        if (rows > left) rows = left;
        left -= rows;
        table_drop(t, rows * t->query.record);
    }
    return true;
}

/* Can rows be read wherever they are? */
static bool can_read_at(const struct table *t)
{
    return t->points->read_at && unpack_is_plain(&t->unpack);
}

bool table_read_npy(struct table *t)
{
    struct npy_header *h = &t->npy;
    if (!read_header(t) || !measure(t)) return false;
    if (!(h->has_records ? add_fields(t) : add_matrix(t))) return false;
    t->query.by_columns = h->by_columns && h->ndim > 1;
    t->needed = t->query.record;
    table_drop(t, h->start);
    choose_records(t);
    if (can_read_at(t)) return true;
    if (!t->query.by_columns) return skip_records(t);
    diag_error(table_core(t), KIND_USAGE, (struct span){0},
               "%s is stored by columns and cannot be read row by row", t->points->source);
    return diag_hint(table_core(t), "name the file, or save numpy.ascontiguousarray of it");
}

bool table_check_types(struct table *t)
{
    const struct row_query *s = &t->query;
    for (size_t i = 0; i < s->fields.n && s->places.n; i++)
        if (!is_number(t, &s->places.at[s->fields.at[i]].type)) return false;
    for (size_t i = 0; i < s->kept_fields.n && s->places.n; i++)
        if (!is_number(t, &s->places.at[s->kept_fields.at[i]].type)) return false;
    return true;
}

/* ---- rows ---- */

static bool breaks_off(struct table *t)
{
    return table_break(t, KIND_SYNTAX, "the matrix ends within this row");
}

bool table_is_whole(struct table *t)
{
    if (t->is_records && t->rows_left && !records_are_whole(&t->records))
        return table_break(t, KIND_SYNTAX, "the list has no end");
    return t->records_left == 0 || breaks_off(t);
}

static bool read_at(struct table *t, char *to, size_t n, size_t from)
{
    const struct dcalc_points *p = t->points;
    while (n > 0) {
        long got = p->read_at(p->user, to, n, from);
        if (got < 0) return table_break(t, KIND_IO, "cannot be read");
        if (got == 0) return breaks_off(t);
        to += got, from += (size_t)got, n -= (size_t)got;
    }
    return true;
}

/* The next rows from where they are: the same of every column, or whole ones. */
static bool fill_at(struct table *t, struct chunk *chunk)
{
    enum { LEAST_ROWS = 256 };
    size_t width = t->query.by_columns ? t->npy.width : t->query.record,
           columns = t->query.record / width, rows = CHUNK_BYTES / t->query.record,
           done = t->first_record + t->n_records - t->records_left;
    if (rows < LEAST_ROWS) rows = LEAST_ROWS;
    if (rows > t->records_left) rows = t->records_left;
    char *to = str_reserve(&chunk->text, rows * t->query.record);
    if (!to) return table_break(t, KIND_LIMIT, "out of memory");
    for (size_t k = 0; k < columns; k++)
        if (!read_at(t, to + k * rows * width, rows * width,
                     t->npy.start + (k * t->all_records + done) * width))
            return false;
    chunk->text.n = rows * t->query.record;
    t->bytes += chunk->text.n;
    t->records_left -= rows;
    t->ended = t->records_left == 0;
    str_clear(&t->rest);
    return true;
}

bool table_fill_records(struct table *t, struct chunk *chunk, bool wait)
{
    size_t record = t->query.record;
    bool ranged = form_has_rows(&t->query.form);
    if ((t->query.by_columns || ranged) && t->records_left && can_read_at(t))
        return fill_at(t, chunk);
    if (ranged && t->records_left == 0) return t->rest.n = 0, t->ended = true;
    if (!table_fill(t, wait)) return false;
    size_t rows = t->rest.n / record;
    if (rows > t->records_left) rows = t->records_left;
    t->records_left -= rows;
    str_put(&chunk->text, t->rest.n ? t->rest.s : "", rows * record);
    table_drop(t, rows * record);
    if (t->records_left == 0 && t->rest.n && !ranged)
        return table_break(t, KIND_SYNTAX, "something follows the last row");
    if (t->ended && t->records_left) return breaks_off(t);
    return !chunk->text.failed || table_break(t, KIND_LIMIT, "out of memory");
}

/* table_text.c - the columns of a table that is text: what the first lines of separated values
 * tell, the first object of JSON Lines. */
#include "table/table.h"

#include "app/session.h"

#include <string.h>

static bool syntax_error(struct table *t, const char *what)
{
    return table_fail(t, what == row_no_memory ? KIND_LIMIT : KIND_SYNTAX, t->line + 1, "", what);
}

/* ---- separated values ---- */

static bool add_columns(struct table *t)
{
    const struct columns *csv = &t->query.csv;
    for (size_t i = 0; i < csv->all.n; i++) {
        const struct table_column *c = &csv->all.at[i];
        struct row_query_column column = {.name = c->name,
                                          .spelled = c->spelled,
                                          .ndim = c->ndim,
                                          .dims = {c->dims[0], c->dims[1]},
                                          .is_twice = c->is_twice};
        if (!row_query_add_column(&t->query, column)) return false;
    }
    return true;
}

static bool tell_fault(struct table *t, const struct table_fault *fault)
{
    if (!fault->message) return t->mem.failed = true, false;
    table_fail(t, fault->kind, fault->number, "", fault->message);
    return fault->hint && diag_hint(table_core(t), "%s", fault->hint);
}

/* A table without a header may have no rows either, as a part of a larger one. */
static bool read_nothing(struct table *t)
{
    struct table_fault fault;
    size_t n = 0;
    if (t->query.form.header != TABLE_HEADER_NO)
        return table_fail(t, KIND_SYNTAX, 1, "", "the table is empty");
    table_drop(t, t->rest.n);
    for (size_t i = 0; i < t->query.form.n_columns; i++)
        n += !strchr(t->query.form.columns[i], '=');
    if (n == 0) return row_query_add_names(&t->query);
    return columns_name(&t->query.csv, &t->query.form, n, &fault) ? add_columns(t)
                                                                  : tell_fault(t, &fault);
}

/* Reads as much of the table as it takes to know its columns. */
static enum columns_found find_columns(struct table *t, const struct table_uses *uses,
                                       struct table_fault *fault)
{
    struct row_query *q = &t->query;
    for (;;) {
        enum columns_found found = columns_find(&q->csv, &q->form, uses, t->rest.n ? t->rest.s : "",
                                                t->rest.n, t->ended, fault);
        if (found != COLUMNS_MORE) return found;
        t->needed = t->rest.n + 1;
        bool more = table_fill(t, true);
        t->needed = 0;
        if (!more) return COLUMNS_MORE;
    }
}

static enum columns_found find_with_names(struct table *t, struct table_fault *fault)
{
    struct row_query_names names = {0};
    enum columns_found found = find_columns(t, NULL, fault);
    if (found != COLUMNS_MIXED) return found;
    found = COLUMNS_WRONG;
    if (row_query_list_names(&t->query, &names))
        found = find_columns(t, &(struct table_uses){names.all.at, names.all.n, false}, fault);
    vec_free(&table_core(t)->mem, &names.all);
    return found;
}

static bool read_csv(struct table *t)
{
    struct table_fault fault = {0};
    enum columns_found found = find_with_names(t, &fault);
    if (found == COLUMNS_MORE) return false;
    if (found == COLUMNS_EMPTY) return read_nothing(t);
    if (found == COLUMNS_WRONG) return tell_fault(t, &fault);
    t->line = t->query.csv.lines;
    table_drop(t, t->query.csv.start);
    return add_columns(t);
}

/* ---- what there is ---- */

static bool offer_columns(struct table *t)
{
    dcalc *session = t->query.session;
    struct arena *arena = &table_core(t)->arena;
    bool bare = t->own.input == DCALC_TABLE_CSV && !t->query.csv.has_header;
    const char *file = arena_text(arena, t->points->source, strlen(t->points->source));
    for (size_t i = 0; file && i < t->query.columns.n; i++) {
        const struct row_query_column *c = &t->query.columns.at[i];
        if (!*c->name) continue;
        struct offer offer = {.file = file, .note = bare ? "--columns names them" : NULL};
        offer.member.name = arena_text(arena, c->name, strlen(c->name));
        offer.member.spelled = arena_text(arena, c->spelled, strlen(c->spelled));
        if (!offer.member.name || !offer.member.spelled ||
            !vec_push(&session->core.mem, &session->offers.all, offer))
            return false;
    }
    return file;
}

/* ---- JSON ---- */

static const char *key_of(struct table *t, const struct row_field *field)
{
    struct str key = {.mem = &t->mem};
    bool fine = row_put_key(&key, field);
    const char *name = fine ? arena_text(&table_core(t)->arena, key.s, key.n) : NULL;
    if (!fine && !key.failed) syntax_error(t, "a key has an escape that JSON does not know");
    str_free(&key);
    return name;
}

/* The first object tells which keys hold arrays, and their shapes. */
static bool add_json(struct table *t, const struct row_fields *header)
{
    struct row_fields entries = {.mem = &t->mem};
    bool ok = true;
    for (size_t i = 0; ok && i < header->all.n; i++) {
        const struct row_field *f = &header->all.at[i];
        struct row_query_column column = {.name = key_of(t, f)};
        /* What is no array may be passed through all the same. */
        if (row_split_list(&entries, f, &column.ndim, column.dims)) column.ndim = 0;
        ok = column.name && row_query_add_column(&t->query, column);
    }
    vec_free(&t->mem, &entries.all);
    return ok;
}

/* Does the line hold a whole object? */
static bool is_whole(struct table *t, const char *line, size_t n)
{
    struct row_fields fields = {.mem = &t->mem};
    const char *what = row_split_json(&fields, line, n);
    vec_free(&t->mem, &fields.all);
    return !what;
}

/* Names of the program that the first object does not have may be keys of others. */
static bool read_json(struct table *t)
{
    struct row_fields header = {.mem = &t->mem};
    const char *end = memchr(t->rest.s, '\n', t->rest.n);
    size_t n = end ? (size_t)(end - t->rest.s) : t->rest.n;
    const char *what = row_split_json(&header, t->rest.s, n);
    bool ok =
        what ? syntax_error(t, what)
             : add_json(t, &header) && offer_columns(t) && row_query_add_absent_names(&t->query);
    vec_free(&t->mem, &header.all);
    return ok;
}

/* ---- which of them ---- */

/* Finds the first line that says something, at byte *at after *lines others. False where there is
 * none, or where it cannot be read. */
static bool find_line(struct table *t, size_t *at, size_t *lines)
{
    for (*at = *lines = 0;;) {
        const char *from = t->rest.n ? t->rest.s + *at : "", *end = from + (t->rest.n - *at);
        const char *stop = memchr(from, '\n', (size_t)(end - from));
        if (!stop && !t->ended) {
            t->needed = t->rest.n + 1;
            bool more = table_fill(t, true);
            t->needed = 0;
            if (!more) return false;
            continue;
        }
        if (!row_is_empty(from, stop ? stop : end)) return true;
        if (!stop) return false;
        *at += (size_t)(stop + 1 - from);
        ++*lines;
    }
}

/* JSON is told by the first byte of the first line that says something. */
static bool read_names_json(struct table *t, size_t at, size_t lines)
{
    t->line = lines;
    table_drop(t, at);
    const char *end = memchr(t->rest.s, '\n', t->rest.n);
    if (is_whole(t, t->rest.s, end ? (size_t)(end - t->rest.s) : t->rest.n)) return read_json(t);
    if (!table_use_records(t)) return false;
    if (!find_line(t, &at, &lines))
        return !t->broken && table_fail(t, KIND_SYNTAX, 1, "", "the table is empty");
    t->line += lines;
    table_drop(t, at);
    return read_json(t);
}

bool table_read_names(struct table *t)
{
    size_t at, lines;
    bool any = find_line(t, &at, &lines);
    if (!any && t->broken) return false;
    const char *first = any ? t->rest.s + at : "";
    while (row_is_blank(*first)) first++;
    if (*first == '{' || *first == '[') t->own.input = DCALC_TABLE_JSON;
    if (t->own.input == DCALC_TABLE_CSV) return read_csv(t) && offer_columns(t);
    if (!any) return table_fail(t, KIND_SYNTAX, 1, "", "the table is empty");
    return read_names_json(t, at, lines);
}

/* Where a name that no column has stands further down, lines come before the table. */
void table_note_skip(struct table *t)
{
    struct row_query_names names = {0};
    dcalc *session = t->query.session;
    struct arena *arena = &table_core(t)->arena;
    bool any = t->own.input == DCALC_TABLE_CSV && session->offers.all.n && t->rest.n &&
               row_query_list_names(&t->query, &names);
    for (size_t i = 0; any && i < names.all.n; i++) {
        const char *name = names.all.at[i];
        uint32_t at;
        if (row_query_find(&t->query, name, &at)) continue;
        size_t lines = columns_line_of(arena, t->rest.s, t->rest.n, name, t->line == 0);
        if (lines == SIZE_MAX || (t->line + lines == 0 && t->query.csv.has_header)) continue;
        session->offers.all.at[session->offers.all.n - 1].note =
            columns_skip_note(arena, t->line + lines, name);
        break;
    }
    vec_free(&table_core(t)->mem, &names.all);
}

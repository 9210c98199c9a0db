/* table_input.c - the bytes of a table as they come, and errors at its lines. */
#include "table/table.h"

#include <string.h>

enum { LONGEST_LINE = 1 << 26, MOST_QUOTED = 1 << 20 };

bool table_fail(struct table *t, enum kind kind, size_t line, const char *subject, const char *what)
{
    if (line == 0)
        return diag_error(table_core(t), kind, (struct span){0}, "%s: %s", t->points->source, what);

    return diag_error(table_core(t), kind, (struct span){0}, "%s:%zu: %s%s%s", t->points->source,
                      line, subject, *subject ? " " : "", what);
}

bool table_break(struct table *t, enum kind kind, const char *what)
{
    t->broken_kind = kind;
    t->broken = what;
    return false;
}

bool table_waits(const struct table *t)
{
    if (unpack_has_more(&t->unpack)) return false;
    return t->points->waits && t->points->waits(t->points->user);
}

static bool has_needed(const struct table *t)
{
    if (t->needed) return t->rest.n >= t->needed;
    return t->rest.n && memchr(t->rest.s, '\n', t->rest.n);
}

/* Reads a piece of the input. */
static bool read_piece(struct table *t)
{
    struct str *out = t->is_records ? &t->raw : &t->rest;
    char *to = str_reserve(out, CHUNK_BYTES);
    if (!to) return table_break(t, KIND_LIMIT, "out of memory");
    long n = unpack_read(&t->unpack, to, CHUNK_BYTES);
    if (n < 0) return table_break(t, KIND_IO, t->unpack.wrong ? t->unpack.wrong : "cannot be read");
    t->ended = n == 0;
    t->bytes = t->unpack.taken;
    if (!t->is_records) return t->rest.n += (size_t)n, true;
    records_feed(&t->records, to, (size_t)n, &t->rest);
    return !t->rest.failed || table_break(t, KIND_LIMIT, "out of memory");
}

bool table_use_records(struct table *t)
{
    struct str raw = t->rest;
    t->is_records = true;
    t->raw.mem = t->rest.mem;
    t->rest = (struct str){.mem = raw.mem};
    records_feed(&t->records, raw.n ? raw.s : "", raw.n, &t->rest);
    bool fine = !t->rest.failed;
    str_free(&raw);
    return fine || table_break(t, KIND_LIMIT, "out of memory");
}

bool table_fill(struct table *t, bool wait)
{
    while (!t->ended && !t->broken) {
        bool enough = has_needed(t);
        if (enough && t->rest.n >= CHUNK_BYTES) return true;
        if ((enough || !wait) && table_waits(t)) return true;
        if (!enough && t->rest.n > LONGEST_LINE)
            return table_break(t, KIND_LIMIT,
                               t->needed ? "the row has no end within 64 MiB"
                                         : "the line has no end within 64 MiB");
        if (!read_piece(t)) break;
    }
    return !t->broken || has_needed(t); /* what came before it broke counts */
}

static size_t whole_rows(const struct table *t)
{
    const char *from = t->rest.n ? t->rest.s : "", *end = from + t->rest.n, *last;
    if (t->ended) return t->rest.n;
    if (t->own.input == DCALC_TABLE_CSV)
        last = row_last_end(from, end, t->query.csv.separator);
    else
        last = (last = memrchr(from, '\n', t->rest.n)) ? last + 1 : from;
    return (size_t)(last - from);
}

bool table_fill_rows(struct table *t, bool wait, size_t *n)
{
    bool fine = table_fill(t, wait);
    for (*n = whole_rows(t); fine && *n == 0 && wait && !t->ended; *n = whole_rows(t)) {
        if (t->rest.n > MOST_QUOTED)
            return table_break(t, KIND_SYNTAX, "the quote is not closed within 1 MiB");
        t->needed = t->rest.n + 1;
        fine = table_fill(t, true);
        t->needed = 0;
    }
    return fine;
}

/* Moves over at most n of the rows in the first bytes of the rest, and adds their lines. */
static size_t skip_rows(const struct table *t, size_t bytes, size_t n, size_t *done, size_t *lines)
{
    const char *at = t->rest.s;
    size_t rows = row_skip(&at, t->rest.s + bytes, t->query.csv.separator,
                           t->own.input == DCALC_TABLE_JSON, n, lines);
    *done = (size_t)(at - t->rest.s);
    return rows;
}

bool table_skip_rows(struct table *t)
{
    size_t n, done;
    for (size_t left = t->query.form.first_row; left;) {
        if (!table_fill_rows(t, true, &n)) return false;
        if (n == 0) return true;
        left -= skip_rows(t, n, left, &done, &t->line);
        table_drop(t, done);
    }
    return true;
}

size_t table_want_rows(struct table *t, size_t n)
{
    size_t done = 0, lines = 0;
    if (!t->query.form.end_row || n == 0) return n;
    if (t->rows_left) t->rows_left -= skip_rows(t, n, t->rows_left, &done, &lines);
    if (t->rows_left) return n;
    t->rest.n = done;
    t->ended = true;
    t->broken = NULL;
    return done;
}

void table_drop(struct table *t, size_t n)
{
    if (n == 0) return;
    memmove(t->rest.s, t->rest.s + n, t->rest.n - n);
    t->rest.n -= n;
}

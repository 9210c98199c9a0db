/* table_input.c - the bytes of a table as they come, and errors at its lines. */
#include "table/table.h"

#include <string.h>

enum { LONGEST_LINE = 1 << 26 };

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
    return t->points->waits && t->points->waits(t->points->user);
}

static bool has_needed(const struct table *t)
{
    if (t->needed) return t->rest.n >= t->needed;
    return t->rest.n && memchr(t->rest.s, '\n', t->rest.n);
}

bool table_fill(struct table *t, bool wait)
{
    const struct dcalc_points *p = t->points;
    while (!t->ended) {
        bool enough = has_needed(t);
        if (enough && t->rest.n >= CHUNK_BYTES) return true;
        if ((enough || !wait) && table_waits(t)) return true;
        if (!enough && t->rest.n > LONGEST_LINE)
            return table_break(t, KIND_LIMIT,
                               t->needed ? "the row has no end within 64 MiB"
                                         : "the line has no end within 64 MiB");
        char *to = str_reserve(&t->rest, CHUNK_BYTES);
        if (!to) return table_break(t, KIND_LIMIT, "out of memory");
        long n = p->next(p->user, to, CHUNK_BYTES);
        if (n < 0) return table_break(t, KIND_IO, "cannot be read");
        t->ended = n == 0;
        t->bytes += (size_t)n;
        t->rest.n += (size_t)n;
    }
    return true;
}

void table_drop(struct table *t, size_t n)
{
    if (n == 0) return;
    memmove(t->rest.s, t->rest.s + n, t->rest.n - n);
    t->rest.n -= n;
}

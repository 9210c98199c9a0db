#include "data/records.h"

static void end_line(struct records *r, struct str *out)
{
    str_putc(out, '\n');
    r->has_text = false;
}

/* A byte of a record, or the one that begins it. */
static void take_inner(struct records *r, char c, struct str *out)
{
    bool in_string = r->in_string;
    if (in_string && r->is_escaped)
        r->is_escaped = false;
    else if (in_string && c == '\\')
        r->is_escaped = true;
    else if (c == '"')
        r->in_string = !in_string;
    if (!in_string && (c == '{' || c == '[')) r->depth++;
    if (!in_string && (c == '}' || c == ']')) r->depth--;
    bool breaks = c == '\n' && !in_string;
    r->held += breaks;
    str_putc(out, breaks ? ' ' : c);
    r->has_text = c != '\n' || !in_string;
    if (r->depth) return;
    for (; r->held; r->held--) end_line(r, out);
}

/* A byte between records. */
static void take_outer(struct records *r, char c, struct str *out)
{
    bool blank = c == ' ' || c == '\t' || c == '\r', first = !r->any;
    if (c == '\n') {
        end_line(r, out);
        return;
    }
    if (blank || (c == ',' && r->is_list && !r->is_closed)) return;
    r->any = true;
    if (first && c == '[') {
        r->is_list = true;
        return;
    }
    if (c == ']' && r->is_list && !r->is_closed) {
        r->is_closed = true;
        return;
    }
    bool begins = c == '{' && !r->is_closed;
    if (begins && r->has_text) end_line(r, out);
    if (begins)
        take_inner(r, c, out);
    else
        str_putc(out, c), r->has_text = true;
}

/* Returns how many bytes come before the next that has a meaning within a record. */
static size_t plain_run(const char *bytes, size_t n)
{
    static const bool means[256] = {['"'] = true, ['\\'] = true, ['{'] = true, ['}'] = true,
                                    ['['] = true, [']'] = true,  ['\n'] = true};
    size_t run = 0;
    while (run < n && !means[(unsigned char)bytes[run]]) run++;
    return run;
}

/* Bytes of a record up to the next that has a meaning, and that one. Returns how many. */
static size_t take_run(struct records *r, const char *bytes, size_t n, struct str *out)
{
    size_t run = r->is_escaped ? 0 : plain_run(bytes, n);
    if (run) str_put(out, bytes, run), r->has_text = true;
    if (run == n) return n;
    take_inner(r, bytes[run], out);
    return run + 1;
}

void records_feed(struct records *r, const char *bytes, size_t n, struct str *out)
{
    for (size_t i = 0; i < n;)
        if (r->depth)
            i += take_run(r, bytes + i, n - i, out);
        else
            take_outer(r, bytes[i++], out);
}

bool records_are_whole(const struct records *r)
{
    return r->depth == 0 && (!r->is_list || r->is_closed);
}

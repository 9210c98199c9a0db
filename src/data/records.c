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

void records_feed(struct records *r, const char *bytes, size_t n, struct str *out)
{
    for (size_t i = 0; i < n; i++)
        if (r->depth)
            take_inner(r, bytes[i], out);
        else
            take_outer(r, bytes[i], out);
}

bool records_are_whole(const struct records *r)
{
    return r->depth == 0 && (!r->is_list || r->is_closed);
}

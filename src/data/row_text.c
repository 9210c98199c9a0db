#include "data/row_text.h"

#include <string.h>

const char row_no_memory[] = "out of memory";

char row_separator(const char *line, size_t n)
{
    static const char candidates[] = ",;\t";
    for (const char *c = candidates; *c; c++)
        if (memchr(line, *c, n)) return *c;
    return ',';
}

static bool push(struct row_fields *out, struct row_field field)
{
    return vec_push(out->mem, &out->all, field);
}

/* ---- CSV ---- */

/* Returns the position after the quote that ends the text at `at`, or NULL. */
static const char *end_of_quotes(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at != '"') continue;
        if (at + 1 == end || at[1] != '"') return at + 1;
        at++;
    }
    return NULL;
}

const char *row_split_csv(struct row_fields *out, const char *line, size_t n, char separator)
{
    const char *at = line, *end = line + n;
    out->all.n = 0;
    for (;; at++) {
        while (at < end && row_is_blank(*at) && *at != separator) at++;
        struct row_field field = {.from = at, .quoted = at < end && *at == '"'};
        const char *stop;
        if (field.quoted) {
            const char *after = end_of_quotes(++field.from, end);
            if (!after) return "the quote is not closed on its line";
            stop = after - 1;
            for (at = after; at < end && row_is_blank(*at) && *at != separator; at++) continue;
            if (at < end && *at != separator) return "text follows the closing quote";
        } else {
            while (at < end && *at != separator) at++;
            for (stop = at; stop > field.from && row_is_blank(stop[-1]); stop--) continue;
        }
        field.length = (uint32_t)(stop - field.from);
        if (!push(out, field)) return row_no_memory;
        if (at == end) return NULL;
    }
}

/* Whether a reader would take the text for something else than one field of one line. */
static bool needs_quotes(const char *text, size_t n)
{
    if (n == 0) return false;
    if (row_is_blank(*text) || row_is_blank(text[n - 1]) || *text == '#') return true;
    for (size_t i = 0; i < n; i++)
        if (strchr(",;\t\"\r\n", text[i]) && text[i]) return true;
    return false;
}

void row_put_csv(struct str *out, const char *text, size_t n)
{
    bool plain = !needs_quotes(text, n);
    if (!plain) str_putc(out, '"');
    for (size_t i = 0; i < n && !plain; i++) {
        if (text[i] == '"') str_putc(out, '"');
        str_putc(out, text[i]);
    }
    if (plain) str_put(out, text, n);
    if (!plain) str_putc(out, '"');
}

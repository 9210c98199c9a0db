/* Errors for people: where, what, the line with carets under the span, what to do.
 *
 * All of it may hold the user's bytes, so nothing that a terminal would obey goes through. */
#include "app/dcalc.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

/* A line longer than this is shown as a window around the span. */
enum { LONGEST = 160, WINDOW = 120, BEFORE = 50 };

struct paint {
    const char *strong, *alarm, *off;
};

static bool is_unsafe(uint32_t code)
{
    bool control = code < ' ' || (code >= 0x7f && code < 0xa0);
    bool turns = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return (control && code != '\t') || turns || code == 0x2028 || code == 0x2029 ||
           code == UINT32_MAX;
}

/* Appends one character, `?` for one that is broken or unsafe, and moves past it. */
static void put_safe(struct str *out, const char *s, size_t n, size_t *at)
{
    /* A window keeps the decoder's 32-bit offsets valid in a text of any size. */
    uint32_t left = n - *at > 8 ? 8 : (uint32_t)(n - *at), used = 0;
    if (is_unsafe(utf8_next(s + *at, left, &used)))
        str_putc(out, '?');
    else
        str_put(out, s + *at, used);
    *at += used;
}

static void put_safe_text(struct str *out, const char *text)
{
    size_t n = strlen(text);
    for (size_t at = 0; at < n;) put_safe(out, text, n, &at);
}

/* Characters first to last of a line; a tab counts as one. */
struct window {
    size_t first, last;
};

static size_t skip_character(const char *s, size_t n, size_t at)
{
    uint32_t left = n - at > 8 ? 8 : (uint32_t)(n - at), used = 0;
    utf8_next(s + at, left, &used);
    return at + used;
}

static size_t count_characters(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t at = 0; at < n; at = skip_character(s, n, at)) count++;
    return count;
}

static struct window choose_window(const struct dcalc_diagnostic *d)
{
    size_t n = count_characters(d->line, d->line_length);
    if (n <= LONGEST) return (struct window){0, n};
    struct window window = {d->caret_column > BEFORE ? d->caret_column - BEFORE : 0, 0};
    if (window.first + WINDOW > n) window.first = n - WINDOW;
    window.last = window.first + WINDOW;
    return window;
}

/* Writes the part of the line, and into `under` what stands below it up to the caret: blanks, but
 * a tab under a tab, so that both lines move alike. */
static void put_window(struct str *out, struct str *under, const struct dcalc_diagnostic *d,
                       struct window window)
{
    size_t at = 0;
    for (size_t i = 0; at < d->line_length && i < window.last; i++) {
        char c = d->line[at];
        if (i < window.first) {
            at = skip_character(d->line, d->line_length, at);
            continue;
        }
        put_safe(out, d->line, d->line_length, &at);
        if (i < d->caret_column) str_putc(under, c == '\t' ? '\t' : ' ');
    }
}

static void put_repeated(struct str *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) str_putc(out, c);
}

/* Carets may point just behind the line, where something is missing. */
static size_t caret_count(const struct dcalc_diagnostic *d, struct window window)
{
    size_t room = window.last > d->caret_column ? window.last - d->caret_column : 1;
    size_t n = d->caret_length ? d->caret_length : 1;
    return n < room ? n : room;
}

static void put_line(struct str *out, const struct dcalc_diagnostic *d, const struct paint *paint)
{
    struct str under = {.mem = out->mem};
    struct window window = choose_window(d);
    bool cut_after = window.last < count_characters(d->line, d->line_length);
    str_puts(out, window.first ? "  ..." : "  ");
    str_puts(&under, window.first ? "     " : "  ");
    put_window(out, &under, d, window);
    if (d->caret_column > window.last) put_repeated(&under, ' ', 1);
    str_puts(out, cut_after ? "...\n" : "\n");
    if (!under.failed) str_put(out, under.s, under.n);
    str_puts(out, paint->alarm);
    put_repeated(out, '^', caret_count(d, window));
    str_putf(out, "%s\n", paint->off);
    str_free(&under);
}

static void put_diagnostic(struct str *out, const struct dcalc_diagnostic *d,
                           const struct paint *paint)
{
    str_putf(out, "%sdcalc: ", paint->strong);
    if (d->source) {
        put_safe_text(out, d->source);
        if (d->line_number) str_putf(out, ":%zu:%zu", d->line_number, d->column);
        str_puts(out, ": ");
    }
    str_puts(out, paint->off);
    put_safe_text(out, d->message);
    str_putc(out, '\n');
    if (d->source && d->line && d->line_length) put_line(out, d, paint);
    if (!d->hint) return;
    str_putf(out, "  %shint:%s ", paint->strong, paint->off);
    put_safe_text(out, d->hint);
    str_putc(out, '\n');
}

char *dcalc_render_errors(const struct dcalc_result *result, bool color)
{
    static const struct paint plain = {"", "", ""}, colored = {"\033[1m", "\033[1;31m", "\033[0m"};
    struct mem mem = {.is_plain = true};
    struct str out = {.mem = &mem};
    str_put(&out, "", 0);
    for (size_t i = 0; i < result->n_errors; i++)
        put_diagnostic(&out, &result->errors[i], color ? &colored : &plain);
    if (out.failed) str_free(&out);
    return out.s; /* the block is malloc's own, so that free() takes it */
}

/* inline_svg.c - a picture that Graphviz laid out as a part of a page. */
#include "report/render.h"

#include <string.h>

static bool begins(const char *at, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - at) >= n && !memcmp(at, word, n);
}

/* Returns what follows the next `mark`, or the end. */
static const char *after(const char *at, const char *end, const char *mark)
{
    while (at < end && !begins(at, end, mark)) at++;
    return at < end ? at + strlen(mark) : end;
}

/* Returns where the text goes on if it has something here that a page must not have, else NULL. */
static const char *skip(const char *at, const char *end)
{
    static const struct {
        const char *begin, *end;
    } rows[] = {{"<!--", "-->\n"},
                {"<title>", "</title>\n"},
                {" id=\"", "\""},
                {" xmlns=\"", "\""},
                {" xmlns:xlink=\"", "\""}};
    if (begins(at, end, "pt\"")) return at + 2; /* sizes in HTML have no unit */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (begins(at, end, rows[i].begin))
            return after(at + strlen(rows[i].begin), end, rows[i].end);
    return NULL;
}

void render_inline_svg(struct str *out, const char *svg, size_t length)
{
    const char *end = svg + length, *at = svg;
    while (at < end && !begins(at, end, "<svg")) at++;
    if (at == end) return;
    str_puts(out, "<div class=\"picture\">\n");
    while (at < end) {
        const char *next = skip(at, end);
        if (!next) str_putc(out, *at);
        at = next ? next : at + 1;
    }
    str_puts(out, "</div>\n");
}

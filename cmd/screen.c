#define _XOPEN_SOURCE 700
#include "screen.h"

#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <wchar.h>

size_t screen_width(int fd)
{
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : SCREEN_USUAL;
}

size_t screen_columns(const char *bytes, size_t length)
{
    size_t columns = 0;
    mbstate_t state = {0};
    while (length > 0) {
        wchar_t c;
        size_t n = mbrtowc(&c, bytes, length, &state);
        int width = n > 0 && n <= length ? wcwidth(c) : 1;
        if (n == 0 || n > length) {
            n = 1;
            state = (mbstate_t){0};
        }
        columns += width > 0 ? (size_t)width : 0;
        bytes += n;
        length -= n;
    }
    return columns;
}

/* Returns the width of a column that holds words from..to, without the gap after it. */
static size_t widest(const char *const *words, size_t from, size_t to)
{
    size_t most = 0;
    for (size_t i = from; i < to; i++) {
        size_t columns = screen_columns(words[i], strlen(words[i]));
        if (columns > most) most = columns;
    }
    return most;
}

enum { GAP = 2 };

/* Returns the width of a list that has so many rows. */
static size_t list_width(const char *const *words, size_t n, size_t rows)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i += rows) {
        width += (i ? GAP : 0) + widest(words, i, i + rows < n ? i + rows : n);
    }
    return width;
}

void screen_list(struct text *out, const char *const *words, size_t n, size_t width)
{
    size_t rows = 1;
    while (rows < n && list_width(words, n, rows) > width) rows++;
    for (size_t row = 0; row < rows && row < n; row++) {
        for (size_t i = row; i < n; i += rows) {
            text_add(out, words[i]);
            if (i + rows >= n) break;
            size_t top = i - row;
            size_t blanks = widest(words, top, top + rows) + GAP;
            blanks -= screen_columns(words[i], strlen(words[i]));
            text_format(out, "%*s", (int)blanks, "");
        }
        text_add(out, "\n");
    }
}

void screen_wrap(struct text *out, const char *words, size_t column, size_t indent, size_t width)
{
    bool first = true;
    if (column < indent) text_format(out, "%*s", (int)(indent - column), "");
    if (column < indent) column = indent;
    while (*words) {
        size_t length = strcspn(words, " "), columns = screen_columns(words, length);
        if (column > indent && column + !first + columns > width) {
            text_format(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            text_add(out, " ");
            column++;
        }
        text_put(out, words, length);
        column += columns;
        words += length;
        words += strspn(words, " ");
        first = false;
    }
    text_add(out, "\n");
}

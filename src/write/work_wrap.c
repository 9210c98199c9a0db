/* work_wrap.c - long formulas of the work, broken into lines where an operator stands. */
#include "write/work.h"

#include "base/utf8.h"

#include <string.h>

/* A formula of more lines is written by its first ones and its last. */
enum { MOST_LINES = 9, FIRST_LINES = 6, LAST_LINES = 1, INDENT = 2 };

/* How bad a place is for a line to end before it: worse deep in brackets and within a product, and
 * worst after an opening bracket. */
enum { WITHIN_PRODUCT = 1, PER_BRACKET = 2, AFTER_BRACKET = 1000, NOWHERE = 100000 };

static bool is_sign(const char *at)
{
    return at[0] == ' ' && at[1] && strchr("+-*", at[1]) && at[2] == ' ';
}

static int badness(const char *text, size_t i, int depth)
{
    if (is_sign(text + i) || (text[i] == ' ' && text[i - 1] == ',')) return PER_BRACKET * depth;
    if (text[i] == '*' || text[i] == '/') return PER_BRACKET * depth + WITHIN_PRODUCT;
    return text[i - 1] == '(' ? AFTER_BRACKET : NOWHERE;
}

static int deeper(char c)
{
    return (c == '(' || c == '[') - (c == ')' || c == ']');
}

/* Returns the length of the first line: up to the best place that fits and leaves no more than half
 * of it empty, else to the last that fits, else to the first. */
static size_t line_end(const char *text, size_t room)
{
    size_t end = 0, i = 1;
    int depth = deeper(text[0]), best = NOWHERE;
    for (; text[i]; depth += deeper(text[i++])) {
        int bad = badness(text, i, depth);
        if (bad == NOWHERE) continue;
        size_t columns = utf8_columns(text, i);
        if (columns > room && end) return end;
        if (bad > best && 2 * columns > room) continue;
        end = i;
        best = 2 * columns > room ? bad : NOWHERE;
    }
    return end && utf8_columns(text, i) > room ? end : i;
}

static size_t count_lines(const char *text, size_t room)
{
    size_t n = 0;
    for (; *text; n++) {
        text += line_end(text, n ? room - INDENT : room);
        text += *text == ' ';
    }
    return n;
}

const char *work_wrap(struct work *w, const char *text, size_t room)
{
    struct core *core = w->q->core;
    struct str out = {.mem = &core->mem};
    if (!room || utf8_columns(text, strlen(text)) <= room) return text;
    size_t lines = count_lines(text, room);
    for (size_t i = 0; *text; i++) {
        size_t n = line_end(text, i ? room - INDENT : room);
        bool left_out = lines > MOST_LINES && i >= FIRST_LINES && i + LAST_LINES < lines;
        if (i && (!left_out || i == FIRST_LINES)) str_puts(&out, "\n  ");
        if (left_out && i == FIRST_LINES)
            str_putf(&out, work_phrase(w, PHRASE_LEFT_OUT), lines - FIRST_LINES - LAST_LINES);
        if (!left_out) str_put(&out, text, n);
        text += n;
        text += *text == ' ';
    }
    const char *wrapped = str_settle(&out, &core->arena);
    return wrapped ? wrapped : "";
}

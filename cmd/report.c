#define _POSIX_C_SOURCE 200809L
#include "report.h"

#include "files.h"
#include "interrupt.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Replaces control bytes that a user typed, which must not reach a terminal. */
static size_t print_clean(char *out, size_t room, const char *text)
{
    size_t n = 0;
    for (; *text && n < room; text++) {
        unsigned char c = (unsigned char)*text;
        out[n++] = c < ' ' || c == 0x7f ? '?' : (char)c;
    }
    return n;
}

static size_t add_line(char *out, size_t room, const char *before, const char *text)
{
    if (room < 64) return 0;
    size_t n = strlen(before);
    memcpy(out, before, n);
    n += print_clean(out + n, room - n - 1, text);
    out[n++] = '\n';
    return n;
}

int report_error(enum dcalc_kind kind, const char *hint, const char *format, ...)
{
    watchdog_end();
    char message[1024], out[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t n = add_line(out, sizeof out, "dcalc: ", message);
    if (hint) n += add_line(out + n, sizeof out - n, "  hint: ", hint);
    write_all(2, out, n);
    return dcalc_exit_status(kind);
}

bool report_wants_color(const char *color, int fd)
{
    if (color && strcmp(color, "auto") != 0) return strcmp(color, "always") == 0;
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (refused && *refused) return false;
    return isatty(fd) && terminal && strcmp(terminal, "dumb") != 0;
}

int report_result(struct dcalc_result *result, const char *color)
{
    watchdog_end();
    int status = interrupt_seen() ? interrupt_status() : dcalc_exit_status(result->status);
    char *text =
        interrupt_seen() ? NULL : dcalc_render_errors(result, report_wants_color(color, 2));
    if (text) write_all(2, text, strlen(text));
    if (!text && !interrupt_seen()) status = report_error(DCALC_LIMIT, NULL, "out of memory");
    free(text);
    dcalc_result_free(result);
    return status;
}

int report_result_json(const struct dcalc_request *request, struct dcalc_result *result)
{
    watchdog_end();
    struct dcalc_render how = {.size = sizeof how, .format = DCALC_JSON};
    size_t length;
    char *text = interrupt_seen() ? NULL : dcalc_render(request, result, &how, &length);
    if (!text) return report_result(result, NULL);
    int status = dcalc_exit_status(result->status);
    write_all(2, text, length);
    free(text);
    dcalc_result_free(result);
    return status;
}

void report_note(const char *note)
{
    char out[4096];
    write_all(2, out, add_line(out, sizeof out, "dcalc: note: ", note));
}

const char *report_quoted(struct pool *pool, const char *word)
{
    enum { LONGEST = 60 };
    struct text text = {.pool = pool};
    text_add(&text, "'");
    for (size_t i = 0; word[i]; i++) {
        if (i >= LONGEST && ((unsigned char)word[i] & 0xc0) != 0x80) {
            text_add(&text, "...");
            break;
        }
        if (word[i] == '\'')
            text_add(&text, "'\\''");
        else
            text_put(&text, word + i, 1);
    }
    text_add(&text, "'");
    return text.bytes;
}

enum { NEAR_LONGEST = 24 };

/* Returns the number of edits (insert, delete, replace, swap neighbours) that lead from a to b. */
static size_t edits(const char *a, const char *b)
{
    size_t rows[3][NEAR_LONGEST + 1], n = strlen(a), m = strlen(b);
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++) last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *oldest = before;
        before = last, last = now, now = oldest;
    }
    return last[m];
}

void near_offer(struct near *near, const char *candidate)
{
    size_t length = strlen(near->word), other = strlen(candidate);
    if (length > NEAR_LONGEST || other > NEAR_LONGEST) return;
    bool begins = length > 1 && strncmp(candidate, near->word, length) == 0;
    size_t distance = begins ? 1 : edits(near->word, candidate);
    if (distance > 1 + length / 5 || distance >= length) return;
    /* Among equally near words, prefers one of the same length: letters are swapped more often than
     * lost. */
    distance = 2 * distance + (other != length);
    if (near->best && near->distance <= distance) return;
    near->best = candidate;
    near->distance = distance;
}

const char *near_hint(struct pool *pool, const struct near *near, const char *fallback)
{
    return near->best ? pool_format(pool, "did you mean %s?", near->best) : fallback;
}

#include "data/json_stream.h"

#include "data/json_scan.h"

#include <string.h>

static bool fill(struct json_stream *stream)
{
    char buffer[32768];
    long n = stream->ended ? 0 : stream->read(stream->user, buffer, sizeof buffer);
    if (n < 0) stream->failed = true;
    if (n <= 0) return stream->ended = true, false;
    str_put(&stream->text, buffer, (size_t)n);
    return !stream->text.failed;
}

/* Returns the end of the line that begins at `from`, after its newline if it has one, or `from`
 * itself if nothing is left. */
static size_t line_end(struct json_stream *stream, size_t from)
{
    if (stream->seen < from) stream->seen = from;
    for (;;) {
        size_t left = stream->text.n - stream->seen;
        const char *s = left ? stream->text.s + stream->seen : NULL;
        const char *newline = left ? memchr(s, '\n', left) : NULL;
        if (newline) return (size_t)(newline - stream->text.s) + 1;
        stream->seen = stream->text.n;
        if (stream->text.n - stream->start > stream->limit || !fill(stream)) return stream->text.n;
    }
}

/* Drops the bytes that were returned, once there are enough of them to be worth the move. */
static void drop_used(struct json_stream *stream)
{
    struct str *text = &stream->text;
    if (stream->start < text->n / 2 + 1) return;
    memmove(text->s, text->s + stream->start, text->n - stream->start);
    text->n -= stream->start;
    stream->seen -= stream->seen < stream->start ? stream->seen : stream->start;
    stream->start = 0;
}

static struct json_scan scan_line(const struct json_stream *stream, size_t start, size_t end)
{
    struct json_scan scan = {0};
    json_scan_bytes(&scan, stream->text.s + start, end - start);
    return scan;
}

/* Returns the first byte that scan_line would find, or 0. In JSON Lines nothing else needs to be
 * known. */
static char first_of(const struct json_stream *stream, size_t end)
{
    struct json_scan scan = {0};
    for (size_t i = stream->start; i < end && !scan.first; i++)
        json_scan_bytes(&scan, stream->text.s + i, 1);
    return scan.first;
}

static bool is_open(const struct json_scan *scan)
{
    return scan->depth > 0 && !scan->in_string;
}

/* Returns true if a value that begins with the line goes on in the next: behind a mark, or behind
 * an object in a list. Other lines with an open bracket are broken: their answer must not wait for
 * more. */
static bool begins_value(const struct json_scan *scan)
{
    bool in_list = scan->last == '}' && (scan->lists & 1);
    return is_open(scan) && (in_list || strchr(",:[{", scan->last));
}

/* Returns true if text in the state `scan` can continue with the line that `next` describes. An
 * object may follow only a colon, a comma or an opening bracket. */
static bool goes_on(const struct json_scan *scan, const struct json_scan *next)
{
    return next->first != '{' || (scan->last && strchr(":,[", scan->last));
}

/* Extends an open value from `end` over the following lines. If it cannot be completed, the piece
 * is its first line alone if the second line is a value of its own, else everything read. */
static size_t gather(struct json_stream *stream, struct json_scan scan, size_t end)
{
    size_t first_end = end, next_end;
    bool second_whole = false;
    while (is_open(&scan) && (next_end = line_end(stream, end)) > end) {
        struct json_scan next = scan_line(stream, end, next_end);
        if (!goes_on(&scan, &next)) return stream->lines = true, end;
        if (end == first_end) second_whole = next.first == '{' && next.last == '}' && !next.depth;
        json_scan_bytes(&scan, stream->text.s + end, next_end - end);
        end = next_end;
    }
    bool broken = scan.depth > 0 && second_whole;
    if (broken) stream->lines = true;
    return broken ? first_end : end;
}

static size_t count_lines(const char *s, size_t n)
{
    size_t lines = 0;
    for (size_t i = 0; i < n; i++) lines += s[i] == '\n';
    return lines;
}

static enum json_stream_status hand_out(struct json_stream *stream, size_t end, bool is_line,
                                        struct json_piece *piece)
{
    piece->bytes = stream->text.s + stream->start;
    piece->length = end - stream->start;
    piece->line = stream->line + 1;
    stream->line += is_line ? 1 : count_lines(piece->bytes, piece->length);
    stream->start = end;
    while (piece->length && strchr("\r\n", piece->bytes[piece->length - 1])) piece->length--;
    return JSON_STREAM_PIECE;
}

/* Moves to the first line that is not blank. Returns its end, or `start` at the end of the
 * stream. */
static size_t skip_blank_lines(struct json_stream *stream, struct json_scan *scan)
{
    for (size_t skipped = 0;;) {
        size_t end = line_end(stream, stream->start);
        if (end == stream->start) return end;
        *scan = stream->lines ? (struct json_scan){.first = first_of(stream, end)}
                              : scan_line(stream, stream->start, end);
        skipped += end - stream->start;
        if (scan->first || (stream->too_long = skipped > stream->limit)) return end;
        stream->line += count_lines(stream->text.s + stream->start, end - stream->start);
        stream->start = end;
        drop_used(stream);
    }
}

/* Forgets the line that was too long, to its end. False if that is too far away: the stream may be
 * endless. */
static bool skip_line(struct json_stream *stream)
{
    struct str *text = &stream->text;
    size_t skipped = 0;
    for (bool more = true; more;) {
        size_t left = text->n - stream->start;
        const char *newline = left ? memchr(text->s + stream->start, '\n', left) : NULL;
        size_t end = newline ? (size_t)(newline - text->s) + 1 : text->n;
        skipped += end - stream->start;
        stream->start = end;
        drop_used(stream);
        if (!newline && skipped > stream->limit + stream->limit / 2) return false;
        more = !newline && fill(stream);
    }
    stream->too_long = false;
    stream->line++;
    return true;
}

enum json_stream_status json_stream_next(struct json_stream *stream, struct json_piece *piece)
{
    struct json_scan scan = {0};
    bool is_line = stream->lines;
    if (stream->too_long && !skip_line(stream)) {
        stream->lines = false;
        return JSON_STREAM_TOO_LONG;
    }
    drop_used(stream);
    size_t end = skip_blank_lines(stream, &scan);
    if (end > stream->start && !stream->lines) {
        if (begins_value(&scan))
            end = gather(stream, scan, end);
        else
            stream->lines = true;
    }
    if (stream->failed) return JSON_STREAM_FAILED;
    if (end - stream->start > stream->limit) stream->too_long = true;
    if (stream->text.failed) return JSON_STREAM_MEMORY;
    if (stream->too_long) return JSON_STREAM_TOO_LONG;
    return end > stream->start ? hand_out(stream, end, is_line, piece) : JSON_STREAM_END;
}

void json_stream_free(struct json_stream *stream)
{
    str_free(&stream->text);
}

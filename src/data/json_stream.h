/* json_stream.h - a stream of bytes cut into JSON values, each handed out as soon as it is whole.
 *
 * A value may fill one line or many. Once the first has come on a line of its own (JSON Lines),
 * every line is taken for itself, so that a broken one never swallows those after it. */
#ifndef DATA_JSON_STREAM_H
#define DATA_JSON_STREAM_H

#include "base/str.h"

/* Takes bytes from the outside: 0 at the end, negative on failure, else how many. */
typedef long json_stream_read(void *user, char *buffer, size_t size);

struct json_stream {
    json_stream_read *read;
    void *user;
    size_t limit;    /* bytes one value may have */
    struct str text; /* read and not yet dropped; its mem must be set */
    size_t start;    /* of what was not handed out yet */
    size_t seen;     /* bytes of text known to hold no line end after `start` */
    size_t line;     /* lines handed out */
    bool ended, failed, too_long, lines;
};

struct json_piece {
    const char *bytes; /* valid until the next call */
    size_t length;
    size_t line; /* number of its first line, from 1 */
};

enum json_stream_status {
    JSON_STREAM_PIECE,
    JSON_STREAM_END,
    JSON_STREAM_FAILED,   /* reading failed */
    JSON_STREAM_TOO_LONG, /* a value over the limit, or no memory for it; the stream is lost */
};
enum json_stream_status json_stream_next(struct json_stream *stream, struct json_piece *piece);
/* True while a whole line is there that need not be waited for. */
bool json_stream_has_line(const struct json_stream *stream);
void json_stream_free(struct json_stream *stream);

#endif

/* json_stream.h - cuts a stream of bytes into JSON values and returns each as soon as it is
 * complete.
 *
 * A value goes on over several lines if its first line leaves a bracket open and ends with an
 * opening bracket, a comma, a colon, or an object in a list. Once a value has come on a line of its
 * own (JSON Lines), every line is one value, so that a broken line never swallows those after it.
 */
#ifndef DATA_JSON_STREAM_H
#define DATA_JSON_STREAM_H

#include "base/str.h"

/* Reads bytes into the buffer. Returns how many, 0 at the end, or a negative number on failure. */
typedef long json_stream_read(void *user, char *buffer, size_t size);

struct json_stream {
    json_stream_read *read;
    void *user;
    size_t limit;    /* the most bytes that one value may have */
    struct str text; /* bytes read and not yet dropped; its mem must be set */
    size_t start;    /* of the bytes that were not returned yet */
    size_t seen;     /* bytes of text known to contain no line end after `start` */
    size_t line;     /* number of lines returned */
    bool ended, failed, too_long;
    bool lines; /* every line is one value; may be set at the start */
};

struct json_piece {
    const char *bytes; /* valid until the next call */
    size_t length;
    size_t line; /* number of its first line, counted from 1 */
};

enum json_stream_status {
    JSON_STREAM_PIECE,
    JSON_STREAM_END,
    JSON_STREAM_FAILED,   /* reading failed */
    JSON_STREAM_TOO_LONG, /* a value exceeds the limit; with `lines` the next can be read, unless
                             the end is half as far again */
    JSON_STREAM_MEMORY,   /* it exceeds the memory */
};
enum json_stream_status json_stream_next(struct json_stream *stream, struct json_piece *piece);
void json_stream_free(struct json_stream *stream);

#endif

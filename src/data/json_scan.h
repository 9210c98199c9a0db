/* json_scan.h - checks on JSON text before a parser builds anything.
 *
 * They answer two questions: whether a value is complete, which a stream must know without parsing
 * again and again, and whether the text contains anything that the parser would silently change. */
#ifndef DATA_JSON_SCAN_H
#define DATA_JSON_SCAN_H

#include "base/diag.h"

#include <stdint.h>

/* Bounds on one JSON text: the depth of nesting, and the number of values, each of which takes a
 * tree node. */
enum { JSON_MAX_DEPTH = 1000, JSON_MAX_VALUES = 1 << 22 };

struct json_error {
    enum kind kind;
    size_t offset;
    char message[120];
};

/* The state of a scan over pieces of one text; starts zeroed. */
struct json_scan {
    long depth;       /* number of open brackets */
    uint64_t lists;   /* a bit for each of the innermost 64, the last bit for the innermost: is it a
                         list? */
    bool in_string;   /* the text so far ends inside a string */
    bool escaped;     /* and there right after a backslash */
    char first, last; /* the first and the last byte that are not blank */
};
void json_scan_bytes(struct json_scan *scan, const char *bytes, size_t length);

/* A number of a text, or a string that is not a key, without its quotes: its first byte, and how
 * many it has. */
enum json_leaf_kind { JSON_LEAF_NUMBER, JSON_LEAF_PLAIN, JSON_LEAF_ESCAPED };
struct json_leaf {
    size_t start, length;
    enum json_leaf_kind kind; /* a string is plain if it has no backslash */
};
/* All numbers and strings of a text, in their order. */
struct json_leaves {
    struct mem mem;
    VEC(struct json_leaf) all;
};

/* Returns false with an error for text that a lenient parser would cut or change: NUL bytes and
 * \u0000, numbers not in JSON's form, and nesting or size out of bounds. Everything else is left to
 * the parser. Adds its numbers and strings to the list, which the caller frees, also after an
 * error. */
bool json_scan_check(const char *bytes, size_t length, struct json_leaves *leaves,
                     struct json_error *error);

/* Fills in an error. Always returns false. */
bool json_scan_error(struct json_error *error, enum kind kind, size_t offset, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

#endif

/* json_scan.h - what JSON text looks like from outside, before a parser builds anything.
 *
 * Two questions: is a value complete yet (a stream must know without parsing again and again),
 * and does the text hold anything that the parser would silently bend. */
#ifndef DATA_JSON_SCAN_H
#define DATA_JSON_SCAN_H

#include "base/diag.h"

/* Bounds on one JSON text: nesting, and the number of values (each costs a tree node). */
enum { JSON_MAX_DEPTH = 1000, JSON_MAX_VALUES = 1 << 22 };

struct json_error {
    enum kind kind;
    size_t offset;
    char message[120];
};

/* State of a scan over pieces of one text; starts zeroed. */
struct json_scan {
    long depth;       /* brackets open */
    bool in_string;   /* the text so far ends inside a string */
    bool escaped;     /* and after a backslash */
    char first, last; /* first and newest byte that is no blank */
};
void json_scan_bytes(struct json_scan *scan, const char *bytes, size_t length);

/* False with an error for text that a lenient parser would cut or change: NUL bytes and \u0000,
 * numbers in no JSON form or beyond a double's range, and nesting or size out of bounds.
 * Everything else is left to the parser. */
bool json_scan_check(const char *bytes, size_t length, struct json_error *error);

/* Fills in an error; always false. */
bool json_scan_error(struct json_error *error, enum kind kind, size_t offset, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

#endif

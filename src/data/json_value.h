/* json_value.h - JSON values that are passed on: text in, text out, without a tree. */
#ifndef DATA_JSON_VALUE_H
#define DATA_JSON_VALUE_H

#include "base/str.h"

#include <stdbool.h>

/* Appends the characters of a JSON string, given without its quotes: escapes become what they stand
 * for; half a surrogate pair and \u0000 become U+FFFD. Returns false for an escape that JSON does
 * not have. */
bool json_unescape(struct str *out, const char *text, size_t n);

/* Appends a JSON value as it stands, so that the output is JSON whatever the bytes are: bytes that
 * are not UTF-8 become U+FFFD, control characters in strings become escapes, and Python's NaN and
 * Infinity become null. Returns false, having appended a part, for what is no value, or nested
 * deeper than JSON_MAX_DEPTH. */
bool json_copy_value(struct str *out, const char *text, size_t n);

#endif

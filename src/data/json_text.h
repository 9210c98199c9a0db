/* json_text.h - writes JSON without building a tree: the pieces are put in order, and commas are
 * added as needed. When out of memory, the string's `failed` is set (str.h). */
#ifndef DATA_JSON_TEXT_H
#define DATA_JSON_TEXT_H

#include "base/str.h"

#include <string.h>

/* How many of eight bytes come before the first that is not plain: one below ' ', a '"' or '\\', or
 * one with its highest bit. A difference borrows from the bytes behind alone. */
static inline size_t json_plain_of_eight(const char *bytes)
{
    const uint64_t each = 0x0101010101010101, highest = 0x80 * each;
    uint64_t all;
    memcpy(&all, bytes, sizeof all);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    all = __builtin_bswap64(all);
#endif
    uint64_t quotes = all ^ '"' * each, slashes = all ^ '\\' * each;
    uint64_t found = ((all - ' ' * each) & ~all) | ((quotes - each) & ~quotes) |
                     ((slashes - each) & ~slashes) | all;
    found &= highest;
    return found ? (size_t)__builtin_ctzll(found) / 8 : 8;
}

/* Writes a string; bytes that are not UTF-8, and NULs, become U+FFFD. */
void json_put_string(struct str *out, const char *bytes, size_t length);
/* The same without the quotes around it. */
void json_put_characters(struct str *out, const char *bytes, size_t length);
void json_put_text(struct str *out, const char *text);
/* Writes a double in the fewest digits; nan and inf become null. */
void json_put_double(struct str *out, double x);

/* Begin an item of a list, or an entry of an object; its value must follow. */
void json_put_item(struct str *out);
void json_put_key(struct str *out, const char *key);
/* Append a key and its value. */
void json_put_key_text(struct str *out, const char *key, const char *text);
void json_put_key_double(struct str *out, const char *key, double x);

#endif

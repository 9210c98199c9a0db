/* utf8.h - decodes and encodes UTF-8, tells which characters may stand in a name, and how wide
 * texts are. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at byte *at of s[0..end) and moves *at past it. Where the bytes are not
 * valid UTF-8, returns UINT32_MAX and moves by one byte. */
uint32_t utf8_next(const char *s, uint32_t end, uint32_t *at);

/* Writes a character, at most 4 bytes, and returns the position after it. */
char *utf8_put(char *to, uint32_t code);

/* Letters and the underscore. */
static inline bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Letters, digits and the underscore: bit c of the set is the character c. */
static inline bool is_ascii_name(char c)
{
    static const uint64_t set[4] = {0x03FF000000000000, 0x07FFFFFE87FFFFFE};
    return set[(unsigned char)c >> 6] >> (c & 63) & 1;
}

/* Returns true for letters beyond ASCII, judged by range; marks, arrows and signs are not
 * letters. */
bool utf8_is_letter(uint32_t code);

/* Returns how many bytes at s[0..end) are letters, digits and underscores, as in names. */
uint32_t utf8_name_bytes(const char *s, uint32_t end);
/* Returns true for a name: these, and the first is no digit. */
bool utf8_is_name(const char *text);

/* Returns how many columns of a terminal the bytes take, in any locale: marks that combine take
 * none, the scripts of East Asia two for each character (Unicode Standard Annex 11), invalid bytes
 * one. */
size_t utf8_columns(const char *s, size_t n);

#endif

/* utf8.h - just enough UTF-8: decoding, and which characters may stand in a name. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/* Decodes the character at byte *at of s[0..end) and moves past it; UINT32_MAX (and one byte
 * on) where the bytes are no valid UTF-8. */
uint32_t utf8_next(const char *s, uint32_t end, uint32_t *at);

/* Letters beyond ASCII, by range; marks, arrows and signs are none. */
bool utf8_is_letter(uint32_t code);

#endif

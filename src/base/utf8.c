#include "base/utf8.h"

#include "base/decimal.h"

#include <string.h>

uint32_t utf8_next(const char *s, uint32_t end, uint32_t *at)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char c = (unsigned char)s[(*at)++];
    int n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (n == 1) return c;
    if (n == 0 || end - *at < (uint32_t)n - 1) return UINT32_MAX;
    uint32_t code = c & (0x7F >> n);
    for (int i = 0; i < n - 1; i++) {
        unsigned char next = (unsigned char)s[*at + (uint32_t)i];
        if ((next & 0xC0) != 0x80) return UINT32_MAX;
        code = code << 6 | (next & 0x3F);
    }
    if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return UINT32_MAX;
    *at += (uint32_t)n - 1;
    return code;
}

char *utf8_put(char *to, uint32_t code)
{
    int rest = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    *to++ = (char)(first[rest] | code >> 6 * rest);
    while (rest-- > 0) *to++ = (char)(0x80 | (code >> 6 * rest & 0x3F));
    return to;
}

bool utf8_is_letter(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0xAA, 0xAA},       {0xB5, 0xB5},       {0xBA, 0xBA},     {0xC0, 0xD6},
        {0xD8, 0xF6},       {0xF8, 0x1FFF},     {0x2071, 0x2071}, {0x207F, 0x2089},
        {0x2090, 0x209C},   {0x2102, 0x2138},   {0x2C00, 0x2DFF}, {0x3005, 0x3006},
        {0x3031, 0xD7FF},   {0xF900, 0xFDFF},   {0xFE70, 0xFEFC}, {0xFF21, 0xFFDC},
        {0x10000, 0x1EFFF}, {0x20000, 0x3FFFF},
    };
    for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    return false;
}

uint32_t utf8_name_bytes(const char *s, uint32_t end)
{
    uint32_t at = 0;
    while (at < end) {
        uint32_t next = at;
        if (is_ascii_letter(s[at]) || is_digit(s[at]))
            next++;
        else if ((unsigned char)s[at] < 0x80 || !utf8_is_letter(utf8_next(s, end, &next)))
            break;
        at = next;
    }
    return at;
}

bool utf8_is_name(const char *text)
{
    size_t n = strlen(text);
    return n && n < UINT32_MAX && !is_digit(*text) && utf8_name_bytes(text, (uint32_t)n) == n;
}

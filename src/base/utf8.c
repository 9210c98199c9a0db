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

static bool is_within(uint32_t code, const uint32_t (*ranges)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    return false;
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
    return is_within(code, ranges, sizeof ranges / sizeof *ranges);
}

uint32_t utf8_name_bytes(const char *s, uint32_t end)
{
    uint32_t at = 0;
    while (at < end) {
        uint32_t next = at;
        if (is_ascii_name(s[at]))
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

size_t utf8_columns(const char *s, size_t n)
{
    static const uint32_t combining[][2] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},
                                            {0x64B, 0x65F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                                            {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}};
    static const uint32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF},
                                       {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},  {0xA960, 0xA97F},
                                       {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                       {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    size_t columns = 0;
    for (uint32_t at = 0, end = (uint32_t)n; at < end;) {
        uint32_t code = utf8_next(s, end, &at);
        if (is_within(code, combining, sizeof combining / sizeof *combining)) continue;
        columns += is_within(code, wide, sizeof wide / sizeof *wide) ? 2 : 1;
    }
    return columns;
}

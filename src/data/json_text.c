#include "data/json_text.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Returns the length of the well-formed UTF-8 character at s, or 0. */
static size_t utf8_length(const char *s, size_t left)
{
    uint32_t at = 0;
    return utf8_next(s, left < 4 ? (uint32_t)left : 4, &at) == UINT32_MAX ? 0 : at;
}

/* Writes a character that JSON requires to be escaped. */
static void put_escape(struct str *out, char c)
{
    static const char letters[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *letter = c ? strchr(letters, c) : NULL;
    if (!c)
        str_puts(out, "\xef\xbf\xbd");
    else if (letter)
        str_put(out, (const char[2]){'\\', names[letter - letters]}, 2);
    else
        str_putf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\' && c < 0x80;
}

void json_put_characters(struct str *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t end = i, plain = 8;
        for (; plain == 8 && end + 8 <= length; end += plain)
            plain = json_plain_of_eight(bytes + end);
        while (plain == 8 && end < length && is_plain((unsigned char)bytes[end])) end++;
        str_put(out, bytes + i, end - i);
        if ((i = end) == length) break;
        size_t n = (unsigned char)bytes[i] < 0x80 ? 0 : utf8_length(bytes + i, length - i);
        if (n)
            str_put(out, bytes + i, n);
        else
            put_escape(out, (unsigned char)bytes[i] < 0x80 ? bytes[i] : '\0');
        i += n ? n : 1;
    }
}

static bool are_plain(const char *bytes, size_t length)
{
    size_t i = 0;
    for (; length - i >= 8; i += 8)
        if (json_plain_of_eight(bytes + i) < 8) return false;
    while (i < length && is_plain((unsigned char)bytes[i])) i++;
    return i == length;
}

/* Most strings are short and plain, and are put as a whole. */
static bool put_plain(struct str *out, const char *bytes, size_t length)
{
    enum { SHORT = 64 };
    char *to = length <= SHORT && are_plain(bytes, length) ? str_reserve(out, length + 2) : NULL;
    if (!to) return false;
    to[0] = to[length + 1] = '"';
    if (length) memcpy(to + 1, bytes, length);
    to[length + 2] = '\0';
    out->n += length + 2;
    return true;
}

void json_put_string(struct str *out, const char *bytes, size_t length)
{
    if (put_plain(out, bytes, length)) return;
    str_putc(out, '"');
    json_put_characters(out, bytes, length);
    str_putc(out, '"');
}

void json_put_text(struct str *out, const char *text)
{
    json_put_string(out, text, strlen(text));
}

void json_put_double(struct str *out, double x)
{
    if (isfinite(x))
        str_double(out, x);
    else
        str_puts(out, "null");
}

/* A comma is needed only after a value, and no value ends in an opening bracket or a colon. */
void json_put_item(struct str *out)
{
    char last = out->n ? out->s[out->n - 1] : '[';
    if (last != '[' && last != '{') str_putc(out, ',');
}

void json_put_key(struct str *out, const char *key)
{
    json_put_item(out);
    json_put_text(out, key);
    str_putc(out, ':');
}

void json_put_key_text(struct str *out, const char *key, const char *text)
{
    json_put_key(out, key);
    json_put_text(out, text);
}

void json_put_key_double(struct str *out, const char *key, double x)
{
    json_put_key(out, key);
    json_put_double(out, x);
}

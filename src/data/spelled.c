#include "data/spelled.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <string.h>

/* What stands between parts of a name becomes one underscore, what stands around them nothing. */
const char *spelled_name(struct arena *arena, const char *name)
{
    size_t length = strlen(name);
    if (utf8_is_name(name) || length >= UINT32_MAX / 2) return length >= UINT32_MAX / 2 ? "" : name;
    char *text = arena_alloc(arena, length + 2), *to = text;
    if (!text) return NULL;
    for (uint32_t at = 0, n, end = (uint32_t)length; at < end; at += n) {
        n = utf8_name_bytes(name + at, end - at);
        if (n && (to > text || is_digit(name[at]))) *to++ = '_';
        memcpy(to, name + at, n);
        to += n;
        if (!n) utf8_next(name, end, &at);
    }
    *to = '\0';
    return text;
}

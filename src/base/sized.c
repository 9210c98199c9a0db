#include "base/sized.h"

#include <string.h>

static bool are_zero(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i]) return false;
    return true;
}

bool sized_copy(void *out, size_t known, const void *given, size_t least)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    if (size < least) return false;
    memcpy(out, given, size < known ? size : known);
    memcpy(out, &known, sizeof known);
    return size <= known || are_zero((const unsigned char *)given + known, size - known);
}

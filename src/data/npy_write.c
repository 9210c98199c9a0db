#include "data/npy_write.h"

#include <string.h>

/* Entries begin at a multiple of this, so that readers may use them where they lie. */
enum { ALIGNMENT = 64, PREAMBLE = 10 };

static void put_shape(struct str *out, const struct array *a)
{
    str_puts(out, "(");
    for (int i = 0; i < a->ndim; i++) str_putf(out, i ? " %zu" : "%zu,", a->dims[i]);
    str_puts(out, ")");
}

void npy_write(struct str *out, const struct array *array)
{
    const uint16_t one = 1;
    bool little = *(const unsigned char *)&one == 1;
    size_t start = out->n;
    str_put(out, "\x93NUMPY\1\0\0\0", PREAMBLE);
    str_putf(out, "{'descr': '%cf8', 'fortran_order': False, 'shape': ", little ? '<' : '>');
    put_shape(out, array);
    str_puts(out, ", }");
    while ((out->n - start + 1) % ALIGNMENT && !out->failed) str_putc(out, ' ');
    str_putc(out, '\n');
    if (out->failed) return;
    size_t length = out->n - start - PREAMBLE;
    out->s[start + 8] = (char)(length & 255);
    out->s[start + 9] = (char)(length >> 8);
    str_put(out, (const char *)array->entries, array_count(array) * sizeof *array->entries);
}

#include "data/npy_write.h"

#include "data/npy.h"

#include <string.h>

/* Entries begin at a multiple of this, so that readers can use them in place. */
enum { ALIGNMENT = 64, PREAMBLE = 10 };

static void put_shape(struct str *out, size_t n, const size_t *dims)
{
    str_putc(out, '(');
    for (size_t i = 0; i < n; i++) str_putf(out, i ? ", %zu" : "%zu", dims[i]);
    str_puts(out, n == 1 ? ",)" : ")");
}

void npy_put_header(struct str *out, size_t n, const size_t *dims, size_t least)
{
    size_t start = out->n;
    str_put(out, "\x93NUMPY\1\0\0\0", PREAMBLE);
    str_putf(out, "{'descr': '%cf8', 'fortran_order': False, 'shape': ",
             npy_machine_is_big() ? '>' : '<');
    put_shape(out, n, dims);
    str_puts(out, ", }");
    while (((out->n - start + 1) % ALIGNMENT || out->n - start + 1 < least) && !out->failed)
        str_putc(out, ' ');
    str_putc(out, '\n');
    if (out->failed) return;
    size_t length = out->n - start - PREAMBLE;
    out->s[start + 8] = (char)(length & 255);
    out->s[start + 9] = (char)(length >> 8);
}

void npy_write(struct str *out, const struct array *array)
{
    npy_put_header(out, (size_t)array->ndim, array->dims, 0);
    if (!out->failed)
        str_put(out, (const char *)array->entries, array_count(array) * sizeof *array->entries);
}

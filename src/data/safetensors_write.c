#include "data/safetensors_write.h"

#include "data/json_text.h"
#include "data/npy.h"

#include <string.h>

enum { LENGTH_BYTES = 8, ALIGNMENT = 8 };

static void put_entry(struct str *out, const struct array *a, size_t *offset)
{
    size_t end = *offset + array_count(a) * sizeof(double);
    json_put_key(out, a->name);
    str_puts(out, "{\"dtype\":\"F64\",\"shape\":[");
    for (int i = 0; i < a->ndim; i++) str_putf(out, "%s%zu", i ? "," : "", a->dims[i]);
    str_putf(out, "],\"data_offsets\":[%zu,%zu]}", *offset, end);
    *offset = end;
}

/* Doubles are little-endian in the file. */
static void put_doubles(struct str *out, const struct array *a)
{
    size_t n = array_count(a) * sizeof(double);
    const char *bytes = (const char *)a->entries;
    if (!npy_machine_is_big()) {
        str_put(out, bytes, n);
        return;
    }
    for (size_t i = 0; i < n; i++) str_putc(out, bytes[i ^ (sizeof(double) - 1)]);
}

void safetensors_write(struct str *out, const struct array *arrays, size_t n)
{
    size_t start = out->n, offset = 0;
    str_put(out, "\0\0\0\0\0\0\0\0{", LENGTH_BYTES + 1);
    for (size_t i = 0; i < n; i++) put_entry(out, &arrays[i], &offset);
    str_putc(out, '}');
    while (out->n % ALIGNMENT && !out->failed) str_putc(out, ' ');
    if (out->failed) return;
    size_t length = out->n - start - LENGTH_BYTES;
    for (int i = 0; i < LENGTH_BYTES; i++) out->s[start + (size_t)i] = (char)(length >> 8 * i);
    for (size_t i = 0; i < n; i++) put_doubles(out, &arrays[i]);
}

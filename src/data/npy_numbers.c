/* npy_numbers.c - numbers of any width and byte order, as NumPy's files and others hold them. */
#include "data/npy.h"

#include <math.h>
#include <string.h>

/* Converts IEEE binary16: 5 bits of exponent, 10 of fraction. */
static double half_value(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023), sign = bits >> 15 ? -1 : 1;
    if (exponent == 31) return fraction != 0 ? (double)NAN : sign * (double)INFINITY;
    return sign * (exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24));
}

/* Converts a bfloat16: the upper half of a float. */
static double brain_value(uint64_t bits)
{
    uint32_t wide = (uint32_t)bits << 16;
    float x;
    memcpy(&x, &wide, sizeof x);
    return (double)x;
}

static double float_value(uint64_t bits, size_t width)
{
    double wide;
    float narrow;
    uint32_t low = (uint32_t)bits;
    if (width == 2) return half_value(bits);
    memcpy(&narrow, &low, sizeof narrow);
    memcpy(&wide, &bits, sizeof wide);
    return width == 4 ? (double)narrow : wide;
}

/* Returns false if no double is equal to the integer. */
static bool integer_value(uint64_t bits, const struct npy_type *type, double *x)
{
    int64_t value = (int64_t)(bits << (64 - 8 * type->width)) >> (64 - 8 * type->width);
    *x = type->kind == 'u' ? (double)bits : (double)value;
    if (type->kind == 'u') return *x < 0x1p64 && (uint64_t)*x == bits;
    return *x < 0x1p63 && (int64_t)*x == value;
}

static uint64_t bits_of(const struct npy_type *type, const void *bytes)
{
    const unsigned char *b = bytes;
    uint64_t bits = 0;
    for (size_t i = 0; i < type->width; i++)
        bits |= (uint64_t)b[type->is_big ? type->width - 1 - i : i] << 8 * i;
    return bits;
}

bool npy_number(const struct npy_type *type, const void *bytes, double *x)
{
    uint64_t bits;
    if (type->width == sizeof bits && type->is_big == npy_machine_is_big())
        memcpy(&bits, bytes, sizeof bits);
    else
        bits = bits_of(type, bytes);
    if (type->kind == 'b') return *x = bits != 0, true;
    if (type->kind == 'B') return *x = brain_value(bits), true;
    if (type->kind != 'f') return integer_value(bits, type, x);
    return *x = float_value(bits, type->width), true;
}

void npy_put_whole(struct str *out, const struct npy_type *type, const void *bytes)
{
    if (type->kind == 'u')
        str_putf(out, "%llu", (unsigned long long)bits_of(type, bytes));
    else
        str_putf(out, "%lld", (long long)bits_of(type, bytes));
}

void npy_put_number(struct str *out, const struct npy_type *type, const void *bytes)
{
    double x;
    bool fits = npy_number(type, bytes, &x);
    if (fits && (strchr("fB", type->kind) || fabs(x) < 0x1p53))
        str_double(out, x);
    else
        npy_put_whole(out, type, bytes);
}

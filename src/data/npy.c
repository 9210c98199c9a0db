/* npy.c - NumPy's format: a line of Python that describes the array, then its bytes (versions 1 to
 * 3 of numpy/lib/format.py). Doubles in the machine's order are used where they lie. */
#include "data/array.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_AXES = 32, PREAMBLE = 10 };

struct npy {
    struct data_file *file;
    const char *bytes; /* of the array's file, which may be a member of an archive */
    size_t length;
    const char *at, *end; /* in the header */
    char kind;            /* 'f' 'i' 'u' 'b' */
    size_t width;
    bool is_big; /* the high end of a number comes first */
    bool has_type, has_order, has_shape, by_columns;
    int ndim;
    size_t dims[2], count;
};

static bool wrong(struct npy *n, const char *what)
{
    return data_error(n->file, KIND_IO, "byte %zu: %s", (size_t)(n->at - n->bytes), what);
}

/* ---- the description: a dictionary as Python prints it ---- */

static void skip_blanks(struct npy *n)
{
    while (n->at < n->end && strchr(" \t\r\n", *n->at) && *n->at) n->at++;
}

static bool take(struct npy *n, char c)
{
    skip_blanks(n);
    if (n->at == n->end || *n->at != c) return false;
    return n->at++, true;
}

static bool take_word(struct npy *n, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(n);
    if ((size_t)(n->end - n->at) < length || memcmp(n->at, word, length) != 0) return false;
    return n->at += length, true;
}

/* 'text' or "text", at most 15 characters. */
static bool take_string(struct npy *n, char out[static 16])
{
    size_t length = 0;
    skip_blanks(n);
    if (n->at == n->end || (*n->at != '\'' && *n->at != '"')) return false;
    const char *start = n->at, quote = *n->at++;
    while (n->at < n->end && *n->at != quote && length < 15) out[length++] = *n->at++;
    out[length] = '\0';
    return take(n, quote) || (n->at = start, false);
}

static bool take_size(struct npy *n, size_t *out)
{
    skip_blanks(n);
    const char *start = n->at;
    *out = 0;
    for (; n->at < n->end && *n->at >= '0' && *n->at <= '9'; n->at++)
        if (__builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, (size_t)(*n->at - '0'), out))
            return wrong(n, "a size beyond all memory");
    if (n->at == start) return wrong(n, "a size must be a whole number, not below 0");
    take(n, 'L'); /* as Python 2 wrote it */
    return true;
}

/* Kinds of NumPy that are no numbers, or none that a double holds. */
static const char *why_not(char kind, size_t width)
{
    switch (kind) {
    case 'O': return "pickled Python objects are not read; save an array of numbers";
    case 'c': return "complex numbers are not read";
    case 'S':
    case 'U':
    case 'a': return "an array of texts, not of numbers";
    case 'M':
    case 'm': return "dates are not read";
    case 'V': return "records are not read; save one array for each field";
    case 'b': return width == 1 ? NULL : "a type that is not known";
    case 'i':
    case 'u': return width == 1 || width == 2 || width == 4 || width == 8 ? NULL : "unknown type";
    case 'f':
        if (width == 2 || width == 4 || width == 8) return NULL;
        return "floats longer than a double are not read; convert with astype('float64')";
    default: return "a type that is not known";
    }
}

static bool machine_is_big(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 0;
}

static bool read_type(struct npy *n)
{
    char text[16];
    const char *start = n->at;
    skip_blanks(n);
    if (n->at < n->end && *n->at == '[') return wrong(n, why_not('V', 0));
    if (!take_string(n, text)) return wrong(n, "no type here");
    const char *type = text;
    char order = strchr("<>|=", *type) && *type ? *type++ : '=';
    n->is_big = order == '>' || (order == '=' && machine_is_big());
    n->kind = *type ? *type++ : '?';
    for (; *type >= '0' && *type <= '9'; type++) n->width = n->width * 10 + (size_t)(*type - '0');
    const char *why = *type && n->kind != 'M' && n->kind != 'm' ? "a type that is not known"
                                                                : why_not(n->kind, n->width);
    if (!why && n->width > 1 && order == '|') why = "a type without an order of bytes";
    if (why) return n->at = start, wrong(n, why);
    return n->has_type = true;
}

static bool read_order(struct npy *n)
{
    n->has_order = true;
    n->by_columns = take_word(n, "True");
    return n->by_columns || take_word(n, "False") || wrong(n, "no True or False here");
}

static bool read_shape(struct npy *n)
{
    int axes = 0;
    if (!take(n, '(')) return wrong(n, "no shape here");
    while (!take(n, ')')) {
        size_t size;
        if (!take_size(n, &size)) return false;
        if (axes < 2) n->dims[axes] = size;
        if (++axes > MOST_AXES) return wrong(n, "too many axes");
        if (!take(n, ',') && (n->at == n->end || *n->at != ')')) return wrong(n, "no shape here");
    }
    n->ndim = axes;
    return n->has_shape = true;
}

static bool read_entry(struct npy *n)
{
    char key[16];
    if (!take_string(n, key) || !take(n, ':')) return wrong(n, "no key here");
    if (!strcmp(key, "descr") && !n->has_type) return read_type(n);
    if (!strcmp(key, "fortran_order") && !n->has_order) return read_order(n);
    if (!strcmp(key, "shape") && !n->has_shape) return read_shape(n);
    return wrong(n, "a key that does not belong here");
}

static bool read_description(struct npy *n)
{
    if (!take(n, '{')) return wrong(n, "no description of an array here");
    while (!take(n, '}')) {
        if (!read_entry(n)) return false;
        if (!take(n, ',') && (n->at == n->end || *n->at != '}')) return wrong(n, "no ',' here");
    }
    skip_blanks(n);
    if (n->at < n->end && *n->at) return wrong(n, "something follows the description");
    return (n->has_type && n->has_order && n->has_shape) || wrong(n, "the description lacks a key");
}

/* ---- the frame: magic, version, length of the description ---- */

static size_t little_endian(const char *bytes, int n)
{
    size_t value = 0;
    while (n-- > 0) value = value << 8 | (unsigned char)bytes[n];
    return value;
}

static bool read_frame(struct npy *n)
{
    n->at = n->bytes;
    if (n->length < PREAMBLE + 2 || memcmp(n->bytes, "\x93NUMPY", 6) != 0)
        return wrong(n, "no .npy file: it does not begin as one");
    int version = n->bytes[6], width = version == 1 ? 2 : 4;
    if (version < 1 || version > 3) return wrong(n, "a version of .npy that is not known");
    size_t size = little_endian(n->bytes + 8, width), start = 8 + (size_t)width;
    n->at = n->bytes + start;
    if (size > n->length - start) return wrong(n, "the file ends within its description");
    n->end = n->at + size;
    return read_description(n);
}

/* ---- the numbers ---- */

static bool check_sizes(struct npy *n)
{
    size_t bytes, left = n->length - (size_t)(n->end - n->bytes);
    n->at = n->end;
    if (n->ndim > 2)
        return data_error(n->file, KIND_SHAPE, "an array with %d axes, and 2 are the most",
                          n->ndim);
    n->count = 1;
    for (int i = 0; i < n->ndim; i++)
        if (__builtin_mul_overflow(n->count, n->dims[i], &n->count))
            return wrong(n, "more entries than any memory holds");
    if (n->count == 0) return data_error(n->file, KIND_SHAPE, "an empty array");
    if (__builtin_mul_overflow(n->count, n->width, &bytes) || bytes > left)
        return data_error(n->file, KIND_IO,
                          "truncated: %zu bytes of entries, and %zu entries of "
                          "%zu bytes are promised",
                          left, n->count, n->width);
    if (bytes < left) return n->at += bytes, wrong(n, "something follows the last entry");
    return true;
}

/* IEEE's binary16: 5 bits of exponent, 10 of fraction. */
static double half_value(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023), sign = bits >> 15 ? -1 : 1;
    if (exponent == 31) return fraction != 0 ? (double)NAN : sign * (double)INFINITY;
    return sign * (exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24));
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

/* False where a double would be another number. */
static bool integer_value(uint64_t bits, const struct npy *n, double *x)
{
    int64_t value = (int64_t)(bits << (64 - 8 * n->width)) >> (64 - 8 * n->width);
    *x = n->kind == 'u' ? (double)bits : (double)value;
    if (n->kind == 'u') return *x < 0x1p64 && (uint64_t)*x == bits;
    return *x < 0x1p63 && (int64_t)*x == value;
}

static bool entry_value(const struct npy *n, const unsigned char *bytes, double *x)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n->width; i++)
        bits |= (uint64_t)bytes[n->is_big ? n->width - 1 - i : i] << 8 * i;
    if (n->kind == 'b') return *x = bits != 0, true;
    if (n->kind != 'f') return integer_value(bits, n, x);
    return *x = float_value(bits, n->width), true;
}

/* A part of the result. */
struct tile {
    size_t first_row, rows, first_column, columns;
};

static bool convert_tile(struct npy *n, struct tile t, size_t rows, size_t columns, double *out)
{
    for (size_t i = t.first_row; i < t.first_row + t.rows; i++)
        for (size_t j = t.first_column; j < t.first_column + t.columns; j++) {
            size_t at = n->width * (n->by_columns ? j * rows + i : i * columns + j);
            if (!entry_value(n, (const unsigned char *)n->end + at, &out[i * columns + j]))
                return data_error(n->file, KIND_DOMAIN,
                                  "byte %zu: a whole number that no double holds exactly",
                                  (size_t)(n->end - n->bytes) + at);
        }
    return core_go_on(n->file->core);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* By tiles, so that both orders of reading stay within the cache. */
static bool convert(struct npy *n, double *out)
{
    enum { TILE = 64 };
    size_t rows = n->ndim == 2 ? n->dims[0] : 1, columns = n->count / rows;
    for (size_t i = 0; i < rows; i += TILE)
        for (size_t j = 0; j < columns; j += TILE) {
            struct tile tile = {i, least(TILE, rows - i), j, least(TILE, columns - j)};
            if (!convert_tile(n, tile, rows, columns, out)) return false;
        }
    return true;
}

static bool lies_ready(const struct npy *n)
{
    bool by_rows = !n->by_columns || n->ndim < 2 || n->dims[0] == 1 || n->dims[1] == 1;
    return n->kind == 'f' && n->width == sizeof(double) && n->is_big == machine_is_big() &&
           by_rows && (uintptr_t)n->end % _Alignof(double) == 0;
}

static const double *entries_of(struct npy *n)
{
    if (lies_ready(n)) return (const double *)(const void *)n->end;
    double *out = holdings_doubles(n->file->keep, n->count);
    return out && convert(n, out) ? out : NULL;
}

bool npy_read_bytes(struct data_file *file, const char *name, const char *bytes, size_t length)
{
    struct npy n = {.file = file, .bytes = bytes, .length = length};
    if (!read_frame(&n) || !check_sizes(&n)) return false;
    struct array array = {.ndim = n.ndim, .dims = {n.dims[0], n.dims[1]}};
    array.entries = entries_of(&n);
    return array.entries && data_add(file, name, strlen(name), array);
}

bool npy_read(struct data_file *file)
{
    return npy_read_bytes(file, "", file->bytes, file->length);
}

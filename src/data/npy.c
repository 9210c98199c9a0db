/* npy.c - reads the numbers of NumPy's files, of any width and byte order. Doubles in native byte
 * order are used in place. */
#include "data/npy.h"

#include <math.h>
#include <string.h>

/* An array being read; its bytes may be a member of an archive. */
struct npy {
    struct data_file *file;
    const char *bytes, *entries;
    size_t length;
    struct npy_header h;
    size_t count; /* number of entries */
};

static bool wrong(struct npy *n, const char *at, const char *what)
{
    return data_error(n->file, KIND_IO, "byte %zu: %s", (size_t)(at - n->bytes), what);
}

/* The position of the type in the header, for errors. */
static bool check_type(struct npy *n)
{
    static const char key[] = "descr";
    const struct npy_type *type = &n->h.fields.at[0].type;
    if (!n->h.has_records && !type->unsupported) return true;
    const char *at = memmem(n->bytes, n->h.start, key, sizeof key - 1);
    if (at) at = memchr(at, ':', (size_t)(n->entries - at));
    for (at = at ? at + 1 : n->entries; at < n->entries && *at == ' ';) at++;
    return wrong(n, at,
                 n->h.has_records ? "records are not supported; save one array per field"
                                  : type->unsupported);
}

static bool check_sizes(struct npy *n)
{
    size_t bytes, left = n->length - n->h.start;
    if (n->h.ndim > 2)
        return data_error(n->file, KIND_SHAPE, "an array with %d axes; at most 2 are supported",
                          n->h.ndim);
    n->count = 1;
    for (int i = 0; i < n->h.ndim; i++)
        if (__builtin_mul_overflow(n->count, n->h.dims[i], &n->count))
            return wrong(n, n->entries, "more entries than fit into memory");
    if (n->count == 0) return data_error(n->file, KIND_SHAPE, "an empty array");
    if (__builtin_mul_overflow(n->count, n->h.width, &bytes) || bytes > left)
        return data_error(n->file, KIND_IO,
                          "truncated: %zu bytes of entries instead of %zu entries "
                          "of %zu bytes",
                          left, n->count, n->h.width);
    if (bytes < left) return wrong(n, n->entries + bytes, "something follows the last entry");
    return true;
}

/* Converts IEEE binary16: 5 bits of exponent, 10 of fraction. */
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
    if (type->kind != 'f') return integer_value(bits, type, x);
    return *x = float_value(bits, type->width), true;
}

void npy_put_number(struct str *out, const struct npy_type *type, const void *bytes)
{
    double x;
    if (npy_number(type, bytes, &x))
        str_double(out, x);
    else if (type->kind == 'u')
        str_putf(out, "%llu", (unsigned long long)bits_of(type, bytes));
    else
        str_putf(out, "%lld", (long long)bits_of(type, bytes));
}

/* A rectangular part of the result. */
struct tile {
    size_t first_row, rows, first_column, columns;
};

static bool convert_tile(struct npy *n, struct tile t, size_t rows, size_t columns, double *out)
{
    const struct npy_type *type = &n->h.fields.at[0].type;
    for (size_t i = t.first_row; i < t.first_row + t.rows; i++)
        for (size_t j = t.first_column; j < t.first_column + t.columns; j++) {
            size_t at = type->width * (n->h.by_columns ? j * rows + i : i * columns + j);
            if (!npy_number(type, n->entries + at, &out[i * columns + j]))
                return data_error(n->file, KIND_DOMAIN,
                                  "byte %zu: a whole number that a double cannot hold exactly",
                                  n->h.start + at);
        }
    return core_go_on(n->file->core);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Converts tile by tile, so that reading by rows and by columns both stay within the cache. */
static bool convert(struct npy *n, double *out)
{
    enum { TILE = 64 };
    size_t rows = n->h.ndim == 2 ? n->h.dims[0] : 1, columns = n->count / rows;
    for (size_t i = 0; i < rows; i += TILE)
        for (size_t j = 0; j < columns; j += TILE) {
            struct tile tile = {i, least(TILE, rows - i), j, least(TILE, columns - j)};
            if (!convert_tile(n, tile, rows, columns, out)) return false;
        }
    return true;
}

static bool lies_ready(const struct npy *n)
{
    const struct npy_header *h = &n->h;
    const struct npy_type *type = &h->fields.at[0].type;
    bool by_rows = !h->by_columns || h->ndim < 2 || h->dims[0] == 1 || h->dims[1] == 1;
    return type->kind == 'f' && type->width == sizeof(double) &&
           type->is_big == npy_machine_is_big() && by_rows &&
           (uintptr_t)n->entries % _Alignof(double) == 0;
}

static const double *entries_of(struct npy *n)
{
    if (lies_ready(n)) return (const double *)(const void *)n->entries;
    double *out = buffers_doubles(n->file->buffers, n->count);
    return out && convert(n, out) ? out : NULL;
}

static bool add_array(struct npy *n, const char *name)
{
    struct array array = {.ndim = n->h.ndim, .dims = {n->h.dims[0], n->h.dims[1]}};
    array.entries = entries_of(n);
    return array.entries && data_add(n->file, name, strlen(name), array);
}

bool npy_read_bytes(struct data_file *file, const char *name, const char *bytes, size_t length)
{
    struct npy n = {.file = file, .bytes = bytes, .length = length};
    bool ok = npy_read_header(file, &n.h, bytes, length);
    n.entries = bytes + n.h.start;
    ok = ok && check_type(&n) && check_sizes(&n) && add_array(&n, name);
    npy_header_free(file, &n.h);
    return ok;
}

bool npy_read(struct data_file *file)
{
    return npy_read_bytes(file, "", file->bytes, file->length);
}

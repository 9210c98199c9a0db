/* npy_header.c - reads the header of a .npy file: a line of Python that describes the array
 * (versions 1 to 3 of numpy/lib/format.py). */
#include "data/npy.h"

#include <string.h>

struct header_parser {
    struct data_file *file;
    const char *bytes;
    size_t length;
    const char *at, *end; /* position in the header */
    bool has_type, has_order, has_shape;
    struct npy_header h;
};

static bool wrong(struct header_parser *n, const char *what)
{
    return data_error(n->file, KIND_IO, "byte %zu: %s", (size_t)(n->at - n->bytes), what);
}

/* ---- the description: a dictionary as Python prints it ---- */

static void skip_blanks(struct header_parser *n)
{
    while (n->at < n->end && strchr(" \t\r\n", *n->at) && *n->at) n->at++;
}

static bool take(struct header_parser *n, char c)
{
    skip_blanks(n);
    if (n->at == n->end || *n->at != c) return false;
    return n->at++, true;
}

static bool take_word(struct header_parser *n, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(n);
    if ((size_t)(n->end - n->at) < length || memcmp(n->at, word, length) != 0) return false;
    return n->at += length, true;
}

/* Reads 'text' or "text" without copying it. */
static bool take_string(struct header_parser *n, const char **text, size_t *length)
{
    skip_blanks(n);
    if (n->at == n->end || (*n->at != '\'' && *n->at != '"')) return false;
    const char *start = n->at, *last = memchr(start + 1, *start, (size_t)(n->end - start - 1));
    if (!last) return false;
    *text = start + 1;
    *length = (size_t)(last - *text);
    return n->at = last + 1, true;
}

static bool take_size(struct header_parser *n, size_t *out)
{
    skip_blanks(n);
    const char *start = n->at;
    *out = 0;
    for (; n->at < n->end && is_digit(*n->at); n->at++)
        if (__builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, (size_t)(*n->at - '0'), out))
            return wrong(n, "a size that does not fit into memory");
    if (n->at == start) return wrong(n, "a size must be a whole number, not below 0");
    take(n, 'L'); /* Python 2 wrote it */
    return true;
}

/* Returns why a type of NumPy cannot be read as doubles, or NULL if it can. */
static const char *unsupported(char kind, size_t width)
{
    switch (kind) {
    case 'O': return "pickled Python objects are not supported; save an array of numbers";
    case 'c': return "complex numbers are not supported";
    case 'S':
    case 'U':
    case 'a': return "an array of strings, not of numbers";
    case 'M':
    case 'm': return "dates are not supported";
    case 'V': return "bytes without a type are not supported";
    case 'b': return width == 1 ? NULL : "an unknown type";
    case 'i':
    case 'u':
        return width == 1 || width == 2 || width == 4 || width == 8 ? NULL : "an unknown type";
    case 'f':
        if (width == 2 || width == 4 || width == 8) return NULL;
        return "floats longer than a double are not supported; convert with astype('float64')";
    default: return "an unknown type";
    }
}

static size_t bytes_of(const struct npy_type *type)
{
    return type->kind == 'U' ? 4 * type->width : type->width; /* UCS4 */
}

/* Reads a type such as '<f8': byte order, kind, width. If it cannot be read as doubles, unsupported
 * says why. */
static bool read_type(struct header_parser *n, struct npy_type *out)
{
    const char *type, *end;
    size_t length;
    skip_blanks(n);
    const char *start = n->at;
    if (!take_string(n, &type, &length)) return wrong(n, "expected a type");
    end = type + length;
    char order = type < end && *type && strchr("<>|=", *type) ? *type++ : '=';
    *out = (struct npy_type){.is_big = order == '>' || (order == '=' && npy_machine_is_big())};
    out->kind = type < end ? *type++ : '?';
    for (; type < end && is_digit(*type); type++)
        if (out->width < SIZE_MAX / 100) out->width = out->width * 10 + (size_t)(*type - '0');
    bool is_date = out->kind == 'M' || out->kind == 'm';
    out->unsupported =
        type < end && !is_date ? "an unknown type" : unsupported(out->kind, out->width);
    if (!out->unsupported && out->width > 1 && order == '|')
        return n->at = start, wrong(n, "a type without a byte order");
    return true;
}

/* Reads (3,) or (2, 3); keeps at most `most` sizes. */
static bool read_sizes(struct header_parser *n, int *axes, size_t *dims, int most)
{
    if (!take(n, '(')) return wrong(n, "expected a shape");
    for (*axes = 0; !take(n, ')');) {
        size_t size;
        if (!take_size(n, &size)) return false;
        if (*axes == most) return wrong(n, "too many axes");
        dims[(*axes)++] = size;
        if (!take(n, ',') && (n->at == n->end || *n->at != ')'))
            return wrong(n, "expected a shape");
    }
    return true;
}

static bool count_entries(struct header_parser *n, int axes, const size_t *dims, size_t *count)
{
    *count = 1;
    for (int i = 0; i < axes; i++)
        if (__builtin_mul_overflow(*count, dims[i], count)) return wrong(n, "a huge field");
    return true;
}

/* Takes `count` numbers or records of `bytes` bytes into the record's width. */
static bool widen(struct header_parser *n, size_t count, size_t bytes)
{
    return (!__builtin_mul_overflow(count, bytes, &bytes) &&
            !__builtin_add_overflow(n->h.width, bytes, &n->h.width)) ||
           wrong(n, "a huge field");
}

/* The rest of a field: its own shape, if it has one, and the closing parenthesis. */
static bool end_field(struct header_parser *n, int *axes, size_t *dims)
{
    *axes = 0;
    if (take(n, ',') && !take(n, ')'))
        return read_sizes(n, axes, dims, NPY_MOST_AXES) &&
               (take(n, ')') || wrong(n, "no ')' here"));
    return n->at[-1] == ')' || take(n, ')') || wrong(n, "no ')' here");
}

/* The name of a field, 'x' or ('title', 'x'). */
static bool read_name(struct header_parser *n, const char **name, size_t *length)
{
    bool titled = take(n, '(');
    if (titled && (!take_string(n, name, length) || !take(n, ',')))
        return wrong(n, "expected the title of a field");
    if (!take_string(n, name, length)) return wrong(n, "the name of a field must be a string");
    if (titled && !take(n, ')')) return wrong(n, "no ')' here");
    return take(n, ',') || wrong(n, "no ',' here");
}

static bool read_fields(struct header_parser *n, const char *within, int depth);

/* Fields within a field, [('x', '<f8'), ...]: its name stands before theirs. */
static bool read_nested(struct header_parser *n, const char *name, int depth)
{
    enum { DEEPEST = 16 };
    int axes;
    size_t dims[NPY_MOST_AXES], count, first = n->h.fields.n, start = n->h.width;
    if (depth == DEEPEST) return wrong(n, "records nested too deep");
    if (!read_fields(n, name, depth + 1) || !end_field(n, &axes, dims) ||
        !count_entries(n, axes, dims, &count))
        return false;
    for (size_t i = first; axes && i < n->h.fields.n; i++)
        n->h.fields.at[i].type.unsupported = "an array of records within records";
    size_t bytes = n->h.width - start;
    n->h.width = start;
    return widen(n, count, bytes);
}

static bool add_plain(struct header_parser *n, struct npy_field field)
{
    int axes;
    size_t dims[NPY_MOST_AXES], count;
    field.offset = n->h.width;
    if (!read_type(n, &field.type) || !end_field(n, &axes, dims) ||
        !count_entries(n, axes, dims, &count) || !widen(n, count, bytes_of(&field.type)))
        return false;
    if (axes > 2)
        field.type.unsupported = "an array of more than two axes in every record";
    else
        memcpy(field.dims, dims, (size_t)(field.ndim = axes) * sizeof *dims);
    return !field.name || vec_push(&n->file->core->mem, &n->h.fields, field);
}

/* Reads ('x', '<f8') or ('x', '<f8', (3,)), or one of fields; padding has no name. */
static bool read_field(struct header_parser *n, const char *within, int depth)
{
    struct npy_field field = {0};
    struct str full = {.mem = &n->file->core->mem};
    const char *name;
    size_t length;
    if (!take(n, '(')) return wrong(n, "expected a field");
    if (!read_name(n, &name, &length)) return false;
    if (*within) str_putf(&full, "%s.", within);
    str_put(&full, name, length);
    if (length && !(field.name = str_settle(&full, &n->file->core->arena))) return false;
    str_free(&full);
    return take(n, '[') ? read_nested(n, field.name ? field.name : "", depth) : add_plain(n, field);
}

/* Reads fields up to the closing bracket; `within`: the name of the one that they are in, or "". */
static bool read_fields(struct header_parser *n, const char *within, int depth)
{
    while (!take(n, ']')) {
        if (!read_field(n, within, depth)) return false;
        if (!take(n, ',') && (n->at == n->end || *n->at != ']')) return wrong(n, "no ',' here");
    }
    return true;
}

/* Where one field holds objects, all that follows the header is pickled. */
static void spread_objects(struct header_parser *n)
{
    struct npy_type object = {0};
    for (size_t i = 0; i < n->h.fields.n; i++)
        if (n->h.fields.at[i].type.kind == 'O') object = n->h.fields.at[i].type;
    for (size_t i = 0; object.kind && i < n->h.fields.n; i++) n->h.fields.at[i].type = object;
}

static bool read_records(struct header_parser *n)
{
    n->h.has_records = true;
    if (!read_fields(n, "", 0)) return false;
    spread_objects(n);
    return true;
}

static bool read_types(struct header_parser *n)
{
    n->has_type = true;
    if (take(n, '[')) return read_records(n);
    struct npy_field all = {.name = ""};
    return read_type(n, &all.type) && widen(n, 1, bytes_of(&all.type)) &&
           vec_push(&n->file->core->mem, &n->h.fields, all);
}

static bool read_order(struct header_parser *n)
{
    n->has_order = true;
    n->h.by_columns = take_word(n, "True");
    return n->h.by_columns || take_word(n, "False") || wrong(n, "expected True or False");
}

static bool read_shape(struct header_parser *n)
{
    n->has_shape = true;
    return read_sizes(n, &n->h.ndim, n->h.dims, NPY_MOST_AXES);
}

static bool read_entry(struct header_parser *n)
{
    const char *key;
    size_t length;
    if (!take_string(n, &key, &length) || !take(n, ':')) return wrong(n, "expected a key");
    if (length == 5 && !memcmp(key, "descr", 5) && !n->has_type) return read_types(n);
    if (length == 13 && !memcmp(key, "fortran_order", 13) && !n->has_order) return read_order(n);
    if (length == 5 && !memcmp(key, "shape", 5) && !n->has_shape) return read_shape(n);
    return wrong(n, "unexpected key");
}

static bool read_description(struct header_parser *n)
{
    if (!take(n, '{')) return wrong(n, "expected the description of an array");
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

size_t npy_header_size(const char *bytes)
{
    if (memcmp(bytes, "\x93NUMPY", 6) != 0) return 0;
    return bytes[6] == 1 ? 10 + little_endian(bytes + 8, 2) : 12 + little_endian(bytes + 8, 4);
}

static bool read_frame(struct header_parser *n)
{
    n->at = n->bytes;
    if (n->length < NPY_PREAMBLE || memcmp(n->bytes, "\x93NUMPY", 6) != 0)
        return wrong(n, "not a .npy file");
    int version = n->bytes[6];
    if (version < 1 || version > 3) return wrong(n, "an unknown version of .npy");
    n->h.start = npy_header_size(n->bytes);
    n->at = n->bytes + (version == 1 ? 10 : 12);
    if (n->h.start > n->length) return wrong(n, "the file ends within its header");
    n->end = n->bytes + n->h.start;
    return read_description(n);
}

bool npy_read_header(struct data_file *file, struct npy_header *out, const char *bytes,
                     size_t length)
{
    struct header_parser n = {.file = file, .bytes = bytes, .length = length};
    bool ok = read_frame(&n);
    *out = n.h;
    return ok;
}

const struct npy_type *npy_refused(const struct npy_header *h)
{
    const struct npy_type *type = h->fields.n ? &h->fields.at[0].type : NULL;
    return type && type->unsupported && (!h->has_records || type->kind == 'O') ? type : NULL;
}

void npy_header_free(struct data_file *file, struct npy_header *h)
{
    vec_free(&file->core->mem, &h->fields);
}

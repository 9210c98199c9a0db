/* safetensors.c - reads .safetensors files: 8 bytes with the length of a JSON header, the header,
 * and the entries (github.com/huggingface/safetensors, 2022). */
#include "data/holding.h"
#include "data/raw.h"

#include <math.h>
#include <string.h>

enum { LENGTH_BYTES = 8 };

/* ---- the header ---- */

static uint64_t header_length(const struct data_file *file)
{
    uint64_t n = 0;
    for (int i = LENGTH_BYTES; i-- > 0;) n = n << 8 | (unsigned char)file->bytes[i];
    return n;
}

bool safetensors_begin(const struct data_file *file)
{
    if (file->length < LENGTH_BYTES + 2 || file->bytes[LENGTH_BYTES] != '{') return false;
    return header_length(file) <= file->length - LENGTH_BYTES;
}

static bool wrong(struct data_file *file, size_t at, const char *what)
{
    return data_error(file, KIND_IO, "byte %zu: %s", at, what);
}

static bool check_frame(struct data_file *file, uint64_t *length)
{
    if (file->length < LENGTH_BYTES)
        return wrong(file, file->length, "the file ends within the length of its header");
    *length = header_length(file);
    if (*length > file->length - LENGTH_BYTES)
        return wrong(file, 0, "a header longer than the file");
    if (*length > file->core->limits.bytes)
        return data_error(file, KIND_LIMIT, "a header longer than %zu bytes",
                          file->core->limits.bytes);
    return true;
}

static bool list(struct holding *h, const char *name)
{
    struct data_file *file = &h->file;
    struct json_error error;
    uint64_t length = 0;
    (void)name;
    h->members.what = "array";
    h->one_by_any_name = true;
    if (!check_frame(file, &length)) return false;
    h->tree = json_parse(file->bytes + LENGTH_BYTES, (size_t)length, &error);
    if (!h->tree)
        return data_error(file, error.kind == KIND_SYNTAX ? KIND_IO : error.kind, "byte %zu: %s",
                          LENGTH_BYTES + error.offset, error.message);
    if (json_kind(h->tree) != JSON_OBJECT) return wrong(file, LENGTH_BYTES, "expected a header");
    for (const struct json *item = json_first(h->tree); item; item = json_next(item)) {
        const char *key = json_key(item);
        if (!strcmp(key, "__metadata__")) continue;
        if (!members_add(&h->members, key, strlen(key), false) ||
            !vec_push(&file->core->mem, &h->values, item))
            return false;
    }
    return h->members.all.n || data_error(file, KIND_SHAPE, "the file contains no array");
}

static void close(struct holding *h)
{
    vec_free(&h->file.core->mem, &h->values);
    json_free(h->tree);
}

/* ---- an array ---- */

/* A size or an offset, as exact as the doubles in which JSON's numbers are read. */
static bool read_size(struct data_file *file, const struct json *value, size_t *out)
{
    double x = json_kind(value) == JSON_NUMBER ? json_number(value) : -1;
    if (!(x >= 0 && x <= 0x1p53) || x != floor(x))
        return data_error(file, KIND_IO, "its header has a size that is no whole number");
    return *out = (size_t)x, true;
}

static bool is_list(const struct json *value)
{
    return value && json_kind(value) == JSON_ARRAY;
}

static bool read_shape(struct data_file *file, const struct json *shape, struct raw *raw)
{
    if (!is_list(shape)) return data_error(file, KIND_IO, "its header has no shape");
    for (const struct json *size = json_first(shape); size; size = json_next(size)) {
        if (raw->ndim == NPY_MOST_AXES) return data_error(file, KIND_SHAPE, "too many axes");
        if (!read_size(file, size, &raw->dims[raw->ndim++])) return false;
    }
    return true;
}

static bool read_type(struct data_file *file, const struct json *dtype, struct npy_type *out)
{
    static const struct {
        const char *name;
        char kind;
        size_t width;
    } types[] = {
        {"F64", 'f', 8}, {"F32", 'f', 4}, {"F16", 'f', 2},  {"BF16", 'B', 2}, {"I64", 'i', 8},
        {"I32", 'i', 4}, {"I16", 'i', 2}, {"I8", 'i', 1},   {"U64", 'u', 8},  {"U32", 'u', 4},
        {"U16", 'u', 2}, {"U8", 'u', 1},  {"BOOL", 'b', 1},
    };
    if (!dtype || json_kind(dtype) != JSON_STRING)
        return data_error(file, KIND_IO, "its header has no type");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].name, json_string(dtype))) {
            *out = (struct npy_type){.kind = types[i].kind, .width = types[i].width};
            return true;
        }
    data_error(file, KIND_IO, "numbers of type %.20s are not supported", json_string(dtype));
    return diag_hint(file->core, "convert them: x.to(torch.float64)");
}

/* The bytes from `begin` to `end` must be there, and as many as the shape takes. */
static bool check_place(struct data_file *file, struct raw *raw, size_t begin, size_t end)
{
    size_t start = LENGTH_BYTES + (size_t)header_length(file), left = file->length - start,
           bytes = raw->type.width;
    for (int i = 0; i < raw->ndim; i++)
        if (__builtin_mul_overflow(bytes, raw->dims[i], &bytes))
            return data_error(file, KIND_IO, "more entries than fit into memory");
    if (begin > end || end - begin != bytes)
        return data_error(file, KIND_IO, "its shape takes %zu bytes, but its place from %zu to %zu",
                          bytes, begin, end);
    if (end > left)
        return data_error(file, KIND_IO, "truncated: it ends at byte %zu of %zu", start + end,
                          file->length);
    raw->file = file->bytes;
    raw->first = file->bytes + start + begin;
    return true;
}

static bool read_place(struct data_file *file, const struct json *offsets, struct raw *raw)
{
    size_t begin, end;
    if (!is_list(offsets) || json_count(offsets) != 2)
        return data_error(file, KIND_IO, "its header has no two offsets");
    const struct json *first = json_first(offsets);
    return read_size(file, first, &begin) && read_size(file, json_next(first), &end) &&
           check_place(file, raw, begin, end);
}

static bool read_array(struct data_file *file, const struct json *value, struct part part)
{
    struct raw raw = {0};
    if (json_kind(value) != JSON_OBJECT)
        return data_error(file, KIND_IO, "its header is %s", json_kind_words(value));
    if (!read_type(file, json_find(value, "dtype"), &raw.type) ||
        !read_shape(file, json_find(value, "shape"), &raw) ||
        !read_place(file, json_find(value, "data_offsets"), &raw))
        return false;
    raw_set_strides(&raw, raw.type.width, false);
    return raw_take(file, &raw, part) && raw_add(file, "", &raw);
}

static bool read(struct holding *h, size_t member, struct part part)
{
    struct data_file *file = &h->file;
    const char *whole = file->name;
    file->name = members_source(&h->members, member);
    bool fine = file->name && read_array(file, h->values.at[member], part);
    file->name = whole;
    return fine;
}

const struct format format_safetensors = {.list = list, .read = read, .close = close};

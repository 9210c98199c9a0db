/* npy.c - reads NumPy's files: arrays of numbers, and the fields of records. */
#include "data/holding.h"
#include "data/raw.h"

#include <string.h>

/* An array being read; its bytes may be a member of an archive. */
struct npy {
    struct data_file *file;
    const char *bytes, *entries;
    size_t length;
    struct npy_header h;
};

static bool wrong(struct npy *n, const char *at, const char *what)
{
    return data_error(n->file, KIND_IO, "byte %zu: %s", (size_t)(at - n->bytes), what);
}

bool npy_hint(struct core *core, const struct npy_type *type)
{
    return type->kind == 'O' &&
           diag_hint(core, "dcalc never unpickles, as that would run what the file says; save "
                           "numbers: np.asarray(x, float)");
}

static bool wrong_type(struct npy *n, const struct npy_type *type, const char *at)
{
    wrong(n, at, type->unsupported);
    return npy_hint(n->file->core, type);
}

/* The position of the type in the header, for errors. */
static bool check_type(struct npy *n)
{
    static const char key[] = "descr";
    const struct npy_type *type = npy_refused(&n->h);
    if (!type) return true;
    const char *at = memmem(n->bytes, n->h.start, key, sizeof key - 1);
    if (at) at = memchr(at, ':', (size_t)(n->entries - at));
    for (at = at ? at + 1 : n->entries; at < n->entries && *at == ' ';) at++;
    return wrong_type(n, type, at);
}

/* Counts the entries, or the records, and checks that they are all there is. */
static bool check_length(struct npy *n)
{
    size_t count = 1, bytes, left = n->length - n->h.start;
    for (int i = 0; i < n->h.ndim; i++)
        if (__builtin_mul_overflow(count, n->h.dims[i], &count))
            return wrong(n, n->entries, "more entries than fit into memory");
    if (count == 0 && left > 0) return data_error(n->file, KIND_SHAPE, "an empty array");
    if (__builtin_mul_overflow(count, n->h.width, &bytes) || bytes > left)
        return data_error(n->file, KIND_IO,
                          "truncated: %zu bytes of entries instead of %zu entries "
                          "of %zu bytes",
                          left, count, n->h.width);
    return bytes == left || wrong(n, n->entries + bytes, "something follows the last entry");
}

/* All entries, or all records. */
static bool whole(struct npy *n, struct raw *raw)
{
    *raw = (struct raw){.first = n->entries, .file = n->bytes, .ndim = n->h.ndim};
    memcpy(raw->dims, n->h.dims, sizeof raw->dims);
    if (n->h.fields.n) raw->type = n->h.fields.at[0].type;
    raw_set_strides(raw, n->h.width, n->h.by_columns);
    return check_length(n);
}

static bool list_fields(struct npy *n, struct members *fields)
{
    for (size_t i = 0; i < n->h.fields.n; i++) {
        const char *name = n->h.fields.at[i].name;
        if (!members_add(fields, name, strlen(name), false)) return false;
    }
    return true;
}

/* One field of each record; its own axes come after those of the array. */
static bool take_field(struct npy *n, struct raw *raw, size_t which)
{
    const struct npy_field *field = &n->h.fields.at[which];
    struct raw own = {.ndim = field->ndim, .dims = {field->dims[0], field->dims[1]}};
    if (field->type.unsupported) {
        data_error(n->file, KIND_IO, "the field '%s': %s", field->name, field->type.unsupported);
        return npy_hint(n->file->core, &field->type);
    }
    if (raw->ndim + own.ndim > NPY_MOST_AXES) return wrong(n, n->entries, "too many axes");
    raw_set_strides(&own, field->type.width, false);
    for (int axis = 0; axis < own.ndim; axis++) {
        raw->dims[raw->ndim] = own.dims[axis];
        raw->strides[raw->ndim++] = own.strides[axis];
    }
    raw->first += field->offset;
    raw->type = field->type;
    return true;
}

/* Chooses the field that an item names, or the only one. */
static bool choose_field(struct npy *n, struct raw *raw, const char *item)
{
    struct members fields = {.file = n->file, .what = "field"};
    size_t which = item || n->h.fields.n != 1 ? SIZE_MAX : 0;
    bool fine = list_fields(n, &fields) && (!item || members_find(&fields, item, false, &which));
    if (fine && which == SIZE_MAX && item) fine = members_missing(&fields, item);
    if (fine && which == SIZE_MAX) {
        data_error(n->file, KIND_USAGE, "records of several fields");
        fine = members_hint(&fields, "");
    }
    members_free(&fields);
    return fine && take_field(n, raw, which);
}

/* A plain array without its numbers being looked at; of any type if `any`. */
static bool read_plain(struct npy *n, bool any, struct raw *raw)
{
    if (n->h.has_records) return wrong(n, n->entries, "records are not expected here");
    return (any || check_type(n)) && whole(n, raw);
}

static bool read_part(struct npy *n, struct part part)
{
    struct raw raw;
    int used = n->h.has_records && part.n_items > 0;
    if (!check_type(n) || !whole(n, &raw)) return false;
    if (n->h.has_records && !choose_field(n, &raw, used ? part.items[0] : NULL)) return false;
    struct part rest = {part.items + used, part.n_items - used};
    if (!raw_take(n->file, &raw, rest)) return false;
    raw.taken = part;
    return raw_add(n->file, "", &raw);
}

static bool open_bytes(struct npy *n, struct data_file *file, const char *bytes, size_t length)
{
    *n = (struct npy){.file = file, .bytes = bytes, .length = length};
    bool fine = npy_read_header(file, &n->h, bytes, length);
    n->entries = bytes + n->h.start;
    return fine;
}

bool npy_read_raw(struct data_file *file, const char *bytes, size_t length, bool any,
                  struct raw *out)
{
    struct npy n;
    bool ok = open_bytes(&n, file, bytes, length) && read_plain(&n, any, out);
    npy_header_free(file, &n.h);
    return ok;
}

bool npy_read_bytes(struct data_file *file, struct part part, const char *bytes, size_t length)
{
    struct npy n;
    bool ok = open_bytes(&n, file, bytes, length) && read_part(&n, part);
    npy_header_free(file, &n.h);
    return ok;
}

/* ---- a file of its own: one array, or the fields of its records ---- */

static bool list_npy(struct holding *holding, const char *name)
{
    struct npy n;
    struct data_file *file = &holding->file;
    bool ok = open_bytes(&n, file, file->bytes, file->length);
    (void)name;
    holding->members.what = "field";
    holding->one_by_any_name = true;
    ok = ok && (n.h.has_records ? list_fields(&n, &holding->members)
                                : members_add_whole(&holding->members));
    npy_header_free(file, &n.h);
    return ok;
}

static bool read_npy(struct holding *holding, size_t member, struct part part)
{
    const char *items[PICK_MOST + 1] = {holding->members.all.at[member].name};
    struct data_file *file = &holding->file;
    if (!*items[0]) return npy_read_bytes(file, part, file->bytes, file->length);
    for (int i = 0; i < part.n_items; i++) items[i + 1] = part.items[i];
    struct part field = {items, part.n_items + 1};
    return npy_read_bytes(file, field, file->bytes, file->length);
}

const struct format format_npy = {.list = list_npy, .read = read_npy};

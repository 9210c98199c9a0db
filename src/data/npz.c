/* npz.c - archives of .npy files, as numpy.savez writes them. */
#include "data/holding.h"
#include "data/sparse.h"

#include <string.h>

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* torch.save writes archives too, of pickles. */
static bool refuse_pickles(struct holding *holding)
{
    data_error(&holding->file, KIND_IO, "a file of torch.save, which is a Python pickle");
    return diag_hint(holding->file.core,
                     "dcalc never unpickles, as that would run what the file says; save arrays: "
                     "safetensors.torch.save_file(state, 'model.safetensors')");
}

static bool add_entry(struct holding *holding, const char *name)
{
    size_t n = strlen(name);
    if (ends_with(name, "/data.pkl")) return refuse_pickles(holding);
    return members_add(&holding->members, name, ends_with(name, ".npy") ? n - 4 : n, false);
}

/* The arrays of a sparse matrix stand apart from it; those of the names row, column and value come
 * from all formats alike. */
static bool list_sparse(struct holding *holding)
{
    struct members *m = &holding->members;
    for (size_t i = 0; i < m->all.n; i++) m->all.at[i].apart = true;
    return sparse_list(m);
}

static bool list(struct holding *holding, const char *name)
{
    (void)name;
    holding->members.what = "array";
    holding->one_by_any_name = true;
    holding->archive = archive_open(&holding->file);
    if (!holding->archive) return false;
    for (size_t i = 0; i < archive_count(holding->archive); i++) {
        const char *entry = archive_name(holding->archive, i);
        if (!entry || !add_entry(holding, entry)) return false;
    }
    if (!holding->members.all.n)
        return data_error(&holding->file, KIND_SHAPE, "the archive contains no array");
    return !scipy_is_sparse(&holding->members) || list_sparse(holding);
}

static bool read(struct holding *holding, size_t member, struct part part)
{
    struct data_file *file = &holding->file;
    if (member >= archive_count(holding->archive))
        return part_is_whole(file, part) && scipy_read(holding, member);
    const char *archive = file->name, *entry = archive_name(holding->archive, member), *bytes;
    size_t length;
    file->name = members_source(&holding->members, member);
    bool fine =
        file->name && (ends_with(entry, ".npy") || data_error(file, KIND_IO, "not a .npy file"));
    fine = fine && archive_read(holding->archive, member, &bytes, &length) &&
           npy_read_bytes(file, part, bytes, length);
    file->name = archive;
    return fine;
}

/* The header, of which the first bytes tell the length. */
static bool peek(struct holding *holding, size_t member, const char **bytes, size_t *length)
{
    enum { MOST = 1 << 20 };
    char start[NPY_PREAMBLE];
    size_t n = archive_begin(holding->archive, member, start, sizeof start);
    *length = n == sizeof start ? npy_header_size(start) : 0;
    if (*length == 0 || *length > MOST) return false;
    char *header = arena_alloc(&holding->file.core->arena, *length);
    *bytes = header;
    return header && archive_begin(holding->archive, member, header, *length) == *length;
}

static void close(struct holding *holding)
{
    archive_close(holding->archive);
}

const struct format format_npz = {.list = list, .peek = peek, .read = read, .close = close};

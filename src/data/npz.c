/* npz.c - reads archives of .npy files, as numpy.savez writes them. */
#include "data/zip.h"

#include <string.h>

static bool read_member(struct data_file *file, const char *name, const char *bytes, size_t length)
{
    size_t n = strlen(name);
    if (n < 5 || strcmp(name + n - 4, ".npy") != 0)
        return data_error(file, KIND_IO, "'%s' in the archive is not a .npy file", name);
    size_t before = file->arrays.n, errors = file->core->diags.n;
    const char *stem = arena_text(&file->core->arena, name, n - 4);
    bool fine = stem && npy_read_bytes(file, stem, bytes, length);
    if (!fine && file->core->diags.n > errors && file->arrays.n == before)
        diag_hint(file->core, "this is about '%s' in the archive", name);
    return fine;
}

bool npz_read(struct data_file *file)
{
    size_t before = file->arrays.n;
    if (!zip_read(file, read_member)) return false;
    return file->arrays.n > before || data_error(file, KIND_SHAPE, "the archive contains no array");
}

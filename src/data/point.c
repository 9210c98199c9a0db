#include "data/point.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum file_kind { FILE_JSON, FILE_NPY, FILE_NPZ, FILE_CSV, FILE_MTX };

/* ---- which kind of file ---- */

static bool begins_with(const struct data_file *file, const char *magic, size_t n)
{
    return file->length >= n && memcmp(file->bytes, magic, n) == 0;
}

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcasecmp(path + n - m, end) == 0;
}

/* Decides by the bytes first, by the file's name second. */
static enum file_kind kind_of(const struct data_file *file)
{
    if (begins_with(file, "\x93NUMPY", 6)) return FILE_NPY;
    if (begins_with(file, "PK\3\4", 4) || begins_with(file, "PK\5\6", 4)) return FILE_NPZ;
    if (begins_with(file, "%%MatrixMarket", 14)) return FILE_MTX;
    if (ends_with(file->name, ".npy")) return FILE_NPY;
    if (ends_with(file->name, ".npz")) return FILE_NPZ;
    if (ends_with(file->name, ".mtx")) return FILE_MTX;
    bool table = ends_with(file->name, ".csv") || ends_with(file->name, ".tsv") ||
                 ends_with(file->name, ".txt");
    return table ? FILE_CSV : FILE_JSON;
}

/* ---- arrays to bindings ---- */

/* The binding's text is "@FILE", which answers show as the value that was given, or the array
 * itself where no double holds it. */
static bool add_array(struct point *point, const struct data_file *file, const char *name,
                      const struct array *array)
{
    struct core *core = point->core;
    if (array->text) {
        const char *source = arena_text(&core->arena, file->name, strlen(file->name));
        struct point_value exact = {name, array->text, strlen(array->text), source, {0}};
        return source && name && point_add(point, exact);
    }
    struct str text = {.mem = &core->mem};
    str_putf(&text, "@%s", file->name);
    const char *given = text.failed ? NULL : arena_text(&core->arena, text.s, text.n);
    struct point_value value = {name, given, text.n, given ? given + 1 : NULL, *array};
    str_free(&text);
    return given && name && point_add(point, value);
}

static const struct array *find(const struct data_file *file, const char *name)
{
    for (size_t i = 0; i < file->arrays.n; i++)
        if (strcmp(file->arrays.at[i].name, name) == 0) return &file->arrays.at[i];
    return NULL;
}

/* Binds the name to the array of that name, or to the only array. */
static bool add_one(struct point *point, struct data_file *file, const char *name)
{
    const struct array *array = find(file, name);
    const char *copy = arena_text(&point->core->arena, name, strlen(name));
    if (!array && file->arrays.n == 1) array = &file->arrays.at[0];
    if (array) return add_array(point, file, copy, array);
    data_error(file, KIND_USAGE, "none of its %zu arrays is named '%s'", file->arrays.n, name);
    return diag_hint(point->core, "bind them all: --at @%s", file->name);
}

static bool add_all(struct point *point, struct data_file *file)
{
    for (size_t i = 0; i < file->arrays.n; i++) {
        const struct array *array = &file->arrays.at[i];
        if (!*array->name) {
            data_error(file, KIND_USAGE, "its array has no name");
            return diag_hint(point->core, "give it one: --at NAME=@%s", file->name);
        }
        if (find(file, array->name) != array)
            return data_error(file, KIND_USAGE, "the name '%s' occurs twice", array->name);
        if (!add_array(point, file, array->name, array)) return false;
    }
    return true;
}

static bool read_arrays(struct data_file *file, const char *name)
{
    switch (kind_of(file)) {
    case FILE_NPY: return npy_read(file);
    case FILE_NPZ: return npz_read(file);
    case FILE_MTX: return mtx_read(file);
    default: return csv_read(file, name);
    }
}

static bool add_file(struct point *point, struct data_file *file, const char *name)
{
    if (kind_of(file) == FILE_JSON) return point_read_json(point, file, name);
    if (!read_arrays(file, name)) return false;
    return name ? add_one(point, file, name) : add_all(point, file);
}

/* ---- a folder: every .npy file in it ---- */

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

struct folder {
    VEC(const char *) paths;
};

static bool list_folder(struct point *point, struct folder *folder, const char *path, DIR *dir)
{
    struct core *core = point->core;
    const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.' || !ends_with(entry->d_name, ".npy")) continue;
        struct str text = {.mem = &core->mem};
        str_putf(&text, "%s%s%s", path, slash, entry->d_name);
        const char *copy = text.failed ? NULL : arena_text(&core->arena, text.s, text.n);
        str_free(&text);
        if (!copy || !vec_push(&core->mem, &folder->paths, copy)) return false;
    }
    if (folder->paths.n) qsort(folder->paths.at, folder->paths.n, sizeof(char *), by_name);
    return true;
}

/* Returns W for step/W.npy. */
static const char *stem(struct point *point, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    return arena_text(&point->core->arena, base, strlen(base) - 4);
}

static bool add_member(struct point *point, const char *path)
{
    struct data_file file;
    const char *name = stem(point, path);
    bool fine = data_open(&file, point->core, point->buffers, path) && npy_read(&file) && name &&
                add_array(point, &file, name, &file.arrays.at[0]);
    data_close(&file);
    return fine;
}

static bool add_folder(struct point *point, const char *path, const char *name)
{
    struct data_file file = {.core = point->core, .name = path};
    struct folder folder = {0};
    DIR *dir = opendir(path);
    if (!dir) return data_error(&file, KIND_IO, "%s", strerror(errno));
    bool fine = list_folder(point, &folder, path, dir);
    closedir(dir);
    size_t before = point->all.n;
    for (size_t i = 0; fine && i < folder.paths.n; i++) {
        const char *member = stem(point, folder.paths.at[i]);
        if (member && (!name || !strcmp(member, name)))
            fine = add_member(point, folder.paths.at[i]);
        fine = fine && member;
    }
    vec_free(&point->core->mem, &folder.paths);
    if (!fine || point->all.n > before) return fine;
    return data_error(&file, KIND_IO, "the folder holds no %s.npy",
                      name ? name : "file of arrays, such as W");
}

/* ---- any file ---- */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool point_read(struct point *point, const struct point_file *words, const char *name)
{
    struct data_file file;
    if (!words->bytes && is_folder(words->path)) return add_folder(point, words->path, name);
    bool open = true;
    if (words->bytes)
        file = (struct data_file){.core = point->core,
                                  .buffers = point->buffers,
                                  .name = words->path,
                                  .bytes = words->bytes,
                                  .length = words->length};
    else
        open = data_open(&file, point->core, point->buffers, words->path);
    /* Bytes given by the caller may have been cut at the limit; JSON is text, to which the limit
     * applies. */
    bool bounded = words->bytes || (open && kind_of(&file) == FILE_JSON);
    if (open && bounded && file.length > point->core->limits.bytes)
        open = data_error(&file, KIND_LIMIT, "longer than %zu bytes", point->core->limits.bytes);
    bool fine = open && add_file(point, &file, name);
    data_close(&file);
    return fine;
}

#include "data/zip.h"

#include "base/library.h"

#include <pthread.h>
#include <stdlib.h>
#include <zip.h>

#define FUNCTIONS(X)        \
    X(source_buffer_create) \
    X(source_buffer)        \
    X(source_free)          \
    X(source_keep)          \
    X(source_open)          \
    X(source_read)          \
    X(source_close)         \
    X(source_stat)          \
    X(open_from_source)     \
    X(get_num_entries)      \
    X(stat_index)           \
    X(fopen_index)          \
    X(fread)                \
    X(fclose)               \
    X(file_add)             \
    X(file_set_mtime)       \
    X(set_file_compression) \
    X(error_fini)           \
    X(error_init)           \
    X(error_strerror)       \
    X(get_error)            \
    X(close)                \
    X(discard)

/* libzip's functions, set once and constant from then on. */
#define MEMBER(name) __typeof__(zip_##name) *name;
static struct {
    bool loaded;
    FUNCTIONS(MEMBER)
} lib;
static pthread_once_t lib_once = PTHREAD_ONCE_INIT;

static void load(void)
{
    static const char *const names[] = {"libzip.so.5", "libzip.so.4", "libzip.5.dylib", NULL};
    void *library = library_open_any(names);
    bool found = true;
#define FIND(name) found = library_find(library, "zip_" #name, &lib.name) && found;
    FUNCTIONS(FIND)
    lib.loaded = found;
}

static bool ready(void)
{
    pthread_once(&lib_once, load);
    return lib.loaded;
}

/* ---- reading ---- */

struct archive {
    struct data_file *file;
    zip_t *zip;
    size_t n;
};

static bool broken(struct data_file *file, const char *name)
{
    return data_error(file, KIND_IO, "the archive is broken%s%s", name ? " at " : "",
                      name ? name : "");
}

static zip_t *open_bytes(struct data_file *file)
{
    zip_error_t why;
    lib.error_init(&why);
    zip_source_t *source = lib.source_buffer_create(file->bytes, file->length, 0, &why);
    zip_t *archive = source ? lib.open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (!archive) data_error(file, KIND_IO, "not an archive: %s", lib.error_strerror(&why));
    if (!archive && source) lib.source_free(source);
    lib.error_fini(&why);
    return archive;
}

struct archive *archive_open(struct data_file *file)
{
    if (!ready()) {
        data_error(file, KIND_IO,
                   "cannot load libzip.so.5 or libzip.so.4; install libzip4 "
                   "(Debian), libzip (Fedora, Arch, Homebrew)");
        return NULL;
    }
    struct archive *archive = mem_array(&file->core->mem, 1, sizeof *archive);
    if (!archive) return NULL;
    *archive = (struct archive){file, open_bytes(file), 0};
    zip_int64_t n = archive->zip ? lib.get_num_entries(archive->zip, 0) : 0;
    archive->n = n > 0 ? (size_t)n : 0;
    if (archive->zip) return archive;
    archive_close(archive);
    return NULL;
}

void archive_close(struct archive *archive)
{
    if (!archive) return;
    if (archive->zip) lib.discard(archive->zip);
    mem_free_array(&archive->file->core->mem, archive, 1, sizeof *archive);
}

size_t archive_count(const struct archive *archive)
{
    return archive->n;
}

static bool stat_of(struct archive *archive, size_t i, struct zip_stat *info)
{
    return lib.stat_index(archive->zip, i, 0, info) == 0 && (info->valid & ZIP_STAT_NAME);
}

const char *archive_name(struct archive *archive, size_t i)
{
    struct zip_stat info;
    if (stat_of(archive, i, &info)) return info.name;
    broken(archive->file, NULL);
    return NULL;
}

static bool cannot_open(struct archive *archive, const char *name)
{
    zip_error_t *why = lib.get_error(archive->zip);
    if (why->zip_err != ZIP_ER_COMPNOTSUPP && why->zip_err != ZIP_ER_NOPASSWD &&
        why->zip_err != ZIP_ER_ENCRNOTSUPP)
        return broken(archive->file, name);
    return data_error(archive->file, KIND_IO, "it cannot be unpacked: %s", lib.error_strerror(why));
}

/* All bytes of an open member, which must be as many as the archive declares. */
static bool take_bytes(struct archive *archive, zip_file_t *in, const struct zip_stat *info,
                       const char **out)
{
    size_t room = (size_t)info->size / sizeof(double) + 1;
    char *bytes = (char *)buffers_doubles(archive->file->buffers, room);
    zip_int64_t n = bytes ? lib.fread(in, bytes, room * sizeof(double)) : 0;
    bool whole = n >= 0 && (zip_uint64_t)n == info->size;
    char more; /* libzip checks the checksum only when the end is read */
    if (whole && lib.fread(in, &more, 1) != 0) whole = false;
    if (lib.fclose(in) != 0) whole = false;
    *out = bytes;
    if (!bytes) return false;
    return whole || broken(archive->file, info->name);
}

bool archive_read(struct archive *archive, size_t i, const char **bytes, size_t *length)
{
    struct data_file *file = archive->file;
    struct zip_stat info;
    if (!stat_of(archive, i, &info) || !(info.valid & ZIP_STAT_SIZE)) return broken(file, NULL);
    const struct mem *mem = &file->core->mem;
    if (mem->limit && !file->buffers->spills && info.size > mem->limit - mem->used)
        return data_error(file, KIND_LIMIT, "%s does not fit into memory", info.name);
    zip_file_t *in = lib.fopen_index(archive->zip, i, 0);
    if (!in) return cannot_open(archive, info.name);
    *length = (size_t)info.size;
    return take_bytes(archive, in, &info, bytes);
}

size_t archive_begin(struct archive *archive, size_t i, char *bytes, size_t n)
{
    zip_file_t *in = lib.fopen_index(archive->zip, i, 0);
    zip_int64_t got = in ? lib.fread(in, bytes, n) : 0;
    if (in) lib.fclose(in);
    return got > 0 ? (size_t)got : 0;
}

/* ---- writing ---- */

static bool add_item(zip_t *archive, const struct zip_item *item)
{
    enum { STORED = ZIP_CM_STORE };
    zip_source_t *source = lib.source_buffer(archive, item->bytes, item->length, 0);
    zip_int64_t at = source ? lib.file_add(archive, item->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0 && source) lib.source_free(source);
    const time_t epoch = 315532800; /* 1980, the first year of zip's clock */
    return at >= 0 && lib.set_file_compression(archive, (zip_uint64_t)at, STORED, 0) == 0 &&
           lib.file_set_mtime(archive, (zip_uint64_t)at, epoch, 0) == 0;
}

static char *bytes_of(zip_source_t *source, size_t *length)
{
    struct zip_stat info;
    if (lib.source_stat(source, &info) != 0 || lib.source_open(source) != 0) return NULL;
    char *bytes = malloc((size_t)info.size + 1);
    if (bytes && lib.source_read(source, bytes, info.size) != (zip_int64_t)info.size) {
        free(bytes);
        bytes = NULL;
    }
    *length = (size_t)info.size;
    lib.source_close(source);
    return bytes;
}

char *zip_write(const struct zip_item *items, size_t n, size_t *length)
{
    zip_error_t why;
    if (!ready()) return NULL;
    lib.error_init(&why);
    zip_source_t *source = lib.source_buffer_create(NULL, 0, 0, &why);
    zip_t *archive = source ? lib.open_from_source(source, ZIP_TRUNCATE, &why) : NULL;
    bool fine = archive != NULL;
    if (!archive && source) lib.source_free(source);
    if (archive)
        lib.source_keep(source); /* the source must outlive the archive that is written into it */
    for (size_t i = 0; fine && i < n; i++) fine = add_item(archive, &items[i]);
    if (archive && (!fine || lib.close(archive) != 0)) {
        lib.discard(archive);
        fine = false;
    }
    char *bytes = fine ? bytes_of(source, length) : NULL;
    if (archive) lib.source_free(source);
    lib.error_fini(&why);
    return bytes;
}

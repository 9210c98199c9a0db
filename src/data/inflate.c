#include "data/inflate.h"

#include "base/library.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char damaged[] = "the compressed data is damaged",
                  too_long[] = "the compressed data refers back over more than 128 MiB, as by "
                               "zstd --long=28, which takes too much memory";

/* ---- the libraries ---- */

enum { ZSTD_WINDOW_TOO_LARGE = 16 }; /* in zstd_errors.h; an error is what its number lacks to 0 */

/* The part of libzstd that is used; its functions have been the same since version 1.0. */
struct zstd_in {
    const void *bytes;
    size_t size, at;
};
struct zstd_out {
    void *bytes;
    size_t size, at;
};

#define ZLIB(X)                                                \
    X(int, inflateInit2_, (z_streamp, int, const char *, int)) \
    X(int, inflate, (z_streamp, int))                          \
    X(int, inflateReset, (z_streamp))                          \
    X(int, inflateEnd, (z_streamp))
#define ZSTD(X)                                                                     \
    X(void *, ZSTD_createDStream, (void))                                           \
    X(size_t, ZSTD_freeDStream, (void *))                                           \
    X(size_t, ZSTD_decompressStream, (void *, struct zstd_out *, struct zstd_in *)) \
    X(unsigned, ZSTD_isError, (size_t))

/* Set once and constant from then on. */
#define MEMBER(type, name, parameters) type(*name) parameters;
static struct {
    bool has_zlib, has_zstd;
    ZLIB(MEMBER)
    ZSTD(MEMBER)
} lib;
static pthread_once_t zlib_once = PTHREAD_ONCE_INIT, zstd_once = PTHREAD_ONCE_INIT;

#define FIND(type, name, parameters) found = library_find(library, #name, &lib.name) && found;

static void load_zlib(void)
{
    static const char *const names[] = {"libz.so.1", "libz.1.dylib", NULL};
    void *library = library_open_any(names);
    bool found = true;
    ZLIB(FIND)
    lib.has_zlib = found;
}

static void load_zstd(void)
{
    static const char *const names[] = {"libzstd.so.1", "libzstd.1.dylib", NULL};
    void *library = library_open_any(names);
    bool found = true;
    ZSTD(FIND)
    lib.has_zstd = found;
}

/* ---- which packing ---- */

/* The first bytes of a packing, where a question mark is any byte: a text may begin with BZh. */
struct magic {
    const char *bytes;
    size_t length;
    enum packing packing;
    const char *wrong;
};
static const struct magic magics[] = {
    {"\x1f\x8b", 2, PACKED_GZIP, NULL},
    {"\x28\xb5\x2f\xfd", 4, PACKED_ZSTD, NULL},
    {"BZh?1AY&SY", 10, PACKED_NOT, "packed by bzip2: unpack it first, as by bzip2 -dc FILE"},
    {"\xfd\x37zXZ", 5, PACKED_NOT, "packed by xz: unpack it first, as by xz -dc FILE"},
    {"\x04\x22\x4d\x18", 4, PACKED_NOT, "packed by lz4: unpack it first, as by lz4 -dc FILE"},
};
enum { N_MAGICS = sizeof magics / sizeof *magics };

/* Do the bytes begin as the magic does? */
static bool fits(const struct magic *m, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length && i < m->length; i++)
        if (m->bytes[i] != '?' && m->bytes[i] != bytes[i]) return false;
    return true;
}

enum packing inflate_kind(const char *bytes, size_t length, const char **wrong)
{
    *wrong = NULL;
    for (size_t i = 0; i < N_MAGICS; i++) {
        if (length < magics[i].length || !fits(&magics[i], bytes, length)) continue;
        *wrong = magics[i].wrong;
        return magics[i].packing;
    }
    return PACKED_NOT;
}

bool inflate_is_open(const char *bytes, size_t length)
{
    for (size_t i = 0; i < N_MAGICS; i++)
        if (length < magics[i].length && fits(&magics[i], bytes, length)) return true;
    return false;
}

/* ---- unpacking ---- */

struct inflate {
    enum packing packing;
    z_stream zlib;
    void *zstd;
    bool is_whole;   /* at the end of a member or frame */
    bool is_damaged; /* behind what was written last */
    bool is_too_long;
    size_t wanted; /* by libzstd: the rest of a block and the head of the next, or of a head */
    bool is_full;  /* so was the room for the last output */
};

struct inflate *inflate_new(enum packing packing, const char **wrong)
{
    *wrong = NULL;
    if (packing == PACKED_GZIP) {
        pthread_once(&zlib_once, load_zlib);
        if (!lib.has_zlib)
            return *wrong = "cannot load libz.so.1, which unpacks gzip; install zlib1g (Debian), "
                            "zlib (Fedora, Arch, Homebrew)",
                   NULL;
    } else {
        pthread_once(&zstd_once, load_zstd);
        if (!lib.has_zstd)
            return *wrong = "cannot load libzstd.so.1, which unpacks Zstandard; install libzstd1 "
                            "(Debian), libzstd (Fedora), zstd (Arch, Homebrew)",
                   NULL;
    }
    enum { GZIP_ONLY = 15 + 16 }; /* the largest window, and no other format of zlib */
    struct inflate *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->packing = packing;
    if (packing == PACKED_ZSTD) f->zstd = lib.ZSTD_createDStream();
    bool ready = packing == PACKED_ZSTD ? f->zstd != NULL
                                        : lib.inflateInit2_(&f->zlib, GZIP_ONLY, ZLIB_VERSION,
                                                            (int)sizeof f->zlib) == Z_OK;
    if (ready) return f;
    free(f);
    return NULL;
}

void inflate_free(struct inflate *f)
{
    if (!f) return;
    if (f->packing == PACKED_GZIP)
        lib.inflateEnd(&f->zlib);
    else
        lib.ZSTD_freeDStream(f->zstd);
    free(f);
}

static unsigned at_most(size_t n)
{
    return n > UINT_MAX / 2 ? UINT_MAX / 2 : (unsigned)n;
}

/* One member may follow another; zeros that fill up a block of a tape or a disk may come last. */
static long run_gzip(struct inflate *f, const char **in, size_t *n_in, char *out, size_t room)
{
    z_stream *z = &f->zlib;
    if (f->is_whole) {
        while (*n_in && **in == '\0') ++*in, --*n_in;
        if (*n_in == 0) return 0;
        f->is_damaged = lib.inflateReset(z) != Z_OK;
        f->is_whole = false;
        if (f->is_damaged) return 0;
    }
    /* zlib does not write to its input, but does not say so. */
    memcpy(&z->next_in, in, sizeof *in);
    z->avail_in = at_most(*n_in);
    z->next_out = (unsigned char *)out;
    z->avail_out = at_most(room);
    unsigned given = z->avail_in, asked = z->avail_out;
    int status = lib.inflate(z, Z_NO_FLUSH);
    *in += given - z->avail_in;
    *n_in -= given - z->avail_in;
    f->is_whole = status == Z_STREAM_END;
    f->is_damaged = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
    return (long)(asked - z->avail_out);
}

static size_t step_zstd(struct inflate *f, const char **in, size_t *n_in, size_t given,
                        struct zstd_out *to)
{
    struct zstd_in from = {*in, given < *n_in ? given : *n_in, 0};
    f->wanted = lib.ZSTD_decompressStream(f->zstd, to, &from);
    f->is_damaged = lib.ZSTD_isError(f->wanted) != 0;
    f->is_too_long = f->is_damaged && f->wanted == (size_t)-ZSTD_WINDOW_TOO_LARGE;
    f->is_whole = f->wanted == 0;
    *in += from.at;
    *n_in -= from.at;
    return to->at;
}

/* Where libzstd meets damage it forgets what it has unpacked in the same call, and how much that is
 * depends on what it was given. So it gets a block at a time, without the head of the next. */
static long run_zstd(struct inflate *f, const char **in, size_t *n_in, char *out, size_t room)
{
    enum { HEAD = 3 };
    if (f->is_whole && *n_in == 0) return 0; /* or it would wait for another frame */
    struct zstd_out to = {out, at_most(room), 0};
    size_t left = f->is_full ? step_zstd(f, in, n_in, 0, &to) : 0;
    if (!left && !f->is_damaged && !(f->is_whole && *n_in == 0)) {
        size_t given = f->wanted > HEAD ? f->wanted - HEAD : f->wanted;
        step_zstd(f, in, n_in, given ? given : 1, &to);
    }
    f->is_full = to.at == to.size;
    return (long)to.at;
}

long inflate_run(struct inflate *f, const char **in, size_t *n_in, char *out, size_t room,
                 const char **wrong)
{
    long n = 0;
    if (!f->is_damaged)
        n = f->packing == PACKED_GZIP ? run_gzip(f, in, n_in, out, room)
                                      : run_zstd(f, in, n_in, out, room);
    if (n == 0 && f->is_damaged) return *wrong = f->is_too_long ? too_long : damaged, -1;
    return n;
}

bool inflate_is_whole(const struct inflate *f)
{
    return f->is_whole;
}

/* file.c - opens files as bytes in memory, and reports errors about them. */
#include "data/array.h"
#include "data/unpack.h"
#include "data/window.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the memory that holds arrays ---- */

static void owned_free(struct mem *mem, struct owned_block owned)
{
    if (owned.mapped)
        munmap(owned.block, owned.size);
    else
        mem_free(mem, owned.block, owned.size);
}

/* Puts all mapped files under a window. */
static bool open_window(struct buffers *buffers, size_t most)
{
    bool fine = (buffers->window = window_open(buffers->mem, most)) != NULL;
    for (size_t i = 0; fine && i < buffers->all.n; i++) {
        const struct owned_block *owned = &buffers->all.at[i];
        if (owned->mapped) fine = window_add(buffers->window, owned->block, owned->size);
    }
    return fine;
}

/* Counts what is in memory of the newest block, a mapped file, at a time: of all mapped files, a
 * quarter of what is allowed at most. */
static bool count_mapped(struct buffers *buffers, void *block, size_t size)
{
    enum { SHARE = 4 };
    struct mem *mem = buffers->mem;
    size_t most = mem->limit / SHARE, left = most - buffers->counted,
           counts = size < left ? size : left;
    if (!mem->limit) return true;
    if (mem_refuses(mem, counts)) return false;
    mem->used += counts;
    buffers->counted += counts;
    if (size <= left) return true;
    if (!buffers->window) return open_window(buffers, most);
    return window_add(buffers->window, block, size);
}

bool buffers_take(struct buffers *buffers, void *block, size_t size, bool mapped)
{
    struct owned_block owned = {block, size, mapped};
    if (vec_push(buffers->mem, &buffers->all, owned))
        return !mapped || count_mapped(buffers, block, size);
    owned_free(buffers->mem, owned);
    return false;
}

/* A file without a name, of so many bytes that are the disk's. Returns -1 if there is none. */
static int temporary_file(struct mem *mem, size_t bytes)
{
    const char *folder = getenv("TMPDIR");
    struct str path = {.mem = mem};
    str_putf(&path, "%s/dcalc.XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = path.failed ? -1 : mkostemp(path.s, O_CLOEXEC);
    if (fd >= 0) unlink(path.s);
    str_free(&path);
    if (fd < 0 || posix_fallocate(fd, 0, (off_t)bytes) == 0) return fd;
    close(fd);
    return -1;
}

static void *spill(struct buffers *buffers, size_t bytes)
{
    int fd = temporary_file(buffers->mem, bytes);
    if (fd < 0) return NULL;
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return block != MAP_FAILED && buffers_take(buffers, block, bytes, true) ? block : NULL;
}

/* Memory is better for what is a small part of it. */
static bool should_spill(const struct buffers *buffers, size_t bytes)
{
    enum { SHARE = 16 };
    return buffers->spills && buffers->mem->limit && bytes > buffers->mem->limit / SHARE;
}

double *buffers_doubles(struct buffers *buffers, size_t n)
{
    double *block = NULL;
    size_t bytes;
    if (__builtin_mul_overflow(n, sizeof *block, &bytes)) {
        buffers->mem->failed = true;
        return NULL;
    }
    if (should_spill(buffers, bytes) && (block = spill(buffers, bytes))) return block;
    block = mem_resize(buffers->mem, NULL, 0, bytes);
    return block && buffers_take(buffers, block, bytes, false) ? block : NULL;
}

void buffers_look(void *user)
{
    const struct buffers *buffers = user;
    if (buffers->window) window_look(buffers->window);
}

void buffers_free(struct buffers *buffers)
{
    window_close(buffers->window);
    if (buffers->mem) buffers->mem->used -= buffers->counted;
    for (size_t i = 0; i < buffers->all.n; i++) owned_free(buffers->mem, buffers->all.at[i]);
    if (buffers->mem) vec_free(buffers->mem, &buffers->all);
}

/* ---- errors ---- */

static bool error_at(struct data_file *file, enum kind kind, struct span span, const char *format,
                     va_list args)
{
    struct core *core = file->core;
    struct str text = {.mem = &core->mem};
    str_vputf(&text, format, args);
    diag_error(core, kind, span, "%s", text.failed ? "out of memory" : text.s);
    str_free(&text);
    return false;
}

bool data_error(struct data_file *file, enum kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct span whole = {core_add_binary(file->core, file->name), 0, 0};
    error_at(file, kind, whole, format, args);
    va_end(args);
    return false;
}

/* The line in which the faulty part begins: a field in quotes may hold line breaks, and the row in
 * which it stands goes on over several lines. */
static struct text_place line_of(const struct data_file *file, struct text_place place)
{
    const char *end = file->bytes + file->length, *next;
    while (place.from > place.end &&
           (next = memchr(place.line, '\n', (size_t)(end - place.line))) && next < place.from) {
        place.line = next + 1;
        place.number++;
        next = memchr(place.line, '\n', (size_t)(end - place.line));
        place.end = next ? next : end;
    }
    if (place.from > place.end) place.from = place.end;
    if (place.to > place.end || place.to < place.from) place.to = place.end;
    return place;
}

bool data_text_error(struct data_file *file, struct text_place place, const char *format, ...)
{
    enum { LONGEST = 4000 }; /* bytes of a line that a message shows */
    va_list args;
    va_start(args, format);
    place = line_of(file, place);
    size_t before = (size_t)(place.from - place.line),
           cut = before > LONGEST / 2 ? before - LONGEST / 2 : 0,
           length = (size_t)(place.end - place.line) - cut;
    if (length > LONGEST) length = LONGEST;
    struct span span = {
        core_add_part(file->core, file->name, place.line + cut, length, place.number - 1),
        (uint32_t)(before - cut), (uint32_t)(place.to - place.line - (long)cut)};
    error_at(file, KIND_SYNTAX, span, format, args);
    va_end(args);
    return false;
}

bool data_number_error(struct data_file *file, struct text_place place, enum decimal_kind kind)
{
    enum { SHOWN = 40 };
    int n = place.to - place.from > SHOWN ? SHOWN : (int)(place.to - place.from);
    const char *dots = place.to - place.from > SHOWN ? "..." : "",
               *what = kind == DECIMAL_NONE   ? "not a number"
                       : kind == DECIMAL_WIDE ? "a number that no double holds"
                                              : "not a finite double";
    data_text_error(file, place, "'%.*s%s' is %s", n, place.from, dots, what);
    return kind == DECIMAL_WIDE &&
           diag_hint(file->core,
                     "up to %d numbers of an array can be such; with a point or an exponent a "
                     "number is rounded",
                     ARRAY_MOST_EXACT);
}

/* ---- files ---- */

bool data_take_text(struct data_file *file, struct str *text)
{
    file->bytes = text->n ? text->s : "";
    file->length = text->n;
    if (text->n) return buffers_take(file->buffers, text->s, text->room, false);
    str_free(text);
    return true;
}

static bool system_error(struct data_file *file)
{
    return data_error(file, KIND_IO, "%s", strerror(errno));
}

/* Waits until something can be read, or, with read(2), that there is an error. */
static bool wait_for_input(struct core *core, int fd)
{
    enum { SLICE = 50 }; /* milliseconds, after which an interrupt and the time are looked at */
    struct pollfd input = {.fd = fd, .events = POLLIN};
    int ready;
    do {
        if (!core_go_on_slow(core)) return false;
        ready = poll(&input, 1, SLICE);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return true;
}

/* Reads a file that cannot be mapped, such as a pipe, to its end. It is likely to have so many
 * bytes. */
static bool read_all(struct data_file *file, int fd, size_t likely)
{
    enum { PIECE = 1 << 18 };
    struct core *core = file->core;
    struct str text = {.mem = &core->mem};
    ssize_t n = -1;
    if (likely) str_reserve(&text, likely + 1);
    while (wait_for_input(core, fd)) {
        size_t left = text.n <= likely && likely ? likely + 1 - text.n : PIECE,
               piece = left < PIECE ? left : PIECE;
        char *to = str_reserve(&text, piece);
        n = to ? read(fd, to, piece) : -1;
        if (n > 0) text.n += (size_t)n;
        if (n == 0 || text.failed || (n < 0 && errno != EINTR)) break;
    }
    bool fine = n == 0 && !text.failed;
    if (n < 0 && !diag_any(core)) system_error(file);
    if (fine) return data_take_text(file, &text);
    str_free(&text);
    return false;
}

static bool map_or_read(struct data_file *file, int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0) return system_error(file);
    if (S_ISDIR(info.st_mode)) return errno = EISDIR, system_error(file);
    size_t length = S_ISREG(info.st_mode) ? (size_t)info.st_size : 0;
    if (length == 0 || file->buffers->copies) return read_all(file, fd, length);
    void *block = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (block == MAP_FAILED) return read_all(file, fd, 0); /* as in /sys */
    file->bytes = block;
    file->length = length;
    return buffers_take(file->buffers, block, length, true);
}

bool data_open(struct data_file *file, struct core *core, struct buffers *buffers, const char *path)
{
    *file = (struct data_file){.core = core, .buffers = buffers, .name = path};
    /* Opening a FIFO would wait for whoever writes into it, and nothing could end that. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return system_error(file);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    bool fine = map_or_read(file, fd);
    close(fd);
    return fine;
}

/* ---- bytes as they are meant ---- */

struct rest {
    const char *bytes;
    size_t n;
};

static long take_rest(void *user, char *buffer, size_t size)
{
    struct rest *rest = user;
    size_t n = rest->n < size ? rest->n : size;
    memcpy(buffer, rest->bytes, n);
    rest->bytes += n;
    rest->n -= n;
    return (long)n;
}

static bool unpack_all(struct data_file *file, struct unpack *u)
{
    enum { PIECE = 1 << 16 };
    struct str text = {.mem = &file->core->mem};
    long n;
    do {
        char *to = str_reserve(&text, PIECE);
        n = to ? unpack_read(u, to, PIECE) : -1;
        if (n > 0) text.n += (size_t)n;
    } while (n > 0 && core_go_on_slow(file->core));
    if (n == 0) return data_take_text(file, &text);
    str_free(&text);
    return n < 0 && u->wrong && data_error(file, KIND_IO, "%s", u->wrong);
}

bool data_unpack(struct data_file *file)
{
    struct rest rest = {file->bytes, file->length};
    struct unpack u = {.next = take_rest, .user = &rest, .mem = &file->core->mem};
    bool fine = !unpack_is_needed(file->bytes, file->length) || unpack_all(file, &u);
    unpack_free(&u);
    return fine;
}

void data_close(struct data_file *file)
{
    if (!file->core) return;
    vec_free(&file->core->mem, &file->arrays);
    vec_free(&file->core->mem, &file->wide);
}

bool data_add(struct data_file *file, const char *name, size_t length, struct array array)
{
    array.name = arena_text(&file->core->arena, name, length);
    return array.name && vec_push(&file->core->mem, &file->arrays, array);
}

#define _POSIX_C_SOURCE 200809L
#include "files.h"

#include "interrupt.h"
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno != EINTR) return false;
        if (n < 0) continue;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

long read_some(int fd, char *bytes, size_t size)
{
    for (;;) {
        ssize_t n = read(fd, bytes, size);
        if (n >= 0 || errno != EINTR || interrupt_seen()) return n;
    }
}

static const char *input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int say_io(const char *path)
{
    if (interrupt_seen()) return INTERRUPTED;
    return say_error(DCALC_IO, NULL, "%s: %s", path, strerror(errno));
}

int open_input(const char *path)
{
    if (strcmp(path, "-") == 0) return 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        close(fd);
        fd = -1;
        errno = EISDIR; /* the first read would say so, but then the output has begun */
    }
    if (fd < 0) say_io(path);
    return fd;
}

/* A first guess of the room a file needs; pipes tell nothing and start small. */
static size_t first_room(int fd, size_t limit)
{
    struct stat info;
    size_t room = 4096;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        room = (size_t)info.st_size + 1;
    }
    return room < limit + 1 ? room : limit + 1;
}

static bool read_into(struct text *text, int fd, size_t limit)
{
    size_t room = first_room(fd, limit);
    char *bytes = pool_alloc(text->pool, room);
    long n;
    while (text->length <= limit && (n = read_some(fd, bytes, room)) != 0) {
        if (n < 0) return false;
        size_t left = limit + 1 - text->length;
        text_put(text, bytes, (size_t)n < left ? (size_t)n : left);
    }
    return true;
}

int read_whole(struct inputs *inputs, struct dcalc_text *out, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    if (is_stdin && inputs->stdin_taken) {
        return say_error(DCALC_USAGE, NULL, "standard input is taken already");
    }
    inputs->stdin_taken = inputs->stdin_taken || is_stdin;
    int fd = open_input(path);
    if (fd < 0) return dcalc_exit_status(DCALC_IO);
    struct text text = {.pool = inputs->pool};
    int status = read_into(&text, fd, inputs->limit) ? 0 : say_io(input_name(path));
    if (!is_stdin) close(fd);
    text_put(&text, "", 0);
    *out = (struct dcalc_text){text.bytes, text.length, input_name(path)};
    return status;
}

/* Creates FILE.tmpN beside the file that `path` names, with the rights it has or would get. */
static int create_beside(struct sink *sink, struct pool *pool, const struct stat *there)
{
    for (unsigned n = (unsigned)getpid();; n++) {
        char *name = pool_format(pool, "%s.tmp%u", sink->path, n);
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno == EEXIST) continue;
        if (fd < 0) return -1;
        if (there && fchmod(fd, there->st_mode & 07777) != 0) {
            /* The file is ours all the same; it only keeps the usual rights. */
        }
        sink->temporary = name;
        return fd;
    }
}

/* A link stays a link: what it points to is replaced. */
static const char *resolved(struct pool *pool, const char *path)
{
    char *real = realpath(path, NULL);
    const char *copy = real ? pool_copy(pool, real, strlen(real)) : path;
    free(real);
    return copy;
}

int sink_open(struct sink *sink, struct pool *pool, const char *path)
{
    *sink = (struct sink){.fd = 1, .path = path};
    if (!path) return 0;
    struct stat there;
    bool exists = stat(path, &there) == 0;
    if (exists && !S_ISREG(there.st_mode)) {
        sink->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else if (exists && access(path, W_OK) != 0) {
        sink->fd = -1; /* renaming would replace a file that may not be written */
    } else {
        if (exists) sink->path = resolved(pool, path);
        sink->fd = create_beside(sink, pool, exists ? &there : NULL);
    }
    return sink->fd < 0 ? say_io(path) : 0;
}

bool sink_write(struct sink *sink, const char *bytes, size_t length)
{
    if (!sink->error && !write_all(sink->fd, bytes, length)) sink->error = errno;
    return sink->error == 0;
}

static void sink_finish(struct sink *sink, bool keep)
{
    if (sink->path && close(sink->fd) != 0 && !sink->error) sink->error = errno;
    if (!sink->temporary) return;
    keep = keep && !sink->error;
    if (keep && rename(sink->temporary, sink->path) != 0) {
        sink->error = errno;
        keep = false;
    }
    if (!keep) unlink(sink->temporary);
}

int sink_close(struct sink *sink, bool keep)
{
    sink_finish(sink, keep);
    if (!sink->error || sink->error == EPIPE) return 0;
    errno = sink->error;
    return say_io(sink->path ? sink->path : "standard output");
}

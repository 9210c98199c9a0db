#include "files.h"

#include "interrupt.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t longest_text(void)
{
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    return limits.bytes;
}

/* After a signal only what a reader takes is written: nothing ends the waiting for one who does not
 * read. The watchdog interrupts a write that waits. */
static bool may_write(int fd)
{
    enum { PATIENCE = 50 /* milliseconds */, TRIES = 2 };
    struct pollfd output = {.fd = fd, .events = POLLOUT};
    int ready = !interrupt_seen();
    for (int i = 0; ready <= 0 && i < TRIES; i++) ready = poll(&output, 1, PATIENCE);
    if (ready <= 0) errno = EINTR;
    return ready > 0;
}

static atomic_bool written;

bool has_written(void)
{
    return atomic_load(&written);
}

/* A line is finished after a signal, and a large file is not. */
static bool write_on(int fd, const char *bytes, size_t length)
{
    enum { PIECE = 1 << 23 };
    bool first = true;
    while (length > 0) {
        if (!first && interrupt_seen()) return errno = EINTR, false;
        if (!may_write(fd)) return false;
        ssize_t n = write(fd, bytes, length < PIECE ? length : PIECE);
        if (n < 0 && errno != EINTR) return false;
        if (n < 0) continue;
        first = first && n < PIECE;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

bool write_all(int fd, const char *bytes, size_t length)
{
    atomic_store(&written, true);
    watchdog_hold(true);
    watchdog_writes(true);
    bool fine = write_on(fd, bytes, length);
    watchdog_writes(false);
    watchdog_hold(false);
    return fine;
}

bool write_all_at(int fd, const char *bytes, size_t length, long at)
{
    while (length > 0) {
        ssize_t n = pwrite(fd, bytes, length, (off_t)at);
        if (n < 0 && errno != EINTR) return false;
        if (n < 0) continue;
        bytes += n, at += n, length -= (size_t)n;
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

static int report_io(const char *path)
{
    if (interrupt_seen()) return interrupt_status();
    return report_error(DCALC_IO, NULL, "%s: %s", path, strerror(errno));
}

int report_read(const char *path, const struct patience *patience)
{
    if (errno != ETIMEDOUT || patience->seconds == 0) return report_io(path);
    return report_error(DCALC_LIMIT, "raise it with --timeout", "%s: took longer than %g s", path,
                        patience->seconds);
}

/* Without waiting for the other end of a FIFO, since nothing could end that. */
static bool open_at_once(const char *path, int *fd, struct stat *info)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0) return false;
    if (fstat(*fd, info) != 0) return false;
    if (S_ISDIR(info->st_mode)) /* the first read would report it, but by then output has begun */
        return errno = EISDIR, false;
    return fcntl(*fd, F_SETFL, fcntl(*fd, F_GETFL) & ~O_NONBLOCK) == 0;
}

int open_input(const char *path, const struct patience *patience)
{
    int fd;
    struct stat info;
    if (strcmp(path, "-") == 0) return 0;
    if (open_at_once(path, &fd, &info) && (!S_ISFIFO(info.st_mode) || patience_wait(patience, fd)))
        return fd;
    int status = report_read(path, patience);
    if (fd >= 0) close(fd);
    return -status;
}

/* Returns a first guess of the room that a file needs; the size of a pipe is unknown, so the guess
 * is small. */
static size_t first_room(int fd, size_t limit)
{
    struct stat info;
    size_t room = 4096;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        room = (size_t)info.st_size + 1;
    }
    return room < limit + 1 ? room : limit + 1;
}

static bool read_into(struct text *text, int fd, size_t limit, const struct patience *patience)
{
    size_t room = first_room(fd, limit);
    char *bytes = pool_alloc(text->pool, room);
    long n;
    while (text->length <= limit && patience_wait(patience, fd)) {
        n = read_some(fd, bytes, room);
        if (n == 0) return true;
        if (n < 0) return false;
        size_t left = limit + 1 - text->length;
        text_put(text, bytes, (size_t)n < left ? (size_t)n : left);
    }
    return text->length > limit;
}

int read_whole(struct inputs *inputs, struct dcalc_text *out, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    if (is_stdin && inputs->stdin_taken) {
        return report_error(DCALC_USAGE, NULL, "standard input is already in use");
    }
    inputs->stdin_taken = inputs->stdin_taken || is_stdin;
    const struct patience *patience = &inputs->patience;
    int fd = open_input(path, patience);
    if (fd < 0) return -fd;
    struct text text = {.pool = inputs->pool};
    int status = 0;
    if (!read_into(&text, fd, inputs->limit, patience))
        status = report_read(input_name(path), patience);
    if (!is_stdin) close(fd);
    text_put(&text, "", 0);
    *out = (struct dcalc_text){text.bytes, text.length, input_name(path)};
    return status;
}

/* Returns the name FILE.tmpN, to be used if it does not exist yet. */
static char *name_beside(const struct sink *sink, struct pool *pool, unsigned n)
{
    return pool_format(pool, "%s.tmp%u", sink->path, (unsigned)getpid() + n);
}

/* Creates a file without a name in the destination's folder, so that even a killed program leaves
 * nothing behind. Returns -1 if the file system does not support it. */
static int create_nameless(const struct sink *sink, struct pool *pool)
{
    const char *slash = strrchr(sink->path, '/');
    const char *folder =
        slash ? pool_copy(pool, sink->path, (size_t)(slash - sink->path) + 1) : ".";
    if (access("/proc/self/fd", X_OK) != 0) return -1;
    return open(folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
}

/* Creates a file next to the one that `path` names, with the permissions that it has or would
 * get. */
static int create_beside(struct sink *sink, struct pool *pool, const struct stat *there)
{
    int fd = create_nameless(sink, pool);
    for (unsigned n = 0; fd < 0; n++) {
        sink->temporary = name_beside(sink, pool, n);
        fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) return -1;
    }
    sink->pool = pool;
    sink->unfinished.path = sink->temporary;
    if (sink->temporary) watchdog_remove(&sink->unfinished);
    if (there && fchmod(fd, there->st_mode & 07777) != 0) {
        /* The permissions stay the usual ones; the file is usable all the same. */
    }
    return fd;
}

static char *path_of_nameless(const struct sink *sink)
{
    return pool_format(sink->pool, "/proc/self/fd/%d", sink->fd);
}

/* Names the file that has no name. */
static bool name_file(struct sink *sink)
{
    char *file = path_of_nameless(sink);
    for (unsigned n = 0;; n++) {
        sink->temporary = name_beside(sink, sink->pool, n);
        if (linkat(AT_FDCWD, file, AT_FDCWD, sink->temporary, AT_SYMLINK_FOLLOW) == 0) return true;
        if (errno == EEXIST) continue;
        sink->temporary = NULL;
        return sink->error = errno, false;
    }
}

/* Returns where a link points to, as seen from here, or NULL if the path is no link. */
static const char *target_of(struct pool *pool, const char *path)
{
    char target[4096];
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n <= 0) return NULL;
    target[n] = '\0';
    const char *slash = strrchr(path, '/');
    int folder = *target == '/' || !slash ? 0 : (int)(slash + 1 - path);
    return pool_format(pool, "%.*s%s", folder, path, target);
}

/* Follows links, also to a file that is not there yet, so that the target is replaced or made and
 * the link stays. */
static const char *resolved(struct pool *pool, const char *path)
{
    enum { MOST_LINKS = 40 }; /* as in the system, which has refused circles before */
    const char *target = path;
    for (int i = 0; target && i < MOST_LINKS; i++) {
        path = target;
        target = target_of(pool, path);
    }
    return path;
}

/* Returns the descriptor that the path names, or -1 if it names a file. Opened by its path, it
 * would be another file description at offset 0, and replaced by a rename, no descriptor. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0) return 1;
    if (strcmp(path, "/dev/stderr") == 0) return 2;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t n = strlen(folders[i]);
        if (strncmp(path, folders[i], n) != 0) continue;
        char *end;
        long fd = strtol(path + n, &end, 10);
        if (end > path + n && !*end && fd >= 0 && fd <= INT_MAX) return (int)fd;
    }
    return -1;
}

int open_special(const char *path, bool is_fifo)
{
    enum { SLICE = 20 }; /* milliseconds */
    for (;;) {
        int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0) return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK), fd;
        if (!is_fifo || errno != ENXIO || interrupt_seen()) return -1;
        watchdog_look();
        poll(NULL, 0, SLICE);
    }
}

int sink_open(struct sink *sink, struct pool *pool, const char *path)
{
    *sink = (struct sink){.fd = 1, .path = path};
    if (!path) return 0;
    int descriptor = descriptor_of(path);
    if (descriptor >= 0) {
        sink->fd = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
        return sink->fd < 0 ? report_io(path) : 0;
    }
    struct stat there;
    bool exists = stat(path, &there) == 0;
    if (!exists && errno != ENOENT) return report_io(path);
    if (exists && !S_ISREG(there.st_mode)) {
        sink->fd = open_special(path, S_ISFIFO(there.st_mode));
    } else if (exists && access(path, W_OK) != 0) {
        sink->fd = -1; /* a rename would replace a file without write permission */
    } else {
        sink->path = resolved(pool, path);
        sink->fd = create_beside(sink, pool, exists ? &there : NULL);
    }
    return sink->fd < 0 ? report_io(path) : 0;
}

bool sink_write(struct sink *sink, const char *bytes, size_t length)
{
    if (!sink->error && !write_all(sink->fd, bytes, length)) sink->error = errno;
    return sink->error == 0;
}

void sink_set_last_words(struct sink *sink, const char *before, const char *after)
{
    bool nameless = sink->pool && !sink->temporary;
    sink->last_words = (struct last_words){.fd = sink->fd, .before = before, .after = after};
    if (sink->pool) sink->last_words.to = sink->path;
    if (nameless) sink->last_words.unnamed = path_of_nameless(sink);
    if (nameless) sink->unfinished.path = name_beside(sink, sink->pool, 0);
    sink->unfinished.last_words = &sink->last_words;
    if (!sink->temporary) watchdog_remove(&sink->unfinished);
}

/* Creates a file without a name in a folder with room for large files. */
static int nameless_file(void)
{
    char name[4096];
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    snprintf(name, sizeof name, "%s/dcalc.XXXXXX", folder);
    int fd = mkstemp(name);
    if (fd >= 0) unlink(name);
    if (fd < 0) report_io(folder);
    return fd;
}

int sink_allow_overwrite(struct sink *sink)
{
    long at = lseek(sink->fd, 0, SEEK_CUR);
    bool appends = fcntl(sink->fd, F_GETFL) & O_APPEND; /* pwrite would then append too */
    sink->start = at > 0 ? at : 0;
    if (at >= 0 && !appends) return 0;
    int fd = nameless_file();
    if (fd < 0) {
        sink_close(sink, false);
        return dcalc_exit_status(DCALC_IO);
    }
    sink->start = 0;
    sink->pipe = sink->fd;
    sink->fd = fd;
    return 0;
}

bool sink_overwrite(struct sink *sink, const char *bytes, size_t length)
{
    if (!sink->error && !write_all_at(sink->fd, bytes, length, sink->start)) sink->error = errno;
    return sink->error == 0;
}

/* Copies the temporary file to the pipe. */
static void copy_to_pipe(struct sink *sink, bool keep)
{
    char piece[1 << 16];
    int from = sink->fd;
    sink->fd = sink->pipe;
    if (keep && lseek(from, 0, SEEK_SET) < 0) sink->error = errno;
    for (long n; keep && !sink->error && (n = read_some(from, piece, sizeof piece)) != 0;) {
        if (n < 0)
            sink->error = errno;
        else
            sink_write(sink, piece, (size_t)n);
    }
    close(from);
}

static void finish(struct sink *sink, bool keep)
{
    sink->temporary_failed = sink->pipe && sink->error;
    if (sink->pipe) copy_to_pipe(sink, keep && !sink->error);
    keep = keep && !sink->error;
    if (keep && sink->pool && !sink->temporary) keep = name_file(sink);
    if (sink->path && close(sink->fd) != 0 && !sink->error) sink->error = errno;
    if (!sink->temporary) return;
    keep = keep && !sink->error;
    if (keep && rename(sink->temporary, sink->path) != 0) {
        sink->error = errno;
        keep = false;
    }
    if (!keep) unlink(sink->temporary);
}

/* Never half of it. */
static void sink_finish(struct sink *sink, bool keep)
{
    watchdog_hold(true);
    finish(sink, keep);
    if (sink->unfinished.path || sink->unfinished.last_words) watchdog_keep(&sink->unfinished);
    sink->unfinished = (struct unfinished){0};
    watchdog_hold(false);
}

int sink_close(struct sink *sink, bool keep)
{
    sink_finish(sink, keep);
    if (!sink->error || sink->error == EPIPE) return 0;
    errno = sink->error;
    if (sink->temporary_failed) return report_io("the temporary file of the output, in TMPDIR");
    return report_io(sink->path ? sink->path : "standard output");
}

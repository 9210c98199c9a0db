#define _DEFAULT_SOURCE
#include "history.h"

#include "files.h"
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Makes every parent folder of the file. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) return false;
    }
    return true;
}

char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool named = state && *state == '/'; /* the XDG specification ignores relative paths */
    const char *folder = named ? state : home;
    if (!folder || *folder != '/') return NULL;
    const char *rest = named ? "/dcalc/history" : "/.local/state/dcalc/history";
    size_t size = strlen(folder) + strlen(rest) + 1;
    char *path = malloc(size);
    if (!path) return NULL;
    snprintf(path, size, "%s%s", folder, rest);
    if (make_folders(path)) return path;
    free(path);
    return NULL;
}

/* The file begins with this line, as libedit's files of history do, and holds every line encoded as
 * by vis(3): whatever is not plain as a backslash and three octal digits. */
static const char first_line[] = "_HiStOrY_V2_\n";

static void encode(struct text *out, const char *line)
{
    for (; *line; line++) {
        unsigned char c = (unsigned char)*line;
        if (c > ' ' && c != '\\' && c != 0x7f)
            text_put(out, line, 1);
        else
            text_format(out, "\\%03o", c);
    }
    text_add(out, "\n");
}

static bool is_octal(const char *s)
{
    for (int i = 0; i < 3; i++) {
        if (s[i] < '0' || s[i] > '7') return false;
    }
    return true;
}

/* Returns the line that stands encoded at `from`. */
static char *decode(struct pool *pool, const char *from, size_t length)
{
    char *line = pool_copy(pool, from, length);
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        char c = line[i];
        if (c == '\\' && i + 3 < length && is_octal(line + i + 1)) {
            c = (char)((line[i + 1] - '0') << 6 | (line[i + 2] - '0') << 3 | (line[i + 3] - '0'));
            i += 3;
        } else if (c == '\\' && i + 1 < length) {
            c = line[++i];
        }
        if (c) line[n++] = c;
    }
    line[n] = '\0';
    return line;
}

static bool is_same_file(int fd, const char *path)
{
    struct stat open_one, named;
    return fstat(fd, &open_one) == 0 && stat(path, &named) == 0 &&
           open_one.st_ino == named.st_ino && open_one.st_dev == named.st_dev;
}

/* Returns -1 if it is no file that has an end: a FIFO would be waited for. */
static int open_file(const char *path)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
    struct stat info;
    if (fd < 0 || (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))) return fd;
    close(fd);
    return -1;
}

/* Opens the file for this prompt alone. Waits for the others a second at most, because a stopped
 * prompt may hold it. Returns -1 if it cannot be opened. */
static int open_alone(const char *path)
{
    struct timespec moment = {.tv_nsec = 10000000};
    for (int tries = 0;; tries++) {
        int fd = open_file(path);
        if (fd < 0) return -1;
        bool alone = flock(fd, LOCK_EX | LOCK_NB) == 0;
        if ((alone && is_same_file(fd, path)) || tries == 100) return fd;
        close(fd); /* another has it, or has put a shorter one in its place */
        if (!alone) nanosleep(&moment, NULL);
    }
}

void history_append(const char *path, const char *line)
{
    struct pool pool = {0};
    struct text text = {.pool = &pool};
    struct stat info;
    int fd = open_alone(path);
    if (fd < 0) return;
    if (fstat(fd, &info) == 0 && info.st_size == 0) text_add(&text, first_line);
    encode(&text, line);
    write_all(fd, text.bytes, text.length);
    close(fd);
    pool_free(&pool);
}

static void read_file(struct text *text, int fd)
{
    char bytes[4096];
    long n;
    text_add(text, "");
    while ((n = read_some(fd, bytes, sizeof bytes)) > 0) text_put(text, bytes, (size_t)n);
}

/* Puts a file with the lines from `kept` on in the place of the one at `path`. */
static void shorten(struct pool *pool, const char *path, const char *kept)
{
    char *real = realpath(path, NULL); /* so that a link stays one */
    const char *target = real ? pool_copy(pool, real, strlen(real)) : path;
    const char *beside = pool_format(pool, "%s.new", target);
    free(real);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return;
    bool whole = write_all(fd, first_line, strlen(first_line)) && write_all(fd, kept, strlen(kept));
    close(fd);
    if (!whole || rename(beside, target) != 0) unlink(beside);
}

void history_read(const char *path, void (*take)(void *user, const char *line), void *user)
{
    struct pool pool = {0};
    struct text text = {.pool = &pool};
    int fd = open_alone(path);
    if (fd < 0) return;
    read_file(&text, fd);
    const char *at = text.bytes;
    size_t lines = 0, skipped;
    if (!strncmp(at, first_line, strlen(first_line))) at += strlen(first_line);
    for (const char *c = at; *c; c++) lines += *c == '\n';
    skipped = lines > HISTORY_LINES ? lines - HISTORY_LINES : 0;
    for (; skipped > 0; skipped--) at = strchr(at, '\n') + 1;
    if (lines > 2 * HISTORY_LINES) shorten(&pool, path, at);
    close(fd);
    while (*at) {
        size_t length = strcspn(at, "\n");
        if (length > 0) take(user, decode(&pool, at, length));
        at += length + (at[length] == '\n');
    }
    pool_free(&pool);
}

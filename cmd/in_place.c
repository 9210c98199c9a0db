#include "in_place.h"

#include "files.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct in_place *file)
{
    file->error = errno;
    return false;
}

static bool open_file(struct in_place *file)
{
    struct stat info;
    if (file->fd > 0) return true;
    file->fd = open(file->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file->fd < 0 || fstat(file->fd, &info) != 0) return fail(file);
    if (S_ISREG(info.st_mode)) return true;
    errno = ESPIPE;
    return fail(file);
}

/* Another writer may be about to write the header too: bytes that are not there yet read as
 * zeros, or end before them. */
static bool is_free(struct in_place *file, const char *header, size_t length)
{
    char there[256];
    for (size_t done = 0; done < length;) {
        size_t size = length - done < sizeof there ? length - done : sizeof there;
        ssize_t n = pread(file->fd, there, size, (off_t)done);
        if (n < 0) return fail(file);
        if (n == 0) return true;
        for (ssize_t i = 0; i < n; i++)
            if (there[i] && there[i] != header[done + (size_t)i])
                return file->differs = true, false;
        done += (size_t)n;
    }
    return true;
}

/* All writers know the same size, so that none of them makes the file shorter. */
static bool reach(struct in_place *file, size_t size)
{
    struct stat info;
    if (fstat(file->fd, &info) != 0) return fail(file);
    if ((size_t)info.st_size >= size) return true;
    return ftruncate(file->fd, (off_t)size) == 0 || fail(file);
}

bool in_place_put(struct in_place *file, const char *bytes, size_t length, size_t at)
{
    if (file->error || file->differs || !open_file(file)) return false;
    if (length == 0) return reach(file, at);
    if (at == 0 && !is_free(file, bytes, length)) return false;
    return write_all_at(file->fd, bytes, length, (long)at) || fail(file);
}

int in_place_close(struct in_place *file)
{
    if (file->fd > 0 && close(file->fd) != 0 && !file->error) file->error = errno;
    if (file->differs)
        return report_error(DCALC_USAGE, "remove it, or write to another file",
                            "%s holds other rows than those of these answers", file->path);
    if (file->error == ESPIPE)
        return report_error(DCALC_USAGE, NULL,
                            "%s is not a regular file: it cannot be written in place", file->path);
    if (!file->error) return 0;
    return report_error(DCALC_IO, NULL, "%s: %s", file->path, strerror(file->error));
}

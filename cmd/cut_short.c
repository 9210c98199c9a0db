#define _POSIX_C_SOURCE 200809L
#include "cut_short.h"

#include "app/dcalc.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* All of this runs within a signal handler, and calls nothing that may not be called there. */

static void put(const char *text, size_t n)
{
    ssize_t ignored = write(2, text, n);
    (void)ignored;
}

/* Reads a number in hexadecimal and moves *at past it. */
static uintptr_t hexadecimal(const char **at)
{
    uintptr_t x = 0;
    for (; **at; ++*at) {
        char c = **at;
        if (c >= '0' && c <= '9')
            x = x * 16 + (uintptr_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            x = x * 16 + (uintptr_t)(c - 'a') + 10;
        else
            break;
    }
    return x;
}

/* Returns the path in a line of /proc/self/maps, "from-to rights offset device inode path", if the
 * address lies there and it is a file's; else NULL. */
static const char *path_in(const char *line, uintptr_t address)
{
    uintptr_t from = hexadecimal(&line), to;
    if (*line++ != '-') return NULL;
    to = hexadecimal(&line);
    return address >= from && address < to ? strchr(line, '/') : NULL;
}

/* Writes the path of the mapping at an address. Returns false if there is none. */
static bool put_path(uintptr_t address)
{
    char line[4096 + 128], c;
    size_t n = 0;
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && read(fd, &c, 1) == 1) {
        if (c != '\n') {
            if (n < sizeof line - 1) line[n++] = c;
            continue;
        }
        line[n] = '\0';
        n = 0;
        const char *path = path_in(line, address);
        if (!path) continue;
        put(path, strlen(path));
        return true;
    }
    return false;
}

static void on_bus_error(int signal, siginfo_t *info, void *context)
{
    static const char begin[] = "dcalc: ", unknown[] = "a file",
                      end[] = ": it was cut short while it was read\n";
    (void)context;
    (void)signal;
    put(begin, sizeof begin - 1);
    if (!put_path((uintptr_t)info->si_addr)) put(unknown, sizeof unknown - 1);
    put(end, sizeof end - 1);
    _exit(dcalc_exit_status(DCALC_IO));
}

void cut_short_catch(void)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &action, NULL);
}

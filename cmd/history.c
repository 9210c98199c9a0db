#define _POSIX_C_SOURCE 200809L
#include "history.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

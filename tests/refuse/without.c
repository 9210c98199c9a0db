/* without.c - a library to be loaded before all others (LD_PRELOAD), with which no library can be
 * opened while the program runs, as where none is installed. */
#include <dlfcn.h>
#include <stddef.h>

void *dlopen(const char *name, int flags)
{
    (void)name, (void)flags;
    return NULL;
}

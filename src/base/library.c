#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *library_open(const char *name)
{
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

void *library_open_any(const char *const *names)
{
    void *library = NULL;
    while (!library && *names) library = library_open(*names++);
    return library;
}

/* ISO C has no conversion from an object pointer to a function pointer; its bytes do. */
bool library_find(void *library, const char *name, void *function)
{
    void *address = library ? dlsym(library, name) : NULL;
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

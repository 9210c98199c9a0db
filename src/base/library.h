/* library.h - shared libraries that are opened when they are first needed; none of src opens one in
 * another way. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>

/* Opens a library, which stays open until the process ends. Returns NULL if it cannot be loaded. */
void *library_open(const char *name);
/* Opens the first that can be loaded; NULL ends the names. */
void *library_open_any(const char *const *names);
/* Stores the address of a function in *function, which is a pointer to a function. Returns false,
 * and stores NULL, if the library has none of that name, or is NULL. */
bool library_find(void *library, const char *name, void *function);

#endif

/* foreign.h - files of other programs that dcalc does not read, told by their first bytes. */
#ifndef DATA_FOREIGN_H
#define DATA_FOREIGN_H

#include "data/array.h"

struct foreign {
    const char *what, *hint; /* never NULL */
};

/* Returns what the unpacked bytes at the beginning of a file are, or NULL if they may be text. The
 * first line, or what there is, must be whole, and so many bytes be there as foreign_needs says. */
size_t foreign_needs(const char *bytes, size_t length);
const struct foreign *foreign_find(const char *bytes, size_t length);
/* Returns true if the file may be text; false after the error that says what it is. */
bool foreign_check(struct data_file *file);

#endif

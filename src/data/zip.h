/* zip.h - reads and writes zip archives in memory. Only zip.c uses libzip, which is loaded when the
 * first archive is opened. */
#ifndef DATA_ZIP_H
#define DATA_ZIP_H

#include "data/array.h"

/* Calls `member` for each file of the archive with its name and bytes, which the file's buffers
 * own. Returns false after an error, either the archive's or the member's. */
typedef bool zip_member(struct data_file *file, const char *name, const char *bytes, size_t length);
bool zip_read(struct data_file *file, zip_member *member);

/* One file to be packed, as it is: numbers hardly shrink. */
struct zip_item {
    const char *name;
    const char *bytes;
    size_t length;
};
/* An archive, to be freed with free(); NULL without memory or without libzip. The bytes are the
 * same whenever it is made. */
char *zip_write(const struct zip_item *items, size_t n, size_t *length);

#endif

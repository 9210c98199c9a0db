/* zip.h - archives of files in memory: read, and written. The only file that knows libzip, which
 * is loaded when the first archive is met. */
#ifndef DATA_ZIP_H
#define DATA_ZIP_H

#include "data/array.h"

/* Calls `member` for each file of the archive, with its name and its bytes, which the file's
 * holdings keep. False after an error, of zip's or of the member's. */
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

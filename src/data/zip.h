/* zip.h - reads and writes zip archives in memory. Only zip.c uses libzip, which is loaded when the
 * first archive is opened. */
#ifndef DATA_ZIP_H
#define DATA_ZIP_H

#include "data/array.h"

/* An archive that is being read. */
struct archive;
/* Returns NULL after an error. */
struct archive *archive_open(struct data_file *file);
size_t archive_count(const struct archive *archive);
/* Returns the name of a member, which lasts as long as the archive; NULL if the archive is broken.
 */
const char *archive_name(struct archive *archive, size_t i);
/* Reads all bytes of a member, which the file's buffers own then. False after an error. */
bool archive_read(struct archive *archive, size_t i, const char **bytes, size_t *length);
/* Reads at most n bytes from the beginning of a member. Returns how many, 0 without an error if it
 * cannot be read. */
size_t archive_begin(struct archive *archive, size_t i, char *bytes, size_t n);
void archive_close(struct archive *archive);

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

/* fields.h - the fields of records within an archive or a folder. */
#ifndef DATA_FIELDS_H
#define DATA_FIELDS_H

#include "data/holding.h"

/* Adds a member for every field of every array of records, once. That takes a look at all arrays'
 * headers, so that it is done only for a name that no array has. False without memory. */
bool fields_list(struct holding *holding, const struct format *format);
/* The part of a field as part of the array in which it is; there is room for one more item. */
struct part fields_part(const struct member *field, struct part part, const char **items);

#endif

/* json_text.h - JSON written as text, without a tree: the pieces in the order in which they stand.
 * Commas come by themselves. What str.h says of memory holds here too. */
#ifndef DATA_JSON_TEXT_H
#define DATA_JSON_TEXT_H

#include "base/str.h"

/* A string; bytes that are no UTF-8, and NULs, become U+FFFD. */
void json_put_string(struct str *out, const char *bytes, size_t length);
void json_put_text(struct str *out, const char *text);
/* The fewest digits; nan and inf become null. */
void json_put_double(struct str *out, double x);

/* What begins an item of a list, or an entry of an object, whose value is to follow. */
void json_put_item(struct str *out);
void json_put_key(struct str *out, const char *key);

#endif

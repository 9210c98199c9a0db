/* json_text.h - writes JSON without building a tree: the pieces are put in order, and commas are
 * added as needed. When out of memory, the string's `failed` is set (str.h). */
#ifndef DATA_JSON_TEXT_H
#define DATA_JSON_TEXT_H

#include "base/str.h"

/* Writes a string; bytes that are not UTF-8, and NULs, become U+FFFD. */
void json_put_string(struct str *out, const char *bytes, size_t length);
/* The same without the quotes around it. */
void json_put_characters(struct str *out, const char *bytes, size_t length);
void json_put_text(struct str *out, const char *text);
/* Writes a double in the fewest digits; nan and inf become null. */
void json_put_double(struct str *out, double x);

/* Begin an item of a list, or an entry of an object; its value must follow. */
void json_put_item(struct str *out);
void json_put_key(struct str *out, const char *key);
/* Append a key and its value. */
void json_put_key_text(struct str *out, const char *key, const char *text);
void json_put_key_double(struct str *out, const char *key, double x);

#endif

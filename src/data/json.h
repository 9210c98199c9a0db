/* json.h - reads JSON as trees. Only json.c uses cJSON; json_text.h writes JSON.
 *
 * cJSON is loaded when the first tree is made, because loading it would slow down every command
 * that needs no JSON. Numbers keep their texts. */
#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "base/str.h"
#include "data/json_scan.h"

struct json; /* one value: the root of a tree, or a part of one */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Returns the tree of one JSON text, or NULL with an error, which has kind io if cJSON is
 * missing. */
struct json *json_parse(const char *bytes, size_t length, struct json_error *error);
void json_free(struct json *tree);

/* Reads one text after another. Where they differ in nothing but numbers and strings, as jobs of a
 * stream do, one tree is made for all of them. Starts zeroed, and may not be moved. */
struct json_reader {
    struct json *tree;        /* of the last text; NULL: it had none */
    size_t room;              /* bytes that the tree's copy of a text may have */
    struct str outline, last; /* the text without its numbers and strings, and the one before */
    struct json_leaves leaves;
};
/* Returns the tree of the text until the next one is read, or NULL with an error. */
const struct json *json_read(struct json_reader *reader, const char *bytes, size_t length,
                             struct json_error *error);
void json_reader_free(struct json_reader *reader); /* which may then be used again */

enum json_kind json_kind(const struct json *value);
const char *json_kind_words(const struct json *value); /* such as "a string" */

/* Iterate over the items of an array or object; NULL after the last. */
const struct json *json_first(const struct json *container);
const struct json *json_next(const struct json *item);
size_t json_count(const struct json *container);
const char *json_key(const struct json *item); /* the key of an item of an object */
/* Returns the item with a key (case matters), or NULL. */
const struct json *json_find(const struct json *object, const char *key);
/* Returns a key that occurs twice in the object, or NULL. */
const char *json_duplicate(const struct json *object);

const char *json_string(const struct json *value);
/* A number as it is written, of any length and size; the text goes on after it. */
const char *json_number_text(const struct json *value, size_t *length);
/* The double nearest to it: 0 or infinite if it is beyond their range, nan if it is longer than
 * 4000 characters. */
double json_number(const struct json *value);
/* Where the number stands in the text of the tree. */
size_t json_number_offset(const struct json *tree, const struct json *value);
bool json_bool(const struct json *value);

#endif

#include "data/json.h"

#include "base/decimal.h"
#include "base/library.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X)       \
    X(ParseWithLengthOpts) \
    X(Delete)              \
    X(free)

/* cJSON's functions, set once and constant from then on. */
#define MEMBER(name) __typeof__(cJSON_##name) *name;
static struct {
    bool loaded;
    FUNCTIONS(MEMBER)
} lib;
static pthread_once_t lib_once = PTHREAD_ONCE_INIT;

static void load(void)
{
    static const char *const names[] = {"libcjson.so.1", "libcjson.1.dylib", NULL};
    void *library = library_open_any(names);
    bool found = true;
#define FIND(name) found = library_find(library, "cJSON_" #name, &lib.name) && found;
    FUNCTIONS(FIND)
    lib.loaded = found;
}

static bool ready(void)
{
    pthread_once(&lib_once, load);
    return lib.loaded;
}

static cJSON *as_cjson(const struct json *value)
{
    return (cJSON *)(uintptr_t)value;
}

static struct json *as_json(const cJSON *value)
{
    return (struct json *)(uintptr_t)value;
}

static bool parse_error(struct json_error *error, const char *bytes, size_t length, size_t offset)
{
    if (offset >= length)
        return json_scan_error(error, KIND_SYNTAX, length, "the JSON text ends too early");
    unsigned char c = (unsigned char)bytes[offset];
    if (c > ' ' && c < 127)
        return json_scan_error(error, KIND_SYNTAX, offset, "not JSON: unexpected '%c'", c);
    return json_scan_error(error, KIND_SYNTAX, offset, "not JSON from here on");
}

/* ---- leaves as they are written ---- */

/* cJSON would make doubles of numbers, and a copy of each string. So it is given the outline of a
 * text, in which each number is 0 and each string without escapes is empty. Both then point to the
 * text as it was, in the same order. That text belongs to the root, which frees it: cJSON frees the
 * valuestring of any item that is no reference, and such leaves are marked as references. The
 * valueint of a number holds its length.
 *
 * Texts of one outline differ in leaves alone, and have one tree, which is kept for the next. */

/* Room for the outline: a blank ends each number, whatever follows it. */
static bool reserve_outline(struct json_reader *reader, size_t length)
{
    reader->outline.mem = reader->last.mem = &reader->leaves.mem;
    str_clear(&reader->outline);
    return str_reserve(&reader->outline, length + reader->leaves.all.n + 1);
}

static char *put_bytes(char *out, const char *bytes, size_t n)
{
    if (n) memcpy(out, bytes, n);
    return out + n;
}

static bool make_outline(struct json_reader *reader, const char *bytes, size_t length)
{
    if (!reserve_outline(reader, length)) return false;
    char *out = reader->outline.s;
    size_t at = 0;
    for (size_t i = 0; i < reader->leaves.all.n; i++) {
        const struct json_leaf *leaf = &reader->leaves.all.at[i];
        if (leaf->kind == JSON_LEAF_ESCAPED) continue;
        out = put_bytes(out, bytes + at, leaf->start - at);
        if (leaf->kind == JSON_LEAF_NUMBER) out = put_bytes(out, "0 ", 2);
        at = leaf->start + leaf->length;
    }
    out = put_bytes(out, bytes + at, length - at);
    *out = '\0';
    reader->outline.n = (size_t)(out - reader->outline.s);
    return true;
}

/* The item after this one, in the order of the text; items above it are on the stack. */
static cJSON *next_item(cJSON *item, cJSON **stack, size_t *depth)
{
    if (item->child) {
        stack[(*depth)++] = item;
        return item->child;
    }
    while (!item->next && *depth) item = stack[--*depth];
    return item->next;
}

static void place_leaf(cJSON *item, char *text, const struct json_leaf *leaf)
{
    if (leaf->kind == JSON_LEAF_ESCAPED) return;
    if (leaf->kind == JSON_LEAF_PLAIN) text[leaf->start + leaf->length] = '\0';
    if (item->valuestring && !(item->type & cJSON_IsReference)) lib.free(item->valuestring);
    item->type |= cJSON_IsReference;
    item->valuestring = text + leaf->start;
    if (leaf->kind == JSON_LEAF_NUMBER) item->valueint = (int)leaf->length;
}

static void place_leaves(cJSON *tree, char *text, const struct json_leaves *leaves)
{
    cJSON *stack[JSON_MAX_DEPTH + 1];
    size_t depth = 0;
    const struct json_leaf *leaf = leaves->all.at;
    for (cJSON *item = tree; item; item = next_item(item, stack, &depth)) {
        int type = item->type & 0xff;
        if (type == cJSON_Number || type == cJSON_String) place_leaf(item, text, leaf++);
    }
}

/* Hands the text over to the tree. */
static void keep_text(cJSON *tree, char *text, const struct json_leaves *leaves)
{
    place_leaves(tree, text, leaves);
    if (tree->child) {
        tree->valuestring = text;
        return;
    }
    /* The tree is one leaf: its text begins the block, and is its own. */
    if (!(tree->type & cJSON_IsReference)) {
        free(text);
        return;
    }
    memmove(text, tree->valuestring, strlen(tree->valuestring) + 1);
    tree->valuestring = text;
    tree->type &= ~cJSON_IsReference;
}

static char *copy_of(const char *bytes, size_t length)
{
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    if (length) memcpy(copy, bytes, length);
    copy[length] = 0;
    return copy;
}

/* ---- trees ---- */

/* cJSON does not tell why it fails. So it is asked twice, and once more whether the system has
 * memory. */
static bool has_memory(size_t length)
{
    void *probe = malloc(length + 4096);
    free(probe);
    return probe != NULL;
}

/* The length includes the NUL, so that the parser can insist that nothing but blanks follows the
 * value. */
static cJSON *ask(const char *text, size_t length, const char **end)
{
    return lib.ParseWithLengthOpts(text, length + 1, end, true);
}

/* Each number is 0, filled up with blanks, so that whatever is wrong stands where it stood. */
static void blank_numbers(char *text, const struct json_leaves *leaves)
{
    for (size_t i = 0; i < leaves->all.n; i++) {
        const struct json_leaf *leaf = &leaves->all.at[i];
        if (leaf->kind != JSON_LEAF_NUMBER) continue;
        memset(text + leaf->start, ' ', leaf->length);
        text[leaf->start] = '0';
    }
}

/* The text has no outline that is JSON. */
static cJSON *ask_in_full(const struct json_reader *reader, const char *bytes, size_t length,
                          struct json_error *error)
{
    char *blanked = copy_of(bytes, length);
    const char *end = blanked;
    if (!blanked) return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
    blank_numbers(blanked, &reader->leaves);
    cJSON *tree = ask(blanked, length, &end);
    if (!tree && !has_memory(length))
        json_scan_error(error, KIND_LIMIT, 0, "out of memory");
    else if (!tree)
        parse_error(error, bytes, length, (size_t)(end - blanked));
    free(blanked);
    return tree;
}

static struct json *parse_anew(struct json_reader *reader, const char *bytes, size_t length,
                               struct json_error *error)
{
    const char *end;
    if (!ready()) {
        json_scan_error(error, KIND_IO, 0, "cannot load libcjson.so.1; install %s",
                        "libcjson1 (Debian), cjson (Fedora, Arch, Homebrew)");
        return NULL;
    }
    char *text = copy_of(bytes, length);
    if (!text) return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
    cJSON *tree = ask(reader->outline.s, reader->outline.n, &end);
    if (!tree) tree = ask_in_full(reader, bytes, length, error);
    if (tree && reader->leaves.all.n)
        keep_text(tree, text, &reader->leaves);
    else
        free(text);
    return as_json(tree);
}

static bool has_outline_of_last(const struct json_reader *reader)
{
    const struct str *outline = &reader->outline, *last = &reader->last;
    return reader->tree && json_first(reader->tree) && outline->n == last->n &&
           !memcmp(outline->s, last->s, last->n);
}

/* Other leaves in the tree there is. */
static struct json *parse_again(struct json_reader *reader, const char *bytes, size_t length,
                                struct json_error *error)
{
    cJSON *tree = as_cjson(reader->tree);
    if (reader->leaves.all.n == 0) return reader->tree;
    if (length > reader->room) {
        char *text = realloc(tree->valuestring, length + 1);
        if (!text) return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
        tree->valuestring = text;
        reader->room = length;
    }
    memcpy(tree->valuestring, bytes, length);
    tree->valuestring[length] = '\0';
    place_leaves(tree, tree->valuestring, &reader->leaves);
    return reader->tree;
}

const struct json *json_read(struct json_reader *reader, const char *bytes, size_t length,
                             struct json_error *error)
{
    reader->leaves.all.n = 0;
    if (!json_scan_check(bytes, length, &reader->leaves, error)) return NULL;
    if (!make_outline(reader, bytes, length))
        return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
    if (has_outline_of_last(reader)) return parse_again(reader, bytes, length, error);
    json_free(reader->tree);
    reader->tree = parse_anew(reader, bytes, length, error);
    reader->room = length;
    struct str last = reader->last;
    reader->last = reader->outline;
    reader->outline = last;
    return reader->tree;
}

void json_reader_free(struct json_reader *reader)
{
    json_free(reader->tree);
    str_free(&reader->outline);
    str_free(&reader->last);
    vec_free(&reader->leaves.mem, &reader->leaves.all);
    *reader = (struct json_reader){0};
}

struct json *json_parse(const char *bytes, size_t length, struct json_error *error)
{
    struct json_reader reader = {0};
    json_read(&reader, bytes, length, error);
    struct json *tree = reader.tree;
    reader.tree = NULL;
    json_reader_free(&reader);
    return tree;
}

void json_free(struct json *tree)
{
    if (tree) lib.Delete(as_cjson(tree));
}

enum json_kind json_kind(const struct json *value)
{
    switch (as_cjson(value)->type & 0xff) {
    case cJSON_False:
    case cJSON_True: return JSON_BOOL;
    case cJSON_Number: return JSON_NUMBER;
    case cJSON_String: return JSON_STRING;
    case cJSON_Array: return JSON_ARRAY;
    case cJSON_Object: return JSON_OBJECT;
    default: return JSON_NULL;
    }
}

const char *json_kind_words(const struct json *value)
{
    static const char *const words[] = {"null",     "a boolean", "a number",
                                        "a string", "a list",    "an object"};
    return words[json_kind(value)];
}

const struct json *json_first(const struct json *container)
{
    return as_json(as_cjson(container)->child);
}

const struct json *json_next(const struct json *item)
{
    return as_json(as_cjson(item)->next);
}

const char *json_key(const struct json *item)
{
    return as_cjson(item)->string;
}

const struct json *json_find(const struct json *object, const char *key)
{
    const struct json *item = json_first(object);
    while (item && json_key(item) && strcmp(json_key(item), key) != 0) item = json_next(item);
    return item && json_key(item) ? item : NULL;
}

static int compare_keys(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

size_t json_count(const struct json *container)
{
    size_t n = 0;
    for (const struct json *item = json_first(container); item; item = json_next(item)) n++;
    return n;
}

/* Compares each key with all those before it, which suffices for a few keys. */
static const char *duplicate_of_few(const struct json *object)
{
    for (const struct json *item = json_first(object); item; item = json_next(item))
        for (const struct json *old = json_first(object); old != item; old = json_next(old))
            if (*json_key(old) == *json_key(item) && !strcmp(json_key(old), json_key(item)))
                return json_key(item);
    return NULL;
}

const char *json_duplicate(const struct json *object)
{
    size_t n = json_count(object), i = 0;
    if (n <= 12) return duplicate_of_few(object);
    const char **keys = calloc(n + 1, sizeof *keys), *found = NULL;
    if (!keys) return NULL;
    for (const struct json *item = json_first(object); item; item = json_next(item))
        keys[i++] = json_key(item);
    qsort(keys, n, sizeof *keys, compare_keys);
    for (i = 1; i < n && !found; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0) found = keys[i];
    free(keys);
    return found;
}

const char *json_string(const struct json *value)
{
    return as_cjson(value)->valuestring;
}

const char *json_number_text(const struct json *value, size_t *length)
{
    *length = (size_t)as_cjson(value)->valueint;
    return as_cjson(value)->valuestring;
}

double json_number(const struct json *value)
{
    double x = NAN;
    size_t n;
    const char *text = json_number_text(value, &n);
    return decimal_read(text, n, &x) == DECIMAL_NONE ? NAN : x;
}

size_t json_number_offset(const struct json *tree, const struct json *value)
{
    const char *text = as_cjson(tree)->valuestring;
    return tree == value ? 0 : (size_t)(as_cjson(value)->valuestring - text);
}

bool json_bool(const struct json *value)
{
    return as_cjson(value)->type & cJSON_True;
}

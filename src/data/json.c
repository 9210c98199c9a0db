#include "data/json.h"

#include "base/decimal.h"

#include <cjson/cJSON.h>
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X)       \
    X(ParseWithLengthOpts) \
    X(Delete)              \
    X(GetObjectItemCaseSensitive)

/* cJSON's functions, set once and constant from then on. */
#define MEMBER(name) __typeof__(cJSON_##name) *name;
static struct {
    bool loaded;
    FUNCTIONS(MEMBER)
} lib;
static pthread_once_t lib_once = PTHREAD_ONCE_INIT;

/* ISO C has no conversion from an object pointer to a function pointer; its bytes are the same. */
static bool find_function(void *handle, const char *name, void *slot)
{
    void *symbol = dlsym(handle, name);
    memcpy(slot, &symbol, sizeof symbol);
    return symbol;
}

static void load(void)
{
    void *handle = dlopen("libcjson.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!handle) handle = dlopen("libcjson.1.dylib", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    bool found = true;
#define FIND(name) found = find_function(handle, "cJSON_" #name, &lib.name) && found;
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

/* ---- numbers as they are written ---- */

/* cJSON would make doubles of numbers. So it is given a text in which each number is 0, filled up
 * with blanks, and the numbers of its tree then point to the text as it was, in the same order.
 * That text belongs to the root, which frees it: cJSON frees the valuestring of any item that is no
 * reference, and the numbers are marked as references. Their valueint holds their length. */

static void blank_numbers(char *text, const struct json_numbers *numbers)
{
    for (size_t i = 0; i < numbers->all.n; i++) {
        const struct json_number *number = &numbers->all.at[i];
        memset(text + number->start, ' ', number->length);
        text[number->start] = '0';
    }
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

static void point_numbers(cJSON *tree, char *text, const struct json_numbers *numbers)
{
    cJSON *stack[JSON_MAX_DEPTH + 1];
    size_t depth = 0;
    const struct json_number *number = numbers->all.at;
    for (cJSON *item = tree; item; item = next_item(item, stack, &depth))
        if (cJSON_Number == (item->type & 0xff)) {
            item->valuestring = text + number->start;
            item->valueint = (int)number->length;
            item->type |= cJSON_IsReference;
            number++;
        }
}

/* Hands the text over to the tree. */
static void keep_text(cJSON *tree, char *text, const struct json_numbers *numbers)
{
    point_numbers(tree, text, numbers);
    if (tree->child) {
        tree->valuestring = text;
        return;
    }
    /* The tree is the number: its text begins the block, and is its own. */
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

static struct json *parse_copies(char *text, char *blanked, size_t length,
                                 const struct json_numbers *numbers, struct json_error *error)
{
    const char *end = blanked;
    blank_numbers(blanked, numbers);
    /* The length includes the NUL, so that the parser can insist that nothing but blanks follows
     * the value. */
    cJSON *tree = lib.ParseWithLengthOpts(blanked, length + 1, &end, true);
    if (!tree) tree = lib.ParseWithLengthOpts(blanked, length + 1, &end, true);
    if (!tree && !has_memory(length))
        json_scan_error(error, KIND_LIMIT, 0, "out of memory");
    else if (!tree)
        parse_error(error, text, length, (size_t)(end - blanked));
    if (tree && numbers->all.n)
        keep_text(tree, text, numbers);
    else
        free(text);
    free(blanked);
    return as_json(tree);
}

static struct json *parse_checked(const char *bytes, size_t length,
                                  const struct json_numbers *numbers, struct json_error *error)
{
    if (!ready()) {
        json_scan_error(error, KIND_IO, 0, "cannot load libcjson.so.1; install %s",
                        "libcjson1 (Debian), cjson (Fedora, Arch, Homebrew)");
        return NULL;
    }
    char *text = copy_of(bytes, length), *blanked = copy_of(bytes, length);
    if (text && blanked) return parse_copies(text, blanked, length, numbers, error);
    free(text);
    free(blanked);
    return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
}

struct json *json_parse(const char *bytes, size_t length, struct json_error *error)
{
    struct json_numbers numbers = {0};
    struct json *tree = NULL;
    if (json_scan_check(bytes, length, &numbers, error))
        tree = parse_checked(bytes, length, &numbers, error);
    vec_free(&numbers.mem, &numbers.all);
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
    return as_json(lib.GetObjectItemCaseSensitive(as_cjson(object), key));
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

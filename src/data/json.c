#include "data/json.h"

#include "base/str.h"

#include <cjson/cJSON.h>
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X)              \
    X(ParseWithLengthOpts)        \
    X(Delete)                     \
    X(PrintUnformatted)           \
    X(free)                       \
    X(GetObjectItemCaseSensitive) \
    X(CreateObject)               \
    X(CreateArray)                \
    X(CreateString)               \
    X(CreateRaw)                  \
    X(CreateBool)                 \
    X(CreateNull)                 \
    X(AddItemToArray)             \
    X(AddItemToObject)

/* cJSON's functions, filled once and constant from then on. */
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
        return json_scan_error(error, KIND_SYNTAX, offset, "no JSON: did not expect '%c' here", c);
    return json_scan_error(error, KIND_SYNTAX, offset, "no JSON from here on");
}

struct json *json_parse(const char *bytes, size_t length, struct json_error *error)
{
    if (!json_scan_check(bytes, length, error)) return NULL;
    if (!ready()) {
        json_scan_error(error, KIND_IO, 0, "cannot load libcjson.so.1; install %s",
                        "libcjson1 (Debian), cjson (Fedora, Arch, Homebrew)");
        return NULL;
    }
    /* With the NUL counted in, the parser can insist that nothing but blanks follows the value. */
    char *copy = malloc(length + 1);
    if (!copy) return json_scan_error(error, KIND_LIMIT, 0, "out of memory"), NULL;
    if (length) memcpy(copy, bytes, length);
    copy[length] = 0;
    const char *end = copy;
    cJSON *tree = lib.ParseWithLengthOpts(copy, length + 1, &end, true);
    if (!tree) parse_error(error, bytes, length, (size_t)(end - copy));
    free(copy);
    return as_json(tree);
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

const char *json_duplicate(const struct json *object)
{
    size_t n = json_count(object), i = 0;
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

double json_number(const struct json *value)
{
    return as_cjson(value)->valuedouble;
}

bool json_bool(const struct json *value)
{
    return as_cjson(value)->type & cJSON_True;
}

struct json *json_new_object(void)
{
    return ready() ? as_json(lib.CreateObject()) : NULL;
}

struct json *json_new_array(void)
{
    return ready() ? as_json(lib.CreateArray()) : NULL;
}

/* Length of the well-formed UTF-8 character at s, or 0. */
static size_t utf8_length(const char *s, size_t left)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t n = u[0] < 0x80 ? 1 : u[0] < 0xc2 ? 0 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    if (n == 0 || n > left || u[0] > 0xf4) return 0;
    for (size_t i = 1; i < n; i++)
        if ((u[i] & 0xc0) != 0x80) return 0;
    bool overlong = (u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xf0 && u[1] < 0x90);
    bool outside = (u[0] == 0xed && u[1] > 0x9f) || (u[0] == 0xf4 && u[1] > 0x8f);
    return overlong || outside ? 0 : n;
}

/* cJSON writes bytes through as they are and ends at a NUL: neither may reach a reader. */
static void put_clean(struct str *out, const char *bytes, size_t length)
{
    str_put(out, "", 0);
    for (size_t i = 0; i < length;) {
        size_t n = bytes[i] ? utf8_length(bytes + i, length - i) : 0;
        if (n)
            str_put(out, bytes + i, n);
        else
            str_puts(out, "\xef\xbf\xbd");
        i += n ? n : 1;
    }
}

struct json *json_new_string(const char *bytes, size_t length)
{
    if (!ready()) return NULL;
    struct mem mem = {0};
    struct str clean = {.mem = &mem};
    put_clean(&clean, bytes, length);
    cJSON *item = clean.failed ? NULL : lib.CreateString(clean.s);
    str_free(&clean);
    return as_json(item);
}

struct json *json_new_text(const char *text)
{
    return json_new_string(text, strlen(text));
}

struct json *json_new_raw(const char *json)
{
    return ready() ? as_json(lib.CreateRaw(json)) : NULL;
}

struct json *json_new_double(double x)
{
    if (!isfinite(x)) return json_new_null();
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    str_double(&text, x);
    struct json *item = text.failed ? NULL : json_new_raw(text.s);
    str_free(&text);
    return item;
}

struct json *json_new_bool(bool value)
{
    return ready() ? as_json(lib.CreateBool(value)) : NULL;
}

struct json *json_new_null(void)
{
    return ready() ? as_json(lib.CreateNull()) : NULL;
}

/* cJSON leaves valueint of a container alone, so it carries "a part is missing" upwards. */
static bool adopt(struct json *container, const struct json *item)
{
    if (!container) return false;
    if (!item || as_cjson(item)->valueint) as_cjson(container)->valueint = 1;
    return item;
}

static void adopted(struct json *container, struct json *item, bool done)
{
    if (done) return;
    if (container && item) as_cjson(container)->valueint = 1;
    json_free(item);
}

void json_add(struct json *array, struct json *item)
{
    bool done = adopt(array, item) && lib.AddItemToArray(as_cjson(array), as_cjson(item));
    adopted(array, item, done);
}

void json_set(struct json *object, const char *key, struct json *item)
{
    struct mem mem = {0};
    struct str clean = {.mem = &mem};
    put_clean(&clean, key, strlen(key));
    bool done = adopt(object, item) && !clean.failed &&
                lib.AddItemToObject(as_cjson(object), clean.s, as_cjson(item));
    adopted(object, item, done);
    str_free(&clean);
}

char *json_print(const struct json *tree, const char *ending, size_t *length)
{
    *length = 0;
    if (!tree || as_cjson(tree)->valueint) return NULL;
    char *text = lib.PrintUnformatted(as_cjson(tree));
    if (!text) return NULL;
    /* The copy is malloc's even where the host program gave cJSON another allocator. */
    size_t n = strlen(text), extra = strlen(ending);
    char *copy = malloc(n + extra + 1);
    if (copy) {
        memcpy(copy, text, n);
        memcpy(copy + n, ending, extra + 1);
        *length = n + extra;
    }
    lib.free(text);
    return copy;
}

/* point_json.c - reads a point from JSON: one binding per key of an object, or one value for a
 * name. Of an earlier answer these are its results. */
#include "data/point.h"
#include "data/json_point.h"

#include <string.h>

struct json_file {
    struct point *point;
    const struct data_file *file;
    uint32_t source;
    const struct json *tree;
};

static bool bad_text(struct json_file *f, const struct json_error *error)
{
    uint32_t at = (uint32_t)error->offset;
    struct span span = {f->source, at, at + (error->offset < f->file->length)};
    return diag_error(f->point->core, error->kind, span, "%s", error->message);
}

static bool bad_point(struct json_file *f, const char *what, const char *word)
{
    struct span span = {f->source, 0, 1};
    return diag_error(f->point->core, KIND_USAGE, span, "%s%s", what, word);
}

static bool bad_value(struct json_file *f, const char *name, const char *word)
{
    return diag_error(f->point->core, KIND_USAGE, (struct span){f->source, 0, 1},
                      "'%s' must be a number, an expression or lists of them, not %s", name, word);
}

/* Returns the source that messages name: "point.json: W", or the file alone for a value without a
 * key. */
static const char *source_of(struct json_file *f, const char *key)
{
    struct core *core = f->point->core;
    struct str text = {.mem = &core->mem};
    str_puts(&text, f->file->name);
    if (key) str_putf(&text, ": %s", key);
    const char *copy = text.failed ? NULL : arena_text(&core->arena, text.s, text.n);
    str_free(&text);
    return copy;
}

/* A limit that is no number is written as a word, and a value that is none as null. */
static const char *no_number(const struct json *value)
{
    const char *word = json_kind(value) == JSON_STRING ? json_string(value) : "";
    bool infinite = !strcmp(word, "inf") || !strcmp(word, "-inf") || !strcmp(word, "nan");
    return infinite ? word : NULL;
}

static bool add_text(struct json_file *f, struct point_value bound, const struct json *value)
{
    struct core *core = f->point->core;
    struct str text = {.mem = &core->mem};
    const char *wrong = no_number(value);
    if (!wrong) wrong = json_point_text(&text, value);
    bool fine = !text.failed && !wrong;
    if (wrong) bad_value(f, bound.name, wrong);
    if (fine) {
        bound.text = arena_text(&core->arena, text.s, text.n);
        bound.length = text.n;
        fine = bound.text && point_add(f->point, bound);
    }
    str_free(&text);
    return fine;
}

/* Lists of more than ARRAY_MOST_EXACT numbers become arrays of doubles; shorter ones stay exact
 * decimals. */
static bool bad_number(struct json_file *f, const struct json *value)
{
    size_t n;
    json_number_text(value, &n);
    uint32_t at = (uint32_t)json_number_offset(f->tree, value);
    diag_error(f->point->core, KIND_SYNTAX, (struct span){f->source, at, at + (uint32_t)n},
               "a number that no double holds, in a list of more than %d numbers",
               ARRAY_MOST_EXACT);
    return diag_hint(f->point->core, "with a point or an exponent a number is rounded");
}

static bool add_array(struct json_file *f, struct point_value bound, const struct json *value,
                      struct array array)
{
    struct str text = {.mem = &f->point->core->mem};
    double *entries = buffers_doubles(f->point->buffers, array_count(&array));
    str_putf(&text, "@%s", f->file->name);
    const char *given = text.failed ? NULL : arena_text(&f->point->core->arena, text.s, text.n);
    bound.text = given;
    bound.length = text.n;
    str_free(&text);
    if (!entries || !given) return false;
    const struct json *wrong = json_point_entries(value, entries);
    if (wrong) return bad_number(f, wrong);
    array.entries = entries;
    bound.array = array;
    return point_add(f->point, bound);
}

static bool add_value(struct json_file *f, const char *name, const char *key,
                      const struct json *value)
{
    struct point_value bound = {.name = arena_text(&f->point->core->arena, name, strlen(name)),
                                .source = source_of(f, key)};
    struct array array;
    if (!bound.name || !bound.source) return false;
    if (json_point_shape(value, &array) && array_count(&array) > ARRAY_MOST_EXACT)
        return add_array(f, bound, value, array);
    return add_text(f, bound, value);
}

static bool check_object(struct json_file *f, const struct json *tree)
{
    if (json_kind(tree) != JSON_OBJECT)
        return bad_point(f, "a point must be an object of names and values, not ",
                         json_kind_words(tree));
    const struct json *point = json_point_object(tree);
    const struct json *failure = json_find(tree, "error");
    if (point == tree && failure && json_kind(failure) == JSON_OBJECT)
        return bad_point(f, "this is the error of an earlier command, not a point", "");
    const char *twice = json_duplicate(point);
    return !twice || bad_point(f, "a name occurs twice: ", twice);
}

/* ---- the answer of an earlier command ---- */

/* Weights are the point of the next step, as they were before there were other results. */
static bool is_answer(const struct json *tree)
{
    const struct json *command = json_find(tree, "command"), *expr = json_find(tree, "expr");
    return command && json_kind(command) == JSON_STRING && expr && json_point_object(tree) == tree;
}

static bool is_result(const struct json *item)
{
    static const char *const keys[] = {"value",    "loss",        "limit",   "derivative",
                                       "gradient", "jacobian",    "hessian", "jvp",
                                       "vjp",      "coefficients"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(json_key(item), keys[i]) == 0) return true;
    return false;
}

/* The next item that can be the value of a name: an item of the object `value` of --show, or a
 * result that is no object. NULL: the first. */
static const struct json *next_result(const struct json *tree, const struct json *item)
{
    const struct json *shown = json_find(tree, "value");
    if (shown && json_kind(shown) == JSON_OBJECT) return item ? json_next(item) : json_first(shown);
    for (item = item ? json_next(item) : json_first(tree); item; item = json_next(item))
        if (is_result(item) && json_kind(item) != JSON_OBJECT) return item;
    return NULL;
}

static bool no_result(struct json_file *f, const char *name, const struct json *tree)
{
    const struct json *first = next_result(tree, NULL);
    bad_point(f, name ? "this answer has no number for " : "this answer has no numbers to bind",
              name ? name : "");
    return first && diag_hint(f->point->core, "its first is '%s'", json_key(first));
}

static bool add_results(struct json_file *f, const struct json *tree)
{
    const struct json *item = next_result(tree, NULL);
    if (!item) return no_result(f, NULL, tree);
    for (; item; item = next_result(tree, item))
        if (!add_value(f, json_key(item), json_key(item), item)) return false;
    return true;
}

/* The result of that name, or the only one. */
static bool add_result(struct json_file *f, const char *name, const struct json *tree)
{
    const struct json *only = next_result(tree, NULL), *item = only;
    while (item && strcmp(json_key(item), name) != 0) item = next_result(tree, item);
    if (!item && only && !next_result(tree, only)) item = only;
    return item ? add_value(f, name, json_key(item), item) : no_result(f, name, tree);
}

/* ---- all of it, or one value ---- */

static bool add_all(struct json_file *f, const struct json *tree)
{
    if (!check_object(f, tree)) return false;
    if (is_answer(tree)) return add_results(f, tree);
    const struct json *item = json_first(json_point_object(tree));
    for (; item; item = json_next(item))
        if (!add_value(f, json_key(item), json_key(item), item)) return false;
    return true;
}

static bool add_one(struct json_file *f, const char *name, const struct json *tree)
{
    if (json_kind(tree) != JSON_OBJECT) return add_value(f, name, NULL, tree);
    if (!check_object(f, tree)) return false;
    if (is_answer(tree)) return add_result(f, name, tree);
    const struct json *item = json_find(json_point_object(tree), name);
    return item ? add_value(f, name, name, item) : bad_point(f, "there is no key ", name);
}

bool point_read_json(struct point *point, const struct data_file *file, const char *name)
{
    struct json_error error;
    struct json_file f = {.point = point, .file = file};
    f.source = core_add_source(point->core, file->name, file->bytes, file->length);
    struct json *tree = json_parse(file->bytes, file->length, &error);
    f.tree = tree;
    bool fine = !tree ? bad_text(&f, &error) : name ? add_one(&f, name, tree) : add_all(&f, tree);
    json_free(tree);
    return fine;
}

/* point_json.c - reads a point from JSON: one binding per key of an object, or one value for a
 * name. */
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

static bool add_text(struct json_file *f, struct point_value bound, const struct json *value)
{
    struct core *core = f->point->core;
    struct str text = {.mem = &core->mem};
    const char *wrong = json_point_text(&text, value);
    bool fine = !text.failed && !wrong;
    if (wrong) bad_point(f, "no value for a name: ", wrong);
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

static bool add_all(struct json_file *f, const struct json *tree)
{
    if (!check_object(f, tree)) return false;
    const struct json *item = json_first(json_point_object(tree));
    for (; item; item = json_next(item))
        if (!add_value(f, json_key(item), json_key(item), item)) return false;
    return true;
}

static bool add_one(struct json_file *f, const char *name, const struct json *tree)
{
    if (json_kind(tree) != JSON_OBJECT) return add_value(f, name, NULL, tree);
    if (!check_object(f, tree)) return false;
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

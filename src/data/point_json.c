/* point_json.c - reads a point from JSON: one binding per key of an object, or one value for a
 * name. Of an earlier answer these are its results. */
#include "data/holding.h"
#include "data/json_point.h"

#include <string.h>

static bool bad_text(struct holding *h, const struct json_error *error)
{
    uint32_t at = (uint32_t)error->offset;
    struct span span = {h->source, at, at + (error->offset < h->file.length)};
    return diag_error(h->file.core, error->kind, span, "%s", error->message);
}

static bool bad_point(struct holding *h, const char *what, const char *word)
{
    struct span span = {h->source, 0, 1};
    return diag_error(h->file.core, KIND_USAGE, span, "%s%s", what, word);
}

static bool bad_value(struct holding *h, const char *name, const char *word)
{
    diag_error(h->file.core, KIND_USAGE, (struct span){h->source, 0, 1},
               "'%s' must be a number, an expression or lists of them, not %s", name, word);
    return !strcmp(word, "an object") &&
           diag_hint(h->file.core,
                     "--at NAME=@FILE[%s][KEY] picks one of its values; of pandas, use "
                     "to_json(orient='records')",
                     name);
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

/* ---- the keys ---- */

static bool check_object(struct holding *h, const struct json *point)
{
    const struct json *failure = json_find(h->tree, "error");
    if (point == h->tree && failure && json_kind(failure) == JSON_OBJECT)
        return bad_point(h, "this is the error of an earlier command, not a point", "");
    const char *twice = json_duplicate(point);
    return !twice || bad_point(h, "a name occurs twice: ", twice);
}

static bool add_key(struct holding *h, const char *key, const struct json *value, bool apart)
{
    return members_add(&h->members, key, strlen(key), apart) &&
           vec_push(&h->file.core->mem, &h->values, value);
}

static bool add_value(struct holding *h, const char *key, const struct json *value)
{
    return add_key(h, key, value, false);
}

/* Says how to pick one of the values that a result has by names. */
static bool note_names(struct holding *h, const struct json *result)
{
    struct core *core = h->file.core;
    const struct json *first = json_first(result);
    struct str text = {.mem = &core->mem};
    bool is_input = !strcmp(h->file.name, "standard input");
    if (!first) return true;
    str_putf(&text, "--at NAME=@%s[%s][%s] picks one of its names", is_input ? "-" : h->file.name,
             json_key(result), json_key(first));
    return (h->note = str_settle(&text, &core->arena)) != NULL;
}

/* The results of an answer, of which a single one is what any name stands for. Those by name, such
 * as a gradient, can be picked: @FILE[gradient][x]. */
static bool list_results(struct holding *h)
{
    const struct json *item = next_result(h->tree, NULL);
    h->members.what = "result";
    h->one_by_any_name = true;
    if (!item) return bad_point(h, "this answer has no numbers to bind", "");
    for (; item; item = next_result(h->tree, item))
        if (!add_value(h, json_key(item), item)) return false;
    for (item = json_first(h->tree); item; item = json_next(item))
        if (json_kind(item) == JSON_OBJECT && is_result(item) &&
            (!add_key(h, json_key(item), item, true) || !note_names(h, item)))
            return false;
    return true;
}

static bool list(struct holding *h, const char *name)
{
    struct json_error error;
    struct data_file *file = &h->file;
    (void)name;
    h->members.what = "key";
    h->source = core_add_source(file->core, file->name, file->bytes, file->length);
    h->tree = json_parse(file->bytes, file->length, &error);
    if (!h->tree) return bad_text(h, &error);
    if (json_kind(h->tree) != JSON_OBJECT)
        return members_add_whole(&h->members) && vec_push(&file->core->mem, &h->values, h->tree);
    const struct json *point = json_point_object(h->tree);
    if (!check_object(h, point)) return false;
    if (is_answer(h->tree)) return list_results(h);
    for (const struct json *item = json_first(point); item; item = json_next(item))
        if (!add_value(h, json_key(item), item)) return false;
    return true;
}

static void close(struct holding *h)
{
    vec_free(&h->file.core->mem, &h->values);
    json_free(h->tree);
}

/* ---- values ---- */

/* Returns the source that messages name: "point.json: W", or the file alone for a value without a
 * key. */
static const char *source_of(struct holding *h, size_t member, struct part part)
{
    struct core *core = h->file.core;
    const char *key = h->members.all.at[member].name;
    struct str text = {.mem = &core->mem};
    str_puts(&text, h->file.name);
    if (*key) str_putf(&text, ": %s", key);
    for (int i = 0; i < part.n_items; i++) str_putf(&text, ": %s", part.items[i]);
    return str_settle(&text, &core->arena);
}

/* A limit that is no number is written as a word, and a value that is none as null. */
static const char *no_number(const struct json *value)
{
    const char *word = json_kind(value) == JSON_STRING ? json_string(value) : "";
    bool infinite = !strcmp(word, "inf") || !strcmp(word, "-inf") || !strcmp(word, "nan");
    return infinite ? word : NULL;
}

static bool add_text(struct holding *h, struct point *point, struct point_value bound,
                     const struct json *value)
{
    struct core *core = point->core;
    struct str text = {.mem = &core->mem};
    const char *wrong = no_number(value);
    if (!wrong) wrong = json_point_text(&text, value);
    bool fine = !text.failed && !wrong;
    if (wrong) bad_value(h, bound.name, wrong);
    if (fine) {
        bound.text = arena_text(&core->arena, text.s, text.n);
        bound.length = text.n;
        fine = bound.text && point_add(point, bound);
    }
    str_free(&text);
    return fine;
}

/* Lists of more than ARRAY_MOST_EXACT numbers become arrays of doubles; shorter ones stay exact
 * decimals. */
static bool bad_number(struct holding *h, const struct json *value)
{
    size_t n;
    json_number_text(value, &n);
    uint32_t at = (uint32_t)json_number_offset(h->tree, value);
    diag_error(h->file.core, KIND_SYNTAX, (struct span){h->source, at, at + (uint32_t)n},
               "a number that no double holds, in a list of more than %d numbers",
               ARRAY_MOST_EXACT);
    return diag_hint(h->file.core, "with a point or an exponent a number is rounded");
}

static bool add_array(struct holding *h, struct point *point, struct point_value bound,
                      const struct json *value)
{
    struct str text = {.mem = &point->core->mem};
    double *entries = buffers_doubles(point->buffers, array_count(&bound.array));
    str_putf(&text, "@%s", h->file.name);
    bound.length = text.n;
    bound.text = str_settle(&text, &point->core->arena);
    if (!entries || !bound.text) return false;
    const struct json *wrong = json_point_entries(value, entries);
    if (wrong) return bad_number(h, wrong);
    bound.array.entries = entries;
    return point_add(point, bound);
}

/* The value within the keys of nested objects. */
static const struct json *within(struct holding *h, const struct json *value, struct part part)
{
    for (int i = 0; value && i < part.n_items; i++) {
        const struct json *item =
            json_kind(value) == JSON_OBJECT ? json_find(value, part.items[i]) : NULL;
        if (!item) bad_point(h, "there is no key ", part.items[i]);
        value = item;
    }
    return value;
}

static bool bind(struct holding *h, size_t member, struct part part, struct point *point,
                 struct point_value bound)
{
    const struct json *value = within(h, h->values.at[member], part);
    struct array array;
    bound.source = value ? source_of(h, member, part) : NULL;
    if (!bound.source) return false;
    if (!json_point_shape(value, &array) || array_count(&array) <= ARRAY_MOST_EXACT)
        return add_text(h, point, bound, value);
    bound.array = array;
    return add_array(h, point, bound, value);
}

static bool missing(struct holding *h, const char *name)
{
    return bad_point(h, h->one_by_any_name ? "this answer has no number for " : "there is no key ",
                     name);
}

static bool unnamed(struct holding *h)
{
    return bad_point(h, "a point must be an object of names and values, not ",
                     json_kind_words(h->tree));
}

const struct format format_json = {
    .list = list, .bind = bind, .missing = missing, .unnamed = unnamed, .close = close};

/* A point from JSON: each key of an object a binding. */
#include "app/dcalc.h"
#include "app/session.h"
#include "data/json_point.h"

#include <string.h>

static bool point_error(dcalc *session, const struct json_error *error, uint32_t source,
                        size_t length)
{
    uint32_t at = (uint32_t)error->offset;
    struct span span = {source, at, at + (error->offset < length)};
    return diag_error(&session->core, error->kind, span, "%s", error->message);
}

static bool bad_point(dcalc *session, uint32_t source, const char *what, const char *word)
{
    struct span span = {source, 0, 1};
    return diag_error(&session->core, KIND_USAGE, span, "%s%s", what, word);
}

/* One binding; `source` names the file and the key in messages about the value. */
static bool point_binding(dcalc *session, uint32_t source, const char *file,
                          const struct json *item, struct dcalc_binding *out)
{
    struct core *core = &session->core;
    struct str text = {.mem = &core->mem}, name = {.mem = &core->mem};
    const char *wrong = json_point_text(&text, item);
    str_putf(&name, "%s: %s", file, json_key(item));
    bool fine = !text.failed && !name.failed && !wrong;
    if (wrong) bad_point(session, source, "no value for a name: ", wrong);
    if (fine) {
        out->name = arena_text(&core->arena, json_key(item), strlen(json_key(item)));
        out->value.bytes = arena_text(&core->arena, text.s, text.n);
        out->value.length = text.n;
        out->value.source = arena_text(&core->arena, name.s, name.n);
        fine = out->name && out->value.bytes && out->value.source;
    }
    str_free(&text);
    str_free(&name);
    return fine;
}

static bool check_point(dcalc *session, uint32_t source, const struct json *tree)
{
    if (json_kind(tree) != JSON_OBJECT)
        return bad_point(session, source, "a point must be an object of names and values, not ",
                         json_kind_words(tree));
    const struct json *point = json_point_object(tree);
    const struct json *failure = json_find(tree, "error");
    if (point == tree && failure && json_kind(failure) == JSON_OBJECT)
        return bad_point(session, source, "this is the error answer of an earlier step", "");
    const char *twice = json_duplicate(point);
    return !twice || bad_point(session, source, "a name is there twice: ", twice);
}

static bool fill_point(dcalc *session, uint32_t source, const char *file, const struct json *tree,
                       const struct dcalc_binding **out, size_t *n_out)
{
    if (!check_point(session, source, tree)) return false;
    const struct json *point = json_point_object(tree);
    size_t n = *n_out, room = n + json_count(point) + 1;
    struct dcalc_binding *all = arena_alloc(&session->core.arena, room * sizeof *all);
    if (!all) return false;
    if (n) memcpy(all, *out, n * sizeof *all);
    for (const struct json *item = json_first(point); item; item = json_next(item))
        if (!point_binding(session, source, file, item, &all[n++])) return false;
    *out = all;
    *n_out = n;
    return true;
}

struct dcalc_result *dcalc_read_point(dcalc *session, const char *bytes, size_t length,
                                      const char *source, const struct dcalc_binding **out,
                                      size_t *n_out)
{
    struct json_error error;
    uint32_t input = core_add_source(&session->core, source, bytes, length);
    struct json *tree = json_parse(bytes, length, &error);
    bool fine = tree ? fill_point(session, input, source, tree, out, n_out)
                     : point_error(session, &error, input, length);
    json_free(tree);
    return fine ? NULL : session_failure(session);
}

#include "job/job.h"

#include "report/render.h"
#include "app/session.h"
#include "base/names.h"
#include "base/str.h"
#include "data/json_point.h"
#include "data/json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void job_start(struct job *job, const struct core *session)
{
    *job = (struct job){.mem.limit = session->limits.memory};
    job->arena.mem = &job->mem;
    job->files.limits = session->limits;
    job->files.interrupted = session->interrupted;
    job->files.mem.limit = session->limits.memory;
    job->files.arena.mem = job->keep.mem = &job->files.mem;
}

void job_free(struct job *job)
{
    arena_free(&job->arena);
    holdings_free(&job->keep);
    core_free(&job->files);
}

bool job_fail(struct job *job, enum dcalc_kind kind, const char *format, ...)
{
    va_list args;
    struct str text = {.mem = &job->mem};
    va_start(args, format);
    str_vputf(&text, format, args);
    va_end(args);
    char *message = text.failed ? NULL : arena_text(&job->arena, text.s, text.n);
    str_free(&text);
    job->error.kind = message ? kind : DCALC_LIMIT;
    job->error.message = message ? message : "out of memory";
    return false;
}

static bool job_hint(struct job *job, const char *before, const char *name, const char *after)
{
    size_t n = strlen(before) + strlen(name) + strlen(after);
    char *hint = arena_alloc(&job->arena, n + 1);
    if (hint) snprintf(hint, n + 1, "%s%s%s", before, name, after);
    job->error.hint = hint;
    return false;
}

static bool out_of_memory(struct job *job)
{
    return job_fail(job, DCALC_LIMIT, "out of memory");
}

static bool wrong_type(struct job *job, const struct json *value, const char *key,
                       const char *wanted)
{
    return job_fail(job, DCALC_USAGE, "\"%s\" must be %s, not %s", key, wanted,
                    json_kind_words(value));
}

/* ---- readers of the keys' values ---- */

static bool read_command(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return wrong_type(job, value, key, "a string");
    for (int i = DCALC_EVAL; i <= DCALC_VJP; i++)
        if (strcmp(json_string(value), render_command((enum dcalc_command)i)) == 0) {
            job->request.command = (enum dcalc_command)i;
            return job->has_command = true;
        }
    job_fail(job, DCALC_USAGE, "no command \"%s\" for a job", json_string(value));
    return job_hint(job, "a job may be eval, diff, grad, jacobian, hessian, backprop, jvp or vjp",
                    "", "");
}

/* The string itself, or the strings of a list, one after the other through this cursor. */
static const struct json *first_string(const struct json *value)
{
    return json_kind(value) == JSON_ARRAY ? json_first(value) : value;
}

static bool are_strings(const struct json *value)
{
    if (json_kind(value) == JSON_STRING) return true;
    if (json_kind(value) != JSON_ARRAY) return false;
    for (const struct json *item = json_first(value); item; item = json_next(item))
        if (json_kind(item) != JSON_STRING) return false;
    return true;
}

static bool no_strings(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_ARRAY)
        return wrong_type(job, value, key, "a string or a list of strings");
    return job_fail(job, DCALC_USAGE, "every item of \"%s\" must be a string", key);
}

static bool read_texts(struct job *job, const struct json *value, const char *key,
                       const struct dcalc_text **texts, size_t *count)
{
    bool list = json_kind(value) == JSON_ARRAY;
    if (!are_strings(value)) return no_strings(job, value, key);
    size_t n = list ? json_count(value) : 1;
    struct dcalc_text *out = arena_alloc(&job->arena, (n + 1) * sizeof *out);
    const struct json *item = first_string(value);
    if (!out) return out_of_memory(job);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct dcalc_text){json_string(item), strlen(json_string(item)), key};
        if (list) item = json_next(item);
    }
    *texts = out;
    *count = n;
    return true;
}

static bool read_expr(struct job *job, const struct json *value, const char *key)
{
    if (!read_texts(job, value, key, &job->request.exprs, &job->request.n_exprs)) return false;
    return job->request.n_exprs > 0 || job_fail(job, DCALC_USAGE, "\"expr\" is an empty list");
}

static bool read_let(struct job *job, const struct json *value, const char *key)
{
    return read_texts(job, value, key, &job->request.lets, &job->request.n_lets);
}

static const char *trimmed(struct job *job, const char *text, size_t n)
{
    while (n && strchr(" \t\n", *text)) text++, n--;
    while (n && strchr(" \t\n", text[n - 1])) n--;
    return arena_text(&job->arena, text, n);
}

/* Adds the names of "x, y" to the list; commas inside count as on the command line. */
static bool add_names(struct job *job, const char *text, const char **names, size_t *n)
{
    for (;; text++) {
        size_t length = strcspn(text, ",");
        const char *name = trimmed(job, text, length);
        if (!name) return out_of_memory(job);
        names[(*n)++] = name;
        text += length;
        if (!*text) return true;
    }
}

static size_t count_names(const struct json *value)
{
    size_t n = 0;
    bool list = json_kind(value) == JSON_ARRAY;
    for (const struct json *item = first_string(value); item; item = json_next(item)) {
        n++;
        for (const char *c = json_string(item); *c; c++) n += *c == ',';
        if (!list) break;
    }
    return n;
}

static bool read_names(struct job *job, const struct json *value, const char *key,
                       const char *const **names, size_t *count)
{
    if (!are_strings(value)) return no_strings(job, value, key);
    bool list = json_kind(value) == JSON_ARRAY;
    const char **out = arena_alloc(&job->arena, (count_names(value) + 1) * sizeof *out);
    if (!out) return out_of_memory(job);
    *count = 0;
    for (const struct json *item = first_string(value); item; item = json_next(item)) {
        if (!add_names(job, json_string(item), out, count)) return false;
        if (!list) break;
    }
    for (size_t i = 0; i < *count; i++)
        if (!*out[i]) return job_fail(job, DCALC_USAGE, "an empty name in \"%s\"", key);
    *names = out;
    return true;
}

static bool read_wrt(struct job *job, const struct json *value, const char *key)
{
    return read_names(job, value, key, &job->request.wrt, &job->request.n_wrt);
}

static bool read_weights(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) == JSON_OBJECT) {
        job_fail(job, DCALC_USAGE, "\"weights\" must be names, not values");
        return job_hint(job, "put the values in \"at\" and name them here: ", "\"W,b\"", "");
    }
    return read_names(job, value, key, &job->request.weights, &job->request.n_weights);
}

/* Any value as an expression's text; `source` is what messages call it. */
static bool read_value(struct job *job, const struct json *value, const char *source,
                       struct dcalc_text *out)
{
    struct str text = {.mem = &job->mem};
    const char *wrong = json_point_text(&text, value);
    const char *copy = text.failed ? NULL : arena_text(&job->arena, text.s, text.n);
    *out = (struct dcalc_text){copy, text.n, source};
    str_free(&text);
    if (wrong)
        return job_fail(job, DCALC_USAGE,
                        "%s must be a number, a constant expression or lists of them, not %s",
                        source, wrong);
    return copy || out_of_memory(job);
}

static bool read_lr(struct job *job, const struct json *value, const char *key)
{
    enum json_kind kind = json_kind(value);
    if (kind != JSON_NUMBER && kind != JSON_STRING)
        return wrong_type(job, value, key, "a number or a constant expression");
    return read_value(job, value, "lr", &job->request.lr);
}

static bool read_count(struct job *job, const struct json *value, const char *key, int *out)
{
    if (json_kind(value) != JSON_NUMBER) return wrong_type(job, value, key, "a whole number");
    double x = json_number(value);
    if (x != floor(x) || x < 1 || x > 1e9)
        return job_fail(job, DCALC_USAGE, "\"%s\" must be a whole number of at least 1", key);
    *out = (int)x;
    return true;
}

static bool read_order(struct job *job, const struct json *value, const char *key)
{
    return read_count(job, value, key, &job->request.order);
}

static bool read_steps(struct job *job, const struct json *value, const char *key)
{
    return read_count(job, value, key, &job->request.steps);
}

static bool read_digits(struct job *job, const struct json *value, const char *key)
{
    return read_count(job, value, key, &job->request.digits);
}

static bool read_flag(struct job *job, const struct json *value, const char *key, bool *out)
{
    if (json_kind(value) != JSON_BOOL) return wrong_type(job, value, key, "true or false");
    *out = json_bool(value);
    return true;
}

static bool read_exact(struct job *job, const struct json *value, const char *key)
{
    return read_flag(job, value, key, &job->request.exact);
}

static bool read_sparse(struct job *job, const struct json *value, const char *key)
{
    return read_flag(job, value, key, &job->request.sparse);
}

static bool read_pattern(struct job *job, const struct json *value, const char *key)
{
    return read_flag(job, value, key, &job->request.pattern);
}

static bool read_symbolic(struct job *job, const struct json *value, const char *key)
{
    return read_flag(job, value, key, &job->request.symbolic);
}

static bool read_explain(struct job *job, const struct json *value, const char *key)
{
    return read_flag(job, value, key, &job->request.explain);
}

/* One of two words; *second if it is the second. */
static bool read_word(struct job *job, const struct json *value, const char *key,
                      const char *const words[2], bool *second)
{
    const char *word = json_kind(value) == JSON_STRING ? json_string(value) : "";
    *second = !strcmp(word, words[1]);
    return *second || !strcmp(word, words[0]) ||
           job_fail(job, DCALC_USAGE, "\"%s\" must be \"%s\" or \"%s\"", key, words[0], words[1]);
}

static bool read_numbers(struct job *job, const struct json *value, const char *key)
{
    static const char *const words[2] = {"certified", "double"};
    bool plain;
    if (!read_word(job, value, key, words, &plain)) return false;
    job->request.numbers = plain ? DCALC_DOUBLE : DCALC_CERTIFIED;
    return true;
}

static bool read_kinks(struct job *job, const struct json *value, const char *key)
{
    static const char *const words[2] = {"error", "subgradient"};
    return read_word(job, value, key, words, &job->request.subgradient);
}

static bool read_format(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return wrong_type(job, value, key, "a string");
    return strcmp(json_string(value), "json") == 0 ||
           job_fail(job, DCALC_USAGE, "the answer to a job is always \"json\", not \"%s\"",
                    json_string(value));
}

/* ---- the point ---- */

static int compare_bindings(const void *a, const void *b)
{
    const struct dcalc_binding *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

/* The first thing that reading files had to say, with its place in the file. */
static bool fail_file(struct job *job)
{
    struct core *core = &job->files;
    struct answer *answer = answer_new(DCALC_EVAL);
    if (!answer) return out_of_memory(job);
    answer_errors(answer, core);
    const struct dcalc_diagnostic *d = &answer->public.errors[0];
    if (d->source && d->line_number)
        job_fail(job, d->kind, "%s:%zu:%zu: %s", d->source, d->line_number, d->column, d->message);
    else
        job_fail(job, d->kind, "%s%s%s", d->source ? d->source : "", d->source ? ": " : "",
                 d->message);
    if (d->hint) job_hint(job, d->hint, "", "");
    dcalc_result_free(&answer->public);
    return false;
}

/* What "@FILE" binds: everything in the file, or with a name what it gives to that name. */
static bool read_file(struct job *job, struct point *point, const char *path, const char *name)
{
    struct dcalc_file file = {.size = sizeof file, .path = path};
    *point = (struct point){.core = &job->files, .keep = &job->keep};
    core_start_clock(&job->files);
    if (job->no_files)
        return job_fail(job, DCALC_USAGE, "@%s: files are refused here (%s)", path, job->no_files);
    return point_read(point, &file, name) || fail_file(job);
}

/* The file's name when a value is "@FILE", else NULL. */
static const char *path_of(const struct json *value)
{
    bool is_path = json_kind(value) == JSON_STRING && json_string(value)[0] == '@';
    return is_path ? json_string(value) + 1 : NULL;
}

static bool read_file_binding(struct job *job, const char *path, struct dcalc_binding *binding)
{
    struct point point;
    bool fine = read_file(job, &point, path, binding->name);
    if (fine) *binding = point.all.at[0];
    vec_free(&job->files.mem, &point.all);
    return fine;
}

/* An object by name, or one value without a name. */
static bool read_bindings(struct job *job, const struct json *value, const char *key,
                          const struct dcalc_binding **out, size_t *n_out)
{
    bool named = json_kind(value) == JSON_OBJECT;
    size_t n = named ? json_count(value) : 1;
    const char *twice = named ? json_duplicate(value) : NULL;
    if (twice) return job_fail(job, DCALC_USAGE, "\"%s\" has the key \"%s\" twice", key, twice);
    struct dcalc_binding *bindings = arena_alloc(&job->arena, (n + 1) * sizeof *bindings);
    if (!bindings) return out_of_memory(job);
    const struct json *item = named ? json_first(value) : value;
    for (size_t i = 0; i < n; i++, item = named ? json_next(item) : NULL) {
        bindings[i].name = named ? json_key(item) : "";
        const char *path = &job->request.vector == out ? path_of(item) : NULL;
        if (path ? !read_file_binding(job, path, &bindings[i])
                 : !read_value(job, item, key, &bindings[i].value))
            return false;
    }
    *out = bindings;
    *n_out = n;
    return true;
}

/* jvp: by name, or by one name a value; vjp: a value. */
static bool read_vector(struct job *job, const struct json *value, const char *key)
{
    return read_bindings(job, value, key, &job->request.vector, &job->request.n_vector);
}

static bool read_shape(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_OBJECT) return wrong_type(job, value, key, "an object");
    return read_bindings(job, value, key, &job->request.shapes, &job->request.n_shapes);
}

/* The bindings so far (those of the defaults), sorted by name for look-up. */
static struct dcalc_binding **sorted(struct job *job, struct dcalc_binding *at, size_t n)
{
    struct dcalc_binding **index = arena_alloc(&job->arena, (n + 1) * sizeof(void *));
    for (size_t i = 0; index && i < n; i++) index[i] = &at[i];
    if (index) qsort(index, n, sizeof *index, compare_bindings);
    return index;
}

static struct dcalc_binding *find_binding(struct dcalc_binding **index, size_t n, const char *name)
{
    struct dcalc_binding key = {.name = name}, *wanted = &key;
    struct dcalc_binding **found = bsearch(&wanted, index, n, sizeof *index, compare_bindings);
    return found ? *found : NULL;
}

static bool read_binding(struct job *job, const struct json *item, struct dcalc_binding *binding)
{
    size_t n = strlen(json_key(item));
    char *source = arena_alloc(&job->arena, n + sizeof "at ");
    if (!source) return out_of_memory(job);
    memcpy(source, "at ", 3);
    memcpy(source + 3, json_key(item), n);
    *binding = (struct dcalc_binding){.name = json_key(item)};
    if (path_of(item)) return read_file_binding(job, path_of(item), binding);
    return read_value(job, item, source, &binding->value);
}

/* A job's own values take the place of the defaults', the others come after them. */
static bool set_at(struct job *job, const struct dcalc_binding *more, size_t n_more)
{
    size_t old = job->request.n_at, n = old;
    struct dcalc_binding *at = arena_alloc(&job->arena, (old + n_more + 1) * sizeof *at);
    if (!at) return out_of_memory(job);
    if (old) memcpy(at, job->request.at, old * sizeof *at);
    struct dcalc_binding **index = sorted(job, at, old);
    if (!index) return out_of_memory(job);
    for (size_t i = 0; i < n_more; i++) {
        struct dcalc_binding *binding = find_binding(index, old, more[i].name);
        *(binding ? binding : &at[n++]) = more[i];
    }
    job->request.at = at;
    job->request.n_at = n;
    return job->request.has_at = true;
}

/* "at": "@FILE" */
static bool read_at_file(struct job *job, const char *path)
{
    struct point point;
    bool fine = read_file(job, &point, path, NULL) && set_at(job, point.all.at, point.all.n);
    vec_free(&job->files.mem, &point.all);
    return fine;
}

static bool read_at(struct job *job, const struct json *value, const char *key)
{
    if (path_of(value)) return read_at_file(job, path_of(value));
    if (json_kind(value) != JSON_OBJECT) return wrong_type(job, value, key, "an object");
    const char *twice = json_duplicate(value);
    if (twice) return job_fail(job, DCALC_USAGE, "\"at\" has the key \"%s\" twice", twice);
    size_t n = 0;
    struct dcalc_binding *at = arena_alloc(&job->arena, (json_count(value) + 1) * sizeof *at);
    if (!at) return out_of_memory(job);
    for (const struct json *item = json_first(value); item; item = json_next(item))
        if (!read_binding(job, item, &at[n++])) return false;
    return set_at(job, at, n);
}

/* ---- keys ---- */

static bool read_id(struct job *job, const struct json *value, const char *key)
{
    enum json_kind kind = json_kind(value);
    if (kind == JSON_ARRAY || kind == JSON_OBJECT)
        return wrong_type(job, value, key, "a string or a number");
    /* The tree holds doubles: an id that one cannot hold would come back as another. */
    if (kind == JSON_NUMBER && fabs(json_number(value)) > 9007199254740992.0)
        return job_fail(job, DCALC_USAGE, "an \"id\" beyond 2^53 must be given as a string");
    struct str text = {.mem = &job->mem};
    if (kind == JSON_STRING)
        json_put_text(&text, json_string(value));
    else if (kind == JSON_NUMBER)
        json_put_double(&text, json_number(value));
    else
        str_puts(&text, kind == JSON_NULL ? "null" : json_bool(value) ? "true" : "false");
    job->id = text.failed ? NULL : arena_text(&job->arena, text.s, text.n);
    str_free(&text);
    return job->id || out_of_memory(job);
}

static const struct key {
    const char *name;
    bool (*read)(struct job *job, const struct json *value, const char *key);
} keys[] = {
    {"id", read_id},           {"command", read_command}, {"expr", read_expr},
    {"wrt", read_wrt},         {"order", read_order},     {"at", read_at},
    {"let", read_let},         {"weights", read_weights}, {"lr", read_lr},
    {"steps", read_steps},     {"digits", read_digits},   {"numbers", read_numbers},
    {"kinks", read_kinks},     {"exact", read_exact},     {"symbolic", read_symbolic},
    {"explain", read_explain}, {"format", read_format},   {"vector", read_vector},
    {"shape", read_shape},     {"sparse", read_sparse},   {"pattern", read_pattern},
};
enum { N_KEYS = sizeof keys / sizeof *keys };

static bool unknown_key(struct job *job, const char *name)
{
    const char *nearest = NULL;
    int best = 3;
    for (size_t i = 0; i < N_KEYS; i++) {
        int far = names_distance(name, strlen(name), keys[i].name, strlen(keys[i].name), 2);
        if (far < best && (size_t)far < strlen(keys[i].name)) best = far, nearest = keys[i].name;
    }
    job_fail(job, DCALC_USAGE, "a job has no key \"%s\"", name);
    return nearest ? job_hint(job, "did you mean \"", nearest, "\"?") : false;
}

static bool read_key(struct job *job, const struct json *item)
{
    const char *name = json_key(item);
    for (size_t i = 0; i < N_KEYS; i++)
        if (*keys[i].name == *name && !strcmp(keys[i].name, name))
            return keys[i].read(job, item, keys[i].name);
    return unknown_key(job, name);
}

static bool read_object(struct job *job, const struct json *object)
{
    const char *twice = json_duplicate(object);
    if (twice) return job_fail(job, DCALC_USAGE, "the job has the key \"%s\" twice", twice);
    for (const struct json *item = json_first(object); item; item = json_next(item))
        if (!read_key(job, item)) return false;
    return true;
}

bool job_read(struct job *job, const struct json *defaults, const struct json *object)
{
    if (json_kind(object) != JSON_OBJECT)
        return job_fail(job, DCALC_USAGE, "a job must be an object, not %s",
                        json_kind_words(object));
    /* The id comes before all else, so that every error answer carries it. */
    const struct json *known_by = json_find(object, "id");
    if (known_by && !read_id(job, known_by, "id")) return false;
    if (defaults && !read_object(job, defaults)) return false;
    if (!read_object(job, object)) return false;
    if (!job->has_command) return job_fail(job, DCALC_USAGE, "the job has no \"command\"");
    return job->request.n_exprs > 0 || job_fail(job, DCALC_USAGE, "the job has no \"expr\"");
}

/* The keys of a job, in the order of request.def. */
#include "job/job_table.h"
#include "job/job_takes.h"
#include "job/job_values.h"

#include "app/request.h"
#include "app/session.h"
#include "base/names.h"
#include "report/render.h"

#include <string.h>

void job_start(struct job *job, const struct core *session)
{
    *job = (struct job){.mem = {.limit = session->limits.memory, .pool = session->mem.pool}};
    job->arena.mem = &job->mem;
    job->files.limits = session->limits;
    job->files.interrupted = session->interrupted;
    job->files.mem.limit = session->limits.memory;
    job->files.mem.pool = session->mem.pool;
    core_start_clock(&job->files);
    job->files.arena.mem = job->buffers.mem = &job->files.mem;
    job->buffers.copies = true;
}

void job_free(struct job *job)
{
    arena_free(&job->arena);
    buffers_free(&job->buffers);
    vec_free(&job->files.mem, &job->offers.all);
    core_free(&job->files);
}

/* ---- values that only one key has ---- */

static bool read_command(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return job_wrong_type(job, value, key, "a string");
    for (int i = DCALC_EVAL; i <= LAST_command; i++)
        if (strcmp(json_string(value), render_command((enum dcalc_command)i)) == 0) {
            job->request.command = (enum dcalc_command)i;
            return job->has_command = true;
        }
    job_fail(job, DCALC_USAGE, "no command \"%s\" for a job", json_string(value));
    return job_hint(job,
                    "a job may be eval, diff, grad, jacobian, hessian, backprop, jvp, vjp, "
                    "taylor, limit, check or plot",
                    "", "");
}

static bool read_exprs(struct job *job, const struct json *value, const char *key)
{
    struct dcalc_request *request = &job->request;
    if (!job_read_texts(job, value, key, &request->exprs, &request->n_exprs)) return false;
    return request->n_exprs > 0 || job_fail(job, DCALC_USAGE, "\"expr\" is an empty list");
}

static bool read_weights(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) == JSON_OBJECT) {
        job_fail(job, DCALC_USAGE, "\"weights\" must be names, not values");
        return job_hint(job, "put the values in \"at\" and name them here: ", "\"W,b\"", "");
    }
    return job_read_names(job, value, key, &job->request.weights, &job->request.n_weights);
}

static bool read_object_of(struct job *job, const struct json *value, const char *key,
                           const struct dcalc_binding **out, size_t *n)
{
    if (json_kind(value) != JSON_OBJECT) return job_wrong_type(job, value, key, "an object");
    return job_read_bindings(job, value, key, false, out, n);
}

static bool read_numbers(struct job *job, const struct json *value, const char *key,
                         enum dcalc_numbers *out)
{
    static const char *const words[2] = {"certified", "double"};
    bool doubles;
    if (!job_read_word(job, value, key, words, &doubles)) return false;
    *out = doubles ? DCALC_DOUBLE : DCALC_CERTIFIED;
    return true;
}

static bool read_kinks(struct job *job, const struct json *value, const char *key,
                       enum dcalc_kinks *out)
{
    static const char *const words[2] = {"error", "subgradient"};
    bool subgradient;
    if (!job_read_word(job, value, key, words, &subgradient)) return false;
    *out = subgradient ? DCALC_KINKS_SUBGRADIENT : DCALC_KINKS_ERROR;
    return true;
}

/* true, or the numbers of steps: 5, [1, 5], or as names are written: "1,5". */
static bool read_explain(struct job *job, const struct json *value, const char *key)
{
    struct dcalc_request *request = &job->request;
    if (json_kind(value) == JSON_BOOL) return job_read_flag(job, value, key, &request->explain);
    request->explain = true;
    return job_read_numbers_as_names(job, value, key, &request->explain_steps,
                                     &request->n_explain_steps);
}

static bool read_language(struct job *job, const struct json *value, const char *key,
                          enum dcalc_language *out)
{
    if (json_kind(value) != JSON_STRING) return job_wrong_type(job, value, key, "a string");
    for (int i = 0; render_language(i); i++) {
        *out = (enum dcalc_language)i;
        if (!strcmp(json_string(value), render_language(i))) return true;
    }
    return job_fail(job, DCALC_USAGE, "\"%s\" does not know \"%s\"", key, json_string(value));
}

static bool check_format(struct job *job, const struct json *value, const char *key)
{
    if (json_kind(value) != JSON_STRING) return job_wrong_type(job, value, key, "a string");
    return strcmp(json_string(value), "json") == 0 ||
           job_fail(job, DCALC_USAGE, "the answer to a job is always \"json\", not \"%s\"",
                    json_string(value));
}

/* The job's own id has been read when those of the defaults and of the job come. */
static bool read_id(struct job *job, const struct json *value, const char *key)
{
    enum json_kind kind = json_kind(value);
    if (job->id) return true;
    if (kind == JSON_ARRAY || kind == JSON_OBJECT)
        return job_wrong_type(job, value, key, "a string or a number");
    job->id = job_given(job, value);
    return job->id || job_out_of_memory(job);
}

/* ---- keys ---- */

/* What is read of files depends on the names of the other keys. */
static bool put_off(struct job *job, const struct json *value, const char *key,
                    bool (*read)(struct job *job, const struct json *value, const char *key))
{
    job->late[job->n_late++] = (struct late_key){value, key, read};
    return true;
}

static bool read_late_keys(struct job *job)
{
    for (size_t i = 0; i < job->n_late; i++)
        if (!job->late[i].read(job, job->late[i].value, job->late[i].key)) return false;
    return true;
}

static bool read_data(struct job *job, const struct json *value, const char *key)
{
    return job_read_data(job, value, key, &job->request.data, &job->request.n_data);
}

static bool read_validate(struct job *job, const struct json *value, const char *key)
{
    return job_read_data(job, value, key, &job->request.validate, &job->request.n_validate);
}

/* How each kind of member is read. */
#define READ_COMMAND(member) read_command(job, value, key)
#define READ_EXPRS(member) read_exprs(job, value, key)
#define READ_TEXTS(member) \
    job_read_texts(job, value, key, &job->request.member, &job->request.n_##member)
#define READ_POINT(member) put_off(job, value, key, job_read_point)
#define READ_SHAPES(member) \
    read_object_of(job, value, key, &job->request.member, &job->request.n_##member)
#define READ_RANGES READ_SHAPES
#define READ_VECTOR(member) \
    job_read_bindings(job, value, key, true, &job->request.member, &job->request.n_##member)
#define READ_DATA(member) put_off(job, value, key, read_##member)
#define READ_NAMES(member) \
    job_read_names(job, value, key, &job->request.member, &job->request.n_##member)
#define READ_WEIGHTS(member) read_weights(job, value, key)
#define READ_TEXT(member) job_read_constant(job, value, key, &job->request.member)
#define READ_COUNT(member) job_read_count(job, value, key, MOST_##member, &job->request.member)
#define READ_SEED(member) job_read_seed(job, value, key, MOST_##member, &job->request.member)
#define READ_ORDER(member) job_read_order(job, value, key, MOST_##member, &job->request.member)
#define READ_EXPLAIN(member) read_explain(job, value, key)
#define READ_FLAG(member) job_read_flag(job, value, key, &job->request.member)
#define READ_NUMBERS(member) read_numbers(job, value, key, &job->request.member)
#define READ_KINKS(member) read_kinks(job, value, key, &job->request.member)
#define READ_LANGUAGE(member) read_language(job, value, key, &job->request.member)
#define READ_FORMAT(member) check_format(job, value, key)
#define READ_SECONDS(member) job_read_seconds(job, value, key, &job->request.member)

#define OTHER(member, kind, option, cache)
#define FIELD(member, kind, option, name, cache)                                              \
    static bool read_key_##member(struct job *job, const struct json *value, const char *key) \
    {                                                                                         \
        return READ_##kind(member);                                                           \
    }
#include "app/request.def"

static const struct key {
    const char *name;
    bool (*read)(struct job *job, const struct json *value, const char *key);
    bool first;        /* what other keys are read by */
    unsigned commands; /* that take it */
} keys[] = {
    {"id", read_id, false, BY_ALL},
#define OTHER(member, kind, option, cache)
#define FIELD(member, kind, option, name, cache) {name, read_key_##member, false, TAKEN_##member},
#include "app/request.def"
    {"points", job_read_table, false, BY_TABLES | TAKEN_BY(PLOT)},
    {"keep", job_read_keep, false, BY_TABLES},
    {"strict", job_read_strict, false, BY_TABLES},
    {"report", job_read_report, false, BY_TABLES},
    {"header", job_read_header, true, BY_PICTURES},
    {"no-header", job_read_no_header, true, BY_PICTURES},
    {"columns", job_read_columns, true, BY_PICTURES},
    {"delimiter", job_read_delimiter, true, BY_PICTURES},
    {"decimal-comma", job_read_decimal_comma, true, BY_PICTURES},
    {"skip", job_read_skip, true, BY_PICTURES},
    {"missing", job_read_missing, true, BY_PICTURES},
    {"rows", job_read_rows, true, BY_PICTURES},
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

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < N_KEYS; i++)
        if (*keys[i].name == *name && !strcmp(keys[i].name, name)) return &keys[i];
    return NULL;
}

static bool read_key(struct job *job, const struct json *item)
{
    const struct key *key = find_key(json_key(item));
    return key ? key->read(job, item, key->name) : unknown_key(job, json_key(item));
}

/* Those keys that others are read by, or the others. */
static bool read_keys(struct job *job, const struct json *object, bool first)
{
    for (const struct json *item = json_first(object); item; item = json_next(item)) {
        const struct key *key = find_key(json_key(item));
        if ((key && key->first) == first && !read_key(job, item)) return false;
    }
    return true;
}

static bool check_twice(struct job *job, const struct json *object)
{
    const char *twice = json_duplicate(object);
    return !twice || job_fail(job, DCALC_USAGE, "the job has the key \"%s\" twice", twice);
}

/* The time runs from here on, and files that other keys name are read within it. */
static bool start_clock(struct job *job, const struct json *defaults, const struct json *object)
{
    const struct json *given = json_find(object, "timeout");
    if (!given && defaults) given = json_find(defaults, "timeout");
    if (!given) return true;
    if (!read_key(job, given)) return false;
    limits_lower_seconds(&job->files.limits, job->request.seconds);
    core_start_clock(&job->files);
    return true;
}

/* Keys that the command does not take are refused before their values are looked at. Of the
 * defaults each command takes what it uses. */
static bool check_keys(struct job *job, const struct json *defaults, const struct json *object)
{
    const struct json *given = json_find(object, "command");
    if (!given && defaults) given = json_find(defaults, "command");
    if (!given) return true;
    if (!read_key(job, given)) return false;
    enum dcalc_command command = job->request.command;
    for (const struct json *item = json_first(object); item; item = json_next(item)) {
        const struct key *key = find_key(json_key(item));
        if (key && !(key->commands >> command & 1))
            return job_fail(job, DCALC_USAGE, "%s takes no \"%s\"", render_command(command),
                            key->name);
    }
    return true;
}

static bool check_order(struct job *job)
{
    struct dcalc_request *request = &job->request;
    if (TAKES_ORDER_ZERO(request->command) || request->order >= 0) return true;
    return job_fail(job, DCALC_USAGE, "\"order\" must be a whole number from 1 to %d", MOST_order);
}

bool job_read(struct job *job, const struct json *defaults, const struct json *object)
{
    if (json_kind(object) != JSON_OBJECT)
        return job_fail(job, DCALC_USAGE, "a job must be an object, not %s",
                        json_kind_words(object));
    /* The id comes before all else, so that every error answer carries it. */
    const struct json *known_by = json_find(object, "id");
    if (known_by && !read_id(job, known_by, "id")) return false;
    if (!start_clock(job, defaults, object)) return false;
    if ((defaults && !check_twice(job, defaults)) || !check_twice(job, object)) return false;
    if (!check_keys(job, defaults, object)) return false;
    for (int first = 1; first >= 0; first--)
        if ((defaults && !read_keys(job, defaults, first)) || !read_keys(job, object, first))
            return false;
    if (!read_late_keys(job)) return false;
    if (!job->has_command) return job_fail(job, DCALC_USAGE, "the job has no \"command\"");
    if (job->request.command == DCALC_PLOT) job->request.format = DCALC_JSON;
    if (!check_order(job) || !job_check_table(job)) return false;
    return job->request.n_exprs > 0 || job->request.n_data > 0 ||
           job_fail(job, DCALC_USAGE, "the job has no \"expr\"");
}

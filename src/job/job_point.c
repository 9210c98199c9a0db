/* Values by name, from the job or from files. */
#include "job/job_values.h"

#include "app/files.h"
#include "app/session.h"
#include "base/utf8.h"
#include "question/answer.h"

#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

/* The first thing that reading files had to say, with its place in the file. */
bool job_fail_file(struct job *job)
{
    struct core *core = &job->files;
    struct answer *answer = answer_new(DCALC_EVAL);
    if (!answer) return job_out_of_memory(job);
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
    struct point_file file = {.path = path};
    struct wanted wanted;
    *point = (struct point){.core = &job->files,
                            .buffers = &job->buffers,
                            .form = &job->form,
                            .offers = &job->offers,
                            .has_table = &job->has_table};
    if (job->no_files)
        return job_fail(job, DCALC_USAGE, "@%s: files are refused here (%s)", path, job->no_files);
    if (!name) {
        if (!files_wanted(&job->files, &job->request, &wanted)) return job_out_of_memory(job);
        point->wanted = &wanted;
    }
    bool fine = point_read(point, &file, name);
    point->wanted = NULL;
    return fine || job_fail_file(job);
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
    if (fine) *binding = files_binding(&point.all.at[0]);
    vec_free(&job->files.mem, &point.all);
    return fine;
}

/* ---- bindings ---- */

static bool check_name(struct job *job, const char *name, const char *key)
{
    if (utf8_is_name(name)) return true;
    job_fail(job, DCALC_USAGE, "\"%s\" has the key \"%s\", which is not a name", key, name);
    return job_hint(job, "a name begins with a letter", "", "");
}

bool job_read_bindings(struct job *job, const struct json *value, const char *key, bool files,
                       const struct dcalc_binding **out, size_t *n_out)
{
    bool named = json_kind(value) == JSON_OBJECT;
    size_t n = named ? json_count(value) : 1;
    const char *twice = named ? json_duplicate(value) : NULL;
    if (twice) return job_fail(job, DCALC_USAGE, "\"%s\" has the key \"%s\" twice", key, twice);
    struct dcalc_binding *bindings = arena_alloc(&job->arena, (n + 1) * sizeof *bindings);
    if (!bindings) return job_out_of_memory(job);
    const struct json *item = named ? json_first(value) : value;
    for (size_t i = 0; i < n; i++, item = named ? json_next(item) : NULL) {
        bindings[i].name = named ? json_key(item) : "";
        if (named && !check_name(job, bindings[i].name, key)) return false;
        const char *path = files ? path_of(item) : NULL;
        if (path ? !read_file_binding(job, path, &bindings[i])
                 : !job_read_value(job, item, key, &bindings[i].value))
            return false;
    }
    *out = bindings;
    *n_out = n;
    return true;
}

/* ---- the point ---- */

static int compare_bindings(const void *a, const void *b)
{
    const struct dcalc_binding *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
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
    if (!check_name(job, json_key(item), "at")) return false;
    size_t n = strlen(json_key(item));
    char *source = arena_alloc(&job->arena, n + sizeof "at ");
    if (!source) return job_out_of_memory(job);
    memcpy(source, "at ", 3);
    memcpy(source + 3, json_key(item), n);
    *binding = (struct dcalc_binding){.name = json_key(item)};
    if (path_of(item)) return read_file_binding(job, path_of(item), binding);
    return job_read_value(job, item, source, &binding->value);
}

/* A job's own values take the place of the defaults', the others come after them. `given` are their
 * texts, as in struct job. */
static bool set_at(struct job *job, const struct dcalc_binding *more, const char *const *given,
                   size_t n_more)
{
    size_t old = job->request.n_at, n = old;
    struct dcalc_binding *at = arena_alloc(&job->arena, (old + n_more + 1) * sizeof *at);
    const char **texts = arena_alloc(&job->arena, (old + n_more + 1) * sizeof *texts);
    if (!at || !texts) return job_out_of_memory(job);
    if (old) memcpy(at, job->request.at, old * sizeof *at);
    if (old) memcpy(texts, job->at, old * sizeof *texts);
    struct dcalc_binding **index = sorted(job, at, old);
    if (!index) return job_out_of_memory(job);
    for (size_t i = 0; i < n_more; i++) {
        struct dcalc_binding *binding = find_binding(index, old, more[i].name);
        size_t place = binding ? (size_t)(binding - at) : n++;
        at[place] = more[i];
        texts[place] = given ? given[i] : NULL;
    }
    job->request.at = at;
    job->request.n_at = n;
    job->at = texts;
    return job->request.has_at = true;
}

/* "@FILE": all of it that is mentioned. */
static bool read_whole_file(struct job *job, const char *path, struct dcalc_binding **out,
                            size_t *n_out)
{
    struct point point;
    bool fine = read_file(job, &point, path, NULL);
    struct dcalc_binding *all = arena_alloc(&job->arena, (point.all.n + 1) * sizeof *all);
    for (size_t i = 0; fine && all && i < point.all.n; i++)
        all[i] = files_binding(&point.all.at[i]);
    *out = all;
    *n_out = point.all.n;
    vec_free(&job->files.mem, &point.all);
    return fine && (all || job_out_of_memory(job));
}

bool job_read_data(struct job *job, const struct json *value, const char *key,
                   const struct dcalc_binding **out, size_t *n_out)
{
    struct dcalc_binding *all;
    if (!path_of(value) && json_kind(value) != JSON_OBJECT)
        return job_wrong_type(job, value, key, "an object of arrays, or \"@FILE\"");
    if (!path_of(value)) return job_read_bindings(job, value, key, true, out, n_out);
    if (!read_whole_file(job, path_of(value), &all, n_out)) return false;
    *out = all;
    return true;
}

bool job_read_point(struct job *job, const struct json *value, const char *key)
{
    struct dcalc_binding *all;
    size_t n_all;
    if (path_of(value))
        return read_whole_file(job, path_of(value), &all, &n_all) && set_at(job, all, NULL, n_all);
    if (json_kind(value) != JSON_OBJECT) return job_wrong_type(job, value, key, "an object");
    const char *twice = json_duplicate(value);
    if (twice) return job_fail(job, DCALC_USAGE, "\"at\" has the key \"%s\" twice", twice);
    size_t n = 0, count = json_count(value);
    struct dcalc_binding *at = arena_alloc(&job->arena, (count + 1) * sizeof *at);
    const char **given = arena_alloc(&job->arena, (count + 1) * sizeof *given);
    if (!at || !given) return job_out_of_memory(job);
    for (const struct json *item = json_first(value); item; item = json_next(item), n++) {
        if (!read_binding(job, item, &at[n])) return false;
        bool as_written = json_kind(item) == JSON_NUMBER;
        given[n] = as_written ? at[n].value.bytes : job_given(job, item);
        if (!given[n]) return job_out_of_memory(job);
    }
    return set_at(job, at, given, n);
}

#include "point.h"

#include "cut_short.h"
#include "deliver.h"
#include "report.h"
#include "statement.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A binding and its group; each --at option and each file that is read whole is one group. */
struct entry {
    struct dcalc_binding binding;
    size_t group;
    size_t given;     /* which --at it comes from */
    const char *file; /* the file that was read whole, or NULL */
};

struct gather {
    struct pool *pool;
    dcalc *session;
    struct inputs *inputs;
    enum option_id option; /* AT, or VECTOR, whose value may come without a name */
    const struct dcalc_request *request;
    size_t group, given;
    const char *file; /* that is being read whole */
    const struct options *options;
    struct entry *entries;
    size_t n, room;
};

static void add_spot(struct gather *gather, const struct dcalc_binding *binding)
{
    if (gather->n == gather->room) {
        gather->room = 2 * gather->room + 16;
        struct entry *grown = pool_alloc(gather->pool, gather->room * sizeof *grown);
        if (gather->n) memcpy(grown, gather->entries, gather->n * sizeof *grown);
        gather->entries = grown;
    }
    gather->entries[gather->n++] =
        (struct entry){*binding, gather->group, gather->given, gather->file};
}

/* Rows of files, whose names need no @. */
static bool is_data(const struct gather *gather)
{
    return gather->option == OPT_DATA || gather->option == OPT_VALIDATE;
}

/* Names a file for the library to open; standard input, - or -[ITEM], is read here. */
static int name_file(struct gather *gather, const char *path, struct dcalc_file *file)
{
    *file = (struct dcalc_file){.size = sizeof *file, .path = path, .request = gather->request};
    file->spills = is_data(gather);
    if (path[0] != '-' || (path[1] && path[1] != '[')) return 0;
    struct dcalc_text text;
    int status = read_whole(gather->inputs, &text, "-");
    file->path = pool_format(gather->pool, "%s%s", text.source, path + 1);
    file->bytes = text.bytes;
    file->length = text.length;
    return status;
}

static const char *option_name(const struct gather *gather)
{
    return option_rows[gather->option].name;
}

/* Reads a file's value for `name`, or all its bindings if `name` is NULL. */
static int read_file(struct gather *gather, const char *path, const char *name)
{
    if (!*path)
        return report_error(DCALC_USAGE, "write the name right after it: W=@w.npy",
                            "--%s: no file is named after @", option_name(gather));
    struct dcalc_file file;
    const struct dcalc_binding *bindings = NULL;
    size_t n = 0;
    int status = name_file(gather, path, &file);
    if (status != 0) return status;
    cut_short_catch();
    struct dcalc_result *wrong = dcalc_read_file(gather->session, &file, name, &bindings, &n);
    if (wrong) return deliver_failure(gather->options, gather->request, wrong);
    for (size_t i = 0; i < n; i++) add_spot(gather, &bindings[i]);
    return 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcasecmp(text + n - m, end) == 0;
}

/* Returns true for files that may hold one array without a name, which vjp takes. */
static bool is_one_array(const char *path)
{
    return ends_with(path, ".npy") || ends_with(path, ".csv") || ends_with(path, ".tsv") ||
           ends_with(path, ".mtx");
}

static int refuse_file(struct gather *gather, const char *path)
{
    return report_error(DCALC_USAGE, "write --shape A=[m,n],x=[n]", "--shape takes sizes, not %s",
                        report_quoted(gather->pool, path));
}

/* Reads all bindings of a file as one group. */
static int read_group(struct gather *gather, const char *path)
{
    gather->group++;
    gather->file = path;
    bool unnamed = gather->option == OPT_VECTOR && is_one_array(path);
    int status = read_file(gather, path, unnamed ? "" : NULL);
    gather->file = NULL;
    gather->group++;
    return status;
}

static const char *trimmed(struct gather *gather, const char *bytes, size_t length)
{
    while (length > 0 && strchr(" \t\n", *bytes)) bytes++, length--;
    while (length > 0 && strchr(" \t\n", bytes[length - 1])) length--;
    return pool_copy(gather->pool, bytes, length);
}

static bool takes_files(const struct gather *gather)
{
    return gather->option != OPT_SHAPE && gather->option != OPT_REMAINDER;
}

static bool is_name(const char *text)
{
    size_t at = 0, start, length = strlen(text);
    return statement_next_name(text, length, &at, &start) && start == 0 && at == length;
}

static int read_value(struct gather *gather, const char *name, const char *value)
{
    if (*value == '@' && !takes_files(gather)) return refuse_file(gather, value);
    if (*value == '@') return read_file(gather, value + 1, name);
    const char *source =
        pool_format(gather->pool, *name ? "--%s %s" : "--%s", option_name(gather), name);
    struct dcalc_binding binding = {.name = name, .value = {value, strlen(value), source}};
    add_spot(gather, &binding);
    return 0;
}

/* x=1 y=2, where a comma is missing. */
static bool has_second(const char *value)
{
    if (strpbrk(value, "@[({;")) return false;
    for (const char *at = value; (at = strchr(at, '=')); at++) {
        const char *end = at, *begin;
        while (end > value && end[-1] == ' ') end--;
        for (begin = end; begin > value && !strchr(" ,<>!=", begin[-1]);) begin--;
        if (at[1] != '=' && begin > value && begin < end && begin[-1] == ' ') return true;
    }
    return false;
}

static const char *example_of(enum option_id option)
{
    switch (option) {
    case OPT_SHAPE: return "A=[m,n],x=[n]";
    case OPT_REMAINDER:
    case OPT_RANGE: return "x=0:1/2";
    case OPT_TANGENT: return "x=1";
    default: return "x=1,y=2";
    }
}

static bool is_file(const char *item)
{
    static const char *const endings[] = {".npz", ".npy", ".csv",   ".tsv", ".json",
                                          ".mtx", ".txt", ".jsonl", "/",    ".safetensors"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(item, endings[i])) return true;
    return false;
}

/* What was probably meant by an item without a name. */
static const char *hint_of_item(struct gather *gather, const char *item)
{
    const char *option = option_name(gather), *begin = item + strspn(item, "-.");
    if (*item == '{') return "JSON comes from a file or a pipe: --at @FILE, or @-";
    if (is_file(item) && takes_files(gather))
        return pool_format(gather->pool, "the name of a file comes behind @: --%s @%s", option,
                           item);
    if (*begin < '0' || *begin > '9')
        return pool_format(gather->pool, "write --%s %s", option, example_of(gather->option));
    if (gather->n > 0)
        return pool_format(gather->pool, "a vector is in brackets: %s=[1,2,3]",
                           gather->entries[gather->n - 1].binding.name);
    return pool_format(gather->pool, "give it to a name: --%s x=%s", option, item);
}

static int read_item(struct gather *gather, const char *item)
{
    const char *equals = strchr(item, '=');
    if (*item == '@' && !takes_files(gather)) return refuse_file(gather, item);
    if (*item == '@') return read_group(gather, item + 1);
    if (!equals && *item && gather->option == OPT_VECTOR) return read_value(gather, "", item);
    if (!equals && *item && is_data(gather)) return read_group(gather, item);
    if (!equals || equals == item)
        return report_error(DCALC_USAGE, hint_of_item(gather, item), "--%s: %s is not NAME=VALUE",
                            option_name(gather), report_quoted(gather->pool, item));
    if (has_second(equals + 1))
        return report_error(DCALC_USAGE, "put commas between values, as in x=1,y=2",
                            "--%s: %s has several values", option_name(gather),
                            report_quoted(gather->pool, item));
    const char *name = trimmed(gather, item, (size_t)(equals - item));
    if (!is_name(name)) {
        return report_error(DCALC_USAGE, "a name begins with a letter", "--%s: %s is not a name",
                            option_name(gather), report_quoted(gather->pool, name));
    }
    return read_value(gather, name, trimmed(gather, equals + 1, strlen(equals + 1)));
}

/* Returns the length of the quoted name of a file at `text`, 0 if none is there. */
static size_t quoted_length(const char *text)
{
    if (*text != '"' && *text != '\'') return 0;
    const char *end = strchr(text + 1, *text);
    return end ? (size_t)(end - text) + 1 : 0;
}

/* Returns the length of the item at `text`, which ends at a comma outside brackets and outside the
 * quotes of @"FILE". */
static size_t item_length(const char *text)
{
    size_t depth = 0, i = 0;
    bool value = true; /* a value may begin here */
    for (; text[i]; i++) {
        if (value && text[i] == '@') i += quoted_length(text + i + 1);
        value = text[i] == '=' || (value && strchr(" \t\n", text[i]));
        if (text[i] == ',' && depth == 0) break;
        if (text[i] == '(' || text[i] == '[') depth++;
        if ((text[i] == ')' || text[i] == ']') && depth > 0) depth--;
    }
    return i;
}

static int read_items(struct gather *gather, const char *text)
{
    gather->group++;
    if (!*text) return 0; /* --at '' asks for numbers although there is no name to bind */
    for (;; text++) {
        size_t length = item_length(text);
        int status = read_item(gather, trimmed(gather, text, length));
        if (status != 0) return status;
        text += length;
        if (!*text) return 0;
    }
}

static int compare_spots(const void *a, const void *b)
{
    const struct entry *const *left = a, *const *right = b;
    int order = strcmp((*left)->binding.name, (*right)->binding.name);
    return order ? order : (*left > *right) - (*left < *right);
}

static int bound_twice(struct gather *gather, const char *name)
{
    const char *hint = *name ? NULL : "a vector is in brackets: --vector '[1,2]'";
    return report_error(DCALC_USAGE, hint, "--%s binds %s twice", option_name(gather),
                        report_quoted(gather->pool, name));
}

static int in_two_files(struct gather *gather, const struct entry *a, const struct entry *b)
{
    const char *name = a->binding.name;
    const char *hint = pool_format(gather->pool,
                                   "choose one: --%s %s=@%s[%s]; files in an --%s of their own "
                                   "replace those before",
                                   option_name(gather), name, a->file, name, option_name(gather));
    return report_error(DCALC_USAGE, hint, "--%s: %s is both in %s and in %s", option_name(gather),
                        report_quoted(gather->pool, name), a->file, b->file);
}

/* Moves the last of n values of one name to the first position and clears the later positions. */
static int keep_last(struct gather *gather, struct entry **all, size_t n)
{
    struct entry last = *all[0], other = {0};
    for (size_t i = 1; i < n; i++) {
        if (last.group == all[i]->group) return bound_twice(gather, last.binding.name);
        bool clash = last.file && all[i]->file && last.given == all[i]->given;
        other = clash ? last : (struct entry){0}; /* an error unless a later value replaces both */
        last = *all[i];
        all[i]->group = 0; /* cleared; groups are counted from 1 */
    }
    all[0]->binding = last.binding;
    return other.file ? in_two_files(gather, &other, &last) : 0;
}

static int keep_last_values(struct gather *gather)
{
    struct entry **sorted = pool_alloc(gather->pool, (gather->n + 1) * sizeof *sorted);
    for (size_t i = 0; i < gather->n; i++) sorted[i] = &gather->entries[i];
    qsort(sorted, gather->n, sizeof *sorted, compare_spots);
    for (size_t i = 0, n; i < gather->n; i += n) {
        n = 1;
        while (i + n < gather->n && !strcmp(sorted[i + n]->binding.name, sorted[i]->binding.name))
            n++;
        int status = keep_last(gather, sorted + i, n);
        if (status != 0) return status;
    }
    return 0;
}

static const struct dcalc_binding *settled(struct gather *gather, size_t *n)
{
    struct dcalc_binding *all = pool_alloc(gather->pool, (gather->n + 1) * sizeof *all);
    for (size_t i = 0; i < gather->n; i++) {
        if (gather->entries[i].group > 0) all[(*n)++] = gather->entries[i].binding;
    }
    return all;
}

int point_collect(const struct call *call, dcalc *session, struct inputs *inputs,
                  enum option_id option, const struct dcalc_request *request,
                  const struct dcalc_binding **out, size_t *n)
{
    const struct options *options = &call->options;
    struct gather gather = {.pool = call->pool,
                            .session = session,
                            .inputs = inputs,
                            .option = option,
                            .request = request,
                            .options = options};
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != option) continue;
        gather.given++;
        int status = read_items(&gather, options->given[i].value);
        if (status != 0) return status;
    }
    int status = keep_last_values(&gather);
    *out = settled(&gather, n);
    return status;
}

/* How many items an option has at most. */
static size_t most_items(const struct options *options, enum option_id option)
{
    size_t n = 0;
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != option) continue;
        n++;
        for (const char *at = options->given[i].value; (at = strchr(at, ',')); at++) n++;
    }
    return n;
}

/* Adds to *list the names before =, or the files after @ that are read whole. */
static void list_items(const struct call *call, enum option_id option, bool files,
                       const char *const **list, size_t *n)
{
    struct gather gather = {.pool = call->pool};
    const struct options *options = &call->options;
    size_t room = *n + most_items(options, option);
    const char **all = pool_alloc(call->pool, (room + 1) * sizeof *all);
    if (*n) memcpy(all, *list, *n * sizeof *all);
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != option) continue;
        for (const char *at = options->given[i].value;; at++) {
            size_t length = item_length(at);
            const char *item = trimmed(&gather, at, length), *equals = strchr(item, '=');
            if (files && *item == '@') all[(*n)++] = item + 1;
            if (!files && *item != '@' && equals)
                all[(*n)++] = trimmed(&gather, item, (size_t)(equals - item));
            at += length;
            if (!*at) break;
        }
    }
    *list = all;
}

void point_names(const struct call *call, enum option_id option, const char *const **names,
                 size_t *n)
{
    list_items(call, option, false, names, n);
}

void point_files(const struct call *call, enum option_id option, const char *const **paths,
                 size_t *n)
{
    list_items(call, option, true, paths, n);
}

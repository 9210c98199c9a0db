#include "point.h"

#include "report.h"
#include "statement.h"

#include <stdlib.h>
#include <string.h>

/* A binding and its group; each --at option and each file is one group. */
struct entry {
    struct dcalc_binding binding;
    size_t group;
};

struct gather {
    struct pool *pool;
    dcalc *session;
    struct inputs *inputs;
    enum option_id option; /* AT, or VECTOR, whose value may come without a name */
    size_t group;
    const char *color; /* the value of --color */
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
    gather->entries[gather->n++] = (struct entry){*binding, gather->group};
}

static const char *option_name(const struct gather *gather)
{
    return option_rows[gather->option].name;
}

/* Names a file for the library to open; standard input is read here. */
static int name_file(struct gather *gather, const char *path, struct dcalc_file *file)
{
    *file = (struct dcalc_file){.size = sizeof *file, .path = path};
    if (strcmp(path, "-") != 0) return 0;
    struct dcalc_text text;
    int status = read_whole(gather->inputs, &text, path);
    *file = (struct dcalc_file){sizeof *file, text.source, text.bytes, text.length};
    return status;
}

/* Reads a file's value for `name`, or all its bindings if `name` is NULL. */
static int read_file(struct gather *gather, const char *path, const char *name)
{
    struct dcalc_file file;
    const struct dcalc_binding *bindings = NULL;
    size_t n = 0;
    int status = name_file(gather, path, &file);
    if (status != 0) return status;
    struct dcalc_result *wrong = dcalc_read_file(gather->session, &file, name, &bindings, &n);
    if (wrong) return report_result(wrong, gather->color);
    for (size_t i = 0; i < n; i++) add_spot(gather, &bindings[i]);
    return 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Returns true for files that may hold one array without a name, which vjp takes. */
static bool is_one_array(const char *path)
{
    return ends_with(path, ".npy") || ends_with(path, ".csv") || ends_with(path, ".mtx");
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
    bool unnamed = gather->option == OPT_VECTOR && is_one_array(path);
    int status = read_file(gather, path, unnamed ? "" : NULL);
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

static int read_item(struct gather *gather, const char *item)
{
    const char *equals = strchr(item, '=');
    if (*item == '@' && !takes_files(gather)) return refuse_file(gather, item);
    if (*item == '@') return read_group(gather, item + 1);
    if (!equals && *item && gather->option == OPT_VECTOR) return read_value(gather, "", item);
    if (!equals || equals == item) {
        const char *form = gather->option == OPT_SHAPE       ? "A=[m,n],x=[n]"
                           : gather->option == OPT_REMAINDER ? "x=0:1/2"
                                                             : "x=1,y=2";
        const char *hint = pool_format(gather->pool, "write --%s %s", option_name(gather), form);
        return report_error(DCALC_USAGE, hint, "--%s: %s is not NAME=VALUE", option_name(gather),
                            report_quoted(gather->pool, item));
    }
    const char *name = trimmed(gather, item, (size_t)(equals - item));
    if (!is_name(name)) {
        return report_error(DCALC_USAGE, "a name begins with a letter", "--%s: %s is not a name",
                            option_name(gather), report_quoted(gather->pool, name));
    }
    return read_value(gather, name, trimmed(gather, equals + 1, strlen(equals + 1)));
}

/* Returns the length of the item at `text`, which ends at a comma outside brackets. */
static size_t item_length(const char *text)
{
    size_t depth = 0, i = 0;
    for (; text[i]; i++) {
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

/* Moves later values to the first position of their name and clears the later positions. */
static int keep_last_values(struct gather *gather)
{
    struct entry **sorted = pool_alloc(gather->pool, (gather->n + 1) * sizeof *sorted);
    for (size_t i = 0; i < gather->n; i++) sorted[i] = &gather->entries[i];
    qsort(sorted, gather->n, sizeof *sorted, compare_spots);
    for (size_t first = 0, i = 1; i < gather->n; i++) {
        const char *name = sorted[i]->binding.name;
        if (strcmp(sorted[first]->binding.name, name) != 0) {
            first = i;
            continue;
        }
        if (sorted[first]->group == sorted[i]->group) {
            return report_error(DCALC_USAGE, NULL, "--%s binds %s twice", option_name(gather),
                                report_quoted(gather->pool, name));
        }
        sorted[first]->binding = sorted[i]->binding;
        sorted[first]->group = sorted[i]->group;
        sorted[i]->group = 0; /* cleared; groups are counted from 1 */
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
                  enum option_id option, const struct dcalc_binding **out, size_t *n)
{
    const struct options *options = &call->options;
    struct gather gather = {
        .pool = call->pool, .session = session, .inputs = inputs, .option = option};
    gather.color = options->value[OPT_COLOR];
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != option) continue;
        int status = read_items(&gather, options->given[i].value);
        if (status != 0) return status;
    }
    int status = keep_last_values(&gather);
    *out = settled(&gather, n);
    return status;
}

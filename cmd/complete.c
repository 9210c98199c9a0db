#define _POSIX_C_SOURCE 200809L
#include "complete.h"

#include "app/dcalc.h"
#include "command.h"
#include "help_topics.h"
#include "line.h"
#include "statement.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the candidates ---- */

static void offer(struct completion *out, const char *name, const char *after)
{
    if (strncmp(name, out->typed, strlen(out->typed)) != 0) return;
    if (out->n == out->room) {
        size_t room = 2 * out->room + 32;
        struct candidate *grown = pool_alloc(out->pool, room * sizeof *grown);
        if (out->n) memcpy(grown, out->at, out->n * sizeof *grown);
        out->at = grown;
        out->room = room;
    }
    out->at[out->n++] = (struct candidate){name, after};
}

static int by_name(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* What is both, say, a command and a function is one candidate, and nothing follows it. */
static void sort(struct completion *out)
{
    size_t n = 0;
    if (out->n) qsort(out->at, out->n, sizeof *out->at, by_name);
    for (size_t i = 0; i < out->n; i++) {
        struct candidate *last = n ? &out->at[n - 1] : NULL;
        if (last && !strcmp(last->name, out->at[i].name)) {
            if (strcmp(last->after, out->at[i].after) != 0) last->after = "";
        } else {
            out->at[n++] = out->at[i];
        }
    }
    out->n = n;
}

static void begin(struct completion *out, size_t start, const char *typed)
{
    out->start = start;
    out->typed = typed;
}

static void offer_commands(struct completion *out, const struct vocabulary *vocabulary)
{
    for (size_t i = 0; vocabulary->command_at(i); i++) {
        if (!strcmp(vocabulary->command_at(i)->name, "repl")) continue;
        offer(out, vocabulary->command_at(i)->name, " ");
    }
}

enum argument { NO_BUILTIN, NONE, TOPIC, NAME, PATH };

static void offer_builtins(struct completion *out)
{
#define BUILTIN(name, usage, argument, summary) offer(out, #name, argument == NONE ? "" : " ");
#include "builtins.def"
#undef BUILTIN
}

static bool is_shown(const struct dcalc_function *row)
{
    return strcmp(row->group, "internal") != 0;
}

static void offer_functions(struct completion *out, const char *after)
{
    for (size_t i = 0; dcalc_function_at(i); i++) {
        if (is_shown(dcalc_function_at(i))) offer(out, dcalc_function_at(i)->name, after);
    }
}

static void offer_definitions(struct completion *out, const struct definitions *definitions)
{
    for (size_t i = 0; i < definitions->n; i++) {
        if (definitions_is_current(definitions, i)) offer(out, definitions->at[i].name, "");
    }
}

static void offer_topics(struct completion *out, const struct vocabulary *vocabulary)
{
    for (size_t i = 0; help_topic_at(i); i++) offer(out, help_topic_at(i)->name, "");
    for (size_t i = 0; vocabulary->command_at(i); i++) {
        offer(out, vocabulary->command_at(i)->name, "");
    }
    offer_functions(out, "");
}

/* ---- files ---- */

static void offer_file(struct completion *out, const char *folder, const char *name)
{
    struct stat info;
    bool hidden = *name == '.' && *out->typed != '.';
    if (hidden || !strcmp(name, ".") || !strcmp(name, "..")) return;
    char *path = pool_format(out->pool, "%s%s", folder, name);
    bool is_folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    offer(out, pool_format(out->pool, "%s%s", name, is_folder ? "/" : ""), is_folder ? "" : " ");
}

/* Offers the files whose path begins with what stands in the place. */
static void offer_files(struct completion *out, const struct line_word *word, size_t from)
{
    const char *path = word->text + from, *slash = strrchr(path, '/');
    begin(out, word->at[from], slash ? slash + 1 : path);
    out->is_file = true;
    out->open = word->open[from];
    out->before = pool_copy(out->pool, path, slash ? (size_t)(slash - path) + 1 : 0);
    DIR *folder = opendir(*out->before ? out->before : ".");
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        offer_file(out, out->before, entry->d_name);
    }
    closedir(folder);
}

/* Returns where the FILE of `@FILE` or `W=@FILE` begins in a value, or 0. */
static size_t file_in(const char *value)
{
    for (size_t i = strlen(value); i-- > 0;) {
        if (value[i] == '@' && (i == 0 || strchr(",=", value[i - 1]))) return i + 1;
    }
    return 0;
}

/* ---- expressions and names ---- */

/* Returns where the name begins that the line ends with. */
static size_t name_start(const char *line)
{
    size_t at = 0, start = 0, length = strlen(line);
    while (statement_next_name(line, length, &at, &start)) {
        if (at == length) return start;
    }
    return length;
}

static void offer_expression(struct completion *out, const struct vocabulary *vocabulary,
                             const char *line)
{
    size_t start = name_start(line);
    begin(out, start, line + start);
    offer_functions(out, "(");
    offer_definitions(out, vocabulary->definitions);
}

static bool is_function(const char *name)
{
    for (size_t i = 0; dcalc_function_at(i); i++) {
        if (!strcmp(dcalc_function_at(i)->name, name)) return true;
    }
    return false;
}

/* Names to differentiate by: those that the line's expression mentions, and those remembered. */
static void offer_names(struct completion *out, const struct vocabulary *vocabulary,
                        const struct line_words *words, const char *line)
{
    size_t start = name_start(line);
    begin(out, start, line + start);
    offer_definitions(out, vocabulary->definitions);
    for (size_t i = 1; i + 1 < words->n; i++) {
        const char *text = words->at[i].text;
        size_t at = 0, from;
        if (*text == '-' || *text == '@') continue;
        while (statement_next_name(text, strlen(text), &at, &from)) {
            const char *name = pool_copy(out->pool, text + from, at - from);
            if (!is_function(name)) offer(out, name, "");
        }
    }
}

/* ---- options ---- */

static void offer_options(struct completion *out, const struct command *command,
                          const struct line_word *word)
{
    begin(out, word->at[0], word->text);
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        if (!options_take(command, (enum option_id)id)) continue;
        offer(out, pool_format(out->pool, "--%s", option_rows[id].name), " ");
    }
}

static void offer_choices(struct completion *out, const struct option_row *row)
{
    char choice[16];
    for (size_t i = 0; option_choice(row, i, choice); i++) {
        offer(out, pool_copy(out->pool, choice, strlen(choice)), " ");
    }
}

/* Returns the option of a command that the word is, up to its value, or NULL. */
static const struct option_row *option_of(const struct command *command, const char *word)
{
    size_t length = strcspn(word, "=");
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        const struct option_row *row = &option_rows[id];
        if (!options_take(command, (enum option_id)id)) continue;
        bool is_letter = word[0] == '-' && row->letter && word[1] == row->letter && !word[2];
        bool is_name = length > 2 && !strncmp(word, "--", 2) && strlen(row->name) == length - 2 &&
                       !memcmp(row->name, word + 2, length - 2);
        if (is_letter || is_name) return row;
    }
    return NULL;
}

static void offer_value(struct completion *out, const struct vocabulary *vocabulary,
                        const struct option_row *row, const struct line_words *words,
                        const char *line, size_t from)
{
    const struct line_word *word = &words->at[words->n - 1];
    const char *value = word->text + from;
    size_t file = file_in(value);
    switch (row->kind) {
    case OPTION_CHOICE:
        begin(out, word->at[from], value);
        offer_choices(out, row);
        break;
    case OPTION_FILE: offer_files(out, word, from); break;
    case OPTION_NAMES: offer_names(out, vocabulary, words, line); break;
    case OPTION_LIST:
    case OPTION_TEXT:
        if (file)
            offer_files(out, word, from + file);
        else
            offer_expression(out, vocabulary, line);
        break;
    default: break;
    }
}

/* ---- places ---- */

/* Returns what follows the prompt's own command of that name, NO_BUILTIN if there is none. */
static enum argument argument_of(const char *name)
{
#define BUILTIN(row, usage, argument, summary) \
    if (!strcmp(name, #row)) return argument;
#include "builtins.def"
#undef BUILTIN
    return NO_BUILTIN;
}

static const struct command *find_command(const struct vocabulary *vocabulary, const char *name)
{
    for (size_t i = 0; vocabulary->command_at(i); i++) {
        if (!strcmp(vocabulary->command_at(i)->name, name)) return vocabulary->command_at(i);
    }
    return NULL;
}

static void complete_builtin(struct completion *out, const struct vocabulary *vocabulary,
                             const struct line_words *words)
{
    const struct line_word *word = &words->at[words->n - 1];
    begin(out, word->at[0], word->text);
    switch (argument_of(words->at[0].text)) {
    case TOPIC: offer_topics(out, vocabulary); break;
    case NAME: offer_definitions(out, vocabulary->definitions); break;
    case PATH: offer_files(out, word, 0); break;
    case NONE:
    case NO_BUILTIN: break;
    }
}

static void complete_command(struct completion *out, const struct vocabulary *vocabulary,
                             const struct command *command, const struct line_words *words,
                             const char *line)
{
    const struct line_word *word = &words->at[words->n - 1];
    const char *before = words->n > 2 ? words->at[words->n - 2].text : "";
    const struct option_row *row = strchr(before, '=') ? NULL : option_of(command, before);
    const struct option_row *own = strchr(word->text, '=') ? option_of(command, word->text) : NULL;
    if (row && !option_is_flag(row))
        offer_value(out, vocabulary, row, words, line, 0);
    else if (own)
        offer_value(out, vocabulary, own, words, line, strcspn(word->text, "=") + 1);
    else if (!strncmp(word->text, "--", 2) || !strcmp(word->text, "-"))
        offer_options(out, command, word);
    else if (!strcmp(command->name, "run"))
        offer_files(out, word, 0);
    else if (*word->text == '@')
        offer_files(out, word, 1);
    else
        offer_expression(out, vocabulary, line);
}

void complete_line(struct completion *out, struct pool *pool, const struct vocabulary *vocabulary,
                   const char *line)
{
    *out = (struct completion){.pool = pool, .typed = ""};
    struct line_words words = line_words(pool, line);
    const char *first = line_command(pool, line);
    const struct command *command = find_command(vocabulary, first);
    size_t blank = strspn(line, " \t");
    if (line[blank] == '?') {
        size_t start = blank + 1 + strspn(line + blank + 1, " \t");
        begin(out, start, line + start);
        offer_topics(out, vocabulary);
    } else if (words.n > 1 && argument_of(first) != NO_BUILTIN) {
        complete_builtin(out, vocabulary, &words);
    } else if (words.n > 1 && command) {
        complete_command(out, vocabulary, command, &words, line);
    } else {
        offer_expression(out, vocabulary, line);
        if (out->start == blank) offer_commands(out, vocabulary), offer_builtins(out);
    }
    sort(out);
}

/* ---- what is put in ---- */

/* Returns how many bytes all candidates have in common, no character cut. */
static size_t common_length(const struct completion *completion)
{
    const char *first = completion->at[0].name;
    size_t common = strlen(first);
    for (size_t i = 1; i < completion->n; i++) {
        size_t n = 0;
        while (n < common && completion->at[i].name[n] == first[n]) n++;
        common = n;
    }
    while (common > 0 && ((unsigned char)first[common] & 0xc0) == 0x80) common--;
    return common;
}

/* Returns a path as it is written at the prompt. Inside a quote it stands as it is. */
static const char *written(const struct completion *completion, const char *name, bool whole)
{
    const char *path = pool_format(completion->pool, "%s%s", completion->before, name);
    char quote[2] = {completion->open, '\0'};
    bool plain = path[strcspn(path, " \t'\"()[]#")] == '\0';
    if (!completion->open && !plain) quote[0] = strchr(path, '\'') ? '"' : '\'';
    const char *opening = completion->open ? "" : quote;
    return pool_format(completion->pool, "%s%s%s", opening, path, whole ? quote : "");
}

const char *complete_insert(const struct completion *completion)
{
    size_t common = common_length(completion);
    bool single = completion->n == 1;
    if (!single && common == strlen(completion->typed)) return NULL;
    const char *name = pool_copy(completion->pool, completion->at[0].name, common);
    const char *after = single ? completion->at[0].after : "";
    if (completion->is_file) name = written(completion, name, single && *after);
    return pool_format(completion->pool, "%s%s", name, after);
}

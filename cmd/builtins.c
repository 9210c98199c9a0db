/* The commands that only the prompt has. */
#include "app/dcalc.h"
#include "command.h"
#include "files.h"
#include "help.h"
#include "repl.h"
#include "report.h"

#include <string.h>

enum { MAX_LOADS = 8 }; /* depth to which files may load each other */

static int do_vars(struct repl *repl, struct pool *pool, char **words)
{
    struct text out = {.pool = pool};
    (void)words;
    for (size_t i = 0; i < repl->definitions.n; i++) {
        if (!definitions_is_current(&repl->definitions, i)) continue;
        bool stands = definitions_shares_text(&repl->definitions, i) &&
                      definitions_is_current(&repl->definitions, i - 1);
        if (!stands) text_format(&out, "%s\n", repl->definitions.at[i].text);
    }
    return out.length ? help_write(&out) : 0;
}

static int do_forget(struct repl *repl, struct pool *pool, char **words)
{
    if (!words[1]) definitions_free(&repl->definitions);
    for (size_t i = 1; words[i]; i++) {
        if (definitions_forget(&repl->definitions, words[i])) continue;
        struct near near = {.word = words[i]};
        for (size_t j = 0; j < repl->definitions.n; j++) {
            if (definitions_is_current(&repl->definitions, j))
                near_offer(&near, repl->definitions.at[j].name);
        }
        return report_error(DCALC_NAME, near_hint(pool, &near, NULL), "%s is not remembered",
                            report_quoted(pool, words[i]));
    }
    return 0;
}

static int one_file(struct pool *pool, char **words)
{
    if (words[1] && !words[2]) return 0;
    const char *hint = pool_format(pool, "write %s FILE", words[0]);
    return report_error(DCALC_USAGE, hint, "%s needs a file", words[0]);
}

static int do_save(struct repl *repl, struct pool *pool, char **words)
{
    struct sink sink;
    int status = one_file(pool, words);
    if (status == 0) status = sink_open(&sink, pool, words[1]);
    if (status != 0) return status;
    for (size_t i = 0; i < repl->definitions.n; i++) {
        const struct definition *definition = &repl->definitions.at[i];
        if (definition->forgotten || definitions_shares_text(&repl->definitions, i)) continue;
        sink_write(&sink, definition->text, strlen(definition->text));
        sink_write(&sink, "\n", 1);
    }
    return sink_close(&sink, true);
}

static int do_load(struct repl *repl, struct pool *pool, char **words)
{
    struct inputs inputs = {pool, longest_text(), true, patience_begin(0)};
    struct dcalc_text text;
    int status = one_file(pool, words);
    if (status == 0) status = read_whole(&inputs, &text, words[1]);
    if (status != 0) return status;
    if (repl->loads == MAX_LOADS) {
        return report_error(DCALC_LIMIT, NULL, "%s: files load each other too deeply", words[1]);
    }
    repl->loads++;
    status = repl_text(repl, text.bytes, text.length);
    repl->loads--;
    return status;
}

static int do_quit(struct repl *repl, struct pool *pool, char **words)
{
    (void)pool, (void)words;
    repl->done = true;
    return 0;
}

static int do_exit(struct repl *repl, struct pool *pool, char **words)
{
    return do_quit(repl, pool, words);
}

static int do_help(struct repl *repl, struct pool *pool, char **words);

static const struct builtin builtins[] = {
#define BUILTIN(name, usage, argument, summary) {#name, usage, summary, do_##name},
#include "builtins.def"
#undef BUILTIN
};
enum { N_BUILTINS = sizeof builtins / sizeof *builtins };

enum { HELP_COLUMN = 29 };

static int do_help(struct repl *repl, struct pool *pool, char **words)
{
    struct text out = {.pool = pool};
    int n = 0;
    while (words[n]) n++;
    if (n > 1)
        return command_dispatch(pool, &(struct setting){.definitions = &repl->definitions}, n,
                                words);
    text_add(&out, "A line is\n");
    help_row(&out, "an expression", HELP_COLUMN, "cos(1)^2, diff(x^3, x)");
    help_row(&out, "a definition, remembered", HELP_COLUMN,
             "f = cos(exp(x))^3, g(a, b) = a*exp(-b)");
    help_row(&out, "a command without dcalc", HELP_COLUMN, "grad f --at x=0");
    help_wrap(&out, "It continues in the next line after an open bracket or a \\ at its end.", 0);
    text_add(&out, "\nCommands:\n");
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        if (command == &command_repl || command == &command_help) continue;
        help_row(&out, command->name, HELP_COLUMN, command->summary);
    }
    for (size_t i = 0; i < N_BUILTINS; i++) {
        help_row(&out, builtins[i].usage, HELP_COLUMN, builtins[i].summary);
    }
    return help_write(&out);
}

const struct builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < N_BUILTINS; i++) {
        if (strcmp(builtins[i].name, name) == 0) return &builtins[i];
    }
    return NULL;
}

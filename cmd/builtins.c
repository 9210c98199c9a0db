/* The commands that only the prompt has. */
#include "app/dcalc.h"
#include "command.h"
#include "files.h"
#include "help.h"
#include "repl.h"
#include "report.h"

#include <string.h>

enum { MAX_LOADS = 8 }; /* depth to which files may load each other */

/* True for one more name of `Q, R = qr(A)`, whose text stands already. */
static bool is_repeated(const struct definitions *all, size_t i)
{
    return i > 0 && !all->at[i - 1].forgotten && !strcmp(all->at[i - 1].text, all->at[i].text);
}

static int do_vars(struct repl *repl, struct pool *pool, char **words)
{
    struct text out = {.pool = pool};
    (void)words;
    for (size_t i = 0; i < repl->definitions.n; i++) {
        if (definitions_is_current(&repl->definitions, i) &&
            !(is_repeated(&repl->definitions, i) &&
              definitions_is_current(&repl->definitions, i - 1)))
            text_add(&out, repl->definitions.at[i].text), text_add(&out, "\n");
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
        if (definition->forgotten || is_repeated(&repl->definitions, i)) continue;
        sink_write(&sink, definition->text, strlen(definition->text));
        sink_write(&sink, "\n", 1);
    }
    return sink_close(&sink, true);
}

static int do_load(struct repl *repl, struct pool *pool, char **words)
{
    struct inputs inputs = {pool, longest_text(), true};
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

static int do_help(struct repl *repl, struct pool *pool, char **words);

static const struct builtin builtins[] = {
    {"help", "help [COMMAND | FUNCTION | functions]", "this, or help on one thing", do_help},
    {"vars", "vars", "what is remembered", do_vars},
    {"forget", "forget [NAME...]", "forget names, or everything", do_forget},
    {"save", "save FILE", "write what is remembered to a file", do_save},
    {"load", "load FILE", "run the lines of a file", do_load},
    {"quit", "quit", "leave; Ctrl-D does too", do_quit},
    {"exit", "exit", "leave", do_quit},
};
enum { N_BUILTINS = sizeof builtins / sizeof *builtins };

static int do_help(struct repl *repl, struct pool *pool, char **words)
{
    struct text out = {.pool = pool};
    int n = 0;
    while (words[n]) n++;
    if (n > 1) return command_dispatch(pool, &repl->definitions, n, words);
    text_add(&out, "A line is\n"
                   "  an expression              cos(1)^2, diff(x^3, x)\n"
                   "  a definition, remembered   f = cos(exp(x))^3, g(a, b) = a*exp(-b)\n"
                   "  a command without dcalc    grad f --at x=0\n"
                   "It continues in the next line after an open bracket or a \\ at its end.\n\n"
                   "Commands:\n");
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        if (command == &command_repl || command == &command_help) continue;
        text_format(&out, "  %-38s %s\n", command->name, command->summary);
    }
    for (size_t i = 0; i < N_BUILTINS; i++) {
        text_format(&out, "  %-38s %s\n", builtins[i].usage, builtins[i].summary);
    }
    return help_write(&out);
}

const struct builtin *builtin_at(size_t i)
{
    return i < N_BUILTINS ? &builtins[i] : NULL;
}

const struct builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < N_BUILTINS; i++) {
        if (strcmp(builtins[i].name, name) == 0) return &builtins[i];
    }
    return NULL;
}

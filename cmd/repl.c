/* dcalc repl: the prompt. A line is a command without `dcalc`, a definition to remember, or an
 * expression. */
#include "app/dcalc.h"
#include "command.h"
#include "complete.h"
#include "files.h"
#include "interrupt.h"
#include "line.h"
#include "question.h"
#include "repl.h"
#include "report.h"
#include "statement.h"
#include "words.h"

#include <string.h>

/* Evaluates a text as `dcalc eval` does. */
static int ask(struct repl *repl, struct pool *pool, const char *text, bool silent)
{
    struct given given = {OPT_EXPR, text};
    struct call call = {.command = &command_eval, .pool = pool, .definitions = &repl->definitions};
    call.options.given = &given;
    call.options.n_given = 1;
    return silent ? question_check(&call, DCALC_EVAL) : question_run(&call, DCALC_EVAL);
}

/* Remembers a definition if the library accepts it. A function, and several names, have no value,
 * so 0 is evaluated after them. */
static int define(struct repl *repl, struct pool *pool, const char *text, size_t length,
                  struct statement statement)
{
    const char *probe =
        pool_format(pool, "%.*s%s", (int)length, text, statement.no_value ? "; 0" : "");
    int status = ask(repl, pool, probe, true);
    if (status == 0) definitions_add(&repl->definitions, statement, text, length);
    return status;
}

/* Remembers the definitions one after the other and evaluates what is left at the end. */
static int run_program(struct repl *repl, struct pool *pool, const char *text, size_t length)
{
    int status = 0;
    while (length > 0 && status == 0) {
        size_t n = statement_length(text, length), next = n < length ? n + 1 : n;
        size_t blank = strspn(text, " \t");
        if (blank > n) blank = n;
        struct statement statement = statement_read(text, n);
        if (statement.name_length > 0) {
            status = define(repl, pool, text + blank, n - blank, statement);
        } else if (n > blank) {
            const char *expression = pool_copy(pool, text + blank, n - blank);
            status = ask(repl, pool, expression, false);
            if (status == 0) definitions_answer(&repl->definitions, expression);
        }
        text += next;
        length -= next;
    }
    return status;
}

static int run_command(struct repl *repl, struct pool *pool, const char *line, const char *name)
{
    int n = 0;
    char **words = words_split(pool, line, &n);
    if (!words) return report_error(DCALC_USAGE, NULL, "a quote is not closed");
    const struct builtin *builtin = builtin_find(name);
    if (builtin) return builtin->run(repl, pool, words);
    if (strcmp(name, "repl") == 0)
        return report_error(DCALC_USAGE, NULL, "this is the prompt already");
    const char *answer = NULL;
    struct setting setting = {.definitions = &repl->definitions, .answer = &answer};
    int status = command_dispatch(pool, &setting, n, words);
    if (answer) definitions_answer(&repl->definitions, answer);
    return status;
}

/* Returns the topic of "?", "?tanh" or "tanh?", "" for none, or NULL if the line asks for no help.
 */
static const char *asks_for_help(struct pool *pool, const char *line, size_t length)
{
    while (length > 0 && strchr(" \t", line[length - 1])) length--;
    if (length > 0 && *line == '?') {
        size_t blank = 1 + strspn(line + 1, " \t");
        return pool_copy(pool, line + blank, length > blank ? length - blank : 0);
    }
    size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");
    bool asks = name > 0 && length == name + 1 && line[name] == '?';
    return asks ? pool_copy(pool, line, name) : NULL;
}

/* quit(), as it is written elsewhere, is quit. */
static const char *without_call(struct pool *pool, const char *line, size_t length)
{
    size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz");
    const char *name = pool_copy(pool, line, n);
    while (length > n && strchr(" \t", line[length - 1])) length--;
    bool call = length == n + 2 && memcmp(line + n, "()", 2) == 0;
    return call && builtin_find(name) ? name : line;
}

/* "dcalc diff x^2", and "$ dcalc diff x^2" as in the manual, are "diff x^2". */
static const char *without_program(struct pool *pool, const char *line)
{
    const char *at = line;
    if (*at == '$') at += 1 + strspn(at + 1, " \t");
    size_t blanks = strncmp(at, "dcalc", 5) == 0 ? strspn(at + 5, " \t") : 0;
    if (blanks == 0) return line;
    at += 5 + blanks;
    const char *name = line_command(pool, at);
    return command_find(name) || builtin_find(name) ? at : line;
}

static bool is_defined(const struct repl *repl, const char *name)
{
    for (size_t i = 0; i < repl->definitions.n; i++)
        if (!strcmp(repl->definitions.at[i].name, name)) return true;
    return false;
}

/* What other prompts call it; NULL: nothing. */
static const char *called_elsewhere(const char *name)
{
    static const char *const words[][2] = {
        {"del", "forget"},   {"unset", "forget"}, {"rm", "forget"},   {"delete", "forget"},
        {"clear", "forget"}, {"ls", "vars"},      {"who", "vars"},    {"whos", "vars"},
        {"man", "help"},     {"source", "load"},  {"import", "load"}, {"bye", "quit"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i][0], name)) return words[i][1];
    return NULL;
}

/* derive x^2: a line that is no expression begins with what other programs call a command. */
static void suggest_synonym(struct pool *pool, const char *line, const char *name)
{
    const char *hint = command_synonym(pool, name), *rest = line + strlen(name);
    if (hint && strchr(" \t", *rest) && *rest)
        report_note(pool_format(pool, "%s is no command: %s", name, hint));
}

/* A word that nothing defines is a name, and may have been meant as a command. */
static void suggest_command(const struct repl *repl, struct pool *pool, const char *name)
{
    struct near near = {.word = name};
    if (is_defined(repl, name)) return;
    for (size_t i = 0; command_at(i); i++) near_offer(&near, command_at(i)->name);
#define BUILTIN(row, usage, argument, summary) near_offer(&near, #row);
#include "builtins.def"
#undef BUILTIN
    if (called_elsewhere(name)) near.best = called_elsewhere(name);
    if (near.best)
        report_note(
            pool_format(pool, "%s is a name here: did you mean the command %s?", name, near.best));
}

static int run_line(struct repl *repl, const char *line)
{
    struct pool pool = {0};
    line += strspn(line, " \t");
    line = without_program(&pool, line);
    line = without_call(&pool, line, statement_uncommented(line, strlen(line)));
    size_t length = statement_uncommented(line, strlen(line));
    const char *name = line_command(&pool, line), *topic = asks_for_help(&pool, line, length);
    bool is_command = builtin_find(name) || command_find(name);
    int status;
    if (topic)
        status = run_command(repl, &pool, pool_format(&pool, "help %s", topic), "help");
    else if (is_command)
        status = run_command(repl, &pool, line, name);
    else
        status = run_program(repl, &pool, line, length);
    bool is_word = status == 0 && strlen(name) > 2 && strlen(name) == length;
    if ((is_word || called_elsewhere(name)) && !topic && !is_command)
        suggest_command(repl, &pool, name);
    else if (status != 0 && !topic && !is_command && !is_defined(repl, name))
        suggest_synonym(&pool, line, name);
    pool_free(&pool);
    return status;
}

/* Returns true if the line continues in the next one; removes a trailing backslash. */
static bool goes_on(struct text *line)
{
    if (line->length > 0 && line->bytes[line->length - 1] == '\\') {
        line->bytes[--line->length] = '\0';
        return true;
    }
    return statement_open_brackets(line->bytes, line->length) > 0;
}

/* Adds a part of a line. A part that continues loses its comment, which would otherwise hide the
 * next part. */
static bool add_part(struct text *line, const char *part, size_t length)
{
    size_t code = statement_uncommented(part, length);
    if (line->length > 0) text_add(line, " ");
    size_t before = line->length;
    text_put(line, part, code);
    if (goes_on(line)) return true;
    line->length = before;
    text_put(line, part, length);
    return false;
}

static void note_status(struct repl *repl, int status)
{
    if (repl->status == 0) repl->status = status;
}

int repl_text(struct repl *repl, const char *text, size_t length)
{
    struct pool pool = {0};
    struct text line = {.pool = &pool};
    int status = 0;
    while (length > 0 && !repl->done && !interrupt_seen()) {
        size_t n = strcspn(text, "\n"), next = n < length ? n + 1 : n;
        bool more = add_part(&line, text, n);
        text += next;
        length = n < length ? length - next : 0;
        if (more && length > 0) continue;
        int now = run_line(repl, line.bytes);
        if (status == 0) status = now;
        line.length = 0;
    }
    pool_free(&pool);
    return status;
}

/* Drops the line; tells someone who has nothing else to interrupt how to leave. */
static void drop_line(struct text *line, const char *what)
{
    write_all(1, what, strlen(what));
    interrupt_forget();
    line->length = 0;
}

/* Reads a line with its continuation lines. Returns false at the end of the input. */
static bool read_line(struct repl *repl, struct text *line)
{
    bool more = false;
    do {
        size_t length;
        repl->pending = more ? line->bytes : "";
        const char *part = prompt_line(repl->prompt, more, &length);
        if (interrupt_ends()) return false;
        if (!part && interrupt_seen() && prompt_is_interactive(repl->prompt)) {
            bool idle = !more && prompt_is_empty(repl->prompt);
            drop_line(line, idle ? "^C (quit or Ctrl-D leaves)\n" : "^C\n");
            more = false;
            continue;
        }
        if (!part) return more;
        more = add_part(line, part, length);
    } while (more || line->length == 0);
    return true;
}

static void say_interrupted(void)
{
    static const char words[] = "interrupted\n";
    write_all(1, words, strlen(words));
    interrupt_forget();
}

static void loop(struct repl *repl)
{
    bool interactive = prompt_is_interactive(repl->prompt);
    while (!repl->done) {
        struct pool pool = {0};
        struct text line = {.pool = &pool};
        if (read_line(repl, &line)) {
            prompt_remember(repl->prompt, line.bytes);
            note_status(repl, run_line(repl, line.bytes));
            if (interrupt_seen() && interactive) say_interrupted();
        } else {
            repl->done = true;
            if (interactive) write_all(1, "\n", 1);
        }
        pool_free(&pool);
        if (interrupt_ends() || (interrupt_seen() && !interactive)) repl->done = true;
    }
}

static void complete(void *user, struct pool *pool, const char *line, struct completion *out)
{
    const struct repl *repl = user;
    struct vocabulary vocabulary = {command_at, &repl->definitions};
    size_t before = strlen(repl->pending);
    complete_line(out, pool, &vocabulary, pool_format(pool, "%s%s", repl->pending, line));
    if (out->start < before) out->n = 0; /* what the line before ends with is not changed */
    out->start -= out->n ? before : 0;
}

static int run(struct call *call)
{
    struct repl repl = {0};
    const struct options *options = &call->options;
    if (options->n_given > 0) {
        return report_error(DCALC_USAGE, "give it lines on standard input: dcalc repl <FILE",
                            "repl takes no arguments");
    }
    interrupt_catch();
    repl.prompt = prompt_open(complete, &repl);
    if (!repl.prompt) return report_error(DCALC_LIMIT, NULL, "out of memory");
    bool interactive = prompt_is_interactive(repl.prompt);
    watchdog_spare(interactive);
    if (interactive) prompt_greet(repl.prompt, dcalc_version());
    loop(&repl);
    int error = prompt_error(repl.prompt), ended = prompt_status(repl.prompt);
    if (error) {
        note_status(&repl, report_error(DCALC_IO, NULL, "standard input: %s", strerror(error)));
    }
    prompt_close(repl.prompt);
    definitions_free(&repl.definitions);
    if (interrupt_ends()) return interrupt_status();
    if (ended) return ended;
    return interactive ? 0 : repl.status;
}

static const struct example examples[] = {
    {"printf 'f = cos(exp(x))^3\\ndiff f --at x=0 -n 12\\n' | dcalc repl", "-0.736943244651\n"},
    {0},
};

const struct command command_repl = {
    .name = "repl",
    .summary = "the interactive prompt; dcalc alone on a terminal starts it too",
    .usage = "",
    .examples = examples,
    .run = run,
};

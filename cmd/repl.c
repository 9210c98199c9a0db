/* dcalc repl: the prompt. A line is a command without `dcalc`, a definition to remember, or an
 * expression. */
#include "app/dcalc.h"
#include "command.h"
#include "files.h"
#include "interrupt.h"
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
    for (size_t k = 0; status == 0 && k <= statement.more; k++) {
        struct statement name = statement_name(statement, k);
        definitions_add(&repl->definitions, name.name, name.name_length, text, length);
    }
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
            status = ask(repl, pool, pool_copy(pool, text + blank, n - blank), false);
        }
        text += next;
        length -= next;
    }
    return status;
}

/* Returns the first word if it is all letters, as a command's name is. */
static const char *first_word(struct pool *pool, const char *line)
{
    size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz");
    bool alone = line[n] == '\0' || strchr(" \t\r\n#", line[n]);
    return pool_copy(pool, line, alone ? n : 0);
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
    return command_dispatch(pool, &repl->definitions, n, words);
}

static int run_line(struct repl *repl, const char *line)
{
    struct pool pool = {0};
    line += strspn(line, " \t");
    size_t length = statement_uncommented(line, strlen(line));
    const char *name = first_word(&pool, line);
    bool is_command =
        statement_read(line, length).name_length == 0 && (builtin_find(name) || command_find(name));
    interrupt_forget();
    int status =
        is_command ? run_command(repl, &pool, line, name) : run_program(repl, &pool, line, length);
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

/* Reads a line with its continuation lines. Returns false at the end of the input. */
static bool read_line(struct repl *repl, struct text *line)
{
    bool more = false;
    do {
        size_t length;
        const char *part = prompt_line(repl->prompt, more, &length);
        if (!part && interrupt_seen() && prompt_is_interactive(repl->prompt)) {
            write_all(1, "\n", 1);
            interrupt_forget();
            line->length = 0;
            more = false;
            continue;
        }
        if (!part) return more;
        more = add_part(line, part, length);
    } while (more || line->length == 0);
    return true;
}

static void loop(struct repl *repl)
{
    bool interactive = prompt_is_interactive(repl->prompt);
    while (!repl->done) {
        struct pool pool = {0};
        struct text line = {.pool = &pool};
        bool read = read_line(repl, &line);
        if (read) {
            prompt_remember(repl->prompt, line.bytes);
            note_status(repl, run_line(repl, line.bytes));
            if (interrupt_seen() && interactive) write_all(1, "\n", 1); /* after the ^C */
        } else {
            repl->done = true;
            if (interactive) write_all(1, "\n", 1);
        }
        pool_free(&pool);
        if (repl->status == INTERRUPTED && !interactive) repl->done = true;
    }
}

static const char *const option_words[] = {
#define OPTION(id, letter, name, argument, kind, low, high, help) "--" name,
#include "options.def"
#undef OPTION
};

/* Returns the words that TAB completes: commands, options, functions, and names in use. */
static const char *candidate(void *user, size_t i)
{
    const struct repl *repl = user;
    size_t n = 0, m = 0;
    while (command_at(n)) n++;
    while (builtin_at(m)) m++;
    if (i < n) return command_at(i)->name;
    if ((i -= n) < m) return builtin_at(i)->name;
    if ((i -= m) < OPTION_COUNT_OF) return option_words[i];
    i -= OPTION_COUNT_OF;
    if (i < repl->definitions.n) return repl->definitions.at[i].name;
    const struct dcalc_function *function = dcalc_function_at(i - repl->definitions.n);
    return function ? function->name : NULL;
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
    repl.prompt = prompt_open(candidate, &repl);
    if (!repl.prompt) return report_error(DCALC_LIMIT, NULL, "out of memory");
    bool interactive = prompt_is_interactive(repl.prompt);
    loop(&repl);
    prompt_close(repl.prompt);
    definitions_free(&repl.definitions);
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
    .takes = 0,
    .examples = examples,
    .run = run,
};

/* dcalc help: builds pages from the rows of commands, options and functions. */
#define _POSIX_C_SOURCE 200809L
#include "help.h"

#include "files.h"
#include "generate.h"
#include "help_topics.h"
#include "help_words.h"
#include "report.h"
#include "screen.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

int help_write(const struct text *text)
{
    struct sink sink;
    sink_open(&sink, text->pool, NULL);
    sink_write(&sink, text->bytes, text->length);
    return sink_close(&sink, true);
}

/* A wide terminal is not filled, because long lines are hard to read. */
static size_t line_width(void)
{
    enum { USUAL = 79, MOST = 100 };
    size_t width = isatty(1) ? screen_width(1) - 1 : USUAL;
    return width < MOST ? width : MOST;
}

void help_wrap(struct text *out, const char *words, size_t indent)
{
    screen_wrap(out, words, 0, indent, line_width());
}

void help_row(struct text *out, const char *left, size_t column, const char *words)
{
    size_t columns = 2 + screen_columns(left, strlen(left));
    text_format(out, "  %s", left);
    if (columns + 1 > column) text_add(out, "\n"), columns = 0;
    screen_wrap(out, words, columns, column, line_width());
}

static void add_output(struct text *out, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n") + 1;
        text_add(out, "  ");
        text_put(out, lines, length);
        lines += length;
    }
}

/* Returns where a command line is broken so that its first part has at most `most` bytes: before a
 * word outside quotes. Returns its length if it is short enough, or cannot be broken. */
static size_t break_point(const char *line, size_t most)
{
    size_t length = strlen(line), at = 0;
    char quote = '\0';
    if (length <= most) return length;
    for (size_t i = 0; i < length && (i < most || at == 0); i++) {
        if (line[i] == ' ' && !quote) at = i;
        if (line[i] == quote)
            quote = '\0';
        else if (!quote && (line[i] == '\'' || line[i] == '"'))
            quote = line[i];
    }
    return at ? at : length;
}

/* Adds a command line, which goes on after a backslash where the terminal is narrow. */
static void add_command_line(struct text *out, const char *line)
{
    size_t width = isatty(1) ? line_width() : SIZE_MAX;
    const char *before = "  $ ";
    while (*line) {
        size_t length = break_point(line, width - 6);
        text_format(out, "%s%.*s%s\n", before, (int)length, line, line[length] ? " \\" : "");
        line += length + (line[length] == ' ');
        before = "      ";
    }
}

static void add_examples(struct text *out, const struct command *command)
{
    text_add(out, "Examples:\n");
    for (const struct example *example = command->examples; example->command; example++) {
        add_command_line(out, example->command);
        add_output(out, example->output);
    }
}

/* The words of a long choice stand below the option where the terminal is narrow. */
static void add_argument(struct text *out, const struct option_row *row, size_t columns)
{
    struct text words = {.pool = out->pool};
    if (columns + 1 + strlen(row->argument) <= line_width()) {
        text_format(out, "%s%s\n", *row->argument ? " " : "", row->argument);
        return;
    }
    for (const char *c = row->argument; *c; c++) {
        if (*c == '|')
            text_add(&words, " | ");
        else
            text_put(&words, c, 1);
    }
    text_add(out, "\n");
    help_wrap(out, words.bytes, 4);
}

static void add_option(struct text *out, const struct option_row *row)
{
    size_t start = out->length;
    if (row->letter)
        text_format(out, "  -%c, --%s", row->letter, row->name);
    else
        text_format(out, "  --%s", row->name);
    add_argument(out, row, out->length - start);
    help_wrap(out, row->help, 8);
}

int help_command(struct pool *pool, const struct command *command)
{
    struct text out = {.pool = pool};
    text_format(&out, "dcalc %s: %s\n\n", command->name, command->summary);
    add_examples(&out, command);
    const char *space = *command->usage ? " " : "";
    text_format(&out, "\nUsage: dcalc %s%s%s\n\nOptions:\n", command->name, space, command->usage);
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        if (options_take(command, (enum option_id)id)) add_option(&out, &option_rows[id]);
    }
    return help_write(&out);
}

static void add_overview(struct text *out)
{
    text_add(out, "dcalc: differentiates at the shell\n\nExamples:\n");
    for (size_t i = 0; command_at(i); i++) {
        add_command_line(out, command_at(i)->examples[0].command);
    }
    text_add(out, "\nCommands:\n");
    for (size_t i = 0; command_at(i); i++) {
        help_row(out, command_at(i)->name, 13, command_at(i)->summary);
    }
    text_add(out, "\nPages of help:\n");
    for (size_t i = 0; help_topic_at(i); i++) {
        help_row(out, help_topic_at(i)->name, 13, help_topic_at(i)->summary);
    }
    text_add(out, "\n");
    help_wrap(out, "More: dcalc help COMMAND, dcalc help PAGE, dcalc help FUNCTION, man dcalc", 0);
}

int help_hint(struct pool *pool)
{
    struct text out = {.pool = pool};
    text_add(&out,
             "usage: dcalc COMMAND [OPTIONS] EXPR\n  such as: dcalc diff 'cos(exp(x))^3' --at x=0\n"
             "  see: dcalc help\n");
    write_all(2, out.bytes, out.length);
    return dcalc_exit_status(DCALC_USAGE);
}

/* ---- functions ---- */

static bool is_internal(const struct dcalc_function *row)
{
    return strcmp(row->group, "internal") == 0;
}

static bool starts_group(size_t i)
{
    const char *group = dcalc_function_at(i)->group;
    for (size_t j = 0; j < i; j++) {
        if (strcmp(dcalc_function_at(j)->group, group) == 0) return false;
    }
    return true;
}

static void add_function_line(struct text *out, const struct dcalc_function *row)
{
    const char *call = pool_format(out->pool, "%s(%s)", row->name, row->parameters);
    help_row(out, call, 29, row->summary);
}

static void add_group(struct text *out, const char *group)
{
    text_format(out, "%s%s:\n", out->length ? "\n" : "", group);
    for (size_t i = 0; dcalc_function_at(i); i++) {
        const struct dcalc_function *row = dcalc_function_at(i);
        if (strcmp(row->group, group) == 0) add_function_line(out, row);
    }
}

static int help_functions(struct pool *pool)
{
    struct text out = {.pool = pool};
    for (size_t i = 0; dcalc_function_at(i); i++) {
        const struct dcalc_function *row = dcalc_function_at(i);
        if (!is_internal(row) && starts_group(i)) add_group(&out, row->group);
    }
    text_add(&out, "\nA function's derivative: dcalc help FUNCTION\n");
    return help_write(&out);
}

static int help_rules(struct pool *pool)
{
    struct text out = {.pool = pool};
    text_add(&out, "dcalc help rules: identities by which formulas get shorter\n\n");
    help_wrap(
        &out,
        "The left side is written as the right one where the formula then has fewer "
        "operations; u, v, w and x stand for any formula of scalars. What the formula "
        "requires at a point is kept apart and stays required. A condition must be known "
        "to hold, by the form of a formula or by --assume. Formulas of more than 20000 parts stay "
        "as they are, and parts with more than 100 operations have only common factors taken out.",
        0);
    text_add(&out, "\n");
    for (size_t i = 0; dcalc_rewrite_at(i); i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        text_format(&out, "  %-30s %s", row->pattern, row->result);
        if (*row->condition) text_format(&out, "   if %s", row->condition);
        text_add(&out, "\n");
    }
    text_add(&out, "\nDerivatives by rules: dcalc help FUNCTION\n");
    return help_write(&out);
}

/* Adds the derivative rules, separated by ';' in the table; they call the arguments u, v, w and the
 * value f. */
static void add_rules(struct text *out, const char *rules)
{
    for (const char *name = "uvw"; *rules && *name; name++) {
        size_t length = strcspn(rules, ";");
        text_format(out, "  df/d%c = ", *name);
        if (length == 4 && memcmp(rules, "none", 4) == 0)
            text_add(out, "not defined");
        else
            text_put(out, rules, length);
        text_add(out, "\n");
        rules += length;
        rules += strspn(rules, "; ");
    }
}

static void add_function(struct text *out, const struct dcalc_function *row)
{
    text_format(out, "%s(%s): %s\n", row->name, row->parameters, row->summary);
    if (!row->rule || !*row->rule) return;
    bool several = strchr(row->rule, ';') != NULL;
    text_format(out, "\nIts derivative%s, where u%s the argument%s and f is the value:\n",
                several ? "s" : "", several ? ", v, ... are" : " is", several ? "s" : "");
    add_rules(out, row->rule);
    if (row->ulps > 0)
        text_format(out, "\nIn doubles it errs by at most %g unit%s in the last place.\n",
                    row->ulps, row->ulps > 1 ? "s" : "");
}

static bool help_function(struct text *out, const char *name)
{
    for (size_t i = 0; dcalc_function_at(i); i++) {
        const struct dcalc_function *row = dcalc_function_at(i);
        if (strcmp(row->name, name) == 0 && !is_internal(row)) add_function(out, row);
    }
    return out->length > 0;
}

/* ---- options and words ---- */

/* Adds an option by its name or letter, and which commands take it. */
static bool help_option(struct text *out, const char *name)
{
    struct text commands = {.pool = out->pool};
    int id = 0;
    const char letter[] = {name[0] && !name[1] ? name[0] : 0, 0};
    while (id < OPTION_COUNT_OF && strcmp(option_rows[id].name, name) != 0 &&
           !(*letter && option_rows[id].letter == *letter))
        id++;
    if (id == OPTION_COUNT_OF) return false;
    add_option(out, &option_rows[id]);
    for (size_t i = 0; command_at(i); i++)
        if (options_take(command_at(i), (enum option_id)id))
            text_format(&commands, "%s %s", commands.length ? "," : "an option of",
                        command_at(i)->name);
    help_wrap(out, commands.bytes, 8);
    return true;
}

static bool help_word(struct text *out, const char *name)
{
    const struct help_word *word = help_word_find(name);
    if (!word) return help_option(out, name);
    help_wrap(out, pool_format(out->pool, "%s: %s", name, word->text), 0);
    return true;
}

/* Names the pages that are neither of a command nor of a function. */
static const char *name_pages(struct pool *pool)
{
    struct text text = {.pool = pool};
    text_add(&text, "see: dcalc help, dcalc help ");
    for (size_t i = 0; help_topic_at(i); i++)
        text_format(&text, "%s%s", i ? "|" : "", help_topic_at(i)->name);
    return text.bytes;
}

static int unknown_topic(struct pool *pool, const char *topic)
{
    struct near near = {.word = topic};
    for (size_t i = 0; help_word_at(i); i++) near_offer(&near, help_word_at(i)->name);
    for (size_t i = 0; help_topic_at(i); i++) near_offer(&near, help_topic_at(i)->name);
    for (size_t i = 0; command_at(i); i++) near_offer(&near, command_at(i)->name);
    for (size_t i = 0; dcalc_function_at(i); i++) {
        if (!is_internal(dcalc_function_at(i))) near_offer(&near, dcalc_function_at(i)->name);
    }
    for (int id = 0; id < OPTION_COUNT_OF; id++) near_offer(&near, option_rows[id].name);
    const char *elsewhere = dcalc_function_elsewhere(topic);
    const char *hint = elsewhere ? elsewhere : near_hint(pool, &near, name_pages(pool));
    return report_error(DCALC_USAGE, hint, "there is no help on %s", report_quoted(pool, topic));
}

/* The pages are laid out for 79 columns. */
static int help_page(struct pool *pool, const struct help_topic *topic)
{
    struct text out = {.pool = pool};
    if (!topic->text) return strcmp(topic->name, "rules") ? help_functions(pool) : help_rules(pool);
    text_add(&out, topic->text);
    return help_write(&out);
}

static int help_topic(struct pool *pool, const char *topic)
{
    struct text out = {.pool = pool};
    const struct command *command = command_find(topic);
    if (command) return help_command(pool, command);
    for (size_t i = 0; help_topic_at(i); i++) {
        if (strcmp(topic, help_topic_at(i)->name) == 0) return help_page(pool, help_topic_at(i));
    }
    bool known = help_function(&out, topic) || help_word(&out, topic);
    return known ? help_write(&out) : unknown_topic(pool, topic);
}

static int run(struct call *call)
{
    const struct options *options = &call->options;
    struct text out = {.pool = call->pool};
    if (options->value[OPT_COMPLETIONS]) {
        generate_completions(&out, options->value[OPT_COMPLETIONS]);
    } else if (options->value[OPT_MAN_OPTIONS]) {
        generate_man_options(&out);
    } else {
        for (size_t i = 0; i < options->n_given; i++) {
            if (options->given[i].id == OPERAND)
                return help_topic(call->pool, options->given[i].value);
        }
        add_overview(&out);
    }
    return help_write(&out);
}

static const struct example examples[] = {
    {"dcalc help tanh", "tanh(x): hyperbolic tangent\n"
                        "\n"
                        "Its derivative, where u is the argument and f is the value:\n"
                        "  df/du = sech(u)^2\n"
                        "\n"
                        "In doubles it errs by at most 1 unit in the last place.\n"},
    {0},
};

const struct command command_help = {
    .name = "help",
    .summary = "help on a command, a function, an option or a subject, such as help jobs",
    .usage = "[COMMAND | FUNCTION | OPTION | PAGE]",
    .takes = OPTIONS(OPT_COMPLETIONS, OPT_MAN_OPTIONS),
    .examples = examples,
    .run = run,
};

#include "generate.h"

#include "command.h"
#include "help.h"
#include "screen.h"

#include <string.h>

static const char *const head = "# Made by: dcalc help --completions %s\n";

static void add_commands(struct text *out, const char *between)
{
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "%s%s", i ? between : "", command_at(i)->name);
    }
}

/* ---- bash ---- */

static void add_bash_words(struct text *out, const struct command *command)
{
    const char *between = "";
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        const struct option_row *row = &option_rows[id];
        if (!options_take(command, (enum option_id)id)) continue;
        if (row->letter) text_format(out, "%s-%c", between, row->letter), between = " ";
        text_format(out, "%s--%s", between, row->name);
        between = " ";
    }
}

static void add_bash_choices(struct text *out, const struct option_row *row)
{
    char word[16];
    if (row->letter)
        text_format(out, "    -%c|", row->letter);
    else
        text_add(out, "    ");
    text_format(out, "--%s) COMPREPLY=($(compgen -W \"", row->name);
    for (size_t i = 0; option_choice(row, i, word); i++)
        text_format(out, "%s%s", i ? " " : "", word);
    text_add(out, "\" -- \"$word\")); return ;;\n");
}

/* Completes the value of an option: its words, a file name, or nothing. The @FILE of --at is
 * completed where that of an expression is. */
static void add_bash_values(struct text *out)
{
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        const struct option_row *row = &option_rows[id];
        if (row->kind == OPTION_FLAG || id == OPT_AT) continue;
        if (row->kind == OPTION_CHOICE) {
            add_bash_choices(out, row);
            continue;
        }
        if (row->letter)
            text_format(out, "    -%c|--%s) ", row->letter, row->name);
        else
            text_format(out, "    --%s) ", row->name);
        text_add(out, row->kind == OPTION_FILE ? "compopt -o default; return ;;\n" : "return ;;\n");
    }
}

static void generate_bash(struct text *out)
{
    text_format(out, head, "bash");
    text_add(
        out,
        "_dcalc() {\n    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}"
        " options\n    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "        COMPREPLY=($(compgen -W \"");
    add_commands(out, " ");
    text_add(out, "\" -- \"$word\")); return\n    fi\n    case $before in\n");
    add_bash_values(out);
    text_add(out, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "    %s) options=\"", command_at(i)->name);
        add_bash_words(out, command_at(i));
        text_add(out, "\" ;;\n");
    }
    text_add(out, "    esac\n    case ${COMP_WORDS[1]}:$word in\n"
                  "    *:-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                  "    help:*) COMPREPLY=($(compgen -W \"functions ");
    add_commands(out, " ");
    text_add(out, "\" -- \"$word\")) ;;\n    run:*) compopt -o default ;;\n"
                  "    *:@*) COMPREPLY=($(compgen -P @ -f -- \"${word#@}\")) ;;\n    esac\n}\n"
                  "complete -F _dcalc dcalc\n");
}

/* ---- zsh ---- */

/* Adds text within '...[...]', quoting what zsh would interpret. */
static void add_zsh_quoted(struct text *out, const char *words)
{
    for (; *words; words++) {
        if (*words == '\'')
            text_add(out, "'\\''");
        else if (strchr("[]:\\", *words))
            text_format(out, "\\%c", *words);
        else
            text_put(out, words, 1);
    }
}

static void add_zsh_value(struct text *out, const struct option_row *row)
{
    char word[16];
    if (row->kind == OPTION_FLAG) return;
    if (row->kind == OPTION_FILE) {
        text_add(out, ":file:_files");
        return;
    }
    text_format(out, ":%s:", row->kind == OPTION_CHOICE ? row->name : row->argument);
    if (row->kind != OPTION_CHOICE) return;
    for (size_t i = 0; option_choice(row, i, word); i++)
        text_format(out, "%s%s", i ? " " : "(", word);
    text_add(out, ")");
}

static void add_zsh_spec(struct text *out, const struct option_row *row, const char *spelling)
{
    bool repeats = row->kind == OPTION_LIST || row->kind == OPTION_NAMES;
    text_format(out, "            '%s%s[", repeats ? "*" : "", spelling);
    add_zsh_quoted(out, row->help);
    text_add(out, "]");
    add_zsh_value(out, row);
    text_add(out, "' \\\n");
}

static void add_zsh_command(struct text *out, const struct command *command)
{
    text_format(out, "    %s)\n        _arguments -S \\\n", command->name);
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        const struct option_row *row = &option_rows[id];
        if (!options_take(command, (enum option_id)id)) continue;
        if (row->letter) add_zsh_spec(out, row, pool_format(out->pool, "-%c", row->letter));
        const char *equals = row->kind == OPTION_FLAG ? "" : "=";
        add_zsh_spec(out, row, pool_format(out->pool, "--%s%s", row->name, equals));
    }
    if (command == &command_help) {
        text_add(out, "            '*:topic:(functions ");
        add_commands(out, " ");
        text_add(out, ")'\n        ;;\n");
    } else {
        text_format(out, "            '*:%s'\n        ;;\n",
                    command == &command_run ? "jobs:_files" : "expression:");
    }
}

static void generate_zsh(struct text *out)
{
    text_add(out, "#compdef dcalc\n");
    text_format(out, head, "zsh");
    text_add(out, "_dcalc() {\n    local -a commands=(\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "        '%s:", command_at(i)->name);
        add_zsh_quoted(out, command_at(i)->summary);
        text_add(out, "'\n");
    }
    text_add(out, "    )\n    if ((CURRENT == 2)); then\n        _describe command commands\n"
                  "        return\n    fi\n    local command=$words[2]\n    shift words\n"
                  "    ((CURRENT--))\n    case $command in\n");
    for (size_t i = 0; command_at(i); i++) add_zsh_command(out, command_at(i));
    text_add(out, "    esac\n}\n\n_dcalc \"$@\"\n");
}

/* ---- fish ---- */

static void add_fish_quoted(struct text *out, const char *words)
{
    text_add(out, "'");
    for (; *words; words++) {
        if (*words == '\'' || *words == '\\') text_add(out, "\\");
        text_put(out, words, 1);
    }
    text_add(out, "'");
}

static void add_fish_option(struct text *out, enum option_id id)
{
    const struct option_row *row = &option_rows[id];
    char word[16];
    text_add(out, "complete -c dcalc -n '__fish_seen_subcommand_from");
    for (size_t i = 0; command_at(i); i++) {
        if (options_take(command_at(i), id)) text_format(out, " %s", command_at(i)->name);
    }
    text_format(out, "' -l %s", row->name);
    if (row->letter) text_format(out, " -s %c", row->letter);
    if (row->kind == OPTION_FILE)
        text_add(out, " -r -F");
    else if (row->kind != OPTION_FLAG)
        text_add(out, " -x");
    if (row->kind == OPTION_CHOICE) {
        text_add(out, " -a '");
        for (size_t i = 0; option_choice(row, i, word); i++) {
            text_format(out, "%s%s", i ? " " : "", word);
        }
        text_add(out, "'");
    }
    text_add(out, " -d ");
    add_fish_quoted(out, row->help);
    text_add(out, "\n");
}

static void generate_fish(struct text *out)
{
    text_format(out, head, "fish");
    text_add(out, "complete -c dcalc -f\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "complete -c dcalc -n __fish_use_subcommand -a %s -d ",
                    command_at(i)->name);
        add_fish_quoted(out, command_at(i)->summary);
        text_add(out, "\n");
    }
    text_add(out, "complete -c dcalc -n '__fish_seen_subcommand_from run' -F\n"
                  "complete -c dcalc -n '__fish_seen_subcommand_from help' -a 'functions ");
    add_commands(out, " ");
    text_add(out, "'\n");
    for (int id = 0; id < OPTION_COUNT_OF; id++) add_fish_option(out, (enum option_id)id);
}

void generate_completions(struct text *out, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        generate_bash(out);
    else if (strcmp(shell, "zsh") == 0)
        generate_zsh(out);
    else
        generate_fish(out);
}

/* ---- the manual ---- */

/* Returns true if all commands that take an expression take the option, so that the manual names
 * only the exceptions. */
static bool taken_by_expressions(enum option_id id)
{
    for (size_t i = 0; command_at(i); i++) {
        if (options_take(command_at(i), OPT_EXPR) && !options_take(command_at(i), id)) return false;
    }
    return true;
}

static void add_takers(struct text *out, enum option_id id)
{
    bool expressions = taken_by_expressions(id);
    const char *between = expressions ? "(also " : "(";
    size_t start = out->length;
    if ((TAKES_ALWAYS >> id & 1) != 0) return;
    for (size_t i = 0; command_at(i); i++) {
        if (!options_take(command_at(i), id)) continue;
        if (expressions && options_take(command_at(i), OPT_EXPR)) continue;
        text_format(out, "%s%s", between, command_at(i)->name);
        between = ", ";
    }
    if (out->length > start) text_add(out, ")\n");
}

/* A line that begins with a point would be a macro, so it is escaped. */
static void add_man_text(struct text *out, const char *words)
{
    struct text plain = {.pool = out->pool};
    screen_wrap(&plain, words, 0, 0, 79);
    for (const char *line = plain.bytes; *line;) {
        size_t length = strcspn(line, "\n") + 1;
        text_format(out, "%s%.*s", *line == '.' ? "\\&" : "", (int)length, line);
        line += length;
    }
}

static void add_man_option(struct text *out, enum option_id id)
{
    const struct option_row *row = &option_rows[id];
    text_add(out, ".It ");
    if (row->letter) text_format(out, "Fl %c , ", row->letter);
    text_format(out, "Fl \\-%s", row->name);
    if (*row->argument && row->kind != OPTION_CHOICE) text_format(out, " Ar %s", row->argument);
    char word[16];
    for (size_t i = 0; row->kind == OPTION_CHOICE && option_choice(row, i, word); i++) {
        text_format(out, "%s Cm %s", i ? " |" : "", word);
    }
    text_add(out, "\n");
    add_man_text(out, row->help);
    add_takers(out, id);
}

void generate_man_options(struct text *out)
{
    text_add(out, ".Bl -tag -width Ds\n");
    for (int id = 0; id < OPTION_COUNT_OF; id++) add_man_option(out, (enum option_id)id);
    text_add(out, ".El\n");
}

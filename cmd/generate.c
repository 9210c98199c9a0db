#include "generate.h"

#include "command.h"
#include "help_topics.h"
#include "screen.h"

#include <string.h>

static const char *const head = "# Made by: dcalc help --completions %s\n";

static void add_commands(struct text *out, const char *between)
{
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "%s%s", i ? between : "", command_at(i)->name);
    }
}

/* Adds what there is help on besides functions, which the scripts ask the program for. */
static void add_topics(struct text *out)
{
    for (size_t i = 0; help_topic_at(i); i++) text_format(out, "%s ", help_topic_at(i)->name);
    add_commands(out, " ");
}

/* True for values in which @FILE may stand. */
static bool holds_files(const struct option_row *row)
{
    return row->kind == OPTION_LIST && row != &option_rows[OPT_SHAPE];
}

/* ---- bash ---- */

/* Two parts of the script that no row changes. The shell's own list of words is of no use, because
 * it breaks them at = and @: the line is read anew. What is offered begins where readline begins to
 * replace the line, `broken` characters into the word: after =, but before @. */
static const char *const bash_words =
    "_dcalc_read() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} c i begun=''\n"
    "    for ((i = 0; i < ${#line}; i++)); do\n"
    "        c=${line:i:1}\n"
    "        if [[ $c == \"$quote\" ]]; then\n"
    "            quote='' broken=${#word}\n"
    "        elif [[ $c == \\\\ && $quote != \\' ]]; then\n"
    "            ((i++))\n"
    "            word+=${line:i:1} begun=yes\n"
    "        elif [[ $quote ]]; then\n"
    "            word+=$c\n"
    "        elif [[ $c == [\\'\\\"] ]]; then\n"
    "            quote=$c broken=${#word} begun=yes\n"
    "        elif [[ $c == [[:blank:]] ]]; then\n"
    "            [[ $begun ]] && words+=(\"$word\")\n"
    "            word='' begun='' broken=0\n"
    "        else\n"
    "            word+=$c begun=yes\n"
    "            [[ $COMP_WORDBREAKS == *\"$c\"* ]] && broken=${#word}\n"
    "            [[ $broken -eq ${#word} && $c == @ ]] && ((broken--))\n"
    "        fi\n"
    "    done\n"
    "}\n"
    "\n"
    "_dcalc_functions() {\n"
    "    dcalc help functions 2>/dev/null | sed -n 's/^  \\([A-Za-z_0-9]*\\)(.*/\\1/p'\n"
    "}\n"
    "\n"
    "_dcalc_offer() {\n"
    "    local choice whole\n"
    "    for choice; do\n"
    "        whole=$head$choice\n"
    "        [[ $choice == \"$value\"* ]] && COMPREPLY+=(\"${whole:broken}\")\n"
    "    done\n"
    "}\n"
    "\n"
    "_dcalc_escape() {\n"
    "    local i c\n"
    "    for ((i = 0; i < ${#1}; i++)); do\n"
    "        c=${1:i:1}\n"
    "        [[ ! $quote && $c == [][[:blank:]\\'\\\"\\\\\\$\\;\\&\\|\\<\\>\\(\\)\\*\\?\\!\\`\\#] "
    "]] && c=\\\\$c\n"
    "        escaped+=$c\n"
    "    done\n"
    "}\n"
    "\n"
    "_dcalc_files() {\n"
    "    local file escaped whole\n"
    "    [[ $broken -eq ${#head} ]] && compopt -o filenames\n"
    "    while IFS= read -r file; do\n"
    "        escaped='' whole=$head$file\n"
    "        if [[ $broken -eq ${#head} ]]; then\n"
    "            escaped=$file\n"
    "        elif [[ -d $file ]]; then\n"
    "            compopt -o nospace\n"
    "            _dcalc_escape \"${whole:broken}/\"\n"
    "        else\n"
    "            _dcalc_escape \"${whole:broken}\"\n"
    "        fi\n"
    "        COMPREPLY+=(\"$escaped\")\n"
    "    done < <(compgen -f -- \"$value\")\n"
    "}\n"
    "\n"
    "_dcalc_files_after_at() {\n"
    "    [[ $value =~ ^(.*[,=])?@ ]] || return\n"
    "    head+=${BASH_REMATCH[0]} value=${value:${#BASH_REMATCH[0]}}\n"
    "    _dcalc_files\n"
    "}\n"
    "\n";

static const char *const bash_begin =
    "_dcalc() {\n"
    "    local words=() word='' quote='' broken=0 head='' value option='' options=''\n"
    "    COMPREPLY=()\n"
    "    _dcalc_read\n"
    "    local n=${#words[@]}\n"
    "    value=$word\n"
    "    [[ $n -gt 2 ]] && option=${words[n-1]}\n"
    "    [[ $word == --*=* ]] && option=${word%%=*} head=${word%%=*}= value=${word#*=}\n";

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

/* Completes the value of an option: its words, a file name, or nothing. */
static void add_bash_value(struct text *out, const struct option_row *row)
{
    char word[16];
    text_add(out, "    ");
    if (row->letter) text_format(out, "-%c|", row->letter);
    text_format(out, "--%s) ", row->name);
    if (row->kind == OPTION_CHOICE) {
        text_add(out, "_dcalc_offer");
        for (size_t i = 0; option_choice(row, i, word); i++) text_format(out, " %s", word);
        text_add(out, "; ");
    } else if (row->kind == OPTION_FILE) {
        text_add(out, "_dcalc_files; ");
    } else if (holds_files(row)) {
        text_add(out, "_dcalc_files_after_at; ");
    }
    text_add(out, "return ;;\n");
}

static void generate_bash(struct text *out)
{
    text_format(out, head, "bash");
    text_add(out, bash_words);
    text_add(out, bash_begin);
    text_add(out, "    if [[ $n -eq 1 ]]; then\n        _dcalc_offer ");
    add_commands(out, " ");
    text_add(out, "\n        [[ $word == -* ]] && _dcalc_offer -h --help --version\n"
                  "        return\n    fi\n    case $option in\n");
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        if (!option_is_flag(&option_rows[id])) add_bash_value(out, &option_rows[id]);
    }
    text_add(out, "    esac\n    head='' value=$word\n    case ${words[1]} in\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "    %s) options=\"", command_at(i)->name);
        add_bash_words(out, command_at(i));
        text_add(out, "\" ;;\n");
    }
    text_add(out, "    esac\n    case ${words[1]}:$word in\n"
                  "    *:-*) _dcalc_offer $options ;;\n    help:*) _dcalc_offer ");
    add_topics(out);
    text_add(out, " $(_dcalc_functions) ;;\n    run:*) _dcalc_files ;;\n    *:@*) "
                  "_dcalc_files_after_at ;;\n    esac\n}\n"
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
    if (option_is_flag(row)) return;
    if (row->kind == OPTION_FILE) {
        text_add(out, ":file:_files");
        return;
    }
    text_format(out, ":%s:", row->kind == OPTION_CHOICE ? row->name : row->argument);
    if (holds_files(row)) text_add(out, "_dcalc_files_after_at");
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
        const char *equals = option_is_flag(row) ? "" : "=";
        add_zsh_spec(out, row, pool_format(out->pool, "--%s%s", row->name, equals));
    }
    if (command == &command_help) {
        text_add(out, "            '*:topic:_dcalc_topics'\n        ;;\n");
    } else {
        bool takes_file = command == &command_run;
        text_format(out, "            '*:%s'\n        ;;\n",
                    takes_file ? "jobs:_files" : "expression:_dcalc_files_after_at");
    }
}

static void generate_zsh(struct text *out)
{
    text_add(out, "#compdef dcalc\n");
    text_format(out, head, "zsh");
    text_add(out, "_dcalc_files_after_at() {\n    if compset -P '(*[,=]|)@'; then _files; fi\n}\n\n"
                  "_dcalc_topics() {\n    compadd -- ");
    add_topics(out);
    text_add(out, " ${(f)\"$(dcalc help functions 2>/dev/null | sed -n "
                  "'s/^  \\([A-Za-z_0-9]*\\)(.*/\\1/p')\"}\n}\n\n"
                  "_dcalc() {\n    local -a commands=(\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "        '%s:", command_at(i)->name);
        add_zsh_quoted(out, command_at(i)->summary);
        text_add(out, "'\n");
    }
    text_add(out, "    )\n    if ((CURRENT == 2)); then\n"
                  "        _arguments -S '-h[show help]' '--help[show help]' "
                  "'--version[show the version]' \\\n"
                  "            ': :{_describe command commands}'\n"
                  "        return\n    fi\n    local command=$words[2]\n    shift words\n"
                  "    ((CURRENT--))\n    case $command in\n");
    for (size_t i = 0; command_at(i); i++) add_zsh_command(out, command_at(i));
    text_add(out, "    esac\n}\n\n_dcalc \"$@\"\n");
}

/* ---- fish ---- */

static const char *const fish_files =
    "function __dcalc_files_after_at\n"
    "    set -l token (commandline -ct)\n"
    "    set -l plain (string unescape -- $token 2>/dev/null)\n"
    "    test -n \"$plain\"; and set token $plain\n"
    "    set token (string replace -r '^--[a-z-]+=' '' -- $token)\n"
    "    set -l head (string match -r '^(?:.*[,=])?@' -- $token)\n"
    "    or return\n"
    "    set -l rest (string sub -s (math (string length -- $head) + 1) -- $token)\n"
    "    set -l files $rest*\n"
    "    for file in $files\n"
    "        test -d $file; and set file $file/\n"
    "        echo $head$file\n"
    "    end\n"
    "end\n";

static void add_fish_quoted(struct text *out, const char *words)
{
    text_add(out, "'");
    for (; *words; words++) {
        if (*words == '\'' || *words == '\\') text_add(out, "\\");
        text_put(out, words, 1);
    }
    text_add(out, "'");
}

static void add_fish_takers(struct text *out, enum option_id id)
{
    text_add(out, "complete -c dcalc -n '__fish_seen_subcommand_from");
    for (size_t i = 0; command_at(i); i++) {
        if (options_take(command_at(i), id)) text_format(out, " %s", command_at(i)->name);
    }
    text_add(out, "'");
}

static void add_fish_option(struct text *out, enum option_id id)
{
    const struct option_row *row = &option_rows[id];
    char word[16];
    add_fish_takers(out, id);
    text_format(out, " -l %s", row->name);
    if (row->letter) text_format(out, " -s %c", row->letter);
    if (row->kind == OPTION_FILE)
        text_add(out, " -r -F");
    else if (!option_is_flag(row))
        text_add(out, " -x");
    if (row->kind == OPTION_CHOICE) {
        text_add(out, " -a '");
        for (size_t i = 0; option_choice(row, i, word); i++) {
            text_format(out, "%s%s", i ? " " : "", word);
        }
        text_add(out, "'");
    }
    if (holds_files(row)) text_add(out, " -a '(__dcalc_files_after_at)'");
    text_add(out, " -d ");
    add_fish_quoted(out, row->help);
    text_add(out, "\n");
}

static void generate_fish(struct text *out)
{
    text_format(out, head, "fish");
    text_add(out, fish_files);
    text_add(out, "complete -c dcalc -f\n");
    for (size_t i = 0; command_at(i); i++) {
        text_format(out, "complete -c dcalc -n __fish_use_subcommand -a %s -d ",
                    command_at(i)->name);
        add_fish_quoted(out, command_at(i)->summary);
        text_add(out, "\n");
    }
    text_add(out, "complete -c dcalc -n __fish_use_subcommand -l help -s h -d 'show help'\n"
                  "complete -c dcalc -n __fish_use_subcommand -l version -d 'show the version'\n"
                  "complete -c dcalc -n '__fish_seen_subcommand_from run' -F\n");
    add_fish_takers(out, OPT_EXPR);
    text_add(out, " -a '(__dcalc_files_after_at)'\n"
                  "complete -c dcalc -n '__fish_seen_subcommand_from help' -a '");
    add_topics(out);
    text_add(
        out,
        " (dcalc help functions 2>/dev/null | string replace -rf \"^  (\\w+)\\(.*\" \"\\$1\")'\n");
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
    if (TAKES_ALWAYS(id)) return;
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

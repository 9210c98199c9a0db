/* The table of subcommands, and the dispatch of a command line to one of them. */
#include "command.h"
#include "help.h"
#include "report.h"

#include <string.h>

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
    NULL,
};

const struct command *command_at(size_t i)
{
    return i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    return NULL;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool looks_like_expression(const char *word)
{
    return word[strspn(word, LETTERS "_-")] != '\0';
}

const char *command_synonym(struct pool *pool, const char *word)
{
    static const struct {
        const char *word, *command, *hint;
    } synonyms[] = {
#define SYNONYM(word, command, hint) {word, command, hint},
#include "synonyms.def"
#undef SYNONYM
    };
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
        if (strcmp(synonyms[i].word, word) != 0) continue;
        if (*synonyms[i].hint) return synonyms[i].hint;
        return pool_format(pool, "did you mean %s?", synonyms[i].command);
    }
    return NULL;
}

static int unknown_command(struct pool *pool, const char *word)
{
    const char *quoted = report_quoted(pool, word);
    struct near near = {.word = word};
    for (size_t i = 0; commands[i]; i++) near_offer(&near, commands[i]->name);
    const char *hint = "see: dcalc help", *synonym = command_synonym(pool, word);
    if (synonym) {
        hint = synonym;
    } else if (looks_like_expression(word)) {
        const char *minus = *word == '-' ? "-e " : "";
        bool numbers = word[strcspn(word, LETTERS)] == '\0';
        hint = pool_format(pool, "to %s it: dcalc %s %s%s", numbers ? "evaluate" : "differentiate",
                           numbers ? "eval" : "diff", minus, quoted);
    } else if (!strcmp(word, "-v") || !strcmp(word, "-V")) {
        hint = "did you mean --version?";
    } else if (*word == '-') {
        hint = "the command comes first: dcalc COMMAND [OPTIONS]";
    } else if (near.best) {
        hint = near_hint(pool, &near, NULL);
    }
    return report_error(DCALC_USAGE, hint, "unknown command %s", quoted);
}

/* Accepts -h, --help and --version in place of a command. */
static const struct command *find_alias(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return &command_help;
    if (strcmp(word, "--version") == 0) return &command_version;
    return command_find(word);
}

/* Trainings from data, and tables. */
static bool is_shared(const struct call *call)
{
    const struct options *options = &call->options;
    return options->value[OPT_DATA] || options->value[OPT_POINTS];
}

/* A file is named, or standard input, or it has a time limit: what cannot be done twice. An @ is a
 * product where it stands between factors, and not of a file. */
static bool cannot_begin_again(const struct call *call)
{
    const struct options *options = &call->options;
    bool answer = call->command == &command_run || call->command == &command_repl;
    for (size_t i = 0; i < options->n_given && !answer; i++) {
        enum option_id id = options->given[i].id;
        const char *value = options->given[i].value;
        bool names_file = id != OPERAND && option_rows[id].kind == OPTION_FILE;
        answer = id == OPT_TIMEOUT || (names_file && id != OPT_OUTPUT) || !strcmp(value, "-") ||
                 *value == '@' || strstr(value, "=@") || strstr(value, ",@");
    }
    return answer;
}

int command_dispatch(struct pool *pool, const struct setting *setting, int argc, char *const *argv)
{
    struct call call = {.command = find_alias(argv[0]),
                        .pool = pool,
                        .definitions = setting->definitions,
                        .ranks = setting->ranks,
                        .answer = setting->answer};
    if (!call.command) return unknown_command(pool, argv[0]);
    int status = options_parse(&call.options, pool, call.command, argc - 1, argv + 1);
    if (status != 0) return status;
    if (!call_leads(&call) && !is_shared(&call)) return 0;
    if (call.options.value[OPT_HELP]) return help_command(pool, call.command);
    if (call.options.value[OPT_VERSION]) return command_version.run(&call);
    if (setting->will_read && cannot_begin_again(&call)) setting->will_read();
    return call.command->run(&call);
}

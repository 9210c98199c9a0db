#include "options.h"

#include "command.h"
#include "report.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct option_row option_rows[OPTION_COUNT_OF] = {
#define OPTION(id, letter, name, argument, kind, low, high, help) \
    [OPT_##id] = {letter, name, argument, OPTION_##kind, low, high, help},
#include "options.def"
#undef OPTION
};

enum { MOST_CHOICES = 17 };

/* The command line being parsed. */
struct reader {
    struct options *out;
    struct pool *pool;
    const struct command *command;
    int argc, at;
    char *const *argv;
};

bool options_take(const struct command *command, enum option_id id)
{
    if (TAKES_ALWAYS(id)) return true;
    for (const enum option_id *at = command->takes; at && *at != OPERAND; at++)
        if (*at == id) return true;
    return false;
}

int option_number(const struct options *options, enum option_id id)
{
    return options->value[id] ? (int)strtol(options->value[id], NULL, 10) : 0;
}

/* Returns the bytes that a SIZE stands for; 0 if it is not a size, or more than memory can hold. */
static size_t size_of(const char *value)
{
    static const char suffixes[] = "KMG";
    char *end = NULL;
    if (*value < '0' || *value > '9' || strlen(value) > 18) return 0;
    unsigned long long size = strtoull(value, &end, 10);
    const char *suffix = *end ? strchr(suffixes, *end) : NULL;
    int shift = suffix ? 10 * (int)(suffix - suffixes + 1) : 0;
    if (*end && (!suffix || end[1])) return 0;
    return size > SIZE_MAX >> shift ? 0 : (size_t)size << shift;
}

size_t option_size(const struct options *options, enum option_id id, size_t usual)
{
    return options->value[id] ? size_of(options->value[id]) : usual;
}

double option_seconds(const struct options *options, enum option_id id)
{
    return options->value[id] ? strtod(options->value[id], NULL) : 0;
}

int option_chosen(const struct options *options, enum option_id id)
{
    char word[16];
    const char *value = options->value[id];
    for (int i = 0; value && option_choice(&option_rows[id], (size_t)i, word); i++)
        if (strcmp(word, value) == 0) return i;
    return 0;
}

bool option_choice(const struct option_row *row, size_t i, char word[static 16])
{
    const char *s = row->argument;
    for (; i > 0 && s; i--) s = strchr(s, '|') ? strchr(s, '|') + 1 : NULL;
    if (!s) return false;
    size_t length = strcspn(s, "|");
    memcpy(word, s, length);
    word[length] = '\0';
    return true;
}

/* What another word for a choice, or for an option, is here; NULL if it is none. */
static const char *called_here(const char *const (*words)[2], const char *word)
{
    for (; (*words)[0]; words++)
        if (strcasecmp((*words)[0], word) == 0) return (*words)[1];
    return NULL;
}

static const char *const other_formats[][2] = {
    {"tex", "latex"}, {"py", "python"}, {"numpy", "python"}, {"md", "markdown"},
    {"txt", "text"},  {"c++", "c"},     {"cpp", "c"},        {NULL, NULL}};

static int check_choice(struct reader *reader, const struct option_row *row, const char *value)
{
    struct near near = {.word = value};
    char word[MOST_CHOICES][16];
    for (size_t i = 0; i < MOST_CHOICES && option_choice(row, i, word[i]); i++) {
        if (strcmp(word[i], value) == 0) return 0;
        if (strcasecmp(word[i], value) == 0) near = (struct near){word[i], word[i], 0};
        near_offer(&near, word[i]);
    }
    const char *here = row == &option_rows[OPT_FORMAT] ? called_here(other_formats, value) : NULL;
    if (here) near.best = here;
    const char *all = pool_format(reader->pool, "it takes %s", row->argument);
    return report_error(DCALC_USAGE, near_hint(reader->pool, &near, all), "--%s does not know %s",
                        row->name, report_quoted(reader->pool, value));
}

static int check_count(struct reader *reader, const struct option_row *row, const char *value)
{
    bool digits = *value && value[strspn(value, "0123456789")] == '\0' && strlen(value) <= 10;
    long number = digits ? strtol(value, NULL, 10) : -1;
    if (digits && number >= row->low && number <= row->high) return 0;
    return report_error(DCALC_USAGE, NULL, "--%s takes a whole number from %d to %d, not %s",
                        row->name, row->low, row->high, report_quoted(reader->pool, value));
}

static int check_seconds(struct reader *reader, const struct option_row *row, const char *value)
{
    size_t whole = strspn(value, "0123456789");
    const char *rest = value + whole;
    size_t part = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    bool good = whole + part > 0 && rest[*rest == '.' ? 1 + part : 0] == '\0';
    if (good && strtod(value, NULL) > 0) return 0;
    return report_error(DCALC_USAGE, NULL, "--%s takes a number of seconds, such as 2.5, not %s",
                        row->name, report_quoted(reader->pool, value));
}

static int check_size(struct reader *reader, const struct option_row *row, const char *value)
{
    if (size_of(value) > 0) return 0;
    return report_error(DCALC_USAGE, NULL, "--%s takes a number%s, such as 500M or 16G, not %s",
                        row->name, strcmp(row->argument, "SIZE") == 0 ? " of bytes" : "",
                        report_quoted(reader->pool, value));
}

static int check_value(struct reader *reader, const struct option_row *row, const char *value)
{
    switch (row->kind) {
    case OPTION_CHOICE: return check_choice(reader, row, value);
    case OPTION_COUNT: return check_count(reader, row, value);
    case OPTION_SECONDS: return check_seconds(reader, row, value);
    case OPTION_SIZE: return check_size(reader, row, value);
    default: return 0;
    }
}

static void add_given(struct reader *reader, enum option_id id, const char *value)
{
    reader->out->given[reader->out->n_given++] = (struct given){id, value};
    if (id == OPT_OUTPUT && strcmp(value, "-") == 0) value = NULL; /* standard output */
    if (id != OPERAND) reader->out->value[id] = value;
}

/* `value` is the part of the same word after the name, or NULL. */
static int take_option(struct reader *reader, enum option_id id, const char *value)
{
    const struct option_row *row = &option_rows[id];
    const char *see = pool_format(reader->pool, "see: dcalc help %s", reader->command->name);
    if (!options_take(reader->command, id)) {
        if (strcmp(reader->command->name, "help") == 0)
            see = pool_format(reader->pool, "see: dcalc help %s", row->name);
        return report_error(DCALC_USAGE, see, "%s takes no --%s", reader->command->name, row->name);
    }
    if (option_is_flag(row)) {
        if (value && row->kind == OPTION_FLAG)
            return report_error(DCALC_USAGE, see, "--%s takes no value", row->name);
        add_given(reader, id, value ? value : "");
        return 0;
    }
    if (!value && reader->at < reader->argc) value = reader->argv[reader->at++];
    if (!value) {
        return report_error(DCALC_USAGE, see, "--%s needs a value: --%s %s", row->name, row->name,
                            row->argument);
    }
    int status = check_value(reader, row, value);
    if (status == 0) add_given(reader, id, value);
    return status;
}

static enum option_id find_long(const char *name, size_t length)
{
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        const char *row = option_rows[id].name;
        if (strlen(row) == length && memcmp(row, name, length) == 0) return (enum option_id)id;
    }
    return OPERAND;
}

bool options_have(const struct command *command, const char *name)
{
    enum option_id id = find_long(name, strlen(name));
    return id != OPERAND && options_take(command, id);
}

static const char *const other_options[][2] = {{"point", "at"},
                                               {"value", "at"},
                                               {"values", "at"},
                                               {"variable", "wrt"},
                                               {"variables", "wrt"},
                                               {"var", "wrt"},
                                               {"vars", "wrt"},
                                               {"by", "wrt"},
                                               {"degree", "order"},
                                               {"precision", "digits"},
                                               {"prec", "digits"},
                                               {"domain", "range"},
                                               {"xlim", "range"},
                                               {"from", "range"},
                                               {"to", "range"},
                                               {"learning-rate", "lr"},
                                               {"learning_rate", "lr"},
                                               {"iterations", "steps"},
                                               {"momentum", "optimizer"},
                                               {"json", "format json"},
                                               {"latex", "format latex"},
                                               {"tex", "format latex"},
                                               {"python", "format python"},
                                               {"csv", "format csv"},
                                               {"verbose", "explain"},
                                               {"out", "output"},
                                               {NULL, NULL}};

/* What the command has for an option of another name; NULL if it has nothing. */
static const char *option_called_here(const struct reader *reader, const char *word)
{
    const char *here = called_here(other_options, word);
    enum option_id id = here ? find_long(here, strcspn(here, " ")) : OPERAND;
    return id != OPERAND && options_take(reader->command, id) ? here : NULL;
}

static int unknown_long(struct reader *reader, const char *word, size_t length)
{
    struct near near = {.word = pool_copy(reader->pool, word + 2, length - 2)};
    const char *here = option_called_here(reader, near.word);
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        if (!options_take(reader->command, (enum option_id)id)) continue;
        near_offer(&near, option_rows[id].name);
    }
    const char *see = pool_format(reader->pool, "see: dcalc help %s", reader->command->name);
    if (here || near.best)
        see = pool_format(reader->pool, "did you mean --%s?", here ? here : near.best);
    else if (length == 3 && options_take(reader->command, OPT_AT))
        see = pool_format(reader->pool, "a value is given with --at %s=...", near.word);
    return report_error(DCALC_USAGE, see, "unknown option %s",
                        report_quoted(reader->pool, pool_copy(reader->pool, word, length)));
}

static int take_long(struct reader *reader, const char *word)
{
    size_t length = strcspn(word, "=");
    enum option_id id = find_long(word + 2, length - 2);
    if (id == OPERAND) return unknown_long(reader, word, length);
    return take_option(reader, id, word[length] ? word + length + 1 : NULL);
}

static enum option_id find_letter(char letter)
{
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        if (letter && option_rows[id].letter == letter) return (enum option_id)id;
    }
    return OPERAND;
}

/* `-n5`, `-fjson` and `-oFILE` are options, but `-n*x` and `-f(x)` are expressions. -e takes its
 * value only from the next word, because `-e^x` could mean either. */
static bool may_be_attached(enum option_id id, const char *value)
{
    if (id == OPERAND) return false;
    switch (option_rows[id].kind) {
    case OPTION_COUNT: return value[strspn(value, "0123456789")] == '\0';
    case OPTION_CHOICE: return value[strspn(value, "abcdefghijklmnopqrstuvwxyz")] == '\0';
    case OPTION_FILE: return true;
    default: return false;
    }
}

/* True for an expression that begins with a minus and can be no option, such as -2*x and -sin(x);
 * not for -x, which may have been meant as one. */
static bool is_expression(const struct reader *reader, const char *word)
{
    bool signs = strpbrk(word, "0123456789+*/^(.@[|! ") != NULL;
    for (const char *c = word; *c && !signs; c++) signs = (unsigned char)*c >= 0x80;
    return signs && word[1] != 'e' && options_take(reader->command, OPT_EXPR) &&
           find_long(word + 1, strcspn(word + 1, "=")) == OPERAND;
}

/* Returns the letters of the command's options, such as "-e -n -f". */
static const char *letters(const struct reader *reader)
{
    struct text out = {.pool = reader->pool};
    for (int id = 0; id < OPTION_COUNT_OF; id++) {
        char letter = option_rows[id].letter;
        if (!letter || !options_take(reader->command, (enum option_id)id)) continue;
        text_format(&out, "%s-%c", out.length ? " " : "", letter);
    }
    return out.bytes;
}

static char other_case(char c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? (char)(c ^ 32) : '\0';
}

static int unknown_short(struct reader *reader, const char *word)
{
    const char *quoted = report_quoted(reader->pool, word), *hint;
    enum option_id other = find_letter(word[2] ? '\0' : other_case(word[1]));
    if (!strcmp(word, "-v") || !strcmp(word, "-V")) {
        hint = "did you mean --version?";
    } else if (other != OPERAND && options_take(reader->command, other)) {
        hint = pool_format(reader->pool, "did you mean -%c, --%s?", option_rows[other].letter,
                           option_rows[other].name);
    } else if (word[1] && !word[2] && options_take(reader->command, OPT_EXPR)) {
        hint = pool_format(reader->pool,
                           "an expression that begins with a minus is written -e %s, or after --; "
                           "options are %s",
                           quoted, letters(reader));
    } else if (word[1] && !word[2]) {
        hint = pool_format(reader->pool, "options are %s; see: dcalc help %s", letters(reader),
                           reader->command->name);
    } else if (find_long(word + 1, strcspn(word + 1, "=")) != OPERAND) {
        hint = pool_format(reader->pool, "did you mean -%s?", word);
    } else if (options_take(reader->command, OPT_EXPR)) {
        hint = pool_format(reader->pool,
                           "an expression that begins with a minus is written -e %s, or after --",
                           quoted);
    } else {
        hint = pool_format(reader->pool, "see: dcalc help %s", reader->command->name);
    }
    return report_error(DCALC_USAGE, hint, "unknown option %s", quoted);
}

static int take_short(struct reader *reader, const char *word)
{
    enum option_id id = find_letter(word[1]);
    if (id != OPERAND && word[2] == '\0') return take_option(reader, id, NULL);
    if (may_be_attached(id, word + 2)) return take_option(reader, id, word + 2);
    if (!is_expression(reader, word)) return unknown_short(reader, word);
    add_given(reader, OPERAND, word);
    return 0;
}

int options_parse(struct options *out, struct pool *pool, const struct command *command, int argc,
                  char *const *argv)
{
    *out = (struct options){0};
    out->given = pool_alloc(pool, ((size_t)argc + 1) * sizeof *out->given);
    struct reader reader = {
        .out = out, .pool = pool, .command = command, .argc = argc, .argv = argv};
    bool open = true; /* false after "--" */
    int status = 0;
    while (status == 0 && reader.at < argc) {
        const char *word = argv[reader.at++];
        if (!open || word[0] != '-' || word[1] == '\0')
            add_given(&reader, OPERAND, word);
        else if (strcmp(word, "--") == 0)
            open = false;
        else if (word[1] == '-')
            status = take_long(&reader, word);
        else
            status = take_short(&reader, word);
    }
    return status;
}

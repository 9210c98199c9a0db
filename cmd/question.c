#include "question.h"

#include "deliver.h"
#include "interrupt.h"
#include "picture.h"
#include "point.h"
#include "progress.h"
#include "remembered.h"
#include "report.h"
#include "session.h"
#include "statement.h"
#include "table.h"
#include "table_form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct question {
    struct call *call;
    struct pool *pool;
    const struct options *options;
    dcalc *session;
    struct inputs inputs;
    bool silent; /* the answer is not written */
    struct dcalc_request request;
    struct summary summary;
};

static size_t count_given(const struct options *options, enum option_id one, enum option_id other)
{
    size_t n = 0;
    for (size_t i = 0; i < options->n_given; i++)
        n += options->given[i].id == one || options->given[i].id == other;
    return n;
}

/* Reads @FILE or standard input (-); any other word is the text itself. */
static int read_text(struct question *question, struct dcalc_text *out, const char *word,
                     const char *source)
{
    if (strcmp(word, "-") == 0) return read_whole(&question->inputs, out, word);
    if (*word == '@') return read_whole(&question->inputs, out, word + 1);
    *out = (struct dcalc_text){word, strlen(word), source};
    return 0;
}

static int missing_expression(struct question *question)
{
    const struct command *command = question->call->command;
    const char *hint =
        pool_format(question->pool, "write dcalc %s %s, with - to read standard input",
                    command->name, command->usage);
    return report_error(DCALC_USAGE, hint, "%s needs an expression", command->name);
}

/* Recognizes `--at x=1 y=2`, which people write before they know about the comma. */
static bool is_stray_binding(const struct options *options, const char *word)
{
    struct statement statement = statement_read(word, strlen(word));
    return options->value[OPT_AT] && statement.name_length > 0;
}

static int too_many(struct question *question, const struct dcalc_text *second)
{
    const char *hint = "quote an expression that contains spaces";
    if (*second->bytes == '=') {
        hint = "leave no blanks around =, as in --at x=2";
    } else if (is_stray_binding(question->options, second->bytes)) {
        hint = "put commas between the values of --at: --at x=1,y=2";
    } else if (statement_read(second->bytes, second->length).name_length > 0) {
        hint = pool_format(question->pool, "a point is given with --at: --at %s", second->bytes);
    } else if (options_have(question->call->command, second->bytes)) {
        hint = pool_format(question->pool, "did you mean --%s?", second->bytes);
    } else if (question->request.command != DCALC_JACOBIAN) {
        hint = "quote an expression that contains spaces; only jacobian and plot take several";
    }
    return report_error(DCALC_USAGE, hint, "%s takes one expression, but %s is a second",
                        question->call->command->name,
                        report_quoted(question->pool, second->bytes));
}

static const char *const operators[] = {
    "+", "-", "*", "/", "^", "@", ",", "=", "\xc2\xb7", "\xc3\x97", "\xc3\xb7", "\xe2\x88\x92"};

static bool begins_with_operator(const char *word)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strncmp(word, operators[i], strlen(operators[i])) == 0) return true;
    return false;
}

static bool ends_with_operator(const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i]);
        if (n <= length && strcmp(word + length - n, operators[i]) == 0) return true;
    }
    return false;
}

/* Joins the words at the prompt, where no shell requires quotes: `diff x^2 + 1` is one expression.
 * Where there may be several, words belong together with an operator between them: `plot x^2 + 1
 * sin(x)` has two. */
static void join_operands(struct question *question, bool several)
{
    struct options *options = &question->call->options;
    struct given *last = NULL;
    size_t n = 0;
    for (size_t i = 0; i < options->n_given; i++) {
        struct given given = options->given[i];
        bool operand = given.id == OPERAND;
        if (operand && last &&
            (!several || ends_with_operator(last->value) || begins_with_operator(given.value))) {
            last->value = pool_format(question->pool, "%s %s", last->value, given.value);
            continue;
        }
        options->given[n++] = given;
        if (operand) last = &options->given[n - 1];
    }
    options->n_given = n;
}

static int collect_exprs(struct question *question)
{
    const struct options *options = question->options;
    enum dcalc_command command = question->request.command;
    bool several = command == DCALC_JACOBIAN || command == DCALC_PLOT || options->value[OPT_OF];
    if (question->call->definitions)
        join_operands(question,
                      command == DCALC_JACOBIAN || command == DCALC_PLOT || command == DCALC_CHECK);
    size_t n = count_given(options, OPERAND, OPT_EXPR), at = 0;
    struct dcalc_text *exprs = pool_alloc(question->pool, (n + 1) * sizeof *exprs);
    for (size_t i = 0; i < options->n_given; i++) {
        const struct given *given = &options->given[i];
        if (given->id != OPERAND && given->id != OPT_EXPR) continue;
        if (at == 1 && question->request.command == DCALC_CHECK)
            break; /* the others are formulas */
        const char *source =
            n == 1 ? "expression" : pool_format(question->pool, "expression #%zu", at + 1);
        exprs[at] = (struct dcalc_text){given->value, strlen(given->value), source};
        int status = 0;
        if (given->id == OPERAND) status = read_text(question, &exprs[at], given->value, source);
        if (status != 0) return status;
        at++;
    }
    question->request.exprs = exprs;
    question->request.n_exprs = n = at;
    bool data = command == DCALC_PLOT && options->value[OPT_POINTS];
    if (n == 0 && !data) return missing_expression(question);
    return n > 1 && !several ? too_many(question, &exprs[1]) : 0;
}

/* Reads every text that an option was given. */
static int collect_texts(struct question *question, enum option_id id, const char *source,
                         struct dcalc_text **out, size_t *n)
{
    const struct options *options = question->options;
    size_t room = count_given(options, id, id) + 1;
    *out = pool_alloc(question->pool, room * sizeof **out);
    *n = 0;
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != id) continue;
        int status = read_text(question, &(*out)[(*n)++], options->given[i].value, source);
        if (status != 0) return status;
    }
    return 0;
}

static int collect_lets(struct question *question)
{
    struct dcalc_text *lets;
    size_t n;
    int status = collect_texts(question, OPT_LET, "--let", &lets, &n);
    if (status != 0) return status;
    question->request.lets = lets;
    question->request.n_lets = n;
    if (question->call->definitions) remembered_add(question->call, &question->request);
    return 0;
}

static int collect_assume(struct question *question)
{
    struct dcalc_text *texts;
    int status =
        collect_texts(question, OPT_ASSUME, "--assume", &texts, &question->request.n_assume);
    question->request.assume = texts;
    return status;
}

/* check: formulas of --equals, and words after the expression. */
static int collect_equals(struct question *question)
{
    const struct options *options = question->options;
    size_t room = count_given(options, OPERAND, OPT_EQUALS), n = 0, operands = 0;
    struct dcalc_text *formulas = pool_alloc(question->pool, (room + 1) * sizeof *formulas);
    if (question->request.command != DCALC_CHECK) return 0;
    for (size_t i = 0; i < options->n_given; i++) {
        const struct given *given = &options->given[i];
        bool operand = given->id == OPERAND && (operands++ > 0 || options->value[OPT_EXPR]);
        if (!operand && given->id != OPT_EQUALS) continue;
        int status = read_text(question, &formulas[n++], given->value, "formula");
        if (status != 0) return status;
    }
    question->request.equals = formulas;
    question->request.n_equals = n;
    return 0;
}

static size_t count_commas(const struct options *options, enum option_id id)
{
    size_t n = 0;
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != id) continue;
        for (const char *c = options->given[i].value; *c; c++) n += *c == ',';
        n++;
    }
    return n;
}

/* Splits "x, y" into names without blanks. */
static int split_names(struct question *question, enum option_id id, const char *text,
                       const char **names, size_t *n)
{
    for (;; text++) {
        size_t length = strcspn(text, ","), start = strspn(text, " \t"), end = length;
        while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
        if (end <= start) {
            return report_error(DCALC_USAGE, "write names with commas between them, such as x,y",
                                "--%s has an empty name", option_rows[id].name);
        }
        names[(*n)++] = pool_copy(question->pool, text + start, end - start);
        text += length;
        if (!*text) return 0;
    }
}

static int collect_names(struct question *question, enum option_id id, const char *const **out,
                         size_t *n_out)
{
    const struct options *options = question->options;
    size_t room = count_commas(options, id) + 1;
    const char **names = pool_alloc(question->pool, room * sizeof *names);
    for (size_t i = 0; i < options->n_given; i++) {
        const char *value = options->given[i].value;
        if (options->given[i].id != id || (option_is_flag(&option_rows[id]) && !*value)) continue;
        int status = split_names(question, id, value, names, n_out);
        if (status != 0) return status;
    }
    *out = names;
    return 0;
}

static struct dcalc_text collect_text(struct question *question, enum option_id id)
{
    const char *value = question->options->value[id];
    if (!value) return (struct dcalc_text){0};
    return (struct dcalc_text){value, strlen(value),
                               pool_format(question->pool, "--%s", option_rows[id].name)};
}

static int collect_bindings(struct question *question, enum option_id id,
                            const struct dcalc_binding **out, size_t *n_out)
{
    return point_collect(question->call, question->session, &question->inputs, id, NULL, out,
                         n_out);
}

/* The point and the data come last: which names of a file are read depends on all else. */
static int collect_point(struct question *question)
{
    struct dcalc_request *request = &question->request;
    int status = 0;
    if (!question->options->value[OPT_POINTS])
        status = table_form_set(question->call, question->session);
    if (status != 0) return status;
    struct {
        enum option_id id;
        const struct dcalc_binding **out;
        size_t *n;
    } parts[] = {{OPT_AT, &request->at, &request->n_at},
                 {OPT_DATA, &request->data, &request->n_data},
                 {OPT_VALIDATE, &request->validate, &request->n_validate}};
    size_t n = request->command == DCALC_BACKPROP ? 3 : 1;
    for (size_t i = 0; status == 0 && i < n; i++)
        status = point_collect(question->call, question->session, &question->inputs, parts[i].id,
                               request, parts[i].out, parts[i].n);
    return status;
}

static enum dcalc_numbers collect_numbers(const struct options *options, enum option_id id)
{
    if (!options->value[id]) return DCALC_AUTO;
    return option_chosen(options, id) == 0 ? DCALC_CERTIFIED : DCALC_DOUBLE;
}

static enum dcalc_kinks collect_kinks(const struct options *options)
{
    if (!options->value[OPT_KINKS]) return DCALC_KINKS_DEFAULT;
    return option_chosen(options, OPT_KINKS) == 0 ? DCALC_KINKS_ERROR : DCALC_KINKS_SUBGRADIENT;
}

static bool ends_in_c(const char *path)
{
    size_t n = path ? strlen(path) : 0;
    return n > 2 && strcasecmp(path + n - 2, ".c") == 0;
}

/* Returns "solver.c" for -o src/solver.c, or NULL if C code is not written to such a file. */
static const char *code_file(struct question *question)
{
    const char *path = question->options->value[OPT_OUTPUT];
    if (question->request.format != DCALC_C || !ends_in_c(path)) return NULL;
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Names the function after the file: solver.c defines solver(). */
static const char *collect_code_name(struct question *question)
{
    const char *file = code_file(question);
    return file ? pool_copy(question->pool, file, strlen(file) - 2) : NULL;
}

static const char *collect_code_header(struct question *question)
{
    const char *file = code_file(question);
    return file ? deliver_header_path(question->call, file) : NULL;
}

static int collect_order(struct question *question)
{
    const char *given = question->options->value[OPT_ORDER];
    struct dcalc_request *request = &question->request;
    request->order = option_number(question->options, OPT_ORDER);
    if (!given || request->order > 0) return 0;
    request->order = DCALC_DEGREE_ZERO;
    if (request->command == DCALC_TAYLOR || request->command == DCALC_CHECK) return 0;
    return report_error(DCALC_USAGE, "only taylor and check take 0",
                        "--order takes a whole number from 1 to %d, not %s",
                        option_rows[OPT_ORDER].high, report_quoted(question->pool, given));
}

/* How each kind of member is set from its option. Returns the exit status. */
#define FILL_PART(member, id) 0
#define FILL_COMMAND(member, id) 0
#define FILL_EXPRS(member, id) collect_exprs(question)
#define FILL_TEXTS(member, id) collect_##member(question)
#define FILL_POINT(member, id) 0 /* collect_point, after all others */
#define FILL_SHAPES(member, id) \
    collect_bindings(question, id, &request->member, &request->n_##member)
#define FILL_VECTOR FILL_SHAPES
#define FILL_RANGES FILL_SHAPES
#define FILL_DATA FILL_POINT
#define FILL_NAMES(member, id) collect_names(question, id, &request->member, &request->n_##member)
#define FILL_WEIGHTS FILL_NAMES
#define FILL_TEXT(member, id) (request->member = collect_text(question, id), 0)
#define FILL_COUNT(member, id) (request->member = option_number(options, id), 0)
#define FILL_SEED FILL_COUNT
#define FILL_ORDER(member, id) collect_##member(question)
#define FILL_FLAG(member, id) (request->member = options->value[id] != NULL, 0)
#define FILL_EXPLAIN FILL_FLAG
#define FILL_NUMBERS(member, id) (request->member = collect_numbers(options, id), 0)
#define FILL_KINKS(member, id) (request->member = collect_kinks(options), 0)
#define FILL_LANGUAGE(member, id) (request->member = option_chosen(options, id), 0)
#define FILL_FORMAT(member, id) \
    (request->member = picture_source(request->command, deliver_format(options)), 0)
#define FILL_SECONDS(member, id) 0 /* a limit of the session */
#define FILL_STRING(member, id) (request->member = collect_##member(question), 0)

static int collect(struct question *question)
{
    const struct options *options = question->options;
    struct dcalc_request *request = &question->request;
    int status = deliver_check(options);
#define OTHER(member, kind, option, cache) FIELD(member, kind, option, , cache)
#define FIELD(member, kind, option, key, cache) \
    if (status == 0) status = FILL_##kind(member, OPT_##option);
#include "app/request.def"
    if (status == 0) status = picture_read_data(question->call, question->session, request);
    picture_suit(question->call, request);
    return status == 0 ? collect_point(question) : status;
}

static int dump(struct question *question)
{
    struct dcalc_result *wrong = NULL;
    char *text = dcalc_dump(question->session, &question->request,
                            question->options->value[OPT_DUMP], &wrong);
    if (!text && wrong) return deliver_failure(question->options, &question->request, wrong);
    if (!text) return report_error(DCALC_LIMIT, NULL, "out of memory");
    int status =
        deliver_bytes(question->call, question->options->value[OPT_OUTPUT], text, strlen(text));
    free(text);
    return status;
}

/* Answers the question at every row of the table of --points. */
static int answer_rows(struct question *question)
{
    const char *const *keep = NULL;
    size_t n = 0;
    int status = collect_names(question, OPT_KEEP, &keep, &n);
    return status != 0 ? status
                       : table_run(question->call, question->session, &question->inputs,
                                   &question->request, keep, n, &question->summary);
}

/* 1 is the answer of check that a formula is wrong; that there is no answer is another matter. */
enum { NOT_EQUAL = 1, NOT_UNDERSTOOD = 2 };
static int not_understood(const struct question *question, int status)
{
    return question->request.command == DCALC_CHECK && status == NOT_EQUAL ? NOT_UNDERSTOOD
                                                                           : status;
}

static int answer(struct question *question)
{
    bool rows = question->options->value[OPT_POINTS] && question->request.command != DCALC_PLOT;
    if (rows && !question->silent) return answer_rows(question);
    if (question->options->value[OPT_DUMP]) return dump(question);
    struct progress progress;
    int status = progress_watch(&progress, question->call, &question->request);
    if (status != 0) return status;
    struct dcalc_result *result = dcalc_run(question->session, &question->request);
    int logged = progress_end(&progress);
    if (!result) return report_error(DCALC_LIMIT, NULL, "out of memory");
    if (result->status != DCALC_OK)
        return not_understood(question,
                              deliver_failure(question->options, &question->request, result));
    status = question->silent ? 0 : deliver(question->call, &question->request, result);
    if (status == 0) status = logged;
    if (status == 0 && !question->silent)
        remembered_answer(question->call, &question->request, result);
    if (status == 0 && result->verdict && !result->verdict->equal) status = NOT_EQUAL;
    dcalc_result_free(result);
    return status;
}

/* What is told of work that does not end by itself when its time is up. */
static void watch_time(const struct question *question)
{
    double seconds = question->inputs.patience.seconds;
    if (seconds == 0 || question->call->definitions) return; /* the prompt goes on */
    struct dcalc_diagnostic late = {
        .kind = DCALC_LIMIT,
        .message = pool_format(question->pool, "took longer than %g s", seconds),
        .hint = "raise it with --timeout"};
    struct dcalc_result result = {.size = sizeof result,
                                  .status = DCALC_LIMIT,
                                  .command = question->request.command,
                                  .errors = &late,
                                  .n_errors = 1};
    bool json = deliver_format(question->options) == DCALC_JSON;
    struct dcalc_render how = {.size = sizeof how, .format = DCALC_JSON};
    size_t length = 0;
    char *text = json ? dcalc_render(&question->request, &result, &how, &length)
                      : dcalc_render_errors(&result, false);
    if (text) watchdog_set(seconds, dcalc_exit_status(DCALC_LIMIT), text, strlen(text));
}

static int ask(struct call *call, enum dcalc_command command, bool silent)
{
    struct question question = {.call = call, .pool = call->pool, .options = &call->options};
    question.request.size = sizeof question.request;
    question.request.command = command;
    question.silent = silent;
    /* At the prompt, the lines come from standard input. */
    question.inputs = (struct inputs){call->pool, longest_text(), call->definitions != NULL,
                                      patience_begin(option_seconds(&call->options, OPT_TIMEOUT))};
    question.session = session_open(call);
    if (!question.session) return dcalc_exit_status(DCALC_LIMIT);
    watch_time(&question);
    int status = summary_open(&question.summary, call);
    if (status == 0) status = collect(&question);
    if (status == 0) status = interrupt_seen() ? interrupt_status() : answer(&question);
    session_close(question.session);
    return summary_close(&question.summary, status);
}

int question_run(struct call *call, enum dcalc_command command)
{
    return ask(call, command, false);
}

int question_check(struct call *call, enum dcalc_command command)
{
    return ask(call, command, true);
}

/* Any text as an expression, in every command and every form of answer: code, documents, pictures,
 * tables. The first byte says which command, the second which form; what has elements or braces
 * closes them. */
#include "fuzz.h"

enum { DEEPEST = 4000, N_FORMATS = DCALC_PDF + 1 };

static const enum dcalc_command commands[] = {
    DCALC_EVAL, DCALC_DIFF, DCALC_GRAD,   DCALC_JACOBIAN, DCALC_HESSIAN,
    DCALC_JVP,  DCALC_VJP,  DCALC_TAYLOR, DCALC_LIMIT_AT, DCALC_PLOT};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

/* ---- braces of LaTeX, elements of HTML and SVG ---- */

static void check_braces(const char *text, size_t n)
{
    long open = 0;
    for (size_t i = 0; i < n && open >= 0; i++) {
        if (text[i] == '\\')
            i++; /* \{ is a character */
        else if (text[i] == '{')
            open++;
        else if (text[i] == '}')
            open--;
    }
    LAW(open == 0, "braces that do not match:\n%.*s", (int)n, text);
}

static bool is_empty(const char *tag, size_t n)
{
    return tag[n - 1] == '/' || tag[0] == '!' || (n > 4 && !strncmp(tag, "meta", 4));
}

static size_t name_length(const char *tag)
{
    return strcspn(tag, " >\n");
}

/* Each element ends before those around it. */
static void check_elements(const char *text, size_t n)
{
    const char *open[DEEPEST], *end = text + n;
    size_t depth = 0;
    for (const char *p = text; (p = memchr(p, '<', (size_t)(end - p)));) {
        const char *tag = p + 1, *close = memchr(p, '>', (size_t)(end - p));
        LAW(close && close > tag, "a tag that does not end");
        p = close;
        if (*tag == '/') {
            size_t length = (size_t)(close - tag) - 1;
            LAW(depth > 0, "%.*s closes nothing", (int)length, tag);
            const char *begun = open[--depth];
            LAW(name_length(begun) == length && !memcmp(begun, tag + 1, length),
                "%.*s is closed by %.*s", (int)name_length(begun), begun, (int)length, tag + 1);
        } else if (!is_empty(tag, (size_t)(close - tag))) {
            LAW(depth < DEEPEST, "more than %d elements in one another", DEEPEST);
            open[depth++] = tag;
        }
    }
    LAW(depth == 0, "%zu elements are not closed", depth);
}

static void check_form(const struct dcalc_request *request, const struct dcalc_result *result)
{
    struct dcalc_render how = {.size = sizeof how, .format = request->format};
    size_t n = 0;
    char *bytes = dcalc_render(request, result, &how, &n);
    LAW(bytes, "nothing was rendered");
    if (request->format == DCALC_LATEX) check_braces(bytes, n);
    if (request->format == DCALC_HTML || request->format == DCALC_SVG) check_elements(bytes, n);
    free(bytes);
}

/* ---- what is asked ---- */

static void ask(dcalc *session, const struct dcalc_request *request)
{
    struct dcalc_result *result = dcalc_run(session, request);
    LAW(result, "no result");
    LAW((result->status == DCALC_OK) == (result->n_errors == 0), "status and errors differ");
    for (size_t i = 0; i < result->n_errors; i++) fuzz_check_error(&result->errors[i]);
    if (result->status == DCALC_OK) check_form(request, result);
    fuzz_render(request, result, DCALC_JSON);
    dcalc_result_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) return 0;
    dcalc *session = fuzz_session(1);
    struct dcalc_text text = fuzz_text((const char *)data + 2, size - 2);
    struct dcalc_binding x = {.name = "x", .value = fuzz_text("1/2", 3)},
                         one = {.name = "", .value = fuzz_text("1", 1)},
                         range = {.name = "x", .value = fuzz_text("-2:3", 4)};
    const char *wrt[] = {"x"};
    uint8_t what = data[0] / N_COMMANDS, how = data[1] / N_FORMATS;
    struct dcalc_request request = {.size = sizeof request,
                                    .command = commands[data[0] % N_COMMANDS],
                                    .exprs = &text,
                                    .n_exprs = 1,
                                    .format = (enum dcalc_format)(data[1] % N_FORMATS),
                                    .explain = what & 1,
                                    .simplify = what & 2,
                                    .symbolic = what & 4,
                                    .order = how % 4,
                                    .width = how & 4 ? 40 : 0};
    enum dcalc_command command = request.command;
    request.has_at = command == DCALC_TAYLOR || command == DCALC_LIMIT_AT || what & 8;
    request.at = &x, request.n_at = request.has_at;
    request.vector = &one, request.n_vector = command == DCALC_JVP || command == DCALC_VJP;
    request.range = &range, request.n_range = command == DCALC_PLOT;
    request.wrt = wrt, request.n_wrt = command != DCALC_EVAL && command != DCALC_PLOT;
    ask(session, &request);
    dcalc_free(session);
    return 0;
}

/* Any text as an expression without a point: parser, lowering, simplification and printing. What is
 * printed must be understood when it is read again. */
#include "fuzz.h"

/* The formula after the assignments it uses; to be freed. */
static char *program_of(const struct dcalc_result *result, const char *formula)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) abort();
    for (size_t i = 0; i < result->n_lets; i++) fprintf(out, "%s\n", result->lets[i]);
    fputs(formula, out);
    fclose(out);
    return text;
}

static void read_again(dcalc *session, const struct dcalc_result *result, const char *formula)
{
    char *program = program_of(result, formula);
    struct dcalc_text text = fuzz_text(program, strlen(program));
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_EVAL, .exprs = &text, .n_exprs = 1};
    struct dcalc_result *again = dcalc_run(session, &request);
    fuzz_check_result(&request, again);
    LAW(again->status != DCALC_SYNTAX && again->status != DCALC_NAME,
        "printed, and not understood (%s):\n%s", again->errors[0].message, program);
    dcalc_result_free(again);
    free(program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dcalc *session = fuzz_session(5);
    struct dcalc_text text = fuzz_text((const char *)data, size);
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_EVAL, .exprs = &text, .n_exprs = 1};
    struct dcalc_result *result = dcalc_run(session, &request);
    fuzz_check_result(&request, result);
    for (size_t i = 0; i < result->n_values; i++)
        for (size_t k = 0; k < result->values[i].n_formulas; k++)
            read_again(session, result, result->values[i].formulas[k]);
    dcalc_result_free(result);
    dcalc_free(session);
    return 0;
}

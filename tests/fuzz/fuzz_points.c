/* Any bytes as a table of points: it is answered or refused, the same way in one piece and in many,
 * and whatever is written is whole.
 * The first byte says what is asked, how the table is called, and what is written; the last one, if
 * it is above 127, how the table is to be read. */
#include "fuzz.h"

enum { N_FORMS = 4 };

static const char *const programs[] = {"x*y", "sum(x^2)*t", "where(x > 1, log(y), abs(x))", "W@x",
                                       "x/y + z"};
enum { N_PROGRAMS = sizeof programs / sizeof *programs };

/* The table, and what is answered. */
struct ends {
    const uint8_t *bytes;
    size_t size, at, piece, n, room;
    char *answers;
};

static long next(void *user, char *buffer, size_t size)
{
    struct ends *ends = user;
    size_t n = ends->size - ends->at;
    if (n > size) n = size;
    if (n > ends->piece) n = ends->piece;
    memcpy(buffer, ends->bytes + ends->at, n);
    ends->at += n;
    return (long)n;
}

static long read_at(void *user, char *buffer, size_t size, size_t from)
{
    const struct ends *ends = user;
    size_t n = from < ends->size ? ends->size - from : 0;
    if (n > size) n = size;
    if (n) memcpy(buffer, ends->bytes + from, n);
    return (long)n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct ends *ends = user;
    if (ends->n + length > ends->room) {
        ends->room = 2 * (ends->n + length);
        ends->answers = realloc(ends->answers, ends->room);
        LAW(ends->answers, "no memory for %zu bytes", ends->room);
    }
    memcpy(ends->answers + ends->n, bytes, length);
    ends->n += length;
    return true;
}

static bool put_again(void *user, const char *bytes, size_t length)
{
    struct ends *ends = user;
    LAW(length <= ends->n, "%zu bytes over %zu", length, ends->n);
    memcpy(ends->answers, bytes, length);
    return true;
}

static bool always(void *user)
{
    (void)user;
    return true;
}

static bool report(void *user, const char *json, size_t length)
{
    (void)user;
    LAW(length > 2 && json[0] == '{' && json[length - 1] == '\n', "a report of %zu bytes", length);
    return true;
}

static void set_form(dcalc *session, uint8_t how)
{
    static const char *const columns[] = {"x", "", "t=1"};
    struct dcalc_table_form form = {.size = sizeof form,
                                    .header = (enum dcalc_header)(how % 3),
                                    .missing = (enum dcalc_missing)(how / 3 % 3),
                                    .delimiter = how & 8 ? "; |\t"[how >> 4 & 3] : '\0',
                                    .decimal_comma = how & 64,
                                    .skip = how >> 5 & 1,
                                    .columns = columns,
                                    .n_columns = how >> 2 & 3};
    LAW(dcalc_set_table_form(session, &form), "the form is refused");
}

static enum dcalc_kind answer(struct ends *ends, uint8_t what, uint8_t how, const char *source)
{
    dcalc *session = fuzz_session(1);
    if (how) set_form(session, how);
    const char *text = programs[what % N_PROGRAMS];
    struct dcalc_text expr = fuzz_text(text, strlen(text));
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_EVAL, .exprs = &expr, .n_exprs = 1};
    struct dcalc_points points = {.size = sizeof points,
                                  .next = next,
                                  .put = put,
                                  .put_again = put_again,
                                  .read_at = read_at,
                                  .waits = ends->piece < ends->size ? always : NULL,
                                  .user = ends,
                                  .source = source,
                                  .output = (enum dcalc_table)(what / N_PROGRAMS % N_FORMS),
                                  .keep_all = what & 128,
                                  .missing_is_nan = what & 64,
                                  .report = report,
                                  .no_header = how & 16,
                                  .threads = 1};
    struct dcalc_result *result = dcalc_run_points(session, &request, &points);
    LAW(result, "no result");
    for (size_t i = 0; i < result->n_errors; i++) fuzz_check_error(&result->errors[i]);
    enum dcalc_kind status = result->status;
    dcalc_result_free(result);
    dcalc_free(session);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    uint8_t how = size > 1 && data[size - 1] > 127 ? data[--size] : 0;
    /* A block of its own, so that a byte too far is seen. */
    uint8_t *bytes = malloc(size);
    memcpy(bytes, data + 1, size - 1);
    struct ends whole = {.bytes = bytes, .size = size - 1, .piece = size},
                pieces = {.bytes = bytes, .size = size - 1, .piece = 3};
    enum dcalc_kind a = answer(&whole, *data, how, "whole"),
                    b = answer(&pieces, *data, how, "pieces");
    LAW(a == b, "status %d, and in pieces %d", a, b);
    bool npy = *data / N_PROGRAMS % N_FORMS == DCALC_TABLE_NPY && a != DCALC_OK;
    bool same =
        whole.n == pieces.n && (!whole.n || !memcmp(whole.answers, pieces.answers, whole.n));
    LAW(npy || same, "%zu bytes, and in pieces %zu", whole.n, pieces.n);
    free(whole.answers);
    free(pieces.answers);
    free(bytes);
    return 0;
}

/* Any bytes as a file of arrays: it is read or refused; what was read can be computed with, and
 * comes back from every format that it is written in.
 * The first byte says what the file is called, whether one name is asked for, and which item of it.
 */
#include "fuzz.h"

#include <math.h>

static const char *const paths[] = {"w.npy", "w.npz", "w.csv", "w.mtx", "w.json", "w"};
enum { N_PATHS = sizeof paths / sizeof *paths };
/* Then, by what is left of the byte, the item, or what the file is called after all. */
static const char *const items[] = {"",      "[W]",     "[0]",           "[W][-1]",
                                    "[row]", "[value]", "[gradient][W]", ".safetensors"};
enum { N_ITEMS = sizeof items / sizeof *items };

/* Every entry is there to be read. */
static void check_array(const struct dcalc_values *a)
{
    size_t count = 1, finite = 0;
    LAW(a->ndim >= 0 && a->ndim <= 2, "%d axes", a->ndim);
    for (int i = 0; i < a->ndim; i++) count *= a->dims[i];
    LAW(count > 0, "an empty array");
    for (size_t i = 0; i < count; i++) finite += isfinite(a->entries[i]) != 0;
    LAW(finite <= count, "%zu finite of %zu", finite, count);
}

static void check_binding(const struct dcalc_binding *b)
{
    LAW(b->name && b->value.source && b->value.bytes, "a binding without its words");
    LAW(strlen(b->value.bytes) == b->value.length, "words cut short");
    if (b->array.entries) check_array(&b->array);
}

/* An array written and read again has the same numbers. */
static void check_way_back(const struct dcalc_array *array, enum dcalc_format format,
                           const char *path)
{
    dcalc *session = fuzz_session(1);
    const struct dcalc_binding *at = NULL;
    size_t n = 0, length;
    char *bytes = dcalc_render_array(array, format, &length);
    LAW(bytes, "%s: nothing was written", path);
    struct dcalc_file file = {sizeof file, path, bytes, length, NULL, false};
    struct dcalc_result *error = dcalc_read_file(session, &file, "W", &at, &n);
    LAW(!error && n == 1, "%s: %s", path, error ? error->errors[0].message : "no array");
    for (size_t i = 0; i < array->count; i++)
        LAW(at[0].array.entries[i] == array->values[i], "%s: entry %zu is another", path, i);
    dcalc_free(session);
    free(bytes);
}

static void compute(dcalc *session, const char *text, enum dcalc_command command,
                    const struct dcalc_binding *at, size_t n)
{
    struct dcalc_text expr = fuzz_text(text, strlen(text));
    struct dcalc_request request = {.size = sizeof request,
                                    .command = command,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = n,
                                    .has_at = true};
    request.numbers = DCALC_DOUBLE;
    struct dcalc_result *result = dcalc_run(session, &request);
    fuzz_check_result(&request, result);
    if (result->status == DCALC_OK && command == DCALC_EVAL && result->values[0].values) {
        check_way_back(result->values, DCALC_NPY, "w.npy");
        check_way_back(result->values, DCALC_CSV, "w.csv");
        check_way_back(result->values, DCALC_MTX, "w.mtx");
        check_way_back(result->values, DCALC_SAFETENSORS, "w.safetensors");
    }
    dcalc_result_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    dcalc *session = fuzz_session(1);
    /* A block of its own, so that a byte too far is seen. */
    char *bytes = malloc(size);
    memcpy(bytes, data + 1, size - 1);
    char path[40];
    snprintf(path, sizeof path, "%s%s", paths[data[0] % N_PATHS],
             items[data[0] / N_PATHS / 2 % N_ITEMS]);
    struct dcalc_text wanted = fuzz_text("W + a_b", 7);
    struct dcalc_request request = {.size = sizeof request, .exprs = &wanted, .n_exprs = 1};
    struct dcalc_file file = {sizeof file, path, bytes, size - 1, data[0] % 3 ? NULL : &request,
                              false};
    const char *name = data[0] / N_PATHS % 2 ? "W" : NULL;
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    struct dcalc_result *error = dcalc_read_file(session, &file, name, &at, &n);
    LAW(!error || n == 0, "an error and bindings");
    if (error) fuzz_check_error(&error->errors[0]);
    char *told = error ? dcalc_render_errors(error, false) : NULL;
    LAW(!error || (told && *told), "an error that cannot be shown");
    free(told);
    for (size_t i = 0; i < n; i++) check_binding(&at[i]);
    if (n > 0) compute(session, "W", DCALC_EVAL, at, n);
    if (n > 0) compute(session, "sum(W)", DCALC_GRAD, at, n);
    dcalc_result_free(error);
    dcalc_free(session);
    free(bytes);
    return 0;
}

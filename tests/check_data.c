/* Files of arrays: what NumPy writes is read bit for bit; what is broken gets its error. */
/* Tests src/data/file.c, src/data/csv.c, src/data/mtx.c, src/data/wide.c, src/data/npy.c,
 * src/data/npy_header.c, src/data/npy_write.c, src/data/npz.c, src/data/zip.c, src/data/point.c,
 * src/data/foreign.c, src/app/files.c, src/data/raw.c, src/data/npy_numbers.c, src/data/pick.c,
 * src/data/members.c, src/data/holding.c, src/data/safetensors.c, src/data/safetensors_write.c,
 * src/data/sparse.c, src/data/scipy.c, src/text/mentions.c, src/report/render_arrays.c,
 * src/data/folder.c, src/data/offers.c, src/data/csv_rows.c, src/data/csv_plain.c,
 * src/data/inflate.c, src/data/spelled.c, src/data/fields.c, src/data/window.c. */
#include "support/support.h"

#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHAT, PATH, NAME, KIND, BYTES, WANTED, COLUMNS };
enum { MOST_ALLOCATIONS = 200 };

static struct table table;

static void open_table(void)
{
    table = table_read("tests/data/arrays.tsv", COLUMNS);
}

static void close_table(void)
{
    table_free(&table);
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* A row's file in memory, at some distance from where memory is aligned. */
struct image {
    char *block;
    struct dcalc_file file;
};

static struct image image_of(size_t row, size_t shift)
{
    const char *hex = table_field(&table, row, BYTES);
    size_t n = strlen(hex) / 2;
    struct image image = {.block = malloc(n + shift + 1)};
    char *bytes = image.block + shift;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    image.file = (struct dcalc_file){
        sizeof(struct dcalc_file), table_field(&table, row, PATH), bytes, n, NULL, false};
    return image;
}

static uint64_t bits_from_hex(const char *hex)
{
    uint64_t bits = 0;
    for (int i = 0; i < 16; i++) bits = bits << 4 | digit(hex[i]);
    return bits;
}

/* "name:2,3:hex", or "name=text", against a binding. */
static bool is_wanted(const struct dcalc_binding *got, const char *word)
{
    char text[64] = "-";
    const struct dcalc_values *a = &got->array;
    size_t n = strlen(got->name), count = 1;
    if (strncmp(word, got->name, n) != 0) return false;
    if (word[n] == '=')
        return got->value.length == strcspn(word + n + 1, " ") &&
               memcmp(got->value.bytes, word + n + 1, got->value.length) == 0;
    if (word[n] != ':' || !a->entries) return false;
    for (int i = 0; i < a->ndim; i++) count *= a->dims[i];
    if (a->ndim == 1) snprintf(text, sizeof text, "%zu", a->dims[0]);
    if (a->ndim == 2) snprintf(text, sizeof text, "%zu,%zu", a->dims[0], a->dims[1]);
    const char *sizes = word + n + 1, *hex = strchr(sizes, ':') + 1;
    if (strncmp(sizes, text, strlen(text)) != 0 || strcspn(hex, " ") != 16 * count) return false;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, &a->entries[i], sizeof bits);
        if (bits != bits_from_hex(hex + 16 * i)) return false;
    }
    return true;
}

static bool are_wanted(const struct dcalc_binding *at, size_t n, const char *words)
{
    for (size_t i = 0; i < n; i++) {
        if (!words || !is_wanted(&at[i], words)) return false;
        words = strchr(words, ' ') ? strchr(words, ' ') + 1 : NULL;
    }
    return n > 0 && !words;
}

struct reading {
    dcalc *session;
    struct image image;
    struct dcalc_result *error;
    const struct dcalc_binding *at;
    size_t n;
};

static struct reading read_row(size_t row, size_t shift, size_t failing)
{
    const char *name = table_field(&table, row, NAME);
    struct reading r = {.session = dcalc_new(), .image = image_of(row, shift)};
    r.session->core.mem.fault = &r.session->fault;
    session_fail_at(r.session, failing);
    struct dcalc_text expression = {name + 1, strlen(name), "test"};
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.exprs = &expression;
    request.n_exprs = 1;
    if (*name == '?') expression.length--, r.image.file.request = &request, name = "";
    r.error = dcalc_read_file(r.session, &r.image.file, *name ? name : NULL, &r.at, &r.n);
    return r;
}

static void reading_free(struct reading *r)
{
    dcalc_result_free(r->error);
    dcalc_free(r->session);
    free(r->image.block);
}

static bool is_right(size_t row, const struct reading *r)
{
    const char *kind = table_field(&table, row, KIND), *wanted = table_field(&table, row, WANTED);
    if (!strcmp(kind, "ok")) return !r->error && are_wanted(r->at, r->n, wanted);
    return r->error && !strcmp(dcalc_kind_name(r->error->status), kind) &&
           strstr(complaint(r->error), wanted) && r->n == 0;
}

START_TEST(files)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++)
        for (size_t shift = 0; shift < 2; shift++) {
            struct reading r = read_row(row, shift, 0);
            tally.tried++;
            if (!is_right(row, &r))
                tally_wrong(&tally, "%s: %s, wanted %s", table_field(&table, row, WHAT),
                            r.error ? complaint(r.error) : "other numbers",
                            table_field(&table, row, KIND));
            reading_free(&r);
        }
    ck_tally(&tally);
}
END_TEST

/* Errors in text point into the line that they are about. */
START_TEST(places)
{
    dcalc *session = dcalc_new();
    struct dcalc_file file = {sizeof file, "w.csv", "# first\n1, 2\n3, 4x, 5\n", 23, NULL, false};
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    struct dcalc_result *error = dcalc_read_file(session, &file, "W", &at, &n);
    ck_assert_ptr_nonnull(error);
    char *text = dcalc_render_errors(error, false);
    ck_assert_str_eq(text, "dcalc: w.csv:3:4: '4x' is not a number\n  3, 4x, 5\n     ^^\n");
    free(text);
    dcalc_result_free(error);
    dcalc_free(session);
}
END_TEST

/* Bytes that are handed over, and JSON, are bounded as texts are; time is, too. */
START_TEST(limits)
{
    static const char text[] = "[1, 2, 3, 4, 5, 6]";
    static const char *const paths[] = {"w.csv", "w.json"};
    for (size_t i = 0; i < 2; i++) {
        dcalc *session = dcalc_new();
        struct dcalc_limits bounds = DCALC_INIT(dcalc_limits);
        dcalc_default_limits(&bounds);
        const struct dcalc_binding *at = NULL;
        size_t n = 0;
        bounds.bytes = 10;
        dcalc_set_limits(session, &bounds);
        struct dcalc_file file = {sizeof file, paths[i], text, sizeof text - 1, NULL, false};
        struct dcalc_result *error = dcalc_read_file(session, &file, "W", &at, &n);
        ck_assert(error && error->status == DCALC_LIMIT);
        ck_assert_str_eq(complaint(error), "longer than 10 bytes");
        dcalc_result_free(error);
        dcalc_free(session);
    }
}
END_TEST

START_TEST(time_is_bounded)
{
    size_t length = 4000000;
    char *text = malloc(length);
    for (size_t i = 0; i < length; i += 2) memcpy(text + i, "1\n", 2);
    dcalc *session = dcalc_new();
    struct dcalc_limits bounds = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&bounds);
    bounds.seconds = 1e-9;
    dcalc_set_limits(session, &bounds);
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    struct dcalc_file file = {sizeof file, "w.csv", text, length, NULL, false};
    struct dcalc_result *error = dcalc_read_file(session, &file, "W", &at, &n);
    ck_assert(error && error->status == DCALC_LIMIT && strstr(complaint(error), "took longer"));
    dcalc_result_free(error);
    dcalc_free(session);
    free(text);
}
END_TEST

/* Every allocation of a reading may fail. */
START_TEST(failing_memory)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += 3) {
        bool hit = true;
        for (size_t n = 1; hit; n++) {
            struct reading r = read_row(row, 0, n);
            hit = session_did_fail(r.session);
            tally.tried++;
            if (!is_right(row, &r) && !(hit && r.error && r.error->status == DCALC_LIMIT))
                tally_wrong(&tally, "%s, allocation %zu: %s", table_field(&table, row, WHAT), n,
                            r.error ? complaint(r.error) : "other numbers");
            reading_free(&r);
            ck_assert_uint_lt(n, MOST_ALLOCATIONS);
        }
    }
    ck_tally(&tally);
}
END_TEST

/* What is written in a format is read again as the same numbers (dcalc has one zero). */
static bool comes_back(const struct dcalc_array *a, enum dcalc_format format, const char *path)
{
    dcalc *session = dcalc_new();
    const struct dcalc_binding *at = NULL;
    size_t n = 0, length;
    char *bytes = dcalc_render_array(a, format, &length);
    struct dcalc_file file = {sizeof file, path, bytes, length, NULL, false};
    struct dcalc_result *error = dcalc_read_file(session, &file, "W", &at, &n);
    bool same = !error && n == 1;
    for (size_t i = 0; i < a->count && same; i++) same = at[0].array.entries[i] == a->values[i];
    for (int i = 0; i < a->ndim && same && format == DCALC_NPY; i++)
        same = at[0].array.ndim == a->ndim && at[0].array.dims[i] == a->dims[i];
    dcalc_result_free(error);
    dcalc_free(session);
    free(bytes);
    return same;
}

START_TEST(written_and_read)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        if (strcmp(table_field(&table, row, KIND), "ok") != 0) continue;
        struct reading r = read_row(row, 0, 0);
        if (!r.at[0].array.entries) { /* an exact text; formats of arrays round it */
            reading_free(&r);
            continue;
        }
        struct dcalc_text expr = {r.at[0].name, strlen(r.at[0].name), "expression"};
        struct dcalc_request request = {
            .size = sizeof request, .exprs = &expr, .n_exprs = 1, .has_at = true};
        request.at = r.at;
        request.n_at = r.n;
        struct dcalc_result *result = dcalc_run(r.session, &request);
        ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
        tally.tried++;
        if (!comes_back(result->values, DCALC_NPY, "w.npy") ||
            !comes_back(result->values, DCALC_SAFETENSORS, "w.safetensors") ||
            !comes_back(result->values, DCALC_CSV, "w.csv") ||
            !comes_back(result->values, DCALC_MTX, "w.mtx"))
            tally_wrong(&tally, "%s does not come back", table_field(&table, row, WHAT));
        dcalc_result_free(result);
        reading_free(&r);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("data");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, files);
    tcase_add_test(checks.tests, places);
    tcase_add_test(checks.tests, limits);
    tcase_add_test(checks.tests, time_is_bounded);
    tcase_add_test(checks.tests, failing_memory);
    tcase_add_test(checks.tests, written_and_read);
    return checks_run(checks);
}

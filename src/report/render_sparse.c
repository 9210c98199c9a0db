/* Nonzeros: a line `row  column  value` each, counted from 0; Matrix Market's coordinate format,
 * which counts from 1 (Boisvert, Pozo and Remington, 1996); or JSON triples, from 0. */
#include "report/render.h"
#include "data/json_text.h"

#include <string.h>

/* The start of a line, put together apart: of millions of lines each call counts. */
struct place {
    char text[80];
    size_t n;
};

static void place_text(struct place *place, const char *text)
{
    while (*text) place->text[place->n++] = *text++;
}

static void place_whole(struct place *place, size_t n)
{
    size_t digits = 1;
    for (size_t rest = n; rest >= 10; rest /= 10) digits++;
    for (size_t i = digits; i-- > 0; n /= 10) place->text[place->n + i] = (char)('0' + n % 10);
    place->n += digits;
}

/* How an entry is written. */
struct style {
    size_t first; /* what the first row and column are called */
    const char *before, *between, *after;
    void (*put_value)(struct str *out, const struct dcalc_array *array, size_t i);
};

static void put_formula(struct str *out, const struct dcalc_array *array, size_t i)
{
    str_puts(out, array->formulas[i]);
}

static void put_entries(struct str *out, const struct dcalc_result *result,
                        const struct style *style)
{
    const struct dcalc_nonzeros *z = result->nonzeros;
    for (size_t row = 0; row < z->rows; row++) {
        struct place start = {.n = 0};
        place_text(&start, style->before);
        place_whole(&start, row + style->first);
        place_text(&start, style->between);
        for (size_t i = z->starts[row]; i < z->starts[row + 1] && !out->failed; i++) {
            struct place place = start;
            place_whole(&place, z->column[i] + style->first);
            if (style->put_value) place_text(&place, style->between);
            str_put(out, place.text, place.n);
            if (style->put_value) style->put_value(out, &result->derivatives[0], i);
            str_puts(out, style->after);
        }
    }
}

void render_sparse(struct str *out, const struct dcalc_result *result, bool quiet)
{
    bool numbers = result->n_derivatives && render_has_numbers(&result->derivatives[0]);
    struct style style = {0, "", "  ", "\n", NULL};
    if (result->n_derivatives && result->derivatives[0].n_formulas && !(numbers && quiet)) {
        style.put_value = put_formula;
        put_entries(out, result, &style);
    } else if (!numbers)
        put_entries(out, result, &style);
    style.put_value = render_entry;
    if (numbers) put_entries(out, result, &style);
}

char *render_matrix_market(const struct dcalc_result *result, size_t *length)
{
    struct mem mem = {.is_plain = true};
    struct str out = {.mem = &mem};
    const struct dcalc_nonzeros *z = result->nonzeros;
    struct style style = {1, "", " ", "\n", result->n_derivatives ? render_entry : NULL};
    str_putf(&out, "%%%%MatrixMarket matrix coordinate %s general\n%zu %zu %zu\n",
             style.put_value ? "real" : "pattern", z->rows, z->columns, z->count);
    put_entries(&out, result, &style);
    if (out.failed) str_free(&out);
    *length = out.n;
    return out.s;
}

/* ---- JSON ---- */

static void put_json_text(struct str *out, const struct dcalc_array *array, size_t i)
{
    json_put_text(out, array->texts[i]);
}

static void put_json_formula(struct str *out, const struct dcalc_array *array, size_t i)
{
    json_put_text(out, array->formulas[i]);
}

void render_sparse_json(struct str *out, const struct dcalc_result *result, enum sparse_part part)
{
    static void (*const put[])(struct str *, const struct dcalc_array *, size_t) = {
        [SPARSE_PLACES] = NULL,
        [SPARSE_NUMBERS] = render_entry,
        [SPARSE_TEXTS] = put_json_text,
        [SPARSE_FORMULAS] = put_json_formula,
    };
    const struct dcalc_nonzeros *z = result->nonzeros;
    struct style style = {0, "[", ",", "],", put[part]};
    str_putf(out, "{\"rows\":%zu,\"columns\":%zu,\"entries\":[", z->rows, z->columns);
    put_entries(out, result, &style);
    if (z->count && !out->failed) out->n--; /* the last comma */
    str_puts(out, "]}");
}

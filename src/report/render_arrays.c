/* Results as files of arrays: a table as CSV, NumPy's .npy and .npz, Matrix Market. */
#include "report/render.h"
#include "data/npy_write.h"
#include "data/safetensors_write.h"
#include "data/row_text.h"
#include "data/zip.h"

#include <stdlib.h>
#include <string.h>

const struct dcalc_array *dcalc_result_arrays(const struct dcalc_result *result, size_t *n)
{
    bool weights = result->n_weights > 0, derivatives = result->n_derivatives > 0;
    *n = weights ? result->n_weights : derivatives ? result->n_derivatives : result->n_values;
    return weights ? result->weights : derivatives ? result->derivatives : result->values;
}

const char *dcalc_array_name(const struct dcalc_result *result, const struct dcalc_array *array)
{
    static const char *const names[] = {
        [DCALC_EVAL] = "value",        [DCALC_DIFF] = "derivative", [DCALC_GRAD] = "gradient",
        [DCALC_JACOBIAN] = "jacobian", [DCALC_JVP] = "product",     [DCALC_HESSIAN] = "hessian",
        [DCALC_VJP] = "product",       [DCALC_BACKPROP] = "loss",   [DCALC_TAYLOR] = "coefficients",
        [DCALC_LIMIT_AT] = "limit",
    };
    return *array->name ? array->name : names[result->command];
}

/* ---- CSV ---- */

static void put_entry(struct str *out, const struct dcalc_array *a, size_t i)
{
    if (render_has_numbers(a))
        render_entry(out, a, i);
    else
        row_put_csv(out, a->formulas[i], strlen(a->formulas[i]));
}

static size_t rows_of(const struct dcalc_array *a)
{
    return a->ndim > 0 ? a->dims[0] : 1;
}

static size_t columns_of(const struct dcalc_array *a)
{
    return a->ndim == 2 ? a->dims[1] : 1;
}

bool render_is_columns(const struct dcalc_array *arrays, size_t n)
{
    if (n == 1 && !*arrays[0].name) return false;
    for (size_t i = 0; i < n; i++)
        if (arrays[i].ndim == 2 || rows_of(&arrays[i]) != rows_of(&arrays[0])) return false;
    return true;
}

static void put_columns(struct str *out, const struct dcalc_array *arrays, size_t n, bool header,
                        char separator)
{
    for (size_t j = 0; header && j < n; j++) {
        row_put_csv(out, arrays[j].name, strlen(arrays[j].name));
        str_putc(out, j + 1 < n ? separator : '\n');
    }
    for (size_t i = 0; i < rows_of(&arrays[0]); i++)
        for (size_t j = 0; j < n; j++) {
            put_entry(out, &arrays[j], i);
            str_putc(out, j + 1 < n ? separator : '\n');
        }
}

static void put_rows(struct str *out, const struct dcalc_array *a, char separator)
{
    size_t columns = columns_of(a);
    for (size_t i = 0; i < a->count; i++) {
        put_entry(out, a, i);
        str_putc(out, (i + 1) % columns ? separator : '\n');
    }
}

static void put_csv(struct str *out, const struct dcalc_array *arrays, size_t n,
                    const struct dcalc_render *how)
{
    char separator = how->format == DCALC_TSV ? '\t' : ',';
    if (render_is_columns(arrays, n))
        put_columns(out, arrays, n, !how->quiet, separator);
    else if (n)
        put_rows(out, &arrays[0], separator);
}

/* ---- Matrix Market: column by column ---- */

static void put_mtx(struct str *out, const struct dcalc_array *a)
{
    size_t rows = rows_of(a), columns = columns_of(a);
    str_putf(out, "%%%%MatrixMarket matrix array real general\n%zu %zu\n", rows, columns);
    for (size_t j = 0; j < columns; j++)
        for (size_t i = 0; i < rows; i++) {
            render_entry(out, a, i * columns + j);
            str_putc(out, '\n');
        }
}

/* ---- NumPy ---- */

static void put_npy(struct str *out, const struct dcalc_array *a)
{
    struct array array = {.ndim = a->ndim, .dims = {a->dims[0], a->dims[1]}, .entries = a->values};
    npy_write(out, &array);
}

static bool pack(struct zip_item *item, const struct dcalc_result *result,
                 const struct dcalc_array *array, struct str *scratch)
{
    str_clear(scratch);
    str_putf(scratch, "%s.npy", dcalc_array_name(result, array));
    char *name = scratch->failed ? NULL : strdup(scratch->s);
    item->name = name;
    item->bytes = dcalc_render_array(array, DCALC_NPY, &item->length);
    return item->name && item->bytes;
}

static char *npz_bytes(const struct dcalc_result *result, size_t *length)
{
    struct mem mem = {.is_plain = true};
    struct str scratch = {.mem = &mem};
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    struct zip_item *items = calloc(n + 1, sizeof *items);
    bool fine = items != NULL;
    for (size_t i = 0; i < n && fine; i++) fine = pack(&items[i], result, &arrays[i], &scratch);
    char *bytes = fine ? zip_write(items, n, length) : NULL;
    for (size_t i = 0; i < n && items; i++) {
        free((char *)items[i].name);
        free((char *)items[i].bytes);
    }
    free(items);
    str_free(&scratch);
    return bytes;
}

/* ---- safetensors ---- */

static void put_tensors(struct str *out, const struct dcalc_result *result,
                        const struct dcalc_array *arrays, size_t n)
{
    struct array *all = calloc(n + 1, sizeof *all);
    out->failed = !all;
    if (!all) return;
    for (size_t i = 0; i < n; i++)
        all[i] = (struct array){.name = result ? dcalc_array_name(result, &arrays[i]) : "",
                                .ndim = arrays[i].ndim,
                                .dims = {arrays[i].dims[0], arrays[i].dims[1]},
                                .entries = arrays[i].values};
    safetensors_write(out, all, n);
    free(all);
}

/* ---- which of them ---- */

static char *finish(struct str *out, size_t *length)
{
    if (out->failed) str_free(out);
    *length = out->n;
    return out->s; /* the block is malloc's own, so that free() takes it */
}

char *dcalc_render_array(const struct dcalc_array *array, enum dcalc_format format, size_t *length)
{
    struct mem mem = {.is_plain = true};
    struct str out = {.mem = &mem};
    switch (format) {
    case DCALC_NPY: put_npy(&out, array); break;
    case DCALC_MTX: put_mtx(&out, array); break;
    case DCALC_CSV: put_rows(&out, array, ','); break;
    case DCALC_TSV: put_rows(&out, array, '\t'); break;
    case DCALC_SAFETENSORS: put_tensors(&out, NULL, array, 1); break;
    default: return NULL;
    }
    return finish(&out, length);
}

char *render_arrays(const struct dcalc_result *result, const struct dcalc_render *how,
                    size_t *length)
{
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    struct mem mem = {.is_plain = true};
    struct str out = {.mem = &mem};
    switch (how->format) {
    case DCALC_NPZ: return npz_bytes(result, length);
    case DCALC_SAFETENSORS: put_tensors(&out, result, arrays, n); break;
    case DCALC_CSV:
    case DCALC_TSV:
        str_put(&out, "", 0);
        put_csv(&out, arrays, n, how);
        break;
    default: return dcalc_render_array(&arrays[0], how->format, length);
    }
    return finish(&out, length);
}

/* batches.c - the data of a training, of which every step takes the next rows. */
#include "train/train_private.h"

#include "eval/block.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- reading ---- */

static bool check_rows(struct question *q, const struct data *data, const struct value *array)
{
    const struct value *first = &data->arrays[0];
    if (array->array.ndim == 0) {
        diag_error(q->core, KIND_SHAPE, nowhere, "'%s' of %s is a number, and has no rows",
                   array->name, data->option);
        return diag_hint(q->core, "what is the same in every step is given with --at");
    }
    return array->array.dims[0] == first->array.dims[0] ||
           diag_error(q->core, KIND_SHAPE, nowhere, "'%s' of %s has %zu rows, but '%s' has %zu",
                      array->name, data->option, array->array.dims[0], first->name,
                      first->array.dims[0]);
}

bool data_read(struct question *q, struct data *out, const char *option,
               const struct dcalc_binding *bindings, size_t n)
{
    struct arena *arena = &q->core->arena;
    *out = (struct data){.option = option, .n = n, .rows = 1};
    out->arrays = arena_alloc(arena, (n + 1) * sizeof *out->arrays);
    out->at = arena_alloc(arena, (n + 1) * sizeof *out->at);
    if (!out->arrays || !out->at) return false;
    for (size_t i = 0; i < n; i++)
        if (!value_read(q, &bindings[i], &out->arrays[i]) || !check_rows(q, out, &out->arrays[i]))
            return false;
    if (n) out->rows = out->arrays[0].array.dims[0];
    return true;
}

bool data_make_room(struct question *q, struct data *data, size_t rows)
{
    struct arena *arena = &q->core->arena;
    data->gathered = arena_alloc(arena, (data->n + 1) * sizeof *data->gathered);
    for (size_t i = 0; data->gathered && i < data->n; i++) {
        size_t bytes = rows * data_width(&data->arrays[i]) * sizeof **data->gathered;
        if (!(data->gathered[i] = arena_alloc(arena, bytes))) return false;
    }
    return data->gathered != NULL;
}

struct shape_data data_shape(const struct value *array, size_t rows)
{
    return (struct shape_data){array->array.ndim, {(int64_t)rows, (int64_t)data_width(array)}};
}

/* ---- a batch ---- */

static void gather(double *out, const struct value *array, size_t first, size_t n,
                   const struct shuffle *shuffle)
{
    size_t width = data_width(array);
    for (size_t i = 0; i < n; i++, out += width) {
        const double *row = array->array.entries + shuffle_at(shuffle, first + i) * width;
        memcpy(out, row, width * sizeof *out);
    }
}

static bool not_finite(struct question *q, const struct data *data, size_t which, size_t first,
                       const struct shuffle *shuffle)
{
    const struct value *array = &data->arrays[which];
    size_t width = data_width(array), i = 0;
    while (isfinite(data->at[which][i])) i++;
    size_t row = first + i / width;
    if (shuffle) row = (size_t)shuffle_at(shuffle, row);
    const char *what = isnan(data->at[which][i]) ? "nan" : "inf";
    if (array->array.ndim == 1)
        return diag_error(q->core, KIND_DOMAIN, nowhere, "%s: %s[%zu] is %s, not a finite number",
                          data->option, array->name, row, what);
    return diag_error(q->core, KIND_DOMAIN, nowhere, "%s: %s[%zu,%zu] is %s, not a finite number",
                      data->option, array->name, row, i % width, what);
}

bool data_take(struct question *q, struct data *data, size_t first, size_t n,
               const struct shuffle *shuffle)
{
    for (size_t i = 0; i < data->n; i++) {
        const struct value *array = &data->arrays[i];
        size_t width = data_width(array);
        if (shuffle) gather(data->gathered[i], array, first, n, shuffle);
        data->at[i] = shuffle ? data->gathered[i] : array->array.entries + first * width;
        if (!block_kernels()->all_finite(data->at[i], n * width))
            return not_finite(q, data, i, first, shuffle);
    }
    return true;
}

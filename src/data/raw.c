#include "data/raw.h"

#include <math.h>
#include <string.h>

void raw_set_strides(struct raw *raw, size_t width, bool by_columns)
{
    for (int k = 0; k < raw->ndim; k++) {
        int axis = by_columns ? k : raw->ndim - 1 - k;
        raw->strides[axis] = width;
        width *= raw->dims[axis];
    }
}

static long within(long at, long size)
{
    if (at < 0) at += size;
    return at < 0 ? 0 : at < size ? at : size;
}

/* Leaves the entries at a place of an axis. A range is cut to what there is, as in Python. */
static bool take_place(struct data_file *file, struct raw *raw, int axis, struct pick_place place,
                       const char *item)
{
    long size = (long)raw->dims[axis], first = place.first;
    if (!place.is_range && (first >= size || first < -size))
        return data_error(file, KIND_SHAPE, "[%s] is outside axis %d, which has %ld entries", item,
                          axis, size);
    first = within(first, size);
    long end = place.is_range ? within(place.end, size) : first + 1;
    raw->first += raw->strides[axis] * (size_t)first;
    raw->dims[axis] = end > first ? (size_t)(end - first) : 0;
    return end > first ||
           data_error(file, KIND_SHAPE, "[%s] leaves nothing of axis %d, which has %ld entries",
                      item, axis, size);
}

/* Leaves the part at the places of an item such as 0, 1,-1 or 0:10 along the first axes. */
static bool take_places(struct data_file *file, struct raw *raw, const char *item)
{
    struct pick_place places[NPY_MOST_AXES];
    int n = pick_places(item, places, NPY_MOST_AXES), kept = 0;
    if (!n) return data_error(file, KIND_USAGE, "[%s] is not an index of an array", item);
    if (n > raw->ndim)
        return data_error(file, KIND_SHAPE, "[%s] has %d index%s, but the array %d ax%s", item, n,
                          n == 1 ? "" : "es", raw->ndim, raw->ndim == 1 ? "is" : "es");
    for (int axis = 0; axis < n; axis++)
        if (!take_place(file, raw, axis, places[axis], item)) return false;
    for (int axis = 0; axis < raw->ndim; axis++) {
        if (axis < n && !places[axis].is_range) continue;
        raw->dims[kept] = raw->dims[axis];
        raw->strides[kept++] = raw->strides[axis];
    }
    raw->ndim = kept;
    return true;
}

bool raw_take(struct data_file *file, struct raw *raw, struct part part)
{
    for (int i = 0; i < part.n_items; i++)
        if (!take_places(file, raw, part.items[i])) return false;
    raw->taken = part;
    return true;
}

static size_t raw_count(const struct raw *raw)
{
    size_t count = 1;
    for (int axis = 0; axis < raw->ndim; axis++) count *= raw->dims[axis];
    return count;
}

/* The array as a table: a vector is one row. */
struct grid {
    const struct raw *raw;
    size_t rows, columns, down, right; /* the last two in bytes */
};

static struct grid grid_of(const struct raw *raw)
{
    struct grid g = {raw, 1, 1, 0, 0};
    if (raw->ndim == 2) g.rows = raw->dims[0], g.down = raw->strides[0];
    if (raw->ndim > 0) g.columns = raw->dims[raw->ndim - 1], g.right = raw->strides[raw->ndim - 1];
    return g;
}

/* A rectangular part of the result. */
struct tile {
    size_t first_row, rows, first_column, columns;
};

static bool inexact(struct data_file *file, const struct raw *raw, const char *at)
{
    data_error(file, KIND_DOMAIN, "byte %zu: a whole number that a double cannot hold exactly",
               (size_t)(at - raw->file));
    return diag_hint(
        file->core, "of an array of up to %d numbers it is read exactly; x.astype(float) rounds it",
        ARRAY_MOST_EXACT);
}

/* Notes the number at `at` for a place of n numbers, as raw_note_whole does. */
static bool note_whole(struct data_file *file, const struct raw *raw, const char *at, size_t place,
                       size_t n, double *x)
{
    bool fits = npy_number(&raw->type, at, x);
    if ((fits && fabs(*x) < 0x1p53) || !strchr("iu", raw->type.kind)) return true;
    if (n > ARRAY_MOST_EXACT) return fits || inexact(file, raw, at);
    struct str text = {.mem = &file->core->mem};
    npy_put_whole(&text, &raw->type, at);
    const char *digits = str_settle(&text, &file->core->arena);
    if (!digits) return false;
    struct text_place words = {.from = digits, .to = digits + strlen(digits)};
    if (fits) return data_note_long(file, words, place, *x, false);
    *x = 0;
    return data_note_wide(file, words, place, false);
}

static bool convert_tile(struct data_file *file, const struct grid *g, struct tile t, double *out)
{
    size_t n = g->rows * g->columns;
    for (size_t i = t.first_row; i < t.first_row + t.rows; i++)
        for (size_t j = t.first_column; j < t.first_column + t.columns; j++) {
            const char *at = g->raw->first + i * g->down + j * g->right;
            size_t k = i * g->columns + j;
            if (!note_whole(file, g->raw, at, k, n, &out[k])) return false;
        }
    return core_go_on(file->core);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Converts tile by tile, so that reading by rows and by columns both stay within the cache. */
static bool convert(struct data_file *file, const struct grid *g, double *out)
{
    enum { TILE = 64 };
    for (size_t i = 0; i < g->rows; i += TILE)
        for (size_t j = 0; j < g->columns; j += TILE) {
            struct tile tile = {i, least(TILE, g->rows - i), j, least(TILE, g->columns - j)};
            if (!convert_tile(file, g, tile, out)) return false;
        }
    return true;
}

static bool lies_ready(const struct grid *g)
{
    const struct npy_type *type = &g->raw->type;
    return type->kind == 'f' && type->width == sizeof(double) &&
           type->is_big == npy_machine_is_big() &&
           (g->columns == 1 || g->right == sizeof(double)) &&
           (g->rows == 1 || g->down == g->columns * sizeof(double)) &&
           (uintptr_t)g->raw->first % _Alignof(double) == 0;
}

static const double *entries_of(struct data_file *file, const struct grid *g)
{
    if (lies_ready(g)) return (const double *)(const void *)g->raw->first;
    double *out = buffers_doubles(file->buffers, g->rows * g->columns);
    return out && convert(file, g, out) ? out : NULL;
}

bool raw_note_whole(struct data_file *file, const struct raw *raw, size_t k, size_t place, size_t n,
                    double *x)
{
    const char *at = raw->first;
    for (int axis = raw->ndim; axis-- > 0; k /= raw->dims[axis])
        at += k % raw->dims[axis] * raw->strides[axis];
    return note_whole(file, raw, at, place, n, x);
}

bool raw_copy(struct data_file *file, const struct raw *raw, bool rounded, double *out)
{
    size_t count = raw_count(raw), index[NPY_MOST_AXES] = {0};
    const char *at = raw->first;
    for (size_t k = 0; k < count; k++) {
        if (!npy_number(&raw->type, at, &out[k]) && !rounded) return inexact(file, raw, at);
        if (!core_go_on(file->core)) return false;
        for (int axis = raw->ndim; axis-- > 0;) {
            at += raw->strides[axis];
            if (++index[axis] < raw->dims[axis]) break;
            at -= raw->strides[axis] * raw->dims[axis];
            index[axis] = 0;
        }
    }
    return true;
}

/* Says how to take a matrix of what has more axes. */
static bool too_many_axes(struct data_file *file, const struct raw *raw)
{
    struct str items = {.mem = &file->core->mem};
    data_error(file, KIND_SHAPE, "an array with %d axes; at most 2 are supported", raw->ndim);
    for (int i = 0; i < raw->taken.n_items; i++) str_putf(&items, "[%s]", raw->taken.items[i]);
    for (int i = 2; i < raw->ndim; i++) str_puts(&items, i == 2 ? "[0" : ",0");
    diag_hint(file->core, "take a part of it: NAME=@%s%s]", file->name,
              items.failed ? "" : items.s);
    str_free(&items);
    return false;
}

bool raw_add(struct data_file *file, const char *name, const struct raw *raw)
{
    struct array array = {.ndim = raw->ndim};
    if (raw->ndim > 2) return too_many_axes(file, raw);
    for (int axis = 0; axis < raw->ndim; axis++)
        if ((array.dims[axis] = raw->dims[axis]) == 0)
            return data_error(file, KIND_SHAPE, "an empty array");
    struct grid g = grid_of(raw);
    data_forget_wide(file);
    array.entries = entries_of(file, &g);
    return array.entries && data_settle_wide(file, &array, 0, 1) &&
           data_add(file, name, strlen(name), array);
}

/* sparse_values.c - the numbers of a sparse Jacobian from the values of its bands' factors. */
#include "app/sparse.h"

#include <math.h>

/* A band at work: where the values of its factors are. */
struct reading {
    const struct computation *c;
    const double *values[BAND_MAPS - FACTOR];
    double constant;
};

static struct reading reading_of(const struct computation *c, const struct band *b)
{
    struct reading s = {.c = c, .constant = number_to_double(&c->w->g.numbers, b->c)};
    for (uint32_t f = 0; f < b->n_factors; f++)
        s.values[f] = eval_slot(&c->doubles, tape_slot(&c->tape, b->factors[f]));
    return s;
}

static double entry(const struct reading *s, const struct walk *walk, int64_t i)
{
    double product = s->constant;
    for (uint32_t f = 0; f < walk->band->n_factors; f++)
        product *= s->values[f][walk->at[FACTOR + f] + i * walk->inner.step[FACTOR + f]];
    return product;
}

/* The root that a factor is. */
static size_t root_of(const struct computation *c, id factor)
{
    size_t root = c->roots.derivatives;
    while (c->roots.all.at[root] != factor) root++;
    return root;
}

static bool report(const struct computation *c, const struct walk *walk, const struct reading *s,
                   int64_t i)
{
    for (uint32_t f = 0; f < walk->band->n_factors; f++) {
        double x = s->values[f][walk->at[FACTOR + f] + i * walk->inner.step[FACTOR + f]];
        if (isfinite(x)) continue;
        conditions_infinite(c, root_of(c, walk->band->factors[f]), "the derivative");
        return false;
    }
    return diag_error(&c->w->core, KIND_OVERFLOW, (struct span){0}, "the derivative overflows");
}

static bool add_band(const struct computation *c, const struct band *b, double *values)
{
    const struct dcalc_nonzeros *z = c->w->answer->public.nonzeros;
    struct reading s = reading_of(c, b);
    struct walk walk = walk_start(b);
    size_t near = 0;
    do
        for (int64_t i = 0; i < walk.inner.n; i++) {
            size_t row = (size_t)(walk.at[ROW] + i * walk.inner.step[ROW]);
            unsigned column = (unsigned)(walk.at[COLUMN] + i * walk.inner.step[COLUMN]);
            double x = entry(&s, &walk, i);
            if (!isfinite(x)) return report(c, &walk, &s, i);
            size_t at = nonzeros_find(z, row, column, near);
            values[at] += x;
            near = at + z->starts[row + 1] - z->starts[row];
        }
    while (walk_next(&walk));
    return core_go_on(&c->w->core);
}

static bool write_texts(struct work *w, struct dcalc_array *array)
{
    const char **texts = arena_alloc(&w->answer->arena, (array->count + 1) * sizeof *texts);
    if (!texts) return false;
    for (size_t i = 0; i < array->count; i++) {
        struct str digits = {.mem = &w->core.mem};
        work_print_number(w, array->values[i], &digits);
        texts[i] = answer_text(w->answer, digits.s);
        str_free(&digits);
    }
    array->texts = texts;
    return !w->answer->mem.failed;
}

static bool fill_cells(const struct computation *c, double *values)
{
    const struct compressed *s = &c->w->sparse.compressed;
    const struct dcalc_nonzeros *z = c->w->answer->public.nonzeros;
    for (size_t row = 0; row < z->rows; row++)
        for (size_t i = z->starts[row]; i < z->starts[row + 1]; i++) {
            struct cell cell = sparse_cell(s, row, z->column[i]);
            values[i] = eval_slot(&c->doubles, tape_slot(&c->tape, cell.array))[cell.place] + 0.0;
            if (isfinite(values[i])) continue;
            conditions_infinite(c, root_of(c, cell.array), "the derivative");
            return false;
        }
    return true;
}

bool sparse_fill(const struct computation *c, struct dcalc_array *array)
{
    struct work *w = c->w;
    double *values = arena_alloc(&w->answer->arena, (array->count + 1) * sizeof *values);
    if (!values) return false;
    array->values = values;
    if (w->sparse.by_colour && !fill_cells(c, values)) return false;
    for (size_t i = 0; i < w->sparse.bands.all.n; i++)
        if (!add_band(c, &w->sparse.bands.all.at[i], values)) return false;
    return w->request->digits == 0 || write_texts(w, array);
}

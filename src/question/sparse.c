/* sparse.c - the stage that differentiates to nonzeros: bands or compressed sweeps, and a root of
 * the computation for each entry or, where there are many, for each factor of the bands. */
#include "question/sparse.h"

#include <stdlib.h>
#include <string.h>

/* Up to this many nonzeros are formulas of their own, which certified numbers and printing need. */
enum { MOST_FORMULAS = 20000 };

static const struct span nowhere = {0, 0, 0};

static bool copy_pattern(struct work *w, struct dcalc_nonzeros *out)
{
    const struct pattern *p = &w->sparse.compressed.pattern;
    struct arena *arena = &w->answer->arena;
    size_t n = p->starts[p->rows], *starts = arena_alloc(arena, (p->rows + 1) * sizeof *starts);
    unsigned *columns = arena_alloc(arena, (n + 1) * sizeof *columns);
    if (!starts || !columns) return false;
    memcpy(starts, p->starts, (p->rows + 1) * sizeof *starts);
    for (size_t i = 0; i < n; i++) columns[i] = p->column[i];
    *out = (struct dcalc_nonzeros){p->rows, p->columns, n, starts, columns};
    return true;
}

/* ---- roots ---- */

static id entry_of_band(struct graph *g, const struct walk *walk, int64_t i)
{
    const struct band *b = walk->band;
    size_t begin = graph_begin(g);
    for (uint32_t f = 0; f < b->n_factors; f++)
        graph_push(g, graph_entry(g, b->factors[f], walk_at(walk, FACTOR + (int)f, i)), NUMBER_ONE);
    return graph_end_product(g, begin, b->c);
}

/* Entries of bands that meet are added up. z: where they are among the derivatives; NULL for a full
 * table. */
static bool push_entries(struct work *w, const struct band *b, const struct dcalc_nonzeros *z)
{
    struct graph *g = &w->g;
    struct walk walk = walk_start(b);
    int64_t from, to;
    while (walk_below(&walk, INT64_MAX, &from, &to))
        for (int64_t i = from; i < to; i++) {
            size_t row = (size_t)walk_at(&walk, ROW, i);
            unsigned column = (unsigned)walk_at(&walk, COLUMN, i);
            size_t full = row * (size_t)w->sparse.columns + column;
            id *cell = &w->derivatives.at[z ? nonzeros_find(z, row, column) : full];
            id entry = entry_of_band(g, &walk, i);
            if (entry == POISON || !core_go_on(&w->core)) return false;
            *cell = *cell ? graph_add(g, *cell, entry) : entry;
        }
    return true;
}

static bool push_cells(struct work *w, const struct dcalc_nonzeros *z)
{
    for (size_t row = 0; row < z->rows; row++)
        for (size_t i = z->starts[row]; i < z->starts[row + 1]; i++) {
            struct cell cell = sparse_cell(&w->sparse.compressed, row, z->column[i]);
            w->derivatives.at[i] = graph_entry(&w->g, cell.array, (int64_t)cell.place);
            if (!w->derivatives.at[i] || !core_go_on(&w->core)) return false;
        }
    return true;
}

static bool push_all_entries(struct work *w, const struct dcalc_nonzeros *z)
{
    if (!vec_reserve(&w->core.mem, &w->derivatives, z->count)) return false;
    w->derivatives.n = z->count;
    for (size_t i = 0; i < z->count; i++) w->derivatives.at[i] = POISON;
    if (w->sparse.by_colour) return push_cells(w, z);
    for (size_t i = 0; i < w->sparse.bands.all.n; i++)
        if (!push_entries(w, &w->sparse.bands.all.at[i], z)) return false;
    return true;
}

static int by_age(const void *a, const void *b)
{
    id x = *(const id *)a, y = *(const id *)b;
    return (x > y) - (x < y);
}

static bool push_ids(struct work *w, const id *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&w->core.mem, &w->derivatives, ids[i])) return false;
    return true;
}

static bool push_factors(struct work *w)
{
    const struct bands *bands = &w->sparse.bands;
    const struct compressed *c = &w->sparse.compressed;
    if (!push_ids(w, c->forward.at, c->forward.n) || !push_ids(w, c->backward.at, c->backward.n))
        return false;
    for (size_t i = 0; i < bands->all.n; i++)
        if (!push_ids(w, bands->all.at[i].factors, bands->all.at[i].n_factors)) return false;
    size_t n = w->derivatives.n, kept = 0;
    if (n) qsort(w->derivatives.at, n, sizeof(id), by_age);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || w->derivatives.at[i] != w->derivatives.at[kept - 1])
            w->derivatives.at[kept++] = w->derivatives.at[i];
    w->derivatives.n = kept;
    return true;
}

static bool push_roots(struct work *w, const struct dcalc_nonzeros *z)
{
    const struct dcalc_request *rq = w->request;
    bool many = z->count > MOST_FORMULAS, formulas = !w->at_point || rq->symbolic || rq->exact;
    w->in_bands = !formulas && rq->numbers != DCALC_CERTIFIED &&
                  (many || rq->numbers == DCALC_DOUBLE || w->has_arrays);
    if (many && formulas) {
        diag_error(&w->core, KIND_LIMIT, nowhere, "%zu nonzeros are too many for formulas",
                   z->count);
        return diag_hint(&w->core, "numbers need a point: --at; --pattern needs none");
    }
    return w->in_bands ? push_factors(w) : push_all_entries(w, z);
}

/* ---- the stage ---- */

/* In bands where that goes, else by colours. */
static bool find_entries(struct work *w, const id *values, size_t n, const id *leaves)
{
    bool unfit = false;
    for (size_t i = 0; i < n && !w->request->pattern; i++)
        if (!work_note_kinks(w, values[i], leaves, w->leaves.n)) return false;
    if (sparse_by_bands(&w->g, values, n, leaves, w->leaves.n, &w->sparse, &unfit)) return true;
    return unfit && sparse_by_colour(&w->g, values, n, leaves, w->leaves.n, &w->sparse);
}

static bool check_sizes(struct work *w, const id *values, size_t n)
{
    struct graph *g = &w->g;
    struct reach reach = {0};
    id open = POISON;
    bool ok = graph_reach(g, values, n, &reach);
    for (size_t i = 0; ok && !open && i < reach.ids.n; i++)
        if (shape_has_letter(&g->shapes, graph_shape(g, reach.ids.at[i]))) open = reach.ids.at[i];
    for (size_t i = 0; ok && !open && i < w->leaves.n; i++)
        if (shape_has_letter(&g->shapes, graph_shape(g, w->leaves.at[i].node)))
            open = w->leaves.at[i].node;
    reach_free(g, &reach);
    if (!open) return ok;
    diag_error(&w->core, KIND_SHAPE, graph_node(g, open)->span,
               "a Jacobian of open sizes has no places to write, got shape %s",
               shape_text(&g->shapes, graph_shape(g, open), &w->core.arena));
    return diag_hint(&w->core, "give the sizes as numbers with --shape");
}

static bool find_nonzeros(struct work *w, const id *values, size_t n, struct dcalc_nonzeros *out)
{
    struct mem *mem = &w->core.mem;
    id *leaves = mem_array(mem, w->leaves.n, sizeof *leaves);
    bool ok = leaves != NULL;
    for (size_t i = 0; ok && i < w->leaves.n; i++) leaves[i] = w->leaves.at[i].node;
    ok = ok && check_sizes(w, values, n) && find_entries(w, values, n, leaves) &&
         (w->sparse.by_colour ? copy_pattern(w, out) : sparse_assemble(w, out));
    mem_free_array(mem, leaves, w->leaves.n, sizeof *leaves);
    return ok;
}

static bool check_request(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (rq->explain)
        return diag_error(&w->core, KIND_USAGE, nowhere, "a sparse answer cannot be explained");
    if (rq->format != DCALC_TEXT && rq->format != DCALC_JSON && rq->format != DCALC_MTX)
        return diag_error(&w->core, KIND_USAGE, nowhere,
                          "a sparse answer is text, json or mtx, nothing else");
    if (rq->format != DCALC_MTX || rq->pattern || (w->at_point && !rq->exact)) return true;
    diag_error(&w->core, KIND_USAGE, nowhere, "a Matrix Market file holds numbers, not formulas");
    return diag_hint(&w->core, "give the point with --at, or ask for the --pattern");
}

bool work_sparse(struct work *w, const id *values, size_t n)
{
    struct dcalc_nonzeros *z = arena_alloc(&w->answer->arena, sizeof *z);
    if (!z || !check_request(w) || !find_nonzeros(w, values, n, z)) return false;
    w->values.n = 0; /* not part of the answer */
    w->answer->public.nonzeros = z;
    return w->request->pattern || push_roots(w, z);
}

/* ---- full tables ---- */

/* Entries that are written out one by one, many rows of them. */
static bool is_written_out(struct work *w, const id *values, size_t n)
{
    enum { FEWEST_ROWS = 64, MOST_ENTRIES = 1000000 };
    struct reach reach = {0};
    int64_t rows = 0, columns = (int64_t)work_columns(w);
    for (size_t i = 0; i < n; i++) rows += shape_count(&w->g.shapes, graph_shape(&w->g, values[i]));
    bool many = rows >= FEWEST_ROWS && columns <= MOST_ENTRIES / rows;
    bool plain = !w->request->explain && !work_writes_document(w);
    if (!many || !plain || !graph_reach(&w->g, values, n, &reach)) return false;
    bool out = (int64_t)reach.ids.n > rows;
    reach_free(&w->g, &reach);
    return out;
}

static bool fill_table(struct work *w)
{
    size_t cells = (size_t)(w->sparse.rows * w->sparse.columns);
    id zero = graph_int(&w->g, 0);
    if (!vec_reserve(&w->core.mem, &w->derivatives, cells)) return false;
    w->derivatives.n = cells;
    for (size_t i = 0; i < cells; i++) w->derivatives.at[i] = zero;
    for (size_t i = 0; i < w->sparse.bands.all.n; i++)
        if (!push_entries(w, &w->sparse.bands.all.at[i], NULL)) return false;
    w->rows = (size_t)w->sparse.rows;
    return true;
}

bool work_table(struct work *w, const id *values, size_t n, bool *done)
{
    struct mem *mem = &w->core.mem;
    bool unfit = false;
    *done = false;
    if (!is_written_out(w, values, n)) return !diag_any(&w->core);
    id *leaves = mem_array(mem, w->leaves.n, sizeof *leaves);
    bool ok = leaves != NULL;
    for (size_t i = 0; ok && i < w->leaves.n; i++) leaves[i] = w->leaves.at[i].node;
    *done = ok && sparse_by_bands(&w->g, values, n, leaves, w->leaves.n, &w->sparse, &unfit);
    ok = *done || unfit;
    for (size_t i = 0; *done && ok && i < n; i++)
        ok = work_note_kinks(w, values[i], leaves, w->leaves.n);
    ok = ok && (!*done || fill_table(w));
    mem_free_array(mem, leaves, w->leaves.n, sizeof *leaves);
    return ok;
}

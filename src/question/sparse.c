/* sparse.c - the stage that differentiates to nonzeros: bands or compressed sweeps, and a root of
 * the computation for each entry or, where there are many, for each factor of the bands. */
#include "question/sparse.h"

#include <stdlib.h>
#include <string.h>

/* Up to this many nonzeros are formulas of their own, which certified numbers and printing need. */
enum { MOST_FORMULAS = 20000 };

static const struct span nowhere = {0, 0, 0};

static bool copy_pattern(const struct pattern *p, struct shared_nonzeros *shared)
{
    struct arena *arena = &shared->arena;
    size_t n = p->starts[p->rows],
           *starts = arena_alloc_unset(arena, (p->rows + 1) * sizeof *starts);
    unsigned *columns = arena_alloc_unset(arena, (n + 1) * sizeof *columns);
    if (!starts || !columns) return false;
    memcpy(starts, p->starts, (p->rows + 1) * sizeof *starts);
    for (size_t i = 0; i < n; i++) columns[i] = p->column[i];
    shared->nonzeros = (struct dcalc_nonzeros){p->rows, p->columns, n, starts, columns};
    return true;
}

static struct shared_nonzeros *places_by_colour(const struct question *q)
{
    struct mem *mem = &q->core->mem;
    struct shared_nonzeros *shared = shared_nonzeros_new(mem);
    bool ok = shared && copy_pattern(&q->sparse.compressed.pattern, shared);
    if (shared) mem_note_failures(mem, &shared->mem);
    if (!shared) mem->failed = true;
    if (ok) return shared;
    shared_nonzeros_release(shared);
    return NULL;
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
static bool push_entries(struct question *q, const struct band *b, const struct dcalc_nonzeros *z)
{
    struct graph *g = q->graph;
    struct walk walk = walk_start(b);
    int64_t from, to;
    while (walk_below(&walk, INT64_MAX, &from, &to))
        for (int64_t i = from; i < to; i++) {
            size_t row = (size_t)walk_at(&walk, ROW, i);
            unsigned column = (unsigned)walk_at(&walk, COLUMN, i);
            size_t full = row * (size_t)q->sparse.columns + column;
            id *cell = &q->derivatives.at[z ? nonzeros_find(z, row, column) : full];
            id entry = entry_of_band(g, &walk, i);
            if (entry == POISON || !core_go_on(q->core)) return false;
            *cell = *cell ? graph_add(g, *cell, entry) : entry;
        }
    return true;
}

static bool push_cells(struct question *q, const struct dcalc_nonzeros *z)
{
    for (size_t row = 0; row < z->rows; row++)
        for (size_t i = z->starts[row]; i < z->starts[row + 1]; i++) {
            struct cell cell = sparse_cell(&q->sparse.compressed, row, z->column[i]);
            q->derivatives.at[i] = graph_entry(q->graph, cell.array, (int64_t)cell.place);
            if (!q->derivatives.at[i] || !core_go_on(q->core)) return false;
        }
    return true;
}

static bool push_all_entries(struct question *q, const struct dcalc_nonzeros *z)
{
    if (!vec_reserve(&q->core->mem, &q->derivatives, z->count)) return false;
    q->derivatives.n = z->count;
    for (size_t i = 0; i < z->count; i++) q->derivatives.at[i] = POISON;
    if (q->sparse.by_colour) return push_cells(q, z);
    for (size_t i = 0; i < q->sparse.bands.all.n; i++)
        if (!push_entries(q, &q->sparse.bands.all.at[i], z)) return false;
    return true;
}

static int by_age(const void *a, const void *b)
{
    id x = *(const id *)a, y = *(const id *)b;
    return (x > y) - (x < y);
}

static bool push_ids(struct question *q, const id *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&q->core->mem, &q->derivatives, ids[i])) return false;
    return true;
}

static bool push_factors(struct question *q)
{
    const struct bands *bands = &q->sparse.bands;
    const struct compressed *c = &q->sparse.compressed;
    if (!push_ids(q, c->forward.at, c->forward.n) || !push_ids(q, c->backward.at, c->backward.n))
        return false;
    for (size_t i = 0; i < bands->all.n; i++)
        if (!push_ids(q, bands->all.at[i].factors, bands->all.at[i].n_factors)) return false;
    size_t n = q->derivatives.n, kept = 0;
    if (n) qsort(q->derivatives.at, n, sizeof(id), by_age);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || q->derivatives.at[i] != q->derivatives.at[kept - 1])
            q->derivatives.at[kept++] = q->derivatives.at[i];
    q->derivatives.n = kept;
    return true;
}

static bool push_roots(struct question *q, const struct dcalc_nonzeros *z)
{
    const struct dcalc_request *rq = q->request;
    bool many = z->count > MOST_FORMULAS, formulas = !q->at_point || rq->symbolic || rq->exact;
    q->in_bands = !formulas && rq->numbers != DCALC_CERTIFIED &&
                  (many || rq->numbers == DCALC_DOUBLE || q->has_arrays);
    if (many && formulas) {
        diag_error(q->core, KIND_LIMIT, nowhere, "%zu nonzeros are too many for formulas",
                   z->count);
        return diag_hint(q->core, "numbers need a point: --at; --pattern needs none");
    }
    return q->in_bands ? push_factors(q) : push_all_entries(q, z);
}

/* ---- the stage ---- */

/* Finds the nonzeros by bands where the program allows it, else by colours. */
static bool find_entries(struct question *q, const id *values, size_t n, const id *leaves)
{
    bool unfit = false;
    for (size_t i = 0; i < n && !q->request->pattern; i++)
        if (!kinks_note(q, values[i], leaves, q->leaves.n)) return false;
    if (sparse_by_bands(q->graph, values, n, leaves, q->leaves.n, &q->sparse, &unfit)) return true;
    return unfit && sparse_by_colour(q->graph, values, n, leaves, q->leaves.n, &q->sparse);
}

static bool check_sizes(struct question *q, const id *values, size_t n)
{
    struct graph *g = q->graph;
    struct reach reach = {0};
    id open = POISON;
    bool ok = graph_reach(g, values, n, &reach);
    for (size_t i = 0; ok && !open && i < reach.ids.n; i++)
        if (shape_is_open(&g->shapes, graph_shape(g, reach.ids.at[i]))) open = reach.ids.at[i];
    for (size_t i = 0; ok && !open && i < q->leaves.n; i++)
        if (shape_is_open(&g->shapes, graph_shape(g, q->leaves.at[i].node)))
            open = q->leaves.at[i].node;
    reach_free(g, &reach);
    if (!open) return ok;
    diag_error(q->core, KIND_SHAPE, graph_node(g, open)->span,
               "the nonzeros of a Jacobian of open sizes cannot be listed, got shape %s",
               shape_text(&g->shapes, graph_shape(g, open), &q->core->arena));
    return diag_hint(q->core, "give the sizes as numbers with --shape");
}

static bool find_nonzeros(struct question *q, const id *values, size_t n)
{
    struct mem *mem = &q->core->mem;
    id *leaves = mem_array(mem, q->leaves.n, sizeof *leaves);
    bool ok = leaves != NULL;
    for (size_t i = 0; ok && i < q->leaves.n; i++) leaves[i] = q->leaves.at[i].node;
    ok = ok && check_sizes(q, values, n) && find_entries(q, values, n, leaves);
    mem_free_array(mem, leaves, q->leaves.n, sizeof *leaves);
    if (!ok) return false;
    shared_nonzeros_release(q->places);
    q->places = q->sparse.by_colour ? places_by_colour(q) : shared_nonzeros_of_bands(q);
    q->nonzeros = q->places ? &q->places->nonzeros : NULL;
    return q->places;
}

static bool check_request(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->explain)
        return diag_error(q->core, KIND_USAGE, nowhere, "a sparse answer cannot be explained");
    bool code = rq->format == DCALC_C || rq->format == DCALC_PYTHON;
    if (code && rq->pattern) {
        diag_error(q->core, KIND_USAGE, nowhere, "code needs values as well as their places");
        return diag_hint(q->core, "leave --pattern out: the code has it as arrays");
    }
    if (!code && rq->format != DCALC_TEXT && rq->format != DCALC_JSON && rq->format != DCALC_MTX)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "a sparse answer must be text, json, mtx, c or python");
    if (rq->format != DCALC_MTX || rq->pattern || (q->at_point && !rq->exact)) return true;
    diag_error(q->core, KIND_USAGE, nowhere, "a Matrix Market file holds numbers, not formulas");
    return diag_hint(q->core, "give the point with --at, or ask for the --pattern");
}

bool sparse_make(struct question *q, const id *values, size_t n)
{
    if (!check_request(q) || !find_nonzeros(q, values, n)) return false;
    for (size_t i = 0; i < n && q->request->command == DCALC_JACOBIAN; i++)
        if (!vec_push(&q->core->mem, &q->differentiated, values[i])) return false;
    q->values.n = 0; /* not part of the answer */
    /* Functions in code find their formulas themselves. */
    return q->request->pattern || question_writes_document(q) || push_roots(q, q->nonzeros);
}

/* ---- full tables ---- */

/* Entries that are written out one by one, many rows of them. */
static bool is_written_out(struct question *q, const id *values, size_t n)
{
    enum { FEWEST_ROWS = 64, MOST_ENTRIES = 1000000 };
    struct reach reach = {0};
    int64_t rows = 0, columns = (int64_t)leaves_count_entries(q);
    for (size_t i = 0; i < n; i++)
        rows += shape_count(&q->graph->shapes, graph_shape(q->graph, values[i]));
    bool many = rows >= FEWEST_ROWS && columns <= MOST_ENTRIES / rows;
    bool plain = !q->request->explain && !question_writes_document(q);
    if (!many || !plain || !graph_reach(q->graph, values, n, &reach)) return false;
    bool out = (int64_t)reach.ids.n > rows;
    reach_free(q->graph, &reach);
    return out;
}

static bool fill_table(struct question *q)
{
    size_t cells = (size_t)(q->sparse.rows * q->sparse.columns);
    id zero = graph_int(q->graph, 0);
    if (!vec_reserve(&q->core->mem, &q->derivatives, cells)) return false;
    q->derivatives.n = cells;
    for (size_t i = 0; i < cells; i++) q->derivatives.at[i] = zero;
    for (size_t i = 0; i < q->sparse.bands.all.n; i++)
        if (!push_entries(q, &q->sparse.bands.all.at[i], NULL)) return false;
    q->rows = (size_t)q->sparse.rows;
    return true;
}

bool sparse_make_table(struct question *q, const id *values, size_t n, bool *done)
{
    struct mem *mem = &q->core->mem;
    bool unfit = false;
    *done = false;
    if (!is_written_out(q, values, n)) return !diag_any(q->core);
    id *leaves = mem_array(mem, q->leaves.n, sizeof *leaves);
    bool ok = leaves != NULL;
    for (size_t i = 0; ok && i < q->leaves.n; i++) leaves[i] = q->leaves.at[i].node;
    *done = ok && sparse_by_bands(q->graph, values, n, leaves, q->leaves.n, &q->sparse, &unfit);
    ok = *done || unfit;
    for (size_t i = 0; *done && ok && i < n; i++)
        ok = kinks_note(q, values[i], leaves, q->leaves.n);
    ok = ok && (!*done || fill_table(q));
    mem_free_array(mem, leaves, q->leaves.n, sizeof *leaves);
    return ok;
}

/* sparse.c - the stage that differentiates to nonzeros: bands, their pattern by rows, and a root of
 * the computation for each entry or, where there are many, for each factor of the bands. */
#include "app/sparse.h"

#include <stdlib.h>
#include <string.h>

/* Up to this many nonzeros are formulas of their own, which certified numbers and printing need. */
enum { MOST_FORMULAS = 20000 };

static const struct span nowhere = {0, 0, 0};

/* ---- walking ---- */

struct walk walk_start(const struct band *b)
{
    struct walk walk = {.band = b, .inner.n = 1};
    memcpy(walk.at, b->start, sizeof walk.at);
    if (b->n_axes) walk.inner = b->axes[b->n_axes - 1];
    return walk;
}

bool walk_next(struct walk *walk)
{
    for (uint32_t a = walk->band->n_axes; a-- > 1;) {
        const struct axis *x = &walk->band->axes[a - 1];
        bool carry = ++walk->index[a - 1] == x->n;
        if (carry) walk->index[a - 1] = 0;
        for (int m = 0; m < BAND_MAPS; m++)
            walk->at[m] += carry ? -x->step[m] * (x->n - 1) : x->step[m];
        if (!carry) return true;
    }
    return false;
}

/* ---- the pattern ---- */

struct assembly {
    size_t rows;
    size_t *starts; /* first of each row */
    size_t *ends;   /* how far each row is filled */
    unsigned *columns;
};

static void count_entries(const struct assembly *p, const struct band *b)
{
    struct walk walk = walk_start(b);
    do
        for (int64_t i = 0; i < walk.inner.n; i++)
            p->starts[walk.at[ROW] + i * walk.inner.step[ROW] + 1]++;
    while (walk_next(&walk));
}

static void place_entries(const struct assembly *p, const struct band *b)
{
    struct walk walk = walk_start(b);
    do
        for (int64_t i = 0; i < walk.inner.n; i++)
            p->columns[p->ends[walk.at[ROW] + i * walk.inner.step[ROW]]++] =
                (unsigned)(walk.at[COLUMN] + i * walk.inner.step[COLUMN]);
    while (walk_next(&walk));
}

static int by_column(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

static bool is_ascending(const unsigned *columns, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (columns[i - 1] >= columns[i]) return false;
    return true;
}

/* Sorts every row and leaves out what comes twice. */
static void sort_rows(struct assembly *p)
{
    size_t kept = 0;
    for (size_t r = 0; r < p->rows; r++) {
        unsigned *row = p->columns + p->starts[r];
        size_t n = p->ends[r] - p->starts[r];
        if (!is_ascending(row, n)) qsort(row, n, sizeof *row, by_column);
        p->starts[r] = kept;
        for (size_t i = 0; i < n; i++)
            if (i == 0 || row[i] != p->columns[kept - 1]) p->columns[kept++] = row[i];
    }
    p->starts[p->rows] = kept;
}

/* Diagonals from left to right, so that most rows come out in order. */
static int by_diagonal(const void *a, const void *b)
{
    const struct band *x = a, *y = b;
    int64_t d = x->start[COLUMN] - x->start[ROW], e = y->start[COLUMN] - y->start[ROW];
    return (d > e) - (d < e);
}

static bool check_size(struct work *w, const struct sparse *s, size_t *count)
{
    int64_t total = 0;
    for (size_t i = 0; i < s->bands.all.n; i++)
        if (__builtin_add_overflow(total, band_count(&s->bands.all.at[i]), &total))
            total = INT64_MAX;
    *count = (size_t)total;
    if (s->columns > UINT32_MAX || total > INT32_MAX)
        return diag_error(&w->core, KIND_LIMIT, nowhere,
                          "the Jacobian has more than %d nonzeros or columns", INT32_MAX);
    return true;
}

static bool assemble(struct work *w, struct dcalc_nonzeros *out)
{
    struct sparse *s = &w->sparse;
    struct arena *arena = &w->answer->arena;
    size_t count;
    if (!check_size(w, s, &count)) return false;
    if (s->bands.all.n > 1)
        qsort(s->bands.all.at, s->bands.all.n, sizeof *s->bands.all.at, by_diagonal);
    struct assembly p = {.rows = (size_t)s->rows};
    p.starts = arena_alloc(arena, (p.rows + 1) * sizeof *p.starts);
    p.columns = arena_alloc(arena, (count + 1) * sizeof *p.columns);
    p.ends = mem_array(&w->core.mem, p.rows, sizeof *p.ends);
    bool ok = p.starts && p.columns && p.ends;
    if (ok) {
        for (size_t i = 0; i < s->bands.all.n; i++) count_entries(&p, &s->bands.all.at[i]);
        for (size_t r = 0; r < p.rows; r++) p.starts[r + 1] += p.starts[r];
        memcpy(p.ends, p.starts, p.rows * sizeof *p.ends);
        for (size_t i = 0; i < s->bands.all.n; i++) place_entries(&p, &s->bands.all.at[i]);
        sort_rows(&p);
        *out = (struct dcalc_nonzeros){p.rows, (size_t)s->columns, p.starts[p.rows], p.starts,
                                       p.columns};
    }
    mem_free_array(&w->core.mem, p.ends, p.rows, sizeof *p.ends);
    return ok;
}

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

size_t nonzeros_find(const struct dcalc_nonzeros *z, size_t row, unsigned column, size_t near)
{
    size_t low = z->starts[row], high = z->starts[row + 1] - 1;
    if (near >= low && near <= high && z->column[near] == column) return near;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (z->column[middle] < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- roots ---- */

static id entry_of_band(struct graph *g, const struct walk *walk, int64_t i)
{
    const struct band *b = walk->band;
    size_t begin = graph_begin(g);
    for (uint32_t f = 0; f < b->n_factors; f++)
        graph_push(
            g,
            graph_entry(g, b->factors[f], walk->at[FACTOR + f] + i * walk->inner.step[FACTOR + f]),
            NUMBER_ONE);
    return graph_end_product(g, begin, b->c);
}

/* Entries of bands that meet are added up. */
static bool push_entries(struct work *w, const struct band *b, const struct dcalc_nonzeros *z)
{
    struct graph *g = &w->g;
    struct walk walk = walk_start(b);
    do
        for (int64_t i = 0; i < walk.inner.n; i++) {
            size_t row = (size_t)(walk.at[ROW] + i * walk.inner.step[ROW]);
            unsigned column = (unsigned)(walk.at[COLUMN] + i * walk.inner.step[COLUMN]);
            id *cell = &w->derivatives.at[nonzeros_find(z, row, column, SIZE_MAX)];
            id entry = entry_of_band(g, &walk, i);
            if (entry == POISON || !core_go_on(&w->core)) return false;
            *cell = *cell ? graph_add(g, *cell, entry) : entry;
        }
    while (walk_next(&walk));
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
         (w->sparse.by_colour ? copy_pattern(w, out) : assemble(w, out));
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

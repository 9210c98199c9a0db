/* code_sparse.c - the nonzeros of a Jacobian as arrays, each of which goes to places that lie
 * regularly among the nonzeros, so that a function computes it in a loop.
 *
 * A band's entries lie regularly in the matrix, but not always in the list of nonzeros: a diagonal
 * beside others has a longer way from row to row where these are, too. So a band is cut where its
 * places turn. */
#include "question/sparse.h"
#include "write/code_private.h"

#include <stdlib.h>

enum { MOST_PIECES = 20000 };

/* Entries of an array in steps, and their places in steps. */
struct run {
    int64_t from, from_step, to, to_step, n;
    bool adds;
};

/* Runs of one kind in rows that follow each other. */
struct box {
    struct run run;
    int64_t row, rows, down;
};

struct cutting {
    const struct question *q;
    struct code_pieces *out;
    bool *taken; /* by nonzero: has it had a number */
    VEC(struct run) runs;
    VEC(struct box) boxes; /* that the next row may continue */
};

static bool push_piece(struct cutting *c, id root, struct code_place place)
{
    struct core *core = c->q->core;
    if (root == POISON) return false;
    if (c->out->roots.n == MOST_PIECES) {
        diag_error(core, KIND_LIMIT, (struct span){0},
                   "the nonzeros lie too irregularly for code: in more than %d pieces",
                   MOST_PIECES);
        return diag_hint(core, "numbers at a point need no code: --at");
    }
    return core_go_on(core) && vec_push(&core->mem, &c->out->roots, root) &&
           vec_push(&core->mem, &c->out->places, place);
}

/* ---- runs ---- */

static bool continues(const struct run *r, const struct run *next)
{
    int64_t from = next->from - r->from, to = next->to - r->to;
    if (r->adds != next->adds || to == 0) return false;
    return r->n == 1 || (from == r->n * r->from_step && to == r->n * r->to_step);
}

/* Adds an entry to the last of the runs. One that has only two, and turns, gives up the second. */
static bool add_entry(struct cutting *c, struct run entry)
{
    struct mem *mem = &c->q->core->mem;
    struct run *last = c->runs.n ? &c->runs.at[c->runs.n - 1] : NULL;
    if (last && !continues(last, &entry) && last->n == 2) {
        struct run second = *last;
        second.from += second.from_step, second.to += second.to_step;
        second.n = last->n = 1;
        if (!vec_push(mem, &c->runs, second)) return false;
        last = &c->runs.at[c->runs.n - 1];
    }
    if (!last || !continues(last, &entry)) return vec_push(mem, &c->runs, entry);
    if (last->n == 1)
        last->from_step = entry.from - last->from, last->to_step = entry.to - last->to;
    last->n++;
    return true;
}

/* ---- bands ---- */

static id value_of(struct graph *g, const struct band *b)
{
    uint32_t first = b->n_axes == 2 ? 0 : NO_AXIS;
    uint32_t second = b->n_axes == 2 ? 1 : b->n_axes == 1 ? 0 : NO_AXIS;
    id joined = band_gather(g, b, (1u << b->n_factors) - 1, first, second);
    if (joined == POISON) return POISON;
    size_t begin = graph_begin(g);
    graph_push(g, joined, NUMBER_ONE);
    id value = graph_end_product(g, begin, b->c);
    if (b->n_axes == 0) return value;
    return graph_broadcast(g, value,
                           b->n_axes == 1 ? shape_vector(&g->shapes, b->axes[0].n)
                                          : shape_matrix(&g->shapes, b->axes[0].n, b->axes[1].n));
}

static bool failed(const struct cutting *c)
{
    return c->q->graph->core->mem.failed || diag_any(c->q->core);
}

/* Rows `row`, row + 1, ... of a band of two axes, as a matrix or else row by row. */
static bool push_rows(struct cutting *c, const struct band *b, const struct box *box, int64_t row,
                      int64_t rows)
{
    struct band part = *b;
    struct code_place place = {box->run.to + (row - box->row) * box->down, box->down,
                               box->run.to_step, box->run.adds, false};
    band_narrow(&part, 1, box->run.from, box->run.from_step, box->run.n);
    band_narrow(&part, 0, row, 1, rows);
    if (box->run.n == 1) band_drop_axis(&part, 1);
    if (rows == 1) band_drop_axis(&part, 0);
    if (part.n_axes < 2) place.step = rows == 1 ? place.step : place.down, place.down = 0;
    id value = value_of(c->q->graph, &part);
    if (value != POISON || rows == 1 || failed(c)) return push_piece(c, value, place);
    for (int64_t i = 0; i < rows; i++)
        if (!push_rows(c, b, box, row + i, 1)) return false;
    return true;
}

/* Those that add come last: their places may have been reached in one of the others. */
static bool push_boxes(struct cutting *c, const struct band *b)
{
    for (int adds = 0; adds < 2; adds++)
        for (size_t i = 0; i < c->boxes.n; i++) {
            const struct box box = c->boxes.at[i];
            if (box.run.adds == adds && !push_rows(c, b, &box, box.row, box.rows)) return false;
        }
    c->boxes.n = 0;
    return true;
}

/* True if a run goes on in a box's next row, where no two entries have one place. */
static bool fits(const struct box *box, const struct run *r)
{
    const struct run *a = &box->run;
    int64_t down = r->to - (a->to + (box->rows - 1) * box->down);
    int64_t low = down < 0 ? -down : down, step = a->to_step < 0 ? -a->to_step : a->to_step;
    if (r->from != a->from || r->n != a->n || r->adds != a->adds) return false;
    if (a->n > 1 && (r->from_step != a->from_step || r->to_step != a->to_step)) return false;
    if (box->rows > 1 && down != box->down) return false;
    return low > (a->n - 1) * step || (low > 0 && step > box->rows * low);
}

static bool go_on_in_boxes(struct cutting *c)
{
    bool all = c->boxes.n == c->runs.n;
    for (size_t i = 0; all && i < c->runs.n; i++) all = fits(&c->boxes.at[i], &c->runs.at[i]);
    for (size_t i = 0; all && i < c->runs.n; i++) {
        struct box *box = &c->boxes.at[i];
        box->down = (c->runs.at[i].to - box->run.to) / box->rows;
        box->rows++;
    }
    return all;
}

/* Entry (i, j) of a band of two axes. */
static struct run entry_of(struct cutting *c, const struct band *b, int64_t i, int64_t j)
{
    int64_t at[2];
    for (int m = ROW; m <= COLUMN; m++)
        at[m] = b->start[m] + i * b->axes[0].step[m] + j * b->axes[1].step[m];
    size_t to = nonzeros_find(c->q->nonzeros, (size_t)at[ROW], (unsigned)at[COLUMN]);
    struct run entry = {.from = j, .from_step = 1, .to = (int64_t)to, .n = 1};
    entry.adds = c->taken[to];
    c->taken[to] = true;
    return entry;
}

static bool cut_flat(struct cutting *c, const struct band *b)
{
    for (int64_t i = 0; i < b->axes[0].n; i++) {
        c->runs.n = 0;
        for (int64_t j = 0; j < b->axes[1].n; j++)
            if (!add_entry(c, entry_of(c, b, i, j))) return false;
        if (go_on_in_boxes(c)) continue;
        if (!push_boxes(c, b)) return false;
        for (size_t k = 0; k < c->runs.n; k++) {
            struct box box = {c->runs.at[k], i, 1, 0};
            if (!vec_push(&c->q->core->mem, &c->boxes, box)) return false;
        }
    }
    return push_boxes(c, b);
}

/* Returns in how many rows the first p runs come again. */
static int64_t rows_alike(const struct run *r, size_t n, size_t p)
{
    int64_t rows = 1;
    for (; ((size_t)rows + 1) * p <= n; rows++)
        for (size_t k = 0; k < p; k++) {
            struct box box = {r[k], 0, rows, rows > 1 ? r[p + k].to - r[k].to : 0};
            struct run next = r[(size_t)rows * p + k];
            next.from -= rows * (r[p].from - r[0].from);
            if (!fits(&box, &next)) return rows;
        }
    return rows;
}

/* The number of runs that come again in the most rows, in all; 1 if none do. */
static size_t period_of(const struct run *r, size_t n, int64_t *rows)
{
    enum { MOST_RUNS = 4 };
    size_t best = 1;
    *rows = rows_alike(r, n, 1);
    for (size_t p = 2; p <= MOST_RUNS && 2 * p <= n; p++) {
        int64_t alike = rows_alike(r, n, p);
        if (alike < 2 || (size_t)alike * p <= (size_t)*rows * best) continue;
        best = p;
        *rows = alike;
    }
    return best;
}

/* A band of one axis: the entries of a grid may have become a line, whose runs come again in each
 * row of the grid. */
static bool cut_line(struct cutting *c, const struct band *b)
{
    c->runs.n = 0;
    for (int64_t j = 0; j < b->axes[1].n; j++)
        if (!add_entry(c, entry_of(c, b, 0, j))) return false;
    for (size_t i = 0, p; i < c->runs.n;) {
        const struct run *r = &c->runs.at[i];
        struct band grid = *b;
        int64_t rows;
        p = period_of(r, c->runs.n - i, &rows);
        int64_t length = rows > 1 ? r[p].from - r[0].from : 0;
        for (size_t k = 0; k < p; k++) {
            struct box box = {r[k], 0, rows, rows > 1 ? r[p + k].to - r[k].to : 0};
            if (!vec_push(&c->q->core->mem, &c->boxes, box)) return false;
        }
        for (int m = 0; m < BAND_MAPS; m++) grid.axes[0].step[m] = length * b->axes[1].step[m];
        grid.axes[0].n = rows;
        if (!push_boxes(c, &grid)) return false;
        i += p * (size_t)rows;
    }
    return true;
}

static uint32_t shortest_axis(const struct band *b)
{
    uint32_t shortest = 0;
    for (uint32_t a = 1; a < b->n_axes; a++)
        if (b->axes[a].n < b->axes[shortest].n) shortest = a;
    return shortest;
}

/* Bands of one axis become a single row; of more than two, the shortest are taken one by one. */
static bool cut_band(struct cutting *c, const struct band *b)
{
    struct band flat = *b;
    if (b->n_axes <= 2) {
        for (; flat.n_axes < 2; flat.n_axes++) {
            flat.axes[1] = flat.axes[0];
            flat.axes[0] = (struct axis){.n = 1};
        }
        if (b->n_axes == 0) flat.axes[1] = (struct axis){.n = 1};
        return flat.axes[0].n == 1 ? cut_line(c, &flat) : cut_flat(c, &flat);
    }
    uint32_t axis = shortest_axis(b);
    for (int64_t i = 0; i < b->axes[axis].n; i++) {
        flat = *b;
        band_narrow(&flat, axis, i, 1, 1);
        band_drop_axis(&flat, axis);
        if (!cut_band(c, &flat)) return false;
    }
    return true;
}

static int longest_first(const void *a, const void *b)
{
    const struct band *x = *(const struct band *const *)a, *y = *(const struct band *const *)b;
    int64_t n = band_count(x), m = band_count(y);
    return n != m ? (n < m) - (n > m) : (x > y) - (x < y);
}

/* The longest first: a diagonal is added to a full block in one piece, but would cut it into
 * many. */
static bool cut_bands(struct cutting *c)
{
    struct mem *mem = &c->q->core->mem;
    const struct bands *bands = &c->q->sparse.bands;
    size_t count = c->q->nonzeros->count, n = bands->all.n;
    const struct band **order = mem_array(mem, n, sizeof *order);
    c->taken = mem_array(mem, count, sizeof *c->taken);
    bool ok = order && c->taken;
    for (size_t i = 0; ok && i < n; i++) order[i] = &bands->all.at[i];
    if (ok && n > 1) qsort(order, n, sizeof *order, longest_first);
    for (size_t i = 0; ok && i < n; i++) ok = cut_band(c, order[i]);
    mem_free_array(mem, c->taken, count, sizeof *c->taken);
    mem_free_array(mem, order, n, sizeof *order);
    return ok;
}

/* ---- compressed sweeps ---- */

/* Entry `from` of a sweep's array is a nonzero. */
struct taken {
    id array;
    int64_t diagonal, from, to;
};
struct sweeps {
    VEC(struct taken) all;
};

static int by_array(const void *a, const void *b)
{
    const struct taken *x = a, *y = b;
    if (x->array != y->array) return x->array < y->array ? -1 : 1;
    if (x->diagonal != y->diagonal) return x->diagonal < y->diagonal ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* What is taken of each array, or of each and from each diagonal of the matrix: where columns take
 * turns in an array, the entries of one diagonal are evenly apart. */
static bool list_taken(const struct cutting *c, struct sweeps *sweeps, bool by_diagonal)
{
    const struct dcalc_nonzeros *z = c->q->nonzeros;
    struct mem *mem = &c->q->core->mem;
    sweeps->all.n = 0;
    for (size_t row = 0; row < z->rows; row++)
        for (size_t i = z->starts[row]; i < z->starts[row + 1]; i++) {
            struct cell cell = sparse_cell(&c->q->sparse.compressed, row, z->column[i]);
            int64_t diagonal = by_diagonal ? (int64_t)z->column[i] - (int64_t)row : 0;
            struct taken one = {cell.array, diagonal, (int64_t)cell.place, (int64_t)i};
            if (!vec_push(mem, &sweeps->all, one)) return false;
        }
    if (sweeps->all.n) qsort(sweeps->all.at, sweeps->all.n, sizeof *sweeps->all.at, by_array);
    return core_go_on_slow(c->q->core);
}

/* The runs of the array that begins at entry `first`, and the end of it. */
static bool find_runs(struct cutting *c, const struct sweeps *sweeps, size_t first, size_t *end)
{
    const struct taken *t = sweeps->all.at;
    c->runs.n = 0;
    for (*end = first; *end < sweeps->all.n; ++*end) {
        if (t[*end].array != t[first].array || t[*end].diagonal != t[first].diagonal) break;
        struct run entry = {t[*end].from, 1, t[*end].to, 1, 1, false};
        if (!add_entry(c, entry)) return false;
    }
    return true;
}

static bool push_run(struct cutting *c, id array, const struct run *r, bool listed)
{
    struct graph *g = c->q->graph;
    struct code_place place = {r->to, 0, r->to_step, false, listed};
    if (r->n == 1) return push_piece(c, graph_entry(g, array, r->from), place);
    int64_t size = shape_count(&g->shapes, graph_shape(g, array));
    struct slice axis = {(int32_t)r->from, (int32_t)r->from_step, r->n};
    id flat = graph_reshape(g, array, shape_vector(&g->shapes, size));
    return push_piece(c, flat == POISON ? POISON : graph_slice(g, flat, &axis), place);
}

/* A list of places counts as much as so many runs. */
enum { COST_OF_LIST = 5 };

static bool count_runs(struct cutting *c, struct sweeps *sweeps, bool by_diagonal, size_t *n)
{
    *n = 0;
    if (!list_taken(c, sweeps, by_diagonal)) return false;
    for (size_t first = 0, end; first < sweeps->all.n; first = end) {
        if (!find_runs(c, sweeps, first, &end)) return false;
        *n += c->runs.n < COST_OF_LIST ? c->runs.n : COST_OF_LIST;
    }
    return true;
}

/* The entries first, ..., end - 1 of an array, in runs of the array whose places are listed. */
static bool push_lists(struct cutting *c, const struct sweeps *sweeps, size_t first, size_t end)
{
    const struct taken *t = sweeps->all.at;
    for (size_t i = first, n; i < end; i += n) {
        int64_t step = i + 1 < end ? t[i + 1].from - t[i].from : 1;
        struct run run = {t[i].from, step, (int64_t)c->out->order.n, 1, 0, false};
        for (n = 0; i + n < end && t[i + n].from == run.from + (int64_t)n * step; n++)
            if (!vec_push(&c->q->core->mem, &c->out->order, (size_t)t[i + n].to)) return false;
        run.n = (int64_t)n;
        if (n == 1) run.to = t[i].to;
        if (!push_run(c, t[first].array, &run, n > 1)) return false;
    }
    return true;
}

static bool push_sweeps(struct cutting *c, const struct sweeps *sweeps)
{
    for (size_t first = 0, end; first < sweeps->all.n; first = end) {
        if (!find_runs(c, sweeps, first, &end)) return false;
        bool listed = c->runs.n > COST_OF_LIST;
        if (listed && !push_lists(c, sweeps, first, end)) return false;
        for (size_t i = 0; !listed && i < c->runs.n; i++)
            if (!push_run(c, sweeps->all.at[first].array, &c->runs.at[i], false)) return false;
    }
    return true;
}

/* Cuts the sweeps by rows or by diagonals, whichever takes fewer runs. */
static bool cut_sweeps(struct cutting *c)
{
    struct sweeps sweeps = {0};
    size_t whole, diagonals;
    bool ok = count_runs(c, &sweeps, false, &whole) && count_runs(c, &sweeps, true, &diagonals) &&
              (diagonals < whole || list_taken(c, &sweeps, false)) && push_sweeps(c, &sweeps);
    vec_free(&c->q->core->mem, &sweeps.all);
    return ok;
}

/* ---- the whole ---- */

bool code_list_pieces(const struct question *q, struct code_pieces *out)
{
    struct mem *mem = &q->core->mem;
    struct cutting c = {.q = q, .out = out};
    bool ok = q->sparse.by_colour ? cut_sweeps(&c) : cut_bands(&c);
    vec_free(mem, &c.runs);
    vec_free(mem, &c.boxes);
    return ok;
}

void code_free_pieces(const struct question *q, struct code_pieces *pieces)
{
    vec_free(&q->core->mem, &pieces->roots);
    vec_free(&q->core->mem, &pieces->places);
    vec_free(&q->core->mem, &pieces->order);
}

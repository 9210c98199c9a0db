/* sparse_pattern.c - the entries of bands put in order: by rows, and in a row by columns. */
#include "question/sparse.h"

#include <stdlib.h>
#include <string.h>

/* ---- walking ---- */

struct walk walk_start(const struct band *b)
{
    struct walk walk = {.band = b, .inner.n = 1};
    memcpy(walk.at, b->start, sizeof walk.at);
    if (b->n_axes) walk.inner = b->axes[b->n_axes - 1];
    return walk;
}

/* The next run: the axes before the last count up like digits. */
static bool next_run(struct walk *walk)
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

bool walk_below(struct walk *walk, int64_t end, int64_t *from, int64_t *to)
{
    int64_t step = walk->inner.step[ROW], n = walk->inner.n;
    if (walk->over) return false;
    if (walk->done == n) {
        walk->done = 0;
        walk->over = !next_run(walk);
        if (walk->over) return false;
    }
    if (walk_at(walk, ROW, walk->done) >= end) return false;
    *from = walk->done;
    *to = n;
    if (step > 0 && walk_at(walk, ROW, n - 1) >= end) *to = (end - 1 - walk->at[ROW]) / step + 1;
    walk->done = *to;
    return true;
}

/* True if no run begins before the last one has ended. */
static bool goes_up(const struct band *b)
{
    int64_t extent = 0;
    for (uint32_t a = b->n_axes; a-- > 0;) {
        if (b->axes[a].step[ROW] < extent) return false;
        extent += b->axes[a].step[ROW] * (b->axes[a].n - 1);
    }
    return true;
}

/* Diagonals from left to right, so that most rows come out in order. */
static int by_diagonal(const void *a, const void *b)
{
    const struct band *x = ((const struct walk *)a)->band, *y = ((const struct walk *)b)->band;
    int64_t d = x->start[COLUMN] - x->start[ROW], e = y->start[COLUMN] - y->start[ROW];
    return (d > e) - (d < e);
}

bool rounds_start(const struct question *q, struct rounds *rounds)
{
    enum { ENTRIES = 8192, MOST_BANDS = 500 };
    const struct bands *bands = &q->sparse.bands;
    int64_t entries = 1;
    bool up = bands->all.n <= MOST_BANDS;
    *rounds = (struct rounds){.n = bands->all.n, .rows = q->sparse.rows};
    rounds->walks = mem_array(&q->core->mem, rounds->n, sizeof *rounds->walks);
    if (!rounds->walks) return false;
    for (size_t i = 0; i < rounds->n; i++) {
        rounds->walks[i] = walk_start(&bands->all.at[i]);
        entries += band_count(&bands->all.at[i]);
        up = up && goes_up(&bands->all.at[i]);
    }
    rounds->height = up ? ENTRIES * rounds->rows / entries + 1 : rounds->rows;
    if (rounds->height > rounds->rows) rounds->height = rounds->rows;
    if (rounds->n > 1) qsort(rounds->walks, rounds->n, sizeof *rounds->walks, by_diagonal);
    return true;
}

bool rounds_is_even(const struct rounds *rounds, size_t *width)
{
    int64_t first = rounds_first(rounds), height = rounds_last(rounds) - first, from, to;
    int64_t upper = -1, lower = -1; /* columns of the band before, in the first and last row */
    *width = 0;
    for (size_t i = 0; i < rounds->n; i++) {
        struct walk walk = rounds->walks[i];
        if (!walk_below(&walk, rounds->end, &from, &to)) continue;
        bool in_all_rows =
            walk.inner.step[ROW] == 1 && walk_at(&walk, ROW, from) == first && to - from == height;
        int64_t above = upper, below = lower;
        upper = walk_at(&walk, COLUMN, from);
        lower = walk_at(&walk, COLUMN, to - 1);
        if (!in_all_rows || upper <= above || lower <= below) return false;
        if (walk_below(&walk, rounds->end, &from, &to)) return false;
        ++*width;
    }
    return true;
}

void rounds_free(const struct question *q, struct rounds *rounds)
{
    mem_free_array(&q->core->mem, rounds->walks, rounds->n, sizeof *rounds->walks);
}

/* ---- putting in order ---- */

struct assembly {
    struct rounds rounds;
    size_t *starts;    /* first of each row */
    unsigned *columns; /* room for what comes twice, too */
    size_t *ends;      /* how far each row of the round is filled */
};

static void count_entries(const struct assembly *p, struct walk walk, int64_t first)
{
    int64_t from, to;
    while (walk_below(&walk, p->rounds.end, &from, &to))
        for (int64_t i = from; i < to; i++) p->ends[walk_at(&walk, ROW, i) - first]++;
}

static void place_entries(const struct assembly *p, struct walk *walk, int64_t first)
{
    int64_t from, to;
    while (walk_below(walk, p->rounds.end, &from, &to))
        for (int64_t i = from; i < to; i++)
            p->columns[p->ends[walk_at(walk, ROW, i) - first]++] =
                (unsigned)walk_at(walk, COLUMN, i);
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

/* Sorts the rows of the round and leaves out what comes twice. */
static void sort_rows(struct assembly *p, int64_t first, int64_t last)
{
    size_t begin = p->starts[first], kept = begin;
    for (int64_t r = first; r < last; r++) {
        unsigned *row = p->columns + begin;
        size_t n = p->ends[r - first] - begin;
        begin = p->ends[r - first];
        bool ascends = is_ascending(row, n);
        if (!ascends) qsort(row, n, sizeof *row, by_column);
        if (ascends && row == p->columns + kept) {
            kept += n;
        } else {
            for (size_t i = 0, own = kept; i < n; i++)
                if (kept == own || row[i] != p->columns[kept - 1]) p->columns[kept++] = row[i];
        }
        p->starts[r + 1] = kept;
    }
}

/* Several columns, added to at once. */
enum { LANES = 16 };
typedef unsigned lanes
    __attribute__((vector_size(LANES * sizeof(unsigned)), aligned(4), may_alias));

/* The first `begun` of n columns are there, LANES or more; each of the others is the one that many
 * before it, plus `more`. */
static void go_on(unsigned *columns, size_t begun, size_t n, unsigned more)
{
    size_t i = begun;
    for (; i + LANES <= n; i += LANES)
        *(lanes *)(columns + i) = *(const lanes *)(columns + i - begun) + more;
    for (; i < n; i++) columns[i] = columns[i - begun] + more;
}

/* Where all bands go on alike, only LANES rows are placed band by band. */
static void place_evenly(const struct assembly *p, size_t width)
{
    int64_t first = rounds_first(&p->rounds), last = rounds_last(&p->rounds), from, to;
    size_t height = (size_t)(last - first), begun = height, start = p->starts[first];
    unsigned *out = p->columns + start, step = 0;
    if (p->rounds.n) step = (unsigned)p->rounds.walks[0].inner.step[COLUMN];
    for (size_t r = 0; r < height; r++) p->starts[(size_t)first + r + 1] = start + (r + 1) * width;
    bool alike = true;
    for (size_t b = 0; b < p->rounds.n; b++)
        alike = alike && (unsigned)p->rounds.walks[b].inner.step[COLUMN] == step;
    if (alike && height > LANES) begun = LANES;
    for (size_t b = 0, k = 0; b < p->rounds.n; b++) {
        struct walk *walk = &p->rounds.walks[b];
        if (!walk_below(walk, p->rounds.end, &from, &to)) continue;
        unsigned column = (unsigned)walk_at(walk, COLUMN, from),
                 own = (unsigned)walk->inner.step[COLUMN], *at = out + k++;
        for (size_t r = 0; r < begun; r++, at += width, column += own) *at = column;
    }
    go_on(out, begun * width, height * width, LANES * step);
}

static void place_and_sort(struct assembly *p)
{
    int64_t first = rounds_first(&p->rounds), last = rounds_last(&p->rounds);
    size_t at = p->starts[first];
    memset(p->ends, 0, (size_t)p->rounds.height * sizeof *p->ends);
    for (size_t i = 0; i < p->rounds.n; i++) count_entries(p, p->rounds.walks[i], first);
    for (int64_t r = 0; r < last - first; r++) {
        size_t n = p->ends[r];
        p->ends[r] = at;
        at += n;
    }
    for (size_t i = 0; i < p->rounds.n; i++) place_entries(p, &p->rounds.walks[i], first);
    sort_rows(p, first, last);
}

static bool assemble_round(const struct question *q, struct assembly *p)
{
    size_t width;
    if (rounds_is_even(&p->rounds, &width))
        place_evenly(p, width);
    else
        place_and_sort(p);
    return core_go_on_slow(q->core);
}

static bool check_size(const struct question *q, size_t *count)
{
    const struct sparse *s = &q->sparse;
    int64_t total = 0;
    for (size_t i = 0; i < s->bands.all.n; i++)
        if (__builtin_add_overflow(total, band_count(&s->bands.all.at[i]), &total))
            total = INT64_MAX;
    *count = (size_t)total;
    if (s->columns > UINT32_MAX || total > INT32_MAX)
        return diag_error(q->core, KIND_LIMIT, (struct span){0},
                          "the Jacobian has more than %d nonzeros or columns", INT32_MAX);
    return true;
}

bool sparse_assemble(const struct question *q, struct arena *arena, struct dcalc_nonzeros *out)
{
    struct assembly p = {0};
    size_t count, rows = (size_t)q->sparse.rows;
    if (!check_size(q, &count)) return false;
    bool ok = rounds_start(q, &p.rounds);
    p.starts = ok ? arena_alloc_unset(arena, (rows + 1) * sizeof *p.starts) : NULL;
    p.columns = p.starts ? arena_alloc_unset(arena, (count + 1) * sizeof *p.columns) : NULL;
    if (p.starts) p.starts[0] = 0;
    p.ends = p.columns ? mem_array(&q->core->mem, (size_t)p.rounds.height, sizeof *p.ends) : NULL;
    ok = p.ends != NULL;
    while (ok && rounds_next(&p.rounds)) ok = assemble_round(q, &p);
    if (ok)
        *out = (struct dcalc_nonzeros){rows, (size_t)q->sparse.columns, p.starts[rows], p.starts,
                                       p.columns};
    mem_free_array(&q->core->mem, p.ends, (size_t)p.rounds.height, sizeof *p.ends);
    rounds_free(q, &p.rounds);
    return ok;
}

size_t nonzeros_find(const struct dcalc_nonzeros *z, size_t row, unsigned column)
{
    size_t low = z->starts[row], high = z->starts[row + 1] - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (z->column[middle] < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

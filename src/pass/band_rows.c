/* band_rows.c - what array operations do to the rows of bands. In an array of shape (m, n), entry
 * (i, j) is row i*n + j of the Jacobian; for most operations each index of a band must change
 * either i or j, not both. */
#include "pass/band.h"

#include <string.h>

/* Where a band's entries are in a matrix: i and j of the first one, and their steps along each
 * axis. */
struct lattice {
    int64_t i, j, di[BAND_AXES], dj[BAND_AXES];
};

static bool moves_column(const struct axis *x, int64_t width)
{
    return x->step[ROW] % width != 0;
}

/* True if no index that changes j carries over into i. */
static bool is_aligned(const struct band *b, int64_t width)
{
    int64_t low = b->start[ROW] % width, high = low;
    for (uint32_t a = 0; a < b->n_axes; a++) {
        int64_t way =
            moves_column(&b->axes[a], width) ? b->axes[a].step[ROW] * (b->axes[a].n - 1) : 0;
        if (way < 0) low += way;
        if (way > 0) high += way;
    }
    return low >= 0 && high < width;
}

static struct lattice lattice_of(const struct band *b, int64_t width)
{
    struct lattice l = {.i = b->start[ROW] / width, .j = b->start[ROW] % width};
    for (uint32_t a = 0; a < b->n_axes; a++) {
        bool column = moves_column(&b->axes[a], width);
        l.di[a] = column ? 0 : b->axes[a].step[ROW] / width;
        l.dj[a] = column ? b->axes[a].step[ROW] : 0;
    }
    return l;
}

static void set_rows(struct band *b, const struct lattice *l, int64_t width)
{
    b->start[ROW] = l->i * width + l->j;
    for (uint32_t a = 0; a < b->n_axes; a++) b->axes[a].step[ROW] = l->di[a] * width + l->dj[a];
}

/* ---- carrying over: entries as the end of a row, whole rows, and the start of a row ---- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool push_run(struct graph *g, struct bands *bands, struct band b, uint32_t axis,
                     int64_t first, int64_t n)
{
    band_narrow(&b, axis, first, 1, n);
    return n <= 0 || vec_push(&g->core->mem, &bands->all, b);
}

/* Pushes the rows * period entries first, first + 1, ... of an axis as two axes. */
static bool push_rows(struct graph *g, struct bands *bands, struct band b, uint32_t axis,
                      int64_t first, int64_t rows, int64_t period)
{
    if (rows <= 0) return true;
    band_narrow(&b, axis, first, 1, period);
    if (!band_add_axis(&b, rows)) return false;
    if (rows > 1)
        for (int m = 0; m < BAND_MAPS; m++)
            b.axes[b.n_axes - 1].step[m] = period * b.axes[axis].step[m];
    return vec_push(&g->core->mem, &bands->all, b);
}

static bool split(struct graph *g, struct bands *bands, size_t at, int64_t width)
{
    struct band b = bands->all.at[at];
    uint32_t axis = NO_AXIS;
    for (uint32_t a = 0; a < b.n_axes; a++) {
        if (!moves_column(&b.axes[a], width)) continue;
        if (axis != NO_AXIS) return false;
        axis = a;
    }
    int64_t step = b.axes[axis].step[ROW], n = b.axes[axis].n;
    if (step < 0 || width % step != 0) return false;
    int64_t period = width / step, head = (width - 1 - b.start[ROW] % width) / step + 1;
    head = least(head % period, n);
    int64_t rows = (n - head) / period, tail = head + rows * period;
    /* The last piece replaces the band itself. */
    if (!push_run(g, bands, b, axis, 0, head) ||
        !push_rows(g, bands, b, axis, head, rows, period) ||
        !push_run(g, bands, b, axis, tail, n - tail))
        return false;
    bands->all.at[at] = bands->all.at[--bands->all.n];
    return true;
}

static bool align(struct graph *g, struct bands *bands, size_t from, int64_t width)
{
    size_t n = bands->all.n;
    for (size_t i = from; i < n; i++)
        if (!is_aligned(&bands->all.at[i], width) && !split(g, bands, i, width)) return false;
    return true;
}

/* ---- moved entries ---- */

enum clip { CLIP_KEPT, CLIP_GONE, CLIP_UNFIT };

static int64_t divide_up(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q + (a % b != 0 && (a < 0) == (b < 0));
}

static int64_t divide_down(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

/* Returns the first index of the axis that is in the slice, n if there is none; *every is how many
 * indices later the next one is. */
static int64_t first_met(int64_t base, int64_t step, int64_t n, struct slice s, int64_t *every)
{
    int64_t k = 0, next;
    while (k < n && (base + k * step - s.start) % s.step != 0) k++;
    for (next = k + 1; next < n && (base + next * step - s.start) % s.step != 0;) next++;
    *every = next - k;
    return k;
}

/* Keeps the positions base + k*step that are in the slice, and renumbers them by the slice. */
static enum clip clip_axis(struct band *b, uint32_t axis, int64_t *base, int64_t *step,
                           struct slice s)
{
    int64_t every, n = b->axes[axis].n, first = first_met(*base, *step, n, s, &every);
    if (first == n) return CLIP_GONE;
    int64_t q = (*base + first * *step - s.start) / s.step, dq = *step * every / s.step;
    int64_t most = (n - 1 - first) / every, low = 0, high = most;
    if (most == 0) {
        if (q < 0 || q >= s.count) return CLIP_GONE;
    } else if (dq > 0) {
        low = divide_up(-q, dq), high = divide_down(s.count - 1 - q, dq);
    } else {
        low = divide_up(s.count - 1 - q, dq), high = divide_down(-q, dq);
    }
    if (low < 0) low = 0;
    if (high > most) high = most;
    if (low > high) return CLIP_GONE;
    band_narrow(b, axis, first + low * every, every, high - low + 1);
    *base = q + low * dq;
    *step = dq;
    return CLIP_KEPT;
}

static enum clip clip(struct band *b, int64_t *base, int64_t *steps, struct slice s, int64_t size)
{
    uint32_t axis = NO_AXIS, moving = 0;
    for (uint32_t a = 0; a < b->n_axes; a++)
        if (steps[a]) axis = a, moving++;
    if (s.start == 0 && s.count == size && (s.step == 1 || size == 1)) return CLIP_KEPT;
    if (moving > 1) return CLIP_UNFIT;
    if (moving == 1) return clip_axis(b, axis, base, &steps[axis], s);
    int64_t from = *base - s.start;
    if (from % s.step != 0 || from / s.step < 0 || from / s.step >= s.count) return CLIP_GONE;
    *base = from / s.step;
    return CLIP_KEPT;
}

static bool repeat(struct band *b, int64_t n, int64_t step)
{
    if (!band_add_axis(b, n)) return false;
    if (n > 1) b->axes[b->n_axes - 1].step[ROW] = step;
    return true;
}

/* A move described by its argument's axes: slices take rows i and columns j, which the result
 * places with steps `down` and `across`; broadcast entries are repeated. */
struct by_axes {
    struct slice i, j;
    int64_t down, across;
    struct move_axis repeated;
};

/* False if an axis of the move runs along neither rows nor columns. */
static bool split_axes(const struct move *m, int64_t width, struct by_axes *out)
{
    int64_t row = m->from / width, column = m->from % width;
    *out = (struct by_axes){{(int32_t)row, 1, 1}, {(int32_t)column, 1, 1}, 0, 0, {1, 0, 0}};
    for (int a = 0; a < MOVE_AXES; a++) {
        struct move_axis x = m->axes[a];
        int64_t end = column + x.from * (x.n - 1);
        if (x.n == 1) continue;
        if (x.from == 0) {
            out->repeated = x;
        } else if (x.from % width == 0 && !out->down) {
            out->i = (struct slice){(int32_t)row, (int32_t)(x.from / width), x.n};
            out->down = x.to;
        } else if (x.from % width != 0 && !out->across && end >= 0 && end < width) {
            out->j = (struct slice){(int32_t)column, (int32_t)x.from, x.n};
            out->across = x.to;
        } else
            return false;
    }
    return true;
}

/* True for a move that keeps all entries in order. It does not matter then which entries share a
 * row. */
static bool keeps_order(const struct move *m, struct shape_data d)
{
    const struct move_axis *x = &m->axes[MOVE_AXES - 1];
    for (int a = 0; a < MOVE_AXES - 1; a++)
        if (m->axes[a].n != 1) return false;
    return x->n == shape_rows(d) * shape_columns(d) && x->from == 1 && x->to == 1;
}

static enum clip move_band(struct band *b, const struct move *m, const struct by_axes *by,
                           struct shape_data d)
{
    struct lattice l = lattice_of(b, shape_columns(d));
    enum clip clipped = clip(b, &l.i, l.di, by->i, shape_rows(d));
    if (clipped == CLIP_KEPT) clipped = clip(b, &l.j, l.dj, by->j, shape_columns(d));
    if (clipped != CLIP_KEPT) return clipped;
    b->start[ROW] = m->to + l.i * by->down + l.j * by->across;
    for (uint32_t a = 0; a < b->n_axes; a++)
        b->axes[a].step[ROW] = l.di[a] * by->down + l.dj[a] * by->across;
    bool repeats = by->repeated.n > 1;
    return !repeats || repeat(b, by->repeated.n, by->repeated.to) ? CLIP_KEPT : CLIP_UNFIT;
}

bool rows_move(struct graph *g, struct bands *bands, size_t from, struct shape_data d,
               const struct move *m)
{
    struct by_axes by;
    size_t kept = from;
    if (keeps_order(m, d)) {
        for (size_t i = from; i < bands->all.n; i++) bands->all.at[i].start[ROW] += m->to;
        return true;
    }
    if (!split_axes(m, shape_columns(d), &by) || !align(g, bands, from, shape_columns(d)))
        return false;
    for (size_t i = from; i < bands->all.n; i++) {
        struct band b = bands->all.at[i];
        enum clip clipped = move_band(&b, m, &by, d);
        if (clipped == CLIP_UNFIT) return false;
        if (clipped == CLIP_KEPT) bands->all.at[kept++] = b;
    }
    bands->all.n = kept;
    return true;
}

/* ---- sums ---- */

/* Sums over the indices on which no row depends any more. */
static void contract_all(struct graph *g, struct bands *bands, size_t from)
{
    for (size_t i = from; i < bands->all.n; i++) {
        struct band *b = &bands->all.at[i];
        for (uint32_t a = b->n_axes; a-- > 0;) band_contract(g, b, a);
    }
}

bool rows_sum(struct graph *g, struct bands *bands, size_t from, struct shape_data d, uint32_t axis)
{
    bool all = axis == AXIS_ALL || d.ndim < 2;
    if (!all && !align(g, bands, from, shape_columns(d))) return false;
    for (size_t i = from; i < bands->all.n; i++) {
        struct band *b = &bands->all.at[i];
        struct lattice l = lattice_of(b, shape_columns(d)), left = {.i = 0};
        if (!all) left.j = axis == 0 ? l.j : l.i;
        if (!all) memcpy(left.dj, axis == 0 ? l.dj : l.di, sizeof l.dj);
        set_rows(b, &left, 1);
    }
    contract_all(g, bands, from);
    return true;
}

/* ---- matrix products ---- */

/* Adds the factor y, read at (l, j), where l is the index that `steps` change. */
static bool add_factor(struct graph *g, struct band *b, id y, int64_t start, const int64_t *steps,
                       int64_t scale)
{
    if (b->n_factors == BAND_MAPS - FACTOR && !band_join(g, b)) return false;
    int m = FACTOR + (int)b->n_factors;
    b->start[m] = start * scale;
    for (uint32_t a = 0; a < b->n_axes; a++) b->axes[a].step[m] = steps[a] * scale;
    b->factors[b->n_factors++] = y;
    return true;
}

/* In x @ y, where x is a row or a matrix (i, l) and y a column or a matrix (l, j), entry (i, l) of
 * x contributes to all entries (i, j), with factor y(l, j). */
bool rows_times_right(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id y)
{
    struct shape_data e = graph_dims(g, y);
    int64_t columns = e.ndim == 2 ? e.d[1] : 1;
    if (!align(g, bands, from, shape_columns(d))) return false;
    for (size_t i = from; i < bands->all.n; i++) {
        struct band *b = &bands->all.at[i];
        if (b->n_factors == BAND_MAPS - FACTOR && !band_join(g, b)) return false;
        struct lattice l = lattice_of(b, shape_columns(d)), out = {.i = l.i};
        memcpy(out.di, l.di, sizeof l.di);
        if (!add_factor(g, b, y, l.j, l.dj, columns)) return false;
        set_rows(b, &out, columns);
        if (!repeat(b, columns, 1)) return false;
        if (columns > 1) b->axes[b->n_axes - 1].step[FACTOR + b->n_factors - 1] = 1;
    }
    contract_all(g, bands, from);
    return true;
}

/* In x @ y, where x is a row or a matrix (i, l) and y a column or a matrix (l, j), entry (l, j) of
 * y contributes to all entries (i, j), with factor x(i, l). */
bool rows_times_left(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id x)
{
    struct shape_data e = graph_dims(g, x);
    int64_t rows = shape_rows(e), inner = shape_columns(e), columns = d.ndim == 2 ? d.d[1] : 1;
    if (!align(g, bands, from, columns)) return false;
    for (size_t i = from; i < bands->all.n; i++) {
        struct band *b = &bands->all.at[i];
        if (b->n_factors == BAND_MAPS - FACTOR && !band_join(g, b)) return false;
        struct lattice l = lattice_of(b, columns), out = {.j = l.j};
        memcpy(out.dj, l.dj, sizeof l.dj);
        if (!add_factor(g, b, x, l.i, l.di, 1)) return false;
        set_rows(b, &out, columns);
        if (!repeat(b, rows, columns)) return false;
        if (rows > 1) b->axes[b->n_axes - 1].step[FACTOR + b->n_factors - 1] = inner;
    }
    contract_all(g, bands, from);
    return true;
}

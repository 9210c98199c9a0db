#include "pass/band.h"

#include <stdlib.h>
#include <string.h>

int64_t band_count(const struct band *b)
{
    int64_t n = 1;
    for (uint32_t i = 0; i < b->n_axes; i++)
        if (__builtin_mul_overflow(n, b->axes[i].n, &n)) return INT64_MAX;
    return n;
}

/* ---- axes ---- */

bool band_add_axis(struct band *b, int64_t n)
{
    if (n == 1) return true;
    if (b->n_axes == BAND_AXES) return false;
    b->axes[b->n_axes++] = (struct axis){n, {0}};
    return true;
}

void band_drop_axis(struct band *b, uint32_t axis)
{
    b->n_axes--;
    memmove(&b->axes[axis], &b->axes[axis + 1], (b->n_axes - axis) * sizeof *b->axes);
    b->axes[b->n_axes] = (struct axis){0};
}

void band_narrow(struct band *b, uint32_t axis, int64_t first, int64_t every, int64_t n)
{
    struct axis *x = &b->axes[axis];
    for (int m = 0; m < BAND_MAPS; m++) {
        b->start[m] += first * x->step[m];
        x->step[m] *= every;
    }
    x->n = n;
}

/* Makes rows, or else columns, increase along the axis. */
static void turn_upward(struct band *b, uint32_t axis)
{
    const struct axis *x = &b->axes[axis];
    if (x->step[ROW] < 0 || (x->step[ROW] == 0 && x->step[COLUMN] < 0))
        band_narrow(b, axis, x->n - 1, -1, x->n);
}

/* Sorts axes by their steps, longest first. */
static int by_step(const void *a, const void *b)
{
    const struct axis *x = a, *y = b;
    for (int m = 0; m < BAND_MAPS; m++)
        if (x->step[m] != y->step[m]) return x->step[m] < y->step[m] ? 1 : -1;
    return (x->n < y->n) - (x->n > y->n);
}

/* True if two indices count as one: (i, j) as i*n + j. */
static bool are_one(const struct axis *outer, const struct axis *inner)
{
    for (int m = 0; m < BAND_MAPS; m++)
        if (outer->step[m] != inner->n * inner->step[m]) return false;
    return true;
}

static void settle_axes(struct band *b)
{
    for (uint32_t i = b->n_axes; i-- > 0;) {
        if (b->axes[i].n == 1)
            band_drop_axis(b, i);
        else
            turn_upward(b, i);
    }
    qsort(b->axes, b->n_axes, sizeof *b->axes, by_step);
    for (uint32_t i = b->n_axes; i-- > 1;) {
        if (!are_one(&b->axes[i - 1], &b->axes[i])) continue;
        b->axes[i].n *= b->axes[i - 1].n;
        band_drop_axis(b, i - 1);
    }
}

/* ---- factors ---- */

static bool same_map(const struct band *a, int m, const struct band *b, int k)
{
    if (a->start[m] != b->start[k]) return false;
    for (uint32_t i = 0; i < a->n_axes; i++)
        if (a->axes[i].step[m] != b->axes[i].step[k]) return false;
    return true;
}

static void set_map(struct band *b, int m, int64_t start, const int64_t *steps)
{
    b->start[m] = start;
    for (uint32_t i = 0; i < b->n_axes; i++) b->axes[i].step[m] = steps ? steps[i] : 0;
}

static void copy_map(struct band *b, int to, int from)
{
    b->start[to] = b->start[from];
    for (uint32_t i = 0; i < b->n_axes; i++) b->axes[i].step[to] = b->axes[i].step[from];
}

static void remove_factor(struct band *b, uint32_t f)
{
    for (b->n_factors--; f < b->n_factors; f++) {
        b->factors[f] = b->factors[f + 1];
        copy_map(b, FACTOR + (int)f, FACTOR + (int)f + 1);
    }
    b->factors[f] = POISON;
    set_map(b, FACTOR + (int)f, 0, NULL);
}

unsigned band_depends(const struct band *b, uint32_t axis)
{
    unsigned which = 0;
    for (uint32_t f = 0; f < b->n_factors; f++)
        if (b->axes[axis].step[FACTOR + f]) which |= 1u << f;
    return which;
}

/* Moves numbers among the factors into the constant. */
static void settle_factors(struct graph *g, struct band *b)
{
    number value;
    for (uint32_t f = b->n_factors; f-- > 0;) {
        if (!graph_is_number(g, b->factors[f], &value)) continue;
        b->c = number_mul(&g->numbers, b->c, value);
        remove_factor(b, f);
    }
}

/* Multiplies factor f by p, which is a scalar or is read by the same map. */
static void multiply_factor(struct graph *g, struct band *b, uint32_t f, id p)
{
    b->factors[f] = graph_mul(g, b->factors[f], p);
    settle_factors(g, b);
}

static bool meets_factor(struct graph *g, struct band *b, id p)
{
    shape s = graph_shape(g, p);
    for (uint32_t f = 0; f < b->n_factors; f++) {
        shape t = graph_shape(g, b->factors[f]);
        bool alike = s == t && same_map(b, FACTOR + (int)f, b, ROW);
        if (!alike && s != SHAPE_SCALAR && t != SHAPE_SCALAR) continue;
        if (t == SHAPE_SCALAR && s != SHAPE_SCALAR) copy_map(b, FACTOR + (int)f, ROW);
        multiply_factor(g, b, f, p);
        return true;
    }
    return false;
}

bool band_multiply(struct graph *g, struct band *b, id p)
{
    number value;
    if (p == POISON) return false;
    if (graph_is_number(g, p, &value)) {
        b->c = number_mul(&g->numbers, b->c, value);
        return true;
    }
    if (meets_factor(g, b, p)) return true;
    if (b->n_factors == BAND_MAPS - FACTOR && !band_join(g, b)) return false;
    copy_map(b, FACTOR + (int)b->n_factors, ROW);
    if (graph_shape(g, p) == SHAPE_SCALAR) set_map(b, FACTOR + (int)b->n_factors, 0, NULL);
    b->factors[b->n_factors++] = p;
    return true;
}

/* ---- gathering ---- */

/* An array read along two indices: entry (i, j) is its entry start + i*down + j*across. */
struct view {
    id array;
    int64_t start, down, rows, across, columns;
};

static id as_matrix(struct graph *g, id a, int64_t rows, int64_t columns)
{
    return graph_reshape(g, a, shape_matrix(&g->shapes, rows, columns));
}

static id flat_slice(struct graph *g, id a, int64_t start, int64_t step, int64_t n)
{
    shape s = graph_shape(g, a);
    id flat = graph_reshape(g, a, shape_vector(&g->shapes, shape_count(&g->shapes, s)));
    struct slice axis = {(int32_t)start, (int32_t)step, n};
    return graph_slice(g, flat, &axis);
}

static bool is_inside(int64_t start, int64_t step, int64_t n, int64_t size)
{
    int64_t last = start + (n - 1) * step;
    return start >= 0 && start < size && last >= 0 && last < size;
}

/* Slices a matrix if rows of the view are along its rows, and columns along its columns. */
static id matrix_slice(struct graph *g, const struct view *v)
{
    struct shape_data d = graph_dims(g, v->array);
    int64_t width = d.d[1], down = v->down / width;
    if (d.ndim != 2 || v->down % width != 0) return POISON;
    if (!is_inside(v->start % width, v->across, v->columns, width)) return POISON;
    struct slice axes[2] = {{(int32_t)(v->start / width), (int32_t)down, v->rows},
                            {(int32_t)(v->start % width), (int32_t)v->across, v->columns}};
    return graph_slice(g, v->array, axes);
}

static id gather_view(struct graph *g, const struct view *v)
{
    if (v->down == 0 && v->across == 0) return graph_entry(g, v->array, v->start);
    if (v->down == 0) return flat_slice(g, v->array, v->start, v->across, v->columns);
    if (v->across == 0)
        return as_matrix(g, flat_slice(g, v->array, v->start, v->down, v->rows), v->rows, 1);
    if (v->down == v->columns * v->across)
        return as_matrix(g, flat_slice(g, v->array, v->start, v->across, v->rows * v->columns),
                         v->rows, v->columns);
    id taken = matrix_slice(g, v);
    if (taken) return taken;
    struct view turned = {v->array, v->start, v->across, v->columns, v->down, v->rows};
    return graph_transpose(g, matrix_slice(g, &turned));
}

static bool depends_on_others(const struct band *b, uint32_t f, uint32_t first, uint32_t second)
{
    for (uint32_t i = 0; i < b->n_axes; i++)
        if (i != first && i != second && b->axes[i].step[FACTOR + f]) return true;
    return false;
}

id band_gather(struct graph *g, const struct band *b, unsigned which, uint32_t first,
               uint32_t second)
{
    static const struct axis none = {1, {0}};
    const struct axis *down = first == NO_AXIS ? &none : &b->axes[first],
                      *across = second == NO_AXIS ? &none : &b->axes[second];
    size_t begin = graph_begin(g);
    for (uint32_t f = 0; f < b->n_factors; f++) {
        if (!(which & 1u << f)) continue;
        struct view v = {b->factors[f], b->start[FACTOR + f],     down->step[FACTOR + f],
                         down->n,       across->step[FACTOR + f], across->n};
        id part = depends_on_others(b, f, first, second) ? POISON : gather_view(g, &v);
        graph_push(g, part, NUMBER_ONE);
    }
    return graph_end_product(g, begin, NUMBER_ONE);
}

void band_replace(struct graph *g, struct band *b, unsigned which, id factor, uint32_t first,
                  uint32_t second)
{
    for (uint32_t f = b->n_factors; f-- > 0;)
        if (which & 1u << f) remove_factor(b, f);
    struct shape_data d = graph_dims(g, factor);
    int m = FACTOR + (int)b->n_factors;
    set_map(b, m, 0, NULL);
    int64_t rows = d.ndim == 2 ? d.d[0] : 1, columns = d.ndim == 2 ? d.d[1] : d.d[0];
    if (first != NO_AXIS && rows > 1) b->axes[first].step[m] = columns;
    if (second != NO_AXIS && columns > 1) b->axes[second].step[m] = 1;
    b->factors[b->n_factors++] = factor;
    settle_factors(g, b);
}

bool band_join(struct graph *g, struct band *b)
{
    unsigned all = (1u << b->n_factors) - 1;
    if (b->n_axes > 2) return false;
    uint32_t first = b->n_axes == 2 ? 0 : NO_AXIS, second = b->n_axes == 2   ? 1
                                                            : b->n_axes == 1 ? 0
                                                                             : NO_AXIS;
    id joined = band_gather(g, b, all, first, second);
    if (joined != POISON) band_replace(g, b, all, joined, first, second);
    return joined != POISON;
}

/* ---- sums over an index ---- */

/* Returns the only index except `axis` on which a factor depends: NO_AXIS if there is none,
 * BAND_AXES + 1 if there are several. */
static uint32_t other_axis(const struct band *b, uint32_t f, uint32_t axis)
{
    uint32_t other = NO_AXIS;
    for (uint32_t i = 0; i < b->n_axes; i++) {
        if (i == axis || !b->axes[i].step[FACTOR + f]) continue;
        if (other != NO_AXIS) return BAND_AXES + 1;
        other = i;
    }
    return other;
}

/* Factors that depend on the summed index, separated by the other index on which they depend. */
struct parts {
    uint32_t left, right;            /* axes */
    unsigned by_left, by_right, all; /* factors; those of neither are counted to the right */
};

static bool part_factors(const struct band *b, uint32_t axis, struct parts *p)
{
    *p = (struct parts){NO_AXIS, NO_AXIS, 0, 0, band_depends(b, axis)};
    for (uint32_t f = 0; f < b->n_factors; f++) {
        if (!(p->all & 1u << f)) continue;
        uint32_t other = other_axis(b, f, axis);
        if (other > BAND_AXES) return false;
        bool first = p->left == NO_AXIS && other != NO_AXIS, left = first || other == p->left;
        if (first) p->left = other;
        if (other == NO_AXIS || !left) {
            p->by_right |= 1u << f;
            if (other == NO_AXIS) continue;
            if (p->right != NO_AXIS && p->right != other) return false;
            p->right = other;
        } else {
            p->by_left |= 1u << f;
        }
    }
    return true;
}

static id gather_whole(struct graph *g, const struct band *b, unsigned which, uint32_t first,
                       uint32_t second)
{
    id a = band_gather(g, b, which, first, second);
    int64_t columns = b->axes[second].n;
    if (a == POISON) return POISON;
    return graph_broadcast(g, a,
                           first == NO_AXIS ? shape_vector(&g->shapes, columns)
                                            : shape_matrix(&g->shapes, b->axes[first].n, columns));
}

static id sum_over(struct graph *g, const struct band *b, uint32_t axis, const struct parts *p)
{
    if (p->left == NO_AXIS)
        return graph_reduce(g, REDUCE_SUM, gather_whole(g, b, p->by_right, NO_AXIS, axis),
                            AXIS_ALL);
    id left = gather_whole(g, b, p->by_left, p->left, axis);
    if (!p->by_right) return graph_reduce(g, REDUCE_SUM, left, 1);
    id right = gather_whole(g, b, p->by_right, p->right, axis);
    return graph_matmul(g, left, p->right == NO_AXIS ? right : graph_transpose(g, right));
}

void band_contract(struct graph *g, struct band *b, uint32_t axis)
{
    struct parts p;
    int64_t n = b->axes[axis].n;
    if (b->axes[axis].step[ROW] || b->axes[axis].step[COLUMN]) return;
    if (!band_depends(b, axis)) {
        b->c = number_mul(&g->numbers, b->c, number_from_int(&g->numbers, n));
        band_drop_axis(b, axis);
        return;
    }
    if (!part_factors(b, axis, &p)) return;
    id sum = sum_over(g, b, axis, &p);
    if (sum == POISON) return;
    /* If only the second index is left, the sum is a vector along it. */
    bool vector = p.right == NO_AXIS;
    band_replace(g, b, p.all, sum, vector ? NO_AXIS : p.left, vector ? p.left : p.right);
    band_drop_axis(b, axis);
}

/* ---- adding up ---- */

static int by_place(const void *a, const void *b)
{
    const struct band *x = a, *y = b;
    if (x->n_axes != y->n_axes) return x->n_axes < y->n_axes ? -1 : 1;
    for (int m = ROW; m <= COLUMN; m++)
        if (x->start[m] != y->start[m]) return x->start[m] < y->start[m] ? -1 : 1;
    for (uint32_t i = 0; i < x->n_axes; i++) {
        if (x->axes[i].n != y->axes[i].n) return x->axes[i].n < y->axes[i].n ? -1 : 1;
        for (int m = ROW; m <= COLUMN; m++)
            if (x->axes[i].step[m] != y->axes[i].step[m])
                return x->axes[i].step[m] < y->axes[i].step[m] ? -1 : 1;
    }
    return 0;
}

static bool same_factors(const struct band *a, const struct band *b)
{
    if (a->n_factors != b->n_factors) return false;
    for (uint32_t f = 0; f < a->n_factors; f++)
        if (a->factors[f] != b->factors[f] || !same_map(a, FACTOR + (int)f, b, FACTOR + (int)f))
            return false;
    return true;
}

/* Pushes c times the only factor, or c alone. */
static void push_value(struct graph *g, const struct band *b)
{
    if (b->n_factors)
        graph_push(g, b->factors[0], b->c);
    else
        graph_push(g, graph_number(g, b->c), NUMBER_ONE);
}

/* True if both have at most one factor, read in the same way, so that their sum is one array,
 * too. */
static bool read_alike(struct graph *g, const struct band *a, const struct band *b)
{
    if (a->n_factors > 1 || b->n_factors > 1) return false;
    if (a->n_factors == 0 || b->n_factors == 0) return true;
    shape s = graph_shape(g, a->factors[0]), t = graph_shape(g, b->factors[0]);
    return s == SHAPE_SCALAR || t == SHAPE_SCALAR || (s == t && same_map(a, FACTOR, b, FACTOR));
}

/* Gathers all factors into one array over the whole box. */
static bool join_whole(struct graph *g, struct band *b)
{
    struct band joined = *b;
    if (!band_join(g, &joined)) return false;
    if (joined.n_factors && joined.n_axes == 2) {
        shape box = shape_matrix(&g->shapes, joined.axes[0].n, joined.axes[1].n);
        id whole = graph_broadcast(g, joined.factors[0], box);
        if (whole == POISON) return false;
        band_replace(g, &joined, 1, whole, 0, 1);
    }
    *b = joined;
    return true;
}

/* Computes a += b for bands at the same entries. False if the sum cannot be written as a band. */
static bool add(struct graph *g, struct band *a, struct band b)
{
    if (same_factors(a, &b)) {
        a->c = number_add(&g->numbers, a->c, b.c);
        return true;
    }
    if (!read_alike(g, a, &b) && (!join_whole(g, a) || !join_whole(g, &b))) return false;
    bool take_map = !a->n_factors || graph_shape(g, a->factors[0]) == SHAPE_SCALAR;
    const struct band *from = take_map && b.n_factors ? &b : a;
    size_t begin = graph_begin(g);
    push_value(g, a);
    push_value(g, &b);
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    int64_t steps[BAND_AXES];
    for (uint32_t i = 0; i < a->n_axes; i++) steps[i] = from->axes[i].step[FACTOR];
    set_map(a, FACTOR, from->start[FACTOR], steps);
    a->factors[0] = sum;
    a->n_factors = 1;
    a->c = NUMBER_ONE;
    settle_factors(g, a);
    return true;
}

bool bands_settle(struct graph *g, struct bands *bands, size_t from)
{
    struct band *all = bands->all.at;
    size_t n = bands->all.n, kept = from;
    for (size_t i = from; i < n; i++) settle_axes(&all[i]), settle_factors(g, &all[i]);
    if (n - from > 1) qsort(all + from, n - from, sizeof *all, by_place);
    for (size_t i = from; i < n; i++) {
        if (kept > from && by_place(&all[kept - 1], &all[i]) == 0 && add(g, &all[kept - 1], all[i]))
            continue;
        all[kept++] = all[i];
    }
    bands->all.n = kept;
    kept = from;
    for (size_t i = from; i < bands->all.n; i++)
        if (all[i].c != NUMBER_ZERO) all[kept++] = all[i];
    bands->all.n = kept;
    return !g->core->mem.failed;
}

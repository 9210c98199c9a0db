/* contour.c - the level lines of a function of two names, and its gradient.
 *
 * The plane is cut into boxes, and a box is divided while intervals leave open what is in it: a
 * level that may be met there while the gradient may turn, so that a whole loop or a bend may be
 * inside, or an edge of the domain. In the boxes that are left, lines lead from side to side
 * between the values at the corners (marching squares; Lorensen and Cline, 1987). */
#include "plot/plot_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 4, MOST_LEVELS = 14, ARROWS_ACROSS = 13, ARROWS_UP = 9, MOST_BOXES = 80000 };
#define ASPECT 0.75
/* How much the slopes in a box may differ, beside the steepest, where a line is drawn straight. */
#define EVEN 0.7

struct corner {
    double x, y, value, blur; /* the value is known to within `blur` */
    bool valid;
};

struct box {
    struct corner at[4]; /* left and right below, left and right above */
    int depth;
};

struct segment {
    struct spot a, b;
};

struct contour {
    struct picture *p;
    struct function *f;
    struct mem *mem;
    size_t columns, rows;
    struct corner *corners;
    double most_blur; /* of a value that can be drawn */
    double levels[MOST_LEVELS], step;
    size_t n_levels;
    VEC(struct segment) lines[MOST_LEVELS];
    VEC(struct box) now, next; /* boxes of one depth; their parts */
    bool coarse;               /* the parts are too many to be looked at */
};

/* ---- values ---- */

static bool find_corner(struct contour *c, double x, double y, struct corner *out)
{
    struct reading r;
    const double at[2] = {x, y};
    if (!function_at(c->f, at, c->most_blur, false, &r)) return false;
    double value = r.low / 2 + r.high / 2, blur = r.high - r.low;
    bool valid = r.defined == IS_TRUE && fabs(value) < MOST_VALUE && blur <= c->most_blur;
    *out = (struct corner){x, y, value, blur, valid};
    return true;
}

static double at_part(struct span_of range, size_t i, size_t n)
{
    double t = (double)i / (double)n;
    return i == n ? range.to : range.from * (1 - t) + range.to * t;
}

static bool find_corners(struct contour *c)
{
    size_t n = (c->columns + 1) * (c->rows + 1);
    c->corners = mem_array(c->mem, n, sizeof *c->corners);
    if (!c->corners) return false;
    for (size_t i = 0; i < n; i++) {
        double x = at_part(c->p->x.range, i % (c->columns + 1), c->columns);
        double y = at_part(c->p->y.range, i / (c->columns + 1), c->rows);
        if (!find_corner(c, x, y, &c->corners[i])) return false;
    }
    return true;
}

/* ---- levels ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void add_level(struct contour *c, double level)
{
    if (c->n_levels < MOST_LEVELS) c->levels[c->n_levels++] = level;
}

/* 1, 2 and 5 times powers of ten, or powers alone where these are many. */
static void choose_by_powers(struct contour *c, double low, double high)
{
    static const double parts[] = {1, 2, 5};
    int first = (int)floor(log10(low)), last = (int)floor(log10(high));
    int each = last - first > 7 ? 3 : last - first > 3 ? 2 : 1;
    for (int power = first; power <= last; power++)
        for (int i = 0; i < 3; i += each) {
            double level = parts[i] * pow(10, power);
            if (level >= low && level <= high) add_level(c, level);
        }
    c->step = 0;
}

static void choose_evenly(struct contour *c, double low, double high)
{
    c->step = axis_step((struct span_of){low, high}, c->columns < 100 ? 5 : 9);
    for (double k = ceil(low / c->step); k * c->step <= high; k++) add_level(c, k * c->step + 0.0);
}

/* The curve of an equation, left minus right. */
static void choose_zero(struct contour *c, double low, double high)
{
    c->step = (high - low) / 10;
    if (c->step > 0) add_level(c, 0);
}

/* Where most values are, and by powers where they are positive and few are as large as the
 * largest. */
static bool choose_levels(struct contour *c)
{
    VEC(double) values = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < (c->columns + 1) * (c->rows + 1); i++)
        if (c->corners[i].valid) ok = vec_push(c->mem, &values, c->corners[i].value);
    size_t n = values.n;
    if (ok && n) {
        qsort(values.at, n, sizeof *values.at, compare);
        double low = values.at[n / 50], high = values.at[n - 1 - n / 50];
        bool spread = values.at[0] >= 0 && high > 0 && values.at[n / 3] < high / 10;
        if (c->p->is_curve)
            choose_zero(c, low, high);
        else if (spread)
            choose_by_powers(c, fmax(values.at[n / 200], high * 1e-6), high);
        else if (high > low)
            choose_evenly(c, low, high);
    }
    vec_free(c->mem, &values);
    if (!ok || n) return ok;
    return diag_error(c->p->core, KIND_DOMAIN, (struct span){0},
                      "the expression has no value anywhere in the ranges");
}

/* Values that are not known to within a hundredth of the distance of levels are found with more
 * bits, and are no values if none suffice. */
static bool sharpen_corners(struct contour *c)
{
    if (!c->n_levels) return true;
    c->most_blur = (c->step > 0 ? c->step : c->levels[0]) / 100;
    for (size_t i = 0; i < (c->columns + 1) * (c->rows + 1); i++) {
        struct corner *corner = &c->corners[i];
        if (corner->blur > c->most_blur && !find_corner(c, corner->x, corner->y, corner))
            return false;
    }
    return true;
}

/* ---- boxes ---- */

/* Where the level is met between two corners, the same for both boxes beside that edge. */
static struct spot between(const struct corner *a, const struct corner *b, double level)
{
    double t = (level - a->value) / (b->value - a->value);
    return (struct spot){a->x + t * (b->x - a->x), a->y + t * (b->y - a->y)};
}

/* The edges of a box, as corners: below, left, right, above. */
static const unsigned char edges[4][2] = {{0, 1}, {0, 2}, {1, 3}, {2, 3}};

static bool march(struct contour *c, const struct box *box, size_t k)
{
    struct spot met[4];
    int n = 0;
    double level = c->levels[k];
    for (int i = 0; i < 4; i++) {
        const struct corner *a = &box->at[edges[i][0]], *b = &box->at[edges[i][1]];
        if ((a->value >= level) == (b->value >= level)) continue;
        met[n++] = between(a, b, level);
    }
    if (n < 2) return true;
    if (n == 2) return vec_push(c->mem, &c->lines[k], ((struct segment){met[0], met[1]}));
    /* A saddle: the corner below on the left is cut off, or joined to its opposite. */
    double middle = 0;
    for (int i = 0; i < 4; i++) middle += box->at[i].value / 4;
    bool cut = (middle >= level) != (box->at[0].value >= level);
    return vec_push(c->mem, &c->lines[k], ((struct segment){met[0], met[cut ? 1 : 2]})) &&
           vec_push(c->mem, &c->lines[k], ((struct segment){met[cut ? 2 : 1], met[3]}));
}

static bool march_all(struct contour *c, const struct box *box)
{
    for (int i = 0; i < 4; i++)
        if (!box->at[i].valid) return true;
    for (size_t k = 0; k < c->n_levels; k++)
        if (!march(c, box, k)) return false;
    return true;
}

/* A box between two corners below and the two above them, to be looked at later. */
static bool add_box(struct contour *c, const struct corner *low, const struct corner *high,
                    int depth)
{
    struct box box = {{low[0], low[1], high[0], high[1]}, depth};
    return vec_push(c->mem, &c->next, box);
}

static bool divide(struct contour *c, const struct box *box)
{
    struct corner all[3][3];
    const struct corner *low = &box->at[0], *high = &box->at[3];
    all[0][0] = box->at[0], all[0][2] = box->at[1];
    all[2][0] = box->at[2], all[2][2] = box->at[3];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            if (i != 1 && j != 1) continue;
            double x = j == 0 ? low->x : j == 2 ? high->x : low->x / 2 + high->x / 2;
            double y = i == 0 ? low->y : i == 2 ? high->y : low->y / 2 + high->y / 2;
            if (!find_corner(c, x, y, &all[i][j])) return false;
        }
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if (!add_box(c, &all[i][j], &all[i + 1][j], box->depth + 1)) return false;
    return true;
}

static bool has_level(const struct contour *c, const struct reading *r)
{
    for (size_t k = 0; k < c->n_levels; k++)
        if (c->levels[k] >= r->low && c->levels[k] <= r->high) return true;
    return false;
}

/* Has the gradient about one direction in the box, so that a level line is about straight there? */
static bool is_even(const struct reading *r, const double *from, const double *to)
{
    double least = 0, most = 0;
    for (int i = 0; i < 2; i++) {
        double low = r->slope_low[i], high = r->slope_high[i], width = to[i] - from[i];
        double steep = low > 0 ? low : high < 0 ? -high : 0;
        least = fmax(least, steep * width);
        most = fmax(most, (high - low) * width);
    }
    return least > 0 && most <= EVEN * least;
}

static bool take(struct contour *c, const struct box *box)
{
    struct reading r;
    const double from[2] = {box->at[0].x, box->at[0].y}, to[2] = {box->at[3].x, box->at[3].y};
    if (!function_read(c->f, from, to, &r)) return false;
    if (r.defined == IS_FALSE || !has_level(c, &r)) return true;
    bool smooth = r.defined == IS_TRUE && r.smooth == IS_TRUE;
    if (smooth && is_even(&r, from, to)) return march_all(c, box);
    if (box->depth < DEEPEST && !c->coarse) return divide(c, box);
    /* A jump is no level line. */
    bool jump = !smooth && r.high - r.low > c->step && c->step > 0;
    return r.defined == IS_TRUE && !jump ? march_all(c, box) : true;
}

static bool add_boxes(struct contour *c)
{
    size_t stride = c->columns + 1;
    for (size_t i = 0; i < c->rows * c->columns; i++) {
        const struct corner *low = c->corners + i / c->columns * stride + i % c->columns;
        if (!add_box(c, low, low + stride, 0)) return false;
    }
    return true;
}

/* One depth after another, so that a limit on their number leaves all places alike. */
static bool take_boxes(struct contour *c)
{
    if (!add_boxes(c)) return false;
    while (c->next.n) {
        vec_free(c->mem, &c->now);
        c->now.at = c->next.at, c->now.n = c->next.n, c->now.room = c->next.room;
        c->next.at = NULL, c->next.n = c->next.room = 0;
        c->coarse = 4 * c->now.n > MOST_BOXES;
        for (size_t i = 0; i < c->now.n; i++)
            if (!take(c, &c->now.at[i])) return false;
    }
    return true;
}

/* ---- lines ---- */

struct end {
    struct spot at;
    size_t i; /* twice the segment, and 1 for its end b */
};

static int compare_ends(const void *a, const void *b)
{
    const struct end *p = a, *q = b;
    if (p->at.x != q->at.x) return p->at.x < q->at.x ? -1 : 1;
    if (p->at.y != q->at.y) return p->at.y < q->at.y ? -1 : 1;
    return (p->i > q->i) - (p->i < q->i);
}

/* partner[i] is the end that meets end i, or i itself. */
static bool pair_ends(struct contour *c, size_t k, size_t *partner)
{
    size_t n = 2 * c->lines[k].n;
    struct end *ends = mem_array(c->mem, n, sizeof *ends);
    if (!ends) return false;
    for (size_t i = 0; i < n; i++) {
        const struct segment *s = &c->lines[k].at[i / 2];
        ends[i] = (struct end){i % 2 ? s->b : s->a, i};
        partner[i] = i;
    }
    qsort(ends, n, sizeof *ends, compare_ends);
    for (size_t i = 0; i + 1 < n; i++) {
        if (ends[i].at.x != ends[i + 1].at.x || ends[i].at.y != ends[i + 1].at.y) continue;
        partner[ends[i].i] = ends[i + 1].i;
        partner[ends[i + 1].i] = ends[i].i;
        i++;
    }
    mem_free_array(c->mem, ends, n, sizeof *ends);
    return true;
}

static bool put_vertex(struct contour *c, struct curve *curve, struct spot at, bool joined)
{
    return vec_push(c->mem, &curve->line, ((struct vertex){at.x, at.y, joined}));
}

/* Walks from end i of a segment to its other end and on to what meets that. */
static bool walk(struct contour *c, size_t k, size_t i, const size_t *partner, bool *done,
                 struct curve *curve)
{
    const struct segment *s = c->lines[k].at;
    bool ok = put_vertex(c, curve, i % 2 ? s[i / 2].b : s[i / 2].a, false);
    while (ok && !done[i / 2]) {
        size_t other = i ^ 1;
        done[i / 2] = true;
        ok = put_vertex(c, curve, other % 2 ? s[other / 2].b : s[other / 2].a, true);
        i = partner[other];
    }
    return ok;
}

static bool chain(struct contour *c, size_t k, struct curve *curve)
{
    size_t n = c->lines[k].n;
    size_t *partner = mem_array(c->mem, 2 * n, sizeof *partner);
    bool *done = mem_array(c->mem, n, sizeof *done);
    bool ok = partner && done && pair_ends(c, k, partner);
    for (size_t i = 0; ok && i < 2 * n; i++) /* lines with ends first, then loops */
        if (partner[i] == i && !done[i / 2]) ok = walk(c, k, i, partner, done, curve);
    for (size_t i = 0; ok && i < 2 * n; i += 2)
        if (!done[i / 2]) ok = walk(c, k, i, partner, done, curve);
    mem_free_array(c->mem, partner, 2 * n, sizeof *partner);
    mem_free_array(c->mem, done, n, sizeof *done);
    return ok;
}

static bool add_lines(struct contour *c)
{
    for (size_t k = 0; k < c->n_levels; k++) {
        char label[32];
        struct curve curve = {.role = ROLE_LEVEL, .colour = k};
        if (!vec_reserve(c->mem, &c->p->curves, 1)) return false;
        double step = c->step > 0 ? c->step : c->levels[k];
        axis_label(c->mem, c->levels[k], step, label);
        curve.label = arena_text(&c->p->core->arena, label, strlen(label));
        bool ok = curve.label && (c->lines[k].n == 0 || chain(c, k, &curve));
        if (!vec_push(c->mem, &c->p->curves, curve) || !ok) return false;
    }
    return true;
}

/* ---- arrows ---- */

static bool add_arrow(struct contour *c, double x, double y, double *longest)
{
    struct reading r;
    const double at[2] = {x, y};
    struct span_of across = c->p->x.range, up = c->p->y.range;
    if (!function_at(c->f, at, HUGE_VAL, true, &r)) return false;
    if (r.defined != IS_TRUE || r.smooth != IS_TRUE) return true;
    double dx = (r.slope_low[0] / 2 + r.slope_high[0] / 2) / (across.to - across.from);
    double dy = (r.slope_low[1] / 2 + r.slope_high[1] / 2) / (up.to - up.from) * ASPECT;
    if (!(hypot(dx, dy) < MOST_VALUE) || (dx == 0 && dy == 0)) return true;
    *longest = fmax(*longest, hypot(dx, dy));
    return vec_push(c->mem, &c->p->arrows, ((struct arrow){x, y, dx, dy}));
}

/* The steepest has length 1; the others are drawn by the fourth root, so that they are seen. */
static bool add_arrows(struct contour *c)
{
    double longest = 0;
    for (size_t i = 0; i < ARROWS_UP; i++)
        for (size_t j = 0; j < ARROWS_ACROSS; j++) {
            double x = at_part(c->p->x.range, 2 * j + 1, 2 * ARROWS_ACROSS);
            double y = at_part(c->p->y.range, 2 * i + 1, 2 * ARROWS_UP);
            if (!add_arrow(c, x, y, &longest)) return false;
        }
    for (size_t i = 0; i < c->p->arrows.n; i++) {
        struct arrow *a = &c->p->arrows.at[i];
        double size = hypot(a->dx, a->dy), scale = pow(size / longest, 0.25) / size;
        a->dx *= scale;
        a->dy *= scale;
    }
    return true;
}

bool contour_add(struct picture *p, struct function *f, size_t cells, bool *coarse)
{
    struct contour c = {
        .p = p, .f = f, .mem = &p->core->mem, .columns = cells, .most_blur = HUGE_VAL};
    c.rows = (size_t)((double)cells * ASPECT);
    bool ok = find_corners(&c) && choose_levels(&c) && sharpen_corners(&c) && take_boxes(&c) &&
              add_lines(&c) && (p->is_curve || add_arrows(&c));
    *coarse = c.coarse;
    vec_free(c.mem, &c.now);
    vec_free(c.mem, &c.next);
    mem_free_array(c.mem, c.corners, (c.columns + 1) * (c.rows + 1), sizeof *c.corners);
    for (size_t k = 0; k < MOST_LEVELS; k++) vec_free(c.mem, &c.lines[k]);
    return ok;
}

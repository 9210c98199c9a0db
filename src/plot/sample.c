/* sample.c - follows a function of one name over a range.
 *
 * The range is cut into columns, each as wide as a dot of the picture, and each column is halved
 * into pieces until intervals show what is in a piece (Tupper, 2001): nothing, where the function
 * is undefined all over it; a line from end to end, where it is smooth and its derivative has one
 * sign, so that nothing sticks out between the ends; values that differ less than can be seen; or
 * only what is seen elsewhere in the column. So no peak is lost, however narrow. A piece that is
 * still undecided when it is very short holds a pole, a jump or an edge of the domain, and no line
 * leads over it.
 *
 * Where its slopes differ so little that a line from end to end cannot be told from the curve, many
 * columns are one piece. */
#include "plot/plot_private.h"

#include <math.h>
#include <stdlib.h>

enum {
    DEEPEST = 44,        /* a column is halved so often at most */
    DEEPEST_LOOK = 24,   /* while the view is not known */
    MOST_READINGS = 400, /* of a column */
    MANY_VERTICES = 24,  /* from which on a column counts as filled where it was seen */
    KEPT_VERTICES = 8,   /* of a filled column */
    MARK_COLUMNS = 5,    /* so far apart are marks of kinks at least */
    RUN_PAUSE = 4,       /* columns that are followed one by one after two that bend */
};
/* How well a value is known at least, beside its size. */
#define BLUR 1e-9
/* Parts of a dot: heights that cannot be seen, and how far a line may be from the curve. */
#define SEEN 0.25
#define FLAT 0.1
/* How much steeper, as drawn, a line is behind a kink that is marked. */
#define MARKED_BEND 0.05
/* The part of the length of a run that would just be straight. */
#define GUESSED 0.8

struct point {
    double x, y;
    bool valid; /* the function has a value there */
};

struct piece {
    struct point a, b;
    int depth;
};

struct sampler {
    const struct sampling *s;
    struct mem *mem;
    struct curve *out;
    struct outlook *outlook;
    double tolerance;
    bool gap; /* no line leads on from the last vertex */
    VEC(struct spot) bends;
    VEC(double) evenly; /* values at the ends of columns */
    /* the column at work */
    size_t first_vertex;
    int readings;
    bool is_unproved; /* there may be more in it than is drawn */
    double low, high; /* of the values found in it */
    struct piece waiting[DEEPEST + 2];
    int n_waiting;
};

/* ---- points ---- */

static void meet(struct sampler *w, double y)
{
    w->low = fmin(w->low, y);
    w->high = fmax(w->high, y);
    axis_meet(w->outlook, y);
}

/* The height that cannot be seen. While the view is not known, a part of what was found. */
static double invisible(const struct sampler *w)
{
    const struct outlook *e = w->outlook;
    if (w->s->pixel > 0) return SEEN * w->s->pixel;
    double size = fmax(fabs(e->low), fabs(e->high));
    return e->any ? fmax((e->high - e->low) / 1000, size * 1e-13) : 0;
}

static bool find_point(struct sampler *w, double x, struct point *out)
{
    struct reading r;
    w->readings++;
    if (!function_at(w->s->f, &x, invisible(w) / 4, false, &r)) return false;
    double y = r.low / 2 + r.high / 2;
    bool sharp = r.high - r.low <= fmax(invisible(w), fabs(y) * BLUR);
    bool known = r.defined == IS_TRUE && sharp;
    *out = (struct point){x, y, known && fabs(y) < MOST_VALUE};
    w->outlook->huge |= known && !out->valid;
    if (out->valid) meet(w, y);
    return true;
}

/* ---- lines ---- */

static bool put_vertex(struct sampler *w, const struct point *p, bool joined)
{
    struct vertex v = {p->x, p->y, joined};
    return vec_push(w->mem, &w->out->line, v);
}

static bool leave_gap(struct sampler *w)
{
    return w->gap = true;
}

/* A line from a, which is the last vertex unless there is a gap, to b. */
static bool join(struct sampler *w, const struct point *a, const struct point *b)
{
    if (!a->valid || !b->valid) return leave_gap(w);
    if (w->gap && !put_vertex(w, a, false)) return false;
    w->gap = false;
    return put_vertex(w, b, true);
}

/* ---- pieces ---- */

static bool is_unbounded(const struct reading *r)
{
    return !(fabs(r->low) < MOST_VALUE && fabs(r->high) < MOST_VALUE);
}

static bool is_outside(const struct sampler *w, const struct reading *r)
{
    return r->high < w->s->view.from || r->low > w->s->view.to;
}

static bool is_monotone(const struct reading *r)
{
    return r->slope_low[0] >= 0 || r->slope_high[0] <= 0;
}

static bool is_smooth(const struct reading *r)
{
    return r->defined == IS_TRUE && r->smooth == IS_TRUE;
}

/* How far above or below the curve a line may be without being seen beside it: further where both
 * are steep, as they are nearer to one another there. Lines that are not longer than a column are
 * for pictures made of dots, in which each counts. */
static double unseen_gap(const struct sampler *w, const struct reading *r)
{
    double column = (w->s->x.to - w->s->x.from) / (double)w->s->columns, dot = w->tolerance / SEEN;
    double slope = fmax(fmax(r->slope_low[0], -r->slope_high[0]), 0) * column;
    return FLAT * (w->s->longest > 1 ? hypot(dot, slope) : dot);
}

/* A line from end to end of a smooth function is off by at most a quarter of the width times the
 * difference between its slopes: this, in units of what is not seen; infinite where it is not
 * smooth. */
static double bend(const struct sampler *w, const struct reading *r, double width)
{
    if (!is_smooth(r)) return HUGE_VAL;
    double gap = (r->slope_high[0] - r->slope_low[0]) * width / 4;
    return gap > 0 ? gap / unseen_gap(w, r) : 0;
}

static bool is_low(const struct sampler *w, const struct reading *r)
{
    return r->high - r->low <= w->tolerance;
}

/* Within what has been seen of the column already, and no jump. */
static bool is_covered(const struct sampler *w, const struct reading *r)
{
    if (r->smooth != IS_TRUE) return false;
    if (w->out->line.n < w->first_vertex + MANY_VERTICES && w->readings < MOST_READINGS / 2)
        return false;
    double low = fmax(r->low, w->s->view.from), high = fmin(r->high, w->s->view.to);
    return low >= w->low - w->tolerance && high <= w->high + w->tolerance;
}

/* By the mean value theorem: f(m) and the steepest slope bound the piece. */
static void tighten(struct reading *r, const struct point *middle, double width)
{
    if (r->smooth != IS_TRUE || r->defined != IS_TRUE || !middle->valid) return;
    double steepest = fmax(fabs(r->slope_low[0]), fabs(r->slope_high[0]));
    double reach = steepest * width / 2 * (1 + 1e-9) + fabs(middle->y) * 1e-9;
    r->low = fmax(r->low, middle->y - reach);
    r->high = fmin(r->high, middle->y + reach);
}

static bool is_flat(const struct sampler *w, const struct piece *p, const struct point *m,
                    const struct reading *r)
{
    double gap = fabs(m->y - (p->a.y / 2 + p->b.y / 2));
    double column = (w->s->x.to - w->s->x.from) / (double)w->s->columns;
    return gap <= unseen_gap(w, r) || p->b.x - p->a.x < column / 8;
}

/* A piece that can hardly be shorter: a bend where its values are next to one another, else a pole,
 * a jump or an edge. */
static bool settle(struct sampler *w, const struct piece *p, const struct reading *r)
{
    bool near = is_low(w, r) || (is_smooth(r) && is_monotone(r));
    if (r->defined != IS_TRUE || !near || !p->a.valid || !p->b.valid) {
        w->outlook->unbounded |= is_unbounded(r);
        return leave_gap(w);
    }
    struct spot bend = {p->a.x / 2 + p->b.x / 2, p->a.y / 2 + p->b.y / 2};
    if (r->smooth != IS_TRUE && !vec_push(w->mem, &w->bends, bend)) return false;
    return join(w, &p->a, &p->b);
}

static void wait(struct sampler *w, const struct point *a, const struct point *b, int depth)
{
    w->waiting[w->n_waiting++] = (struct piece){*a, *b, depth};
}

/* A piece of which its middle is known: drawn over that, or halved there. */
static bool divide(struct sampler *w, const struct piece *p, const struct point *m,
                   struct reading *r)
{
    tighten(r, m, p->b.x - p->a.x);
    bool shown = is_smooth(r) && (is_low(w, r) || (is_monotone(r) && is_flat(w, p, m, r)));
    bool covered = is_covered(w, r), over = w->readings > MOST_READINGS;
    if (!shown && !covered && !over) {
        wait(w, m, &p->b, p->depth + 1);
        wait(w, &p->a, m, p->depth + 1);
        return true;
    }
    w->is_unproved |= !shown && !covered;
    if (!is_smooth(r)) return leave_gap(w);
    return join(w, &p->a, m) && join(w, m, &p->b);
}

static bool is_seen(const struct sampler *w, const struct point *p)
{
    return p->valid && p->y >= w->s->view.from && p->y <= w->s->view.to;
}

/* Where no end is seen, as beside a pole, the values may show that nothing is: then the slopes,
 * which cost more, are not read. */
static bool read_piece(struct sampler *w, const struct piece *p, struct reading *r)
{
    if (!is_seen(w, &p->a) && !is_seen(w, &p->b)) {
        if (!function_read_values(w->s->f, &p->a.x, &p->b.x, r)) return false;
        if (r->defined == IS_FALSE || is_outside(w, r)) return true;
    }
    return function_read(w->s->f, &p->a.x, &p->b.x, r);
}

static bool may_halve(const struct sampler *w, const struct piece *p, double middle)
{
    int deepest = w->s->pixel > 0 ? DEEPEST : DEEPEST_LOOK;
    return middle > p->a.x && middle < p->b.x && p->depth < deepest;
}

/* Draws what intervals show of a piece. */
static bool take(struct sampler *w, const struct piece *p)
{
    struct reading r;
    struct point m;
    double middle = p->a.x / 2 + p->b.x / 2;
    w->readings++;
    w->tolerance = invisible(w);
    if (!read_piece(w, p, &r)) return false;
    if (r.defined == IS_FALSE) return leave_gap(w);
    if (is_outside(w, &r)) return r.defined == IS_TRUE ? join(w, &p->a, &p->b) : leave_gap(w);
    bool straight = w->s->longest > 1 && bend(w, &r, p->b.x - p->a.x) <= 1;
    if (is_smooth(&r) && (straight || is_low(w, &r))) return join(w, &p->a, &p->b);
    if (!may_halve(w, p, middle)) return settle(w, p, &r);
    return find_point(w, middle, &m) && divide(w, p, &m, &r);
}

/* ---- columns ---- */

size_t sample_thin(struct vertex *v, size_t n)
{
    size_t low = 0, high = 0;
    if (n <= KEPT_VERTICES) return n;
    for (size_t i = 1; i < n; i++) {
        if (v[i].y < v[low].y) low = i;
        if (v[i].y > v[high].y) high = i;
    }
    size_t kept[4] = {0, low < high ? low : high, low < high ? high : low, n - 1}, m = 1;
    for (int i = 1; i < 4; i++)
        if (kept[i] > kept[i - 1]) v[m++] = v[kept[i]];
    return m;
}

static void thin_column(struct sampler *w)
{
    struct curve *c = w->out;
    size_t to = w->first_vertex;
    for (size_t from = to, end; from < c->line.n; from = end) {
        for (end = from + 1; end < c->line.n && c->line.at[end].joined; end++) {
        }
        size_t kept = sample_thin(c->line.at + from, end - from);
        for (size_t i = 0; i < kept; i++) c->line.at[to++] = c->line.at[from + i];
    }
    c->line.n = to;
}

static bool follow_column(struct sampler *w, const struct point *a, const struct point *b)
{
    w->readings = 0;
    w->is_unproved = false;
    w->first_vertex = w->out->line.n;
    w->low = HUGE_VAL, w->high = -HUGE_VAL;
    if (a->valid) meet(w, a->y);
    if (b->valid) meet(w, b->y);
    w->n_waiting = 0;
    wait(w, a, b, 0);
    while (w->n_waiting > 0) {
        struct piece piece = w->waiting[--w->n_waiting];
        if (!take(w, &piece)) return false;
    }
    w->out->unproved += w->is_unproved;
    thin_column(w);
    return true;
}

static bool note_value(struct sampler *w, const struct point *p)
{
    return !p->valid || vec_push(w->mem, &w->evenly, p->y);
}

/* Where column i begins. */
static double column_edge(const struct sampler *w, size_t i)
{
    struct span_of x = w->s->x;
    double t = (double)i / (double)w->s->columns;
    return i == w->s->columns ? x.to : x.from * (1 - t) + x.to * t;
}

/* How many columns are looked at together. What a line over them is off grows with the square of
 * their number, from which the next one is guessed. */
struct run {
    size_t length;
    size_t pause; /* columns until two are tried again */
};

static void guess_length(struct run *run, size_t n, double bend, bool one)
{
    double guess = GUESSED * (double)n / sqrt(bend);
    size_t most = one ? 4 * n : n - 1;
    run->length = guess < 1 ? 1 : guess < (double)most ? (size_t)guess : most;
    run->pause = RUN_PAUSE;
}

/* Whether one line leads from a over n columns to b, which is found then. */
static bool look_ahead(struct sampler *w, struct run *run, size_t n, const struct point *a,
                       struct point *b, bool *one)
{
    struct reading r;
    w->tolerance = invisible(w);
    if (!function_read(w->s->f, &a->x, &b->x, &r)) return false;
    double off = r.defined == IS_TRUE && is_outside(w, &r) ? 0 : bend(w, &r, b->x - a->x);
    *one = a->valid && off <= 1;
    if (*one && !find_point(w, b->x, b)) return false;
    *one = *one && b->valid;
    guess_length(run, n, off, *one);
    return true;
}

static bool follow_run(struct sampler *w, struct run *run, size_t n, const struct point *a,
                       struct point *b, bool *one)
{
    return look_ahead(w, run, n, a, b, one) && (!*one || join(w, a, b));
}

static bool follow_one(struct sampler *w, struct run *run, const struct point *a, struct point *b)
{
    if (run->pause-- <= 1) run->length = 2;
    return find_point(w, b->x, b) && note_value(w, b) && follow_column(w, a, b);
}

static bool follow(struct sampler *w)
{
    struct point a, b = {0};
    struct run run = {.length = 1, .pause = w->s->longest > 1 ? 1 : SIZE_MAX};
    if (!find_point(w, w->s->x.from, &a) || !note_value(w, &a)) return false;
    for (size_t i = 0, columns = w->s->columns; i < columns;) {
        size_t n = run.length < w->s->longest ? run.length : w->s->longest;
        if (n > columns - i) n = columns - i;
        bool done = true;
        b.x = column_edge(w, i + n);
        if (b.x > a.x) /* else doubles cannot tell the columns apart */
            if (!(n > 1 ? follow_run(w, &run, n, &a, &b, &done) : follow_one(w, &run, &a, &b)))
                return false;
        if (done && b.x > a.x) a = b;
        if (done) i += n;
    }
    return true;
}

/* ---- kinks ---- */

/* What is next to a bend on one side. */
struct side {
    double value, slope;
    bool known; /* the function is smooth there */
};

static bool look_beside(struct sampler *w, double x, struct side *out)
{
    struct reading r;
    if (!function_at(w->s->f, &x, invisible(w) / 4, true, &r)) return false;
    out->known = r.defined == IS_TRUE && r.smooth == IS_TRUE;
    out->value = r.low / 2 + r.high / 2;
    out->slope = fmin(fmax(r.slope_low[0] / 2 + r.slope_high[0] / 2, -MOST_VALUE), MOST_VALUE);
    return true;
}

/* Marks a bend that can be seen: the angles on both sides, as drawn, differ. The end of a line at a
 * jump is none. */
static bool mark_bend(struct sampler *w, struct spot bend)
{
    double width = w->s->x.to - w->s->x.from, near = width * 0x1p-28;
    double height = w->s->view.to - w->s->view.from;
    struct side left, right;
    if (!look_beside(w, bend.x - near, &left) || !look_beside(w, bend.x + near, &right))
        return false;
    double turn = atan(right.slope * width / height) - atan(left.slope * width / height);
    bool jumps = !(fabs(right.value - left.value) <= w->s->pixel);
    if (!left.known || !right.known || jumps || !(fabs(turn) > MARKED_BEND)) return true;
    return vec_push(w->mem, &w->out->kinks, bend);
}

/* Marks that would lie upon one another are left out. */
static void drop_crowded(struct sampler *w)
{
    double apart = (w->s->x.to - w->s->x.from) / (double)w->s->columns * MARK_COLUMNS;
    struct spot *marks = w->out->kinks.at;
    size_t n = w->out->kinks.n, kept = 0;
    double before = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double here = marks[i].x, after = i + 1 < n ? marks[i + 1].x : HUGE_VAL;
        if (here - before >= apart && after - here >= apart) marks[kept++] = marks[i];
        before = here;
    }
    w->out->kinks.n = kept;
}

/* Pieces on both sides of one bend count once. */
static bool mark_bends(struct sampler *w)
{
    double apart = (w->s->x.to - w->s->x.from) * 0x1p-24;
    for (size_t i = 0; i < w->bends.n && w->s->pixel > 0; i++) {
        if (i && w->bends.at[i].x - w->bends.at[i - 1].x < apart) continue;
        if (!mark_bend(w, w->bends.at[i])) return false;
    }
    drop_crowded(w);
    return true;
}

/* ---- the whole ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void find_usual(struct sampler *w)
{
    size_t n = w->evenly.n;
    if (!n) return;
    qsort(w->evenly.at, n, sizeof *w->evenly.at, compare);
    w->outlook->usual_low = w->evenly.at[n / 10];
    w->outlook->usual_high = w->evenly.at[n - 1 - n / 10];
}

bool sample_curve(struct sampling *s, struct curve *out, struct outlook *outlook)
{
    struct sampler w = {.s = s,
                        .mem = &s->f->q.core->mem,
                        .out = out,
                        .outlook = outlook,
                        .gap = true,
                        .n_waiting = 0};
    *outlook = (struct outlook){.any = false};
    bool ok = follow(&w) && mark_bends(&w);
    find_usual(&w);
    vec_free(w.mem, &w.bends);
    vec_free(w.mem, &w.evenly);
    return ok;
}

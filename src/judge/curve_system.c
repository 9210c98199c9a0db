/* curve_system.c - values that several equations give as many names: Newton's method in doubles,
 * and then Krawczyk's operator in intervals, which maps a box into itself only if there is one
 * solution in it (Krawczyk, 1969), and narrows it. */
#include "judge/judge_private.h"

#include "eval/lu.h"
#include "pass/derive.h"

#include <math.h>
#include <string.h>

enum { MOST = 8, DOUBLE_BITS = 64 };

/* The equations and their derivatives, to be evaluated over boxes. */
struct curves {
    struct tape tape;
    struct intervals e;
    const struct root *root;
    id all[MOST + MOST * MOST];  /* the left sides, then the derivatives row by row */
    double inverse[MOST * MOST]; /* about that of the derivatives at the solution */
    bool ready;
};

static bool make_slopes(const struct judge *j, struct root *root)
{
    size_t n = root->n;
    id *slopes = arena_alloc(&j->g->core->arena, n * n * sizeof *slopes);
    if (!slopes || n > MOST) return false;
    for (size_t i = 0; i < n * n; i++) {
        slopes[i] = derive_forward(j->g, root->lefts[i / n], root->unknowns[i % n]);
        if (slopes[i] == POISON) return false;
    }
    root->slopes = slopes;
    return true;
}

static void curves_begin(struct curves *c, const struct judge *j, const struct root *root)
{
    size_t n = root->n;
    *c = (struct curves){.tape = {.g = j->g}, .root = root};
    c->e.tape = &c->tape;
    memcpy(c->all, root->lefts, n * sizeof *c->all);
    memcpy(c->all + n, root->slopes, n * n * sizeof *c->all);
    struct tape_source source = {
        .roots = c->all, .n_roots = n + n * n, .inputs = root->unknowns, .n_inputs = n};
    c->ready = tape_compile(&c->tape, j->g, &source) && intervals_init(&c->e, &c->tape);
    for (size_t i = 0; i < n; i++) c->ready = c->ready && tape_has(&c->tape, root->unknowns[i]);
}

static void curves_end(struct curves *c)
{
    intervals_free(&c->e);
    tape_free(&c->tape);
}

static mpfi_ptr slot(const struct curves *c, id node)
{
    return *intervals_slot(&c->e, tape_slot(&c->tape, node));
}

static mpfi_srcptr left(const struct curves *c, size_t i)
{
    return slot(c, c->all[i]);
}

static mpfi_srcptr slope(const struct curves *c, size_t i, size_t k)
{
    return slot(c, c->all[c->root->n * (1 + i) + k]);
}

/* False where something is not bounded over the box. */
static bool run(struct curves *c, mpfi_t *box, long bits)
{
    size_t n = c->root->n;
    if (!intervals_set_precision(&c->e, bits)) return false;
    for (size_t i = 0; i < n; i++) mpfi_set(slot(c, c->root->unknowns[i]), box[i]);
    if (!intervals_run(&c->e, bits)) return false;
    for (size_t i = 0; i < n + n * n; i++)
        if (!mpfi_bounded_p(slot(c, c->all[i]))) return false;
    return true;
}

/* ---- Newton's method in doubles ---- */

/* A matrix with a smaller pivot is taken for singular. */
static bool has_pivots(const struct lu *f)
{
    for (int64_t i = 0; i < f->n; i++)
        if (!(fabs(f->lu[i * f->n + i]) > 1e-9)) return false;
    return true;
}

static bool invert(struct curves *c)
{
    size_t n = c->root->n;
    double slopes[MOST * MOST];
    struct lu f;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) slopes[i * n + k] = mpfi_get_d(slope(c, i, k));
    bool ok = lu_make(&f, c->tape.g->core, slopes, (int64_t)n) && has_pivots(&f) &&
              lu_invert(&f, c->inverse);
    lu_free(&f);
    return ok;
}

/* One step; returns how far it led, or nan. */
static double step(struct curves *c, mpfi_t *at)
{
    size_t n = c->root->n;
    double far = 0, next[MOST];
    if (!run(c, at, DOUBLE_BITS) || !invert(c)) return NAN;
    for (size_t i = 0; i < n; i++) {
        double change = 0;
        for (size_t k = 0; k < n; k++) change += c->inverse[i * n + k] * mpfi_get_d(left(c, k));
        next[i] = mpfi_get_d(at[i]) - change;
        far = fmax(far, fabs(change) / (1 + fabs(next[i])));
    }
    for (size_t i = 0; i < n; i++) mpfi_set_d(at[i], next[i]);
    return far;
}

/* Starts off round numbers, which are special, elsewhere in every turn. */
static bool approximate(struct curves *c, mpfi_t *at, unsigned turn)
{
    enum { STEPS = 40 };
    for (size_t i = 0; i < c->root->n; i++) {
        double part = fmod((turn + 1) * 0.6180339887 + (double)i * 0.7548776662, 1);
        mpfi_set_d(at[i], (turn % 3 ? 6 : 2) * part - (turn % 3 ? 3 : 1) + 0.0123);
    }
    for (int k = 0; k < STEPS; k++) {
        double far = step(c, at);
        if (!(far < 1e6)) return false;
        if (far < 1e-12) return run(c, at, DOUBLE_BITS) && invert(c);
    }
    return false;
}

/* ---- Krawczyk's operator ---- */

static void init_all(mpfi_t *x, size_t n, long bits)
{
    for (size_t i = 0; i < n; i++) mpfi_init2(x[i], bits);
}

static void clear_all(mpfi_t *x, size_t n)
{
    for (size_t i = 0; i < n; i++) mpfi_clear(x[i]);
}

static void make_thin(mpfi_t *out, mpfi_t *box, size_t n, long bits)
{
    mpfr_t middle;
    mpfr_init2(middle, bits);
    for (size_t i = 0; i < n; i++) {
        mpfi_mid(middle, box[i]);
        mpfi_set_fr(out[i], middle);
    }
    mpfr_clear(middle);
}

/* out = m - C f(m) */
static void newton_point(const struct curves *c, mpfi_t *out, mpfi_t *middle, mpfi_ptr part)
{
    size_t n = c->root->n;
    for (size_t i = 0; i < n; i++) {
        mpfi_set(out[i], middle[i]);
        for (size_t k = 0; k < n; k++) {
            mpfi_mul_d(part, left(c, k), c->inverse[i * n + k]);
            mpfi_sub(out[i], out[i], part);
        }
    }
}

/* out += (1 - C f'(X)) (X - m) */
static void add_spread(const struct curves *c, mpfi_t *out, mpfi_t *box, mpfi_t *middle,
                       mpfi_t part[3])
{
    size_t n = c->root->n;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            mpfi_set_ui(part[0], i == k);
            for (size_t l = 0; l < n; l++) {
                mpfi_mul_d(part[1], slope(c, l, k), c->inverse[i * n + l]);
                mpfi_sub(part[0], part[0], part[1]);
            }
            mpfi_sub(part[2], box[k], middle[k]);
            mpfi_mul(part[0], part[0], part[2]);
            mpfi_add(out[i], out[i], part[0]);
        }
}

/* K(X); false where something is not bounded over X. */
static bool map(struct curves *c, mpfi_t *out, mpfi_t *box, long bits)
{
    size_t n = c->root->n;
    mpfi_t middle[MOST], part[3];
    init_all(middle, n, bits);
    init_all(part, 3, bits);
    make_thin(middle, box, n, bits);
    bool good = run(c, middle, bits);
    if (good) newton_point(c, out, middle, part[0]);
    good = good && run(c, box, bits);
    if (good) add_spread(c, out, box, middle, part);
    clear_all(middle, n);
    clear_all(part, 3);
    return good;
}

static bool all_inside(mpfi_t *inner, mpfi_t *outer, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!mpfi_is_strictly_inside(inner[i], outer[i])) return false;
    return true;
}

/* Boxes around the approximation, until one is mapped into itself. */
static bool prove(struct curves *c, mpfi_t *box, mpfi_t *out, long bits)
{
    static const double radii[] = {1e-11, 1e-8, 1e-5};
    size_t n = c->root->n;
    mpfr_t radius;
    bool inside = false;
    mpfr_init2(radius, DOUBLE_BITS);
    for (size_t r = 0; r < sizeof radii / sizeof *radii && !inside; r++) {
        make_thin(box, box, n, bits);
        for (size_t i = 0; i < n; i++) {
            mpfr_set_d(radius, radii[r] * (1 + fabs(mpfi_get_d(box[i]))), MPFR_RNDU);
            mpfi_increase(box[i], radius);
        }
        inside = map(c, out, box, bits) && all_inside(out, box, n);
    }
    mpfr_clear(radius);
    return inside;
}

/* Maps the box and keeps what both have in common, often enough for so many bits. */
static bool shrink(struct curves *c, mpfi_t *box, mpfi_t *out, long bits)
{
    enum { LEAST_GAIN = 30 };
    size_t n = c->root->n;
    for (long k = 0; k < 2 + bits / LEAST_GAIN; k++) {
        if (!map(c, out, box, bits)) return false;
        for (size_t i = 0; i < n; i++) mpfi_intersect(box[i], box[i], out[i]);
    }
    return true;
}

bool curve_find_several(const struct judge *j, struct root *root, unsigned turn, long bits)
{
    struct curves c;
    mpfi_t out[MOST];
    if (!make_slopes(j, root)) return false;
    curves_begin(&c, j, root);
    init_all(out, root->n, bits);
    bool found = c.ready && approximate(&c, root->values, turn) &&
                 prove(&c, root->values, out, bits) && shrink(&c, root->values, out, bits);
    clear_all(out, root->n);
    curves_end(&c);
    return found;
}

bool curve_narrow_several(const struct judge *j, struct root *root, long bits)
{
    struct curves c;
    mpfi_t out[MOST];
    curves_begin(&c, j, root);
    init_all(out, root->n, bits);
    for (size_t i = 0; i < root->n; i++) mpfi_round_prec(root->values[i], bits);
    bool ok = c.ready && run(&c, root->values, DOUBLE_BITS) && invert(&c) &&
              shrink(&c, root->values, out, bits);
    clear_all(out, root->n);
    curves_end(&c);
    return ok;
}

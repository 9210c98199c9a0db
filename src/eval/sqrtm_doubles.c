/* sqrtm_doubles.c - principal square roots of matrices in doubles, and their derivatives.
 *
 * Newton's iteration in the product form of Denman and Beavers, with scaling (Cheng, Higham, Kenney
 * and Laub, 2001), finds the root X. What is left of A - X@X, summed in twice the precision, gives
 * corrections. The parts Y of a matrix with directions (graph/elimination.h) follow from those
 * before them, as A = Y@Y has X@Y + Y@X = C in every part; that is solved by the iteration for
 * signs of matrices (Roberts, 1980). */
#include "eval/decomposition.h"
#include "eval/lu.h"
#include "eval/matrix_function.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 600, MATRICES = 6, CORRECTIONS = 2 };

enum outcome { FOUND, SINGULAR, NOT_FOUND, STOPPED };

struct root {
    struct core *core;
    int64_t n;
    uint32_t parts;
    double *room;                /* of all that follows */
    double *a, *y;               /* A and its root, each part after part */
    double *z, *inverse, *c, *w; /* one part each; scratch */
    double *product, *next;
};

static size_t room_of(const struct root *r)
{
    return (size_t)(r->n * r->n) * (2 * (size_t)r->parts + MATRICES);
}

static bool root_make(struct root *r, const struct matrix_step *s, const double *const *args)
{
    int64_t n = s->dims[0].d[0], square = n * n;
    *r = (struct root){.core = s->core, .n = n, .parts = 1u << (s->in->n - 1)};
    if (!(r->room = mem_array(&s->core->mem, room_of(r), sizeof *r->room))) return false;
    r->a = r->room;
    r->y = r->a + r->parts * square;
    r->z = r->y + r->parts * square;
    r->inverse = r->z + square;
    r->c = r->inverse + square;
    r->w = r->c + square;
    r->product = r->w + square;
    r->next = r->product + square;
    memset(r->a, 0, r->parts * (size_t)square * sizeof *r->a);
    for (uint32_t k = 0; k < s->in->n; k++)
        memcpy(r->a + (k ? 1u << (k - 1) : 0) * square, args[k], (size_t)square * sizeof *r->a);
    return true;
}

/* ---- matrices ---- */

/* False when time ran out. */
static bool multiply(const struct root *r, double *out, const double *a, const double *b)
{
    int64_t n = r->n;
    memset(out, 0, (size_t)(n * n) * sizeof *out);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < n; k++)
            for (int64_t j = 0; j < n; j++) out[i * n + j] += a[i * n + k] * b[k * n + j];
        if (!matrix_go_on(r->core, n * n)) return false;
    }
    return true;
}

static double length(const struct root *r, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < r->n * r->n; i++) sum = hypot(sum, x[i]);
    return sum;
}

/* The distance of r->z from the identity. */
static double distance(const struct root *r)
{
    double sum = 0;
    for (int64_t i = 0; i < r->n * r->n; i++) sum = hypot(sum, r->z[i] - (i % (r->n + 1) == 0));
    return sum;
}

/* Inverts r->z. *exponent is near the logarithm to base 2 of |det|^(1/n). */
static enum outcome invert(struct root *r, double *exponent)
{
    struct lu f;
    int64_t e;
    bool ok = lu_make(&f, r->core, r->z, r->n);
    enum outcome outcome = !ok ? STOPPED : f.singular ? SINGULAR : FOUND;
    if (outcome == FOUND && !lu_invert(&f, r->inverse)) outcome = STOPPED;
    if (outcome == FOUND) {
        double fraction = lu_determinant(&f, &e);
        *exponent = ((double)e + log2(fabs(fraction))) / (double)r->n;
    }
    lu_free(&f);
    return outcome;
}

/* ---- the root ---- */

/* r->z = (1 + (m z + inverse/m)/2)/2 for m = 2^(2 half), y = y (1 + inverse/m) 2^half/2. */
static bool step_to_root(struct root *r, int half)
{
    int64_t n = r->n;
    for (int64_t i = 0; i < n * n; i++) {
        double one = i % (n + 1) == 0, scaled = ldexp(r->inverse[i], -2 * half);
        r->z[i] = (one + (ldexp(r->z[i], 2 * half) + scaled) / 2) / 2;
        r->inverse[i] = one + scaled;
    }
    if (!multiply(r, r->product, r->y, r->inverse)) return false;
    for (int64_t i = 0; i < n * n; i++) r->y[i] = ldexp(r->product[i], half - 1);
    return true;
}

static enum outcome newton(struct root *r)
{
    size_t bytes = (size_t)(r->n * r->n) * sizeof *r->a;
    memcpy(r->y, r->a, bytes);
    memcpy(r->z, r->a, bytes);
    double exponent = 0, off = INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
        enum outcome outcome = invert(r, &exponent);
        if (outcome != FOUND) return outcome == SINGULAR && step > 0 ? NOT_FOUND : outcome;
        bool last = off < 1e-8;
        if (!step_to_root(r, off < 0.5 ? 0 : (int)lrint(-exponent / 2))) return STOPPED;
        off = distance(r);
        if (last) return FOUND;
        if (!(off < INFINITY)) return NOT_FOUND;
    }
    return NOT_FOUND;
}

/* ---- corrections ---- */

/* A sum in twice the precision (Ogita, Rump and Oishi, 2005). */
struct twofold {
    double sum, rest;
};

static void take_product(struct twofold *t, double x, double y)
{
    double product = -x * y, sum = t->sum + product, back = sum - t->sum;
    t->rest += (t->sum - (sum - back)) + (product - back) - fma(x, y, product);
    t->sum = sum;
}

/* Sets r->c to a part of A - Y@Y. False when time ran out. */
static bool find_rest(struct root *r, uint32_t part)
{
    int64_t n = r->n, square = n * n;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            struct twofold t = {r->a[part * square + i * n + j], 0};
            for (uint32_t sub = part;; sub = (sub - 1) & part) {
                const double *x = r->y + sub * square, *y = r->y + (part ^ sub) * square;
                for (int64_t k = 0; k < n; k++) take_product(&t, x[i * n + k], y[k * n + j]);
                if (sub == 0) break;
            }
            r->c[i * n + j] = t.sum + t.rest;
        }
        if (!matrix_go_on(r->core, n * n * (part + 1))) return false;
    }
    return true;
}

/* With V = inverse/m and m = 2^e: z = (m z + V)/2, c = (m c + V (m c) V)/2. */
static bool step_to_sign(struct root *r, int e)
{
    for (int64_t i = 0; i < r->n * r->n; i++) {
        r->inverse[i] = ldexp(r->inverse[i], -e);
        r->z[i] = (ldexp(r->z[i], e) + r->inverse[i]) / 2;
        r->c[i] = ldexp(r->c[i], e);
    }
    if (!multiply(r, r->product, r->inverse, r->c) || !multiply(r, r->next, r->product, r->inverse))
        return false;
    for (int64_t i = 0; i < r->n * r->n; i++) r->c[i] = (r->c[i] + r->next[i]) / 2;
    return true;
}

/* Solves X@D + D@X = r->c; r->w becomes D. */
static enum outcome solve(struct root *r)
{
    int64_t square = r->n * r->n;
    memcpy(r->z, r->y, (size_t)square * sizeof *r->z);
    double exponent = 0, off = INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
        enum outcome outcome = invert(r, &exponent);
        if (outcome != FOUND) return outcome == SINGULAR ? NOT_FOUND : outcome;
        bool last = off < 1e-8;
        if (!step_to_sign(r, off < 0.5 ? 0 : (int)lrint(-exponent))) return STOPPED;
        off = distance(r);
        if (last) break;
        if (!(off < INFINITY)) return NOT_FOUND;
    }
    for (int64_t i = 0; i < square; i++) r->w[i] = r->c[i] / 2;
    return off < 1e-8 ? FOUND : NOT_FOUND;
}

/* Corrects a part, which is not found if the last correction is not small. */
static enum outcome correct(struct root *r, uint32_t part)
{
    double *y = r->y + part * r->n * r->n, correction = INFINITY, size = 0;
    for (int k = 0; k < CORRECTIONS && !(correction <= 1e-9 * size); k++) {
        if (!find_rest(r, part)) return STOPPED;
        enum outcome outcome = solve(r);
        if (outcome != FOUND) return outcome;
        for (int64_t i = 0; i < r->n * r->n; i++) y[i] += r->w[i];
        correction = length(r, r->w);
        size = length(r, y);
    }
    return correction <= 1e-6 * size ? FOUND : NOT_FOUND;
}

/* ---- the root of a matrix, which is kept ---- */

struct kept_root {
    struct decomposition kept;
    enum outcome outcome;
    size_t n; /* entries */
    double *y;
};

static void drop(struct core *core, struct decomposition *d)
{
    struct kept_root *k = (struct kept_root *)d;
    mem_free_array(&core->mem, k->y, k->n, sizeof *k->y);
    mem_free_array(&core->mem, k, 1, sizeof *k);
}

static bool keep(const struct root *r, const struct matrix_step *s, enum outcome outcome)
{
    struct mem *mem = &s->core->mem;
    size_t n = (size_t)(r->n * r->n);
    struct kept_root *k = mem_array(mem, 1, sizeof *k);
    if (!k) return false;
    *k = (struct kept_root){{.drop = drop}, outcome, n, mem_array(mem, n, sizeof *k->y)};
    if (!k->y) return drop(s->core, &k->kept), false;
    memcpy(k->y, r->y, n * sizeof *k->y);
    decomposition_keep(s, &k->kept, SQUARE_ROOT);
    return true;
}

/* Finds the part without directions. */
static enum outcome find_root(struct root *r, const struct matrix_step *s)
{
    const struct kept_root *kept = (const struct kept_root *)decomposition_find(s, SQUARE_ROOT);
    if (kept) {
        memcpy(r->y, kept->y, kept->n * sizeof *r->y);
        return kept->outcome;
    }
    enum outcome outcome = newton(r);
    if (outcome == FOUND) outcome = correct(r, 0);
    return outcome == STOPPED || !keep(r, s, outcome) ? STOPPED : outcome;
}

static enum outcome find(struct root *r, const struct matrix_step *s)
{
    int64_t square = r->n * r->n;
    for (int64_t i = 0; i < square * r->parts; i++)
        if (!isfinite(r->a[i])) return NOT_FOUND;
    enum outcome outcome = find_root(r, s);
    memset(r->y + square, 0, (r->parts - 1) * (size_t)square * sizeof *r->y);
    for (uint32_t part = 1; outcome == FOUND && part < r->parts; part++) outcome = correct(r, part);
    return outcome;
}

bool sqrtm_doubles(const struct matrix_step *s, const double *const *args, double *out)
{
    struct root r;
    bool ok = root_make(&r, s, args);
    enum outcome outcome = ok ? find(&r, s) : STOPPED;
    int64_t square = r.n * r.n;
    if (s->in->op == OP_ROOTED)
        *out = outcome == FOUND ? 1 : outcome == SINGULAR ? 0 : -1;
    else
        for (int64_t i = 0; i < square; i++)
            out[i] = outcome == FOUND ? r.y[(r.parts - 1) * square + i] : NAN;
    mem_free_array(&s->core->mem, r.room, room_of(&r), sizeof *r.room);
    return outcome != STOPPED;
}

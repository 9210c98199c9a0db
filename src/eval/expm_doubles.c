/* expm_doubles.c - exponentials of matrices in doubles: exp(A) = exp(A/2^s)^(2^s), by a Taylor
 * polynomial of degree 16 and s squarings (Higham, 2005; Bader, Blanes and Casas, 2019).
 *
 * A matrix with directions H1, ..., Hk is one of elements of R[t1, ..., tk]/(t1^2, ..., tk^2), as
 * in graph/elimination.h, A + t1 H1 + ... + tk Hk, kept as 2^k matrices one after another; the last
 * of those of its exponential is the derivative along all directions. */
#include "eval/matrix_function.h"

#include <math.h>
#include <string.h>

struct work {
    struct core *core;
    int64_t n;                      /* rows */
    uint32_t parts;                 /* 2^k */
    double *room;                   /* of all matrices below */
    double *powers[5], *sum, *next; /* powers[i] is the i-th power; [0] is not used */
};

enum { MATRICES = 6, DEGREE = 16, STEP = 4 };

static size_t size_of(const struct work *w)
{
    return (size_t)(w->n * w->n) * w->parts;
}

static bool work_make(struct work *w, const struct matrix_step *s)
{
    *w = (struct work){.core = s->core, .n = s->to.d[0], .parts = 1u << (s->in->n - 1)};
    w->room = mem_array(&s->core->mem, MATRICES * size_of(w), sizeof *w->room);
    if (!w->room) return false;
    for (int i = 0; i < 4; i++) w->powers[i + 1] = w->room + (size_t)i * size_of(w);
    w->sum = w->room + 4 * size_of(w);
    w->next = w->room + 5 * size_of(w);
    return true;
}

/* ---- products ---- */

static bool is_zero(const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (x[i] != 0) return false;
    return true;
}

/* out += a @ b. False when time ran out. */
static bool add_product(const struct work *w, double *out, const double *a, const double *b)
{
    int64_t n = w->n;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < n; k++)
            for (int64_t j = 0; j < n; j++) out[i * n + j] += a[i * n + k] * b[k * n + j];
        if (!matrix_go_on(w->core, n * n)) return false;
    }
    return true;
}

/* Sets out to a @ b, part by part. False when time ran out. */
static bool multiply(const struct work *w, double *out, const double *a, const double *b)
{
    int64_t square = w->n * w->n;
    memset(out, 0, size_of(w) * sizeof *out);
    for (uint32_t whole = 0; whole < w->parts; whole++)
        for (uint32_t sub = whole;; sub = (sub - 1) & whole) {
            const double *x = a + sub * square, *y = b + (whole ^ sub) * square;
            if (!is_zero(x, square) && !is_zero(y, square) &&
                !add_product(w, out + whole * square, x, y))
                return false;
            if (!core_go_on_slow(w->core)) return false;
            if (sub == 0) break;
        }
    return true;
}

static void scale(const struct work *w, double *x, int exponent)
{
    for (size_t i = 0; exponent != 0 && i < size_of(w); i++) x[i] = ldexp(x[i], exponent);
}

/* ---- how often to halve ---- */

/* The largest sum of sizes in a column of A, without directions. */
static double norm(const struct work *w, const double *x)
{
    double largest = 0;
    for (int64_t j = 0; j < w->n; j++) {
        double sum = 0;
        for (int64_t i = 0; i < w->n; i++) sum += fabs(x[i * w->n + j]);
        if (!(sum <= largest)) largest = sum; /* a nan is the largest */
    }
    return largest;
}

/* Reads A/2^e and the directions/2^e, where the norm of A/2^e is at most 1 and e is not negative.
 * False where an entry is not finite. */
static bool read(struct work *w, const double *const *args, uint32_t n_args, int *e)
{
    int64_t square = w->n * w->n;
    double largest = 0;
    int of_n;
    memset(w->powers[1], 0, size_of(w) * sizeof(double));
    for (uint32_t k = 0; k < n_args; k++) {
        double *part = w->powers[1] + (k ? 1u << (k - 1) : 0) * square;
        memcpy(part, args[k], (size_t)square * sizeof *part);
    }
    for (size_t i = 0; i < size_of(w); i++)
        if (!isfinite(w->powers[1][i])) return false;
    for (int64_t i = 0; i < square; i++) largest = fmax(largest, fabs(w->powers[1][i]));
    frexp(largest, e);
    frexp((double)w->n, &of_n);
    *e = *e + of_n > 0 ? *e + of_n : 0;
    scale(w, w->powers[1], -*e);
    return true;
}

/* The number s of halvings after which the first terms that are left out are less than a rounding
 * error: they are at most those of the exponential of the larger of |A^3|^(1/3) and |A^4|^(1/4)
 * (Al-Mohy and Higham, 2009), which each direction differentiates once. The powers are those of
 * A/2^e. */
static int halvings(const struct work *w, int e, uint32_t directions)
{
    int below = directions < 3 ? 1 : (int)(directions + 1) / 2, s = 0;
    double third = norm(w, w->powers[3]), fourth = norm(w, w->powers[4]);
    while (ldexp(third, 3 * (e - s + below)) > 1 || ldexp(fourth, 4 * (e - s + below)) > 1) s++;
    return s;
}

/* ---- the exponential ---- */

/* sum += x * c. */
static void add_multiple(const struct work *w, double *sum, const double *x, double c)
{
    for (size_t i = 0; i < size_of(w); i++) sum[i] += x[i] * c;
}

/* The sum of x^j/j! for j up to DEGREE, by Horner's rule in the STEP-th power (Paterson and
 * Stockmeyer, 1973). */
static bool taylor(struct work *w)
{
    double c[DEGREE + 1] = {1};
    for (int j = 1; j <= DEGREE; j++) c[j] = c[j - 1] / j;
    memset(w->next, 0, size_of(w) * sizeof(double));
    add_multiple(w, w->next, w->powers[STEP], c[DEGREE]);
    for (int low = DEGREE - STEP; low >= 0; low -= STEP) {
        double *sum = w->sum;
        if (low < DEGREE - STEP && !multiply(w, w->next, sum, w->powers[STEP])) return false;
        w->sum = w->next, w->next = sum;
        for (int j = STEP - 1; j > 0; j--) add_multiple(w, w->sum, w->powers[j], c[low + j]);
        for (int64_t i = 0; i < w->n; i++) w->sum[i * w->n + i] += c[low];
    }
    return true;
}

static bool exponential(struct work *w, int e, uint32_t directions)
{
    double **p = w->powers;
    if (!multiply(w, p[2], p[1], p[1]) || !multiply(w, p[3], p[2], p[1]) ||
        !multiply(w, p[4], p[2], p[2]))
        return false;
    int s = halvings(w, e, directions);
    for (int i = 1; i <= 4; i++) scale(w, p[i], i * (e - s));
    if (!taylor(w)) return false;
    for (int i = 0; i < s; i++) {
        double *sum = w->sum;
        if (!multiply(w, w->next, sum, sum)) return false;
        w->sum = w->next, w->next = sum;
    }
    return true;
}

/* A finite matrix always has an exponential: what is no number was infinite on the way. */
static double or_infinite(double x)
{
    return isnan(x) ? INFINITY : x;
}

bool expm_doubles(const struct matrix_step *s, const double *const *args, double *out)
{
    struct work w;
    int64_t square = s->to.d[0] * s->to.d[0];
    int e;
    bool ok = work_make(&w, s);
    bool finite = ok && read(&w, args, s->in->n, &e);
    ok = ok && (!finite || exponential(&w, e, s->in->n - 1));
    for (int64_t i = 0; ok && i < square; i++)
        out[i] = finite ? or_infinite(w.sum[(w.parts - 1) * square + i]) : NAN;
    mem_free_array(&s->core->mem, w.room, MATRICES * size_of(&w), sizeof *w.room);
    return ok;
}

/* spectrum_doubles.c - eigenvalues by cyclic rotations (Jacobi, 1846), singular values by rotations
 * of columns (Hestenes, 1958), which keep the digits of small ones; errors are a few roundings of
 * the largest. */
#include "eval/aside.h"
#include "eval/blas.h"
#include "eval/decomposition.h"
#include "eval/spectrum.h"
#include "graph/spectrum.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From LARGE columns on LAPACK does it, if there is one: rotations take a hundred times as long. */
enum { MOST_SWEEPS = 60, LARGE = 100, MOST_COLUMNS = 20000, SLOW = 300 /* columns: 0.01 s */ };

/* The decomposition of the symmetric part of a square matrix, or of a matrix of m rows and n
 * columns, m >= n, which is transposed if A is wide. Vectors are columns of n by n, or m by n. */
struct spectrum {
    struct decomposition kept;
    struct core *core;
    bool is_symmetric, turned;
    int64_t m, n;
    double *a, *v, *values;     /* a becomes the left vectors, or is used up */
    const double *left, *right; /* the vectors of A itself, which are in a and v */
    int64_t left_rows, right_rows;
};

/* ---- rotations ---- */

struct rotation {
    double c, s;
};

/* The rotation by at most 45 degrees that makes the entry of [[p, x], [x, q]] beside the diagonal
 * 0. */
static struct rotation rotation_of(double p, double q, double x)
{
    double z = (q - p) / (2 * x);
    double t = fabs(z) < 1e150 ? copysign(1, z) / (fabs(z) + sqrt(1 + z * z)) : 0.5 / z;
    double c = 1 / sqrt(1 + t * t);
    return (struct rotation){c, t * c};
}

/* Turns n pairs of entries. */
static void turn(struct rotation r, double *x, double *y, int64_t n, int64_t stride)
{
    for (int64_t i = 0; i < n * stride; i += stride) {
        double before = x[i];
        x[i] = r.c * before - r.s * y[i];
        y[i] = r.s * before + r.c * y[i];
    }
}

/* ---- large matrices ---- */

static void transpose(double *to, const double *from, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) to[i * n + j] = from[j * n + i];
}

/* A call of LAPACK with all that it reads and writes: the matrix, which is used up, then values,
 * left vectors and right ones, and what it needs for itself. */
struct lapack {
    bool is_symmetric, ok;
    size_t m, n;
    double *values, *u, *vt, *work, matrix[];
};

static struct lapack *lapack_make(const struct spectrum *w)
{
    size_t m = (size_t)w->m, n = (size_t)w->n, left = w->is_symmetric ? 0 : m * n,
           right = w->is_symmetric ? 0 : n * n, matrix = m * n;
    struct mem mem = mem_apart(&w->core->mem);
    mem.is_plain = true;
    struct lapack *x = mem_array(
        &mem, 1, sizeof *x + (matrix + n + left + right + blas_work(m, n)) * sizeof(double));
    mem_note_failures(&w->core->mem, &mem);
    if (!x) return NULL;
    *x = (struct lapack){.is_symmetric = w->is_symmetric, .m = m, .n = n};
    x->values = x->matrix + matrix;
    x->u = x->values + n;
    x->vt = w->is_symmetric ? x->matrix : x->u + left;
    x->work = x->u + left + right;
    memcpy(x->matrix, w->a, matrix * sizeof *x->matrix);
    return x;
}

static void lapack_run(void *block)
{
    struct lapack *x = block;
    if (x->is_symmetric)
        x->ok = blas_eigen(x->matrix, x->values, (int)x->n, x->work);
    else
        x->ok = blas_svd(x->matrix, x->values, x->u, x->vt, (int)x->m, (int)x->n, x->work);
}

/* Decomposes w->a; false where that is left to rotations, and w->a as it was, or with an error when
 * memory or time ran out. */
static bool by_lapack(struct spectrum *w)
{
    if (w->n < LARGE || w->m > MOST_COLUMNS || !blas_open()) return false;
    struct lapack *x = lapack_make(w);
    if (!x) return false;
    if (w->n < SLOW)
        lapack_run(x);
    else if (!aside_run(w->core, lapack_run, x))
        return false;
    bool ok = x->ok;
    if (ok) transpose(w->v, x->vt, w->n);
    if (ok) memcpy(w->values, x->values, x->n * sizeof *x->values);
    if (ok && !w->is_symmetric) memcpy(w->a, x->u, x->m * x->n * sizeof *x->u);
    free(x);
    return ok;
}

/* ---- symmetric matrices ---- */

static bool sweep_symmetric(struct spectrum *w, double least)
{
    int64_t n = w->n;
    double *a = w->a;
    bool any = false;
    for (int64_t p = 0; p < n && matrix_go_on(w->core, n * n); p++)
        for (int64_t q = p + 1; q < n; q++) {
            double x = a[p * n + q], size = sqrt(fabs(a[p * n + p])) * sqrt(fabs(a[q * n + q]));
            if (fabs(x) <= least || fabs(x) <= DBL_EPSILON / 4 * size) continue;
            struct rotation r = rotation_of(a[p * n + p], a[q * n + q], x);
            turn(r, a + p, a + q, n, n);
            turn(r, a + p * n, a + q * n, n, 1);
            turn(r, w->v + p, w->v + q, n, n);
            a[p * n + q] = a[q * n + p] = 0;
            any = true;
        }
    return any;
}

/* Reads the symmetric part and returns its largest entry. */
static double read_symmetric(struct spectrum *w, const double *a)
{
    int64_t n = w->n;
    double largest = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            w->a[i * n + j] = a[i * n + j] / 2 + a[j * n + i] / 2;
            w->v[i * n + j] = i == j;
            largest = fmax(largest, fabs(w->a[i * n + j]));
        }
    return largest;
}

static bool decompose_symmetric(struct spectrum *w, const double *a)
{
    double largest = read_symmetric(w, a);
    if (by_lapack(w)) return true;
    if (diag_any(w->core)) return false;
    for (int k = 0; k < MOST_SWEEPS && sweep_symmetric(w, 1e-20 * largest); k++)
        if (!core_go_on_slow(w->core)) return false;
    for (int64_t i = 0; i < w->n; i++) w->values[i] = w->a[i * w->n + i];
    return true;
}

/* ---- singular values ---- */

static double inner_product(const double *x, const double *y, int64_t n, int64_t stride)
{
    double sum = 0;
    for (int64_t i = 0; i < n * stride; i += stride) sum += x[i] * y[i];
    return sum;
}

static bool sweep_columns(struct spectrum *w)
{
    int64_t m = w->m, n = w->n;
    bool any = false;
    for (int64_t p = 0; p < n && matrix_go_on(w->core, m * n); p++)
        for (int64_t q = p + 1; q < n; q++) {
            double *x = w->a + p, *y = w->a + q, xy = inner_product(x, y, m, n);
            double xx = inner_product(x, x, m, n), yy = inner_product(y, y, m, n);
            if (fabs(xy) <= DBL_EPSILON * sqrt(xx) * sqrt(yy)) continue;
            struct rotation r = rotation_of(xx, yy, xy);
            turn(r, x, y, m, n);
            turn(r, w->v + p, w->v + q, n, n);
            any = true;
        }
    return any;
}

/* Reads the matrix, scaled by a power of two so that no square overflows; returns its exponent. */
static int read_columns(struct spectrum *w, const double *a)
{
    int64_t m = w->m, n = w->n;
    double largest = 0;
    int exponent = 0;
    for (int64_t i = 0; i < m * n; i++) largest = fmax(largest, fabs(a[i]));
    frexp(largest, &exponent);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++)
            w->a[i * n + j] = ldexp(w->turned ? a[j * m + i] : a[i * n + j], -exponent);
    for (int64_t i = 0; i < n * n; i++) w->v[i] = i / n == i % n;
    return exponent;
}

/* After the rotations, columns are singular vectors times their values. */
static void divide_columns(struct spectrum *w)
{
    for (int64_t j = 0; j < w->n; j++) {
        double length = sqrt(inner_product(w->a + j, w->a + j, w->m, w->n));
        for (int64_t i = 0; i < w->m && length > 0; i++) w->a[i * w->n + j] /= length;
        w->values[j] = length;
    }
}

static bool decompose_columns(struct spectrum *w, const double *a)
{
    int exponent = read_columns(w, a);
    bool done = by_lapack(w);
    if (!done && diag_any(w->core)) return false;
    for (int k = 0; k < MOST_SWEEPS && !done && sweep_columns(w); k++)
        if (!core_go_on_slow(w->core)) return false;
    if (!done) divide_columns(w);
    for (int64_t j = 0; j < w->n; j++) w->values[j] = ldexp(w->values[j], exponent);
    return true;
}

/* ---- order and signs ---- */

static void swap(double *x, double *y, int64_t n, int64_t stride)
{
    for (int64_t i = 0; i < n * stride; i += stride) {
        double before = x[i];
        x[i] = y[i];
        y[i] = before;
    }
}

static void sort(struct spectrum *w)
{
    for (int64_t i = 0; i < w->n; i++) {
        int64_t best = i;
        for (int64_t k = i + 1; k < w->n; k++) {
            bool less = w->values[k] < w->values[best];
            if (w->is_symmetric ? less : w->values[k] > w->values[best]) best = k;
        }
        if (best == i) continue;
        swap(w->values + i, w->values + best, 1, 1);
        swap(w->v + i, w->v + best, w->n, w->n);
        if (!w->is_symmetric) swap(w->a + i, w->a + best, w->m, w->n);
    }
}

static bool is_negative(const double *x, int64_t n, int64_t stride)
{
    double largest = 0;
    for (int64_t i = 0; i < n * stride; i += stride) largest = fmax(largest, fabs(x[i]));
    for (int64_t i = 0; i < n * stride; i += stride)
        if (fabs(x[i]) >= SPECTRUM_NEAR * largest) return x[i] < 0;
    return false;
}

static void negate(double *x, int64_t n, int64_t stride)
{
    for (int64_t i = 0; i < n * stride; i += stride) x[i] = -x[i];
}

static void choose_signs(struct spectrum *w)
{
    for (int64_t j = 0; j < w->n; j++) {
        if (!is_negative(w->left + j, w->left_rows, w->n)) continue;
        negate(w->v + j, w->n, w->n);
        if (!w->is_symmetric) negate(w->a + j, w->m, w->n);
    }
}

/* ---- results ---- */

static bool put_map(const struct spectrum *w, const double *g, double *out)
{
    int64_t n = w->n;
    for (int64_t i = 0; i < w->left_rows; i++) {
        for (int64_t j = 0; j < w->right_rows; j++) {
            double sum = 0;
            for (int64_t k = 0; k < n; k++) sum += g[k] * w->left[i * n + k] * w->right[j * n + k];
            *out++ = sum;
        }
        if (!matrix_go_on(w->core, w->right_rows * n)) return false;
    }
    return true;
}

/* Weights that differ by no more than this of the largest are equal. */
static bool are_equal(const double *g, int64_t i, int64_t n, bool function)
{
    double largest = 0;
    for (int64_t k = 0; k < n; k++) largest = fmax(largest, fabs(g[k]));
    if (i + 1 == n) return fabs(g[i]) <= 1e-14 * largest; /* beside -g of a singular value 0 */
    return function || fabs(g[i] - g[i + 1]) <= 1e-14 * largest;
}

static void put_splits(const struct spectrum *w, const double *g, bool function, double *out)
{
    int64_t n = w->n, count = w->is_symmetric ? n - 1 : n;
    double largest = fmax(fabs(w->values[0]), fabs(w->values[n - 1]));
    double least = 4 * (double)w->m * DBL_EPSILON * largest;
    for (int64_t i = 0; i < count; i++) {
        double next = i + 1 < n ? w->values[i + 1] : 0;
        bool apart = fabs(w->values[i] - next) > least;
        out[i] = apart || (g && are_equal(g, i, n, function));
    }
}

/* Puts the right vectors as rows. */
static void put_rows(const struct spectrum *w, double *out)
{
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = 0; j < w->right_rows; j++) *out++ = w->right[j * w->n + i];
}

static bool put(const struct spectrum *w, const struct matrix_step *s, const double *g, double *out)
{
    bool function = spectrum_is_function(graph_node(s->g, s->in->node));
    switch (s->in->op) {
    case OP_EIGVALSH:
    case OP_SVDVALS: memcpy(out, w->values, (size_t)w->n * sizeof *out); break;
    case OP_EIGVECSH:
    case OP_SVDLEFT: memcpy(out, w->left, (size_t)(w->left_rows * w->n) * sizeof *out); break;
    case OP_SVDRIGHT: put_rows(w, out); break;
    case OP_EIGMAP:
    case OP_SVDMAP: return put_map(w, g, out);
    default: put_splits(w, g, function, out); break;
    }
    return true;
}

static bool is_finite(const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

static void drop(struct core *core, struct decomposition *d)
{
    struct spectrum *w = (struct spectrum *)d;
    size_t all = (size_t)(w->m * w->n), square = (size_t)(w->n * w->n);
    mem_free_array(&core->mem, w->a, all, sizeof *w->a);
    mem_free_array(&core->mem, w->v, square, sizeof *w->v);
    mem_free_array(&core->mem, w->values, (size_t)w->n, sizeof *w->values);
    mem_free_array(&core->mem, w, 1, sizeof *w);
}

/* Allocates the decomposition of a matrix of these sizes; NULL without memory. */
static struct spectrum *make(struct core *core, struct shape_data d, bool is_symmetric)
{
    struct mem *mem = &core->mem;
    struct spectrum *w = mem_array(mem, 1, sizeof *w);
    if (!w) return NULL;
    bool turned = d.d[0] < d.d[1];
    *w = (struct spectrum){.kept.drop = drop, .core = core, .turned = turned};
    w->is_symmetric = is_symmetric;
    w->m = turned ? d.d[1] : d.d[0];
    w->n = turned ? d.d[0] : d.d[1];
    w->a = mem_array(mem, (size_t)(w->m * w->n), sizeof *w->a);
    w->v = mem_array(mem, (size_t)(w->n * w->n), sizeof *w->v);
    w->values = mem_array(mem, (size_t)w->n, sizeof *w->values);
    w->left = turned || is_symmetric ? w->v : w->a;
    w->right = turned ? w->a : w->v;
    w->left_rows = d.d[0];
    w->right_rows = d.d[1];
    if (w->a && w->v && w->values) return w;
    drop(core, &w->kept);
    return NULL;
}

/* Returns the decomposition of the step's matrix, which is kept; NULL when memory or time ran out.
 */
static const struct spectrum *decompose(const struct matrix_step *s, const double *a)
{
    bool is_symmetric = spectrum_is_symmetric(s->in->op);
    enum decomposition_kind kind = is_symmetric ? EIGENVALUES : SINGULAR_VALUES;
    struct decomposition *found = decomposition_find(s, kind);
    if (found) return (const struct spectrum *)found;
    struct spectrum *w = make(s->core, s->dims[0], is_symmetric);
    if (!w) return NULL;
    if (!(is_symmetric ? decompose_symmetric(w, a) : decompose_columns(w, a))) {
        drop(s->core, &w->kept);
        return NULL;
    }
    sort(w);
    choose_signs(w);
    decomposition_keep(s, &w->kept, kind);
    return w;
}

bool spectrum_doubles(const struct matrix_step *s, const double *const *args, double *out)
{
    if (!is_finite(args[0], shape_entries(s->dims[0]))) {
        for (int64_t i = 0; i < shape_entries(s->to); i++) out[i] = NAN;
        return true;
    }
    const struct spectrum *w = decompose(s, args[0]);
    return w && put(w, s, s->in->n > 1 ? args[1] : NULL, out);
}

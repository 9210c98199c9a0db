/* factor_doubles.c - pseudoinverses and factors of matrices in doubles. */
#include "eval/decomposition.h"
#include "eval/factor.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void fill(double *out, int64_t n, double value)
{
    for (int64_t i = 0; i < n; i++) out[i] = value;
}

/* ---- Q and R, by Householder's reflections (Golub and Van Loan, 1996, 5.2) ---- */

/* The m by n matrix a, m >= n, becomes R in its upper triangle; column k of v, from entry k on, is
 * the vector of reflection k, and r its diagonal entry of R. */
struct reflections {
    struct decomposition kept;
    struct core *core;
    int64_t m, n;
    double *a, *v, *r, *row; /* row: n entries of scratch */
    bool full_rank;
};

/* Subtracts v (v'x) from columns from..n of x, an m by n matrix, for the vector in column k of v.
 */
static void reflect(const struct reflections *f, int64_t k, double *x, int64_t from)
{
    int64_t n = f->n;
    fill(f->row, n, 0);
    for (int64_t i = k; i < f->m; i++)
        for (int64_t j = from; j < n; j++) f->row[j] += f->v[i * n + k] * x[i * n + j];
    for (int64_t i = k; i < f->m; i++)
        for (int64_t j = from; j < n; j++) x[i * n + j] -= f->v[i * n + k] * f->row[j];
}

/* The length of column k from row `from` on. */
static double length(const struct reflections *f, int64_t k, int64_t from)
{
    double sum = 0;
    for (int64_t i = from; i < f->m; i++) sum += f->a[i * f->n + k] * f->a[i * f->n + k];
    return sqrt(sum);
}

/* Makes the vector of reflection k, which is as long as sqrt(2), and reflects the columns after. */
static void eliminate_column(struct reflections *f, int64_t k)
{
    int64_t n = f->n;
    double size = length(f, k, k), whole = hypot(length(f, k, 0), size);
    if (!(size > (double)f->m * DBL_EPSILON * whole)) f->full_rank = false;
    double top = f->a[k * n + k], r = top > 0 ? -size : size,
           scale = sqrt(size * (size + fabs(top)));
    for (int64_t i = k; i < f->m; i++)
        f->v[i * n + k] = size > 0 ? (f->a[i * n + k] - (i == k ? r : 0)) / scale : 0;
    f->r[k] = r;
    reflect(f, k, f->a, k + 1);
    f->a[k * n + k] = r;
}

static void drop(struct core *core, struct decomposition *d)
{
    struct reflections *f = (struct reflections *)d;
    struct mem *mem = &core->mem;
    mem_free_array(mem, f->a, (size_t)(f->m * f->n), sizeof *f->a);
    mem_free_array(mem, f->v, (size_t)(f->m * f->n), sizeof *f->v);
    mem_free_array(mem, f->r, (size_t)f->n, sizeof *f->r);
    mem_free_array(mem, f->row, (size_t)f->n, sizeof *f->row);
    mem_free_array(mem, f, 1, sizeof *f);
}

static bool run(struct reflections *f, const double *a, bool turned)
{
    int64_t m = f->m, n = f->n;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) f->a[i * n + j] = turned ? a[j * m + i] : a[i * n + j];
    for (int64_t k = 0; k < n; k++) {
        eliminate_column(f, k);
        if (!matrix_go_on(f->core, (m - k) * (n - k))) return false;
    }
    return true;
}

/* Returns the reflections of the step's matrix, or of its transpose if that is tall, which are
 * kept; NULL when memory or time ran out. */
static const struct reflections *reflections_of(const struct matrix_step *s, const double *a)
{
    struct decomposition *found = decomposition_find(s, REFLECTIONS);
    if (found) return (const struct reflections *)found;
    struct mem *mem = &s->core->mem;
    struct reflections *f = mem_array(mem, 1, sizeof *f);
    if (!f) return NULL;
    int64_t rows = s->dims[0].d[0], columns = s->dims[0].d[1], m = rows, n = columns;
    if (rows < columns) m = columns, n = rows;
    *f =
        (struct reflections){.kept.drop = drop, .core = s->core, .m = m, .n = n, .full_rank = true};
    f->a = mem_array(mem, (size_t)(m * n), sizeof *f->a);
    f->v = mem_array(mem, (size_t)(m * n), sizeof *f->v);
    f->r = mem_array(mem, (size_t)n, sizeof *f->r);
    f->row = mem_array(mem, (size_t)n, sizeof *f->row);
    if (f->a && f->v && f->r && f->row && run(f, a, rows < columns))
        return decomposition_keep(s, &f->kept, REFLECTIONS), f;
    drop(s->core, &f->kept);
    return NULL;
}

/* Writes Q, with the signs that make R's diagonal positive. */
static bool write_q(const struct reflections *f, double *q)
{
    fill(q, f->m * f->n, 0);
    for (int64_t j = 0; j < f->n; j++) q[j * f->n + j] = f->r[j] < 0 ? -1 : 1;
    for (int64_t k = f->n; k-- > 0;) {
        reflect(f, k, q, 0);
        if (!matrix_go_on(f->core, f->m * f->n)) return false;
    }
    return true;
}

static void write_r(const struct reflections *f, double *r)
{
    for (int64_t i = 0; i < f->n; i++)
        for (int64_t j = 0; j < f->n; j++)
            r[i * f->n + j] = j < i ? 0 : f->r[i] < 0 ? -f->a[i * f->n + j] : f->a[i * f->n + j];
}

/* ---- pseudoinverses ---- */

/* Row i of the result, of m entries, solves R x = Q' from below; R's rows with their own signs. */
static void solve_row(const struct reflections *f, const double *q, double *out, int64_t i)
{
    int64_t m = f->m, n = f->n;
    bool flips = f->r[i] < 0;
    for (int64_t j = 0; j < m; j++) out[i * m + j] = flips ? -q[j * n + i] : q[j * n + i];
    for (int64_t k = i + 1; k < n; k++)
        for (int64_t j = 0; j < m; j++) out[i * m + j] -= f->a[i * n + k] * out[k * m + j];
    for (int64_t j = 0; j < m; j++) out[i * m + j] /= f->r[i];
}

/* The pseudoinverse, n by m, of the matrix that was reflected. */
static bool invert(const struct reflections *f, double *out)
{
    size_t size = (size_t)(f->m * f->n);
    double *q = mem_array(&f->core->mem, size, sizeof *q);
    bool ok = q && write_q(f, q);
    for (int64_t i = f->n; ok && i-- > 0; ok = core_go_on_slow(f->core)) solve_row(f, q, out, i);
    mem_free_array(&f->core->mem, q, size, sizeof *q);
    return ok;
}

/* Inverts a wide matrix, whose reflections are those of its transpose. */
static bool invert_turned(const struct reflections *f, double *out)
{
    size_t size = (size_t)(f->m * f->n);
    double *p = mem_array(&f->core->mem, size, sizeof *p);
    bool ok = p && invert(f, p);
    for (int64_t i = 0; ok && i < f->m; i++)
        for (int64_t j = 0; j < f->n; j++) out[i * f->n + j] = p[j * f->m + i];
    mem_free_array(&f->core->mem, p, size, sizeof *p);
    return ok;
}

static bool with_reflections(const struct matrix_step *s, const double *a, double *out)
{
    const struct reflections *f = reflections_of(s, a);
    bool wide = s->dims[0].d[0] < s->dims[0].d[1];
    if (!f) return false;
    if (s->in->op == OP_FULL_RANK) return *out = f->full_rank, true;
    if (!f->full_rank) return fill(out, shape_entries(s->to), NAN), true;
    if (s->in->op == OP_PINV) return wide ? invert_turned(f, out) : invert(f, out);
    if (s->in->op == OP_QRQ) return write_q(f, out);
    return write_r(f, out), true;
}

/* ---- Cholesky factors ---- */

static double dot(const double *x, const double *y, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

/* Writes L, of the symmetric part of a. Returns the first square of a diagonal entry that is not
 * positive, or 1. */
static double factorise(struct core *core, const double *a, double *l, int64_t n)
{
    fill(l, n * n, 0);
    for (int64_t i = 0; i < n && matrix_go_on(core, i * i); i++)
        for (int64_t j = 0; j <= i; j++) {
            double s = (a[i * n + j] + a[j * n + i]) / 2 - dot(l + i * n, l + j * n, j);
            if (j < i)
                l[i * n + j] = s / l[j * n + j];
            else if (s > 0)
                l[i * n + i] = sqrt(s);
            else
                return s;
        }
    return 1;
}

static bool symmetric(const struct matrix_step *s, const double *a, double *out)
{
    int64_t n = s->dims[0].d[0];
    size_t size = (size_t)(n * n);
    bool tells = s->in->op == OP_DEFINITE;
    double *l = tells ? mem_array(&s->core->mem, size, sizeof *l) : out;
    if (!l) return false;
    double least = factorise(s->core, a, l, n);
    if (tells)
        *out = (least > 0) - (least < 0), mem_free_array(&s->core->mem, l, size, sizeof *l);
    else if (!(least > 0))
        fill(out, n * n, NAN);
    return core_go_on_slow(s->core);
}

bool factor_doubles(const struct matrix_step *s, const double *const *args, double *out)
{
    bool is_symmetric = s->in->op == OP_CHOLESKY || s->in->op == OP_DEFINITE;
    return is_symmetric ? symmetric(s, args[0], out) : with_reflections(s, args[0], out);
}

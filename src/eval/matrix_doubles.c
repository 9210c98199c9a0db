/* matrix_doubles.c - linear algebra in doubles. */
#include "eval/decomposition.h"
#include "eval/factor.h"
#include "eval/lu.h"
#include "eval/matrix_function.h"
#include "eval/spectrum.h"

#include "graph/gather.h"
#include "graph/scan.h"

#include <math.h>
#include <string.h>

static void fill(double *out, int64_t n, double value)
{
    for (int64_t i = 0; i < n; i++) out[i] = value;
}

static double scaled(double fraction, int64_t exponent)
{
    int bounded = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : (int)exponent;
    return ldexp(fraction, bounded);
}

static double det_value(const struct lu *f, enum determinant what)
{
    int64_t exponent;
    double fraction = lu_determinant(f, &exponent);
    if (what == DET_VALUE) return scaled(fraction, exponent);
    if (what == DET_SIGN) return (fraction > 0) - (fraction < 0);
    if (what == DET_LOG_SIZE) fraction = fabs(fraction);
    return log(fraction) + (double)exponent * log(2); /* nan if the determinant is negative */
}

/* ---- cofactors ---- */

static void make(const struct field *f, void *x)
{
    (void)f;
    *(double *)x = 0;
}
static void drop(void *x)
{
    (void)x;
}
static void copy(void *out, const void *x)
{
    *(double *)out = *(const double *)x;
}
static void set(void *out, long value)
{
    *(double *)out = (double)value;
}
static void add(void *out, const void *a, const void *b)
{
    *(double *)out = *(const double *)a + *(const double *)b;
}
static void subtract(void *out, const void *a, const void *b)
{
    *(double *)out = *(const double *)a - *(const double *)b;
}
static void multiply(void *out, const void *a, const void *b)
{
    *(double *)out = *(const double *)a * *(const double *)b;
}
static void divide(void *out, const void *a, const void *b)
{
    *(double *)out = *(const double *)a / *(const double *)b;
}
static double weight(const void *x)
{
    double size = fabs(*(const double *)x);
    return size > 0 ? size : -INFINITY;
}

static const struct field doubles = {sizeof(double), NULL,     make,   drop,  copy, set, add,
                                     subtract,       multiply, divide, weight};

/* Computes det * inv.T of an invertible matrix. */
static bool regular_cofactors(const struct lu *f, double *out)
{
    int64_t n = f->n, exponent;
    double fraction = lu_determinant(f, &exponent);
    if (!lu_invert(f, out)) return false;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double above = out[j * n + i], below = out[i * n + j];
            out[i * n + j] = scaled(fraction * above, exponent);
            out[j * n + i] = scaled(fraction * below, exponent);
        }
    return true;
}

static bool singular_cofactors(const struct matrix_step *s, const double *const *args, double *out)
{
    int64_t n = s->to.d[0];
    uint32_t k = s->in->n - 1;
    struct elements a, c;
    bool ok = elements_make(s->core, &a, &doubles, n, n, k);
    ok = elements_make(s->core, &c, &doubles, n, n, k) && ok;
    for (uint32_t m = 0; ok && m <= k; m++)
        for (int64_t i = 0; i < n * n; i++)
            copy(elements_at(&a, 0, i, m ? 1u << (m - 1) : 0), &args[m][i]);
    ok = ok && cofactors(s->core, &a, &c);
    for (int64_t i = 0; ok && i < n * n; i++) copy(&out[i], elements_at(&c, 0, i, (1u << k) - 1));
    elements_free(s->core, &a);
    elements_free(s->core, &c);
    return ok;
}

/* ---- the operations ---- */

struct kept_factors {
    struct decomposition kept;
    struct lu lu;
};

static void drop_factors(struct core *core, struct decomposition *d)
{
    struct kept_factors *f = (struct kept_factors *)d;
    lu_free(&f->lu);
    mem_free_array(&core->mem, f, 1, sizeof *f);
}

/* Returns the factors of the step's matrix, which are kept; NULL when memory or time ran out. */
static const struct lu *factors_of(const struct matrix_step *s, const double *a)
{
    struct decomposition *found = decomposition_find(s, LU_FACTORS);
    if (found) return &((struct kept_factors *)found)->lu;
    struct kept_factors *f = mem_array(&s->core->mem, 1, sizeof *f);
    if (!f) return NULL;
    *f = (struct kept_factors){.kept.drop = drop_factors};
    if (lu_make(&f->lu, s->core, a, s->dims[0].d[0]))
        return decomposition_keep(s, &f->kept, LU_FACTORS), &f->lu;
    drop_factors(s->core, &f->kept);
    return NULL;
}

static bool solve(const struct lu *f, const double *right, double *out, int64_t columns)
{
    for (int64_t i = 0; i < f->n; i++)
        memcpy(out + i * columns, right + f->row[i] * columns, (size_t)columns * sizeof *out);
    return lu_solve(f, out, columns);
}

static bool with_factors(const struct matrix_step *s, const double *const *args, double *out)
{
    const struct lu *f = factors_of(s, args[0]);
    bool by_cofactors = s->in->op == OP_COFACTOR;
    if (!f) return false;
    if (by_cofactors && (f->singular || s->in->n > 1)) return singular_cofactors(s, args, out);
    if (s->in->op == OP_DET)
        *out = det_value(f, (enum determinant)s->in->fn);
    else if (by_cofactors)
        return regular_cofactors(f, out);
    else if (f->singular)
        fill(out, shape_entries(s->to), NAN);
    else if (s->in->op == OP_INV)
        return lu_invert(f, out);
    else
        return solve(f, args[1], out, s->to.ndim == 2 ? s->to.d[1] : 1);
    return true;
}

/* ---- entries at places that are data ---- */

static int64_t place_of(const struct matrix_step *s, const double *const *args, int64_t i)
{
    struct shape_data large = s->in->op == OP_GATHER ? s->dims[0] : s->to;
    double index[MOST_INDEXES];
    for (int k = 0; k < large.ndim; k++) index[k] = args[k + 1][i];
    return gather_place_of_doubles(large, index);
}

static bool gather(const struct matrix_step *s, const double *const *args, double *out)
{
    int64_t n = shape_entries(s->to);
    for (int64_t i = 0; i < n; i++) {
        int64_t place = place_of(s, args, i);
        out[i] = place < 0 ? NAN : args[0][place];
    }
    return true;
}

static bool scatter(const struct matrix_step *s, const double *const *args, double *out)
{
    int64_t n = shape_entries(s->dims[0]), all = shape_entries(s->to);
    memset(out, 0, (size_t)all * sizeof *out);
    for (int64_t i = 0; i < n; i++) {
        int64_t place = place_of(s, args, i);
        if (place >= 0) out[place] += args[0][i];
        for (int64_t k = 0; place < 0 && k < all; k++) out[k] = NAN;
    }
    return true;
}

bool matrix_doubles(const struct matrix_step *s, const double *const *args, double *out)
{
    if (op_class(s->in->op) == CLASS_SPECTRUM) return spectrum_doubles(s, args, out);
    if (s->in->op == OP_GATHER) return gather(s, args, out);
    if (s->in->op == OP_SCATTER) return scatter(s, args, out);
    if (op_class(s->in->op) == CLASS_MATRIX_FUNCTION)
        return s->in->op == OP_EXPM ? expm_doubles(s, args, out) : sqrtm_doubles(s, args, out);
    if (op_class(s->in->op) == CLASS_FACTOR) return factor_doubles(s, args, out);
    if (op_class(s->in->op) != CLASS_SCAN) return with_factors(s, args, out);
    const void *arrays[MOST_MATRICES];
    for (uint32_t k = 0; k < s->in->n; k++) arrays[k] = args[k];
    scan_run(&doubles, s->in->op, s->in->data, s->to, arrays, out);
    return true;
}

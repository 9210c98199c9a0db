/* matrix_rough.c - determinants of large matrices of doubles to some thirty bits, in doubles:
 * whether a matrix that is inverted is singular need not be known better, and is asked of each.
 *
 * LU factorization has L U = P A - D with |D| <= n u |L| |U| and little more (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2002, theorem 9.3). So det A is det(P) det(U)/det(I - M) with
 * M = A^-1 P^T D, where every eigenvalue of M is at most its norm. A^-1 is bounded by an
 * approximate inverse R: if the norm of I - A R is e < 1, that of A^-1 is at most that of R divided
 * by 1 - e. */
#include "eval/enclose.h"
#include "eval/lu.h"
#include "eval/matrix_private.h"

#include <math.h>

enum { LARGE = 16, LEAST_PIVOT = -400 };

struct rough {
    struct core *core;
    int64_t n;
    double *a, *r, *product;
    int scale; /* |A| < 2^scale, which is divided out */
    struct lu lu;
};

/* The largest sum of absolute values along a row. */
static double norm(const double *x, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t j = 0; j < n; j++) sum += fabs(x[i * n + j]);
        most = fmax(most, sum);
    }
    return most * (1 + matrix_unit(n));
}

/* The norm of |L| |U|. */
static double norm_of_factors(const struct rough *w)
{
    double most = 0, *rows = w->product;
    for (int64_t i = 0; i < w->n; i++) {
        const double *x = w->lu.lu + i * w->n;
        rows[i] = 0;
        for (int64_t j = i; j < w->n; j++) rows[i] += fabs(x[j]);
        double sum = rows[i];
        for (int64_t j = 0; j < i; j++) sum += fabs(x[j]) * rows[j];
        most = fmax(most, sum);
    }
    return most * (1 + 2 * matrix_unit(w->n));
}

/* The norm of A^-1; infinite where it cannot be told. */
static double norm_of_inverse(const struct rough *w)
{
    matrix_product(w->product, w->a, w->r, w->n);
    for (int64_t i = 0; i < w->n; i++) w->product[i * w->n + i] -= 1;
    double of_r = norm(w->r, w->n);
    double e =
        norm(w->product, w->n) * (1 + matrix_unit(1)) + matrix_unit(w->n) * norm(w->a, w->n) * of_r;
    return e < 0.5 ? of_r / (1 - e) * (1 + matrix_unit(4)) : INFINITY;
}

static bool read_scaled(struct rough *w, mpfi_t *a)
{
    int64_t entries = w->n * w->n;
    if (!matrix_read_doubles(a, w->a, entries)) return false;
    w->scale = matrix_scale(w->a, entries);
    for (int64_t i = 0; i < entries; i++) w->a[i] = ldexp(w->a[i], -w->scale);
    return true;
}

static bool factorize(struct rough *w)
{
    if (!lu_make(&w->lu, w->core, w->a, w->n) || w->lu.singular) return false;
    for (int64_t i = 0; i < w->n; i++)
        if (!(fabs(w->lu.lu[i * w->n + i]) > ldexp(1, LEAST_PIVOT))) return false;
    return lu_invert(&w->lu, w->r) && matrix_go_on(w->core, w->n * w->n * w->n);
}

static bool enclose(struct rough *w, mpfi_ptr out)
{
    int64_t exponent;
    double fraction = lu_determinant(&w->lu, &exponent), n = (double)w->n;
    double m = norm_of_inverse(w) * matrix_unit(w->n) * norm_of_factors(w);
    if (!(n * m < 0.125)) return false;
    double error = (2 * n * m + matrix_unit(w->n)) * (1 + matrix_unit(4));
    mpfi_interv_d(out, 1 - error * (1 + matrix_unit(1)), 1 + error * (1 + matrix_unit(1)));
    mpfi_mul_d(out, out, fraction);
    mpfi_mul_2si(out, out, exponent + w->n * w->scale);
    return enclose_finish(out) && !mpfi_has_zero(out);
}

bool matrix_rough_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out)
{
    struct core *core = step->core;
    if (n < LARGE) return false;
    struct rough w = {.core = core, .n = n, .lu = {.core = core, .n = n}};
    bool ok = matrix_make(core, n, &w.a) && matrix_make(core, n, &w.r) &&
              matrix_make(core, n, &w.product) && read_scaled(&w, a) && factorize(&w) &&
              enclose(&w, out);
    lu_free(&w.lu);
    matrix_drop(core, n, w.a);
    matrix_drop(core, n, w.r);
    matrix_drop(core, n, w.product);
    return ok;
}

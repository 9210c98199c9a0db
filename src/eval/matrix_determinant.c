/* matrix_determinant.c - determinants of large matrices of doubles to some seventy bits, by one LU
 * factorization in doubles whose error is computed.
 *
 * The factors are cut so short that M = L U is known to its last bits from exact products (as in
 * matrix_slices.c), and so is D = A - M, the rows in the order of A. Then det A is det M, the
 * product of the pivots, times det(I + E) with E = M^-1 D, which is small:
 * log det(I + E) = tr E - tr E^2/2 + ..., where the size of tr E^k is at most the k-th power of the
 * Frobenius norm of E. With an approximate inverse X of M, E = X D + (I - X M) E. */
#include "eval/enclose.h"
#include "eval/lu.h"
#include "eval/matrix_private.h"

#include <math.h>

#ifdef __SIZEOF_INT128__

enum { MOST_BITS = 112, MOST_ORDER = 4096, LARGE = 16, OF_FACTOR = 2 /* slices */ };

struct work {
    struct core *core;
    int64_t n;
    int beta;                            /* bits of a slice */
    int scale, unit;                     /* |U| < 2^scale; M and D are multiples of 2^unit */
    int64_t scaled;                      /* log2 of what the determinant is to be multiplied by */
    double *l[OF_FACTOR], *u[OF_FACTOR]; /* slices, as whole numbers */
    double *a, *x, *m, *d, *product;     /* X; M and D rounded to doubles */
    wide *sum;                           /* M, then D, in units */
    struct lu lu;
};

static int64_t entries(const struct work *w)
{
    return w->n * w->n;
}

static bool make_all(struct work *w)
{
    struct core *core = w->core;
    int64_t n = w->n;
    bool ok = matrix_make(core, n, &w->a) && matrix_make(core, n, &w->x) &&
              matrix_make(core, n, &w->m) && matrix_make(core, n, &w->d) &&
              matrix_make(core, n, &w->product);
    for (int k = 0; k < OF_FACTOR; k++)
        ok = ok && matrix_make(core, n, &w->l[k]) && matrix_make(core, n, &w->u[k]);
    w->sum = mem_array(&core->mem, (size_t)entries(w), sizeof *w->sum);
    return ok && w->sum;
}

static void drop_all(struct work *w)
{
    double *all[] = {w->a, w->x, w->m, w->d, w->product};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) matrix_drop(w->core, w->n, all[i]);
    for (int k = 0; k < OF_FACTOR; k++) {
        matrix_drop(w->core, w->n, w->l[k]);
        matrix_drop(w->core, w->n, w->u[k]);
    }
    mem_free_array(&w->core->mem, w->sum, (size_t)entries(w), sizeof *w->sum);
    lu_free(&w->lu);
}

/* ---- M and D ---- */

/* Divides n numbers, `apart` from one another, by the power of 2 above the largest; the determinant
 * is so much smaller. Rows and columns of any size become alike, and no bit is lost. */
static void scale_line(struct work *w, double *x, int64_t apart)
{
    double most = 0;
    int e;
    for (int64_t i = 0; i < w->n; i++) most = fmax(most, fabs(x[i * apart]));
    frexp(most, &e);
    for (int64_t i = 0; i < w->n; i++) x[i * apart] = ldexp(x[i * apart], -e);
    w->scaled += e;
}

static bool factorize(struct work *w, mpfi_t *from)
{
    if (!matrix_read_doubles(from, w->a, entries(w))) return false;
    for (int64_t i = 0; i < w->n; i++) scale_line(w, w->a + i * w->n, 1);
    for (int64_t i = 0; i < w->n; i++) scale_line(w, w->a + i, w->n);
    if (!lu_make(&w->lu, w->core, w->a, w->n) || w->lu.singular || !lu_invert(&w->lu, w->x))
        return false;
    for (int64_t i = 0; i < entries(w); i++)
        if (!isfinite(w->x[i])) return false;
    return true;
}

/* Entries of L are at most 1. Its rows go to those of A which they belong to. */
static void cut_factors(struct work *w)
{
    double *factor = w->product;
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = 0; j < w->n; j++)
            factor[w->lu.row[i] * w->n + j] = j < i ? w->lu.lu[i * w->n + j] : i == j;
    matrix_cut(factor, entries(w), 1, w->beta, w->l, OF_FACTOR);
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = 0; j < w->n; j++)
            factor[i * w->n + j] = j < i ? 0 : w->lu.lu[i * w->n + j];
    w->scale = matrix_scale(factor, entries(w));
    w->unit = 1 + w->scale - 2 * OF_FACTOR * w->beta;
    matrix_cut(factor, entries(w), w->scale, w->beta, w->u, OF_FACTOR);
}

static bool make_m(struct work *w)
{
    for (int64_t i = 0; i < entries(w); i++) w->sum[i] = 0;
    for (int k = 0; k < OF_FACTOR; k++)
        for (int l = 0; l < OF_FACTOR; l++) {
            matrix_product(w->product, w->l[k], w->u[l], w->n);
            wide one = (wide)1 << w->beta * (2 * OF_FACTOR - 2 - k - l);
            for (int64_t i = 0; i < entries(w); i++) w->sum[i] += (int64_t)w->product[i] * one;
            if (!matrix_go_on(w->core, w->n * entries(w))) return false;
        }
    for (int64_t i = 0; i < entries(w); i++) w->m[i] = ldexp((double)w->sum[i], w->unit);
    return true;
}

/* Entries of A are cut to whole units. */
static bool make_d(struct work *w)
{
    for (int64_t i = 0; i < entries(w); i++) {
        double a = ldexp(w->a[i], -w->unit);
        if (!(fabs(a) < 0x1p120)) return false;
        w->d[i] = ldexp((double)((wide)a - w->sum[i]), w->unit);
    }
    return true;
}

/* ---- det(I + E) ---- */

/* The Frobenius norm, or more. */
static double norm(const double *x, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum) * enclose_rounding((size_t)n);
}

/* The trace of the product. What is rounded off is at most matrix_unit(2 n) times the product of
 * the norms. */
static double trace(const double *x, const double *y, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double row = 0;
        for (int64_t j = 0; j < n; j++) row += x[i * n + j] * y[j * n + i];
        sum += row;
    }
    return sum;
}

/* What log det(I + E) is, within `error`. */
struct correction {
    double first, second; /* tr E and tr E^2 */
    double error;
};

/* Each bound has room for what is rounded off while it is computed. */
static bool correct(struct work *w, struct correction *c)
{
    double n = (double)w->n, of_x = norm(w->x, entries(w)), of_d = norm(w->d, entries(w)),
           of_m = norm(w->m, entries(w)),
           cuts = of_x * (matrix_unit(0) * of_d + n * ldexp(1, w->unit));
    matrix_product(w->product, w->x, w->m, w->n);
    for (int64_t i = 0; i < w->n; i++) w->product[i * w->n + i] -= 1;
    double rest = norm(w->product, entries(w)) + matrix_unit(n) * (of_x * of_m + 1);
    matrix_product(w->product, w->x, w->d, w->n);
    double of_f = norm(w->product, entries(w)), rounded = matrix_unit(2 * n) * of_x * of_d;
    double of_e = (of_f + rounded + cuts) / (1 - rest) * enclose_rounding(8);
    if (!(rest < 0x1p-8 && of_e < 0x1p-8)) return false;
    c->first = trace(w->x, w->d, w->n);
    c->second = trace(w->product, w->product, w->n);
    double first = rest * of_e + cuts + rounded; /* how far off X D and its trace are from E's */
    double second = first * (2 * of_f + first) + matrix_unit(2 * n) * of_f * of_f;
    c->error = (first + second + of_e * of_e * of_e) * enclose_rounding(16);
    return matrix_go_on(w->core, 2 * w->n * entries(w));
}

/* The determinant of M: the diagonal of L is 1. */
static void multiply_pivots(const struct work *w, mpfi_ptr out)
{
    mpfi_set_si(out, w->lu.odd ? -1 : 1);
    for (int64_t i = 0; i < entries(w); i += w->n + 1)
        mpfi_mul_d(out, out,
                   ldexp(ldexp(w->u[0][i], w->beta) + w->u[1][i], w->scale - 2 * w->beta));
}

static bool put(const struct work *w, const struct correction *c, mpfi_ptr out)
{
    enum { MORE_BITS = 32 };
    mpfi_t pivots, factor, error;
    mpfr_prec_t bits = mpfi_get_prec(out) + MORE_BITS;
    mpfi_init2(pivots, bits), mpfi_init2(factor, bits), mpfi_init2(error, bits);
    multiply_pivots(w, pivots);
    mpfi_interv_d(error, -c->error, c->error);
    mpfi_set_d(factor, c->first);
    mpfi_sub_d(factor, factor, c->second / 2);
    mpfi_add(factor, factor, error);
    mpfi_exp(factor, factor);
    mpfi_mul(out, pivots, factor);
    mpfi_mul_2si(out, out, (long)w->scaled);
    mpfi_clear(pivots), mpfi_clear(factor), mpfi_clear(error);
    return enclose_finish(out) && !mpfi_has_zero(out);
}

bool matrix_slices_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out,
                               mpfr_prec_t bits)
{
    struct work w = {.core = step->core, .n = n, .lu = {.core = step->core, .n = n}};
    struct correction c;
    if (bits > MOST_BITS || n < LARGE || n > MOST_ORDER) return false;
    w.beta = matrix_slice_bits(n);
    bool ok = make_all(&w) && factorize(&w, a);
    if (ok) cut_factors(&w);
    ok = ok && make_m(&w) && make_d(&w) && correct(&w, &c) && put(&w, &c, out);
    drop_all(&w);
    return ok;
}

#else

bool matrix_slices_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out,
                               mpfr_prec_t bits)
{
    (void)step, (void)n, (void)a, (void)out, (void)bits;
    return false;
}

#endif

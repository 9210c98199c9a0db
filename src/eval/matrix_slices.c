/* matrix_slices.c - inverses of large matrices of doubles, and solutions with few right sides, to
 * some hundred bits by products in doubles that are exact.
 *
 * The matrix A and an approximate inverse R are cut into slices of whole numbers so short that no
 * product of two slices needs more than the 53 bits of doubles, in whichever order it is added up
 * (Ozaki, Ogita, Oishi and Rump, Error-free transformations of matrix multiplication, 2012). So
 * E = I - A R is known to its last bits, and the inverse is R (I + E + E^2 + ...), where what is
 * left out is bounded by norms (Rump, Verification methods, 2010, chapter 10). */
#include "eval/enclose.h"
#include "eval/lu.h"
#include "eval/matrix_private.h"

#include <math.h>

#ifdef __SIZEOF_INT128__

enum {
    MOST_BITS = 112, /* more takes Arb */
    FEW_COLUMNS = 8, /* of right sides; many are multiplied faster by Arb */
    MOST_ORDER = 4096,
    MOST_SLICE = 22,
    OF_A = 4, /* slices */
    OF_R = 2,
    OF_F = 3,
    UNITS = 5,         /* slices down to which E is known */
    LEAST_SCALE = -16, /* of log2(max |A| max |R|); at the most E becomes too large */
    MOST_SCALE = 24,
};
#define MOST_E 0x1p-12 /* the norm of E */

struct work {
    struct core *core;
    int64_t n;
    int beta;             /* bits of a slice */
    int scale_a, scale_r; /* |A| < 2^scale_a and |R| < 2^scale_r, which are divided out */
    double *a[OF_A], *r[OF_R], *f[OF_F]; /* slices, as whole numbers */
    double *product, *e;                 /* e: E in doubles */
    wide *sum;                           /* E, then F, in units of 2^unit; then R F */
    int unit, cut;                       /* F is cut to multiples of 2^cut units */
    double error;                        /* of an entry of F, in units */
};

static int64_t entries(const struct work *w)
{
    return w->n * w->n;
}

static bool make_all(struct work *w)
{
    bool ok = matrix_make(w->core, w->n, &w->product) && matrix_make(w->core, w->n, &w->e);
    for (int k = 0; k < OF_A; k++) ok = ok && matrix_make(w->core, w->n, &w->a[k]);
    for (int k = 0; k < OF_R; k++) ok = ok && matrix_make(w->core, w->n, &w->r[k]);
    for (int k = 0; k < OF_F; k++) ok = ok && matrix_make(w->core, w->n, &w->f[k]);
    w->sum = mem_array(&w->core->mem, (size_t)entries(w), sizeof *w->sum);
    return ok && w->sum;
}

static void drop_all(struct work *w)
{
    matrix_drop(w->core, w->n, w->product), matrix_drop(w->core, w->n, w->e);
    for (int k = 0; k < OF_A; k++) matrix_drop(w->core, w->n, w->a[k]);
    for (int k = 0; k < OF_R; k++) matrix_drop(w->core, w->n, w->r[k]);
    for (int k = 0; k < OF_F; k++) matrix_drop(w->core, w->n, w->f[k]);
    mem_free_array(&w->core->mem, w->sum, (size_t)entries(w), sizeof *w->sum);
}

/* ---- slices ---- */

int matrix_scale(const double *x, int64_t n)
{
    double most = 0;
    int e;
    for (int64_t i = 0; i < n; i++) most = fmax(most, fabs(x[i]));
    frexp(most, &e);
    return e;
}

int matrix_slice_bits(int64_t n)
{
    int log = 0;
    while ((int64_t)1 << log < n) log++;
    return log > 9 ? (53 - log) / 2 : MOST_SLICE;
}

bool matrix_cut(const double *x, int64_t n, int scale, int beta, double *const *slices, int count)
{
    double step = ldexp(1, beta);
    bool all = true;
    for (int64_t i = 0; i < n; i++) {
        double rest = ldexp(x[i], -scale);
        for (int k = 0; k < count; k++) {
            rest *= step;
            slices[k][i] = rint(rest);
            rest -= slices[k][i];
        }
        all = all && rest == 0;
    }
    return all;
}

/* Adds the product, which is of whole numbers, times 2^shift; cut where the shift is negative. */
static void add_product(const struct work *w, int shift)
{
    for (int64_t i = 0; i < entries(w); i++) {
        wide x = (wide)(int64_t)w->product[i];
        w->sum[i] += shift >= 0 ? x * ((wide)1 << shift) : x >> -shift;
    }
}

/* sum += the product of slices, where the first of each count 2^shift. */
static bool add_products(struct work *w, double *const *x, int count, double *const *y, int others,
                         int shift)
{
    for (int k = 0; k < count; k++)
        for (int l = 0; l < others; l++) {
            matrix_product(w->product, x[k], y[l], w->n);
            add_product(w, shift - w->beta * (k + l));
            if (!matrix_go_on(w->core, w->n * w->n * w->n)) return false;
        }
    return true;
}

/* ---- the matrices ---- */

bool matrix_read_doubles(mpfi_t *from, double *to, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        to[i] = mpfr_get_d(&from[i]->left, MPFR_RNDN);
        if (!enclose_is_point(from[i]) || mpfr_cmp_d(&from[i]->left, to[i])) return false;
        if (to[i] != 0 && !(fabs(to[i]) > 0x1p-400 && fabs(to[i]) < 0x1p400)) return false;
    }
    return true;
}

/* A in slices, and what LU factorization takes for its inverse, cut to OF_R slices. */
static bool make_matrices(struct work *w, mpfi_t *from)
{
    double *a = w->product, *r = w->e;
    struct lu lu;
    if (!matrix_read_doubles(from, a, entries(w))) return false;
    bool ok = lu_make(&lu, w->core, a, w->n) && !lu.singular && lu_invert(&lu, r);
    lu_free(&lu);
    for (int64_t i = 0; ok && i < entries(w); i++) ok = isfinite(r[i]);
    if (!ok) return false;
    w->scale_a = matrix_scale(a, entries(w));
    w->scale_r = matrix_scale(r, entries(w));
    int scale = w->scale_a + w->scale_r;
    if (scale < LEAST_SCALE || scale > MOST_SCALE) return false;
    matrix_cut(r, entries(w), w->scale_r, w->beta, w->r, OF_R);
    return matrix_cut(a, entries(w), w->scale_a, w->beta, w->a, OF_A);
}

/* ---- E and its powers ---- */

/* sum = E = I - A R, in units of 2^(scale - UNITS beta). What was cut is below a unit for each
 * product with a negative shift, of which there are fewer than OF_A. */
static bool make_e(struct work *w)
{
    int scale = w->scale_a + w->scale_r;
    w->unit = scale - UNITS * w->beta;
    for (int64_t i = 0; i < entries(w); i++) w->sum[i] = 0;
    if (!add_products(w, w->a, OF_A, w->r, OF_R, (UNITS - 2) * w->beta)) return false;
    for (int64_t i = 0; i < entries(w); i++) w->sum[i] = -w->sum[i];
    for (int64_t i = 0; i < w->n; i++) w->sum[i * w->n + i] += (wide)1 << -w->unit;
    for (int64_t i = 0; i < entries(w); i++) w->e[i] = ldexp((double)w->sum[i], w->unit);
    return true;
}

/* Upper bounds of the largest sum of a row of |E|, and of its largest entry. */
static void bound_e(const struct work *w, double *norm, double *most)
{
    *norm = *most = 0;
    for (int64_t i = 0; i < w->n; i++) {
        double row = 0;
        for (int64_t j = 0; j < w->n; j++) {
            double x = fabs(w->e[i * w->n + j]);
            row += x;
            *most = fmax(*most, x);
        }
        *norm = fmax(*norm, row);
    }
    double cuts = ldexp(OF_A, w->unit);
    *norm = (*norm + (double)w->n * cuts) * enclose_rounding((size_t)w->n);
    *most = (*most + cuts) * enclose_rounding(1);
}

/* sum = F = E + E^2. Entries of E^2 are at most norm*most, and off by (n + 8) 2^-52 of that, which
 * has E in doubles, rounding, and what E^2 takes of the cuts of E; those of all further powers
 * together are at most norm^2 most/(1 - norm). */
static bool make_f(struct work *w)
{
    double norm, most, over = ldexp(1, -w->unit);
    bound_e(w, &norm, &most);
    if (!(norm < MOST_E)) return false;
    matrix_product(w->product, w->e, w->e, w->n);
    for (int64_t i = 0; i < entries(w); i++) w->sum[i] += (wide)(w->product[i] * over);
    double rounded = ((double)w->n + 8) * 0x1p-52 * norm * most,
           cuts = OF_A * (1 + 4 * (double)w->n * most);
    double others = norm * norm * most / (1 - norm);
    w->error = ((rounded + others) * over + cuts + 1) * enclose_rounding(8);
    return matrix_go_on(w->core, w->n * w->n * w->n);
}

static int bits_of(wide x)
{
    unsigned long long high, low;
    if (x < 0) x = ~x;
    high = (unsigned long long)(x >> 64), low = (unsigned long long)x;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

/* Cuts F to what three slices hold, and that into them from the highest on. */
static void cut_f(struct work *w)
{
    int most = 0;
    int64_t mask = ((int64_t)1 << w->beta) - 1;
    for (int64_t i = 0; i < entries(w); i++)
        most = bits_of(w->sum[i]) > most ? bits_of(w->sum[i]) : most;
    int room = w->beta == MOST_SLICE ? 62 : 3 * w->beta - 1;
    w->cut = most > room ? most - room : 0;
    for (int64_t i = 0; i < entries(w); i++) {
        int64_t x = (int64_t)(w->sum[i] >> w->cut);
        w->f[2][i] = (double)(x & mask);
        w->f[1][i] = (double)(x >> w->beta & mask);
        w->f[0][i] = (double)(x >> 2 * w->beta);
    }
    if (w->cut) w->error += ldexp(1, w->cut);
}

/* sum = R F, in multiples of 2^(-2 beta) times those to which F was cut. */
static bool make_rf(struct work *w)
{
    cut_f(w);
    for (int64_t i = 0; i < entries(w); i++) w->sum[i] = 0;
    return add_products(w, w->r, OF_R, w->f, OF_F, 3 * w->beta);
}

/* ---- the result ---- */

static void set_wide(mpz_t out, wide x)
{
    mpz_set_si(out, (long)(x >> 64));
    mpz_mul_2exp(out, out, 64);
    mpz_add_ui(out, out, (unsigned long)x);
}

static int64_t entry_of_r(const struct work *w, int64_t i)
{
    return (int64_t)w->r[0][i] * ((int64_t)1 << w->beta) + (int64_t)w->r[1][i];
}

/* How far off an entry of row i is: the sum of |R| along the row times the error of F, in the units
 * of put_row(). */
static double error_of_row(const struct work *w, int64_t i, int shift)
{
    double sum = 0;
    for (int64_t j = 0; j < w->n; j++) sum += fabs((double)entry_of_r(w, i * w->n + j));
    return ldexp(sum * w->error * enclose_rounding((size_t)w->n + 2), shift + w->unit);
}

/* Row i of R + R F, in units of 2^(scale_r - 2 beta - shift), in which R F was added up. */
static void put_row(const struct work *w, mpfi_t *out, int64_t i)
{
    int shift = -w->unit - w->cut;
    mpfr_exp_t unit = w->scale_r - 2 * w->beta - shift;
    mpz_t middle, end, error;
    mpz_inits(middle, end, error, (mpz_ptr)NULL);
    mpz_set_d(error, ceil(error_of_row(w, i, shift)));
    for (int64_t k = i * w->n; k < (i + 1) * w->n; k++) {
        set_wide(middle, w->sum[k]);
        mpz_set_si(end, entry_of_r(w, k));
        mpz_mul_2exp(end, end, (mp_bitcnt_t)shift);
        mpz_add(middle, middle, end);
        mpz_sub(end, middle, error);
        mpfr_set_z_2exp(&out[k]->left, end, unit, MPFR_RNDD);
        mpz_add(end, middle, error);
        mpfr_set_z_2exp(&out[k]->right, end, unit, MPFR_RNDU);
        enclose_finish(out[k]);
    }
    mpz_clears(middle, end, error, (mpz_ptr)NULL);
}

/* An entry that is exactly 0, as those of a matrix of blocks are, is known as such by elimination
 * only. */
static bool put_inverse(const struct work *w, mpfi_t *out)
{
    bool told = true;
    for (int64_t i = 0; i < w->n; i++) put_row(w, out, i);
    for (int64_t i = 0; i < entries(w) && told; i++) told = !mpfi_has_zero(out[i]);
    return told;
}

static bool invert(struct core *core, int64_t n, mpfi_t *a, mpfi_t *out)
{
    struct work w = {.core = core, .n = n, .beta = matrix_slice_bits(n)};
    bool ok = make_all(&w) && make_matrices(&w, a) && make_e(&w) && make_f(&w) && make_rf(&w) &&
              put_inverse(&w, out);
    drop_all(&w);
    return ok;
}

/* ---- solutions ---- */

static bool make_intervals(struct core *core, mpfi_t **x, int64_t n, mpfr_prec_t bits)
{
    *x = mem_array(&core->mem, (size_t)n, sizeof **x);
    for (int64_t i = 0; *x && i < n; i++) mpfi_init2((*x)[i], bits);
    return *x;
}

static void drop_intervals(struct core *core, mpfi_t *x, int64_t n)
{
    for (int64_t i = 0; x && i < n; i++) mpfi_clear(x[i]);
    mem_free_array(&core->mem, x, (size_t)n, sizeof *x);
}

/* out = inverse b. */
static bool multiply_out(const struct arb_solve *s, mpfi_t *inverse)
{
    mpfi_t term;
    bool told = true;
    mpfi_init2(term, s->bits);
    for (int64_t i = 0; i < s->n; i++)
        for (int64_t c = 0; c < s->columns; c++) {
            mpfi_ptr x = s->out[i * s->columns + c];
            mpfi_set_si(x, 0);
            for (int64_t k = 0; k < s->n; k++) {
                mpfi_mul(term, inverse[i * s->n + k], s->b[k * s->columns + c]);
                mpfi_add(x, x, term);
            }
            told = told && !mpfi_has_zero(x);
        }
    mpfi_clear(term);
    return told;
}

bool matrix_slices_solve(const struct matrix_step *step, const struct arb_solve *s)
{
    struct core *core = step->core;
    mpfi_t *inverse;
    if (s->bits > MOST_BITS || s->n > MOST_ORDER || (s->b && s->columns > FEW_COLUMNS))
        return false;
    if (!s->b) return invert(core, s->n, s->a, s->out);
    bool ok = make_intervals(core, &inverse, s->n * s->n, s->bits) &&
              invert(core, s->n, s->a, inverse) && multiply_out(s, inverse);
    drop_intervals(core, inverse, s->n * s->n);
    return ok;
}

#else

bool matrix_slices_solve(const struct matrix_step *step, const struct arb_solve *s)
{
    (void)step, (void)s;
    return false;
}

#endif

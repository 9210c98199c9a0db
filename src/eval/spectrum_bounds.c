/* spectrum_bounds.c - approximate eigenvalues and eigenvectors, and how good they are.
 *
 * Let V and d be approximate eigenvectors and eigenvalues of the symmetric matrix S, R = S V - V
 * diag(d), and e a bound on |V'V - I|. All norms are Frobenius norms, which bound the others. V = Q
 * H for an orthogonal Q and H = (V'V)^(1/2), and |H - I| <= e. So S Q - Q D = (R - Q (D H - H D))
 * H^-1, and by Weyl's inequality (1912) each eigenvalue is within (|R| + 2 max|d| e)/(1 - e) of the
 * entry of d at its place.
 *
 * Singular values and their vectors are those of S = [[0, A], [A', 0]], whose eigenvalues are s, -s
 * and zeros, with vectors [u, v]/sqrt(2) (Golub and Kahan, 1965). */
#include "eval/spectrum_private.h"

/* ---- memory ---- */

static size_t bytes_of(const struct spectrum *w)
{
    size_t n = (size_t)w->n;
    return (5 * n * n + 8 * n + 16) * ((size_t)w->bits / 8 + 32);
}

static mpfr_t *floats(struct spectrum *w, int64_t n)
{
    mpfr_t *x = mem_array(&w->core->mem, (size_t)n, sizeof *x);
    for (int64_t i = 0; x && i < n; i++) mpfr_init2(x[i], w->bits);
    return x;
}

static void drop_floats(struct spectrum *w, mpfr_t *x, int64_t n)
{
    for (int64_t i = 0; x && i < n; i++) mpfr_clear(x[i]);
    mem_free_array(&w->core->mem, x, (size_t)n, sizeof *x);
}

mpfi_t *spectrum_new(struct spectrum *w, int64_t n)
{
    mpfi_t *x = mem_array(&w->core->mem, (size_t)n, sizeof *x);
    for (int64_t i = 0; x && i < n; i++) mpfi_init2(x[i], w->bits);
    return x;
}

void spectrum_drop(struct spectrum *w, mpfi_t *x, int64_t n)
{
    for (int64_t i = 0; x && i < n; i++) mpfi_clear(x[i]);
    mem_free_array(&w->core->mem, x, (size_t)n, sizeof *x);
}

static bool make(struct spectrum *w)
{
    int64_t n = w->n;
    if (!mem_charge(&w->core->mem, bytes_of(w))) return false;
    w->made = true;
    mpfr_init2(w->e, w->bits);
    mpfi_init2(w->x, w->bits);
    mpfi_init2(w->y, w->bits);
    mpfi_init2(w->z, w->bits);
    w->s = spectrum_new(w, n * n);
    w->values = spectrum_new(w, n);
    w->v = floats(w, n * n);
    w->d = floats(w, n);
    w->residuals = floats(w, n);
    return w->s && w->values && w->v && w->d && w->residuals;
}

void spectrum_close(struct spectrum *w)
{
    if (!w->made) return;
    mpfr_clear(w->e);
    mpfi_clear(w->x);
    mpfi_clear(w->y);
    mpfi_clear(w->z);
    spectrum_drop(w, w->s, w->n * w->n);
    spectrum_drop(w, w->values, w->n);
    drop_floats(w, w->v, w->n * w->n);
    drop_floats(w, w->d, w->n);
    drop_floats(w, w->residuals, w->n);
    mem_release(&w->core->mem, bytes_of(w));
}

/* ---- approximations and how good they are ---- */

static void read_symmetric(struct spectrum *w)
{
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = 0; j < w->n; j++) {
            mpfi_ptr to = w->s[i * w->n + j];
            mpfi_add(to, w->args[0][i * w->n + j], w->args[0][j * w->n + i]);
            mpfi_div_2ui(to, to, 1);
        }
}

static void read_singular(struct spectrum *w)
{
    int64_t rows = w->step->dims[0].d[0], columns = w->step->dims[0].d[1];
    for (int64_t i = 0; i < w->n * w->n; i++) mpfi_set_si(w->s[i], 0);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) {
            mpfi_set(w->s[i * w->n + rows + j], w->args[0][i * columns + j]);
            mpfi_set(w->s[(rows + j) * w->n + i], w->args[0][i * columns + j]);
        }
}

static bool approximate(struct spectrum *w)
{
    int64_t count = w->n * w->n;
    mpfr_t *a = floats(w, count);
    bool ok = a != NULL;
    for (int64_t i = 0; ok && i < count; i++) mpfi_mid(a[i], w->s[i]);
    ok = ok && jacobi_floats(w->core, a, w->d, w->v, w->n, w->bits);
    drop_floats(w, a, count);
    return ok;
}

/* Adds |x|^2 to a sum, rounded up. */
static void add_square(mpfr_ptr sum, mpfi_srcptr x, mpfr_ptr scratch)
{
    mpfi_mag(scratch, x);
    mpfr_sqr(scratch, scratch, MPFR_RNDU);
    mpfr_add(sum, sum, scratch, MPFR_RNDU);
}

/* Bounds the length of column i of S V - V diag(d). */
static void bound_residual(struct spectrum *w, int64_t i, mpfr_ptr scratch)
{
    int64_t n = w->n;
    mpfr_ptr sum = w->residuals[i];
    mpfr_set_zero(sum, 1);
    for (int64_t r = 0; r < n; r++) {
        mpfi_set_fr(w->x, w->d[i]);
        mpfi_mul_fr(w->x, w->x, w->v[r * n + i]);
        mpfi_neg(w->x, w->x);
        for (int64_t k = 0; k < n; k++) {
            mpfi_mul_fr(w->y, w->s[r * n + k], w->v[k * n + i]);
            mpfi_add(w->x, w->x, w->y);
        }
        add_square(sum, w->x, scratch);
    }
    mpfr_sqrt(sum, sum, MPFR_RNDU);
}

/* Encloses V[:,i]' V[:,j]. */
void spectrum_product(struct spectrum *w, mpfi_ptr out, int64_t i, int64_t j)
{
    mpfi_set_si(out, 0);
    for (int64_t k = 0; k < w->n; k++) {
        mpfi_set_fr(w->y, w->v[k * w->n + i]);
        mpfi_mul_fr(w->y, w->y, w->v[k * w->n + j]);
        mpfi_add(out, out, w->y);
    }
}

static void bound_skewness(struct spectrum *w, mpfr_ptr scratch)
{
    mpfr_set_zero(w->e, 1);
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = 0; j <= i; j++) {
            spectrum_product(w, w->x, i, j);
            mpfi_sub_si(w->x, w->x, i == j);
            add_square(w->e, w->x, scratch);
            if (i != j) add_square(w->e, w->x, scratch);
        }
    mpfr_sqrt(w->e, w->e, MPFR_RNDU);
}

/* Sets `radius` to (|R| + 2 max|d| e)/(1 - e), rounded up. */
static void bound_distance(struct spectrum *w, mpfr_ptr radius, mpfr_ptr scratch)
{
    mpfr_set_zero(radius, 1);
    for (int64_t i = 0; i < w->n; i++) {
        mpfr_sqr(scratch, w->residuals[i], MPFR_RNDU);
        mpfr_add(radius, radius, scratch, MPFR_RNDU);
    }
    mpfr_sqrt(radius, radius, MPFR_RNDU);
    int last = mpfr_cmpabs(w->d[0], w->d[w->n - 1]) > 0 ? 0 : (int)w->n - 1;
    mpfr_abs(scratch, w->d[last], MPFR_RNDU);
    mpfr_mul(scratch, scratch, w->e, MPFR_RNDU);
    mpfr_mul_2ui(scratch, scratch, 1, MPFR_RNDU);
    mpfr_add(radius, radius, scratch, MPFR_RNDU);
    mpfr_ui_sub(scratch, 1, w->e, MPFR_RNDD);
    mpfr_div(radius, radius, scratch, MPFR_RNDU);
}

static bool enclose_values(struct spectrum *w)
{
    mpfr_t radius, scratch;
    mpfr_inits2(w->bits, radius, scratch, (mpfr_ptr)0);
    for (int64_t i = 0; i < w->n; i++) bound_residual(w, i, scratch);
    bound_skewness(w, scratch);
    bool ok = mpfr_cmp_d(w->e, 0.5) < 0;
    if (ok) bound_distance(w, radius, scratch);
    for (int64_t i = 0; ok && i < w->n; i++) {
        mpfr_sub(&w->values[i]->left, w->d[i], radius, MPFR_RNDD);
        mpfr_add(&w->values[i]->right, w->d[i], radius, MPFR_RNDU);
    }
    mpfr_clears(radius, scratch, (mpfr_ptr)0);
    return ok;
}

bool spectrum_open(struct spectrum *w)
{
    struct shape_data a = w->step->dims[0];
    w->n = w->is_symmetric ? a.d[0] : a.d[0] + a.d[1];
    w->k = a.d[0] < a.d[1] ? a.d[0] : a.d[1];
    if (!make(w)) return false;
    if (w->is_symmetric)
        read_symmetric(w);
    else
        read_singular(w);
    return approximate(w) && enclose_values(w);
}

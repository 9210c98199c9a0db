/* jacobi.c - eigenvalues of a symmetric matrix in floating-point numbers of any precision, by
 * cyclic rotations (Jacobi, 1846; Golub and Van Loan, 1996, 8.4). */
#include "eval/spectrum.h"

struct rotation {
    mpfr_t c, s, x, y;
};

struct jacobi {
    mpfr_t *a, *v;
    int64_t n;
    mpfr_exp_t small; /* entries below 2^small count as 0 */
    struct rotation r;
};

/* Sets (x, y) to (c*x - s*y, s*x + c*y). */
static void turn(struct rotation *r, mpfr_ptr x, mpfr_ptr y)
{
    mpfr_mul(r->x, r->s, y, MPFR_RNDN);
    mpfr_mul(r->y, r->s, x, MPFR_RNDN);
    mpfr_fms(x, r->c, x, r->x, MPFR_RNDN);
    mpfr_fma(y, r->c, y, r->y, MPFR_RNDN);
}

/* Finds the rotation by at most 45 degrees that makes entry (p, q) 0. */
static void find_rotation(struct jacobi *j, int64_t p, int64_t q)
{
    struct rotation *r = &j->r;
    mpfr_t *a = j->a;
    int64_t n = j->n;
    mpfr_sub(r->x, a[q * n + q], a[p * n + p], MPFR_RNDN);
    mpfr_div(r->x, r->x, a[p * n + q], MPFR_RNDN);
    mpfr_div_2ui(r->x, r->x, 1, MPFR_RNDN);
    mpfr_set_ui(r->y, 1, MPFR_RNDN);
    mpfr_hypot(r->y, r->x, r->y, MPFR_RNDN);
    if (mpfr_sgn(r->x) < 0) mpfr_neg(r->y, r->y, MPFR_RNDN);
    mpfr_add(r->x, r->x, r->y, MPFR_RNDN);
    mpfr_ui_div(r->x, 1, r->x, MPFR_RNDN); /* the tangent */
    mpfr_set_ui(r->y, 1, MPFR_RNDN);
    mpfr_hypot(r->y, r->x, r->y, MPFR_RNDN);
    mpfr_ui_div(r->c, 1, r->y, MPFR_RNDN);
    mpfr_mul(r->s, r->x, r->c, MPFR_RNDN);
}

static void rotate(struct jacobi *j, int64_t p, int64_t q)
{
    int64_t n = j->n;
    find_rotation(j, p, q);
    for (int64_t k = 0; k < n; k++) turn(&j->r, j->a[k * n + p], j->a[k * n + q]);
    for (int64_t k = 0; k < n; k++) turn(&j->r, j->a[p * n + k], j->a[q * n + k]);
    for (int64_t k = 0; k < n; k++) turn(&j->r, j->v[k * n + p], j->v[k * n + q]);
    mpfr_set_zero(j->a[p * n + q], 1);
    mpfr_set_zero(j->a[q * n + p], 1);
}

static bool is_small(const struct jacobi *j, mpfr_srcptr x)
{
    return mpfr_zero_p(x) || mpfr_get_exp(x) < j->small;
}

/* Returns whether the sweep found anything to do. */
static bool sweep(struct jacobi *j)
{
    bool any = false;
    for (int64_t p = 0; p < j->n; p++)
        for (int64_t q = p + 1; q < j->n; q++)
            if (!is_small(j, j->a[p * j->n + q])) {
                rotate(j, p, q);
                any = true;
            }
    return any;
}

static bool start(struct jacobi *j, mpfr_prec_t precision)
{
    int64_t n = j->n;
    bool any = false;
    for (int64_t i = 0; i < n * n; i++) {
        mpfr_set_ui(j->v[i], i / n == i % n, MPFR_RNDN);
        if (!mpfr_number_p(j->a[i])) return false;
        if (mpfr_zero_p(j->a[i])) continue;
        mpfr_exp_t size = mpfr_get_exp(j->a[i]) - precision;
        if (!any || size > j->small) j->small = size;
        any = true;
    }
    return true;
}

static void swap_columns(struct jacobi *j, mpfr_t *d, int64_t p, int64_t q)
{
    mpfr_swap(d[p], d[q]);
    for (int64_t k = 0; k < j->n; k++) mpfr_swap(j->v[k * j->n + p], j->v[k * j->n + q]);
}

static void sort(struct jacobi *j, mpfr_t *d)
{
    for (int64_t i = 0; i < j->n; i++) mpfr_set(d[i], j->a[i * j->n + i], MPFR_RNDN);
    for (int64_t i = 0; i < j->n; i++) {
        int64_t low = i;
        for (int64_t k = i + 1; k < j->n; k++)
            if (mpfr_less_p(d[k], d[low])) low = k;
        if (low != i) swap_columns(j, d, i, low);
    }
}

bool jacobi_floats(struct core *core, mpfr_t *a, mpfr_t *d, mpfr_t *v, int64_t n,
                   mpfr_prec_t precision)
{
    enum { MOST_SWEEPS = 100 };
    struct jacobi j = {.a = a, .v = v, .n = n};
    mpfr_inits2(precision, j.r.c, j.r.s, j.r.x, j.r.y, (mpfr_ptr)0);
    bool ok = start(&j, precision);
    for (int k = 0; ok && k < MOST_SWEEPS && sweep(&j); k++) ok = core_go_on_slow(core);
    if (ok) sort(&j, d);
    mpfr_clears(j.r.c, j.r.s, j.r.x, j.r.y, (mpfr_ptr)0);
    return ok;
}

/* factor_intervals.c - pseudoinverses and factors of matrices in intervals. Each step is an
 * operation of intervals, so that every result encloses those of all matrices in the enclosure of
 * the argument. */
#include "eval/factor.h"

struct work {
    const struct matrix_step *step;
    mpfi_t *const *args;
    mpfi_t *out;
    struct field field;
    struct elements gram, right, det; /* of A'A, or of AA' for a wide matrix */
    struct elements l;
    mpfi_t term;
};

/* Entry (i, j) of A, or of A' where `turned`. */
static mpfi_ptr of(const struct work *w, bool turned, int64_t i, int64_t j)
{
    int64_t columns = w->step->dims[0].d[1];
    return w->args[0][turned ? j * columns + i : i * columns + j];
}

static mpfi_ptr at(const struct elements *m, int64_t i, int64_t j)
{
    return elements_at(m, i, j, 0);
}

/* out -= a*b. */
static void take_product(struct work *w, mpfi_ptr out, mpfi_srcptr a, mpfi_srcptr b)
{
    w->field.multiply(w->term, a, b);
    w->field.subtract(out, out, w->term);
}

/* Computes the products of all columns of a matrix whose columns, of that length, are A's, or A's
 * rows where `turned`. */
static bool products(struct work *w, struct elements *out, int64_t n, int64_t length, bool turned)
{
    struct core *core = w->step->core;
    if (!elements_make(core, out, &w->field, n, n, 0)) return false;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j <= i; j++) {
            mpfi_ptr sum = at(out, i, j);
            for (int64_t k = 0; k < length; k++) {
                w->field.multiply(w->term, of(w, turned, k, i), of(w, turned, k, j));
                w->field.add(sum, sum, w->term);
            }
            mpfi_set(at(out, j, i), sum);
        }
        if (!core_go_on_slow(core)) return false;
    }
    return true;
}

/* ---- pseudoinverses ---- */

/* Solves inv(G) B, for the n by n matrix G of products and B = A', or A. Returns the rank. */
static int64_t solve(struct work *w, int64_t n, int64_t length, bool turned, bool all)
{
    struct core *core = w->step->core;
    if (!products(w, &w->gram, n, length, turned)) return -1;
    if (!elements_make(core, &w->right, &w->field, n, all ? length : 0, 0)) return -1;
    if (!elements_make(core, &w->det, &w->field, 1, 1, 0)) return -1;
    for (int64_t i = 0; all && i < n; i++)
        for (int64_t k = 0; k < length; k++) mpfi_set(at(&w->right, i, k), of(w, turned, k, i));
    return eliminate(core, &w->gram, &w->right, &w->det);
}

static bool inverse(struct work *w)
{
    struct shape_data d = w->step->dims[0];
    bool wide = d.d[0] < d.d[1], tells = w->step->in->op == OP_FULL_RANK;
    int64_t n = wide ? d.d[0] : d.d[1], length = wide ? d.d[1] : d.d[0];
    int64_t rank = solve(w, n, length, wide, !tells);
    if (tells) return mpfi_interv_si(*w->out, rank == n, 1), rank >= 0;
    for (int64_t i = 0; i < n && rank == n; i++)
        for (int64_t k = 0; k < length; k++)
            mpfi_set(w->out[wide ? k * n + i : i * length + k], at(&w->right, i, k));
    return rank == n;
}

/* ---- Cholesky factors ---- */

/* Computes row i of L from those before it and row i of S. Returns false if the square of its
 * diagonal entry, which is then in `term`, may not be positive. */
static bool cholesky_row(struct core *core, const struct elements *s, struct elements *l, int64_t i,
                         mpfi_ptr term)
{
    const struct field *f = l->field;
    for (int64_t j = 0; j <= i; j++) {
        mpfi_ptr x = at(l, i, j);
        mpfi_set(x, at(s, i, j));
        for (int64_t k = 0; k < j; k++) {
            f->multiply(term, at(l, i, k), at(l, j, k));
            f->subtract(x, x, term);
        }
        if (j < i)
            f->divide(x, x, at(l, j, j));
        else if (mpfi_bounded_p(x) && mpfi_is_strictly_pos(x))
            mpfi_sqrt(x, x);
        else
            return mpfi_set(term, x), false;
    }
    return core_go_on_slow(core);
}

bool factor_cholesky(struct core *core, const struct elements *s, struct elements *l, mpfi_ptr term)
{
    bool ok = elements_make(core, l, s->field, s->rows, s->rows, 0);
    mpfi_set_si(term, 1);
    for (int64_t i = 0; ok && i < s->rows; i++) ok = cholesky_row(core, s, l, i, term);
    return ok;
}

static bool symmetric_part(struct work *w, struct elements *s, int64_t n)
{
    if (!elements_make(w->step->core, s, &w->field, n, n, 0)) return false;
    for (int64_t i = 0; i < n * n; i++) {
        w->field.add(at(s, 0, i), of(w, false, 0, i), of(w, true, i / n, i % n));
        mpfi_div_2ui(at(s, 0, i), at(s, 0, i), 1);
    }
    return true;
}

/* The sign of what was to be a square, if all before it were positive. */
static void set_sign(struct work *w, bool is_definite)
{
    bool below = mpfi_is_strictly_neg(w->term), zero = mpfi_is_zero(w->term);
    if (is_definite)
        mpfi_set_si(*w->out, 1);
    else
        mpfi_interv_si(*w->out, zero ? 0 : -1, below ? -1 : zero ? 0 : 1);
}

static bool definite(struct work *w)
{
    int64_t n = w->step->dims[0].d[0];
    if (!symmetric_part(w, &w->gram, n)) return false;
    bool is_definite = factor_cholesky(w->step->core, &w->gram, &w->l, w->term);
    if (w->step->in->op == OP_DEFINITE) return set_sign(w, is_definite), true;
    for (int64_t i = 0; i < n * n && is_definite; i++) mpfi_set(w->out[i], at(&w->l, 0, i));
    return is_definite;
}

/* ---- Q and R ---- */

/* R is the transpose of the Cholesky factor of A'A, as its diagonal is positive, and Q = A inv(R).
 */
static bool qr(struct work *w)
{
    int64_t m = w->step->dims[0].d[0], n = w->step->dims[0].d[1];
    if (!products(w, &w->gram, n, m, false) ||
        !factor_cholesky(w->step->core, &w->gram, &w->l, w->term))
        return false;
    if (w->step->in->op == OP_QRR) {
        for (int64_t i = 0; i < n * n; i++) mpfi_set(w->out[i], at(&w->l, i % n, i / n));
        return true;
    }
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            mpfi_ptr x = w->out[i * n + j];
            mpfi_set(x, of(w, false, i, j));
            for (int64_t k = 0; k < j; k++) take_product(w, x, w->out[i * n + k], at(&w->l, j, k));
            w->field.divide(x, x, at(&w->l, j, j));
        }
    return true;
}

static bool run(struct work *w)
{
    switch (w->step->in->op) {
    case OP_PINV:
    case OP_FULL_RANK: return inverse(w);
    case OP_CHOLESKY:
    case OP_DEFINITE: return definite(w);
    case OP_QRQ:
    case OP_QRR: return qr(w);
    default: return false;
    }
}

bool factor_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                      mpfr_prec_t precision)
{
    struct work w = {.step = s, .args = args, .out = out, .field = interval_field(precision)};
    mpfi_init2(w.term, precision);
    bool ok = run(&w);
    mpfi_clear(w.term);
    elements_free(s->core, &w.gram);
    elements_free(s->core, &w.right);
    elements_free(s->core, &w.det);
    elements_free(s->core, &w.l);
    return ok;
}

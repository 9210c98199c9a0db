/* matrix_intervals.c - linear algebra in intervals, by the elimination of graph/elimination.c. */
#include "eval/enclose.h"
#include "eval/factor.h"
#include "eval/matrix_function.h"
#include "eval/matrix_private.h"
#include "eval/spectrum.h"

#include "graph/gather.h"
#include "graph/scan.h"

#include <math.h>

/* ---- one operation ---- */

struct work {
    const struct matrix_step *step;
    mpfi_t *const *args;
    mpfi_t *out;
    int64_t n; /* rows of the square matrix */
    mpfr_prec_t precision;
    struct field field;
    struct elements a, b, det;
};

static bool start(struct work *w, int64_t columns, uint32_t directions)
{
    struct core *core = w->step->core;
    bool ok = elements_make(core, &w->a, &w->field, w->n, w->n, directions);
    ok = elements_make(core, &w->b, &w->field, w->n, columns, directions) && ok;
    ok = elements_make(core, &w->det, &w->field, 1, 1, directions) && ok;
    for (uint32_t k = 0; ok && k <= directions; k++)
        for (int64_t i = 0; i < w->n * w->n; i++)
            w->field.copy(elements_at(&w->a, 0, i, k ? 1u << (k - 1) : 0), w->args[k][i]);
    return ok;
}

static void end(struct work *w)
{
    elements_free(w->step->core, &w->a);
    elements_free(w->step->core, &w->b);
    elements_free(w->step->core, &w->det);
}

static void set_identity(struct elements *b)
{
    for (int64_t i = 0; i < b->rows; i++) mpfi_set_si(elements_at(b, i, i, 0), 1);
}

/* Bounds the determinant of the rest: |det R| is at most the product of the lengths of its rows
 * (Hadamard, 1893). */
static void bound_rest(struct work *w, int64_t rank)
{
    mpfi_ptr det = w->det.at ? elements_at(&w->det, 0, 0, 0) : NULL;
    mpfr_prec_t precision = mpfi_get_prec(det);
    mpfr_t length, size;
    mpfi_t both;
    mpfr_init2(length, precision);
    mpfr_init2(size, precision);
    mpfi_init2(both, precision);
    for (int64_t i = rank; i < w->n; i++) {
        mpfr_set_zero(length, 1);
        for (int64_t j = rank; j < w->n; j++) {
            mpfi_mag(size, elements_at(&w->a, i, j, 0));
            mpfr_hypot(length, length, size, MPFR_RNDU);
        }
        mpfr_set(&both->right, length, MPFR_RNDU);
        mpfr_neg(&both->left, length, MPFR_RNDD);
        w->field.multiply(det, det, both);
    }
    mpfr_clear(length);
    mpfr_clear(size);
    mpfi_clear(both);
}

static void set_sign(mpfi_ptr det)
{
    bool below = mpfi_is_strictly_neg(det), above = mpfi_is_strictly_pos(det),
         zero = mpfi_is_zero(det);
    mpfi_interv_si(det, above || zero ? above : -1, below || zero ? -below : 1);
}

/* Whether the matrix is proved to be singular. After a first look at few bits exact arithmetic
 * comes first, which finds most of them. */
static bool is_singular(const struct work *w)
{
    enum { SECOND_LOOK = 128 };
    return w->precision >= SECOND_LOOK && matrix_is_singular(w->step, w->n, w->args[0]);
}

/* Encloses the determinant in `out`. */
static bool enclose_determinant(struct work *w, mpfi_ptr out)
{
    bool sign = w->step->in->fn == DET_SIGN;
    if (sign && matrix_rough_determinant(w->step, w->n, w->args[0], out)) return true;
    if (matrix_arb_determinant(w->step, w->n, w->args[0], out, w->precision)) return true;
    if (!start(w, 0, 0)) return false;
    int64_t rank = eliminate(w->step->core, &w->a, &w->b, &w->det);
    if (rank < 0) return false;
    if (rank < w->n && is_singular(w))
        mpfi_set_si(elements_at(&w->det, 0, 0, 0), 0);
    else if (rank < w->n)
        bound_rest(w, rank);
    mpfi_set(out, elements_at(&w->det, 0, 0, 0));
    return true;
}

static bool determinant(struct work *w)
{
    mpfi_ptr det = *w->out;
    if (!enclose_determinant(w, det)) return false;
    switch ((enum determinant)w->step->in->fn) {
    case DET_VALUE: break;
    case DET_SIGN: set_sign(det); break;
    case DET_LOG:
    case DET_LOG_SIZE:
        if (w->step->in->fn == DET_LOG_SIZE) mpfi_abs(det, det);
        if (!mpfi_is_strictly_pos(det)) return false;
        mpfi_log(det, det);
    }
    return true;
}

/* Solves for b, or for the identity where it is NULL, by Arb. */
static enum by_arb by_arb(const struct work *w, int64_t columns, mpfi_t *b)
{
    return matrix_arb_solve(
        w->step, &(struct arb_solve){w->n, columns, w->args[0], b, w->out, w->precision});
}

/* True if everything above the diagonal is 0, or below it where `turned`. */
static bool is_triangular(const struct work *w, bool turned)
{
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t j = i + 1; j < w->n; j++)
            if (!mpfi_is_zero(w->args[0][turned ? j * w->n + i : i * w->n + j])) return false;
    return true;
}

/* Solves for a triangular matrix from the top, or from the bottom, so that zeros stay zeros. The
 * right side is the identity where it is NULL. */
static bool substitute(struct work *w, int64_t columns, mpfi_t *b, bool upper)
{
    mpfi_t term;
    mpfi_init2(term, mpfi_get_prec(*w->out));
    bool ok = true;
    for (int64_t k = 0; k < w->n && ok; k++) {
        int64_t i = upper ? w->n - 1 - k : k, first = upper ? i + 1 : 0, end = upper ? w->n : i;
        mpfi_srcptr pivot = w->args[0][i * w->n + i];
        for (int64_t c = 0; c < columns; c++) {
            mpfi_ptr x = w->out[i * columns + c];
            if (b)
                mpfi_set(x, b[i * columns + c]);
            else
                mpfi_set_si(x, i == c);
            for (int64_t j = first; j < end; j++) {
                w->field.multiply(term, w->args[0][i * w->n + j], w->out[j * columns + c]);
                mpfi_sub(x, x, term);
            }
            w->field.divide(x, x, pivot);
        }
        ok = !mpfi_has_zero(pivot) && core_go_on_slow(w->step->core);
    }
    mpfi_clear(term);
    return ok;
}

/* Solves for b, or for the identity where it is NULL. */
static bool solve(struct work *w, int64_t columns, mpfi_t *b)
{
    for (int upper = 0; upper < 2; upper++)
        if (is_triangular(w, upper)) return substitute(w, columns, b, upper);
    enum by_arb done = by_arb(w, columns, b);
    if (done != BY_ARB_NOT) return done == BY_ARB;
    if (!start(w, columns, 0)) return false;
    if (!b) set_identity(&w->b);
    for (int64_t i = 0; b && i < w->n * columns; i++)
        w->field.copy(elements_at(&w->b, 0, i, 0), b[i]);
    if (eliminate(w->step->core, &w->a, &w->b, &w->det) < w->n) return false;
    for (int64_t i = 0; i < w->n * columns; i++) mpfi_set(w->out[i], elements_at(&w->b, 0, i, 0));
    return true;
}

static bool inverse(struct work *w)
{
    return solve(w, w->n, NULL);
}

static bool solution(struct work *w)
{
    return solve(w, w->step->to.ndim == 2 ? w->step->to.d[1] : 1, w->args[1]);
}

/* Computes the coefficient of the product of all directions in det * inv.T: the sum over all ways
 * to split the directions between the two. */
static void last_of_products(struct work *w)
{
    uint32_t whole = (1u << w->a.directions) - 1;
    mpfi_t term;
    mpfi_init2(term, mpfi_get_prec(*w->out));
    for (int64_t i = 0; i < w->n * w->n; i++) {
        int64_t turned = i % w->n * w->n + i / w->n;
        mpfi_set_si(w->out[i], 0);
        for (uint32_t sub = whole;; sub = (sub - 1) & whole) {
            w->field.multiply(term, elements_at(&w->det, 0, 0, sub),
                              elements_at(&w->b, 0, turned, whole ^ sub));
            mpfi_add(w->out[i], w->out[i], term);
            if (sub == 0) break;
        }
    }
    mpfi_clear(term);
}

static bool last_of_recurrence(struct work *w)
{
    uint32_t k = w->a.directions;
    end(w);
    if (!start(w, w->n, k) || !cofactors(w->step->core, &w->a, &w->b)) return false;
    for (int64_t i = 0; i < w->n * w->n; i++)
        mpfi_set(w->out[i], elements_at(&w->b, 0, i, (1u << k) - 1));
    return true;
}

/* Elimination costs n^3 and the recurrence n^4. So if elimination of a large matrix fails, the
 * caller should try more bits first: the matrix may be invertible after all. */
enum { SMALL = 12, MANY_BITS = 2048 };

/* det * inv.T by Arb, without directions. */
static bool cofactors_by_arb(struct work *w)
{
    mpfi_t det;
    mpfi_init2(det, w->precision);
    bool done = w->step->in->n == 1 &&
                matrix_arb_determinant(w->step, w->n, w->args[0], det, w->precision) &&
                by_arb(w, w->n, NULL) == BY_ARB;
    for (int64_t i = 0; done && i < w->n; i++)
        for (int64_t j = 0; j <= i; j++) {
            mpfi_ptr x = w->out[i * w->n + j], y = w->out[j * w->n + i];
            mpfi_mul(x, x, det);
            if (i == j) continue;
            mpfi_mul(y, y, det);
            mpfi_swap(x, y);
        }
    mpfi_clear(det);
    return done;
}

static bool all_cofactors(struct work *w)
{
    if (cofactors_by_arb(w)) return true;
    mpfr_prec_t bits = w->precision;
    if (!start(w, w->n, w->step->in->n - 1)) return false;
    set_identity(&w->b);
    int64_t rank = eliminate(w->step->core, &w->a, &w->b, &w->det);
    if (rank < 0) return false;
    if (rank < w->n) return (w->n <= SMALL || bits >= MANY_BITS) && last_of_recurrence(w);
    last_of_products(w);
    return true;
}

/* ---- entries at places that are data ---- */

/* Reads an index that is known exactly. False for any other. */
static bool whole(mpfi_srcptr x, int64_t *out)
{
    bool known = mpfr_equal_p(&x->left, &x->right) && mpfr_integer_p(&x->left) &&
                 mpfr_fits_slong_p(&x->left, MPFR_RNDN);
    if (known) *out = mpfr_get_si(&x->left, MPFR_RNDN);
    return known;
}

static int64_t place_of(const struct work *w, int64_t i)
{
    struct shape_data large = w->step->in->op == OP_GATHER ? w->step->dims[0] : w->step->to;
    int64_t index[MOST_INDEXES];
    for (int k = 0; k < large.ndim; k++)
        if (!whole(w->args[k + 1][i], &index[k])) return -1;
    return gather_place(large, index);
}

static bool gather(struct work *w)
{
    for (int64_t i = 0; i < shape_entries(w->step->to); i++) {
        int64_t place = place_of(w, i);
        if (place < 0) return false;
        mpfi_set(w->out[i], w->args[0][place]);
    }
    return true;
}

static bool scatter(struct work *w)
{
    for (int64_t i = 0; i < shape_entries(w->step->to); i++) mpfi_set_si(w->out[i], 0);
    for (int64_t i = 0; i < shape_entries(w->step->dims[0]); i++) {
        int64_t place = place_of(w, i);
        if (place < 0) return false;
        mpfi_add(w->out[place], w->out[place], w->args[0][i]);
    }
    return true;
}

/* ---- the operations ---- */

static bool scan(struct work *w)
{
    const struct instruction *in = w->step->in;
    const void *args[MOST_MATRICES];
    for (uint32_t k = 0; k < in->n; k++) args[k] = w->args[k];
    scan_run(&w->field, in->op, in->data, w->step->to, args, w->out);
    return true;
}

static bool run(struct work *w)
{
    switch ((enum op)w->step->in->op) {
    case OP_DET: return determinant(w);
    case OP_INV: return inverse(w);
    case OP_SOLVE: return solution(w);
    case OP_COFACTOR: return all_cofactors(w);
    case OP_GATHER: return gather(w);
    case OP_SCATTER: return scatter(w);
    case OP_EXPM: return expm_intervals(w->step, w->args, w->out, w->precision);
    default: break;
    }
    if (op_class(w->step->in->op) == CLASS_SCAN) return scan(w);
    if (op_class(w->step->in->op) == CLASS_MATRIX_FUNCTION)
        return sqrtm_intervals(w->step, w->args, w->out, w->precision);
    if (op_class(w->step->in->op) == CLASS_SPECTRUM)
        return spectrum_intervals(w->step, w->args, w->out, w->precision);
    return factor_intervals(w->step, w->args, w->out, w->precision);
}

void matrix_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                      mpfr_prec_t precision)
{
    struct work w = {.step = s,
                     .args = args,
                     .out = out,
                     .n = s->dims[0].d[0],
                     .precision = precision,
                     .field = interval_field(precision)};
    if (!run(&w))
        for (int64_t i = 0; i < shape_entries(s->to); i++) enclose_fail(out[i]);
    end(&w);
}

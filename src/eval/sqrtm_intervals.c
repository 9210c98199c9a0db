/* sqrtm_intervals.c - enclosures of principal square roots of matrices and of their derivatives.
 *
 * Let Y be near a root of A, and P symmetric with Y.T P + P Y = I + W, where the length w of W is
 * less than 1. If P is positive definite, all eigenvalues of Y have positive real parts (Lyapunov).
 * More than that: by Lyapunov's function v.T P v, exp(-Y t) decays, and the operator L that takes D
 * to Y D + D Y has an inverse, R -> the integral of exp(-Y t) R exp(-Y t), which makes no matrix
 * longer than b = 2 |P|^2 |Y|/(1 - w)^2 times: P's eigenvalues are at least (1 - w)/(2 |Y|). Hence,
 * with r the length of A - Y Y, D = inv(L) (A - Y Y - D D) has a solution no longer than d = 2 b r
 * if 4 b^2 r < 1 (Kantorovich), and Y + D is a root. If w + 2 |P| d < 1, its eigenvalues, too, have
 * positive real parts: it is the principal one.
 *
 * In the part of the directions S, the root X has X X_S + X_S X = A_S - the sum of X_T X_(S - T),
 * over the T between; so errors of the parts before, and what is left of A_S - (Y Y)_S, make one of
 * at most b/(1 - 2 b d) times their length there. */
#include "eval/factor.h"
#include "eval/matrix_function.h"
#include "eval/parts.h"
#include "eval/sqrtm_private.h"
#include "graph/matrix_function.h"

struct work {
    const struct matrix_step *step;
    mpfr_prec_t bits; /* of numbers; bounds have 64 */
    struct field floats, intervals;
    int64_t n;
    uint32_t parts;
    struct elements a, y, product, p, paths, factor; /* in intervals */
    struct elements a_near, y_near, x_near, p_near;  /* in floats */
    struct part_bounds errors, sizes;
    mpfr_t w, b, r, scratch;
};

static struct core *core_of(const struct work *w)
{
    return w->step->core;
}

/* ---- memory ---- */

static bool make(struct work *w)
{
    struct core *core = core_of(w);
    struct elements *with[] = {&w->a, &w->y, &w->product}, *near[] = {&w->a_near, &w->y_near},
                    *single[] = {&w->x_near, &w->p_near};
    int64_t n = w->n;
    uint32_t k = w->step->in->n - 1;
    bool ok = elements_make(core, &w->p, &w->intervals, n, n, 0);
    for (int i = 0; i < 3; i++) ok = ok && elements_make(core, with[i], &w->intervals, n, n, k);
    for (int i = 0; i < 2; i++) ok = ok && elements_make(core, near[i], &w->floats, n, n, k);
    for (int i = 0; i < 2; i++) ok = ok && elements_make(core, single[i], &w->floats, n, n, 0);
    return ok && parts_bounds_make(core, &w->errors, w->parts) &&
           parts_bounds_make(core, &w->sizes, w->parts);
}

static void drop(struct work *w)
{
    struct elements *all[] = {&w->a,      &w->y,      &w->product, &w->p,      &w->paths,
                              &w->factor, &w->a_near, &w->y_near,  &w->x_near, &w->p_near};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) elements_free(core_of(w), all[i]);
    parts_bounds_free(core_of(w), &w->errors);
    parts_bounds_free(core_of(w), &w->sizes);
    mpfr_clears(w->w, w->b, w->r, w->scratch, (mpfr_ptr)0);
}

/* ---- approximations ---- */

/* Copies floats to intervals. */
static void as_points(struct elements *out, const struct elements *m)
{
    for (int64_t i = 0; i < m->rows * m->columns; i++)
        for (uint32_t k = 0; k < 1u << m->directions; k++)
            mpfi_set_fr(elements_at(out, 0, i, k), elements_at(m, 0, i, k));
}

static bool multiply(struct work *w)
{
    return elements_multiply(core_of(w), &w->y, &w->y, &w->product);
}

/* True if Y Y, without directions, is exactly A. */
static bool is_exact(const struct work *w)
{
    for (int64_t i = 0; i < w->n * w->n; i++) {
        mpfi_srcptr a = elements_at(&w->a, 0, i, 0), product = elements_at(&w->product, 0, i, 0);
        if (!mpfr_equal_p(&a->left, &a->right) || !mpfr_equal_p(&a->left, &product->left) ||
            !mpfr_equal_p(&a->left, &product->right))
            return false;
    }
    return true;
}

/* If the root is made of whole numbers over a power of two, Y becomes that root. */
static bool round_to_exact(struct work *w)
{
    long places = (long)w->bits / 4;
    for (int64_t i = 0; i < w->n * w->n; i++) {
        mpfr_ptr x = elements_at(&w->y_near, 0, i, 0);
        mpfi_ptr y = elements_at(&w->y, 0, i, 0);
        mpfr_mul_2si(w->scratch, x, places, MPFR_RNDN);
        mpfr_rint(w->scratch, w->scratch, MPFR_RNDN);
        mpfr_mul_2si(w->scratch, w->scratch, -places, MPFR_RNDN);
        mpfi_set_fr(y, w->scratch);
    }
    if (!multiply(w)) return false;
    bool exact = is_exact(w);
    for (int64_t i = 0; i < w->n * w->n; i++) {
        mpfi_ptr y = elements_at(&w->y, 0, i, 0);
        mpfr_ptr x = elements_at(&w->y_near, 0, i, 0);
        if (exact)
            mpfr_set(x, &y->left, MPFR_RNDN);
        else
            mpfi_set_fr(y, x);
    }
    return exact || multiply(w);
}

static bool approximate(struct work *w, mpfi_t *const *args)
{
    struct core *core = core_of(w);
    parts_read(&w->a, args, w->step->in->n, 0);
    for (int64_t i = 0; i < w->n * w->n; i++)
        for (uint32_t k = 0; k < w->parts; k++)
            mpfi_mid(elements_at(&w->a_near, 0, i, k), elements_at(&w->a, 0, i, k));
    if (!sqrtm_approximate(core, &w->y_near, &w->a_near)) return false;
    as_points(&w->y, &w->y_near);
    if (!round_to_exact(w)) return false;
    for (int64_t i = 0; i < w->n * w->n; i++)
        mpfr_set(elements_at(&w->x_near, 0, i, 0), elements_at(&w->y_near, 0, i, 0), MPFR_RNDN);
    if (!lyapunov_approximate(core, &w->p_near, &w->x_near)) return false;
    as_points(&w->p, &w->p_near);
    return true;
}

/* ---- what is proved ---- */

/* Sets w->w to the length of Y.T P + P Y - I, which is symmetric. */
static void bound_equation(struct work *w)
{
    int64_t n = w->n;
    mpfi_t sum, term;
    mpfi_init2(sum, w->bits);
    mpfi_init2(term, w->bits);
    mpfr_set_zero(w->w, 1);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            mpfi_set_si(sum, i == j ? -1 : 0);
            for (int64_t k = 0; k < n; k++) {
                mpfi_mul(term, elements_at(&w->y, k, i, 0), elements_at(&w->p, k, j, 0));
                mpfi_add(sum, sum, term);
                mpfi_mul(term, elements_at(&w->p, i, k, 0), elements_at(&w->y, k, j, 0));
                mpfi_add(sum, sum, term);
            }
            mpfi_mag(w->scratch, sum);
            mpfr_sqr(w->scratch, w->scratch, MPFR_RNDU);
            mpfr_add(w->w, w->w, w->scratch, MPFR_RNDU);
        }
    mpfr_sqrt(w->w, w->w, MPFR_RNDU);
    mpfi_clear(sum);
    mpfi_clear(term);
}

static bool is_positive_definite(struct work *w)
{
    mpfi_t term;
    mpfi_init2(term, w->bits);
    bool is = factor_cholesky(core_of(w), &w->p, &w->factor, term);
    mpfi_clear(term);
    return is;
}

/* Sets w->b to 2 |P|^2 |Y|/(1 - w)^2. */
static void bound_inverse(struct work *w)
{
    mpfr_ui_sub(w->scratch, 1, w->w, MPFR_RNDD);
    parts_length(w->b, &w->p, 0);
    mpfr_div(w->b, w->b, w->scratch, MPFR_RNDU);
    mpfr_sqr(w->b, w->b, MPFR_RNDU);
    parts_length(w->scratch, &w->y, 0);
    mpfr_mul(w->b, w->b, w->scratch, MPFR_RNDU);
    mpfr_mul_2ui(w->b, w->b, 1, MPFR_RNDU);
}

/* Sets w->r to the length of a part of A - Y Y. */
static void bound_rest(struct work *w, uint32_t part)
{
    for (int64_t i = 0; i < w->n * w->n; i++) {
        mpfi_ptr product = elements_at(&w->product, 0, i, part);
        mpfi_sub(product, elements_at(&w->a, 0, i, part), product);
    }
    parts_length(w->r, &w->product, part);
}

/* Bounds the error of Y, without directions; false if it may not be near the principal root. */
static bool bound_error(struct work *w)
{
    mpfr_ptr d = w->errors.at[0];
    bound_equation(w);
    if (mpfr_cmp_d(w->w, 0.5) >= 0 || !is_positive_definite(w)) return false;
    bound_inverse(w);
    bound_rest(w, 0);
    mpfr_mul(d, w->b, w->r, MPFR_RNDU);
    mpfr_mul_2ui(d, d, 1, MPFR_RNDU);
    mpfr_mul(w->scratch, w->b, d, MPFR_RNDU); /* 2 b^2 r */
    if (mpfr_cmp_d(w->scratch, 0.25) > 0) return false;
    parts_length(w->r, &w->p, 0);
    mpfr_mul_2ui(w->r, w->r, 1, MPFR_RNDU);
    mpfr_mul(w->scratch, w->r, d, MPFR_RNDU);
    mpfr_add(w->w, w->w, w->scratch, MPFR_RNDU); /* w + 2 |P| d */
    return mpfr_cmp_d(w->w, 0.75) < 0;
}

/* Sets the bound on a part's error, from those before. w->b is b/(1 - 2 b d) by now. */
static void bound_part(struct work *w, uint32_t part)
{
    mpfr_ptr error = w->errors.at[part];
    const struct part_bounds *errors = &w->errors, *sizes = &w->sizes;
    bound_rest(w, part);
    parts_length(w->sizes.at[part], &w->y, part);
    mpfr_mul(error, errors->at[0], sizes->at[part], MPFR_RNDU);
    mpfr_mul_2ui(error, error, 1, MPFR_RNDU);
    mpfr_add(error, error, w->r, MPFR_RNDU);
    for (uint32_t sub = (part - 1) & part; sub; sub = (sub - 1) & part)
        parts_add_error(error, sizes, errors, sub, part ^ sub, w->scratch);
    mpfr_mul(error, error, w->b, MPFR_RNDU);
}

static bool bound_errors(struct work *w)
{
    if (!bound_error(w)) return false;
    mpfr_mul(w->scratch, w->b, w->errors.at[0], MPFR_RNDU);
    mpfr_mul_2ui(w->scratch, w->scratch, 1, MPFR_RNDU);
    mpfr_ui_sub(w->scratch, 1, w->scratch, MPFR_RNDD);
    mpfr_div(w->b, w->b, w->scratch, MPFR_RNDU);
    for (uint32_t part = 1; part < w->parts; part++) bound_part(w, part);
    return true;
}

/* ---- the operations ---- */

static bool is_bounded(const struct work *w, mpfi_t *const *args)
{
    for (uint32_t k = 0; k < w->step->in->n; k++)
        for (int64_t i = 0; i < w->n * w->n; i++)
            if (!mpfi_bounded_p(args[k][i])) return false;
    return true;
}

static bool find(struct work *w, mpfi_t *const *args)
{
    return is_bounded(w, args) && make(w) && approximate(w, args) && bound_errors(w);
}

/* A root is a polynomial of the matrix: where no power has an entry, it has none. */
static bool put(struct work *w, mpfi_t *out)
{
    uint32_t last = w->parts - 1;
    mpfr_srcptr error = w->errors.at[last];
    if (!parts_paths(core_of(w), &w->paths, &w->a)) return false;
    for (int64_t i = 0; i < w->n * w->n; i++) {
        mpfi_set(out[i], elements_at(&w->y, 0, i, last));
        mpfr_sub(&out[i]->left, &out[i]->left, error, MPFR_RNDD);
        mpfr_add(&out[i]->right, &out[i]->right, error, MPFR_RNDU);
        if (!parts_has_path(&w->paths, i / w->n, i % w->n, last)) mpfi_set_si(out[i], 0);
    }
    return true;
}

/* Of a negative determinant, a real eigenvalue is negative: others are pairs of conjugates. */
static bool has_negative_determinant(const struct matrix_step *s, mpfi_t *const *args,
                                     mpfr_prec_t precision)
{
    struct field field = interval_field(precision);
    struct elements a = {0}, b = {0}, det = {0};
    int64_t n = s->dims[0].d[0];
    bool ok = elements_make(s->core, &a, &field, n, n, 0) &&
              elements_make(s->core, &b, &field, n, 0, 0) &&
              elements_make(s->core, &det, &field, 1, 1, 0);
    if (ok) parts_read(&a, args, 1, 0);
    ok = ok && eliminate(s->core, &a, &b, &det) == n &&
         mpfi_is_strictly_neg((mpfi_ptr)elements_at(&det, 0, 0, 0));
    elements_free(s->core, &a);
    elements_free(s->core, &b);
    elements_free(s->core, &det);
    return ok;
}

static void put_rooted(const struct work *w, bool found, mpfi_t *const *args, mpfi_ptr out)
{
    const struct matrix_step *s = w->step;
    int value = 1;
    if (found || matrix_rooted(s->g, graph_child(s->g, s->in->node, 0), &value))
        mpfi_set_si(out, value);
    else if (has_negative_determinant(s, args, w->bits))
        mpfi_set_si(out, -1);
    else
        mpfi_interv_si(out, -1, 1);
}

bool sqrtm_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                     mpfr_prec_t precision)
{
    struct work w = {.step = s, .bits = precision + 32, .n = s->dims[0].d[0]};
    w.parts = 1u << (s->in->n - 1);
    w.floats = float_field(w.bits);
    w.intervals = interval_field(w.bits);
    mpfr_inits2(64, w.w, w.b, w.r, (mpfr_ptr)0);
    mpfr_init2(w.scratch, w.bits);
    bool found = find(&w, args);
    if (s->in->op == OP_ROOTED) put_rooted(&w, found, args, *out);
    bool ok = s->in->op == OP_ROOTED || (found && put(&w, out));
    drop(&w);
    return ok;
}

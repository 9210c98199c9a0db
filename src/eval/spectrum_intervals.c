/* spectrum_intervals.c - enclosures of eigenvalues, singular values and their vectors, by what
 * spectrum_bounds.c finds.
 *
 * For an eigenvector u of S with another eigenvalue mu than d[i] approximates, u'R[:,i] = (mu -
 * d[i]) u'V[:,i]. So the part of V[:,i] outside the vectors of a group of eigenvalues is at most
 * |R[:,i]| divided by the distance of d[i] from all others. That bounds the sine of the angle
 * between V[:,i] and the eigenvector, if the group is one eigenvalue, and the distance between the
 * projections onto the columns of V and onto the vectors of the group (Davis and Kahan, 1970). */
#include "eval/enclose.h"
#include "eval/spectrum_private.h"
#include "graph/spectrum.h"

/* ---- equal or not ---- */

/* Whether eigenvalue i is certainly less than the next. */
static bool is_split(const struct spectrum *w, int64_t i)
{
    return mpfr_less_p(&w->values[i]->right, &w->values[i + 1]->left);
}

/* If there are no more eigenvalues than enclosures that are apart, those that meet are equal. */
static void find_known(struct spectrum *w)
{
    int64_t groups = 1;
    if (w->searched) return;
    w->searched = true;
    for (int64_t i = 0; i + 1 < w->n; i++) groups += is_split(w, i);
    id a = graph_child(w->step->g, w->step->in->node, 0);
    w->known = groups < w->n && groups == spectrum_distinct(w->step->g, a, !w->is_symmetric);
}

/* The weight of eigenvalue i of S: NULL for 0. */
static mpfi_srcptr weight_of(const struct spectrum *w, int64_t i)
{
    if (w->is_symmetric) return w->args[1][i];
    return i >= w->n - w->k ? w->args[1][w->n - 1 - i] : NULL;
}

static bool is_zero(mpfi_srcptr x)
{
    return !x || mpfi_is_zero(x);
}

static bool is_point(mpfi_srcptr x)
{
    return !x || enclose_is_point(x);
}

enum equality { EQUAL, DIFFERENT, UNDECIDED };

/* Compares the weights of two eigenvalues of S that may be equal. */
static enum equality compare_weights(const struct spectrum *w, int64_t i, int64_t j)
{
    mpfi_srcptr a = weight_of(w, i), b = weight_of(w, j);
    bool function = spectrum_is_function(graph_node(w->step->g, w->step->in->node));
    if (is_zero(a) && is_zero(b)) return EQUAL;
    if (a && b && function) return EQUAL;
    if (!a || !b) {
        mpfi_srcptr other = a ? a : b;
        return mpfi_has_zero(other) ? UNDECIDED : DIFFERENT;
    }
    if (mpfr_less_p(&a->right, &b->left) || mpfr_less_p(&b->right, &a->left)) return DIFFERENT;
    return is_point(a) && is_point(b) ? EQUAL : UNDECIDED;
}

static void put_split(struct spectrum *w, mpfi_ptr out, int64_t i)
{
    bool weighted = w->step->in->n > 1;
    enum equality weights = weighted ? compare_weights(w, i, i + 1) : DIFFERENT;
    if (is_split(w, i) || weights == EQUAL)
        mpfi_set_si(out, 1);
    else if (w->known && weights == DIFFERENT)
        mpfi_set_si(out, 0);
    else
        mpfi_interv_si(out, 0, 1);
}

static bool put_splits(struct spectrum *w)
{
    int64_t count = shape_entries(w->step->to);
    find_known(w);
    for (int64_t i = 0; i < count; i++) put_split(w, w->out[i], w->is_symmetric ? i : w->n - 2 - i);
    return true;
}

/* ---- values ---- */

static bool put_values(struct spectrum *w)
{
    for (int64_t i = 0; i < w->k; i++) {
        mpfi_set(w->out[i], w->values[w->is_symmetric ? i : w->n - 1 - i]);
        if (!w->is_symmetric && mpfr_sgn(&w->out[i]->left) < 0) mpfr_set_zero(&w->out[i]->left, 1);
    }
    return true;
}

/* ---- vectors ---- */

/* Sets `out` to a bound on the sine of the angle between V[:,i] and the vectors of eigenvalues
 * first..last, times the length of V[:,i]. */
static void bound_angle(struct spectrum *w, mpfr_ptr out, int64_t i, int64_t first, int64_t last,
                        mpfr_ptr scratch)
{
    mpfr_set_inf(scratch, 1);
    if (last + 1 < w->n) mpfr_sub(scratch, &w->values[last + 1]->left, w->d[i], MPFR_RNDD);
    if (first > 0) {
        mpfr_sub(out, w->d[i], &w->values[first - 1]->right, MPFR_RNDD);
        mpfr_min(scratch, scratch, out, MPFR_RNDD);
    }
    if (mpfr_sgn(scratch) > 0)
        mpfr_div(out, w->residuals[i], scratch, MPFR_RNDU);
    else
        mpfr_set_inf(out, 1);
}

/* Entry r of V[:,i] over its length, which is in w->z, widened by `angle`. */
static void unit_entry(struct spectrum *w, mpfi_ptr out, int64_t r, int64_t i, mpfr_srcptr angle)
{
    mpfi_set_fr(out, w->v[r * w->n + i]);
    mpfi_div(out, out, w->z);
    mpfr_sub(&out->left, &out->left, angle, MPFR_RNDD);
    mpfr_add(&out->right, &out->right, angle, MPFR_RNDU);
}

/* Finds the sign of the first of n entries that is at least SPECTRUM_NEAR times the largest; 0 if
 * it cannot be told. */
static int sign_of(struct spectrum *w, mpfi_t *x, int64_t n)
{
    mpfi_set_si(w->y, 0);
    for (int64_t i = 0; i < n; i++) {
        mpfi_abs(w->x, x[i]);
        mpfr_max(&w->y->left, &w->y->left, &w->x->left, MPFR_RNDD);
        mpfr_max(&w->y->right, &w->y->right, &w->x->right, MPFR_RNDU);
    }
    mpfi_mul_ui(w->y, w->y, SPECTRUM_NEAR_PERCENT);
    mpfi_div_ui(w->y, w->y, 100);
    for (int64_t i = 0; i < n; i++) {
        mpfi_abs(w->x, x[i]);
        if (mpfr_less_p(&w->x->right, &w->y->left)) continue;
        if (mpfr_less_p(&w->x->left, &w->y->right)) return 0;
        return mpfr_sgn(&x[i]->left) > 0 ? 1 : mpfr_sgn(&x[i]->right) < 0 ? -1 : 0;
    }
    return 0;
}

/* Puts eigenvector i, with its sign, into x, which has n entries. False if it is not unique, or
 * cannot be told to be. */
static bool find_vector(struct spectrum *w, mpfi_t *x, int64_t i)
{
    int64_t deciding = w->is_symmetric ? w->n : w->step->dims[0].d[0];
    if ((i > 0 && !is_split(w, i - 1)) || (i + 1 < w->n && !is_split(w, i))) return false;
    mpfr_t angle, scratch;
    mpfr_inits2(w->bits, angle, scratch, (mpfr_ptr)0);
    bound_angle(w, angle, i, i, i, scratch);
    spectrum_product(w, w->z, i, i);
    mpfi_sqrt(w->z, w->z);
    mpfr_div(angle, angle, &w->z->left, MPFR_RNDU);
    bool ok = mpfr_cmp_ui(angle, 1) < 0;
    mpfr_mul_ui(angle, angle, 3, MPFR_RNDU); /* unit vectors are at most sqrt(2) sines apart */
    mpfr_div_2ui(angle, angle, 1, MPFR_RNDU);
    for (int64_t r = 0; ok && r < w->n; r++) unit_entry(w, x[r], r, i, angle);
    int sign = ok ? sign_of(w, x, deciding) : 0;
    for (int64_t r = 0; sign < 0 && r < w->n; r++) mpfi_neg(x[r], x[r]);
    mpfr_clears(angle, scratch, (mpfr_ptr)0);
    return sign != 0;
}

/* Puts rows from `first` on of the vectors into the result, as columns or as rows. */
static bool put_vectors(struct spectrum *w, int64_t first, int64_t rows, bool as_rows)
{
    mpfi_t *x = spectrum_new(w, w->n);
    for (int64_t j = 0; x && j < w->k; j++) {
        bool found = find_vector(w, x, w->is_symmetric ? j : w->n - 1 - j);
        mpfi_set_si(w->z, 2);
        mpfi_sqrt(w->z, w->z);
        for (int64_t r = 0; r < rows; r++) {
            mpfi_ptr out = w->out[as_rows ? j * rows + r : r * w->k + j];
            if (found && w->is_symmetric)
                mpfi_set(out, x[r]);
            else if (found)
                mpfi_mul(out, x[first + r], w->z);
            else
                enclose_fail(out);
        }
    }
    bool ok = x != NULL;
    spectrum_drop(w, x, w->n);
    return ok;
}

/* ---- maps ---- */

/* The vectors of eigenvalues first..last, which all have one weight, somewhere in `weight`. */
struct group {
    int64_t first, last;
    mpfi_t weight;
    mpfr_t distance; /* of the projection onto them from V V', over these columns */
};

/* Sets the weight of the group; false if that is not one weight for all of its eigenvalues, which
 * may be equal. */
static bool find_weight(struct spectrum *w, struct group *g)
{
    mpfi_set_si(g->weight, 0);
    if (is_zero(weight_of(w, g->first)) && g->first == g->last) return true;
    for (int64_t i = g->first; i <= g->last; i++) {
        mpfi_srcptr x = weight_of(w, i);
        if (i > g->first && compare_weights(w, i - 1, i) != EQUAL) return false;
        if (i == g->first && x)
            mpfi_set(g->weight, x);
        else if (x)
            mpfi_union(g->weight, g->weight, x);
    }
    return mpfi_bounded_p(g->weight);
}

/* A projection P onto the group, and P1 onto the columns X of V: |P - P1| is at most a bound on
 * what of X/|X| is outside the group, and |P1 - X X'| at most (1 + e) e/(1 - e). */
static bool bound_projection(struct spectrum *w, struct group *g)
{
    mpfr_t part, scratch;
    mpfr_inits2(w->bits, part, scratch, (mpfr_ptr)0);
    mpfr_set_zero(g->distance, 1);
    for (int64_t i = g->first; i <= g->last; i++) {
        bound_angle(w, part, i, g->first, g->last, scratch);
        mpfr_sqr(part, part, MPFR_RNDU);
        mpfr_add(g->distance, g->distance, part, MPFR_RNDU);
    }
    mpfr_ui_sub(scratch, 1, w->e, MPFR_RNDD);
    mpfr_div(g->distance, g->distance, scratch, MPFR_RNDU);
    mpfr_sqrt(g->distance, g->distance, MPFR_RNDU);
    bool ok = mpfr_cmp_ui(g->distance, 1) < 0;
    mpfr_div(part, w->e, scratch, MPFR_RNDU);
    mpfr_add_ui(scratch, w->e, 1, MPFR_RNDU);
    mpfr_mul(part, part, scratch, MPFR_RNDU);
    mpfr_add(g->distance, g->distance, part, MPFR_RNDU);
    mpfr_clears(part, scratch, (mpfr_ptr)0);
    return ok;
}

/* Adds weight * X X' to the rows and columns of S that the result takes: those above `rows`, and
 * from `from` on. */
static void add_products(struct spectrum *w, const struct group *g, int64_t from)
{
    int64_t rows = w->step->to.d[0], columns = w->step->to.d[1], n = w->n;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++)
            for (int64_t i = g->first; i <= g->last; i++) {
                mpfi_mul_fr(w->x, g->weight, w->v[r * n + i]);
                mpfi_mul_fr(w->x, w->x, w->v[(from + c) * n + i]);
                mpfi_add(w->out[r * columns + c], w->out[r * columns + c], w->x);
            }
}

/* If all eigenvalues are known to be equal, so are their weights: the map is one weight times the
 * identity, whatever V is. */
static bool add_identity(struct spectrum *w, const struct group *g)
{
    if (!w->known || !w->is_symmetric || g->first > 0 || g->last + 1 < w->n) return false;
    for (int64_t i = 0; i < w->n; i++) mpfi_set(w->out[i * w->n + i], g->weight);
    return true;
}

/* Adds the group's part. Its weights are in an interval: where the vectors are not known one by one
 * and their eigenvalues may differ, any of them may have any weight in it, which moves entries by
 * no more than its width. */
static bool add_group(struct spectrum *w, struct group *g, mpfr_ptr error)
{
    mpfr_t part;
    if (!find_weight(w, g)) return false;
    if (mpfi_is_zero(g->weight) || add_identity(w, g)) return true;
    if (!bound_projection(w, g)) return false;
    mpfr_init2(part, w->bits);
    mpfi_mag(part, g->weight);
    mpfr_mul(part, part, g->distance, MPFR_RNDU);
    mpfr_add(error, error, part, MPFR_RNDU);
    mpfr_sub(part, &g->weight->right, &g->weight->left, MPFR_RNDU);
    if (g->first < g->last && !w->known) mpfr_add(error, error, part, MPFR_RNDU);
    add_products(w, g, w->is_symmetric ? 0 : w->step->to.d[0]);
    mpfr_clear(part);
    return true;
}

static bool add_groups(struct spectrum *w, mpfr_ptr error)
{
    struct group g = {0};
    mpfi_init2(g.weight, w->bits);
    mpfr_init2(g.distance, w->bits);
    bool ok = true;
    for (g.first = 0; ok && g.first < w->n; g.first = g.last + 1) {
        for (g.last = g.first; g.last + 1 < w->n && !is_split(w, g.last);) g.last++;
        ok = add_group(w, &g, error) && core_go_on_slow(w->step->core);
    }
    mpfi_clear(g.weight);
    mpfr_clear(g.distance);
    return ok;
}

/* The upper right block of the map of S is half of U diag(g) V'. */
static bool put_map(struct spectrum *w)
{
    int64_t count = shape_entries(w->step->to);
    mpfr_t error;
    mpfr_init2(error, w->bits);
    mpfr_set_zero(error, 1);
    for (int64_t i = 0; i < count; i++) mpfi_set_si(w->out[i], 0);
    find_known(w);
    bool ok = add_groups(w, error);
    for (int64_t i = 0; ok && i < count; i++) {
        mpfr_sub(&w->out[i]->left, &w->out[i]->left, error, MPFR_RNDD);
        mpfr_add(&w->out[i]->right, &w->out[i]->right, error, MPFR_RNDU);
        if (!w->is_symmetric) mpfi_mul_2ui(w->out[i], w->out[i], 1);
    }
    mpfr_clear(error);
    return ok;
}

/* ---- the operations ---- */

static bool put(struct spectrum *w)
{
    struct shape_data a = w->step->dims[0];
    switch (w->step->in->op) {
    case OP_EIGVALSH:
    case OP_SVDVALS: return put_values(w);
    case OP_EIGVECSH: return put_vectors(w, 0, w->n, false);
    case OP_SVDLEFT: return put_vectors(w, 0, a.d[0], false);
    case OP_SVDRIGHT: return put_vectors(w, a.d[0], a.d[1], true);
    case OP_EIGMAP:
    case OP_SVDMAP: return put_map(w);
    default: return put_splits(w);
    }
}

/* Finds the matrix among those of the run, or adds it. NULL without memory. */
static struct spectrum *spectrum_of(const struct matrix_step *s, mpfi_t *const *args,
                                    mpfr_prec_t precision)
{
    bool is_symmetric = spectrum_is_symmetric(s->in->op);
    for (struct spectrum *w = *s->spectra; w; w = w->next)
        if (w->of == args[0] && w->is_symmetric == is_symmetric) return w;
    struct spectrum *w = mem_array(&s->core->mem, 1, sizeof *w);
    if (!w) return NULL;
    *w = (struct spectrum){.step = s, .args = args, .bits = precision, .of = args[0]};
    w->core = s->core;
    w->is_symmetric = is_symmetric;
    w->next = *s->spectra;
    *s->spectra = w;
    w->good = spectrum_open(w);
    return w;
}

void spectrum_forget(struct spectrum **spectra)
{
    while (*spectra) {
        struct spectrum *w = *spectra;
        *spectra = w->next;
        spectrum_close(w);
        mem_free_array(&w->core->mem, w, 1, sizeof *w);
    }
}

bool spectrum_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                        mpfr_prec_t precision)
{
    struct spectrum *w = spectrum_of(s, args, precision);
    if (!w || !w->good) return false;
    w->step = s;
    w->args = args;
    w->out = out;
    return put(w);
}

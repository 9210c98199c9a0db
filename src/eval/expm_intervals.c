/* expm_intervals.c - enclosures of exponentials of matrices and of their derivatives: exp(A) =
 * exp(A/2^s)^(2^s), by a Taylor polynomial with a bound on its rest, and s squarings. All are of
 * matrices of elements (graph/elimination.h), whose last part is the derivative along all
 * directions.
 *
 * Squares are taken in two ways, and what both enclose is the answer. Entry by entry, in intervals:
 * zeros stay zeros, and small entries beside large ones keep their digits. And as points with a
 * bound on the length of the error: where terms cancel, as in rotations, intervals grow as exp of
 * the sizes of entries does, and this bound does not. */
#include "eval/parts.h"

#include "eval/matrix_function.h"

#include <limits.h>
#include <math.h>

struct work {
    const struct matrix_step *step;
    struct field field;
    uint32_t parts;
    long halvings;
    int terms; /* of the Taylor polynomial: its degree */
    int n_powers;
    struct elements *powers;        /* of A/2^s, from the first on */
    struct elements sum, next;      /* its exponential; scratch */
    struct elements middles, paths; /* points near the sum; where it may differ from 0 */
    struct part_bounds rest, sizes, errors, grown; /* of the polynomial; of the points; scratch */
};

static struct core *core_of(const struct work *w)
{
    return w->step->core;
}

/* ---- how much of what ---- */

static long exponent_at(mpfr_srcptr x)
{
    return mpfr_zero_p(x) ? LONG_MIN : mpfr_get_exp(x);
}

/* Finds e with |A| < 2^e; false if A is not bounded, or so large that its exponential is not. */
static bool exponent_of(const struct work *w, mpfi_t *const *args, long *e)
{
    int64_t n = w->step->to.d[0];
    *e = LONG_MIN;
    for (uint32_t k = 0; k < w->step->in->n; k++)
        for (int64_t i = 0; i < n * n; i++) {
            mpfi_srcptr x = args[k][i];
            long left = exponent_at(&x->left), right = exponent_at(&x->right);
            if (!mpfi_bounded_p(x)) return false;
            if (k == 0 && left > *e) *e = left;
            if (k == 0 && right > *e) *e = right;
        }
    if (*e == LONG_MIN) *e = -1;
    *e += (long)ceil(log2((double)n));
    return *e < 60;
}

/* Chooses halvings and terms. Where |A/2^s| < 2^-r, the terms after m are less than
 * 2^(-r(m + 1 - k))/(m + 1 - k)!. Two products for each halving and 2 sqrt(m) for the terms are
 * fewest for such an r. */
static void choose(struct work *w, long e, mpfr_prec_t precision)
{
    long r = 2 + (long)cbrt((double)precision / 4);
    double bits = 0;
    w->halvings = e + r > 0 ? e + r : 0;
    if (w->halvings == 0) r = -e;
    for (w->terms = 0; bits < (double)precision; w->terms++)
        bits += (double)r + log2(w->terms + 1.0);
    w->terms += (int)w->step->in->n;
    w->n_powers = (int)ceil(sqrt(w->terms));
}

static bool make(struct work *w, mpfr_prec_t precision)
{
    struct core *core = core_of(w);
    int64_t n = w->step->to.d[0];
    uint32_t k = w->step->in->n - 1;
    w->parts = 1u << k;
    w->field = interval_field(precision + 2 * w->halvings + 16);
    w->powers = mem_array(&core->mem, (size_t)w->n_powers, sizeof *w->powers);
    for (int i = 0; w->powers && i < w->n_powers; i++)
        if (!elements_make(core, &w->powers[i], &w->field, n, n, k)) return false;
    return w->powers && elements_make(core, &w->sum, &w->field, n, n, k) &&
           elements_make(core, &w->next, &w->field, n, n, k) &&
           elements_make(core, &w->middles, &w->field, n, n, k) &&
           parts_bounds_make(core, &w->rest, w->parts) &&
           parts_bounds_make(core, &w->sizes, w->parts) &&
           parts_bounds_make(core, &w->errors, w->parts) &&
           parts_bounds_make(core, &w->grown, w->parts);
}

static void drop(struct work *w)
{
    struct elements *all[] = {&w->sum, &w->next, &w->middles, &w->paths};
    struct part_bounds *bounds[] = {&w->rest, &w->sizes, &w->errors, &w->grown};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) elements_free(core_of(w), all[i]);
    for (int i = 0; w->powers && i < w->n_powers; i++) elements_free(core_of(w), &w->powers[i]);
    mem_free_array(&core_of(w)->mem, w->powers, (size_t)w->n_powers, sizeof *w->powers);
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        parts_bounds_free(core_of(w), bounds[i]);
}

static void swap(struct elements *a, struct elements *b)
{
    struct elements before = *a;
    *a = *b;
    *b = before;
}

/* ---- the Taylor polynomial ---- */

static bool find_powers(struct work *w)
{
    for (int i = 1; i < w->n_powers; i++)
        if (!elements_multiply(core_of(w), &w->powers[i - 1], &w->powers[0], &w->powers[i]))
            return false;
    return true;
}

/* sum += c * power. */
static void add_multiple(struct work *w, const struct elements *power, mpfi_srcptr c,
                         mpfi_ptr scratch)
{
    for (int64_t i = 0; i < power->rows * power->columns; i++)
        for (uint32_t k = 0; k < w->parts; k++) {
            mpfi_ptr x = elements_at(&w->sum, 0, i, k);
            mpfi_mul(scratch, c, elements_at(power, 0, i, k));
            mpfi_add(x, x, scratch);
        }
}

static void multiply_sum(struct work *w, mpfi_srcptr c)
{
    for (int64_t i = 0; i < w->sum.rows * w->sum.columns; i++)
        for (uint32_t k = 0; k < w->parts; k++) {
            mpfi_ptr x = elements_at(&w->sum, 0, i, k);
            mpfi_mul(x, x, c);
        }
}

/* Adds the terms from `low` on, up to one less than low + q, over A^low, times low!. */
static void add_terms(struct work *w, int low, int q, mpfi_ptr c, mpfi_ptr scratch)
{
    for (int64_t i = 0; i < w->sum.rows; i++) {
        mpfi_ptr x = elements_at(&w->sum, i, i, 0);
        mpfi_add_ui(x, x, 1);
    }
    mpfi_set_ui(c, 1);
    for (int j = low + 1; j < low + q && j <= w->terms; j++) {
        mpfi_div_ui(c, c, (unsigned long)j);
        add_multiple(w, &w->powers[j - low - 1], c, scratch);
    }
}

/* Goes from all terms after low + q, over A^(low + q) and times low!, to those after low, over
 * A^low and times (low - q)!. */
static bool add_block(struct work *w, int low, mpfi_ptr c, mpfi_ptr scratch)
{
    int q = w->n_powers;
    if (low + q <= w->terms) {
        if (!elements_multiply(core_of(w), &w->sum, &w->powers[q - 1], &w->next)) return false;
        swap(&w->sum, &w->next);
    }
    add_terms(w, low, q, c, scratch);
    mpfi_set_ui(c, 1);
    for (int j = low; j > low - q && j > 0; j--) mpfi_div_ui(c, c, (unsigned long)j);
    multiply_sum(w, c);
    return true;
}

/* By Horner's rule in the last of the powers (Paterson and Stockmeyer, 1973). */
static bool polynomial(struct work *w)
{
    mpfi_t c, term;
    mpfi_init2(c, (mpfr_prec_t)(intptr_t)w->field.context);
    mpfi_init2(term, (mpfr_prec_t)(intptr_t)w->field.context);
    bool ok = find_powers(w);
    for (int low = w->terms / w->n_powers * w->n_powers; ok && low >= 0; low -= w->n_powers)
        ok = add_block(w, low, c, term);
    mpfi_clear(c);
    mpfi_clear(term);
    return ok;
}

/* The part of directions S of the j-th power is at most j(j - 1)...(j - |S| + 1) a^(j - |S|) times
 * the lengths of these directions, for a the length of A, which is less than 1/2. So what is left
 * out is at most 2 a^q/q! times these lengths, where q is the number of terms and one more less
 * |S|. */
static void bound_rest(struct work *w)
{
    for (uint32_t part = 0; part < w->parts; part++) {
        mpfr_ptr bound = w->rest.at[part], size = w->sizes.at[0];
        unsigned long q = (unsigned long)w->terms + 1 - (unsigned long)__builtin_popcount(part);
        parts_length(size, &w->powers[0], 0);
        mpfr_pow_ui(bound, size, q, MPFR_RNDU);
        for (unsigned long j = 2; j <= q; j++) mpfr_div_ui(bound, bound, j, MPFR_RNDU);
        mpfr_mul_2ui(bound, bound, 1, MPFR_RNDU);
        for (uint32_t bit = 1; bit <= part; bit <<= 1) {
            if (!(part & bit)) continue;
            parts_length(size, &w->powers[0], bit);
            mpfr_mul(bound, bound, size, MPFR_RNDU);
        }
    }
}

/* Widens entries by a bound, where these are not 0 by their form. */
static void widen(struct work *w, struct elements *m, const struct part_bounds *b)
{
    for (int64_t i = 0; i < m->rows; i++)
        for (int64_t j = 0; j < m->columns; j++)
            for (uint32_t k = 0; k < w->parts; k++) {
                mpfi_ptr x = elements_at(m, i, j, k);
                if (!parts_has_path(&w->paths, i, j, k)) continue;
                mpfr_sub(&x->left, &x->left, b->at[k], MPFR_RNDD);
                mpfr_add(&x->right, &x->right, b->at[k], MPFR_RNDU);
            }
}

/* ---- squares ---- */

/* If the points M are off by E, their square is off by ME + EM + EE, part by part. */
static void grow_errors(struct work *w)
{
    mpfr_t scratch;
    mpfr_init2(scratch, mpfr_get_prec(w->errors.at[0]));
    for (uint32_t k = 0; k < w->parts; k++) parts_length(w->sizes.at[k], &w->middles, k);
    for (uint32_t whole = 0; whole < w->parts; whole++) {
        mpfr_ptr bound = w->grown.at[whole];
        mpfr_set_zero(bound, 1);
        for (uint32_t sub = whole;; sub = (sub - 1) & whole) {
            parts_add_error(bound, &w->sizes, &w->errors, sub, whole ^ sub, scratch);
            if (sub == 0) break;
        }
    }
    for (uint32_t k = 0; k < w->parts; k++) mpfr_swap(w->errors.at[k], w->grown.at[k]);
    mpfr_clear(scratch);
}

/* Adds what the entries of `next` are wide to the errors of their middles. */
static void take_middles(struct work *w)
{
    for (uint32_t k = 0; k < w->parts; k++) {
        parts_width(w->grown.at[k], &w->next, k);
        mpfr_add(w->errors.at[k], w->errors.at[k], w->grown.at[k], MPFR_RNDU);
    }
    parts_middle(&w->middles, &w->next);
}

static bool square_points(struct work *w)
{
    grow_errors(w);
    if (!elements_multiply(core_of(w), &w->middles, &w->middles, &w->next)) return false;
    take_middles(w);
    return true;
}

static bool square_intervals(struct work *w)
{
    if (!elements_multiply(core_of(w), &w->sum, &w->sum, &w->next)) return false;
    swap(&w->sum, &w->next);
    return true;
}

static bool square(struct work *w)
{
    for (uint32_t k = 0; k < w->parts; k++) parts_width(w->errors.at[k], &w->sum, k);
    parts_middle(&w->middles, &w->sum);
    for (long i = 0; i < w->halvings; i++)
        if (!square_points(w) || !square_intervals(w)) return false;
    widen(w, &w->middles, &w->errors);
    return true;
}

static bool exponential(struct work *w)
{
    if (!parts_paths(core_of(w), &w->paths, &w->powers[0]) || !polynomial(w)) return false;
    bound_rest(w);
    widen(w, &w->sum, &w->rest);
    return square(w);
}

/* An interval that is not bounded by now says nothing. */
static void put(const struct work *w, mpfi_t *out)
{
    for (int64_t i = 0; i < shape_entries(w->step->to); i++) {
        mpfi_srcptr by_entry = elements_at(&w->sum, 0, i, w->parts - 1),
                    by_length = elements_at(&w->middles, 0, i, w->parts - 1);
        if (!mpfi_bounded_p(by_length))
            mpfi_set(out[i], by_entry);
        else if (!mpfi_bounded_p(by_entry))
            mpfi_set(out[i], by_length);
        else
            mpfi_intersect(out[i], by_entry, by_length);
    }
}

bool expm_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                    mpfr_prec_t precision)
{
    struct work w = {.step = s};
    long e;
    if (!exponent_of(&w, args, &e)) return false;
    choose(&w, e, precision);
    bool ok = make(&w, precision);
    if (ok) parts_read(&w.powers[0], args, s->in->n, -w.halvings);
    ok = ok && exponential(&w);
    if (ok) put(&w, out);
    drop(&w);
    return ok;
}

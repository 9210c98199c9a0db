/* remainder.c - how far a Taylor polynomial can be from its function over a range.
 *
 * The range is cut into pieces. Over each, f - p is enclosed in two ways: by Lagrange's form with
 * the interval Taylor coefficient over all that lies between the centre and the piece (Moore,
 * 1966), which is sharp near the centre; and by the series of f - p around the piece's middle with
 * such a rest of its own, which is sharp on any short piece. The worst piece is halved until what
 * is attained somewhere is nearly the bound. p is the polynomial as it is printed; where doubles
 * are printed as decimals, it may be taken with either. */
#include "number/remainder_private.h"

enum { FIRST_BITS = 160, MOST_BITS = 5000, MOST_PIECES = 2000, LEAST_PIECE = 16, SHOWN_DIGITS = 3 };
/* What is attained must be this near the bound, relative to the larger of the two. */
#define SHARP 2e-3

static struct core *core_of(const struct remainder *r)
{
    return r->q->core;
}

/* ---- pieces ---- */

static bool push_piece(struct remainder *r, mpfr_srcptr from, mpfr_srcptr to)
{
    struct piece piece;
    mpfi_init2(piece.x, r->bits);
    mpfi_init2(piece.rest, r->bits);
    mpfi_interv_fr(piece.x, from, to);
    bool ok = remainder_over(r, piece.x, piece.rest);
    if (ok && vec_push(&core_of(r)->mem, &r->pieces, piece)) return true;
    mpfi_clear(piece.x);
    mpfi_clear(piece.rest);
    return false;
}

static void drop_pieces(struct remainder *r)
{
    for (size_t i = 0; i < r->pieces.n; i++) {
        mpfi_clear(r->pieces.at[i].x);
        mpfi_clear(r->pieces.at[i].rest);
    }
    r->pieces.n = 0;
}

/* The hull of all pieces. */
static void bound_all(struct remainder *r, mpfi_ptr out)
{
    mpfi_set(out, r->pieces.at[0].rest);
    for (size_t i = 1; i < r->pieces.n; i++) mpfi_union(out, out, r->pieces.at[i].rest);
}

static bool end_is_sharp(mpfr_srcptr outer, mpfr_srcptr inner, mpfr_srcptr size)
{
    mpfr_t gap;
    mpfr_init2(gap, 64);
    mpfr_sub(gap, outer, inner, MPFR_RNDA);
    mpfr_abs(gap, gap, MPFR_RNDU);
    mpfr_div(gap, gap, size, MPFR_RNDU);
    bool sharp = mpfr_cmp_d(gap, SHARP) <= 0;
    mpfr_clear(gap);
    return sharp;
}

/* Which end is not yet sharp: -1, 1, or 0 if both are. */
static int loose_end(const struct remainder *r, mpfi_srcptr bound)
{
    mpfr_t size;
    int loose = 0;
    mpfr_init2(size, 64);
    mpfi_mag(size, bound);
    if (mpfr_zero_p(size)) {
        mpfr_clear(size);
        return 0;
    }
    if (!mpfi_bounded_p(bound) || !mpfr_number_p(&r->attained->left))
        loose = 1;
    else if (!end_is_sharp(&bound->right, &r->attained->right, size))
        loose = 1;
    else if (!end_is_sharp(&bound->left, &r->attained->left, size))
        loose = -1;
    mpfr_clear(size);
    return loose;
}

/* The piece that the loose end comes from; an unbounded one first. */
static size_t worst_piece(const struct remainder *r, int loose)
{
    size_t worst = 0;
    for (size_t i = 0; i < r->pieces.n; i++) {
        mpfi_srcptr a = r->pieces.at[i].rest, b = r->pieces.at[worst].rest;
        if (!mpfi_bounded_p(a)) return i;
        bool worse =
            loose > 0 ? mpfr_greater_p(&a->right, &b->right) : mpfr_less_p(&a->left, &b->left);
        if (worse) worst = i;
    }
    return worst;
}

static bool halve(struct remainder *r, size_t i)
{
    struct piece piece = r->pieces.at[i];
    mpfr_t middle;
    mpfr_init2(middle, r->bits);
    mpfi_mid(middle, piece.x);
    r->pieces.at[i] = r->pieces.at[--r->pieces.n];
    bool ok = push_piece(r, &piece.x->left, middle) && push_piece(r, middle, &piece.x->right);
    mpfr_clear(middle);
    mpfi_clear(piece.x);
    mpfi_clear(piece.rest);
    return ok;
}

/* A piece so short that no shorter one will be bounded. */
static bool is_hopeless(const struct remainder *r, const struct piece *piece)
{
    mpfr_t width, whole;
    if (mpfi_bounded_p(piece->rest)) return false;
    mpfr_inits2(64, width, whole, (mpfr_ptr)0);
    mpfi_diam_abs(width, piece->x);
    mpfi_diam_abs(whole, r->all);
    mpfr_mul_2si(whole, whole, -LEAST_PIECE, MPFR_RNDN);
    bool hopeless = mpfr_lessequal_p(width, whole);
    mpfr_clears(width, whole, (mpfr_ptr)0);
    return hopeless;
}

/* Halves pieces until both ends are sharp. False after an error; *sharp tells. */
static bool refine(struct remainder *r, mpfi_ptr bound, bool *sharp)
{
    *sharp = false;
    for (int i = 0; i < MOST_PIECES; i++) {
        bound_all(r, bound);
        int loose = loose_end(r, bound);
        if (!loose) return *sharp = true;
        size_t worst = worst_piece(r, loose);
        if (is_hopeless(r, &r->pieces.at[worst])) return true;
        if (!core_go_on_slow(core_of(r)) || !halve(r, worst)) return false;
    }
    bound_all(r, bound);
    return true;
}

/* ---- the polynomial as it is printed ---- */

static void read_decimal(mpfi_ptr out, const char *text)
{
    mpfr_set_str(&out->left, text, 10, MPFR_RNDD);
    mpfr_set_str(&out->right, text, 10, MPFR_RNDU);
}

/* |decimal - double|*|x - a|^k at most. */
static void add_slop(struct remainder *r, size_t k, mpfi_srcptr decimal, double x)
{
    mpfr_t gap, far;
    mpfr_inits2(64, gap, far, (mpfr_ptr)0);
    mpfi_set_d(r->t[0], x);
    mpfi_sub(r->t[0], r->t[0], decimal);
    mpfi_mag(gap, r->t[0]);
    mpfi_sub(r->t[0], r->all, r->center);
    mpfi_mag(far, r->t[0]);
    mpfr_pow_ui(far, far, k, MPFR_RNDU);
    mpfr_mul(gap, gap, far, MPFR_RNDU);
    mpfr_add(r->slop, r->slop, gap, MPFR_RNDU);
    mpfr_clears(gap, far, (mpfr_ptr)0);
}

/* The decimal; a double that it stands for may be taken instead. */
static bool printed_coefficient(struct remainder *r, size_t k, mpfi_ptr out)
{
    const struct dcalc_array *c = r->answer->public.derivatives;
    struct str text = {.mem = &core_of(r)->mem};
    if (c->texts)
        str_puts(&text, c->texts[k]);
    else
        str_double(&text, c->values[k]);
    bool ok = !text.failed;
    if (ok) read_decimal(out, text.s);
    if (!c->texts || question_writes_document(r->q)) add_slop(r, k, out, c->values[k]);
    str_free(&text);
    return ok;
}

static bool read_polynomial(struct remainder *r)
{
    struct series c = {0};
    int64_t forward = 1;
    size_t n = r->degree + 1;
    enum taylor_state state = expansion_line(&r->f->e, &r->s, &forward, n, &c);
    bool ok =
        state == TAYLOR_KNOWN && series_make(&r->s, &r->p, n) && series_make(&r->s, &r->slack, n);
    for (size_t k = 0; ok && k < n; k++) {
        bool exact = r->q->request->exact;
        if (exact)
            mpfi_set(remainder_at(r, &r->p, k), remainder_at(r, &c, k));
        else
            ok = printed_coefficient(r, k, remainder_at(r, &r->p, k));
        if (!exact)
            mpfi_sub(remainder_at(r, &r->slack, k), remainder_at(r, &c, k),
                     remainder_at(r, &r->p, k));
    }
    if (state == TAYLOR_KNOWN) series_free(&r->s, &c);
    return ok;
}

/* ---- one precision after another ---- */

static bool enclose_node(struct remainder *r, id node, mpfi_ptr out)
{
    struct taylor t;
    struct series value = {0};
    struct tape_source source = {.roots = &node, .n_roots = 1};
    bool ok = taylor_compile(&t, r->q->graph, &source) &&
              taylor_run(&t, &r->s, &source, NULL, 1, &value) == TAYLOR_KNOWN;
    if (ok) mpfi_set(out, remainder_at(r, &value, 0));
    series_free(&r->s, &value);
    taylor_free(&t);
    return ok;
}

static bool read_range(struct remainder *r)
{
    mpfi_t low, high;
    mpfi_init2(low, r->bits);
    mpfi_init2(high, r->bits);
    bool ok = enclose_node(r, r->q->range.at[0], low) && enclose_node(r, r->q->range.at[1], high) &&
              enclose_node(r, r->f->centers[0], r->center);
    if (ok && mpfr_greater_p(&low->left, &high->right))
        ok = diag_error(core_of(r), KIND_USAGE, (struct span){0},
                        "the range of the remainder ends before it begins");
    mpfi_union(r->all, low, high);
    mpfi_clear(low);
    mpfi_clear(high);
    return ok;
}

static bool begin(struct remainder *r, long bits)
{
    r->bits = bits;
    r->s = series_intervals(r->q->graph, &r->range.env, bits);
    mpfi_init2(r->center, bits);
    mpfi_init2(r->all, bits);
    mpfi_init2(r->attained, bits);
    mpfr_init2(r->blur, 64);
    mpfr_init2(r->slop, 64);
    mpfr_set_zero(r->blur, 1);
    mpfr_set_zero(r->slop, 1);
    for (size_t i = 0; i < 4; i++) mpfi_init2(r->t[i], bits);
    remainder_unbounded(r->attained);
    return read_range(r) && read_polynomial(r);
}

static void end(struct remainder *r)
{
    drop_pieces(r);
    vec_free(&core_of(r)->mem, &r->pieces);
    series_free(&r->s, &r->p);
    series_free(&r->s, &r->slack);
    mpfi_clear(r->center);
    mpfi_clear(r->all);
    mpfi_clear(r->attained);
    mpfr_clear(r->blur);
    mpfr_clear(r->slop);
    for (size_t i = 0; i < 4; i++) mpfi_clear(r->t[i]);
}

static bool look_at_ends(struct remainder *r)
{
    mpfi_t point;
    mpfi_init2(point, r->bits);
    mpfi_set_fr(point, &r->all->left);
    bool ok = remainder_look(r, point);
    mpfi_set_fr(point, &r->all->right);
    ok = ok && remainder_look(r, point);
    mpfi_clear(point);
    return ok;
}

/* Whether values at points are so wide that more bits would make the bounds sharper. */
static bool is_blurred(const struct remainder *r, mpfi_srcptr bound)
{
    mpfr_t size;
    mpfr_init2(size, 64);
    mpfi_mag(size, bound);
    mpfr_mul_d(size, size, SHARP / 4, MPFR_RNDD);
    bool blurred = mpfr_greater_p(r->blur, size);
    mpfr_clear(size);
    return blurred;
}

/* *again: with more bits the bounds would be sharper. */
static bool enclose_at(struct remainder *r, long bits, mpfi_ptr bound, bool *again)
{
    bool sharp = false;
    bool ok = begin(r, bits) && look_at_ends(r) && push_piece(r, &r->all->left, &r->all->right) &&
              refine(r, bound, &sharp);
    *again = ok && !sharp && is_blurred(r, bound);
    if (ok) {
        mpfr_sub(&bound->left, &bound->left, r->slop, MPFR_RNDD);
        mpfr_add(&bound->right, &bound->right, r->slop, MPFR_RNDU);
    }
    end(r);
    return ok;
}

/* ---- the answer ---- */

/* SHOWN_DIGITS digits rounded one way, and a double that lies no nearer. */
static bool put_bound(struct remainder *r, mpfr_srcptr x, mpfr_rnd_t round, double *value,
                      const char **text)
{
    struct str out = {.mem = &core_of(r)->mem};
    mpfr_exp_t point;
    mpfr_t shown;
    char *digits = mpfr_get_str(NULL, &point, 10, SHOWN_DIGITS, x, round);
    bool negative = digits[0] == '-';
    if (mpfr_zero_p(x))
        str_putc(&out, '0');
    else
        str_decimal(&out, negative, digits + negative, SHOWN_DIGITS, (long)point, SHOWN_DIGITS);
    mpfr_free_str(digits);
    mpfr_init2(shown, 128);
    if (!out.failed) mpfr_set_str(shown, out.s, 10, round);
    *value = mpfr_get_d(shown, round) + 0.0;
    *text = out.failed ? NULL : answer_text(r->answer, out.s);
    mpfr_clear(shown);
    str_free(&out);
    return *text;
}

static bool tell(struct remainder *r, mpfi_srcptr bound)
{
    struct arena *arena = &r->answer->arena;
    struct dcalc_array *array = arena_alloc(arena, sizeof *array);
    double *values = arena_alloc(arena, 3 * sizeof *values);
    const char **texts = arena_alloc(arena, 3 * sizeof *texts);
    mpfr_t size;
    if (!array || !values || !texts) return false;
    mpfr_init2(size, mpfi_get_prec(bound));
    mpfi_mag(size, bound);
    bool ok = put_bound(r, &bound->left, MPFR_RNDD, &values[0], &texts[0]) &&
              put_bound(r, &bound->right, MPFR_RNDU, &values[1], &texts[1]) &&
              put_bound(r, size, MPFR_RNDU, &values[2], &texts[2]);
    mpfr_clear(size);
    *array = (struct dcalc_array){.name = "remainder", .ndim = 1, .dims = {3}, .count = 3};
    answer_set_numbers(array, values, texts);
    answer_set_remainder(r->answer, array);
    return ok;
}

static bool cannot_bound(struct remainder *r)
{
    diag_error(core_of(r), KIND_UNDECIDED, (struct span){0},
               "the derivative of order %zu cannot be bounded over the range of the remainder",
               r->degree + 1);
    return diag_hint(core_of(r), "it may have a pole, a kink or an edge of its domain there");
}

static bool enclose(struct remainder *r)
{
    mpfi_t bound;
    bool ok = true, again = true, bounded = false;
    mpfi_init2(bound, MOST_BITS);
    for (long bits = FIRST_BITS + 4 * (long)r->degree; ok && again; bits *= 4) {
        ok = enclose_at(r, bits, bound, &again);
        bounded = ok && mpfi_bounded_p(bound);
        again = again && bounded && 4 * bits <= MOST_BITS;
    }
    if (ok) ok = bounded ? tell(r, bound) : cannot_bound(r);
    mpfi_clear(bound);
    return ok;
}

bool remainder_make(const struct question *q, struct answer *answer)
{
    struct expand x;
    struct remainder r = {.q = q, .answer = answer, .f = &x, .degree = (size_t)question_degree(q)};
    if (q->leaves.n > 1) {
        diag_error(q->core, KIND_USAGE, (struct span){0},
                   "the remainder is enclosed for expansions in one name");
        return diag_hint(q->core, "choose one name, such as '%s'", q->leaves.at[0].name);
    }
    bool ok = expand_begin(&x, q);
    r.range = (struct intervals){.env.core = q->core};
    intervals_widen_range(&r.range);
    ok = ok && enclose(&r);
    intervals_free(&r.range);
    expand_end(&x);
    if (!ok && !diag_any(q->core) && !answer->mem.failed) return cannot_bound(&r);
    return ok;
}

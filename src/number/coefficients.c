/* coefficients.c - numbers by Taylor series: the coefficients of a polynomial, or from one of them
 * a derivative of high order. In intervals of ever more bits until every digit is decided; over
 * exact constants where an enclosure holds 0 and does not shrink away from it. */
#include "graph/number_trial.h"
#include "number/numbers.h"
#include "series/expansion.h"

#include <math.h>

/* Bits beside those of the digits: of a first look, which few orders mostly need no more than, and
 * to begin with after it. The most that are tried; those at which a function that may be at an edge
 * is taken not to be analytic. */
enum { LOOK_BITS = 32, GUARD_BITS = 64 };
enum { MOST_BITS = 1 << 14, PROBE_BITS = 128, MOST_PROBE_BITS = 1 << 13 };
/* From how many orders on a short expansion first finds out how many bits will be lost. */
enum { LEAST_LONG = 100, PROBE_DEGREE = 40 };
/* Exact coefficients of more digits or nodes are given up. */
enum { EXACT_DIGITS = 4000, EXACT_NODES = 100000 };
/* From here on no double holds both a coefficient and the factorial that it is multiplied by. */
enum { MOST_ORDER_IN_DOUBLES = 100 };

struct wanted {
    const struct question *q;
    struct answer *answer;
    struct expansion *e;
    struct intervals range;  /* MPFR's exponents, and the environment of enclosures */
    size_t degree, first, n; /* coefficients first to first + n - 1, of all monomials */
    bool derivative;         /* times the factorial of the degree */
    double *values;
    const char **texts;
    bool *decided;
    bool tried_exactly;
    long missing; /* bits, as the last look shows */
    bool stuck;   /* more bits may not help: something may be 0, or the middle of two neighbours */
};

static struct core *core_of(const struct wanted *w)
{
    return w->q->core;
}

/* ---- in intervals ---- */

static long wanted_bits(const struct question *q)
{
    return q->request->digits ? q->request->digits * 10L / 3 + 4 : 54;
}

/* How many leading bits of an enclosure are certain; negative if it may be 0. */
static long certain_bits(mpfi_srcptr x)
{
    mpfr_t width;
    if (mpfi_has_zero(x)) return -1;
    mpfr_init2(width, 32);
    mpfi_diam_abs(width, x);
    long bits = mpfr_zero_p(width) ? LONG_MAX / 2
                                   : (long)mpfr_get_exp(&x->left) - (long)mpfr_get_exp(width);
    mpfr_clear(width);
    return bits;
}

static void note_missing(struct wanted *w, mpfi_srcptr x, long bits)
{
    long certain = mpfi_bounded_p(x) ? certain_bits(x) : -1;
    long missing = certain < 0 ? bits : wanted_bits(w->q) + 8 - certain;
    w->stuck = w->stuck || certain < 0 || missing < 0;
    if (missing < GUARD_BITS) missing = GUARD_BITS;
    if (missing > w->missing) w->missing = missing;
}

static void times_factorial(mpfi_ptr x, size_t k)
{
    mpz_t factorial;
    mpz_init(factorial);
    mpz_fac_ui(factorial, k);
    mpfi_mul_z(x, x, factorial);
    mpz_clear(factorial);
}

/* False after an error; what is not decided waits for more bits. */
static bool decide_one(struct wanted *w, size_t i, mpfi_ptr x, long bits, bool last)
{
    if (w->derivative) times_factorial(x, w->degree);
    w->decided[i] =
        mpfi_bounded_p(x) && digits_decided(w->q, w->answer, x, &w->values[i], &w->texts[i]);
    if (w->decided[i]) return true;
    note_missing(w, x, bits);
    if (!last) return true;
    struct span span = graph_node(w->q->graph, w->e->value)->span;
    struct last_look look = {w->q, w->answer, span, bits, w->range.env.gave_up};
    w->decided[i] = digits_settled(&look, x, &w->values[i], &w->texts[i]);
    return w->decided[i];
}

static bool decide(struct wanted *w, const struct scalars *s, const struct series *all, long bits,
                   bool last)
{
    bool ok = true;
    mpfi_t x;
    mpfi_init2(x, bits);
    w->missing = 0;
    w->stuck = false;
    for (size_t i = 0; i < w->n && ok; i++) {
        if (w->decided[i]) continue;
        s->get(x, series_at(s, all, w->first + i));
        ok = core_go_on(core_of(w)) && decide_one(w, i, x, bits, last);
    }
    mpfi_clear(x);
    return ok;
}

static enum taylor_state run_at(struct wanted *w, long bits, bool last)
{
    struct series all = {0};
    w->range.env.gave_up = false;
    struct scalars s = series_balls(w->q->graph, &w->range.env, bits);
    enum taylor_state state = expansion_all(w->e, &s, w->degree, &all);
    if (state != TAYLOR_KNOWN) return state;
    if (!decide(w, &s, &all, bits, last)) state = TAYLOR_FAILED;
    series_free(&s, &all);
    return state;
}

/* ---- over exact constants ---- */

static void take_exact(struct wanted *w, const struct series *all)
{
    struct graph *g = w->q->graph;
    for (size_t i = 0; i < w->n; i++) {
        number exact;
        id node = series_node(all, w->first + i);
        if (w->decided[i]) continue;
        if (!graph_is_number(g, node, &exact)) {
            if (node_sign(g, node, MOST_BITS / 4) != 0) continue;
            exact = NUMBER_ZERO;
        }
        for (size_t k = 2; w->derivative && k <= w->degree; k++)
            exact = number_mul(&g->numbers, exact, number_from_int(&g->numbers, (int64_t)k));
        w->decided[i] = digits_of_number(w->q, w->answer, exact, &w->values[i], &w->texts[i]);
    }
}

/* Gives up, without an error, where coefficients grow too long. */
static void try_exactly(struct wanted *w)
{
    struct core *core = core_of(w);
    struct graph *g = w->q->graph;
    struct trial trial;
    struct series all = {0};
    size_t most_nodes = core->limits.nodes;
    w->tried_exactly = true;
    trial_begin(&trial, core);
    struct numbers_trial numbers = numbers_try(&g->numbers, EXACT_DIGITS);
    if (g->nodes.n + EXACT_NODES < most_nodes) core->limits.nodes = g->nodes.n + EXACT_NODES;
    struct scalars s = series_nodes(g);
    bool known = expansion_all(w->e, &s, w->degree, &all) == TAYLOR_KNOWN && !diag_any(core);
    if (known) take_exact(w, &all);
    series_free(&s, &all);
    core->limits.nodes = most_nodes;
    numbers_tried(&g->numbers, numbers);
    trial_end(&trial, core, false);
}

static bool all_decided(const struct wanted *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (!w->decided[i]) return false;
    return true;
}

/* ---- ever higher precision ---- */

/* How many bits the coefficients up to number `top` have lost, at the best of the last few; all if
 * they may be 0. */
static long lost_bits(const struct scalars *s, const struct series *a, size_t top, long bits)
{
    enum { LAST_FEW = 4 };
    long best = 0;
    mpfi_t x;
    mpfi_init2(x, bits);
    for (size_t i = top - LAST_FEW; i < top; i++) {
        s->get(x, series_at(s, a, i));
        long certain = mpfi_bounded_p(x) ? certain_bits(x) : -1;
        if (certain > best) best = certain;
    }
    mpfi_clear(x);
    return best < bits ? bits - best : 0;
}

/* Errors grow by about as much from each order to the next. */
static long foretell_loss(const struct wanted *w, const struct scalars *s, const struct series *a,
                          long bits)
{
    long early = lost_bits(s, a, PROBE_DEGREE / 4, bits), late = lost_bits(s, a, a->n, bits);
    double each = late > early ? (double)(late - early) / (0.75 * PROBE_DEGREE) : 0;
    return late + (long)(1.1 * each * (double)(w->degree - PROBE_DEGREE));
}

/* A short expansion, along one line: is the function analytic at the point, and, as errors grow by
 * about as much from each order to the next, how many bits will the whole one lose? */
static enum taylor_state try_short(struct wanted *w, long bits, long *lost)
{
    struct series a = {0};
    struct scalars s = series_balls(w->q->graph, &w->range.env, bits);
    size_t degree = w->degree > LEAST_LONG ? PROBE_DEGREE : w->degree > 1 ? 1 : w->degree;
    int64_t *diagonal = mem_array(&core_of(w)->mem, w->e->n_variables, sizeof *diagonal);
    if (!diagonal) return TAYLOR_FAILED;
    for (size_t i = 0; i < w->e->n_variables; i++) diagonal[i] = 1;
    enum taylor_state state = expansion_line(w->e, &s, diagonal, degree + 1, &a);
    if (state == TAYLOR_KNOWN) {
        *lost = degree == PROBE_DEGREE ? foretell_loss(w, &s, &a, bits) : (long)w->degree;
        series_free(&s, &a);
    }
    mem_free_array(&core_of(w)->mem, diagonal, w->e->n_variables, sizeof *diagonal);
    return state;
}

/* The bits at which the function is seen to be analytic at the point; 0 if it may not be. */
static long probe(struct wanted *w, long *lost)
{
    *lost = 0;
    for (long bits = PROBE_BITS; bits <= MOST_PROBE_BITS; bits *= 4) {
        enum taylor_state state = try_short(w, bits, lost);
        if (state == TAYLOR_KNOWN) return bits;
        if (state == TAYLOR_FAILED) break;
    }
    return 0;
}

/* Few orders are mostly decided by a first look without a probe. *next is how many bits it takes
 * otherwise; 0 if that is not known. */
static bool is_decided_at_once(struct wanted *w, long *next)
{
    long bits = wanted_bits(w->q) + LOOK_BITS + (long)w->degree / 4;
    *next = 0;
    if (w->degree > LEAST_LONG || run_at(w, bits, false) != TAYLOR_KNOWN) return false;
    *next = bits + w->missing + GUARD_BITS / 2;
    return all_decided(w);
}

static enum by_series certify(struct wanted *w)
{
    long first, lost;
    if (is_decided_at_once(w, &first)) return SERIES_ANSWERED;
    if (diag_any(core_of(w))) return SERIES_FAILED;
    long seen = probe(w, &lost);
    if (!first) first = wanted_bits(w->q) + GUARD_BITS + lost;
    long most = 2 * first > MOST_BITS ? 2 * first : MOST_BITS;
    if (diag_any(core_of(w))) return SERIES_FAILED;
    if (!seen) return SERIES_NOT_ANALYTIC;
    if (seen > PROBE_BITS && first < seen) first = seen; /* fewer do not tell that it is analytic */
    for (long bits = first;; bits += w->missing + GUARD_BITS / 2) {
        if (bits > most) bits = most;
        enum taylor_state state = run_at(w, bits, bits == most);
        if (state == TAYLOR_FAILED) return SERIES_FAILED;
        if (state == TAYLOR_NOT_ANALYTIC && bits == most) return SERIES_NOT_ANALYTIC;
        if (state == TAYLOR_NOT_ANALYTIC) w->missing = bits;
        if (all_decided(w)) return SERIES_ANSWERED;
        if (w->stuck && !w->tried_exactly) try_exactly(w);
        if (all_decided(w)) return SERIES_ANSWERED;
        if (diag_any(core_of(w)) || w->answer->mem.failed || bits == most) return SERIES_FAILED;
    }
}

/* ---- in doubles ---- */

static enum by_series in_doubles(struct wanted *w)
{
    struct series all = {0};
    struct scalars s = series_doubles(w->q->graph);
    enum taylor_state state = expansion_all(w->e, &s, w->degree, &all);
    bool finite = true;
    for (size_t i = 0; i < w->n && state == TAYLOR_KNOWN; i++) {
        double x = *(const double *)series_at(&s, &all, w->first + i);
        for (size_t k = 2; w->derivative && k <= w->degree; k++) x *= (double)k;
        finite = finite && isfinite(x);
        digits_of_double(w->q, w->answer, x, &w->values[i], &w->texts[i]);
    }
    if (state == TAYLOR_KNOWN) series_free(&s, &all);
    if (state == TAYLOR_FAILED) return SERIES_FAILED;
    return state == TAYLOR_KNOWN && finite ? SERIES_ANSWERED : SERIES_NOT_ANALYTIC;
}

/* ---- the answer ---- */

/* Where some numbers need a text, the others get theirs. */
static bool complete_texts(const struct wanted *w, bool *any)
{
    *any = false;
    for (size_t i = 0; i < w->n; i++) *any = *any || w->texts[i];
    for (size_t i = 0; *any && i < w->n; i++) {
        struct str digits = {.mem = &core_of(w)->mem};
        if (w->texts[i]) continue;
        digits_print(w->q, w->values[i], &digits);
        w->texts[i] = answer_text(w->answer, digits.s);
        str_free(&digits);
    }
    return !w->answer->mem.failed;
}

static enum by_series compute(struct wanted *w)
{
    const struct dcalc_request *rq = w->q->request;
    bool doubles = rq->numbers == DCALC_DOUBLE && w->degree <= MOST_ORDER_IN_DOUBLES;
    if (doubles) return in_doubles(w);
    w->range = (struct intervals){.env.core = core_of(w)};
    intervals_widen_range(&w->range);
    enum by_series done = certify(w);
    intervals_free(&w->range);
    return done;
}

enum by_series coefficients_make(const struct question *q, struct answer *answer,
                                 struct expansion *e, const struct coefficients *of,
                                 struct dcalc_array *out)
{
    struct arena *arena = &answer->arena;
    struct wanted w = {.q = q,
                       .answer = answer,
                       .e = e,
                       .degree = of->degree,
                       .first = of->first,
                       .n = of->n,
                       .derivative = of->derivative};
    w.values = arena_alloc(arena, (of->n + 1) * sizeof *w.values);
    w.texts = arena_alloc(arena, (of->n + 1) * sizeof *w.texts);
    w.decided = arena_alloc(&q->core->arena, of->n + 1);
    if (!w.values || !w.texts || !w.decided) return SERIES_FAILED;
    bool any;
    enum by_series done = compute(&w);
    if (done != SERIES_ANSWERED) return done;
    if (!complete_texts(&w, &any)) return SERIES_FAILED;
    answer_set_numbers(out, w.values, any ? w.texts : NULL);
    return SERIES_ANSWERED;
}

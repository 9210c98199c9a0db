/* atoms_shift.c - functions by their recurrences: gamma(u + 2) as u*(u + 1)*gamma(u) beside
 * gamma(u), digamma in the same way, and Bessel functions by those of two orders (Abramowitz and
 * Stegun, 6.1.15, 6.3.5, 9.1.27 and 9.6.26). */
#include "pass/atoms_private.h"

enum { FARTHEST = 8 };

/* ---- which functions ---- */

/* Returns the whole part of the number in a sum, and in *rest the sum without it. */
static int whole_part(struct graph *g, id u, id *rest)
{
    const struct node *n = graph_node(g, u);
    int64_t k;
    *rest = u;
    if ((n->op != OP_SUM && n->op != OP_NUMBER) || n->data == NUMBER_ZERO) return 0;
    number whole = number_floor(&g->numbers, n->data);
    if (!number_to_int(&g->numbers, whole, &k) || k > INT16_MAX || k < INT16_MIN) return 0;
    *rest = graph_sub(g, u, graph_number(g, whole));
    return (int)k;
}

/* Returns that of real order, by which orders that are numbers are built. */
static enum fn family_of(enum fn fn, bool order_is_number)
{
    switch (fn) {
    case FN_j0:
    case FN_j1: return FN_jv;
    case FN_y0:
    case FN_y1: return FN_yv;
    case FN_i0:
    case FN_i1: return FN_iv;
    case FN_k0:
    case FN_k1: return FN_kv;
    case FN_jn: return order_is_number ? FN_jv : FN_jn;
    case FN_yn: return order_is_number ? FN_yv : FN_yn;
    default: return fn;
    }
}

static bool is_bessel(enum fn fn)
{
    return fn == FN_jn || fn == FN_jv || fn == FN_yn || fn == FN_yv || fn == FN_iv || fn == FN_kv;
}

static bool has_recurrence(enum fn fn)
{
    return fn == FN_gamma || fn == FN_digamma || is_bessel(family_of(fn, true));
}

/* Takes a function apart: its family, argument, and in *k the whole number beside that. */
static struct shift shift_of(struct graph *g, id a, int *k)
{
    const struct node *n = graph_node(g, a);
    enum fn fn = (enum fn)n->fn;
    struct shift shift = {.fn = fn, .of = n->n == 2 ? node_child(g, n, 1) : POISON};
    if (n->n == 2 || fn == FN_gamma || fn == FN_digamma) {
        id order = node_child(g, n, 0);
        shift.fn = family_of(fn, graph_op(g, order) == OP_NUMBER);
        *k = whole_part(g, order, &shift.argument);
        return shift;
    }
    shift.fn = family_of(fn, true);
    shift.of = node_child(g, n, 0);
    shift.argument = graph_int(g, 0);
    *k = fn == FN_j1 || fn == FN_y1 || fn == FN_i1 || fn == FN_k1;
    return shift;
}

static struct shift *find(struct atoms *s, const struct shift *like)
{
    for (int i = 0; i < s->n_shifts; i++) {
        struct shift *shift = &s->shifts[i];
        if (shift->fn == like->fn && shift->argument == like->argument && shift->of == like->of)
            return shift;
    }
    return NULL;
}

bool atoms_note_shift(struct atoms *s, id a)
{
    int k;
    if (!has_recurrence((enum fn)graph_node(s->g, a)->fn)) return false;
    struct shift one = shift_of(s->g, a, &k), *shift = find(s, &one);
    if (!shift && s->n_shifts == SHIFTS) return true;
    if (!shift) {
        shift = &s->shifts[s->n_shifts++];
        *shift = one;
        shift->low = shift->high = k;
    }
    if (k < shift->low) shift->low = k;
    if (k > shift->high) shift->high = k;
    return true;
}

struct shift *atoms_find_shift(struct atoms *s, id a, int *k)
{
    if (s->n_shifts == 0 || !has_recurrence((enum fn)graph_node(s->g, a)->fn)) return NULL;
    struct shift one = shift_of(s->g, a, k), *shift = find(s, &one);
    bool far = !shift || shift->low == shift->high || shift->high - shift->low > FARTHEST;
    return far || (shift->of != POISON && s->orders == ORDERS_AS_WRITTEN) ? NULL : shift;
}

/* ---- gamma and digamma ---- */

static id argument_at(struct graph *g, const struct shift *shift, int k)
{
    return graph_add(g, shift->argument, graph_int(g, k));
}

/* The same as a fraction. */
static struct fraction order_at(struct atoms *s, const struct recurrence *r, int k)
{
    struct fraction whole = fraction_constant(k, 1);
    return atoms_failed(s) ? whole : fraction_add(&s->all, &r->argument, &whole);
}

static struct fraction read_gamma(struct atoms *s, const struct recurrence *r)
{
    const struct shift *shift = r->shift;
    struct fraction f =
        atoms_atom(s, graph_fn1(s->g, shift->fn, argument_at(s->g, shift, shift->low)));
    for (int j = shift->low; j < r->k && !atoms_failed(s); j++) {
        struct fraction factor = order_at(s, r, j);
        if (shift->fn == FN_gamma) {
            atoms_multiply(s, &f, factor);
        } else {
            factor = atoms_quotient(s, fraction_constant(1, 1), factor);
            if (!atoms_failed(s)) f = fraction_add(&s->all, &f, &factor);
        }
    }
    return f;
}

/* ---- Bessel functions ---- */

static struct fraction bessel(struct atoms *s, const struct shift *shift, int k)
{
    return atoms_atom(s, graph_fn2(s->g, shift->fn, argument_at(s->g, shift, k), shift->of));
}

/* From the functions of orders k -+ 1 and k to that of k +- 1: C(k + 1) is 2*k/x*C(k) - C(k - 1)
 * for J and Y. For K the last sign is plus; for I that of the middle is minus as well. */
static struct fraction next(struct atoms *s, const struct recurrence *r, int k,
                            struct fraction before, struct fraction at, bool up)
{
    enum fn fn = r->shift->fn;
    bool modified = fn == FN_iv || fn == FN_kv;
    int middle = fn == FN_iv ? -2 : 2, side = modified ? 1 : -1;
    struct fraction times = fraction_constant(!up && modified ? -middle : middle, 1);
    atoms_multiply(s, &times, order_at(s, r, k));
    times = atoms_quotient(s, times, r->of);
    atoms_multiply(s, &times, at);
    atoms_multiply(s, &before, fraction_constant(side, 1));
    return atoms_failed(s) ? before : fraction_add(&s->all, &times, &before);
}

static struct fraction read_bessel(struct atoms *s, const struct recurrence *r)
{
    const struct shift *shift = r->shift;
    int base = s->orders == ORDERS_LOW ? shift->low : shift->high - 1;
    bool up = r->k > base;
    struct fraction x = bessel(s, shift, base), y = bessel(s, shift, base + 1);
    struct fraction before = up ? x : y, at = up ? y : x;
    for (int j = up ? base + 1 : base; j != r->k && !atoms_failed(s); j += up ? 1 : -1) {
        struct fraction one = next(s, r, j, before, at, up);
        before = at;
        at = one;
    }
    return at;
}

struct fraction atoms_shifted(struct atoms *s, const struct recurrence *r)
{
    return r->shift->of == POISON ? read_gamma(s, r) : read_bessel(s, r);
}

/* orders.c - derivatives of high order, by arithmetic on exponents.
 *
 * x^2*exp(sin(x)) is a polynomial in its parts x, sin(x) and exp(sin(x)), and so are its
 * derivatives, where cos(x) joins them: the derivative of a part is a number times powers of parts.
 * A sum is a part too, unless it stands alone. So a term is a number and a few exponents, and
 * becomes a node after the last order. */
#include "pass/derive.h"

#include <string.h>

enum { PARTS = 8, MOST_SUMMANDS = 16, MOST_TERMS = 4096, MOST_EXPONENT = 8000, MOST_UNIT = 12 };
enum { MOST_READ = 64 };

/* In multiples of 1/unit. */
struct powers {
    int16_t of[PARTS];
};

/* c times powers of parts. The numbers of one sum have one denominator. */
struct monomial {
    struct powers e;
    int64_t c;
};

struct part {
    id node;
    struct monomial derivative; /* its number over q; 0 if the part does not depend on x */
    int64_t q;                  /* 0: not asked for yet */
    uint32_t first, n;          /* of a sum: its terms, in `summands`, over `below` */
    int64_t below;              /* 0: not asked for yet */
};

struct orders {
    struct graph *g;
    id x;
    struct known_tangents *known;
    struct part parts[PARTS];
    int n;
    int64_t unit;       /* exponents are multiples of 1/unit */
    bool failed, finer; /* does not fit; may fit with the new unit */
    bool has_sums;      /* among the parts */
    VEC(struct monomial) summands, terms, next;
    int64_t below;       /* the denominator of all terms */
    int64_t scale;       /* what each order multiplies it with */
    VEC(uint16_t) slots; /* a hash table of `next`: positions, each plus 1 */
};

/* ---- numbers ---- */

static int64_t times(struct orders *s, int64_t a, int64_t b)
{
    int64_t c = 0;
    if (__builtin_mul_overflow(a, b, &c) || c == INT64_MIN) s->failed = true;
    return c;
}

static int64_t common_multiple(struct orders *s, int64_t a, int64_t b)
{
    int64_t x = a, y = b;
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return times(s, a / x, b);
}

/* Numbers of more than 64 bits have the denominator 0. */
static struct rational small_rational(struct orders *s, number c)
{
    struct rational r = s->g->numbers.all.at[c];
    if (r.q) return r;
    s->failed = true;
    return (struct rational){0, 1};
}

/* ---- formulas in parts ---- */

static bool is_negative(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    bool negative = number_sign(&g->numbers, n->data) <= 0;
    for (uint32_t i = 0; i < n->n; i++)
        negative &= number_sign(&g->numbers, node_number(g, n, i)) < 0;
    return negative;
}

/* False for what products do not just count: |u|^2 is u^2, x^y*x is x^(y + 1), (-x - 1)^3 is -(x +
 * 1)^3. */
static bool may_be_part(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->shape != SHAPE_SCALAR || n->singular) return false;
    switch (n->op) {
    case OP_VARIABLE:
    case OP_CONSTANT: return true;
    case OP_FN: return n->fn != FN_abs && n->fn != FN_where;
    case OP_SUM: return n->n <= MOST_SUMMANDS && !is_negative(g, a);
    default: return false;
    }
}

static int part_of(struct orders *s, id a)
{
    int i = 0;
    while (i < s->n && s->parts[i].node != a) i++;
    if (i < s->n) return i;
    if (i == PARTS || !may_be_part(s->g, a)) return s->failed = true, 0;
    s->parts[s->n++] = (struct part){.node = a};
    return i;
}

static void put_power(struct orders *s, struct powers *e, id a, number exponent)
{
    struct rational r = small_rational(s, exponent);
    if (s->unit % r.q) {
        s->unit = common_multiple(s, s->unit, r.q);
        s->finer = s->failed = true;
    }
    if (s->unit > MOST_UNIT || r.p > MOST_EXPONENT || r.p < -MOST_EXPONENT) s->failed = true;
    int i = part_of(s, a);
    if (!s->failed) e->of[i] = (int16_t)(r.p * (s->unit / r.q));
    if (e->of[i] > MOST_EXPONENT || e->of[i] < -MOST_EXPONENT) s->failed = true;
}

/* Reads c*a as one term, whose number is over *q. */
static struct monomial read_term(struct orders *s, id a, number c, int64_t *q)
{
    struct graph *g = s->g;
    struct monomial term = {.c = 0};
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER) {
        c = number_mul(&g->numbers, c, n->data);
    } else if (n->op == OP_PRODUCT) {
        c = number_mul(&g->numbers, c, n->data);
        for (uint32_t i = 0; i < n->n && !s->failed; i++)
            put_power(s, &term.e, node_child(g, n, i), node_number(g, n, i));
    } else
        put_power(s, &term.e, a, NUMBER_ONE);
    struct rational r = small_rational(s, c);
    term.c = r.p;
    *q = r.q;
    return term;
}

/* Appends the terms of a sum, or of what is one term; returns their denominator. */
static int64_t read_sum(struct orders *s, id a)
{
    struct graph *g = s->g;
    bool sum = graph_op(g, a) == OP_SUM;
    uint32_t n = sum ? graph_node(g, a)->n : 1;
    number constant = sum ? graph_node(g, a)->data : NUMBER_ZERO;
    size_t first = s->summands.n;
    int64_t below = 1, q[MOST_READ + 1];
    if (n > MOST_READ) return s->failed = true, 1;
    for (uint32_t i = 0; i < n + (constant != NUMBER_ZERO) && !s->failed; i++) {
        id term = i == n ? graph_int(g, 1) : sum ? graph_child(g, a, i) : a;
        number c = i == n ? constant : sum ? node_number(g, graph_node(g, a), i) : NUMBER_ONE;
        struct monomial m = read_term(s, term, c, &q[i]);
        if (!vec_push(&g->core->mem, &s->summands, m)) s->failed = true;
        below = common_multiple(s, below, q[i]);
    }
    for (size_t i = first; i < s->summands.n && !s->failed; i++)
        s->summands.at[i].c = times(s, s->summands.at[i].c, below / q[i - first]);
    return below;
}

/* Finds the derivative of a part as one term. */
static void read_derivative(struct orders *s, struct part *part)
{
    struct graph *g = s->g;
    id t = derive_next(g, part->node, s->x, s->known);
    number sign = NUMBER_ONE;
    if (t == POISON || graph_shape(g, t) != SHAPE_SCALAR) {
        s->failed = true;
        return;
    }
    if (graph_op(g, t) == OP_SUM && is_negative(g, t)) t = graph_neg(g, t), sign = NUMBER_MINUS_ONE;
    part->derivative = read_term(s, t, sign, &part->q);
}

static void read_summands(struct orders *s, struct part *part)
{
    bool sum = graph_op(s->g, part->node) == OP_SUM;
    part->first = (uint32_t)s->summands.n;
    part->below = sum ? read_sum(s, part->node) : 1;
    s->has_sums |= sum;
    part->n = (uint32_t)s->summands.n - part->first;
}

static bool occurs(const struct orders *s, int i)
{
    for (size_t k = 0; k < s->terms.n; k++)
        if (s->terms.at[k].e.of[i]) return true;
    return false;
}

/* Reads the derivatives of the parts that occur, and all sums among the parts of these. */
static bool prepare(struct orders *s)
{
    int64_t q = 1, below = 1;
    for (int i = 0, n = s->n; i < n && !s->failed; i++)
        if (!s->parts[i].q && occurs(s, i)) read_derivative(s, &s->parts[i]);
    for (int i = 0; i < s->n && !s->failed; i++) {
        if (!s->parts[i].below) read_summands(s, &s->parts[i]);
        if (s->parts[i].q) q = common_multiple(s, q, s->parts[i].q);
        below = common_multiple(s, below, s->parts[i].below);
    }
    s->scale = s->failed ? 1 : times(s, s->unit, times(s, q, below));
    return !s->failed;
}

/* Reads f; again, with a finer unit, where its exponents are no multiples of the first. */
static void read_formula(struct orders *s, id f)
{
    do {
        s->n = 0;
        s->failed = s->finer = false;
        s->summands.n = 0;
        s->below = read_sum(s, f);
    } while (s->finer && s->unit <= MOST_UNIT);
    if (s->failed || !vec_reserve(&s->g->core->mem, &s->terms, s->summands.n)) return;
    for (size_t i = 0; i < s->summands.n; i++) s->terms.at[s->terms.n++] = s->summands.at[i];
    s->summands.n = 0;
}

/* ---- sums ---- */

static bool has_powers(const struct powers *a, const struct powers *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static size_t hash_of(const struct powers *e)
{
    uint64_t word[2];
    memcpy(word, e, sizeof word);
    uint64_t h = (word[0] ^ word[1] * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    return (size_t)(h >> 32);
}

static void add_term(struct orders *s, const struct powers *e, int64_t c)
{
    size_t mask = s->slots.n - 1, i = hash_of(e) & mask;
    for (; s->slots.at[i]; i = (i + 1) & mask) {
        struct monomial *have = &s->next.at[s->slots.at[i] - 1];
        if (!has_powers(&have->e, e)) continue;
        if (__builtin_add_overflow(have->c, c, &have->c) || have->c == INT64_MIN) s->failed = true;
        return;
    }
    if (s->next.n == MOST_TERMS) s->failed = true;
    if (s->failed) return;
    s->next.at[s->next.n++] = (struct monomial){*e, c};
    s->slots.at[i] = (uint16_t)s->next.n;
}

/* The part that is the whole term, if that is a sum; NULL for other terms. */
static const struct part *lone_sum(const struct orders *s, const struct powers *e)
{
    const struct part *found = NULL;
    for (int i = 0; i < s->n && s->has_sums; i++) {
        if (e->of[i] == 0) continue;
        if (found || e->of[i] != s->unit || !s->parts[i].n) return NULL;
        found = &s->parts[i];
    }
    return found;
}

static void add(struct orders *s, const struct powers *e, int64_t c)
{
    const struct part *sum = lone_sum(s, e);
    if (!sum) add_term(s, e, c);
    for (uint32_t k = 0; sum && k < sum->n; k++) {
        struct monomial m = s->summands.at[sum->first + k];
        add_term(s, &m.e, times(s, c / sum->below, m.c));
    }
}

/* ---- one order ---- */

/* What the derivative of a power of a part multiplies a term with, beside the exponent. */
static struct monomial step_of(struct orders *s, int i)
{
    const struct part *part = &s->parts[i];
    struct monomial step = part->derivative;
    if (step.c) step.c = times(s, step.c, s->scale / (s->unit * part->q));
    step.e.of[i] = (int16_t)(step.e.of[i] - s->unit);
    return step;
}

static void add_derivatives(struct orders *s, int i)
{
    const struct monomial step = step_of(s, i);
    for (size_t k = 0; k < s->terms.n && step.c && !s->failed; k++) {
        struct monomial m = s->terms.at[k];
        int16_t exponent = m.e.of[i];
        if (!exponent) continue;
        for (int n = 0; n < PARTS; n++) m.e.of[n] = (int16_t)(m.e.of[n] + step.e.of[n]);
        add(s, &m.e, times(s, times(s, m.c, exponent), step.c));
    }
}

/* True if exponents stay small enough to be added up. */
static bool are_small(const struct orders *s)
{
    bool small = true;
    for (size_t k = 0; k < s->terms.n; k++)
        for (int n = 0; n < PARTS; n++) {
            int e = s->terms.at[k].e.of[n];
            small &= e <= MOST_EXPONENT && e >= -MOST_EXPONENT;
        }
    return small;
}

/* Makes room for n new terms, in a table that is at most half full. */
static bool make_room(struct orders *s, size_t n)
{
    struct mem *mem = &s->g->core->mem;
    size_t slots = 64;
    if (n > MOST_TERMS) n = MOST_TERMS;
    while (slots < 2 * n) slots *= 2;
    s->next.n = s->slots.n = 0;
    if (!vec_reserve(mem, &s->next, n) || !vec_reserve(mem, &s->slots, slots)) return false;
    memset(s->slots.at, 0, slots * sizeof *s->slots.at);
    s->slots.n = slots;
    return true;
}

/* Replaces the terms by their derivative; false, with the terms as they were, if that does not fit.
 */
static bool differentiate(struct orders *s)
{
    if (!are_small(s) || !prepare(s)) return false;
    int64_t below = times(s, s->below, s->scale);
    if (!make_room(s, s->terms.n * (size_t)s->n + s->summands.n)) return false;
    for (int i = 0; i < s->n && !s->failed; i++) add_derivatives(s, i);
    if (s->failed || !core_go_on(s->g->core)) return false;
    s->below = below;
    if (!vec_reserve(&s->g->core->mem, &s->terms, s->next.n)) return false;
    s->terms.n = 0;
    for (size_t k = 0; k < s->next.n; k++)
        if (s->next.at[k].c) s->terms.at[s->terms.n++] = s->next.at[k];
    return true;
}

/* ---- back to nodes ---- */

static id term_of(struct orders *s, const struct powers *e)
{
    struct graph *g = s->g;
    size_t begin = graph_begin(g);
    for (int i = 0; i < s->n; i++)
        if (e->of[i])
            graph_push(g, s->parts[i].node, number_from_ratio(&g->numbers, e->of[i], s->unit));
    return graph_end_product(g, begin, NUMBER_ONE);
}

static id formula(struct orders *s)
{
    struct graph *g = s->g;
    size_t begin = graph_begin(g);
    for (size_t k = 0; k < s->terms.n; k++) {
        number c = number_from_ratio(&g->numbers, s->terms.at[k].c, s->below);
        graph_push(g, term_of(s, &s->terms.at[k].e), c);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id derive_orders(struct graph *g, id f, id x, int orders, struct known_tangents *known, int *done)
{
    struct mem *mem = &g->core->mem;
    struct orders s = {.g = g, .x = x, .known = known, .unit = 1};
    read_formula(&s, f);
    for (*done = 0; *done < orders && !s.failed && differentiate(&s);) ++*done;
    if (*done) f = formula(&s);
    vec_free(mem, &s.summands);
    vec_free(mem, &s.terms);
    vec_free(mem, &s.next);
    vec_free(mem, &s.slots);
    return f;
}

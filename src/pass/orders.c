/* orders.c - derivatives of high order, by arithmetic on exponents.
 *
 * x^2*exp(sin(x)) is a polynomial in its parts x, sin(x) and exp(sin(x)), and so are its
 * derivatives, where cos(x) joins them: the derivative of a part is a number times powers of parts.
 * A sum is a part too, unless it stands alone. So a term is a number and a few exponents, and
 * becomes a node after the last order. */
#include "pass/orders_private.h"

#include <string.h>

/* ---- sums ---- */

static bool same_exponents(const struct exponents *a, const struct exponents *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static size_t hash_of(const struct exponents *e)
{
    uint64_t word[2];
    memcpy(word, e, sizeof word);
    uint64_t h = (word[0] ^ word[1] * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    return (size_t)(h >> 32);
}

static void add_term(struct orders *s, const struct exponents *e, int64_t c)
{
    size_t mask = s->slots.n - 1, i = hash_of(e) & mask;
    for (; s->slots.at[i]; i = (i + 1) & mask) {
        struct order_term *have = &s->next.at[s->slots.at[i] - 1];
        if (!same_exponents(&have->e, e)) continue;
        if (__builtin_add_overflow(have->c, c, &have->c) || have->c == INT64_MIN) s->failed = true;
        return;
    }
    if (s->next.n == MOST_TERMS) s->failed = true;
    if (s->failed) return;
    s->next.at[s->next.n++] = (struct order_term){*e, c};
    s->slots.at[i] = (uint16_t)s->next.n;
}

/* The part that is the whole term, if that is a sum; NULL for other terms. */
static const struct part *lone_sum(const struct orders *s, const struct exponents *e)
{
    const struct part *found = NULL;
    for (int i = 0; i < s->n && s->has_sums; i++) {
        if (e->of[i] == 0) continue;
        if (found || e->of[i] != s->unit || !s->parts[i].n) return NULL;
        found = &s->parts[i];
    }
    return found;
}

static void add(struct orders *s, const struct exponents *e, int64_t c)
{
    const struct part *sum = lone_sum(s, e);
    if (!sum) add_term(s, e, c);
    for (uint32_t k = 0; sum && k < sum->n; k++) {
        struct order_term m = s->summands.at[sum->first + k];
        add_term(s, &m.e, orders_times(s, c / sum->below, m.c));
    }
}

/* ---- one order ---- */

/* What the derivative of a power of a part multiplies a term with, beside the exponent. */
static struct order_term step_of(struct orders *s, int i)
{
    const struct part *part = &s->parts[i];
    struct order_term step = part->derivative;
    if (step.c) step.c = orders_times(s, step.c, s->scale / (s->unit * part->q));
    step.e.of[i] = (int16_t)(step.e.of[i] - s->unit);
    return step;
}

static void add_derivatives(struct orders *s, int i)
{
    const struct order_term step = step_of(s, i);
    for (size_t k = 0; k < s->terms.n && step.c && !s->failed; k++) {
        struct order_term m = s->terms.at[k];
        int16_t exponent = m.e.of[i];
        if (!exponent) continue;
        for (int n = 0; n < PARTS; n++) m.e.of[n] = (int16_t)(m.e.of[n] + step.e.of[n]);
        add(s, &m.e, orders_times(s, orders_times(s, m.c, exponent), step.c));
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
    if (!are_small(s) || !orders_prepare(s)) return false;
    int64_t below = orders_times(s, s->below, s->scale);
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

/* Takes out of all terms the powers that are the same in each, and do not divide. */
static struct exponents take_common(struct orders *s)
{
    struct exponents common = s->terms.n ? s->terms.at[0].e : (struct exponents){{0}};
    for (size_t k = 0; k < s->terms.n; k++)
        for (int i = 0; i < PARTS; i++)
            if (s->terms.at[k].e.of[i] != common.of[i] || common.of[i] < 0) common.of[i] = 0;
    for (size_t k = 0; k < s->terms.n; k++)
        for (int i = 0; i < PARTS; i++)
            s->terms.at[k].e.of[i] = (int16_t)(s->terms.at[k].e.of[i] - common.of[i]);
    return common;
}

static void push_powers(struct orders *s, const struct exponents *e)
{
    struct numbers *t = &s->g->numbers;
    for (int i = 0; i < s->n; i++)
        if (e->of[i]) graph_push(s->g, s->parts[i].node, number_from_ratio(t, e->of[i], s->unit));
}

/* Takes the largest number out of all terms that leaves them whole. */
static number take_number(struct orders *s)
{
    int64_t common = 0, below = s->below;
    for (size_t k = 0; k < s->terms.n; k++) common = number_divisor(common, s->terms.at[k].c);
    if (common == 0) return NUMBER_ONE;
    for (size_t k = 0; k < s->terms.n; k++) s->terms.at[k].c /= common;
    s->below = 1;
    return number_from_ratio(&s->g->numbers, common, below);
}

static id sum_of_terms(struct orders *s)
{
    struct graph *g = s->g;
    size_t begin = graph_begin(g);
    for (size_t k = 0; k < s->terms.n; k++) {
        size_t inner = graph_begin(g);
        push_powers(s, &s->terms.at[k].e);
        id term = graph_end_product(g, inner, NUMBER_ONE);
        graph_push(g, term, number_from_ratio(&g->numbers, s->terms.at[k].c, s->below));
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* Sums of so many terms are not searched for shorter forms. */
enum { MANY_TERMS = 16 };

/* What all terms of a long sum have in common stands before it. */
static id factored(struct orders *s)
{
    if (s->terms.n <= MANY_TERMS) return sum_of_terms(s);
    struct exponents common = take_common(s);
    if (same_exponents(&common, &(struct exponents){{0}})) return sum_of_terms(s);
    number c = take_number(s);
    id sum = sum_of_terms(s);
    size_t begin = graph_begin(s->g);
    push_powers(s, &common);
    graph_push(s->g, sum, NUMBER_ONE);
    return graph_end_product(s->g, begin, c);
}

id derive_orders(struct graph *g, id f, id x, int orders, struct known_tangents *known, int *done)
{
    struct mem *mem = &g->core->mem;
    struct orders s = {.g = g, .x = x, .known = known};
    orders_read(&s, f);
    for (*done = 0; *done < orders && !s.failed && differentiate(&s);) ++*done;
    if (*done) f = *done == orders ? factored(&s) : sum_of_terms(&s);
    vec_free(mem, &s.summands);
    vec_free(mem, &s.terms);
    vec_free(mem, &s.next);
    vec_free(mem, &s.slots);
    return f;
}

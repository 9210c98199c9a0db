/* share_parts.c - the divisors and the pairs of literals that several products have. */
#include "pass/share_private.h"

/* ---- divisors ---- */

/* What is known of a literal by which products divide. */
struct divisor {
    uint32_t count;    /* products that would be free of divisors */
    uint64_t products; /* which, and how often it divides each: equal for those that go together */
    bool chosen;
    uint32_t into; /* the reciprocal of it and of those that go with it */
};

static bool divides(const struct sharing *s, uint32_t literal)
{
    return s->literals.at[literal].is_divisor;
}

static bool is_free(struct sharing *s, const struct monomial *m, const struct divisor *known)
{
    const struct share_factor *f = monomial_factors(s, m);
    bool any = false;
    for (uint32_t i = 0; i < m->n; i++) {
        if (!divides(s, f[i].literal)) continue;
        any = true;
        if (!known[f[i].literal].chosen) return false;
    }
    return any;
}

/* Counts what would be free of divisors; returns how many products that are. */
static size_t count_free(struct sharing *s, struct divisor *known)
{
    size_t count = 0;
    for (size_t i = 0; i < s->literals.n; i++) known[i].count = 0, known[i].products = 0;
    for (size_t i = 0; i < s->products.n; i++) {
        struct monomial *m = &s->products.at[i];
        m->is_free = is_free(s, m, known);
        if (!m->counts) continue;
        count += m->is_free;
        for (uint32_t k = 0; m->is_free && k < m->n; k++) {
            struct share_factor f = monomial_factors(s, m)[k];
            known[f.literal].count++;
            known[f.literal].products += share_mix((uint64_t)(i + 1) << 32 | f.times, 0);
        }
    }
    return count;
}

/* Divisors that two products or more would be free of. Returns how many products are. */
static size_t choose(struct sharing *s, struct divisor *known)
{
    for (size_t i = 0; i < s->literals.n; i++) known[i].chosen = divides(s, (uint32_t)i);
    for (;;) {
        size_t count = count_free(s, known);
        bool changed = false;
        for (size_t i = 0; i < s->literals.n; i++)
            if (known[i].chosen && known[i].count < 2) known[i].chosen = false, changed = true;
        if (!changed) return count;
    }
}

/* True if no earlier divisor goes with this one. */
static bool leads(const struct divisor *known, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (known[k].chosen && known[k].products == known[i].products) return false;
    return true;
}

/* The hashes are added, so that the order does not count. */
static uint32_t make_reciprocal(struct sharing *s, const struct divisor *known, uint32_t first)
{
    uint32_t before = NO_LITERAL, n = (uint32_t)s->literals.n;
    for (uint32_t i = first; i < n && !s->failed; i++) {
        if (!known[i].chosen || known[i].products != known[first].products) continue;
        struct literal l = {.kind = LITERAL_RECIPROCAL, .left = i, .right = before};
        l.hash =
            s->literals.at[i].hash * 31 + (before == NO_LITERAL ? 7 : s->literals.at[before].hash);
        before = share_literal(s, l, true);
    }
    return before;
}

/* True if those that go together do so here too. */
static bool has_whole_groups(struct sharing *s, const struct monomial *m,
                             const struct divisor *known, uint32_t n)
{
    const struct share_factor *f = monomial_factors(s, m);
    for (uint32_t k = 0; k < m->n; k++)
        for (uint32_t i = 0; i < n && known[f[k].literal].chosen; i++)
            if (known[i].chosen && known[i].products == known[f[k].literal].products &&
                share_times(s, m, i) != f[k].times)
                return false;
    return true;
}

/* One division for each reciprocal, instead of one for each product. */
static void put_reciprocals(struct sharing *s, struct divisor *known, uint32_t n)
{
    for (uint32_t i = 0; i < n && !s->failed; i++)
        if (known[i].chosen && leads(known, i)) known[i].into = make_reciprocal(s, known, i);
    for (size_t p = 0; p < s->products.n && !s->failed; p++) {
        struct monomial *m = &s->products.at[p];
        m->is_free = m->is_free && (m->counts || has_whole_groups(s, m, known, n));
        for (uint32_t i = 0; m->is_free && i < n; i++) {
            uint32_t times = known[i].chosen ? share_times(s, m, i) : 0;
            if (times == 0) continue;
            if (leads(known, i))
                share_replace(s, m, i, NO_LITERAL, known[i].into, times);
            else
                share_drop(s, m, i);
        }
    }
}

void share_divisors(struct sharing *s)
{
    uint32_t n = (uint32_t)s->literals.n;
    struct divisor *known = mem_array(s->mem, n, sizeof *known);
    size_t reciprocals = 0;
    s->failed |= !known;
    if (s->failed) return;
    size_t products = choose(s, known);
    for (uint32_t i = 0; i < n; i++) reciprocals += known[i].chosen && leads(known, i);
    if (reciprocals < products) put_reciprocals(s, known, n);
    mem_free_array(s->mem, known, n, sizeof *known);
}

/* ---- pairs ---- */

/* Two literals, the first not after the second, and in how many products they are. */
struct pair {
    uint32_t a, b, count;
};

/* A hash table of pairs. */
struct pairs {
    struct pair *at;
    size_t room, n;
};

/* Longer products are not searched for pairs. */
enum { MOST_IN_PAIRS = 32 };

static bool may_pair(const struct sharing *s, struct share_factor f)
{
    return !divides(s, f.literal);
}

static void count_pair(struct pairs *p, uint32_t a, uint32_t b)
{
    if (a > b) {
        uint32_t other = a;
        a = b;
        b = other;
    }
    size_t i = (a * UINT64_C(0x9E3779B97F4A7C15) + b * UINT64_C(0xC2B2AE3D27D4EB4F)) >> 20;
    for (i &= p->room - 1; p->at[i].count; i = (i + 1) & (p->room - 1))
        if (p->at[i].a == a && p->at[i].b == b) break;
    p->at[i].a = a;
    p->at[i].b = b;
    p->n += p->at[i].count++ == 0;
}

static void count_pairs_of(struct sharing *s, const struct monomial *m, struct pairs *p)
{
    const struct share_factor *f = monomial_factors(s, m);
    for (uint32_t i = 0; i < m->n; i++) {
        if (!may_pair(s, f[i])) continue;
        if (f[i].times > 1) count_pair(p, f[i].literal, f[i].literal);
        for (uint32_t k = i + 1; k < m->n; k++)
            if (may_pair(s, f[k])) count_pair(p, f[i].literal, f[k].literal);
    }
}

static uint64_t hash_of_pair(const struct sharing *s, const struct pair *p)
{
    uint64_t a = s->literals.at[p->a].hash, b = s->literals.at[p->b].hash;
    return (a + b) * UINT64_C(0x9E3779B97F4A7C15) ^ (a ^ b);
}

/* The pair that most products have, of these the one with the least hash. */
static struct pair best_pair(const struct sharing *s, const struct pairs *p)
{
    struct pair best = {0, 0, 0};
    for (size_t i = 0; i < p->room; i++) {
        const struct pair *pair = &p->at[i];
        if (pair->count > best.count || (pair->count && pair->count == best.count &&
                                         hash_of_pair(s, pair) < hash_of_pair(s, &best)))
            best = *pair;
    }
    return best;
}

/* An upper bound of how many pairs there are. */
static size_t count_room(const struct sharing *s)
{
    size_t n = 0, room = 64;
    for (size_t i = 0; i < s->products.n; i++) {
        uint32_t k = s->products.at[i].n;
        if (s->products.at[i].counts && k <= MOST_IN_PAIRS) n += k * (k + 1) / 2;
    }
    while (room < 2 * n) room *= 2;
    return room;
}

static struct pair find_pair(struct sharing *s)
{
    struct pairs p = {.room = count_room(s)};
    struct pair best = {0, 0, 0};
    uint64_t cost = p.room;
    if (cost > s->work) return best;
    s->work -= cost;
    p.at = mem_array(s->mem, p.room, sizeof *p.at);
    s->failed |= !p.at;
    for (size_t i = 0; i < s->products.n && p.at; i++)
        if (s->products.at[i].counts && s->products.at[i].n <= MOST_IN_PAIRS)
            count_pairs_of(s, &s->products.at[i], &p);
    if (p.at) best = best_pair(s, &p);
    mem_free_array(s->mem, p.at, p.room, sizeof *p.at);
    return best;
}

static void put_pair(struct sharing *s, const struct pair *p, uint32_t by)
{
    for (size_t i = 0; i < s->products.n; i++) {
        struct monomial *m = &s->products.at[i];
        uint32_t a = share_times(s, m, p->a), b = share_times(s, m, p->b);
        uint32_t times = p->a == p->b ? a / 2 : a < b ? a : b;
        if (m->n > MOST_IN_PAIRS || times == 0) continue;
        share_replace(s, m, p->a, p->b, by, times);
    }
}

void share_pairs(struct sharing *s)
{
    while (!s->failed) {
        struct pair best = find_pair(s);
        if (best.count < 2) return;
        const struct literal *a = &s->literals.at[best.a], *b = &s->literals.at[best.b];
        struct literal both = {.kind = LITERAL_PRODUCT, .left = best.a, .right = best.b};
        both.is_constant = a->is_constant && b->is_constant;
        both.hash = hash_of_pair(s, &best);
        uint32_t by = share_literal(s, both, true);
        if (!s->failed) put_pair(s, &best, by);
    }
}

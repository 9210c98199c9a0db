/* algebra_merge.c - puts the terms of a sum or product into order, where like terms meet. */
#include "graph/algebra_private.h"

/* Insertion sort: most sums are short and nearly sorted. */
static void sort_few(struct term *t, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct term term = t[i];
        size_t k = i;
        for (; k > 0 && t[k - 1].id > term.id; k--) t[k] = t[k - 1];
        t[k] = term;
    }
}

/* Moves the terms to `to`, in the order of one byte of their ids. */
static void sort_by_byte(struct term *to, const struct term *t, size_t n, unsigned shift)
{
    size_t next[257] = {0};
    for (size_t i = 0; i < n; i++) next[(t[i].id >> shift & 255) + 1]++;
    for (size_t k = 1; k < 256; k++) next[k] += next[k - 1];
    for (size_t i = 0; i < n; i++) to[next[t[i].id >> shift & 255]++] = t[i];
}

/* Radix sort, with the room behind the terms. */
static void sort_many(struct term *t, size_t n)
{
    struct term *from = t, *to = t + n;
    id most = 0;
    for (size_t i = 0; i < n; i++) most |= t[i].id;
    for (unsigned shift = 0; shift < 32 && most >> shift; shift += 8) {
        sort_by_byte(to, from, n, shift);
        struct term *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != t) __builtin_memcpy(t, from, n * sizeof *t);
}

/* By id; terms of one id stay in their order. */
static void sort_terms(struct graph *g, size_t begin)
{
    enum { FEW = 40 };
    size_t n = g->scratch.n - begin;
    if (n <= FEW)
        sort_few(g->scratch.at + begin, n);
    else if (vec_reserve(&g->core->mem, &g->scratch, n))
        sort_many(g->scratch.at + begin, n);
}

/* True if nothing is left to do: the ids ascend and no number is zero. */
static bool is_merged(const struct graph *g, size_t begin)
{
    const struct term *t = g->scratch.at;
    id before = POISON;
    for (size_t i = begin; i < g->scratch.n; before = t[i++].id)
        if (t[i].id <= before || t[i].c == NUMBER_ZERO) return false;
    return true;
}

bool algebra_merge(struct graph *g, size_t begin)
{
    if (g->core->mem.failed) return false;
    if (is_merged(g, begin)) return true;
    sort_terms(g, begin);
    struct term *t = g->scratch.at;
    size_t n = g->scratch.n, kept = begin;
    if (t[begin].id == POISON || g->core->mem.failed) return false;
    for (size_t i = begin; i < n;) {
        struct term merged = t[i++];
        for (; i < n && t[i].id == merged.id; i++)
            merged.c = number_add(&g->numbers, merged.c, t[i].c);
        if (merged.c == NUMBER_ZERO && graph_node(g, merged.id)->singular == SINGULAR_SURELY)
            merged.c = NUMBER_ONE;
        if (merged.c != NUMBER_ZERO) t[kept++] = merged;
    }
    g->scratch.n = kept;
    return true;
}

#include "pass/minors.h"

/* Minors of the first rows, row `skipped` left out, by the set of their columns. Each has 2^k
 * parts, one per set of directions, as in graph/elimination.h. */
struct minors {
    struct graph *g;
    const id *entries;
    int64_t n, skipped;
    uint32_t parts;
    id *known;
};

static uint32_t ones(uint32_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

/* The entry's part for a set of directions: the entry itself, one direction's, or nothing. */
static id part_of(const struct minors *m, int64_t row, int64_t column, uint32_t set)
{
    if (set & (set - 1)) return POISON;
    int64_t of = set ? __builtin_ctz(set) + 1 : 0;
    return m->entries[(of * m->n + row) * m->n + column];
}

/* Pushes the terms of entry (row, column) times a smaller minor. */
static void push_products(const struct minors *m, int64_t row, int64_t column, uint32_t rest,
                          uint32_t part, number sign)
{
    for (uint32_t sub = part;; sub = (sub - 1) & part) {
        id entry = part_of(m, row, column, sub);
        if (entry)
            graph_push(m->g,
                       graph_mul(m->g, entry, m->known[(size_t)rest * m->parts + (part ^ sub)]),
                       sign);
        if (sub == 0) break;
    }
}

/* Expands along the last row of the minor with these columns. */
static id minor_of(const struct minors *m, uint32_t columns, uint32_t part)
{
    int64_t row = (int64_t)ones(columns) - 1;
    if (row >= m->skipped) row++;
    size_t begin = graph_begin(m->g);
    for (uint32_t left = columns; left; left &= left - 1) {
        uint32_t j = (uint32_t)__builtin_ctz(left);
        bool odd = ones(columns >> j >> 1) & 1;
        push_products(m, row, j, columns & ~(1u << j), part, odd ? NUMBER_MINUS_ONE : NUMBER_ONE);
    }
    return graph_end_sum(m->g, begin, NUMBER_ZERO);
}

/* A set's subsets are smaller numbers, so they are known before it. */
static bool run(struct minors *m)
{
    for (uint32_t p = 0; p < m->parts; p++) m->known[p] = graph_int(m->g, p == 0);
    for (uint32_t set = 1; set < 1u << m->n; set++)
        for (uint32_t p = 0; p < m->parts && ones(set) < m->n; p++) {
            m->known[(size_t)set * m->parts + p] = minor_of(m, set, p);
            if (!core_go_on(m->g->core)) return false;
        }
    return !diag_any(m->g->core);
}

bool minors_row(struct graph *g, const id *entries, int64_t n, uint32_t directions, int64_t i,
                id *out)
{
    struct minors m = {g, entries, n, i, 1u << directions, NULL};
    uint32_t whole = (1u << n) - 1;
    size_t count = ((size_t)whole + 1) * m.parts;
    m.known = mem_array(&g->core->mem, count, sizeof *m.known);
    bool ok = m.known && run(&m);
    for (int64_t j = 0; j < n && ok; j++) {
        id minor = m.known[(size_t)(whole & ~(1u << j)) * m.parts + m.parts - 1];
        out[j] = (i + j) % 2 ? graph_neg(g, minor) : minor;
    }
    mem_free_array(&g->core->mem, m.known, count, sizeof *m.known);
    return ok;
}

int64_t minors_cost(int64_t n, uint32_t directions)
{
    int64_t cost = n << (n - 1);
    for (uint32_t k = 0; k < directions; k++) cost *= 3;
    return cost;
}

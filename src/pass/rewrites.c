#include "pass/rewrites_private.h"

enum { MOST_ROUNDS = 8 };

/* ---- factors of a product ---- */

/* Where a factor of the pattern stays, as in sin(u)^3*cos(u), a result with more operations than
 * the others cannot make the product shorter, except that a number may go, and each power be the
 * first then. */
static bool may_pay(struct rewrites *r, const struct matching *m, const struct rewrite_nodes *row,
                    int64_t times, bool has_number)
{
    struct graph *g = r->g;
    uint32_t n = factors_in(g, row->pattern), stay = 0, gone = has_number ? 2 : 0;
    for (uint32_t i = 0; i < n; i++) {
        struct term want = factor_of(g, row->pattern, i);
        number all = number_mul(&g->numbers, want.c, number_from_int(&g->numbers, times));
        bool stays = all != m->factors[i].c;
        stay += stays;
        gone += stays ? 0 : operations_count(r->known, g, want.id);
    }
    return !stay || operations_count(r->known, g, row->result) <= gone + stay;
}

/* The product with the result in the place of the pattern; POISON if it is not there, or stays as
 * long. */
static id in_product(struct rewrites *r, struct matching *m, struct rewrite_nodes *row, id a)
{
    struct graph *g = m->g;
    int64_t times = matching_factors(m, row->pattern, 0, a, 0);
    bool has_number = graph_op(g, a) == OP_PRODUCT && graph_node(g, a)->data != NUMBER_ONE;
    if (!times || rewrite_rows_result(g, row) == POISON || !may_pay(r, m, row, times, has_number))
        return POISON;
    number n = number_from_int(&g->numbers, times);
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    for (uint32_t i = 0; i < factors_in(g, row->pattern); i++) {
        number e = number_mul(&g->numbers, n, factor_of(g, row->pattern, i).c);
        graph_push(g, m->factors[i].id, number_neg(&g->numbers, e));
    }
    graph_push(g, matching_instantiate(m, row->result), n);
    const struct node *pattern = graph_node(g, row->pattern);
    number c = pattern->op == OP_PRODUCT ? pattern->data : NUMBER_ONE;
    return graph_end_product(g, begin, number_pow(&g->numbers, c, -times));
}

/* ---- terms of a sum ---- */

static bool has_term(const struct graph *g, id sum, id term)
{
    const struct node *n = graph_node(g, sum);
    number value;
    if (graph_is_number(g, term, &value)) return n->data != NUMBER_ZERO;
    const struct node *t = graph_node(g, term);
    for (uint32_t i = 0; i < n->n; i++) {
        id child = node_child(g, n, i);
        if (child == term) return true;
        if (t->op == OP_PRODUCT && t->n == 1 && node_child(g, t, 0) == child) return true;
    }
    return false;
}

/* A term without its number. */
static id bare(struct graph *g, id term)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT || n->data == NUMBER_ONE || n->data == NUMBER_ZERO) return term;
    return graph_scale(g, number_div(&g->numbers, NUMBER_ONE, n->data), term);
}

/* A term of a sum over the first term of the pattern, whose factors were found in it. */
static id over_first(const struct matching *m, id first, id term)
{
    struct graph *g = m->g;
    uint32_t n = factors_in(g, first);
    size_t begin = graph_begin(g);
    graph_push(g, term, NUMBER_ONE);
    for (uint32_t i = 0; i < n; i++)
        graph_push(g, m->factors[i].id, number_neg(&g->numbers, factor_of(g, first, i).c));
    return graph_end_product(g, begin, NUMBER_ONE);
}

/* What the pattern of a row is multiplied with in a sum: the number c times the rest. */
struct cofactor {
    number c;
    id rest;
    id parts[MOST_WRITTEN]; /* the rest times the pattern's terms, from the second on */
};

static id times_rest(struct graph *g, const struct cofactor *by, id a)
{
    return graph_is_one(g, by->rest) ? a : graph_mul(g, by->rest, a);
}

/* True if the sum has a part of the pattern, with any number; it becomes known. */
static bool has_part(const struct matching *m, id a, struct cofactor *by, id pattern, uint32_t i)
{
    struct graph *g = m->g;
    by->parts[i] = times_rest(g, by, matching_instantiate(m, graph_child(g, pattern, i)));
    return has_term(g, a, bare(g, by->parts[i]));
}

/* Finds what the pattern is multiplied with if its first term is this one of the sum; false if the
 * other terms are not there. */
static bool find_cofactor(struct matching *m, id pattern, id a, uint32_t k, struct cofactor *by)
{
    struct graph *g = m->g;
    id first = graph_child(g, pattern, 0), term = graph_child(g, a, k);
    if (!matching_factors(m, first, 0, term, 0)) return false;
    by->c = number_div(&g->numbers, node_number(g, graph_node(g, a), k),
                       node_number(g, graph_node(g, pattern), 0));
    by->rest = over_first(m, first, term);
    if (by->rest == POISON) return false;
    bool is_number = graph_op(g, by->rest) == OP_NUMBER;
    uint32_t n = graph_node(g, pattern)->n;
    for (uint32_t i = 1; i < n; i++) {
        id part = graph_child(g, pattern, i);
        for (uint32_t j = 0; matching_letters_in(m, part) == 2 && j < graph_node(g, a)->n; j++)
            if (j != k && is_number) matching_node(m, part, graph_child(g, a, j));
        if (matching_letters_in(m, part) == 2 || !has_part(m, a, by, pattern, i)) return false;
    }
    return graph_node(g, pattern)->data == NUMBER_ZERO || has_term(g, a, bare(g, by->rest));
}

/* Adds cofactor*(result - pattern), term by term; term k is the pattern's first. */
static id exchanged(struct matching *m, struct rewrite_nodes *row, id a, uint32_t k,
                    const struct cofactor *by)
{
    struct graph *g = m->g;
    struct numbers *t = &g->numbers;
    number less = number_neg(t, by->c);
    id result = rewrite_rows_result(g, row);
    if (result == POISON) return POISON;
    id other = times_rest(g, by, matching_instantiate(m, result));
    const struct node *pattern = graph_node(g, row->pattern);
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    graph_push(g, other, by->c);
    graph_push(g, graph_child(g, a, k), number_neg(t, node_number(g, graph_node(g, a), k)));
    for (uint32_t i = 1; i < pattern->n; i++)
        graph_push(g, by->parts[i], number_mul(t, less, node_number(g, pattern, i)));
    graph_push(g, by->rest, number_mul(t, less, pattern->data));
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* ---- one row ---- */

static void offer(struct rewrites *r, struct matching *m, struct rewrite_nodes *row, id form,
                  id *best)
{
    if (form == POISON) return;
    if (operations_count(r->known, r->g, form) >= operations_count(r->known, r->g, *best)) return;
    if (*row->text->condition &&
        (!row->condition || !fact_holds(r->g, matching_instantiate(m, row->condition))))
        return;
    *best = form;
}

static void try_sum(struct rewrites *r, struct rewrite_nodes *row, id a, id *best)
{
    uint32_t n = graph_node(r->g, a)->n;
    for (uint32_t k = 0; k < n && n <= MOST_TERMS; k++) {
        struct matching m = {.g = r->g, .holes = row->holes};
        struct cofactor by;
        if (find_cofactor(&m, row->pattern, a, k, &by))
            offer(r, &m, row, exchanged(&m, row, a, k, &by), best);
    }
}

/* False if a sum has no number that a sum in the pattern could have. */
static bool may_be_turned(struct graph *g, id pattern, id sum)
{
    number turned = number_neg(&g->numbers, graph_node(g, sum)->data);
    bool found = false;
    for (uint32_t i = 0; i < factors_in(g, pattern) && !found; i++) {
        const struct node *n = graph_node(g, factor_of(g, pattern, i).id);
        found = n->op == OP_SUM && n->data == turned;
    }
    return found;
}

/* A sum among the factors may stand there with the opposite sign. */
static void try_product(struct rewrites *r, struct rewrite_nodes *row, id a, id *best)
{
    struct graph *g = r->g;
    struct matching m = {.g = g, .holes = row->holes};
    offer(r, &m, row, in_product(r, &m, row, a), best);
    uint32_t n = row->terms->has_sum ? factors_in(g, a) : 0;
    for (uint32_t i = 0; i < n && n <= MOST_TERMS; i++) {
        struct term t = factor_of(g, a, i);
        int64_t e;
        if (graph_op(g, t.id) != OP_SUM || !number_to_int(&g->numbers, t.c, &e)) continue;
        if (!may_be_turned(g, row->pattern, t.id)) continue;
        size_t begin = graph_begin(g);
        graph_push(g, a, NUMBER_ONE);
        graph_push(g, t.id, number_neg(&g->numbers, t.c));
        graph_push(g, graph_neg(g, t.id), t.c);
        id turned = graph_end_product(g, begin, e % 2 ? NUMBER_MINUS_ONE : NUMBER_ONE);
        m = (struct matching){.g = g, .holes = row->holes};
        if (turned != POISON) offer(r, &m, row, in_product(r, &m, row, turned), best);
    }
}

static void try_row(struct rewrites *r, struct rewrite_nodes *row, id a, id *best)
{
    bool sum = graph_op(r->g, a) == OP_SUM;
    if (!rewrite_rows_pattern(r->g, row)) return;
    if (r->work) r->work--;
    if ((graph_op(r->g, row->pattern) == OP_SUM) != sum) return;
    if (sum)
        try_sum(r, row, a, best);
    else
        try_product(r, row, a, best);
}

/* ---- which rows to try ---- */

/* The node by the row that leaves the fewest operations. */
static id by_best_row(struct rewrites *r, id a, struct functions_in set)
{
    struct factors factors = rewrite_rows_factors(r->g, a);
    struct rows_in rows = rewrite_rows_of(r, set, graph_op(r->g, a) == OP_SUM, &factors);
    id best = a;
    for (int word = 0; word < ROW_WORDS; word++)
        for (; rows.bits[word]; rows.bits[word] &= rows.bits[word] - 1) {
            size_t row = (size_t)(64 * word + __builtin_ctzll(rows.bits[word]));
            struct rewrite_nodes *nodes = rewrite_rows_fit(r, row, a, &set, &factors);
            if (nodes) try_row(r, nodes, a, &best);
        }
    return best;
}

/* Without memory it is found again. */
static void note_result(struct rewrites *r, struct known_ids *all, id a, id result)
{
    known_set(&r->g->core->mem, all, a, result);
}

id rewrites_apply(struct rewrites *r, id a)
{
    id first = a, before = POISON;
    for (int round = 0; round < MOST_ROUNDS && a != before; round++) {
        if (a == POISON || graph_shape(r->g, a) != SHAPE_SCALAR || !r->work) return a;
        if (known_at(&r->becomes, a)) {
            a = known_at(&r->becomes, a);
            break;
        }
        struct functions_in set = operations_functions(r->known, r->g, a);
        if (graph_node(r->g, a)->singular || !(set.bits[0] | set.bits[1])) break;
        before = a;
        a = by_best_row(r, a, set);
    }
    if (a == before) note_result(r, &r->becomes, a, a);
    if (a != POISON) note_result(r, &r->becomes, first, a);
    return a;
}

/* Forms of fractions are sums in products of sums of products. */
enum { DEPTH = 4 };

static id apply_within(struct rewrites *r, id a, int depth);

/* A term of a sum counts with its number: 2*sin(u)*cos(u) is sin(2*u). */
static id apply_in_terms(struct rewrites *r, id sum, int depth)
{
    struct graph *g = r->g;
    uint32_t n = graph_node(g, sum)->n;
    bool changed = false;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, sum);
        id term = graph_scale(g, node_number(g, node, i), node_child(g, node, i)),
           now = apply_within(r, term, depth - 1);
        changed |= now != term;
        graph_push(g, now, NUMBER_ONE);
    }
    id result = changed ? graph_end_sum(g, begin, graph_node(g, sum)->data) : sum;
    g->scratch.n = begin;
    return result;
}

static id apply_in_factors(struct rewrites *r, id product, int depth)
{
    struct graph *g = r->g;
    uint32_t n = graph_node(g, product)->n;
    bool changed = false;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id base = graph_child(g, product, i), now = apply_within(r, base, depth - 1);
        changed |= now != base;
        graph_push(g, now, node_number(g, graph_node(g, product), i));
    }
    id result = changed ? graph_end_product(g, begin, graph_node(g, product)->data) : product;
    g->scratch.n = begin;
    return result;
}

static id apply_within(struct rewrites *r, id a, int depth)
{
    id known = known_at(&r->within, a), result = a;
    enum op op = graph_op(r->g, a);
    if (known != POISON || depth == 0) return known != POISON ? known : a;
    if (op == OP_SUM && depth > 1) result = apply_in_terms(r, a, depth);
    if (op == OP_PRODUCT && depth > 1) result = apply_in_factors(r, a, depth);
    if (result != POISON && op_has_pairs(op)) result = rewrites_apply(r, result);
    if (result != POISON) note_result(r, &r->within, a, result);
    return result;
}

id rewrites_apply_within(struct rewrites *r, id a)
{
    return apply_within(r, a, DEPTH);
}

void rewrites_free(struct rewrites *r)
{
    vec_free(&r->g->core->mem, &r->becomes.of);
    vec_free(&r->g->core->mem, &r->within.of);
}

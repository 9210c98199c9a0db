#include "pass/quarter_turns.h"
#include "pass/rewrites_private.h"

enum { MOST_TIMES = 12, MOST_ROUNDS = 8 };

/* What stands in the places of letters, POISON: nothing yet; and of a pattern's factors. */
struct matching {
    struct graph *g;
    const id *holes;
    id values[HOLES];
    struct term factors[MOST_WRITTEN];
};

/* ---- putting values in ---- */

/* Pushes c times a term, the first sum in it multiplied out; returns whether there is one. */
static bool push_open(struct graph *g, id term, number c)
{
    uint32_t n = graph_op(g, term) == OP_PRODUCT ? graph_node(g, term)->n : 0;
    for (uint32_t i = 0; i < n; i++) {
        id sum = graph_child(g, term, i);
        if (graph_op(g, sum) != OP_SUM || node_number(g, graph_node(g, term), i) != NUMBER_ONE)
            continue;
        id rest = graph_div(g, term, sum);
        uint32_t terms = graph_node(g, sum)->n;
        for (uint32_t k = 0; k < terms; k++) {
            number more = number_mul(&g->numbers, c, node_number(g, graph_node(g, sum), k));
            graph_push(g, graph_mul(g, rest, graph_child(g, sum, k)), more);
        }
        graph_push(g, rest, number_mul(&g->numbers, c, graph_node(g, sum)->data));
        return true;
    }
    graph_push(g, term, c);
    return false;
}

/* x*(a + b)/2 + x*(a - b)/2 is a*x. */
static id simpler_argument(struct graph *g, id a)
{
    const struct node n = *graph_node(g, a);
    bool scaled = n.op == OP_PRODUCT && n.n == 1 && node_number(g, &n, 0) == NUMBER_ONE,
         any = false;
    id sum = scaled ? node_child(g, &n, 0) : a;
    if (graph_op(g, sum) != OP_SUM || graph_node(g, sum)->n > MOST_TERMS) return a;
    uint32_t terms = graph_node(g, sum)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < terms; i++)
        any |= push_open(g, graph_child(g, sum, i), node_number(g, graph_node(g, sum), i));
    id open = graph_end_sum(g, begin, graph_node(g, sum)->data);
    if (open == POISON || !any || graph_op(g, open) == OP_SUM) return a;
    return scaled ? graph_scale(g, n.data, open) : open;
}

/* Patterns are a few levels deep. */
static id instantiate(const struct matching *m, id p)
{
    id children[8];
    struct graph *g = m->g;
    uint32_t n = graph_node(g, p)->n;
    for (int i = 0; i < HOLES; i++)
        if (p == m->holes[i]) return m->values[i];
    if (n == 0 || n > 8) return n ? POISON : p;
    for (uint32_t i = 0; i < n; i++) children[i] = instantiate(m, graph_child(g, p, i));
    if (graph_op(g, p) == OP_FN && n == 1 && children[0])
        children[0] = simpler_argument(g, children[0]);
    return quarter_turns_taken(g, graph_rebuild(g, p, children));
}

/* 0: no letters, 1: letters that all have values, 2: others. */
static int letters_in(const struct matching *m, id p)
{
    int most = 0;
    for (int i = 0; i < HOLES; i++)
        if (p == m->holes[i]) return m->values[i] ? 1 : 2;
    uint32_t n = graph_node(m->g, p)->n;
    for (uint32_t i = 0; i < n && most < 2; i++) {
        int one = letters_in(m, graph_child(m->g, p, i));
        if (one > most) most = one;
    }
    return most;
}

/* ---- matching ---- */

static bool match(struct matching *m, id p, id a);
static int64_t match_factors(struct matching *m, id p, uint32_t i, id a, uint32_t used);

/* Terms of a sum, or factors of a product, in any order. */
static bool match_terms(struct matching *m, id p, id a)
{
    struct graph *g = m->g;
    uint32_t n = graph_node(g, p)->n;
    bool used[MOST_TERMS] = {false};
    if (n != graph_node(g, a)->n || n > MOST_TERMS ||
        graph_node(g, p)->data != graph_node(g, a)->data)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        bool found = false;
        for (uint32_t k = 0; k < n && !found; k++) {
            struct matching before = *m;
            id term = graph_child(g, a, k);
            bool same = node_number(g, graph_node(g, p), i) == node_number(g, graph_node(g, a), k);
            found = !used[k] && same && match(m, graph_child(g, p, i), term);
            if (found)
                used[k] = true;
            else
                *m = before;
        }
        if (!found) return false;
    }
    return true;
}

/* A product of a letter without a value and something else: the letter is what is left. False if
 * the pattern is of another kind. */
static bool match_rest(struct matching *m, id p, id a)
{
    struct graph *g = m->g;
    const struct node *n = graph_node(g, p);
    if (n->op != OP_PRODUCT || n->n != 2 || n->data != NUMBER_ONE) return false;
    for (uint32_t i = 0; i < 2; i++) {
        n = graph_node(g, p);
        id letter = node_child(g, n, i), other = node_child(g, n, 1 - i);
        if (node_number(g, n, 0) != NUMBER_ONE || node_number(g, n, 1) != NUMBER_ONE) return false;
        for (int k = 0; k < HOLES; k++) {
            if (m->holes[k] != letter || m->values[k]) continue;
            if (!match_factors(m, other, 0, a, 0) || m->values[k]) return false;
            m->values[k] = graph_div(g, a, instantiate(m, other));
            return m->values[k] != POISON;
        }
    }
    return false;
}

/* A letter without a value and a number: the letter is what is left, as x + 1 of x + 2 in u + 1.
 * False if the pattern is of another kind. */
static bool match_shifted(struct matching *m, id p, id a)
{
    struct graph *g = m->g;
    const struct node *n = graph_node(g, p);
    if (n->op != OP_SUM || n->n != 1 || node_number(g, n, 0) != NUMBER_ONE) return false;
    for (int k = 0; k < HOLES; k++) {
        if (m->holes[k] != node_child(g, n, 0) || m->values[k]) continue;
        m->values[k] = graph_sub(g, a, graph_number(g, n->data));
        return m->values[k] != POISON;
    }
    return false;
}

static bool match(struct matching *m, id p, id a)
{
    struct graph *g = m->g;
    for (int i = 0; i < HOLES; i++) {
        if (p != m->holes[i]) continue;
        if (graph_shape(g, a) != SHAPE_SCALAR) return false;
        if (!m->values[i]) m->values[i] = a;
        return m->values[i] == a;
    }
    int letters = letters_in(m, p);
    if (letters == 0) return p == a;
    if (letters == 1 && graph_op(g, p) != OP_FN) return instantiate(m, p) == a;
    if (match_rest(m, p, a) || (graph_shape(g, a) == SHAPE_SCALAR && match_shifted(m, p, a)))
        return true;
    const struct node *x = graph_node(g, p), *y = graph_node(g, a);
    if (x->op != y->op || x->fn != y->fn || x->n != y->n) return false;
    if (op_has_pairs(x->op)) return match_terms(m, p, a);
    uint32_t n = x->n;
    for (uint32_t i = 0; i < n; i++)
        if (!match(m, graph_child(g, p, i), graph_child(g, a, i))) return false;
    return n > 0;
}

/* ---- factors of a product ---- */

/* Returns how often the exponent e goes into E, both of one sign. */
static int64_t times_of(struct graph *g, number e, number whole)
{
    struct numbers *t = &g->numbers;
    int64_t times = 0;
    if (e == whole) return 1;
    if (number_sign(t, e) != number_sign(t, whole)) return 0;
    number quotient = number_floor(t, number_div(t, whole, e));
    return number_to_int(t, quotient, &times) && times > 0 ? times : 0;
}

/* Finds the pattern's factors from number i on among those of the product; returns how often they
 * are all there. */
static int64_t match_factors(struct matching *m, id p, uint32_t i, id a, uint32_t used)
{
    struct graph *g = m->g;
    if (i == factors_in(g, p)) return MOST_TIMES;
    struct term want = factor_of(g, p, i);
    for (uint32_t k = 0; k < factors_in(g, a) && k < MOST_TERMS; k++) {
        if (used >> k & 1) continue;
        struct matching before = *m;
        struct term have = factor_of(g, a, k);
        int64_t times = times_of(g, want.c, have.c);
        if (times && i < MOST_WRITTEN && match(m, want.id, have.id)) {
            m->factors[i] = have;
            int64_t others = match_factors(m, p, i + 1, a, used | 1u << k);
            if (others) return others < times ? others : times;
        }
        *m = before;
    }
    return 0;
}

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
    int64_t times = match_factors(m, row->pattern, 0, a, 0);
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
    graph_push(g, instantiate(m, row->result), n);
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

/* Adds cofactor*(result - pattern), term by term. */
static id exchanged(struct matching *m, struct rewrite_nodes *row, id a, id cofactor)
{
    struct graph *g = m->g;
    uint32_t n = graph_node(g, row->pattern)->n;
    id other = rewrite_rows_result(g, row);
    if (other == POISON) return POISON;
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    graph_push(g, graph_mul(g, cofactor, instantiate(m, other)), NUMBER_ONE);
    for (uint32_t i = 0; i < n; i++) {
        number c = node_number(g, graph_node(g, row->pattern), i);
        id term = instantiate(m, graph_child(g, row->pattern, i));
        graph_push(g, graph_mul(g, cofactor, term), number_neg(&g->numbers, c));
    }
    number constant = number_neg(&g->numbers, graph_node(g, row->pattern)->data);
    graph_push(g, graph_scale(g, constant, cofactor), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
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

/* True if the sum has the cofactor times a part of the pattern, with any number. */
static bool has_part(const struct matching *m, id a, id cofactor, id part)
{
    struct graph *g = m->g;
    id one = instantiate(m, part);
    if (!graph_is_number(g, cofactor, &(number){0})) one = graph_mul(g, cofactor, one);
    return has_term(g, a, bare(g, one));
}

/* What the pattern is multiplied with if its first term is this one of the sum; POISON if the other
 * terms are not there. */
static id cofactor_of(struct matching *m, struct rewrite_nodes *row, id a, uint32_t k)
{
    struct graph *g = m->g;
    id first = graph_child(g, row->pattern, 0), term = graph_child(g, a, k);
    if (!match_factors(m, first, 0, term, 0)) return POISON;
    number c = number_div(&g->numbers, node_number(g, graph_node(g, a), k),
                          node_number(g, graph_node(g, row->pattern), 0));
    id cofactor = graph_scale(g, c, over_first(m, first, term));
    uint32_t n = graph_node(g, row->pattern)->n;
    for (uint32_t i = 1; i < n; i++) {
        id part = graph_child(g, row->pattern, i);
        for (uint32_t j = 0; letters_in(m, part) == 2 && j < graph_node(g, a)->n; j++)
            if (j != k && graph_is_number(g, cofactor, &(number){0}))
                match(m, part, graph_child(g, a, j));
        if (letters_in(m, part) == 2 || !has_part(m, a, cofactor, part)) return POISON;
    }
    if (graph_node(g, row->pattern)->data != NUMBER_ZERO && !has_term(g, a, bare(g, cofactor)))
        return POISON;
    return cofactor;
}

/* ---- one row ---- */

static void offer(struct rewrites *r, struct matching *m, struct rewrite_nodes *row, id form,
                  id *best)
{
    if (form == POISON) return;
    if (operations_count(r->known, r->g, form) >= operations_count(r->known, r->g, *best)) return;
    if (*row->text->condition &&
        (!row->condition || !fact_holds(r->g, instantiate(m, row->condition))))
        return;
    *best = form;
}

static void try_sum(struct rewrites *r, struct rewrite_nodes *row, id a, id *best)
{
    uint32_t n = graph_node(r->g, a)->n;
    for (uint32_t k = 0; k < n && n <= MOST_TERMS; k++) {
        struct matching m = {.g = r->g, .holes = row->holes};
        id cofactor = cofactor_of(&m, row, a, k);
        if (cofactor != POISON) offer(r, &m, row, exchanged(&m, row, a, cofactor), best);
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

static void note_result(struct rewrites *r, node_results *all, id a, id result)
{
    size_t more = a >= all->n ? a + 1 - all->n : 0;
    if (!vec_reserve(&r->g->core->mem, all, more)) return;
    while (all->n <= a) all->at[all->n++] = POISON;
    all->at[a] = result;
}

static id known_result(const node_results *all, id a)
{
    return a < all->n ? all->at[a] : POISON;
}

id rewrites_apply(struct rewrites *r, id a)
{
    id first = a, before = POISON;
    for (int round = 0; round < MOST_ROUNDS && a != before; round++) {
        if (a == POISON || graph_shape(r->g, a) != SHAPE_SCALAR || !r->work) return a;
        if (known_result(&r->becomes, a)) {
            a = known_result(&r->becomes, a);
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
    id known = known_result(&r->within, a), result = a;
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
    mem_free_array(&r->g->core->mem, r->rows, n_rewrite_rows, sizeof *r->rows);
    vec_free(&r->g->core->mem, &r->becomes);
    vec_free(&r->g->core->mem, &r->within);
}

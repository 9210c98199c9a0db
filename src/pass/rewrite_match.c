/* rewrite_match.c - patterns of identities: what stands in the places of their letters, and
 * formulas with values in these places. */
#include "pass/quarter_turns.h"
#include "pass/rewrites_private.h"

enum { MOST_TIMES = 12 };

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
id matching_instantiate(const struct matching *m, id p)
{
    id children[8];
    struct graph *g = m->g;
    uint32_t n = graph_node(g, p)->n;
    for (int i = 0; i < HOLES; i++)
        if (p == m->holes[i]) return m->values[i];
    if (n == 0 || n > 8) return n ? POISON : p;
    for (uint32_t i = 0; i < n; i++) children[i] = matching_instantiate(m, graph_child(g, p, i));
    if (graph_op(g, p) == OP_FN && n == 1 && children[0])
        children[0] = simpler_argument(g, children[0]);
    return quarter_turns_taken(g, graph_rebuild(g, p, children));
}

int matching_letters_in(const struct matching *m, id p)
{
    int most = 0;
    for (int i = 0; i < HOLES; i++)
        if (p == m->holes[i]) return m->values[i] ? 1 : 2;
    uint32_t n = graph_node(m->g, p)->n;
    for (uint32_t i = 0; i < n && most < 2; i++) {
        int one = matching_letters_in(m, graph_child(m->g, p, i));
        if (one > most) most = one;
    }
    return most;
}

/* ---- matching ---- */

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
            found = !used[k] && same && matching_node(m, graph_child(g, p, i), term);
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
            if (!matching_factors(m, other, 0, a, 0) || m->values[k]) return false;
            m->values[k] = graph_div(g, a, matching_instantiate(m, other));
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

bool matching_node(struct matching *m, id p, id a)
{
    struct graph *g = m->g;
    for (int i = 0; i < HOLES; i++) {
        if (p != m->holes[i]) continue;
        if (graph_shape(g, a) != SHAPE_SCALAR) return false;
        if (!m->values[i]) m->values[i] = a;
        return m->values[i] == a;
    }
    int letters = matching_letters_in(m, p);
    if (letters == 0) return p == a;
    if (letters == 1 && graph_op(g, p) != OP_FN) return matching_instantiate(m, p) == a;
    if (match_rest(m, p, a) || (graph_shape(g, a) == SHAPE_SCALAR && match_shifted(m, p, a)))
        return true;
    const struct node *x = graph_node(g, p), *y = graph_node(g, a);
    if (x->op != y->op || x->fn != y->fn || x->n != y->n) return false;
    if (op_has_pairs(x->op)) return match_terms(m, p, a);
    uint32_t n = x->n;
    for (uint32_t i = 0; i < n; i++)
        if (!matching_node(m, graph_child(g, p, i), graph_child(g, a, i))) return false;
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

int64_t matching_factors(struct matching *m, id p, uint32_t i, id a, uint32_t used)
{
    struct graph *g = m->g;
    if (i == factors_in(g, p)) return MOST_TIMES;
    struct term want = factor_of(g, p, i);
    for (uint32_t k = 0; k < factors_in(g, a) && k < MOST_TERMS; k++) {
        if (used >> k & 1) continue;
        struct matching before = *m;
        struct term have = factor_of(g, a, k);
        int64_t times = times_of(g, want.c, have.c);
        if (times && i < MOST_WRITTEN && matching_node(m, want.id, have.id)) {
            m->factors[i] = have;
            int64_t others = matching_factors(m, p, i + 1, a, used | 1u << k);
            if (others) return others < times ? others : times;
        }
        *m = before;
    }
    return 0;
}

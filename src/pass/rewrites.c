#include "pass/rewrites.h"

#include "graph/guard.h"

#include <string.h>

const struct rewrite_row rewrite_rows[] = {
#define REWRITE(fn, pattern, result, condition) {FN_##fn, pattern, result, condition},
#include "pass/rewrites.def"
};
enum { ROWS = sizeof rewrite_rows / sizeof *rewrite_rows };
const size_t n_rewrite_rows = ROWS;

/* The letters of a row. */
enum { HOLES = 4, MOST_TERMS = 24, MOST_TIMES = 12, MOST_ROUNDS = 8 };

/* Reading a row takes longer than seeing that it cannot apply, and most never do: each part is read
 * when it is needed. */
struct rewrite_nodes {
    const struct rewrite_row *text; /* NULL: not met before */
    struct functions_in needs;
    bool is_sum, read, read_result;
    bool has_sum;                  /* among the factors of the pattern */
    id pattern, result, condition; /* POISON: none */
    id holes[HOLES];
};

/* What stands in the places of letters; POISON: nothing yet. */
struct matching {
    struct graph *g;
    const id *holes;
    id values[HOLES];
};

/* ---- rows as nodes ---- */

static bool has_sum(const struct graph *g, id pattern)
{
    const struct node *n = graph_node(g, pattern);
    bool found = false;
    for (uint32_t i = 0; i < n->n && n->op == OP_PRODUCT; i++)
        found |= graph_op(g, node_child(g, n, i)) == OP_SUM;
    return found;
}

static void put_in(struct functions_in *set, enum fn fn)
{
    set->bits[fn / 64 % 2] |= (uint64_t)1 << fn % 64;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* What a pattern needs: the functions that it names, and a sum if it is written as one. */
static void look_over(struct rewrite_nodes *nodes)
{
    const char *begin = nodes->text->pattern;
    int depth = 0;
    for (const char *at = begin; *at; at++) {
        const char *word = at;
        while (is_letter(*at)) at++;
        const struct fn_row *row =
            at - word > 1 && *at == '(' ? fn_find(word, (size_t)(at - word)) : NULL;
        if (row && row->function >= 0) put_in(&nodes->needs, (enum fn)row->function);
        depth += (*at == '(') - (*at == ')');
        nodes->is_sum |= depth == 0 && at > begin && (*at == '+' || *at == '-');
        if (!*at) break;
    }
}

static struct rewrite_nodes *nodes_of(struct rewrites *r, size_t row)
{
    if (!r->rows) r->rows = mem_array(&r->g->core->mem, ROWS, sizeof *r->rows);
    struct rewrite_nodes *nodes = r->rows ? &r->rows[row] : NULL;
    if (!nodes || nodes->text) return nodes;
    nodes->text = &rewrite_rows[row];
    look_over(nodes);
    return nodes;
}

static id pattern_of(struct graph *g, struct rewrite_nodes *nodes)
{
    static const char *const names[HOLES] = {" u", " v", " w", " x"};
    if (nodes->read) return nodes->pattern;
    nodes->read = true;
    for (int i = 0; i < HOLES; i++) {
        uint32_t name = names_intern(&g->core->names, &g->core->arena, names[i], 2);
        nodes->holes[i] = graph_variable(g, name, SHAPE_SCALAR);
    }
    nodes->pattern = rule_formula(g, nodes->text->pattern, nodes->holes, HOLES);
    nodes->has_sum = has_sum(g, nodes->pattern);
    return nodes->pattern;
}

static id result_of(struct graph *g, struct rewrite_nodes *nodes)
{
    const struct rewrite_row *text = nodes->text;
    if (nodes->read_result) return nodes->result;
    nodes->read_result = true;
    nodes->result = rule_formula(g, text->result, nodes->holes, HOLES);
    if (*text->condition) nodes->condition = rule_formula(g, text->condition, nodes->holes, HOLES);
    return nodes->result;
}

/* ---- putting values in ---- */

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
    return graph_rebuild(g, p, children);
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
    if (letters == 1) return instantiate(m, p) == a;
    if (match_rest(m, p, a)) return true;
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

/* Any node is a product with itself as its only factor. */
static uint32_t factors_in(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_PRODUCT ? graph_node(g, a)->n : 1;
}

static struct term factor_of(const struct graph *g, id a, uint32_t i)
{
    if (graph_op(g, a) != OP_PRODUCT) return (struct term){a, NUMBER_ONE};
    return (struct term){graph_child(g, a, i), node_number(g, graph_node(g, a), i)};
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
        if (times && match(m, want.id, have.id)) {
            int64_t others = match_factors(m, p, i + 1, a, used | 1u << k);
            if (others) return others < times ? others : times;
        }
        *m = before;
    }
    return 0;
}

/* The product with the result in the place of the pattern; POISON if it is not there. */
static id in_product(struct matching *m, struct rewrite_nodes *row, id a)
{
    struct graph *g = m->g;
    int64_t times = match_factors(m, row->pattern, 0, a, 0);
    id other = times ? result_of(g, row) : POISON;
    if (other == POISON) return POISON;
    number n = number_from_int(&g->numbers, times);
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    id pattern = instantiate(m, row->pattern), result = instantiate(m, other);
    if (graph_is_zero(g, pattern)) return g->scratch.n = begin, POISON;
    graph_push(g, pattern, number_neg(&g->numbers, n));
    graph_push(g, result, n);
    return graph_end_product(g, begin, NUMBER_ONE);
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
    id other = result_of(g, row);
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

/* What the pattern is multiplied with if its first term is this one of the sum; POISON if the other
 * terms are not there. */
static id cofactor_of(struct matching *m, struct rewrite_nodes *row, id a, uint32_t k)
{
    struct graph *g = m->g;
    id first = graph_child(g, row->pattern, 0), term = graph_child(g, a, k);
    if (!match_factors(m, first, 0, term, 0)) return POISON;
    number c = number_div(&g->numbers, node_number(g, graph_node(g, a), k),
                          node_number(g, graph_node(g, row->pattern), 0));
    id cofactor = graph_scale(g, c, graph_div(g, term, instantiate(m, first)));
    uint32_t n = graph_node(g, row->pattern)->n;
    for (uint32_t i = 1; i < n; i++) {
        id part = graph_child(g, row->pattern, i);
        for (uint32_t j = 0; letters_in(m, part) == 2 && j < graph_node(g, a)->n; j++)
            if (j != k && graph_is_number(g, cofactor, &(number){0}))
                match(m, part, graph_child(g, a, j));
        if (letters_in(m, part) == 2) return POISON;
        if (!has_term(g, a, bare(g, graph_mul(g, cofactor, instantiate(m, part))))) return POISON;
    }
    if (graph_node(g, row->pattern)->data != NUMBER_ZERO && !has_term(g, a, bare(g, cofactor)))
        return POISON;
    return cofactor;
}

/* ---- one row ---- */

static bool has_all(const struct functions_in *set, const struct functions_in *needs)
{
    return !(needs->bits[0] & ~set->bits[0]) && !(needs->bits[1] & ~set->bits[1]);
}

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

/* A sum among the factors may stand there with the opposite sign. */
static void try_product(struct rewrites *r, struct rewrite_nodes *row, id a, id *best)
{
    struct graph *g = r->g;
    struct matching m = {.g = g, .holes = row->holes};
    offer(r, &m, row, in_product(&m, row, a), best);
    uint32_t n = row->has_sum ? factors_in(g, a) : 0;
    for (uint32_t i = 0; i < n && n <= MOST_TERMS; i++) {
        struct term t = factor_of(g, a, i);
        int64_t e;
        if (graph_op(g, t.id) != OP_SUM || !number_to_int(&g->numbers, t.c, &e)) continue;
        size_t begin = graph_begin(g);
        graph_push(g, a, NUMBER_ONE);
        graph_push(g, t.id, number_neg(&g->numbers, t.c));
        graph_push(g, graph_neg(g, t.id), t.c);
        id turned = graph_end_product(g, begin, e % 2 ? NUMBER_MINUS_ONE : NUMBER_ONE);
        m = (struct matching){.g = g, .holes = row->holes};
        if (turned != POISON) offer(r, &m, row, in_product(&m, row, turned), best);
    }
}

static void try_row(struct rewrites *r, size_t row, const struct functions_in *set, id a, id *best)
{
    struct graph *g = r->g;
    struct rewrite_nodes *nodes = nodes_of(r, row);
    if (!nodes || !has_all(set, &nodes->needs)) return;
    bool sum = graph_op(g, a) == OP_SUM;
    if ((nodes->is_sum && !sum) || !pattern_of(g, nodes)) return;
    if (r->work) r->work--;
    if (graph_op(g, nodes->pattern) == OP_SUM) {
        if (sum) try_sum(r, nodes, a, best);
    } else if (!sum)
        try_product(r, nodes, a, best);
}

/* ---- which rows to try ---- */

static void include(struct functions_in *set, struct functions_in other)
{
    set->bits[0] |= other.bits[0];
    set->bits[1] |= other.bits[1];
}

static struct functions_in functions_of(const struct rewrites *r, const struct node *n)
{
    struct functions_in set = {{0, 0}};
    if (n->op == OP_FN) {
        put_in(&set, n->fn);
        bool nested = n->fn == FN_where || n->fn == FN_maximum || n->fn == FN_minimum ||
                      n->fn == FN_abs || n->fn == FN_exp || n->fn == FN_log;
        if (!nested) return set;
    } else if (!op_has_pairs(n->op))
        return set;
    for (uint32_t i = 0; i < n->n; i++) include(&set, r->in.at[node_child(r->g, n, i)]);
    return set;
}

static bool learn(struct rewrites *r, id a)
{
    if (a < r->in.n) return true;
    if (!vec_reserve(&r->g->core->mem, &r->in, a + 1 - r->in.n)) return false;
    while (r->in.n <= a) {
        r->in.at[r->in.n] = functions_of(r, graph_node(r->g, (id)r->in.n));
        r->in.n++;
    }
    return true;
}

static bool has(const struct functions_in *set, enum fn fn)
{
    return set->bits[fn / 64 % 2] >> fn % 64 & 1;
}

static void settle(struct rewrites *r, id a)
{
    size_t more = a >= r->settled.n ? a + 1 - r->settled.n : 0;
    if (!vec_reserve(&r->g->core->mem, &r->settled, more)) return;
    while (r->settled.n <= a) r->settled.at[r->settled.n++] = false;
    r->settled.at[a] = true;
}

id rewrites_apply(struct rewrites *r, id a)
{
    for (int round = 0; round < MOST_ROUNDS; round++) {
        if (a == POISON || graph_shape(r->g, a) != SHAPE_SCALAR || !r->work || !learn(r, a)) break;
        struct functions_in set = r->in.at[a];
        if (a < r->settled.n && r->settled.at[a]) break;
        id best = a;
        if (graph_node(r->g, a)->singular || !(set.bits[0] | set.bits[1])) break;
        for (size_t row = 0; row < ROWS; row++)
            if (has(&set, rewrite_rows[row].fn)) try_row(r, row, &set, a, &best);
        if (best == a) {
            settle(r, a);
            break;
        }
        a = best;
    }
    return a;
}

void rewrites_free(struct rewrites *r)
{
    mem_free_array(&r->g->core->mem, r->rows, ROWS, sizeof *r->rows);
    vec_free(&r->g->core->mem, &r->in);
    vec_free(&r->g->core->mem, &r->settled);
}

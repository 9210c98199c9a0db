/* rewrite_rows.c - the rows of rewrites.def: what they need by their text, and as nodes. */
#include "pass/rewrites_private.h"

#include "graph/guard.h"

#include <string.h>

static const struct rewrite_row rewrite_rows[] = {
#define REWRITE(fn, pattern, result, condition) {FN_##fn, pattern, result, condition},
#include "pass/rewrites.def"
};
enum { ROWS = sizeof rewrite_rows / sizeof *rewrite_rows };
_Static_assert(ROWS <= 64 * ROW_WORDS, "a set has a bit for each row");

/* ---- what their texts need ---- */

static bool has(const struct functions_in *set, enum fn fn)
{
    return set->bits[fn / 64] >> fn % 64 & 1;
}

static bool has_any(const struct factors *term)
{
    return term->has_sum || term->above.bits[0] || term->above.bits[1] || term->below.bits[0] ||
           term->below.bits[1];
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static void put_factor(struct factors *set, enum fn fn, bool below, bool square)
{
    struct functions_in *side = below ? &set->below : &set->above;
    if (square || has(side, fn)) functions_put(&set->twice, fn);
    functions_put(side, fn);
}

/* Returns the position after what is in parentheses. */
static const char *closing(const char *at)
{
    int depth = 0;
    do {
        depth += (*at == '(') - (*at == ')');
        at++;
    } while (depth > 0 && *at);
    return at;
}

/* Notes a factor that begins with a word, which may be empty, and a parenthesis. */
static void note_factor(struct factors *term, const char *word, const char *open, bool below)
{
    const char *end = closing(open);
    const struct fn_row *row = fn_find(word, (size_t)(open - word));
    if (open == word) term->has_sum = true;
    if (row && row->function >= 0) put_factor(term, (enum fn)row->function, below, *end == '^');
}

/* Notes the functions that a pattern names. */
static void note_functions(struct rewrite_nodes *nodes, const char *at)
{
    for (; *at; at++) {
        const char *word = at;
        while (is_letter(*at)) at++;
        const struct fn_row *row = *at == '(' ? fn_find(word, (size_t)(at - word)) : NULL;
        if (row && row->function >= 0) functions_put(&nodes->needs, (enum fn)row->function);
        if (!*at) break;
    }
}

/* Finds what a pattern needs, by its text: see `struct rewrite_nodes`. */
static void look_over(struct rewrite_nodes *nodes)
{
    const char *at = nodes->text->pattern;
    struct factors term = {.has_sum = false};
    bool below = false;
    note_functions(nodes, at);
    for (bool more = true; more; at++) {
        const char *word = at;
        while (is_letter(*at)) at++;
        if (*at == '(') note_factor(&term, word, at, below), at = closing(at);
        bool ends = !*at || *at == '+' || *at == '-';
        more = *at != 0;
        nodes->is_sum |= ends && more && at > nodes->text->pattern;
        below = *at == '/' || (below && *at == '^');
        if (!ends) continue;
        term.has_pi = has_any(&term) && strstr(nodes->text->pattern, "pi*");
        if (has_any(&term) && nodes->n_terms < MOST_WRITTEN) nodes->terms[nodes->n_terms++] = term;
        term = (struct factors){.has_sum = false};
    }
}

static struct rewrite_nodes *nodes_of(struct rewrites *r, size_t row)
{
    struct arena *arena = &r->g->core->arena;
    if (!r->rows) r->rows = arena_alloc(arena, ROWS * sizeof *r->rows);
    if (!r->rows || r->rows[row]) return r->rows ? r->rows[row] : NULL;
    struct rewrite_nodes *nodes = r->rows[row] = arena_alloc(arena, sizeof *nodes);
    if (!nodes) return NULL;
    nodes->text = &rewrite_rows[row];
    look_over(nodes);
    uint64_t bit = (uint64_t)1 << row % 64;
    bool special = !nodes->is_sum && (nodes->terms->has_sum || nodes->terms->has_pi);
    r->met.bits[row / 64] |= bit;
    r->sums.bits[row / 64] |= nodes->is_sum ? bit : 0;
    r->special.bits[row / 64] |= special ? bit : 0;
    return nodes;
}

/* ---- rows as nodes ---- */

id rewrite_rows_pattern(struct graph *g, struct rewrite_nodes *nodes)
{
    static const char *const names[HOLES] = {" u", " v", " w", " x"};
    if (nodes->read) return nodes->pattern;
    nodes->read = true;
    for (int i = 0; i < HOLES; i++) {
        uint32_t name = names_intern(&g->core->names, &g->core->arena, names[i], 2);
        nodes->holes[i] = graph_variable(g, name, SHAPE_SCALAR);
    }
    nodes->pattern = rule_formula(g, nodes->text->pattern, nodes->holes, HOLES);
    return nodes->pattern;
}

id rewrite_rows_result(struct graph *g, struct rewrite_nodes *nodes)
{
    const struct rewrite_row *text = nodes->text;
    if (nodes->read_result) return nodes->result;
    nodes->read_result = true;
    nodes->result = rule_formula(g, text->result, nodes->holes, HOLES);
    if (*text->condition) nodes->condition = rule_formula(g, text->condition, nodes->holes, HOLES);
    return nodes->result;
}

/* ---- which rows may apply ---- */

static bool has_all(const struct functions_in *set, const struct functions_in *needs)
{
    return !(needs->bits[0] & ~set->bits[0]) && !(needs->bits[1] & ~set->bits[1]);
}

static bool has_factors(const struct factors *has, const struct factors *needs)
{
    return has->has_sum >= needs->has_sum && has->has_pi >= needs->has_pi &&
           has_all(&has->above, &needs->above) && has_all(&has->below, &needs->below) &&
           has_all(&has->twice, &needs->twice);
}

static bool is_times_pi(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool found = false;
    for (uint32_t i = 0; n->op == OP_PRODUCT && i < n->n; i++) {
        const struct node *factor = graph_node(g, node_child(g, n, i));
        found |= factor->op == OP_CONSTANT && factor->data == CONSTANT_pi;
    }
    return found;
}

struct factors rewrite_rows_factors(const struct graph *g, id a)
{
    struct factors found = {.has_sum = false};
    for (uint32_t i = 0; i < factors_in(g, a); i++) {
        struct term t = factor_of(g, a, i);
        const struct node *base = graph_node(g, t.id);
        found.has_sum |= base->op == OP_SUM;
        bool once = t.c == NUMBER_ONE || t.c == NUMBER_MINUS_ONE;
        if (base->op != OP_FN) continue;
        put_factor(&found, (enum fn)base->fn, number_sign(&g->numbers, t.c) < 0, !once);
        found.has_pi |= is_times_pi(g, node_child(g, base, 0));
    }
    return found;
}

/* One term of the row is enough: the others may be hidden in what they are multiplied with, as
 * cos(u)^2 in sin(u)^2/cos(u)^2 + 1. */
static bool sum_may_have(const struct graph *g, const struct rewrite_nodes *row, id sum)
{
    if (!row->is_sum || !row->n_terms) return row->is_sum;
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t k = 0; k < n && n <= MOST_TERMS; k++) {
        struct factors factors = rewrite_rows_factors(g, graph_child(g, sum, k));
        for (uint32_t i = 0; i < row->n_terms; i++)
            if (has_factors(&factors, &row->terms[i])) return true;
    }
    return false;
}

struct rewrite_nodes *rewrite_rows_fit(struct rewrites *r, size_t row, id a,
                                       const struct functions_in *functions,
                                       const struct factors *factors)
{
    struct rewrite_nodes *nodes = nodes_of(r, row);
    if (!nodes || !has_all(functions, &nodes->needs)) return NULL;
    bool fits = graph_op(r->g, a) == OP_SUM ? sum_may_have(r->g, nodes, a)
                                            : !nodes->is_sum && has_factors(factors, nodes->terms);
    return fits ? nodes : NULL;
}

struct rows_in rewrite_rows_of(struct rewrites *r, struct functions_in set, bool is_sum,
                               const struct factors *factors)
{
    struct rows_in all = {{0}};
    bool special = factors->has_sum || factors->has_pi;
    if (!r->of[rewrite_rows->fn].bits[0])
        for (size_t row = 0; row < ROWS; row++)
            r->of[rewrite_rows[row].fn].bits[row / 64] |= (uint64_t)1 << row % 64;
    for (int half = 0; half < 2; half++)
        for (; set.bits[half]; set.bits[half] &= set.bits[half] - 1) {
            const struct rows_in *of = &r->of[64 * half + __builtin_ctzll(set.bits[half])];
            for (int word = 0; word < ROW_WORDS; word++) all.bits[word] |= of->bits[word];
        }
    for (int word = 0; word < ROW_WORDS; word++) {
        all.bits[word] &= ~r->met.bits[word] | (is_sum ? r->sums.bits[word] : ~r->sums.bits[word]);
        if (!is_sum && !special) all.bits[word] &= ~r->special.bits[word];
    }
    return all;
}

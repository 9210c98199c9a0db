#include "pass/operations.h"

#include <string.h>

enum { MANY = 1000000000 };

static int digits(int64_t n)
{
    int count = 1;
    for (; n > 9 || n < -9; n /= 10) count++;
    return count;
}

/* True if a number that is no integer is written as a decimal, which takes fewer characters. */
static bool is_decimal(struct rational r)
{
    enum { MOST_PLACES = 17 };
    int64_t ten = 1, p = r.p < 0 ? -r.p : r.p, scaled;
    for (int places = 1; places <= MOST_PLACES; places++) {
        ten *= 10;
        if (ten % r.q) continue;
        if (__builtin_mul_overflow(p, ten / r.q, &scaled)) return false;
        int length = digits(scaled) > places ? digits(scaled) + 1 : places + 2;
        return length < digits(p) + 1 + digits(r.q);
    }
    return false;
}

/* Whether |c| is written above or below the line. */
static void sides(const struct graph *g, number c, bool *above, bool *below)
{
    struct rational r = g->numbers.all.at[c];
    *below = r.q != 1 && (r.q == 0 || !g->numbers.decimals || !is_decimal(r));
    *above =
        *below ? r.q == 0 || (r.p != 1 && r.p != -1) : c != NUMBER_ONE && c != NUMBER_MINUS_ONE;
}

static uint32_t of_number(const struct graph *g, number c)
{
    bool above, below;
    sides(g, c, &above, &below);
    return (uint32_t)below + (number_sign(&g->numbers, c) < 0);
}

static uint32_t of_exponent(const struct graph *g, number e)
{
    if (e == NUMBER_ONE || e == NUMBER_MINUS_ONE) return 0;
    if (e == NUMBER_HALF || e == NUMBER_MINUS_HALF) return 1;
    bool above, below;
    sides(g, e, &above, &below);
    return 1 + (uint32_t)below;
}

static bool has_above(const struct graph *g, const struct node *n)
{
    if (n->op != OP_PRODUCT) return true;
    for (uint32_t i = 0; i < n->n; i++)
        if (number_sign(&g->numbers, node_number(g, n, i)) > 0) return true;
    return false;
}

/* What a coefficient other than 1 and -1 adds to a product. */
static uint32_t of_coefficient(const struct graph *g, number c, const struct node *product)
{
    bool above, below;
    sides(g, c, &above, &below);
    return (uint32_t)(above && has_above(g, product)) + below;
}

static uint64_t of_product(const struct operations *known, const struct graph *g,
                           const struct node *n)
{
    uint64_t total = of_coefficient(g, n->data, n) + (number_sign(&g->numbers, n->data) < 0);
    total += n->n - (uint32_t)has_above(g, n);
    bool line = false, looked = false;
    for (uint32_t i = 0; i < n->n; i++) {
        id base = node_child(g, n, i);
        number e = node_number(g, n, i);
        total += known->of.at[base].operations + of_exponent(g, e);
        if (e != NUMBER_ONE || !graph_power_divides(g, base)) continue;
        if (!looked) line = graph_has_dividend(g, n), looked = true;
        total -= line; /* a*x^(-n) is written a/x^n */
    }
    return total;
}

static uint64_t of_sum(const struct operations *known, const struct graph *g, const struct node *n)
{
    bool constant = n->data != NUMBER_ZERO, positive = number_sign(&g->numbers, n->data) > 0, above,
         below;
    uint64_t total = n->n - !constant;
    sides(g, n->data, &above, &below);
    if (constant) total += below;
    for (uint32_t i = 0; i < n->n; i++) {
        id term = node_child(g, n, i);
        number c = node_number(g, n, i);
        total += known->of.at[term].operations + of_coefficient(g, c, graph_node(g, term));
        positive |= number_sign(&g->numbers, c) > 0;
    }
    return total + !positive;
}

static uint64_t of_node(const struct operations *known, const struct graph *g, const struct node *n)
{
    uint64_t total = 1;
    switch (op_class(n->op)) {
    case CLASS_NONE:
    case CLASS_NAMED: return 0;
    case CLASS_LEAF: return n->op == OP_NUMBER ? of_number(g, n->data) : 0;
    default: break;
    }
    if (n->op == OP_PRODUCT) return of_product(known, g, n);
    if (n->op == OP_SUM) return of_sum(known, g, n);
    for (uint32_t i = 0; i < n->n; i++) total += known->of.at[node_child(g, n, i)].operations;
    return total;
}

static bool is_constant(const struct operations *known, const struct graph *g, const struct node *n)
{
    if (n->n == 0) return n->op == OP_NUMBER || n->op == OP_CONSTANT;
    for (uint32_t i = 0; i < n->n; i++)
        if (!known->of.at[node_child(g, n, i)].constant) return false;
    return true;
}

static struct functions_in functions_of(const struct operations *known, const struct graph *g,
                                        const struct node *n)
{
    struct functions_in set = {{0, 0}};
    if (n->op == OP_FN) {
        functions_put(&set, (enum fn)n->fn);
        bool nested = n->fn == FN_where || n->fn == FN_maximum || n->fn == FN_minimum ||
                      n->fn == FN_abs || n->fn == FN_exp || n->fn == FN_log;
        if (!nested) return set;
    } else if (!op_has_pairs(n->op))
        return set;
    for (uint32_t i = 0; i < n->n; i++) {
        const struct functions_in *child = &known->of.at[node_child(g, n, i)].functions;
        set.bits[0] |= child->bits[0];
        set.bits[1] |= child->bits[1];
    }
    return set;
}

/* Puts the parts of a node that are not known on the stack; false if there are none. */
static bool push_parts(struct operations *known, const struct graph *g, const struct node *n)
{
    size_t before = known->todo.n;
    uint32_t children = op_class(n->op) == CLASS_NAMED ? 0 : n->n;
    for (uint32_t i = 0; i < children; i++)
        if (!known->of.at[node_child(g, n, i)].known)
            vec_push(&g->core->mem, &known->todo, node_child(g, n, i));
    return known->todo.n > before;
}

/* Most nodes of a graph belong to no formula that is asked for. */
static const struct formula_facts *facts_of(struct operations *known, const struct graph *g, id a)
{
    static const struct formula_facts none = {.operations = UINT32_MAX};
    struct mem *mem = &g->core->mem;
    size_t more = a < known->of.n ? 0 : a + 1 - known->of.n;
    if (!vec_reserve(mem, &known->of, more)) return &none;
    if (more) memset(known->of.at + known->of.n, 0, more * sizeof *known->of.at);
    known->of.n += more;
    if (!known->of.at[a].known) vec_push(mem, &known->todo, a);
    while (known->todo.n) {
        id top = known->todo.at[known->todo.n - 1];
        const struct node *n = graph_node(g, top);
        if (!known->of.at[top].known && push_parts(known, g, n)) continue;
        known->todo.n--;
        if (known->of.at[top].known) continue;
        uint64_t count = of_node(known, g, n);
        known->of.at[top] =
            (struct formula_facts){.functions = functions_of(known, g, n),
                                   .operations = count < MANY ? (uint32_t)count : MANY,
                                   .known = true,
                                   .constant = is_constant(known, g, n)};
    }
    return mem->failed ? &none : &known->of.at[a];
}

uint32_t operations_count(struct operations *known, const struct graph *g, id a)
{
    return facts_of(known, g, a)->operations;
}

bool operations_is_constant(struct operations *known, const struct graph *g, id a)
{
    return facts_of(known, g, a)->constant;
}

struct functions_in operations_functions(struct operations *known, const struct graph *g, id a)
{
    return facts_of(known, g, a)->functions;
}

void operations_free(struct operations *known, const struct graph *g)
{
    vec_free(&g->core->mem, &known->of);
    vec_free(&g->core->mem, &known->todo);
}

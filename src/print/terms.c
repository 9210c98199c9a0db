#include "print/terms.h"

#include "print/order.h"

#include <stdlib.h>
#include <string.h>

bool number_is_plain(struct graph *g, number n)
{
    if (number_is_integer(&g->numbers, n)) return true;
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n, &text);
    bool plain = text.s && !strchr(text.s, '/');
    str_free(&text);
    return plain;
}

id stretched(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_BROADCAST ? graph_child(g, a, 0) : a;
}

number coefficient_of(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, stretched(g, a));
    return n->op == OP_PRODUCT ? n->data : NUMBER_ONE;
}

/* ---- products ---- */

/* A scalar factor is written before an array. */
static int by_order(const void *a, const void *b)
{
    const struct factor *x = a, *y = b;
    bool first = graph_shape(x->g, x->base) == SHAPE_SCALAR,
         second = graph_shape(y->g, y->base) == SHAPE_SCALAR;
    if (first != second) return first ? -1 : 1;
    return order_factors(x->g, x->base, y->base);
}

/* Most products have a few factors: insertion sort. */
static void sort_factors(struct factor *f, size_t n)
{
    enum { FEW = 8 };
    if (n > FEW) {
        qsort(f, n, sizeof *f, by_order);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct factor factor = f[i];
        size_t k = i;
        for (; k > 0 && by_order(&f[k - 1], &factor) > 0; k--) f[k] = f[k - 1];
        f[k] = factor;
    }
}

/* Puts 2^(-n) below the line, as 2^n, if something stands above it. */
static bool turn_power(struct graph *g, id product, struct factor *f)
{
    if (f->exponent != NUMBER_ONE || !graph_power_divides(g, f->base) ||
        !graph_has_dividend(g, graph_node(g, product)))
        return false;
    id exponent = graph_neg(g, graph_child(g, f->base, 1));
    id turned = graph_power(g, graph_child(g, f->base, 0), exponent);
    if (turned != POISON) f->base = turned;
    return turned != POISON;
}

static void split(struct factors *f, struct graph *g, id product)
{
    for (uint32_t i = 0; i < f->total; i++) {
        const struct node *n = graph_node(g, product);
        struct factor one = {g, node_child(g, n, i), node_number(g, n, i)};
        bool under = number_sign(&g->numbers, one.exponent) < 0;
        if (under)
            one.exponent = number_neg(&g->numbers, one.exponent);
        else
            under = turn_power(g, product, &one);
        if (under)
            f->at[f->total - ++f->n_below] = one;
        else
            f->at[f->n_above++] = one;
    }
    if (f->n_above > 1) sort_factors(f->at, f->n_above);
    if (f->n_below > 1) sort_factors(f->at + f->n_above, f->n_below);
}

bool factors_init(struct factors *f, struct graph *g, id product)
{
    product = stretched(g, product);
    const struct node *n = graph_node(g, product);
    f->total = n->op == OP_PRODUCT ? n->n : 1;
    f->n_above = f->n_below = 0;
    f->at = f->total <= 16 ? f->few : mem_array(&g->core->mem, f->total, sizeof *f->at);
    if (!f->at) return false;
    if (n->op == OP_PRODUCT)
        split(f, g, product);
    else
        f->at[f->n_above++] = (struct factor){g, product, NUMBER_ONE};
    return true;
}

/* Returns the number of a square root among some factors, of a whole number or of a constant; n if
 * there is none. */
static size_t find_root(const struct graph *g, const struct factor *f, size_t n, enum op op)
{
    size_t i = 0;
    while (i < n && (f[i].exponent != NUMBER_HALF || graph_op(g, f[i].base) != op)) i++;
    return i;
}

void factors_join_roots(struct factors *f, struct graph *g, number *under)
{
    size_t above = find_root(g, f->at, f->n_above, OP_NUMBER);
    struct factor *below = f->at + f->n_above;
    size_t k = find_root(g, below, f->n_below, OP_CONSTANT);
    number root;
    if (above == f->n_above || k == f->n_below || !graph_is_number(g, f->at[above].base, &root))
        return;
    number rest = number_div(&g->numbers, *under, root);
    if (!number_is_integer(&g->numbers, rest)) return;
    *under = rest;
    below[k].base = graph_scale(g, root, below[k].base);
    memmove(f->at + above, f->at + above + 1,
            (f->n_above + f->n_below - above - 1) * sizeof *f->at);
    f->n_above--;
}

void factors_free(struct factors *f, struct graph *g)
{
    if (f->at != f->few) mem_free_array(&g->core->mem, f->at, f->total, sizeof *f->at);
}

id norm_argument(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    if (n->op != OP_REDUCE || n->fn != REDUCE_SUM || n->data != AXIS_ALL) return POISON;
    n = graph_node(g, node_child(g, n, 0));
    bool square = n->op == OP_PRODUCT && n->data == NUMBER_ONE && n->n == 1 &&
                  node_number(g, n, 0) == NUMBER_TWO;
    return square ? node_child(g, n, 0) : POISON;
}

/* ---- sums ---- */

struct ordered {
    struct summand summand;
    struct term_order order;
};

static int compare(struct ordered *a, struct ordered *b)
{
    return order_terms(a->summand.g, &a->order, &b->order);
}

static int by_term(const void *a, const void *b)
{
    return compare((struct ordered *)a, (struct ordered *)b);
}

/* Where the sum's terms go, in their order. */
static void sort_summands(struct ordered *all, struct summand *sorted, size_t n)
{
    enum { FEW = 8 };
    struct ordered *few[FEW];
    if (n > FEW) {
        qsort(all, n, sizeof *all, by_term);
        for (size_t i = 0; i < n; i++) sorted[i] = all[i].summand;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 && compare(few[k - 1], &all[i]) > 0; k--) few[k] = few[k - 1];
        few[k] = &all[i];
    }
    for (size_t i = 0; i < n; i++) sorted[i] = few[i]->summand;
}

/* Puts the terms of a sum in order, without its constant. False without memory. */
static bool put_in_order(struct summands *s, struct graph *g, id sum)
{
    struct mem *mem = &g->core->mem;
    struct ordered few[16], *all = s->n <= 16 ? few : mem_array(mem, s->n, sizeof *all);
    for (uint32_t i = 0; all && i < s->n; i++) {
        id term = graph_child(g, sum, i);
        number c = node_number(g, graph_node(g, sum), i);
        all[i].summand =
            (struct summand){g, term, number_mul(&g->numbers, c, coefficient_of(g, term))};
        order_term(g, term, &all[i].order);
    }
    if (all) sort_summands(all, s->at, s->n);
    if (all != few) mem_free_array(mem, all, s->n, sizeof *all);
    return all != NULL;
}

/* A sum that does not begin with a minus is easier to read. */
static void positive_first(struct summand *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (number_sign(&s[i].g->numbers, s[i].c) < 0) continue;
        struct summand first = s[i];
        memmove(s + 1, s, i * sizeof *s);
        s[0] = first;
        return;
    }
}

/* Adds the constant at the end, or at the beginning if all other terms are negative. */
static void add_constant(struct summands *s, const struct graph *g, number constant)
{
    struct summand last = {g, POISON, constant};
    if (constant == NUMBER_ZERO) return;
    bool first = number_sign(&g->numbers, constant) > 0 && number_sign(&g->numbers, s->at[0].c) < 0;
    if (first) memmove(s->at + 1, s->at, s->n * sizeof *s->at);
    s->at[first ? 0 : s->n] = last;
    s->n++;
}

void summands_free(struct summands *s, struct graph *g)
{
    if (s->at != s->few) mem_free_array(&g->core->mem, s->at, s->room, sizeof *s->at);
}

bool summands_init(struct summands *s, struct graph *g, id sum)
{
    uint32_t n = graph_node(g, sum)->n;
    s->room = n + 1u;
    s->n = n;
    s->at = s->room <= 16 ? s->few : mem_array(&g->core->mem, s->room, sizeof *s->at);
    if (!s->at) return false;
    if (!put_in_order(s, g, sum)) {
        summands_free(s, g);
        return false;
    }
    positive_first(s->at, n);
    add_constant(s, g, graph_node(g, sum)->data);
    return true;
}

/* scalars_nodes.c - exact constants, as nodes of a graph, for power series. */
#include "graph/guard.h"
#include "series/normal_private.h"

#include <math.h>

enum { SIGN_BITS = 2048 };

static id node(const void *x)
{
    return ((const struct node_scalar *)x)->id;
}

static void put(void *out, struct graph *g, id a)
{
    *(struct node_scalar *)out = (struct node_scalar){g, a};
}

static struct graph *graph_of(const void *x)
{
    return ((const struct node_scalar *)x)->graph;
}

/* ---- a field ---- */

static void make(const struct field *f, void *x)
{
    struct graph *g = (struct graph *)f->context;
    put(x, g, graph_int(g, 0));
}

static void drop(void *x)
{
    (void)x;
}

static void copy(void *out, const void *x)
{
    *(struct node_scalar *)out = *(const struct node_scalar *)x;
}

static void set(void *out, long value)
{
    put(out, graph_of(out), graph_int(graph_of(out), value));
}

static void add(void *out, const void *a, const void *b)
{
    put(out, graph_of(a), node_add(graph_of(a), node(a), node(b)));
}

static void subtract(void *out, const void *a, const void *b)
{
    struct graph *g = graph_of(a);
    id minus = node_multiply(g, graph_number(g, NUMBER_MINUS_ONE), node(b));
    put(out, g, node_add(g, node(a), minus));
}

static void multiply(void *out, const void *a, const void *b)
{
    put(out, graph_of(a), node_multiply(graph_of(a), node(a), node(b)));
}

static void divide(void *out, const void *a, const void *b)
{
    struct graph *g = graph_of(a);
    number value;
    bool is_number = graph_is_number(g, node(b), &value) && value != NUMBER_ZERO;
    id inverse = is_number ? graph_number(g, number_div(&g->numbers, NUMBER_ONE, value))
                           : node_power(g, node(b), NUMBER_MINUS_ONE);
    put(out, g, node_multiply(g, node(a), inverse));
}

/* Exact numbers are the best pivots; what is not known to differ from 0 is none. */
static double weight(const void *x)
{
    struct graph *g = graph_of(x);
    int sign = node_sign(g, node(x), SIGN_BITS);
    if (sign == 0 || sign == SIGN_UNKNOWN) return -INFINITY;
    return graph_is_number(g, node(x), &(number){0}) ? 1 : 0;
}

/* ---- what series need besides ---- */

static void set_number(const struct scalars *s, void *out, number value)
{
    put(out, s->graph, graph_number(s->graph, value));
}

static void set_constant(const struct scalars *s, void *out, enum constant constant)
{
    put(out, s->graph, graph_constant(s->graph, constant));
}

static void scale(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q)
{
    struct graph *g = s->graph;
    id c = graph_number(g, number_from_ratio(&g->numbers, p, q));
    put(out, g, node_multiply(g, c, node(x)));
}

static bool is_zero(const void *x)
{
    return graph_is_zero(graph_of(x), node(x));
}

/* Adds the products of numbers to *total; the others are pushed onto the graph's scratch. */
static void add_products(struct graph *g, const struct node_scalar *x, const struct node_scalar *y,
                         size_t n, mpq_t total)
{
    mpq_t a, b;
    number u, v;
    mpq_inits(a, b, (mpq_ptr)NULL);
    for (size_t i = 0; i < n; i++) {
        id left = x[i].id, right = y[n - 1 - i].id;
        if (graph_is_zero(g, left) || graph_is_zero(g, right)) continue;
        if (!graph_is_number(g, left, &u) || !graph_is_number(g, right, &v)) {
            node_push_product(g, left, right);
            continue;
        }
        number_get(&g->numbers, u, a);
        number_get(&g->numbers, v, b);
        mpq_mul(a, a, b);
        mpq_add(total, total, a);
        if (!core_go_on(g->core)) break;
    }
    mpq_clears(a, b, (mpq_ptr)NULL);
}

static void dot(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                int64_t q)
{
    struct graph *g = s->graph;
    mpq_t total;
    mpq_init(total);
    size_t begin = graph_begin(g);
    add_products(g, x, y, n, total);
    put(out, g, graph_end_sum(g, begin, number_from_mpq(&g->numbers, total)));
    mpq_clear(total);
    if (q != 1) scale(s, out, out, 1, q);
}

static int sign(const struct scalars *s, const void *x)
{
    return node_sign(s->graph, node(x), s->bits);
}

static bool divides(const struct scalars *s, const void *x)
{
    if (is_zero(x)) return false;
    int known = sign(s, x);
    return known == SIGN_UNKNOWN ? node_has_symbols(s->graph, node(x)) : known != 0;
}

static bool is_formal(const struct scalars *s, const void *x)
{
    return node_has_symbols(s->graph, node(x));
}

static bool power(const struct scalars *s, void *out, const void *x, number e)
{
    const struct numbers *t = &s->graph->numbers;
    bool whole = number_is_integer(t, e);
    if (number_sign(t, e) < 0 && !divides(s, x)) return false;
    if (!whole && !is_formal(s, x)) {
        int known = sign(s, x);
        if (known < 0 || known == SIGN_UNKNOWN) return false;
    }
    put(out, s->graph, node_power(s->graph, node(x), e));
    return true;
}

static bool to_power(const struct scalars *s, void *out, const void *x, const void *y)
{
    number e;
    if (graph_is_number(s->graph, node(y), &e)) return power(s, out, x, e);
    if (!is_formal(s, x) && sign(s, x) != 1) return false;
    put(out, s->graph, graph_power(s->graph, node(x), node(y)));
    return true;
}

/* True if the conditions under which fn has a value hold. */
static bool is_defined(const struct scalars *s, enum fn fn, const id *args)
{
    struct graph *g = s->graph;
    struct guards guards = {0};
    bool all = true;
    guards_of_fn(g, &guards, fn, args, false, POISON, g->span);
    for (size_t i = 0; i < guards.all.n && all; i++) {
        id condition = guards.all.at[i].condition;
        int known = node_sign(g, condition, s->bits);
        all = known == SIGN_UNKNOWN ? node_has_symbols(g, condition) : known != 0;
    }
    vec_free(&g->core->mem, &guards.all);
    return all && !diag_any(g->core);
}

/* exp of a sum is a product: rational parts give powers of e, and c*t gives exp(t)^c, so that these
 * meet other powers. */
static id exponential(struct graph *g, id a)
{
    id product = graph_int(g, 1), e = graph_constant(g, CONSTANT_e);
    const struct node *n = graph_node(g, a);
    number value;
    if (graph_is_number(g, a, &value)) return graph_pow_number(g, e, value);
    if (n->op == OP_PRODUCT && n->data != NUMBER_ONE) {
        number c = n->data;
        id bare = graph_scale(g, number_div(&g->numbers, NUMBER_ONE, c), a);
        return graph_pow_number(g, graph_fn1(g, FN_exp, bare), c);
    }
    if (n->op != OP_SUM) return graph_fn1(g, FN_exp, a);
    uint32_t count = n->n;
    product = graph_pow_number(g, e, n->data);
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        number c = node_number(g, n, i);
        id power = graph_pow_number(g, graph_fn1(g, FN_exp, node_child(g, n, i)), c);
        product = node_multiply(g, product, power);
    }
    return product;
}

/* A comparison of constants, where it can be told. */
static bool compared(const struct scalars *s, enum fn fn, const id *args, id *result)
{
    struct graph *g = s->graph;
    if (!fn_is_comparison(fn)) return false;
    id minus = node_multiply(g, graph_number(g, NUMBER_MINUS_ONE), args[1]);
    int known = node_sign(g, node_add(g, args[0], minus), s->bits);
    if (known == SIGN_UNKNOWN) return false;
    bool holds = fn == FN_less         ? known < 0
                 : fn == FN_less_equal ? known <= 0
                                       : (known == 0) == (fn == FN_equal);
    *result = graph_int(g, holds);
    return true;
}

static bool apply(const struct scalars *s, enum fn fn, void *out, const void *const *args)
{
    id ids[FN_MOST_ARGUMENTS] = {POISON}, result;
    for (int i = 0; i < fn_arity(fn); i++) ids[i] = node(args[i]);
    if (!is_defined(s, fn, ids)) return false;
    if (fn == FN_exp)
        result = exponential(s->graph, ids[0]);
    else if (fn == FN_gamma) /* gamma(5/2) is 3/4*sqrt(pi) */
        result = normal_fn(s->graph, fn, ids);
    else if (!compared(s, fn, ids, &result))
        result = graph_fn(s->graph, fn, ids);
    put(out, s->graph, result);
    return result != POISON;
}

struct scalars series_nodes(struct graph *g)
{
    return (struct scalars){.field = {.size = sizeof(struct node_scalar),
                                      .context = g,
                                      .make = make,
                                      .drop = drop,
                                      .copy = copy,
                                      .set = set,
                                      .add = add,
                                      .subtract = subtract,
                                      .multiply = multiply,
                                      .divide = divide,
                                      .weight = weight},
                            .graph = g,
                            .bits = SIGN_BITS,
                            .set_number = set_number,
                            .set_constant = set_constant,
                            .scale = scale,
                            .dot = dot,
                            .power = power,
                            .to_power = to_power,
                            .apply = apply,
                            .sign = sign,
                            .is_zero = is_zero,
                            .divides = divides};
}

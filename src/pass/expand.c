/* expand.c - products multiplied out, and sums sorted by powers. */
#include "pass/rewrite.h"
#include "pass/words.h"

static const struct span nowhere = {0, 0, 0};

static id too_large(struct graph *g)
{
    diag_error(g->core, KIND_LIMIT, nowhere, "multiplied out, it has more than %d terms",
               WORDS_MOST_TERMS);
    return POISON;
}

static uint32_t count_terms(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_SUM ? graph_node(g, a)->n + 1 : 1;
}

/* Term k of a sum, of which the last is its constant; a formula that is no sum is its own term. */
static id term(struct graph *g, id a, uint32_t k)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return a;
    return k < n->n ? graph_scale(g, node_number(g, n, k), node_child(g, n, k))
                    : graph_number(g, n->data);
}

/* The sum of all products of a term of a and one of b. */
static id multiply(struct graph *g, id a, id b)
{
    uint32_t n = count_terms(g, a), m = count_terms(g, b);
    if ((uint64_t)n * m > WORDS_MOST_TERMS) return too_large(g);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id left = term(g, a, i);
        for (uint32_t k = 0; k < m; k++)
            graph_push(g, graph_mul(g, left, term(g, b, k)), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static bool is_whole(const struct graph *g, number exponent, int64_t *n)
{
    return number_to_int(&g->numbers, exponent, n) && *n > 0;
}

/* A product whose sums are multiplied out, times a sum for each power. */
static id multiply_out(struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n;
    id out = graph_number(g, graph_node(g, a)->data);
    int64_t power;
    for (uint32_t i = 0; i < n && out != POISON; i++) {
        id base = graph_child(g, a, i);
        number exponent = node_number(g, graph_node(g, a), i);
        bool sum = graph_op(g, base) == OP_SUM && graph_shape(g, base) == SHAPE_SCALAR;
        if (!sum || !is_whole(g, exponent, &power)) {
            out = multiply(g, out, graph_pow_number(g, base, exponent));
            continue;
        }
        for (; power > 0 && out != POISON && core_go_on(g->core); power--)
            out = multiply(g, out, base);
    }
    return out;
}

/* A sum's terms may be sums by now. */
static id add_up(struct graph *g, id a)
{
    uint32_t n = count_terms(g, a);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id part = term(g, a, i);
        if (graph_op(g, part) == OP_PRODUCT) part = multiply_out(g, part);
        if (part == POISON) return g->scratch.n = begin, POISON;
        uint32_t m = count_terms(g, part);
        for (uint32_t k = 0; k < m; k++) graph_push(g, term(g, part, k), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id expand_step(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    if (graph_op(g, now) == OP_NAMED) return graph_child(g, now, 0);
    if (graph_shape(g, now) != SHAPE_SCALAR) return now;
    if (graph_op(g, now) == OP_PRODUCT) return multiply_out(g, now);
    return graph_op(g, now) == OP_SUM ? add_up(g, now) : now;
}

id words_expand(struct graph *g, id f)
{
    return rewrite(g, &f, 1, NULL, 0, expand_step, NULL) ? f : POISON;
}

/* ---- by powers of x ---- */

/* A term as a coefficient times a power of x. */
struct power_of {
    number exponent;
    id coefficient;
};

static struct power_of split(struct graph *g, id a, id x)
{
    struct power_of whole = {NUMBER_ZERO, a};
    if (a == x) return (struct power_of){NUMBER_ONE, graph_int(g, 1)};
    if (graph_op(g, a) != OP_PRODUCT) return whole;
    const struct node *n = graph_node(g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (node_child(g, n, i) == x) {
            number exponent = node_number(g, n, i);
            return (struct power_of){exponent, graph_div(g, a, graph_pow_number(g, x, exponent))};
        }
    return whole;
}

struct powers {
    struct graph *g;
    VEC(struct power_of) all; /* each exponent once */
};

static bool add_power(struct powers *p, struct power_of part)
{
    struct mem *mem = &p->g->core->mem;
    for (size_t i = 0; i < p->all.n; i++)
        if (p->all.at[i].exponent == part.exponent) {
            p->all.at[i].coefficient = graph_add(p->g, p->all.at[i].coefficient, part.coefficient);
            return p->all.at[i].coefficient != POISON;
        }
    return vec_push(mem, &p->all, part);
}

static bool find_powers(struct powers *p, id f, id x)
{
    uint32_t n = count_terms(p->g, f);
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = add_power(p, split(p->g, term(p->g, f, i), x)) && core_go_on(p->g->core);
    return ok;
}

static id without_names(struct graph *g, id x)
{
    return graph_op(g, x) == OP_NAMED ? graph_child(g, x, 0) : x;
}

id words_collect(struct graph *g, id f, id x)
{
    struct powers p = {.g = g};
    f = words_expand(g, f);
    x = without_names(g, x);
    bool ok = f != POISON && find_powers(&p, f, x);
    size_t begin = graph_begin(g);
    for (size_t i = 0; ok && i < p.all.n; i++)
        graph_push(
            g, graph_mul(g, p.all.at[i].coefficient, graph_pow_number(g, x, p.all.at[i].exponent)),
            NUMBER_ONE);
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    vec_free(&g->core->mem, &p.all);
    return ok ? sum : POISON;
}

/* The degree, or -1 after an error. */
static int64_t degree_of(const struct powers *p, id x)
{
    struct graph *g = p->g;
    int64_t degree = 0, n;
    for (size_t i = 0; i < p->all.n; i++) {
        const struct power_of *part = &p->all.at[i];
        bool fits = number_to_int(&g->numbers, part->exponent, &n) && n >= 0;
        if (!fits || graph_depends(g, part->coefficient, x)) {
            diag_error(g->core, KIND_USAGE, nowhere, "it is no polynomial in '%s'",
                       names_text(&g->core->names, graph_node(g, x)->data));
            return -1;
        }
        if (n > WORDS_MOST_COEFFICIENTS) {
            diag_error(g->core, KIND_LIMIT, nowhere, "a polynomial of degree %lld is too long",
                       (long long)n);
            return -1;
        }
        if (n > degree) degree = n;
    }
    return degree;
}

static id stack_powers(const struct powers *p, int64_t degree)
{
    struct graph *g = p->g;
    size_t count = (size_t)degree + 1;
    int64_t n;
    id *list = mem_array(&g->core->mem, count, sizeof *list), stacked = POISON;
    for (size_t i = 0; list && i < count; i++) list[i] = graph_int(g, 0);
    for (size_t i = 0; list && i < p->all.n; i++)
        if (number_to_int(&g->numbers, p->all.at[i].exponent, &n))
            list[n] = p->all.at[i].coefficient;
    if (list) stacked = graph_stack(g, list, (uint32_t)count);
    mem_free_array(&g->core->mem, list, count, sizeof *list);
    return stacked;
}

id words_coefficients(struct graph *g, id f, id x)
{
    struct powers p = {.g = g};
    f = words_expand(g, f);
    bool ok = f != POISON && find_powers(&p, f, x);
    int64_t degree = ok ? degree_of(&p, x) : -1;
    id list = degree < 0 ? POISON : stack_powers(&p, degree);
    vec_free(&g->core->mem, &p.all);
    return list;
}

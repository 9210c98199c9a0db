/* germ.c - the walk over a formula, node by node, with memory, and again with more terms where a
 * decision needs them. */
#include "series/germ_private.h"
#include "series/normal_private.h"

#include <string.h>

/* Series are not tried with more terms than this, or than the order asks for and as many again. */
enum { MOST_TERMS = 64 };
/* Nor, if the order does not ask for them, once a walk took more steps than EASY, as counted by
 * core_go_on(): the next takes up to fifty times as many. Nor are more than MOST_STEPS taken. */
enum { EASY = 8000, MOST_STEPS = 400000 };

static const struct germ_hooks hooks = {
    .with_sign = germ_with_sign,
    .log_abs = germ_log_abs,
    .pure = germ_pure,
    .add_pure = germ_add_pure,
};

bool germs_begin(struct germs *e, struct graph *g, size_t terms)
{
    return germs_open(e, g, terms, &hooks);
}

/* ---- memory ---- */

/* The germ of a node, if it is known with as many terms as are kept now, or exactly. */
static const struct germ *recall(const struct germs *e, id a)
{
    const struct germ_memory *m = e->memory;
    if (a >= m->nodes.n || !m->nodes.at[a].germ) return NULL;
    const struct remembered *r = &m->nodes.at[a];
    return r->terms >= m->terms || !r->germ->cut ? r->germ : NULL;
}

static bool remember(struct germs *e, id a, const struct germ *germ)
{
    struct germ_memory *m = e->memory;
    struct mem *mem = &e->g->core->mem;
    if (a >= m->nodes.n) {
        if (!vec_reserve(mem, &m->nodes, a + 1 - m->nodes.n)) return false;
        memset(m->nodes.at + m->nodes.n, 0, (a + 1 - m->nodes.n) * sizeof *m->nodes.at);
        m->nodes.n = a + 1;
    }
    m->nodes.at[a] = (struct remembered){germ, m->terms};
    return true;
}

/* ---- nodes ---- */

static const struct germ *sum_of(struct germs *e, id a)
{
    const struct germ *total = germ_constant(e, graph_number(e->g, graph_node(e->g, a)->data));
    uint32_t n = graph_node(e->g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(e->g, a);
        id c = graph_number(e->g, node_number(e->g, node, i));
        id child = graph_child(e->g, a, i);
        total = germ_add(e, total, germ_times(e, recall(e, child), c, NUMBER_ZERO));
        if (total->state == GERM_FAILED) break;
    }
    return total;
}

/* Exponentials in a product are multiplied by adding what is in them, so that exp(1/t)*exp(-2/t) is
 * small. */
static const struct germ *product_of(struct germs *e, id a)
{
    struct graph *g = e->g;
    const struct germ *total = germ_constant(e, graph_number(g, graph_node(g, a)->data));
    const struct germ *exponent = germ_number(e, 0, 1);
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n && germ_ok(e); i++) {
        const struct node *node = graph_node(g, a);
        id child = node_child(g, node, i);
        number power = node_number(g, node, i);
        if (graph_is_fn(g, child, FN_exp))
            exponent = germ_add(e, exponent,
                                germ_times(e, recall(e, graph_child(g, child, 0)),
                                           graph_number(g, power), NUMBER_ZERO));
        else
            total = germ_multiply(e, total, germ_power(e, recall(e, child), power));
    }
    return germ_multiply(e, total, germ_exp(e, exponent));
}

/* u^v = exp(v log(u)) */
static const struct germ *power_of(struct germs *e, const struct germ *u, const struct germ *v)
{
    const struct germ *bad = germ_bad(u, v);
    number value;
    if (bad) return bad;
    if (v->n == 1 && v->rest == REST_NONE && v->terms[0].exponent == NUMBER_ZERO &&
        graph_is_number(e->g, v->terms[0].coefficient, &value))
        return germ_power(e, u, value);
    if (u->n == 0 && u->rest == REST_NONE) {
        int sign = germ_sign(e, v);
        if (sign == 1) return u;
        return sign == SIGN_UNKNOWN ? germ_unclear(e, v, "a power of 0")
                                    : germ_undefined(e, "a power of 0");
    }
    return germ_exp(e, germ_multiply(e, v, germ_log(e, u)));
}

/* ---- what is 0 by its form ---- */

static bool is_gone(const struct germ *a)
{
    return a->state == GERM_KNOWN && a->n == 0 && a->rest == REST_ORDER && !a->scale;
}

static const struct germ *checked_sum(struct germs *e, id a)
{
    const struct germ *sum = sum_of(e, a);
    return is_gone(sum) && germ_is_zero_by_form(e, a) ? germ_number(e, 0, 1) : sum;
}

static const struct germ *function_of(struct germs *e, id a)
{
    const struct germ *args[FN_MOST_ARGUMENTS] = {NULL};
    const struct node *n = graph_node(e->g, a);
    enum fn fn = (enum fn)n->fn;
    for (uint32_t i = 0; i < n->n; i++) args[i] = recall(e, node_child(e->g, n, i));
    const struct germ *out = germ_by_identity(e, a, args);
    return out ? out : germ_apply(e, fn, args);
}

static const struct germ *make(struct germs *e, id a)
{
    struct graph *g = e->g;
    e->memory->now = a;
    if (a == e->t) return germ_monomial(e, graph_int(g, 1), NUMBER_ONE);
    if (!(germ_contents(e, a) & (HAS_T | HAS_OTHER)) && graph_shape(g, a) == SHAPE_SCALAR) {
        if (graph_op(g, a) != OP_FN) return germ_constant(e, a);
    }
    switch (graph_op(g, a)) {
    case OP_NAMED: return recall(e, graph_child(g, a, 0));
    case OP_SUM: return checked_sum(e, a);
    case OP_PRODUCT: return product_of(e, a);
    case OP_POWER:
        return power_of(e, recall(e, graph_child(g, a, 0)), recall(e, graph_child(g, a, 1)));
    case OP_FN: return function_of(e, a);
    default: return germ_undecided(e, "a formula with an array or a name");
    }
}

/* ---- the walk ---- */

static bool want(struct germs *e, id a)
{
    return recall(e, a) || vec_push(&e->g->core->mem, &e->memory->stack, a);
}

/* Pushes the arguments whose germs are not known yet; of a branch, the condition first, and then
 * only what counts. */
static bool want_arguments(struct germs *e, id a)
{
    const struct node *n = graph_node(e->g, a);
    if (!graph_is_fn(e->g, a, FN_where)) {
        bool all = true;
        for (uint32_t i = 0; i < n->n && all; i++) {
            id child = node_child(e->g, n, i);
            all = want(e, child);
            if (all && n->op == OP_PRODUCT && graph_is_fn(e->g, child, FN_exp))
                all = want(e, graph_child(e->g, child, 0));
        }
        return all;
    }
    const struct germ *condition = recall(e, graph_child(e->g, a, 0));
    if (!condition) return want(e, graph_child(e->g, a, 0));
    if (condition->state != GERM_KNOWN) return true;
    int sign = germ_sign(e, condition);
    bool all = sign == 0 || want(e, graph_child(e->g, a, 1));
    return all && ((sign != 0 && sign != SIGN_UNKNOWN) || want(e, graph_child(e->g, a, 2)));
}

/* The steps since the walk began. */
static uint32_t steps_since(const struct germs *e, uint32_t start)
{
    return e->g->core->ticks - start;
}

/* Computes what is on the stack. False if time or memory ran out, or it took too many steps. */
static bool compute(struct germs *e, uint32_t start, bool limited)
{
    struct germ_memory *m = e->memory;
    while (m->stack.n) {
        id a = m->stack.at[m->stack.n - 1];
        size_t before = m->stack.n;
        const struct germ *germ = recall(e, a);
        if (!germ && !want_arguments(e, a)) return false;
        if (m->stack.n > before) continue;
        if (!germ) germ = make(e, a);
        m->stack.n--;
        if (germ->state == GERM_FAILED || !remember(e, a, germ)) return false;
        if (!core_go_on(e->g->core) || !germ_ok(e)) return false;
        if (limited && steps_since(e, start) > MOST_STEPS) return false;
    }
    return true;
}

/* The germ of the formula with as many terms as are kept now. */
static const struct germ *walk(struct germs *e, id formula, bool limited)
{
    uint32_t start = e->g->core->ticks;
    bool done = want(e, formula) && compute(e, start, limited);
    e->memory->stack.n = 0;
    const struct germ *germ = recall(e, formula);
    if (done && germ) return germ;
    if (germ_ok(e) && limited && steps_since(e, start) > MOST_STEPS)
        return germ_undecided(e, "its expansion is too long");
    return germ_failed();
}

/* ---- what is asked ---- */

/* True if every term up to t^order is known, or never will be. */
static bool reaches(const struct germs *e, const struct germ *a, number order)
{
    if (a->state == GERM_UNDEFINED || a->state == GERM_FAILED || !a->cut) return true;
    if (a->state == GERM_UNDECIDED) return false;
    if (a->rest == REST_OSCILLATES && a->attained) return true;
    if (a->rest != REST_ORDER && a->rest != REST_OSCILLATES) return true;
    return number_compare(&e->g->numbers, a->order, order) > 0;
}

/* How many terms are tried at most. */
static size_t most_terms(const struct germs *e, number order)
{
    double least = number_to_double(&e->g->numbers, order);
    size_t most = MOST_TERMS > e->terms ? MOST_TERMS : e->terms;
    return least > 0 && least < 4096 ? most + 2 * (size_t)least : most;
}

const struct germ *germ_of(struct germs *e, id formula, number order)
{
    const struct germ *germ = germ_failed();
    if (!e->memory || formula == POISON) return germ;
    size_t most = most_terms(e, order);
    for (size_t n = e->terms; n <= most; n *= 2) {
        uint32_t start = e->g->core->ticks;
        bool limited = number_compare(&e->g->numbers, order,
                                      number_from_int(&e->g->numbers, (int64_t)n / 2)) < 0;
        e->memory->terms = n;
        germ = walk(e, formula, limited);
        if (reaches(e, germ, order) || (limited && steps_since(e, start) > EASY)) break;
    }
    return germ;
}

const struct germ *germ_with_sign(struct germs *e, id formula)
{
    const struct germ *germ = germ_failed();
    if (!e->memory || formula == POISON) return germ;
    for (size_t n = e->terms; n <= MOST_TERMS; n *= 2) {
        uint32_t start = e->g->core->ticks;
        e->memory->terms = n;
        germ = walk(e, formula, true);
        if (germ_sign(e, germ) != SIGN_UNKNOWN || steps_since(e, start) > EASY) break;
        if (!germ->cut || germ->state == GERM_UNDEFINED || germ->state == GERM_FAILED) break;
    }
    return germ;
}

bool germ_coefficient(struct germs *e, const struct germ *a, number exponent, id *coefficient)
{
    struct numbers *t = &e->g->numbers;
    *coefficient = graph_int(e->g, 0);
    if (a->state != GERM_KNOWN || a->rest == REST_STEEP) return false;
    bool has_order = a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
    if (has_order && number_compare(t, a->order, exponent) <= 0) return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->terms[i].exponent == exponent) *coefficient = a->terms[i].coefficient;
    return *coefficient != POISON;
}

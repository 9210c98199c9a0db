/* several_ends.c - derivatives by several entries at an end of the domain.
 *
 * Where a part of a formula depends on the entries through one form alone, and has values on one
 * side of the point only, it is its polynomial there, up to what vanishes faster: on the domain the
 * derivatives of the formula are those of the formula with the polynomial in its place. */
#include "number/several_private.h"
#include "pass/substitute.h"

#include <string.h>

/* More nodes than this would take seconds. */
enum { MOST_NODES = 4096, MOST_ENDS = 64, MOST_FACTORS = 32 };

struct ends {
    struct several *s;
    int order;
    const struct part_ways *ways;
    VEC(struct replacement) parts;
    bool *wanted; /* by node */
    bool failed;
};

static id constant_at(const struct several *s, id part)
{
    struct directions d = {s->q->graph, s->some, s->m};
    return linear_form_at(&d, part, s->some_base);
}

/* value + slopes.d + d.second.d/2, where d are the entries minus what they are at the point. */
static id polynomial(const struct several *s, id value, const id *slopes, const id *second)
{
    struct graph *g = s->q->graph;
    id half = graph_number(g, number_from_ratio(&g->numbers, 1, 2)), sum = value;
    for (size_t i = 0; i < s->m; i++) {
        id d = graph_sub(g, s->some[i], s->some_base[i]);
        sum = graph_add(g, sum, graph_mul(g, slopes[s->places[i]], d));
        for (size_t k = 0; second && k < s->m; k++) {
            id c = graph_mul(g, half, second[s->places[i] * s->n + s->places[k]]);
            id e = graph_sub(g, s->some[k], s->some_base[k]);
            sum = graph_add(g, sum, graph_mul(g, c, graph_mul(g, d, e)));
        }
    }
    return sum;
}

/* The polynomial of a part of one form, if it has derivatives from one side alone; POISON if it is
 * to be left as it is. */
static id polynomial_of(struct ends *e, id part)
{
    struct several *s = e->s;
    struct mem *mem = &s->q->core->mem;
    size_t room = s->n + s->n * s->n;
    id of_names = several_with_names(s, part), out = POISON;
    id *slopes = mem_array(mem, room, sizeof *slopes), *second = slopes ? slopes + s->n : NULL;
    for (size_t i = 0; slopes && i < room; i++) slopes[i] = graph_int(s->q->graph, 0);
    struct local_verdict verdict = {.state = LOCAL_FAILED};
    if (slopes && of_names != POISON) verdict = e->ways->judge(s, of_names, part, slopes);
    bool ended = verdict.state == LOCAL_SMOOTH && verdict.one_sided;
    if (ended && e->order == 2) verdict = e->ways->judge_twice(s, of_names, part, second);
    if (ended && verdict.state == LOCAL_SMOOTH) {
        id value = constant_at(s, part);
        if (value != POISON) out = polynomial(s, value, slopes, e->order == 2 ? second : NULL);
    }
    e->failed |= verdict.state == LOCAL_FAILED || (ended && out == POISON);
    mem_free_array(mem, slopes, room, sizeof *slopes);
    return out;
}

static bool replace(struct ends *e, id node, id other)
{
    struct replacement r = {node, other};
    e->failed |= e->parts.n == MOST_ENDS || !vec_push(&e->s->q->core->mem, &e->parts, r);
    return true;
}

static bool take(struct ends *e, id node)
{
    struct graph *g = e->s->q->graph;
    if (op_class(graph_op(g, node)) == CLASS_LEAF || !e->ways->is_of_one_form(e->s, node))
        return false;
    id other = polynomial_of(e, node);
    if (other == POISON) return true; /* its parts are of the same form */
    return replace(e, node, other);
}

static id factor_at(struct graph *g, id product, uint32_t k)
{
    const struct node *n = graph_node(g, product);
    return graph_pow_number(g, node_child(g, n, k), node_number(g, n, k));
}

/* Factor k with those after it that depend on the entries through the same form; POISON if it is of
 * several. */
static id factors_like(struct ends *e, id product, uint32_t k, bool *taken)
{
    struct graph *g = e->s->q->graph;
    uint32_t n = graph_node(g, product)->n;
    id all = factor_at(g, product, k);
    if (!e->ways->is_of_one_form(e->s, all)) return POISON;
    for (uint32_t i = k + 1; i < n; i++) {
        id more = graph_mul(g, all, factor_at(g, product, i));
        if (taken[i] || !e->ways->is_of_one_form(e->s, more)) continue;
        all = more;
        taken[i] = true;
    }
    return all;
}

/* Factors of one form have their derivatives together, as acosh(x + y)^3 in acosh(x + y)^3*z. */
static bool take_factors(struct ends *e, id product)
{
    struct graph *g = e->s->q->graph;
    bool taken[MOST_FACTORS] = {0};
    uint32_t n = graph_node(g, product)->n;
    id rest = product;
    if (graph_op(g, product) != OP_PRODUCT || n > MOST_FACTORS) return false;
    for (uint32_t k = 0; k < n && !e->failed; k++) {
        id alike = taken[k] ? POISON : factors_like(e, product, k, taken),
           other = alike == POISON ? POISON : polynomial_of(e, alike);
        if (other != POISON) rest = graph_mul(g, graph_div(g, rest, alike), other);
    }
    return rest != product && replace(e, product, rest);
}

/* From the whole to its parts: the largest of one form are looked at. */
static void look(struct ends *e, id formula)
{
    struct graph *g = e->s->q->graph;
    e->wanted[formula] = true;
    for (id node = formula + 1; node-- > 0 && !e->failed;) {
        if (!e->wanted[node] || take(e, node) || take_factors(e, node)) continue;
        const struct node *n = graph_node(g, node);
        for (uint32_t k = 0; k < n->n; k++) e->wanted[node_child(g, n, k)] = true;
        if (!core_go_on_slow(e->s->q->core)) e->failed = true;
    }
}

id several_ends(struct several *s, id formula, int order, const struct part_ways *ways)
{
    struct graph *g = s->q->graph;
    struct mem *mem = &s->q->core->mem;
    struct ends e = {.s = s, .order = order, .ways = ways};
    struct reach reach = {0};
    bool few = graph_reach(g, &formula, 1, &reach) && reach.ids.n <= MOST_NODES;
    reach_free(g, &reach);
    if (!few) return POISON;
    size_t room = (size_t)formula + 1;
    e.wanted = mem_array(mem, room, sizeof *e.wanted);
    if (e.wanted) look(&e, formula);
    bool ok =
        e.wanted && !e.failed && e.parts.n > 0 && substitute(g, &formula, 1, e.parts.at, e.parts.n);
    mem_free_array(mem, e.wanted, room, sizeof *e.wanted);
    vec_free(mem, &e.parts);
    return ok ? formula : POISON;
}

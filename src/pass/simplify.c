#include "pass/simplify.h"

#include "graph/softmax.h"
#include "pass/alike.h"
#include "pass/length.h"
#include "pass/matrix.h"
#include "pass/quarter_turns.h"
#include "pass/rational.h"
#include "pass/collect.h"
#include "pass/rewrites.h"

/* Longer sums are left as they are, and so are formulas with more nodes, which nobody reads. */
enum { MOST_NODES = 20000, MOST_TERMS = 64, MOST_FACTORS = 16, ROUNDS = 4, FEW_NODES = 2000 };

/* The search for shorter forms is left out for parts with more operations, as the help page on
 * rules says: derivatives in textbooks have 52 at most before they get shorter. */
enum { MOST_OPERATIONS = 100 };

/* What is known of the graph's formulas. */
struct simplifying {
    struct lengths lengths;
    struct operations operations;
    struct rational_forms forms;
    struct rewrites rewrites;
    uint64_t collecting; /* terms that may still be collected */
    VEC(bool) done;      /* by node: nothing shorter was found */
    bool has_long_sums;
    int rounds;
};

/* Less than 0 if a is shorter: scalars by operations, and of equally many by characters. */
static double compare(struct simplifying *s, const struct graph *g, id a, id b)
{
    if (a == b) return 0;
    bool scalar = graph_shape(g, a) == SHAPE_SCALAR;
    double x = scalar ? operations_count(&s->operations, g, a) : 0,
           y = scalar ? operations_count(&s->operations, g, b) : 0;
    return x != y ? x - y : formula_length(&s->lengths, g, a) - formula_length(&s->lengths, g, b);
}

static id shorter(struct simplifying *s, const struct graph *g, id a, id b)
{
    return b != POISON && b != a && compare(s, g, b, a) < 0 ? b : a;
}

/* ---- common factors ---- */

/* Splits a term of a sum into factors; returns how many. */
static uint32_t factors_of(const struct graph *g, id term, struct term *factors)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT || n->n > MOST_FACTORS)
        return factors[0] = (struct term){term, NUMBER_ONE}, 1;
    for (uint32_t i = 0; i < n->n; i++)
        factors[i] = (struct term){node_child(g, n, i), node_number(g, n, i)};
    return n->n;
}

/* Returns the exponent that both have in common: the smaller of two positive ones, the one nearer
 * to zero of two negative ones, zero if their signs differ or one is missing. */
static number common_exponent(const struct graph *g, number a, number b)
{
    int sign = number_sign(&g->numbers, a);
    if (sign != number_sign(&g->numbers, b)) return NUMBER_ZERO;
    int order = number_compare(&g->numbers, a, b);
    return (sign > 0) == (order < 0) ? a : b;
}

/* Intersects the common factors with those of one more term. */
static uint32_t intersect(const struct graph *g, struct term *common, uint32_t n, id term)
{
    struct term factors[MOST_FACTORS];
    uint32_t count = factors_of(g, term, factors), kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        number e = NUMBER_ZERO;
        for (uint32_t k = 0; k < count; k++)
            if (factors[k].id == common[i].id) e = common_exponent(g, common[i].c, factors[k].c);
        if (e != NUMBER_ZERO) common[kept++] = (struct term){common[i].id, e};
    }
    return kept;
}

/* Returns the common part of two numbers: gcd of numerators over lcm of denominators, if they are
 * small. */
static number common_number(struct graph *g, number a, number b)
{
    struct rational x = g->numbers.all.at[a], y = g->numbers.all.at[b];
    if (!x.q || !y.q || x.q != 1 || y.q != 1) return a == b ? a : NUMBER_ONE;
    return number_from_int(&g->numbers, number_divisor(x.p, y.p));
}

static id divided(struct graph *g, id a, const struct term *common, uint32_t n, number content)
{
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    for (uint32_t i = 0; i < n; i++)
        graph_push(g, common[i].id, number_neg(&g->numbers, common[i].c));
    return graph_end_product(g, begin, number_div(&g->numbers, NUMBER_ONE, content));
}

static id put_back(struct graph *g, id rest, const struct term *common, uint32_t n, number content)
{
    size_t begin = graph_begin(g);
    graph_push(g, rest, NUMBER_ONE);
    for (uint32_t i = 0; i < n; i++) graph_push(g, common[i].id, common[i].c);
    return graph_end_product(g, begin, content);
}

/* Writes a*b + a*c as a*(b + c); POISON if the terms have no common factor. */
static id factored(struct graph *g, id sum)
{
    struct term common[MOST_FACTORS];
    const struct node *n = graph_node(g, sum);
    uint32_t terms = n->n;
    bool constant = n->data != NUMBER_ZERO;
    if (terms > MOST_TERMS || terms + constant < 2) return POISON;
    uint32_t count = constant ? 0 : factors_of(g, node_child(g, n, 0), common);
    number content = node_number(g, n, 0);
    if (constant) content = common_number(g, content, n->data);
    for (uint32_t i = 1; i < terms && (count || content != NUMBER_ONE); i++) {
        n = graph_node(g, sum);
        count = intersect(g, common, count, node_child(g, n, i));
        content = common_number(g, content, node_number(g, n, i));
    }
    if (number_sign(&g->numbers, content) < 0) content = number_neg(&g->numbers, content);
    if (count == 0 && content == NUMBER_ONE) return POISON;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < terms; i++) {
        id quotient = divided(g, graph_child(g, sum, i), common, count, content);
        graph_push(g, quotient, node_number(g, graph_node(g, sum), i));
    }
    number rest = number_div(&g->numbers, graph_node(g, sum)->data, content);
    return put_back(g, graph_end_sum(g, begin, rest), common, count, content);
}

/* ---- one fraction ---- */

/* Collects the factors in the denominator of any term, each with its highest power. */
static uint32_t collect_denominators(const struct graph *g, id term, struct term *all, uint32_t n)
{
    struct term factors[MOST_FACTORS];
    uint32_t count = factors_of(g, term, factors);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = 0;
        if (number_sign(&g->numbers, factors[k].c) >= 0) continue;
        while (i < n && all[i].id != factors[k].id) i++;
        if (i == MOST_FACTORS) continue;
        if (i == n)
            all[n++] = factors[k];
        else if (number_compare(&g->numbers, factors[k].c, all[i].c) < 0)
            all[i].c = factors[k].c;
    }
    return n;
}

/* Writes a/b + c/b^2 as (a*b + c)/b^2; POISON if no term has a denominator. */
static id over_one_line(struct graph *g, id sum)
{
    struct term below[MOST_FACTORS];
    uint32_t terms = graph_node(g, sum)->n, count = 0;
    if (terms > MOST_FACTORS) return POISON;
    for (uint32_t i = 0; i < terms; i++)
        count = collect_denominators(g, graph_child(g, sum, i), below, count);
    if (count == 0) return POISON;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < terms; i++) {
        id quotient = divided(g, graph_child(g, sum, i), below, count, NUMBER_ONE);
        graph_push(g, quotient, node_number(g, graph_node(g, sum), i));
    }
    id constant = graph_number(g, graph_node(g, sum)->data);
    graph_push(g, divided(g, constant, below, count, NUMBER_ONE), NUMBER_ONE);
    return put_back(g, graph_end_sum(g, begin, NUMBER_ZERO), below, count, NUMBER_ONE);
}

/* ---- products of sums ---- */

/* Returns the position of the only factor that is a short sum, or -1. */
static int sum_factor(const struct graph *g, id term)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT || n->n > MOST_FACTORS) return -1;
    for (uint32_t i = 0; i < n->n; i++) {
        id base = node_child(g, n, i);
        if (node_number(g, n, i) == NUMBER_ONE && graph_op(g, base) == OP_SUM &&
            graph_node(g, base)->n <= 8)
            return (int)i;
    }
    return -1;
}

/* Pushes c * rest * (s1 + s2) as c*rest*s1 + c*rest*s2. */
static void push_distributed(struct graph *g, id term, number c, int position)
{
    id sum = graph_child(g, term, (uint32_t)position);
    id rest = graph_div(g, term, sum);
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        number k = node_number(g, graph_node(g, sum), i);
        graph_push(g, graph_mul(g, rest, graph_child(g, sum, i)), number_mul(&g->numbers, c, k));
    }
    number constant = graph_node(g, sum)->data;
    if (constant != NUMBER_ZERO) graph_push(g, rest, number_mul(&g->numbers, c, constant));
}

/* Returns the exponent that a base has in a term, or 0. */
static number exponent_in(const struct graph *g, id term, id base)
{
    const struct node *n = graph_node(g, term);
    if (term == base) return NUMBER_ONE;
    for (uint32_t i = 0; i < n->n && n->op == OP_PRODUCT; i++)
        if (node_child(g, n, i) == base) return node_number(g, n, i);
    return NUMBER_ZERO;
}

/* True if base^e becomes less when it is multiplied by the term: x*(1/x + y). */
static bool cancels_in(const struct graph *g, id term, id base, number e)
{
    number own = exponent_in(g, term, base);
    return own != NUMBER_ZERO && number_sign(&g->numbers, own) != number_sign(&g->numbers, e);
}

/* True if the base is a factor of the term, or may be one when its sum is multiplied out. */
static bool may_have_factor(const struct graph *g, id term, id base)
{
    int position = sum_factor(g, term);
    bool found = exponent_in(g, term, base) != NUMBER_ZERO;
    const struct node *sum =
        position < 0 ? NULL : graph_node(g, graph_child(g, term, (uint32_t)position));
    for (uint32_t i = 0; sum && i < sum->n && !found; i++)
        found = exponent_in(g, node_child(g, sum, i), base) != NUMBER_ZERO;
    return found;
}

/* False if a factor of the term, which stays where the sum beside it is multiplied out, is in no
 * other term, so that none can be like what it becomes. */
static bool may_meet_others(const struct graph *g, id sum, uint32_t k, int position)
{
    const struct node *all = graph_node(g, sum), *n = graph_node(g, node_child(g, all, k));
    const struct node *inner = graph_node(g, node_child(g, n, (uint32_t)position));
    for (uint32_t i = 0; i < n->n; i++) {
        id base = node_child(g, n, i);
        bool met = (int)i == position;
        for (uint32_t j = 0; j < inner->n && !met; j++)
            met = cancels_in(g, node_child(g, inner, j), base, node_number(g, n, i));
        for (uint32_t j = 0; j < all->n && !met; j++)
            met = j != k && may_have_factor(g, node_child(g, all, j), base);
        if (!met) return false;
    }
    return true;
}

/* True if terms may be alike when the sums in them are multiplied out. */
static bool may_meet(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    for (uint32_t i = 0; i < n->n; i++) {
        int position = sum_factor(g, node_child(g, n, i));
        if (position >= 0 && may_meet_others(g, sum, i, position)) return true;
    }
    return false;
}

/* Multiplies out the sums in a sum's terms; POISON if there are none, or if no terms meet then. */
static id expanded(struct graph *g, id sum)
{
    uint32_t terms = graph_node(g, sum)->n;
    if (terms > MOST_TERMS || !may_meet(g, sum)) return POISON;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < terms; i++) {
        id term = graph_child(g, sum, i);
        number c = node_number(g, graph_node(g, sum), i);
        int position = sum_factor(g, term);
        if (position < 0)
            graph_push(g, term, c);
        else
            push_distributed(g, term, c, position);
    }
    size_t pushed = g->scratch.n - begin;
    id result = graph_end_sum(g, begin, graph_node(g, sum)->data);
    bool met = graph_op(g, result) != OP_SUM || graph_node(g, result)->n < pushed;
    return met ? result : POISON;
}

/* Returns the shortest form. Of two equally long ones, the factored one reads better. */
static id best_form(struct simplifying *s, struct graph *g, id sum)
{
    id taken_out = factored(g, sum), best = sum;
    if (taken_out != POISON && compare(s, g, taken_out, sum) <= 0) best = taken_out;
    return shorter(s, g, best, over_one_line(g, sum));
}

static id simplify_sum(struct simplifying *s, struct graph *g, id a)
{
    id best = best_form(s, g, a), open = expanded(g, a);
    if (open == POISON) return best;
    best = shorter(s, g, best, open);
    return graph_op(g, open) == OP_SUM ? shorter(s, g, best, best_form(s, g, open)) : best;
}

/* A product with each sum in another form, if it has that. */
static id with_sums(struct graph *g, id a, id (*form)(struct graph *, id))
{
    id result = a;
    uint32_t n = graph_op(g, a) == OP_PRODUCT ? graph_node(g, a)->n : 0;
    for (uint32_t i = 0; i < n && n <= MOST_FACTORS; i++) {
        id base = graph_child(g, a, i);
        number e = node_number(g, graph_node(g, a), i);
        if (graph_op(g, base) != OP_SUM || !number_is_integer(&g->numbers, e)) continue;
        id inner = form(g, base);
        if (inner == POISON) continue;
        size_t begin = graph_begin(g);
        graph_push(g, result, NUMBER_ONE);
        graph_push(g, base, number_neg(&g->numbers, e));
        graph_push(g, inner, e);
        result = graph_end_product(g, begin, NUMBER_ONE);
    }
    return result;
}

/* Each sum has its common factors taken out: 4*(2*x + 2) is 8*(x + 1). */
static id taken_out(struct graph *g, id a)
{
    return with_sums(g, a, factored);
}

/* Each sum is one fraction, so that what divides may cancel: x^2*(1/x^2 + y) is x^2*y + 1. */
static id lifted(struct graph *g, id a)
{
    return with_sums(g, a, over_one_line);
}

static id by_common_factors(struct simplifying *s, struct graph *g, id a)
{
    if (graph_op(g, a) == OP_SUM) return simplify_sum(s, g, a);
    id out = taken_out(g, a), best = out != POISON && compare(s, g, out, a) <= 0 ? out : a;
    return shorter(s, g, best, lifted(g, a));
}

/* As a fraction, and by common factors, in either order. */
static id shortest_scalar(struct simplifying *s, struct graph *g, id a)
{
    if (operations_count(&s->operations, g, a) > MOST_OPERATIONS) return by_common_factors(s, g, a);
    a = rewrites_apply(&s->rewrites, a);
    if (a == POISON) return a;
    id best = by_common_factors(s, g, a);
    id fraction = rational_shortest(&s->forms, a);
    if (fraction == POISON || best == POISON) return POISON;
    if (fraction != a && graph_op(g, fraction) == OP_SUM) fraction = simplify_sum(s, g, fraction);
    best = shorter(s, g, best, fraction);
    if (best != a) best = shorter(s, g, best, rational_shortest(&s->forms, best));
    best = shorter(s, g, best, collect_shortest(&s->operations, g, best, &s->collecting));
    return rewrites_apply(&s->rewrites, best);
}

static bool is_done(const struct simplifying *s, id a)
{
    return a < s->done.n && s->done.at[a];
}

static id simplify_scalar(struct simplifying *s, struct graph *g, id a)
{
    enum { MOST_TIMES = 3 };
    if (is_done(s, a)) return a;
    id best = shortest_scalar(s, g, a), before = a;
    for (int k = 1; k < MOST_TIMES && best != before && best != POISON; k++) {
        before = best;
        best = shorter(s, g, before, shortest_scalar(s, g, before));
    }
    struct mem *mem = &g->core->mem;
    if (best == POISON || (best >= s->done.n && !vec_reserve(mem, &s->done, best + 1 - s->done.n)))
        return best;
    while (s->done.n <= best) s->done.at[s->done.n++] = false;
    return s->done.at[best] = true, best;
}

/* Parts that got shorter by themselves may have had factors in common with others: those of
 * (sec(x) + tan(x))^4*(sec(x)^2 + sec(x)*tan(x)) are sec(x) and the sum itself. */
static id with_parts_as_they_were(struct simplifying *s, struct graph *g, id before, id best)
{
    if (best == POISON || graph_op(g, before) != OP_PRODUCT || before == best) return best;
    id other = taken_out(g, before);
    return other == before ? best : shorter(s, g, best, other);
}

static id step(struct graph *g, id before, id a, void *user)
{
    struct simplifying *s = user;
    struct softmax softmax;
    a = quarter_turns_taken(g, a);
    if (a != POISON && graph_op(g, a) == OP_SUM) {
        if (is_log_softmax(g, a, &softmax)) return a; /* kept as one function */
        a = graph_shape(g, a) == SHAPE_SCALAR ? simplify_traces(g, a) : simplify_matrix(g, a);
    } else
        a = simplify_matrix(g, a);
    if (a == POISON || graph_shape(g, a) != SHAPE_SCALAR)
        return a != POISON && graph_op(g, a) == OP_SUM ? simplify_sum(s, g, a) : a;
    return with_parts_as_they_were(s, g, before, simplify_scalar(s, g, a));
}

/* Rewrites the roots once; one round is enough if that changes nothing. */
static bool round_of(struct simplifying *s, struct graph *g, id *roots, size_t n, int *rounds)
{
    struct mem *mem = &g->core->mem;
    id *before = mem_array(mem, n, sizeof *before);
    bool ok = before != NULL, same = true;
    for (size_t i = 0; i < n && ok; i++) before[i] = roots[i];
    ok = ok && (s->has_long_sums ? alike_rewrite(g, roots, n, step, s)
                                 : rewrite(g, roots, n, NULL, 0, step, s));
    for (size_t i = 0; i < n && ok; i++) same &= before[i] == roots[i];
    if (same) *rounds = 0;
    mem_free_array(mem, before, n, sizeof *before);
    return ok;
}

/* Steps that are shorter one by one may be longer together. Then the formula stays as it was. */
static bool run(struct graph *g, id *roots, size_t n, void *user)
{
    struct simplifying *s = user;
    int rounds = s->rounds;
    struct mem *mem = &g->core->mem;
    id *before = mem_array(mem, n, sizeof *before);
    bool ok = before != NULL;
    for (size_t i = 0; i < n && ok; i++) before[i] = roots[i];
    for (int k = 0; k < rounds && ok; k++) ok = round_of(s, g, roots, n, &rounds);
    for (size_t i = 0; i < n && ok; i++)
        if (graph_shape(g, roots[i]) == SHAPE_SCALAR) roots[i] = shorter(s, g, roots[i], before[i]);
    mem_free_array(mem, before, n, sizeof *before);
    return ok;
}

/* What all searches may take together; formulas of many nodes may take more. */
enum { WORK = 40000, WORK_PER_NODE = 5 };

static id apply_rewrites(void *user, id form)
{
    return rewrites_apply_within(user, form);
}

static void start(struct simplifying *s, struct graph *g, size_t nodes)
{
    uint64_t work = WORK + WORK_PER_NODE * nodes;
    /* One round of identities may make another one possible. */
    s->rounds = nodes <= FEW_NODES ? ROUNDS : 1;
    s->collecting = work / 8;
    s->rewrites = (struct rewrites){.g = g, .known = &s->operations, .work = work / 4};
    s->forms = (struct rational_forms){.g = g,
                                       .known = &s->operations,
                                       .work = work,
                                       .polish = apply_rewrites,
                                       .user = &s->rewrites};
}

bool simplify(struct graph *g, id *roots, size_t n)
{
    struct reach reach = {0};
    bool ok = graph_reach(g, roots, n, &reach);
    size_t nodes = reach.ids.n;
    bool has_long_sums = ok && alike_has_long_sums(g, &reach);
    reach_free(g, &reach);
    if (!ok || nodes > MOST_NODES) return ok;
    struct simplifying *s = mem_array(&g->core->mem, 1, sizeof *s);
    if (!s) return false;
    start(s, g, nodes);
    s->has_long_sums = has_long_sums;
    ok = alike_each_kind(g, roots, n, run, s);
    operations_free(&s->operations, g);
    rewrites_free(&s->rewrites);
    rational_free(&s->forms);
    vec_free(&g->core->mem, &s->done);
    mem_free_array(&g->core->mem, s, 1, sizeof *s);
    return ok;
}

bool simplify_pairs(struct graph *g, id *entries, size_t n)
{
    struct simplifying *s = mem_array(&g->core->mem, 1, sizeof *s);
    for (size_t i = 0; s && i < n; i++)
        for (size_t k = 0; k < i; k++) {
            id *one = &entries[k * n + i], *other = &entries[i * n + k];
            *one = *other = shorter(s, g, *one, *other);
        }
    bool ok = s && !g->core->mem.failed;
    if (s) operations_free(&s->operations, g);
    mem_free_array(&g->core->mem, s, 1, sizeof *s);
    return ok;
}

/* several_parts.c - a sum of parts that share no entry has a derivative just where each part has.
 */
#include "number/several_private.h"
#include "pass/substitute.h"

/* More terms and entries than this would take seconds. */
enum { MOST_TERMS = 1024, MOST_PARTS_ENTRIES = 256 };

/* The part that an entry or a part belongs to: parts that were joined point at the older one. */
static size_t part_of(const size_t *joined, size_t i)
{
    while (joined[i] != i) i = joined[i];
    return i;
}

/* Joins term i with all terms before it that share an entry. owner: by entry, the term that it was
 * first seen in, or -1. */
static bool join_term(const struct several *s, id term, size_t i, size_t *joined, int32_t *owner)
{
    struct graph *g = s->q->graph;
    struct reach reach = {0};
    bool ok = graph_reach(g, &term, 1, &reach);
    joined[i] = i;
    for (size_t k = 0; ok && k < s->n; k++) {
        if (!graph_reached(g, s->symbols[k])) continue;
        if (owner[k] < 0) {
            owner[k] = (int32_t)i;
            continue;
        }
        size_t a = part_of(joined, (size_t)owner[k]), b = part_of(joined, i);
        joined[a > b ? a : b] = a > b ? b : a;
    }
    reach_free(g, &reach);
    return ok && core_go_on_slow(s->q->core);
}

/* The sum of the terms of the part that begins with term i. */
static id sum_of_part(struct graph *g, id formula, size_t i, const size_t *joined)
{
    size_t begin = graph_begin(g);
    uint32_t count = graph_node(g, formula)->n;
    for (uint32_t k = (uint32_t)i; k < count; k++) {
        const struct node *n = graph_node(g, formula);
        if (part_of(joined, k) == i) graph_push(g, node_child(g, n, k), node_number(g, n, k));
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id several_with_names(const struct several *s, id part)
{
    struct graph *g = s->q->graph;
    struct mem *mem = &s->q->core->mem;
    struct replacement *list = mem_array(mem, s->n, sizeof *list);
    size_t at = 0;
    for (size_t i = 0; list && i < s->n_leaves; i++)
        for (int64_t k = 0; k < local_entries(s->q, s->leaves[i]); k++, at++)
            list[at] = (struct replacement){s->symbols[at], graph_entry(g, s->leaves[i], k)};
    bool ok = list && substitute(g, &part, 1, list, s->n);
    mem_free_array(mem, list, s->n, sizeof *list);
    return ok ? part : POISON;
}

static struct local_verdict judge_parts(struct several *s, id formula, const size_t *joined,
                                        judge_part judge, id *slopes)
{
    struct graph *g = s->q->graph;
    uint32_t count = graph_node(g, formula)->n;
    struct local_verdict verdict = {.state = LOCAL_SMOOTH, .several = true};
    for (uint32_t i = 0; i < count && verdict.state == LOCAL_SMOOTH; i++) {
        if (joined[i] != i) continue;
        id part = sum_of_part(g, formula, i, joined), of_names = several_with_names(s, part);
        if (part == POISON || of_names == POISON)
            return (struct local_verdict){.state = LOCAL_FAILED};
        bool by_quotient = verdict.by_quotient, one_sided = verdict.one_sided;
        verdict = judge(s, of_names, part, slopes);
        verdict.by_quotient |= by_quotient;
        verdict.one_sided |= one_sided;
    }
    return verdict;
}

/* A number times a sum, as a mean is, term by term; another formula as it is. */
static id multiply_out(struct graph *g, id formula)
{
    const struct node *n = graph_node(g, formula);
    bool scaled = n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE;
    if (!scaled || graph_op(g, node_child(g, n, 0)) != OP_SUM) return formula;
    number factor = n->data;
    size_t begin = graph_begin(g);
    n = graph_node(g, node_child(g, n, 0));
    for (uint32_t k = 0; k < n->n; k++)
        graph_push(g, node_child(g, n, k), number_mul(&g->numbers, factor, node_number(g, n, k)));
    return graph_end_sum(g, begin, number_mul(&g->numbers, factor, n->data));
}

struct local_verdict several_parts(struct several *s, id formula, judge_part judge, id *slopes)
{
    struct graph *g = s->q->graph;
    struct mem *mem = &s->q->core->mem;
    struct local_verdict verdict = {.state = LOCAL_SEVERAL};
    if (s->n > MOST_PARTS_ENTRIES) return verdict;
    formula = multiply_out(g, formula);
    if (formula == POISON) return (struct local_verdict){.state = LOCAL_FAILED};
    size_t n = graph_node(g, formula)->n;
    if (graph_op(g, formula) != OP_SUM || n < 2 || n > MOST_TERMS) return verdict;
    size_t *joined = mem_array(mem, n, sizeof *joined);
    int32_t *owner = mem_array(mem, s->n, sizeof *owner);
    bool ok = joined && owner;
    for (size_t k = 0; ok && k < s->n; k++) owner[k] = -1;
    for (size_t i = 0; ok && i < n; i++)
        ok = join_term(s, graph_child(g, formula, (uint32_t)i), i, joined, owner);
    if (ok) verdict = judge_parts(s, formula, joined, judge, slopes);
    mem_free_array(mem, joined, n, sizeof *joined);
    mem_free_array(mem, owner, s->n, sizeof *owner);
    return verdict;
}

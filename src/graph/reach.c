/* reach.c - finds the nodes that a result depends on, in topological order, without recursion. */
#include "graph/graph.h"

#include <stdlib.h>

/* There is room for one more. */
static inline bool visit(struct graph *g, struct reach *out, id a)
{
    if (g->places.at[a].epoch == g->epoch) return true;
    g->places.at[a].epoch = g->epoch;
    out->ids.at[out->ids.n++] = a;
    return vec_reserve(&g->core->mem, &out->ids, 1);
}

static int by_age(const void *a, const void *b)
{
    id x = *(const id *)a, y = *(const id *)b;
    return (x > y) - (x < y);
}

/* Insertion from the end: nodes were mostly found after those that depend on them. */
static void sort_few(id *ids, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        id a = ids[i];
        size_t k = i;
        for (; k + 1 < n && ids[k + 1] < a; k++) ids[k] = ids[k + 1];
        ids[k] = a;
    }
}

static void turn(id *ids, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        id a = ids[i];
        ids[i] = ids[n - 1 - i];
        ids[n - 1 - i] = a;
    }
}

/* Sorts the list if it is a small part of the graph; otherwise scanning all nodes is faster. */
static void put_in_order(struct graph *g, struct reach *out, id newest)
{
    enum { FEW = 40 };
    size_t n = out->ids.n;
    if (n <= FEW && n * 4 < newest) {
        turn(out->ids.at, n);
        sort_few(out->ids.at, n);
        return;
    }
    if (n * 16 < newest) {
        qsort(out->ids.at, n, sizeof(id), by_age);
        return;
    }
    size_t found = 0;
    for (id a = 0; a <= newest; a++)
        if (g->places.at[a].epoch == g->epoch) out->ids.at[found++] = a;
}

/* False if there are more nodes than `most`, and without memory. */
static bool collect(struct graph *g, const id *roots, size_t n, size_t most, struct reach *out)
{
    enum { FEW = 64 };
    struct mem *mem = &g->core->mem;
    id newest = POISON;
    if (!vec_reserve(mem, &g->places, g->nodes.n)) return false;
    while (g->places.n < g->nodes.n) g->places.at[g->places.n++] = (struct place){0, 0};
    g->epoch++;
    if (!vec_reserve(mem, &out->ids, FEW)) return false;
    for (size_t i = 0; i < n; i++) {
        if (!visit(g, out, roots[i])) return false;
        if (roots[i] > newest) newest = roots[i];
    }
    for (size_t done = 0; done < out->ids.n; done++) {
        const struct node *node = graph_node(g, out->ids.at[done]);
        for (uint32_t i = 0; i < node->n; i++)
            if (!visit(g, out, node_child(g, node, i))) return false;
        if (out->ids.n > most) return false;
    }
    put_in_order(g, out, newest);
    return true;
}

static void number_places(struct graph *g, const struct reach *reach)
{
    for (size_t i = 0; i < reach->ids.n; i++) g->places.at[reach->ids.at[i]].position = (uint32_t)i;
}

bool graph_reach(struct graph *g, const id *roots, size_t n, struct reach *out)
{
    out->ids.n = 0;
    if (!collect(g, roots, n, SIZE_MAX, out)) {
        reach_free(g, out); /* callers need not free it */
        return false;
    }
    number_places(g, out);
    return true;
}

bool graph_reach_few(struct graph *g, id a, size_t most, struct reach *out)
{
    out->ids.n = 0;
    if (graph_node(g, a)->n >= most || !collect(g, &a, 1, most, out)) return false;
    number_places(g, out);
    return true;
}

void reach_free(struct graph *g, struct reach *reach)
{
    vec_free(&g->core->mem, &reach->ids);
}

bool reach_uses(const struct graph *g, const struct reach *reach, enum op_class class)
{
    for (size_t i = 0; i < reach->ids.n; i++)
        if (op_class(graph_op(g, reach->ids.at[i])) == class) return true;
    return false;
}

bool graph_uses(struct graph *g, id f, enum op_class class)
{
    struct reach reach = {0};
    if (!graph_reach(g, &f, 1, &reach)) return false;
    bool found = reach_uses(g, &reach, class);
    reach_free(g, &reach);
    return found;
}

bool graph_depends(struct graph *g, id f, id x)
{
    struct reach reach = {0};
    if (f == POISON || !graph_reach(g, &f, 1, &reach)) return false;
    bool found = graph_reached(g, x);
    reach_free(g, &reach);
    return found;
}

#include "question/expand.h"

#include "pass/entries.h"
#include "pass/substitute.h"

static bool is_leaf(const struct question *q, uint32_t name)
{
    for (size_t i = 0; i < q->leaves.n; i++)
        if (graph_node(q->graph, q->leaves.at[i].node)->data == name) return true;
    return false;
}

/* Values of names that the formula is not expanded in. */
static bool put_in_others(const struct question *q, id *value)
{
    struct mem *mem = &q->core->mem;
    struct replacement *others = mem_array(mem, q->bound.n, sizeof *others);
    size_t n = 0;
    if (!others) return false;
    for (size_t i = 0; i < q->bound.n; i++) {
        id bound = q->bound.at[i].value;
        id variable = graph_variable(q->graph, q->bound.at[i].name, graph_shape(q->graph, bound));
        if (!is_leaf(q, q->bound.at[i].name)) others[n++] = (struct replacement){variable, bound};
    }
    bool ok = substitute(q->graph, value, 1, others, n);
    mem_free_array(mem, others, q->bound.n, sizeof *others);
    return ok;
}

bool expand_begin(struct expand *x, const struct question *q)
{
    size_t n = q->leaves.n;
    struct graph *g = q->graph;
    *x = (struct expand){.q = q};
    x->variables = arena_alloc(&q->core->arena, (n + 1) * sizeof *x->variables);
    x->centers = arena_alloc(&q->core->arena, (n + 1) * sizeof *x->centers);
    if (!x->variables || !x->centers) return false;
    for (size_t i = 0; i < n; i++) {
        x->variables[i] = q->leaves.at[i].node;
        x->centers[i] = bindings_value(q, x->variables[i]);
    }
    id value = q->values.at[0];
    return put_in_others(q, &value) && entries_write_out(g, &value, 1) &&
           expansion_begin(&x->e, g, value, x->variables, x->centers, n);
}

void expand_end(struct expand *x)
{
    expansion_end(&x->e);
}

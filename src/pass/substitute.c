#include "pass/substitute.h"

#include "pass/rewrite.h"

static id take_off_name(struct graph *g, id a, void *unused)
{
    (void)unused;
    return graph_op(g, a) == OP_NAMED ? graph_child(g, a, 0) : a;
}

bool substitute(struct graph *g, id *roots, size_t n, const struct replacement *replacements, size_t n_replacements)
{
    return rewrite(g, roots, n, replacements, n_replacements, take_off_name, NULL);
}

#include "pass/substitute.h"

#include "pass/rewrite.h"

static id take_off_name(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    return graph_op(g, now) == OP_NAMED ? graph_child(g, now, 0) : now;
}

bool substitute(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
                size_t n_replacements)
{
    bool changes = n_replacements || g->has_names;
    return !changes || rewrite(g, roots, n, replacements, n_replacements, take_off_name, NULL);
}

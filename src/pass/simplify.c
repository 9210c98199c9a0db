#include "pass/simplify.h"

#include "pass/rewrite.h"

static id step(struct graph *g, id a, void *unused)
{
    (void)unused;
    (void)g;
    return a;
}

bool simplify(struct graph *g, id *roots, size_t n)
{
    return rewrite(g, roots, n, NULL, 0, step, NULL);
}

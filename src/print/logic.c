/* logic.c - conditions as formulas write them: comparisons, and, or, not. */
#include "print/pieces.h"

static bool is_both(const struct graph *g, id a)
{
    return graph_is_fn(g, a, FN_where) && graph_is_zero(g, graph_child(g, a, 2));
}

static bool is_either(const struct graph *g, id a)
{
    return graph_is_fn(g, a, FN_where) && graph_is_one(g, graph_child(g, a, 1));
}

/* True for the opposite of what is written with `and` or `or`. */
static bool is_denied(const struct graph *g, id a)
{
    return graph_is_fn(g, a, FN_equal) && graph_is_zero(g, graph_child(g, a, 1)) &&
           (is_both(g, graph_child(g, a, 0)) || is_either(g, graph_child(g, a, 0)));
}

static int binds(const struct graph *g, id a)
{
    if (is_both(g, a)) return AND_BINDS;
    return is_either(g, a) ? OR_BINDS : NOT_BINDS;
}

static void put_pair(struct pieces *p, id a, id b, int place, const char *word)
{
    pieces_node(p, a, place);
    pieces_text(p, word);
    pieces_node(p, b, place + 1);
}

static void put_comparison(struct pieces *p, id a)
{
    const char *sign = p->dialect->logic.comparison((enum fn)graph_node(p->g, a)->fn);
    pieces_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    pieces_text(p, sign);
    pieces_node(p, graph_child(p->g, a, 1), SUM_BINDS);
}

static void put_condition(struct pieces *p, id a)
{
    const struct graph *g = p->g;
    if (is_both(g, a)) {
        put_pair(p, graph_child(g, a, 0), graph_child(g, a, 1), AND_BINDS, p->dialect->logic.both);
    } else if (is_either(g, a)) {
        put_pair(p, graph_child(g, a, 0), graph_child(g, a, 2), OR_BINDS, p->dialect->logic.either);
    } else if (is_denied(g, a)) {
        pieces_text(p, p->dialect->logic.denied);
        pieces_node(p, graph_child(g, a, 0), NOT_BINDS);
    } else if (graph_is_comparison(g, a)) {
        put_comparison(p, a);
    } else {
        pieces_node(p, a, SUM_BINDS);
        pieces_text(p, p->dialect->logic.holds);
    }
}

void pieces_condition(struct pieces *p, id a, int place)
{
    bool parenthesised = binds(p->g, a) < place;
    if (parenthesised) pieces_text(p, p->dialect->open);
    put_condition(p, a);
    if (parenthesised) pieces_text(p, p->dialect->close);
}

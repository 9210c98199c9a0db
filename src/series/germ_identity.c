/* germ_identity.c - formulas that are constant on the whole side, however many of their terms are
 * tried: sin(t)^2 + cos(t)^2 beside 1. What jumps or bends there is decided by their form. */
#include "series/germ_private.h"
#include "series/normal_private.h"

/* Forms of long formulas are not worth their time. */
enum { MOST_STEPS = 400 };

static bool is_short(struct germs *e, id a)
{
    struct reach reach = {0};
    bool is = graph_reach(e->g, &a, 1, &reach) && reach.ids.n <= MOST_STEPS;
    reach_free(e->g, &reach);
    return is;
}

/* A real number is 0 if its exponential is 1, in which logarithms add up. */
static bool is_zero_by_form(struct graph *g, id a)
{
    if (node_is_zero(g, a)) return true;
    id up = normal_exp(g, node_normal(g, a));
    return up != POISON && node_is_zero(g, graph_sub(g, up, graph_int(g, 1)));
}

bool germ_is_zero_by_form(struct germs *e, id a)
{
    if (a == POISON || germ_contents(e, a) & HAS_OTHER || !germ_ok(e)) return false;
    unsigned known = e->memory->notes->contents.at[a];
    if (known & (IS_ZERO | IS_NOT_ZERO)) return known & IS_ZERO;
    bool zero = is_short(e, a) && is_zero_by_form(e->g, a);
    e->memory->notes->contents.at[a] |= zero ? IS_ZERO : IS_NOT_ZERO;
    return zero;
}

/* The constant that a germ may be: the only term that was found, or 0 where its sign is unknown. */
static bool may_be_constant(struct germs *e, const struct germ *a, id *c)
{
    *c = graph_int(e->g, 0);
    if (a->state != GERM_KNOWN || !a->cut || a->rest != REST_ORDER) return false;
    if (a->n == 1 && a->terms[0].exponent == NUMBER_ZERO &&
        !germ_contents(e, a->terms[0].coefficient))
        *c = a->terms[0].coefficient;
    return *c != POISON &&
           (a->n == 0 || !graph_is_zero(e->g, *c) || germ_sign(e, a) == SIGN_UNKNOWN);
}

/* The germ of the formula, as a constant if it is one. */
static const struct germ *settled(struct germs *e, id formula, const struct germ *a)
{
    id c;
    if (!may_be_constant(e, a, &c) || !germ_is_zero_by_form(e, graph_sub(e->g, formula, c)))
        return a;
    return germ_constant(e, c);
}

/* a and b are equal, and fn of them is asked. */
static const struct germ *of_equal(struct germs *e, enum fn fn, const struct germ *a)
{
    if (fn == FN_maximum || fn == FN_minimum) return a;
    return germ_number(e, fn == FN_less_equal || fn == FN_equal, 1);
}

static bool compares(enum fn fn)
{
    return fn == FN_maximum || fn == FN_minimum || fn_is_comparison(fn);
}

static bool jumps(enum fn fn)
{
    return fn_is_step(fn) || fn == FN_mod || fn == FN_abs || fn == FN_relu || fn == FN_leaky_relu ||
           fn == FN_elu;
}

const struct germ *germ_by_identity(struct germs *e, id a, const struct germ **args)
{
    struct graph *g = e->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    id c;
    if (jumps(fn)) args[0] = settled(e, graph_child(g, a, 0), args[0]);
    if (!compares(fn) || germ_bad(args[0], args[1])) return NULL;
    const struct germ *d = germ_subtract(e, args[0], args[1]);
    if (!may_be_constant(e, d, &c) || !graph_is_zero(g, c)) return NULL;
    id difference = graph_sub(g, graph_child(g, a, 0), graph_child(g, a, 1));
    return germ_is_zero_by_form(e, difference) ? of_equal(e, fn, args[0]) : NULL;
}

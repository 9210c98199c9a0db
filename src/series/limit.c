/* limit.c - limits from one side: the formula as one of x to infinity. */
#include "series/limit.h"

#include "pass/substitute.h"
#include "series/germ.h"
#include "series/limit_private.h"
#include "series/series.h"

enum { MOST_BITS = 4096 }; /* at which two limits are told apart */

/* The variable that goes to infinity, which no text can name. */
static id new_variable(struct graph *g)
{
    uint32_t name = names_intern(&g->core->names, &g->core->arena, "(x)", 3);
    return name == NAME_NONE ? POISON : graph_variable(g, name, SHAPE_SCALAR);
}

static struct growth new_growth(struct graph *g, bool strict)
{
    return (struct growth){.g = g,
                           .x = new_variable(g),
                           .ask_limit = growth_limit,
                           .ask_sign = growth_sign_of,
                           .strict = strict};
}

static id moved(struct graph *g, id formula, id x, id t, struct limit_point point)
{
    number side = number_from_int(&g->numbers, point.infinite ? point.infinite : point.side);
    id value = point.infinite
                   ? graph_scale(g, side, t)
                   : graph_add(g, point.at,
                               graph_scale(g, side, graph_pow_number(g, t, NUMBER_MINUS_ONE)));
    struct replacement put = {x, value};
    return substitute(g, &formula, 1, &put, 1) ? formula : POISON;
}

/* What the leading term of an expansion in powers of t goes to. */
static struct limit of_germ(struct germs *e, const struct germ *a)
{
    struct limit out = {.kind = LIMIT_UNDECIDED};
    int sign;
    if (a->state == GERM_FAILED) return (struct limit){.kind = LIMIT_FAILED};
    if (a->state != GERM_KNOWN) return out;
    bool grows =
        a->n > 0 ? number_sign(&e->g->numbers, a->terms[0].exponent) < 0 : a->rest == REST_STEEP;
    if (grows) {
        sign = germ_sign(e, a);
        out.kind = sign == 1 ? LIMIT_PLUS : sign == -1 ? LIMIT_MINUS : LIMIT_UNDECIDED;
    } else if (germ_coefficient(e, a, NUMBER_ZERO, &out.value) &&
               !node_has_symbols(e->g, out.value))
        out.kind = LIMIT_VALUE;
    return out;
}

/* The limit at a number by the expansion of the formula as it stands, which knows some functions
 * that no exponentials express, such as sines of sines. */
static struct limit by_expansion(struct graph *g, id formula, id x, struct limit_point point)
{
    enum { TERMS = 4 };
    struct germs e;
    struct limit out = {.kind = LIMIT_FAILED};
    if (!germs_begin(&e, g, TERMS)) return out;
    struct replacement put = {
        x, graph_add(g, point.at, graph_scale(g, number_from_int(&g->numbers, point.side), e.t))};
    if (substitute(g, &formula, 1, &put, 1)) out = of_germ(&e, germ_of(&e, formula, NUMBER_ZERO));
    germs_end(&e);
    return out;
}

struct limit limit_of_side(struct graph *g, id formula, id x, struct limit_point point)
{
    struct growth r = new_growth(g, point.strict);
    id f = r.x == POISON ? POISON : moved(g, formula, x, r.x, point);
    struct limit out =
        f == POISON ? (struct limit){.kind = LIMIT_FAILED} : growth_at_infinity(&r, f);
    if (out.kind == LIMIT_UNDECIDED && !point.infinite && !growth_has_names(&r, f)) {
        struct limit other = by_expansion(g, formula, x, point);
        if (other.kind != LIMIT_UNDECIDED) out = other;
    }
    vec_free(&g->core->mem, &r.bounded);
    vec_free(&g->core->mem, &r.facts);
    return out;
}

bool limit_same(struct graph *g, const struct limit *a, const struct limit *b, bool strict,
                bool *decided)
{
    bool zero = false;
    *decided = true;
    if (a->kind != b->kind) return false;
    if (a->kind != LIMIT_VALUE) return a->kind == LIMIT_PLUS || a->kind == LIMIT_MINUS;
    struct growth r = new_growth(g, strict);
    id difference = graph_sub(g, a->value, b->value);
    *decided = growth_is_zero(&r, difference, &zero) && (zero || growth_certain(&r, difference));
    if (!*decided && !node_has_symbols(g, difference)) {
        int sign = node_sign(g, difference, MOST_BITS);
        zero = sign == 0;
        *decided = sign != SIGN_UNKNOWN;
    }
    vec_free(&g->core->mem, &r.bounded);
    vec_free(&g->core->mem, &r.facts);
    return zero;
}

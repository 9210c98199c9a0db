/* rays_line.c - expansions along rays of formulas of one affine form, by its two sides (germ.h). */
#include "series/affine.h"
#include "series/germ.h"
#include "series/linear_form.h"
#include "series/rays_private.h"

#include "pass/substitute.h"

#include <string.h>

/* One side: terms in how far the form is from what it is at the point, and a rest. */
struct side {
    bool known, undefined;
    const struct germ *germ;
    bool exact;
    number order;
};

/* A formula of one form z, about z0. */
struct about {
    struct rays *r;
    struct germs germs;
    id symbol, base, formula;
    id form;              /* of the directions */
    struct side sides[2]; /* below, above */
};

static id fresh(struct graph *g)
{
    static const char name[] = "the form";
    uint32_t interned = names_intern(&g->core->names, &g->core->arena, name, sizeof name - 1);
    return interned == NAME_NONE ? POISON : graph_variable(g, interned, SHAPE_SCALAR);
}

/* Terms with logarithms are left to the rest, which is a little below their power. */
static void read_side(struct about *a, struct side *side)
{
    enum { MUCH = 64 };
    struct graph *g = a->r->d.g;
    struct numbers *t = &g->numbers;
    const struct germ *germ = side->germ;
    number little = number_from_ratio(t, 1, MUCH);
    *side = (struct side){.germ = germ, .exact = germ->rest == REST_NONE, .order = germ->order};
    side->undefined = germ->state == GERM_UNDEFINED;
    side->known = germ->state == GERM_KNOWN && germ->rest != REST_STEEP;
    if (germ->rest == REST_FLAT) side->order = number_from_int(t, MUCH);
    if (germ->rest == REST_ORDER) side->order = number_sub(t, side->order, little);
    for (size_t i = 0; side->known && i < germ->n; i++) {
        if (!node_has_symbols(g, germ->terms[i].coefficient)) continue;
        number order = number_sub(t, germ->terms[i].exponent, little);
        if (side->exact || number_compare(t, order, side->order) < 0) side->order = order;
        side->exact = false;
        break;
    }
}

static bool look(struct about *a, int direction, struct side *side)
{
    struct graph *g = a->r->d.g;
    id step = direction < 0 ? graph_neg(g, a->germs.t) : a->germs.t, formula = a->formula;
    struct replacement at = {a->symbol, graph_add(g, a->base, step)};
    if (!substitute(g, &formula, 1, &at, 1)) return false;
    side->germ = germ_of(&a->germs, formula, a->r->most);
    if (!side->germ || side->germ->state == GERM_FAILED) return false;
    read_side(a, side);
    return true;
}

/* The coefficient of exponent e on a side, 0 if it has none. */
static id coefficient(const struct about *a, const struct side *side, number e)
{
    for (size_t i = 0; side->known && i < side->germ->n; i++)
        if (side->germ->terms[i].exponent == e) return side->germ->terms[i].coefficient;
    return graph_int(a->r->d.g, 0);
}

/* The coefficient of t^e as a formula of the direction: above*form^e where the form is positive,
 * below*(-form)^e where it is negative. */
static id both_sides(const struct about *a, number e, id below, id above)
{
    struct graph *g = a->r->d.g;
    id zero = graph_int(g, 0), back = node_multiply(g, graph_int(g, -1), a->form);
    int64_t n;
    bool whole = number_to_int(&g->numbers, e, &n) && n >= 0;
    id turned = whole && n % 2 ? node_multiply(g, graph_int(g, -1), below) : below;
    if (whole && graph_is_zero(g, node_add(g, above, node_multiply(g, graph_int(g, -1), turned))))
        return node_multiply(g, above, node_power(g, a->form, e));
    if (e == NUMBER_ONE)
        return node_add(g, node_multiply(g, above, graph_fn1(g, FN_relu, a->form)),
                        node_multiply(g, below, graph_fn1(g, FN_relu, back)));
    id up = node_multiply(g, above, graph_pow_number(g, a->form, e)),
       down = node_multiply(g, below, graph_pow_number(g, back, e));
    return graph_where(g, graph_fn2(g, FN_less, zero, a->form), up,
                       graph_where(g, graph_fn2(g, FN_less, a->form, zero), down, zero));
}

/* Terms of exponent 0 are steps, whose value at the form 0 is that of the formula. */
static id constant_term(const struct about *a, id below, id above)
{
    struct graph *g = a->r->d.g;
    id zero = graph_int(g, 0);
    struct directions one = {g, &a->symbol, 1};
    id here = linear_form_at(&one, a->formula, &a->base);
    bool level = below == above;
    if (level && here == POISON) return POISON;
    id difference =
        node_add(g, here == POISON ? above : here, node_multiply(g, graph_int(g, -1), above));
    if (level && node_sign(g, difference, 1024) == 0) return above;
    if (here == POISON) return POISON;
    return graph_where(g, graph_fn2(g, FN_less, zero, a->form), above,
                       graph_where(g, graph_fn2(g, FN_less, a->form, zero), below, here));
}

static bool add_exponent(const struct about *a, struct ray *out, number e)
{
    struct graph *g = a->r->d.g;
    id below = coefficient(a, &a->sides[0], e), above = coefficient(a, &a->sides[1], e);
    id c = e == NUMBER_ZERO ? constant_term(a, below, above) : both_sides(a, e, below, above);
    if (c == POISON) return false;
    if (!graph_is_zero(g, c)) out->terms[out->n++] = (struct ray_term){e, c};
    return true;
}

/* True if the exponent lies within the rest. */
static bool is_lost(const struct about *a, const struct ray *out, number e)
{
    return !out->exact && number_compare(&a->r->d.g->numbers, e, out->order) >= 0;
}

static void merge_rests(const struct about *a, struct ray *out)
{
    for (int i = 0; i < 2; i++) {
        const struct side *side = &a->sides[i];
        if (!side->known || side->exact) continue;
        if (out->exact || number_compare(&a->r->d.g->numbers, side->order, out->order) < 0)
            out->order = side->order;
        out->exact = false;
    }
}

static const struct ray *merge(const struct about *a, uint64_t support)
{
    struct graph *g = a->r->d.g;
    const struct germ *low = a->sides[0].germ, *high = a->sides[1].germ;
    size_t n = a->sides[0].known ? low->n : 0, m = a->sides[1].known ? high->n : 0;
    struct ray *out = ray_make(a->r, n + m + 1);
    if (!out) return NULL;
    out->support = support;
    merge_rests(a, out);
    /* What the formula is where the form is 0 counts even if both sides go to 0. */
    bool zeroth = false;
    for (size_t i = 0, k = 0; i < n || k < m;) {
        int order =
            i == n   ? 1
            : k == m ? -1
                     : number_compare(&g->numbers, low->terms[i].exponent, high->terms[k].exponent);
        number e = order <= 0 ? low->terms[i].exponent : high->terms[k].exponent;
        i += order <= 0;
        k += order >= 0;
        if (number_sign(&g->numbers, e) > 0 && !zeroth) {
            zeroth = true;
            if (!is_lost(a, out, NUMBER_ZERO) && !add_exponent(a, out, NUMBER_ZERO))
                return ray_unknown(a->r, POISON);
        }
        if (is_lost(a, out, e)) break;
        zeroth |= e == NUMBER_ZERO;
        if (!add_exponent(a, out, e)) return ray_unknown(a->r, POISON);
    }
    if (!zeroth && !is_lost(a, out, NUMBER_ZERO) && !add_exponent(a, out, NUMBER_ZERO))
        return ray_unknown(a->r, POISON);
    bool negative = (out->n && number_sign(&g->numbers, out->terms[0].exponent) < 0) ||
                    (!out->exact && number_sign(&g->numbers, out->order) < 0);
    if (negative && __builtin_popcountll(support) > 1) return ray_unknown(a->r, POISON);
    if (negative) out->singular = support;
    return out;
}

/* Where one side has no value, the form must not go there. */
static const struct ray *on_defined_sides(struct about *a, uint64_t support)
{
    struct graph *g = a->r->d.g;
    const struct side *below = &a->sides[0], *above = &a->sides[1];
    id zero = graph_int(g, 0);
    if ((!below->known && !below->undefined) || (!above->known && !above->undefined) ||
        (below->undefined && above->undefined))
        return ray_unknown(a->r, POISON);
    const struct ray *out = merge(a, support);
    if (!out || out->state != RAY_KNOWN) return out;
    if (below->undefined)
        return ray_with_needs(a->r, out, graph_fn2(g, FN_less_equal, zero, a->form));
    if (above->undefined)
        return ray_with_needs(a->r, out, graph_fn2(g, FN_less_equal, a->form, zero));
    return out;
}

const struct ray *ray_of_line(struct rays *r, id formula, const struct affine_line *line)
{
    /* So that once, twice and four times as many reach past orders 2, 4 and 8. */
    enum { TERMS = 3 };
    struct graph *g = r->d.g;
    struct about a = {.r = r, .symbol = fresh(g)};
    id rows[MOST_DIRECTIONS];
    memcpy(rows, line->row, r->d.m * sizeof *rows);
    struct affine_forms forms = {rows, 1};
    if (a.symbol == POISON) return NULL;
    a.formula = affine_put(&r->d, formula, &forms, &a.symbol);
    if (a.formula == POISON) return ray_unknown(r, formula);
    a.base = affine_at(&r->d, rows, r->base);
    a.form = form_of_row(&r->d, rows);
    if (!germs_begin(&a.germs, g, TERMS)) return NULL;
    bool ok = look(&a, -1, &a.sides[0]) && look(&a, 1, &a.sides[1]);
    const struct ray *out = ok ? on_defined_sides(&a, form_support(&r->d, a.form)) : NULL;
    germs_end(&a.germs);
    return out;
}

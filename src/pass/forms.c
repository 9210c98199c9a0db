/* forms.c - a fraction as formulas: factors taken apart or multiplied out, above and below the
 * line, term by term, or with a whole part. */
#include "pass/atoms.h"
#include "pass/collect.h"

#include <string.h>

/* c times powers of atoms times powers of nodes. */
struct product {
    int64_t p, q;
    int e[POLY_ATOMS];
    id above, below; /* POISON: 1 */
};

static number ratio(struct atoms *s, int64_t p, int64_t q)
{
    return number_from_ratio(&s->g->numbers, p, q);
}

/* ---- products of atoms ---- */

static void push_fn(struct atoms *s, enum fn fn, id angle, int e)
{
    if (e) graph_push(s->g, graph_fn1(s->g, fn, angle), number_from_int(&s->g->numbers, e));
}

/* sin(u)^a*cos(u)^b, by tan, cot, sec and csc where something is below the line. */
static void push_pair(struct atoms *s, int i, int a, int b)
{
    static const enum fn all[2][6] = {{FN_sin, FN_cos, FN_tan, FN_cot, FN_sec, FN_csc},
                                      {FN_sinh, FN_cosh, FN_tanh, FN_coth, FN_sech, FN_csch}};
    const enum fn *fn = all[s->at[i].kind == ATOM_HYPERBOLIC_SINE];
    id angle = graph_scale(s->g, s->at[i].unit, s->at[i].term);
    int tangent = a > 0 && b < 0 ? (a < -b ? a : -b) : 0,
        cotangent = a < 0 && b > 0 ? (b < -a ? b : -a) : 0;
    a += cotangent - tangent;
    b += tangent - cotangent;
    push_fn(s, fn[2], angle, tangent);
    push_fn(s, fn[3], angle, cotangent);
    push_fn(s, a > 0 ? fn[0] : fn[5], angle, a > 0 ? a : -a);
    push_fn(s, b > 0 ? fn[1] : fn[4], angle, b > 0 ? b : -b);
}

static id exponent_of(struct atoms *s, int i, int e)
{
    number c = number_mul(&s->g->numbers, s->at[i].unit, number_from_int(&s->g->numbers, e));
    return graph_scale(s->g, c, s->at[i].term);
}

/* All exponentials as one. */
static void push_exponential(struct atoms *s, const int *e)
{
    id sum = graph_int(s->g, 0);
    bool any = false;
    for (int i = 0; i < s->n; i++) {
        if (s->at[i].kind != ATOM_EXP || !e[i]) continue;
        sum = graph_add(s->g, sum, exponent_of(s, i, e[i]));
        any = true;
    }
    if (any) graph_push(s->g, graph_fn1(s->g, FN_exp, sum), NUMBER_ONE);
}

static void push_power(struct atoms *s, int i, int e)
{
    struct numbers *t = &s->g->numbers;
    struct atom a = s->at[i];
    if (a.term == graph_int(s->g, 1))
        graph_push(s->g, a.base, number_mul(t, a.unit, number_from_int(t, e)));
    else
        graph_push(s->g, graph_power(s->g, a.base, exponent_of(s, i, e)), NUMBER_ONE);
}

static void push_atoms(struct atoms *s, const int *e)
{
    for (int i = 0; i < s->n; i++) {
        enum atom_kind kind = s->at[i].kind;
        if (kind == ATOM_SINE || kind == ATOM_HYPERBOLIC_SINE) push_pair(s, i, e[i], e[i + 1]);
        if (e[i] == 0) continue;
        if (kind == ATOM_NODE)
            graph_push(s->g, s->at[i].base, number_from_int(&s->g->numbers, e[i]));
        if (kind == ATOM_POWER) push_power(s, i, e[i]);
    }
    push_exponential(s, e);
}

/* A minus before a product goes into a sum. */
static void place_minus(struct graph *g, struct product *p)
{
    if (p->p >= 0) return;
    id above = collect_negated(g, p->above), below = above ? POISON : collect_negated(g, p->below);
    if (above) p->above = above;
    if (below) p->below = below;
    if (above || below) p->p = -p->p;
}

static id write_product(struct atoms *s, const struct product *written)
{
    struct product moved = *written, *p = &moved;
    place_minus(s->g, p);
    size_t begin = graph_begin(s->g);
    push_atoms(s, p->e);
    if (p->above) graph_push(s->g, p->above, NUMBER_ONE);
    if (p->below) graph_push(s->g, p->below, NUMBER_MINUS_ONE);
    return graph_end_product(s->g, begin, ratio(s, p->p, p->q));
}

/* ---- sums ---- */

static id write_term(struct atoms *s, const struct monomial *m, const struct product *over)
{
    struct product p = over ? *over : (struct product){.p = 1, .q = 1};
    int64_t g = number_divisor(m->c, p.q);
    p.q /= g;
    if (__builtin_mul_overflow(p.p, m->c / g, &p.p)) s->all.room.failed = true;
    for (int i = 0; i < POLY_ATOMS; i++) p.e[i] += m->e[i];
    return write_product(s, &p);
}

/* The polynomial times a product, term by term. */
static id write_sum(struct atoms *s, struct poly a, const struct product *times)
{
    size_t begin = graph_begin(s->g);
    for (uint32_t i = 0; i < a.n; i++) graph_push(s->g, write_term(s, &a.at[i], times), NUMBER_ONE);
    return graph_end_sum(s->g, begin, NUMBER_ZERO);
}

id atoms_write_poly(struct atoms *s, struct poly p)
{
    return write_sum(s, p, NULL);
}

/* ---- factors of one side ---- */

/* The sums above or below the line, as powers with positive exponents. */
struct side {
    struct poly_factor at[POLY_MOST_FACTORS];
    uint32_t n;
};

static bool push_side(struct side *side, struct poly p, int e)
{
    if (side->n == POLY_MOST_FACTORS) return false;
    side->at[side->n++] = (struct poly_factor){p, e};
    return true;
}

static int atom_of(struct poly p)
{
    for (int k = 0; k < POLY_ATOMS && p.n == 1; k++)
        if (p.at->e[k]) return k;
    return -1;
}

/* Takes the fraction apart: the exponents of its atoms, and the sums on both sides. */
static bool take_apart(const struct fraction *f, struct product *out, struct side sides[2])
{
    *out = (struct product){.p = f->p, .q = f->q};
    sides[0].n = sides[1].n = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        int atom = atom_of(f->at[i].p), e = f->at[i].e;
        if (atom >= 0)
            out->e[atom] += e;
        else if (!push_side(&sides[e < 0], f->at[i].p, e < 0 ? -e : e))
            return false;
    }
    return true;
}

static bool factorize_side(struct atoms *s, const struct side *side, struct side *out)
{
    struct poly_factors factors;
    out->n = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        poly_factorize(&s->all.room, side->at[i].p, &factors);
        if (s->all.room.failed) return false;
        for (uint32_t k = 0; k < factors.n; k++)
            if (!push_side(out, factors.at[k].p, factors.at[k].e * side->at[i].e)) return false;
    }
    return true;
}

/* Multiplies the factors with equal exponents. */
static void group_side(struct atoms *s, const struct side *side, struct side *out)
{
    out->n = 0;
    for (uint32_t i = 0; i < side->n && !s->all.room.failed; i++) {
        uint32_t k = 0;
        while (k < out->n && out->at[k].e != side->at[i].e) k++;
        if (k == out->n)
            out->at[out->n++] = side->at[i];
        else
            out->at[k].p = poly_multiply(&s->all.room, out->at[k].p, side->at[i].p);
    }
}

static struct poly multiply_out(struct atoms *s, const struct side *side)
{
    struct poly out = poly_constant(&s->all.room, 1);
    for (uint32_t i = 0; i < side->n; i++)
        out = poly_multiply(&s->all.room, out,
                            poly_power(&s->all.room, side->at[i].p, side->at[i].e));
    return out;
}

static id write_side(struct atoms *s, const struct side *side)
{
    if (side->n == 0) return POISON;
    size_t begin = graph_begin(s->g);
    for (uint32_t i = 0; i < side->n; i++)
        graph_push(s->g, write_sum(s, side->at[i].p, NULL),
                   number_from_int(&s->g->numbers, side->at[i].e));
    return graph_end_product(s->g, begin, NUMBER_ONE);
}

/* ---- the forms ---- */

struct offers {
    struct atoms *s;
    bool (*offer)(void *user, id form);
    void *user;
    bool enough;             /* no other form is wanted */
    struct product atoms;    /* and the number */
    struct side sides[2][2]; /* above and below: in factors, and these grouped by exponents */
    struct side plain[2];    /* above and below, as they were read */
    struct poly whole[2];    /* multiplied out, without atoms, as far as they were asked for */
    bool is_whole[2];
    id written[2][3]; /* sides in each way, as far as they were asked for; POISON: none */
    bool is_written[2][3];
};

static struct poly whole_side(struct offers *o, int side)
{
    if (!o->is_whole[side]) o->whole[side] = multiply_out(o->s, &o->plain[side]);
    o->is_whole[side] = true;
    return o->whole[side];
}

static void give(struct offers *o, id form)
{
    if (!o->enough && !o->s->all.room.failed && form != POISON)
        o->enough = !o->offer(o->user, form);
}

static bool same_side(const struct side *a, const struct side *b)
{
    return a->n == b->n;
}

static id new_side_form(struct offers *o, int side, int how)
{
    if (how < 2) return write_side(o->s, &o->sides[side][how]);
    if (o->sides[side][0].n == 0) return POISON;
    return write_sum(o->s, whole_side(o, side), NULL);
}

/* How one side is written: 0 in factors, 1 grouped, 2 multiplied out. */
static id side_form(struct offers *o, int side, int how)
{
    if (!o->is_written[side][how]) o->written[side][how] = new_side_form(o, side, how);
    o->is_written[side][how] = true;
    return o->written[side][how];
}

static void give_products(struct offers *o)
{
    for (int above = 0; above < 3 && !o->enough; above++) {
        if (above == 1 && same_side(&o->sides[0][0], &o->sides[0][1])) continue;
        if (above == 2 && o->sides[0][0].n == 1 && o->sides[0][0].at[0].e == 1) continue;
        for (int below = 0; below < 3 && !o->enough; below++) {
            if (below == 1 && same_side(&o->sides[1][0], &o->sides[1][1])) continue;
            if (below == 2 && o->sides[1][0].n < 2 &&
                (o->sides[1][0].n == 0 || o->sides[1][0].at[0].e == 1))
                continue;
            struct product p = o->atoms;
            p.above = side_form(o, 0, above);
            p.below = side_form(o, 1, below);
            give(o, write_product(o->s, &p));
        }
    }
}

/* Atoms below the line are multiplied into the sum there: 1/(x^3 - x). */
static void give_whole_below(struct offers *o)
{
    struct atoms *s = o->s;
    struct product p = o->atoms;
    struct poly below = whole_side(o, 1);
    bool any = false;
    if (o->sides[1][0].n == 0) return;
    for (int i = 0; i < POLY_ATOMS; i++) {
        if (p.e[i] >= 0) continue;
        below = poly_multiply(&s->all.room, below, poly_atom(&s->all.room, i, -p.e[i]));
        p.e[i] = 0;
        any = true;
    }
    if (!any) return;
    p.above = side_form(o, 0, 0);
    p.below = write_sum(s, below, NULL);
    give(o, write_product(s, &p));
}

/* Only what divides goes into the terms above: (a/x + b)*y/c. */
static void give_lines(struct offers *o, id below)
{
    struct atoms *s = o->s;
    struct product over = {.p = 1, .q = o->atoms.q}, line = {.p = o->atoms.p, .q = 1};
    bool divides = over.q > 1;
    for (int i = 0; i < POLY_ATOMS; i++) {
        int e = o->atoms.e[i];
        over.e[i] = e < 0 ? e : 0;
        line.e[i] = e > 0 ? e : 0;
        divides |= e < 0;
    }
    if (!divides) return;
    line.above = write_sum(s, whole_side(o, 0), &over);
    line.below = below;
    give(o, write_product(s, &line));
}

/* Atoms and the number multiplied into the sum above the line; and the same with each term over
 * the line of its own. */
static void give_terms(struct offers *o)
{
    struct atoms *s = o->s;
    struct product below = {.p = 1, .q = o->atoms.q}, over = o->atoms;
    struct monomial above = {{0}, o->atoms.p};
    if (whole_side(o, 0).n < 2) return;
    for (int i = 0; i < POLY_ATOMS; i++) {
        int e = o->atoms.e[i];
        if (e > POLY_MOST_EXPONENT) return;
        above.e[i] = (uint8_t)(e > 0 ? e : 0);
        below.e[i] = e < 0 ? e : 0;
    }
    over.below = below.below = side_form(o, 1, 0);
    struct poly factor = poly_constant(&s->all.room, 1);
    if (s->all.room.failed) return;
    *factor.at = above;
    below.above = write_sum(s, poly_multiply(&s->all.room, whole_side(o, 0), factor), NULL);
    give(o, write_product(s, &below));
    give(o, write_sum(s, whole_side(o, 0), &over));
    give_lines(o, below.below);
}

/* q + r/b, where the first coefficient of b by some atom is a number that divides. */
static void give_whole_part(struct offers *o)
{
    struct atoms *s = o->s;
    struct poly_room *room = &s->all.room;
    struct poly a = whole_side(o, 0), b = whole_side(o, 1);
    for (int i = 0; i < POLY_ATOMS; i++) {
        int e = o->atoms.e[i];
        if (e > 0) a = poly_multiply(room, a, poly_atom(room, i, e));
        if (e < 0) b = poly_multiply(room, b, poly_atom(room, i, -e));
    }
    for (int k = 0; k < POLY_ATOMS && !room->failed; k++) {
        int high = poly_degree(a, k), low = poly_degree(b, k);
        if (low == 0 || high < low) continue;
        struct poly lead = poly_coefficient(room, b, k, low), rest = a, q = {NULL, 0};
        if (!poly_is_constant(lead)) continue;
        while (!room->failed && rest.n && poly_degree(rest, k) >= low) {
            int degree = poly_degree(rest, k);
            struct poly t = poly_coefficient(room, rest, k, degree);
            if (room->failed || poly_content(t) % lead.at->c) break;
            if (!poly_divides(room, lead, t, &t)) break;
            t = poly_multiply(room, t, poly_atom(room, k, degree - low));
            q = poly_combine(room, 1, q, 1, t);
            rest = poly_combine(room, 1, rest, -1, poly_multiply(room, t, b));
        }
        if (room->failed || q.n == 0) continue;
        struct product c = {.p = o->atoms.p, .q = o->atoms.q}, below = c;
        struct fraction f = fraction_of_poly(&s->all, rest), g = fraction_of_poly(&s->all, b), h;
        if (room->failed || f.p == 0) continue;
        g = fraction_power(&s->all, &g, -1);
        h = fraction_constant(c.p, c.q);
        f = fraction_multiply(&s->all, &f, &g);
        f = fraction_multiply(&s->all, &f, &h);
        struct side sides[2], factored;
        if (room->failed || !take_apart(&f, &below, sides)) continue;
        below.above = write_side(s, &sides[0]);
        if (factorize_side(s, &sides[1], &factored)) sides[1] = factored;
        below.below = write_side(s, &sides[1]);
        give(o, graph_add(s->g, write_sum(s, q, &c), write_product(s, &below)));
    }
}

void atoms_write(struct atoms *s, const struct fraction *f, bool (*offer)(void *user, id form),
                 void *user)
{
    struct offers o = {.s = s, .offer = offer, .user = user};
    if (f->p == 0) {
        offer(user, graph_int(s->g, 0));
        return;
    }
    if (!take_apart(f, &o.atoms, o.plain)) return;
    for (int side = 0; side < 2; side++) {
        if (!factorize_side(s, &o.plain[side], &o.sides[side][0])) return;
        group_side(s, &o.sides[side][0], &o.sides[side][1]);
    }
    give_products(&o);
    if (o.enough) return;
    give_whole_below(&o);
    give_terms(&o);
    give_whole_part(&o);
}

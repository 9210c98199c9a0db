/* atoms_size.c - sizes and signs, and the squares of sines and cosines: what is known of atoms
 * beside their names. */
#include "pass/atoms_private.h"

/* ---- sizes and signs ---- */

/* True if no term can be negative, whatever else the formula has. */
static bool has_positive_terms(const struct atoms *s, struct poly p)
{
    for (uint32_t i = 0; i < p.n; i++) {
        if (p.at[i].c < 0) return false;
        for (int k = 0; k < s->n; k++) {
            bool root = s->at[k].kind == ATOM_POWER &&
                        !number_is_integer(&s->g->numbers, s->at[k].unit) &&
                        s->at[k].term == graph_int(s->g, 1);
            bool positive =
                root || s->at[k].kind == ATOM_EXP || graph_is_fn(s->g, s->at[k].base, FN_abs);
            if (p.at[i].e[k] % 2 && !positive) return false;
        }
    }
    return true;
}

void atoms_note_under_root(struct atoms *s, struct poly p)
{
    enum { MOST = sizeof s->under_roots / sizeof *s->under_roots };
    for (int i = 0; i < s->n_under_roots; i++)
        if (poly_equal(s->under_roots[i], p)) return;
    if (s->n_under_roots < MOST) s->under_roots[s->n_under_roots++] = p;
}

/* Where sqrt(x) has a value, x + 1 is positive. */
static bool holds_beside_roots(struct atoms *s, struct poly p,
                               bool (*holds)(const struct atoms *, struct poly))
{
    bool found = holds(s, p);
    for (int i = 0; i < s->n_under_roots && !found && !atoms_failed(s); i++)
        found = holds(s, poly_combine(&s->all.room, 1, p, -1, s->under_roots[i]));
    return found;
}

bool atoms_is_never_negative(struct atoms *s, struct poly p)
{
    return holds_beside_roots(s, p, has_positive_terms);
}

static bool has_positive_constant(const struct atoms *s, struct poly p)
{
    bool constant = p.n > 0 && has_positive_terms(s, p);
    for (int k = 0; k < s->n && constant; k++) constant = p.at[p.n - 1].e[k] == 0;
    return constant;
}

bool atoms_is_positive(struct atoms *s, struct poly p)
{
    return holds_beside_roots(s, p, has_positive_constant);
}

/* abs(p), an atom whose square is p^2. */
static int atom_of_size(struct atoms *s, struct poly p)
{
    id size = graph_fn1(s->g, FN_abs, atoms_write_poly(s, p));
    int i = atoms_find(s, ATOM_NODE, size, POISON);
    if (!graph_is_fn(s->g, size, FN_abs)) atoms_fail(s);
    if (i < 0) i = atoms_add(s, ATOM_NODE, size, POISON, NUMBER_ONE);
    if (!atoms_failed(s))
        s->all.relations[i] = (struct relation){2, poly_power(&s->all.room, p, 2)};
    return i;
}

void atoms_multiply_size(struct atoms *s, struct fraction *out, struct poly p, int e)
{
    if (atoms_failed(s) || e == 0) return;
    if (e % 2 == 0 || atoms_is_never_negative(s, p)) {
        struct fraction f = fraction_of_poly(&s->all, p);
        atoms_multiply(s, out, fraction_power(&s->all, &f, e));
        return;
    }
    int i = atom_of_size(s, p);
    if (!atoms_failed(s)) atoms_multiply(s, out, fraction_atom(&s->all, i, e));
}

struct fraction atoms_size_of(struct atoms *s, const struct fraction *f)
{
    struct fraction out = fraction_constant(f->p < 0 ? -f->p : f->p, f->q);
    for (uint32_t i = 0; i < f->n && !atoms_failed(s); i++)
        atoms_multiply_size(s, &out, f->at[i].p, f->at[i].e);
    return out;
}

/* The factor below the line whose size the atom is; NULL if there is none to the second power. */
static struct poly_factor *factor_of_size(struct atoms *s, struct fraction *f, int i)
{
    struct poly_factor *found = NULL;
    for (uint32_t k = 0; k < f->n && !atoms_failed(s); k++)
        if (f->at[k].e <= -2 &&
            poly_equal(poly_power(&s->all.room, f->at[k].p, 2), s->all.relations[i].by))
            found = &f->at[k];
    return found;
}

bool atoms_place_sizes(struct atoms *s, const struct fraction *f, struct fraction *out)
{
    bool any = false;
    *out = *f;
    for (int i = 0; i < s->n && !atoms_failed(s); i++) {
        bool size = s->at[i].kind == ATOM_NODE && graph_is_fn(s->g, s->at[i].base, FN_abs) &&
                    s->all.relations[i].power == 2;
        if (!size || atoms_exponent_of(out, i) != 1) continue;
        struct poly_factor *factor = factor_of_size(s, out, i);
        if (!factor || atoms_failed(s)) continue;
        factor->e += 2;
        if (factor->e == 0) *factor = out->at[--out->n];
        for (uint32_t k = 0; k < out->n; k++)
            if (poly_equal(out->at[k].p, poly_atom(&s->all.room, i, 1))) out->at[k].e = -1;
        any = true;
    }
    return any && !atoms_failed(s);
}

/* ---- squares of sines and cosines ---- */

/* True if f contains p as a factor on this side of the line. */
static bool contains(const struct fraction *f, struct poly p, int side)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e * side > 0 && poly_equal(f->at[i].p, p)) return true;
    return false;
}

static bool has_sums(const struct fraction *f, int side)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].e * side > 0 && f->at[i].p.n > 1) return true;
    return false;
}

static bool fold(struct atoms *s, struct fraction *f, int atom, int side)
{
    if (!has_sums(f, side)) return false;
    struct poly by = s->all.relations[atom].by;
    struct poly_factors factors;
    poly_make_primitive(&s->all.room, &by);
    poly_factorize(&s->all.room, by, &factors);
    bool all = factors.n > 0, whole = contains(f, by, side);
    for (uint32_t i = 0; i < factors.n; i++) all &= contains(f, factors.at[i].p, side);
    if (atoms_failed(s) || !(all || whole) || f->n == FRACTION_FACTORS) return false;
    struct fraction square = fraction_constant(f->p, f->q);
    if (!all) factors.n = 1, factors.at[0] = (struct poly_factor){by, 1};
    square.at[square.n++] = (struct poly_factor){poly_atom(&s->all.room, atom, 1), 2 * side};
    for (uint32_t i = 0; i < f->n; i++) {
        struct poly_factor factor = f->at[i];
        for (uint32_t k = 0; k < factors.n; k++)
            if (poly_equal(factor.p, factors.at[k].p)) factor.e -= side;
        for (uint32_t k = 0; k < square.n; k++)
            if (poly_equal(factor.p, square.at[k].p)) square.at[k].e += factor.e, factor.e = 0;
        if (factor.e) square.at[square.n++] = factor;
    }
    if (s->all.relations[atom].by.at->c < 0 && by.at->c > 0) square.p = -square.p;
    *f = square;
    return true;
}

bool atoms_fold(struct atoms *s, struct fraction *f)
{
    bool any = false;
    for (int i = 0; i < s->n && !atoms_failed(s); i++) {
        bool circular = s->at[i].kind >= ATOM_SINE && s->all.relations[i].power == 2;
        for (int side = 1; circular && side >= -1; side -= 2)
            for (int k = 0; k < 8 && fold(s, f, i, side); k++) any = true;
    }
    return any && !atoms_failed(s);
}

/* ---- which circular functions meet ---- */

bool atoms_have_others(const struct atoms *s)
{
    bool found = false;
    for (int i = 0; i < s->n; i++) {
        const struct node *n = graph_node(s->g, s->at[i].base);
        found |= s->at[i].kind == ATOM_NODE && n->op == OP_FN && !atoms_is_sine((enum fn)n->fn);
    }
    return found;
}

/* A circular function of atom i; its angle without a number, and that number. */
struct circular {
    enum circular_kind kind;
    bool is_sine;
    id angle;
    number times;
};

static struct circular circular_of(struct atoms *s, int i)
{
    struct graph *g = s->g;
    const struct node *n = graph_node(g, s->at[i].base);
    struct circular c = {.kind = CIRCULAR_NO};
    if (s->at[i].kind != ATOM_NODE || n->op != OP_FN) return c;
    c.kind = atoms_circular_kind((enum fn)n->fn);
    if (c.kind == CIRCULAR_NO) return c;
    c.is_sine = atoms_is_sine((enum fn)n->fn);
    c.angle = node_child(g, n, 0);
    c.times = atoms_take_number(s, &c.angle);
    return c;
}

/* The highest power that both have together in the fraction, above and below the line. */
static int degree_of_both(const struct fraction *f, int i, int k)
{
    int all = 0;
    for (uint32_t j = 0; j < f->n; j++) {
        int most = 0, e = f->at[j].e < 0 ? -f->at[j].e : f->at[j].e;
        for (uint32_t t = 0; t < f->at[j].p.n; t++) {
            int degree = f->at[j].p.at[t].e[i] + (k == i ? 0 : f->at[j].p.at[t].e[k]);
            if (degree > most) most = degree;
        }
        all += e * most;
    }
    return all;
}

bool atoms_circular_meet(struct atoms *s, const struct fraction *f)
{
    struct circular all[POLY_ATOMS];
    for (int i = 0; i < s->n; i++) {
        all[i] = circular_of(s, i);
        if (all[i].kind == CIRCULAR_NO) continue;
        if (!all[i].is_sine) return true;
        for (int k = 0; k <= i; k++) {
            if (all[k].kind != all[i].kind || all[k].angle != all[i].angle) continue;
            if (all[k].times != all[i].times || degree_of_both(f, i, k) > 1) return true;
        }
    }
    return false;
}

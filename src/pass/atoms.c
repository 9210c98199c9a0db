#include "pass/atoms_private.h"

enum { MOST_NODES = 200 };

/* ---- units: sin(2*x) and sin(x), exp(x/2) and exp(x), sqrt(x) and x^(1/3) share one ---- */

/* The greatest number of which a and b are whole multiples. */
static number common_unit(struct atoms *s, number a, number b)
{
    struct numbers *t = &s->g->numbers;
    struct rational x = t->all.at[a], y = t->all.at[b];
    struct poly_room *room = &s->all.room;
    int64_t p = poly_times(room, x.p, y.q), r = poly_times(room, y.p, x.q);
    int64_t q = poly_times(room, x.q, y.q);
    if (q == 0 || room->failed) return atoms_fail(s), NUMBER_ONE;
    return number_from_ratio(t, number_divisor(p, r), q);
}

/* Notes that c times the term occurs. */
static int note(struct atoms *s, enum atom_kind kind, id base, id term, number c)
{
    int i = atoms_find(s, kind, base, term);
    number start = kind == ATOM_POWER ? NUMBER_ONE : c;
    if (i < 0) i = atoms_add(s, kind, base, term, start);
    if (!atoms_failed(s)) s->at[i].unit = common_unit(s, s->at[i].unit, c);
    return i;
}

/* ---- the first walk: which atoms there are, and their units ---- */

static void survey(struct atoms *s, id a, int depth);

/* The exponent of exp or of a power, term by term. */
static void survey_exponent(struct atoms *s, enum atom_kind kind, id base, id exponent)
{
    struct graph *g = s->g;
    id one = graph_int(g, 1);
    const struct node *n = graph_node(g, exponent);
    if (n->op == OP_NUMBER) {
        note(s, kind, base, one, n->data);
    } else if (n->op == OP_SUM) {
        uint32_t count = n->n;
        if (n->data != NUMBER_ZERO) note(s, kind, base, one, n->data);
        for (uint32_t i = 0; i < count; i++) {
            n = graph_node(g, exponent);
            note(s, kind, base, node_child(g, n, i), node_number(g, n, i));
        }
    } else {
        number c = atoms_take_number(s, &exponent);
        note(s, kind, base, exponent, c);
    }
}

static void note_log(struct atoms *s, id a)
{
    enum { MOST = sizeof s->logs / sizeof *s->logs };
    id of = graph_child(s->g, a, 0), rest = of;
    number c = atoms_take_number(s, &rest);
    if (number_sign(&s->g->numbers, c) > 0 && s->n_logs < MOST)
        s->logs[s->n_logs++] = (struct logarithm){of, rest};
}

static void survey_fn(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    int kind = atoms_circular_kind(fn);
    s->meeting += fn == FN_exp || fn == FN_abs || fn == FN_sign || fn == FN_expit;
    if (fn == FN_exp || fn == FN_expit) s->exponentials++;
    if (kind == CIRCULAR_HYPERBOLIC || fn == FN_expit) s->logistic++;
    if (s->meeting > 1) s->has_structure = true;
    if (fn == FN_log) note_log(s, a);
    if (atoms_note_shift(s, a)) return;
    if (fn == FN_abs || fn == FN_sign) {
        survey(s, graph_child(g, a, 0), depth - 1);
    } else if (fn == FN_exp ||
               (s->form == CIRCULAR_BY_EXP && (fn == FN_expit || kind == CIRCULAR_HYPERBOLIC))) {
        survey_exponent(s, ATOM_EXP, POISON, graph_child(g, a, 0));
    } else if (kind != CIRCULAR_NO) {
        s->has_circular = true;
        if (s->form == CIRCULAR_AS_WRITTEN || s->form == CIRCULAR_BY_EXP) return;
        id angle = graph_child(g, a, 0);
        number c = atoms_take_number(s, &angle);
        bool round = kind == CIRCULAR_ROUND;
        enum atom_kind sine = round ? ATOM_SINE : ATOM_HYPERBOLIC_SINE;
        int i = note(s, sine, POISON, angle, c);
        if (i + 1 == s->n)
            atoms_add(s, round ? ATOM_COSINE : ATOM_HYPERBOLIC_COSINE, POISON, angle, c);
    }
}

/* Where it is 0 the formula has no value, so that sign(u) is abs(u)/u. */
static void note_not_zero(struct atoms *s, id a)
{
    enum { MOST = sizeof s->not_zero / sizeof *s->not_zero };
    if (graph_is_fn(s->g, a, FN_abs)) a = graph_child(s->g, a, 0);
    if (s->n_not_zero < MOST) s->not_zero[s->n_not_zero++] = a;
}

/* exp(u)^c is exp(c*u). */
static void survey_power(struct atoms *s, id base, id exponent, int depth)
{
    struct graph *g = s->g;
    if (graph_is_fn(g, base, FN_exp)) {
        s->exponentials++;
        s->has_structure = true;
        survey_exponent(s, ATOM_EXP, POISON, graph_mul(g, exponent, graph_child(g, base, 0)));
        return;
    }
    survey_exponent(s, ATOM_POWER, base, exponent);
    survey(s, base, depth - 1);
}

static void survey(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    if (depth == 0 || ++s->nodes > MOST_NODES) atoms_fail(s);
    if (atoms_failed(s) || graph_shape(g, a) != SHAPE_SCALAR) return;
    switch (graph_op(g, a)) {
    case OP_SUM:
        s->has_structure = true;
        for (uint32_t i = 0; i < count && !atoms_failed(s); i++)
            survey(s, graph_child(g, a, i), depth - 1);
        break;
    case OP_PRODUCT:
        for (uint32_t i = 0; i < count && !atoms_failed(s); i++) {
            const struct node *n = graph_node(g, a);
            id base = node_child(g, n, i);
            number e = node_number(g, n, i);
            if (number_sign(&g->numbers, e) < 0) note_not_zero(s, base);
            if (number_is_integer(&g->numbers, e))
                survey(s, base, depth - 1);
            else
                survey_power(s, base, graph_number(g, e), depth);
        }
        break;
    case OP_POWER: survey_power(s, graph_child(g, a, 0), graph_child(g, a, 1), depth); break;
    case OP_FN: survey_fn(s, a, depth); break;
    default: break;
    }
}

/* What functions at other arguments are multiplied with. */
static void survey_shift(struct atoms *s, const struct shift *shift)
{
    if (shift->low == shift->high) return;
    s->has_structure = true;
    survey(s, shift->argument, ATOMS_MOST_DEPTH);
    if (shift->of != POISON) survey(s, shift->of, ATOMS_MOST_DEPTH);
    s->has_orders |= shift->of != POISON && shift->high > shift->low + 1;
}

/* ---- what is known of atoms ---- */

static void relate(struct atoms *s, int i, struct poly by, int power)
{
    if (!atoms_failed(s)) s->all.relations[i] = (struct relation){power, by};
}

/* (base^(1/q))^q is the base, if that is a polynomial. */
static void relate_root(struct atoms *s, int i)
{
    struct rational unit = s->g->numbers.all.at[s->at[i].unit];
    bool root = s->at[i].term == graph_int(s->g, 1) && unit.p == 1 && unit.q > 1 &&
                unit.q <= POLY_MOST_EXPONENT;
    if (!root || atoms_failed(s)) return;
    struct fraction base = atoms_read_part(s, s->at[i].base, ATOMS_MOST_DEPTH);
    if (atoms_failed(s) || base.p == 0) return;
    bool whole = base.q == 1;
    for (uint32_t k = 0; k < base.n; k++) whole &= base.at[k].e > 0;
    s->has_quotients |= !whole && unit.q == 2;
    if (!whole) return;
    struct poly by = poly_scale(&s->all.room, fraction_side(&s->all, &base, 1), base.p);
    if (poly_degree(by, i) == 0) relate(s, i, by, (int)unit.q);
}

/* sin(u)^2 + cos(u)^2 = 1, cosh(u)^2 - sinh(u)^2 = 1. */
static void relate_pair(struct atoms *s, int i)
{
    struct poly_room *room = &s->all.room;
    bool round = s->at[i].kind == ATOM_SINE, drop_sine = s->form == CIRCULAR_WITHOUT_SIN;
    struct poly one = poly_constant(room, 1), square = poly_atom(room, drop_sine ? i + 1 : i, 2);
    int64_t constant = !round && drop_sine ? -1 : 1, sign = round ? -1 : 1;
    relate(s, drop_sine ? i : i + 1, poly_combine(room, constant, one, sign, square), 2);
}

/* True if a sum under a root divides another one: sqrt(x + 1) and sqrt(x^2 - 1). */
static bool has_roots_that_share(struct atoms *s)
{
    struct poly rest;
    bool found = false;
    for (int i = 0; i < s->n && !found && !atoms_failed(s); i++)
        for (int k = 0; k < s->n && !found && !atoms_failed(s); k++) {
            const struct relation *a = &s->all.relations[i], *b = &s->all.relations[k];
            bool both = i != k && a->power == 2 && b->power == 2 && a->by.n > 1 && b->by.n > 1 &&
                        s->at[i].kind == ATOM_POWER && s->at[k].kind == ATOM_POWER;
            found =
                both && poly_divides(&s->all.room, a->by, b->by, &rest) && !poly_is_constant(rest);
        }
    return found;
}

/* Roots that are split come with a sign for what is taken out, unless another root tells it. */
static void note_root_of_sum(struct atoms *s, int i)
{
    struct rational unit = s->g->numbers.all.at[s->at[i].unit];
    bool even = s->at[i].term == graph_int(s->g, 1) && unit.q > 1 && unit.q % 2 == 0;
    if (!even || graph_op(s->g, s->at[i].base) != OP_SUM) return;
    struct fraction base = atoms_read_part(s, s->at[i].base, ATOMS_MOST_DEPTH);
    if (atoms_failed(s) || base.p <= 0 || base.n != 1 || base.at->e != 1) return;
    atoms_note_under_root(s, base.at->p);
}

bool atoms_read_all(struct atoms *s, const id *formulas, size_t n, struct fraction *out)
{
    for (size_t k = 0; k < n; k++) survey(s, formulas[k], ATOMS_MOST_DEPTH);
    for (int i = 0; i < s->n_shifts; i++) survey_shift(s, &s->shifts[i]);
    int found = s->n;
    for (int i = 0; i < found && !atoms_failed(s); i++) {
        if (s->at[i].kind == ATOM_POWER && !s->split_roots) relate_root(s, i);
        if (s->at[i].kind == ATOM_POWER && s->split_roots) note_root_of_sum(s, i);
        if (s->at[i].kind == ATOM_SINE || s->at[i].kind == ATOM_HYPERBOLIC_SINE) {
            s->at[i + 1].unit = s->at[i].unit;
            relate_pair(s, i);
        }
    }
    s->has_quotients |= has_roots_that_share(s);
    for (size_t k = 0; k < n; k++)
        out[k] = atoms_failed(s) ? fraction_constant(0, 1)
                                 : atoms_read_part(s, formulas[k], ATOMS_MOST_DEPTH);
    return !atoms_failed(s) && !s->g->core->mem.failed;
}

bool atoms_read(struct atoms *s, id a, struct fraction *out)
{
    return atoms_read_all(s, &a, 1, out);
}

/* ---- what is read otherwise ---- */

bool atoms_lift_roots(struct atoms *s, const struct fraction *f, struct fraction *out)
{
    bool any = false;
    *out = *f;
    for (int i = 0; i < s->n && s->has_quotients && !atoms_failed(s); i++) {
        struct rational unit = s->g->numbers.all.at[s->at[i].unit];
        bool root = s->at[i].kind == ATOM_POWER && s->at[i].term == graph_int(s->g, 1) &&
                    unit.p == 1 && unit.q == 2 && !s->all.relations[i].power;
        if (!root || atoms_exponent_of(f, i) >= 0) continue;
        struct fraction base = atoms_read_part(s, s->at[i].base, ATOMS_MOST_DEPTH);
        if (atoms_failed(s) || base.p == 0) break;
        atoms_multiply(s, out, fraction_atom(&s->all, i, 2));
        *out = atoms_quotient(s, *out, base);
        any = true;
    }
    return any && !atoms_failed(s);
}

bool atoms_orders_keep_domain(struct atoms *s, const struct fraction *f)
{
    for (int i = 0; i < s->n_shifts && !atoms_failed(s); i++) {
        id x = s->shifts[i].of;
        if (x == POISON || atoms_is_not_zero(s, x)) continue;
        struct fraction zero = atoms_read_part(s, x, ATOMS_MOST_DEPTH);
        for (uint32_t k = 0; k < zero.n && !atoms_failed(s); k++)
            for (uint32_t j = 0; j < f->n; j++)
                if (f->at[j].e < 0 && poly_equal(f->at[j].p, zero.at[k].p)) return false;
    }
    return !atoms_failed(s);
}

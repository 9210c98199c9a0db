#include "pass/atoms.h"

enum { MOST_NODES = 200, MOST_DEPTH = 24, MOST_MULTIPLE = 6 };

static bool fail(struct atoms *s)
{
    s->all.room.failed = true;
    return false;
}

static bool failed(const struct atoms *s)
{
    return s->all.room.failed;
}

/* ---- units: sin(2*x) and sin(x), exp(x/2) and exp(x), sqrt(x) and x^(1/3) share one ---- */

/* The greatest number of which a and b are whole multiples. */
static number common_unit(struct atoms *s, number a, number b)
{
    struct numbers *t = &s->g->numbers;
    struct rational x = t->all.at[a], y = t->all.at[b];
    int64_t p, r, q;
    bool over = x.q == 0 || y.q == 0 || __builtin_mul_overflow(x.p, y.q, &p) ||
                __builtin_mul_overflow(y.p, x.q, &r) || __builtin_mul_overflow(x.q, y.q, &q);
    if (over) return fail(s), NUMBER_ONE;
    return number_from_ratio(t, poly_gcd_int(p, r), q);
}

static int find(const struct atoms *s, enum atom_kind kind, id base, id term)
{
    for (int i = 0; i < s->n; i++)
        if (s->at[i].kind == kind && s->at[i].base == base && s->at[i].term == term) return i;
    return -1;
}

static int add(struct atoms *s, enum atom_kind kind, id base, id term, number unit)
{
    if (s->n == POLY_ATOMS) return fail(s), 0;
    s->at[s->n] = (struct atom){kind, base, term, unit};
    return s->n++;
}

/* Notes that c times the term occurs. */
static int note(struct atoms *s, enum atom_kind kind, id base, id term, number c)
{
    int i = find(s, kind, base, term);
    number start = kind == ATOM_POWER ? NUMBER_ONE : c;
    if (i < 0) i = add(s, kind, base, term, start);
    if (!failed(s)) s->at[i].unit = common_unit(s, s->at[i].unit, c);
    return i;
}

/* ---- what is an atom ---- */

/* Splits an argument into a number and the rest: 2*x, or 2*a + 2*b as 2*(a + b). */
static number take_number(struct atoms *s, id *a)
{
    struct graph *g = s->g;
    const struct node *n = graph_node(g, *a);
    number c = NUMBER_ONE;
    if (n->op == OP_PRODUCT) c = n->data;
    if (n->op == OP_SUM) c = node_number(g, n, 0);
    if (c == NUMBER_ZERO || c == NUMBER_ONE) return NUMBER_ONE;
    size_t begin = graph_begin(g);
    graph_push(g, *a, number_div(&g->numbers, NUMBER_ONE, c));
    *a = graph_end_sum(g, begin, NUMBER_ZERO);
    return c;
}

enum { CIRCULAR_NO, CIRCULAR_ROUND, CIRCULAR_HYPERBOLIC };

static int circular_kind(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_cos:
    case FN_tan:
    case FN_sec:
    case FN_csc:
    case FN_cot: return CIRCULAR_ROUND;
    case FN_sinh:
    case FN_cosh:
    case FN_tanh:
    case FN_sech:
    case FN_csch:
    case FN_coth: return CIRCULAR_HYPERBOLIC;
    default: return CIRCULAR_NO;
    }
}

static struct fraction read(struct atoms *s, id a, int depth);

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
        number c = take_number(s, &exponent);
        note(s, kind, base, exponent, c);
    }
}

static void survey_fn(struct atoms *s, id a)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    int kind = circular_kind(fn);
    if (fn == FN_exp) {
        survey_exponent(s, ATOM_EXP, POISON, graph_child(g, a, 0));
    } else if (kind != CIRCULAR_NO) {
        s->has_circular = true;
        if (s->form == CIRCULAR_AS_WRITTEN) return;
        id angle = graph_child(g, a, 0);
        number c = take_number(s, &angle);
        bool round = kind == CIRCULAR_ROUND;
        enum atom_kind sine = round ? ATOM_SINE : ATOM_HYPERBOLIC_SINE;
        int i = note(s, sine, POISON, angle, c);
        if (i + 1 == s->n) add(s, round ? ATOM_COSINE : ATOM_HYPERBOLIC_COSINE, POISON, angle, c);
    }
}

static void survey(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    if (depth == 0 || ++s->nodes > MOST_NODES) fail(s);
    if (failed(s) || graph_shape(g, a) != SHAPE_SCALAR) return;
    switch (graph_op(g, a)) {
    case OP_SUM:
        s->has_structure = true;
        for (uint32_t i = 0; i < count && !failed(s); i++)
            survey(s, graph_child(g, a, i), depth - 1);
        break;
    case OP_PRODUCT:
        for (uint32_t i = 0; i < count && !failed(s); i++) {
            const struct node *n = graph_node(g, a);
            id base = node_child(g, n, i);
            number e = node_number(g, n, i);
            if (!number_is_integer(&g->numbers, e)) note(s, ATOM_POWER, base, graph_int(g, 1), e);
            survey(s, base, depth - 1);
        }
        break;
    case OP_POWER: {
        id base = graph_child(g, a, 0);
        survey_exponent(s, ATOM_POWER, base, graph_child(g, a, 1));
        survey(s, base, depth - 1);
        break;
    }
    case OP_FN: survey_fn(s, a); break;
    default: break;
    }
}

/* ---- the second walk ---- */

static struct fraction atom(struct atoms *s, id a)
{
    int i = find(s, ATOM_NODE, a, POISON);
    if (i < 0) i = add(s, ATOM_NODE, a, POISON, NUMBER_ONE);
    return fraction_atom(&s->all, i, 1);
}

/* How often the atom's unit goes into c. */
static int multiple(struct atoms *s, int i, number c)
{
    int64_t k = 0;
    struct numbers *t = &s->g->numbers;
    bool whole = i >= 0 && number_to_int(t, number_div(t, c, s->at[i].unit), &k);
    if (!whole || k > POLY_MOST_EXPONENT || k < -POLY_MOST_EXPONENT) return fail(s), 0;
    return (int)k;
}

static void multiply(struct atoms *s, struct fraction *f, struct fraction by)
{
    if (!failed(s)) *f = fraction_multiply(&s->all, f, &by);
}

/* base^c or exp(c), for c times a term. */
static void multiply_power(struct atoms *s, struct fraction *f, enum atom_kind kind, id base,
                           id term, number c)
{
    int i = find(s, kind, base, term), k = multiple(s, i, c);
    if (!failed(s)) multiply(s, f, fraction_atom(&s->all, i, k));
}

static struct fraction read_exponent(struct atoms *s, enum atom_kind kind, id base, id exponent)
{
    struct graph *g = s->g;
    struct fraction f = fraction_constant(1, 1);
    id one = graph_int(g, 1);
    const struct node *n = graph_node(g, exponent);
    if (n->op == OP_NUMBER) {
        multiply_power(s, &f, kind, base, one, n->data);
    } else if (n->op == OP_SUM) {
        uint32_t count = n->n;
        if (n->data != NUMBER_ZERO) multiply_power(s, &f, kind, base, one, n->data);
        for (uint32_t i = 0; i < count && !failed(s); i++) {
            n = graph_node(g, exponent);
            multiply_power(s, &f, kind, base, node_child(g, n, i), node_number(g, n, i));
        }
    } else {
        number c = take_number(s, &exponent);
        multiply_power(s, &f, kind, base, exponent, c);
    }
    return f;
}

/* ca*a*b + cc*c*d */
static struct fraction cross(struct atoms *s, int ca, struct fraction a, struct fraction b, int cc,
                             struct fraction c, struct fraction d)
{
    struct fraction x = fraction_constant(ca, 1), y = fraction_constant(cc, 1);
    multiply(s, &x, a);
    multiply(s, &x, b);
    multiply(s, &y, c);
    multiply(s, &y, d);
    return failed(s) ? x : fraction_add(&s->all, &x, &y);
}

/* Sine and cosine of k times the atom's angle. */
static void both(struct atoms *s, int i, int k, bool round, struct fraction *sine,
                 struct fraction *cosine)
{
    struct fraction s1 = fraction_atom(&s->all, i, 1), c1 = fraction_atom(&s->all, i + 1, 1);
    *sine = s1;
    *cosine = c1;
    for (int j = 1; j < (k < 0 ? -k : k) && !failed(s); j++) {
        struct fraction up = cross(s, 1, *sine, c1, 1, *cosine, s1);
        *cosine = cross(s, 1, *cosine, c1, round ? -1 : 1, *sine, s1);
        *sine = up;
    }
    if (k < 0) sine->p = -sine->p;
}

static struct fraction quotient(struct atoms *s, struct fraction a, struct fraction b)
{
    if (b.p == 0) fail(s);
    if (!failed(s)) b = fraction_power(&s->all, &b, -1);
    multiply(s, &a, b);
    return a;
}

static struct fraction read_circular(struct atoms *s, id a)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    bool round = circular_kind(fn) == CIRCULAR_ROUND;
    id angle = graph_child(g, a, 0);
    number c = take_number(s, &angle);
    int i = find(s, round ? ATOM_SINE : ATOM_HYPERBOLIC_SINE, POISON, angle);
    int k = multiple(s, i, c);
    struct fraction sine = fraction_constant(1, 1), cosine = sine, one = sine;
    if (k > MOST_MULTIPLE || k < -MOST_MULTIPLE || k == 0) fail(s);
    if (failed(s)) return sine;
    both(s, i, k, round, &sine, &cosine);
    switch (fn) {
    case FN_sin:
    case FN_sinh: return sine;
    case FN_cos:
    case FN_cosh: return cosine;
    case FN_tan:
    case FN_tanh: return quotient(s, sine, cosine);
    case FN_sec:
    case FN_sech: return quotient(s, one, cosine);
    case FN_csc:
    case FN_csch: return quotient(s, one, sine);
    default: return quotient(s, cosine, sine);
    }
}

/* expit(-u) is 1 - expit(u). */
static struct fraction read_expit(struct atoms *s, id a)
{
    struct graph *g = s->g;
    id u = graph_child(g, a, 0);
    int other = find(s, ATOM_NODE, graph_fn1(g, FN_expit, graph_neg(g, u)), POISON);
    if (other < 0) return atom(s, a);
    struct fraction one = fraction_constant(1, 1), f = fraction_atom(&s->all, other, 1);
    f.p = -f.p;
    return fraction_add(&s->all, &one, &f);
}

static struct fraction read_fn(struct atoms *s, id a)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    if (fn == FN_exp) return read_exponent(s, ATOM_EXP, POISON, graph_child(g, a, 0));
    if (fn == FN_expit) return read_expit(s, a);
    if (s->form != CIRCULAR_AS_WRITTEN && circular_kind(fn) != CIRCULAR_NO)
        return read_circular(s, a);
    return atom(s, a);
}

static struct fraction read_number(struct atoms *s, number c)
{
    struct rational r = s->g->numbers.all.at[c];
    if (r.q == 0) fail(s);
    return fraction_constant(r.p, r.q ? r.q : 1);
}

static struct fraction read_sum(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    struct fraction sum = read_number(s, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count && !failed(s); i++) {
        struct fraction c = read_number(s, node_number(g, graph_node(g, a), i));
        struct fraction term = read(s, graph_child(g, a, i), depth - 1);
        multiply(s, &term, c);
        if (!failed(s)) sum = fraction_add(&s->all, &sum, &term);
    }
    return sum;
}

static struct fraction read_product(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    struct fraction product = read_number(s, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count && !failed(s); i++) {
        id base = graph_child(g, a, i);
        number e = node_number(g, graph_node(g, a), i);
        int64_t k;
        if (!number_is_integer(&g->numbers, e)) {
            multiply_power(s, &product, ATOM_POWER, base, graph_int(g, 1), e);
            continue;
        }
        struct fraction factor = read(s, base, depth - 1);
        if (!number_to_int(&g->numbers, e, &k) || k > POLY_MOST_EXPONENT ||
            k < -POLY_MOST_EXPONENT || (k < 0 && factor.p == 0))
            fail(s);
        if (!failed(s)) multiply(s, &product, fraction_power(&s->all, &factor, (int)k));
    }
    return product;
}

static struct fraction read(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    struct fraction none = fraction_constant(0, 1);
    s->all.room.work += 8;
    if (depth == 0) fail(s);
    if (failed(s)) return none;
    const struct node *n = graph_node(g, a);
    if (n->shape != SHAPE_SCALAR || n->singular) return atom(s, a);
    switch (n->op) {
    case OP_NUMBER: return read_number(s, n->data);
    case OP_SUM: return read_sum(s, a, depth);
    case OP_PRODUCT: return read_product(s, a, depth);
    case OP_POWER: return read_exponent(s, ATOM_POWER, graph_child(g, a, 0), graph_child(g, a, 1));
    case OP_FN: return read_fn(s, a);
    default: return atom(s, a);
    }
}

/* ---- what is known of atoms ---- */

static void relate(struct atoms *s, int i, struct poly by, int power)
{
    if (!failed(s)) s->all.relations[i] = (struct relation){power, by};
}

/* (base^(1/q))^q is the base, if that is a polynomial. */
static void relate_root(struct atoms *s, int i)
{
    struct rational unit = s->g->numbers.all.at[s->at[i].unit];
    bool root = s->at[i].term == graph_int(s->g, 1) && unit.p == 1 && unit.q > 1 &&
                unit.q <= POLY_MOST_EXPONENT;
    if (!root || failed(s)) return;
    struct fraction base = read(s, s->at[i].base, MOST_DEPTH);
    if (failed(s) || base.q != 1 || base.p == 0) return;
    for (uint32_t k = 0; k < base.n; k++)
        if (base.at[k].e < 0) return;
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

bool atoms_read(struct atoms *s, id a, struct fraction *out)
{
    survey(s, a, MOST_DEPTH);
    int n = s->n;
    for (int i = 0; i < n && !failed(s); i++) {
        if (s->at[i].kind == ATOM_POWER) relate_root(s, i);
        if (s->at[i].kind == ATOM_SINE || s->at[i].kind == ATOM_HYPERBOLIC_SINE) {
            s->at[i + 1].unit = s->at[i].unit;
            relate_pair(s, i);
        }
    }
    *out = failed(s) ? fraction_constant(0, 1) : read(s, a, MOST_DEPTH);
    return !failed(s) && !s->g->core->mem.failed;
}

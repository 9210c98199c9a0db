/* atoms_read.c - the second walk over a formula: each part as a fraction. */
#include "pass/atoms_private.h"

enum { MOST_MULTIPLE = 6 };

/* How often the atom's unit goes into c. */
static int multiple(struct atoms *s, int i, number c)
{
    int64_t k = 0;
    struct numbers *t = &s->g->numbers;
    bool whole = i >= 0 && number_to_int(t, number_div(t, c, s->at[i].unit), &k);
    if (!whole || k > POLY_MOST_EXPONENT || k < -POLY_MOST_EXPONENT) return atoms_fail(s), 0;
    return (int)k;
}

/* base^c or exp(c), for c times a term. */
static void multiply_power(struct atoms *s, struct fraction *f, enum atom_kind kind, id base,
                           id term, number c)
{
    int i = atoms_find(s, kind, base, term), k = multiple(s, i, c);
    if (!atoms_failed(s)) atoms_multiply(s, f, fraction_atom(&s->all, i, k));
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
        for (uint32_t i = 0; i < count && !atoms_failed(s); i++) {
            n = graph_node(g, exponent);
            multiply_power(s, &f, kind, base, node_child(g, n, i), node_number(g, n, i));
        }
    } else {
        number c = atoms_take_number(s, &exponent);
        multiply_power(s, &f, kind, base, exponent, c);
    }
    return f;
}

/* base^exponent */
static struct fraction read_power(struct atoms *s, id base, id exponent)
{
    struct graph *g = s->g;
    if (!graph_is_fn(g, base, FN_exp)) return read_exponent(s, ATOM_POWER, base, exponent);
    return read_exponent(s, ATOM_EXP, POISON, graph_mul(g, exponent, graph_child(g, base, 0)));
}

/* ca*a*b + cc*c*d */
static struct fraction cross(struct atoms *s, int ca, struct fraction a, struct fraction b, int cc,
                             struct fraction c, struct fraction d)
{
    struct fraction x = fraction_constant(ca, 1), y = fraction_constant(cc, 1);
    atoms_multiply(s, &x, a);
    atoms_multiply(s, &x, b);
    atoms_multiply(s, &y, c);
    atoms_multiply(s, &y, d);
    return atoms_failed(s) ? x : fraction_add(&s->all, &x, &y);
}

/* Sine and cosine of k times the atom's angle. */
static void both(struct atoms *s, int i, int k, bool round, struct fraction *sine,
                 struct fraction *cosine)
{
    struct fraction s1 = fraction_atom(&s->all, i, 1), c1 = fraction_atom(&s->all, i + 1, 1);
    *sine = s1;
    *cosine = c1;
    for (int j = 1; j < (k < 0 ? -k : k) && !atoms_failed(s); j++) {
        struct fraction up = cross(s, 1, *sine, c1, 1, *cosine, s1);
        *cosine = cross(s, 1, *cosine, c1, round ? -1 : 1, *sine, s1);
        *sine = up;
    }
    if (k < 0) sine->p = -sine->p;
}

static struct fraction read_circular(struct atoms *s, id a)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    bool round = atoms_circular_kind(fn) == CIRCULAR_ROUND;
    id angle = graph_child(g, a, 0);
    number c = atoms_take_number(s, &angle);
    int i = atoms_find(s, round ? ATOM_SINE : ATOM_HYPERBOLIC_SINE, POISON, angle);
    int k = multiple(s, i, c);
    struct fraction sine = fraction_constant(1, 1), cosine = sine, one = sine;
    if (k > MOST_MULTIPLE || k < -MOST_MULTIPLE || k == 0) atoms_fail(s);
    if (atoms_failed(s)) return sine;
    both(s, i, k, round, &sine, &cosine);
    switch (fn) {
    case FN_sin:
    case FN_sinh: return sine;
    case FN_cos:
    case FN_cosh: return cosine;
    case FN_tan:
    case FN_tanh: return atoms_quotient(s, sine, cosine);
    case FN_sec:
    case FN_sech: return atoms_quotient(s, one, cosine);
    case FN_csc:
    case FN_csch: return atoms_quotient(s, one, sine);
    default: return atoms_quotient(s, cosine, sine);
    }
}

/* expit(-u) is 1 - expit(u). */
static struct fraction read_expit(struct atoms *s, id a)
{
    struct graph *g = s->g;
    id u = graph_child(g, a, 0);
    int other = atoms_find(s, ATOM_NODE, graph_fn1(g, FN_expit, graph_neg(g, u)), POISON);
    if (other < 0) return atoms_atom(s, a);
    struct fraction one = fraction_constant(1, 1), f = fraction_atom(&s->all, other, 1);
    f.p = -f.p;
    return fraction_add(&s->all, &one, &f);
}

static struct fraction read_size(struct atoms *s, id a, int depth)
{
    struct fraction inner = atoms_read_part(s, graph_child(s->g, a, 0), depth - 1);
    return atoms_failed(s) ? inner : atoms_size_of(s, &inner);
}

/* sign(u) is abs(u)/u where u is not 0. */
static struct fraction read_sign(struct atoms *s, id a, int depth)
{
    id u = graph_child(s->g, a, 0);
    if (!atoms_is_not_zero(s, u)) return atoms_atom(s, a);
    struct fraction inner = atoms_read_part(s, u, depth - 1);
    if (atoms_failed(s) || inner.p == 0) return atoms_atom(s, a);
    return atoms_quotient(s, atoms_size_of(s, &inner), inner);
}

/* Multiplies by base^(k/2), with what is a square taken out of the root; false if that is not
 * asked for or does not suit. */
static bool multiply_root(struct atoms *s, struct fraction *out, id base, number e, int depth)
{
    enum { MOST = 9 };
    int64_t k;
    struct numbers *t = &s->g->numbers;
    if (!s->split_roots || !number_to_int(t, number_mul(t, e, NUMBER_TWO), &k) || k > MOST ||
        k < -MOST)
        return false;
    struct fraction inner = atoms_read_part(s, base, depth - 1);
    if (atoms_failed(s) || inner.p == 0) return false;
    struct fraction root = atoms_root_of(s, base, &inner);
    if (!atoms_failed(s)) atoms_multiply(s, out, fraction_power(&s->all, &root, (int)k));
    return true;
}

/* With e = exp(u): expit(u) is e/(e + 1), tanh(u) is (e^2 - 1)/(e^2 + 1). */
static struct fraction read_by_exp(struct atoms *s, id a)
{
    enum fn fn = (enum fn)graph_node(s->g, a)->fn;
    struct fraction e = read_exponent(s, ATOM_EXP, POISON, graph_child(s->g, a, 0)), square = e,
                    one = fraction_constant(1, 1), minus = fraction_constant(-1, 1), up, down;
    atoms_multiply(s, &square, e);
    if (atoms_failed(s)) return e;
    if (fn == FN_expit) {
        down = fraction_add(&s->all, &e, &one);
        return atoms_quotient(s, e, down);
    }
    e.p *= 2;
    up = fraction_add(&s->all, &square, &one);
    down = fraction_add(&s->all, &square, &minus);
    switch (fn) {
    case FN_sinh: return atoms_quotient(s, down, e);
    case FN_cosh: return atoms_quotient(s, up, e);
    case FN_tanh: return atoms_quotient(s, down, up);
    case FN_sech: return atoms_quotient(s, e, up);
    case FN_csch: return atoms_quotient(s, e, down);
    default: return atoms_quotient(s, up, down);
    }
}

static struct fraction read_shift(struct atoms *s, const struct shift *shift, int k, int depth)
{
    struct recurrence r = {.shift = shift, .k = k, .of = fraction_constant(1, 1)};
    r.argument = atoms_read_part(s, shift->argument, depth - 1);
    if (shift->of != POISON) r.of = atoms_read_part(s, shift->of, depth - 1);
    return atoms_failed(s) ? r.of : atoms_shifted(s, &r);
}

/* True for what has negative powers alone. */
static bool is_reciprocal(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool divides = n->op == OP_PRODUCT && n->data == NUMBER_ONE;
    for (uint32_t i = 0; i < n->n && divides; i++)
        divides = number_sign(&g->numbers, node_number(g, n, i)) < 0;
    return divides;
}

/* log(2*x) where the formula has log(x) or log(3*x) too. */
static bool may_meet_logs(const struct atoms *s, id of, id rest)
{
    bool found = false;
    for (int i = 0; i < s->n_logs; i++) found |= s->logs[i].rest == rest && s->logs[i].of != of;
    return found;
}

/* log(1/u) is -log(u), and log(2*u) is log(2) + log(u). */
static struct fraction read_log(struct atoms *s, id a)
{
    struct graph *g = s->g;
    id of = graph_child(g, a, 0), rest = of;
    number c = atoms_take_number(s, &rest);
    if (is_reciprocal(g, of)) {
        id inverse = graph_div(g, graph_int(g, 1), of);
        struct fraction f = atoms_atom(s, graph_fn1(g, FN_log, inverse));
        f.p = -f.p;
        return f;
    }
    if (c == NUMBER_ONE || number_sign(&g->numbers, c) < 0 || !may_meet_logs(s, of, rest))
        return atoms_atom(s, a);
    struct fraction f = atoms_atom(s, graph_fn1(g, FN_log, rest)),
                    h = atoms_atom(s, graph_fn1(g, FN_log, graph_number(g, c)));
    return atoms_failed(s) ? f : fraction_add(&s->all, &f, &h);
}

static struct fraction read_fn(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    if (s->form == CIRCULAR_BY_EXP &&
        (fn == FN_expit || atoms_circular_kind(fn) == CIRCULAR_HYPERBOLIC))
        return read_by_exp(s, a);
    int k;
    const struct shift *shift = atoms_find_shift(s, a, &k);
    if (shift) return read_shift(s, shift, k, depth);
    if (fn == FN_abs) return read_size(s, a, depth);
    if (fn == FN_sign) return read_sign(s, a, depth);
    if (fn == FN_log) return read_log(s, a);
    if (fn == FN_exp) return read_exponent(s, ATOM_EXP, POISON, graph_child(g, a, 0));
    if (fn == FN_expit) return read_expit(s, a);
    if (s->form != CIRCULAR_AS_WRITTEN && s->form != CIRCULAR_BY_EXP &&
        atoms_circular_kind(fn) != CIRCULAR_NO)
        return read_circular(s, a);
    return atoms_atom(s, a);
}

static struct fraction read_number(struct atoms *s, number c)
{
    struct rational r = s->g->numbers.all.at[c];
    if (r.q == 0) atoms_fail(s);
    return fraction_constant(r.p, r.q ? r.q : 1);
}

static struct fraction read_sum(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    struct fraction sum = read_number(s, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count && !atoms_failed(s); i++) {
        struct fraction c = read_number(s, node_number(g, graph_node(g, a), i));
        struct fraction term = atoms_read_part(s, graph_child(g, a, i), depth - 1);
        atoms_multiply(s, &term, c);
        if (!atoms_failed(s)) sum = fraction_add(&s->all, &sum, &term);
    }
    return sum;
}

static struct fraction read_product(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    uint32_t count = graph_node(g, a)->n;
    struct fraction product = read_number(s, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count && !atoms_failed(s); i++) {
        id base = graph_child(g, a, i);
        number e = node_number(g, graph_node(g, a), i);
        int64_t k;
        if (!number_is_integer(&g->numbers, e)) {
            if (!multiply_root(s, &product, base, e, depth))
                atoms_multiply(s, &product, read_power(s, base, graph_number(g, e)));
            continue;
        }
        struct fraction factor = atoms_read_part(s, base, depth - 1);
        if (!number_to_int(&g->numbers, e, &k) || k > POLY_MOST_EXPONENT ||
            k < -POLY_MOST_EXPONENT || (k < 0 && factor.p == 0))
            atoms_fail(s);
        if (!atoms_failed(s)) atoms_multiply(s, &product, fraction_power(&s->all, &factor, (int)k));
    }
    return product;
}

struct fraction atoms_read_part(struct atoms *s, id a, int depth)
{
    struct graph *g = s->g;
    struct fraction none = fraction_constant(0, 1);
    s->all.room.work += 8;
    if (depth == 0) atoms_fail(s);
    if (atoms_failed(s)) return none;
    const struct node *n = graph_node(g, a);
    if (n->shape != SHAPE_SCALAR || n->singular) return atoms_atom(s, a);
    switch (n->op) {
    case OP_NUMBER: return read_number(s, n->data);
    case OP_SUM: return read_sum(s, a, depth);
    case OP_PRODUCT: return read_product(s, a, depth);
    case OP_POWER: return read_power(s, graph_child(g, a, 0), graph_child(g, a, 1));
    case OP_FN: return read_fn(s, a, depth);
    default: return atoms_atom(s, a);
    }
}

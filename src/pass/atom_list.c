/* atom_list.c - the atoms of a formula, and arithmetic that may give up. */
#include "pass/atoms_private.h"

bool atoms_fail(struct atoms *s)
{
    s->all.room.failed = true;
    return false;
}

bool atoms_failed(const struct atoms *s)
{
    return s->all.room.failed;
}

int atoms_find(const struct atoms *s, enum atom_kind kind, id base, id term)
{
    for (int i = 0; i < s->n; i++)
        if (s->at[i].kind == kind && s->at[i].base == base && s->at[i].term == term) return i;
    return -1;
}

int atoms_add(struct atoms *s, enum atom_kind kind, id base, id term, number unit)
{
    if (s->n == POLY_ATOMS) return atoms_fail(s), 0;
    s->at[s->n] = (struct atom){kind, base, term, unit};
    return s->n++;
}

/* ---- what is an atom ---- */

number atoms_take_number(struct atoms *s, id *a)
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

enum circular_kind atoms_circular_kind(enum fn fn)
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

bool atoms_is_not_zero(const struct atoms *s, id a)
{
    for (int i = 0; i < s->n_not_zero; i++)
        if (s->not_zero[i] == a) return true;
    return false;
}

struct fraction atoms_atom(struct atoms *s, id a)
{
    int root = atoms_find(s, ATOM_POWER, a, graph_int(s->g, 1));
    struct rational unit = s->g->numbers.all.at[root < 0 ? NUMBER_ONE : s->at[root].unit];
    if (root >= 0 && unit.p == 1 && unit.q <= POLY_MOST_EXPONENT) /* x beside sqrt(x), x^(n - 1) */
        return fraction_atom(&s->all, root, (int)unit.q);
    int i = atoms_find(s, ATOM_NODE, a, POISON);
    if (i < 0) i = atoms_add(s, ATOM_NODE, a, POISON, NUMBER_ONE);
    return fraction_atom(&s->all, i, 1);
}

void atoms_multiply(struct atoms *s, struct fraction *f, struct fraction by)
{
    if (!atoms_failed(s)) *f = fraction_multiply(&s->all, f, &by);
}

struct fraction atoms_quotient(struct atoms *s, struct fraction a, struct fraction b)
{
    if (b.p == 0) atoms_fail(s);
    if (!atoms_failed(s)) b = fraction_power(&s->all, &b, -1);
    atoms_multiply(s, &a, b);
    return a;
}

int atoms_exponent_of(const struct fraction *f, int atom)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->at[i].p.n == 1 && f->at[i].p.at->e[atom]) return f->at[i].e;
    return 0;
}

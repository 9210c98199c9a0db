/* atoms_shift.c - gamma(u + 2) as u*(u + 1)*gamma(u) beside gamma(u), and digamma in the same way. */
#include "pass/atoms_private.h"

enum { FARTHEST = 8 };

/* Returns the whole part of the number in a sum, and in *argument the sum without it. */
static int whole_part(struct graph *g, id u, id *argument)
{
    const struct node *n = graph_node(g, u);
    int64_t k;
    *argument = u;
    if (n->op != OP_SUM || n->data == NUMBER_ZERO) return 0;
    number whole = number_floor(&g->numbers, n->data);
    if (!number_to_int(&g->numbers, whole, &k) || k > INT16_MAX || k < INT16_MIN) return 0;
    *argument = graph_sub(g, u, graph_number(g, whole));
    return (int)k;
}

static struct shift *find(struct atoms *s, enum fn fn, id argument)
{
    for (int i = 0; i < s->n_shifts; i++)
        if (s->shifts[i].fn == fn && s->shifts[i].argument == argument) return &s->shifts[i];
    return NULL;
}

id atoms_note_shift(struct atoms *s, id a)
{
    enum fn fn = (enum fn)graph_node(s->g, a)->fn;
    id argument;
    int k = whole_part(s->g, graph_child(s->g, a, 0), &argument);
    struct shift *shift = find(s, fn, argument);
    if (!shift) {
        if (s->n_shifts < SHIFTS) s->shifts[s->n_shifts++] = (struct shift){fn, argument, k, false};
        return POISON;
    }
    if (shift->low == k) return POISON;
    shift->several = s->has_structure = true;
    if (k < shift->low) shift->low = k;
    return argument;
}

bool atoms_read_shift(struct atoms *s, id a, int depth, struct fraction *f)
{
    struct graph *g = s->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    id argument;
    if (s->n_shifts == 0 || (fn != FN_gamma && fn != FN_digamma)) return false;
    int k = whole_part(g, graph_child(g, a, 0), &argument);
    const struct shift *shift = find(s, fn, argument);
    if (!shift || !shift->several || k - shift->low > FARTHEST) return false;
    *f = atoms_atom(s, graph_fn1(g, fn, graph_add(g, argument, graph_int(g, shift->low))));
    for (int j = shift->low; j < k && !atoms_failed(s); j++) {
        struct fraction factor =
            atoms_read_part(s, graph_add(g, argument, graph_int(g, j)), depth - 1);
        if (fn == FN_gamma) {
            atoms_multiply(s, f, factor);
        } else if (!atoms_failed(s)) {
            factor = atoms_quotient(s, fraction_constant(1, 1), factor);
            if (!atoms_failed(s)) *f = fraction_add(&s->all, f, &factor);
        }
    }
    return true;
}

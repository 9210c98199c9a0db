#include "pass/rational.h"

#include "pass/atoms_private.h"

/* For one node; what takes more is left as it is. */
enum { MOST_WORK = 20000, WORK_OF_NODE = 20 };

struct best {
    struct rational_forms *forms;
    id form;
    uint32_t operations;
    bool polishes; /* identities may make forms shorter */
    /* Of the fraction that is being written: its first form, which no other fraction has, and the
     * form with the fewest operations. */
    id first, shortest;
    uint32_t fewest;
};

/* Returns how many operations a form has, which is kept if it has the fewest. */
static uint32_t compare_with(struct best *best, id form)
{
    uint32_t count = operations_count(best->forms->known, best->forms->g, form);
    if (count < best->fewest) {
        best->fewest = count;
        best->shortest = form;
    }
    if (count >= best->operations) return count;
    best->operations = count;
    best->form = form;
    return count;
}

/* Identities are tried on forms that are not much longer than the best one: they take a few
 * operations off. */
static void consider(struct best *best, id form)
{
    enum { LONGER = 8 };
    bool close = compare_with(best, form) <= best->operations + LONGER;
    if (!close || !best->polishes) return;
    form = best->forms->polish(best->forms->user, form);
    if (form != POISON) compare_with(best, form);
}

/* The shortest form of a fraction that has been written before, by its first form. */
static id known_form(const struct best *best)
{
    id known = known_at(&best->forms->written[true], best->first);
    return known || best->polishes ? known : known_at(&best->forms->written[false], best->first);
}

/* False if the fraction's other forms are known. */
static bool offer(void *user, id form)
{
    struct best *best = user;
    bool is_first = best->first == POISON;
    if (is_first) best->first = form;
    id known = is_first ? known_form(best) : POISON;
    if (known)
        compare_with(best, known);
    else
        consider(best, form);
    return !known;
}

/* Nodes in different forms, and the same node after some steps, are often the same fraction. */
static void write_forms(struct atoms *s, const struct fraction *f, struct best *best)
{
    struct rational_forms *forms = best->forms;
    best->first = best->shortest = POISON;
    best->fewest = UINT32_MAX;
    atoms_write(s, f, offer, best);
    if (best->first == POISON || s->all.room.failed) return;
    known_set(&forms->g->core->mem, &forms->written[best->polishes], best->first, best->shortest);
}

/* What to try beside the first form. */
struct attempt {
    enum circular_form form;
    enum orders orders;
    bool split_roots;
    bool has_circular, has_quotients, has_growing, has_orders; /* found */
};

/* The fraction with its roots as they are, and in other places. */
static void offer_roots(struct atoms *s, const struct fraction *f, struct best *best)
{
    struct fraction other;
    write_forms(s, f, best);
    if (atoms_lift_roots(s, f, &other)) write_forms(s, &other, best);
    if (atoms_take_roots(s, f, &other)) write_forms(s, &other, best);
    if (atoms_given_roots(s, f, &other)) write_forms(s, &other, best);
    if (atoms_place_sizes(s, f, &other)) write_forms(s, &other, best);
}

static void attempt(struct rational_forms *forms, id a, struct attempt *how, struct best *best)
{
    struct atoms s = {
        .g = forms->g, .form = how->form, .orders = how->orders, .split_roots = how->split_roots};
    struct fraction f, other;
    struct poly_room *room = &s.all.room;
    room->arena.mem = &forms->g->core->mem;
    room->most_work = forms->work < MOST_WORK ? forms->work : MOST_WORK;
    size_t nodes = forms->g->nodes.n;
    bool read = atoms_read(&s, a, &f);
    bool meet = !read || how->form != CIRCULAR_AS_WRITTEN || atoms_circular_meet(&s, &f);
    best->polishes = forms->polish && (meet || s.meeting || atoms_have_others(&s));
    if (read && how->orders) read = atoms_orders_keep_domain(&s, &f);
    if (read && (s.has_structure || s.has_circular || s.logistic)) {
        offer_roots(&s, &f, best);
        if (atoms_rationalize(&s, &f, &other)) offer_roots(&s, &other, best);
        if (how->form != CIRCULAR_AS_WRITTEN && how->form != CIRCULAR_BY_EXP && atoms_fold(&s, &f))
            write_forms(&s, &f, best);
    }
    how->has_circular = s.has_circular && meet;
    how->has_quotients = s.has_quotients;
    how->has_orders = s.has_orders;
    how->has_growing = s.logistic && s.exponentials + s.logistic > 1;
    uint64_t done = room->work + WORK_OF_NODE * (forms->g->nodes.n - nodes + s.nodes);
    forms->work -= done < forms->work ? done : forms->work;
    arena_free(&room->arena);
}

/* ---- what cannot get shorter ---- */

/* Sines and cosines above the line stay what they are where no sum is near; tan, cot, sec and csc
 * are quotients of them. An exponential stays if it is the only one. */
static bool stays(const struct graph *g, struct term factor, int *exponentials)
{
    const struct node *base = graph_node(g, factor.id);
    if (!number_is_integer(&g->numbers, factor.c)) return false;
    if (base->op != OP_FN)
        return base->op != OP_SUM && base->op != OP_PRODUCT && base->op != OP_POWER;
    enum fn fn = (enum fn)base->fn;
    if (atoms_is_sine(fn)) return number_sign(&g->numbers, factor.c) > 0;
    switch (fn) {
    case FN_exp: return factor.c == NUMBER_ONE && ++*exponentials == 1;
    case FN_expit:
    case FN_gamma:
    case FN_abs:
    case FN_sign: return false;
    default: return atoms_circular_kind(fn) == CIRCULAR_NO;
    }
}

/* A product of names and functions in which nothing cancels. */
static bool is_single_term(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool stay = n->op == OP_PRODUCT;
    int exponentials = 0;
    for (uint32_t i = 0; i < n->n && stay; i++)
        stay = stays(g, (struct term){node_child(g, n, i), node_number(g, n, i)}, &exponentials);
    return stay;
}

/* ---- all forms ---- */

static id find_shortest(struct rational_forms *forms, id a)
{
    struct graph *g = forms->g;
    struct best best = {
        .forms = forms, .form = a, .operations = operations_count(forms->known, g, a)};
    struct attempt first = {.form = CIRCULAR_AS_WRITTEN};
    attempt(forms, a, &first, &best);
    for (int form = CIRCULAR_WITHOUT_SIN; first.has_circular && form <= CIRCULAR_WITHOUT_COS;
         form++)
        attempt(forms, a, &(struct attempt){.form = (enum circular_form)form}, &best);
    if (first.has_growing) attempt(forms, a, &(struct attempt){.form = CIRCULAR_BY_EXP}, &best);
    if (first.has_quotients) attempt(forms, a, &(struct attempt){.split_roots = true}, &best);
    for (int orders = ORDERS_LOW; first.has_orders && orders <= ORDERS_HIGH; orders++)
        attempt(forms, a, &(struct attempt){.orders = (enum orders)orders}, &best);
    return best.form;
}

/* Whether a node is worth a search: a sum or product of scalars with names in it. */
static bool is_searched(const struct rational_forms *forms, id a)
{
    const struct graph *g = forms->g;
    const struct node *n = graph_node(g, a);
    return (n->op == OP_SUM || n->op == OP_PRODUCT) && n->shape == SHAPE_SCALAR && !n->singular &&
           !operations_is_constant(forms->known, g, a) && !is_single_term(g, a);
}

id rational_shortest(struct rational_forms *forms, id a)
{
    id shortest = known_at(&forms->shortest, a);
    if (shortest) return shortest;
    if (forms->work == 0 || !is_searched(forms, a)) return a;
    shortest = find_shortest(forms, a);
    known_set(&forms->g->core->mem, &forms->shortest, a, shortest); /* or it is looked for again */
    return shortest;
}

void rational_free(struct rational_forms *forms)
{
    struct mem *mem = &forms->g->core->mem;
    vec_free(mem, &forms->shortest.of);
    for (int polished = 0; polished < 2; polished++) vec_free(mem, &forms->written[polished].of);
}

#include "pass/rational.h"

#include "pass/atoms.h"

/* For one node; what takes more is left as it is. */
enum { MOST_WORK = 20000 };

struct best {
    struct rational_forms *forms;
    id form;
    uint32_t operations;
};

static void offer(void *user, id form)
{
    struct best *best = user;
    uint32_t count = operations_count(best->forms->known, best->forms->g, form);
    if (count >= best->operations) return;
    best->operations = count;
    best->form = form;
}

/* Tries one form of circular functions; returns whether there are any. */
static bool attempt(struct rational_forms *forms, id a, enum circular_form form, struct best *best)
{
    struct atoms s = {.g = forms->g, .form = form};
    struct fraction f;
    struct poly_room *room = &s.all.room;
    room->arena.mem = &forms->g->core->mem;
    room->most_work = forms->work < MOST_WORK ? forms->work : MOST_WORK;
    bool read = atoms_read(&s, a, &f);
    if (read && (s.has_structure || s.has_circular)) atoms_write(&s, &f, offer, best);
    forms->work -= room->work < forms->work ? room->work : forms->work;
    arena_free(&room->arena);
    return read && s.has_circular;
}

id rational_shortest(struct rational_forms *forms, id a)
{
    struct graph *g = forms->g;
    const struct node *n = graph_node(g, a);
    bool fits = (n->op == OP_SUM || n->op == OP_PRODUCT) && n->shape == SHAPE_SCALAR &&
                !n->singular && !operations_is_constant(forms->known, g, a);
    if (!fits || forms->work == 0) return a;
    struct best best = {forms, a, operations_count(forms->known, g, a)};
    if (attempt(forms, a, CIRCULAR_AS_WRITTEN, &best)) {
        attempt(forms, a, CIRCULAR_WITHOUT_SIN, &best);
        attempt(forms, a, CIRCULAR_WITHOUT_COS, &best);
    }
    return best.form;
}

#include "pass/rational.h"

#include "pass/atoms.h"

/* For one node; what takes more is left as it is. */
enum { MOST_WORK = 20000, WORK_OF_NODE = 20 };

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

/* What to try beside the first form. */
struct attempt {
    enum circular_form form;
    bool split_roots;
    bool has_circular, has_quotients, has_growing; /* found */
};

static void attempt(struct rational_forms *forms, id a, struct attempt *how, struct best *best)
{
    struct atoms s = {.g = forms->g,
                      .form = how->form,
                      .split_roots = how->split_roots,
                      .polish = forms->polish,
                      .user = forms->user};
    struct fraction f, lifted;
    struct poly_room *room = &s.all.room;
    room->arena.mem = &forms->g->core->mem;
    room->most_work = forms->work < MOST_WORK ? forms->work : MOST_WORK;
    size_t nodes = forms->g->nodes.n;
    bool read = atoms_read(&s, a, &f);
    if (read && (s.has_structure || s.has_circular || s.logistic)) {
        atoms_write(&s, &f, offer, best);
        if (atoms_lift_roots(&s, &f, &lifted)) atoms_write(&s, &lifted, offer, best);
        if (how->form != CIRCULAR_AS_WRITTEN && how->form != CIRCULAR_BY_EXP && atoms_fold(&s, &f))
            atoms_write(&s, &f, offer, best);
    }
    how->has_circular = s.has_circular;
    how->has_quotients = s.has_quotients;
    how->has_growing = s.logistic && s.exponentials + s.logistic > 1;
    uint64_t done = room->work + WORK_OF_NODE * (forms->g->nodes.n - nodes + s.nodes);
    forms->work -= done < forms->work ? done : forms->work;
    arena_free(&room->arena);
}

id rational_shortest(struct rational_forms *forms, id a)
{
    struct graph *g = forms->g;
    const struct node *n = graph_node(g, a);
    bool fits = (n->op == OP_SUM || n->op == OP_PRODUCT) && n->shape == SHAPE_SCALAR &&
                !n->singular && !operations_is_constant(forms->known, g, a);
    if (!fits || forms->work == 0) return a;
    struct best best = {forms, a, operations_count(forms->known, g, a)};
    struct attempt first = {.form = CIRCULAR_AS_WRITTEN};
    attempt(forms, a, &first, &best);
    for (int form = CIRCULAR_WITHOUT_SIN; first.has_circular && form <= CIRCULAR_WITHOUT_COS;
         form++)
        attempt(forms, a, &(struct attempt){.form = (enum circular_form)form}, &best);
    if (first.has_growing) attempt(forms, a, &(struct attempt){.form = CIRCULAR_BY_EXP}, &best);
    if (first.has_quotients) attempt(forms, a, &(struct attempt){.split_roots = true}, &best);
    return best.form;
}

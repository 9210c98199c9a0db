/* entries_known.c - the entries found so far, and their formulas. */
#include "pass/entries_private.h"

static size_t slot_of(const struct taking *t, id array, int64_t place)
{
    uint64_t h = (array + (uint64_t)place * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    size_t slot = (size_t)(h >> 20) & (t->n_slots - 1);
    for (; t->slots[slot]; slot = (slot + 1) & (t->n_slots - 1)) {
        const struct entry *e = &t->known.at[t->slots[slot] - 1];
        if (e->array == array && e->place == place) break;
    }
    return slot;
}

static bool grow(struct taking *t)
{
    struct mem *mem = &t->g->core->mem;
    size_t old = t->n_slots, more = old ? 2 * old : 64;
    uint32_t *slots = mem_array(mem, more, sizeof *slots);
    if (!slots) return false;
    mem_free_array(mem, t->slots, old, sizeof *slots);
    t->slots = slots;
    t->n_slots = more;
    for (size_t i = 0; i < t->known.n; i++)
        slots[slot_of(t, t->known.at[i].array, t->known.at[i].place)] = (uint32_t)i + 1;
    return true;
}

uint32_t entries_find(struct taking *t, id array, int64_t place)
{
    struct entry e = {array, POISON, place};
    if (t->known.n * 2 >= t->n_slots && !grow(t)) return UINT32_MAX;
    size_t slot = slot_of(t, array, place);
    if (!t->slots[slot]) {
        if (!vec_push(&t->g->core->mem, &t->known, e)) return UINT32_MAX;
        t->slots[slot] = (uint32_t)t->known.n;
    }
    return t->slots[slot] - 1;
}

id entries_value(struct taking *t, id array, int64_t place)
{
    uint32_t i = entries_find(t, array, place);
    if (i == UINT32_MAX) return POISON;
    if (!t->known.at[i].now) vec_push(&t->g->core->mem, &t->waiting, i);
    return t->known.at[i].now;
}

bool entries_may_write(struct taking *t, int64_t terms)
{
    return t->multiplied_out && terms >= 0 && (size_t)terms <= t->terms;
}

bool entries_are_counted(const struct graph *g, id a)
{
    return !shape_is_open(&g->shapes, graph_shape(g, a)) &&
           !shape_is_open(&g->shapes, graph_shape(g, graph_child(g, a, 0)));
}

/* states.c - what an optimizer remembers: arrays like the weights, under names. */
#include "train/train_private.h"

bool states_make_room(struct optimizer *o, struct question *q, size_t n)
{
    o->states = arena_alloc(&q->core->arena, n * sizeof *o->states);
    o->names = arena_alloc(&q->core->arena, n * sizeof *o->names);
    return o->states && o->names;
}

bool states_add(struct optimizer *o, struct question *q, const char *name)
{
    double *state = arena_alloc(&q->core->arena, o->n * sizeof *state);
    o->states[o->n_states] = state;
    o->names[o->n_states++] = name;
    return state && name;
}

#include "graph/demand.h"

uint32_t demand_note(struct mem *mem, struct demands *d, struct written operation,
                     const uint32_t *args, uint32_t n)
{
    if (d->all.n == 0 && !vec_push(mem, &d->all, (struct written){.everywhere = true})) return 0;
    operation.args = (uint32_t)d->args.n;
    operation.n = n;
    operation.uses = NO_USE;
    for (uint32_t i = 0; i < n; i++) {
        if (!vec_push(mem, &d->args, args[i])) return 0;
        d->all.at[args[i]].used = true;
    }
    return vec_push(mem, &d->all, operation) ? (uint32_t)d->all.n - 1 : 0;
}

void demand_all(struct demands *d, uint32_t operation)
{
    if (operation) d->all.at[operation].everywhere = d->all.at[operation].used = true;
}

bool demand_is_unused(const struct demands *d, uint32_t operation)
{
    return operation && !d->all.at[operation].used;
}

void demand_free(struct mem *mem, struct demands *d)
{
    vec_free(mem, &d->all);
    vec_free(mem, &d->args);
    vec_free(mem, &d->uses);
}

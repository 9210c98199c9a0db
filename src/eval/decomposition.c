#include "eval/decomposition.h"

struct decomposition *decomposition_find(const struct matrix_step *s, enum decomposition_kind kind)
{
    struct decomposition *d = *s->kept;
    while (d && (d->kind != kind || d->matrix != s->matrix)) d = d->next;
    return d;
}

void decomposition_keep(const struct matrix_step *s, struct decomposition *d,
                        enum decomposition_kind kind)
{
    d->kind = kind;
    d->matrix = s->matrix;
    d->next = *s->kept;
    *s->kept = d;
}

void decompositions_forget(struct core *core, struct decomposition **kept)
{
    while (*kept) {
        struct decomposition *d = *kept;
        *kept = d->next;
        d->drop(core, d);
    }
}

#include "question/question.h"

#include "number/kept_tape.h"

void question_init(struct question *q, struct core *core, struct graph *graph)
{
    *q = (struct question){.core = core, .graph = graph};
    q->lowering = (struct lowering){.g = graph, .ast = &q->ast, .derive = &derivatives_hooks};
}

bool question_derive(struct question *q)
{
    return shapes_read(q) && program_read(q) && shapes_are_known(q) && program_is_defined(q) &&
           leaves_choose(q) && derivatives_make(q);
}

void question_free(struct question *q)
{
    struct mem *mem = &q->core->mem;
    kept_tape_free(q);
    lower_free(&q->lowering);
    ast_free(&q->ast, mem);
    vec_free(mem, &q->bound);
    vec_free(mem, &q->values);
    vec_free(mem, &q->leaves);
    vec_free(mem, &q->derivatives);
    vec_free(mem, &q->lower_orders);
    vec_free(mem, &q->variables);
    vec_free(mem, &q->columns);
    vec_free(mem, &q->new_weights);
    vec_free(mem, &q->kinks.all);
    sparse_free(q->graph, &q->sparse);
}

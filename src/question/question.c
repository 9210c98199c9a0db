#include "question/sparse.h"

void question_init(struct question *q, struct core *core, struct graph *graph)
{
    *q = (struct question){.core = core, .graph = graph};
    q->lowering = (struct lowering){.g = graph, .ast = &q->ast, .derive = &kinks_hooks, .point = q};
}

void question_ask(struct question *q, const struct dcalc_request *request,
                  const struct point_decimals *decimals, struct arena *lasting)
{
    q->request = request;
    q->decimals = decimals;
    q->lasting = lasting;
}

bool question_derive(struct question *q)
{
    return shapes_read(q) && program_read(q) && shapes_are_known(q) && guards_known(q) &&
           leaves_choose(q) && derivatives_make(q);
}

void question_free(struct question *q)
{
    struct mem *mem = &q->core->mem;
    lower_free(&q->lowering);
    ast_free(&q->ast, mem);
    vec_free(mem, &q->bound);
    vec_free(mem, &q->assumptions);
    vec_free(mem, &q->values);
    vec_free(mem, &q->claims);
    vec_free(mem, &q->claim_texts);
    vec_free(mem, &q->chosen_sizes);
    vec_free(mem, &q->unknowns);
    vec_free(mem, &q->equation_names);
    vec_free(mem, &q->leaves);
    vec_free(mem, &q->derivatives);
    vec_free(mem, &q->differentiated);
    vec_free(mem, &q->directions);
    vec_free(mem, &q->tangents);
    vec_free(mem, &q->lower_orders);
    vec_free(mem, &q->variables);
    vec_free(mem, &q->columns);
    vec_free(mem, &q->new_weights);
    vec_free(mem, &q->range);
    vec_free(mem, &q->kinks.all);
    sparse_free(q->graph, &q->sparse);
    shared_nonzeros_release(q->places);
    q->places = NULL;
}

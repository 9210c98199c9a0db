/* expansion.c - expansions along lines. */
#include "series/expansion.h"

bool expansion_begin(struct expansion *e, struct graph *g, id value, const id *variables,
                     const id *centers, size_t n_variables)
{
    *e = (struct expansion){.g = g,
                            .value = value,
                            .variables = variables,
                            .centers = centers,
                            .n_variables = n_variables};
    e->formula_source = (struct tape_source){
        .roots = &e->value, .n_roots = 1, .inputs = variables, .n_inputs = n_variables};
    e->center_source = (struct tape_source){.roots = centers, .n_roots = n_variables};
    e->formula.tape.g = e->center.tape.g = g;
    return taylor_compile(&e->formula, g, &e->formula_source) &&
           taylor_compile(&e->center, g, &e->center_source);
}

void expansion_end(struct expansion *e)
{
    if (!e->g) return;
    taylor_free(&e->formula);
    taylor_free(&e->center);
}

/* center + s*direction, from the centers, which have one coefficient. */
static bool make_inputs(const struct expansion *e, const struct scalars *s,
                        const int64_t *direction, size_t n, struct series *inputs)
{
    for (size_t i = 0; i < e->n_variables; i++) {
        struct series line = {0};
        bool moves = direction[i] != 0 && n > 1;
        if (moves && !series_make(s, &line, n)) return false;
        if (!moves) continue;
        s->field.copy(series_at(s, &line, 0), series_at(s, &inputs[i], 0));
        s->field.set(series_at(s, &line, 1), (long)direction[i]);
        series_free(s, &inputs[i]);
        inputs[i] = line;
    }
    return true;
}

enum taylor_state expansion_line(const struct expansion *e, const struct scalars *s,
                                 const int64_t *direction, size_t n, struct series *out)
{
    struct mem *mem = &e->g->core->mem;
    struct series *inputs = mem_array(mem, e->n_variables, sizeof *inputs);
    if (!inputs) return TAYLOR_FAILED;
    enum taylor_state state = taylor_run(&e->center, s, &e->center_source, NULL, 1, inputs);
    if (state == TAYLOR_KNOWN) {
        state = make_inputs(e, s, direction, n, inputs)
                    ? taylor_run(&e->formula, s, &e->formula_source, inputs, n, out)
                    : TAYLOR_FAILED;
        for (size_t i = 0; i < e->n_variables; i++) series_free(s, &inputs[i]);
    }
    mem_free_array(mem, inputs, e->n_variables, sizeof *inputs);
    return state;
}

/* code_inputs.c - the arguments of a function in another language, and their order. */
#include "write/code_private.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- as they come ---- */

/* The point's names, then the free ones. What the point says is their shapes. A polynomial has
 * those that it is expanded in. */
static bool list_all(const struct question *q, struct code_inputs *inputs)
{
    bool polynomial = q->request->command == DCALC_TAYLOR;
    for (size_t i = 0; i < q->leaves.n && polynomial; i++)
        if (!vec_push(&q->core->mem, &inputs->all, q->leaves.at[i].node)) return false;
    if (polynomial) return true;
    for (size_t i = 0; i < q->bound.n + q->lowering.free.n; i++) {
        bool bound = i < q->bound.n;
        uint32_t name = bound ? q->bound.at[i].name : q->lowering.free.at[i - q->bound.n];
        const struct name_facts *facts = lower_known_facts(&q->lowering, name);
        if (!bound && facts->given) continue;
        if (!vec_push(&q->core->mem, &inputs->all, graph_variable(q->graph, name, facts->shape)))
            return false;
    }
    return true;
}

/* ---- in the order of the request ---- */

static const char *name_of(const struct question *q, id variable)
{
    return names_text(&q->core->names, graph_node(q->graph, variable)->data);
}

/* The place of a name among the first n inputs, or n. */
static size_t find(const struct question *q, const struct code_inputs *inputs, size_t n,
                   const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(name_of(q, inputs->all.at[i]), name)) i++;
    return i;
}

/* "x,y,z", in the core's arena. */
static const char *list_text(const struct question *q, const struct code_inputs *inputs)
{
    struct str text = {.mem = &q->core->mem};
    for (size_t i = 0; i < inputs->all.n; i++)
        str_putf(&text, i ? ",%s" : "%s", name_of(q, inputs->all.at[i]));
    const char *list = text.n ? arena_text(&q->core->arena, text.s, text.n) : "";
    str_free(&text);
    return list ? list : "";
}

/* A name that has a shape may be an argument that nothing depends on, as the time of a system that
 * does not change. */
static bool add_shaped(const struct question *q, struct code_inputs *inputs, const char *name)
{
    uint32_t interned = names_intern(&q->core->names, &q->core->arena, name, strlen(name));
    const struct name_facts *facts = lower_known_facts(&q->lowering, interned);
    if (interned == NAME_NONE) return false;
    if (facts && facts->shaped)
        return vec_push(&q->core->mem, &inputs->all,
                        graph_variable(q->graph, interned, facts->shape));
    diag_error(q->core, KIND_NAME, nowhere, "--args names '%s', which the program does not have",
               name);
    if (!inputs->all.n || q->request->command == DCALC_TAYLOR)
        return diag_hint(q->core, "it has %s", inputs->all.n ? list_text(q, inputs) : "no names");
    return diag_hint(q->core, "it has %s; another name needs a shape: --shape '%s=[]'",
                     list_text(q, inputs), name);
}

/* Moves the input of a name to place k, where those before k stay. */
static bool put_at(const struct question *q, struct code_inputs *inputs, size_t k, const char *name)
{
    if (find(q, inputs, k, name) < k)
        return diag_error(q->core, KIND_USAGE, nowhere, "--args names '%s' twice", name);
    size_t from = find(q, inputs, inputs->all.n, name);
    if (from == inputs->all.n && !add_shaped(q, inputs, name)) return false;
    id found = inputs->all.at[from];
    for (; from > k; from--) inputs->all.at[from] = inputs->all.at[from - 1];
    inputs->all.at[k] = found;
    return true;
}

static bool put_in_order(const struct question *q, struct code_inputs *inputs)
{
    const struct dcalc_request *rq = q->request;
    for (size_t k = 0; k < rq->n_args; k++)
        if (!put_at(q, inputs, k, rq->args[k])) return false;
    if (rq->n_args == inputs->all.n) return true;
    diag_error(q->core, KIND_USAGE, nowhere, "--args leaves out '%s'",
               name_of(q, inputs->all.at[rq->n_args]));
    return diag_hint(q->core, "it must name all arguments, as in --args %s", list_text(q, inputs));
}

bool code_list_inputs(const struct question *q, struct code_inputs *inputs)
{
    return list_all(q, inputs) && (!q->request->n_args || put_in_order(q, inputs));
}

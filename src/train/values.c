/* values.c - arrays and numbers that a request gives, as doubles. */
#include "train/train_private.h"

#include "eval/block.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool compute(struct question *q, const struct constants *constants, struct tape *tape,
                    struct evaluation *e, double *out)
{
    struct tape_source source = {.roots = constants->nodes,
                                 .n_roots = constants->n,
                                 .bound = constants->bound,
                                 .n_bound = constants->n_bound};
    if (!tape_compile(tape, q->graph, &source) || !eval_init(e, tape, 1) ||
        !eval_plan(e, &(struct plan_request){0}) || !eval_run(e))
        return false;
    for (size_t i = 0; i < constants->n; i++) {
        shape s = graph_shape(q->graph, constants->nodes[i]);
        size_t n = (size_t)shape_count(&q->graph->shapes, s);
        memcpy(out, eval_slot(e, tape_slot(tape, constants->nodes[i])), n * sizeof *out);
        out += n;
    }
    return true;
}

bool value_compute(struct question *q, const struct constants *constants, double *out)
{
    struct tape tape = {.g = q->graph};
    struct evaluation e = {.tape = &tape};
    bool ok = compute(q, constants, &tape, &e, out);
    eval_free(&e);
    tape_free(&tape);
    return ok;
}

/* ---- arrays ---- */

const struct value *value_find(const struct value *values, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(values[i].name, name)) return &values[i];
    return NULL;
}

static bool read_text(struct question *q, const struct dcalc_binding *binding, struct value *out)
{
    id node = bindings_constant(q, &binding->value);
    if (node == POISON) return false;
    shape s = graph_shape(q->graph, node);
    struct shape_data d = shape_get(&q->graph->shapes, s);
    out->array = (struct dcalc_values){.ndim = d.ndim};
    for (int i = 0; i < d.ndim; i++) out->array.dims[i] = (size_t)d.d[i];
    out->count = (size_t)shape_count(&q->graph->shapes, s);
    double *entries = arena_alloc(&q->core->arena, out->count * sizeof *entries);
    out->array.entries = entries;
    if (!entries || !value_compute(q, &(struct constants){.nodes = &node, .n = 1}, entries))
        return false;
    return block_kernels()->all_finite(entries, out->count) ||
           diag_error(q->core, KIND_DOMAIN, nowhere, "'%s' has an entry that is no finite double",
                      binding->name);
}

bool value_read(struct question *q, const struct dcalc_binding *binding, struct value *out)
{
    const struct dcalc_values *a = &binding->array;
    *out = (struct value){.name = binding->name, .array = *a, .count = 1};
    if (!a->entries) return read_text(q, binding, out);
    if (a->ndim < 0 || a->ndim > 2)
        return diag_error(q->core, KIND_SHAPE, nowhere, "'%s' has %d axes; at most 2 are supported",
                          binding->name, a->ndim);
    for (int i = 0; i < a->ndim; i++) out->count *= a->dims[i];
    return out->count > 0 ||
           diag_error(q->core, KIND_SHAPE, nowhere, "'%s' is an empty array", binding->name);
}

bool value_number(struct question *q, const struct dcalc_text *text, double *out)
{
    id node = bindings_constant(q, text);
    if (node == POISON) return false;
    bool scalar = graph_shape(q->graph, node) == SHAPE_SCALAR;
    if (scalar && !value_compute(q, &(struct constants){.nodes = &node, .n = 1}, out)) return false;
    return (scalar && isfinite(*out) && *out >= 0) ||
           diag_error(q->core, KIND_USAGE, graph_node(q->graph, node)->span,
                      "%s must be a number that is not below 0", text->source);
}

#include "tape/tape.h"

#include <math.h>
#include <string.h>

uint32_t tape_words(const struct tape *t, const struct instruction *in)
{
    return op_pool_words(in->op, in->n, shape_get(&t->g->shapes, in->shape).ndim);
}

/* Appends a node's words, with slots in place of children. */
static bool copy_words(struct tape *t, struct graph *g, const struct node *n)
{
    int ndim = shape_get(&g->shapes, n->shape).ndim;
    uint32_t count = op_pool_words(n->op, n->n, ndim), step = op_has_pairs(n->op) ? 2 : 1;
    if (count == 0) return true; /* there may be no words at all */
    if (!vec_reserve(&g->core->mem, &t->words, count)) return false;
    const uint32_t *from = g->pool.at + n->args;
    uint32_t *to = t->words.at + t->words.n;
    for (uint32_t i = 0; i < count; i++) to[i] = from[i];
    for (uint32_t i = 0; i < n->n; i++, to += step) *to = t->code.at[graph_place(g, *to)].slot;
    t->words.n += count;
    return true;
}

static bool unbound(struct graph *g, uint32_t name, struct span span)
{
    const char *text = names_text(&g->core->names, name);
    diag_error(g->core, KIND_NAME, span, "'%s' has no value", text);
    if (fn_find(text, strlen(text)))
        return diag_hint(g->core, "call the function, %s(...), or bind the name with --at %s=...",
                         text, text);
    return diag_hint(g->core, "bind it with --at %s=...", text);
}

/* Marks the number of a name as not one of the program's, though both may be the same node. */
static void bind_number(struct instruction *in, const struct node *value)
{
    in->op = OP_NUMBER;
    in->data = value->data;
    in->is_bound = true;
}

static bool emit(struct tape *t, struct graph *g, id a, const id *value_of_name)
{
    const struct node *n = graph_node(g, a);
    struct instruction in = {
        .op = n->op, .fn = n->fn, .n = n->n, .shape = n->shape, .data = n->data, .node = a};
    in.args = (uint32_t)t->words.n;
    in.slot = (uint32_t)t->code.n;
    if (n->op == OP_VARIABLE) {
        id value = value_of_name[n->data];
        if (!value) return unbound(g, n->data, n->span);
        if (graph_node(g, value)->op == OP_NUMBER)
            bind_number(&in, graph_node(g, value));
        else if (value != a)
            in.slot = t->code.at[graph_place(g, value)].slot;
    }
    if (n->op == OP_NAMED) in.slot = t->code.at[graph_place(g, node_child(g, n, 0))].slot;
    return copy_words(t, g, n) && vec_push(&g->core->mem, &t->code, in);
}

/* Assigns entries to the slots of given arrays, or to those of all others. Values of an open size
 * get none. */
static void place(struct tape *t, struct graph *g, bool given)
{
    for (size_t i = 0; i < t->code.n; i++) {
        if ((t->code.at[i].op == OP_ARRAY) != given) continue;
        t->offsets[i] = t->n_values + t->n_given;
        int64_t count = shape_count(&g->shapes, t->code.at[i].shape);
        if (t->code.at[i].slot == i && count != COUNT_UNKNOWN)
            *(given ? &t->n_given : &t->n_values) += (size_t)count;
    }
}

static bool plan(struct tape *t, struct graph *g)
{
    t->offsets = mem_array(&g->core->mem, t->code.n, sizeof *t->offsets);
    if (!t->offsets) return false;
    place(t, g, false);
    place(t, g, true);
    return true;
}

static bool compile(struct tape *t, struct graph *g, const struct reach *reach,
                    const id *value_of_name)
{
    if (!vec_reserve(&g->core->mem, &t->code, reach->ids.n)) return false;
    for (size_t i = 0; i < reach->ids.n; i++)
        if (!emit(t, g, reach->ids.at[i], value_of_name)) return false;
    return plan(t, g);
}

/* Collects all nodes that the roots and the bound values depend on. The values are older than the
 * program's names and so come first. */
static bool reach_all(struct graph *g, const struct tape_source *from, struct reach *reach)
{
    size_t n = from->n_roots + from->n_bound;
    id *all = mem_array(&g->core->mem, n, sizeof *all);
    if (!all) return false;
    if (from->n_roots) memcpy(all, from->roots, from->n_roots * sizeof *all);
    for (size_t i = 0; i < from->n_bound; i++) all[from->n_roots + i] = from->bound[i].value;
    bool ok = graph_reach(g, all, n, reach);
    mem_free_array(&g->core->mem, all, n, sizeof *all);
    return ok;
}

static void set_values(const struct graph *g, const struct tape_source *from, id *value_of_name)
{
    for (size_t i = 0; i < from->n_bound; i++)
        value_of_name[from->bound[i].name] = from->bound[i].value;
    for (size_t i = 0; i < from->n_inputs; i++)
        value_of_name[graph_node(g, from->inputs[i])->data] = from->inputs[i];
}

bool tape_compile(struct tape *t, struct graph *g, const struct tape_source *source)
{
    struct reach reach = {0};
    size_t n_names = g->core->names.all.n;
    id *value_of_name = mem_array(&g->core->mem, n_names, sizeof *value_of_name);
    *t = (struct tape){.g = g};
    bool ok = value_of_name && reach_all(g, source, &reach);
    if (ok) set_values(g, source, value_of_name);
    ok = ok && compile(t, g, &reach, value_of_name);
    mem_free_array(&g->core->mem, value_of_name, n_names, sizeof *value_of_name);
    reach_free(g, &reach);
    return ok;
}

void tape_free(struct tape *t)
{
    struct mem *mem = &t->g->core->mem;
    mem_free_array(mem, t->offsets, t->code.n, sizeof *t->offsets);
    t->offsets = NULL;
    t->n_values = t->n_given = 0;
    vec_free(mem, &t->code);
    vec_free(mem, &t->words);
}

/* Where a node is or would be: instructions are in the order of their nodes. */
static size_t find(const struct tape *t, id node)
{
    size_t low = 0, high = t->code.n - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->code.at[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t tape_slot(const struct tape *t, id node)
{
    return t->code.at[find(t, node)].slot;
}

bool tape_has(const struct tape *t, id node)
{
    return t->code.n && t->code.at[find(t, node)].node == node;
}

/* Counts the multiplications of an instruction on matrices; 0 for others, which take one operation
 * per entry. */
static double products_of(const struct tape *t, const struct instruction *in)
{
    const struct shapes *shapes = &t->g->shapes;
    bool spectrum = op_class(in->op) == CLASS_SPECTRUM;
    bool linear = op_class(in->op) == CLASS_MATRIX || op_class(in->op) == CLASS_FACTOR;
    bool function = op_class(in->op) == CLASS_MATRIX_FUNCTION;
    if (in->op != OP_MATMUL && !linear && !spectrum && !function) return 0;
    shape first = t->code.at[t->words.at[in->args]].shape;
    struct shape_data d = shape_get(shapes, first);
    double inner = (double)d.d[d.ndim - 1], entries = (double)shape_count(shapes, in->shape);
    if (in->op == OP_MATMUL) return entries * inner;
    if (spectrum) return 50 * (double)d.d[0] * (double)d.d[0] * inner; /* sweeps of rotations */
    if (function)
        return 20 * inner * inner * inner * pow(3, in->n - 1); /* products, of all parts */
    return inner * inner * inner + entries * inner;
}

/* Ten multiplications within a product of matrices cost about what one other operation does. */
double tape_work(const struct tape *t)
{
    double products = 0;
    for (size_t i = 0; i < t->code.n; i++)
        if (t->code.at[i].slot == i) products += products_of(t, &t->code.at[i]);
    return (double)(t->n_values + t->words.n) + products / 10;
}

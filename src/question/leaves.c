/* leaves.c - what to differentiate by. */
#include "question/stages.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return hint ? diag_hint(q->core, "%s", hint) : false;
}

static bool unknown_leaf(struct question *q, const char *name)
{
    diag_error(q->core, KIND_NAME, nowhere, "the expression has no name '%s'", name);
    if (strchr(name, ' ')) return diag_hint(q->core, "put commas between names: x,y");
    for (size_t i = 0; i < q->lowering.free.n; i++) {
        const char *other = names_text(&q->core->names, q->lowering.free.at[i]);
        if (names_distance(name, strlen(name), other, strlen(other), 1) <= 1)
            return diag_hint(q->core, "did you mean %s?", other);
    }
    return false;
}

/* Sizes, and names whose values are sizes or indexes, do not vary. */
static bool is_fixed(const struct name_facts *facts)
{
    return facts->size || facts->fixed;
}

static bool fixed_leaf(struct question *q, uint32_t name)
{
    return diag_error(q->core, KIND_USAGE, nowhere, "'%s' is a%s; it cannot be differentiated by",
                      names_text(&q->core->names, name),
                      lower_facts(&q->lowering, name)->size ? " size" : "n index or a size here");
}

static bool lost_leaf(struct question *q, uint32_t name)
{
    diag_error(q->core, KIND_UNDECIDED, nowhere,
               "the limit is known at this point only; it cannot be differentiated by '%s'",
               names_text(&q->core->names, name));
    return diag_hint(q->core, "the signs that decide it depend on the names in it");
}

bool leaves_find(struct question *q, const char *name, id *out)
{
    uint32_t interned = bindings_name(q, name);
    if (interned == NAME_NONE) return false;
    struct name_facts *facts = lower_facts(&q->lowering, interned);
    if (is_fixed(facts)) return fixed_leaf(q, interned);
    if (facts->in_limit) return lost_leaf(q, interned);
    *out = facts->given || facts->listed || facts->shaped
               ? graph_variable(q->graph, interned, facts->shape)
               : lower_name_value(&q->lowering, interned);
    if (*out == POISON) return unknown_leaf(q, name);
    enum op op = graph_op(q->graph, *out);
    return op == OP_NAMED || op == OP_VARIABLE || unknown_leaf(q, name);
}

static bool push_leaf(struct question *q, const char *name)
{
    id node;
    if (!leaves_find(q, name, &node)) return false;
    uint32_t interned = graph_node(q->graph, node)->data;
    struct name_facts *facts = lower_facts(&q->lowering, interned);
    if (facts->is_leaf && q->request->command != DCALC_DIFF) return true; /* named twice */
    facts->is_leaf = true;
    struct leaf leaf = {names_text(&q->core->names, interned), node};
    return vec_push(&q->core->mem, &q->leaves, leaf);
}

static bool push_leaves(struct question *q, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!push_leaf(q, names[i])) return false;
    return true;
}

/* What the leaves are names of: the values, or the equations that define them. */
static bool reach_values(const struct question *q, struct reach *reach)
{
    size_t n = q->lowering.equations.n;
    if (!q->unknowns.n) return graph_reach(q->graph, q->values.at, q->values.n, reach);
    id *equations = mem_array(&q->core->mem, n, sizeof *equations);
    for (size_t i = 0; equations && i < n; i++) equations[i] = q->lowering.equations.at[i].node;
    bool ok = equations && graph_reach(q->graph, equations, n, reach);
    mem_free_array(&q->core->mem, equations, n, sizeof *equations);
    return ok;
}

/* Keeps the leaves on which some value depends, in their order. */
static bool keep_used_leaves(struct question *q)
{
    struct reach reach = {0};
    if (!reach_values(q, &reach)) return false;
    size_t used = 0;
    for (size_t i = 0; i < q->leaves.n; i++)
        if (graph_reached(q->graph, q->leaves.at[i].node)) q->leaves.at[used++] = q->leaves.at[i];
    reach_free(q->graph, &reach);
    if (used == 0 && q->leaves.n) used = 1; /* a constant: its derivative by any name is 0 */
    q->leaves.n = used;
    return true;
}

bool leaves_is_unknown(const struct question *q, uint32_t name)
{
    for (size_t i = 0; i < q->unknowns.n; i++)
        if (graph_node(q->graph, q->unknowns.at[i].node)->data == name) return true;
    return false;
}

/* What is left out where no names are chosen. */
static bool cannot_vary(struct question *q, uint32_t name)
{
    return is_fixed(lower_facts(&q->lowering, name)) || leaves_is_unknown(q, name);
}

static bool column_leaves(struct question *q)
{
    for (size_t i = 0; i < q->columns.n; i++) {
        if (cannot_vary(q, q->columns.at[i])) continue;
        if (!push_leaf(q, names_text(&q->core->names, q->columns.at[i]))) return false;
    }
    return keep_used_leaves(q);
}

/* Without --wrt: the point's names, or the free ones. */
static bool name_leaves(struct question *q, bool of_point)
{
    size_t n = of_point ? q->bound.n : q->lowering.free.n;
    for (size_t i = 0; i < n; i++) {
        uint32_t name = of_point ? q->bound.at[i].name : q->lowering.free.at[i];
        if (cannot_vary(q, name)) continue;
        if (!push_leaf(q, names_text(&q->core->names, name))) return false;
    }
    if (n == 0 || q->leaves.n) return true;
    return usage(q, "there is no name to differentiate by", "sizes and indexes do not vary");
}

/* Without --wrt: the table's columns in use, the point's names, else the free names. */
static bool default_leaves(struct question *q)
{
    return q->columns.n ? column_leaves(q) : name_leaves(q, q->at_point);
}

/* check without --wrt: the names of the gradient that is given. */
static bool gradient_leaves(struct question *q)
{
    for (size_t i = 0; i < q->request->n_gradient; i++)
        if (!push_leaf(q, q->request->gradient[i].name)) return false;
    return true;
}

/* check without --wrt: the names that the formulas are given for. */
static bool claim_leaves(struct question *q)
{
    uint32_t name;
    for (size_t i = 0; claims_name(q, i, &name); i++)
        if (!push_leaf(q, names_text(&q->core->names, name))) return false;
    return true;
}

/* diff without --wrt: the one name that the expression uses. */
static bool default_diff_leaf(struct question *q)
{
    if (!default_leaves(q) || !keep_used_leaves(q)) return false;
    size_t used = q->leaves.n;
    if (used == 1) return true;
    if (used == 0)
        return usage(q, "there is no name to differentiate by",
                     "give one a value, --at x=1, or choose an assigned one, --wrt u");
    diag_error(q->core, KIND_USAGE, nowhere, "diff differentiates by one name, but there are %zu",
               used);
    return diag_hint(q->core, "choose with --wrt %s, or use grad", q->leaves.at[0].name);
}

/* taylor without --wrt: the point's names that the expression uses. */
static bool default_taylor_leaves(struct question *q)
{
    if (!default_leaves(q) || !keep_used_leaves(q)) return false;
    return q->leaves.n > 0 || usage(q, "there is no name to expand in", "give the point: x=0");
}

/* jvp, vjp without --wrt: the names of vectors that are formulas do not vary. */
static bool default_direction_leaves(struct question *q)
{
    bool formulas = false;
    for (size_t i = 0; i < q->directions.n; i++) formulas |= q->directions.at[i] != POISON;
    return default_leaves(q) && (!formulas || keep_used_leaves(q));
}

static bool choose_leaves(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->command == DCALC_EVAL) return true;
    if (rq->command == DCALC_CHECK && question_claimed_order(q) == 0) return true;
    if (rq->command == DCALC_LIMIT_AT) {
        const char *name = node_name(q->graph, graph_node(q->graph, q->moving));
        return push_leaves(q, &name, 1);
    }
    if (rq->command == DCALC_BACKPROP && rq->n_weights == 0)
        return usage(q, "backprop needs the names of the weights", "give them with --weights w,b");
    if (rq->command == DCALC_BACKPROP) return push_leaves(q, rq->weights, rq->n_weights);
    if (rq->n_wrt) return push_leaves(q, rq->wrt, rq->n_wrt);
    if (rq->command == DCALC_JVP) {
        const char *const *names = NULL;
        size_t n = 0;
        if (!directions_leaves(q, &names, &n)) return false;
        if (n) return push_leaves(q, names, n);
    }
    if (rq->command == DCALC_JVP || rq->command == DCALC_VJP) return default_direction_leaves(q);
    if (rq->command == DCALC_TAYLOR) return default_taylor_leaves(q);
    if (rq->n_gradient) return gradient_leaves(q);
    if (question_checks_gradient(q)) return default_leaves(q);
    uint32_t named;
    if (rq->command == DCALC_CHECK && claims_name(q, 0, &named)) return claim_leaves(q);
    /* What the point binds is put in, unless that is all there is. */
    if (rq->command == DCALC_CHECK) return name_leaves(q, q->lowering.free.n == 0);
    return rq->command == DCALC_DIFF ? default_diff_leaf(q) : default_leaves(q);
}

static bool add_moving(struct question *q, id a, bool known)
{
    for (size_t i = 0; known && i < q->variables.n; i++)
        if (q->variables.at[i] == a) return true;
    return vec_push(&q->core->mem, &q->variables, a);
}

static bool add_operand(struct question *q, id a)
{
    uint32_t name = graph_node(q->graph, a)->data;
    if (is_fixed(lower_facts(&q->lowering, name))) return fixed_leaf(q, name);
    if (lower_facts(&q->lowering, name)->in_limit) return lost_leaf(q, name);
    return add_moving(q, a, true);
}

/* Only diff may name a leaf twice. */
bool leaves_choose(struct question *q)
{
    if (!choose_leaves(q)) return false;
    bool ok = true, twice = q->request->command == DCALC_DIFF;
    for (size_t i = 0; ok && i < q->leaves.n; i++) ok = add_moving(q, q->leaves.at[i].node, twice);
    for (size_t i = 0; ok && i < q->lowering.operands.n; i++)
        ok = add_operand(q, q->lowering.operands.at[i]);
    return ok;
}

id leaves_learning_rate(struct question *q)
{
    const struct dcalc_text *text = &q->request->lr;
    if (!text->bytes) return usage(q, "backprop needs a learning rate", "give it with --lr 0.1");
    id lr = q->learning_rate;
    if (lr == POISON || graph_shape(q->graph, lr) == SHAPE_SCALAR) return lr;
    return usage(q, "the learning rate must be a number", NULL);
}

size_t leaves_count_entries(const struct question *q)
{
    size_t columns = 0;
    for (size_t i = 0; i < q->leaves.n; i++)
        columns +=
            (size_t)shape_count(&q->graph->shapes, graph_shape(q->graph, q->leaves.at[i].node));
    return columns;
}

/* directions.c - jvp and vjp: the vectors that a Jacobian is multiplied by. */
#include "question/stages.h"
#include "pass/derive.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static const char *shape_of_node(struct question *q, id a)
{
    return shape_text(&q->graph->shapes, graph_shape(q->graph, a), &q->core->arena);
}

static bool misfit(struct question *q, const char *whose, id vector, id beside)
{
    diag_error(q->core, KIND_SHAPE, nowhere, "the vector%s must have shape %s, not %s", whose,
               shape_of_node(q, beside), shape_of_node(q, vector));
    if (graph_op(q->graph, vector) != OP_VARIABLE) return false;
    return diag_hint(q->core, "a name gets its shape from --shape, such as %s=[n]",
                     node_name(q->graph, graph_node(q->graph, vector)));
}

/* Errors in what is made from now on are about the value, not about a vector read after it. */
static void point_at(struct question *q, id value)
{
    q->graph->span = graph_node(q->graph, value)->span;
}

static bool no_vector(struct question *q, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s needs a vector",
               q->request->command == DCALC_JVP ? "jvp" : "vjp");
    return diag_hint(q->core, "%s", hint);
}

/* ---- jvp: a tangent for each name ---- */

bool directions_leaves(struct question *q, const char *const **names, size_t *n)
{
    const struct dcalc_request *rq = q->request;
    if (rq->n_vector == 0) return no_vector(q, "give each name a direction: --vector x=1,y=0");
    if (!*rq->vector[0].name) return true;
    const char **all = arena_alloc(&q->core->arena, rq->n_vector * sizeof *all);
    if (!all) return false;
    for (size_t i = 0; i < rq->n_vector; i++) all[i] = rq->vector[i].name;
    *names = all;
    *n = rq->n_vector;
    return true;
}

/* The place of a name among the leaves; for "", the only one. */
static bool find_leaf(struct question *q, const char *name, size_t *place)
{
    for (*place = 0; *place < q->leaves.n; ++*place)
        if (*name ? !strcmp(q->leaves.at[*place].name, name) : q->leaves.n == 1) return true;
    if (*name)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "the vector names '%s', which is not differentiated by", name);
    diag_error(q->core, KIND_USAGE, nowhere,
               "the vector does not say to which of %zu names it belongs", q->leaves.n);
    return diag_hint(q->core, "write --vector x=1,y=0");
}

/* Constants are read here, behind the conditions of the program, which are known by now. */
static id constant_given(struct question *q, size_t k, const char *name)
{
    id given = bindings_given(q, &q->request->vector[k], name);
    return given == POISON || guards_known(q) ? given : POISON;
}

/* v_x along which x moves. */
static id tangent_given(struct question *q, size_t k)
{
    const struct dcalc_binding *binding = &q->request->vector[k];
    struct str name = {.mem = &q->core->mem};
    if (q->directions.at[k] != POISON) return q->directions.at[k];
    str_putf(&name, *binding->name ? "v_%s" : "v", binding->name);
    id given = name.failed ? POISON : constant_given(q, k, name.s);
    str_free(&name);
    return given;
}

/* Names without a tangent do not move. */
static bool read_tangents(struct question *q, id *tangents)
{
    const struct dcalc_request *rq = q->request;
    for (size_t i = 0; i < q->leaves.n; i++)
        tangents[i] =
            graph_fill(q->graph, NUMBER_ZERO, graph_shape(q->graph, q->leaves.at[i].node));
    for (size_t k = 0; k < rq->n_vector; k++) {
        size_t i;
        if (!find_leaf(q, rq->vector[k].name, &i)) return false;
        id given = tangent_given(q, k), leaf = q->leaves.at[i].node;
        if (given == POISON) return false;
        struct str whose = {.mem = &q->core->mem};
        str_putf(&whose, " for '%s'", q->leaves.at[i].name);
        bool fits = graph_shape(q->graph, given) == graph_shape(q->graph, leaf) ||
                    misfit(q, whose.s ? whose.s : "", given, leaf);
        str_free(&whose);
        if (!fits) return false;
        tangents[i] = given;
    }
    return true;
}

/* The names that move, first. */
static size_t moving(struct question *q, id *leaves, id *tangents)
{
    size_t n = 0;
    for (size_t i = 0; i < q->leaves.n; i++) {
        if (graph_is_zero(q->graph, tangents[i])) continue;
        leaves[n] = q->leaves.at[i].node;
        tangents[n++] = tangents[i];
    }
    return n;
}

/* ---- names that equations define ---- */

/* How fast entry k of the unknowns moves where the leaves move along their tangents. */
static id speed_of(struct question *q, size_t k, const id *tangents)
{
    struct graph *g = q->graph;
    size_t n = q->leaves.n, begin = graph_begin(g);
    for (size_t i = 0; i < n; i++) {
        id moved = graph_mul(g, q->rates[k * n + i], tangents[i]);
        graph_push(g, graph_reduce(g, REDUCE_SUM, moved, AXIS_ALL), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* The tangent of an unknown whose entries are numbered from *first. */
static id tangent_of(struct question *q, id unknown, const id *tangents, size_t *first)
{
    struct graph *g = q->graph;
    size_t n = (size_t)shape_count(&g->shapes, graph_shape(g, unknown));
    id *entries = arena_alloc(&q->core->arena, (n + 1) * sizeof *entries);
    for (size_t k = 0; entries && k < n; k++) entries[k] = speed_of(q, (*first)++, tangents);
    if (!entries) return POISON;
    if (graph_shape(g, unknown) == SHAPE_SCALAR) return entries[0];
    return graph_reshape(g, graph_stack(g, entries, (uint32_t)n), graph_shape(g, unknown));
}

/* Where unknowns are functions of the leaves. */
static id implicit_jvp(struct question *q, id f, const id *tangents)
{
    size_t n = q->leaves.n + q->unknowns.n, first = 0;
    id *names = arena_alloc(&q->core->arena, (2 * n + 1) * sizeof *names), *along = names + n;
    if (!names) return POISON;
    for (size_t i = 0; i < n; i++) {
        bool leaf = i < q->leaves.n;
        names[i] = leaf ? q->leaves.at[i].node : q->unknowns.at[i - q->leaves.n].node;
        along[i] = leaf ? tangents[i] : tangent_of(q, names[i], tangents, &first);
    }
    return derive_jvp(q->graph, f, names, along, n);
}

bool directions_jvp(struct question *q)
{
    struct mem *mem = &q->core->mem;
    size_t n = q->leaves.n;
    id f = q->values.at[0], *leaves = mem_array(mem, n, sizeof *leaves),
       *tangents = mem_array(mem, n, sizeof *tangents), result = POISON;
    if (leaves && tangents && read_tangents(q, tangents)) {
        for (size_t i = 0; i < n; i++) vec_push(mem, &q->tangents, tangents[i]);
        point_at(q, f);
        size_t m = moving(q, leaves, tangents);
        if (q->unknowns.n)
            result = implicit_jvp(q, f, q->tangents.at);
        else if (kinks_note(q, f, leaves, m))
            result = derive_jvp(q->graph, f, leaves, tangents, m);
    }
    mem_free_array(mem, leaves, n, sizeof *leaves);
    mem_free_array(mem, tangents, n, sizeof *tangents);
    return result != POISON && vec_push(mem, &q->derivatives, result);
}

/* ---- vjp: the gradient of the vector times the value ---- */

/* The gradient of vector times value would have the derivative of the vector, too. */
static bool stays(struct question *q, id vector)
{
    for (size_t i = 0; i < q->leaves.n; i++) {
        if (!graph_depends(q->graph, vector, q->leaves.at[i].node)) continue;
        diag_error(q->core, KIND_USAGE, nowhere,
                   "the vector depends on '%s', which is differentiated by", q->leaves.at[i].name);
        return diag_hint(q->core, "choose other names with --wrt, or give the vector a name of its "
                                  "own, whose value is in --at");
    }
    return true;
}

id directions_vjp_product(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    id f = q->values.at[0];
    if (rq->n_vector == 0) return no_vector(q, "write --vector '[1,2]'");
    if (rq->n_vector > 1 || *rq->vector[0].name) {
        diag_error(q->core, KIND_USAGE, nowhere, "vjp takes one vector, without a name");
        return diag_hint(q->core, "write --vector '[1,2]'; jvp takes one for each name");
    }
    id vector = q->directions.at[0];
    if (vector == POISON) vector = constant_given(q, 0, "v");
    if (vector == POISON || !stays(q, vector)) return POISON;
    if (graph_shape(q->graph, vector) != graph_shape(q->graph, f)) return misfit(q, "", vector, f);
    point_at(q, f);
    return graph_reduce(q->graph, REDUCE_SUM, graph_mul(q->graph, vector, f), AXIS_ALL);
}

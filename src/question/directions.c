/* directions.c - jvp and vjp: the vectors that a Jacobian is multiplied by. */
#include "app/session.h"
#include "pass/derive.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static const char *shape_of_node(struct work *w, id a)
{
    return shape_text(&w->g.shapes, graph_shape(&w->g, a), &w->core.arena);
}

static bool misfit(struct work *w, const char *whose, id vector, id beside)
{
    return diag_error(&w->core, KIND_SHAPE, nowhere, "the vector%s must have shape %s, not %s",
                      whose, shape_of_node(w, beside), shape_of_node(w, vector));
}

static bool no_vector(struct work *w, const char *hint)
{
    diag_error(&w->core, KIND_USAGE, nowhere, "%s needs a vector",
               w->request->command == DCALC_JVP ? "jvp" : "vjp");
    return diag_hint(&w->core, "%s", hint);
}

/* ---- jvp: a tangent for each name ---- */

bool work_vector_leaves(struct work *w, const char *const **names, size_t *n)
{
    const struct dcalc_request *rq = w->request;
    if (rq->n_vector == 0) return no_vector(w, "say how the names move: --vector x=1,y=0");
    if (!*rq->vector[0].name) return true;
    const char **all = arena_alloc(&w->core.arena, rq->n_vector * sizeof *all);
    if (!all) return false;
    for (size_t i = 0; i < rq->n_vector; i++) all[i] = rq->vector[i].name;
    *names = all;
    *n = rq->n_vector;
    return true;
}

/* The place of a name among the leaves; for "", the only one. */
static bool find_leaf(struct work *w, const char *name, size_t *place)
{
    for (*place = 0; *place < w->leaves.n; ++*place)
        if (*name ? !strcmp(w->leaves.at[*place].name, name) : w->leaves.n == 1) return true;
    if (*name)
        return diag_error(&w->core, KIND_USAGE, nowhere,
                          "the vector moves '%s', which is not differentiated by", name);
    diag_error(&w->core, KIND_USAGE, nowhere, "the vector does not say which of %zu names moves",
               w->leaves.n);
    return diag_hint(&w->core, "write --vector x=1,y=0");
}

/* v_x along which x moves. */
static id tangent_given(struct work *w, const struct dcalc_binding *binding)
{
    struct str name = {.mem = &w->core.mem};
    str_putf(&name, *binding->name ? "v_%s" : "v", binding->name);
    id given = name.failed ? POISON : work_given(w, binding, name.s);
    str_free(&name);
    return given;
}

/* Names without a tangent do not move. */
static bool read_tangents(struct work *w, id *tangents)
{
    const struct dcalc_request *rq = w->request;
    for (size_t i = 0; i < w->leaves.n; i++)
        tangents[i] = graph_fill(&w->g, NUMBER_ZERO, graph_shape(&w->g, w->leaves.at[i].node));
    for (size_t k = 0; k < rq->n_vector; k++) {
        size_t i;
        if (!find_leaf(w, rq->vector[k].name, &i)) return false;
        id given = tangent_given(w, &rq->vector[k]), leaf = w->leaves.at[i].node;
        if (given == POISON) return false;
        struct str whose = {.mem = &w->core.mem};
        str_putf(&whose, " for '%s'", w->leaves.at[i].name);
        bool fits = graph_shape(&w->g, given) == graph_shape(&w->g, leaf) ||
                    misfit(w, whose.s ? whose.s : "", given, leaf);
        str_free(&whose);
        if (!fits) return false;
        tangents[i] = given;
    }
    return true;
}

/* The names that move, first. */
static size_t moving(struct work *w, id *leaves, id *tangents)
{
    size_t n = 0;
    for (size_t i = 0; i < w->leaves.n; i++) {
        if (graph_is_zero(&w->g, tangents[i])) continue;
        leaves[n] = w->leaves.at[i].node;
        tangents[n++] = tangents[i];
    }
    return n;
}

bool work_jvp(struct work *w)
{
    struct mem *mem = &w->core.mem;
    size_t n = w->leaves.n;
    id f = w->values.at[0], *leaves = mem_array(mem, n, sizeof *leaves),
       *tangents = mem_array(mem, n, sizeof *tangents), result = POISON;
    if (leaves && tangents && read_tangents(w, tangents)) {
        size_t m = moving(w, leaves, tangents);
        if (work_note_kinks(w, f, leaves, m)) result = derive_jvp(&w->g, f, leaves, tangents, m);
    }
    mem_free_array(mem, leaves, n, sizeof *leaves);
    mem_free_array(mem, tangents, n, sizeof *tangents);
    return result != POISON && vec_push(mem, &w->derivatives, result);
}

/* ---- vjp: the gradient of the vector times the value ---- */

id work_vjp_product(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    id f = w->values.at[0];
    if (rq->n_vector == 0) return no_vector(w, "write --vector '[1,2]'");
    if (rq->n_vector > 1 || *rq->vector[0].name) {
        diag_error(&w->core, KIND_USAGE, nowhere, "vjp takes one vector, without a name");
        return diag_hint(&w->core, "write --vector '[1,2]'; jvp takes one for each name");
    }
    id vector = work_given(w, &rq->vector[0], "v");
    if (vector == POISON) return POISON;
    if (graph_shape(&w->g, vector) != graph_shape(&w->g, f)) return misfit(w, "", vector, f);
    return graph_reduce(&w->g, REDUCE_SUM, graph_mul(&w->g, vector, f), AXIS_ALL);
}

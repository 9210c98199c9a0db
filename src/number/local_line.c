/* local_line.c - a line through the point: one entry of a name moves, all else stays. */
#include "number/local.h"

#include "pass/entries.h"
#include "pass/fold.h"

#include <string.h>

/* No name of a user has a space in it. */
static const char symbol_name[] = "the moving entry";

id local_value(const struct question *q, id leaf)
{
    if (graph_op(q->graph, leaf) == OP_VARIABLE) return bindings_value(q, leaf);
    id value = graph_child(q->graph, leaf, 0);
    return bindings_put_in(q, &value, 1) ? value : POISON;
}

bool local_line_begin(struct local_line *line, const struct question *q, const struct local *local,
                      id leaf, int64_t entry)
{
    enum { TERMS = 8 };
    struct graph *g = q->graph;
    uint32_t name =
        names_intern(&q->core->names, &q->core->arena, symbol_name, sizeof symbol_name - 1);
    *line = (struct local_line){.q = q, .local = local, .leaf = leaf, .entry = entry};
    id value = local_value(q, leaf);
    if (name == NAME_NONE || value == POISON) return false;
    line->symbol = graph_variable(g, name, SHAPE_SCALAR);
    line->base = graph_entry(g, value, entry);
    return entries_write_out(g, &line->base, 1) && germs_begin(&line->germs, g, TERMS);
}

bool local_line_begin_along(struct local_line *line, const struct question *q,
                            const struct local *local)
{
    enum { TERMS = 8 };
    uint32_t name =
        names_intern(&q->core->names, &q->core->arena, symbol_name, sizeof symbol_name - 1);
    *line = (struct local_line){.q = q, .local = local};
    if (name == NAME_NONE) return false;
    line->symbol = graph_variable(q->graph, name, SHAPE_SCALAR);
    line->base = graph_int(q->graph, 0);
    return germs_begin(&line->germs, q->graph, TERMS);
}

void local_line_end(struct local_line *line)
{
    germs_end(&line->germs);
}

/* ---- putting in ---- */

/* The leaf with the symbol in the place of its entry. */
static id moving_leaf(const struct local_line *line)
{
    struct graph *g = line->q->graph;
    shape s = graph_shape(g, line->leaf);
    if (s == SHAPE_SCALAR) return line->symbol;
    id value = local_value(line->q, line->leaf);
    int64_t n = shape_count(&g->shapes, s);
    id places = graph_reshape(g, graph_range(g, n), s);
    id is_it = graph_fn2(g, FN_equal, places, graph_int(g, line->entry));
    return graph_where(g, is_it, line->symbol, value);
}

/* What replaces the leaf, the other names of the point, and operators' results. */
static size_t replacements(const struct local_line *line, bool here, struct replacement *out)
{
    const struct question *q = line->q;
    size_t n = 0;
    for (size_t i = 0; i < line->n_moves; i++) out[n++] = line->moves[i];
    if (!line->moves) out[n++] = (struct replacement){line->leaf, moving_leaf(line)};
    size_t moving = n;
    for (size_t i = 0; i < q->bound.n; i++) {
        id value = q->bound.at[i].value, variable;
        variable = graph_variable(q->graph, q->bound.at[i].name, graph_shape(q->graph, value));
        bool moves = false;
        for (size_t k = 0; k < moving; k++) moves |= out[k].leaf == variable;
        if (!moves) out[n++] = (struct replacement){variable, value};
    }
    for (size_t i = 0; here && i < line->local->operations.n; i++) {
        const struct local_operation *o = &line->local->operations.at[i];
        if (o->here) out[n++] = (struct replacement){o->derivative, o->here};
    }
    return n;
}

bool local_line_put(const struct local_line *line, id *formulas, size_t n, bool here)
{
    const struct question *q = line->q;
    size_t room = 1 + line->n_moves + q->bound.n + line->local->operations.n;
    struct replacement *list = mem_array(&q->core->mem, room, sizeof *list);
    bool ok = list && substitute(q->graph, formulas, n, list, replacements(line, here, list)) &&
              fold(q->graph, formulas, n) && entries_write_out(q->graph, formulas, n);
    mem_free_array(&q->core->mem, list, room, sizeof *list);
    return ok;
}

static id with_symbol(const struct local_line *line, id formula, id value)
{
    struct replacement at = {line->symbol, value};
    return substitute(line->q->graph, &formula, 1, &at, 1) ? formula : POISON;
}

id local_line_at(const struct local_line *line, id formula)
{
    return with_symbol(line, formula, line->base);
}

id local_line_beside(const struct local_line *line, id formula, int direction)
{
    struct graph *g = line->q->graph;
    id step = direction < 0 ? graph_neg(g, line->germs.t) : line->germs.t;
    return with_symbol(line, formula, graph_add(g, line->base, step));
}

/* ---- guards ---- */

/* -1, 1: never 0 beside the point; 0: always; SIGN_UNKNOWN. */
static int sign_beside(struct local_line *line, id formula, int direction)
{
    number value;
    if (graph_is_number(line->q->graph, formula, &value)) return value != NUMBER_ZERO;
    id beside = local_line_beside(line, formula, direction);
    if (beside == POISON) return SIGN_UNKNOWN;
    const struct germ *germ = germ_with_sign(&line->germs, beside);
    return germ->state == GERM_KNOWN ? germ_sign(&line->germs, germ) : SIGN_UNKNOWN;
}

/* Entry i of a condition and of where it matters. */
static enum local_state entry_holds(struct local_line *line, const struct guard *guard, int64_t i,
                                    int direction)
{
    struct graph *g = line->q->graph;
    id parts[2] = {guard->condition, guard->when ? guard->when : guard->condition};
    for (int k = 0; k < 2; k++) {
        int64_t n = shape_count(&g->shapes, graph_shape(g, parts[k]));
        if (n < 1) return LOCAL_UNDECIDED;
        parts[k] = graph_entry(g, parts[k], i % n);
    }
    if (!local_line_put(line, parts, 2, false)) return LOCAL_UNDECIDED;
    int holds = sign_beside(line, parts[0], direction);
    if (holds == 1 || holds == -1) return LOCAL_SMOOTH;
    int matters = guard->when ? sign_beside(line, parts[1], direction) : 1;
    if (matters == 0) return LOCAL_SMOOTH;
    return holds == 0 && matters != SIGN_UNKNOWN ? LOCAL_KINK : LOCAL_UNDECIDED;
}

static enum local_state guard_holds(struct local_line *line, const struct guard *guard,
                                    int direction)
{
    struct graph *g = line->q->graph;
    int64_t n = shape_count(&g->shapes, graph_shape(g, guard->condition)),
            m = guard->when ? shape_count(&g->shapes, graph_shape(g, guard->when)) : 1;
    enum local_state worst = LOCAL_SMOOTH;
    for (int64_t i = 0; i < (n > m ? n : m) && worst != LOCAL_KINK; i++) {
        enum local_state state = entry_holds(line, guard, i, direction);
        if (!core_go_on(line->q->core)) return LOCAL_FAILED;
        if (state == LOCAL_KINK || worst == LOCAL_SMOOTH) worst = state;
    }
    return worst;
}

enum local_state local_line_guards(struct local_line *line, const struct guards *guards,
                                   int direction)
{
    enum local_state worst = LOCAL_SMOOTH;
    for (size_t k = 0; k < guards->all.n; k++) {
        const struct guard *guard = &guards->all.at[k];
        enum local_state state = guard_holds(line, guard, direction);
        if (state == LOCAL_KINK || state == LOCAL_FAILED) return state;
        if (state == LOCAL_UNDECIDED) worst = state;
    }
    return worst;
}

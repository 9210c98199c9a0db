/* limit.c - the limit of a formula: which name moves, where to, and what is said of the limit. */
#include "series/limit.h"

#include "pass/entries.h"
#include "print/formula.h"
#include "question/stages.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- where the name goes ---- */

/* The text of a value without blanks around it, and without the sign of a side after it. */
static struct dcalc_text without_side(const struct dcalc_text *text, int *side)
{
    struct dcalc_text t = *text;
    *side = 0;
    while (t.length && strchr(" \t\n", *t.bytes)) t.bytes++, t.length--;
    while (t.length && strchr(" \t\n", t.bytes[t.length - 1])) t.length--;
    if (t.length > 1 && strchr("+-", t.bytes[t.length - 1])) {
        *side = t.bytes[--t.length] == '+' ? 1 : -1;
        while (t.length && strchr(" \t\n", t.bytes[t.length - 1])) t.length--;
    }
    return t;
}

static int infinity_of(const struct dcalc_text *text)
{
    static const char *const words[] = {"inf", "+inf", "-inf"};
    for (size_t i = 0; i < 3; i++)
        if (text->length == strlen(words[i]) && !memcmp(text->bytes, words[i], text->length))
            return i == 2 ? -1 : 1;
    return 0;
}

static bool is_direction(const struct dcalc_binding *binding)
{
    int side;
    if (binding->array.entries) return false;
    struct dcalc_text text = without_side(&binding->value, &side);
    return side || infinity_of(&text);
}

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return diag_hint(q->core, "%s", hint);
}

/* A limit is one number. A function would have the names that the point binds as arguments, of
 * which nothing is left in it. */
static bool is_code(struct question *q)
{
    enum dcalc_format format = q->request->format;
    return (format == DCALC_C || format == DCALC_PYTHON) &&
           !usage(q, "a limit is written as no function", "ask for its text or for -f json");
}

static bool moves_elsewhere(struct question *q, const char *name)
{
    diag_error(q->core, KIND_USAGE, nowhere, "'%s' has no value to go to", name);
    return diag_hint(q->core, "say where: %s=0, or %s=inf", name, name);
}

/* Which value of the point is where its name goes. */
static bool find_moving(struct question *q, size_t *at)
{
    const struct dcalc_request *rq = q->request;
    size_t found = 0;
    if (rq->n_wrt > 1) return usage(q, "one name goes to a limit", "give its name alone");
    for (size_t i = 0; i < rq->n_at; i++) {
        bool moves = rq->n_wrt ? !strcmp(rq->at[i].name, rq->wrt[0])
                               : rq->n_at == 1 || is_direction(&rq->at[i]);
        if (!moves) continue;
        *at = i;
        found++;
    }
    if (found == 1) return true;
    if (rq->n_at && rq->n_wrt) return moves_elsewhere(q, rq->wrt[0]);
    if (rq->n_at == 0)
        return usage(q, "a limit needs where a name goes", "give it a point: x=0, or x=inf");
    return usage(q, found ? "several names go to a limit" : "which name goes to the limit?",
                 "choose it with --wrt x");
}

static bool read_moving(struct question *q, const struct dcalc_binding *binding)
{
    struct limit_point *point = &q->moves_to;
    uint32_t name = bindings_name(q, binding->name);
    if (name == NAME_NONE) return false;
    struct dcalc_text text = without_side(&binding->value, &point->side);
    if (binding->array.entries) return usage(q, "a limit is at a number", "write x=0");
    point->infinite = infinity_of(&text);
    if (point->infinite && point->side)
        return usage(q, "inf has one side", "write x=inf or x=-inf");
    point->at = point->infinite ? graph_int(q->graph, 0) : bindings_constant(q, &text);
    if (point->at == POISON) return false;
    if (graph_shape(q->graph, point->at) != SHAPE_SCALAR)
        return usage(q, "a limit is at a number", "write x=0");
    struct name_facts *facts = lower_facts(&q->lowering, name);
    facts->listed = facts->asked = true; /* known, but not free */
    q->moving = graph_variable(q->graph, name, SHAPE_SCALAR);
    return q->moving != POISON;
}

bool limit_read_point(struct question *q)
{
    if (q->request->command != DCALC_LIMIT_AT) return true;
    if (is_code(q)) return false;
    return find_moving(q, &q->moving_place) && read_moving(q, &q->request->at[q->moving_place]);
}

/* ---- what is said where there is none ---- */

struct destination {
    struct graph *g;
    id x;
    struct limit_point to;
    struct span span;
    bool in_formula; /* limit(f, x, a), not the command */
};

static const char *bound_text(const struct destination *p, const struct limit_bound *bound)
{
    if (bound->infinite) return bound->infinite > 0 ? "inf" : "-inf";
    return bound->value == POISON ? "?" : print_formula(p->g, bound->value);
}

static const char *text_of(struct core *core, const char *format, const char *a, const char *b)
{
    struct str text = {.mem = &core->mem};
    str_putf(&text, format, a, b);
    const char *copy = str_settle(&text, &core->arena);
    return copy ? copy : "";
}

/* "x = 0", "x to inf". */
static const char *place_text(const struct destination *p)
{
    const char *name = node_name(p->g, graph_node(p->g, p->x));
    if (p->to.infinite)
        return text_of(p->g->core, "%s to %s", name, p->to.infinite > 0 ? "inf" : "-inf");
    return text_of(p->g->core, "%s = %s", name, print_formula(p->g, p->to.at));
}

/* "-1", "inf", "between -1 and 1". */
static const char *limit_text(const struct destination *p, const struct limit *l)
{
    switch (l->kind) {
    case LIMIT_VALUE: return print_formula(p->g, l->value);
    case LIMIT_PLUS: return "inf";
    case LIMIT_MINUS: return "-inf";
    case LIMIT_OSCILLATES: /* also where only the values are known to change */
        if (!l->low.infinite && l->low.value == POISON) return "for ever";
        return text_of(p->g->core, "between %s and %s", bound_text(p, &l->low),
                       bound_text(p, &l->high));
    case LIMIT_UNDEFINED: return "undefined";
    default: return "undecided";
    }
}

/* "from the left at x = 0", "for x to inf". */
static const char *way_text(const struct destination *p, int side)
{
    const char *where = p->to.infinite ? "for %s%s"
                        : side > 0     ? "from the right at %s%s"
                        : side < 0     ? "from the left at %s%s"
                                       : "at %s%s";
    return text_of(p->g->core, where, place_text(p), "");
}

/* Texts are made before the error, after which nothing else is. */
static id no_limit(const struct destination *p, const struct limit *l, int side)
{
    struct core *core = p->g->core;
    const char *way = way_text(p, side), *what = limit_text(p, l);
    if (diag_any(core)) return POISON;
    if (l->kind == LIMIT_OSCILLATES) {
        diag_error(core, KIND_DOMAIN, p->span, "there is no limit %s", way);
        diag_hint(core, "it oscillates %s", what);
        return POISON;
    }
    if (l->kind == LIMIT_UNDEFINED)
        diag_error(core, KIND_DOMAIN, p->span, "it is not defined %s", way);
    else
        diag_error(core, KIND_UNDECIDED, p->span, "the limit %s cannot be decided", way);
    if (l->why) diag_hint(core, "%s", l->why);
    return POISON;
}

static id sides_differ(const struct destination *p, const struct limit *left,
                       const struct limit *right)
{
    struct core *core = p->g->core;
    const char *way = way_text(p, 0), *from_left = limit_text(p, left),
               *from_right = limit_text(p, right), *name = node_name(p->g, graph_node(p->g, p->x)),
               *at = print_formula(p->g, p->to.at);
    diag_error(core, KIND_DOMAIN, p->span,
               "there is no limit %s: from the left it is %s, from the right %s", way, from_left,
               from_right);
    if (p->in_formula)
        diag_hint(core, "ask for one side: limit(..., %s, %s, 1) or limit(..., %s, %s, -1)", name,
                  at, name, at);
    else
        diag_hint(core, "ask for one side: %s=%s+ or %s=%s-", name, at, name, at);
    return POISON;
}

/* ---- the limit ---- */

static id settled(const struct destination *p, const struct limit *l, int side, int *infinite)
{
    *infinite = l->kind == LIMIT_PLUS ? 1 : l->kind == LIMIT_MINUS ? -1 : 0;
    if (*infinite) return graph_int(p->g, 0);
    return l->kind == LIMIT_VALUE ? l->value : no_limit(p, l, side);
}

static bool is_answer(const struct limit *l)
{
    return l->kind == LIMIT_VALUE || l->kind == LIMIT_PLUS || l->kind == LIMIT_MINUS;
}

/* Where the formula has no value on one side, the other one decides. */
static id two_sided(struct destination *p, id f, int *infinite, bool *one_sided)
{
    struct limit side[2];
    struct limit_point to = p->to;
    bool decided;
    for (int k = 0; k < 2; k++) {
        to.side = k ? 1 : -1;
        side[k] = limit_of_side(p->g, f, p->x, to);
        if (side[k].kind == LIMIT_FAILED) return no_limit(p, &side[k], to.side);
    }
    for (int k = 0; k < 2; k++) {
        *one_sided = side[k].kind == LIMIT_UNDEFINED && is_answer(&side[1 - k]);
        if (*one_sided) return settled(p, &side[1 - k], k ? -1 : 1, infinite);
    }
    if (side[0].kind == side[1].kind && !is_answer(&side[0])) return no_limit(p, &side[1], 0);
    for (int k = 0; k < 2; k++)
        if (side[k].kind == LIMIT_UNDECIDED) return no_limit(p, &side[k], k ? 1 : -1);
    if (limit_same(p->g, &side[0], &side[1], to.strict, &decided))
        return settled(p, &side[1], 1, infinite);
    if (decided) return sides_differ(p, &side[0], &side[1]);
    return no_limit(p, &(struct limit){.kind = LIMIT_UNDECIDED}, 0);
}

static id limit_at(struct destination *p, id f, int *infinite, bool *one_sided)
{
    *infinite = 0;
    *one_sided = false;
    if (p->to.infinite == 0 && p->to.side == 0) return two_sided(p, f, infinite, one_sided);
    struct limit l = limit_of_side(p->g, f, p->x, p->to);
    return settled(p, &l, p->to.side, infinite);
}

static bool write_out(struct graph *g, id *f, struct span span)
{
    if (entries_write_out(g, f, 1)) return true;
    bool spectrum = graph_uses(g, *f, CLASS_SPECTRUM),
         function = graph_uses(g, *f, CLASS_MATRIX_FUNCTION);
    return diag_any(g->core) || diag_error(g->core, KIND_LIMIT, span,
                                           spectrum   ? "a limit of eigenvalues or singular values"
                                           : function ? "a limit of functions of matrices"
                                                      : "a limit of too many entries");
}

static size_t count_variables(struct graph *g, id f)
{
    struct reach reach = {0};
    size_t n = 0;
    if (!graph_reach(g, &f, 1, &reach)) return 0;
    for (size_t i = 0; i < reach.ids.n; i++) n += graph_op(g, reach.ids.at[i]) == OP_VARIABLE;
    reach_free(g, &reach);
    return n;
}

/* The conditions on what moves are the limit's own business. */
static void drop_guards(struct question *q)
{
    struct guards *guards = &q->lowering.guards;
    size_t kept = 0;
    for (size_t i = 0; i < guards->all.n; i++) {
        struct guard guard = guards->all.at[i];
        if (!graph_depends(q->graph, guard.condition, q->moving) &&
            !graph_depends(q->graph, guard.when, q->moving))
            guards->all.at[kept++] = guard;
    }
    guards->all.n = kept;
    q->kinks.all.n = 0;
}

/* For all values of other names, or else for all but special ones, of which the answer speaks. */
static id limit_of_command(struct question *q, struct destination *p, id f)
{
    struct core *core = q->core;
    struct trial trial;
    p->to.strict = true;
    trial_begin(&trial, core);
    id value = limit_at(p, f, &q->infinite, &q->one_sided);
    bool again = value == POISON && core->diags.n && core->diags.at[0].kind == KIND_UNDECIDED &&
                 count_variables(q->graph, f) > 1;
    trial_end(&trial, core, !again);
    if (!again) return value;
    p->to.strict = false;
    q->generic = true;
    return limit_at(p, f, &q->infinite, &q->one_sided);
}

bool limit_make(struct question *q)
{
    struct graph *g = q->graph;
    id f = q->values.at[0];
    struct destination p = {g, q->moving, q->moves_to, graph_node(g, f)->span, false};
    if (shape_count(&g->shapes, graph_shape(g, f)) != 1) {
        diag_error(q->core, KIND_SHAPE, p.span, "limit needs a scalar");
        return diag_hint(q->core, "take one entry, such as v[0]");
    }
    if (graph_shape(g, f) != SHAPE_SCALAR) f = graph_entry(g, f, 0);
    if (!bindings_put_in(q, &f, 1) || !write_out(g, &f, p.span)) return false;
    q->limited = f;
    id value = limit_of_command(q, &p, f);
    if (value == POISON) return false;
    q->values.at[0] = value;
    if (count_variables(g, value)) q->at_point = false;
    drop_guards(q);
    return !diag_any(q->core);
}

/* ---- the operator of the language ---- */

id limit_hook_at(struct graph *g, id f, id x, const struct limit_target *to)
{
    int infinite;
    bool one_sided;
    struct destination p = {g, x, {to->infinite, to->at, to->side, true}, to->span, true};
    if (!write_out(g, &f, to->span)) return POISON;
    id value = limit_at(&p, f, &infinite, &one_sided);
    if (value == POISON || !infinite) return value;
    diag_error(g->core, KIND_POLE, to->span, "the limit is %s", infinite > 0 ? "inf" : "-inf");
    diag_hint(g->core, "inf is an answer of the command limit, but no value in a formula");
    return POISON;
}

static bool is_moving(const struct lowering *l, uint32_t name)
{
    for (size_t i = 0; i < l->moving.n; i++)
        if (l->moving.at[i] == name) return true;
    return false;
}

bool limit_drop_moving(struct question *q)
{
    struct lowering *l = &q->lowering;
    struct reach reach = {0};
    size_t kept = 0;
    if (l->moving.n == 0) return true;
    if (!graph_reach(q->graph, q->values.at, q->values.n, &reach)) return false;
    for (size_t i = 0; i < l->free.n; i++) {
        uint32_t name = l->free.at[i];
        id variable = graph_variable(q->graph, name, lower_facts(l, name)->shape);
        if (!is_moving(l, name) || graph_reached(q->graph, variable)) l->free.at[kept++] = name;
    }
    l->free.n = kept;
    reach_free(q->graph, &reach);
    return true;
}

/* assumptions.c - the stage that reads what is assumed of names: symmetric(A). The program's A is
 * then (A + A.T)/2, so that a derivative by the entries of A is that of symmetric matrices, with
 * equal shares for the two entries of a pair, whatever the order and the mode; formulas are written
 * with A.T = A. */
#include "question/stages.h"

#include "graph/linear.h"
#include "pass/substitute.h"

#include <string.h>

struct reading {
    struct question *q;
    struct ast ast;
    struct span whole; /* of the text */
};

static bool unknown(struct reading *r, struct span span)
{
    diag_error(r->q->core, KIND_USAGE, span, "an assumption says that matrices are symmetric");
    return diag_hint(r->q->core, "write symmetric(A), or symmetric(A, B)");
}

/* Notes that the value has to be what is assumed, up to rounding errors. */
static bool add_guard(struct question *q, uint32_t name, struct span span)
{
    struct graph *g = q->graph;
    struct guard guard = {.kind = KIND_DOMAIN, .what = "--assume", .span = span};
    guard.subject = graph_variable(g, name, lower_facts(&q->lowering, name)->shape);
    guard.condition = graph_is_symmetric(g, guard.subject);
    guards_add(g, &q->lowering.guards, guard);
    return !q->core->mem.failed;
}

static bool assume_symmetric(struct reading *r, const struct ast_node *node)
{
    struct question *q = r->q;
    struct core *core = q->core;
    if (node->op != AST_NAME) return unknown(r, node->span);
    struct name_facts *facts = lower_facts(&q->lowering, node->name);
    const char *name = names_text(&core->names, node->name);
    bool known = facts->given || facts->shaped;
    struct shape_data d = {0};
    if (known) d = shape_get(&q->graph->shapes, facts->shape);
    if (d.ndim != 2 || d.d[0] != d.d[1]) {
        diag_error(core, KIND_SHAPE, node->span, "'%s' is not known to be a square matrix", name);
        return diag_hint(core, "give its value with --at, or its shape: --shape %s=[n,n]", name);
    }
    facts->symmetric = true;
    struct assumption assumption = {node->name, node->span};
    return add_guard(q, node->name, node->span) &&
           vec_push(&core->mem, &q->assumptions, assumption);
}

static bool read_statement(struct reading *r)
{
    const struct statement *statement = &r->ast.statements.at[0];
    if (r->ast.statements.n != 1 || statement->kind != STATEMENT_VALUE) return unknown(r, r->whole);
    const struct ast_node *call = &r->ast.nodes.at[statement->last];
    bool symmetric =
        call->op == AST_CALL && !strcmp(names_text(&r->q->core->names, call->name), "symmetric");
    if (!symmetric || call->n == 0) return unknown(r, call->span);
    for (uint32_t i = 0; i < call->n; i++)
        if (!assume_symmetric(r, &r->ast.nodes.at[ast_arg(&r->ast, call, i)])) return false;
    return true;
}

bool assumptions_read(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    bool ok = true;
    for (size_t i = 0; ok && i < rq->n_assume; i++) {
        const struct dcalc_text *text = &rq->assume[i];
        struct reading r = {.q = q};
        uint32_t source = core_add_source(q->core, text->source ? text->source : "assumption",
                                          text->bytes, text->length);
        r.whole = (struct span){source, 0, (uint32_t)text->length};
        ok = source && ast_parse(q->core, &r.ast, source) && read_statement(&r);
        ast_free(&r.ast, &q->core->mem);
    }
    return ok;
}

bool assumptions_are_used(const struct question *q)
{
    for (size_t i = 0; i < q->assumptions.n; i++) {
        const struct assumption *a = &q->assumptions.at[i];
        if (lower_known_facts(&q->lowering, a->name)->uses == 0)
            return diag_error(q->core, KIND_NAME, a->span, "the expression has no name '%s'",
                              names_text(&q->core->names, a->name));
    }
    return true;
}

bool assumptions_put_in(const struct question *q, id *roots, size_t n)
{
    struct mem *mem = &q->core->mem;
    size_t count = q->assumptions.n;
    if (count == 0) return substitute(q->graph, roots, n, NULL, 0);
    struct replacement *all = mem_array(mem, count, sizeof *all);
    if (!all) return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t name = q->assumptions.at[i].name;
        shape s = lower_known_facts(&q->lowering, name)->shape;
        all[i] = (struct replacement){graph_variable(q->graph, name, s),
                                      graph_symmetric_variable(q->graph, name, s)};
    }
    bool ok = substitute(q->graph, roots, n, all, count);
    mem_free_array(mem, all, count, sizeof *all);
    return ok;
}

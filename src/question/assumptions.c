/* assumptions.c - the stage that reads what is assumed of names.
 *
 * symmetric(A): the program's A is then (A + A.T)/2, so that a derivative by the entries of A is
 * that of symmetric matrices, with equal shares for the two entries of a pair, whatever the order
 * and the mode; formulas are written with A.T = A. x > 0, n integer: formulas may then get shorter
 * by identities that hold there alone, and a point must be of that kind. */
#include "question/stages.h"

#include "graph/linear.h"
#include "pass/substitute.h"
#include "text/token.h"

#include <string.h>

struct reading {
    struct question *q;
    struct ast ast;
    const struct dcalc_text *text;
    struct span whole; /* of the text */
};

static bool unknown(struct reading *r, struct span span)
{
    diag_error(r->q->core, KIND_USAGE, span, "this says nothing of names that can be assumed");
    return diag_hint(r->q->core, "write symmetric(A), x > 0, or n integer");
}

/* Notes that the condition has to hold at a point; of matrices up to rounding errors. */
static bool add_guard(struct question *q, id subject, id condition, struct span span)
{
    struct guard guard = {
        .kind = KIND_DOMAIN, .what = "--assume", .span = span, .subject = subject};
    guard.condition = condition;
    guards_add(q->graph, &q->lowering.guards, guard);
    return !q->core->mem.failed;
}

static bool add(struct question *q, const struct ast_node *node, bool symmetric)
{
    struct assumption assumption = {node->name, symmetric, node->span};
    return vec_push(&q->core->mem, &q->assumptions, assumption);
}

/* ---- symmetric(A) ---- */

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
    id subject = graph_variable(q->graph, node->name, facts->shape);
    return add_guard(q, subject, graph_is_symmetric(q->graph, subject), node->span) &&
           add(q, node, true);
}

/* ---- conditions ---- */

static bool assume(struct reading *r, const struct ast_node *node, id subject, id condition)
{
    struct question *q = r->q;
    if (condition == POISON) return false;
    return add_guard(q, subject, condition, node->span) &&
           vec_push(&q->core->mem, &q->graph->assumed, condition) && add(q, node, false);
}

/* A name as a variable, which must be a number; POISON after an error. */
static id scalar(struct reading *r, const struct ast_node *node)
{
    struct question *q = r->q;
    const struct name_facts *facts = lower_facts(&q->lowering, node->name);
    if ((facts->given || facts->shaped) && facts->shape != SHAPE_SCALAR) {
        diag_error(q->core, KIND_SHAPE, node->span, "'%s' has the shape %s, and is no number",
                   names_text(&q->core->names, node->name),
                   shape_text(&q->graph->shapes, facts->shape, &q->core->arena));
        diag_hint(q->core, "of arrays only symmetric(A) is assumed");
        return POISON;
    }
    return graph_variable(q->graph, node->name, SHAPE_SCALAR);
}

static bool assume_integer(struct reading *r, const struct ast_node *node)
{
    struct graph *g = r->q->graph;
    if (node->op != AST_NAME) return unknown(r, node->span);
    id n = scalar(r, node);
    return n != POISON && assume(r, node, n, graph_fn2(g, FN_equal, n, graph_fn1(g, FN_floor, n)));
}

static bool is_name(const struct reading *r, const struct ast_node *node)
{
    const char *name = node->op == AST_NAME ? names_text(&r->q->core->names, node->name) : "pi";
    return strcmp(name, "pi") && strcmp(name, "e");
}

/* A name as a scalar, or a constant. */
static id operand(struct reading *r, const struct ast_node *node)
{
    if (is_name(r, node)) return scalar(r, node);
    struct dcalc_text text = {r->text->bytes + node->span.start, node->span.end - node->span.start,
                              r->text->source};
    return bindings_constant(r->q, &text);
}

static id comparison(struct graph *g, uint8_t sign, id a, id b)
{
    switch (sign) {
    case TOKEN_LESS: return graph_fn2(g, FN_less, a, b);
    case TOKEN_LESS_EQUAL: return graph_fn2(g, FN_less_equal, a, b);
    case TOKEN_GREATER: return graph_fn2(g, FN_less, b, a);
    case TOKEN_GREATER_EQUAL: return graph_fn2(g, FN_less_equal, b, a);
    case TOKEN_NOT_EQUAL: return graph_fn2(g, FN_not_equal, a, b);
    default: return graph_fn2(g, FN_equal, a, b);
    }
}

/* a < b, where one side is a name. */
static bool assume_order(struct reading *r, const struct ast_node *sign, const struct ast_node *a,
                         const struct ast_node *b)
{
    const struct ast_node *name = is_name(r, a) ? a : b;
    if (!is_name(r, name)) return unknown(r, sign->span);
    id left = operand(r, a), right = left ? operand(r, b) : POISON;
    if (left == POISON || right == POISON) return false;
    id condition = comparison(r->q->graph, sign->detail, left, right);
    return assume(r, name, name == a ? left : right, condition);
}

/* a < b < c, from the right to the left. */
static bool assume_comparison(struct reading *r, const struct ast_node *node)
{
    while (node->op == AST_COMPARE) {
        const struct ast_node *left = &r->ast.nodes.at[ast_arg(&r->ast, node, 0)],
                              *right = &r->ast.nodes.at[ast_arg(&r->ast, node, 1)], *middle = left;
        if (left->op == AST_COMPARE) middle = &r->ast.nodes.at[ast_arg(&r->ast, left, 1)];
        if (!assume_order(r, node, middle, right)) return false;
        node = left;
    }
    return true;
}

/* ---- one assumption ---- */

static bool read_call(struct reading *r, const struct ast_node *call)
{
    const char *name = call->op == AST_CALL ? names_text(&r->q->core->names, call->name) : "";
    bool symmetric = !strcmp(name, "symmetric");
    if ((!symmetric && strcmp(name, "integer")) || call->n == 0) return unknown(r, call->span);
    for (uint32_t i = 0; i < call->n; i++) {
        const struct ast_node *arg = &r->ast.nodes.at[ast_arg(&r->ast, call, i)];
        if (!(symmetric ? assume_symmetric(r, arg) : assume_integer(r, arg))) return false;
    }
    return true;
}

static bool read_statement(struct reading *r, bool integer)
{
    const struct statement *statement = &r->ast.statements.at[0];
    if (r->ast.statements.n != 1 || statement->kind != STATEMENT_VALUE) return unknown(r, r->whole);
    const struct ast_node *node = &r->ast.nodes.at[statement->last];
    if (integer) return assume_integer(r, node);
    return node->op == AST_COMPARE ? assume_comparison(r, node) : read_call(r, node);
}

/* Takes the word off "n integer". */
static bool take_integer(struct dcalc_text *text)
{
    static const char word[] = " integer";
    size_t n = sizeof word - 1;
    while (text->length && text->bytes[text->length - 1] == ' ') text->length--;
    bool found = text->length > n && !memcmp(text->bytes + text->length - n, word, n);
    if (found) text->length -= n;
    return found;
}

static bool read_piece(struct question *q, struct dcalc_text text)
{
    bool integer = take_integer(&text);
    struct reading r = {.q = q, .text = &text};
    uint32_t source = core_add_source(q->core, text.source, text.bytes, text.length);
    r.whole = (struct span){source, 0, (uint32_t)text.length};
    bool ok = source && ast_parse(q->core, &r.ast, source) && read_statement(&r, integer);
    ast_free(&r.ast, &q->core->mem);
    return ok;
}

/* Finds the comma that ends a piece, outside of parentheses. */
static size_t piece_length(const struct dcalc_text *text, size_t start)
{
    int depth = 0;
    size_t i = start;
    for (; i < text->length; i++) {
        char c = text->bytes[i];
        depth += (c == '(' || c == '[') - (c == ')' || c == ']');
        if (c == ',' && depth <= 0) break;
    }
    return i - start;
}

static bool read_pieces(struct question *q, const struct dcalc_text *text)
{
    size_t start = 0;
    do {
        size_t length = piece_length(text, start);
        const char *source = text->source ? text->source : "assumption";
        struct dcalc_text piece = {text->bytes + start, length, source};
        while (start && piece.length && *piece.bytes == ' ') piece.bytes++, piece.length--;
        if (!read_piece(q, piece)) return false;
        start += length + 1;
    } while (start <= text->length);
    return true;
}

bool assumptions_read(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    for (size_t i = 0; i < rq->n_assume; i++)
        if (!read_pieces(q, &rq->assume[i])) return false;
    return true;
}

bool assumptions_are_used(const struct question *q)
{
    for (size_t i = 0; i < q->assumptions.n; i++) {
        const struct assumption *a = &q->assumptions.at[i];
        const struct name_facts *facts = lower_known_facts(&q->lowering, a->name);
        if (!facts || facts->uses == 0)
            return diag_error(q->core, KIND_NAME, a->span, "the expression has no name '%s'",
                              names_text(&q->core->names, a->name));
    }
    return true;
}

bool assumptions_put_in(const struct question *q, id *roots, size_t n)
{
    struct mem *mem = &q->core->mem;
    size_t room = q->assumptions.n + 1, count = 0;
    struct replacement *all = mem_array(mem, room, sizeof *all);
    if (!all) return false;
    for (size_t i = 0; i < q->assumptions.n; i++) {
        uint32_t name = q->assumptions.at[i].name;
        if (!q->assumptions.at[i].symmetric) continue;
        shape s = lower_known_facts(&q->lowering, name)->shape;
        all[count++] = (struct replacement){graph_variable(q->graph, name, s),
                                            graph_symmetric_variable(q->graph, name, s)};
    }
    bool ok = substitute(q->graph, roots, n, all, count);
    mem_free_array(mem, all, room, sizeof *all);
    return ok;
}

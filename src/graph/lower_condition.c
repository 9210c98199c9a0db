/* lower_condition.c - comparisons, a < b < c, and, or, not: numbers that are not 0 where they hold.
 *
 * `and` is where(a, b, 0) and `or` is where(a, 1, b): as in Python, b matters only where a does not
 * decide. */
#include "graph/lower_private.h"
#include "text/token.h"

#include <string.h>

/* ---- where they may stand ---- */

/* True for a < b in a < b < c, but not in (a < b) < c. */
static bool is_chained(const struct ast *ast, const struct ast_node *left)
{
    const struct ast_node *first = &ast->nodes.at[ast_arg(ast, left, 0)];
    return left->op == AST_COMPARE && left->span.start == first->span.start;
}

static bool may_have(struct frame *f, const struct ast_node *node, uint32_t k)
{
    const struct ast *ast = f->l->ast;
    if (node->op == AST_COMPARE)
        return k == 0 && is_chained(ast, &ast->nodes.at[ast_arg(ast, node, 0)]);
    return lower_is_condition(node) || (k == 0 && lower_calls(f, node, "where"));
}

/* x <- 3, as R has it. */
static bool is_arrow(const struct lowering *l, struct span mark)
{
    const struct source *source = &l->g->core->sources.at[mark.source];
    return mark.end - mark.start == 1 && mark.end + 1 < source->length &&
           memcmp(source->bytes + mark.start, "<- ", 3) == 0;
}

bool lower_condition_error(struct lowering *l, const struct ast_node *condition)
{
    const char *what = condition->op == AST_COMPARE ? "a comparison"
                       : condition->op == AST_AND   ? "'and'"
                       : condition->op == AST_OR    ? "'or'"
                                                    : "'not'";
    diag_error(l->g->core, KIND_SYNTAX, condition->mark, "%s may stand only in a condition", what);
    bool arrow = condition->op == AST_COMPARE && is_arrow(l, condition->mark);
    return diag_hint(l->g->core,
                     arrow ? "an assignment is written x = 3" : "write where(a < b, x, y)");
}

bool lower_check_conditions(struct frame *f, const struct ast_node *node)
{
    const struct ast *ast = f->l->ast;
    for (uint32_t k = 0; k < node->n; k++) {
        const struct ast_node *arg = &ast->nodes.at[ast_arg(ast, node, k)];
        if (lower_is_condition(arg) && !may_have(f, node, k))
            return lower_condition_error(f->l, arg);
    }
    return true;
}

/* ---- what they mean ---- */

static id compare(struct graph *g, uint8_t sign, id a, id b)
{
    switch (sign) {
    case TOKEN_LESS: return graph_fn2(g, FN_less, a, b);
    case TOKEN_LESS_EQUAL: return graph_fn2(g, FN_less_equal, a, b);
    case TOKEN_GREATER: return graph_fn2(g, FN_less, b, a);
    case TOKEN_GREATER_EQUAL: return graph_fn2(g, FN_less_equal, b, a);
    case TOKEN_EQUAL: return graph_fn2(g, FN_equal, a, b);
    default: return graph_fn2(g, FN_not_equal, a, b);
    }
}

static const char *sign_of(const struct ast_node *node)
{
    switch (node->detail) {
    case TOKEN_LESS: return "<";
    case TOKEN_LESS_EQUAL: return "<=";
    case TOKEN_GREATER: return ">";
    case TOKEN_GREATER_EQUAL: return ">=";
    case TOKEN_EQUAL: return "==";
    default: return "!=";
    }
}

/* What is written on the right matters only where `decided` is not 0. */
static void matters_where(struct frame *f, id decided)
{
    f->written.passing = PASSES_BRANCHES;
    f->written.condition = decided;
}

static id lower_both(struct frame *f, id a, id b)
{
    matters_where(f, a);
    return graph_where(f->l->g, a, b, graph_int(f->l->g, 0));
}

static id lower_either(struct frame *f, id a, id b)
{
    struct graph *g = f->l->g;
    matters_where(f, graph_fn2(g, FN_equal, a, graph_int(g, 0)));
    return graph_where(g, a, graph_int(g, 1), b);
}

static id lower_compare(struct frame *f, const struct ast_node *node, id a, id b)
{
    const struct ast *ast = f->l->ast;
    const struct ast_node *left = &ast->nodes.at[ast_arg(ast, node, 0)];
    bool chained = is_chained(ast, left);
    id before = a;
    if (chained) a = frame_value(f, ast_arg(ast, left, 1));
    if (!lower_fits(f, node->mark, sign_of(node), a, b)) return POISON;
    id comparison = compare(f->l->g, node->detail, a, b);
    if (!chained) return comparison;
    if (!lower_fits(f, node->mark, sign_of(node), before, b)) return POISON;
    return lower_both(f, before, comparison);
}

id lower_condition(struct frame *f, const struct ast_node *node, id a, id b)
{
    if (node->op == AST_COMPARE) return lower_compare(f, node, a, b);
    if (node->op == AST_NOT) return graph_fn2(f->l->g, FN_equal, a, graph_int(f->l->g, 0));
    if (!lower_fits(f, node->mark, node->op == AST_AND ? "and" : "or", a, b)) return POISON;
    return node->op == AST_AND ? lower_both(f, a, b) : lower_either(f, a, b);
}

/* lower_statement.c - assignments, definitions, and the value at the end of a program. */
#include "graph/lower_private.h"

#include <string.h>

/* False, after an error, for sizes. */
static bool is_assignable(struct lowering *l, uint32_t name, struct span span)
{
    if (!lower_facts(l, name)->size) return true;
    return diag_error(l->g->core, KIND_NAME, span, "'%s' is a size and cannot be assigned",
                      names_text(&l->g->core->names, name));
}

/* True if all parameters are assignable and different names. */
static bool are_parameters(struct lowering *l, const struct statement *s)
{
    const uint32_t *names = l->ast->args.at + s->params;
    for (uint32_t i = 0; i < s->n_params; i++) {
        if (!is_assignable(l, names[i], s->name_span)) return false;
        for (uint32_t k = 0; k < i; k++)
            if (names[k] == names[i])
                return diag_error(l->g->core, KIND_SYNTAX, s->name_span,
                                  "two parameters are called '%s'",
                                  names_text(&l->g->core->names, names[i]));
    }
    return true;
}

void lower_definition(struct lowering *l, size_t i)
{
    const struct statement *s = &l->ast->statements.at[i];
    if (!is_assignable(l, s->name, s->name_span) || !are_parameters(l, s)) return;
    struct binding *b = lower_binding(l, s->name);
    b->defined = true;
    b->statement = (uint32_t)i;
}

static id lower_statement(struct lowering *l, size_t i)
{
    struct core *core = l->g->core;
    const struct statement *s = &l->ast->statements.at[i];
    if (s->kind == STATEMENT_ASSIGN && !is_assignable(l, s->name, s->name_span)) return POISON;
    if (s->kind == STATEMENT_FUNCTION) {
        lower_definition(l, i);
        return diag_any(l->g->core) ? POISON : graph_int(l->g, 0);
    }
    const struct ast_node *root = &l->ast->nodes.at[s->last];
    if (root->op == AST_COMPARE) {
        diag_error(core, KIND_SYNTAX, root->mark, "a comparison may stand only in a condition");
        diag_hint(core, "write where(a < b, x, y)");
        return POISON;
    }
    if (root->op == AST_NAME && lower_is_infinity(l, NULL, root))
        return lower_infinity_error(l, root), POISON;
    id value = lower_expression(l, NULL, s->first, s->last, false);
    if (value == POISON || s->kind == STATEMENT_VALUE) return value;
    if (l->keep_all || lower_facts(l, s->name)->keep_named)
        value = graph_named(l->g, s->name, value);
    struct binding *b = lower_binding(l, s->name);
    b->assigned = true;
    b->value = value;
    b->operation = l->result;
    struct assigned assigned = {s->name, value, l->ast->nodes.at[s->last].span};
    return vec_push(&core->mem, &l->assigned, assigned) ? value : POISON;
}

/* Notes the names by which some diff(f, x) of the program differentiates. */
static void note_targets(struct lowering *l)
{
    struct core *core = l->g->core;
    static const char *const operators[] = {"diff", "grad", "jacobian", "hessian"};
    for (size_t k = 0; k < 4; k++) {
        uint32_t name = names_find(&core->names, operators[k], strlen(operators[k]));
        for (size_t i = 0; name != NAME_NONE && i < l->ast->nodes.n; i++) {
            const struct ast_node *node = &l->ast->nodes.at[i];
            if (node->op != AST_CALL || node->name != name || node->n < 2) continue;
            const struct ast_node *by = &l->ast->nodes.at[ast_arg(l->ast, node, 1)];
            if (by->op == AST_NAME) lower_facts(l, by->name)->keep_named = true;
        }
    }
}

id lower_statements(struct lowering *l, size_t from, size_t to)
{
    id value = POISON;
    note_targets(l);
    for (size_t i = from; i < to; i++) {
        value = lower_statement(l, i);
        if (value == POISON || diag_any(l->g->core)) return POISON;
    }
    if (to > from && l->ast->statements.at[to - 1].kind == STATEMENT_FUNCTION) {
        struct span span = l->ast->statements.at[to - 1].name_span;
        diag_error(l->g->core, KIND_SYNTAX, span,
                   "the program ends with a definition and has no value");
        diag_hint(l->g->core, "end it with an expression");
        return POISON;
    }
    return value;
}

void lower_free(struct lowering *l)
{
    struct mem *mem = &l->g->core->mem;
    vec_free(mem, &l->bindings);
    vec_free(mem, &l->facts);
    vec_free(mem, &l->free);
    vec_free(mem, &l->assigned);
    vec_free(mem, &l->guards.all);
    demand_free(mem, &l->demands);
    vec_free(mem, &l->operations);
    vec_free(mem, &l->operands);
    vec_free(mem, &l->moving);
}

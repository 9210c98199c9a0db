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

/* True if all parameters, or names being unpacked, are assignable and different. */
static bool are_names(struct lowering *l, const struct statement *s, const char *what)
{
    const uint32_t *names = l->ast->args.at + s->params;
    for (uint32_t i = 0; i < s->n_params; i++) {
        if (!is_assignable(l, names[i], s->name_span)) return false;
        for (uint32_t k = 0; k < i; k++)
            if (names[k] == names[i])
                return diag_error(l->g->core, KIND_SYNTAX, s->name_span, "two %s are called '%s'",
                                  what, names_text(&l->g->core->names, names[i]));
    }
    return true;
}

void lower_definition(struct lowering *l, size_t i)
{
    const struct statement *s = &l->ast->statements.at[i];
    if (!is_assignable(l, s->name, s->name_span) || !are_names(l, s, "parameters")) return;
    struct binding *b = lower_binding(l, s->name);
    b->defined = true;
    b->statement = (uint32_t)i;
}

/* Gives a name a value, which is noted as `operation`. */
static id assign(struct lowering *l, uint32_t name, id value, uint32_t operation, struct span span)
{
    if (l->keep_all || lower_facts(l, name)->keep_named) value = graph_named(l->g, name, value);
    struct binding *b = lower_binding(l, name);
    b->assigned = true;
    b->value = value;
    b->operation = operation;
    struct assigned assigned = {name, value, span};
    return vec_push(&l->g->core->mem, &l->assigned, assigned) ? value : POISON;
}

/* Gives the names of an unpacking statement the results of the last expression. */
static id unpack(struct lowering *l, const struct statement *s)
{
    struct results r = l->results;
    struct span span = l->ast->nodes.at[s->last].span;
    if (r.n != s->n_params) {
        diag_error(l->g->core, KIND_SHAPE, s->name_span, "%u names for %u result%s", s->n_params,
                   r.n ? r.n : 1, r.n > 1 ? "s" : "");
        if (!r.n)
            diag_hint(l->g->core, "only a call with several results, such as slogdet(A), has more");
        return POISON;
    }
    for (uint32_t i = 0; i < r.n; i++)
        if (assign(l, l->ast->args.at[s->params + i], r.at[i], l->result, span) == POISON)
            return POISON;
    return r.at[0];
}

static id note_equation(struct lowering *l, id difference, struct span span)
{
    struct equation equation = {difference, span};
    demand_all(&l->demands, l->result);
    return vec_push(&l->g->core->mem, &l->equations, equation) ? difference : POISON;
}

static id lower_statement(struct lowering *l, size_t i)
{
    const struct statement *s = &l->ast->statements.at[i];
    if (s->kind == STATEMENT_ASSIGN && !is_assignable(l, s->name, s->name_span)) return POISON;
    if (s->kind == STATEMENT_UNPACK && !are_names(l, s, "names")) return POISON;
    if (s->kind == STATEMENT_FUNCTION) {
        lower_definition(l, i);
        return diag_any(l->g->core) ? POISON : graph_int(l->g, 0);
    }
    const struct ast_node *root = &l->ast->nodes.at[s->last];
    if (lower_is_condition(root)) return lower_condition_error(l, root), POISON;
    if (lower_is_infinity(l, NULL, root)) return lower_infinity_error(l, root), POISON;
    id value = lower_expression(l, NULL, s->first, s->last, false);
    if (value == POISON) return POISON;
    if (s->kind == STATEMENT_UNPACK) return unpack(l, s);
    if (!lower_one_result(l, root->span)) return POISON;
    if (s->kind == STATEMENT_VALUE) return value;
    if (s->kind == STATEMENT_EQUATION) return note_equation(l, value, root->span);
    return assign(l, s->name, value, l->result, l->ast->nodes.at[s->last].span);
}

/* Keeps a name visible, or those of a list. */
static void keep_target(struct lowering *l, const struct ast_node *by)
{
    if (by->op == AST_NAME) lower_facts(l, by->name)->keep_named = true;
    for (uint32_t k = 0; by->op == AST_LIST && k < by->n; k++) {
        const struct ast_node *item = &l->ast->nodes.at[ast_arg(l->ast, by, k)];
        if (item->op == AST_NAME) lower_facts(l, item->name)->keep_named = true;
    }
}

/* Notes the names by which some diff(f, x) of the program differentiates. */
static void note_targets(struct lowering *l)
{
    struct core *core = l->g->core;
    static const char *const operators[] = {"diff", "grad", "jacobian", "hessian", "subs"};
    for (size_t k = 0; k < sizeof operators / sizeof *operators; k++) {
        uint32_t name = names_find(&core->names, operators[k], strlen(operators[k]));
        for (size_t i = 0; name != NAME_NONE && i < l->ast->nodes.n; i++) {
            const struct ast_node *node = &l->ast->nodes.at[i];
            if (node->op != AST_CALL || node->name != name || node->n < 2) continue;
            keep_target(l, &l->ast->nodes.at[ast_arg(l->ast, node, 1)]);
        }
    }
}

/* ---- statements without effect ---- */

/* The sign that a statement begins with, if it is the first on its line; else 0. */
static char leading_sign(const struct lowering *l, const struct statement *s)
{
    struct span span = l->ast->nodes.at[s->last].span;
    const char *bytes = l->g->core->sources.at[span.source].bytes;
    uint32_t at = span.start;
    if (s->kind != STATEMENT_VALUE) return 0;
    char sign = bytes[at];
    for (; sign != '-' && at > 0 && strchr(" \t\r+", bytes[at - 1]); at--)
        if (bytes[at - 1] == '+') sign = '+';
    while (at > 0 && strchr(" \t\r", bytes[at - 1])) at--;
    return (sign == '-' || sign == '+') && at > 0 && bytes[at - 1] == '\n' ? sign : 0;
}

static bool is_used_later(struct lowering *l, const struct statement *s)
{
    if (lower_facts(l, s->name)->asked) return true;
    for (size_t i = s->last + 1; i < l->ast->nodes.n; i++)
        if (l->ast->nodes.at[i].op == AST_NAME && l->ast->nodes.at[i].name == s->name) return true;
    return false;
}

/* Every statement but the last must be of use. A line that begins with a sign was probably meant to
 * continue the one before. */
static bool check_effect(struct lowering *l, size_t i)
{
    struct core *core = l->g->core;
    const struct statement *s = &l->ast->statements.at[i];
    struct span span = l->ast->nodes.at[s->last].span;
    char sign = leading_sign(l, s + 1);
    bool assigned = s->kind == STATEMENT_ASSIGN;
    if (!assigned && s->kind != STATEMENT_VALUE) return true;
    if (assigned && (!sign || is_used_later(l, s))) return true;
    if (assigned)
        diag_error(core, KIND_SYNTAX, s->name_span, "nothing uses '%s'",
                   names_text(&core->names, s->name));
    else
        diag_error(core, KIND_SYNTAX, span, "this value is not used");
    if (sign)
        return diag_hint(core, "to continue a line, put the %c of the next one at its end", sign);
    return diag_hint(core, "assign it to a name, or leave it out: the last statement is the value");
}

static id refuse_last(struct lowering *l, const struct statement *s)
{
    struct core *core = l->g->core;
    const struct source *source = &core->sources.at[s->name_span.source];
    const char *text = source->bytes + s->name_span.start,
               *end = memchr(text, ')', source->length - s->name_span.start);
    diag_error(core, KIND_SYNTAX, s->name_span,
               "the program ends with a definition and has no value");
    diag_hint(core, "end it with an expression, such as %.*s", end ? (int)(end + 1 - text) : 0,
              text);
    return POISON;
}

id lower_statements(struct lowering *l, size_t from, size_t to)
{
    id value = POISON;
    note_targets(l);
    for (size_t i = from; i < to; i++) {
        if (i + 1 < to && !check_effect(l, i)) return POISON;
        value = lower_statement(l, i);
        if (value == POISON || diag_any(l->g->core)) return POISON;
    }
    bool defines = to > from && l->ast->statements.at[to - 1].kind == STATEMENT_FUNCTION;
    return defines ? refuse_last(l, &l->ast->statements.at[to - 1]) : value;
}

void lower_free(struct lowering *l)
{
    struct mem *mem = &l->g->core->mem;
    vec_free(mem, &l->bindings);
    vec_free(mem, &l->facts);
    vec_free(mem, &l->free);
    vec_free(mem, &l->assigned);
    vec_free(mem, &l->equations);
    vec_free(mem, &l->guards.all);
    demand_free(mem, &l->demands);
    vec_free(mem, &l->operations);
    vec_free(mem, &l->operands);
    vec_free(mem, &l->moving);
    vec_free(mem, &l->forms);
}

#include "text/mentions.h"

#include <string.h>

/* Makes room for what is known of a name. */
static bool know(struct mentions *m, uint32_t name)
{
    if (name == NAME_NONE) return false;
    while (m->seen.n <= name)
        if (!vec_push(&m->core->mem, &m->seen, false) ||
            !vec_push(&m->core->mem, &m->assigned, false))
            return false;
    return true;
}

static bool mention(struct mentions *m, uint32_t name)
{
    if (!know(m, name)) return false;
    if (m->seen.at[name] || m->assigned.at[name]) return true;
    m->seen.at[name] = true;
    return vec_push(&m->core->mem, &m->all, names_text(&m->core->names, name));
}

static bool is_parameter(const struct ast *ast, const struct statement *s, uint32_t name)
{
    if (s->kind != STATEMENT_FUNCTION) return false;
    for (uint32_t i = 0; i < s->n_params; i++)
        if (ast->args.at[s->params + i] == name) return true;
    return false;
}

static bool assign(struct mentions *m, uint32_t name)
{
    return know(m, name) && (m->assigned.at[name] = true);
}

static bool add_statement(struct mentions *m, const struct ast *ast, const struct statement *s)
{
    for (uint32_t i = s->first; i <= s->last; i++) {
        const struct ast_node *node = &ast->nodes.at[i];
        if (node->op != AST_NAME || is_parameter(ast, s, node->name)) continue;
        if (!mention(m, node->name)) return false;
    }
    if (s->kind == STATEMENT_ASSIGN) return assign(m, s->name);
    for (uint32_t i = 0; s->kind == STATEMENT_UNPACK && i < s->n_params; i++)
        if (!assign(m, ast->args.at[s->params + i])) return false;
    return true;
}

bool mentions_add_text(struct mentions *m, const char *bytes, size_t length)
{
    struct ast_equations equations = {m->equations.at, m->equations.n};
    struct ast ast = {.equations = m->has_equations ? &equations : NULL};
    struct trial trial;
    trial_begin(&trial, m->core);
    uint32_t source = core_add_source(m->core, "", bytes, length);
    bool parsed = source && ast_parse(m->core, &ast, source);
    trial_end(&trial, m->core, false);
    bool fine = !m->core->mem.failed;
    for (size_t i = 0; parsed && fine && i < ast.statements.n; i++)
        fine = add_statement(m, &ast, &ast.statements.at[i]);
    ast_free(&ast, &m->core->mem);
    return fine;
}

static uint32_t number_of(struct mentions *m, const char *name)
{
    return names_intern(&m->core->names, &m->core->arena, name, strlen(name));
}

bool mentions_note_equation(struct mentions *m, const char *name)
{
    m->has_equations = true;
    return vec_push(&m->core->mem, &m->equations, number_of(m, name));
}

bool mentions_add_name(struct mentions *m, const char *name)
{
    return mention(m, number_of(m, name));
}

void mentions_free(struct mentions *m)
{
    vec_free(&m->core->mem, &m->all);
    vec_free(&m->core->mem, &m->seen);
    vec_free(&m->core->mem, &m->assigned);
    vec_free(&m->core->mem, &m->equations);
}

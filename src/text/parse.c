/* parse.c - parses statements: values, assignments, definitions of functions, `Q, R = qr(A)`. */
#include "text/parse_private.h"

#include <string.h>

/* Makes the parser what it was before a head that turned out to be none. */
static void go_back(struct parser *p, uint32_t at, struct token token, size_t names, size_t nodes)
{
    p->ast->args.n = names;
    p->ast->nodes.n = nodes;
    p->token = token;
    p->at = at;
}

/* Looks for `f(a, b) =`, and moves the parser only if it is there. */
static bool parse_signature(struct parser *p, struct statement *s)
{
    uint32_t saved_at = p->at;
    struct token saved = p->token;
    size_t names = p->ast->args.n, nodes = p->ast->nodes.n;
    bool comma = true;
    parser_advance(p);
    if (p->token.kind != TOKEN_OPEN) goto no;
    for (parser_advance(p); p->token.kind == (comma ? TOKEN_NAME : TOKEN_COMMA);
         parser_advance(p), comma = !comma) {
        if (!comma) continue;
        uint32_t name = parser_name(p);
        if (name == NAME_NONE) goto no;
        if (!vec_push(&p->core->mem, &p->ast->args, name)) goto no;
    }
    if (comma || p->token.kind != TOKEN_CLOSE) goto no;
    parser_advance(p);
    if (p->token.kind != TOKEN_ASSIGN) goto no;
    parser_advance(p);
    s->kind = STATEMENT_FUNCTION;
    s->params = (uint32_t)names;
    s->n_params = (uint32_t)(p->ast->args.n - names);
    return true;
no:
    if (p->token.kind != TOKEN_ERROR) go_back(p, saved_at, saved, names, nodes);
    return false;
}

/* Looks for `, b, c =` after a name, and moves the parser only if it is there. */
static bool parse_unpacking(struct parser *p, struct statement *s)
{
    uint32_t saved_at = p->at;
    struct token saved = p->token;
    size_t names = p->ast->args.n, nodes = p->ast->nodes.n;
    uint32_t name = s->name;
    struct span span = s->name_span;
    bool ok = vec_push(&p->core->mem, &p->ast->args, name);
    parser_advance(p);
    while (ok && p->token.kind == TOKEN_COMMA) {
        parser_advance(p);
        span = span_join(span, p->token.span);
        name = p->token.kind == TOKEN_NAME ? parser_name(p) : NAME_NONE;
        ok = name != NAME_NONE && vec_push(&p->core->mem, &p->ast->args, name);
        if (ok) parser_advance(p);
    }
    uint32_t n = (uint32_t)(p->ast->args.n - names);
    if (p->token.kind == TOKEN_ERROR) return false;
    if (!ok || n < 2 || p->token.kind != TOKEN_ASSIGN)
        return go_back(p, saved_at, saved, names, nodes), false;
    parser_advance(p);
    *s = (struct statement){STATEMENT_UNPACK, s->name, span, (uint32_t)names, n, s->first, s->last};
    return true;
}

static bool parse_assignment(struct parser *p, struct statement *s)
{
    uint32_t saved_at = p->at;
    struct token saved = p->token;
    parser_advance(p);
    if (p->token.kind == TOKEN_ERROR) return false;
    if (p->token.kind == TOKEN_ASSIGN) {
        s->kind = STATEMENT_ASSIGN;
        parser_advance(p);
        return true;
    }
    p->token = saved;
    p->at = saved_at;
    return false;
}

/* Reads `name =`, `name(params) =` or `name, name =`, if one of them is there. */
static bool parse_head(struct parser *p, struct statement *s)
{
    if (p->token.kind != TOKEN_NAME) return true;
    s->name_span = p->token.span;
    s->name = parser_name(p);
    if (s->name == NAME_NONE) return false;
    if (!parse_assignment(p, s) && p->token.kind != TOKEN_ERROR && !parse_signature(p, s) &&
        p->token.kind != TOKEN_ERROR)
        parse_unpacking(p, s);
    return p->token.kind != TOKEN_ERROR;
}

static bool parse_statement(struct parser *p)
{
    struct statement s = {.kind = STATEMENT_VALUE, .first = (uint32_t)p->ast->nodes.n};
    p->operands.n = p->frames.n = 0;
    p->depth = p->brackets = 0;
    if (!parse_head(p, &s) || !parser_expression(p)) return false;
    s.last = (uint32_t)p->ast->nodes.n - 1;
    return vec_push(&p->core->mem, &p->ast->statements, s) || parser_out_of_memory(p);
}

static bool parse_statements(struct parser *p)
{
    size_t before = p->ast->statements.n;
    const struct source *text = &p->core->sources.at[p->source];
    if (text->length >= 3 && !memcmp(text->bytes, "\xEF\xBB\xBF", 3))
        p->at = 3; /* a byte order mark */
    for (parser_advance(p);; parser_advance(p)) {
        while (p->token.kind == TOKEN_NEWLINE) parser_advance(p);
        if (p->token.kind == TOKEN_END) break;
        if (!parse_statement(p)) return false;
        if (p->token.kind == TOKEN_END) break;
    }
    if (p->ast->statements.n > before) return true;
    struct span all = {p->source, 0, (uint32_t)p->core->sources.at[p->source].length};
    return diag_error(p->core, KIND_SYNTAX, all, "the expression is empty");
}

bool ast_parse(struct core *core, struct ast *ast, uint32_t source)
{
    struct parser p = {.core = core, .ast = ast, .source = source};
    size_t length = core->sources.at[source].length;
    struct span nowhere = {0};
    if (length > core->limits.bytes || length > UINT32_MAX / 2)
        return diag_error(core, KIND_LIMIT, nowhere, "the text is longer than %zu bytes",
                          core->limits.bytes);
    bool ok = parse_statements(&p);
    vec_free(&core->mem, &p.operands);
    vec_free(&core->mem, &p.frames);
    return ok && !diag_any(core);
}

/* parse.c - parses statements: values, assignments, definitions of functions, `Q, R = qr(A)`,
 * equations. */
#include "fn/fn.h"
#include "text/parse_private.h"

#include <string.h>

/* Makes the parser what it was before a head that turned out to be none. */
static void go_back(struct parser *p, struct token token, size_t names, size_t nodes)
{
    p->ast->args.n = names;
    p->ast->nodes.n = nodes;
    p->token = token;
}

/* Looks for `f(a, b) =`, and moves the parser only if it is there. */
static bool parse_signature(struct parser *p, struct statement *s)
{
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
    if (p->token.kind != TOKEN_ERROR) go_back(p, saved, names, nodes);
    return false;
}

/* Looks for `, b, c =` after a name, and moves the parser only if it is there. */
static bool parse_unpacking(struct parser *p, struct statement *s)
{
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
        return go_back(p, saved, names, nodes), false;
    parser_advance(p);
    *s = (struct statement){STATEMENT_UNPACK, s->name, span, (uint32_t)names, n, s->first, s->last};
    return true;
}

static bool parse_assignment(struct parser *p, struct statement *s)
{
    struct token saved = p->token;
    parser_advance(p);
    if (p->token.kind == TOKEN_ERROR) return false;
    if (p->token.kind == TOKEN_ASSIGN) {
        s->kind = STATEMENT_ASSIGN;
        parser_advance(p);
        return true;
    }
    p->token = saved;
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

/* ---- equations ---- */

static bool is_equations_name(const struct parser *p, uint32_t name)
{
    const struct ast_equations *equations = p->ast->equations;
    for (size_t i = 0; i < equations->n; i++)
        if (equations->names[i] == name) return true;
    return false;
}

static bool is_function(const struct parser *p, uint32_t name)
{
    const char *text = names_text(&p->core->names, name);
    if (fn_find(text, strlen(text))) return true;
    for (size_t i = 0; i < p->ast->statements.n; i++)
        if (p->ast->statements.at[i].kind == STATEMENT_FUNCTION &&
            p->ast->statements.at[i].name == name)
            return true;
    return false;
}

/* What was read as the head of an assignment or a definition may begin an equation. */
static bool begins_equation(const struct parser *p, const struct statement *s)
{
    if (!p->ast->equations) return false;
    if (s->kind == STATEMENT_ASSIGN) return is_equations_name(p, s->name);
    if (s->kind != STATEMENT_FUNCTION || !is_function(p, s->name)) return false;
    for (uint32_t i = 0; i < s->n_params; i++)
        if (is_equations_name(p, p->ast->args.at[s->params + i])) return true;
    return false;
}

/* Joins the sides of `left = right` to left - right; `left == right` is read as a comparison. */
static bool parse_right_side(struct parser *p, struct statement *s)
{
    struct ast_node *left = parser_node(p, (uint32_t)p->ast->nodes.n - 1);
    bool compares = left->op == AST_COMPARE && left->detail == TOKEN_EQUAL;
    struct span sign = p->token.span;
    if (!p->ast->equations || (p->token.kind != TOKEN_ASSIGN && !compares)) return true;
    s->kind = STATEMENT_EQUATION;
    if (p->token.kind != TOKEN_ASSIGN) return left->op = AST_SUBTRACT, true;
    parser_advance(p);
    return parser_expression(p) && parser_subtract(p, sign);
}

static bool parse_statement(struct parser *p, bool is_equation)
{
    struct statement s = {.kind = STATEMENT_VALUE, .first = (uint32_t)p->ast->nodes.n};
    struct token first = p->token;
    size_t names = p->ast->args.n;
    p->operands.n = p->frames.n = 0;
    p->depth = p->brackets = 0;
    if (!is_equation && !parse_head(p, &s)) return false;
    if (begins_equation(p, &s)) {
        go_back(p, first, names, s.first);
        s = (struct statement){.kind = STATEMENT_VALUE, .first = s.first};
    }
    if (!parser_expression(p) || !parse_right_side(p, &s)) return false;
    if (p->token.kind == TOKEN_ASSIGN) return parser_expected(p, "the end of the equation");
    s.last = (uint32_t)p->ast->nodes.n - 1;
    return vec_push(&p->core->mem, &p->ast->statements, s) || parser_out_of_memory(p);
}

/* Where a statement begins. */
struct beginning {
    struct token first;
    size_t names, nodes;
};

/* A program of equations ends with one. */
static bool end_with_equation(struct parser *p, const struct beginning *last)
{
    size_t n = p->ast->statements.n;
    enum statement_kind kind = p->ast->statements.at[n - 1].kind;
    if (!p->ast->equations || (kind != STATEMENT_ASSIGN && kind != STATEMENT_FUNCTION)) return true;
    p->ast->statements.n--;
    go_back(p, last->first, last->names, last->nodes);
    return parse_statement(p, true);
}

static bool parse_statements(struct parser *p)
{
    size_t before = p->ast->statements.n;
    const struct source *text = &p->core->sources.at[p->source];
    bool marked = text->length >= 3 && !memcmp(text->bytes, "\xEF\xBB\xBF", 3); /* byte order */
    p->token = token_before(p->source, marked ? 3 : 0);
    struct beginning last = {0};
    for (parser_advance(p);; parser_advance(p)) {
        while (p->token.kind == TOKEN_NEWLINE) parser_advance(p);
        if (p->token.kind == TOKEN_END) break;
        last = (struct beginning){p->token, p->ast->args.n, p->ast->nodes.n};
        if (!parse_statement(p, false)) return false;
        if (p->token.kind == TOKEN_END) break;
    }
    if (p->ast->statements.n > before) return end_with_equation(p, &last);
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
    enum { FEW = 256 };
    size_t about = length / 2 < FEW ? length / 2 : FEW; /* nodes */
    bool ok = vec_reserve(&core->mem, &ast->nodes, about) &&
              vec_reserve(&core->mem, &ast->args, about) && parse_statements(&p);
    vec_free(&core->mem, &p.operands);
    vec_free(&core->mem, &p.frames);
    return ok && !diag_any(core);
}

/* An operator-precedence parser (Dijkstra, 1961). Its stack is on the heap, so that nesting uses
 * memory, which the limits bound, instead of the C stack. */
#include "text/parse_private.h"

#include <string.h>

/* The operators with two operands, by their token; no other token has a precedence. */
static const struct {
    uint8_t op, precedence;
} binaries[TOKENS] = {
    [TOKEN_PLUS] = {AST_ADD, BINDS_SUM},
    [TOKEN_MINUS] = {AST_SUBTRACT, BINDS_SUM},
    [TOKEN_TIMES] = {AST_MULTIPLY, BINDS_PRODUCT},
    [TOKEN_DIVIDE] = {AST_DIVIDE, BINDS_PRODUCT},
    [TOKEN_MATMUL] = {AST_MATMUL, BINDS_PRODUCT},
    [TOKEN_POWER] = {AST_POWER, BINDS_POWER},
    [TOKEN_LESS] = {AST_COMPARE, BINDS_COMPARE},
    [TOKEN_LESS_EQUAL] = {AST_COMPARE, BINDS_COMPARE},
    [TOKEN_GREATER] = {AST_COMPARE, BINDS_COMPARE},
    [TOKEN_GREATER_EQUAL] = {AST_COMPARE, BINDS_COMPARE},
    [TOKEN_EQUAL] = {AST_COMPARE, BINDS_COMPARE},
    [TOKEN_NOT_EQUAL] = {AST_COMPARE, BINDS_COMPARE},
};

static bool push_binary(struct parser *p, enum ast_op op, enum precedence precedence)
{
    if (op == AST_POWER && parser_is_under_root(p)) return parser_refuse_root(p);
    /* '^' is right associative: a pending '^' stays pending. */
    return parser_reduce_to(p, (uint8_t)(precedence + (precedence == BINDS_POWER))) &&
           parser_push_binary(p, op, precedence);
}

static bool read_binary(struct parser *p)
{
    size_t kind = p->token.kind;
    if (!binaries[kind].precedence) return parser_refuse_operator(p);
    if (!push_binary(p, (enum ast_op)binaries[kind].op, (enum precedence)binaries[kind].precedence))
        return false;
    parser_advance(p);
    return true;
}

/* ---- and, or, not: words only where an operator may stand ---- */

static inline bool is_word(const struct parser *p, const struct token *token, const char *word)
{
    size_t length = strlen(word);
    return token->span.end - token->span.start == length && token->kind == TOKEN_NAME &&
           !memcmp(p->core->sources.at[p->source].bytes + token->span.start, word, length);
}

/* `not` is an operator where a condition follows it; else it is a name. */
static bool is_negation(struct parser *p)
{
    if (!is_word(p, &p->token, "not")) return false;
    struct token next = p->token;
    token_next(p->core, &next);
    return next.kind == TOKEN_NUMBER || next.kind == TOKEN_OPEN ||
           (next.kind == TOKEN_NAME && !is_word(p, &next, "and") && !is_word(p, &next, "or"));
}

static bool push_word(struct parser *p, enum ast_op op, enum precedence precedence)
{
    if (!push_binary(p, op, precedence)) return false;
    parser_advance(p);
    return true;
}

/* Reads a name or parenthesis right after an operand: `and` or `or`, a product if the operand was a
 * number, or ended with the parenthesis that it touches, else an error. What a parenthesis behind a
 * call is cannot be told. */
static bool read_juxtaposed(struct parser *p)
{
    bool touches = p->token.span.start == p->group_end;
    bool multiplies =
        p->after_number || (touches && (!p->ends_call || p->token.kind != TOKEN_OPEN));
    if (is_word(p, &p->token, "and")) return push_word(p, AST_AND, BINDS_AND);
    if (is_word(p, &p->token, "or")) return push_word(p, AST_OR, BINDS_OR);
    if (p->token.kind == TOKEN_ROOT && !multiplies) return parser_refuse_sign(p);
    if (!multiplies || p->token.kind == TOKEN_NUMBER) return parser_refuse_operand(p);
    if (parser_is_under_root(p)) return parser_refuse_root(p);
    if (!parser_check_readings(p)) return false;
    p->after_number = false;
    return push_binary(p, AST_MULTIPLY, BINDS_JUXTAPOSED);
}

/* Applies a postfix operation to the operand just read. */
static bool read_postfix(struct parser *p)
{
    struct ast_node node = {.op = AST_TRANSPOSE, .span = p->token.span, .mark = p->token.span};
    size_t base = p->operands.n - 1;
    if (p->token.kind != TOKEN_TRANSPOSE) {
        node.op = AST_POWER;
        struct ast_node *exponent = parser_make_leaf(p, AST_INTEGER, p->token.span);
        if (!exponent) return false;
        exponent->detail = p->token.kind == TOKEN_SQUARED ? 2 : 3;
    }
    parser_advance(p);
    return parser_make_node(p, node, base);
}

/* Ends one subscript: a:b:c becomes a slice; a single value stays as it is. */
static bool end_item(struct parser *p, struct frame *frame, bool missing)
{
    if (!frame->colons) return true;
    struct span here = p->token.span; /* a value left out has a span of no width */
    here.end = here.start;
    if (missing && !parser_make_leaf(p, AST_NONE, here)) return false;
    while (p->operands.n < frame->item + 3u)
        if (!parser_make_leaf(p, AST_NONE, here)) return false;
    struct ast_node slice = {.op = AST_SLICE, .span = here, .mark = here};
    frame->colons = 0;
    return parser_make_node(p, slice, frame->item);
}

/* Reads a colon within a subscript. `missing`: no value precedes it. */
static bool read_colon(struct parser *p, bool missing)
{
    if (!parser_reduce_to(p, BINDS_KEYWORD)) return false;
    struct frame *frame = parser_top(p);
    if (!frame || frame->kind != FRAME_INDEX || frame->colons == 2)
        return missing ? parser_expected(p, "a value") : parser_refuse_operator(p);
    if (missing && !parser_make_leaf(p, AST_NONE, p->token.span)) return false;
    frame->colons++;
    parser_advance(p);
    return true;
}

static bool read_comma(struct parser *p, bool missing)
{
    if (!parser_reduce_to(p, BINDS_KEYWORD)) return false;
    struct frame *frame = parser_top(p);
    if (!frame || frame->kind == FRAME_GROUP || frame->kind == FRAME_BARS)
        return parser_refuse_comma(p, missing);
    if (frame->kind == FRAME_INDEX && !end_item(p, frame, missing)) return false;
    frame->item = (uint32_t)p->operands.n;
    parser_advance(p);
    return true;
}

static bool close_bracket(struct parser *p, bool missing)
{
    if (!parser_reduce_to(p, BINDS_KEYWORD)) return false;
    struct frame *frame = parser_top(p);
    bool round = p->token.kind == TOKEN_CLOSE;
    if (!frame) return parser_expected(p, missing ? "a value" : "an operator");
    bool opened_round = frame->kind == FRAME_GROUP || frame->kind == FRAME_CALL;
    if (frame->kind == FRAME_BARS) return parser_expected(p, "'|'");
    if (round != opened_round) return parser_expected(p, opened_round ? "')'" : "']'");
    if (frame->kind == FRAME_INDEX && !end_item(p, frame, missing)) return false;
    struct frame closed = p->frames.at[--p->frames.n];
    p->ends_call = closed.kind == FRAME_CALL;
    if (round) p->group_end = p->token.span.end;
    p->depth--;
    p->brackets--;
    struct ast_node node = {.op = closed.op,
                            .detail = closed.detail,
                            .name = closed.name,
                            .mark = closed.span,
                            .span = span_join(closed.span, p->token.span)};
    if (closed.kind == FRAME_GROUP) {
        struct ast_node *inner = parser_node(p, p->operands.at[p->operands.n - 1]);
        inner->span = node.span; /* so that messages show the parentheses too */
    } else if (!parser_make_node(p, node, closed.operands))
        return false;
    parser_advance(p);
    return true;
}

static bool open_bracket(struct parser *p, enum frame_kind kind, enum ast_op op, uint32_t name,
                         struct span span)
{
    struct frame frame = {.kind = (uint8_t)kind,
                          .op = (uint8_t)op,
                          .name = name,
                          .span = span,
                          .bracket = p->token.span,
                          .precedence = BINDS_BRACKET};
    if (!parser_push_frame(p, frame)) return false;
    parser_advance(p);
    return true;
}

/* True for the x of 2x. */
static bool follows_number(struct parser *p, struct span name)
{
    if (!p->operands.n) return false;
    const struct ast_node *node = parser_node(p, p->operands.at[p->operands.n - 1]);
    return node->op == AST_NUMBER && node->span.end == name.start;
}

/* Reads True or False as the value of a keyword, such as keepdims=True; elsewhere they are names.
 * *is tells whether one is there. */
static bool read_truth(struct parser *p, bool *is)
{
    const struct frame *frame = parser_top(p);
    *is = false;
    if (!frame || frame->kind != FRAME_KEYWORD) return true;
    bool yes = is_word(p, &p->token, "True");
    *is = yes || is_word(p, &p->token, "False");
    if (!*is) return true;
    struct ast_node *truth = parser_make_leaf(p, AST_INTEGER, p->token.span);
    if (!truth) return false;
    truth->detail = yes;
    parser_advance(p);
    return true;
}

/* Begins a call, whose function is in `name`, or the value of a keyword. */
static bool begin_call(struct parser *p, bool keyword, uint32_t name, struct span span,
                       uint8_t primes)
{
    if (!keyword) {
        if (!open_bracket(p, FRAME_CALL, AST_CALL, name, span)) return false;
        parser_top(p)->detail = primes;
        return true;
    }
    struct frame pending = {.kind = FRAME_KEYWORD,
                            .op = AST_KEYWORD,
                            .precedence = BINDS_KEYWORD,
                            .name = name,
                            .span = span};
    if (!parser_push_frame(p, pending)) return false;
    parser_advance(p);
    return true;
}

/* Reads a name: a call if '(' follows, a keyword if '=' follows within a call, otherwise a
 * value. */
static bool read_name(struct parser *p, bool *complete)
{
    struct span span = p->token.span;
    bool truth;
    *complete = true;
    if (!read_truth(p, &truth) || truth) return truth;
    uint32_t name = parser_name(p);
    if (name == NAME_NONE) return false;
    bool glued = follows_number(p, span);
    parser_advance(p);
    uint8_t primes = 0;
    if (p->token.kind == TOKEN_PRIME && !parser_read_primes(p, &primes)) return false;
    const struct frame *frame = parser_top(p);
    bool keyword = p->token.kind == TOKEN_ASSIGN && frame && frame->kind == FRAME_CALL;
    if (p->token.kind == TOKEN_OPEN || keyword)
        return *complete = false, begin_call(p, keyword, name, span, primes);
    struct ast_node *node = parser_make_leaf(p, AST_NAME, span);
    if (!node) return false;
    node->name = name;
    node->detail = glued;
    return true;
}

static bool read_number(struct parser *p)
{
    struct ast_node *node = parser_make_leaf(p, AST_NUMBER, p->token.span);
    if (!node) return false;
    node->value = p->token.value;
    p->after_number = true;
    parser_advance(p);
    return true;
}

static bool unclosed(struct parser *p)
{
    for (size_t i = p->frames.n; i-- > 0;) {
        struct frame *frame = &p->frames.at[i];
        if (frame->precedence != BINDS_BRACKET) continue;
        bool round = frame->kind == FRAME_GROUP || frame->kind == FRAME_CALL;
        const char *sign = frame->kind == FRAME_BARS ? "|" : round ? "(" : "[";
        return diag_error(p->core, KIND_SYNTAX, frame->bracket, "'%s' is never closed", sign);
    }
    return false;
}

static bool is_empty_bracket(const struct parser *p, const struct frame *frame)
{
    return frame && (frame->kind == FRAME_CALL || frame->kind == FRAME_LIST) &&
           frame->operands == p->operands.n;
}

/* Reads a token where a value must come. Sets *complete once the value has been read. */
static bool read_operand(struct parser *p, bool *complete)
{
    struct frame *frame = parser_top(p);
    *complete = false;
    p->after_number = false;
    switch (p->token.kind) {
    case TOKEN_NUMBER: *complete = true; return read_number(p);
    case TOKEN_NAME:
        if (is_negation(p)) return parser_push_prefix(p, AST_NOT, BINDS_NOT);
        return !diag_any(p->core) && read_name(p, complete);
    case TOKEN_OPEN: return open_bracket(p, FRAME_GROUP, AST_NONE, 0, p->token.span);
    case TOKEN_OPEN_LIST: return open_bracket(p, FRAME_LIST, AST_LIST, 0, p->token.span);
    case TOKEN_PLUS: parser_advance(p); return true;
    case TOKEN_MINUS: return parser_push_prefix(p, AST_NEGATE, BINDS_NEGATE);
    case TOKEN_ROOT: return parser_push_root(p);
    case TOKEN_BAR: return parser_open_bars(p);
    case TOKEN_FACTORIAL:
    case TOKEN_PRIME: return parser_refuse_sign(p);
    case TOKEN_CLOSE:
    case TOKEN_CLOSE_LIST:
        *complete = true;
        if (is_empty_bracket(p, frame)) return close_bracket(p, true);
        if (frame && frame->kind == FRAME_INDEX && frame->colons) return close_bracket(p, true);
        return parser_expected(p, "a value");
    case TOKEN_COMMA:
        if (frame && frame->kind == FRAME_INDEX && frame->colons) return read_comma(p, true);
        return parser_expected(p, "a value");
    case TOKEN_COLON:
        if (frame && frame->kind == FRAME_INDEX) return read_colon(p, true);
        return parser_expected(p, "a value");
    case TOKEN_NEWLINE: /* a line break is allowed where a value must follow */
        if (p->core->sources.at[p->source].bytes[p->token.span.start] == ';')
            return parser_expected(p, "a value");
        parser_advance(p);
        return true;
    case TOKEN_END: return p->brackets ? unclosed(p) : parser_expected(p, "a value");
    default: return parser_expected(p, "a value");
    }
}

/* Reads a token that may follow a value. Sets *complete to false if a value must come next. */
static bool read_operator(struct parser *p, bool *complete)
{
    *complete = true;
    switch (p->token.kind) {
    case TOKEN_CLOSE:
    case TOKEN_CLOSE_LIST: p->after_number = false; return close_bracket(p, false);
    case TOKEN_SQUARED:
    case TOKEN_CUBED:
    case TOKEN_TRANSPOSE:
        if (parser_is_under_root(p)) return parser_refuse_root(p);
        p->after_number = false;
        return read_postfix(p);
    case TOKEN_FACTORIAL: p->after_number = false; return parser_read_factorial(p);
    case TOKEN_BAR: p->after_number = false; return parser_close_bars(p);
    case TOKEN_PRIME: return parser_refuse_sign(p);
    case TOKEN_NEWLINE: parser_advance(p); return true; /* inside brackets */
    case TOKEN_OPEN_LIST: {
        *complete = false;
        uint32_t base = (uint32_t)p->operands.n - 1;
        if (!open_bracket(p, FRAME_INDEX, AST_INDEX, 0, p->token.span)) return false;
        parser_top(p)->operands = base;
        return true;
    }
    case TOKEN_COMMA: *complete = false; return read_comma(p, false);
    case TOKEN_COLON: *complete = false; return read_colon(p, false);
    case TOKEN_NUMBER:
    case TOKEN_OPEN:
    case TOKEN_ROOT:
    case TOKEN_NAME: *complete = false; return read_juxtaposed(p);
    case TOKEN_END: return unclosed(p);
    case TOKEN_ERROR: return false;
    default: *complete = false; return read_binary(p);
    }
}

static bool at_statement_end(const struct parser *p)
{
    if (p->brackets) return false;
    return p->token.kind == TOKEN_END || p->token.kind == TOKEN_NEWLINE ||
           (p->token.kind == TOKEN_ASSIGN && p->ast->equations);
}

bool parser_expression(struct parser *p)
{
    bool complete = false;
    while (core_go_on(p->core)) {
        if (complete && at_statement_end(p)) return parser_reduce_to(p, BINDS_KEYWORD);
        if (!(complete ? read_operator(p, &complete) : read_operand(p, &complete))) return false;
    }
    return false;
}

bool parser_subtract(struct parser *p, struct span sign)
{
    struct ast_node node = {.op = AST_SUBTRACT, .span = sign, .mark = sign};
    return parser_make_node(p, node, 0);
}

uint32_t parser_name(struct parser *p)
{
    struct span span = p->token.span;
    const char *text = p->core->sources.at[p->source].bytes + span.start;
    uint32_t name = names_intern_hashed(&p->core->names, &p->core->arena, text,
                                        span.end - span.start, p->token.value);
    if (name == NAME_NONE) parser_out_of_memory(p);
    return name;
}

/* parse_signs.c - signs of mathematics: √x, |x|, x!, f'(x). */
#include "text/parse_private.h"

/* What a root takes is clear of a number, a name, a call or brackets; 2x or x^2 may be meant, or
 * the 2 or x alone. */
bool parser_is_under_root(const struct parser *p)
{
    return p->frames.n && p->frames.at[p->frames.n - 1].precedence == BINDS_ROOT;
}

bool parser_refuse_root(struct parser *p)
{
    diag_error(p->core, KIND_SYNTAX, p->token.span, "how much is under the root?");
    return diag_hint(p->core, "put what the root takes into brackets, or the root itself");
}

/* Nothing binds more tightly: the root ends with what it takes. */
bool parser_push_root(struct parser *p)
{
    struct span span = p->token.span;
    if (!parser_push_prefix(p, AST_SIGN, BINDS_ROOT)) return false;
    struct frame *frame = parser_top(p);
    frame->detail = TOKEN_ROOT;
    frame->span = span;
    return p->token.kind != TOKEN_MINUS || parser_refuse_root(p);
}

/* x!! would be another function. */
bool parser_read_factorial(struct parser *p)
{
    const struct ast_node *last = parser_node(p, p->operands.at[p->operands.n - 1]);
    bool twice = last->op == AST_SIGN && last->detail == TOKEN_FACTORIAL &&
                 last->mark.end == p->token.span.start;
    if (parser_is_under_root(p)) return parser_refuse_root(p);
    if (last->op == AST_POWER && last->mark.end == p->token.span.start) {
        diag_error(p->core, KIND_SYNTAX, p->token.span,
                   "the factorial of the power, or of the exponent?");
        return diag_hint(p->core, "put what it takes into brackets");
    }
    if (!twice) {
        struct ast_node node = {.op = AST_SIGN,
                                .detail = TOKEN_FACTORIAL,
                                .span = p->token.span,
                                .mark = p->token.span};
        parser_advance(p);
        return parser_make_node(p, node, p->operands.n - 1);
    }
    diag_error(p->core, KIND_SYNTAX, p->token.span, "'!!' has no meaning here");
    return diag_hint(p->core, "the factorial of a factorial is written (x!)!");
}

bool parser_open_bars(struct parser *p)
{
    struct frame frame = {.kind = FRAME_BARS,
                          .op = AST_SIGN,
                          .detail = TOKEN_BAR,
                          .span = p->token.span,
                          .bracket = p->token.span,
                          .precedence = BINDS_BRACKET};
    if (!parser_push_frame(p, frame)) return false;
    parser_advance(p);
    return true;
}

/* A bar after a value closes the innermost brackets, if they are bars. */
bool parser_close_bars(struct parser *p)
{
    size_t i = p->frames.n;
    while (i && p->frames.at[i - 1].precedence != BINDS_BRACKET) i--;
    if (!i || p->frames.at[i - 1].kind != FRAME_BARS) return parser_refuse_sign(p);
    if (!parser_reduce_to(p, BINDS_KEYWORD)) return false;
    struct frame closed = p->frames.at[--p->frames.n];
    p->depth--;
    p->brackets--;
    struct ast_node node = {.op = closed.op,
                            .detail = closed.detail,
                            .mark = closed.span,
                            .span = span_join(closed.span, p->token.span)};
    if (!parser_make_node(p, node, closed.operands)) return false;
    parser_advance(p);
    return true;
}

/* Reads the primes of f''(x), which must be a call. */
bool parser_read_primes(struct parser *p, uint8_t *n)
{
    struct token first = p->token;
    for (*n = 0; p->token.kind == TOKEN_PRIME && *n < 100; ++*n) parser_advance(p);
    if (p->token.kind == TOKEN_OPEN || !*n) return true;
    if (p->token.kind == TOKEN_ERROR) return false;
    p->token = first;
    return parser_refuse_sign(p);
}

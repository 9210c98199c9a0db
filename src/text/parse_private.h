/* parse_private.h - the parser's state, shared by parse.c and parse_expression.c. */
#ifndef TEXT_PARSE_PRIVATE_H
#define TEXT_PARSE_PRIVATE_H

#include "text/ast.h"
#include "text/token.h"

enum frame_kind {
    FRAME_GROUP,
    FRAME_CALL,
    FRAME_LIST,
    FRAME_INDEX,
    FRAME_BARS,
    FRAME_KEYWORD,
    FRAME_PREFIX,
    FRAME_BINARY
};

/* An operator waiting for its right operand, or a bracket waiting to be closed. */
struct frame {
    uint8_t kind, op, detail, precedence;
    uint8_t colons;    /* FRAME_INDEX: colons seen in the current item */
    uint32_t operands; /* height of the operand stack when the frame was opened */
    uint32_t item;     /* FRAME_INDEX: height at which the current item starts */
    uint32_t name;
    struct span span;    /* where an error about the operation points */
    struct span bracket; /* the bracket waiting to be closed */
};

enum precedence {
    BINDS_BRACKET,
    BINDS_KEYWORD,
    BINDS_OR,
    BINDS_AND,
    BINDS_NOT,
    BINDS_COMPARE,
    BINDS_SUM,
    BINDS_PRODUCT,
    BINDS_JUXTAPOSED, /* 2x */
    BINDS_NEGATE,
    BINDS_POWER,
    BINDS_ROOT,
};

struct parser {
    struct core *core;
    struct ast *ast;
    uint32_t source;
    struct token token; /* the current token */
    VEC(uint32_t) operands;
    VEC(struct frame) frames;
    size_t depth;       /* open brackets and pending signs */
    size_t brackets;    /* open brackets */
    bool after_number;  /* the operand just read was a number, as in 2x or 3(x+1) */
    uint32_t group_end; /* where the newest group or call ends, as (x+1) does in (x+1)(x-1) */
    bool ends_call;     /* it is a call */
    uint32_t first;     /* first node of the current statement */
};

bool parser_out_of_memory(struct parser *p);
/* The innermost pending operator or bracket, or NULL. */
static inline struct frame *parser_top(struct parser *p)
{
    return p->frames.n ? &p->frames.at[p->frames.n - 1] : NULL;
}
static inline struct ast_node *parser_node(struct parser *p, uint32_t id)
{
    return &p->ast->nodes.at[id];
}
/* False, with the error that something else was expected at the current token. */
bool parser_expected(struct parser *p, const char *what);
/* parse_hints.c: false, with an error about the current token, which no operator separates from the
 * operand before. parser_check_readings() is for numbers, which may stand before a name: 1/2x could
 * mean (1/2)*x or 1/(2*x), and 2^3x could mean 2^3*x or 2^(3*x). The error names both. */
bool parser_refuse_operand(struct parser *p);
/* The same about a comma where no list, call or index is open: 3,5. */
bool parser_refuse_comma(struct parser *p, bool missing);
bool parser_check_readings(struct parser *p);
/* The same about a token that is no operator; one that is `=` may belong to an equation. */
bool parser_refuse_operator(struct parser *p);
/* The same about a sign of mathematics where it has no meaning. */
bool parser_refuse_sign(struct parser *p);
/* parse_stack.c. Replaces the operands above `base` by a node that takes them as arguments. */
bool parser_make_node(struct parser *p, struct ast_node node, size_t base);
/* Adds a node without arguments, and makes it the newest operand; NULL after an error. */
struct ast_node *parser_make_leaf(struct parser *p, enum ast_op op, struct span span);
bool parser_push_frame(struct parser *p, struct frame frame);
/* Pushes an operator with two operands, whose sign is the current token. */
bool parser_push_binary(struct parser *p, enum ast_op op, enum precedence precedence);
bool parser_push_prefix(struct parser *p, enum ast_op op, enum precedence precedence);
/* Reduces every pending operator that binds at least as tightly as `precedence`, which is above
 * BINDS_BRACKET. */
bool parser_reduce_some(struct parser *p, uint8_t precedence);
static inline bool parser_reduce_to(struct parser *p, uint8_t precedence)
{
    const struct frame *top = parser_top(p);
    return !top || top->precedence < precedence || parser_reduce_some(p, precedence);
}
/* parse_signs.c: a root; bars, of which one after a value closes; a factorial; the primes between a
 * name and a parenthesis, whose number is *n. */
bool parser_push_root(struct parser *p);
bool parser_is_under_root(const struct parser *p);
bool parser_refuse_root(struct parser *p);
bool parser_open_bars(struct parser *p);
bool parser_close_bars(struct parser *p);
bool parser_read_factorial(struct parser *p);
bool parser_read_primes(struct parser *p, uint8_t *n);
/* Makes the next token the current one. */
static inline void parser_advance(struct parser *p)
{
    token_next(p->core, &p->token);
}
/* Returns the number of the name in the current token, or NAME_NONE when out of memory. Adds no
 * node. */
uint32_t parser_name(struct parser *p);
/* Reads an expression up to the end of its statement, or to the `=` of an equation, and adds its
 * nodes to the tree. */
bool parser_expression(struct parser *p);
/* Makes one node of two expressions that were read: the first minus the second. `sign` is where
 * errors about it point. */
bool parser_subtract(struct parser *p, struct span sign);

#endif

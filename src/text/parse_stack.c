/* parse_stack.c - operands and pending operators, and the nodes that they become. */
#include "text/parse_private.h"

bool parser_out_of_memory(struct parser *p)
{
    p->core->mem.failed = true;
    return false;
}

/* Makes room for a node. */
static __attribute__((noinline)) bool grow_nodes(struct parser *p, struct span span)
{
    if (p->ast->nodes.n >= p->core->limits.nodes)
        return diag_error(p->core, KIND_LIMIT, span, "the expression is larger than %zu operations",
                          p->core->limits.nodes);
    return vec_reserve(&p->core->mem, &p->ast->nodes, 1);
}

static inline bool has_room(struct parser *p, struct span span)
{
    size_t n = p->ast->nodes.n;
    return (n < p->core->limits.nodes && n < p->ast->nodes.room) || grow_nodes(p, span);
}

/* Makes a span cover another of the same text. */
static inline void widen(struct span *span, struct span other)
{
    if (other.start < span->start) span->start = other.start;
    if (other.end > span->end) span->end = other.end;
}

/* Replaces the operands above `base` by a node that takes them as arguments. */
bool parser_make_node(struct parser *p, struct ast_node node, size_t base)
{
    struct ast *ast = p->ast;
    node.args = (uint32_t)ast->args.n;
    node.n = (uint32_t)(p->operands.n - base);
    if (!has_room(p, node.span) || !vec_reserve(&p->core->mem, &ast->args, node.n) ||
        !vec_reserve(&p->core->mem, &p->operands, 1))
        return false;
    for (size_t i = base; i < p->operands.n; i++) {
        ast->args.at[ast->args.n++] = p->operands.at[i];
        widen(&node.span, parser_node(p, p->operands.at[i])->span);
    }
    p->operands.at[base] = (uint32_t)ast->nodes.n;
    p->operands.n = base + 1;
    ast->nodes.at[ast->nodes.n++] = node;
    return true;
}

struct ast_node *parser_make_leaf(struct parser *p, enum ast_op op, struct span span)
{
    struct ast *ast = p->ast;
    if (!has_room(p, span) || !vec_reserve(&p->core->mem, &p->operands, 1)) return NULL;
    struct ast_node *node = &ast->nodes.at[ast->nodes.n];
    *node = (struct ast_node){
        .op = (uint8_t)op, .args = (uint32_t)ast->args.n, .span = span, .mark = span};
    p->operands.at[p->operands.n++] = (uint32_t)ast->nodes.n++;
    return node;
}

bool parser_push_frame(struct parser *p, struct frame frame)
{
    frame.operands = frame.item = (uint32_t)p->operands.n;
    if (frame.precedence == BINDS_BRACKET || frame.kind == FRAME_PREFIX)
        if (++p->depth > p->core->limits.depth)
            return diag_error(p->core, KIND_LIMIT, frame.span, "nested deeper than %zu levels",
                              p->core->limits.depth);
    if (frame.precedence == BINDS_BRACKET) p->brackets++;
    return vec_push(&p->core->mem, &p->frames, frame) || parser_out_of_memory(p);
}

bool parser_push_binary(struct parser *p, enum ast_op op, enum precedence precedence)
{
    if (!vec_reserve(&p->core->mem, &p->frames, 1)) return parser_out_of_memory(p);
    struct frame *frame = &p->frames.at[p->frames.n++];
    frame->kind = FRAME_BINARY;
    frame->op = (uint8_t)op;
    frame->detail = (uint8_t)p->token.kind;
    frame->precedence = (uint8_t)precedence;
    frame->span = p->token.span;
    return true;
}

/* Makes a node of the two newest operands, without a loop: most nodes are such. */
static inline bool reduce_binary(struct parser *p, const struct frame *frame)
{
    struct ast *ast = p->ast;
    if (!has_room(p, frame->span) || !vec_reserve(&p->core->mem, &ast->args, 2)) return false;
    uint32_t *operands = &p->operands.at[p->operands.n - 2], *args = &ast->args.at[ast->args.n];
    struct ast_node *node = &ast->nodes.at[ast->nodes.n];
    *node = (struct ast_node){.op = frame->op,
                              .detail = frame->detail,
                              .args = (uint32_t)ast->args.n,
                              .n = 2,
                              .span = frame->span,
                              .mark = frame->span};
    widen(&node->span, parser_node(p, operands[0])->span);
    widen(&node->span, parser_node(p, operands[1])->span);
    args[0] = operands[0];
    args[1] = operands[1];
    operands[0] = (uint32_t)ast->nodes.n++;
    ast->args.n += 2;
    p->operands.n--;
    return true;
}

/* Turns an operator frame, which was the top one, into a node. */
static inline bool reduce(struct parser *p, const struct frame *frame)
{
    if (frame->kind == FRAME_BINARY) return reduce_binary(p, frame);
    if (frame->kind == FRAME_PREFIX) p->depth--;
    struct ast_node node = {.op = frame->op,
                            .detail = frame->detail,
                            .name = frame->name,
                            .span = frame->span,
                            .mark = frame->span};
    return parser_make_node(p, node, p->operands.n - 1);
}

bool parser_reduce_some(struct parser *p, uint8_t precedence)
{
    while (p->frames.n && parser_top(p)->precedence >= precedence)
        if (!reduce(p, &p->frames.at[--p->frames.n])) return false;
    return true;
}

bool parser_push_prefix(struct parser *p, enum ast_op op, enum precedence precedence)
{
    struct frame frame = {.kind = FRAME_PREFIX,
                          .op = (uint8_t)op,
                          .precedence = (uint8_t)precedence,
                          .span = p->token.span};
    parser_advance(p);
    return parser_push_frame(p, frame);
}

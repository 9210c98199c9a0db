/* parse_stack.c - operands and pending operators, and the nodes that they become. */
#include "text/parse_private.h"

bool parser_out_of_memory(struct parser *p)
{
    p->core->mem.failed = true;
    return false;
}

void parser_advance(struct parser *p)
{
    p->token = token_next(p->core, p->source, &p->at);
}

static bool push_node(struct parser *p, const struct ast_node *node)
{
    struct mem *mem = &p->core->mem;
    struct ast *ast = p->ast;
    if (ast->nodes.n >= p->core->limits.nodes)
        return diag_error(p->core, KIND_LIMIT, node->span,
                          "the expression is larger than %zu operations", p->core->limits.nodes);
    return vec_push(mem, &ast->nodes, *node) &&
           vec_push(mem, &p->operands, (uint32_t)ast->nodes.n - 1);
}

/* Replaces the operands above `base` by a node that takes them as arguments. */
bool parser_make_node(struct parser *p, struct ast_node node, size_t base)
{
    struct ast *ast = p->ast;
    node.args = (uint32_t)ast->args.n;
    node.n = (uint32_t)(p->operands.n - base);
    if (!vec_reserve(&p->core->mem, &ast->args, node.n)) return false;
    for (size_t i = base; i < p->operands.n; i++) {
        ast->args.at[ast->args.n++] = p->operands.at[i];
        node.span = span_join(node.span, parser_node(p, p->operands.at[i])->span);
    }
    p->operands.n = base;
    return push_node(p, &node);
}

bool parser_make_leaf(struct parser *p, enum ast_op op, struct span span)
{
    struct ast_node node = {.op = (uint8_t)op, .span = span, .mark = span};
    node.args = (uint32_t)p->ast->args.n;
    return push_node(p, &node);
}

bool parser_make_name(struct parser *p, enum ast_op op, struct span span)
{
    const char *text = p->core->sources.at[p->source].bytes + span.start;
    uint32_t name = names_intern(&p->core->names, &p->core->arena, text, span.end - span.start);
    if (name == NAME_NONE) return parser_out_of_memory(p);
    struct ast_node node = {.op = (uint8_t)op, .name = name, .span = span, .mark = span};
    node.args = (uint32_t)p->ast->args.n;
    return push_node(p, &node);
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

/* Turns the top operator frame into a node. */
static bool reduce_one(struct parser *p)
{
    struct frame frame = p->frames.at[--p->frames.n];
    struct ast_node node = {.op = frame.op,
                            .detail = frame.detail,
                            .name = frame.name,
                            .span = frame.span,
                            .mark = frame.span};
    size_t arity = frame.kind == FRAME_BINARY ? 2 : 1;
    if (frame.kind == FRAME_PREFIX) p->depth--;
    return parser_make_node(p, node, p->operands.n - arity);
}

/* Reduces every pending operator that binds at least as tightly as `precedence`. */
bool parser_reduce_to(struct parser *p, uint8_t precedence)
{
    while (p->frames.n && parser_top(p)->precedence >= precedence &&
           parser_top(p)->precedence > BINDS_BRACKET)
        if (!reduce_one(p)) return false;
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

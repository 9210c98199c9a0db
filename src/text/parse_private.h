/* parse_private.h - the parser's state, shared by parse.c and parse_expression.c. */
#ifndef TEXT_PARSE_PRIVATE_H
#define TEXT_PARSE_PRIVATE_H

#include "text/ast.h"
#include "text/token.h"

/* An operator that waits for its right operand, or a bracket that waits to be closed. */
struct frame {
    uint8_t kind, op, detail, precedence;
    uint8_t colons;    /* FRAME_INDEX: seen in the current item */
    uint32_t operands; /* height of the operand stack when it was opened */
    uint32_t item;     /* FRAME_INDEX: height where the current item starts */
    uint32_t name;
    struct span span;    /* what an error about the operation points at */
    struct span bracket; /* the one that waits to be closed */
};

struct parser {
    struct core *core;
    struct ast *ast;
    uint32_t source, at;
    struct token token; /* the one looked at */
    VEC(uint32_t) operands;
    VEC(struct frame) frames;
    size_t depth;      /* open brackets and waiting signs */
    size_t brackets;   /* open brackets */
    bool after_number; /* the operand just read was a number: 2x, 3(x+1) */
    uint32_t first;    /* first node of the statement */
};

bool parser_out_of_memory(struct parser *p);
/* Looks at the next token. */
void parser_advance(struct parser *p);
/* The number of the name that is looked at, NAME_NONE without memory; leaves no node behind. */
uint32_t parser_name(struct parser *p);
/* Reads an expression up to the end of its statement, as nodes of the tree. */
bool parser_expression(struct parser *p);

#endif

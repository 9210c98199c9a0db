/* ast.h - the syntax tree: the text as written, before names are looked up. */
#ifndef TEXT_AST_H
#define TEXT_AST_H

#include "base/diag.h"

enum ast_op {
    AST_NUMBER,    /* the text of the span is the number; value as of its token */
    AST_INTEGER,   /* a pasted superscript, or True or False; its value is in `detail` */
    AST_NAME,      /* name; detail is 1 right behind a number, as in 2x */
    AST_NEGATE,    /* a */
    AST_ADD,       /* a, b */
    AST_SUBTRACT,  /* a, b */
    AST_MULTIPLY,  /* a, b */
    AST_DIVIDE,    /* a, b */
    AST_MATMUL,    /* a, b */
    AST_POWER,     /* a, b */
    AST_COMPARE,   /* a, b; detail is the token_kind. a may be one itself: 0 < x < 1 */
    AST_AND,       /* a, b */
    AST_OR,        /* a, b */
    AST_NOT,       /* a */
    AST_TRANSPOSE, /* a */
    AST_CALL,      /* name; detail is the number of primes, as in f'(x); arguments, those given by
                      keyword last, as AST_KEYWORD */
    AST_KEYWORD,   /* name; value */
    AST_LIST,      /* items */
    AST_INDEX,     /* a; one item per subscript: a value or AST_SLICE */
    AST_SLICE,     /* start, stop, step; each may be AST_NONE */
    AST_NONE,
    AST_SIGN, /* a; detail is the token_kind: a root, an absolute value between bars, a factorial */
    AST_OPS
};

/* Arguments always precede their node in the array: the array is in evaluation order, so a loop
 * over it needs no recursion. */
struct ast_node {
    uint8_t op;
    uint8_t detail;
    union {
        uint32_t name;
        uint32_t value; /* AST_NUMBER */
    };
    uint32_t args, n; /* range of ast->args */
    struct span span; /* the whole expression */
    struct span mark; /* the operator or function name, at which errors point */
};

enum statement_kind {
    STATEMENT_VALUE,
    STATEMENT_ASSIGN,
    STATEMENT_FUNCTION,
    STATEMENT_UNPACK,
    STATEMENT_EQUATION /* its value is left minus right */
};

/* A statement owns nodes first..last; node `last` is its value. */
struct statement {
    enum statement_kind kind;
    uint32_t name; /* the name being assigned or defined; the first of those being unpacked */
    struct span name_span;
    uint32_t params, n_params; /* range of ast->args, holding names: parameters, or all unpacked */
    uint32_t first, last;
};

/* The names that equations are about, in a program that has equations: `y = x*exp(y)` assigns
 * nothing to them, and `sin(y) = x` defines no function of them. The last statement is an equation
 * whatever its names are. */
struct ast_equations {
    const uint32_t *names;
    size_t n;
};

struct ast {
    VEC(struct ast_node) nodes;
    VEC(uint32_t) args;
    VEC(struct statement) statements;
    const struct ast_equations *equations; /* NULL: `=` assigns; not owned */
};

static inline uint32_t ast_arg(const struct ast *ast, const struct ast_node *node, uint32_t i)
{
    return ast->args.at[node->args + i];
}

void ast_free(struct ast *ast, struct mem *mem);

/* Parses a source and appends its statements. Returns false after appending a diagnostic. */
bool ast_parse(struct core *core, struct ast *ast, uint32_t source);

/* Returns the name of an operation, such as "add" or "call", for dumps. */
const char *ast_op_name(enum ast_op op);

#endif

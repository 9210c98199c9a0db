#include "text/ast.h"

void ast_free(struct ast *ast, struct mem *mem)
{
    vec_free(mem, &ast->nodes);
    vec_free(mem, &ast->args);
    vec_free(mem, &ast->statements);
}

const char *ast_op_name(enum ast_op op)
{
    static const char *const names[] = {
        [AST_NUMBER] = "number",     [AST_INTEGER] = "integer", [AST_NAME] = "name",
        [AST_NEGATE] = "negate",     [AST_ADD] = "add",         [AST_SUBTRACT] = "subtract",
        [AST_MULTIPLY] = "multiply", [AST_DIVIDE] = "divide",   [AST_MATMUL] = "matmul",
        [AST_POWER] = "power",       [AST_COMPARE] = "compare", [AST_TRANSPOSE] = "transpose",
        [AST_CALL] = "call",         [AST_KEYWORD] = "keyword", [AST_LIST] = "list",
        [AST_INDEX] = "index",       [AST_SLICE] = "slice",     [AST_NONE] = "none",
        [AST_AND] = "and",           [AST_OR] = "or",           [AST_NOT] = "not",
        [AST_SIGN] = "sign",
    };
    return names[op];
}

/* lower_name.c - what is known of names, and which of them may be free: not those of elementary
 * functions, nor what looks like the rest of a number. */
#include "graph/lower_private.h"

#include <string.h>

static struct core *core_of(struct frame *f)
{
    return f->l->g->core;
}

struct name_facts *lower_new_facts(struct lowering *l, uint32_t name)
{
    struct mem *mem = &l->g->core->mem;
    bool ok = name != NAME_NONE;
    while (ok && l->facts.n <= name) ok = vec_push(mem, &l->facts, (struct name_facts){0});
    if (ok) return &l->facts.at[name];
    return l->no_facts = (struct name_facts){0}, &l->no_facts;
}

struct binding *lower_new_binding(struct lowering *l, uint32_t name)
{
    struct mem *mem = &l->g->core->mem;
    bool ok = name != NAME_NONE;
    while (ok && l->bindings.n <= name) ok = vec_push(mem, &l->bindings, (struct binding){0});
    if (ok) return &l->bindings.at[name];
    return l->no_binding = (struct binding){0}, &l->no_binding;
}

static bool unknown_name(struct frame *f, const struct ast_node *node)
{
    const char *name = names_text(&core_of(f)->names, node->name);
    lower_error(f, KIND_NAME, node->span, "'%s' is not known here", name);
    bool infinity = !strcmp(name, "oo") || !strcmp(name, "Inf") || !strcmp(name, "infinity");
    diag_hint(core_of(f), "%s",
              infinity ? "infinity is written inf, and only a limit goes there"
                       : "a value must be a constant expression");
    return false;
}

/* True for a word of the language that nobody has given a value. */
static bool is_word(struct lowering *l, const struct locals *locals, const struct ast_node *node,
                    const char *word)
{
    uint32_t at;
    return node->op == AST_NAME && !strcmp(names_text(&l->g->core->names, node->name), word) &&
           !lower_find_local(locals, node->name, &at) && !lower_binding(l, node->name)->assigned &&
           !lower_is_users(lower_facts(l, node->name));
}

bool lower_is_infinity(struct lowering *l, const struct locals *locals, const struct ast_node *node)
{
    return is_word(l, locals, node, "inf");
}

bool lower_is_new_axis(struct lowering *l, const struct locals *locals, const struct ast_node *node)
{
    return is_word(l, locals, node, "None");
}

/* Is the node an argument of this function, as in where(mask, A, -inf)? */
static bool is_in_call(const struct lowering *l, uint32_t i, const char *function)
{
    const struct ast *ast = l->ast;
    for (uint32_t k = i + 1; k < ast->nodes.n; k++) {
        const struct ast_node *node = &ast->nodes.at[k];
        if (node->op == AST_NEGATE && ast_arg(ast, node, 0) == i) i = k;
        if (node->op != AST_CALL ||
            strcmp(names_text(&l->g->core->names, node->name), function) != 0)
            continue;
        for (uint32_t j = 0; j < node->n; j++)
            if (ast_arg(ast, node, j) == i) return true;
    }
    return false;
}

bool lower_infinity_error(struct lowering *l, const struct ast_node *node)
{
    diag_error(l->g->core, KIND_NAME, node->span,
               "inf may only be the order of a norm, or where a limit goes: norm(x, inf), "
               "limit(f, x, inf)");
    uint32_t i = (uint32_t)(node - l->ast->nodes.at);
    if (is_in_call(l, i, "where")) diag_hint(l->g->core, "softmax makes 0 of -1e9, too");
    if (is_in_call(l, i, "sum") || is_in_call(l, i, "prod"))
        diag_hint(l->g->core, "sums and products have finitely many terms");
    return false;
}

/* ---- functions without a parenthesis ---- */

/* The node whose first operand is node i, by this operation; 0 if there is none. */
static uint32_t find_parent(const struct ast *ast, uint32_t i, enum ast_op op)
{
    for (uint32_t k = i + 1; k < ast->nodes.n; k++) {
        const struct ast_node *node = &ast->nodes.at[k];
        if (node->op == op && node->n && ast_arg(ast, node, 0) == i) return k;
    }
    return 0;
}

/* A short operand as it is written, else "...". */
static const char *operand_text(struct frame *f, uint32_t parent)
{
    enum { LONGEST = 30 };
    const struct ast *ast = f->l->ast;
    if (!parent) return "...";
    struct span span = ast->nodes.at[ast_arg(ast, &ast->nodes.at[parent], 1)].span;
    const char *text = core_of(f)->sources.at[span.source].bytes + span.start;
    if (span.end - span.start > LONGEST || *text == '(') return "...";
    const char *copy = arena_text(&core_of(f)->arena, text, span.end - span.start);
    return copy ? copy : "...";
}

/* sin*x was meant as sin(x), and sin^2*x as sin(x)^2. */
static bool not_a_value(struct frame *f, const struct ast_node *node, const char *name)
{
    const struct ast *ast = f->l->ast;
    uint32_t i = (uint32_t)(node - ast->nodes.at), power = find_parent(ast, i, AST_POWER);
    uint32_t product = find_parent(ast, power ? power : i, AST_MULTIPLY);
    lower_error(f, KIND_NAME, node->span, "'%s' is a function", name);
    diag_hint(core_of(f), "write %s(%s)%s%s", name, operand_text(f, product), power ? "^" : "",
              power ? operand_text(f, power) : "");
    return false;
}

/* Names of elementary functions are not free for others, so that sin*x is not two names. */
static bool names_elementary(const char *text)
{
    const struct fn_row *row = fn_find(text, strlen(text));
    return row && !strcmp(row->group, "elementary");
}

/* ---- names right behind a number ---- */

static bool is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0) names++;
    return *names;
}

/* False, after an error, for what looks like the rest of a number: 1f, 1L, 1j, 1_x. */
static bool check_suffix(struct frame *f, const struct ast_node *node, const char *name)
{
    static const char *const types[] = {"f",   "F",   "L",   "ll",  "LL",  "ul",
                                        "UL",  "uL",  "ull", "ULL", "f32", "f64",
                                        "i32", "i64", "u32", "u64", NULL};
    static const char *const units[] = {"i", "j", "J", NULL};
    if (!node->detail) return true;
    bool type = is_among(name, types), unit = is_among(name, units);
    if (!type && !unit && *name != '_') return true;
    struct span literal = (node - 1)->span;
    enum { LONGEST = 40 };
    int n = literal.end - literal.start > LONGEST ? LONGEST : (int)(literal.end - literal.start);
    const char *digits = core_of(f)->sources.at[literal.source].bytes + literal.start;
    literal.end = node->span.end;
    lower_error(f, KIND_SYNTAX, literal, "%s",
                type   ? "a number has no suffix for its type"
                : unit ? "there are no imaginary numbers"
                       : "an underscore stands only between two digits");
    if (type)
        return diag_hint(core_of(f), "numbers are exact: write %.*s, or %.*s*%s for a product", n,
                         digits, n, digits, name);
    return diag_hint(core_of(f), "for a product write %.*s*%s", n, digits, name);
}

bool lower_check_free(struct frame *f, const struct ast_node *node)
{
    const char *text = names_text(&core_of(f)->names, node->name);
    bool closed = f->l->closed;
    bool function = closed ? fn_find(text, strlen(text)) != NULL : names_elementary(text);
    if (!check_suffix(f, node, text)) return false;
    if (function || lower_binding(f->l, node->name)->defined) return not_a_value(f, node, text);
    return !closed || lower_is_infinity(f->l, f->locals, node) || unknown_name(f, node);
}

bool lower_move_name(struct lowering *l, id x)
{
    return vec_push(&l->g->core->mem, &l->moving, graph_node(l->g, x)->data);
}

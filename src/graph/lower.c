#include "graph/lower.h"

#include "graph/linear.h"
#include "graph/lower_private.h"
#include "text/token.h"

#include <string.h>

static struct core *core_of(struct frame *f)
{
    return f->l->g->core;
}

/* ---- names ---- */

static id variable_of(struct lowering *l, uint32_t name, struct name_facts *facts)
{
    if (size_is_open(facts->size)) l->open_size = facts->size;
    if (facts->size) return graph_size(l->g, facts->size);
    if (!facts->listed && !facts->given) vec_push(&l->g->core->mem, &l->free, name);
    facts->listed = true;
    facts->uses++;
    return graph_variable(l->g, name, facts->shape);
}

id lower_name_value(struct lowering *l, uint32_t name)
{
    struct binding *b = lower_binding(l, name);
    if (b->assigned) return b->value;
    struct name_facts *facts = lower_facts(l, name);
    bool known = facts->given || facts->listed || facts->shaped;
    return known ? graph_variable(l->g, name, facts->shape) : POISON;
}

/* A name that the caller speaks of. */
static id value_of(struct lowering *l, uint32_t name, struct name_facts *facts)
{
    id variable = variable_of(l, name, facts);
    return facts->symmetric ? graph_symmetric_part(l->g, variable) : variable;
}

/* What users call something comes before constants and functions of the table. */
static id lower_name(struct frame *f, const struct ast_node *node)
{
    struct lowering *l = f->l;
    uint32_t at;
    if (lower_find_local(f->locals, node->name, &at)) {
        f->same = f->in_rule ? 0 : f->locals->operations[at];
        return f->locals->values[at];
    }
    struct binding *b = lower_binding(l, node->name);
    if (b->assigned) return f->same = b->operation, b->value;
    struct name_facts *facts = lower_facts(l, node->name);
    if (lower_is_users(facts)) return value_of(l, node->name, facts);
    bool met_before = facts->listed && !l->closed && !b->defined && !node->detail;
    if (met_before) return variable_of(l, node->name, facts); /* so it is not the table's */
    const char *text = names_text(&core_of(f)->names, node->name);
    int constant = constant_find(text, strlen(text));
    if (constant >= 0) return graph_constant(l->g, (enum constant)constant);
    if (!lower_check_free(f, node)) return POISON;
    if (lower_is_infinity(l, f->locals, node))
        return graph_variable(l->g, node->name, SHAPE_SCALAR); /* for norm(x, inf) */
    return variable_of(l, node->name, facts);
}

/* ---- lists and numbers ---- */

static id lower_list(struct frame *f, const struct ast_node *node)
{
    struct graph *g = f->l->g;
    const struct ast *ast = f->l->ast;
    if (node->n == 0)
        return lower_error(f, KIND_SHAPE, node->span, "a list needs at least one entry");
    id *items = mem_array(&g->core->mem, node->n, sizeof *items);
    if (!items) return POISON;
    bool ok = true;
    for (uint32_t i = 0; i < node->n && ok; i++) {
        uint32_t item = ast_arg(ast, node, i);
        items[i] = frame_value(f, item);
        struct span span = ast->nodes.at[item].span;
        if (graph_dims(g, items[i]).ndim == 2)
            ok = lower_error(f, KIND_SHAPE, span,
                             "a list of matrices: arrays have at most two axes");
        else if (graph_shape(g, items[i]) != graph_shape(g, items[0]))
            ok = lower_error(f, KIND_SHAPE, span,
                             "the entries of a list must have one shape, got %s after %s",
                             lower_shape(f, items[i]), lower_shape(f, items[0]));
    }
    id result = ok ? graph_stack(g, items, node->n) : POISON;
    mem_free_array(&g->core->mem, items, node->n, sizeof *items);
    return result;
}

static id lower_number(struct frame *f, const struct ast_node *node)
{
    struct graph *g = f->l->g;
    const struct source *source = &core_of(f)->sources.at[node->mark.source];
    bool is_short = node->mark.end - node->mark.start <= core_of(f)->limits.digits;
    if (node->value != TOKEN_NO_VALUE && is_short) return graph_int(g, node->value);
    number n = number_from_text(&g->numbers, source->bytes + node->mark.start,
                                node->mark.end - node->mark.start, node->mark);
    bool of_user = !f->in_rule && !f->l->closed;
    if (of_user && !number_is_integer(&g->numbers, n)) g->numbers.decimals = true;
    return graph_number(g, n);
}

/* Calls say themselves how they pass on. */
static enum passing passing_of(const struct ast_node *node)
{
    static const uint8_t passing[AST_OPS] = {
        [AST_NEGATE] = PASSES_ENTRIES,   [AST_ADD] = PASSES_ENTRIES,
        [AST_SUBTRACT] = PASSES_ENTRIES, [AST_MULTIPLY] = PASSES_ENTRIES,
        [AST_DIVIDE] = PASSES_ENTRIES,   [AST_POWER] = PASSES_ENTRIES,
        [AST_COMPARE] = PASSES_ENTRIES,  [AST_SIGN] = PASSES_ENTRIES,
        [AST_NOT] = PASSES_ENTRIES,      [AST_LIST] = PASSES_ITEMS,
    };
    return (enum passing)passing[node->op]; /* 0 is PASSES_ALL */
}

static inline id argument(const struct frame *f, const struct ast_node *node, uint32_t k)
{
    return frame_value(f, ast_arg(f->l->ast, node, k));
}

static id lower_node(struct frame *f, uint32_t i)
{
    const struct ast *ast = f->l->ast;
    const struct ast_node *node = &ast->nodes.at[i];
    struct graph *g = f->l->g;
    f->written.passing = passing_of(node);
    f->written.condition = POISON;
    f->same = 0;
    switch (node->op) {
    case AST_NUMBER: return lower_number(f, node);
    case AST_INTEGER: return graph_int(g, node->detail);
    case AST_NAME: return lower_name(f, node);
    case AST_NEGATE: return graph_neg(g, argument(f, node, 0));
    case AST_ADD:
    case AST_SUBTRACT:
    case AST_MULTIPLY:
    case AST_DIVIDE: return lower_chain(f, i);
    case AST_MATMUL: return lower_matmul(f, node, argument(f, node, 0), argument(f, node, 1));
    case AST_POWER: return lower_power(f, node, argument(f, node, 0), argument(f, node, 1));
    case AST_COMPARE:
    case AST_AND:
    case AST_OR: return lower_condition(f, node, argument(f, node, 0), argument(f, node, 1));
    case AST_NOT: return lower_condition(f, node, argument(f, node, 0), POISON);
    case AST_SIGN: return lower_sign(f, node, argument(f, node, 0));
    case AST_TRANSPOSE: return graph_transpose(g, argument(f, node, 0));
    case AST_CALL: return lower_call(f, node);
    case AST_KEYWORD:
        f->same = f->operations[ast_arg(ast, node, 0) - f->first];
        return argument(f, node, 0);
    case AST_LIST: return lower_list(f, node);
    case AST_INDEX: {
        const struct results *several = lower_results(f, ast_arg(ast, node, 0));
        return several ? lower_pick(f, node, several) : lower_index(f, node);
    }
    default: return POISON;
    }
}

/* The value of nodes without one of their own: parts of a chain, which its top node takes up, lists
 * of names and parts of subscripts. */
#define VALUELESS UINT32_MAX

/* What is summed has a value for each index, and the index itself stands right behind it. */
static void mark_terms(struct frame *f, const struct ast_node *node)
{
    const struct ast *ast = f->l->ast;
    uint32_t index = ast_arg(ast, node, 1);
    for (uint32_t i = lower_first_node(ast, ast_arg(ast, node, 0)); i <= index; i++)
        f->values[i - f->first] = VALUELESS;
}

/* Marks node i if it has no value, or those in it: what is summed over an index, the left operand
 * of a sum that is a sum itself, and so on, lists of names, slices and None in subscripts. */
static void mark_valueless(struct frame *f, uint32_t i)
{
    const struct ast *ast = f->l->ast;
    const struct ast_node *node = &ast->nodes.at[i];
    id *values = f->values;
    switch (node->op) {
    case AST_ADD:
    case AST_SUBTRACT:
    case AST_MULTIPLY:
    case AST_DIVIDE: {
        uint32_t left = ast_arg(ast, node, 0);
        if (lower_same_chain(node, &ast->nodes.at[left])) values[left - f->first] = VALUELESS;
        break;
    }
    case AST_CALL:
        if (lower_takes_names(f, node)) values[ast_arg(ast, node, 1) - f->first] = VALUELESS;
        if (lower_has_index(f, node)) mark_terms(f, node);
        break;
    case AST_INDEX:
        for (uint32_t k = 1; k < node->n; k++)
            if (lower_is_new_axis(f->l, f->locals, &ast->nodes.at[ast_arg(ast, node, k)]))
                values[ast_arg(ast, node, k) - f->first] = VALUELESS;
        break;
    case AST_NONE:
    case AST_SLICE: values[i - f->first] = VALUELESS; break;
    case AST_COMPARE:
    case AST_AND:
    case AST_OR:
    case AST_NOT: f->has_conditions = true; break;
    default: break;
    }
}

/* Is node i argument k of a call of this function? */
static bool is_argument(const struct frame *f, uint32_t i, const char *function, uint32_t k)
{
    const struct ast *ast = f->l->ast;
    for (uint32_t j = i + 1; j < ast->nodes.n; j++) {
        const struct ast_node *node = &ast->nodes.at[j];
        if (node->op == AST_CALL && node->n > k && ast_arg(ast, node, k) == i)
            return lower_calls(f, node, function);
    }
    return false;
}

/* inf is allowed only as the order of a norm, and inf and -inf where limits go. */
static bool check_infinity(struct frame *f, const struct ast_node *node)
{
    const struct ast *ast = f->l->ast;
    for (uint32_t k = 0; k < node->n; k++) {
        const struct ast_node *arg = &ast->nodes.at[ast_arg(ast, node, k)];
        if (arg->op != AST_NAME || arg->name != f->infinity ||
            !lower_is_infinity(f->l, f->locals, arg) || (k == 1 && lower_calls(f, node, "norm")) ||
            (k == 2 && lower_calls(f, node, "limit")))
            continue;
        uint32_t place = (uint32_t)(node - ast->nodes.at);
        if (node->op != AST_NEGATE || !is_argument(f, place, "limit", 2))
            return lower_infinity_error(f->l, arg);
    }
    return true;
}

/* Conditions, infinity and several results may stand in few places. */
static bool check_arguments(struct frame *f, const struct ast_node *node)
{
    if (f->has_conditions && !f->in_rule && !lower_check_conditions(f, node)) return false;
    if (f->infinity != NAME_NONE && !check_infinity(f, node)) return false;
    return lower_check_results(f, node);
}

/* ---- operations as they are written ---- */

static bool push_operand(struct frame *f, uint32_t node)
{
    return vec_push(&core_of(f)->mem, &f->operands, f->operations[node - f->first]);
}

/* The operands of a node; of a chain, all of them. Subscripts have none. */
static bool push_operands(struct frame *f, uint32_t i)
{
    const struct ast *ast = f->l->ast;
    const struct ast_node *top = &ast->nodes.at[i], *node = top;
    f->operands.n = 0;
    while (lower_is_chain(top)) {
        const struct ast_node *left = &ast->nodes.at[ast_arg(ast, node, 0)];
        if (!lower_same_chain(top, left)) break;
        if (!push_operand(f, ast_arg(ast, node, 1))) return false;
        node = left;
    }
    for (uint32_t k = 0; k < (node->op == AST_INDEX ? 1 : node->n); k++)
        if (!push_operand(f, ast_arg(ast, node, k))) return false;
    return true;
}

/* Notes node i if it has conditions, from guard number `from` on, or something in it has. */
static uint32_t note_operation(struct frame *f, uint32_t i, size_t from)
{
    struct lowering *l = f->l;
    if (f->same) return f->has_operations = true, f->same;
    bool noted = from < l->guards.all.n;
    if (!noted && !f->has_operations) return 0; /* nor has any operand */
    if (!push_operands(f, i)) return 0;
    for (size_t k = 0; k < f->operands.n && !noted; k++) noted = f->operands.at[k] != 0;
    if (!noted) return 0;
    f->written.shape = lower_written_shape(f, i);
    uint32_t operation = demand_note(&core_of(f)->mem, &l->demands, f->written, f->operands.at,
                                     (uint32_t)f->operands.n);
    f->has_operations = true;
    for (size_t k = from; k < l->guards.all.n; k++)
        if (!l->guards.all.at[k].operation) l->guards.all.at[k].operation = operation;
    return operation;
}

/* Gives node i its value; false if that is POISON. */
static bool lower_valued(struct frame *f, uint32_t i)
{
    size_t guards = f->l->guards.all.n;
    id value = lower_node(f, i);
    f->values[i - f->first] = value;
    if (value != POISON && !f->in_rule) f->operations[i - f->first] = note_operation(f, i, guards);
    return value != POISON;
}

static id lower_all(struct frame *f, uint32_t first, uint32_t last)
{
    struct graph *g = f->l->g;
    const struct ast_node *nodes = f->l->ast->nodes.at;
    for (uint32_t i = first; i <= last; i++) mark_valueless(f, i);
    bool checks = f->has_conditions || f->infinity != NAME_NONE;
    for (uint32_t i = first; i <= last; i++) {
        if (!core_go_on(g->core)) return POISON;
        if (!f->in_rule) g->span = nodes[i].span;
        if ((checks || f->several.n) && !check_arguments(f, &nodes[i])) return POISON;
        if (f->values[i - first] != VALUELESS && !lower_valued(f, i)) return POISON;
    }
    return f->values[last - first];
}

id lower_expression(struct lowering *l, const struct locals *locals, uint32_t first, uint32_t last,
                    bool in_rule)
{
    struct mem *mem = &l->g->core->mem;
    size_t n = last - first + 1;
    struct frame f = {.l = l, .locals = locals, .first = first, .in_rule = in_rule};
    f.infinity = in_rule ? NAME_NONE : names_find(&l->g->core->names, "inf", 3);
    size_t words = in_rule ? n : 2 * n; /* values, and operations behind them */
    f.values = mem_array(mem, words, sizeof *f.values);
    if (f.values && !in_rule) f.operations = f.values + n;
    id result = f.values ? lower_all(&f, first, last) : POISON;
    const struct results *several = lower_results(&f, last);
    l->results = several ? *several : (struct results){0};
    l->result = f.operations ? f.operations[n - 1] : 0;
    mem_free_array(mem, f.values, words, sizeof *f.values);
    vec_free(mem, &f.operands);
    vec_free(mem, &f.spine);
    vec_free(mem, &f.several);
    return result;
}

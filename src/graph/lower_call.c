/* lower_call.c - calls: elementwise functions of the table, functions of the program, where, and
 * positional and keyword arguments, limit. */
#include "graph/lower_private.h"

#include <string.h>
#include <strings.h>

enum { DEEPEST_CALL = 500 };

static struct core *core_of(struct frame *f)
{
    return f->l->g->core;
}

/* ---- unknown names ---- */

/* True for the dx of d/dx(f). */
static bool is_differential(const char *name)
{
    return name[0] == 'd' && name[1] && !name[2];
}

/* A name in letters of another size is as near as can be. */
static int distance(const char *name, const char *row, int most)
{
    return strcasecmp(name, row) ? names_distance(name, strlen(name), row, strlen(row), most) : 0;
}

static void suggest(struct frame *f, const char *name)
{
    const char *best = NULL, *elsewhere = fn_elsewhere(name);
    if (elsewhere || is_differential(name)) {
        diag_hint(core_of(f), "%s", elsewhere ? elsewhere : "a derivative is written diff(f, x)");
        return;
    }
    if (fn_find(name + 1, strlen(name) - 1) && strlen(name) > 2) {
        diag_hint(core_of(f), "for a product write %c*%s(...)", *name, name + 1);
        return;
    }
    int least = strlen(name) < 4 ? 1 : 2;
    for (size_t i = 0; i < n_fn_rows; i++) {
        if (!strcmp(fn_rows[i].group, "internal")) continue;
        int d = distance(name, fn_rows[i].name, least);
        if (d < least || (d == least && !best)) best = fn_rows[i].name, least = d;
    }
    if (best) diag_hint(core_of(f), "did you mean %s?", best);
}

/* Is the name, without a parenthesis, a value here? */
static bool is_value(struct frame *f, uint32_t name)
{
    const struct name_facts *facts = lower_facts(f->l, name);
    return lower_binding(f->l, name)->assigned || facts->given || facts->listed;
}

static id unknown_function(struct frame *f, const struct ast_node *node)
{
    const char *name = names_text(&core_of(f)->names, node->name);
    bool known = is_value(f, node->name);
    lower_error(f, KIND_NAME, node->mark,
                known ? "'%s' is not a function" : "there is no function '%s'", name);
    if (known || (strlen(name) == 1 && !fn_elsewhere(name)))
        diag_hint(core_of(f), "for a product write %s*(...)", name);
    else
        suggest(f, name);
    return POISON;
}

/* ---- arguments ---- */

static bool sort_arguments(struct frame *f, const struct ast_node *node, struct call *c)
{
    const struct ast *ast = f->l->ast;
    *c = (struct call){.frame = f, .node = node};
    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t arg = ast_arg(ast, node, i);
        const struct ast_node *n = &ast->nodes.at[arg];
        bool keyword = n->op == AST_KEYWORD;
        if (keyword && c->n_keywords < 3) {
            c->keywords[c->n_keywords] = names_text(&core_of(f)->names, n->name);
            c->keyword_values[c->n_keywords++] = frame_value(f, arg);
        } else if (keyword || c->n == MOST_ARGUMENTS || c->n_keywords) {
            lower_error(f, KIND_SYNTAX, n->span,
                        c->n_keywords ? "a positional argument after a keyword one"
                                      : "too many arguments");
            if (c->n_keywords && !keyword)
                diag_hint(core_of(f), "'%s=' names an argument; a comparison is written ==",
                          c->keywords[c->n_keywords - 1]);
            return false;
        } else {
            c->args[c->n] = frame_value(f, arg);
            c->nodes[c->n++] = arg;
        }
    }
    return true;
}

static id wrong_count(struct frame *f, const struct ast_node *node, const char *parameters,
                      uint32_t got)
{
    const char *name = names_text(&core_of(f)->names, node->name);
    lower_error(f, KIND_SYNTAX, node->span, "'%s' was given %u argument%s", name, got,
                got == 1 ? "" : "s");
    if (is_value(f, node->name))
        diag_hint(core_of(f), "it is written %s(%s); for a product write %s*(...)", name,
                  parameters, name);
    else
        diag_hint(core_of(f), "it is written %s(%s)", name, parameters);
    return POISON;
}

/* ---- elementwise functions ---- */

static id lower_where(struct call *c)
{
    struct frame *f = c->frame;
    if (!lower_fits(f, c->node->mark, "where", c->args[1], c->args[2]) ||
        !lower_fits(f, c->node->mark, "where", c->args[0], c->args[1]) ||
        !lower_fits(f, c->node->mark, "where", c->args[0], c->args[2]))
        return POISON;
    f->written.passing = PASSES_BRANCHES;
    f->written.condition = c->args[0];
    return graph_where(f->l->g, c->args[0], c->args[1], c->args[2]);
}

static void guard_logarithm(struct call *c, uint32_t k)
{
    struct lowering *l = c->frame->l;
    guards_of_fn(l->g, &l->guards, FN_log, &c->args[k], false, POISON, c->node->span);
}

/* log(x, b) is log(x)/log(b), whose pole at b = 1 is a division by 0. */
static id logarithm_to_base(struct call *c)
{
    struct frame *f = c->frame;
    struct graph *g = f->l->g;
    number base = NUMBER_ZERO;
    if (!lower_fits(f, c->node->mark, "log", c->args[0], c->args[1])) return POISON;
    f->written.passing = PASSES_ENTRIES;
    guard_logarithm(c, 0);
    guard_logarithm(c, 1);
    id divisor = graph_fn1(g, FN_log, c->args[1]);
    lower_guard_division(f, c->node, divisor);
    if (graph_shape(g, c->args[1]) == SHAPE_SCALAR) graph_is_number(g, c->args[1], &base);
    if (base == NUMBER_TWO) return graph_fn1(g, FN_log2, c->args[0]);
    if (base == number_from_int(&g->numbers, 10)) return graph_fn1(g, FN_log10, c->args[0]);
    return graph_div(g, graph_fn1(g, FN_log, c->args[0]), divisor);
}

static id lower_function(struct call *c, const struct fn_row *row)
{
    struct frame *f = c->frame;
    enum fn fn = (enum fn)row->function;
    if (!f->in_rule && !strcmp(row->name, "log") && c->n == 2 && !c->n_keywords)
        return logarithm_to_base(c);
    if (c->n != (uint32_t)fn_arity(fn) || c->n_keywords)
        return wrong_count(f, c->node, row->parameters, c->n + c->n_keywords);
    if (fn == FN_where && !f->in_rule) return lower_where(c);
    for (uint32_t i = 1; i < c->n; i++)
        if (!lower_fits(f, c->node->mark, row->name, c->args[i - 1], c->args[i])) return POISON;
    f->written.passing = PASSES_ENTRIES;
    if (!f->in_rule)
        guards_of_fn(f->l->g, &f->l->guards, fn, c->args, false, POISON, c->node->span);
    return graph_fn(f->l->g, fn, c->args);
}

/* A formula takes the place of its name. Its own conditions, which speak of its arguments, stand
 * for those of what it is made of. */
static id lower_formula(struct call *c, const struct fn_row *row)
{
    struct frame *f = c->frame;
    if (c->n != (uint32_t)fn_row_arity(row) || c->n_keywords)
        return wrong_count(f, c->node, row->parameters, c->n + c->n_keywords);
    for (uint32_t i = 1; i < c->n; i++)
        if (!lower_fits(f, c->node->mark, row->name, c->args[i - 1], c->args[i])) return POISON;
    f->written.passing = PASSES_ENTRIES;
    if (!f->in_rule) guards_of_row(f->l->g, &f->l->guards, row, c->args, c->node->span);
    return rule_formula(f->l->g, row->formula, c->args, c->n);
}

/* ---- functions of the program ---- */

static const char *parameter_list(struct frame *f, const struct statement *s)
{
    struct str text = {.mem = &core_of(f)->mem};
    for (uint32_t i = 0; i < s->n_params; i++)
        str_putf(&text, i ? ", %s" : "%s",
                 names_text(&core_of(f)->names, f->l->ast->args.at[s->params + i]));
    const char *copy = str_settle(&text, &core_of(f)->arena);
    return copy ? copy : "";
}

/* A call is noted as its body, and with it the arguments that the body has no use for. */
static uint32_t note_call(struct frame *f, id result, const uint32_t *arguments, uint32_t n)
{
    struct lowering *l = f->l;
    uint32_t body = l->result;
    struct written both = {.passing = PASSES_ALL,
                           .shape = l->results.n ? SHAPE_SCALAR : graph_shape(l->g, result)};
    for (uint32_t i = 0; i < n; i++) {
        if (arguments[i] == body || !demand_is_unused(&l->demands, arguments[i])) continue;
        uint32_t parts[] = {body, arguments[i]};
        body = demand_note(&l->g->core->mem, &l->demands, both, parts, 2);
    }
    return body;
}

static id call_defined(struct frame *f, const struct ast_node *node, const struct statement *s)
{
    struct lowering *l = f->l;
    struct mem *mem = &core_of(f)->mem;
    if (node->n != s->n_params) return wrong_count(f, node, parameter_list(f, s), node->n);
    if (l->calls >= DEEPEST_CALL)
        return lower_error(f, KIND_LIMIT, node->span,
                           "functions call each other deeper than %d levels", DEEPEST_CALL);
    id *values = mem_array(mem, node->n, sizeof *values), result = POISON;
    uint32_t *operations = mem_array(mem, node->n, sizeof *operations);
    const uint32_t *names = l->ast->args.at + s->params;
    for (uint32_t i = 0; values && operations && i < node->n; i++) {
        uint32_t arg = ast_arg(l->ast, node, i);
        values[i] = frame_value(f, arg);
        operations[i] = f->operations[arg - f->first];
        if (lower_facts(l, names[i])->keep_named)
            values[i] = graph_named(l->g, names[i], values[i]);
    }
    struct locals locals = {names, values, operations, node->n};
    l->calls++;
    if (values && operations) result = lower_expression(l, &locals, s->first, s->last, false);
    l->calls--;
    struct results several = l->results;
    several.node = (uint32_t)(node - l->ast->nodes.at);
    if (several.n && !vec_push(mem, &f->several, several)) result = POISON;
    if (result != POISON) f->same = note_call(f, result, operations, node->n);
    mem_free_array(mem, operations, node->n, sizeof *operations);
    mem_free_array(mem, values, node->n, sizeof *values);
    return result;
}

bool lower_calls(const struct frame *f, const struct ast_node *node, const char *function)
{
    return node->op == AST_CALL &&
           !strcmp(names_text(&f->l->g->core->names, node->name), function) &&
           !lower_binding(f->l, node->name)->defined;
}

/* ---- f'(x) ---- */

static id refuse_primes(struct frame *f, const struct ast_node *node, const char *name)
{
    lower_error(f, KIND_SYNTAX, node->span,
                "a prime is the derivative of a function of one number");
    diag_hint(f->l->g->core, "write diff(%s(...), x), grad or jacobian", name);
    return POISON;
}

/* As the function calls it; u, as the table has it. */
static uint32_t name_of_argument(struct lowering *l, const struct ast_node *node)
{
    struct core *core = l->g->core;
    const struct binding *b = lower_binding(l, node->name);
    if (!b->defined) return names_intern(&core->names, &core->arena, "u", 1);
    const struct statement *s = &l->ast->statements.at[b->statement];
    return s->n_params ? l->ast->args.at[s->params] : NAME_NONE;
}

/* The argument under a name of its own is what is differentiated by. */
static id lower_primes(struct frame *f, const struct ast_node *node)
{
    struct lowering *l = f->l;
    struct graph *g = l->g;
    struct ast_node plain = *node;
    struct call c = {.frame = f, .node = node};
    const char *name = names_text(&g->core->names, node->name);
    id *value = node->n ? &f->values[ast_arg(l->ast, node, 0) - f->first] : NULL;
    if (node->n != 1 || graph_shape(g, *value) != SHAPE_SCALAR || !l->derive)
        return refuse_primes(f, node, name);
    uint32_t own = name_of_argument(l, node);
    id given = *value, x = own == NAME_NONE ? POISON : graph_named(g, own, given);
    if (x == POISON) return POISON;
    plain.detail = 0;
    *value = x;
    id result = lower_call(f, &plain);
    *value = given;
    for (uint8_t k = 0; k < node->detail && result != POISON; k++)
        result = lower_operate(&c, l->derive->derivative, result, x);
    return result;
}

id lower_call(struct frame *f, const struct ast_node *node)
{
    struct lowering *l = f->l;
    const char *name = names_text(&core_of(f)->names, node->name);
    struct call c;
    if (node->detail) return lower_primes(f, node);
    const struct binding *b = f->in_rule ? NULL : lower_binding(l, node->name);
    if (b && b->defined) return call_defined(f, node, &l->ast->statements.at[b->statement]);
    const struct fn_row *row = fn_find(name, strlen(name));
    if (!row) return unknown_function(f, node);
    if (!sort_arguments(f, node, &c)) return POISON;
    if (row->formula) return lower_formula(&c, row);
    if (row->function >= 0) return lower_function(&c, row);
    id value = lower_builder(&c, (enum builder)row->builder);
    if (c.divisor != POISON) lower_guard_division(f, node, c.divisor);
    return value;
}

/* ---- limits ---- */

static bool is_infinity(struct call *c, const struct ast_node *node)
{
    return lower_is_infinity(c->frame->l, c->frame->locals, node);
}

/* Reads `a`, which may be inf or -inf. */
static bool read_target(struct call *c, struct limit_target *to)
{
    const struct ast *ast = c->frame->l->ast;
    const struct ast_node *n = &ast->nodes.at[c->nodes[2]];
    struct graph *g = c->frame->l->g;
    if (is_infinity(c, n)) to->infinite = 1;
    if (n->op == AST_NEGATE && is_infinity(c, &ast->nodes.at[ast_arg(ast, n, 0)]))
        to->infinite = -1;
    to->at = to->infinite ? graph_int(g, 0) : c->args[2];
    return graph_shape(g, to->at) == SHAPE_SCALAR || lower_bad_shape(c, 2, "a scalar");
}

static bool read_side(struct call *c, struct limit_target *to)
{
    int64_t side = 0;
    if (c->n < 4) return true;
    if (!lower_integer(c->frame, c->args[3], lower_span_of(c, 3), "the side", &side)) return false;
    to->side = (int)side;
    if ((side == 1 || side == -1) && !to->infinite) return true;
    return lower_error(c->frame, KIND_USAGE, lower_span_of(c, 3),
                       "the side is 1, from the right, or -1, from the left");
}

id build_limit(struct call *c)
{
    struct lowering *l = c->frame->l;
    struct limit_target to = {.span = c->node->span};
    if (c->n < 3 || c->n > 4 || c->n_keywords || !l->derive) return lower_usage(c, BUILD_limit);
    id f = c->args[0], x = c->args[1];
    const struct ast_node *name = &l->ast->nodes.at[c->nodes[1]];
    if (name->op != AST_NAME || graph_op(l->g, x) != OP_VARIABLE)
        return lower_error(c->frame, KIND_NAME, name->span, "limit moves a name without a value");
    if (graph_shape(l->g, x) != SHAPE_SCALAR) return lower_bad_shape(c, 1, "a scalar");
    if (graph_shape(l->g, f) != SHAPE_SCALAR) return lower_bad_shape(c, 0, "a scalar");
    if (!read_target(c, &to) || !read_side(c, &to)) return POISON;
    uint32_t operation = c->frame->operations[c->nodes[0] - c->frame->first];
    return lower_limit(l, f, operation, x, &to);
}

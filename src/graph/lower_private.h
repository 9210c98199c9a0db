/* lower_private.h - what the files that lower the syntax tree share, and rules.c. */
#ifndef GRAPH_LOWER_PRIVATE_H
#define GRAPH_LOWER_PRIVATE_H

#include "graph/lower.h"

/* Names that have a meaning only within one function body or rule. */
struct locals {
    const uint32_t *names;
    const id *values;
    const uint32_t *operations; /* as the values were written, in demand.h; NULL in rules */
    uint32_t n;
};

/* One expression being lowered; values[i - first] is the meaning of AST node i. */
struct frame {
    struct lowering *l;
    const struct locals *locals;
    uint32_t first;
    id *values;
    uint32_t *operations;        /* by node: its number in demand.h, or 0 */
    bool has_operations;         /* some are not 0 */
    VEC(uint32_t) operands;      /* operations */
    VEC(uint32_t) spine;         /* nodes of the chain at hand, its top first */
    struct written written;      /* the node at hand, as far as it is not PASSES_ALL */
    uint32_t same;               /* the operation that a name or call at hand stands for, or 0 */
    VEC(struct results) several; /* calls that have several results */
    bool in_rule;                /* a rule of the table: no guards, comparisons anywhere */
    bool has_conditions;         /* comparisons, and, or, not */
    uint32_t infinity;           /* the name inf, if the program has it, or NAME_NONE */
};

enum { MOST_ARGUMENTS = 8 };

/* A call's arguments, separated into positional and keyword ones. */
struct call {
    struct frame *frame;
    const struct ast_node *node;
    uint32_t n; /* number of positional arguments */
    id args[MOST_ARGUMENTS];
    uint32_t nodes[MOST_ARGUMENTS];
    const char *keywords[3];
    id keyword_values[3];
    uint32_t n_keywords;
    id divisor; /* what the call has divided by, if that may be 0 */
};

/* Returns the value of the expression in nodes first..last, POISON after an error. */
id lower_expression(struct lowering *l, const struct locals *locals, uint32_t first, uint32_t last,
                    bool in_rule);

/* Returns what a name is bound to at the current place of the program. lower_new_binding() is for
 * names that are new. */
struct binding *lower_new_binding(struct lowering *l, uint32_t name);
static inline struct binding *lower_binding(struct lowering *l, uint32_t name)
{
    return name < l->bindings.n ? &l->bindings.at[name] : lower_new_binding(l, name);
}
/* True for a name that may be free. Else, after an error, it is a function's or the rest of a
 * number, or free names are not allowed. */
bool lower_check_free(struct frame *f, const struct ast_node *node);
/* Notes that a call takes a name out of its formula, so that it is free only if used elsewhere. */
bool lower_move_name(struct lowering *l, id x);
/* Finds a name among the names of a function body or rule. */
static inline bool lower_find_local(const struct locals *locals, uint32_t name, uint32_t *at)
{
    for (*at = 0; locals && *at < locals->n; ++*at)
        if (locals->names[*at] == name) return true;
    return false;
}
/* True for the names `inf`, and `None`, which is a new axis in a subscript, if nobody has given
 * them a value. lower_infinity_error() is the error that `inf` is not allowed here. */
bool lower_is_infinity(struct lowering *l, const struct locals *locals,
                       const struct ast_node *node);
bool lower_is_new_axis(struct lowering *l, const struct locals *locals,
                       const struct ast_node *node);
bool lower_infinity_error(struct lowering *l, const struct ast_node *node);

/* lower_words.c: the only name that a call's arguments have; POISON if there are none or several.
 */
id lower_only_name(struct call *c);
/* lower_calculus.c: the leaf that a node of the syntax tree names: a variable, or an assigned value
 * that stays visible; POISON after an error. */
id lower_leaf(struct call *c, uint32_t at);
/* Which of the first n operations (demand.h) one is made of, itself included; to be freed, NULL
 * without memory. */
bool *lower_mark_operations(struct lowering *l, uint32_t operation, size_t n);
/* The limit of f, which is written as this operation (demand.h). */
id lower_limit(struct lowering *l, id f, uint32_t operation, id x, const struct limit_target *to);
id lower_call(struct frame *f, const struct ast_node *node);
/* True for grad(f, [x, y]) and its kind: argument 1 is a list of names, which has no value. */
bool lower_takes_names(const struct frame *f, const struct ast_node *node);
/* lower_operators.c: true for sum(f, i, a, b) and prod(f, i, a, b), whose first two arguments have
 * no value; their sum or product; the first of the nodes of which a node is made. */
bool lower_has_index(const struct frame *f, const struct ast_node *node);
id lower_terms(struct call *c, bool product);
uint32_t lower_first_node(const struct ast *ast, uint32_t node);
/* True for a call of this function of the table, if the program defines none of its name. */
bool lower_calls(const struct frame *f, const struct ast_node *node, const char *function);
id lower_builder(struct call *c, enum builder builder);
id lower_index(struct frame *f, const struct ast_node *node);
/* lower_several.c. A builder of a function with several results ends with lower_several(), which
 * takes them in the order in which Q, R = qr(A) names them; they may differ in shape. It returns
 * the first, for the builder to return, or POISON if one of them is POISON. That is all that such a
 * builder does: qr(A)[1] and Q, R = qr(A) then work, and any other use of the call is an error. The
 * summary in functions.def names the results in order. */
id lower_several(struct call *c, const id *results, uint32_t n);
/* The results of a node of the syntax tree, or NULL where it has one. */
const struct results *lower_results(const struct frame *f, uint32_t node);
/* A node's shape for demand.h: several results, whose shapes may differ, matter as one scalar. */
shape lower_written_shape(const struct frame *f, uint32_t node);
/* The one that node, an AST_INDEX of such a call, picks. */
id lower_pick(struct frame *f, const struct ast_node *node, const struct results *from);
/* False after an error: a node takes several results as one value. lower_one_result() is the same
 * for the last expression, which stands at `span`. */
bool lower_check_results(struct frame *f, const struct ast_node *node);
bool lower_one_result(struct lowering *l, struct span span);
/* That error, which is at `span`; false. */
bool lower_used_as_one(struct lowering *l, const struct results *r, struct span span);
bool lower_out_of_range(struct frame *f, struct span span, int64_t i, int64_t size);

/* One subscript: a slice of its axis, and whether the axis is dropped; or an index that is data. */
struct subscript {
    struct slice slice;
    bool drops;
    id data;
    struct span span;
};
/* lower_gather.c: subscripts of a's axes of which some are data. lower_check_index() notes what an
 * index must fulfil along an axis, and that its names do not vary; false after an error. */
id lower_gather(struct frame *f, const struct ast_node *node, id a,
                const struct subscript *subscripts);
bool lower_is_data(struct frame *f, id value);
bool lower_check_index(struct frame *f, id index, struct span span, int64_t size);
/* lower_operators.c. A chain is a sum or a product that is written as one: its top takes in all of
 * it. */
id lower_chain(struct frame *f, uint32_t top);
static inline bool lower_is_sum(const struct ast_node *n)
{
    return n->op == AST_ADD || n->op == AST_SUBTRACT;
}
static inline bool lower_is_product(const struct ast_node *n)
{
    return n->op == AST_MULTIPLY || n->op == AST_DIVIDE;
}
static inline bool lower_is_chain(const struct ast_node *n)
{
    return lower_is_sum(n) || lower_is_product(n);
}
static inline bool lower_same_chain(const struct ast_node *a, const struct ast_node *b)
{
    return (lower_is_sum(a) && lower_is_sum(b)) || (lower_is_product(a) && lower_is_product(b));
}
void lower_guard_division(struct frame *f, const struct ast_node *node, id divisor);
id lower_power(struct frame *f, const struct ast_node *node, id a, id b);
id lower_matmul(struct frame *f, const struct ast_node *node, id a, id b);
id lower_sign(struct frame *f, const struct ast_node *node, id a);
/* lower_calculus.c: differentiates f by x and notes the operation. */
id lower_operate(struct call *c, derive_hook *operator, id f, id x);

/* lower_condition.c. Comparisons, and, or, not: allowed only as conditions, which
 * lower_check_conditions() checks of a node's arguments. */
id lower_condition(struct frame *f, const struct ast_node *node, id a, id b);
static inline bool lower_is_condition(const struct ast_node *node)
{
    return node->op == AST_COMPARE || node->op == AST_AND || node->op == AST_OR ||
           node->op == AST_NOT;
}
bool lower_check_conditions(struct frame *f, const struct ast_node *node);
bool lower_condition_error(struct lowering *l, const struct ast_node *condition);

static inline id frame_value(const struct frame *f, uint32_t node)
{
    return f->values[node - f->first];
}

/* Reads an integer constant. False after an error that says `what` must be one. */
bool lower_integer(struct frame *f, id value, struct span span, const char *what, int64_t *out);
/* Reads a size: an integer constant of at least 1, or a letter that stands for a size. */
bool lower_size(struct frame *f, id value, struct span span, int64_t *out);
/* True if the sizes are numbers; else it is an error. */
bool lower_counted(struct frame *f, id a, struct span span);
/* Errors of a call, both returning POISON: lower_usage() says which arguments it takes,
 * lower_bad_shape() which shape argument k must have. lower_span_of() returns where argument k is
 * written. */
id lower_usage(struct call *c, enum builder builder);
struct span lower_span_of(struct call *c, uint32_t k);
id lower_bad_shape(struct call *c, uint32_t k, const char *wanted);
/* Returns the value of a keyword argument and marks it as used; POISON if it is not there. */
id lower_keyword(struct call *c, const char *name);
bool lower_no_keywords(struct call *c);
/* Reads the axis (positional at `position`, or by keyword) and keepdims. */
struct axes {
    uint32_t axis;
    bool keep;
};
bool lower_axis(struct call *c, uint32_t position, struct axes *out);
/* Restores the axes that a reduction of argument 0 should keep. */
id lower_finish_axis(struct call *c, id reduced, struct axes axes);
/* Reduces a call's arguments entry by entry; there are several. */
id lower_reduce_arguments(struct call *c, enum reduction how);
/* Functions of the table that build other nodes: in lower_builder.c, lower_compose.c,
 * lower_linear.c and lower_gather.c. */
#define BUILDER(name, ...) id build_##name(struct call *c);
#include "fn/functions.def"
/* Errors, all returning POISON. */
id lower_error(struct frame *f, enum kind kind, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
id lower_mismatch(struct frame *f, struct span span, const char *operation, id a, id b);
id lower_inner_mismatch(struct frame *f, struct span span, const char *operation, id a, id b);
bool lower_fits(struct frame *f, struct span span, const char *operation, id a, id b);
const char *lower_shape(struct frame *f, id a);

#endif

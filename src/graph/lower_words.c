/* lower_words.c - words of algebra, such as those that change the form of a formula. */
#include "graph/lower_private.h"

static struct graph *graph_of(struct call *c)
{
    return c->frame->l->g;
}

static const char *call_name(struct call *c)
{
    return names_text(&graph_of(c)->core->names, c->node->name);
}

/* ---- words that change the form ---- */

/* A result keeps its form where it is the answer. */
static id keep_form(struct call *c, id value)
{
    struct lowering *l = c->frame->l;
    return value != POISON && vec_push(&l->g->core->mem, &l->forms, value) ? value : POISON;
}

static id use_word(struct call *c, enum algebra_word word)
{
    struct graph *g = graph_of(c);
    size_t errors = g->core->diags.n;
    id args[MOST_ARGUMENTS] = {POISON};
    for (uint32_t k = 0; k < c->n; k++) args[k] = c->args[k];
    id value = c->frame->l->derive->word(g, word, args, &c->divisor);
    if (g->core->diags.n > errors) g->core->diags.at[errors].span = c->node->span;
    return value;
}

static bool are_scalars(struct call *c)
{
    for (uint32_t k = 0; k < c->n; k++)
        if (graph_shape(graph_of(c), c->args[k]) != SHAPE_SCALAR)
            return lower_bad_shape(c, k, "a scalar");
    return true;
}

static id apply(struct call *c, enum builder builder, enum algebra_word word, uint32_t n)
{
    if (c->n != n || c->n_keywords || !c->frame->l->derive) return lower_usage(c, builder);
    return are_scalars(c) ? keep_form(c, use_word(c, word)) : POISON;
}

#define WORD(name, word)                                  \
    id build_##name(struct call *c)                       \
    {                                                     \
        return apply(c, BUILD_##name, ALGEBRA_##word, 1); \
    }
WORD(expand, EXPAND)
WORD(together, TOGETHER)
WORD(factor, FACTOR)
WORD(cancel, CANCEL)
WORD(numerator, NUMERATOR)
WORD(denominator, DENOMINATOR)
#undef WORD

id build_collect(struct call *c)
{
    return apply(c, BUILD_collect, ALGEBRA_COLLECT, 2);
}

/* ---- words that go by a name ---- */

id lower_only_name(struct call *c)
{
    struct graph *g = graph_of(c);
    struct reach reach = {0};
    id name = POISON;
    uint32_t names = 0;
    if (!graph_reach(g, c->args, c->n, &reach)) return POISON;
    for (size_t i = 0; i < reach.ids.n; i++)
        if (graph_op(g, reach.ids.at[i]) == OP_VARIABLE) name = reach.ids.at[i], names++;
    reach_free(g, &reach);
    return names == 1 ? name : POISON;
}

/* A word that goes by the powers of a name, its last argument; of one name it need not be said. */
static id apply_by_name(struct call *c, enum builder builder, enum algebra_word word, uint32_t n)
{
    if (c->n + 1 == n && are_scalars(c)) {
        c->args[c->n] = lower_only_name(c);
        if (c->args[c->n] != POISON) c->n++;
    } else if (c->n == n && graph_op(graph_of(c), c->args[n - 1]) != OP_VARIABLE) {
        return lower_error(c->frame, KIND_NAME, lower_span_of(c, n - 1),
                           "'%s' needs a name without a value here", call_name(c));
    }
    return apply(c, builder, word, n);
}

id build_apart(struct call *c)
{
    return apply_by_name(c, BUILD_apart, ALGEBRA_APART, 2);
}

id build_coefficients(struct call *c)
{
    id list = apply_by_name(c, BUILD_coefficients, ALGEBRA_COEFFICIENTS, 2);
    if (list != POISON && !lower_move_name(c->frame->l, c->args[1])) return POISON;
    return list;
}

static id divide(struct call *c, enum builder builder, enum algebra_word word, const char *numbers)
{
    const struct graph *g = graph_of(c);
    number value;
    bool are_numbers = c->n == 2 && graph_is_number(g, c->args[0], &value) &&
                       graph_is_number(g, c->args[1], &value);
    id result = apply_by_name(c, builder, word, 3);
    if (are_numbers) diag_hint(g->core, "of numbers write %s", numbers);
    return result;
}

id build_quotient(struct call *c)
{
    return divide(c, BUILD_quotient, ALGEBRA_QUOTIENT, "floor(x/y)");
}

id build_remainder(struct call *c)
{
    return divide(c, BUILD_remainder, ALGEBRA_REMAINDER, "mod(x, y)");
}

/* ---- common divisors ---- */

/* Names stand for themselves here, so that one with a value would mislead. */
static bool is_without_value(struct call *c, id a)
{
    const struct node *n = graph_node(graph_of(c), a);
    if (n->op != OP_VARIABLE && n->op != OP_NAMED) return true;
    const struct name_facts *facts = lower_facts(c->frame->l, n->data);
    if (n->op == OP_NAMED ? !facts->is_leaf : !facts->given) return true;
    const char *name = names_text(&graph_of(c)->core->names, n->data);
    lower_error(c->frame, KIND_NAME, c->node->span,
                "'%s' takes names as they are, and '%s' has a value", call_name(c), name);
    diag_hint(graph_of(c)->core, "write the value into the program: %s = ...; %s(...)", name,
              call_name(c));
    return false;
}

static bool are_without_values(struct call *c)
{
    struct graph *g = graph_of(c);
    struct reach reach = {0};
    bool ok = graph_reach(g, c->args, c->n, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++) ok = is_without_value(c, reach.ids.at[i]);
    reach_free(g, &reach);
    return ok;
}

static id apply_to_all(struct call *c, enum builder builder, enum algebra_word word)
{
    uint32_t n = c->n;
    if (n < 2 || c->n_keywords || !c->frame->l->derive) return lower_usage(c, builder);
    if (!are_scalars(c) || !are_without_values(c)) return POISON;
    for (uint32_t k = 1; k < n && c->args[0] != POISON; k++) {
        c->args[1] = c->args[k];
        c->args[0] = use_word(c, word);
    }
    return keep_form(c, c->args[0]);
}

/* The number may be known only where the name has its value. */
id build_factorint(struct call *c)
{
    if (c->n != 1 || c->n_keywords || !c->frame->l->derive) return lower_usage(c, BUILD_factorint);
    return are_scalars(c) && are_without_values(c) ? use_word(c, ALGEBRA_FACTORINT) : POISON;
}

id build_gcd(struct call *c)
{
    return apply_to_all(c, BUILD_gcd, ALGEBRA_GCD);
}

id build_lcm(struct call *c)
{
    return apply_to_all(c, BUILD_lcm, ALGEBRA_LCM);
}

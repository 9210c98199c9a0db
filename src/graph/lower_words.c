/* lower_words.c - words of algebra, which change the form of a formula, and subs(f, x, a). */
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
    id divisor = POISON, args[MOST_ARGUMENTS] = {POISON};
    for (uint32_t k = 0; k < c->n; k++) args[k] = c->args[k];
    id value = c->frame->l->derive->word(g, word, args, &divisor);
    if (g->core->diags.n > errors) g->core->diags.at[errors].span = c->node->span;
    if (divisor != POISON) lower_guard_division(c->frame, c->node, divisor);
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

/* The only name that the arguments have, or POISON. */
static id only_name(struct call *c)
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
        c->args[c->n] = only_name(c);
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
                "'%s' is of polynomials, whose names have no value, and '%s' has one", call_name(c),
                name);
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

id build_gcd(struct call *c)
{
    return apply_to_all(c, BUILD_gcd, ALGEBRA_GCD);
}

id build_lcm(struct call *c)
{
    return apply_to_all(c, BUILD_lcm, ALGEBRA_LCM);
}

/* ---- a value in the place of a name: subs(f, x, a) ---- */

struct putting {
    struct lowering *l;
    id x, value;
    uint32_t *moved; /* by operation: the same with the value put in, or 0 */
};

static bool put_into(const struct putting *p, id *a)
{
    return *a == POISON || p->l->derive->put_in(p->l->g, a, p->x, p->value);
}

/* Operation i once more, with the value put in; 0 without memory. */
static uint32_t copy_operation(struct putting *p, size_t i)
{
    struct mem *mem = &p->l->g->core->mem;
    struct demands *d = &p->l->demands;
    struct written copy = d->all.at[i];
    uint32_t copied = 0, *args = mem_array(mem, copy.n, sizeof *args);
    for (uint32_t k = 0; args && k < copy.n; k++) args[k] = p->moved[d->args.at[copy.args + k]];
    if (args && put_into(p, &copy.condition))
        copied = demand_note(mem, d,
                             (struct written){.passing = copy.passing,
                                              .shape = copy.shape,
                                              .condition = copy.condition},
                             args, copy.n);
    mem_free_array(mem, args, copy.n, sizeof *args);
    return copied;
}

/* The conditions on f are those on the same operations with the value put in. */
static bool copy_guards(struct putting *p, size_t n)
{
    struct guards *guards = &p->l->guards;
    size_t before = guards->all.n;
    for (size_t i = 0; i < before; i++) {
        struct guard copy = guards->all.at[i];
        if (!copy.operation || copy.operation >= n || !p->moved[copy.operation]) continue;
        copy.operation = p->moved[copy.operation];
        if (!put_into(p, &copy.condition) || !put_into(p, &copy.when) ||
            !put_into(p, &copy.subject))
            return false;
        guards_add(p->l->g, guards, copy);
    }
    return true;
}

/* Returns the operation of f with the value put in; 0 without memory or after an error. */
static uint32_t move_operations(struct putting *p, uint32_t of)
{
    struct mem *mem = &p->l->g->core->mem;
    size_t n = p->l->demands.all.n;
    bool *marked = lower_mark_operations(p->l, of, n), ok = marked != NULL;
    p->moved = mem_array(mem, n, sizeof *p->moved);
    for (size_t i = 1; ok && p->moved && i <= of; i++)
        ok = !marked[i] || (p->moved[i] = copy_operation(p, i));
    if (ok) p->l->demands.all.at[of].replaced = true;
    uint32_t moved = ok && p->moved && copy_guards(p, n) ? p->moved[of] : 0;
    mem_free_array(mem, marked, n, sizeof *marked);
    mem_free_array(mem, p->moved, n, sizeof *p->moved);
    return moved;
}

static uint32_t operation_of(const struct call *c, uint32_t k)
{
    return c->frame->operations[c->nodes[k] - c->frame->first];
}

/* The call stands for f with the value put in, and the value: f as it was may be used nowhere. */
static bool note_putting(struct call *c, struct putting *p)
{
    uint32_t of = operation_of(c, 0), parts[2] = {0, operation_of(c, 2)};
    if (!of) return true;
    parts[0] = move_operations(p, of);
    struct written both = {.passing = PASSES_ALL, .shape = graph_shape(graph_of(c), c->args[0])};
    c->frame->same = demand_note(&graph_of(c)->core->mem, &p->l->demands, both, parts, 2);
    return parts[0] && c->frame->same;
}

id build_subs(struct call *c)
{
    struct lowering *l = c->frame->l;
    if (c->n != 3 || c->n_keywords || !l->derive) return lower_usage(c, BUILD_subs);
    struct graph *g = graph_of(c);
    struct putting p = {.l = l, .x = lower_leaf(c, c->nodes[1]), .value = c->args[2]};
    if (p.x == POISON) return POISON;
    shape s = graph_shape(g, p.x);
    if (graph_shape(g, p.value) == SHAPE_SCALAR && s != SHAPE_SCALAR)
        p.value = graph_broadcast(g, p.value, s);
    if (graph_shape(g, p.value) != s) return lower_bad_shape(c, 2, "a value of the name's shape");
    id f = c->args[0];
    if (!put_into(&p, &f) || !note_putting(c, &p) || !lower_move_name(l, p.x)) return POISON;
    return f;
}

/* kinks.c - conditions under which a function, and not just its formula, has a derivative. */
#include "pass/derive.h"
#include "pass/substitute.h"
#include "pass/words.h"
#include "question/stages.h"

/* Entries are summed with the weights exp(k/n), so that none cancels another: these are linearly
 * independent over the algebraic numbers (Lindemann and Weierstrass, 1885). */
static id weighted_sum(struct graph *g, id f)
{
    shape s = graph_shape(g, f);
    int64_t n = shape_count(&g->shapes, s);
    if (n == 1) return graph_reduce(g, REDUCE_SUM, f, AXIS_ALL);
    id places = graph_scale(g, number_from_ratio(&g->numbers, 1, n), graph_range(g, n));
    id weights = graph_reshape(g, graph_fn1(g, FN_exp, places), s);
    return graph_reduce(g, REDUCE_SUM, graph_mul(g, weights, f), AXIS_ALL);
}

/* The conditions under which f, and not just its formula, has derivatives by n leaves. */
static bool note_kinks(struct graph *g, id f, const id *leaves, size_t n, struct guards *kinks)
{
    struct mem *mem = &g->core->mem;
    if (!kinks || n == 0) return true;
    id *gradients = mem_array(mem, n, sizeof *gradients);
    bool ok = gradients && derive_reverse(g, weighted_sum(g, f), leaves, n, gradients, kinks);
    mem_free_array(mem, gradients, n, sizeof *gradients);
    return ok;
}

bool kinks_note(struct question *q, id f, const id *leaves, size_t n)
{
    bool matter = q->at_point || q->request->command == DCALC_CHECK;
    return note_kinks(q->graph, f, leaves, n, matter ? &q->kinks : NULL);
}

/* ---- the operators of the language, whose kinks count too ---- */

static id hook_gradient(struct graph *g, id f, id x, struct guards *kinks)
{
    id gradient;
    return derive_reverse(g, f, &x, 1, &gradient, kinks) ? gradient : POISON;
}

static id hook_jacobian(struct graph *g, id v, id x, struct guards *kinks)
{
    return derive_jacobian(g, v, x, kinks);
}

static id hook_derivative(struct graph *g, id f, id x, struct guards *kinks)
{
    return note_kinks(g, f, &x, 1, kinks) ? derive_forward(g, f, x) : POISON;
}

/* ---- words of algebra ---- */

static id hook_word(struct graph *g, enum algebra_word word, const id *args, id *divisor)
{
    id f = args[0], x = args[1];
    switch (word) {
    case ALGEBRA_EXPAND: return words_expand(g, f);
    case ALGEBRA_COLLECT: return words_collect(g, f, x);
    case ALGEBRA_COEFFICIENTS: return words_coefficients(g, f, x);
    case ALGEBRA_TOGETHER: return words_together(g, f);
    case ALGEBRA_FACTOR: return words_factor(g, f);
    case ALGEBRA_FACTORINT: return words_factorint(g, f);
    case ALGEBRA_APART: return words_apart(g, f, x);
    case ALGEBRA_CANCEL: return words_cancel(g, f);
    case ALGEBRA_GCD: return words_gcd(g, f, x);
    case ALGEBRA_LCM: return words_lcm(g, f, x);
    case ALGEBRA_QUOTIENT: return words_divide(g, f, x, args[2], divisor, false);
    case ALGEBRA_REMAINDER: return words_divide(g, f, x, args[2], divisor, true);
    case ALGEBRA_NUMERATOR: return words_numerator(g, f);
    case ALGEBRA_DENOMINATOR: return words_denominator(g, f);
    }
    return POISON;
}

static bool hook_put_in(struct graph *g, id *formula, id leaf, id value)
{
    struct replacement replacement = {leaf, value};
    return substitute(g, formula, 1, &replacement, 1);
}

const struct derive_hooks kinks_hooks = {hook_gradient, hook_jacobian, hook_derivative,
                                         limit_hook_at, hook_word,     hook_put_in};

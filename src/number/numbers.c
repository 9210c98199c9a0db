/* numbers.c - the order of things where numbers are wanted: a kept tape, doubles, or certified with
 * ever higher precision. */
#include "graph/number_trial.h"
#include "number/kept_tape.h"
#include "pass/entries.h"

#include <math.h>
#include <string.h>

/* Exact values of more digits than EXACT_DIGITS stay formulas, which intervals then enclose. */
enum { EXACT_DIGITS = 4000, LEAST_BITS = 128, MOST_BITS = 1 << 14, SINGLE_ENTRIES = 1000 };

/* ---- certified: ever higher precision until every digit is decided ---- */

/* An array at the point, with every entry by its own formula. */
static id entry_by_entry(const struct question *q, id array)
{
    struct graph *g = q->graph;
    shape s = graph_shape(g, array);
    int64_t n = shape_count(&g->shapes, s);
    id *entries = mem_array(&g->core->mem, (size_t)n, sizeof *entries), all = POISON;
    for (int64_t i = 0; entries && i < n; i++) entries[i] = graph_entry(g, array, i);
    if (entries && entries_multiply_out(g, entries, (size_t)n) &&
        bindings_put_in(q, entries, (size_t)n))
        all = graph_reshape(g, graph_stack(g, entries, (uint32_t)n), s);
    mem_free_array(&g->core->mem, entries, (size_t)n, sizeof *entries);
    return all;
}

/* True unless an array is a list of numbers without a zero. */
static bool may_have_zero(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_STACK) return n->shape != SHAPE_SCALAR || graph_is_zero(g, a);
    for (uint32_t i = 0; i < n->n; i++) {
        id item = node_child(g, n, i);
        for (uint32_t k = 0; graph_op(g, item) == OP_STACK && k < graph_node(g, item)->n; k++)
            if (graph_is_zero(g, graph_child(g, item, k))) return true;
        if (graph_is_zero(g, item)) return true;
    }
    return false;
}

/* Whether something in a formula may divide by an entry of an array that is zero. */
static bool may_divide_by_zero(struct graph *g, id root)
{
    struct reach reach = {0};
    bool divides = false;
    graph_reach(g, &root, 1, &reach);
    for (size_t i = 0; i < reach.ids.n && !divides; i++) {
        const struct node *n = graph_node(g, reach.ids.at[i]);
        if (n->op != OP_PRODUCT && n->op != OP_POWER) continue;
        for (uint32_t k = 0; k < (n->op == OP_POWER ? 1 : n->n) && !divides; k++)
            divides = (n->op == OP_POWER || number_sign(&g->numbers, node_number(g, n, k)) < 0) &&
                      may_have_zero(g, node_child(g, n, k));
    }
    reach_free(g, &reach);
    return divides;
}

/* A formula of arrays may divide by zero in entries that it then multiplies by zero, as that of
 * acos(x)[0] does in x[1] = 1. What nobody asks for has no part in the formula of an entry. */
static void avoid_division(const struct computation *c, id *exact)
{
    struct graph *g = c->q->graph;
    for (size_t i = c->roots.values; i < c->roots.stepped; i++) {
        int64_t n = shape_count(&g->shapes, graph_shape(g, exact[i]));
        if (n > SINGLE_ENTRIES || !may_divide_by_zero(g, exact[i])) continue;
        id other = entry_by_entry(c->q, c->roots.all.at[i]);
        if (other != POISON) exact[i] = other;
    }
}

/* Exact arithmetic first: what the point makes rational or zero is known to be so. Where numbers
 * grow too long for that, the formulas are enclosed as they are. */
static bool make_exact(struct computation *c)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    size_t n = c->roots.all.n;
    id *exact = mem_array(mem, n, sizeof *exact);
    if (!exact) return false;
    if (n) memcpy(exact, c->roots.all.at, n * sizeof *exact);
    struct numbers_trial trial = numbers_try(&q->graph->numbers, EXACT_DIGITS);
    bool ok = bindings_put_in(q, exact, n);
    if (ok) avoid_division(c, exact);
    ok = numbers_tried(&q->graph->numbers, trial) && ok;
    if (ok && n) memcpy(c->roots.all.at, exact, n * sizeof *exact);
    mem_free_array(mem, exact, n, sizeof *exact);
    return !diag_any(q->core);
}

/* Tries balls first, which take a fraction of the time. */
static bool is_decided_in_balls(struct computation *c)
{
    c->in_balls = computation_suits_balls(c) && balls_init(&c->balls, &c->tape);
    bool decided = c->in_balls && balls_run(&c->balls) && conditions_hold(c) && computation_fill(c);
    c->in_balls = false;
    balls_free(&c->balls);
    return decided;
}

/* Most answers are decided by a first look without more. True if this one is. */
static bool is_decided_at_once(struct computation *c)
{
    if (is_decided_in_balls(c)) return true;
    bool decided = intervals_init(&c->intervals, &c->tape) &&
                   intervals_run(&c->intervals, computation_first_look(c)) && conditions_hold(c) &&
                   computation_fill(c);
    if (!decided) intervals_free(&c->intervals);
    return decided;
}

/* The roots once more, right at the point. */
static bool settle(struct computation *c)
{
    struct local *local = &c->local;
    intervals_free(&c->intervals);
    eval_free(&c->doubles);
    tape_free(&c->tape);
    c->roots.all.n = 0;
    c->last = local->pending = false;
    local->settled_operations |= local->asked_operations;
    local->settled |= local->derivatives != NULL;
    if (!computation_collect(c) || (local->by_convention && !convention_put(c))) return false;
    if (c->q->request->steps > 1) return computation_compile(c); /* the weights are inputs */
    if (!local_put_operations(c, c->roots.all.at, c->roots.all.n) || !make_exact(c)) return false;
    local_put_derivatives(c);
    c->answer->at_point = (struct at_point){local->derivatives, local->here, local->n_here};
    return computation_compile(c);
}

/* What so many bits leave open may be exact in the branches that the point takes. True if the roots
 * have changed. */
static bool take_branches(struct computation *c, mpfr_prec_t bits)
{
    enum { ENOUGH = 1024 };
    if (c->branched || bits < ENOUGH) return false;
    c->branched = true;
    return branches_put(c, &c->recompiles) && c->recompiles;
}

static bool compile_again(struct computation *c)
{
    c->recompiles = false;
    intervals_free(&c->intervals);
    tape_free(&c->tape);
    return computation_compile(c);
}

/* At ever higher precision until all is decided; false after an error, and with local.pending or
 * recompiles. */
static bool run_precisions(struct computation *c)
{
    mpfr_prec_t first = computation_precision(c, LEAST_BITS);
    mpfr_prec_t most = 2 * first > MOST_BITS ? 2 * first : MOST_BITS;
    for (mpfr_prec_t bits = first; !c->last; bits *= 2) {
        if (bits > most) bits = most;
        c->last = bits == most;
        if (!intervals_run(&c->intervals, bits)) return false;
        enum truth defined = conditions_check(c);
        if (defined == IS_FALSE || c->local.pending) return false;
        if (defined == IS_TRUE && computation_fill(c)) return true;
        if (c->q->core->mem.failed || c->answer->mem.failed) return false;
        if (take_branches(c, bits) || diag_any(c->q->core)) return false;
    }
    return false;
}

static bool run_certified(struct computation *c)
{
    while (intervals_init(&c->intervals, &c->tape)) {
        if (run_precisions(c)) return true;
        if (c->recompiles && !diag_any(c->q->core)) {
            if (!compile_again(c)) return false;
            continue;
        }
        if (!c->local.pending || diag_any(c->q->core) || !settle(c)) return false;
    }
    return false;
}

/* ---- which of them ---- */

static bool check_weights_bound(const struct question *q)
{
    for (size_t i = 0; i < q->new_weights.n; i++) {
        const struct leaf *leaf = &q->leaves.at[i];
        if (bindings_value(q, leaf->node) != POISON) continue;
        diag_error(q->core, KIND_NAME, graph_node(q->graph, leaf->node)->span,
                   "the weight '%s' has no value", leaf->name);
        return diag_hint(q->core, "bind it with --at %s=...", leaf->name);
    }
    return true;
}

static bool run_in_doubles(struct computation *c)
{
    if (!doubles_run(c)) return false;
    if (!c->local.pending) return true;
    return settle(c) && doubles_run(c) && !c->local.pending;
}

/* In doubles 0*log(0) is no number where exact arithmetic knows a zero: so what has no answer as it
 * stands is tried again with all that is exact worked out. */
static bool run_doubles(struct computation *c, bool small)
{
    struct core *core = c->q->core;
    struct trial trial;
    if (!small) return run_in_doubles(c);
    trial_begin(&trial, core);
    bool defined = run_in_doubles(c);
    bool told = core->diags.n == 1 && !core->mem.failed && core->diags.at[0].kind != KIND_LIMIT;
    bool again = !defined && told;
    trial_end(&trial, core, !again);
    if (!again) return defined;
    eval_free(&c->doubles);
    tape_free(&c->tape);
    return make_exact(c) && computation_compile(c) && run_in_doubles(c);
}

/* True if what doubles cannot hold has made them fail, which says nothing of the question. */
static bool has_failed_by_range(const struct computation *c)
{
    const struct core *core = c->q->core;
    return c->doubles.left_range && core->diags.n > 0 && !core->mem.failed &&
           core->diags.at[0].kind != KIND_LIMIT;
}

/* The answer in doubles, with a note why. *certify, and no answer, where it takes certified
 * numbers. */
static bool answer_in_doubles(struct computation *c, const char *why, bool small, bool *certify)
{
    struct range_losses losses = {0};
    struct trial trial;
    bool may = range_may_be_certified(c);
    if (why && !may) answer_note(c->answer, why);
    trial_begin(&trial, c->q->core);
    bool ok = run_doubles(c, small);
    bool asks = ok ? (ok = range_losses_find(c, &losses)) && range_asks_certified(c, &losses)
                   : has_failed_by_range(c);
    *certify = asks && may;
    trial_end(&trial, c->q->core, !*certify);
    if (*certify) return false;
    if (why && may) answer_note(c->answer, why);
    /* What is infinite in bands is seen where they are put together. */
    if (ok && c->q->in_bands) return computation_fill(c) && range_tell(c, &losses);
    return ok && range_tell(c, &losses) && computation_fill(c);
}

static bool collect(struct computation *c)
{
    return computation_collect(c) && computation_compile(c);
}

/* Instead of doubles. */
static bool start_again(struct computation *c)
{
    const struct question *q = c->q;
    struct answer *answer = c->answer;
    computation_free(c);
    computation_init(c, q, answer);
    c->certified = true;
    return collect(c);
}

/* A name without a value is an error of the program as written, whatever the point makes of it.
 * `looked`: a first look has not decided it. */
static bool compute(struct computation *c, bool looked)
{
    const struct question *q = c->q;
    if (!check_weights_bound(q) || !collect(c)) return false;
    const char *why = computation_in_doubles(c);
    c->certified = !why && q->request->numbers != DCALC_DOUBLE;
    bool small =
        !why && !q->has_arrays && c->tape.n_values + c->tape.words.n <= COMPUTATION_CERTIFIED;
    if (!c->certified) {
        bool certify, ok = answer_in_doubles(c, why, small, &certify);
        if (!certify) return ok;
        if (!start_again(c)) return false;
    }
    if (!looked && is_decided_at_once(c)) return true;
    tape_free(&c->tape);
    return !diag_any(q->core) && make_exact(c) && computation_compile(c) && run_certified(c);
}

bool numbers_make(const struct question *q, struct answer *answer, struct kept_tape **kept)
{
    struct computation c;
    bool looked = kept_tape_suits(q);
    if (looked && (*kept = kept_tape_answer(q, answer))) return true;
    if (diag_any(q->core)) return false;
    computation_init(&c, q, answer);
    bool ok = compute(&c, looked);
    computation_free(&c);
    return ok;
}

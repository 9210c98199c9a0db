/* series_system.c - the steps of a closure. */
#include "series/series_system.h"

/* While steps are made. */
struct building {
    struct system *sys;
    const struct closure *c;
    struct graph *g;
};

static uint32_t add_step(struct building *b, struct step step)
{
    struct system *sys = b->sys;
    return vec_push(&b->g->core->mem, &sys->steps, step) ? (uint32_t)sys->steps.n - 1 : NO_STEP;
}

static uint32_t step_of(const struct building *b, id a)
{
    return b->sys->of_place.at[graph_place(b->g, a)];
}

/* A step of up to two others, which varies and is early as they are. */
static uint32_t join(struct building *b, enum step_kind kind, uint32_t left, uint32_t right,
                     number exponent)
{
    if (kind != STEP_POWER && right == NO_STEP) return NO_STEP;
    const struct step *steps = b->sys->steps.at;
    struct step step = {.kind = (uint8_t)kind, .number = exponent, .args = {left, right}};
    step.early = true;
    for (int i = 0; i < 2; i++) {
        if (step.args[i] == NO_STEP) continue;
        step.varies |= steps[step.args[i]].varies;
        step.early &= steps[step.args[i]].early;
    }
    return add_step(b, step);
}

static uint32_t times(struct building *b, uint32_t left, uint32_t right)
{
    if (left == NO_STEP || right == NO_STEP) return left == NO_STEP ? right : left;
    return join(b, STEP_PRODUCT, left, right, NUMBER_ZERO);
}

/* step^n for n > 0, by squaring. */
static uint32_t whole_power(struct building *b, uint32_t step, uint64_t n)
{
    uint32_t result = NO_STEP;
    for (; n; n >>= 1) {
        if (n & 1) result = times(b, result, step);
        if (n > 1) step = times(b, step, step);
    }
    return result;
}

/* ---- steps of nodes ---- */

static uint32_t add_sum(struct building *b, const struct step_term *terms, size_t n,
                        number constant)
{
    struct system *sys = b->sys;
    struct step step = {.kind = STEP_SUM,
                        .early = true,
                        .terms = (uint32_t)sys->terms.n,
                        .n = (uint32_t)n,
                        .number = constant};
    for (size_t i = 0; i < n; i++) {
        if (terms[i].step == NO_STEP) return NO_STEP;
        step.varies |= sys->steps.at[terms[i].step].varies;
        step.early &= sys->steps.at[terms[i].step].early;
        if (!vec_push(&b->g->core->mem, &sys->terms, terms[i])) return NO_STEP;
    }
    return add_step(b, step);
}

static uint32_t sum_step(struct building *b, const struct node *n)
{
    struct mem *mem = &b->g->core->mem;
    struct step_term *terms = mem_array(mem, n->n + 1, sizeof *terms);
    if (!terms) return NO_STEP;
    for (uint32_t i = 0; i < n->n; i++)
        terms[i] = (struct step_term){step_of(b, node_child(b->g, n, i)), node_number(b->g, n, i)};
    uint32_t step = add_sum(b, terms, n->n, n->data);
    mem_free_array(mem, terms, n->n + 1, sizeof *terms);
    return step;
}

/* Factors with whole exponents go over or under the line; others are powers above it. */
static uint32_t product_step(struct building *b, const struct node *n)
{
    uint32_t above = NO_STEP, below = NO_STEP;
    for (uint32_t i = 0; i < n->n; i++) {
        int64_t e;
        uint32_t step = step_of(b, node_child(b->g, n, i));
        number exponent = node_number(b->g, n, i);
        if (step == NO_STEP) return NO_STEP;
        if (!number_to_int(&b->g->numbers, exponent, &e))
            above = times(b, above, join(b, STEP_POWER, step, NO_STEP, exponent));
        else if (e > 0)
            above = times(b, above, whole_power(b, step, (uint64_t)e));
        else
            below = times(b, below, whole_power(b, step, 0 - (uint64_t)e));
    }
    if (below != NO_STEP) above = join(b, STEP_QUOTIENT, above, below, NUMBER_ZERO);
    if (n->data == NUMBER_ONE) return above;
    return add_sum(b, &(struct step_term){above, n->data}, 1, NUMBER_ZERO);
}

/* A function, or a power, of steps. */
static uint32_t function_step(struct building *b, const struct node *n)
{
    bool special = n->op == OP_FN && closure_is_special(b->c, (enum fn)n->fn);
    struct step step = {.kind = n->op == OP_POWER ? STEP_RAISE
                                : special         ? STEP_SPECIAL
                                                  : STEP_FN,
                        .fn = n->fn,
                        .early = true};
    for (int k = 0; k < FN_MOST_ARGUMENTS; k++) step.args[k] = step.rules[k] = NO_STEP;
    for (uint32_t k = 0; k < n->n; k++) {
        step.args[k] = step_of(b, node_child(b->g, n, k));
        if (step.args[k] == NO_STEP) return NO_STEP;
        step.varies |= b->sys->steps.at[step.args[k]].varies;
        step.early &= b->sys->steps.at[step.args[k]].early;
    }
    if (step.varies && special && !step.early) return NO_STEP;
    if (step.varies && !special) step.early = false;
    return add_step(b, step);
}

static uint32_t leaf_step(struct building *b, const struct node *n)
{
    struct step step = {.kind = n->op == OP_NUMBER ? STEP_NUMBER : STEP_CONSTANT,
                        .early = true,
                        .number = n->data,
                        .data = n->data};
    return add_step(b, step);
}

static uint32_t argument_step(struct building *b, id variable,
                              const struct series *const *arguments)
{
    for (int k = 0; k < b->c->n_variables; k++)
        if (variable == b->c->variables[k])
            return add_step(b, (struct step){.kind = STEP_ARGUMENT,
                                             .early = true,
                                             .varies = b->c->varies[k],
                                             .y = *arguments[k]});
    return NO_STEP;
}

static uint32_t make_step(struct building *b, id a, const struct series *const *arguments)
{
    const struct node *n = graph_node(b->g, a);
    switch (n->op) {
    case OP_NUMBER:
    case OP_CONSTANT: return leaf_step(b, n);
    case OP_VARIABLE: return argument_step(b, a, arguments);
    case OP_SUM: return sum_step(b, n);
    case OP_PRODUCT: return product_step(b, n);
    case OP_POWER:
    case OP_FN: return function_step(b, n);
    default: return NO_STEP;
    }
}

static void connect_rules(struct building *b)
{
    struct system *sys = b->sys;
    for (size_t i = 0; i < b->c->functions.n; i++) {
        const struct closed_fn *f = &b->c->functions.at[i];
        struct step *step = &sys->steps.at[step_of(b, f->node)];
        for (int k = 0; k < FN_MOST_ARGUMENTS; k++) {
            if (f->rules[k] == POISON) continue;
            step->rules[k] = step_of(b, f->rules[k]);
            sys->steps.at[step->args[k]].wants_d = true;
        }
    }
    for (size_t i = 0; i < sys->steps.n; i++) {
        struct step *step = &sys->steps.at[i];
        if (step->kind != STEP_POWER || !step->varies) continue;
        step->wants_d = sys->steps.at[step->args[0]].wants_d = true;
    }
}

static bool make_series(struct system *sys)
{
    for (size_t i = 0; i < sys->steps.n; i++) {
        struct step *step = &sys->steps.at[i];
        size_t length = step->varies ? sys->length : 1;
        if (step->kind != STEP_ARGUMENT && !series_make(sys->s, &step->y, length)) return false;
        if (step->wants_d && step->varies && !series_make(sys->s, &step->d, length)) return false;
        if (!series_make(sys->s, &step->own, 3)) return false;
    }
    return true;
}

bool system_build(struct system *sys, const struct closure *c,
                  const struct series *const *arguments)
{
    struct building b = {.sys = sys, .c = c, .g = c->g};
    for (size_t i = 0; i < c->reach.ids.n; i++) {
        uint32_t step = make_step(&b, c->reach.ids.at[i], arguments);
        if (step == NO_STEP || !vec_push(&b.g->core->mem, &sys->of_place, step)) return false;
    }
    connect_rules(&b);
    return make_series(sys);
}

void system_free(struct system *sys)
{
    struct mem *mem = &sys->s->graph->core->mem;
    for (size_t i = 0; i < sys->steps.n; i++) {
        struct step *step = &sys->steps.at[i];
        if (step->kind != STEP_ARGUMENT) series_free(sys->s, &step->y);
        series_free(sys->s, &step->d);
        series_free(sys->s, &step->own);
    }
    vec_free(mem, &sys->steps);
    vec_free(mem, &sys->terms);
    vec_free(mem, &sys->of_place);
}

/* overflow.c - did doubles that are not finite decide something, so that the answer does not show
 * them? cosh(1e5) < cosh(2e5) compares infinity with infinity. */
#include "eval/block.h"
#include "number/numbers.h"

#include <math.h>

/* By slot: which entries rest on such a decision. */
struct doubt {
    const struct computation *c;
    bool **entries; /* NULL: none */
    uint32_t first; /* slot of the first decision */
};

static int64_t count_of(const struct computation *c, uint32_t slot)
{
    return shape_count(&c->q->graph->shapes, c->tape.code.at[slot].shape);
}

static uint32_t argument(const struct computation *c, const struct instruction *in, uint32_t k)
{
    return c->tape.words.at[in->args + k * (op_has_pairs(in->op) ? 2 : 1)];
}

/* Which entry of argument k goes into entry i of an elementwise result. */
static int64_t entry_of(const struct computation *c, const struct instruction *in, uint32_t k,
                        int64_t i)
{
    const struct shapes *t = &c->q->graph->shapes;
    shape from = c->tape.code.at[argument(c, in, k)].shape;
    return from == in->shape ? i : shape_unstretch(shape_get(t, in->shape), shape_get(t, from), i);
}

static double value_of(const struct computation *c, const struct instruction *in, uint32_t k,
                       int64_t i)
{
    return eval_slot(&c->doubles, argument(c, in, k))[entry_of(c, in, k, i)];
}

/* where() reads its condition and one branch. */
static bool reads(const struct computation *c, const struct instruction *in, uint32_t k, int64_t i)
{
    if (in->op != OP_FN || in->fn != FN_where || k == 0) return true;
    return (value_of(c, in, 0, i) != 0) == (k == 1);
}

/* Whether entry i of a function has a value although an argument has none, or compares two infinite
 * ones of one sign, which may have been any. */
static bool decides(const struct computation *c, const struct instruction *in, double out,
                    int64_t i)
{
    if (isnan(out)) return false;
    for (uint32_t k = 0; k < in->n; k++)
        if (reads(c, in, k, i) && isnan(value_of(c, in, k, i))) return true;
    if (!fn_is_comparison((enum fn)in->fn) && in->fn != FN_atan2) return false;
    double x = value_of(c, in, 0, i), y = value_of(c, in, 1, i);
    return isinf(x) && (in->fn == FN_atan2 ? isinf(y) : x == y);
}

static bool is_extreme(const struct instruction *in)
{
    return in->op == OP_REDUCE && (in->fn == REDUCE_MAX || in->fn == REDUCE_MIN);
}

static bool any_nan(const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (isnan(x[i])) return true;
    return false;
}

/* Whether an entry of a slot decides. Of a maximum each may. */
static bool decides_at(const struct computation *c, uint32_t slot, int64_t i)
{
    const struct instruction *in = &c->tape.code.at[slot];
    if (in->op == OP_FN) return decides(c, in, eval_slot(&c->doubles, slot)[i], i);
    uint32_t arg = argument(c, in, 0);
    return any_nan(eval_slot(&c->doubles, arg), count_of(c, arg));
}

static bool is_decider(const struct instruction *in)
{
    return in->op == OP_FN || is_extreme(in);
}

/* True if there is nothing on which anything could be decided wrongly. Only single numbers are all
 * kept. */
static bool are_all_finite(const struct evaluation *e)
{
    return e->values && block_kernels()->all_finite(e->values, e->code.steps.n);
}

/* The first slot that decides, or that of the end. */
static uint32_t first_decision(const struct computation *c)
{
    if (are_all_finite(&c->doubles)) return (uint32_t)c->tape.code.n;
    for (uint32_t slot = 0; slot < c->tape.code.n; slot++) {
        if (!is_decider(&c->tape.code.at[slot])) continue;
        int64_t n = count_of(c, slot);
        for (int64_t i = 0; i < n; i++)
            if (decides_at(c, slot, i)) return slot;
    }
    return (uint32_t)c->tape.code.n;
}

/* Elementwise operations pass doubt on entry by entry, others to all entries. */
static bool is_doubted(const struct doubt *d, const struct instruction *in, int64_t i)
{
    const struct computation *c = d->c;
    for (uint32_t k = 0; k < in->n; k++) {
        uint32_t arg = argument(c, in, k);
        const bool *entries = d->entries[arg];
        if (entries && op_is_elementwise(in->op)) {
            if (entries[entry_of(c, in, k, i)] && reads(c, in, k, i)) return true;
            continue;
        }
        for (int64_t m = entries ? count_of(c, arg) : 0; m-- > 0;)
            if (entries[m]) return true;
    }
    return false;
}

static bool spread(struct doubt *d, uint32_t slot)
{
    const struct computation *c = d->c;
    const struct instruction *in = &c->tape.code.at[slot];
    int64_t n = count_of(c, slot);
    bool *entries = mem_array(&c->q->core->mem, (size_t)n, sizeof *entries), any = false;
    if (!entries) return false;
    for (int64_t i = 0; i < n; i++) {
        entries[i] = is_doubted(d, in, i) || (is_decider(in) && decides_at(c, slot, i));
        any |= entries[i];
    }
    if (any)
        d->entries[slot] = entries;
    else
        mem_free_array(&c->q->core->mem, entries, (size_t)n, sizeof *entries);
    return true;
}

static bool is_answer_in_doubt(const struct doubt *d)
{
    const struct root_set *r = &d->c->roots;
    for (size_t root = r->values; root < r->guards; root++)
        if (d->entries[computation_slot(d->c, root)]) return true;
    return false;
}

static bool report(const struct doubt *d)
{
    struct core *core = d->c->q->core;
    const struct graph *g = d->c->q->graph;
    struct span span = graph_node(g, d->c->tape.code.at[d->first].node)->span;
    diag_error(core, KIND_OVERFLOW, span, "a number that no double holds decides here");
    return diag_hint(core, "ask without --numbers double");
}

bool overflow_decides(const struct computation *c)
{
    return first_decision(c) < c->tape.code.n;
}

bool overflow_decides_nothing(const struct computation *c)
{
    struct mem *mem = &c->q->core->mem;
    struct doubt d = {.c = c, .first = first_decision(c)};
    size_t n = c->tape.code.n;
    if (d.first == n) return true;
    d.entries = mem_array(mem, n, sizeof *d.entries);
    bool ok = d.entries != NULL;
    for (uint32_t slot = d.first; ok && slot < n; slot++) ok = spread(&d, slot);
    ok = ok && (!is_answer_in_doubt(&d) || report(&d));
    for (uint32_t slot = 0; d.entries && slot < n; slot++)
        mem_free_array(mem, d.entries[slot], (size_t)count_of(c, slot), sizeof **d.entries);
    mem_free_array(mem, d.entries, n, sizeof *d.entries);
    return ok;
}

#include "series/taylor.h"

#include <string.h>

/* ---- the tape ---- */

static bool is_scalar(const struct tape *tape)
{
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        enum op_class class = op_class(in->op);
        bool formula = class == CLASS_LEAF || class == CLASS_NAMED || class == CLASS_ELEMENTWISE;
        if (!formula || in->op == OP_ARRAY || in->shape != SHAPE_SCALAR) return false;
    }
    return true;
}

static uint32_t argument(const struct tape *tape, const struct instruction *in, uint32_t k)
{
    return tape->words.at[in->args + (op_has_pairs(in->op) ? 2 * k : k)];
}

/* Roots are used by whoever takes them out, after the last instruction. */
static bool find_last_uses(struct taylor *t, const struct tape_source *source)
{
    const struct tape *tape = &t->tape;
    t->n_slots = tape->code.n;
    t->last = mem_array(&tape->g->core->mem, t->n_slots, sizeof *t->last);
    if (!t->last) return false;
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        for (uint32_t k = 0; in->slot == i && k < in->n; k++)
            t->last[argument(tape, in, k)] = (uint32_t)i;
    }
    for (size_t i = 0; i < source->n_roots; i++)
        t->last[tape_slot(tape, source->roots[i])] = (uint32_t)tape->code.n;
    return true;
}

bool taylor_compile(struct taylor *t, struct graph *g, const struct tape_source *source)
{
    *t = (struct taylor){.tape = {.g = g}};
    return tape_compile(&t->tape, g, source) && is_scalar(&t->tape) && find_last_uses(t, source);
}

void taylor_free(struct taylor *t)
{
    mem_free_array(&t->tape.g->core->mem, t->last, t->n_slots, sizeof *t->last);
    t->last = NULL;
    tape_free(&t->tape);
}

/* ---- a walk ---- */

/* The value of a slot. What does not depend on the inputs has one coefficient. */
struct value {
    struct series series;
    bool known;
};

struct walk {
    const struct taylor *t;
    const struct scalars *s;
    const struct instruction *in;
    struct value *values; /* by slot */
    size_t n;
};

static struct core *core_of(const struct walk *w)
{
    return w->s->graph->core;
}

static const struct value *operand(const struct walk *w, uint32_t k)
{
    return &w->values[argument(&w->t->tape, w->in, k)];
}

static number number_beside(const struct walk *w, uint32_t k)
{
    return w->t->tape.words.at[w->in->args + 2 * k + 1];
}

/* The same series with room for n coefficients; false without memory. */
static bool lengthen(const struct walk *w, struct series *out, const struct series *a, size_t n)
{
    if (!series_make(w->s, out, n)) return false;
    for (size_t i = 0; i < a->n && i < n; i++)
        w->s->field.copy(series_at(w->s, out, i), series_at(w->s, a, i));
    return true;
}

/* An operand as one of n coefficients: as it stands, or as a copy in *copy. NULL without memory. */
static const struct series *stretched(const struct walk *w, const struct value *v, size_t n,
                                      struct series *copy)
{
    if (v->series.n == n) return &v->series;
    return lengthen(w, copy, &v->series, n) ? copy : NULL;
}

static bool is_small_ratio(const struct numbers *t, number c)
{
    return t->all.at[c].q != 0;
}

/* x*c, in place. */
static void scale_by(const struct walk *w, void *x, number c, void *scratch)
{
    const struct numbers *t = &w->s->graph->numbers;
    if (is_small_ratio(t, c)) {
        w->s->scale(w->s, scratch, x, t->all.at[c].p, t->all.at[c].q);
        w->s->field.copy(x, scratch);
        return;
    }
    void *product = scratch;
    w->s->set_number(w->s, scratch, c);
    w->s->field.multiply(x, x, product);
}

/* ---- sums ---- */

static bool add_operands(const struct walk *w, struct series *out, void *term, void *scratch)
{
    for (uint32_t k = 0; k < w->in->n; k++) {
        const struct series *x = &operand(w, k)->series;
        number c = number_beside(w, k);
        for (size_t i = 0; i < x->n; i++) {
            void *to = series_at(w->s, out, i);
            w->s->field.copy(term, series_at(w->s, x, i));
            if (c != NUMBER_ONE) scale_by(w, term, c, scratch);
            w->s->field.add(to, to, term);
            if (!core_go_on(core_of(w))) return false;
        }
    }
    return true;
}

static bool run_sum(const struct walk *w, struct series *out, const struct series *scratch)
{
    w->s->set_number(w->s, series_at(w->s, out, 0), w->in->data);
    return add_operands(w, out, series_at(w->s, scratch, 0), series_at(w->s, scratch, 1));
}

/* ---- products ---- */

/* out = out * x^e, or out / x for the exponent -1: `factor` and `product` have out's length. */
static bool times_power(const struct walk *w, struct series *out, const struct series *x, number e,
                        bool first, struct series *factor, struct series *product)
{
    bool ok;
    if (first && e == NUMBER_ONE) {
        for (size_t i = 0; i < x->n; i++)
            w->s->field.copy(series_at(w->s, out, i), series_at(w->s, x, i));
        return true;
    }
    if (first) return series_power(w->s, out, x, e);
    if (e == NUMBER_ONE)
        ok = series_multiply(w->s, product, out, x);
    else if (e == NUMBER_MINUS_ONE)
        ok = series_divide(w->s, product, out, x);
    else
        ok = series_power(w->s, factor, x, e) && series_multiply(w->s, product, out, factor);
    struct series swapped = *out;
    *out = *product;
    *product = swapped;
    return ok;
}

/* Factors that do not move make one scalar, which is multiplied in at the end. */
static bool constant_factor(const struct walk *w, void *constant, void *scratch)
{
    const struct scalars *s = w->s;
    s->set_number(s, constant, w->in->data);
    for (uint32_t k = 0; k < w->in->n; k++) {
        const struct series *x = &operand(w, k)->series;
        if (x->n != 1) continue;
        number e = number_beside(w, k);
        if (e == NUMBER_ONE)
            s->field.copy(scratch, series_at(s, x, 0));
        else if (!s->power(s, scratch, series_at(s, x, 0), e))
            return false;
        s->field.multiply(constant, constant, scratch);
    }
    return true;
}

static bool run_product(const struct walk *w, struct series *out, const struct series *scratch)
{
    const struct scalars *s = w->s;
    struct series factor = {0}, product = {0};
    void *constant = series_at(s, scratch, 0), *spare = series_at(s, scratch, 1);
    bool first = true;
    bool ok =
        constant_factor(w, constant, spare) &&
        (out->n == 1 || (series_make(s, &factor, out->n) && series_make(s, &product, out->n)));
    for (uint32_t k = 0; ok && k < w->in->n && out->n > 1; k++) {
        const struct series *x = &operand(w, k)->series;
        if (x->n == 1) continue;
        ok = times_power(w, out, x, number_beside(w, k), first, &factor, &product);
        first = false;
    }
    if (ok && first) s->field.copy(series_at(s, out, 0), constant);
    bool only_one = w->in->data == NUMBER_ONE;
    for (uint32_t k = 0; ok && k < w->in->n; k++)
        only_one = only_one && operand(w, k)->series.n > 1;
    for (size_t i = 0; ok && !first && !only_one && i < out->n; i++)
        s->field.multiply(series_at(s, out, i), series_at(s, out, i), constant);
    series_free(s, &factor);
    series_free(s, &product);
    return ok;
}

/* ---- functions ---- */

/* Functions that are constant wherever they have a series. */
static bool is_step(const struct instruction *in)
{
    enum fn fn = (enum fn)in->fn;
    return in->op == OP_FN && (fn_is_step(fn) || fn_is_comparison(fn));
}

/* What is constant needs a value alone, also where the function has no derivative: asin(1). */
static bool run_constant(const struct walk *w, struct series *out)
{
    const void *args[FN_MOST_ARGUMENTS];
    for (uint32_t k = 0; k < w->in->n; k++) args[k] = operand(w, k)->series.c;
    return w->s->apply(w->s, (enum fn)w->in->fn, out->c, args);
}

static bool run_function(const struct walk *w, struct series *out)
{
    struct series copies[FN_MOST_ARGUMENTS] = {{0}};
    const struct series *args[FN_MOST_ARGUMENTS];
    bool ok = true;
    if (out->n < w->n && w->in->op == OP_FN && !is_step(w->in)) return run_constant(w, out);
    for (uint32_t k = 0; k < w->in->n; k++) {
        args[k] = stretched(w, operand(w, k), out->n, &copies[k]);
        ok = ok && args[k];
    }
    if (ok && w->in->op == OP_POWER)
        ok = series_to_power(w->s, out, args[0], args[1]);
    else if (ok)
        ok = series_fn(w->s, (enum fn)w->in->fn, out, args);
    for (uint32_t k = 0; k < w->in->n; k++) series_free(w->s, &copies[k]);
    return ok;
}

/* The branch that a condition takes, which alone needs a series; NULL if that is not decided. A
 * condition that is 0 and moves leaves 0, be it only beyond the coefficients at hand. */
static const struct value *branch_taken(const struct walk *w)
{
    const struct value *condition = operand(w, 0);
    if (!condition->known) return NULL;
    int sign = w->s->sign(w->s, series_at(w->s, &condition->series, 0));
    if (sign == SIGN_UNKNOWN || (sign == 0 && condition->series.n > 1)) return NULL;
    return operand(w, sign ? 1 : 2);
}

/* Keeps the first coefficient alone. */
static bool shorten(const struct walk *w, struct series *a)
{
    struct series first;
    if (!lengthen(w, &first, a, 1)) return false;
    series_free(w->s, a);
    *a = first;
    return true;
}

/* ---- one instruction ---- */

static bool compute(const struct walk *w, struct series *out, const struct series *scratch)
{
    switch (w->in->op) {
    case OP_NUMBER: w->s->set_number(w->s, series_at(w->s, out, 0), w->in->data); return true;
    case OP_CONSTANT:
        w->s->set_constant(w->s, series_at(w->s, out, 0), (enum constant)w->in->data);
        return true;
    case OP_SUM: return run_sum(w, out, scratch);
    case OP_PRODUCT: return run_product(w, out, scratch);
    case OP_POWER:
    case OP_FN: return run_function(w, out);
    default: return false;
    }
}

static size_t length_of_result(const struct walk *w)
{
    for (uint32_t k = 0; k < w->in->n; k++)
        if (operand(w, k)->series.n > 1) return w->n;
    return 1;
}

static bool run_instruction(const struct walk *w, struct value *out, const struct series *scratch)
{
    if (w->in->op == OP_FN && w->in->fn == FN_where) {
        const struct value *taken = branch_taken(w);
        out->known = taken && taken->known;
        return !out->known || lengthen(w, &out->series, &taken->series, taken->series.n);
    }
    for (uint32_t k = 0; k < w->in->n; k++)
        if (!operand(w, k)->known) return true;
    if (!series_make(w->s, &out->series, length_of_result(w))) return false;
    out->known = compute(w, &out->series, scratch);
    if (out->known && is_step(w->in) && !shorten(w, &out->series)) return false;
    return !diag_any(core_of(w));
}

static void drop_used(const struct walk *w, uint32_t at)
{
    for (uint32_t k = 0; k < w->in->n; k++) {
        uint32_t slot = argument(&w->t->tape, w->in, k);
        if (w->t->last[slot] == at) series_free(w->s, &w->values[slot].series);
    }
}

static bool set_inputs(const struct walk *w, const struct tape_source *source,
                       const struct series *inputs)
{
    for (size_t i = 0; i < source->n_inputs; i++) {
        if (!tape_has(&w->t->tape, source->inputs[i])) continue;
        struct value *v = &w->values[tape_slot(&w->t->tape, source->inputs[i])];
        v->known = true;
        if (!lengthen(w, &v->series, &inputs[i], inputs[i].n)) return false;
    }
    return true;
}

static bool walk(struct walk *w, const struct series *scratch)
{
    const struct tape *tape = &w->t->tape;
    for (size_t i = 0; i < tape->code.n; i++) {
        w->in = &tape->code.at[i];
        if (w->in->slot != i || w->in->op == OP_VARIABLE) continue;
        if (!run_instruction(w, &w->values[i], scratch)) return false;
        if (!core_go_on(core_of(w))) return false;
        drop_used(w, (uint32_t)i);
    }
    return true;
}

static enum taylor_state take_roots(const struct walk *w, const struct tape_source *source,
                                    struct series *out)
{
    enum taylor_state state = TAYLOR_KNOWN;
    for (size_t i = 0; i < source->n_roots; i++) {
        const struct value *v = &w->values[tape_slot(&w->t->tape, source->roots[i])];
        if (!v->known) state = TAYLOR_NOT_ANALYTIC;
    }
    for (size_t i = 0; i < source->n_roots && state == TAYLOR_KNOWN; i++) {
        const struct value *v = &w->values[tape_slot(&w->t->tape, source->roots[i])];
        if (!lengthen(w, &out[i], &v->series, w->n)) state = TAYLOR_FAILED;
    }
    for (size_t i = 0; i < source->n_roots && state != TAYLOR_KNOWN; i++)
        series_free(w->s, &out[i]);
    return state;
}

enum taylor_state taylor_run(const struct taylor *t, const struct scalars *s,
                             const struct tape_source *source, const struct series *inputs,
                             size_t n, struct series *out)
{
    struct mem *mem = &s->graph->core->mem;
    struct walk w = {.t = t, .s = s, .n = n};
    struct series scratch = {0};
    enum taylor_state state = TAYLOR_FAILED;
    for (size_t i = 0; i < source->n_roots; i++) out[i] = (struct series){0};
    w.values = mem_array(mem, t->n_slots, sizeof *w.values);
    if (w.values && series_make(s, &scratch, 2) && set_inputs(&w, source, inputs) &&
        walk(&w, &scratch))
        state = take_roots(&w, source, out);
    if (diag_any(s->graph->core)) state = TAYLOR_FAILED;
    for (size_t i = 0; w.values && i < t->n_slots; i++) series_free(s, &w.values[i].series);
    series_free(s, &scratch);
    mem_free_array(mem, w.values, t->n_slots, sizeof *w.values);
    return state;
}

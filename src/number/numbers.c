#include "number/kept_tape.h"
#include "question/sparse.h"

#include <math.h>
#include <string.h>

/* Exact values of more digits than EXACT_DIGITS stay formulas, which intervals then enclose. At
 * QUICK_BITS nearly all answers without cancellation are decided; of 64 bits rounding errors leave
 * too few. */
enum {
    EXACT_DIGITS = 4000,
    QUICK_BITS = 80,
    LEAST_BITS = 128,
    MOST_BITS = 1 << 14,
    CERTIFIED_WORK = 1000000,
    KEPT_TAPE_VALUES = 20000
};

/* ---- what to compute ---- */

static bool push_all(const struct question *q, struct root_set *r, const id *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&q->core->mem, &r->all, ids[i])) return false;
    return true;
}

static bool push_guards(const struct question *q, struct root_set *r, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *guard = &guards->all.at[i];
        id places[GUARD_PLACES] = {guard->condition, guard->subject,
                                   guard->when ? guard->when : guard->condition};
        if (!push_all(q, r, places, GUARD_PLACES)) return false;
    }
    return true;
}

static bool collect_roots(const struct question *q, struct root_set *r)
{
    bool ok = push_all(q, r, q->values.at, q->values.n);
    r->derivatives = r->all.n;
    ok = ok && push_all(q, r, q->derivatives.at, q->derivatives.n);
    r->stepped = r->all.n;
    ok = ok && push_all(q, r, q->new_weights.at, q->new_weights.n);
    r->guards = r->all.n;
    ok = ok && push_guards(q, r, &q->lowering.guards);
    r->kinks = r->all.n;
    return ok && push_guards(q, r, &q->kinks);
}

/* ---- entries of roots ---- */

uint32_t computation_slot(const struct computation *c, size_t root)
{
    return tape_slot(&c->tape, c->roots.all.at[root]);
}

int64_t computation_count(const struct computation *c, size_t root)
{
    return shape_count(&c->q->graph->shapes, graph_shape(c->q->graph, c->roots.all.at[root]));
}

enum truth computation_truth(const struct computation *c, size_t root, int64_t i)
{
    uint32_t slot = computation_slot(c, root);
    if (!c->certified) return eval_slot(&c->doubles, slot)[i] != 0 ? IS_TRUE : IS_FALSE;
    mpfi_srcptr x = intervals_slot(&c->intervals, slot)[i];
    return mpfi_is_zero(x) ? IS_FALSE : mpfi_has_zero(x) ? IS_UNDECIDED : IS_TRUE;
}

double computation_double(const struct computation *c, size_t root, int64_t i)
{
    uint32_t slot = computation_slot(c, root);
    if (!c->certified) return eval_slot(&c->doubles, slot)[i];
    return mpfi_get_d(intervals_slot(&c->intervals, slot)[i]);
}

bool computation_is_bounded(const struct computation *c, uint32_t slot, int64_t i)
{
    if (!c->certified) return isfinite(eval_slot(&c->doubles, slot)[i]);
    return mpfi_bounded_p(intervals_slot(&c->intervals, slot)[i]);
}

/* ---- the answer's numbers ---- */

/* Fills an array from n roots, one after another. */
static bool fill_array(const struct computation *c, struct dcalc_array *array, size_t root,
                       size_t n)
{
    struct arena *arena = &c->answer->arena;
    double *values = arena_alloc(arena, (array->count + 1) * sizeof *values);
    const char **texts = NULL, *text;
    size_t filled = 0;
    if (!values) return false;
    for (size_t k = 0; k < n; k++)
        for (int64_t i = 0; i < computation_count(c, root + k); i++, filled++) {
            if (!core_go_on(c->q->core) || !digits_of_entry(c, root + k, i, &values[filled], &text))
                return false;
            if (text && !texts) texts = arena_alloc(arena, (array->count + 1) * sizeof *texts);
            if (text && !texts) return false;
            if (text) texts[filled] = text;
        }
    answer_set_numbers(array, values, texts);
    return true;
}

/* Where some entries need a text, the others get theirs. */
static bool complete_texts(const struct computation *c, const struct dcalc_array *array)
{
    const char **texts = (const char **)array->texts;
    for (size_t i = 0; texts && i < array->count; i++) {
        struct str digits = {.mem = &c->q->core->mem};
        if (texts[i]) continue;
        digits_print(c->q, array->values[i], &digits);
        texts[i] = answer_text(c->answer, digits.s);
        str_free(&digits);
    }
    return !c->answer->mem.failed;
}

bool computation_fill(struct computation *c)
{
    const struct question *q = c->q;
    const struct root_set *r = &c->roots;
    struct answer *out = c->answer;
    const struct dcalc_result *public = &out->public;
    bool ok = true, table = question_is_table(q);
    for (size_t i = 0; ok && i < public->n_values; i++)
        ok = fill_array(c, &out->values[i], r->values + i, 1) && complete_texts(c, &out->values[i]);
    if (q->in_bands) return ok && sparse_values_fill(c, out->derivatives);
    for (size_t i = 0; ok && i < public->n_derivatives; i++)
        ok =
            fill_array(c, &out->derivatives[i], r->derivatives + i, table ? q->derivatives.n : 1) &&
            complete_texts(c, &out->derivatives[i]);
    for (size_t i = 0; ok && i < public->n_weights; i++)
        ok = fill_array(c, &out->weights[i], r->stepped + i, 1) &&
             complete_texts(c, &out->weights[i]);
    return ok;
}

/* ---- certified: ever higher precision until every digit is decided ---- */

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
    ok = numbers_tried(&q->graph->numbers, trial) && ok;
    if (ok && n) memcpy(c->roots.all.at, exact, n * sizeof *exact);
    mem_free_array(mem, exact, n, sizeof *exact);
    return !diag_any(q->core);
}

/* Bits to begin with: those of the digits that were asked for, and some. */
static mpfr_prec_t first_precision(const struct computation *c, mpfr_prec_t least)
{
    mpfr_prec_t wanted = c->q->request->digits * 10L / 3;
    return wanted > 64 ? wanted + least : least;
}

mpfr_prec_t computation_first_look(const struct computation *c)
{
    return first_precision(c, QUICK_BITS);
}

/* Most answers are decided by a first look without more. True if this one is. */
static bool is_decided_at_once(struct computation *c)
{
    bool decided = intervals_init(&c->intervals, &c->tape) &&
                   intervals_run(&c->intervals, computation_first_look(c)) && conditions_hold(c) &&
                   computation_fill(c);
    if (!decided) intervals_free(&c->intervals);
    return decided;
}

static bool run_certified(struct computation *c)
{
    if (!intervals_init(&c->intervals, &c->tape)) return false;
    mpfr_prec_t first = first_precision(c, LEAST_BITS);
    mpfr_prec_t most = 2 * first > MOST_BITS ? 2 * first : MOST_BITS;
    for (mpfr_prec_t bits = first; !c->last; bits *= 2) {
        if (bits > most) bits = most;
        c->last = bits == most;
        if (!intervals_run(&c->intervals, bits)) return false;
        enum truth defined = conditions_check(c);
        if (defined == IS_FALSE) return false;
        if (defined == IS_TRUE && computation_fill(c)) return true;
        if (c->q->core->mem.failed || c->answer->mem.failed) return false;
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

bool computation_compile(struct computation *c)
{
    const struct question *q = c->q;
    size_t n = q->request->steps > 1 ? q->new_weights.n : 0;
    id *inputs = mem_array(&q->core->mem, n, sizeof *inputs);
    if (!inputs) return false;
    for (size_t i = 0; i < n; i++) inputs[i] = q->leaves.at[i].node;
    struct tape_source source = {c->roots.all.at, c->roots.all.n, q->bound.at,
                                 q->bound.n,      inputs,         n};
    bool ok = tape_compile(&c->tape, q->graph, &source);
    mem_free_array(&q->core->mem, inputs, n, sizeof *inputs);
    return ok;
}

/* What keeps a work from being certified unasked, as a note; NULL if nothing does. */
static const char *why_doubles(const struct computation *c)
{
    const struct question *q = c->q;
    if (q->request->steps > 1) return "computed in doubles: several steps";
    if (q->request->numbers != DCALC_AUTO) return NULL;
    if (q->has_arrays) return "computed in doubles: arrays from files";
    bool large = q->in_bands || tape_work(&c->tape) > CERTIFIED_WORK;
    return large ? "computed in doubles: a large work" : NULL;
}

/* Every name that the graph knows, as an input. */
static id *all_names(const struct question *q, size_t *n)
{
    const struct graph *g = q->graph;
    *n = 0;
    for (size_t i = 0; i < g->nodes.n; i++) *n += g->nodes.at[i].op == OP_VARIABLE;
    id *names = mem_array(&q->core->mem, *n, sizeof *names), *next = names;
    for (size_t i = 0; names && i < g->nodes.n; i++)
        if (g->nodes.at[i].op == OP_VARIABLE) *next++ = (id)i;
    return names;
}

bool computation_of_names(struct computation *c)
{
    const struct question *q = c->q;
    size_t n;
    if (!collect_roots(q, &c->roots)) return false;
    id *names = all_names(q, &n);
    if (!names) return false;
    struct tape_source source = {
        .roots = c->roots.all.at, .n_roots = c->roots.all.n, .inputs = names, .n_inputs = n};
    bool ok = tape_compile(&c->tape, q->graph, &source);
    mem_free_array(&q->core->mem, names, n, sizeof *names);
    c->certified = q->request->numbers != DCALC_DOUBLE;
    return ok && !why_doubles(c) && c->tape.n_values <= KEPT_TAPE_VALUES;
}

/* In doubles 0*log(0) is no number where exact arithmetic knows a zero: so what has no answer as it
 * stands is tried again with all that is exact worked out. */
static bool run_doubles(struct computation *c, bool small)
{
    struct core *core = c->q->core;
    struct trial trial;
    if (!small) return doubles_run(c) && computation_fill(c);
    trial_begin(&trial, core);
    bool defined = doubles_run(c);
    bool told = core->diags.n == 1 && !core->mem.failed && core->diags.at[0].kind != KIND_LIMIT;
    bool again = !defined && told;
    trial_end(&trial, core, !again);
    if (!again) return defined && computation_fill(c);
    eval_free(&c->doubles);
    tape_free(&c->tape);
    return make_exact(c) && computation_compile(c) && doubles_run(c) && computation_fill(c);
}

/* A name without a value is an error of the program as written, whatever the point makes of it.
 * `looked`: a first look has not decided it. */
static bool compute(struct computation *c, bool looked)
{
    const struct question *q = c->q;
    if (!check_weights_bound(q) || !collect_roots(q, &c->roots) || !computation_compile(c))
        return false;
    const char *why = why_doubles(c);
    c->certified = !why && q->request->numbers != DCALC_DOUBLE;
    if (why) answer_note(c->answer, why);
    bool small = !why && !q->has_arrays && c->tape.n_values + c->tape.words.n <= CERTIFIED_WORK;
    if (!c->certified) return run_doubles(c, small);
    if (!looked && is_decided_at_once(c)) return true;
    tape_free(&c->tape);
    return !diag_any(q->core) && make_exact(c) && computation_compile(c) && run_certified(c);
}

void computation_init(struct computation *c, const struct question *q, struct answer *answer)
{
    *c = (struct computation){
        .q = q, .answer = answer, .tape = {.g = q->graph}, .doubles = {0}, .intervals = {0}};
    c->doubles.tape = c->intervals.tape = &c->tape;
}

void computation_free(struct computation *c)
{
    eval_free(&c->doubles);
    intervals_free(&c->intervals);
    tape_free(&c->tape);
    vec_free(&c->q->core->mem, &c->roots.all);
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
    return ok || sides_explain(q);
}

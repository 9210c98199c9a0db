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
    PLAIN_VALUES = 20000
};

/* ---- what to compute ---- */

static bool push_all(struct work *w, struct root_set *r, const id *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&w->core.mem, &r->all, ids[i])) return false;
    return true;
}

static bool push_guards(struct work *w, struct root_set *r, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *guard = &guards->all.at[i];
        id places[GUARD_PLACES] = {guard->condition, guard->subject,
                                   guard->when ? guard->when : guard->condition};
        if (!push_all(w, r, places, GUARD_PLACES)) return false;
    }
    return true;
}

static bool collect_roots(struct work *w, struct root_set *r)
{
    bool ok = push_all(w, r, w->values.at, w->values.n);
    r->derivatives = r->all.n;
    ok = ok && push_all(w, r, w->derivatives.at, w->derivatives.n);
    r->stepped = r->all.n;
    ok = ok && push_all(w, r, w->new_weights.at, w->new_weights.n);
    r->guards = r->all.n;
    ok = ok && push_guards(w, r, &w->lowering.guards);
    r->kinks = r->all.n;
    return ok && push_guards(w, r, &w->kinks);
}

/* ---- entries of roots ---- */

uint32_t computation_slot(const struct computation *c, size_t root)
{
    return tape_slot(&c->tape, c->roots.all.at[root]);
}

int64_t computation_count(const struct computation *c, size_t root)
{
    return shape_count(&c->w->g.shapes, graph_shape(&c->w->g, c->roots.all.at[root]));
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
static bool fill_array(const struct computation *c, const struct dcalc_array *which, size_t root,
                       size_t n)
{
    struct dcalc_array *array = (struct dcalc_array *)which;
    struct arena *arena = &c->w->answer->arena;
    double *values = arena_alloc(arena, (array->count + 1) * sizeof *values);
    const char **texts = NULL, *text;
    size_t filled = 0;
    if (!values) return false;
    for (size_t k = 0; k < n; k++)
        for (int64_t i = 0; i < computation_count(c, root + k); i++, filled++) {
            if (!core_go_on(&c->w->core) ||
                !digits_of_entry(c, root + k, i, &values[filled], &text))
                return false;
            if (text && !texts) texts = arena_alloc(arena, (array->count + 1) * sizeof *texts);
            if (text && !texts) return false;
            if (text) texts[filled] = text;
        }
    array->values = values;
    array->texts = texts;
    return true;
}

/* Where some entries need a text, the others get theirs. */
static bool complete_texts(struct work *w, const struct dcalc_array *array)
{
    const char **texts = (const char **)array->texts;
    for (size_t i = 0; texts && i < array->count; i++) {
        struct str digits = {.mem = &w->core.mem};
        if (texts[i]) continue;
        work_print_number(w, array->values[i], &digits);
        texts[i] = answer_text(w->answer, digits.s);
        str_free(&digits);
    }
    return !w->answer->mem.failed;
}

bool computation_fill(const struct computation *c)
{
    struct work *w = c->w;
    const struct root_set *r = &c->roots;
    const struct dcalc_result *out = &w->answer->public;
    bool ok = true, table = work_is_table(w);
    for (size_t i = 0; ok && i < out->n_values; i++)
        ok = fill_array(c, &out->values[i], r->values + i, 1) && complete_texts(w, &out->values[i]);
    if (w->in_bands) return ok && sparse_fill(c, (struct dcalc_array *)out->derivatives);
    for (size_t i = 0; ok && i < out->n_derivatives; i++)
        ok =
            fill_array(c, &out->derivatives[i], r->derivatives + i, table ? w->derivatives.n : 1) &&
            complete_texts(w, &out->derivatives[i]);
    for (size_t i = 0; ok && i < out->n_weights; i++)
        ok = fill_array(c, &out->weights[i], r->stepped + i, 1) &&
             complete_texts(w, &out->weights[i]);
    return ok;
}

/* ---- certified: ever higher precision until every digit is decided ---- */

/* Exact arithmetic first: what the point makes rational or zero is known to be so. Where numbers
 * grow too long for that, the formulas are enclosed as they are. */
static bool make_exact(struct computation *c)
{
    struct work *w = c->w;
    struct core *core = &w->core;
    size_t n = c->roots.all.n, digits = core->limits.digits;
    id *exact = mem_array(&core->mem, n, sizeof *exact);
    if (!exact) return false;
    if (n) memcpy(exact, c->roots.all.at, n * sizeof *exact);
    core->limits.digits = EXACT_DIGITS;
    bool ok = work_put_in_point(w, exact, n);
    core->limits.digits = digits;
    if (ok && n) memcpy(c->roots.all.at, exact, n * sizeof *exact);
    numbers_forgive(&w->g.numbers);
    mem_free_array(&core->mem, exact, n, sizeof *exact);
    return !diag_any(core);
}

/* Bits to begin with: those of the digits that were asked for, and some. */
static mpfr_prec_t first_precision(const struct computation *c, mpfr_prec_t least)
{
    mpfr_prec_t wanted = c->w->request->digits * 10L / 3;
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
        if (c->w->core.mem.failed || c->w->answer->mem.failed) return false;
    }
    return false;
}

/* ---- which of them ---- */

id computation_bound(const struct work *w, id variable)
{
    for (size_t i = 0; i < w->bound.n; i++)
        if (w->bound.at[i].name == graph_node(&w->g, variable)->data) return w->bound.at[i].value;
    return POISON;
}

static bool check_weights_bound(struct work *w)
{
    for (size_t i = 0; i < w->new_weights.n; i++) {
        const struct leaf *leaf = &w->leaves.at[i];
        if (computation_bound(w, leaf->node) != POISON) continue;
        diag_error(&w->core, KIND_NAME, graph_node(&w->g, leaf->node)->span,
                   "the weight '%s' has no value", leaf->name);
        return diag_hint(&w->core, "bind it with --at %s=...", leaf->name);
    }
    return true;
}

bool computation_compile(struct computation *c)
{
    struct work *w = c->w;
    size_t n = w->request->steps > 1 ? w->new_weights.n : 0;
    id *inputs = mem_array(&w->core.mem, n, sizeof *inputs);
    if (!inputs) return false;
    for (size_t i = 0; i < n; i++) inputs[i] = w->leaves.at[i].node;
    bool ok = tape_compile(&c->tape, &w->g, c->roots.all.at, c->roots.all.n, w->bound.at,
                           w->bound.n, inputs, n);
    mem_free_array(&w->core.mem, inputs, n, sizeof *inputs);
    return ok;
}

/* What keeps a work from being certified unasked, as a note; NULL if nothing does. */
static const char *why_doubles(const struct computation *c)
{
    const struct work *w = c->w;
    if (w->request->steps > 1) return "computed in doubles: several steps";
    if (w->request->numbers != DCALC_AUTO) return NULL;
    if (w->has_arrays) return "computed in doubles: arrays from files";
    bool large = w->in_bands || tape_work(&c->tape) > CERTIFIED_WORK;
    return large ? "computed in doubles: a large work" : NULL;
}

/* Every name that the graph knows, as an input. */
static id *all_names(struct work *w, size_t *n)
{
    const struct graph *g = &w->g;
    *n = 0;
    for (size_t i = 0; i < g->nodes.n; i++) *n += g->nodes.at[i].op == OP_VARIABLE;
    id *names = mem_array(&w->core.mem, *n, sizeof *names), *next = names;
    for (size_t i = 0; names && i < g->nodes.n; i++)
        if (g->nodes.at[i].op == OP_VARIABLE) *next++ = (id)i;
    return names;
}

bool computation_of_names(struct computation *c)
{
    struct work *w = c->w;
    size_t n;
    if (!collect_roots(w, &c->roots)) return false;
    id *names = all_names(w, &n);
    if (!names) return false;
    bool ok = tape_compile(&c->tape, &w->g, c->roots.all.at, c->roots.all.n, NULL, 0, names, n);
    mem_free_array(&w->core.mem, names, n, sizeof *names);
    c->certified = w->request->numbers != DCALC_DOUBLE;
    return ok && !why_doubles(c) && c->tape.n_values <= PLAIN_VALUES;
}

/* In doubles 0*log(0) is no number where exact arithmetic knows a zero: so what has no answer as it
 * stands is tried again with all that is exact worked out. */
static bool run_doubles(struct computation *c, bool small)
{
    struct core *core = &c->w->core;
    if (doubles_run(c)) return computation_fill(c);
    bool told = core->diags.n == 1 && !core->mem.failed && core->diags.at[0].kind != KIND_LIMIT;
    if (!small || !told) return false;
    core->diags.n = 0;
    eval_free(&c->doubles);
    tape_free(&c->tape);
    return make_exact(c) && computation_compile(c) && doubles_run(c) && computation_fill(c);
}

/* A name without a value is an error of the program as written, whatever the point makes of it.
 * `looked`: a first look has not decided it. */
static bool compute(struct computation *c, bool looked)
{
    struct work *w = c->w;
    if (!check_weights_bound(w) || !collect_roots(w, &c->roots) || !computation_compile(c))
        return false;
    const char *why = why_doubles(c);
    c->certified = !why && w->request->numbers != DCALC_DOUBLE;
    if (why) work_note(w, why);
    bool small = !why && !w->has_arrays && c->tape.n_values + c->tape.words.n <= CERTIFIED_WORK;
    if (!c->certified) return run_doubles(c, small);
    if (!looked && is_decided_at_once(c)) return true;
    tape_free(&c->tape);
    return !diag_any(&w->core) && make_exact(c) && computation_compile(c) && run_certified(c);
}

void computation_init(struct computation *c, struct work *w)
{
    *c = (struct computation){.w = w, .tape = {.g = &w->g}, .doubles = {0}, .intervals = {0}};
    c->doubles.tape = c->intervals.tape = &c->tape;
}

void computation_free(struct computation *c)
{
    eval_free(&c->doubles);
    intervals_free(&c->intervals);
    tape_free(&c->tape);
    vec_free(&c->w->core.mem, &c->roots.all);
}

bool work_numbers(struct work *w)
{
    struct computation c;
    bool looked = kept_tape_suits(w);
    if (looked && kept_tape_answer(w)) return true;
    if (diag_any(&w->core)) return false;
    computation_init(&c, w);
    bool ok = compute(&c, looked);
    computation_free(&c);
    return ok || sides_explain(w);
}

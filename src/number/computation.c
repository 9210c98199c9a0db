/* computation.c - what is computed for a question, and its entries once it is. */
#include "number/numbers.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <math.h>

/* At QUICK_BITS nearly all answers without cancellation are decided; of 64 bits rounding errors
 * leave too few. */
enum { QUICK_BITS = 80, KEPT_TAPE_VALUES = 20000 };

void computation_init(struct computation *c, const struct question *q, struct answer *answer)
{
    *c = (struct computation){
        .q = q, .answer = answer, .tape = {.g = q->graph}, .doubles = {0}, .intervals = {0}};
    c->doubles.tape = c->intervals.tape = &c->tape;
}

void computation_free(struct computation *c)
{
    eval_free(&c->doubles);
    balls_free(&c->balls);
    intervals_free(&c->intervals);
    tape_free(&c->tape);
    vec_free(&c->q->core->mem, &c->roots.all);
    local_free(c);
}

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

bool computation_collect(struct computation *c)
{
    const struct question *q = c->q;
    struct root_set *r = &c->roots;
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

/* Bits to begin with: those of the digits that were asked for, and some. */
mpfr_prec_t computation_precision(const struct computation *c, mpfr_prec_t least)
{
    mpfr_prec_t wanted = c->q->request->digits * 10L / 3;
    return wanted > 64 ? wanted + least : least;
}

/* Of many entries, one that needs some bits more is the more likely. */
mpfr_prec_t computation_first_look(const struct computation *c)
{
    int64_t entries = 0;
    mpfr_prec_t more = 0;
    for (size_t root = c->roots.values; root < c->roots.guards; root++)
        entries += computation_count(c, root);
    while (entries >> more > 1) more++;
    return computation_precision(c, QUICK_BITS + more);
}

bool computation_suits_balls(const struct computation *c)
{
    enum { MOST_DIGITS = 24 }; /* of some 90 bits that are sure, 80 */
    return c->certified && c->q->request->digits <= MOST_DIGITS && balls_suit(&c->tape);
}

/* What a step of training changes: names that are given without a value, or else the weights. */
static id changing_input(const struct question *q, size_t i)
{
    return q->columns.n ? bindings_column(q, i) : q->leaves.at[i].node;
}

bool computation_compile(struct computation *c)
{
    const struct question *q = c->q;
    size_t n = q->columns.n ? q->columns.n : q->request->steps > 1 ? q->new_weights.n : 0;
    id *inputs = mem_array(&q->core->mem, n, sizeof *inputs);
    if (!inputs) return false;
    for (size_t i = 0; i < n; i++) inputs[i] = changing_input(q, i);
    struct tape_source source = {c->roots.all.at, c->roots.all.n, q->bound.at,
                                 q->bound.n,      inputs,         n};
    bool ok = tape_compile(&c->tape, q->graph, &source);
    mem_free_array(&q->core->mem, inputs, n, sizeof *inputs);
    return ok;
}

/* Has a text a decimal that no double holds? */
static bool is_wide(const char *at, size_t length)
{
    const char *end = at + length;
    struct decimal d;
    double x;
    while (at < end) {
        if (is_digit(*at) || *at == '.') {
            bool any = decimal_scan(at, end, &d) != NULL;
            if (any && decimal_read(at, d.length, &x) == DECIMAL_WIDE) return true;
            at += any ? d.length : 1;
            continue;
        }
        uint32_t name = utf8_name_bytes(at, (uint32_t)(end - at));
        at += name ? name : 1;
    }
    return false;
}

/* Such numbers beside arrays have to be certified: they may be why there is a question at all. */
static bool has_wide(const struct question *q)
{
    for (size_t i = 0; i < q->request->n_at; i++) {
        const struct dcalc_binding *b = &q->request->at[i];
        if (!b->array.entries && is_wide(b->value.bytes, b->value.length)) return true;
    }
    return false;
}

const char *computation_in_doubles(const struct computation *c)
{
    const struct question *q = c->q;
    if (q->request->steps > 1) return "computed in doubles: several steps";
    if (q->request->numbers != DCALC_AUTO) return NULL;
    if (q->has_arrays && !has_wide(q)) return "computed in doubles: arrays from files";
    bool large = q->in_bands || tape_work(&c->tape) > COMPUTATION_CERTIFIED;
    return large ? "computed in doubles: a large computation" : NULL;
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
    if (!computation_collect(c)) return false;
    id *names = all_names(q, &n);
    if (!names) return false;
    struct tape_source source = {
        .roots = c->roots.all.at, .n_roots = c->roots.all.n, .inputs = names, .n_inputs = n};
    bool ok = tape_compile(&c->tape, q->graph, &source);
    mem_free_array(&q->core->mem, names, n, sizeof *names);
    c->certified = q->request->numbers != DCALC_DOUBLE;
    return ok && !computation_in_doubles(c) && c->tape.n_values <= KEPT_TAPE_VALUES;
}

/* ---- entries ---- */

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
    if (c->in_balls) {
        const struct ball *ball = &balls_slot(&c->balls, slot)[i];
        return ball_is_zero(ball) ? IS_FALSE : ball_is_nonzero(ball) ? IS_TRUE : IS_UNDECIDED;
    }
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
    if (c->in_balls) return true;
    return mpfi_bounded_p(intervals_slot(&c->intervals, slot)[i]);
}

bool computation_costs_too_much(const struct question *q, struct span span)
{
    diag_error(q->core, KIND_LIMIT, span, "certified digits of this would take too much work");
    return diag_hint(q->core, "doubles may do: --numbers double");
}

#include "number/kept_tape.h"

#include <math.h>
#include <string.h>

enum { LARGE_GRAPH = 20000 };

/* ---- inputs ---- */

static bool set_double(double *out, const struct decimal *d)
{
    if (!decimal_to_double(d, out) || !isfinite(*out)) return false;
    *out += 0.0; /* no minus before a zero */
    return true;
}

/* 10^k for a k of at most 18, which 64 bits hold. */
static unsigned long power_of_ten(int k)
{
    unsigned long power = 1;
    while (k-- > 0) power *= 10;
    return power;
}

/* As narrow as the precision allows: of the exact number, once rounded. */
static void set_interval(mpfi_ptr out, const struct decimal *d)
{
    char text[POINT_DECIMAL_LENGTH + 1];
    int exponent = (int)decimal_exponent(d), shift = exponent < 0 ? -exponent : exponent;
    if (shift <= 18 && sizeof(long) == sizeof d->mantissa) {
        long size = (long)d->mantissa;
        mpfi_set_si(out, d->sign ? -size : size);
        if (exponent < 0) mpfi_div_ui(out, out, power_of_ten(shift));
        if (exponent > 0) mpfi_mul_ui(out, out, power_of_ten(shift));
        return;
    }
    memcpy(text, d->text, d->length);
    text[d->length] = '\0';
    mpfr_set_str(&out->left, text, 10, MPFR_RNDD);
    mpfr_set_str(&out->right, text, 10, MPFR_RNDU);
}

static bool set_ball(struct ball *out, const struct decimal *d)
{
    int64_t size = (int64_t)d->mantissa;
    return balls_decimal(out, d->sign == '-' ? -size : size, (int)decimal_exponent(d));
}

static bool set_input(struct kept_tape *p, const struct kept_input *input,
                      const struct point_decimals *point)
{
    const struct binding_decimals *b = &point->bindings.at[input->place];
    const struct decimal *all = &point->all.at[b->first];
    for (size_t i = 0; i < b->n; i++) {
        if (p->c.in_balls && !set_ball(&balls_slot(&p->c.balls, input->slot)[i], &all[i]))
            return false;
        if (p->c.in_balls) continue;
        if (p->c.certified)
            set_interval(intervals_slot(&p->c.intervals, input->slot)[i], &all[i]);
        else if (!set_double(&eval_slot(&p->c.doubles, input->slot)[i], &all[i]))
            return false;
    }
    return true;
}

/* ---- the tape ---- */

bool kept_tape_suits(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->command == DCALC_LIMIT_AT) return false; /* of another point another formula */
    if (rq->steps > 1 || q->in_bands || q->lowering.sized_by_point || !q->decimals ||
        !q->decimals->complete)
        return false;
    return rq->format <= DCALC_JSON && !rq->sparse && !q->has_arrays &&
           q->graph->nodes.n < LARGE_GRAPH;
}

/* The last value given to a name counts. */
static bool find_binding(const struct question *q, const char *name, uint32_t *place)
{
    for (size_t i = q->request->n_at; i-- > 0;)
        if (!strcmp(q->request->at[i].name, name)) return *place = (uint32_t)i, true;
    return false;
}

static bool find_inputs(struct kept_tape *p, const struct question *q)
{
    for (size_t i = 0; i < p->c.tape.code.n; i++) {
        const struct instruction *in = &p->c.tape.code.at[i];
        struct kept_input input = {.slot = (uint32_t)i};
        if (in->op != OP_VARIABLE) continue;
        if (!find_binding(q, names_text(&q->core->names, in->data), &input.place)) return false;
        if (!vec_push(&q->core->mem, &p->inputs, input)) return false;
    }
    return true;
}

static bool prepare(struct kept_tape *p)
{
    struct computation *c = &p->c;
    if (c->certified) return !computation_suits_balls(c) || balls_init(&c->balls, &c->tape);
    return eval_init(&c->doubles, &c->tape, 1) && eval_plan(&c->doubles, &(struct plan_request){0});
}

static bool set_inputs(struct kept_tape *p, const struct point_decimals *point)
{
    for (size_t i = 0; i < p->inputs.n; i++)
        if (!set_input(p, &p->inputs.at[i], point)) return false;
    return true;
}

static bool is_decided(struct computation *c)
{
    return conditions_hold(c) && computation_fill(c);
}

static bool run_in_balls(struct kept_tape *p, const struct point_decimals *point)
{
    p->c.in_balls = p->c.balls.values != NULL;
    bool decided =
        p->c.in_balls && set_inputs(p, point) && balls_run(&p->c.balls) && is_decided(&p->c);
    p->c.in_balls = false;
    return decided;
}

/* They are made when the first point needs them. */
static bool run_in_intervals(struct kept_tape *p, const struct point_decimals *point)
{
    struct computation *c = &p->c;
    struct intervals *e = &c->intervals;
    bool ok = e->values ? (intervals_widen_range(e), true)
                        : intervals_init(e, &c->tape) &&
                              intervals_set_precision(e, computation_first_look(c));
    ok = ok && set_inputs(p, point) && intervals_run(e, e->precision) && is_decided(c);
    intervals_restore_range(e);
    return ok;
}

static bool run(struct kept_tape *p, const struct point_decimals *point)
{
    if (p->c.certified) return run_in_balls(p, point) || run_in_intervals(p, point);
    return set_inputs(p, point) && eval_run(&p->c.doubles) && !p->c.doubles.left_range &&
           is_decided(&p->c);
}

struct kept_tape *kept_tape_answer(const struct question *q, struct answer *answer)
{
    struct kept_tape *kept = mem_array(&q->core->mem, 1, sizeof *kept);
    if (!kept) return NULL;
    computation_init(&kept->c, q, answer);
    bool ok = computation_of_names(&kept->c) && find_inputs(kept, q) && prepare(kept) &&
              run(kept, q->decimals);
    if (ok) return kept;
    kept_tape_free(kept);
    return NULL;
}

bool kept_tape_answer_again(struct kept_tape *kept, struct answer *answer)
{
    kept->c.answer = answer;
    return run(kept, kept->c.q->decimals);
}

void kept_tape_free(struct kept_tape *kept)
{
    if (!kept) return;
    struct mem *mem = &kept->c.q->core->mem;
    computation_free(&kept->c);
    vec_free(mem, &kept->inputs);
    mem_free_array(mem, kept, 1, sizeof *kept);
}

/* underflow.c - is an answer in doubles right where something was too small, or too large, for
 * them? A product of 10,000 factors may become 0 on its way to a number of ordinary size. */
#include "number/numbers.h"

#include "eval/underflow.h"

#include <stdio.h>

/* What a run in doubles has lost. */
struct look {
    struct computation *c;
    struct losses losses;
    struct range_losses *found;
};

static void look_at_result(struct look *k, size_t root)
{
    const double *of = losses_of_slot(&k->losses, computation_slot(k->c, root));
    int64_t n = computation_count(k->c, root);
    for (int64_t i = 0; of && i < n; i++) {
        k->found->small += of[i] > 0;
        if (underflow_is_harmless(of[i], computation_double(k->c, root, i))) continue;
        if (!k->found->lost) k->found->root = root;
        k->found->lost++;
    }
}

/* A condition that is not known decides wherever it matters. */
static void look_at_guard(struct look *k, size_t root, bool everywhere)
{
    const struct computation *c = k->c;
    size_t condition = root + GUARD_CONDITION, when = root + GUARD_WHEN;
    const double *of = losses_of_slot(&k->losses, computation_slot(c, condition));
    int64_t n = computation_count(c, condition), m = computation_count(c, when);
    for (int64_t i = 0; of && i < n; i++) {
        bool matters = everywhere || computation_double(c, when, i % m) != 0;
        if (of[i] == 0 || !matters || k->found->decides) continue;
        k->found->decides = true;
        if (!k->found->lost) k->found->root = root + GUARD_SUBJECT;
    }
}

static void look_at_guards(struct look *k, const struct guards *guards, size_t first)
{
    for (size_t i = 0; i < guards->all.n; i++)
        look_at_guard(k, first + i * GUARD_PLACES, guards->all.at[i].when == POISON);
}

/* Once more, with every step kept. */
static bool run_again(struct evaluation *e)
{
    return e->values || (eval_plan(e, &(struct plan_request){.every_step = true}) && eval_run(e));
}

bool range_losses_find(struct computation *c, struct range_losses *found)
{
    struct look k = {.c = c, .found = found};
    const struct root_set *r = &c->roots;
    *found = (struct range_losses){0};
    if (!c->doubles.left_range) return true;
    bool ok = run_again(&c->doubles) && losses_find(&k.losses, &c->doubles);
    for (size_t root = r->values; ok && root < r->guards; root++) look_at_result(&k, root);
    if (ok) look_at_guards(&k, &c->q->lowering.guards, r->guards);
    if (ok) look_at_guards(&k, &c->q->kinks, r->kinks);
    losses_free(&k.losses);
    return ok;
}

/* ---- whether the certified way is open ---- */

/* Files of NumPy hold doubles anyway. */
static bool holds_doubles(enum dcalc_format format)
{
    return format == DCALC_NPY || format == DCALC_NPZ || format == DCALC_SAFETENSORS;
}

bool range_asks_certified(const struct computation *c, const struct range_losses *found)
{
    return found->lost || found->decides || (found->small && !holds_doubles(c->q->request->format));
}

bool range_may_be_certified(const struct computation *c)
{
    enum { MOST_WORK = 20000000, BYTES_EACH = 200 };
    const struct question *q = c->q;
    const struct mem *mem = &q->core->mem;
    size_t left = mem->limit > mem->used ? mem->limit - mem->used : 0;
    if (q->request->numbers != DCALC_AUTO || q->request->steps > 1 || q->in_bands) return false;
    return tape_work(&c->tape) <= MOST_WORK &&
           (!mem->limit || c->tape.n_values * BYTES_EACH < left);
}

/* ---- what is said ---- */

bool range_hint(const struct computation *c)
{
    if (c->q->request->steps > 1) return false;
    return diag_hint(c->q->core, c->q->request->numbers == DCALC_DOUBLE
                                     ? "ask without --numbers double"
                                     : "numbers of any size are computed by --numbers certified");
}

static bool report(const struct computation *c, const struct range_losses *found)
{
    const struct root_set *r = &c->roots;
    const char *what = found->root < r->derivatives ? "the value"
                       : found->root < r->stepped   ? "the derivative"
                       : found->root < r->guards    ? "the new weight"
                                                    : "what is computed";
    diag_error(c->q->core, KIND_OVERFLOW,
               graph_node(c->q->graph, c->roots.all.at[found->root])->span,
               "%s rests on a number that is too small or too large for a double", what);
    return range_hint(c);
}

bool range_tell(const struct computation *c, const struct range_losses *found)
{
    char note[160];
    bool wrong = found->lost || found->decides;
    if (!wrong && !found->small) return true;
    if (wrong && c->q->request->steps <= 1) return report(c, found);
    if (wrong)
        return answer_note(c->answer, "in the last step numbers were too small or too large for "
                                      "doubles: some of its results are not right");
    bool one = found->small == 1, trains = c->q->request->steps > 1;
    snprintf(note, sizeof note,
             "%zu number%s too small for doubles, and 0 or of few digits here%s%s", found->small,
             one ? " is" : "s are", trains ? "" : ": --numbers certified computes ",
             trains ? ""
             : one  ? "it"
                    : "them");
    return answer_note(c->answer, note);
}

/* judge.c - pairs of entries, the points at which they are compared, and the verdict. */
#include "judge/judge_private.h"
#include "pass/entries.h"
#include "pass/equations.h"
#include "pass/simplify.h"
#include "series/series.h"

#include <string.h>

/* A difference that a tenth of the range has is missed by 44 points less than once in a hundred
 * times: 0.9^44 < 0.01. */
enum { POINTS = 44, MOST_TURNS = 600, MOST_ENTRIES = 10000 };

static const struct span nowhere = {0, 0, 0};

/* ---- pairs ---- */

static int64_t count_of(const struct judge *j, id a)
{
    return shape_count(&j->g->shapes, graph_shape(j->g, a));
}

const char *judge_entry(const struct question *q, const char *name, struct shape_data d, size_t i)
{
    size_t columns = d.ndim == 2 ? (size_t)d.d[1] : 1;
    if (d.ndim == 0) return name;
    if (d.ndim == 1) return local_text(q, "%s[%zu]", name, i);
    return local_text(q, "%s[%zu,%zu]", name, i / columns, i % columns);
}

/* The name that an entry of all derivatives is by, and the row of a table it is in. */
static const char *label_of(const struct judge *j, size_t entry)
{
    const struct question *q = j->q;
    size_t n = q->leaves.n, k = 0, count;
    if (j->pairs.n == 1 && q->derivatives.n == 1) return "";
    if (j->n_unknowns == j->pairs.n && n == 1)
        return local_text(q, "d%s/d%s", q->unknowns.at[entry].name, q->leaves.at[0].name);
    for (; entry >= (count = (size_t)count_of(j, q->derivatives.at[k])); k++) entry -= count;
    const char *name = n ? q->leaves.at[k % n].name : "";
    const char *text = judge_entry(q, name, graph_dims(j->g, q->derivatives.at[k]), entry);
    return q->rows ? local_text(q, "row %zu, %s", k / n + 1, text) : text;
}

static int64_t total(const struct judge *j, const id *arrays, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t count = count_of(j, arrays[i]);
        if (count == COUNT_UNKNOWN || sum + count > MOST_ENTRIES) return COUNT_UNKNOWN;
        sum += count;
    }
    return sum;
}

static bool sizes_fit(const struct judge *j)
{
    const struct question *q = j->q;
    int64_t right = total(j, q->derivatives.at, q->derivatives.n),
            claimed = total(j, q->claims.at, q->claims.n);
    if (right == COUNT_UNKNOWN || claimed == COUNT_UNKNOWN) {
        diag_error(q->core, KIND_LIMIT, nowhere, "sizes must be numbers, and entries at most %d",
                   MOST_ENTRIES);
        return diag_hint(q->core, "give sizes with --shape x=[3]");
    }
    if (right == claimed) return true;
    diag_error(q->core, KIND_SHAPE, nowhere, "the derivative has %lld %s, the formula %lld",
               (long long)right, right == 1 ? "entry" : "entries", (long long)claimed);
    return diag_hint(q->core, q->leaves.n > 1
                                  ? "give one formula for each name, or choose names with --wrt"
                                  : "give as many entries as the derivative has");
}

static bool push_rights(struct judge *j)
{
    const struct question *q = j->q;
    for (size_t k = 0; k < q->derivatives.n; k++)
        for (int64_t i = 0; i < count_of(j, q->derivatives.at[k]); i++) {
            struct pair pair = {graph_entry(j->g, q->derivatives.at[k], i), POISON};
            if (pair.right == POISON || !vec_push(&q->core->mem, &j->pairs, pair)) return false;
        }
    return true;
}

/* The claims' entries in the same order, whatever their shapes. */
static bool push_claims(struct judge *j)
{
    const struct question *q = j->q;
    size_t at = 0;
    for (size_t k = 0; k < q->claims.n; k++)
        for (int64_t i = 0; i < count_of(j, q->claims.at[k]); i++)
            if ((j->pairs.at[at++].claim = graph_entry(j->g, q->claims.at[k], i)) == POISON)
                return false;
    return true;
}

static bool push_alarms(struct judge *j, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        id alarm = guard_alarm(j->g, &guards->all.at[i]);
        if (alarm == POISON) alarm = graph_int(j->g, 0); /* its shapes do not go together */
        if (!vec_push(&j->g->core->mem, &j->alarms, alarm)) return false;
    }
    return true;
}

static bool is_unknown(const struct judge *j, id variable)
{
    for (size_t i = 0; i < j->n_unknowns; i++)
        if (j->unknowns[i] == variable) return true;
    return false;
}

static bool collect_variables(struct judge *j)
{
    struct mem *mem = &j->q->core->mem;
    struct reach reach = {0};
    VEC(id) roots = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < j->pairs.n; i++)
        ok = vec_push(mem, &roots, j->pairs.at[i].right) &&
             vec_push(mem, &roots, j->pairs.at[i].claim);
    for (size_t i = 0; ok && i < j->alarms.n; i++) ok = vec_push(mem, &roots, j->alarms.at[i]);
    for (size_t i = 0; ok && i < j->n_unknowns; i++) ok = vec_push(mem, &roots, j->equations[i]);
    ok = ok && graph_reach(j->g, roots.at, roots.n, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++)
        if (graph_op(j->g, reach.ids.at[i]) == OP_VARIABLE && !is_unknown(j, reach.ids.at[i]))
            ok = vec_push(mem, &j->variables, reach.ids.at[i]);
    reach_free(j->g, &reach);
    vec_free(mem, &roots);
    return ok;
}

/* Entries, conditions and names: all that is compared at points. */
static bool collect(struct judge *j)
{
    return sizes_fit(j) && push_rights(j) && push_claims(j) &&
           push_alarms(j, &j->q->lowering.guards) && push_alarms(j, &j->q->kinks) &&
           collect_variables(j);
}

/* ---- points ---- */

static void note_undefined(struct judge *j, const struct sample *at)
{
    if (j->domain) return;
    j->domain = local_text(j->q, "the formula has no value at %s, where the function has one",
                           points_text(j, at));
}

struct outcome {
    bool differs;
    size_t pair;
    struct sample where;
};

/* Compares all pairs at one point. False without memory, or after time ran out. */
static bool look_at_point(struct judge *j, struct outcome *out)
{
    struct sample at;
    struct standing standing;
    size_t other;
    unsigned turn = j->turn++;
    if (!points_choose(j, turn, &at)) return false;
    if (j->n_unknowns && !curve_find(j, turn, &at)) return core_go_on(j->q->core);
    points_stand(j, &at, &standing);
    bool function = standing.function == IS_TRUE && standing.smooth == IS_TRUE;
    if (function && standing.claims == IS_FALSE && points_have_values(j, &at))
        note_undefined(j, &at);
    if (!function || standing.claims != IS_TRUE) return core_go_on(j->q->core);
    enum agreement found = points_compare(j, &at, j->pairs.at, j->pairs.n, &other);
    if (found == DIFFER) *out = (struct outcome){true, other, at};
    return found == UNSURE ? core_go_on(j->q->core) : vec_push(&j->q->core->mem, &j->samples, at);
}

/* Errors at a point, as of numbers that grow too long, are not the question's. */
static bool visit(struct judge *j, struct outcome *out)
{
    struct trial trial;
    trial_begin(&trial, j->q->core);
    bool ok = look_at_point(j, out);
    trial_end(&trial, j->q->core, false);
    return ok || (core_go_on(j->q->core) && !j->q->core->mem.failed);
}

static bool has_free_variables(const struct judge *j)
{
    if (j->n_unknowns) return true;
    for (size_t i = 0; i < j->variables.n; i++)
        if (bindings_value(j->q, j->variables.at[i]) == POISON) return true;
    return false;
}

/* Goes on until so many points of the domain were compared, or two formulas differ at one. */
static bool visit_points(struct judge *j, size_t enough, struct outcome *out)
{
    unsigned most = has_free_variables(j) ? MOST_TURNS : 1;
    while (j->turn < most && j->samples.n < enough && !out->differs)
        if (!visit(j, out)) return false;
    return true;
}

/* A few more points of the domain, to try slips at, be the formulas equal there or not. */
static void visit_more(struct judge *j)
{
    enum { ENOUGH = 5 };
    while (j->turn < MOST_TURNS && j->samples.n < ENOUGH && has_free_variables(j))
        if (!visit(j, &(struct outcome){0})) return;
}

/* ---- proof ---- */

/* Is it 0 wherever the equations hold that define names? */
static bool is_zero_by_equations(const struct judge *j, id difference)
{
    const struct lowering *l = &j->q->lowering;
    id *zeros = arena_alloc(&j->g->core->arena, (l->equations.n + 1) * sizeof *zeros);
    if (!zeros || !j->q->unknowns.n) return false;
    for (size_t i = 0; i < l->equations.n; i++) {
        zeros[i] = l->equations.at[i].node;
        if (graph_shape(j->g, zeros[i]) != SHAPE_SCALAR) return false;
    }
    return equations_imply_zero(j->g, difference, zeros, l->equations.n);
}

static bool is_zero(struct judge *j, id difference, bool at_point)
{
    if (at_point && !bindings_put_in(j->q, &difference, 1)) return false;
    if (graph_is_zero(j->g, difference)) return true;
    entries_write_out(j->g, &difference, 1); /* or it stays as it is */
    if (!simplify(j->g, &difference, 1)) return false;
    return graph_is_zero(j->g, difference) || node_is_zero(j->g, difference) ||
           is_zero_by_equations(j, difference);
}

/* The steps of a proof are equalities of formulas; what they take too long for is left open. */
static bool proved(struct judge *j, bool at_point)
{
    struct trial trial;
    bool all = true;
    trial_begin(&trial, j->q->core);
    for (size_t i = 0; all && i < j->pairs.n; i++) {
        const struct pair *pair = &j->pairs.at[i];
        all = pair->right == pair->claim ||
              is_zero(j, graph_sub(j->g, pair->right, pair->claim), at_point);
    }
    trial_end(&trial, j->q->core, false);
    return all;
}

/* ---- the verdict ---- */

/* x^2 and 4 have one value at x=2. */
static bool note_point(struct answer *answer)
{
    return answer_note(answer,
                       "compared at the one point that --at gives: elsewhere they may differ");
}

/* Says for which sizes formulas of open sizes were compared. */
static bool note_sizes(struct judge *j, struct answer *answer)
{
    struct question *q = j->q;
    struct str text = {.mem = &q->core->mem};
    if (!q->chosen_sizes.n) return true;
    str_puts(&text, "compared for the sizes ");
    for (size_t i = 0; i < q->chosen_sizes.n; i++) {
        uint32_t letter = q->chosen_sizes.at[i];
        str_putf(&text, "%s%s=%lld", i ? ", " : "", names_text(&q->core->names, letter),
                 (long long)lower_facts(&q->lowering, letter)->size);
    }
    bool ok = !text.failed && answer_note(answer, text.s);
    str_free(&text);
    return ok;
}

static bool put_verdict(struct judge *j, struct answer *answer, struct dcalc_verdict verdict)
{
    struct dcalc_verdict *out = arena_alloc(&answer->arena, sizeof *out);
    if (!out) return false;
    *out = verdict;
    out->domain = answer_text(answer, j->domain);
    answer->public.verdict = out;
    return note_sizes(j, answer);
}

static bool no_point(const struct judge *j)
{
    diag_error(j->q->core, KIND_UNDECIDED, nowhere,
               "no point was found at which both formulas have a value");
    return diag_hint(j->q->core, "%s",
                     j->domain ? j->domain : "give values to some names with --at x=2");
}

static bool no_curve(const struct judge *j)
{
    diag_error(j->q->core, KIND_UNDECIDED, nowhere,
               "it is not proved, and points are searched for only where equations define numbers "
               "that have no values yet");
    return diag_hint(j->q->core, "give a point where they hold: --at x=0,u=1,v=1");
}

/* The claim's value; if that looks like the right one, how far it is off. */
static const char *claimed_value(const struct judge *j, const struct sample *at,
                                 const struct pair *pair, const char *right)
{
    const char *claimed = points_value(j, at, pair->claim);
    if (strcmp(claimed, right)) return claimed;
    id off = graph_sub(j->g, pair->claim, pair->right);
    return local_text(j->q, "%s, off by %s", claimed, points_value(j, at, off));
}

static bool unequal(struct judge *j, struct answer *answer, const struct outcome *outcome)
{
    const struct pair *pair = &j->pairs.at[outcome->pair];
    const char *value = points_value(j, &outcome->where, pair->right);
    visit_more(j);
    return put_verdict(
        j, answer,
        (struct dcalc_verdict){
            .points = j->samples.n,
            .entry = answer_text(answer, label_of(j, outcome->pair)),
            .where = answer_text(answer, points_text(j, &outcome->where)),
            .value = answer_text(answer, value),
            .claimed = answer_text(answer, claimed_value(j, &outcome->where, pair, value)),
            .slip = answer_text(answer, slips_find(j, pair, outcome->pair)),
        });
}

/* Names that equations define, and that the point gives no value. */
static size_t count_open_unknowns(const struct question *q)
{
    size_t n = 0;
    for (size_t i = 0; i < q->unknowns.n; i++)
        n += bindings_value(q, q->unknowns.at[i].node) == POISON;
    return n;
}

/* Are the unknowns all open, and numbers, with an equation for each? Then points are found. */
static bool set_unknowns(struct judge *j, size_t open)
{
    const struct question *q = j->q;
    const struct lowering *l = &q->lowering;
    size_t n = q->unknowns.n;
    id *names = arena_alloc(&q->core->arena, (n + 1) * sizeof *names),
       *equations = arena_alloc(&q->core->arena, (n + 1) * sizeof *equations);
    if (!names || !equations || !open || open < n || l->equations.n != n) return false;
    for (size_t i = 0; i < n; i++) {
        names[i] = q->unknowns.at[i].node;
        equations[i] = l->equations.at[i].node;
        if (graph_shape(j->g, names[i]) != SHAPE_SCALAR ||
            graph_shape(j->g, equations[i]) != SHAPE_SCALAR)
            return false;
    }
    j->unknowns = names, j->equations = equations, j->n_unknowns = n;
    return true;
}

static bool judge(struct judge *j, struct answer *answer)
{
    struct outcome outcome = {0};
    size_t open = count_open_unknowns(j->q);
    bool found = set_unknowns(j, open);
    if (!collect(j) || (open && !found && !proved(j, false) && !no_curve(j))) return false;
    if ((!open || found) && !visit_points(j, POINTS, &outcome)) return false;
    if (outcome.differs) return unequal(j, answer, &outcome);
    bool may = j->q->chosen_sizes.n == 0, everywhere = may && proved(j, false);
    bool proof = everywhere || (may && proved(j, true));
    if (!everywhere && j->variables.n && !has_free_variables(j) && !note_point(answer))
        return false;
    if (!proof && j->samples.n == 0) return no_point(j);
    if (!j->domain && j->samples.n) domain_compare(j, &j->samples.at[0]);
    return put_verdict(
        j, answer, (struct dcalc_verdict){.equal = true, .proved = proof, .points = j->samples.n});
}

bool judge_make(struct question *q, struct answer *answer)
{
    struct judge j = {.q = q, .g = q->graph};
    bool ok = judge(&j, answer);
    vec_free(&q->core->mem, &j.pairs);
    vec_free(&q->core->mem, &j.alarms);
    vec_free(&q->core->mem, &j.variables);
    vec_free(&q->core->mem, &j.samples);
    curve_free(&j);
    return ok;
}

/* judge.c - pairs of entries, the points at which they are compared, and the verdict. */
#include "judge/judge_private.h"
#include "pass/entries.h"
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

/* "x", "v[2]", "W[0,1]". */
static void put_entry(const struct judge *j, struct str *out, const char *name, id array, int64_t i)
{
    struct shape_data d = graph_dims(j->g, array);
    str_puts(out, name);
    if (d.ndim == 1) str_putf(out, "[%lld]", (long long)i);
    if (d.ndim == 2) str_putf(out, "[%lld,%lld]", (long long)(i / d.d[1]), (long long)(i % d.d[1]));
}

/* The name that the k-th derivative is by, and the row of a table it is in. */
static const char *label_of(const struct judge *j, size_t k, int64_t i)
{
    const struct question *q = j->q;
    struct str text = {.mem = &q->core->mem};
    size_t n = q->leaves.n;
    bool only = q->derivatives.n == 1 && count_of(j, q->derivatives.at[0]) == 1;
    if (q->rows) str_putf(&text, "row %zu, ", k / n + 1);
    if (!only) put_entry(j, &text, n ? q->leaves.at[k % n].name : "", q->derivatives.at[k], i);
    const char *copy = arena_text(&q->core->arena, text.s ? text.s : "", text.failed ? 0 : text.n);
    str_free(&text);
    return copy ? copy : "";
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
            struct pair pair = {graph_entry(j->g, q->derivatives.at[k], i), POISON,
                                label_of(j, k, i)};
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

static bool collect_variables(struct judge *j)
{
    struct core *core = j->q->core;
    const struct guards *guards = &j->q->lowering.guards;
    struct reach reach = {0};
    VEC(id) roots = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < j->pairs.n; i++)
        ok = vec_push(&core->mem, &roots, j->pairs.at[i].right) &&
             vec_push(&core->mem, &roots, j->pairs.at[i].claim);
    for (size_t i = 0; ok && i < guards->all.n; i++) {
        ok = vec_push(&core->mem, &roots, guards->all.at[i].condition);
        if (ok && guards->all.at[i].when) ok = vec_push(&core->mem, &roots, guards->all.at[i].when);
    }
    ok = ok && graph_reach(j->g, roots.at, roots.n, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++)
        if (graph_op(j->g, reach.ids.at[i]) == OP_VARIABLE)
            ok = vec_push(&core->mem, &j->variables, reach.ids.at[i]);
    reach_free(j->g, &reach);
    vec_free(&core->mem, &roots);
    return ok;
}

/* ---- points ---- */

/* The first pair that differs at a point, or is not decided there; the number of pairs if all are
 * equal. */
static size_t first_other(const struct judge *j, const struct sample *at, enum agreement *found)
{
    *found = AGREE;
    for (size_t i = 0; i < j->pairs.n; i++) {
        *found = points_compare(j, at, j->pairs.at[i].right, j->pairs.at[i].claim);
        if (*found != AGREE) return i;
    }
    return j->pairs.n;
}

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
static bool look_at_point(struct judge *j, unsigned turn, struct outcome *out)
{
    struct sample at;
    enum agreement found;
    if (!points_choose(j, turn, &at)) return false;
    struct standing standing;
    points_stand(j, &at, &standing);
    bool function = standing.function == IS_TRUE && standing.smooth == IS_TRUE;
    if (function && standing.claims == IS_FALSE) note_undefined(j, &at);
    if (!function || standing.claims != IS_TRUE) return core_go_on(j->q->core);
    size_t pair = first_other(j, &at, &found);
    if (found == DIFFER) *out = (struct outcome){true, pair, at};
    return found == UNSURE ? core_go_on(j->q->core) : vec_push(&j->q->core->mem, &j->samples, at);
}

/* Errors at a point, as of numbers that grow too long, are not the question's. */
static bool visit(struct judge *j, unsigned turn, struct outcome *out)
{
    struct trial trial;
    trial_begin(&trial, j->q->core);
    bool ok = look_at_point(j, turn, out);
    trial_end(&trial, j->q->core, false);
    return ok || (core_go_on(j->q->core) && !j->q->core->mem.failed);
}

static bool has_free_variables(const struct judge *j)
{
    for (size_t i = 0; i < j->variables.n; i++)
        if (bindings_value(j->q, j->variables.at[i]) == POISON) return true;
    return false;
}

static bool visit_points(struct judge *j, struct outcome *out)
{
    unsigned most = has_free_variables(j) ? MOST_TURNS : 1;
    for (unsigned turn = 0; turn < most && j->samples.n < POINTS && !out->differs; turn++)
        if (!visit(j, turn, out)) return false;
    return true;
}

/* A few more points of the domain, to try slips at. */
static void visit_more(struct judge *j)
{
    enum { ENOUGH = 5 };
    struct outcome ignored = {0};
    for (unsigned turn = 3; turn < MOST_TURNS && j->samples.n < ENOUGH; turn++)
        if (!visit(j, turn, &ignored)) return;
}

/* ---- proof ---- */

static bool is_zero(struct judge *j, id difference)
{
    if (!bindings_put_in(j->q, &difference, 1)) return false;
    if (graph_is_zero(j->g, difference)) return true;
    id scalar = difference;
    if (entries_write_out(j->g, &scalar, 1)) difference = scalar;
    if (!simplify(j->g, &difference, 1)) return false;
    return graph_is_zero(j->g, difference) || node_is_zero(j->g, difference);
}

/* The steps of a proof are equalities of formulas; what they take too long for is left open. */
static bool proved(struct judge *j)
{
    struct trial trial;
    bool all = true;
    trial_begin(&trial, j->q->core);
    for (size_t i = 0; all && i < j->pairs.n; i++) {
        const struct pair *pair = &j->pairs.at[i];
        all = pair->right == pair->claim || is_zero(j, graph_sub(j->g, pair->right, pair->claim));
    }
    trial_end(&trial, j->q->core, false);
    return all;
}

/* ---- the verdict ---- */

static bool put_verdict(struct judge *j, struct answer *answer, struct dcalc_verdict verdict)
{
    struct dcalc_verdict *out = arena_alloc(&answer->arena, sizeof *out);
    if (!out) return false;
    *out = verdict;
    out->domain = answer_text(answer, j->domain);
    answer->public.verdict = out;
    return true;
}

static bool no_point(const struct judge *j)
{
    diag_error(j->q->core, KIND_UNDECIDED, nowhere,
               "no point was found at which both formulas have a value");
    return diag_hint(j->q->core, "%s",
                     j->domain ? j->domain : "give values to some names with --at x=2");
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
            .entry = answer_text(answer, pair->label),
            .where = answer_text(answer, points_text(j, &outcome->where)),
            .value = answer_text(answer, value),
            .claimed = answer_text(answer, claimed_value(j, &outcome->where, pair, value)),
            .slip = answer_text(answer, slips_find(j, pair, outcome->pair)),
        });
}

static bool judge(struct judge *j, struct answer *answer)
{
    struct outcome outcome = {0};
    if (!sizes_fit(j) || !push_rights(j) || !push_claims(j) || !collect_variables(j) ||
        !visit_points(j, &outcome))
        return false;
    if (outcome.differs) return unequal(j, answer, &outcome);
    bool proof = proved(j);
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
    vec_free(&q->core->mem, &j.variables);
    vec_free(&q->core->mem, &j.samples);
    return ok;
}

/* linear_form.c - is a formula of a direction linear? */
#include "series/linear_form.h"

#include "pass/substitute.h"
#include "series/cells_private.h"

#include <string.h>

enum { SIGN_BITS = 2048, MOST_PAIRS = 48 };

static id minus(struct graph *g, id a)
{
    return node_multiply(g, graph_int(g, -1), a);
}

/* ---- values ---- */

id linear_form_at(const struct directions *d, id phi, const id *point)
{
    struct mem *mem = &d->g->core->mem;
    struct replacement *list = mem_array(mem, d->m, sizeof *list);
    struct cell whole = {.d = d};
    struct open_switch open;
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < d->m; i++) list[i] = (struct replacement){d->symbols[i], point[i]};
    ok = ok && substitute(d->g, &phi, 1, list, d->m) && cell_resolve(&whole, &phi, 1, &open);
    mem_free_array(mem, list, d->m, sizeof *list);
    return ok && graph_node(d->g, phi)->singular == SINGULAR_NOT ? phi : POISON;
}

/* ---- one kind of switch ---- */

/* |u| without the factor that u's first coefficient is, so that |2*x| and |x| meet. */
static id absolute(const struct directions *d, id u)
{
    struct graph *g = d->g;
    id row[MOST_DIRECTIONS];
    if (!form_is_linear(d, u, row)) return graph_fn1(g, FN_abs, u);
    for (size_t i = 0; i < d->m; i++) {
        int sign = node_sign(g, row[i], SIGN_BITS);
        if (sign == 0) continue;
        if (sign == SIGN_UNKNOWN) break;
        id scaled = node_multiply(g, u, node_power(g, row[i], NUMBER_MINUS_ONE));
        return node_multiply(g, sign < 0 ? minus(g, row[i]) : row[i], graph_fn1(g, FN_abs, scaled));
    }
    return graph_fn1(g, FN_abs, u);
}

/* (a + b + sign*|a - b|)/2 */
static id extreme(const struct directions *d, id a, id b, int sign)
{
    struct graph *g = d->g;
    id size = absolute(d, node_add(g, a, minus(g, b)));
    id sum = node_add(g, node_add(g, a, b), node_multiply(g, graph_int(g, sign), size));
    return node_multiply(g, graph_number(g, NUMBER_HALF), sum);
}

static id as_absolute(const struct directions *d, id now)
{
    struct graph *g = d->g;
    if (graph_op(g, now) != OP_FN) return now;
    const struct node *n = graph_node(g, now);
    id x = node_child(g, n, 0);
    switch ((enum fn)n->fn) {
    case FN_abs: return absolute(d, x);
    case FN_maximum: return extreme(d, x, node_child(g, n, 1), 1);
    case FN_minimum: return extreme(d, x, node_child(g, n, 1), -1);
    case FN_relu: return extreme(d, x, graph_int(g, 0), 1);
    case FN_leaky_relu: {
        id slope = graph_number(g, number_from_ratio(&g->numbers, 1, 100));
        return extreme(d, x, node_multiply(g, slope, x), 1);
    }
    default: return now;
    }
}

/* max, min and relu as absolute values, which cancel where they are alike. rewrite() cannot be
 * used: signs begin other reaches. */
static id by_absolute_values(const struct directions *d, id phi)
{
    struct graph *g = d->g;
    struct mem *mem = &g->core->mem;
    struct reach reach = {0};
    if (!graph_reach(g, &phi, 1, &reach)) return POISON;
    size_t count = reach.ids.n, last = reach.ids.at[count - 1];
    id *now = mem_array(mem, last + 1, sizeof *now), result = POISON;
    VEC(id) children = {0};
    bool ok = now != NULL;
    for (size_t p = 0; ok && p < count; p++) {
        id a = reach.ids.at[p];
        uint32_t k = graph_node(g, a)->n;
        ok = vec_reserve(mem, &children, k + 1);
        bool changed = false;
        for (uint32_t i = 0; ok && i < k; i++) {
            children.at[i] = now[graph_child(g, a, i)];
            changed |= children.at[i] != graph_child(g, a, i);
        }
        if (!ok) break;
        id built = changed ? graph_rebuild(g, a, children.at) : a;
        now[a] = built ? as_absolute(d, built) : POISON;
        ok = now[a] != POISON && core_go_on(g->core);
    }
    if (ok) result = form_expand(g, now[phi]);
    vec_free(mem, &children);
    mem_free_array(mem, now, last + 1, sizeof *now);
    reach_free(g, &reach);
    return result;
}

/* ---- directions that show that phi is not linear ---- */

struct trial_of {
    const struct directions *d;
    id phi, needs;
    struct linear_form *out;
    id *point;
};

static id at(const struct trial_of *t, int sign)
{
    id point[MOST_DIRECTIONS];
    for (size_t i = 0; i < t->d->m; i++)
        point[i] = node_multiply(t->d->g, graph_int(t->d->g, sign), t->point[i]);
    if (t->needs != POISON) {
        id defined = linear_form_at(t->d, t->needs, point);
        if (defined == POISON || !(node_sign(t->d->g, defined, SIGN_BITS) & 1)) return POISON;
    }
    return linear_form_at(t->d, t->phi, point);
}

static bool differ(struct graph *g, id a, id b)
{
    int sign = node_sign(g, node_add(g, a, minus(g, b)), SIGN_BITS);
    return sign == 1 || sign == -1;
}

/* True if the point is a witness, which is kept. */
static bool is_witness(const struct trial_of *t)
{
    struct graph *g = t->d->g;
    struct linear_form *out = t->out;
    id forward = at(t, 1), backward = at(t, -1), sum = graph_int(g, 0);
    if (forward == POISON || backward == POISON) return false;
    backward = minus(g, backward);
    for (size_t i = 0; i < t->d->m; i++)
        sum = node_add(g, sum, node_multiply(g, out->slopes[i], t->point[i]));
    out->is_odd = !differ(g, forward, backward);
    if (out->is_odd && !differ(g, forward, sum)) return false;
    out->witness = arena_alloc(&g->core->arena, t->d->m * sizeof(id));
    if (!out->witness) return false;
    memcpy(out->witness, t->point, t->d->m * sizeof(id));
    out->is = IS_NOT_LINEAR;
    out->forward = forward;
    out->backward = out->is_odd ? sum : backward;
    return true;
}

static void set_point(const struct trial_of *t, size_t i, int a, size_t j, int b)
{
    for (size_t k = 0; k < t->d->m; k++)
        t->point[k] = graph_int(t->d->g, k == i ? a : k == j ? b : 0);
}

/* The axes give the slopes. */
static bool try_axes(const struct trial_of *t, bool *known)
{
    struct graph *g = t->d->g;
    for (size_t i = 0; i < t->d->m; i++) {
        set_point(t, i, 1, i, 1);
        t->out->slopes[i] = at(t, 1);
        if (t->out->slopes[i] == POISON) return *known = false, false;
    }
    for (size_t i = 0; i < t->d->m; i++) {
        set_point(t, i, 1, i, 1);
        if (is_witness(t)) return true;
        if (!core_go_on(g->core)) return false;
    }
    return false;
}

static bool try_pairs(const struct trial_of *t)
{
    int tried = 0;
    size_t m = t->d->m;
    for (size_t i = 0; i < m; i++)
        for (size_t j = i + 1; j < m && tried < MOST_PAIRS; j++, tried++)
            for (int b = -1; b <= 1; b += 2) {
                set_point(t, i, 1, j, b);
                if (is_witness(t)) return true;
            }
    for (int by = 0; by <= 3; by++) {
        for (size_t k = 0; k < m; k++)
            t->point[k] = graph_int(t->d->g, 1 + (int64_t)k * by * (k % 2 && by > 1 ? -1 : 1));
        if (m > 1 && is_witness(t)) return true;
    }
    return false;
}

/* ---- the proof, cell by cell ---- */

struct proof {
    const struct directions *d;
    bool needs; /* the second formula must not be 0 */
    const id *slopes;
};

/* True if phi is linear in the cell with these slopes. */
static bool prove_cell(const struct cell *cell, const id *formulas, void *user)
{
    const struct proof *p = user;
    struct graph *g = p->d->g;
    int defined = p->needs ? node_sign(g, formulas[1], SIGN_BITS) : 1;
    if (defined != 1 && defined != -1) return false;
    id rest = node_add(g, formulas[0], minus(g, form_of_row(p->d, p->slopes)));
    return cell_is_zero(cell, rest);
}

static bool prove(const struct directions *d, id phi, id needs, const struct linear_form *out)
{
    const id formulas[2] = {phi, needs};
    struct proof p = {d, needs != POISON, out->slopes};
    return cells_each(d, formulas, needs ? 2 : 1, prove_cell, &p);
}

bool linear_form_vanishes(const struct directions *d, id phi, id needs)
{
    id slopes[MOST_DIRECTIONS];
    if (!node_has_symbols(d->g, phi)) return node_sign(d->g, phi, SIGN_BITS) == 0;
    for (size_t i = 0; i < d->m; i++) slopes[i] = graph_int(d->g, 0);
    return prove(d, phi, needs, &(struct linear_form){.slopes = slopes});
}

/* ---- parts of phi that share no symbols ---- */

static void decide_part(const struct directions *d, id phi, id needs, struct linear_form *out)
{
    id point[MOST_DIRECTIONS];
    bool known = true;
    struct trial_of t = {d, phi, needs, out, point};
    out->is = LINEARITY_UNDECIDED;
    if (d->m == 0) {
        if (graph_is_zero(d->g, phi)) out->is = IS_LINEAR;
        return;
    }
    if (form_is_linear(d, phi, out->slopes) && needs == POISON) {
        out->is = IS_LINEAR;
        return;
    }
    if (try_axes(&t, &known) || (known && try_pairs(&t))) return;
    if (known && prove(d, phi, needs, out)) out->is = IS_LINEAR;
}

/* The directions in a set, and their places among all. */
static size_t choose(const struct directions *d, uint64_t set, id *symbols, size_t *places)
{
    size_t m = 0;
    for (size_t i = 0; i < d->m; i++)
        if (set >> i & 1) places[m] = i, symbols[m++] = d->symbols[i];
    return m;
}

static bool put_part(const struct directions *d, id phi, uint64_t set, id needs,
                     struct linear_form *out)
{
    struct graph *g = d->g;
    id symbols[MOST_DIRECTIONS];
    size_t places[MOST_DIRECTIONS];
    struct linear_form part = {.slopes = arena_alloc(&g->core->arena, (d->m + 1) * sizeof(id))};
    struct directions some = {g, symbols, choose(d, set, symbols, places)};
    if (!part.slopes) return false;
    decide_part(&some, phi, needs, &part);
    if (part.is == LINEARITY_UNDECIDED && out->is == IS_LINEAR) out->is = LINEARITY_UNDECIDED;
    if (part.is == IS_LINEAR)
        for (size_t i = 0; i < some.m; i++) out->slopes[places[i]] = part.slopes[i];
    if (part.is != IS_NOT_LINEAR) return true;
    out->is = IS_NOT_LINEAR;
    out->forward = part.forward;
    out->backward = part.backward;
    out->is_odd = part.is_odd;
    out->witness = arena_alloc(&g->core->arena, d->m * sizeof(id));
    if (!out->witness) return false;
    for (size_t i = 0; i < d->m; i++) out->witness[i] = graph_int(g, 0);
    for (size_t i = 0; i < some.m; i++) out->witness[places[i]] = part.witness[i];
    return true;
}

struct part {
    uint64_t set;
    id sum;
};

/* Adds a term to the parts; those that it joins become one. */
static void join(struct graph *g, struct part *parts, size_t *n, uint64_t set, id term)
{
    struct part joined = {set, term};
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (parts[i].set & joined.set) {
            joined.set |= parts[i].set;
            joined.sum = node_add(g, joined.sum, parts[i].sum);
        } else {
            parts[kept++] = parts[i];
        }
    }
    /* What was joined late may touch parts that were passed: their sets are disjoint from all
     * others but the term's, which each was compared with. */
    parts[kept++] = joined;
    *n = kept;
}

bool linear_form_decide(const struct directions *d, id phi, id needs, struct linear_form *out)
{
    struct graph *g = d->g;
    struct part parts[MOST_DIRECTIONS + 1];
    size_t n = 0;
    *out = (struct linear_form){.is = IS_LINEAR,
                                .slopes = arena_alloc(&g->core->arena, (d->m + 1) * sizeof(id))};
    if (!out->slopes) return false;
    for (size_t i = 0; i < d->m; i++) out->slopes[i] = graph_int(g, 0);
    id simple = by_absolute_values(d, phi);
    if (simple == POISON) return false;
    if (needs != POISON) {
        uint64_t all = UINT64_MAX >> (MOST_DIRECTIONS - d->m);
        return put_part(d, simple, all, needs, out) && !diag_any(g->core);
    }
    bool is_sum = graph_op(g, simple) == OP_SUM;
    uint32_t count = is_sum ? graph_node(g, simple)->n : 1;
    for (uint32_t k = 0; k < count; k++) {
        const struct node *node = graph_node(g, simple);
        id term = is_sum ? node_multiply(g, graph_number(g, node_number(g, node, k)),
                                         node_child(g, node, k))
                         : simple;
        join(g, parts, &n, form_support(d, term), term);
    }
    for (size_t i = 0; i < n && out->is != IS_NOT_LINEAR; i++)
        if (!put_part(d, parts[i].sum, parts[i].set, POISON, out)) return false;
    return !diag_any(g->core);
}

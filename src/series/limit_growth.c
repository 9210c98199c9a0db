/* limit_growth.c - Gruntz's algorithm for x to infinity: which exponentials vary most rapidly, the
 * leading term by the most rapid of them, and so on with its coefficient. */
#include "pass/substitute.h"
#include "series/limit_private.h"
#include "series/series.h"

enum { DEEPEST = 60, MOST_RAPID = 16 };

/* A set of expressions of one class: x, or exponentials. Ascending. */
struct set {
    id at[MOST_RAPID];
    size_t n;
};

static bool set_has(const struct set *s, id a)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i] == a) return true;
    return false;
}

static bool set_add(struct growth *r, struct set *s, id a)
{
    size_t k = s->n;
    if (set_has(s, a)) return true;
    if (s->n == MOST_RAPID)
        return growth_trouble(r, LIMIT_UNDECIDED, "too many exponentials of one class");
    for (; k > 0 && s->at[k - 1] > a; k--) s->at[k] = s->at[k - 1];
    s->at[k] = a;
    s->n++;
    return true;
}

static bool set_join(struct growth *r, struct set *s, const struct set *more)
{
    for (size_t i = 0; i < more->n; i++)
        if (!set_add(r, s, more->at[i])) return false;
    return true;
}

static id log_of(struct growth *r, id a)
{
    return a == r->x ? graph_fn1(r->g, FN_log, a) : graph_child(r->g, a, 0);
}

/* 1 if a varies more rapidly than b, 0 if they are of one class, else -1. */
static bool compare_classes(struct growth *r, id a, id b, int *order)
{
    enum limit_kind kind;
    id value;
    if (!growth_limit(r, graph_div(r->g, log_of(r, a), log_of(r, b)), &kind, &value)) return false;
    *order = kind != LIMIT_VALUE ? 1 : graph_is_zero(r->g, value) ? -1 : 0;
    if (*order == 0 && growth_has_bounded(r, value)) /* it may come near 0 */
        return growth_constant_sign(r, value) != SIGN_UNKNOWN ||
               growth_trouble(r, LIMIT_UNDECIDED, "exponentials cannot be compared");
    return *order != 0 || growth_certain(r, value);
}

static bool set_most_rapid(struct growth *r, struct set *s, const struct set *other)
{
    int order = 0;
    if (other->n == 0) return true;
    if (s->n == 0) return *s = *other, true;
    bool common = false;
    for (size_t i = 0; i < s->n && !common; i++) common = set_has(other, s->at[i]);
    if (!common && !compare_classes(r, s->at[0], other->at[0], &order)) return false;
    if (order == 0) return set_join(r, s, other);
    if (order < 0) *s = *other;
    return true;
}

/* ---- what varies most rapidly ---- */

struct rapid {
    struct growth *r;
    struct reach reach;
    struct set *sets; /* by position */
};

static size_t position(const struct rapid *m, id a)
{
    size_t low = 0, high = m->reach.ids.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (m->reach.ids.at[middle] < a)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool rapid_of_node(struct rapid *m, id a, struct set *out)
{
    struct growth *r = m->r;
    uint32_t n = graph_node(r->g, a)->n;
    *out = (struct set){.n = 0};
    if (a == r->x) return set_add(r, out, a);
    for (uint32_t i = 0; i < n; i++)
        if (!set_most_rapid(r, out, &m->sets[position(m, graph_child(r->g, a, i))])) return false;
    if (!graph_is_fn(r->g, a, FN_exp) || out->n == 0) return true;
    enum limit_kind kind;
    id value;
    struct set self = {.at = {a}, .n = 1};
    if (!growth_limit(r, graph_child(r->g, a, 0), &kind, &value)) return false;
    return kind == LIMIT_VALUE || set_most_rapid(r, out, &self);
}

static bool most_rapid(struct growth *r, id f, struct set *out)
{
    struct mem *mem = &r->g->core->mem;
    struct rapid m = {.r = r};
    bool ok = graph_reach(r->g, &f, 1, &m.reach);
    size_t n = m.reach.ids.n;
    m.sets = mem_array(mem, n, sizeof *m.sets);
    ok = ok && m.sets;
    for (size_t i = 0; ok && i < n; i++)
        ok = growth_go_on(r) && rapid_of_node(&m, m.reach.ids.at[i], &m.sets[i]);
    if (ok) *out = m.sets[n - 1];
    if (!ok && mem->failed) growth_trouble(r, LIMIT_FAILED, NULL);
    mem_free_array(mem, m.sets, n, sizeof *m.sets);
    reach_free(r->g, &m.reach);
    return ok;
}

/* ---- the leading term ---- */

/* exp(x) for x: all is slower by one level, log(x) becomes x. The class becomes that of exp(x);
 * comparing it with x anew would not end. */
static bool shift(struct growth *r, id *f, struct set *s)
{
    struct replacement up = {r->x, graph_fn1(r->g, FN_exp, r->x)};
    struct set before = *s;
    *s = (struct set){.n = 0};
    if (!substitute(r->g, f, 1, &up, 1) || !substitute(r->g, before.at, before.n, &up, 1))
        return false;
    for (size_t i = 0; i < before.n; i++)
        if (!set_add(r, s, before.at[i])) return false;
    return true;
}

static bool lead_in(struct growth *r, id f, const struct scale *scale, id *c, id *e)
{
    static const size_t tries[] = {3, 7, 15, 31, 63};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct terms all;
        r->needs_terms = false;
        bool ok = growth_expansion(r, f, scale, tries[i], &all);
        if (!ok && !r->needs_terms) return growth_trouble(r, LIMIT_FAILED, NULL);
        if (!ok) continue;
        if (all.n) return *c = all.at[0].c, *e = all.at[0].e, true;
        if (all.exact) return *c = *e = graph_int(r->g, 0), true;
    }
    return growth_trouble(r, LIMIT_UNDECIDED, "too many terms cancel");
}

bool growth_lead(struct growth *r, id f, id *c, id *e)
{
    struct set set;
    if (!most_rapid(r, f, &set)) return false;
    if (set_has(&set, r->x) && !shift(r, &f, &set)) return growth_trouble(r, LIMIT_FAILED, NULL);
    if (set.n == 0) return *c = f, *e = graph_int(r->g, 0), true;
    enum limit_kind kind;
    id value, h = graph_child(r->g, set.at[0], 0);
    if (!growth_limit(r, h, &kind, &value)) return false;
    if (kind == LIMIT_PLUS) h = graph_neg(r->g, h);
    struct scale scale = {.h = growth_expand(r, h), .rapid = set.at, .n = set.n};
    return lead_in(r, f, &scale, c, e);
}

/* ---- limits and signs ---- */

static bool infinite_by_sign(struct growth *r, id c, enum limit_kind *kind)
{
    int sign;
    if (!growth_sign(r, c, &sign)) {
        if (r->unbounded == POISON) r->unbounded = c;
        return false;
    }
    *kind = sign > 0 ? LIMIT_PLUS : LIMIT_MINUS;
    return sign != 0 || growth_trouble(r, LIMIT_UNDECIDED, "a coefficient turned out to be zero");
}

static bool find_limit(struct growth *r, id f, enum limit_kind *kind, id *value)
{
    id c, e, zero = graph_int(r->g, 0);
    int order;
    *kind = LIMIT_VALUE;
    for (int level = 0; level < DEEPEST; level++) {
        if (!growth_go_on(r)) return false;
        if (!growth_depends(r, f)) return *value = growth_expand(r, f), true;
        if (f == r->x) return *kind = LIMIT_PLUS, true;
        if (!growth_lead(r, f, &c, &e) || !terms_compare(r, e, zero, &order)) return false;
        if (graph_is_zero(r->g, c) || order > 0) return *value = zero, true;
        if (order < 0) return *value = POISON, infinite_by_sign(r, c, kind);
        f = c;
    }
    return growth_trouble(r, LIMIT_UNDECIDED, "it nests too deeply");
}

bool growth_limit(struct growth *r, id f, enum limit_kind *kind, id *value)
{
    struct fact *known = growth_fact(r, f);
    if (f == POISON) return growth_trouble(r, LIMIT_FAILED, NULL);
    if (known->has_limit) {
        *kind = (enum limit_kind)known->kind;
        return *value = known->limit, true;
    }
    if (r->depth >= DEEPEST) return growth_trouble(r, LIMIT_UNDECIDED, "it nests too deeply");
    r->depth++;
    bool needs_terms = r->needs_terms, ok = find_limit(r, f, kind, value);
    r->needs_terms = needs_terms;
    r->depth--;
    if (!ok) return false;
    known = growth_fact(r, f);
    known->has_limit = true;
    known->kind = (uint8_t)*kind;
    known->limit = *value;
    return true;
}

static bool find_sign(struct growth *r, id f, bool needed, int *sign)
{
    id c, e;
    for (int level = 0; level < DEEPEST; level++) {
        if (!growth_go_on(r)) return false;
        if (f == r->x || graph_is_fn(r->g, f, FN_exp)) return *sign = 1, true;
        if (!growth_depends(r, f)) {
            *sign = growth_constant_sign(r, f);
            if (*sign == SIGN_UNKNOWN && needed && !r->strict && growth_has_names(r, f)) *sign = 1;
            return *sign != SIGN_UNKNOWN || growth_name_decides(r, f);
        }
        if (!growth_lead(r, f, &c, &e)) return false;
        f = c;
    }
    return growth_trouble(r, LIMIT_UNDECIDED, "it nests too deeply");
}

bool growth_sign_of(struct growth *r, id f, bool needed, int *sign)
{
    if (f == POISON) return growth_trouble(r, LIMIT_FAILED, NULL);
    if (r->depth >= DEEPEST) return growth_trouble(r, LIMIT_UNDECIDED, "it nests too deeply");
    r->depth++;
    bool needs_terms = r->needs_terms, ok = find_sign(r, f, needed, sign);
    r->needs_terms = needs_terms;
    r->depth--;
    return ok;
}

bool growth_sign(struct growth *r, id f, int *sign)
{
    return growth_sign_of(r, f, false, sign);
}

bool growth_sign_needed(struct growth *r, id f, int *sign)
{
    return growth_sign_of(r, f, true, sign);
}

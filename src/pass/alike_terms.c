/* alike_terms.c - of terms of long sums that are alike, one is rewritten. */
#include "pass/alike.h"

/* In shorter sums hardly any terms are alike. */
enum { LONG_SUM = 8 };

struct terms {
    VEC(id) before, after; /* terms of long sums; and rewritten, if others are like them */
    VEC(id) leaders;       /* those that others are like, rewritten */
    VEC(struct replacement) known;
    struct alike alike;
};

static bool push_terms(struct terms *t, const struct graph *g, const struct node *sum)
{
    struct mem *mem = &g->core->mem;
    for (uint32_t i = 0; i < sum->n; i++) {
        id term = node_child(g, sum, i);
        if (!graph_node(g, term)->n) continue;
        if (!vec_push(mem, &t->before, term) || !vec_push(mem, &t->after, term)) return false;
    }
    return true;
}

static bool is_long_sum(const struct node *n)
{
    return n->op == OP_SUM && n->n >= LONG_SUM;
}

bool alike_has_long_sums(const struct graph *g, const struct reach *reach)
{
    for (size_t i = 0; i < reach->ids.n; i++)
        if (is_long_sum(graph_node(g, reach->ids.at[i]))) return true;
    return false;
}

/* Lists the terms of all long sums that the roots depend on. */
static bool list_terms(struct terms *t, struct graph *g, const id *roots, size_t n)
{
    struct reach reach = {0};
    bool ok = graph_reach(g, roots, n, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++) {
        const struct node *node = graph_node(g, reach.ids.at[i]);
        if (is_long_sum(node)) ok = push_terms(t, g, node);
    }
    reach_free(g, &reach);
    return ok;
}

static bool rewrite_leaders(struct terms *t, struct graph *g, rewrite_step step, void *user)
{
    struct alike *alike = &t->alike;
    size_t done = 0;
    for (size_t k = 0; k < alike->kinds.n; k++) {
        const struct alike_kind *kind = &alike->kinds.at[k];
        if (kind->others && !vec_push(&g->core->mem, &t->leaders, alike->firsts.at[kind->first]))
            return false;
    }
    if (t->leaders.n && !rewrite(g, t->leaders.at, t->leaders.n, NULL, 0, step, user)) return false;
    for (size_t k = 0; k < alike->kinds.n; k++)
        if (alike->kinds.at[k].others)
            alike->firsts.at[alike->kinds.at[k].first] = t->leaders.at[done++];
    return true;
}

static bool push_known(struct terms *t, struct graph *g, uint32_t i)
{
    struct replacement known = {t->before.at[i], t->after.at[i]};
    return vec_push(&g->core->mem, &t->known, known);
}

/* Lists what the terms that are alike have become. */
static bool list_known(struct terms *t, struct graph *g)
{
    const struct alike *alike = &t->alike;
    size_t left = 0;
    bool ok = true;
    for (size_t k = 0; ok && k < alike->kinds.n; k++)
        if (alike->kinds.at[k].others) ok = push_known(t, g, alike->kinds.at[k].root);
    for (size_t i = 0; ok && i < alike->others.n; i++)
        if (left < alike->left.n && alike->left.at[left] == alike->others.at[i].root)
            left++;
        else
            ok = push_known(t, g, alike->others.at[i].root);
    return ok;
}

static bool rewrite_terms(struct terms *t, struct graph *g, rewrite_step step, void *user)
{
    struct alike *alike = &t->alike;
    if (!t->before.n) return true;
    if (!alike_find(alike, g, t->before.at, t->before.n)) return false;
    return !alike->others.n || (rewrite_leaders(t, g, step, user) &&
                                alike_put(alike, g, t->after.at) && list_known(t, g));
}

bool alike_rewrite(struct graph *g, id *roots, size_t n, rewrite_step step, void *user)
{
    struct mem *mem = &g->core->mem;
    struct terms t = {.alike = {.too_long = 0}};
    bool ok = list_terms(&t, g, roots, n) && rewrite_terms(&t, g, step, user) &&
              rewrite(g, roots, n, t.known.at, t.known.n, step, user);
    vec_free(mem, &t.before);
    vec_free(mem, &t.after);
    vec_free(mem, &t.leaders);
    vec_free(mem, &t.known);
    alike_free(&t.alike, g);
    return ok;
}

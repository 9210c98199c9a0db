#include "pass/alike.h"

#include <string.h>

/* Longer formulas are not compared, nor are those with an outline that many others have. */
enum { MOST_NODES = 100, MOST_OF_OUTLINE = 32 };

/* ---- outlines, which tell most formulas apart ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

static uint64_t node_outline(const struct node *n)
{
    uint64_t data = op_data(n->op) == DATA_NUMBER ? n->data : 0;
    return n->op | (uint64_t)n->fn << 8 | (uint64_t)n->n << 16 | data << 40;
}

/* The same for all formulas that are alike: children come in any order. */
static uint64_t outline_of(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool pairs = op_has_pairs(n->op);
    uint64_t all = 0;
    for (uint32_t i = 0; i < n->n; i++)
        all +=
            mix(node_outline(graph_node(g, node_child(g, n, i))), pairs ? node_number(g, n, i) : 0);
    return mix(node_outline(n), all);
}

/* ---- descriptions ---- */

static bool is_assumed(const struct alike *alike, id a)
{
    for (size_t i = 0; i < alike->assumed.n; i++)
        if (alike->assumed.at[i] == a) return true;
    return false;
}

/* Of a name only its length counts. */
static uint32_t data_word(const struct alike *alike, const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_VARIABLE) return n->data;
    size_t length = g->core->names.all.at[n->data].length;
    return is_assumed(alike, a) ? ~n->data : (uint32_t)length;
}

/* True for one entry of an array with a name, which is as good as a name. */
static bool is_entry(const struct alike *alike, const struct graph *g, const struct node *n)
{
    if (n->op != OP_SLICE || shape_count(&g->shapes, n->shape) != 1) return false;
    id array = node_child(g, n, 0);
    return graph_op(g, array) == OP_VARIABLE && !is_assumed(alike, array);
}

/* True if the formula is one of scalars, so that it does not matter which entries of arrays these
 * are. */
static bool is_of_scalars(const struct alike *alike, const struct graph *g)
{
    const struct reach *reach = &alike->reach;
    for (size_t i = 0; i < reach->ids.n && graph_has_arrays(g); i++) {
        const struct node *n = graph_node(g, reach->ids.at[i]);
        if (n->shape != SHAPE_SCALAR && n->op != OP_VARIABLE && !is_entry(alike, g, n))
            return false;
    }
    return true;
}

/* Writes the words of a node; there is room for them. */
static void describe_node(struct alike *alike, const struct graph *g, id a, bool scalars)
{
    const struct node *n = graph_node(g, a);
    uint32_t *to = alike->words.at + alike->words.n, *word = to;
    bool pairs = op_has_pairs(n->op);
    *word++ = n->op | (uint32_t)n->fn << 8;
    *word++ = n->n;
    *word++ = n->shape;
    *word++ = data_word(alike, g, a);
    for (uint32_t i = 0; i < n->n; i++) {
        *word++ = graph_place(g, node_child(g, n, i));
        if (pairs) *word++ = node_number(g, n, i);
    }
    uint32_t all = op_pool_words(n->op, n->n, shape_get(&g->shapes, n->shape).ndim);
    if (!pairs && all > n->n && !(scalars && is_entry(alike, g, n)))
        for (uint32_t i = n->n; i < all; i++) *word++ = g->pool.at[n->args + i];
    alike->words.n += (size_t)(word - to);
}

/* How many words describe the formula, at most. */
static size_t words_needed(const struct alike *alike, const struct graph *g)
{
    enum { OF_NODE = 4, AFTER_CHILDREN = 4 };
    size_t total = 0;
    for (size_t i = 0; i < alike->reach.ids.n; i++)
        total += OF_NODE + AFTER_CHILDREN + 2 * graph_node(g, alike->reach.ids.at[i])->n;
    return total;
}

/* Appends the formula's nodes and its description; returns how many nodes it has, 0 if they are too
 * many, and without memory. */
static uint32_t describe(struct alike *alike, struct graph *g, id a)
{
    struct mem *mem = &g->core->mem;
    struct reach *reach = &alike->reach;
    if (!graph_reach_few(g, a, MOST_NODES, reach)) return alike->too_long++, 0;
    size_t n = reach->ids.n;
    if (!vec_reserve(mem, &alike->words, words_needed(alike, g))) return 0;
    if (!vec_reserve(mem, &alike->ids, n)) return 0;
    bool scalars = is_of_scalars(alike, g);
    for (size_t i = 0; i < n; i++) describe_node(alike, g, reach->ids.at[i], scalars);
    memcpy(alike->ids.at + alike->ids.n, reach->ids.at, n * sizeof *alike->ids.at);
    alike->ids.n += n;
    return (uint32_t)n;
}

/* Describes a formula if that has not been done. */
static void describe_kind(struct alike *alike, struct graph *g, const id *roots,
                          struct alike_kind *kind)
{
    if (kind->described) return;
    kind->described = true;
    kind->ids = alike->ids.n;
    kind->words = alike->words.n;
    kind->nodes = describe(alike, g, roots[kind->root]);
    kind->n_words = alike->words.n - kind->words;
    alike->n_described++;
}

static bool same_words(const struct alike *alike, const struct alike_kind *a,
                       const struct alike_kind *b)
{
    const uint32_t *words = alike->words.at;
    return a->nodes && a->n_words == b->n_words &&
           memcmp(words + a->words, words + b->words, a->n_words * sizeof *words) == 0;
}

/* ---- which are alike ---- */

static bool open_slots(struct alike *alike, struct mem *mem, size_t n)
{
    size_t room = 16;
    while (room < 2 * n) room *= 2;
    if (!vec_reserve(mem, &alike->slots, room)) return false;
    alike->slots.n = room;
    memset(alike->slots.at, 0xff, room * sizeof *alike->slots.at); /* ALIKE_NONE */
    return true;
}

/* True if few of many formulas are alike, as where each has numbers of its own, or if many are too
 * long. */
static bool is_hopeless(const struct alike *alike)
{
    enum { MANY = 64, ONE_IN = 8, LONG = 4 };
    return alike->n_described + LONG * alike->too_long > MANY + ONE_IN * alike->others.n;
}

/* Returns the kind that a formula is of, which is described if others have its outline; ALIKE_NONE
 * if it is of none. */
static uint32_t find_kind(struct alike *alike, struct graph *g, const id *roots,
                          struct alike_kind *own)
{
    if (is_hopeless(alike)) return ALIKE_NONE;
    for (uint32_t k = own->next; k != ALIKE_NONE; k = alike->kinds.at[k].next) {
        struct alike_kind *kind = &alike->kinds.at[k];
        if (kind->outline != own->outline) continue;
        describe_kind(alike, g, roots, kind);
        /* Where one is too long, so is the other, as a rule. */
        if (!kind->nodes) own->described = true;
        if (!kind->nodes) break;
        describe_kind(alike, g, roots, own);
        if (same_words(alike, kind, own)) return k;
        if (++own->same_outline == MOST_OF_OUTLINE) break;
    }
    return ALIKE_NONE;
}

/* Notes formula i as the first of its kind, or as like another. */
static bool sort_in(struct alike *alike, struct graph *g, const id *roots, uint32_t i)
{
    struct mem *mem = &g->core->mem;
    struct alike_kind own = {.outline = outline_of(g, roots[i]), .root = i};
    uint32_t *slot = &alike->slots.at[own.outline & (alike->slots.n - 1)];
    own.next = *slot;
    uint32_t kind = find_kind(alike, g, roots, &own);
    if (kind != ALIKE_NONE) {
        alike->kinds.at[kind].others++;
        struct alike_other other = {.root = i, .kind = kind, .ids = own.ids};
        alike->words.n = own.words;
        return vec_push(mem, &alike->others, other);
    }
    if (!vec_push(mem, &alike->firsts, roots[i]) || !vec_push(mem, &alike->at, i)) return false;
    if (own.same_outline == MOST_OF_OUTLINE) {
        alike->words.n = own.words;
        alike->ids.n = own.ids;
        return true;
    }
    own.first = (uint32_t)alike->firsts.n - 1;
    *slot = (uint32_t)alike->kinds.n;
    return vec_push(mem, &alike->kinds, own);
}

static bool list_assumed(struct alike *alike, struct graph *g)
{
    struct reach *reach = &alike->reach;
    if (!g->assumed.n) return true;
    if (!graph_reach(g, g->assumed.at, g->assumed.n, reach)) return false;
    for (size_t i = 0; i < reach->ids.n; i++)
        if (graph_op(g, reach->ids.at[i]) == OP_VARIABLE &&
            !vec_push(&g->core->mem, &alike->assumed, reach->ids.at[i]))
            return false;
    return true;
}

bool alike_find(struct alike *alike, struct graph *g, const id *roots, size_t n)
{
    bool ok = open_slots(alike, &g->core->mem, n) && list_assumed(alike, g);
    for (size_t i = 0; i < n && ok; i++) ok = sort_in(alike, g, roots, (uint32_t)i);
    return ok && !g->core->mem.failed;
}

/* ---- what became of them ---- */

/* Appends a step; the positions of the steps for its children go to the words. */
static bool push_step(struct alike *alike, struct graph *g, id a, uint32_t at)
{
    struct mem *mem = &g->core->mem;
    uint32_t n = at == ALIKE_NONE ? graph_node(g, a)->n : 0;
    struct alike_step step = {a, at, (uint32_t)alike->words.n};
    if (!vec_reserve(mem, &alike->words, n) || !vec_reserve(mem, &alike->children, n)) return false;
    for (uint32_t i = 0; i < n; i++)
        alike->words.at[alike->words.n++] = graph_place(g, graph_child(g, a, i));
    return vec_push(mem, &alike->steps, step);
}

/* Lists how the result is made of the formula's nodes, for the first of the kind. Both lists of
 * nodes are sorted. */
static bool list_steps(struct alike *alike, struct graph *g, struct alike_kind *kind)
{
    struct reach *reach = &alike->reach;
    const id *ids = alike->ids.at + kind->ids;
    if (kind->n_steps) return true;
    kind->steps = alike->steps.n;
    if (!graph_reach(g, &alike->firsts.at[kind->first], 1, reach)) return false;
    uint32_t at = 0;
    for (size_t i = 0; i < reach->ids.n; i++) {
        id a = reach->ids.at[i];
        while (at < kind->nodes && ids[at] < a) at++;
        bool found = at < kind->nodes && ids[at] == a;
        if (!push_step(alike, g, a, found ? at : ALIKE_NONE)) return false;
    }
    kind->n_steps = reach->ids.n;
    return vec_reserve(&g->core->mem, &alike->now, kind->n_steps);
}

/* Builds the node of a step with the children that there are now; POISON if that becomes something
 * else, or if it is a name, or an entry of an array, that was not in the formula. */
static id rebuilt(struct alike *alike, struct graph *g, const struct alike_step *step)
{
    const struct node old = *graph_node(g, step->node);
    id *children = alike->children.at;
    bool changed = false;
    for (uint32_t i = 0; i < old.n; i++) {
        children[i] = alike->now.at[alike->words.at[step->children + i]];
        changed |= children[i] != graph_child(g, step->node, i);
    }
    if (!changed) return op_data(old.op) == DATA_NAME || old.op == OP_SLICE ? POISON : step->node;
    id a = op_has_pairs(old.op) ? graph_renamed(g, step->node, children)
                                : graph_rebuild(g, step->node, children);
    const struct node *n = graph_node(g, a);
    bool same = n->op == old.op && n->fn == old.fn && n->n == old.n && n->data == old.data &&
                n->shape == old.shape;
    return same ? a : POISON;
}

/* Returns what becomes of a formula that is like another one; POISON if that is something else. */
static id result_for(struct alike *alike, struct graph *g, const struct alike_other *other)
{
    const struct alike_kind *kind = &alike->kinds.at[other->kind];
    id last = POISON;
    for (size_t i = 0; i < kind->n_steps; i++) {
        const struct alike_step *step = &alike->steps.at[kind->steps + i];
        bool found = step->at != ALIKE_NONE;
        last = found ? alike->ids.at[other->ids + step->at] : rebuilt(alike, g, step);
        alike->now.at[i] = last;
        if (last == POISON) break;
    }
    return last;
}

bool alike_put(struct alike *alike, struct graph *g, id *roots)
{
    struct mem *mem = &g->core->mem;
    for (size_t i = 0; i < alike->firsts.n; i++) roots[alike->at.at[i]] = alike->firsts.at[i];
    for (size_t i = 0; i < alike->others.n; i++) {
        const struct alike_other *other = &alike->others.at[i];
        if (!list_steps(alike, g, &alike->kinds.at[other->kind])) return false;
        g->span = graph_node(g, roots[other->root])->span;
        id result = result_for(alike, g, other);
        if (mem->failed || diag_any(g->core)) return false;
        if (result != POISON)
            roots[other->root] = result;
        else if (!vec_push(mem, &alike->left, other->root))
            return false;
    }
    return true;
}

bool alike_each_kind(struct graph *g, id *roots, size_t n, alike_work work, void *user)
{
    enum { FEW = 8 }; /* of which hardly any are alike */
    struct alike alike = {.too_long = 0};
    if (n < FEW) return work(g, roots, n, user);
    bool ok = alike_find(&alike, g, roots, n) && work(g, alike.firsts.at, alike.firsts.n, user) &&
              alike_put(&alike, g, roots);
    for (size_t i = 0; ok && i < alike.left.n; i++) ok = work(g, &roots[alike.left.at[i]], 1, user);
    alike_free(&alike, g);
    return ok;
}

void alike_free(struct alike *alike, struct graph *g)
{
    struct mem *mem = &g->core->mem;
    vec_free(mem, &alike->firsts);
    vec_free(mem, &alike->left);
    vec_free(mem, &alike->at);
    vec_free(mem, &alike->kinds);
    vec_free(mem, &alike->others);
    vec_free(mem, &alike->slots);
    vec_free(mem, &alike->words);
    vec_free(mem, &alike->ids);
    vec_free(mem, &alike->now);
    vec_free(mem, &alike->children);
    vec_free(mem, &alike->assumed);
    vec_free(mem, &alike->steps);
    reach_free(g, &alike->reach);
}

/* ranks.c - sums over parts that several processes compute, the ranks.
 *
 * The parts are the leaves of a binary tree, in which part 2i and part 2i + 1 are added first, and
 * the tree does not depend on who computes them: so the sums are the same bits for any number of
 * ranks (Demmel and Nguyen 2015 discuss this and other ways). Each rank computes parts that follow
 * one another, and a node of the tree belongs to the rank of its first leaf: what is complete is
 * sent there while further parts are computed. */
#include "train/train_private.h"

#include <string.h>

static bool io_error(struct core *core, const char *message)
{
    return diag_error(core, KIND_IO, (struct span){0}, "%s", message);
}

/* What a rank says of an error that it has not met itself. */
static bool another_failed(struct core *core)
{
    return io_error(core, DCALC_ANOTHER_RANK);
}

static bool unreachable(struct core *core)
{
    return io_error(core, "a message between ranks was lost");
}

void sums_open(struct sums *sums, struct question *q, size_t n)
{
    *sums = (struct sums){.core = q->core, .ranks = q->request->ranks, .n = n};
}

/* ---- the tree ---- */

/* Node `index` of a level, from 0 for the leaves: its leaves begin at index << level. */
struct tree_node {
    unsigned level;
    size_t index, room;
};

/* A node of each level at most waits for the one to its right. */
enum { MOST_LEVELS = 16 };
struct adding {
    struct sums *sums;
    size_t leaves;
    struct tree_node stack[MOST_LEVELS];
    size_t depth;
    bool ok; /* messages came and went */
};

static bool is_shared(const struct sums *sums)
{
    return sums->ranks && sums->ranks->n > 1;
}

static size_t own_rank(const struct sums *sums)
{
    return sums->ranks ? (size_t)sums->ranks->rank : 0;
}

static size_t owner(const struct adding *a, size_t leaf)
{
    return a->sums->ranks ? leaf * (size_t)a->sums->ranks->n / a->leaves : 0;
}

/* The numbers of a room, and whether one of the leaves has none: 0 if all have. */
static size_t numbers(const struct sums *sums)
{
    return sums->n + 1;
}

/* Returns a free room, ROOMS without memory. */
static size_t take_room(struct sums *sums)
{
    size_t i = 0;
    while (i < ROOMS && sums->taken[i]) i++;
    if (i < ROOMS && !sums->rooms[i])
        sums->rooms[i] = arena_alloc(&sums->core->arena, numbers(sums) * sizeof(double));
    if (i == ROOMS || !sums->rooms[i]) return ROOMS;
    sums->taken[i] = true;
    return i;
}

static void add(const struct sums *sums, size_t to, size_t from)
{
    double *out = sums->rooms[to];
    const double *x = sums->rooms[from];
    for (size_t i = 0; i < numbers(sums); i++) out[i] += x[i];
}

/* The left sibling of the last node is the one before it, or belongs to another rank. */
static bool has_sibling(const struct adding *a)
{
    const struct tree_node *top = &a->stack[a->depth - 1];
    return a->depth > 1 && top[-1].level == top->level && top[-1].index + 1 == top->index;
}

static void climb(struct tree_node *node)
{
    node->level++;
    node->index /= 2;
}

/* Adds the last node to its left sibling or sends it there, as long as it has one. */
static void settle(struct adding *a)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    while (a->depth && a->stack[a->depth - 1].index % 2) {
        struct tree_node top = a->stack[a->depth - 1];
        if (has_sibling(a)) {
            add(a->sums, a->stack[a->depth - 2].room, top.room);
            a->sums->taken[top.room] = false;
            climb(&a->stack[a->depth - 2]);
        } else {
            size_t to = owner(a, (top.index - 1) << top.level);
            a->ok = a->ok &&
                    ranks->send(ranks->user, (int)to, a->sums->rooms[top.room], numbers(a->sums));
        }
        a->depth--;
    }
}

/* Waits for the right sibling of the last node, if there is one. */
static bool meet(struct adding *a)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    struct tree_node *top = &a->stack[a->depth - 1];
    size_t first = (top->index + 1) << top->level;
    if (first < a->leaves) {
        size_t room = take_room(a->sums);
        if (room == ROOMS) return false;
        a->ok = a->ok && ranks->receive(ranks->user, (int)owner(a, first), a->sums->rooms[room],
                                        numbers(a->sums));
        add(a->sums, top->room, room);
        a->sums->taken[room] = false;
    }
    climb(top);
    return true;
}

static bool is_root(const struct adding *a)
{
    const struct tree_node *top = &a->stack[a->depth - 1];
    return top->index == 0 && (size_t)1 << top->level >= a->leaves;
}

static bool compute(struct adding *a, const struct part_source *source, size_t leaf, bool skip)
{
    size_t room = take_room(a->sums);
    if (room == ROOMS) return false;
    double *out = a->sums->rooms[room];
    bool ok = !skip && source->compute(source->user, leaf, out);
    if (!ok) memset(out, 0, a->sums->n * sizeof *out);
    out[a->sums->n] = ok ? 0 : 1;
    a->stack[a->depth++] = (struct tree_node){.index = leaf, .room = room};
    settle(a);
    return ok;
}

/* ---- a sum ---- */

/* A rank that fails takes part to the end, as others wait for it. */
static bool add_all(struct adding *a, const struct part_source *source, double *out)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    size_t n = numbers(a->sums);
    bool ok = true;
    for (size_t leaf = 0; leaf < a->leaves && (ok || is_shared(a->sums)); leaf++)
        if (owner(a, leaf) == own_rank(a->sums)) ok = compute(a, source, leaf, !ok) && ok;
    while (a->depth && !is_root(a) && (ok || is_shared(a->sums))) {
        if (!meet(a)) return false;
        settle(a);
    }
    if (a->depth && ok) memcpy(out, a->sums->rooms[a->stack[0].room], n * sizeof *out);
    if (a->depth && !ok) out[n - 1] = 1;
    if (is_shared(a->sums)) a->ok = a->ok && ranks->share(ranks->user, out, n);
    return ok;
}

bool sums_add(struct sums *sums, size_t leaves, const struct part_source *source, double *out)
{
    struct adding a = {.sums = sums, .leaves = leaves, .ok = true};
    struct core *core = sums->core;
    if (leaves == 1 && !is_shared(sums)) return source->compute(source->user, 0, out);
    if (!ranks_agree(sums->ranks, core)) return false;
    bool ok = add_all(&a, source, out);
    memset(sums->taken, 0, sizeof sums->taken);
    if (!a.ok) return unreachable(core);
    if (ok && out[sums->n] > 0) return another_failed(core);
    return ok;
}

/* ---- where all begin ---- */

bool ranks_agree(const struct dcalc_ranks *ranks, struct core *core)
{
    return !ranks || ranks->n < 2 || ranks->agree(ranks->user, true) || another_failed(core);
}

bool ranks_share(const struct dcalc_ranks *ranks, struct core *core, double *values, size_t n)
{
    return !ranks || ranks->n < 2 || n == 0 || ranks->share(ranks->user, values, n) ||
           unreachable(core);
}

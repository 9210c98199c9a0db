/* ranks.c - sums over parts that several processes compute, the ranks.
 *
 * The parts are the leaves of a binary tree, in which part 2i and part 2i + 1 are added first, and
 * the tree does not depend on who computes them: so the sums are the same bits for any number of
 * ranks (Demmel and Nguyen 2015 discuss this and other ways). Each rank computes parts that follow
 * one another, and a node of the tree belongs to the rank of its first leaf: what is complete is
 * sent there while further parts are computed. All nodes are cut alike into pieces, which go their
 * way one by one, so that the first numbers of a rank's last part are on their way to all ranks
 * while it computes the last ones. */
#include "train/train_private.h"

#include "eval/block.h"

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

enum transfer_kind {
    TRANSFER_ADD,     /* room += other */
    TRANSFER_SEND,    /* the room, to a rank */
    TRANSFER_RECEIVE, /* other, from a rank; then room += other */
};

enum {
    MOST_LEVELS = 16,
    MOST_TRANSFERS = 3 * MOST_LEVELS,
    MOST_PIECES = 64,
    LEAST_PIECE = 1 << 14
};

/* What happens to the numbers of a node, piece by piece. */
struct transfer {
    enum transfer_kind kind;
    size_t room, other;
    size_t rank;
    unsigned level;            /* of the node that is sent */
    int expected[MOST_PIECES]; /* messages */
};

struct adding {
    struct sums *sums;
    size_t leaves, size; /* the latter: numbers of a piece */
    double *out;
    bool ok; /* messages came and went */
    /* Nodes that wait for the one to their right: at most one of each level. */
    struct tree_node stack[MOST_LEVELS];
    size_t depth;
    /* The leaf at hand, and the transfers that it makes possible. */
    bool is_last;       /* of this rank */
    size_t room, taken; /* where its numbers go, and how many have come */
    bool adds;          /* the room has those of its sibling, to which they are added */
    struct transfer transfers[MOST_TRANSFERS];
    size_t n_transfers;
    size_t made[MOST_PIECES]; /* transfers, of each piece */
    size_t n_shared;          /* pieces of the sum that are on their way to all */
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

static bool is_own(const struct adding *a, size_t leaf)
{
    return leaf < a->leaves && owner(a, leaf) == own_rank(a->sums);
}

/* The numbers of a room, and how many of its leaves have failed. */
static size_t numbers(const struct sums *sums)
{
    return sums->n + 1;
}

/* What the first leaf is added to becomes the sum. */
enum { ROOM_OF_SUM = ROOMS, NO_ROOM };

static double *room_at(const struct adding *a, size_t room)
{
    return room == ROOM_OF_SUM ? a->out : a->sums->rooms[room];
}

/* Returns a free room, NO_ROOM without memory. */
static size_t take_room(struct sums *sums)
{
    size_t i = 0;
    while (i < ROOMS && sums->taken[i]) i++;
    if (i < ROOMS && !sums->rooms[i])
        sums->rooms[i] = arena_alloc(&sums->core->arena, numbers(sums) * sizeof(double));
    if (i == ROOMS || !sums->rooms[i]) return NO_ROOM;
    sums->taken[i] = true;
    return i;
}

/* The left sibling of the last node is the one before it, or belongs to another rank. */
static bool has_sibling(const struct adding *a)
{
    const struct tree_node *top = &a->stack[a->depth - 1];
    return a->depth > 1 && top[-1].level == top->level && top[-1].index + 1 == top->index;
}

static bool is_root(const struct adding *a)
{
    const struct tree_node *top = &a->stack[a->depth - 1];
    return top->index == 0 && (size_t)1 << top->level >= a->leaves;
}

static void climb(struct tree_node *node)
{
    node->level++;
    node->index /= 2;
}

/* ---- transfers ---- */

/* Adds the last node to its left sibling or sends it there, as long as it has one. */
static void settle(struct adding *a)
{
    for (; a->depth && a->stack[a->depth - 1].index % 2; a->depth--) {
        struct tree_node *top = &a->stack[a->depth - 1];
        struct transfer *transfer = &a->transfers[a->n_transfers++];
        transfer->level = top->level;
        if (has_sibling(a)) {
            transfer->kind = TRANSFER_ADD;
            transfer->room = top[-1].room;
            transfer->other = top->room;
            climb(top - 1);
        } else {
            transfer->kind = TRANSFER_SEND;
            transfer->room = top->room;
            transfer->rank = owner(a, (top->index - 1) << top->level);
        }
    }
}

/* Receives the right sibling of the last node, if there is one. */
static bool meet(struct adding *a)
{
    struct tree_node *top = &a->stack[a->depth - 1];
    size_t first = (top->index + 1) << top->level;
    if (first < a->leaves) {
        struct transfer *transfer = &a->transfers[a->n_transfers++];
        transfer->kind = TRANSFER_RECEIVE;
        transfer->level = top->level;
        transfer->room = top->room;
        transfer->other = take_room(a->sums);
        transfer->rank = owner(a, first);
        if (transfer->other == NO_ROOM) return false;
    }
    climb(top);
    return true;
}

/* Makes a leaf the one at hand. False without memory. */
static bool place_leaf(struct adding *a, size_t leaf)
{
    a->is_last = !is_own(a, leaf + 1);
    a->n_transfers = a->taken = 0;
    memset(a->made, 0, sizeof a->made);
    a->stack[a->depth++] = (struct tree_node){.index = leaf};
    a->adds = has_sibling(a);
    if (a->adds) climb(&a->stack[--a->depth - 1]);
    struct tree_node *top = &a->stack[a->depth - 1];
    if (!a->adds) top->room = leaf ? take_room(a->sums) : ROOM_OF_SUM;
    a->room = top->room;
    if (a->room == NO_ROOM) return false;
    settle(a);
    while (a->is_last && a->depth && !is_root(a)) {
        if (!meet(a)) return false;
        settle(a);
    }
    return true;
}

/* Rooms whose numbers are in others. What is sent stays. */
static void free_rooms(struct adding *a)
{
    for (size_t i = 0; i < a->n_transfers; i++)
        if (a->transfers[i].kind == TRANSFER_ADD) a->sums->taken[a->transfers[i].other] = false;
}

/* ---- pieces ---- */

static size_t count_pieces(const struct adding *a)
{
    return (numbers(a->sums) + a->size - 1) / a->size;
}

static size_t piece_end(const struct adding *a, size_t piece)
{
    size_t end = (piece + 1) * a->size, n = numbers(a->sums);
    return end < n ? end : n;
}

static int tag_of(unsigned level, size_t piece)
{
    return (int)(level * MOST_PIECES + piece);
}

static void add(double *out, const double *x, size_t n)
{
    block_kernels()->add_scaled(out, x, 1, n);
}

/* Makes a transfer of a piece. False if it has to wait, and `waits` is not set, or if it is lost.
 */
static bool make_transfer(struct adding *a, const struct transfer *transfer, size_t piece,
                          bool waits)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    size_t from = piece * a->size, n = piece_end(a, piece) - from;
    double *room = room_at(a, transfer->room) + from;
    if (transfer->kind == TRANSFER_SEND)
        return a->ok = ranks->send(ranks->user, (int)transfer->rank, tag_of(transfer->level, piece),
                                   room, n);
    if (transfer->kind == TRANSFER_RECEIVE &&
        !ranks->arrived(ranks->user, transfer->expected[piece], waits))
        return a->ok = a->ok && !waits, false;
    add(room, room_at(a, transfer->other) + from, n);
    return true;
}

/* Gives all ranks the pieces of the sum that are complete, which are rank 0's; others expect them.
 */
static void share_pieces(struct adding *a)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    for (; a->ok && a->n_shared < count_pieces(a); a->n_shared++) {
        size_t from = a->n_shared * a->size, end = piece_end(a, a->n_shared);
        bool complete = end <= a->taken && a->made[a->n_shared] == a->n_transfers;
        if (ranks->rank == 0 && !complete) return;
        a->ok = ranks->share(ranks->user, a->out + from, end - from);
    }
}

/* Makes the transfers of the pieces that have come. */
static void advance(struct adding *a, bool waits)
{
    for (size_t i = 0; i < count_pieces(a) && piece_end(a, i) <= a->taken; i++) {
        size_t *made = &a->made[i];
        while (a->ok && *made < a->n_transfers && make_transfer(a, &a->transfers[*made], i, waits))
            ++*made;
    }
    if (is_shared(a->sums) && a->is_last) share_pieces(a);
}

/* Messages that are expected early arrive without a copy in between. */
static void expect_all(struct adding *a)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    for (size_t i = 0; i < a->n_transfers; i++) {
        struct transfer *transfer = &a->transfers[i];
        for (size_t p = 0; a->ok && transfer->kind == TRANSFER_RECEIVE && p < count_pieces(a);
             p++) {
            size_t from = p * a->size, n = piece_end(a, p) - from;
            double *room = room_at(a, transfer->other) + from;
            transfer->expected[p] = ranks->expect(ranks->user, (int)transfer->rank,
                                                  tag_of(transfer->level, p), room, n);
            a->ok = transfer->expected[p] >= 0;
        }
    }
}

void sums_take(struct adding *a, const double *x, size_t n)
{
    double *room = room_at(a, a->room);
    while (n) {
        size_t end = piece_end(a, a->taken / a->size), count = end - a->taken;
        if (count > n) count = n;
        if (a->adds)
            add(room + a->taken, x, count);
        else
            memcpy(room + a->taken, x, count * sizeof *x);
        a->taken += count;
        x += count;
        n -= count;
        if (a->taken == end) advance(a, false);
    }
}

/* What did not come of a leaf that failed is 0, or what its sibling has. */
static void end_leaf(struct adding *a, bool ok)
{
    double *room = room_at(a, a->room), failed = ok ? 0 : 1;
    size_t n = a->sums->n;
    if (!a->adds) memset(room + a->taken, 0, (n + 1 - a->taken) * sizeof *room);
    room[n] += failed;
    a->taken = n + 1;
    advance(a, false);
    if (!a->is_last) free_rooms(a);
}

/* ---- a sum ---- */

static size_t first_leaf(const struct adding *a)
{
    size_t leaf = 0;
    while (leaf < a->leaves && !is_own(a, leaf)) leaf++;
    return leaf;
}

/* Makes all rooms that are needed, since who fails later keeps the others waiting. */
static bool make_rooms(struct adding *a)
{
    bool ok = true;
    for (size_t leaf = first_leaf(a); ok && is_own(a, leaf); leaf++) {
        ok = place_leaf(a, leaf);
        free_rooms(a);
    }
    memset(a->sums->taken, 0, sizeof a->sums->taken);
    a->depth = 0;
    a->n_transfers = a->taken = 0;
    a->is_last = true; /* of a rank that has no leaf */
    return ok;
}

/* A rank that fails takes part to the end, as others wait for it. */
static bool add_all(struct adding *a, const struct part_source *source)
{
    const struct dcalc_ranks *ranks = a->sums->ranks;
    bool ok = true;
    for (size_t leaf = first_leaf(a); is_own(a, leaf) && (ok || is_shared(a->sums)); leaf++) {
        place_leaf(a, leaf);
        if (a->is_last) expect_all(a);
        ok = ok && source->compute(source->user, leaf, a);
        end_leaf(a, ok);
    }
    advance(a, true);
    if (is_shared(a->sums)) a->ok = a->ok && ranks->finish(ranks->user);
    memset(a->sums->taken, 0, sizeof a->sums->taken);
    return ok;
}

static size_t size_of_pieces(const struct sums *sums)
{
    size_t size = (numbers(sums) + MOST_PIECES - 1) / MOST_PIECES;
    return size > LEAST_PIECE ? size : LEAST_PIECE;
}

bool sums_add(struct sums *sums, size_t leaves, const struct part_source *source, double *out)
{
    const struct dcalc_ranks *ranks = sums->ranks;
    struct adding a = {
        .sums = sums, .leaves = leaves, .size = size_of_pieces(sums), .out = out, .ok = true};
    bool ok = make_rooms(&a);
    if (is_shared(sums) && !ranks->agree(ranks->user, ok)) return ok && another_failed(sums->core);
    ok = ok && add_all(&a, source);
    if (!a.ok) return unreachable(sums->core);
    return ok && (out[sums->n] == 0 || another_failed(sums->core));
}

/* ---- where all begin ---- */

bool ranks_agree(const struct dcalc_ranks *ranks, struct core *core)
{
    return !ranks || ranks->n < 2 || ranks->agree(ranks->user, true) || another_failed(core);
}

bool ranks_share(const struct dcalc_ranks *ranks, struct core *core, double *values, size_t n)
{
    if (!ranks || ranks->n < 2 || n == 0) return true;
    return (ranks->share(ranks->user, values, n) && ranks->finish(ranks->user)) ||
           unreachable(core);
}

/* plan_memory.c - until when values are needed, and the buffers that they share. */
#include "eval/plan.h"

#define NEVER UINT32_MAX
enum { LOOK_AHEAD = 64 };

/* ---- lives ---- */

static void read_by(struct plan *plan, uint32_t arg, uint32_t by)
{
    struct storage *storage = &plan->storage[arg], *base = storage;
    uint32_t step = plan->storage[by].step;
    if (storage->class == STORAGE_NUMBER || storage->class == STORAGE_RANGE) return;
    if (storage->class == STORAGE_VIEW) base = &plan->storage[storage->view.base];
    if (storage->class == STORAGE_GROUP && !plan_is_within(plan, arg, by)) storage->stored = true;
    if (base->last < step) base->last = step;
}

/* Which values have buffers, and until when. */
void plan_mark_lives(struct plan *plan, bool many_runs)
{
    uint32_t n = (uint32_t)plan->code->steps.n;
    for (uint32_t i = 0; i < n; i++) {
        const struct code_step *in = plan_code(plan, i);
        struct storage *storage = &plan->storage[i];
        if (storage->class == STORAGE_GROUP)
            storage->stored = storage->materialized || storage->kept;
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_STEP) continue;
        if (storage->last < storage->step) storage->last = storage->step;
        for (uint32_t k = 0; k < in->n; k++) {
            uint32_t arg = plan_arg(plan, in, k);
            read_by(plan, arg, i);
            if (in->op == OP_MATMUL) read_by(plan, code_untransposed(plan->code, arg), i);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        struct storage *storage = &plan->storage[i];
        bool lasts = storage->kept || (many_runs && !storage->varies);
        if (lasts && storage->class == STORAGE_VIEW) plan->storage[storage->view.base].last = NEVER;
        if (lasts) storage->last = NEVER;
    }
}

/* ---- buffers ---- */

/* Large arrays that begin at the same place of a page get into each other's way in the processor's
 * store queue when they are walked through side by side, so each begins a little further on. */
enum { LINE = 8, SHARE_A_PAGE = 7, LARGE_BUFFER = 512 };

static size_t buffer_room(size_t n)
{
    return n + LINE + (n >= LARGE_BUFFER ? 5 * SHARE_A_PAGE * LINE : 0);
}

bool buffer_make(struct mem *mem, struct buffer *b, size_t n, size_t rank)
{
    size_t bytes;
    *b = (struct buffer){.n = n};
    if (__builtin_mul_overflow(buffer_room(n), sizeof *b->x, &bytes)) return !(mem->failed = true);
    b->block = mem_resize(mem, NULL, 0, bytes);
    b->x = (double *)(((uintptr_t)b->block + 63) & ~(uintptr_t)63);
    if (b->block && n >= LARGE_BUFFER) b->x += 5 * LINE * (rank % (SHARE_A_PAGE + 1));
    return b->block != NULL;
}

void buffer_free(struct mem *mem, struct buffer *b)
{
    if (b->block) mem_free(mem, b->block, buffer_room(b->n) * sizeof *b->x);
    b->block = NULL;
}

/* A free buffer that fits well, or a new one for what outlasts the run: earlier steps of the next
 * run would write to another's. NEVER without memory. */
static uint32_t take_buffer(struct plan *plan, size_t n, bool fresh_only)
{
    uint32_t best = NEVER;
    size_t have = plan->buffers.n, from = have > LOOK_AHEAD ? have - LOOK_AHEAD : 0;
    for (size_t i = from; i < have && !fresh_only; i++) {
        const struct buffer *b = &plan->buffers.at[i];
        if (b->taken || b->n < n || b->n / 2 > n) continue;
        if (best == NEVER || b->n < plan->buffers.at[best].n) best = (uint32_t)i;
    }
    if (best == NEVER) {
        struct buffer fresh;
        if (!buffer_make(plan->mem, &fresh, n, plan->buffers.n)) return NEVER;
        if (!vec_push(plan->mem, &plan->buffers, fresh)) {
            buffer_free(plan->mem, &fresh);
            return NEVER;
        }
        best = (uint32_t)plan->buffers.n - 1;
    }
    plan->buffers.at[best].taken = true;
    return best;
}

/* Slots by the step that makes them, and buffers by the step after which they are free: lists
 * linked through arrays, one head a step. */
struct lists {
    uint32_t *made, *next_made, *done, *next_done;
    size_t n_steps, n_slots;
};

static void lists_free(struct plan *plan, struct lists *l)
{
    mem_free_array(plan->mem, l->made, l->n_steps, sizeof *l->made);
    mem_free_array(plan->mem, l->done, l->n_steps, sizeof *l->done);
    mem_free_array(plan->mem, l->next_made, l->n_slots, sizeof *l->next_made);
    mem_free_array(plan->mem, l->next_done, l->n_slots, sizeof *l->next_done);
}

static bool lists_make(struct plan *plan, struct lists *l)
{
    l->n_steps = plan->steps.n;
    l->n_slots = plan->code->steps.n;
    l->made = mem_array(plan->mem, l->n_steps, sizeof *l->made);
    l->done = mem_array(plan->mem, l->n_steps, sizeof *l->done);
    l->next_made = mem_array(plan->mem, l->n_slots, sizeof *l->next_made);
    l->next_done = mem_array(plan->mem, l->n_slots, sizeof *l->next_done);
    if (!l->made || !l->done || !l->next_made || !l->next_done) return false;
    for (size_t i = l->n_slots; i-- > 0;) { /* 0 ends a list: entries are slots + 1 */
        const struct storage *storage = &plan->storage[i];
        if (!storage->stored) continue;
        l->next_made[i] = l->made[storage->step];
        l->made[storage->step] = (uint32_t)i + 1;
        if (storage->last == NEVER) continue;
        l->next_done[i] = l->done[storage->last];
        l->done[storage->last] = (uint32_t)i + 1;
    }
    return true;
}

/* Scalars share one block and keep their places. */
static bool give_buffers(struct plan *plan, struct lists *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_slots; i++) plan->n_scalars += plan->storage[i].stored;
    plan->scalars = mem_array(plan->mem, plan->n_scalars, sizeof *plan->scalars);
    if (!plan->scalars) return false;
    for (size_t step = 0; step < l->n_steps; step++) {
        for (uint32_t i = l->made[step]; i; i = l->next_made[i - 1]) {
            struct extent s = plan_extent(plan, i - 1);
            struct storage *storage = &plan->storage[i - 1];
            storage->buffer = NO_BUFFER;
            if (s.rows * s.columns == 1) {
                plan->at[i - 1] = &plan->scalars[n++];
                continue;
            }
            uint32_t b = take_buffer(plan, (size_t)(s.rows * s.columns), storage->last == NEVER);
            if (b == NEVER) return false;
            storage->buffer = b;
            plan->at[i - 1] = plan->buffers.at[b].x;
        }
        for (uint32_t i = l->done[step]; i; i = l->next_done[i - 1])
            if (plan->storage[i - 1].buffer != NO_BUFFER)
                plan->buffers.at[plan->storage[i - 1].buffer].taken = false;
    }
    return true;
}

bool plan_allocate(struct plan *plan)
{
    struct lists lists = {0};
    plan->at = mem_array(plan->mem, plan->code->steps.n, sizeof *plan->at);
    bool ok = plan->at && lists_make(plan, &lists) && give_buffers(plan, &lists);
    lists_free(plan, &lists);
    return ok;
}

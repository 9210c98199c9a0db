/* plan_memory.c - which values are stored, until when each is read, and which buffers they share.
 */
#include "eval/plan.h"

#define FOREVER UINT32_MAX
enum { LOOK_AHEAD = 64 };

/* ---- until when values are read ---- */

/* Notes that step `by` reads `arg`. */
static void note_read(struct plan *plan, uint32_t arg, uint32_t by)
{
    struct storage *storage = &plan->storage[arg], *base = storage;
    uint32_t stage = plan->storage[by].stage;
    if (storage->class == STORAGE_NUMBER || storage->class == STORAGE_RANGE) return;
    if (storage->class == STORAGE_VIEW) base = &plan->storage[storage->view.base];
    if (storage->class == STORAGE_GROUP && !plan_is_within(plan, arg, by)) storage->stored = true;
    if (base->last < stage) base->last = stage;
}

void plan_mark_lives(struct plan *plan, bool many_runs)
{
    uint32_t n = (uint32_t)plan->code->steps.n;
    for (uint32_t i = 0; i < n; i++) {
        const struct code_step *s = plan_step(plan, i);
        struct storage *storage = &plan->storage[i];
        if (storage->class == STORAGE_GROUP)
            storage->stored = storage->materialized || storage->kept;
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_RESULT) continue;
        if (storage->last < storage->stage) storage->last = storage->stage;
        for (uint32_t k = 0; k < s->n; k++) {
            uint32_t arg = plan_arg(plan, s, k);
            note_read(plan, arg, i);
            if (s->op == OP_MATMUL) note_read(plan, code_untransposed(plan->code, arg), i);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        struct storage *storage = &plan->storage[i];
        bool outlasts_run = storage->kept || (many_runs && !storage->varies);
        if (outlasts_run && storage->class == STORAGE_VIEW)
            plan->storage[storage->view.base].last = FOREVER;
        if (outlasts_run) storage->last = FOREVER;
    }
}

/* ---- buffers ---- */

/* Loops over several large arrays are slow where the arrays begin at the same offset in a page, as
 * the processor then takes their loads and stores for ones to the same address. So each begins a
 * few cache lines after the one before. */
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

/* Returns a free buffer of a fitting size, or a new one. A value that outlasts the run must have a
 * new one: in the next run, earlier stages would overwrite it in a shared one. NO_BUFFER without
 * memory. */
static uint32_t take_buffer(struct plan *plan, size_t n, bool must_be_new)
{
    uint32_t best = NO_BUFFER;
    size_t have = plan->buffers.n, from = have > LOOK_AHEAD ? have - LOOK_AHEAD : 0;
    for (size_t i = from; i < have && !must_be_new; i++) {
        const struct buffer *b = &plan->buffers.at[i];
        if (b->taken || b->n < n || b->n / 2 > n) continue;
        if (best == NO_BUFFER || b->n < plan->buffers.at[best].n) best = (uint32_t)i;
    }
    if (best == NO_BUFFER) {
        struct buffer fresh;
        if (!buffer_make(plan->mem, &fresh, n, plan->buffers.n)) return NO_BUFFER;
        if (!vec_push(plan->mem, &plan->buffers, fresh)) {
            buffer_free(plan->mem, &fresh);
            return NO_BUFFER;
        }
        best = (uint32_t)plan->buffers.n - 1;
    }
    plan->buffers.at[best].taken = true;
    return best;
}

/* Stored values by the stage that computes them, and by the stage after which their buffers are
 * free. Linked lists in arrays: the first value of each stage, the next one of each value, both as
 * step + 1; 0 ends a list. */
struct lists {
    uint32_t *computed, *next_computed, *done, *next_done;
    size_t n_stages, n_steps;
};

static void lists_free(struct plan *plan, struct lists *l)
{
    mem_free_array(plan->mem, l->computed, l->n_stages, sizeof *l->computed);
    mem_free_array(plan->mem, l->done, l->n_stages, sizeof *l->done);
    mem_free_array(plan->mem, l->next_computed, l->n_steps, sizeof *l->next_computed);
    mem_free_array(plan->mem, l->next_done, l->n_steps, sizeof *l->next_done);
}

static bool lists_make(struct plan *plan, struct lists *l)
{
    l->n_stages = plan->stages.n;
    l->n_steps = plan->code->steps.n;
    l->computed = mem_array(plan->mem, l->n_stages, sizeof *l->computed);
    l->done = mem_array(plan->mem, l->n_stages, sizeof *l->done);
    l->next_computed = mem_array(plan->mem, l->n_steps, sizeof *l->next_computed);
    l->next_done = mem_array(plan->mem, l->n_steps, sizeof *l->next_done);
    if (!l->computed || !l->done || !l->next_computed || !l->next_done) return false;
    for (size_t i = l->n_steps; i-- > 0;) {
        const struct storage *storage = &plan->storage[i];
        if (!storage->stored) continue;
        l->next_computed[i] = l->computed[storage->stage];
        l->computed[storage->stage] = (uint32_t)i + 1;
        if (storage->last == FOREVER) continue;
        l->next_done[i] = l->done[storage->last];
        l->done[storage->last] = (uint32_t)i + 1;
    }
    return true;
}

/* Single numbers are not worth a buffer: each has its own entry of plan->scalars. */
static bool give_buffers(struct plan *plan, struct lists *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_steps; i++) plan->n_scalars += plan->storage[i].stored;
    plan->scalars = mem_array(plan->mem, plan->n_scalars, sizeof *plan->scalars);
    if (!plan->scalars) return false;
    for (size_t stage = 0; stage < l->n_stages; stage++) {
        for (uint32_t i = l->computed[stage]; i; i = l->next_computed[i - 1]) {
            struct extent size = plan_extent(plan, i - 1);
            struct storage *storage = &plan->storage[i - 1];
            storage->buffer = NO_BUFFER;
            if (size.rows * size.columns == 1) {
                plan->at[i - 1] = &plan->scalars[n++];
                continue;
            }
            uint32_t b =
                take_buffer(plan, (size_t)(size.rows * size.columns), storage->last == FOREVER);
            if (b == NO_BUFFER) return false;
            storage->buffer = b;
            plan->at[i - 1] = plan->buffers.at[b].x;
        }
        for (uint32_t i = l->done[stage]; i; i = l->next_done[i - 1])
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

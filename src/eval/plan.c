#include "eval/plan.h"

#include "eval/group.h"

#include <string.h>

enum { NEVER = UINT32_MAX, LOOK_AHEAD = 64, SHORT_ROW = 128 };

/* ---- shapes ---- */

struct extent plan_extent(const struct plan *plan, uint32_t slot)
{
    struct shape_data d = tape_dims(plan->tape, slot);
    if (d.ndim == 2) return (struct extent){d.d[0], d.d[1]};
    return (struct extent){1, d.ndim == 1 ? d.d[0] : 1};
}

struct extent plan_flat(const struct plan *plan, uint32_t slot)
{
    struct extent s = plan_extent(plan, slot);
    if (s.columns == 1) s = (struct extent){1, s.rows};
    return s;
}

static bool same_extent(struct extent a, struct extent b)
{
    return a.rows == b.rows && a.columns == b.columns;
}

static bool is_elementwise(unsigned op)
{
    return op == OP_SUM || op == OP_PRODUCT || op == OP_POWER || op == OP_FN;
}

static uint32_t transposed(const struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    return in->op == OP_TRANSPOSE ? plan_arg(plan, in, 0) : slot;
}

struct product plan_product(const struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    uint32_t a = plan_arg(plan, in, 0), b = plan_arg(plan, in, 1);
    int left = tape_dims(plan->tape, a).ndim, right = tape_dims(plan->tape, b).ndim;
    if (left == 2 && right == 2) return (struct product){PRODUCT_MATRIX, a, b};
    if (left == 1 && right == 1) return (struct product){PRODUCT_DOT, a, b};
    uint32_t matrix = left == 2 ? a : b, vector = left == 2 ? b : a,
             rows = transposed(plan, matrix);
    bool by_rows = (left == 2) == (rows == matrix);
    return (struct product){by_rows ? PRODUCT_ROWS : PRODUCT_ADD_ROWS, rows, vector};
}

/* ---- what is needed, and what must stand in memory ---- */

static void mark_needed(struct plan *plan, const struct plan_request *request)
{
    const struct tape *tape = plan->tape;
    uint32_t n = (uint32_t)tape->code.n;
    for (uint32_t i = 0; i < n && !request->keep; i++)
        plan->storage[i].kept = plan_code(plan, i)->slot == i;
    for (size_t i = 0; i < request->n_keep && request->keep; i++) {
        plan->storage[request->keep[i]].kept = true;
        plan->storage[request->keep[i]].watched |= i < request->n_watched;
    }
    for (uint32_t i = 0; i < n; i++) plan->storage[i].ready = plan->storage[i].kept;
    for (uint32_t i = n; i-- > 0;) { /* `ready` says for now that it is needed */
        const struct instruction *in = plan_code(plan, i);
        if (!plan->storage[i].ready) continue;
        if (in->op == OP_VARIABLE) continue;
        for (uint32_t k = 0; k < in->n; k++) plan->storage[plan_arg(plan, in, k)].ready = 1;
    }
}

static void materialize(struct plan *plan, uint32_t slot)
{
    plan->storage[slot].materialized = true;
}

/* Vectors whose neighbours in a group can be read a little to the left or right. */
static bool can_shift(const struct plan *plan, const struct instruction *in)
{
    const struct shapes *shapes = &plan->tape->g->shapes;
    uint32_t arg = plan_arg(plan, in, 0);
    struct shape_data to = shape_get(shapes, in->shape), from = tape_dims(plan->tape, arg);
    int64_t start = plan_raw(plan, in, 0), longer = from.d[0] - to.d[0];
    if (to.ndim != 1 || !is_elementwise(plan_code(plan, arg)->op)) return false;
    if (plan_raw(plan, in, 1) != 1 || start > MOST_SHIFT) return false;
    if (longer > 2 * MOST_SHIFT || longer < -2 * MOST_SHIFT) return false;
    return plan->storage[arg].depth + start <= MOST_SHIFT;
}

static void mark_product(struct plan *plan, uint32_t slot)
{
    struct product p = plan_product(plan, slot);
    if (p.kind == PRODUCT_DOT) return;
    materialize(plan, transposed(plan, p.matrix));
    if (p.kind == PRODUCT_ROWS) materialize(plan, p.vector);
    if (p.kind == PRODUCT_MATRIX) materialize(plan, transposed(plan, p.vector));
}

static bool is_number(const struct plan *plan, uint32_t slot)
{
    return plan->storage[slot].class == STORAGE_NUMBER;
}

/* Only vectors count their own entries. */
static void mark_ranges(struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    bool flat = plan_flat(plan, slot).rows == 1 && in->op != OP_OUTER;
    for (uint32_t k = 0; k < in->n && !flat; k++)
        if (plan->storage[plan_arg(plan, in, k)].class == STORAGE_RANGE)
            materialize(plan, plan_arg(plan, in, k));
}

/* Marks what the instruction needs of its arguments, and tells numbers and shifts. */
static void mark(struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    struct storage *storage = &plan->storage[slot];
    uint32_t arg = in->n ? plan_arg(plan, in, 0) : 0;
    switch ((enum op)in->op) {
    case OP_NUMBER:
    case OP_CONSTANT: storage->class = STORAGE_NUMBER; return;
    case OP_RANGE: storage->class = STORAGE_RANGE; return;
    case OP_VARIABLE:
    case OP_ARRAY: storage->class = STORAGE_GIVEN; return;
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN:
        for (uint32_t k = 0; k < in->n; k++) {
            int32_t depth = plan->storage[plan_arg(plan, in, k)].depth;
            if (depth > storage->depth) storage->depth = depth;
        }
        mark_ranges(plan, slot);
        return;
    case OP_BROADCAST:
    case OP_OUTER: mark_ranges(plan, slot); return;
    case OP_REDUCE:
        if (in->fn == REDUCE_LOGSUMEXP) materialize(plan, arg);
        return;
    case OP_MATMUL: mark_product(plan, slot); return;
    case OP_SLICE:
    case OP_EMBED:
        if (can_shift(plan, in)) {
            storage->class = STORAGE_GROUP;
            storage->depth = plan->storage[arg].depth + (int32_t)plan_raw(plan, in, 0);
            return;
        }
        if (in->op == OP_EMBED || !is_number(plan, arg))
            materialize(plan, arg);
        else
            storage->class = STORAGE_NUMBER;
        return;
    case OP_RESHAPE:
    case OP_TRANSPOSE:
        if (is_number(plan, arg))
            storage->class = STORAGE_NUMBER;
        else
            materialize(plan, arg);
        return;
    default:
        for (uint32_t k = 0; k < in->n; k++) materialize(plan, plan_arg(plan, in, k));
    }
}

/* ---- storage classes ---- */

bool plan_is_shift(const struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    return (in->op == OP_SLICE || in->op == OP_EMBED) && plan->storage[slot].depth >= 0 &&
           plan->storage[slot].class == STORAGE_GROUP && can_shift(plan, in);
}

bool plan_is_within(const struct plan *plan, uint32_t a, uint32_t b)
{
    const struct storage *from = &plan->storage[a], *to = &plan->storage[b];
    if (from->class != STORAGE_GROUP || from->step != to->step) return false;
    const struct instruction *in = plan_code(plan, b);
    if (in->op == OP_OUTER) return false;
    if (in->op == OP_MATMUL) {
        struct product p = plan_product(plan, b);
        return p.kind == PRODUCT_DOT || (p.kind == PRODUCT_ADD_ROWS && p.vector == a);
    }
    if (in->op == OP_REDUCE || plan_is_shift(plan, b)) return true;
    return same_extent(plan_flat(plan, a), plan_flat(plan, b));
}

/* A value about to be given a place. */
struct joining {
    struct plan *plan;
    uint32_t slot;
    struct extent extent; /* of the entries it runs over */
    uint32_t least;       /* the first step it can be part of */
    bool narrow, wide;    /* needs short blocks; needs whole ones */
};

/* Arguments that run over the same entries may come from the same step, others are read from
 * memory. */
static void wait_for(struct joining *j, uint32_t arg, bool beside)
{
    const struct storage *storage = &j->plan->storage[arg];
    uint32_t least = beside && storage->class == STORAGE_GROUP ? storage->step : storage->ready;
    if (least > j->least) j->least = least;
    j->plan->storage[j->slot].varies |= storage->varies;
}

static bool has_argument_in(const struct joining *j, uint32_t step)
{
    const struct instruction *in = plan_code(j->plan, j->slot);
    for (uint32_t k = 0; k < in->n; k++) {
        const struct storage *storage = &j->plan->storage[plan_arg(j->plan, in, k)];
        if (storage->class == STORAGE_GROUP && storage->step == step) return true;
    }
    return false;
}

static bool fits(const struct joining *j, uint32_t step)
{
    const struct plan_step *s = &j->plan->steps.at[step];
    if (s->kind != STEP_GROUP || s->varies != j->plan->storage[j->slot].varies) return false;
    const struct group *g = &j->plan->groups.at[s->group];
    if ((j->narrow && !g->narrow) || (j->wide && g->narrow)) return false;
    if (g->rows == j->extent.rows && g->columns == j->extent.columns) return true;
    return g->rows == 1 && j->extent.rows == 1 && has_argument_in(j, step);
}

static bool push_step(struct plan *plan, struct plan_step step)
{
    return vec_push(plan->mem, &plan->steps, step);
}

/* The step of a group that takes the value in, a new one if need be; NEVER without memory. */
static uint32_t find_group(const struct joining *j)
{
    struct plan *plan = j->plan;
    uint32_t n = (uint32_t)plan->steps.n;
    for (uint32_t s = j->least; s < n && s < j->least + LOOK_AHEAD; s++)
        if (fits(j, s)) return s;
    struct group group = {.rows = j->extent.rows,
                          .columns = j->extent.columns,
                          .narrow = j->narrow,
                          .varies = plan->storage[j->slot].varies};
    struct plan_step step = {STEP_GROUP, group.varies, j->slot, (uint32_t)plan->groups.n};
    bool ok = vec_push(plan->mem, &plan->groups, group) && push_step(plan, step);
    return ok ? n : NEVER;
}

static bool join(const struct joining *j, enum storage_class class)
{
    uint32_t step = find_group(j);
    if (step == NEVER) return false;
    struct group *g = &j->plan->groups.at[j->plan->steps.at[step].group];
    struct storage *storage = &j->plan->storage[j->slot];
    if (j->extent.columns > g->columns) g->columns = j->extent.columns;
    g->n++;
    storage->class = (uint8_t) class;
    storage->step = step;
    storage->ready = step + 1;
    storage->stored = class == STORAGE_STEP;
    storage->view = (struct view){j->slot, 0, 0, 1};
    struct extent own = plan_extent(j->plan, j->slot);
    storage->view.down = own.columns;
    return true;
}

static bool put_in_group(struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    struct joining j = {.plan = plan, .slot = slot, .extent = plan_flat(plan, slot)};
    bool shift = plan_is_shift(plan, slot);
    for (uint32_t k = 0; k < in->n; k++) {
        uint32_t arg = plan_arg(plan, in, k);
        bool beside = in->op != OP_OUTER && same_extent(plan_flat(plan, arg), j.extent);
        if (in->op == OP_SLICE || in->op == OP_EMBED || in->op == OP_TRANSPOSE) beside = shift;
        wait_for(&j, arg, beside);
    }
    return join(&j, STORAGE_GROUP);
}

static bool put_reduction(struct plan *plan, uint32_t slot)
{
    uint32_t arg = plan_arg(plan, plan_code(plan, slot), 0);
    struct joining j = {.plan = plan, .slot = slot, .extent = plan_flat(plan, arg), .wide = true};
    wait_for(&j, arg, true);
    return join(&j, STORAGE_STEP);
}

static bool put_step(struct plan *plan, uint32_t slot, enum step_kind kind)
{
    const struct instruction *in = plan_code(plan, slot);
    struct joining j = {.plan = plan, .slot = slot};
    for (uint32_t k = 0; k < in->n; k++) wait_for(&j, plan_arg(plan, in, k), false);
    struct storage *storage = &plan->storage[slot];
    storage->class = STORAGE_STEP;
    storage->stored = true;
    storage->step = (uint32_t)plan->steps.n;
    storage->ready = storage->step + 1;
    storage->view = (struct view){slot, 0, plan_extent(plan, slot).columns, 1};
    return push_step(plan, (struct plan_step){(uint8_t)kind, storage->varies, slot, 0});
}

static bool put_product(struct plan *plan, uint32_t slot)
{
    struct product p = plan_product(plan, slot);
    struct joining j = {.plan = plan, .slot = slot};
    if (p.kind == PRODUCT_MATRIX) return put_step(plan, slot, STEP_PRODUCT);
    if (p.kind == PRODUCT_DOT) {
        j.extent = plan_flat(plan, p.vector);
        j.wide = true;
        wait_for(&j, p.matrix, true);
        wait_for(&j, p.vector, true);
        return join(&j, STORAGE_STEP);
    }
    struct extent matrix = plan_extent(plan, p.matrix);
    j.extent = (struct extent){1, matrix.rows};
    j.narrow = matrix.columns > SHORT_ROW;
    wait_for(&j, p.matrix, false);
    wait_for(&j, p.vector, p.kind == PRODUCT_ADD_ROWS);
    return join(&j, p.kind == PRODUCT_ROWS ? STORAGE_GROUP : STORAGE_STEP);
}

struct view plan_view(const struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    uint32_t arg = plan_arg(plan, in, 0);
    struct view v = plan->storage[arg].view;
    if (in->op == OP_RESHAPE) v.down = plan_extent(plan, slot).columns;
    if (in->op == OP_TRANSPOSE) {
        int64_t down = v.down;
        v.down = v.across;
        v.across = down;
    }
    if (in->op != OP_SLICE) return v;
    bool matrix = shape_get(&plan->tape->g->shapes, in->shape).ndim == 2;
    int64_t row_step = matrix ? v.down : v.across;
    v.offset += plan_raw(plan, in, 0) * row_step;
    if (!matrix) {
        v.across *= plan_raw(plan, in, 1);
        return v;
    }
    v.offset += plan_raw(plan, in, 2) * v.across;
    v.down *= plan_raw(plan, in, 1);
    v.across *= plan_raw(plan, in, 3);
    return v;
}

/* Views, where they will do; what must stand row after row is copied. */
static bool put_view(struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    struct storage *storage = &plan->storage[slot];
    const struct storage *from = &plan->storage[plan_arg(plan, in, 0)];
    if ((storage->materialized || storage->kept) && in->op != OP_RESHAPE)
        return put_in_group(plan, slot);
    storage->class = STORAGE_VIEW;
    storage->view = plan_view(plan, slot);
    storage->ready = from->ready;
    storage->varies = from->varies;
    return true;
}

/* Steps of a slice below zero. */
static bool goes_back(const struct plan *plan, const struct instruction *in)
{
    bool matrix = shape_get(&plan->tape->g->shapes, in->shape).ndim == 2;
    return plan_raw(plan, in, 1) < 0 || (matrix && plan_raw(plan, in, 3) < 0);
}

static bool put(struct plan *plan, uint32_t slot)
{
    const struct instruction *in = plan_code(plan, slot);
    struct storage *storage = &plan->storage[slot];
    bool in_memory = storage->materialized || storage->kept;
    if (storage->class == STORAGE_GIVEN) {
        storage->varies = in->op == OP_VARIABLE;
        storage->view = (struct view){slot, 0, plan_extent(plan, slot).columns, 1};
        return true;
    }
    if (storage->class == STORAGE_NUMBER || storage->class == STORAGE_RANGE)
        return !in_memory || put_in_group(plan, slot);
    switch ((enum op)in->op) {
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN:
    case OP_BROADCAST:
    case OP_OUTER: return put_in_group(plan, slot);
    case OP_EMBED:
        return goes_back(plan, in) ? put_step(plan, slot, STEP_CALL) : put_in_group(plan, slot);
    case OP_SLICE:
        return storage->class == STORAGE_GROUP ? put_in_group(plan, slot) : put_view(plan, slot);
    case OP_RESHAPE:
    case OP_TRANSPOSE: return put_view(plan, slot);
    case OP_MATMUL: return put_product(plan, slot);
    case OP_REDUCE:
        return in->fn == REDUCE_LOGSUMEXP ? put_step(plan, slot, STEP_CALL)
                                          : put_reduction(plan, slot);
    default: return put_step(plan, slot, STEP_CALL);
    }
}

static bool put_all(struct plan *plan, bool many_runs)
{
    uint32_t n = (uint32_t)plan->tape->code.n;
    for (uint32_t i = 0; i < n; i++) {
        struct storage *storage = &plan->storage[i];
        bool needed = storage->ready;
        storage->ready = 0;
        if (!needed || plan_code(plan, i)->slot != i) continue;
        storage->varies = !many_runs;
        if (!put(plan, i)) return false;
    }
    return true;
}

/* ---- memory ---- */

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
static void mark_lives(struct plan *plan, bool many_runs)
{
    uint32_t n = (uint32_t)plan->tape->code.n;
    for (uint32_t i = 0; i < n; i++) {
        const struct instruction *in = plan_code(plan, i);
        struct storage *storage = &plan->storage[i];
        if (storage->class == STORAGE_GROUP)
            storage->stored = storage->materialized || storage->kept;
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_STEP) continue;
        if (storage->last < storage->step) storage->last = storage->step;
        for (uint32_t k = 0; k < in->n; k++) {
            uint32_t arg = plan_arg(plan, in, k);
            read_by(plan, arg, i);
            if (in->op == OP_MATMUL) read_by(plan, transposed(plan, arg), i);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        struct storage *storage = &plan->storage[i];
        bool lasts = storage->kept || (many_runs && !storage->varies);
        if (lasts && storage->class == STORAGE_VIEW) plan->storage[storage->view.base].last = NEVER;
        if (lasts) storage->last = NEVER;
    }
}

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
    l->n_slots = plan->tape->code.n;
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

static bool allocate(struct plan *plan)
{
    struct lists lists = {0};
    plan->at = mem_array(plan->mem, plan->tape->code.n, sizeof *plan->at);
    bool ok = plan->at && lists_make(plan, &lists) && give_buffers(plan, &lists);
    lists_free(plan, &lists);
    return ok;
}

/* ---- groups ---- */

static int64_t divide_up(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

/* Blocks stay in the first cache, or with the rows of a matrix in the second. */
static void cut(struct group *g)
{
    enum { MOST_CHUNKS = 64, NARROW_ROWS = 16 };
    int64_t size = g->narrow ? NARROW_ROWS : BLOCK_SIZE;
    g->column_blocks = divide_up(g->columns, size);
    g->block_columns = g->column_blocks == 1 ? g->columns : size;
    g->block_rows = g->column_blocks == 1 ? size / g->columns : 1;
    if (g->block_rows > g->rows) g->block_rows = g->rows;
    if (g->block_rows < 1) g->block_rows = 1;
    g->row_blocks = divide_up(g->rows, g->block_rows);
    int64_t blocks = g->row_blocks * g->column_blocks;
    for (g->chunk = g->narrow ? 8 : 1; g->chunk * MOST_CHUNKS < blocks;) g->chunk *= 2;
    g->chunks = divide_up(blocks, g->chunk);
}

static bool list_members(struct plan *plan)
{
    for (size_t i = 0; i < plan->groups.n; i++) {
        struct group *g = &plan->groups.at[i];
        cut(g);
        g->room = g->n;
        g->n = 0;
        g->members = mem_array(plan->mem, g->room, sizeof *g->members);
        if (!g->members) return false;
    }
    for (uint32_t i = 0; i < plan->tape->code.n; i++) {
        const struct storage *storage = &plan->storage[i];
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_STEP) continue;
        const struct plan_step *step = &plan->steps.at[storage->step];
        if (step->kind != STEP_GROUP) continue;
        struct group *g = &plan->groups.at[step->group];
        g->members[g->n++] = i;
    }
    return true;
}

static void count_work(struct plan *plan)
{
    for (size_t i = 0; i < plan->tape->code.n; i++) {
        const struct storage *storage = &plan->storage[i];
        const struct instruction *in = plan_code(plan, (uint32_t)i);
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_STEP) continue;
        struct extent s = plan_extent(plan, (uint32_t)i);
        double n = (double)s.rows * (double)s.columns;
        plan->work += n;
        if (in->op == OP_FN || in->op == OP_POWER) plan->functions += n;
        if (in->op != OP_MATMUL) continue;
        struct product p = plan_product(plan, (uint32_t)i);
        struct extent m = plan_extent(plan, p.matrix);
        double each = (double)m.rows * (double)m.columns;
        if (p.kind == PRODUCT_MATRIX) plan->products += each * (double)s.columns;
        plan->work += each;
    }
}

bool plan_make(struct plan *plan, const struct tape *tape, const struct plan_request *request)
{
    *plan = (struct plan){.tape = tape, .mem = &tape->g->core->mem};
    plan->storage = mem_array(plan->mem, tape->code.n, sizeof *plan->storage);
    if (!plan->storage) return false;
    mark_needed(plan, request);
    for (uint32_t i = 0; i < tape->code.n; i++)
        if (plan->storage[i].ready && plan_code(plan, i)->slot == i) mark(plan, i);
    if (!put_all(plan, request->many_runs)) return false;
    mark_lives(plan, request->many_runs);
    count_work(plan);
    if (!allocate(plan) || !list_members(plan)) return false;
    for (size_t i = 0; i < plan->groups.n; i++)
        if (!program_make(plan, &plan->groups.at[i])) return false;
    return true;
}

void plan_free(struct plan *plan)
{
    struct mem *mem = plan->mem;
    if (!mem) return;
    for (size_t i = 0; i < plan->groups.n; i++) {
        struct group *g = &plan->groups.at[i];
        program_free(plan, g);
        mem_free_array(mem, g->members, g->room, sizeof *g->members);
    }
    for (size_t i = 0; i < plan->buffers.n; i++) buffer_free(mem, &plan->buffers.at[i]);
    mem_free_array(mem, plan->storage, plan->tape->code.n, sizeof *plan->storage);
    mem_free_array(mem, plan->scalars, plan->n_scalars, sizeof *plan->scalars);
    mem_free_array(mem, plan->at, plan->tape->code.n, sizeof *plan->at);
    vec_free(mem, &plan->steps);
    vec_free(mem, &plan->groups);
    vec_free(mem, &plan->buffers);
    *plan = (struct plan){0};
}

#include "eval/plan.h"

#include "eval/group.h"

#include <string.h>

#define NEVER UINT32_MAX
enum { LOOK_AHEAD = 64 };

/* ---- shapes ---- */

static bool same_extent(struct extent a, struct extent b)
{
    return a.rows == b.rows && a.columns == b.columns;
}

/* ---- what is needed, and what must stand in memory ---- */

static void mark_needed(struct plan *plan, const struct plan_request *request)
{
    const struct code *code = plan->code;
    uint32_t n = (uint32_t)code->steps.n;
    for (size_t i = 0; i < code->tape->code.n && !request->keep; i++)
        plan->storage[code->of_slot[i]].kept = true;
    for (size_t i = 0; i < request->n_keep && request->keep; i++) {
        struct storage *storage = &plan->storage[code->of_slot[request->keep[i]]];
        storage->kept = true;
        storage->watched |= i < request->n_watched;
    }
    for (uint32_t i = 0; i < n; i++) plan->storage[i].ready = plan->storage[i].kept;
    for (uint32_t i = n; i-- > 0;) { /* `ready` says for now that it is needed */
        const struct code_step *in = plan_code(plan, i);
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
static bool can_shift(const struct plan *plan, const struct code_step *in)
{
    const struct shapes *shapes = plan_shapes(plan);
    uint32_t arg = plan_arg(plan, in, 0);
    struct shape_data to = shape_get(shapes, in->shape),
                      from = shape_get(shapes, plan_code(plan, arg)->shape);
    int64_t start = plan_raw(plan, in, 0), longer = from.d[0] - to.d[0];
    if (to.ndim != 1 || !code_is_elementwise(plan_code(plan, arg))) return false;
    if (plan_raw(plan, in, 1) != 1 || start > MOST_SHIFT) return false;
    if (longer > 2 * MOST_SHIFT || longer < -2 * MOST_SHIFT) return false;
    return plan->storage[arg].depth + start <= MOST_SHIFT;
}

static void mark_product(struct plan *plan, uint32_t slot)
{
    struct product p = plan_product(plan, slot);
    if (p.kind == PRODUCT_DOT) return;
    materialize(plan, code_untransposed(plan->code, p.matrix));
    if (p.kind == PRODUCT_ROWS) materialize(plan, p.vector);
    if (p.kind == PRODUCT_MATRIX) materialize(plan, code_untransposed(plan->code, p.vector));
}

static bool is_number(const struct plan *plan, uint32_t slot)
{
    return plan->storage[slot].class == STORAGE_NUMBER;
}

/* Only vectors count their own entries. */
static void mark_ranges(struct plan *plan, uint32_t slot)
{
    const struct code_step *in = plan_code(plan, slot);
    bool flat = plan_flat(plan, slot).rows == 1 && in->op != OP_OUTER;
    for (uint32_t k = 0; k < in->n && !flat; k++)
        if (plan->storage[plan_arg(plan, in, k)].class == STORAGE_RANGE)
            materialize(plan, plan_arg(plan, in, k));
}

/* Marks what the instruction needs of its arguments, and tells numbers and shifts. */
static void mark(struct plan *plan, uint32_t slot)
{
    const struct code_step *in = plan_code(plan, slot);
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
    const struct code_step *in = plan_code(plan, slot);
    return (in->op == OP_SLICE || in->op == OP_EMBED) && plan->storage[slot].depth >= 0 &&
           plan->storage[slot].class == STORAGE_GROUP && can_shift(plan, in);
}

bool plan_is_within(const struct plan *plan, uint32_t a, uint32_t b)
{
    const struct storage *from = &plan->storage[a], *to = &plan->storage[b];
    if (from->class != STORAGE_GROUP || from->step != to->step) return false;
    const struct code_step *in = plan_code(plan, b);
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
    const struct code_step *in = plan_code(j->plan, j->slot);
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
    const struct code_step *in = plan_code(plan, slot);
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
    const struct code_step *in = plan_code(plan, slot);
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
    j.extent = (struct extent){1, plan_extent(plan, p.matrix).rows};
    j.narrow = code_is_narrow(plan->code, &p);
    j.wide = p.kind == PRODUCT_ADD_ROWS && !j.narrow;
    wait_for(&j, p.matrix, false);
    wait_for(&j, p.vector, p.kind == PRODUCT_ADD_ROWS);
    return join(&j, p.kind == PRODUCT_ROWS ? STORAGE_GROUP : STORAGE_STEP);
}

struct view plan_view(const struct plan *plan, uint32_t slot)
{
    const struct code_step *in = plan_code(plan, slot);
    uint32_t arg = plan_arg(plan, in, 0);
    struct view v = plan->storage[arg].view;
    if (in->op == OP_RESHAPE) v.down = plan_extent(plan, slot).columns;
    if (in->op == OP_TRANSPOSE) {
        int64_t down = v.down;
        v.down = v.across;
        v.across = down;
    }
    if (in->op != OP_SLICE) return v;
    bool matrix = shape_get(plan_shapes(plan), in->shape).ndim == 2;
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
    const struct code_step *in = plan_code(plan, slot);
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
static bool goes_back(const struct plan *plan, const struct code_step *in)
{
    bool matrix = shape_get(plan_shapes(plan), in->shape).ndim == 2;
    return plan_raw(plan, in, 1) < 0 || (matrix && plan_raw(plan, in, 3) < 0);
}

static bool put(struct plan *plan, uint32_t slot)
{
    const struct code_step *in = plan_code(plan, slot);
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
    uint32_t n = (uint32_t)plan->code->steps.n;
    for (uint32_t i = 0; i < n; i++) {
        struct storage *storage = &plan->storage[i];
        bool needed = storage->ready;
        storage->ready = 0;
        if (!needed) continue;
        storage->varies = !many_runs;
        if (!put(plan, i)) return false;
    }
    return true;
}

/* ---- groups ---- */

static bool list_members(struct plan *plan)
{
    for (size_t i = 0; i < plan->groups.n; i++) {
        struct group *g = &plan->groups.at[i];
        g->cuts = cuts_of(g->rows, g->columns, g->narrow);
        g->room = g->n;
        g->n = 0;
        g->members = mem_array(plan->mem, g->room, sizeof *g->members);
        if (!g->members) return false;
    }
    for (uint32_t i = 0; i < plan->code->steps.n; i++) {
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
    for (size_t i = 0; i < plan->code->steps.n; i++) {
        const struct storage *storage = &plan->storage[i];
        const struct code_step *in = plan_code(plan, (uint32_t)i);
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

static bool pair_sines(struct plan *plan)
{
    size_t n = plan->code->steps.n;
    plan->partner = mem_array(plan->mem, n, sizeof *plan->partner);
    for (size_t i = 0; plan->partner && i < n; i++) plan->partner[i] = (uint32_t)i;
    return plan->partner && code_pair_sines(plan->code, plan->partner);
}

bool plan_make(struct plan *plan, const struct code *code, const struct plan_request *request)
{
    *plan = (struct plan){.code = code, .mem = &code->tape->g->core->mem};
    plan->storage = mem_array(plan->mem, code->steps.n, sizeof *plan->storage);
    if (!plan->storage || !pair_sines(plan)) return false;
    mark_needed(plan, request);
    for (uint32_t i = 0; i < code->steps.n; i++)
        if (plan->storage[i].ready) mark(plan, i);
    if (!put_all(plan, request->many_runs)) return false;
    plan_mark_lives(plan, request->many_runs);
    count_work(plan);
    if (!plan_allocate(plan) || !list_members(plan)) return false;
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
    mem_free_array(mem, plan->storage, plan->code->steps.n, sizeof *plan->storage);
    mem_free_array(mem, plan->partner, plan->code->steps.n, sizeof *plan->partner);
    mem_free_array(mem, plan->scalars, plan->n_scalars, sizeof *plan->scalars);
    mem_free_array(mem, plan->at, plan->code->steps.n, sizeof *plan->at);
    vec_free(mem, &plan->steps);
    vec_free(mem, &plan->groups);
    vec_free(mem, &plan->buffers);
    *plan = (struct plan){0};
}

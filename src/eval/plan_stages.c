/* plan_stages.c - the stages of a plan: which step is computed in which group, which one alone. */
#include "eval/plan.h"

#define NO_STAGE UINT32_MAX
enum { LOOK_AHEAD = 64 };

/* ---- groups ---- */

/* A step for which a stage is sought. */
struct placement {
    struct plan *plan;
    uint32_t step;
    struct extent extent; /* of the entries that it loops over */
    uint32_t first_stage; /* before it, some argument is not computed yet */
    bool narrow, wide;    /* takes short blocks only; takes full blocks only */
};

/* Puts the step no earlier than an argument can be read. An argument over the same entries can be
 * computed in the same group; any other is read from memory, in a later stage. */
static void require(struct placement *p, uint32_t arg, bool same_entries)
{
    const struct storage *from = &p->plan->storage[arg];
    uint32_t first = same_entries && from->class == STORAGE_GROUP ? from->stage : from->ready;
    if (first > p->first_stage) p->first_stage = first;
    p->plan->storage[p->step].varies |= from->varies;
}

static bool has_argument_in(const struct placement *p, uint32_t stage)
{
    const struct code_step *s = plan_step(p->plan, p->step);
    for (uint32_t k = 0; k < s->n; k++) {
        const struct storage *storage = &p->plan->storage[plan_arg(p->plan, s, k)];
        if (storage->class == STORAGE_GROUP && storage->stage == stage) return true;
    }
    return false;
}

/* True if the stage is a group that the step can become a member of. */
static bool can_join(const struct placement *p, uint32_t index)
{
    const struct stage *stage = &p->plan->stages.at[index];
    if (stage->kind != STAGE_GROUP || stage->varies != p->plan->storage[p->step].varies)
        return false;
    const struct group *g = &p->plan->groups.at[stage->group];
    if ((p->narrow && !g->narrow) || (p->wide && g->narrow)) return false;
    if (g->rows == p->extent.rows && g->columns == p->extent.columns) return true;
    return g->rows == 1 && p->extent.rows == 1 && has_argument_in(p, index);
}

static bool push_stage(struct plan *plan, struct stage stage)
{
    return vec_push(plan->mem, &plan->stages, stage);
}

/* Returns the stage of a group that the step can join, a new one if there is none; NO_STAGE without
 * memory. */
static uint32_t find_group(const struct placement *p)
{
    struct plan *plan = p->plan;
    uint32_t n = (uint32_t)plan->stages.n;
    for (uint32_t i = p->first_stage; i < n && i < p->first_stage + LOOK_AHEAD; i++)
        if (can_join(p, i)) return i;
    struct group group = {.rows = p->extent.rows,
                          .columns = p->extent.columns,
                          .narrow = p->narrow,
                          .varies = plan->storage[p->step].varies};
    struct stage stage = {STAGE_GROUP, group.varies, p->step, (uint32_t)plan->groups.n};
    bool ok = vec_push(plan->mem, &plan->groups, group) && push_stage(plan, stage);
    return ok ? n : NO_STAGE;
}

static bool join_group(const struct placement *p, enum storage_class class)
{
    uint32_t stage = find_group(p);
    if (stage == NO_STAGE) return false;
    struct group *g = &p->plan->groups.at[p->plan->stages.at[stage].group];
    struct storage *storage = &p->plan->storage[p->step];
    if (p->extent.columns > g->columns) g->columns = p->extent.columns;
    g->n++;
    storage->class = (uint8_t) class;
    storage->stage = stage;
    storage->ready = stage + 1;
    storage->stored = class == STORAGE_RESULT;
    storage->view = (struct view){p->step, 0, 0, 1};
    struct extent own = plan_extent(p->plan, p->step);
    storage->view.row_stride = own.columns;
    return true;
}

static bool place_in_group(struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    struct placement p = {.plan = plan, .step = step, .extent = plan_flat(plan, step)};
    bool shift = plan_is_shift(plan, step);
    for (uint32_t k = 0; k < s->n; k++) {
        uint32_t arg = plan_arg(plan, s, k);
        bool same_entries = s->op != OP_OUTER && plan_same_extent(plan_flat(plan, arg), p.extent);
        if (s->op == OP_SLICE || s->op == OP_EMBED || s->op == OP_TRANSPOSE) same_entries = shift;
        require(&p, arg, same_entries);
    }
    return join_group(&p, STORAGE_GROUP);
}

static bool place_reduction(struct plan *plan, uint32_t step)
{
    uint32_t arg = plan_arg(plan, plan_step(plan, step), 0);
    struct placement p = {.plan = plan, .step = step, .extent = plan_flat(plan, arg), .wide = true};
    require(&p, arg, true);
    return join_group(&p, STORAGE_RESULT);
}

/* Gives the step a stage of its own. */
static bool place_alone(struct plan *plan, uint32_t step, enum stage_kind kind)
{
    const struct code_step *s = plan_step(plan, step);
    struct placement p = {.plan = plan, .step = step};
    for (uint32_t k = 0; k < s->n; k++) require(&p, plan_arg(plan, s, k), false);
    struct storage *storage = &plan->storage[step];
    storage->class = STORAGE_RESULT;
    storage->stored = true;
    storage->stage = (uint32_t)plan->stages.n;
    storage->ready = storage->stage + 1;
    storage->view = (struct view){step, 0, plan_extent(plan, step).columns, 1};
    return push_stage(plan, (struct stage){(uint8_t)kind, storage->varies, step, 0});
}

static bool place_product(struct plan *plan, uint32_t step)
{
    struct product product = plan_product(plan, step);
    struct placement p = {.plan = plan, .step = step};
    if (product.kind == PRODUCT_MATRIX) return place_alone(plan, step, STAGE_PRODUCT);
    if (product.kind == PRODUCT_DOT) {
        p.extent = plan_flat(plan, product.vector);
        p.wide = true;
        require(&p, product.matrix, true);
        require(&p, product.vector, true);
        return join_group(&p, STORAGE_RESULT);
    }
    p.extent = (struct extent){1, plan_extent(plan, product.matrix).rows};
    p.narrow = code_is_narrow(plan->code, &product);
    p.wide = product.kind == PRODUCT_ADD_ROWS && !p.narrow;
    require(&p, product.matrix, false);
    require(&p, product.vector, product.kind == PRODUCT_ADD_ROWS);
    return join_group(&p, product.kind == PRODUCT_ROWS ? STORAGE_GROUP : STORAGE_RESULT);
}

/* Makes a slice, transpose or reshape a view of its argument, or a copy where its entries must
 * follow one another in memory. */
static bool place_view(struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    struct storage *storage = &plan->storage[step];
    const struct storage *from = &plan->storage[plan_arg(plan, s, 0)];
    if ((storage->materialized || storage->kept) && s->op != OP_RESHAPE)
        return place_in_group(plan, step);
    storage->class = STORAGE_VIEW;
    storage->view = plan_view(plan, step);
    storage->ready = from->ready;
    storage->varies = from->varies;
    return true;
}

/* True for an embedding with a negative step along some axis. */
static bool steps_backwards(const struct plan *plan, const struct code_step *s)
{
    bool matrix = shape_get(plan_shapes(plan), s->shape).ndim == 2;
    return plan_raw(plan, s, 1) < 0 || (matrix && plan_raw(plan, s, 3) < 0);
}

static bool place(struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    struct storage *storage = &plan->storage[step];
    bool in_memory = storage->materialized || storage->kept;
    if (storage->class == STORAGE_GIVEN) {
        storage->varies = s->op == OP_VARIABLE;
        storage->view = (struct view){step, 0, plan_extent(plan, step).columns, 1};
        return true;
    }
    if (storage->class == STORAGE_NUMBER || storage->class == STORAGE_RANGE)
        return !in_memory || place_in_group(plan, step);
    switch ((enum op)s->op) {
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN:
    case OP_BROADCAST:
    case OP_OUTER: return place_in_group(plan, step);
    case OP_EMBED:
        return steps_backwards(plan, s) ? place_alone(plan, step, STAGE_CALL)
                                        : place_in_group(plan, step);
    case OP_SLICE:
        return storage->class == STORAGE_GROUP ? place_in_group(plan, step)
                                               : place_view(plan, step);
    case OP_RESHAPE:
    case OP_TRANSPOSE: return place_view(plan, step);
    case OP_MATMUL: return place_product(plan, step);
    case OP_REDUCE:
        return s->fn == REDUCE_LOGSUMEXP ? place_alone(plan, step, STAGE_CALL)
                                         : place_reduction(plan, step);
    default: return place_alone(plan, step, STAGE_CALL);
    }
}

bool plan_place_steps(struct plan *plan, bool many_runs)
{
    uint32_t n = (uint32_t)plan->code->steps.n;
    for (uint32_t i = 0; i < n; i++) {
        if (!plan->storage[i].needed) continue;
        plan->storage[i].varies = !many_runs;
        if (!place(plan, i)) return false;
    }
    return true;
}

/* ---- members ---- */

bool plan_list_members(struct plan *plan)
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
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_RESULT) continue;
        const struct stage *stage = &plan->stages.at[storage->stage];
        if (stage->kind != STAGE_GROUP) continue;
        struct group *g = &plan->groups.at[stage->group];
        g->members[g->n++] = i;
    }
    return true;
}

#include "eval/plan.h"

#include "eval/group.h"

/* ---- which values are needed, and which must be in memory ---- */

/* Marks the values that the caller reads, and everything that they depend on. */
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
    for (uint32_t i = 0; i < n && request->every_step; i++) plan->storage[i].kept = true;
    for (uint32_t i = n; i-- > 0;) {
        const struct code_step *s = plan_step(plan, i);
        bool is_input = s->kind == CODE_INPUT; /* filled also where nothing depends on it */
        plan->storage[i].needed |= plan->storage[i].kept || is_input;
        if (!plan->storage[i].needed || s->op == OP_VARIABLE) continue;
        for (uint32_t k = 0; k < s->n; k++) plan->storage[plan_arg(plan, s, k)].needed = true;
    }
}

static void materialize(struct plan *plan, uint32_t step)
{
    plan->storage[step].materialized = true;
}

static void mark_product(struct plan *plan, uint32_t step)
{
    struct product p = plan_product(plan, step);
    if (p.kind == PRODUCT_DOT) return;
    materialize(plan, code_untransposed(plan->code, p.matrix));
    if (p.kind == PRODUCT_ROWS) materialize(plan, p.vector);
    if (p.kind == PRODUCT_MATRIX) materialize(plan, code_untransposed(plan->code, p.vector));
}

static bool is_number(const struct plan *plan, uint32_t step)
{
    return plan->storage[step].class == STORAGE_NUMBER;
}

/* Only a group over one row can compute the entries of a range from their positions: otherwise the
 * range must be in memory. */
static void mark_ranges(struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    bool flat = plan_flat(plan, step).rows == 1 && s->op != OP_OUTER;
    for (uint32_t k = 0; k < s->n && !flat; k++)
        if (plan->storage[plan_arg(plan, s, k)].class == STORAGE_RANGE)
            materialize(plan, plan_arg(plan, s, k));
}

/* Marks which arguments of the step must be in memory, and classifies numbers, ranges, inputs and
 * shifts. */
static void mark_arguments(struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    struct storage *storage = &plan->storage[step];
    uint32_t arg = s->n ? plan_arg(plan, s, 0) : 0;
    switch ((enum op)s->op) {
    case OP_NUMBER:
    case OP_CONSTANT: storage->class = STORAGE_NUMBER; return;
    case OP_RANGE: storage->class = STORAGE_RANGE; return;
    case OP_VARIABLE:
    case OP_ARRAY: storage->class = STORAGE_GIVEN; return;
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN:
        for (uint32_t k = 0; k < s->n; k++) {
            int32_t depth = plan->storage[plan_arg(plan, s, k)].depth;
            if (depth > storage->depth) storage->depth = depth;
        }
        mark_ranges(plan, step);
        return;
    case OP_BROADCAST:
    case OP_OUTER: mark_ranges(plan, step); return;
    case OP_REDUCE:
        if (s->fn == REDUCE_LOGSUMEXP) materialize(plan, arg);
        return;
    case OP_MATMUL: mark_product(plan, step); return;
    case OP_SLICE:
    case OP_EMBED:
        if (plan_can_shift(plan, s)) {
            storage->class = STORAGE_GROUP;
            storage->depth = plan->storage[arg].depth + (int32_t)plan_raw(plan, s, 0);
            return;
        }
        if (s->op == OP_EMBED || !is_number(plan, arg))
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
        for (uint32_t k = 0; k < s->n; k++) materialize(plan, plan_arg(plan, s, k));
    }
}

/* ---- the plan ---- */

/* Estimates what a run costs: threads and libraries pay for large runs alone. */
static void count_work(struct plan *plan)
{
    for (size_t i = 0; i < plan->code->steps.n; i++) {
        const struct storage *storage = &plan->storage[i];
        const struct code_step *s = plan_step(plan, (uint32_t)i);
        if (storage->class != STORAGE_GROUP && storage->class != STORAGE_RESULT) continue;
        struct extent size = plan_extent(plan, (uint32_t)i);
        double n = (double)size.rows * (double)size.columns;
        plan->work += n;
        if (s->op == OP_FN || s->op == OP_POWER) plan->functions += n;
        if (s->op != OP_MATMUL) continue;
        struct product p = plan_product(plan, (uint32_t)i);
        struct extent m = plan_extent(plan, p.matrix);
        double each = (double)m.rows * (double)m.columns;
        if (p.kind == PRODUCT_MATRIX) plan->products += each * (double)size.columns;
        plan->work += each;
    }
}

/* Finds for each step the sine or cosine of the same argument, or the step itself. */
static bool pair_sines(struct plan *plan)
{
    size_t n = plan->code->steps.n;
    plan->partner = mem_array(plan->mem, n, sizeof *plan->partner);
    for (size_t i = 0; plan->partner && i < n; i++) plan->partner[i] = (uint32_t)i;
    return plan->partner && code_pair_sines(plan->code, plan->partner);
}

bool plan_make(struct plan *plan, const struct code *code, const struct plan_request *request)
{
    *plan = (struct plan){.code = code,
                          .mem = &code->tape->g->core->mem,
                          .many_runs = request->many_runs,
                          .no_machine_code = request->no_machine_code};
    plan->storage = mem_array(plan->mem, code->steps.n, sizeof *plan->storage);
    if (!plan->storage || !pair_sines(plan)) return false;
    mark_needed(plan, request);
    for (uint32_t i = 0; i < code->steps.n; i++)
        if (plan->storage[i].needed) mark_arguments(plan, i);
    if (!plan_place_steps(plan, request->many_runs)) return false;
    plan_mark_lives(plan, request->many_runs);
    count_work(plan);
    if (!plan_allocate(plan) || !plan_list_members(plan)) return false;
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
    vec_free(mem, &plan->stages);
    vec_free(mem, &plan->groups);
    vec_free(mem, &plan->buffers);
    *plan = (struct plan){0};
}

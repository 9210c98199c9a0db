/* plan_reads.c - where the arguments of steps are read: in memory, or in registers of a group. */
#include "eval/plan.h"

bool plan_can_shift(const struct plan *plan, const struct code_step *s)
{
    const struct shapes *shapes = plan_shapes(plan);
    uint32_t arg = plan_arg(plan, s, 0);
    struct shape_data to = shape_get(shapes, s->shape),
                      from = shape_get(shapes, plan_step(plan, arg)->shape);
    int64_t start = plan_raw(plan, s, 0), longer = from.d[0] - to.d[0];
    if (to.ndim != 1 || !code_is_elementwise(plan_step(plan, arg))) return false;
    if (plan_raw(plan, s, 1) != 1 || start > MOST_SHIFT) return false;
    if (longer > 2 * MOST_SHIFT || longer < -2 * MOST_SHIFT) return false;
    return plan->storage[arg].depth + start <= MOST_SHIFT;
}

bool plan_is_shift(const struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    return (s->op == OP_SLICE || s->op == OP_EMBED) && plan->storage[step].depth >= 0 &&
           plan->storage[step].class == STORAGE_GROUP && plan_can_shift(plan, s);
}

bool plan_is_within(const struct plan *plan, uint32_t a, uint32_t b)
{
    const struct storage *from = &plan->storage[a], *to = &plan->storage[b];
    if (from->class != STORAGE_GROUP || from->stage != to->stage) return false;
    const struct code_step *s = plan_step(plan, b);
    if (s->op == OP_OUTER) return false;
    if (s->op == OP_MATMUL) {
        struct product p = plan_product(plan, b);
        return p.kind == PRODUCT_DOT || (p.kind == PRODUCT_ADD_ROWS && p.vector == a);
    }
    if (s->op == OP_REDUCE || plan_is_shift(plan, b)) return true;
    return plan_same_extent(plan_flat(plan, a), plan_flat(plan, b));
}

struct view plan_view(const struct plan *plan, uint32_t step)
{
    const struct code_step *s = plan_step(plan, step);
    uint32_t arg = plan_arg(plan, s, 0);
    struct view v = plan->storage[arg].view;
    if (s->op == OP_RESHAPE) v.row_stride = plan_extent(plan, step).columns;
    if (s->op == OP_TRANSPOSE) {
        int64_t row_stride = v.row_stride;
        v.row_stride = v.column_stride;
        v.column_stride = row_stride;
    }
    if (s->op != OP_SLICE) return v;
    bool matrix = shape_get(plan_shapes(plan), s->shape).ndim == 2;
    int64_t first_stride = matrix ? v.row_stride : v.column_stride;
    v.offset += plan_raw(plan, s, 0) * first_stride;
    if (!matrix) {
        v.column_stride *= plan_raw(plan, s, 1);
        return v;
    }
    v.offset += plan_raw(plan, s, 2) * v.column_stride;
    v.row_stride *= plan_raw(plan, s, 1);
    v.column_stride *= plan_raw(plan, s, 3);
    return v;
}

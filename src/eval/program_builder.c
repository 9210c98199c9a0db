#include "eval/program_builder.h"

const struct code_step *builder_code(const struct program_builder *m, uint32_t step)
{
    return plan_step(m->plan, step);
}

/* ---- members ---- */

/* A member's place in the list, by bisection: the list is in the order of slots. */
uint32_t builder_place(const struct program_builder *m, uint32_t step)
{
    uint32_t low = 0, high = m->group->n - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->group->members[middle] < step)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool builder_is_value(const struct program_builder *m, uint32_t step)
{
    return m->plan->storage[step].class == STORAGE_GROUP;
}

/* Entries that a member has, or that a reduction reads: one after another. */
int64_t builder_length(const struct program_builder *m, uint32_t step)
{
    const struct code_step *s = builder_code(m, step);
    if (!builder_is_value(m, step)) step = plan_arg(m->plan, s, 0);
    if (!builder_is_value(m, step) && s->op == OP_MATMUL) {
        struct product p = plan_product(m->plan, m->group->members[m->self]);
        step = p.vector;
    }
    struct extent size = plan_extent(m->plan, step);
    return size.rows * size.columns;
}

/* How far from an entry of member `slot` the entry of its argument lies. */
int32_t builder_shift(const struct program_builder *m, uint32_t step)
{
    const struct code_step *s = builder_code(m, step);
    if (!plan_is_shift(m->plan, step)) return 0;
    int32_t start = (int32_t)plan_raw(m->plan, s, 0);
    return s->op == OP_SLICE ? start : -start;
}

/* ---- registers ---- */

uint32_t builder_register(struct program_builder *m, struct reg reg)
{
    if (!vec_push(m->plan->mem, &m->program->registers, reg)) m->failed = true;
    return (uint32_t)m->program->registers.n - 1;
}

uint32_t builder_take_scratch(struct program_builder *m)
{
    if (m->free.n) return m->free.at[--m->free.n];
    return builder_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
}

void builder_give_back(struct program_builder *m, uint32_t at)
{
    if (m->failed || m->program->registers.at[at].kind != IN_SCRATCH) return;
    if (!vec_push(m->plan->mem, &m->free, at)) m->failed = true;
}

/* Scratch until the member at hand is done. */
uint32_t builder_take_temporary(struct program_builder *m)
{
    uint32_t at = builder_take_scratch(m);
    if (!vec_push(m->plan->mem, &m->busy, at)) m->failed = true;
    return at;
}

uint32_t builder_add_view(struct program_builder *m, struct memory_view view)
{
    if (!vec_push(m->plan->mem, &m->program->views, view)) m->failed = true;
    return (uint32_t)m->program->views.n - 1;
}

/* ---- emitting ---- */

struct block_op builder_op(const struct program_builder *m, enum block_opcode what, uint32_t out)
{
    uint32_t step = m->group->members[m->self];
    return (struct block_op){.what = (uint8_t)what,
                             .out = out,
                             .from = m->from[m->self],
                             .to = m->to[m->self],
                             .length = builder_length(m, step)};
}

void builder_emit(struct program_builder *m, struct block_op o)
{
    if (!vec_push(m->plan->mem, &m->program->code, o)) m->failed = true;
}

void builder_emit_once(struct program_builder *m, struct block_op o)
{
    if (!vec_push(m->plan->mem, &m->program->once, o)) m->failed = true;
}

void builder_emit1(struct program_builder *m, enum block_opcode what, uint32_t out,
                   struct operand x, double a, double c)
{
    struct block_op o = builder_op(m, what, out);
    o.x = x;
    o.a = a;
    o.c = c;
    builder_emit(m, o);
}

void builder_emit2(struct program_builder *m, enum block_opcode what, uint32_t out,
                   struct operand x, struct operand y, double c)
{
    struct block_op o = builder_op(m, what, out);
    o.x = x;
    o.y = y;
    o.c = c;
    builder_emit(m, o);
}

/* out = out + a*x, or out * x: one more term of the operation before, if that is of the kind. */
void builder_emit_more(struct program_builder *m, enum block_opcode what, uint32_t out,
                       struct operand x, double a)
{
    struct program *p = m->program;
    struct more_term term = {x, a};
    struct block_op *last = p->code.n ? &p->code.at[p->code.n - 1] : NULL;
    if (!last || last->what != what || last->out != out) {
        struct block_op o = builder_op(m, what, out);
        o.index = p->more_terms.n;
        builder_emit(m, o);
        if (m->failed) return;
        last = &p->code.at[p->code.n - 1];
    }
    last->where++;
    if (!vec_push(m->plan->mem, &p->more_terms, term)) m->failed = true;
}

/* program_builder.c - members, registers and operations of a program under construction. */
#include "eval/program_builder.h"

const struct code_step *builder_step(const struct program_builder *b, uint32_t step)
{
    return plan_step(b->plan, step);
}

/* ---- members ---- */

uint32_t builder_index(const struct program_builder *b, uint32_t step)
{
    uint32_t low = 0, high = b->group->n - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (b->group->members[middle] < step)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool builder_is_value(const struct program_builder *b, uint32_t step)
{
    return b->plan->storage[step].class == STORAGE_GROUP;
}

int64_t builder_length(const struct program_builder *b, uint32_t step)
{
    const struct code_step *s = builder_step(b, step);
    if (!builder_is_value(b, step)) step = plan_arg(b->plan, s, 0);
    if (!builder_is_value(b, step) && s->op == OP_MATMUL) {
        struct product p = plan_product(b->plan, b->group->members[b->member]);
        step = p.vector;
    }
    struct extent size = plan_extent(b->plan, step);
    return size.rows * size.columns;
}

int32_t builder_shift(const struct program_builder *b, uint32_t step)
{
    const struct code_step *s = builder_step(b, step);
    if (!plan_is_shift(b->plan, step)) return 0;
    int32_t start = (int32_t)plan_raw(b->plan, s, 0);
    return s->op == OP_SLICE ? start : -start;
}

/* ---- registers ---- */

uint32_t builder_register(struct program_builder *b, struct block_register reg)
{
    if (!vec_push(b->plan->mem, &b->program->registers, reg)) b->failed = true;
    return (uint32_t)b->program->registers.n - 1;
}

uint32_t builder_take_scratch(struct program_builder *b)
{
    if (b->free_scratch.n) return b->free_scratch.at[--b->free_scratch.n];
    return builder_register(b,
                            (struct block_register){REGISTER_SCRATCH, b->program->n_scratch++, 0});
}

void builder_release_scratch(struct program_builder *b, uint32_t reg)
{
    if (b->failed || b->program->registers.at[reg].kind != REGISTER_SCRATCH) return;
    if (!vec_push(b->plan->mem, &b->free_scratch, reg)) b->failed = true;
}

uint32_t builder_take_temporary(struct program_builder *b)
{
    uint32_t reg = builder_take_scratch(b);
    if (!vec_push(b->plan->mem, &b->temporaries, reg)) b->failed = true;
    return reg;
}

uint32_t builder_add_view(struct program_builder *b, struct memory_view view)
{
    if (!vec_push(b->plan->mem, &b->program->views, view)) b->failed = true;
    return (uint32_t)b->program->views.n - 1;
}

/* ---- emitting ---- */

struct block_op builder_op(const struct program_builder *b, enum block_opcode opcode, uint32_t out)
{
    uint32_t step = b->group->members[b->member];
    return (struct block_op){.opcode = (uint8_t)opcode,
                             .out = out,
                             .first_offset = b->first_offset[b->member],
                             .end_offset = b->end_offset[b->member],
                             .length = builder_length(b, step)};
}

void builder_emit(struct program_builder *b, struct block_op o)
{
    if (!vec_push(b->plan->mem, &b->program->ops, o)) b->failed = true;
}

void builder_emit_setup(struct program_builder *b, struct block_op o)
{
    if (!vec_push(b->plan->mem, &b->program->setup, o)) b->failed = true;
}

void builder_emit1(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                   struct operand x, double a, double c)
{
    struct block_op o = builder_op(b, opcode, out);
    o.x = x;
    o.a = a;
    o.c = c;
    builder_emit(b, o);
}

void builder_emit2(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                   struct operand x, struct operand y, double c)
{
    struct block_op o = builder_op(b, opcode, out);
    o.x = x;
    o.y = y;
    o.c = c;
    builder_emit(b, o);
}

void builder_emit_more(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                       struct operand x, double a)
{
    struct program *p = b->program;
    struct more_term term = {x, a};
    struct block_op *last = p->ops.n ? &p->ops.at[p->ops.n - 1] : NULL;
    if (!last || last->opcode != opcode || last->out != out) {
        struct block_op o = builder_op(b, opcode, out);
        o.first_term = p->more_terms.n;
        builder_emit(b, o);
        if (b->failed) return;
        last = &p->ops.at[p->ops.n - 1];
    }
    last->n_terms++;
    if (!vec_push(b->plan->mem, &p->more_terms, term)) b->failed = true;
}

void builder_emit_argument(struct program_builder *b, struct operand x)
{
    struct program *p = b->program;
    if (b->failed) return;
    struct block_op *call = &p->ops.at[p->ops.n - 1];
    if (call->n_terms++ == 0) call->first_term = p->more_terms.n;
    if (!vec_push(b->plan->mem, &p->more_terms, ((struct more_term){x, 1}))) b->failed = true;
}

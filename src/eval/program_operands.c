/* program_operands.c - the operands of a member: registers, numbers, memory and embeddings. */
#include "eval/program_builder.h"

#include <math.h>

/* ---- operands ---- */

bool builder_constant_value(const struct program_builder *b, uint32_t step, double *value)
{
    const struct code_step *s = builder_step(b, step);
    while (s->op == OP_RESHAPE || s->op == OP_TRANSPOSE || s->op == OP_SLICE)
        s = builder_step(b, plan_arg(b->plan, s, 0));
    if (s->kind == CODE_NUMBER) *value = s->a;
    return s->kind == CODE_NUMBER;
}

bool builder_is_number(const struct program_builder *b, uint32_t step, double *value)
{
    return b->plan->storage[step].class == STORAGE_NUMBER && builder_constant_value(b, step, value);
}

static bool same_view(struct view a, struct view b)
{
    return a.base == b.base && a.offset == b.offset && a.row_stride == b.row_stride &&
           a.column_stride == b.column_stride;
}

static struct loaded *find_loaded(struct program_builder *b, const struct loaded *wanted)
{
    size_t n = b->loaded.n, from = n > 64 ? n - 64 : 0;
    for (size_t i = from; i < n; i++) {
        struct loaded *k = &b->loaded.at[i];
        if (k->is_number != wanted->is_number) continue;
        if (k->is_number
                ? k->number == wanted->number && signbit(k->number) == signbit(wanted->number)
                : same_view(k->view, wanted->view) && k->length == wanted->length)
            return k;
    }
    return NULL;
}

/* A scratch register of its own, which no other value will take over. */
static uint32_t new_scratch(struct program_builder *b)
{
    struct block_register reg = {REGISTER_SCRATCH, b->program->n_scratch++, 0};
    return builder_register(b, reg);
}

static struct operand remember(struct program_builder *b, struct loaded loaded, uint32_t reg)
{
    loaded.reg = reg;
    if (!vec_push(b->plan->mem, &b->loaded, loaded)) b->failed = true;
    return register_operand(reg);
}

struct operand builder_constant(struct program_builder *b, double value)
{
    struct loaded wanted = {.is_number = true, .number = value}, *loaded = find_loaded(b, &wanted);
    if (loaded) return register_operand(loaded->reg);
    uint32_t reg = new_scratch(b);
    struct block_op o = builder_op(b, BLOCK_FILL, reg);
    o.a = value;
    builder_emit_setup(b, o);
    return remember(b, wanted, reg);
}

struct view builder_broadcast(const struct program_builder *b, struct view v, struct extent own)
{
    if (b->group->rows == 1 && own.columns == 1) {
        v.column_stride = v.row_stride;
        own = (struct extent){1, own.rows};
    }
    if (own.rows == 1) v.row_stride = 0;
    if (own.columns == 1) v.column_stride = 0;
    return v;
}

static bool is_whole_rows(const struct program_builder *b)
{
    return b->group->cuts.column_blocks == 1;
}

struct operand builder_load(struct program_builder *b, struct view v, int64_t length)
{
    const struct group *g = b->group;
    if (g->rows > 1) length = g->rows * g->columns; /* broadcast to all of them */
    struct loaded wanted = {.view = v, .length = length}, *loaded = find_loaded(b, &wanted);
    if (loaded) return register_operand(loaded->reg);
    bool contiguous = v.column_stride == 1 && (g->rows == 1 || v.row_stride == g->columns);
    bool segment = v.column_stride == 1 && v.row_stride == 0 && !is_whole_rows(b);
    if (contiguous || segment) {
        struct block_register reg = {contiguous ? REGISTER_MEMORY : REGISTER_ROW, v.base, v.offset};
        return remember(b, wanted, builder_register(b, reg));
    }
    uint32_t reg = new_scratch(b);
    bool one = v.column_stride == 0 && v.row_stride == 0,
         row = v.row_stride == 0 && g->rows > 1 && is_whole_rows(b);
    enum block_opcode opcode = one ? BLOCK_FILL_FROM_MEMORY : row ? BLOCK_REPEAT_ROW : BLOCK_GATHER;
    struct block_op o = builder_op(b, opcode, reg);
    o.view = builder_add_view(b, (struct memory_view){.view = v});
    o.length = length;
    o.first_offset = -MOST_SHIFT; /* runs stop at the margin */
    o.end_offset = MOST_SHIFT;
    if (one || row)
        builder_emit_setup(b, o);
    else
        builder_emit(b, o);
    return remember(b, wanted, reg);
}

static struct operand builder_range(struct program_builder *b, int64_t length)
{
    struct loaded wanted = {.view = {.base = UINT32_MAX}, .length = length},
                  *loaded = find_loaded(b, &wanted);
    if (loaded) return register_operand(loaded->reg);
    uint32_t reg = new_scratch(b);
    struct block_op o = builder_op(b, BLOCK_RANGE, reg);
    o.first_offset = -MOST_SHIFT;
    o.end_offset = MOST_SHIFT;
    o.length = length;
    builder_emit(b, o);
    return remember(b, wanted, reg);
}

struct operand builder_operand(struct program_builder *b, uint32_t arg)
{
    double value;
    uint32_t step = b->group->members[b->member];
    if (builder_is_number(b, arg, &value)) return builder_constant(b, value);
    if (b->plan->storage[arg].class == STORAGE_RANGE)
        return builder_range(b, plan_extent(b->plan, arg).columns);
    if (!plan_is_within(b->plan, arg, step)) {
        struct extent size = plan_extent(b->plan, arg);
        return builder_load(b, builder_broadcast(b, b->plan->storage[arg].view, size),
                            size.rows * size.columns);
    }
    uint32_t index = builder_index(b, arg);
    if (b->reg[index] != NO_REGISTER) return register_operand(b->reg[index]);
    /* A shift has no register of its own. A slice reads its argument's, an embedding is added to 0.
     */
    if (builder_step(b, arg)->op == OP_SLICE) {
        uint32_t behind = plan_arg(b->plan, builder_step(b, arg), 0);
        uint32_t member = b->member;
        b->member = index;
        struct operand o = builder_operand(b, behind);
        b->member = member;
        o.shift += builder_shift(b, arg);
        return o;
    }
    uint32_t out = builder_take_temporary(b);
    struct block_op o = builder_op(b, BLOCK_FILL, out);
    o.length = builder_length(b, arg);
    builder_emit(b, o);
    builder_emit_embed(b, out, arg, 1);
    return register_operand(out);
}

struct operand builder_shifted_embedding(struct program_builder *b, uint32_t step, int64_t *from,
                                         int64_t *to)
{
    const struct code_step *s = builder_step(b, step);
    uint32_t arg = plan_arg(b->plan, s, 0), member = b->member;
    b->member = builder_index(b, step);
    struct operand x = builder_operand(b, arg);
    b->member = member;
    x.shift += builder_shift(b, step);
    *from = plan_raw(b->plan, s, 0);
    *to = *from + plan_extent(b->plan, arg).columns;
    return x;
}

void builder_emit_embed(struct program_builder *b, uint32_t out, uint32_t step, double a)
{
    const struct code_step *s = builder_step(b, step);
    uint32_t arg = plan_arg(b->plan, s, 0);
    bool shift = plan_is_shift(b->plan, step);
    struct extent size = plan_extent(b->plan, arg);
    struct block_op o = builder_op(b, shift ? BLOCK_EMBED_SHIFTED : BLOCK_EMBED, out);
    o.a = a;
    o.length = builder_length(b, step);
    if (shift) {
        struct memory_view window = {.from = 0};
        o.x = builder_shifted_embedding(b, step, &window.from, &window.to);
        o.view = builder_add_view(b, window);
    } else {
        bool matrix = shape_get(plan_shapes(b->plan), s->shape).ndim == 2;
        struct memory_view v = {.view = b->plan->storage[arg].view, .stride = {1, 1}};
        v.count[0] = size.rows;
        v.count[1] = size.columns;
        v.start[!matrix] = plan_raw(b->plan, s, 0);
        v.stride[!matrix] = plan_raw(b->plan, s, 1);
        if (matrix) {
            v.start[1] = plan_raw(b->plan, s, 2);
            v.stride[1] = plan_raw(b->plan, s, 3);
        }
        o.view = builder_add_view(b, v);
        o.columns = (uint64_t)plan_extent(b->plan, step).columns;
    }
    builder_emit(b, o);
}

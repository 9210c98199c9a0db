/* program_operands.c - the operands of a member: registers, numbers, memory, and what embeddings
 * put. */
#include "eval/program_builder.h"

#include <math.h>

/* ---- operands ---- */

bool builder_number_behind(const struct program_builder *m, uint32_t step, double *value)
{
    const struct code_step *s = builder_code(m, step);
    while (s->op == OP_RESHAPE || s->op == OP_TRANSPOSE || s->op == OP_SLICE)
        s = builder_code(m, plan_arg(m->plan, s, 0));
    if (s->kind == CODE_NUMBER) *value = s->a;
    return s->kind == CODE_NUMBER;
}

bool builder_is_number(const struct program_builder *m, uint32_t step, double *value)
{
    return m->plan->storage[step].class == STORAGE_NUMBER && builder_number_behind(m, step, value);
}

static bool same_view(struct view a, struct view b)
{
    return a.base == b.base && a.offset == b.offset && a.row_stride == b.row_stride &&
           a.column_stride == b.column_stride;
}

static struct known *find_known(struct program_builder *m, const struct known *wanted)
{
    size_t n = m->known.n, from = n > 64 ? n - 64 : 0;
    for (size_t i = from; i < n; i++) {
        struct known *k = &m->known.at[i];
        if (k->is_number != wanted->is_number) continue;
        if (k->is_number
                ? k->number == wanted->number && signbit(k->number) == signbit(wanted->number)
                : same_view(k->view, wanted->view) && k->length == wanted->length)
            return k;
    }
    return NULL;
}

static struct operand remember(struct program_builder *m, struct known known, uint32_t at)
{
    known.at = at;
    if (!vec_push(m->plan->mem, &m->known, known)) m->failed = true;
    return in_register(at);
}

/* A register full of one number. */
struct operand builder_splat(struct program_builder *m, double value)
{
    struct known wanted = {.is_number = true, .number = value}, *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    uint32_t at = builder_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    struct block_op o = builder_op(m, DO_FILL, at);
    o.a = value;
    builder_emit_once(m, o);
    return remember(m, wanted, at);
}

/* How a value in memory is seen over the group's rows and columns: strides of 0 where it is
 * broadcast, and one row where the group is one. */
struct view builder_seen(const struct program_builder *m, struct view v, struct extent own)
{
    if (m->group->rows == 1 && own.columns == 1) {
        v.column_stride = v.row_stride;
        own = (struct extent){1, own.rows};
    }
    if (own.rows == 1) v.row_stride = 0;
    if (own.columns == 1) v.column_stride = 0;
    return v;
}

static bool is_whole_rows(const struct program_builder *m)
{
    return m->group->cuts.column_blocks == 1;
}

/* Loads that stay in their registers as long as the group runs keep them for good; what changes
 * from block to block is loaded where it is first needed. */
struct operand builder_load(struct program_builder *m, struct view v, int64_t length)
{
    const struct group *g = m->group;
    if (g->rows > 1) length = g->rows * g->columns; /* broadcast to all of them */
    struct known wanted = {.view = v, .length = length}, *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    bool contiguous = v.column_stride == 1 && (g->rows == 1 || v.row_stride == g->columns);
    bool segment = v.column_stride == 1 && v.row_stride == 0 && !is_whole_rows(m);
    if (contiguous || segment) {
        struct reg reg = {contiguous ? IN_MEMORY : IN_SEGMENT, v.base, v.offset};
        return remember(m, wanted, builder_register(m, reg));
    }
    uint32_t at = builder_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    bool one = v.column_stride == 0 && v.row_stride == 0,
         row = v.row_stride == 0 && g->rows > 1 && is_whole_rows(m);
    struct block_op o = builder_op(m, one ? DO_FILL_FROM : row ? DO_TILE : DO_GATHER, at);
    o.where = builder_add_view(m, (struct memory_view){.view = v});
    o.length = length;
    o.from = -MOST_SHIFT; /* no further than the margin */
    o.to = MOST_SHIFT;
    if (one || row)
        builder_emit_once(m, o);
    else
        builder_emit(m, o);
    return remember(m, wanted, at);
}

static struct operand builder_range(struct program_builder *m, int64_t length)
{
    struct known wanted = {.view = {.base = UINT32_MAX}, .length = length},
                 *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    uint32_t at = builder_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    struct block_op o = builder_op(m, DO_RANGE, at);
    o.from = -MOST_SHIFT;
    o.to = MOST_SHIFT;
    o.length = length;
    builder_emit(m, o);
    return remember(m, wanted, at);
}

void builder_emit_embed(struct program_builder *m, uint32_t out, uint32_t step, double a);

/* An argument of the member at hand as an operand. */
struct operand builder_operand(struct program_builder *m, uint32_t arg)
{
    double value;
    uint32_t self = m->group->members[m->self];
    if (builder_is_number(m, arg, &value)) return builder_splat(m, value);
    if (m->plan->storage[arg].class == STORAGE_RANGE)
        return builder_range(m, plan_extent(m->plan, arg).columns);
    if (!plan_is_within(m->plan, arg, self)) {
        struct extent size = plan_extent(m->plan, arg);
        return builder_load(m, builder_seen(m, m->plan->storage[arg].view, size),
                            size.rows * size.columns);
    }
    uint32_t at = builder_place(m, arg);
    if (m->reg[at] != NO_REGISTER) return in_register(m->reg[at]);
    /* A shift that nobody has put in a register: a slice is read where its argument stands. */
    if (builder_code(m, arg)->op == OP_SLICE) {
        uint32_t behind = plan_arg(m->plan, builder_code(m, arg), 0);
        uint32_t mine = m->self;
        m->self = at;
        struct operand o = builder_operand(m, behind);
        m->self = mine;
        o.shift += builder_shift(m, arg);
        return o;
    }
    uint32_t out = builder_take_temporary(m);
    struct block_op o = builder_op(m, DO_FILL, out);
    o.length = builder_length(m, arg);
    builder_emit(m, o);
    builder_emit_embed(m, out, arg, 1);
    return in_register(out);
}

/* What a shifted embedding of the group puts, as an operand; and where. */
struct operand builder_shifted(struct program_builder *m, uint32_t step, int64_t *from, int64_t *to)
{
    const struct code_step *s = builder_code(m, step);
    uint32_t arg = plan_arg(m->plan, s, 0), mine = m->self;
    m->self = builder_place(m, step);
    struct operand x = builder_operand(m, arg);
    m->self = mine;
    x.shift += builder_shift(m, step);
    *from = plan_raw(m->plan, s, 0);
    *to = *from + plan_extent(m->plan, arg).columns;
    return x;
}

/* out += a * embedding. */
void builder_emit_embed(struct program_builder *m, uint32_t out, uint32_t step, double a)
{
    const struct code_step *s = builder_code(m, step);
    uint32_t arg = plan_arg(m->plan, s, 0);
    bool shift = plan_is_shift(m->plan, step);
    struct extent size = plan_extent(m->plan, arg);
    struct block_op o = builder_op(m, shift ? DO_SHIFT_EMBED : DO_EMBED, out);
    o.a = a;
    o.length = builder_length(m, step);
    if (shift) {
        struct memory_view window = {.start = {0}};
        o.x = builder_shifted(m, step, &window.start[0], &window.count[0]);
        o.where = builder_add_view(m, window);
    } else {
        bool matrix = shape_get(plan_shapes(m->plan), s->shape).ndim == 2;
        struct memory_view v = {.view = m->plan->storage[arg].view, .step = {1, 1}};
        v.count[0] = size.rows;
        v.count[1] = size.columns;
        v.start[!matrix] = plan_raw(m->plan, s, 0);
        v.step[!matrix] = plan_raw(m->plan, s, 1);
        if (matrix) {
            v.start[1] = plan_raw(m->plan, s, 2);
            v.step[1] = plan_raw(m->plan, s, 3);
        }
        o.where = builder_add_view(m, v);
        o.index = (uint64_t)plan_extent(m->plan, step).columns;
    }
    builder_emit(m, o);
}

/* program.c - making a group's program. */
#include "eval/program_builder.h"

/* ---- what members need of each other ---- */

/* From the last member to the first: what each needs of those before it. */
static void find_reach(struct program_builder *m)
{
    for (uint32_t i = m->group->n; i-- > 0;) {
        uint32_t step = m->group->members[i];
        const struct code_step *s = builder_code(m, step);
        int32_t shift = builder_shift(m, step);
        for (uint32_t k = 0; k < s->n; k++) {
            uint32_t arg = plan_arg(m->plan, s, k);
            if (!plan_is_within(m->plan, arg, step)) continue;
            uint32_t at = builder_place(m, arg);
            int16_t from = (int16_t)(m->from[i] + shift), to = (int16_t)(m->to[i] + shift);
            if (from < m->from[at]) m->from[at] = from;
            if (to > m->to[at]) m->to[at] = to;
            uint32_t last = m->last[i] > i ? m->last[i] : i; /* shifts are read through */
            if (!plan_is_shift(m->plan, step)) last = i;
            if (m->last[at] < last) m->last[at] = last;
        }
    }
}

/* ---- sums ---- */

static bool is_open_embed(const struct program_builder *m, uint32_t arg)
{
    uint32_t self = m->group->members[m->self];
    return builder_code(m, arg)->op == OP_EMBED && plan_is_within(m->plan, arg, self) &&
           m->reg[builder_place(m, arg)] == NO_REGISTER;
}

/* A term of a sum that the first loop takes: anything but an embedding that cannot be read a little
 * off its place. */
static bool is_short_term(const struct program_builder *m, uint32_t arg)
{
    return !is_open_embed(m, arg) || plan_is_shift(m->plan, arg);
}

/* The first terms of a sum, three at most, in one loop; returns how many. */
static uint32_t make_first_terms(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    const double *factors = code_factors(m->plan->code, s);
    struct short_sum sum = {.n = 0};
    struct operand args[3] = {{0}};
    for (; sum.n < 3 && sum.n < s->n; sum.n++) {
        uint32_t arg = plan_arg(m->plan, s, sum.n), k = sum.n;
        if (!is_short_term(m, arg)) break;
        sum.factor[k] = factors[k];
        sum.from[k] = INT64_MIN;
        sum.to[k] = INT64_MAX;
        args[k] = is_open_embed(m, arg) ? builder_shifted(m, arg, &sum.from[k], &sum.to[k])
                                        : builder_operand(m, arg);
    }
    struct block_op o = builder_op(m, sum.n ? DO_SUM : DO_FILL, out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.a = o.c = s->a;
    o.where = (uint32_t)m->program->sums.n;
    if (sum.n && !vec_push(m->plan->mem, &m->program->sums, sum)) m->failed = true;
    builder_emit(m, o);
    return sum.n;
}

static void make_sum(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    const double *factors = code_factors(m->plan->code, s);
    for (uint32_t k = make_first_terms(m, s, out); k < s->n; k++) {
        uint32_t arg = plan_arg(m->plan, s, k);
        if (is_open_embed(m, arg))
            builder_emit_embed(m, out, arg, factors[k]);
        else
            builder_emit_more(m, DO_ADD, out, builder_operand(m, arg), factors[k]);
    }
}

/* ---- products ---- */

static void make_multiply(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    struct operand x = builder_operand(m, plan_arg(m->plan, s, 0)),
                   y = builder_operand(m, plan_arg(m->plan, s, 1));
    builder_emit2(m, DO_MULTIPLY, out, x, y, s->a);
    for (uint32_t k = 2; k < s->n; k++)
        builder_emit_more(m, DO_MULTIPLY_BY, out, builder_operand(m, plan_arg(m->plan, s, k)), 1);
}

/* ---- other arithmetic ---- */

static enum block_opcode opcode_of(enum code_kind kind)
{
    switch (kind) {
    case CODE_SQUARE: return DO_SQUARE;
    case CODE_WHOLE_POWER: return DO_WHOLE_POWER;
    case CODE_ROOT: return DO_ROOT;
    case CODE_DIVIDE: return DO_DIVIDE;
    case CODE_DIVIDE_BY: return DO_DIVIDE_BY;
    case CODE_DIVIDE_INTO: return DO_DIVIDE_INTO;
    case CODE_POWER: return DO_POWER;
    default: return DO_FUNCTION;
    }
}

/* One operation on one, two or three operands. */
static void make_operation(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    struct operand args[3] = {{0}};
    for (uint32_t i = 0; i < s->n; i++) args[i] = builder_operand(m, plan_arg(m->plan, s, i));
    struct block_op o = builder_op(m, opcode_of((enum code_kind)s->kind), out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.c = s->a;
    o.index = s->data;
    o.fn = s->fn;
    builder_emit(m, o);
}

static void make_arithmetic(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    switch ((enum code_kind)s->kind) {
    case CODE_SUM: make_sum(m, s, out); break;
    case CODE_MULTIPLY: make_multiply(m, s, out); break;
    default: make_operation(m, s, out);
    }
}

/* ---- the other members ---- */

/* Columns times rows: entry (i, j) is x_i * y_j. */
static void make_outer(struct program_builder *m, const struct code_step *s, uint32_t out)
{
    struct operand factors[2];
    double value;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t arg = plan_arg(m->plan, s, k);
        if (builder_is_number(m, arg, &value)) {
            factors[k] = builder_splat(m, value);
            continue;
        }
        int64_t length = plan_extent(m->plan, arg).columns;
        struct view v = m->plan->storage[arg].view;
        v.row_stride = k == 0 ? v.column_stride : 0;
        v.column_stride = k == 0 ? 0 : v.column_stride;
        if (m->group->rows == 1) { /* one of the two has a single entry */
            v.column_stride = v.column_stride ? v.column_stride : v.row_stride;
            if (length == 1) v.column_stride = 0;
            v.row_stride = 0;
        }
        factors[k] = builder_load(m, v, length);
    }
    builder_emit2(m, DO_MULTIPLY, out, factors[0], factors[1], 1);
}

static void make_rows(struct program_builder *m, uint32_t step, uint32_t out)
{
    struct product p = plan_product(m->plan, step);
    struct block_op o = builder_op(m, DO_ROWS, out);
    o.where = builder_add_view(
        m, (struct memory_view){.view = m->plan->storage[p.matrix].view,
                                .count = {0, plan_extent(m->plan, p.matrix).columns}});
    o.index = builder_add_view(m, (struct memory_view){.view = m->plan->storage[p.vector].view});
    builder_emit(m, o);
}

/* A broadcast, or a part of an array put row after row. */
static void make_copy(struct program_builder *m, uint32_t step, uint32_t out)
{
    const struct code_step *s = builder_code(m, step);
    bool moves = s->op == OP_SLICE || s->op == OP_TRANSPOSE, shift = plan_is_shift(m->plan, step);
    struct extent size = plan_extent(m->plan, step);
    struct operand x = moves && !shift
                           ? builder_load(m, builder_seen(m, plan_view(m->plan, step), size),
                                          size.rows * size.columns)
                           : builder_operand(m, plan_arg(m->plan, s, 0));
    x.shift += builder_shift(m, step);
    builder_emit1(m, DO_LINEAR, out, x, 1, -0.0);
}

static void make_value(struct program_builder *m, uint32_t step, uint32_t out)
{
    const struct code_step *s = builder_code(m, step);
    double value = 0;
    if (builder_number_behind(m, step, &value)) {
        struct block_op o = builder_op(m, DO_FILL, out);
        o.a = value;
        builder_emit(m, o);
        return;
    }
    if (code_is_elementwise(s)) {
        make_arithmetic(m, s, out);
        return;
    }
    switch ((enum op)s->op) {
    case OP_RANGE: builder_emit(m, builder_op(m, DO_RANGE, out)); break;
    case OP_OUTER: make_outer(m, s, out); break;
    case OP_MATMUL: make_rows(m, step, out); break;
    case OP_EMBED:
        builder_emit(m, builder_op(m, DO_FILL, out));
        builder_emit_embed(m, out, step, 1);
        break;
    default: make_copy(m, step, out);
    }
}

/* ---- reductions ---- */

static size_t take_partials(struct program_builder *m, int64_t n)
{
    size_t at = m->program->n_partials;
    m->program->n_partials += (size_t)n;
    return at;
}

static void make_reduce(struct program_builder *m, uint32_t step)
{
    const struct code_step *s = builder_code(m, step);
    const struct group *g = m->group;
    uint32_t arg = plan_arg(m->plan, s, 0);
    int64_t count = shape_count(plan_shapes(m->plan), s->shape);
    struct operand x = builder_operand(m, arg);
    struct block_op o = builder_op(m, DO_REDUCE, step);
    o.x = x;
    o.fn = s->fn;
    o.from = o.to = 0;
    if (count > 1 && g->rows == 1) { /* along an axis of length one */
        o.what = DO_LINEAR;
        o.a = 1;
        o.c = -0.0;
        o.out = builder_register(m, (struct reg){IN_MEMORY, step, 0});
        builder_emit(m, o);
        return;
    }
    int64_t blocks = g->cuts.row_blocks * g->cuts.column_blocks;
    if (count == 1) {
        o.index = take_partials(m, blocks);
    } else if (s->data == 0) {
        o.what = DO_REDUCE_COLUMNS;
        o.index = take_partials(m, g->cuts.chunks * g->columns);
    } else {
        o.what = DO_REDUCE_ROWS;
        o.index = take_partials(m, g->rows * g->cuts.column_blocks);
    }
    builder_emit(m, o);
}

static void make_dot(struct program_builder *m, uint32_t step)
{
    const struct code_step *s = builder_code(m, step);
    struct operand x = builder_operand(m, plan_arg(m->plan, s, 0)),
                   y = builder_operand(m, plan_arg(m->plan, s, 1));
    struct block_op o = builder_op(m, DO_REDUCE_DOT, step);
    o.x = x;
    o.y = y;
    o.fn = REDUCE_SUM;
    o.from = o.to = 0;
    o.index = take_partials(m, m->group->cuts.row_blocks * m->group->cuts.column_blocks);
    builder_emit(m, o);
}

static void make_add_rows(struct program_builder *m, uint32_t step)
{
    struct product p = plan_product(m->plan, step);
    struct operand x = builder_operand(m, p.vector);
    struct block_op o = builder_op(m, DO_REDUCE_ADD_ROWS, step);
    int64_t columns = plan_extent(m->plan, p.matrix).columns;
    o.x = x;
    o.from = o.to = 0;
    o.length = plan_extent(m->plan, p.matrix).rows;
    o.where = builder_add_view(
        m, (struct memory_view){.view = m->plan->storage[p.matrix].view, .count = {0, columns}});
    o.index = take_partials(m, m->group->cuts.chunks * columns);
    builder_emit(m, o);
}

static void make_result(struct program_builder *m, uint32_t step)
{
    if (builder_code(m, step)->op == OP_REDUCE)
        make_reduce(m, step);
    else if (plan_product(m->plan, step).kind == PRODUCT_DOT)
        make_dot(m, step);
    else
        make_add_rows(m, step);
}

/* ---- a member after another ---- */

static uint32_t memory_register(struct program_builder *m, uint32_t step)
{
    return builder_register(m, (struct reg){IN_MEMORY, step, 0});
}

static bool is_around(const struct program_builder *m, uint32_t i)
{
    return m->from[i] || m->to[i];
}

/* Values go where they are to stand, unless more of them is computed than the block. */
static uint32_t take_result(struct program_builder *m, uint32_t i)
{
    uint32_t step = m->group->members[i];
    bool there = m->plan->storage[step].stored && !is_around(m, i);
    return m->reg[i] = there ? memory_register(m, step) : builder_take_scratch(m);
}

/* The place of the sine or cosine that is still to be made of the member's argument in this group,
 * or the member's own. */
static uint32_t find_partner(const struct program_builder *m)
{
    uint32_t step = m->group->members[m->self], other = m->plan->partner[step];
    const struct storage *a = &m->plan->storage[step], *b = &m->plan->storage[other];
    if (other <= step || b->class != STORAGE_GROUP || a->stage != b->stage) return m->self;
    uint32_t i = builder_place(m, other);
    bool alike = m->from[i] == m->from[m->self] && m->to[i] == m->to[m->self];
    return alike ? i : m->self;
}

static void make_sine_cosine(struct program_builder *m, uint32_t partner)
{
    const struct code_step *s = builder_code(m, m->group->members[m->self]);
    struct operand x = builder_operand(m, plan_arg(m->plan, s, 0));
    uint32_t own = take_result(m, m->self), other = take_result(m, partner);
    struct block_op o = builder_op(m, DO_SINE_COSINE, s->fn == FN_sin ? own : other);
    o.where = s->fn == FN_sin ? other : own;
    o.x = x;
    builder_emit(m, o);
}

static void make_in_register(struct program_builder *m)
{
    uint32_t partner = find_partner(m);
    if (m->reg[m->self] != NO_REGISTER) return; /* made with its partner */
    if (partner != m->self)
        make_sine_cosine(m, partner);
    else
        make_value(m, m->group->members[m->self], take_result(m, m->self));
}

static void emit_watch(struct program_builder *m)
{
    struct block_op o = builder_op(m, DO_WATCH, m->reg[m->self]);
    o.x = in_register(m->reg[m->self]);
    o.from = o.to = 0;
    builder_emit(m, o);
}

static void emit_store(struct program_builder *m, uint32_t step)
{
    struct block_op o = builder_op(m, DO_LINEAR, memory_register(m, step));
    o.x = in_register(m->reg[m->self]);
    o.a = 1;
    o.c = -0.0;
    o.from = o.to = 0;
    builder_emit(m, o);
}

static void make_member(struct program_builder *m)
{
    uint32_t step = m->group->members[m->self];
    const struct storage *storage = &m->plan->storage[step];
    bool embed = plan_is_shift(m->plan, step) || builder_code(m, step)->op == OP_EMBED;
    if (!builder_is_value(m, step)) {
        make_result(m, step);
        return;
    }
    if (!storage->stored && embed) return; /* read where it is needed */
    make_in_register(m);
    if (storage->watched) emit_watch(m);
    if (storage->stored && is_around(m, m->self)) emit_store(m, step);
}

static void release(struct program_builder *m, const uint32_t *dying, const uint32_t *next)
{
    while (m->busy.n) builder_give_back(m, m->busy.at[--m->busy.n]);
    for (uint32_t i = dying[m->self]; i; i = next[i - 1])
        if (m->reg[i - 1] != NO_REGISTER) builder_give_back(m, m->reg[i - 1]);
}

static void make_all(struct program_builder *m, uint32_t *dying, uint32_t *next)
{
    for (uint32_t i = 0; i < m->group->n; i++) {
        uint32_t last = m->last[i] > i ? m->last[i] : i;
        m->reg[i] = NO_REGISTER;
        next[i] = dying[last]; /* 0 ends the list */
        dying[last] = i + 1;
    }
    for (m->self = 0; m->self < m->group->n && !m->failed; m->self++) {
        make_member(m);
        if (!m->failed) release(m, dying, next);
    }
}

bool program_make(struct plan *plan, struct group *group)
{
    struct mem *mem = plan->mem;
    uint32_t n = group->n;
    struct program_builder m = {.plan = plan, .group = group};
    m.program = group->program = mem_array(mem, 1, sizeof *group->program);
    m.from = mem_array(mem, n, sizeof *m.from);
    m.to = mem_array(mem, n, sizeof *m.to);
    m.last = mem_array(mem, n, sizeof *m.last);
    m.reg = mem_array(mem, n, sizeof *m.reg);
    uint32_t *dying = mem_array(mem, n, sizeof *dying), *next = mem_array(mem, n, sizeof *next);
    bool ok = m.program && m.from && m.to && m.last && m.reg && dying && next;
    if (ok) {
        find_reach(&m);
        make_all(&m, dying, next);
        bool shifts = false;
        for (uint32_t i = 0; i < n; i++) shifts |= m.from[i] || m.to[i];
        int64_t block = group->cuts.block_rows * group->cuts.block_columns;
        m.program->margin = shifts ? 2 * MOST_SHIFT : 0;
        m.program->stride = (size_t)block + 2 * m.program->margin;
        if (block > 1) m.program->stride = ((m.program->stride + 15) & ~(size_t)15) + 8;
        m.program->partials = mem_array(mem, m.program->n_partials, sizeof(double));
        ok = !m.failed && m.program->partials;
    }
    mem_free_array(mem, m.from, n, sizeof *m.from);
    mem_free_array(mem, m.to, n, sizeof *m.to);
    mem_free_array(mem, m.last, n, sizeof *m.last);
    mem_free_array(mem, m.reg, n, sizeof *m.reg);
    mem_free_array(mem, dying, n, sizeof *dying);
    mem_free_array(mem, next, n, sizeof *next);
    vec_free(mem, &m.free);
    vec_free(mem, &m.busy);
    vec_free(mem, &m.known);
    return ok;
}

void program_free(struct plan *plan, struct group *group)
{
    struct program *p = group->program;
    if (!p) return;
    if (p->partials) mem_free_array(plan->mem, p->partials, p->n_partials, sizeof *p->partials);
    vec_free(plan->mem, &p->registers);
    vec_free(plan->mem, &p->once);
    vec_free(plan->mem, &p->code);
    vec_free(plan->mem, &p->views);
    vec_free(plan->mem, &p->more_terms);
    vec_free(plan->mem, &p->sums);
    mem_free_array(plan->mem, p, 1, sizeof *p);
    group->program = NULL;
}

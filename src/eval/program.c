/* program.c - making a group's program. */
#include "eval/program_builder.h"
#include "eval/stretch.h"

/* ---- which entries members read of each other ---- */

/* Goes from the last member to the first, so that all readers of a member are known before it. */
static void find_offsets(struct program_builder *b)
{
    for (uint32_t i = b->group->n; i-- > 0;) {
        uint32_t step = b->group->members[i];
        const struct code_step *s = builder_step(b, step);
        int32_t shift = builder_shift(b, step);
        for (uint32_t k = 0; k < s->n; k++) {
            uint32_t arg = plan_arg(b->plan, s, k);
            if (!plan_is_within(b->plan, arg, step)) continue;
            uint32_t at = builder_index(b, arg);
            int16_t from = (int16_t)(b->first_offset[i] + shift),
                    to = (int16_t)(b->end_offset[i] + shift);
            if (from < b->first_offset[at]) b->first_offset[at] = from;
            if (to > b->end_offset[at]) b->end_offset[at] = to;
            /* Who reads a shift reads its argument. */
            uint32_t last =
                plan_is_shift(b->plan, step) && b->last_reader[i] > i ? b->last_reader[i] : i;
            if (b->last_reader[at] < last) b->last_reader[at] = last;
        }
    }
}

/* ---- sums ---- */

/* True for an embedding that no register holds: its entries are added to the sum directly. */
static bool is_direct_embed(const struct program_builder *b, uint32_t arg)
{
    uint32_t step = b->group->members[b->member];
    return builder_step(b, arg)->op == OP_EMBED && plan_is_within(b->plan, arg, step) &&
           b->reg[builder_index(b, arg)] == NO_REGISTER;
}

/* True if the first loop of a sum can take the term: any except an embedding that is not a shift.
 */
static bool is_short_term(const struct program_builder *b, uint32_t arg)
{
    return !is_direct_embed(b, arg) || plan_is_shift(b->plan, arg);
}

/* Adds the first terms of a sum, at most three, in one loop. Returns how many. */
static uint32_t make_first_terms(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    const double *factors = code_factors(b->plan->code, s);
    struct short_sum sum = {.n = 0};
    struct operand args[3] = {{0}};
    for (; sum.n < 3 && sum.n < s->n; sum.n++) {
        uint32_t arg = plan_arg(b->plan, s, sum.n), k = sum.n;
        if (!is_short_term(b, arg)) break;
        sum.factor[k] = factors[k];
        sum.from[k] = INT64_MIN;
        sum.to[k] = INT64_MAX;
        args[k] = is_direct_embed(b, arg)
                      ? builder_shifted_embedding(b, arg, &sum.from[k], &sum.to[k])
                      : builder_operand(b, arg);
    }
    struct block_op o = builder_op(b, sum.n ? BLOCK_SUM : BLOCK_FILL, out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.a = o.c = s->a;
    o.sum = (uint32_t)b->program->sums.n;
    if (sum.n && !vec_push(b->plan->mem, &b->program->sums, sum)) b->failed = true;
    builder_emit(b, o);
    return sum.n;
}

static void make_sum(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    const double *factors = code_factors(b->plan->code, s);
    for (uint32_t k = make_first_terms(b, s, out); k < s->n; k++) {
        uint32_t arg = plan_arg(b->plan, s, k);
        if (is_direct_embed(b, arg))
            builder_emit_embed(b, out, arg, factors[k]);
        else
            builder_emit_more(b, BLOCK_ADD_TERMS, out, builder_operand(b, arg), factors[k]);
    }
}

/* ---- products ---- */

static void make_multiply(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    struct operand x = builder_operand(b, plan_arg(b->plan, s, 0)),
                   y = builder_operand(b, plan_arg(b->plan, s, 1));
    builder_emit2(b, BLOCK_MULTIPLY, out, x, y, s->a);
    for (uint32_t k = 2; k < s->n; k++)
        builder_emit_more(b, BLOCK_MULTIPLY_TERMS, out, builder_operand(b, plan_arg(b->plan, s, k)),
                          1);
}

/* ---- other arithmetic ---- */

static enum block_opcode opcode_of(enum code_kind kind)
{
    switch (kind) {
    case CODE_SQUARE: return BLOCK_SQUARE;
    case CODE_WHOLE_POWER: return BLOCK_WHOLE_POWER;
    case CODE_ROOT: return BLOCK_ROOT;
    case CODE_DIVIDE: return BLOCK_DIVIDE;
    case CODE_DIVIDE_BY: return BLOCK_DIVIDE_BY;
    case CODE_DIVIDE_INTO: return BLOCK_DIVIDE_INTO;
    case CODE_POWER: return BLOCK_POWER;
    default: return BLOCK_FUNCTION;
    }
}

/* One operation on one, two or three operands, a function on more. */
static void make_operation(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    struct operand args[FN_MOST_ARGUMENTS] = {{0}};
    for (uint32_t i = 0; i < s->n; i++) args[i] = builder_operand(b, plan_arg(b->plan, s, i));
    struct block_op o = builder_op(b, opcode_of((enum code_kind)s->kind), out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.c = s->a;
    if (s->kind == CODE_WHOLE_POWER) o.exponent = s->data;
    o.fn = s->fn;
    builder_emit(b, o);
    for (uint32_t i = 3; i < s->n; i++) builder_emit_argument(b, args[i]);
}

static void make_arithmetic(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    switch ((enum code_kind)s->kind) {
    case CODE_SUM: make_sum(b, s, out); break;
    case CODE_MULTIPLY: make_multiply(b, s, out); break;
    default: make_operation(b, s, out);
    }
}

/* ---- the other members ---- */

/* Entry (i, j) is x_i * y_j. */
static void make_outer(struct program_builder *b, const struct code_step *s, uint32_t out)
{
    struct operand factors[2];
    double value;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t arg = plan_arg(b->plan, s, k);
        if (builder_is_number(b, arg, &value)) {
            factors[k] = builder_constant(b, value);
            continue;
        }
        int64_t length = plan_extent(b->plan, arg).columns;
        struct view v = b->plan->storage[arg].view;
        v.row_stride = k == 0 ? v.column_stride : 0;
        v.column_stride = k == 0 ? 0 : v.column_stride;
        if (b->group->rows == 1) { /* one of the two vectors has a single entry */
            v.column_stride = v.column_stride ? v.column_stride : v.row_stride;
            if (length == 1) v.column_stride = 0;
            v.row_stride = 0;
        }
        factors[k] = builder_load(b, v, length);
    }
    builder_emit2(b, BLOCK_MULTIPLY, out, factors[0], factors[1], 1);
}

static void make_rows(struct program_builder *b, uint32_t step, uint32_t out)
{
    struct product p = plan_product(b->plan, step);
    struct block_op o = builder_op(b, BLOCK_ROWS_TIMES_VECTOR, out);
    o.view = builder_add_view(
        b, (struct memory_view){.view = b->plan->storage[p.matrix].view,
                                .count = {0, plan_extent(b->plan, p.matrix).columns}});
    o.vector_view =
        builder_add_view(b, (struct memory_view){.view = b->plan->storage[p.vector].view});
    builder_emit(b, o);
}

/* Copies a broadcast, or a slice or transpose whose entries must follow one another in memory. */
static void make_copy(struct program_builder *b, uint32_t step, uint32_t out)
{
    const struct code_step *s = builder_step(b, step);
    bool moves = s->op == OP_SLICE || s->op == OP_TRANSPOSE, shift = plan_is_shift(b->plan, step);
    struct extent size = plan_extent(b->plan, step);
    struct operand x = moves && !shift
                           ? builder_load(b, builder_broadcast(b, plan_view(b->plan, step), size),
                                          size.rows * size.columns)
                           : builder_operand(b, plan_arg(b->plan, s, 0));
    x.shift += builder_shift(b, step);
    builder_emit1(b, BLOCK_LINEAR, out, x, 1, -0.0);
}

static void make_value(struct program_builder *b, uint32_t step, uint32_t out)
{
    const struct code_step *s = builder_step(b, step);
    double value = 0;
    if (builder_constant_value(b, step, &value)) {
        struct block_op o = builder_op(b, BLOCK_FILL, out);
        o.a = value;
        builder_emit(b, o);
        return;
    }
    if (code_is_elementwise(s)) {
        make_arithmetic(b, s, out);
        return;
    }
    switch ((enum op)s->op) {
    case OP_RANGE: builder_emit(b, builder_op(b, BLOCK_RANGE, out)); break;
    case OP_OUTER: make_outer(b, s, out); break;
    case OP_MATMUL: make_rows(b, step, out); break;
    case OP_EMBED:
        builder_emit(b, builder_op(b, BLOCK_FILL, out));
        builder_emit_embed(b, out, step, 1);
        break;
    default: make_copy(b, step, out);
    }
}

/* ---- reductions ---- */

static size_t take_partials(struct program_builder *b, int64_t n)
{
    size_t at = b->program->n_partials;
    b->program->n_partials += (size_t)n;
    return at;
}

static void make_reduce(struct program_builder *b, uint32_t step)
{
    const struct code_step *s = builder_step(b, step);
    const struct group *g = b->group;
    uint32_t arg = plan_arg(b->plan, s, 0);
    int64_t count = shape_count(plan_shapes(b->plan), s->shape);
    struct operand x = builder_operand(b, arg);
    struct block_op o = builder_op(b, BLOCK_REDUCE, step);
    o.x = x;
    o.fn = s->fn;
    o.first_offset = o.end_offset = 0;
    if (count > 1 && g->rows == 1) { /* along an axis of length one */
        o.opcode = BLOCK_LINEAR;
        o.a = 1;
        o.c = -0.0;
        o.out = builder_register(b, (struct block_register){REGISTER_MEMORY, step, 0});
        builder_emit(b, o);
        return;
    }
    int64_t blocks = g->cuts.row_blocks * g->cuts.column_blocks;
    if (count == 1) {
        o.partials = take_partials(b, blocks);
    } else if (s->data == 0) {
        o.opcode = BLOCK_REDUCE_COLUMNS;
        o.partials = take_partials(b, g->cuts.chunks * g->columns);
    } else {
        o.opcode = BLOCK_REDUCE_ROWS;
        o.partials = take_partials(b, g->rows * g->cuts.column_blocks);
    }
    builder_emit(b, o);
}

static void make_dot(struct program_builder *b, uint32_t step)
{
    const struct code_step *s = builder_step(b, step);
    struct operand x = builder_operand(b, plan_arg(b->plan, s, 0)),
                   y = builder_operand(b, plan_arg(b->plan, s, 1));
    struct block_op o = builder_op(b, BLOCK_REDUCE_DOT, step);
    o.x = x;
    o.y = y;
    o.fn = REDUCE_SUM;
    o.first_offset = o.end_offset = 0;
    o.partials = take_partials(b, b->group->cuts.row_blocks * b->group->cuts.column_blocks);
    builder_emit(b, o);
}

static void make_add_rows(struct program_builder *b, uint32_t step)
{
    struct product p = plan_product(b->plan, step);
    struct operand x = builder_operand(b, p.vector);
    struct block_op o = builder_op(b, BLOCK_REDUCE_ADD_ROWS, step);
    int64_t columns = plan_extent(b->plan, p.matrix).columns;
    o.x = x;
    o.first_offset = o.end_offset = 0;
    o.length = plan_extent(b->plan, p.matrix).rows;
    o.view = builder_add_view(
        b, (struct memory_view){.view = b->plan->storage[p.matrix].view, .count = {0, columns}});
    o.partials = take_partials(b, b->group->cuts.chunks * columns);
    builder_emit(b, o);
}

static void make_result(struct program_builder *b, uint32_t step)
{
    if (builder_step(b, step)->op == OP_REDUCE)
        make_reduce(b, step);
    else if (plan_product(b->plan, step).kind == PRODUCT_DOT)
        make_dot(b, step);
    else
        make_add_rows(b, step);
}

/* ---- one member after another ---- */

static uint32_t memory_register(struct program_builder *b, uint32_t step)
{
    return builder_register(b, (struct block_register){REGISTER_MEMORY, step, 0});
}

/* True if entries around the block are computed, too. */
static bool is_wider_than_block(const struct program_builder *b, uint32_t i)
{
    return b->first_offset[i] || b->end_offset[i];
}

/* Chooses the register of a member's value: the memory where it is stored, or scratch if it is not
 * stored or if more entries than the block's are computed. */
static uint32_t take_result(struct program_builder *b, uint32_t i)
{
    uint32_t step = b->group->members[i];
    bool in_memory = b->plan->storage[step].stored && !is_wider_than_block(b, i);
    return b->reg[i] = in_memory ? memory_register(b, step) : builder_take_scratch(b);
}

/* Returns the index of the cosine, if the member is a sine, or the sine of the same argument, if it
 * comes later in this group; else the member's own. */
static uint32_t find_partner(const struct program_builder *b)
{
    uint32_t step = b->group->members[b->member], other = b->plan->partner[step];
    const struct storage *own = &b->plan->storage[step], *theirs = &b->plan->storage[other];
    if (other <= step || theirs->class != STORAGE_GROUP || own->stage != theirs->stage)
        return b->member;
    uint32_t i = builder_index(b, other);
    bool alike = b->first_offset[i] == b->first_offset[b->member] &&
                 b->end_offset[i] == b->end_offset[b->member];
    return alike ? i : b->member;
}

static void make_sine_cosine(struct program_builder *b, uint32_t partner)
{
    const struct code_step *s = builder_step(b, b->group->members[b->member]);
    struct operand x = builder_operand(b, plan_arg(b->plan, s, 0));
    uint32_t own = take_result(b, b->member), other = take_result(b, partner);
    struct block_op o = builder_op(b, BLOCK_SINE_COSINE, s->fn == FN_sin ? own : other);
    o.cosine = s->fn == FN_sin ? other : own;
    o.x = x;
    builder_emit(b, o);
}

static void make_register_operand(struct program_builder *b)
{
    uint32_t partner = find_partner(b);
    if (b->reg[b->member] != NO_REGISTER) return; /* computed with its partner */
    if (partner != b->member)
        make_sine_cosine(b, partner);
    else
        make_value(b, b->group->members[b->member], take_result(b, b->member));
}

static void emit_watch(struct program_builder *b)
{
    struct block_op o = builder_op(b, BLOCK_CHECK_FINITE, b->reg[b->member]);
    o.x = register_operand(b->reg[b->member]);
    o.first_offset = o.end_offset = 0;
    builder_emit(b, o);
}

static void emit_store(struct program_builder *b, uint32_t step)
{
    struct block_op o = builder_op(b, BLOCK_LINEAR, memory_register(b, step));
    o.x = register_operand(b->reg[b->member]);
    o.a = 1;
    o.c = -0.0;
    o.first_offset = o.end_offset = 0;
    builder_emit(b, o);
}

static void make_member(struct program_builder *b)
{
    uint32_t step = b->group->members[b->member];
    const struct storage *storage = &b->plan->storage[step];
    bool embed = plan_is_shift(b->plan, step) || builder_step(b, step)->op == OP_EMBED;
    if (!builder_is_value(b, step)) {
        make_result(b, step);
        return;
    }
    if (!storage->stored && embed) return; /* its readers read its argument */
    make_register_operand(b);
    if (storage->watched) emit_watch(b);
    if (storage->stored && is_wider_than_block(b, b->member)) emit_store(b, step);
}

/* Frees the registers of values that no later member reads. */
static void release_registers(struct program_builder *b, const uint32_t *dead_after,
                              const uint32_t *next_dead)
{
    while (b->temporaries.n) builder_release_scratch(b, b->temporaries.at[--b->temporaries.n]);
    for (uint32_t i = dead_after[b->member]; i; i = next_dead[i - 1])
        if (b->reg[i - 1] != NO_REGISTER) builder_release_scratch(b, b->reg[i - 1]);
}

static void make_all(struct program_builder *b, uint32_t *dead_after, uint32_t *next_dead)
{
    for (uint32_t i = 0; i < b->group->n; i++) {
        uint32_t last = b->last_reader[i] > i ? b->last_reader[i] : i;
        b->reg[i] = NO_REGISTER;
        next_dead[i] = dead_after[last]; /* linked list of index + 1; 0 ends it */
        dead_after[last] = i + 1;
    }
    for (b->member = 0; b->member < b->group->n && !b->failed; b->member++) {
        make_member(b);
        if (!b->failed) release_registers(b, dead_after, next_dead);
    }
}

bool program_make(struct plan *plan, struct group *group)
{
    struct mem *mem = plan->mem;
    uint32_t n = group->n;
    struct program_builder b = {.plan = plan, .group = group};
    b.program = group->program = mem_array(mem, 1, sizeof *group->program);
    b.first_offset = mem_array(mem, n, sizeof *b.first_offset);
    b.end_offset = mem_array(mem, n, sizeof *b.end_offset);
    b.last_reader = mem_array(mem, n, sizeof *b.last_reader);
    b.reg = mem_array(mem, n, sizeof *b.reg);
    uint32_t *dead_after = mem_array(mem, n, sizeof *dead_after),
             *next_dead = mem_array(mem, n, sizeof *next_dead);
    bool ok = b.program && b.first_offset && b.end_offset && b.last_reader && b.reg && dead_after &&
              next_dead;
    if (ok) {
        find_offsets(&b);
        make_all(&b, dead_after, next_dead);
        bool shifts = false;
        for (uint32_t i = 0; i < n; i++) shifts |= b.first_offset[i] || b.end_offset[i];
        int64_t block = group->cuts.block_rows * group->cuts.block_columns;
        b.program->margin = shifts ? 2 * MOST_SHIFT : 0;
        b.program->stride = (size_t)block + 2 * b.program->margin;
        if (block > 1) b.program->stride = ((b.program->stride + 15) & ~(size_t)15) + 8;
        b.program->partials = mem_array(mem, b.program->n_partials, sizeof(double));
        ok = !b.failed && b.program->partials && stretches_make(plan, group);
    }
    mem_free_array(mem, b.first_offset, n, sizeof *b.first_offset);
    mem_free_array(mem, b.end_offset, n, sizeof *b.end_offset);
    mem_free_array(mem, b.last_reader, n, sizeof *b.last_reader);
    mem_free_array(mem, b.reg, n, sizeof *b.reg);
    mem_free_array(mem, dead_after, n, sizeof *dead_after);
    mem_free_array(mem, next_dead, n, sizeof *next_dead);
    vec_free(mem, &b.free_scratch);
    vec_free(mem, &b.temporaries);
    vec_free(mem, &b.loaded);
    return ok;
}

void program_free(struct plan *plan, struct group *group)
{
    struct program *p = group->program;
    if (!p) return;
    if (p->partials) mem_free_array(plan->mem, p->partials, p->n_partials, sizeof *p->partials);
    stretches_free(plan, p);
    vec_free(plan->mem, &p->registers);
    vec_free(plan->mem, &p->setup);
    vec_free(plan->mem, &p->ops);
    vec_free(plan->mem, &p->views);
    vec_free(plan->mem, &p->more_terms);
    vec_free(plan->mem, &p->sums);
    mem_free_array(plan->mem, p, 1, sizeof *p);
    group->program = NULL;
}

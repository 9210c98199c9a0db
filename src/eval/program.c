/* program.c - making a group's program. */
#include "eval/group.h"

#include <math.h>

struct program_builder {
    struct plan *plan;
    struct group *group;
    struct program *program;
    uint32_t self;      /* place in the list of the member at hand */
    int16_t *from, *to; /* by member: how far around a block its entries are needed */
    uint32_t *last;     /* by member: the last member that reads it */
    uint32_t *reg;      /* by member: its register, or NO_REGISTER */
    VEC(uint32_t) free; /* scratch registers */
    VEC(uint32_t) busy; /* temporaries of the member at hand */
    VEC(struct known) known;
    bool failed;
};

/* Numbers and memory that are in registers already. */
struct known {
    struct view view;
    bool is_number;
    double number;
    int64_t length;
    uint32_t at;
};

static const struct code_step *code_of(const struct program_builder *m, uint32_t slot)
{
    return plan_code(m->plan, slot);
}

/* ---- members ---- */

/* A member's place in the list, by bisection: the list is in the order of slots. */
static uint32_t place_of(const struct program_builder *m, uint32_t slot)
{
    uint32_t low = 0, high = m->group->n - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->group->members[middle] < slot)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_value(const struct program_builder *m, uint32_t slot)
{
    return m->plan->storage[slot].class == STORAGE_GROUP;
}

/* Entries that a member has, or that a reduction reads: one after another. */
static int64_t length_of(const struct program_builder *m, uint32_t slot)
{
    const struct code_step *in = code_of(m, slot);
    if (!is_value(m, slot)) slot = plan_arg(m->plan, in, 0);
    if (!is_value(m, slot) && in->op == OP_MATMUL) {
        struct product p = plan_product(m->plan, m->group->members[m->self]);
        slot = p.vector;
    }
    struct extent s = plan_extent(m->plan, slot);
    return s.rows * s.columns;
}

/* How far from an entry of member `slot` the entry of its argument lies. */
static int32_t shift_of(const struct program_builder *m, uint32_t slot)
{
    const struct code_step *in = code_of(m, slot);
    if (!plan_is_shift(m->plan, slot)) return 0;
    int32_t start = (int32_t)plan_raw(m->plan, in, 0);
    return in->op == OP_SLICE ? start : -start;
}

/* From the last member to the first: what each needs of those before it. */
static void find_reach(struct program_builder *m)
{
    for (uint32_t i = m->group->n; i-- > 0;) {
        uint32_t slot = m->group->members[i];
        const struct code_step *in = code_of(m, slot);
        int32_t shift = shift_of(m, slot);
        for (uint32_t k = 0; k < in->n; k++) {
            uint32_t arg = plan_arg(m->plan, in, k);
            if (!plan_is_within(m->plan, arg, slot)) continue;
            uint32_t at = place_of(m, arg);
            int16_t from = (int16_t)(m->from[i] + shift), to = (int16_t)(m->to[i] + shift);
            if (from < m->from[at]) m->from[at] = from;
            if (to > m->to[at]) m->to[at] = to;
            uint32_t last = m->last[i] > i ? m->last[i] : i; /* shifts are read through */
            if (!plan_is_shift(m->plan, slot)) last = i;
            if (m->last[at] < last) m->last[at] = last;
        }
    }
}

/* ---- registers ---- */

static uint32_t new_register(struct program_builder *m, struct reg reg)
{
    if (!vec_push(m->plan->mem, &m->program->registers, reg)) m->failed = true;
    return (uint32_t)m->program->registers.n - 1;
}

static uint32_t take_scratch(struct program_builder *m)
{
    if (m->free.n) return m->free.at[--m->free.n];
    return new_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
}

static void give_back(struct program_builder *m, uint32_t at)
{
    if (m->failed || m->program->registers.at[at].kind != IN_SCRATCH) return;
    if (!vec_push(m->plan->mem, &m->free, at)) m->failed = true;
}

/* Scratch until the member at hand is done. */
static uint32_t take_temporary(struct program_builder *m)
{
    uint32_t at = take_scratch(m);
    if (!vec_push(m->plan->mem, &m->busy, at)) m->failed = true;
    return at;
}

static uint32_t add_view(struct program_builder *m, struct memory_view view)
{
    if (!vec_push(m->plan->mem, &m->program->views, view)) m->failed = true;
    return (uint32_t)m->program->views.n - 1;
}

/* ---- emitting ---- */

static struct block_op block_op(const struct program_builder *m, enum block_opcode what,
                                uint32_t out)
{
    uint32_t slot = m->group->members[m->self];
    return (struct block_op){.what = (uint8_t)what,
                             .out = out,
                             .from = m->from[m->self],
                             .to = m->to[m->self],
                             .length = length_of(m, slot)};
}

static void emit(struct program_builder *m, struct block_op o)
{
    if (!vec_push(m->plan->mem, &m->program->code, o)) m->failed = true;
}

static void emit_once(struct program_builder *m, struct block_op o)
{
    if (!vec_push(m->plan->mem, &m->program->once, o)) m->failed = true;
}

static void emit1(struct program_builder *m, enum block_opcode what, uint32_t out, struct operand x,
                  double a, double c)
{
    struct block_op o = block_op(m, what, out);
    o.x = x;
    o.a = a;
    o.c = c;
    emit(m, o);
}

static void emit2(struct program_builder *m, enum block_opcode what, uint32_t out, struct operand x,
                  struct operand y, double c)
{
    struct block_op o = block_op(m, what, out);
    o.x = x;
    o.y = y;
    o.c = c;
    emit(m, o);
}

/* out = out + a*x, or out * x: one more term of the operation before, if that is of the kind. */
static void emit_more(struct program_builder *m, enum block_opcode what, uint32_t out,
                      struct operand x, double a)
{
    struct program *p = m->program;
    struct more_term term = {x, a};
    struct block_op *last = p->code.n ? &p->code.at[p->code.n - 1] : NULL;
    if (!last || last->what != what || last->out != out) {
        struct block_op o = block_op(m, what, out);
        o.index = p->more_terms.n;
        emit(m, o);
        if (m->failed) return;
        last = &p->code.at[p->code.n - 1];
    }
    last->where++;
    if (!vec_push(m->plan->mem, &p->more_terms, term)) m->failed = true;
}

static struct operand in_register(uint32_t at)
{
    return (struct operand){at, 0};
}

/* ---- operands ---- */

static bool number_behind(const struct program_builder *m, uint32_t slot, double *value)
{
    const struct code_step *in = code_of(m, slot);
    while (in->op == OP_RESHAPE || in->op == OP_TRANSPOSE || in->op == OP_SLICE)
        in = code_of(m, plan_arg(m->plan, in, 0));
    if (in->kind == CODE_NUMBER) *value = in->a;
    return in->kind == CODE_NUMBER;
}

static bool is_number(const struct program_builder *m, uint32_t slot, double *value)
{
    return m->plan->storage[slot].class == STORAGE_NUMBER && number_behind(m, slot, value);
}

static bool same_view(struct view a, struct view b)
{
    return a.base == b.base && a.offset == b.offset && a.down == b.down && a.across == b.across;
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
static struct operand splat(struct program_builder *m, double value)
{
    struct known wanted = {.is_number = true, .number = value}, *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    uint32_t at = new_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    struct block_op o = block_op(m, DO_FILL, at);
    o.a = value;
    emit_once(m, o);
    return remember(m, wanted, at);
}

/* How a value in memory is seen over the group's rows and columns: strides of 0 where it is
 * broadcast, and one row where the group is one. */
static struct view seen(const struct program_builder *m, struct view v, struct extent own)
{
    if (m->group->rows == 1 && own.columns == 1) {
        v.across = v.down;
        own = (struct extent){1, own.rows};
    }
    if (own.rows == 1) v.down = 0;
    if (own.columns == 1) v.across = 0;
    return v;
}

static bool is_whole_rows(const struct program_builder *m)
{
    return m->group->cuts.column_blocks == 1;
}

/* Loads that stay in their registers as long as the group runs keep them for good; what changes
 * from block to block is loaded where it is first needed. */
static struct operand load(struct program_builder *m, struct view v, int64_t length)
{
    const struct group *g = m->group;
    if (g->rows > 1) length = g->rows * g->columns; /* broadcast to all of them */
    struct known wanted = {.view = v, .length = length}, *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    bool contiguous = v.across == 1 && (g->rows == 1 || v.down == g->columns);
    bool segment = v.across == 1 && v.down == 0 && !is_whole_rows(m);
    if (contiguous || segment) {
        struct reg reg = {contiguous ? IN_MEMORY : IN_SEGMENT, v.base, v.offset};
        return remember(m, wanted, new_register(m, reg));
    }
    uint32_t at = new_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    bool one = v.across == 0 && v.down == 0, row = v.down == 0 && g->rows > 1 && is_whole_rows(m);
    struct block_op o = block_op(m, one ? DO_FILL_FROM : row ? DO_TILE : DO_GATHER, at);
    o.where = add_view(m, (struct memory_view){.view = v});
    o.length = length;
    o.from = -MOST_SHIFT; /* no further than the margin */
    o.to = MOST_SHIFT;
    if (one || row)
        emit_once(m, o);
    else
        emit(m, o);
    return remember(m, wanted, at);
}

static struct operand range_of(struct program_builder *m, int64_t length)
{
    struct known wanted = {.view = {.base = UINT32_MAX}, .length = length},
                 *known = find_known(m, &wanted);
    if (known) return in_register(known->at);
    uint32_t at = new_register(m, (struct reg){IN_SCRATCH, m->program->n_scratch++, 0});
    struct block_op o = block_op(m, DO_RANGE, at);
    o.from = -MOST_SHIFT;
    o.to = MOST_SHIFT;
    o.length = length;
    emit(m, o);
    return remember(m, wanted, at);
}

static void emit_embed(struct program_builder *m, uint32_t out, uint32_t slot, double a);

/* An argument of the member at hand as an operand. */
static struct operand operand(struct program_builder *m, uint32_t arg)
{
    double value;
    uint32_t self = m->group->members[m->self];
    if (is_number(m, arg, &value)) return splat(m, value);
    if (m->plan->storage[arg].class == STORAGE_RANGE)
        return range_of(m, plan_extent(m->plan, arg).columns);
    if (!plan_is_within(m->plan, arg, self)) {
        struct extent s = plan_extent(m->plan, arg);
        return load(m, seen(m, m->plan->storage[arg].view, s), s.rows * s.columns);
    }
    uint32_t at = place_of(m, arg);
    if (m->reg[at] != NO_REGISTER) return in_register(m->reg[at]);
    /* A shift that nobody has put in a register: a slice is read where its argument stands. */
    if (code_of(m, arg)->op == OP_SLICE) {
        uint32_t behind = plan_arg(m->plan, code_of(m, arg), 0);
        uint32_t mine = m->self;
        m->self = at;
        struct operand o = operand(m, behind);
        m->self = mine;
        o.shift += shift_of(m, arg);
        return o;
    }
    uint32_t out = take_temporary(m);
    struct block_op o = block_op(m, DO_FILL, out);
    o.length = length_of(m, arg);
    emit(m, o);
    emit_embed(m, out, arg, 1);
    return in_register(out);
}

/* What a shifted embedding of the group puts, as an operand; and where. */
static struct operand shifted(struct program_builder *m, uint32_t slot, int64_t *from, int64_t *to)
{
    const struct code_step *in = code_of(m, slot);
    uint32_t arg = plan_arg(m->plan, in, 0), mine = m->self;
    m->self = place_of(m, slot);
    struct operand x = operand(m, arg);
    m->self = mine;
    x.shift += shift_of(m, slot);
    *from = plan_raw(m->plan, in, 0);
    *to = *from + plan_extent(m->plan, arg).columns;
    return x;
}

/* out += a * embedding. */
static void emit_embed(struct program_builder *m, uint32_t out, uint32_t slot, double a)
{
    const struct code_step *in = code_of(m, slot);
    uint32_t arg = plan_arg(m->plan, in, 0);
    bool shift = plan_is_shift(m->plan, slot);
    struct extent s = plan_extent(m->plan, arg);
    struct block_op o = block_op(m, shift ? DO_SHIFT_EMBED : DO_EMBED, out);
    o.a = a;
    o.length = length_of(m, slot);
    if (shift) {
        struct memory_view window = {.start = {0}};
        o.x = shifted(m, slot, &window.start[0], &window.count[0]);
        o.where = add_view(m, window);
    } else {
        bool matrix = shape_get(plan_shapes(m->plan), in->shape).ndim == 2;
        struct memory_view v = {.view = m->plan->storage[arg].view, .step = {1, 1}};
        v.count[0] = s.rows;
        v.count[1] = s.columns;
        v.start[!matrix] = plan_raw(m->plan, in, 0);
        v.step[!matrix] = plan_raw(m->plan, in, 1);
        if (matrix) {
            v.start[1] = plan_raw(m->plan, in, 2);
            v.step[1] = plan_raw(m->plan, in, 3);
        }
        o.where = add_view(m, v);
        o.index = (uint64_t)plan_extent(m->plan, slot).columns;
    }
    emit(m, o);
}

/* ---- sums ---- */

static bool is_open_embed(const struct program_builder *m, uint32_t arg)
{
    uint32_t self = m->group->members[m->self];
    return code_of(m, arg)->op == OP_EMBED && plan_is_within(m->plan, arg, self) &&
           m->reg[place_of(m, arg)] == NO_REGISTER;
}

/* A term of a sum that the first loop takes: anything but an embedding that cannot be read a little
 * off its place. */
static bool is_short_term(const struct program_builder *m, uint32_t arg)
{
    return !is_open_embed(m, arg) || plan_is_shift(m->plan, arg);
}

/* The first terms of a sum, three at most, in one loop; returns how many. */
static uint32_t make_first_terms(struct program_builder *m, const struct code_step *in,
                                 uint32_t out)
{
    const double *factors = code_factors(m->plan->code, in);
    struct short_sum sum = {.n = 0};
    struct operand args[3] = {{0}};
    for (; sum.n < 3 && sum.n < in->n; sum.n++) {
        uint32_t arg = plan_arg(m->plan, in, sum.n), k = sum.n;
        if (!is_short_term(m, arg)) break;
        sum.factor[k] = factors[k];
        sum.from[k] = INT64_MIN;
        sum.to[k] = INT64_MAX;
        args[k] =
            is_open_embed(m, arg) ? shifted(m, arg, &sum.from[k], &sum.to[k]) : operand(m, arg);
    }
    struct block_op o = block_op(m, sum.n ? DO_SUM : DO_FILL, out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.a = o.c = in->a;
    o.where = (uint32_t)m->program->sums.n;
    if (sum.n && !vec_push(m->plan->mem, &m->program->sums, sum)) m->failed = true;
    emit(m, o);
    return sum.n;
}

static void make_sum(struct program_builder *m, const struct code_step *in, uint32_t out)
{
    const double *factors = code_factors(m->plan->code, in);
    for (uint32_t k = make_first_terms(m, in, out); k < in->n; k++) {
        uint32_t arg = plan_arg(m->plan, in, k);
        if (is_open_embed(m, arg))
            emit_embed(m, out, arg, factors[k]);
        else
            emit_more(m, DO_ADD, out, operand(m, arg), factors[k]);
    }
}

/* ---- products ---- */

static void make_multiply(struct program_builder *m, const struct code_step *in, uint32_t out)
{
    struct operand x = operand(m, plan_arg(m->plan, in, 0)),
                   y = operand(m, plan_arg(m->plan, in, 1));
    emit2(m, DO_MULTIPLY, out, x, y, in->a);
    for (uint32_t k = 2; k < in->n; k++)
        emit_more(m, DO_MULTIPLY_BY, out, operand(m, plan_arg(m->plan, in, k)), 1);
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
static void make_operation(struct program_builder *m, const struct code_step *in, uint32_t out)
{
    struct operand args[3] = {{0}};
    for (uint32_t i = 0; i < in->n; i++) args[i] = operand(m, plan_arg(m->plan, in, i));
    struct block_op o = block_op(m, opcode_of((enum code_kind)in->kind), out);
    o.x = args[0], o.y = args[1], o.z = args[2];
    o.c = in->a;
    o.index = in->data;
    o.fn = in->fn;
    emit(m, o);
}

static void make_arithmetic(struct program_builder *m, const struct code_step *in, uint32_t out)
{
    switch ((enum code_kind)in->kind) {
    case CODE_SUM: make_sum(m, in, out); break;
    case CODE_MULTIPLY: make_multiply(m, in, out); break;
    default: make_operation(m, in, out);
    }
}

/* ---- the other members ---- */

/* Columns times rows: entry (i, j) is x_i * y_j. */
static void make_outer(struct program_builder *m, const struct code_step *in, uint32_t out)
{
    struct operand factors[2];
    double value;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t arg = plan_arg(m->plan, in, k);
        if (is_number(m, arg, &value)) {
            factors[k] = splat(m, value);
            continue;
        }
        int64_t length = plan_extent(m->plan, arg).columns;
        struct view v = m->plan->storage[arg].view;
        v.down = k == 0 ? v.across : 0;
        v.across = k == 0 ? 0 : v.across;
        if (m->group->rows == 1) { /* one of the two has a single entry */
            v.across = v.across ? v.across : v.down;
            if (length == 1) v.across = 0;
            v.down = 0;
        }
        factors[k] = load(m, v, length);
    }
    emit2(m, DO_MULTIPLY, out, factors[0], factors[1], 1);
}

static void make_rows(struct program_builder *m, uint32_t slot, uint32_t out)
{
    struct product p = plan_product(m->plan, slot);
    struct block_op o = block_op(m, DO_ROWS, out);
    o.where =
        add_view(m, (struct memory_view){.view = m->plan->storage[p.matrix].view,
                                         .count = {0, plan_extent(m->plan, p.matrix).columns}});
    o.index = add_view(m, (struct memory_view){.view = m->plan->storage[p.vector].view});
    emit(m, o);
}

/* A broadcast, or a part of an array put row after row. */
static void make_copy(struct program_builder *m, uint32_t slot, uint32_t out)
{
    const struct code_step *in = code_of(m, slot);
    bool moves = in->op == OP_SLICE || in->op == OP_TRANSPOSE, shift = plan_is_shift(m->plan, slot);
    struct extent s = plan_extent(m->plan, slot);
    struct operand x = moves && !shift
                           ? load(m, seen(m, plan_view(m->plan, slot), s), s.rows * s.columns)
                           : operand(m, plan_arg(m->plan, in, 0));
    x.shift += shift_of(m, slot);
    emit1(m, DO_LINEAR, out, x, 1, -0.0);
}

static void make_value(struct program_builder *m, uint32_t slot, uint32_t out)
{
    const struct code_step *in = code_of(m, slot);
    double value = 0;
    if (number_behind(m, slot, &value)) {
        struct block_op o = block_op(m, DO_FILL, out);
        o.a = value;
        emit(m, o);
        return;
    }
    if (code_is_elementwise(in)) {
        make_arithmetic(m, in, out);
        return;
    }
    switch ((enum op)in->op) {
    case OP_RANGE: emit(m, block_op(m, DO_RANGE, out)); break;
    case OP_OUTER: make_outer(m, in, out); break;
    case OP_MATMUL: make_rows(m, slot, out); break;
    case OP_EMBED:
        emit(m, block_op(m, DO_FILL, out));
        emit_embed(m, out, slot, 1);
        break;
    default: make_copy(m, slot, out);
    }
}

/* ---- reductions ---- */

static size_t take_partials(struct program_builder *m, int64_t n)
{
    size_t at = m->program->n_partials;
    m->program->n_partials += (size_t)n;
    return at;
}

static void make_reduce(struct program_builder *m, uint32_t slot)
{
    const struct code_step *in = code_of(m, slot);
    const struct group *g = m->group;
    uint32_t arg = plan_arg(m->plan, in, 0);
    int64_t count = shape_count(plan_shapes(m->plan), in->shape);
    struct operand x = operand(m, arg);
    struct block_op o = block_op(m, DO_REDUCE, slot);
    o.x = x;
    o.fn = in->fn;
    o.from = o.to = 0;
    if (count > 1 && g->rows == 1) { /* along an axis of length one */
        o.what = DO_LINEAR;
        o.a = 1;
        o.c = -0.0;
        o.out = new_register(m, (struct reg){IN_MEMORY, slot, 0});
        emit(m, o);
        return;
    }
    int64_t blocks = g->cuts.row_blocks * g->cuts.column_blocks;
    if (count == 1) {
        o.index = take_partials(m, blocks);
    } else if (in->data == 0) {
        o.what = DO_REDUCE_COLUMNS;
        o.index = take_partials(m, g->cuts.chunks * g->columns);
    } else {
        o.what = DO_REDUCE_ROWS;
        o.index = take_partials(m, g->rows * g->cuts.column_blocks);
    }
    emit(m, o);
}

static void make_dot(struct program_builder *m, uint32_t slot)
{
    const struct code_step *in = code_of(m, slot);
    struct operand x = operand(m, plan_arg(m->plan, in, 0)),
                   y = operand(m, plan_arg(m->plan, in, 1));
    struct block_op o = block_op(m, DO_REDUCE_DOT, slot);
    o.x = x;
    o.y = y;
    o.fn = REDUCE_SUM;
    o.from = o.to = 0;
    o.index = take_partials(m, m->group->cuts.row_blocks * m->group->cuts.column_blocks);
    emit(m, o);
}

static void make_add_rows(struct program_builder *m, uint32_t slot)
{
    struct product p = plan_product(m->plan, slot);
    struct operand x = operand(m, p.vector);
    struct block_op o = block_op(m, DO_REDUCE_ADD_ROWS, slot);
    int64_t columns = plan_extent(m->plan, p.matrix).columns;
    o.x = x;
    o.from = o.to = 0;
    o.length = plan_extent(m->plan, p.matrix).rows;
    o.where = add_view(
        m, (struct memory_view){.view = m->plan->storage[p.matrix].view, .count = {0, columns}});
    o.index = take_partials(m, m->group->cuts.chunks * columns);
    emit(m, o);
}

static void make_result(struct program_builder *m, uint32_t slot)
{
    if (code_of(m, slot)->op == OP_REDUCE)
        make_reduce(m, slot);
    else if (plan_product(m->plan, slot).kind == PRODUCT_DOT)
        make_dot(m, slot);
    else
        make_add_rows(m, slot);
}

/* ---- a member after another ---- */

static uint32_t memory_register(struct program_builder *m, uint32_t slot)
{
    return new_register(m, (struct reg){IN_MEMORY, slot, 0});
}

/* Values go where they are to stand, unless more of them is computed than the block. */
static void make_member(struct program_builder *m)
{
    uint32_t slot = m->group->members[m->self];
    bool around = m->from[m->self] || m->to[m->self], stored = m->plan->storage[slot].stored;
    if (!is_value(m, slot)) {
        make_result(m, slot);
        return;
    }
    bool open = !stored && (plan_is_shift(m->plan, slot) || code_of(m, slot)->op == OP_EMBED);
    if (open) return;
    uint32_t out = stored && !around ? memory_register(m, slot) : take_scratch(m);
    make_value(m, slot, out);
    m->reg[m->self] = out;
    if (m->plan->storage[slot].watched) {
        struct block_op o = block_op(m, DO_WATCH, out);
        o.x = in_register(out);
        o.from = o.to = 0;
        emit(m, o);
    }
    if (!stored || !around) return;
    struct block_op o = block_op(m, DO_LINEAR, memory_register(m, slot));
    o.x = in_register(out);
    o.a = 1;
    o.c = -0.0;
    o.from = o.to = 0;
    emit(m, o);
}

static void release(struct program_builder *m, const uint32_t *dying, const uint32_t *next)
{
    while (m->busy.n) give_back(m, m->busy.at[--m->busy.n]);
    for (uint32_t i = dying[m->self]; i; i = next[i - 1])
        if (m->reg[i - 1] != NO_REGISTER) give_back(m, m->reg[i - 1]);
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

/* group.c - running a group's program, block by block. */
#include "eval/group.h"

#include "eval/vector.h"

#include <math.h>
#include <string.h>

/* A block: `rows` rows from `row` on, `columns` columns from `column` on; entries first to end, one
 * after another, or of one row. */
struct block {
    int64_t index, row, rows, column, columns, first, end;
};

struct run {
    const struct plan *plan;
    const struct group *group;
    const struct runtime *runtime;
};

/* One thread's view of the run. The entry `first` of a block is the first that a pointer names. */
struct worker {
    const struct run *run;
    struct block block;
    int64_t chunk;
    double **at;   /* by register */
    double *spare; /* a block of scratch for a function's own use */
};

static const struct program *program_of(const struct worker *b)
{
    return b->run->group->program;
}

static double *memory(const struct worker *b, const struct view *v)
{
    return b->run->plan->at[v->base] + v->offset;
}

/* ---- functions of the table ---- */

static struct vector_unit unit_of(const struct worker *b)
{
    const struct runtime *runtime = b->run->runtime;
    return (struct vector_unit){runtime->kernels, runtime->sleef, b->spare};
}

static void apply_function(const struct worker *b, enum fn fn, double *out, const double *x,
                           const double *y, const double *z, size_t n)
{
    struct vector_unit unit = unit_of(b);
    vector_function(&unit, fn, out, x, y, z, n);
}

static void apply_sine_cosine(const struct worker *b, double *sine, double *cosine, const double *x,
                              size_t n)
{
    if (b->run->runtime->sleef) {
        sleef_sincos(b->run->runtime->sleef, sine, cosine, x, n);
        return;
    }
    apply_function(b, FN_sin, sine, x, x, x, n);
    apply_function(b, FN_cos, cosine, x, x, x, n);
}

static void apply_power(const struct worker *b, double *out, const double *x, const double *y,
                        size_t n)
{
    struct vector_unit unit = unit_of(b);
    vector_power(&unit, out, x, y, n);
}

/* ---- memory ---- */

/* Entries from `from` on, n of them, of a view over the group's rows and columns. */
static void gather(const struct worker *b, const struct view *v, double *out, int64_t from,
                   int64_t n)
{
    const double *x = memory(b, v);
    int64_t columns = b->run->group->columns;
    if (b->run->group->rows == 1) {
        for (int64_t i = 0; i < n; i++) out[i] = x[(from + i) * v->column_stride];
        return;
    }
    int64_t row = from / columns, column = from % columns;
    while (n > 0) {
        int64_t count = columns - column < n ? columns - column : n;
        const double *start = x + row * v->row_stride + column * v->column_stride;
        if (v->column_stride == 1)
            memcpy(out, start, (size_t)count * sizeof *out);
        else
            for (int64_t i = 0; i < count; i++) out[i] = start[i * v->column_stride];
        out += count;
        n -= count;
        row++;
        column = 0;
    }
}

/* The places start, start + step, ... below `count` of them that lie in from..to. */
static void window(int64_t start, int64_t step, int64_t count, int64_t from, int64_t to,
                   int64_t *first, int64_t *last)
{
    *first = from <= start ? 0 : (from - start + step - 1) / step;
    *last = to <= start ? 0 : (to - start + step - 1) / step;
    if (*last > count) *last = count;
}

/* Adds the part of an embedding that falls on entries from..to of rows `columns` wide. */
static void embed(const struct worker *b, const struct block_op *o, double *out, int64_t from,
                  int64_t to)
{
    const struct memory_view *m = &program_of(b)->views.at[o->where];
    int64_t columns = (int64_t)o->index, first_row, last_row, first, last;
    window(m->start[0], m->step[0], m->count[0], from / columns, (to - 1) / columns + 1, &first_row,
           &last_row);
    for (int64_t i = first_row; i < last_row; i++) {
        int64_t row = (m->start[0] + i * m->step[0]) * columns;
        window(m->start[1], m->step[1], m->count[1], from - row, to - row, &first, &last);
        const double *x = memory(b, &m->view) + i * m->view.row_stride;
        double *to_row = out + (row + m->start[1] - from);
        for (int64_t j = first; j < last; j++)
            to_row[j * m->step[1]] += o->a * x[j * m->view.column_stride];
    }
}

static void tile(const struct worker *b, const struct view *v, double *out)
{
    const struct group *g = b->run->group;
    const double *x = memory(b, v);
    for (int64_t i = 0; i < g->cuts.block_rows; i++)
        for (int64_t j = 0; j < g->columns; j++) out[i * g->columns + j] = x[j * v->column_stride];
}

/* ---- reductions ---- */

static double extreme(const struct worker *b, enum reduction how, const double *x, int64_t n)
{
    const struct block_kernels *k = b->run->runtime->kernels;
    enum { WIDE = 64 };
    double best[WIDE];
    int64_t wide = n < WIDE ? n : WIDE, i = wide;
    memcpy(best, x, (size_t)wide * sizeof *best);
    for (; i < n; i += wide) {
        size_t count = (size_t)(n - i < wide ? n - i : wide);
        (how == REDUCE_MAX ? k->maximum : k->minimum)(best, best, x + i, count);
    }
    for (i = 1; i < wide; i++)
        (how == REDUCE_MAX ? k->maximum : k->minimum)(best, best, best + i, 1);
    return *best;
}

static double reduce(const struct worker *b, enum reduction how, const double *x, int64_t n)
{
    return how == REDUCE_SUM ? b->run->runtime->kernels->sum(x, (size_t)n) : extreme(b, how, x, n);
}

static void fold(const struct worker *b, enum reduction how, double *into, const double *x,
                 int64_t n)
{
    const struct block_kernels *k = b->run->runtime->kernels;
    if (how == REDUCE_SUM)
        k->add_scaled(into, x, 1, (size_t)n);
    else
        (how == REDUCE_MAX ? k->maximum : k->minimum)(into, into, x, (size_t)n);
}

/* What stands at the start of a fold. */
static double neutral(enum reduction how)
{
    return how == REDUCE_SUM ? 0 : how == REDUCE_MAX ? -INFINITY : INFINITY;
}

static void reduce_rows(const struct worker *b, const struct block_op *o, const double *x)
{
    const struct group *g = b->run->group;
    const struct block *k = &b->block;
    double *partials = program_of(b)->partials + o->index;
    for (int64_t i = 0; i < k->rows; i++)
        partials[(k->row + i) * g->cuts.column_blocks + k->column / g->cuts.block_columns] =
            reduce(b, (enum reduction)o->fn, x + i * k->columns, k->columns);
}

static void reduce_columns(const struct worker *b, const struct block_op *o, const double *x)
{
    const struct block *k = &b->block;
    double *sums = program_of(b)->partials + o->index + b->chunk * b->run->group->columns;
    for (int64_t i = 0; i < k->rows; i++)
        fold(b, (enum reduction)o->fn, sums + k->column, x + i * k->columns, k->columns);
}

static struct block_matrix rows_from(const struct worker *b, const struct block_op *o, int64_t row)
{
    const struct memory_view *m = &program_of(b)->views.at[o->where];
    return (struct block_matrix){memory(b, &m->view) + row * m->view.row_stride, m->view.row_stride,
                                 1};
}

static void add_rows(const struct worker *b, const struct block_op *o, const double *x,
                     int64_t from, int64_t n)
{
    int64_t columns = program_of(b)->views.at[o->where].count[1];
    double *sums = program_of(b)->partials + o->index + b->chunk * columns;
    b->run->runtime->kernels->add_rows(sums, rows_from(b, o, from), x, (size_t)n, (size_t)columns);
}

/* Partial results that a chunk adds to are cleared first. */
static void clear_partials(const struct worker *b)
{
    const struct program *p = program_of(b);
    for (size_t i = 0; i < p->code.n; i++) {
        const struct block_op *o = &p->code.at[i];
        int64_t n = o->what == DO_REDUCE_COLUMNS    ? b->run->group->columns
                    : o->what == DO_REDUCE_ADD_ROWS ? p->views.at[o->where].count[1]
                                                    : 0;
        double start = o->what == DO_REDUCE_COLUMNS ? neutral((enum reduction)o->fn) : 0;
        for (int64_t j = 0; j < n; j++) p->partials[o->index + (size_t)(b->chunk * n + j)] = start;
    }
}

/* ---- operations ---- */

static const double *argument(const struct worker *b, struct operand x, int64_t ahead)
{
    return b->at[x.at] + x.shift + ahead;
}

static void reduce_block(const struct worker *b, const struct block_op *o, const double *x,
                         const double *y, int64_t from, int64_t n)
{
    double *partial = program_of(b)->partials + o->index + b->block.index;
    switch ((enum block_opcode)o->what) {
    case DO_REDUCE: *partial = reduce(b, (enum reduction)o->fn, x, n); break;
    case DO_REDUCE_DOT: *partial = b->run->runtime->kernels->dot(x, y, (size_t)n); break;
    case DO_REDUCE_ROWS: reduce_rows(b, o, x); break;
    case DO_REDUCE_COLUMNS: reduce_columns(b, o, x); break;
    default: add_rows(b, o, x, from, n);
    }
}

/* Adds the part of an embedded register that falls on entries from..to of start..end. */
static void shift_embed(const struct worker *b, int64_t start, int64_t end, double *out,
                        const double *x, double a, int64_t from, int64_t to)
{
    int64_t first = from > start ? from : start, last = to < end ? to : end;
    if (first >= last) return;
    b->run->runtime->kernels->add_scaled(out + (first - from), x + (first - from), a,
                                         (size_t)(last - first));
}

/* Inside of all windows it is one loop. */
static void short_sum(const struct worker *b, const struct block_op *o, double *out, int64_t ahead,
                      int64_t from, int64_t to)
{
    const struct block_kernels *k = b->run->runtime->kernels;
    const struct short_sum *s = &program_of(b)->sums.at[o->where];
    const double *x[3] = {argument(b, o->x, ahead), argument(b, o->y, ahead),
                          argument(b, o->z, ahead)};
    size_t n = (size_t)(to - from);
    bool inside = true;
    for (uint32_t i = 0; i < s->n; i++) inside = inside && s->from[i] <= from && to <= s->to[i];
    if (!inside) {
        k->fill(out, o->c, n);
        for (uint32_t i = 0; i < s->n; i++)
            shift_embed(b, s->from[i], s->to[i], out, x[i], s->factor[i], from, to);
    } else if (s->n == 1) {
        k->linear(out, x[0], s->factor[0], o->c, n);
    } else if (s->n == 2) {
        k->linear2(out, x[0], x[1], s->factor[0], s->factor[1], o->c, n);
    } else {
        k->linear3(out, x[0], x[1], x[2], s->factor, o->c, n);
    }
}

static void rows_times(const struct worker *b, const struct block_op *o, double *out, int64_t from,
                       size_t n)
{
    const struct program *p = program_of(b);
    const struct view *vector = &p->views.at[o->index].view;
    int64_t columns = p->views.at[o->where].count[1];
    b->run->runtime->kernels->rows_times(out, rows_from(b, o, from), memory(b, vector), n,
                                         (size_t)columns);
}

static void do_arithmetic(const struct block_kernels *k, const struct block_op *o, double *out,
                          const double *x, const double *y, size_t n)
{
    switch ((enum block_opcode)o->what) {
    case DO_FILL: k->fill(out, o->a, n); break;
    case DO_LINEAR: k->linear(out, x, o->a, o->c, n); break;
    case DO_MULTIPLY: k->multiply(out, x, y, o->c, n); break;
    case DO_SQUARE: k->square(out, x, o->c, n); break;
    case DO_DIVIDE: k->divide(out, x, y, n); break;
    case DO_DIVIDE_BY: k->divide_by(out, x, o->c, n); break;
    case DO_DIVIDE_INTO: k->divide_into(out, x, o->c, n); break;
    case DO_WHOLE_POWER: k->whole_power(out, x, o->index, n); break;
    default: k->root(out, x, n);
    }
}

/* More terms of a sum or product. */
static void do_more_terms(const struct worker *b, const struct block_op *o, double *out,
                          int64_t ahead, size_t n)
{
    const struct block_kernels *k = b->run->runtime->kernels;
    const struct more_term *term = program_of(b)->more_terms.at + o->index;
    for (uint32_t i = 0; i < o->where; i++) {
        const double *x = argument(b, term[i].x, ahead);
        if (o->what == DO_ADD)
            k->add_scaled(out, x, term[i].a, n);
        else
            k->multiply(out, out, x, 1, n);
    }
}

static void do_operation(const struct worker *b, const struct block_op *o)
{
    const struct program *p = program_of(b);
    int64_t margin = (int64_t)p->margin, first = b->block.first;
    int64_t from = first + (o->from < -margin ? -margin : o->from),
            to = b->block.end + (o->to > margin ? margin : o->to);
    if (from < 0) from = 0;
    if (to > o->length) to = o->length;
    if (from >= to) {
        if (o->what == DO_REDUCE || o->what == DO_REDUCE_DOT)
            p->partials[o->index + (size_t)b->block.index] = neutral((enum reduction)o->fn);
        return;
    }
    int64_t ahead = from - first;
    size_t n = (size_t)(to - from);
    const double *x = argument(b, o->x, ahead), *y = argument(b, o->y, ahead);
    if (o->what == DO_WATCH) {
        if (!b->run->runtime->kernels->all_finite(x, n)) atomic_store(b->run->runtime->alarm, true);
        return;
    }
    if (o->what >= DO_REDUCE) {
        reduce_block(b, o, x, y, from, to - from);
        return;
    }
    double *out = b->at[o->out] + ahead;
    switch ((enum block_opcode)o->what) {
    case DO_RANGE: b->run->runtime->kernels->range(out, (double)from, n); break;
    case DO_GATHER: gather(b, &p->views.at[o->where].view, out, from, to - from); break;
    case DO_EMBED: embed(b, o, out, from, to); break;
    case DO_SHIFT_EMBED:
        shift_embed(b, p->views.at[o->where].start[0], p->views.at[o->where].count[0], out, x, o->a,
                    from, to);
        break;
    case DO_SUM: short_sum(b, o, out, ahead, from, to); break;
    case DO_POWER: apply_power(b, out, x, y, n); break;
    case DO_FUNCTION:
        apply_function(b, (enum fn)o->fn, out, x, y, argument(b, o->z, ahead), n);
        break;
    case DO_SINE_COSINE: apply_sine_cosine(b, out, b->at[o->where] + ahead, x, n); break;
    case DO_ADD:
    case DO_MULTIPLY_BY: do_more_terms(b, o, out, ahead, n); break;
    case DO_ROWS: rows_times(b, o, out, from, n); break;
    default: do_arithmetic(b->run->runtime->kernels, o, out, x, y, n);
    }
}

/* ---- blocks ---- */

static struct block block_at(const struct group *g, int64_t index)
{
    struct block b = {.index = index};
    int64_t row = index / g->cuts.column_blocks, column = index % g->cuts.column_blocks;
    b.row = row * g->cuts.block_rows;
    b.rows = g->rows - b.row < g->cuts.block_rows ? g->rows - b.row : g->cuts.block_rows;
    b.column = column * g->cuts.block_columns;
    b.columns = g->columns - b.column < g->cuts.block_columns ? g->columns - b.column
                                                              : g->cuts.block_columns;
    b.first = b.row * g->columns + b.column;
    b.end = b.first + (b.rows - 1) * g->columns + b.columns;
    return b;
}

/* Memory is read and written where it stands. */
static void point_at_block(struct worker *b)
{
    const struct program *p = program_of(b);
    for (size_t i = 0; i < p->registers.n; i++) {
        const struct reg *r = &p->registers.at[i];
        if (r->kind == IN_SCRATCH) continue;
        double *x = b->run->plan->at[r->index] + r->offset;
        b->at[i] = x + (r->kind == IN_MEMORY ? b->block.first : b->block.column);
    }
}

static void fill_once(struct worker *b)
{
    const struct program *p = program_of(b);
    for (size_t i = 0; i < p->once.n; i++) {
        const struct block_op *o = &p->once.at[i];
        double *out = b->at[o->out];
        if (o->what == DO_TILE) {
            tile(b, &p->views.at[o->where].view, out);
            continue;
        }
        double value = o->what == DO_FILL ? o->a : *memory(b, &p->views.at[o->where].view);
        for (size_t k = 0; k < p->stride; k++) out[(int64_t)k - (int64_t)p->margin] = value;
    }
}

/* A thread's scratch: a block for each scratch register, a spare one, and the pointers. */
size_t program_scratch(const struct group *group)
{
    const struct program *p = group->program;
    return (p->n_scratch + 1) * p->stride + p->registers.n + 8;
}

static void set_up(struct worker *b, unsigned thread)
{
    const struct program *p = program_of(b);
    double *scratch = b->run->runtime->scratch[thread].x;
    b->spare = scratch + p->n_scratch * p->stride;
    b->at = (double **)(void *)(b->spare + p->stride);
    for (size_t i = 0; i < p->registers.n; i++)
        if (p->registers.at[i].kind == IN_SCRATCH)
            b->at[i] = scratch + p->registers.at[i].index * p->stride + p->margin;
}

static void run_chunk(void *user, size_t chunk, unsigned thread)
{
    const struct run *run = user;
    const struct group *g = run->group;
    struct worker b = {.run = run, .chunk = (int64_t)chunk};
    const struct program *p = g->program;
    int64_t blocks = g->cuts.row_blocks * g->cuts.column_blocks,
            first = (int64_t)chunk * g->cuts.chunk,
            end = first + g->cuts.chunk < blocks ? first + g->cuts.chunk : blocks;
    set_up(&b, thread);
    fill_once(&b);
    clear_partials(&b);
    for (int64_t i = first; i < end; i++) {
        if (run->runtime->interrupted && atomic_load(run->runtime->interrupted)) return;
        b.block = block_at(g, i);
        point_at_block(&b);
        for (size_t k = 0; k < p->code.n; k++) do_operation(&b, &p->code.at[k]);
    }
}

/* ---- from partial results to results ---- */

static void finish_rows(const struct worker *b, const struct block_op *o, double *out)
{
    const struct group *g = b->run->group;
    const double *partials = program_of(b)->partials + o->index;
    for (int64_t i = 0; i < g->rows; i++)
        out[i] = reduce(b, (enum reduction)o->fn, partials + i * g->cuts.column_blocks,
                        g->cuts.column_blocks);
}

static void finish_columns(const struct worker *b, const struct block_op *o, double *out, int64_t n)
{
    const struct group *g = b->run->group;
    const double *partials = program_of(b)->partials + o->index;
    enum reduction how = o->what == DO_REDUCE_COLUMNS ? (enum reduction)o->fn : REDUCE_SUM;
    memcpy(out, partials, (size_t)n * sizeof *out);
    for (int64_t i = 1; i < g->cuts.chunks; i++) fold(b, how, out, partials + i * n, n);
}

static void finish(const struct worker *b, const struct block_op *o)
{
    const struct program *p = program_of(b);
    const struct group *g = b->run->group;
    if (o->what < DO_REDUCE) return;
    double *out = b->run->plan->at[o->out];
    if (o->what == DO_REDUCE || o->what == DO_REDUCE_DOT)
        *out = reduce(b, (enum reduction)o->fn, p->partials + o->index,
                      g->cuts.row_blocks * g->cuts.column_blocks);
    if (o->what == DO_REDUCE_ROWS) finish_rows(b, o, out);
    if (o->what == DO_REDUCE_COLUMNS) finish_columns(b, o, out, g->columns);
    if (o->what == DO_REDUCE_ADD_ROWS) finish_columns(b, o, out, p->views.at[o->where].count[1]);
}

void program_run(const struct plan *plan, const struct group *group, const struct runtime *runtime)
{
    struct run run = {plan, group, runtime};
    struct worker b = {.run = &run};
    const struct program *p = group->program;
    threads_run(runtime->threads, plan->code->tape->g->core, (size_t)group->cuts.chunks, run_chunk,
                &run);
    for (size_t i = 0; i < p->code.n; i++) finish(&b, &p->code.at[i]);
}

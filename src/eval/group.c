/* group.c - runs a group's program, block by block. */
#include "eval/group_private.h"
#include "eval/stretch.h"

#include "eval/vector.h"

#include <math.h>
#include <string.h>

/* ---- functions of the table ---- */

static struct vector_unit unit_of(const struct worker *w)
{
    const struct runtime *runtime = w->run->runtime;
    return (struct vector_unit){runtime->kernels, runtime->sleef, w->function_scratch};
}

static void apply_sine_cosine(const struct worker *w, double *sine, double *cosine, const double *x,
                              size_t n)
{
    if (w->run->runtime->sleef) {
        sleef_sincos(w->run->runtime->sleef, sine, cosine, x, n);
        return;
    }
    struct vector_unit unit = unit_of(w);
    const double *args[FN_MOST_ARGUMENTS] = {x};
    vector_function(&unit, FN_sin, sine, args, n);
    vector_function(&unit, FN_cos, cosine, args, n);
}

static void apply_power(const struct worker *w, double *out, const double *x, const double *y,
                        size_t n)
{
    struct vector_unit unit = unit_of(w);
    vector_power(&unit, out, x, y, n);
}

/* ---- memory ---- */

/* Copies n entries, from entry `from` on, of a view over the group's rows and columns. */
static void gather(const struct worker *w, const struct view *v, double *out, int64_t from,
                   int64_t n)
{
    const double *x = worker_memory(w, v);
    int64_t columns = w->run->group->columns;
    if (w->run->group->rows == 1) {
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

/* Finds which of the `count` positions start, start + step, ... are in from..to: those from number
 * `first` to before `last`. */
static void window(int64_t start, int64_t step, int64_t count, int64_t from, int64_t to,
                   int64_t *first, int64_t *last)
{
    *first = from <= start ? 0 : (from - start + step - 1) / step;
    *last = to <= start ? 0 : (to - start + step - 1) / step;
    if (*last > count) *last = count;
}

/* Adds the entries of an embedding that are in from..to of an array with `columns` columns. */
static void embed(const struct worker *w, const struct block_op *o, double *out, int64_t from,
                  int64_t to)
{
    const struct memory_view *m = &worker_program(w)->views.at[o->view];
    int64_t columns = (int64_t)o->columns, first_row, last_row, first, last;
    window(m->start[0], m->stride[0], m->count[0], from / columns, (to - 1) / columns + 1,
           &first_row, &last_row);
    for (int64_t i = first_row; i < last_row; i++) {
        int64_t row = (m->start[0] + i * m->stride[0]) * columns;
        window(m->start[1], m->stride[1], m->count[1], from - row, to - row, &first, &last);
        const double *x = worker_memory(w, &m->view) + i * m->view.row_stride;
        double *to_row = out + (row + m->start[1] - from);
        for (int64_t j = first; j < last; j++)
            to_row[j * m->stride[1]] += o->a * x[j * m->view.column_stride];
    }
}

static void repeat_row(const struct worker *w, const struct view *v, double *out)
{
    const struct group *g = w->run->group;
    const double *x = worker_memory(w, v);
    for (int64_t i = 0; i < g->cuts.block_rows; i++)
        for (int64_t j = 0; j < g->columns; j++) out[i * g->columns + j] = x[j * v->column_stride];
}

/* ---- operations ---- */

static const double *argument(const struct worker *w, struct operand x, int64_t offset)
{
    return w->registers[x.reg] + x.shift + offset;
}

/* Adds the entries of a shifted embedding, which has start..end, that are in from..to. */
static void shift_embed(const struct worker *w, int64_t start, int64_t end, double *out,
                        const double *x, double a, int64_t from, int64_t to)
{
    int64_t first = from > start ? from : start, last = to < end ? to : end;
    if (first >= last) return;
    w->run->runtime->kernels->add_scaled(out + (first - from), x + (first - from), a,
                                         (size_t)(last - first));
}

/* Adds up to three terms. It takes one loop if all terms have all entries from..to. */
static void short_sum(const struct worker *w, const struct block_op *o, double *out, int64_t offset,
                      int64_t from, int64_t to)
{
    const struct block_kernels *k = w->run->runtime->kernels;
    const struct short_sum *s = &worker_program(w)->sums.at[o->sum];
    const double *x[3] = {argument(w, o->x, offset), argument(w, o->y, offset),
                          argument(w, o->z, offset)};
    size_t n = (size_t)(to - from);
    bool inside = true;
    for (uint32_t i = 0; i < s->n; i++) inside = inside && s->from[i] <= from && to <= s->to[i];
    if (!inside) {
        k->fill(out, o->c, n);
        for (uint32_t i = 0; i < s->n; i++)
            shift_embed(w, s->from[i], s->to[i], out, x[i], s->factor[i], from, to);
    } else if (s->n == 1) {
        k->linear(out, x[0], s->factor[0], o->c, n);
    } else if (s->n == 2) {
        k->linear2(out, x[0], x[1], s->factor[0], s->factor[1], o->c, n);
    } else {
        k->linear3(out, x[0], x[1], x[2], s->factor, o->c, n);
    }
}

static void rows_times(const struct worker *w, const struct block_op *o, double *out, int64_t from,
                       size_t n)
{
    const struct program *p = worker_program(w);
    const struct view *vector = &p->views.at[o->vector_view].view;
    int64_t columns = p->views.at[o->view].count[1];
    w->run->runtime->kernels->rows_times(out, worker_matrix(w, o, from), worker_memory(w, vector),
                                         n, (size_t)columns);
}

static void run_arithmetic(const struct block_kernels *k, const struct block_op *o, double *out,
                           const double *x, const double *y, size_t n)
{
    switch ((enum block_opcode)o->opcode) {
    case BLOCK_FILL: k->fill(out, o->a, n); break;
    case BLOCK_LINEAR: k->linear(out, x, o->a, o->c, n); break;
    case BLOCK_MULTIPLY: k->multiply(out, x, y, o->c, n); break;
    case BLOCK_SQUARE: k->square(out, x, o->c, n); break;
    case BLOCK_DIVIDE: k->divide(out, x, y, n); break;
    case BLOCK_DIVIDE_BY: k->divide_by(out, x, o->c, n); break;
    case BLOCK_DIVIDE_INTO: k->divide_into(out, x, o->c, n); break;
    case BLOCK_WHOLE_POWER: k->whole_power(out, x, o->exponent, n); break;
    default: k->root(out, x, n);
    }
}

/* The first three arguments stand in the operation, the others among the terms. */
static void run_function(const struct worker *w, const struct block_op *o, double *out,
                         int64_t offset, size_t n)
{
    struct vector_unit unit = unit_of(w);
    const double *args[FN_MOST_ARGUMENTS] = {argument(w, o->x, offset), argument(w, o->y, offset),
                                             argument(w, o->z, offset)};
    for (uint32_t i = 0; i < o->n_terms; i++)
        args[3 + i] = argument(w, worker_program(w)->more_terms.at[o->first_term + i].x, offset);
    vector_function(&unit, (enum fn)o->fn, out, args, n);
}

/* Adds the terms of a sum after the first three, or multiplies by the factors after the first two.
 */
static void run_more_terms(const struct worker *w, const struct block_op *o, double *out,
                           int64_t offset, size_t n)
{
    const struct block_kernels *k = w->run->runtime->kernels;
    const struct more_term *term = worker_program(w)->more_terms.at + o->first_term;
    for (uint32_t i = 0; i < o->n_terms; i++) {
        const double *x = argument(w, term[i].x, offset);
        if (o->opcode == BLOCK_ADD_TERMS)
            k->add_scaled(out, x, term[i].a, n);
        else
            k->multiply(out, out, x, 1, n);
    }
}

/* Entries from `from` to before `to`. */
struct entries {
    int64_t from, to;
};

/* Returns the entries that the operation computes for the block. */
static struct entries entries_of(const struct worker *w, const struct block_op *o)
{
    int64_t margin = (int64_t)worker_program(w)->margin;
    struct entries e = {w->block.first + (o->first_offset < -margin ? -margin : o->first_offset),
                        w->block.end + (o->end_offset > margin ? margin : o->end_offset)};
    if (e.from < 0) e.from = 0;
    if (e.to > o->length) e.to = o->length;
    return e;
}

/* Computes some of the block's entries, or of those around them. */
static void run_entries(const struct worker *w, const struct block_op *o, int64_t from, int64_t to)
{
    const struct program *p = worker_program(w);
    int64_t offset = from - w->block.first;
    size_t n = (size_t)(to - from);
    const double *x = argument(w, o->x, offset), *y = argument(w, o->y, offset);
    if (o->opcode == BLOCK_CHECK_FINITE) {
        if (!w->run->runtime->kernels->all_finite(x, n))
            atomic_store(w->run->runtime->not_finite, true);
        return;
    }
    if (o->opcode >= BLOCK_REDUCE) {
        reduction_run(w, o, x, y, from, to - from);
        return;
    }
    double *out = w->registers[o->out] + offset;
    switch ((enum block_opcode)o->opcode) {
    case BLOCK_RANGE: w->run->runtime->kernels->range(out, (double)from, n); break;
    case BLOCK_GATHER: gather(w, &p->views.at[o->view].view, out, from, to - from); break;
    case BLOCK_EMBED: embed(w, o, out, from, to); break;
    case BLOCK_EMBED_SHIFTED:
        shift_embed(w, p->views.at[o->view].from, p->views.at[o->view].to, out, x, o->a, from, to);
        break;
    case BLOCK_SUM: short_sum(w, o, out, offset, from, to); break;
    case BLOCK_POWER: apply_power(w, out, x, y, n); break;
    case BLOCK_FUNCTION: run_function(w, o, out, offset, n); break;
    case BLOCK_SINE_COSINE:
        apply_sine_cosine(w, out, w->registers[o->cosine] + offset, x, n);
        break;
    case BLOCK_ADD_TERMS:
    case BLOCK_MULTIPLY_TERMS: run_more_terms(w, o, out, offset, n); break;
    case BLOCK_ROWS_TIMES_VECTOR: rows_times(w, o, out, from, n); break;
    default: run_arithmetic(w->run->runtime->kernels, o, out, x, y, n);
    }
}

static void run_op(const struct worker *w, const struct block_op *o)
{
    struct entries e = entries_of(w, o);
    if (e.from < e.to)
        run_entries(w, o, e.from, e.to);
    else
        reduction_pass(w, o);
}

/* ---- stretches ---- */

/* Computes what operations of a stretch have in from..to. */
static void run_part(const struct worker *w, const struct stretch *s, int64_t from, int64_t to)
{
    for (uint32_t k = s->first; k < s->end; k++) {
        const struct block_op *o = &worker_program(w)->ops.at[k];
        struct entries e = entries_of(w, o);
        if (e.from < from) e.from = from;
        if (e.to > to) e.to = to;
        if (e.from < e.to) run_entries(w, o, e.from, e.to);
    }
}

/* Runs the loop over whole vectors, and the operations one by one before and after them. */
static void run_stretch(const struct worker *w, const struct stretch *s)
{
    int64_t first = w->block.first, end = w->block.end < s->to ? w->block.end : s->to,
            n = first >= s->from && end > first ? (end - first) & -ASSEMBLER_WIDEST : 0;
    if (n == 0) {
        run_part(w, s, INT64_MIN, INT64_MAX);
        return;
    }
    if (s->is_wider) run_part(w, s, INT64_MIN, first);
    stretch_run(s, w->registers, w->stretch_scratch, (size_t)n);
    if (s->is_wider || first + n < w->block.end) run_part(w, s, first + n, INT64_MAX);
}

static void run_ops(const struct worker *w)
{
    const struct program *p = worker_program(w);
    size_t next = 0;
    for (size_t k = 0; k < p->ops.n;) {
        if (next < p->stretches.n && p->stretches.at[next].first == k) {
            run_stretch(w, &p->stretches.at[next]);
            k = p->stretches.at[next++].end;
        } else {
            run_op(w, &p->ops.at[k++]);
        }
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

/* Points registers that are in memory to the entries of the block. */
static void point_at_block(struct worker *w)
{
    const struct program *p = worker_program(w);
    for (size_t i = 0; i < p->registers.n; i++) {
        const struct block_register *r = &p->registers.at[i];
        if (r->kind == REGISTER_SCRATCH) continue;
        double *x = w->run->plan->at[r->index] + r->offset;
        w->registers[i] = x + (r->kind == REGISTER_MEMORY ? w->block.first : w->block.column);
    }
}

static void run_setup(struct worker *w)
{
    const struct program *p = worker_program(w);
    for (size_t i = 0; i < p->setup.n; i++) {
        const struct block_op *o = &p->setup.at[i];
        double *out = w->registers[o->out];
        if (o->opcode == BLOCK_REPEAT_ROW) {
            repeat_row(w, &p->views.at[o->view].view, out);
            continue;
        }
        double value =
            o->opcode == BLOCK_FILL ? o->a : *worker_memory(w, &p->views.at[o->view].view);
        for (size_t k = 0; k < p->stride; k++) out[(int64_t)k - (int64_t)p->margin] = value;
    }
}

/* One block per scratch register, one for the functions, the register pointers, and what stretches
 * need. */
size_t program_scratch(const struct group *group)
{
    const struct program *p = group->program;
    return (p->n_scratch + 1) * p->stride + p->registers.n + 8 + stretches_scratch(p);
}

static void set_up(struct worker *w, unsigned thread)
{
    const struct program *p = worker_program(w);
    double *scratch = w->run->runtime->scratch[thread].x;
    w->function_scratch = scratch + p->n_scratch * p->stride;
    w->registers = (double **)(void *)(w->function_scratch + p->stride);
    w->stretch_scratch = w->function_scratch + p->stride + p->registers.n;
    for (size_t i = 0; i < p->registers.n; i++)
        if (p->registers.at[i].kind == REGISTER_SCRATCH)
            w->registers[i] = scratch + p->registers.at[i].index * p->stride + p->margin;
}

static void run_chunk(void *user, size_t chunk, unsigned thread)
{
    const struct run *run = user;
    const struct group *g = run->group;
    struct worker w = {.run = run, .chunk = (int64_t)chunk};
    int64_t blocks = g->cuts.row_blocks * g->cuts.column_blocks,
            first = (int64_t)chunk * g->cuts.chunk,
            end = first + g->cuts.chunk < blocks ? first + g->cuts.chunk : blocks;
    set_up(&w, thread);
    run_setup(&w);
    reductions_clear(&w);
    for (int64_t i = first; i < end; i++) {
        if (run->runtime->interrupted && atomic_load(run->runtime->interrupted)) return;
        w.block = block_at(g, i);
        point_at_block(&w);
        run_ops(&w);
    }
}

void program_run(const struct plan *plan, const struct group *group, const struct runtime *runtime)
{
    struct run run = {plan, group, runtime};
    struct worker w = {.run = &run};
    const struct program *p = group->program;
    threads_run(runtime->threads, plan->code->tape->g->core, (size_t)group->cuts.chunks, run_chunk,
                &run);
    for (size_t i = 0; i < p->ops.n; i++) reduction_finish(&w, &p->ops.at[i]);
}

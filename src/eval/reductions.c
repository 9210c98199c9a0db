/* reductions.c - what a group's blocks add up to: a partial result for each block or chunk, and
 * from them the result. */
#include "eval/group_private.h"

#include <math.h>
#include <string.h>

/* ---- of a block ---- */

static double extreme(const struct worker *w, enum reduction how, const double *x, int64_t n)
{
    const struct block_kernels *k = w->run->runtime->kernels;
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

static double reduce(const struct worker *w, enum reduction how, const double *x, int64_t n)
{
    return how == REDUCE_SUM ? w->run->runtime->kernels->sum(x, (size_t)n) : extreme(w, how, x, n);
}

/* Combines two arrays of partial results, entry by entry, into the first. */
static void fold(const struct worker *w, enum reduction how, double *into, const double *x,
                 int64_t n)
{
    const struct block_kernels *k = w->run->runtime->kernels;
    if (how == REDUCE_SUM)
        k->add_scaled(into, x, 1, (size_t)n);
    else
        (how == REDUCE_MAX ? k->maximum : k->minimum)(into, into, x, (size_t)n);
}

/* The value that a fold begins with. */
static double neutral(enum reduction how)
{
    return how == REDUCE_SUM ? 0 : how == REDUCE_MAX ? -INFINITY : INFINITY;
}

static void reduce_rows(const struct worker *w, const struct block_op *o, const double *x)
{
    const struct group *g = w->run->group;
    const struct block *k = &w->block;
    double *partials = worker_program(w)->partials + o->partials;
    for (int64_t i = 0; i < k->rows; i++)
        partials[(k->row + i) * g->cuts.column_blocks + k->column / g->cuts.block_columns] =
            reduce(w, (enum reduction)o->fn, x + i * k->columns, k->columns);
}

static void reduce_columns(const struct worker *w, const struct block_op *o, const double *x)
{
    const struct block *k = &w->block;
    double *sums = worker_program(w)->partials + o->partials + w->chunk * w->run->group->columns;
    for (int64_t i = 0; i < k->rows; i++)
        fold(w, (enum reduction)o->fn, sums + k->column, x + i * k->columns, k->columns);
}

struct block_matrix worker_matrix(const struct worker *w, const struct block_op *o, int64_t row)
{
    const struct memory_view *m = &worker_program(w)->views.at[o->view];
    return (struct block_matrix){worker_memory(w, &m->view) + row * m->view.row_stride,
                                 m->view.row_stride, 1};
}

static void add_rows(const struct worker *w, const struct block_op *o, const double *x,
                     int64_t from, int64_t n)
{
    int64_t columns = worker_program(w)->views.at[o->view].count[1];
    double *sums = worker_program(w)->partials + o->partials + w->chunk * columns;
    w->run->runtime->kernels->add_rows(sums, worker_matrix(w, o, from), x, (size_t)n,
                                       (size_t)columns);
}

/* Initializes the partial results that the chunk's blocks add to. */
void reductions_clear(const struct worker *w)
{
    const struct program *p = worker_program(w);
    for (size_t i = 0; i < p->ops.n; i++) {
        const struct block_op *o = &p->ops.at[i];
        int64_t n = o->opcode == BLOCK_REDUCE_COLUMNS    ? w->run->group->columns
                    : o->opcode == BLOCK_REDUCE_ADD_ROWS ? p->views.at[o->view].count[1]
                                                         : 0;
        double start = o->opcode == BLOCK_REDUCE_COLUMNS ? neutral((enum reduction)o->fn) : 0;
        for (int64_t j = 0; j < n; j++)
            p->partials[o->partials + (size_t)(w->chunk * n + j)] = start;
    }
}

void reduction_run(const struct worker *w, const struct block_op *o, const double *x,
                   const double *y, int64_t from, int64_t n)
{
    double *partial = worker_program(w)->partials + o->partials + w->block.index;
    switch ((enum block_opcode)o->opcode) {
    case BLOCK_REDUCE: *partial = reduce(w, (enum reduction)o->fn, x, n); break;
    case BLOCK_REDUCE_DOT: *partial = w->run->runtime->kernels->dot(x, y, (size_t)n); break;
    case BLOCK_REDUCE_ROWS: reduce_rows(w, o, x); break;
    case BLOCK_REDUCE_COLUMNS: reduce_columns(w, o, x); break;
    default: add_rows(w, o, x, from, n);
    }
}

void reduction_pass(const struct worker *w, const struct block_op *o)
{
    if (o->opcode == BLOCK_REDUCE || o->opcode == BLOCK_REDUCE_DOT)
        worker_program(w)->partials[o->partials + (size_t)w->block.index] =
            neutral((enum reduction)o->fn);
}

/* ---- of all of them ---- */

static void finish_rows(const struct worker *w, const struct block_op *o, double *out)
{
    const struct group *g = w->run->group;
    const double *partials = worker_program(w)->partials + o->partials;
    for (int64_t i = 0; i < g->rows; i++)
        out[i] = reduce(w, (enum reduction)o->fn, partials + i * g->cuts.column_blocks,
                        g->cuts.column_blocks);
}

static void finish_columns(const struct worker *w, const struct block_op *o, double *out, int64_t n)
{
    const struct group *g = w->run->group;
    const double *partials = worker_program(w)->partials + o->partials;
    enum reduction how = o->opcode == BLOCK_REDUCE_COLUMNS ? (enum reduction)o->fn : REDUCE_SUM;
    memcpy(out, partials, (size_t)n * sizeof *out);
    for (int64_t i = 1; i < g->cuts.chunks; i++) fold(w, how, out, partials + i * n, n);
}

void reduction_finish(const struct worker *w, const struct block_op *o)
{
    const struct program *p = worker_program(w);
    const struct group *g = w->run->group;
    if (o->opcode < BLOCK_REDUCE) return;
    double *out = w->run->plan->at[o->out];
    if (o->opcode == BLOCK_REDUCE || o->opcode == BLOCK_REDUCE_DOT)
        *out = reduce(w, (enum reduction)o->fn, p->partials + o->partials,
                      g->cuts.row_blocks * g->cuts.column_blocks);
    if (o->opcode == BLOCK_REDUCE_ROWS) finish_rows(w, o, out);
    if (o->opcode == BLOCK_REDUCE_COLUMNS) finish_columns(w, o, out, g->columns);
    if (o->opcode == BLOCK_REDUCE_ADD_ROWS)
        finish_columns(w, o, out, p->views.at[o->view].count[1]);
}

/* prepared_columns.c - rows of numbers and small arrays: a block at a time, each entry in a column
 * of its own, shared out among threads. */
#include "table/prepared.h"

#include "eval/threads.h"

#include <math.h>
#include <string.h>

/* Rows that a thread takes at a time, a whole number of blocks; fewer rows than LEAST_SHARED are
 * not worth a second thread. */
enum { SHARE = 16 * ROWS_BLOCK, LEAST_SHARED = 4 * SHARE };

bool prepared_columns_init(struct dcalc_prepared *p)
{
    return row_query_compile(&p->query);
}

/* ---- in and out of columns ---- */

/* True if an output is written where an input is read. */
static bool overlap(const struct dcalc_prepared *p, const struct dcalc_rows *rows)
{
    for (size_t o = 0; o < p->n_outputs && rows->n; o++)
        for (size_t k = 0; k < p->query.columns.n; k++) {
            uintptr_t from = (uintptr_t)rows->outputs[o], x = (uintptr_t)rows->inputs[k];
            uintptr_t last = (uintptr_t)prepared_input(p, rows, k, rows->n - 1);
            if (from < last + p->inputs[k].count * sizeof(double) &&
                x < from + rows->n * p->outputs[o].count * sizeof(double))
                return true;
        }
    return false;
}

/* The rows in hand, where they stand in the caller's arrays or else copied from there. */
static void gather(const struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t first,
                   struct chunk_worker *d)
{
    const struct row_query *s = &p->query;
    for (size_t u = 0; u < s->used.n; u++) {
        size_t column = s->used.at[u].column, count = p->inputs[column].count;
        size_t stride = rows->strides ? rows->strides[column] : count;
        const double *x = prepared_input(p, rows, column, first);
        for (size_t i = 0; i < count; i++) {
            size_t k = s->used.at[u].first + i;
            double *to = d->in + k * ROWS_BLOCK;
            bool stays = stride == 1 && !p->overlaps;
            d->in_columns[k] = stays ? x + i : to;
            for (size_t r = 0; r < d->n && !stays; r++) to[r] = x[r * stride + i];
        }
    }
}

/* A row with something that is no finite number has no answer, as in a table. */
static void mark_missing(const struct dcalc_prepared *p, struct chunk_worker *d)
{
    const struct block_kernels *kernels = block_kernels();
    memset(d->missing, 0, d->n * sizeof *d->missing);
    for (size_t k = 0; k < p->query.inputs.n; k++) {
        const double *x = d->in_columns[k];
        if (kernels->all_finite(x, d->n)) continue;
        for (size_t r = 0; r < d->n; r++)
            if (!isfinite(x[r])) d->missing[r] = true;
    }
}

/* Has numbers that stand alone written where the caller wants them. */
static void aim(const struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t first,
                struct chunk_worker *d)
{
    size_t k = 0;
    for (size_t o = 0; o < p->n_outputs; k += p->outputs[o++].count)
        if (p->outputs[o].count == 1) {
            d->out_columns[k] = rows->outputs[o] + first;
            d->worker.wanted[k] = d->out_columns[k];
        }
}

/* There is one zero, as in a table's answers. */
static void drop_signs_of_zeros(const struct dcalc_prepared *p, const struct chunk_worker *d)
{
    const struct block_kernels *kernels = block_kernels();
    double *const *columns = d->out_columns;
    for (size_t o = 0; o < p->n_outputs; columns += p->outputs[o++].count)
        for (size_t i = 0; i < p->outputs[o].count; i++)
            kernels->linear(columns[i], columns[i], 1, 0, d->n);
}

/* The entries of arrays stand in columns of their own until then. */
static void scatter(const struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t first,
                    const struct chunk_worker *d)
{
    double *const *columns = d->out_columns;
    for (size_t o = 0; o < p->n_outputs; columns += p->outputs[o++].count) {
        size_t count = p->outputs[o].count;
        double *to = rows->outputs[o] + first * count;
        if (count == 1) continue;
        for (size_t i = 0; i < count; i++)
            for (size_t r = 0; r < d->n; r++) to[r * count + i] = columns[i][r];
    }
}

/* ---- blocks ---- */

static void settle(struct prepared_hand *hand, size_t first)
{
    struct chunk_worker *d = &hand->worker;
    for (size_t r = 0; r < d->n && !d->all_fine; r++) {
        if (chunk_worker_settle(d, r)) continue;
        if (!hand->undefined++ || first + r < hand->first) hand->first = first + r;
    }
}

static bool run_block(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                      struct prepared_hand *hand, size_t first, size_t n)
{
    struct chunk_worker *d = &hand->worker;
    d->n = n;
    gather(p, rows, first, d);
    mark_missing(p, d);
    aim(p, rows, first, d);
    if (!chunk_worker_run(d)) return false;
    settle(hand, first);
    drop_signs_of_zeros(p, d);
    scatter(p, rows, first, d);
    return true;
}

struct job {
    struct dcalc_prepared *p;
    const struct dcalc_rows *rows;
};

static void run_share(void *user, size_t share, unsigned thread)
{
    const struct job *job = user;
    struct prepared_hand *hand = &job->p->hands[thread];
    size_t end = (share + 1) * SHARE;
    if (end > job->rows->n) end = job->rows->n;
    for (size_t first = share * SHARE; first < end && !hand->failed; first += ROWS_BLOCK) {
        size_t n = end - first < ROWS_BLOCK ? end - first : ROWS_BLOCK;
        hand->failed = !run_block(job->p, job->rows, hand, first, n);
    }
}

/* ---- threads ---- */

static void free_hands(struct dcalc_prepared *p, struct prepared_hand *hands, size_t from, size_t n)
{
    for (size_t i = from; hands && i < n; i++) chunk_worker_free(&hands[i].worker);
    mem_free_array(&p->mem, hands, n, sizeof *hands);
}

void prepared_columns_free(struct dcalc_prepared *p)
{
    free_hands(p, p->hands, 0, p->n_hands);
}

/* One hand for each thread; those that are there stay. */
static bool need_hands(struct dcalc_prepared *p, size_t n)
{
    if (n <= p->n_hands) return true;
    struct prepared_hand *hands = mem_array(&p->mem, n, sizeof *hands);
    bool ok = hands != NULL;
    for (size_t i = p->n_hands; ok && i < n; i++)
        ok = chunk_worker_init(&hands[i].worker, &p->query);
    if (!ok) {
        free_hands(p, hands, p->n_hands, n);
        p->mem.failed = true;
        return false;
    }
    if (p->n_hands) memcpy(hands, p->hands, p->n_hands * sizeof *hands);
    mem_free_array(&p->mem, p->hands, p->n_hands, sizeof *p->hands);
    p->hands = hands, p->n_hands = n;
    return true;
}

static void add_up(struct dcalc_prepared *p, struct dcalc_rows *rows)
{
    for (size_t i = 0; i < p->n_hands; i++) {
        const struct prepared_hand *hand = &p->hands[i];
        if (hand->failed && !diag_any(prepared_core(p))) p->mem.failed = true;
        if (hand->undefined && (!rows->undefined || hand->first < rows->first_undefined))
            rows->first_undefined = hand->first;
        rows->undefined += hand->undefined;
    }
}

bool prepared_columns_run(struct dcalc_prepared *p, struct dcalc_rows *rows)
{
    bool shared = rows->n >= LEAST_SHARED && !p->query.rows.has_arrays && rows->threads != 1;
    struct threads *threads = shared ? threads_new(&p->mem, (unsigned)rows->threads) : NULL;
    struct job job = {p, rows};
    p->overlaps = overlap(p, rows);
    bool ok =
        rows_expect(&p->query.rows, rows->n) && need_hands(p, threads ? threads_size(threads) : 1);
    for (size_t i = 0; ok && i < p->n_hands; i++)
        p->hands[i].undefined = 0, p->hands[i].failed = false;
    if (ok) threads_run(threads, prepared_core(p), (rows->n + SHARE - 1) / SHARE, run_share, &job);
    if (threads) threads_free(threads);
    if (ok) add_up(p, rows);
    return ok && core_go_on_slow(prepared_core(p));
}

struct dcalc_result *prepared_columns_ask(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                                          dcalc *session, size_t row)
{
    struct chunk_worker *d = &p->hands[0].worker;
    d->n = 1;
    gather(p, rows, row, d);
    for (size_t k = 0; k < p->query.inputs.n; k++) d->row[k] = d->in_columns[k][0];
    d->has_settled = false;
    return row_query_ask(&p->query, session, d->row);
}

/* chunk.c - rows of a table to rows of answers: read, computed a block at a time, written. */
#include "table/chunk.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- a worker ---- */

bool chunk_worker_init(struct chunk_worker *d, const struct row_query *s)
{
    size_t inputs = s->inputs.n;
    *d = (struct chunk_worker){.query = s};
    d->fields.mem = d->entries.mem = &d->mem;
    d->mem.fault = s->run.core.mem.fault;
    d->in = mem_array(&d->mem, inputs * ROWS_BLOCK, sizeof *d->in);
    d->out = mem_array(&d->mem, s->n_answers * ROWS_BLOCK, sizeof *d->out);
    d->row = mem_array(&d->mem, inputs, sizeof *d->row);
    d->settled = mem_array(&d->mem, s->n_answers, sizeof *d->settled);
    d->places = mem_array(&d->mem, s->n_fields, sizeof *d->places);
    d->in_columns = mem_array(&d->mem, inputs, sizeof *d->in_columns);
    d->out_columns = mem_array(&d->mem, s->n_answers, sizeof *d->out_columns);
    if (d->mem.failed || !vec_reserve(&d->mem, &d->fields.all, s->n_fields)) return false;
    for (size_t k = 0; k < inputs; k++) d->in_columns[k] = d->in + k * ROWS_BLOCK;
    for (size_t k = 0; k < inputs; k++) d->places[s->fields.at[k]] = d->in + k * ROWS_BLOCK;
    for (size_t k = 0; k < s->n_answers; k++) d->out_columns[k] = d->out + k * ROWS_BLOCK;
    if (!row_worker_init(&d->worker, &s->rows, &d->mem)) return false;
    for (size_t k = 0; k < s->n_answers; k++) d->worker.wanted[k] = d->out_columns[k];
    return true;
}

void chunk_worker_free(struct chunk_worker *d)
{
    if (!d->query) return;
    size_t inputs = d->query->inputs.n, answers = d->query->n_answers;
    row_worker_free(&d->worker, &d->query->rows);
    mem_free_array(&d->mem, d->in, inputs * ROWS_BLOCK, sizeof *d->in);
    mem_free_array(&d->mem, d->out, answers * ROWS_BLOCK, sizeof *d->out);
    mem_free_array(&d->mem, d->in_columns, inputs, sizeof *d->in_columns);
    mem_free_array(&d->mem, d->out_columns, answers, sizeof *d->out_columns);
    mem_free_array(&d->mem, d->row, inputs, sizeof *d->row);
    mem_free_array(&d->mem, d->settled, answers, sizeof *d->settled);
    mem_free_array(&d->mem, d->places, d->query->n_fields, sizeof *d->places);
    vec_free(&d->mem, &d->fields.all);
    vec_free(&d->mem, &d->entries.all);
    vec_free(&d->mem, &d->kept);
    dcalc_free(d->session);
}

/* ---- is the row defined? ---- */

/* Doubtful: doubles do not tell, as at a kink, which the sides of the point decide. */
enum row_state { ROW_FINE, ROW_DOUBTFUL, ROW_UNDEFINED };

static const double *number_column(const struct chunk_worker *d, size_t k)
{
    return rows_output(&d->query->rows, &d->worker, k);
}

static bool is_tainted(const struct chunk_worker *d, size_t k, size_t row)
{
    return rows_is_tainted(&d->query->rows, &d->worker, k, row);
}

static bool are_close(double a, double b)
{
    return fabs(a - b) <= 0x1p-48 * fmax(fabs(a), fabs(b));
}

static enum row_state check_at(const struct chunk_worker *d, const struct row_check *c, size_t row)
{
    size_t n = c->n > c->n_when ? c->n : c->n_when;
    bool close =
        c->left && are_close(number_column(d, c->left)[row], number_column(d, c->right)[row]);
    for (size_t i = 0; i < n; i++) {
        size_t condition = c->condition + i % c->n, when = c->n_when ? c->when + i % c->n_when : 0;
        if (c->n_when && number_column(d, when)[row] == 0 && !is_tainted(d, when, row)) continue;
        if (close || is_tainted(d, condition, row)) return ROW_DOUBTFUL;
        if (number_column(d, condition)[row] != 0) continue;
        if (c->kink || (!c->exact && !c->left)) return ROW_DOUBTFUL;
        return ROW_UNDEFINED;
    }
    return ROW_FINE;
}

static enum row_state state_of(const struct chunk_worker *d, size_t row)
{
    const struct row_query *s = d->query;
    enum row_state worst = d->missing[row] ? ROW_UNDEFINED : ROW_FINE;
    for (size_t i = 0; i < s->checks.n && worst != ROW_UNDEFINED; i++) {
        enum row_state state = check_at(d, &s->checks.at[i], row);
        if (state > worst) worst = state;
    }
    for (size_t k = 0; k < s->n_answers && worst < ROW_DOUBTFUL; k++)
        if (!isfinite(number_column(d, k)[row]) || is_tainted(d, k, row)) worst = ROW_DOUBTFUL;
    return worst;
}

/* Whether no row of the block has anything to look into. */
static bool are_all_fine(const struct chunk_worker *d)
{
    const struct row_query *s = d->query;
    const struct block_kernels *kernels = block_kernels();
    bool fine = !d->worker.any_tainted && !memchr(d->missing, true, d->n);
    for (size_t k = 0; k < s->n_answers && fine; k++)
        fine = kernels->all_finite(number_column(d, k), d->n);
    for (size_t i = 0; i < s->checks.n && fine; i++) {
        const struct row_check *c = &s->checks.at[i];
        for (size_t k = 0; k < c->n && fine; k++)
            fine = kernels->all_nonzero(number_column(d, c->condition + k), d->n);
        for (size_t row = 0; row < d->n && c->left && fine; row++)
            fine = !are_close(number_column(d, c->left)[row], number_column(d, c->right)[row]);
    }
    return fine;
}

/* Puts down the inputs of a row; whether they were those already. */
static bool is_row_again(struct chunk_worker *d, size_t row)
{
    bool same = d->has_settled;
    for (size_t k = 0; k < d->query->inputs.n; k++) {
        double x = d->in_columns[k][row];
        same = same && d->row[k] == x && signbit(d->row[k]) == signbit(x);
        d->row[k] = x;
    }
    return same;
}

/* Has the certified number no double, or one of few digits? */
static bool is_small(const struct dcalc_array *array, size_t i)
{
    double x = array->values[i];
    if (x == 0) return array->texts && array->texts[i] && strcmp(array->texts[i], "0") != 0;
    return fabs(x) < DBL_MIN;
}

/* Asks about the row alone. */
static bool ask_row(struct chunk_worker *d)
{
    const struct row_query *s = d->query;
    d->settled_small = 0;
    if (!d->session) d->session = session_like(s->session);
    struct dcalc_result *r = d->session ? row_query_ask(s, d->session, d->row) : NULL;
    bool ok = r && r->status == DCALC_OK;
    bool derived = ok && r->n_derivatives;
    const struct dcalc_array *arrays = derived ? r->derivatives : ok ? r->values : NULL;
    size_t n = derived ? r->n_derivatives : ok ? r->n_values : 0, at = 0;
    for (size_t a = 0; a < n; a++)
        for (size_t i = 0; i < arrays[a].count && at < s->n_answers; i++) {
            d->settled_small += is_small(&arrays[a], i);
            d->settled[at++] = arrays[a].values[i];
        }
    dcalc_result_free(r);
    for (size_t k = 0; k < s->n_answers && ok; k++) ok = isfinite(d->settled[k]);
    return ok && at == s->n_answers;
}

/* What doubles do not tell: what there is at a kink, and what a number is that overflowed on the
 * way. Rows that come again and again, as an input of 0, are asked about once. */
static bool settle(struct chunk_worker *d, size_t row)
{
    if (!is_row_again(d, row)) d->is_defined = ask_row(d);
    d->has_settled = true;
    if (d->is_defined) d->small += d->settled_small;
    for (size_t k = 0; k < d->query->n_answers; k++) d->out_columns[k][row] = d->settled[k];
    return d->is_defined;
}

/* ---- blocks of rows ---- */

bool chunk_worker_run(struct chunk_worker *d)
{
    const struct row_query *s = d->query;
    if (!rows_run(&s->rows, &d->worker, d->in_columns, d->n)) return false;
    d->all_fine = are_all_fine(d);
    return true;
}

static void count_small(struct chunk_worker *d, size_t row)
{
    const struct row_query *s = d->query;
    for (size_t k = 0; k < s->n_answers; k++)
        d->small += rows_is_small(&s->rows, &d->worker, k, row);
}

bool chunk_worker_settle(struct chunk_worker *d, size_t row)
{
    enum row_state state = state_of(d, row);
    if (state == ROW_FINE) return count_small(d, row), true;
    if (state == ROW_DOUBTFUL && settle(d, row)) return true;
    for (size_t k = 0; k < d->query->n_answers; k++) d->out_columns[k][row] = NAN;
    return false;
}

static void note_undefined(struct chunk *chunk, const struct chunk_worker *d, size_t row)
{
    if (chunk->undefined++) return;
    chunk->bad_line = d->lines[row];
    chunk->bad_row = chunk->rows;
    for (size_t k = 0; k < d->query->inputs.n; k++) chunk->bad_values[k] = d->in_columns[k][row];
}

static bool answer_row(struct chunk *chunk, struct chunk_worker *d, size_t row)
{
    if (!d->all_fine && !chunk_worker_settle(d, row)) note_undefined(chunk, d, row);
    if (chunk->undefined && d->query->points->strict) return false;
    if (!chunk_write_row(chunk, d, row)) {
        chunk->error_line = d->lines[row];
        return false;
    }
    chunk->rows++;
    return true;
}

/* Answers the rows on the worker, which is then empty. */
static bool finish_block(struct chunk *chunk, struct chunk_worker *d)
{
    bool fine = chunk_worker_run(d), ok = fine;
    for (size_t i = 0; i < d->n && ok; i++) ok = answer_row(chunk, d, i);
    chunk->small += d->small;
    d->small = d->n = 0;
    d->kept.n = 0;
    if (!fine || chunk->out.failed) return chunk_wrong(chunk, row_no_memory, NULL, 0);
    return ok;
}

/* Rows before one that cannot be read are answered. */
void chunk_answer(struct chunk *chunk, struct chunk_worker *d)
{
    size_t at = 0;
    d->n = 0;
    d->kept.n = 0;
    for (bool ok = true; at < chunk->text.n && ok;) {
        ok = chunk_read(chunk, d, &at);
        if (d->n && !finish_block(chunk, d)) return;
    }
}

/* parts.c - batches as parts of rows: whose models compute them, and the loss and gradient of a
 * batch as the sum of those of its parts. */
#include "train/train_private.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- models ---- */

static struct model_source source_of(const struct training *t, const struct data *data)
{
    return (struct model_source){.whole = t->q,
                                 .answer = t->answer,
                                 .weights = t->weights,
                                 .weights_at = t->weights_at,
                                 .n_weights = t->n_weights,
                                 .order = t->order,
                                 .data = data,
                                 .split = data == &t->data && t->parts > 1 ? &t->split : NULL};
}

static bool rate_failed(struct question *q)
{
    const struct core *core = q->core;
    if (!core->diags.n || core->diags.at[core->diags.n - 1].kind != KIND_NAME) return false;
    return diag_hint(q->core,
                     "the learning rate is made of constants and of names of --at; weights and "
                     "data change from step to step");
}

/* What the first model tells of the answer. Its arrays are like those of the model, but the
 * gradient of a batch is none of the answer. */
static bool learn(struct training *t, struct model *m)
{
    struct question *q = t->q;
    struct constants rate = {&m->q.learning_rate, 1, m->q.bound.at, m->q.bound.n};
    if (!answer_outline(t->answer, &m->q)) return false;
    t->answer->public.n_derivatives = 0;
    if (q->request->lr.bytes && !value_compute(&m->q, &rate, &t->optimizer.rate))
        return rate_failed(q);
    return isfinite(t->optimizer.rate) ||
           diag_error(q->core, KIND_USAGE, nowhere, "the learning rate is not finite");
}

static bool add_model(struct training *t, struct batch *b, const struct data *data, size_t rows)
{
    struct model_source source = source_of(t, data);
    struct model *m = &b->models[b->n_models++];
    bool first = b == &t->batches[BATCH] && b->n_models == 1;
    source.batch = b->rows;
    bool ok = model_derive(m, &source, rows) && (!first || learn(t, m)) &&
              model_compile(m, &source, data == &t->validate);
    if (ok && first) model_order(m, t->order);
    return ok;
}

static bool add_batch(struct training *t, int which, const struct data *data, size_t rows)
{
    struct batch *b = &t->batches[which];
    size_t parts = data == &t->data ? t->parts : 1;
    *b = (struct batch){.rows = rows, .parts = parts < rows ? parts : rows};
    if (rows == 0) return true;
    return add_model(t, b, data, rows / b->parts) &&
           (rows % b->parts == 0 || add_model(t, b, data, rows / b->parts + 1));
}

static bool read_split(struct training *t)
{
    struct model_source source = source_of(t, &t->data);
    source.batch = t->batch;
    return t->parts < 2 || model_split(&source, &t->split);
}

bool batches_make(struct training *t)
{
    size_t batch = t->batch, rows = t->validate.n ? t->validate.rows : 0;
    t->losses_n = rows / batch + (rows % batch > 0);
    t->losses = arena_alloc(&t->q->core->arena, (2 * t->losses_n + 1) * sizeof *t->losses);
    t->order = arena_alloc(&t->q->core->arena, t->n_weights * sizeof *t->order);
    sums_open(&t->sums, t->q, t->n + 1);
    sums_open(&t->measures, t->q, t->losses_n);
    return t->losses && t->order && read_split(t) && add_batch(t, BATCH, &t->data, batch) &&
           add_batch(t, LAST_BATCH, &t->data, t->data.rows % batch) &&
           add_batch(t, VALIDATION, &t->validate, rows >= batch ? batch : 0) &&
           add_batch(t, LAST_VALIDATION, &t->validate, rows % batch);
}

void batches_close(struct training *t)
{
    for (size_t i = 0; i < BATCHES; i++)
        for (size_t k = 0; k < t->batches[i].n_models; k++) model_close(&t->batches[i].models[k]);
}

/* ---- steps ---- */

/* The error of a step, with what the losses before it did. */
static bool step_failed(struct training *t, const struct model *m)
{
    return watch_failed(&t->watch, &m->c, (int)t->made.step + 1);
}

/* Rows of the batch before a part: the first parts have one more if they cannot all be equal. */
static size_t rows_before(const struct batch *b, size_t part)
{
    size_t more = b->rows % b->parts;
    return part * (b->rows / b->parts) + (part < more ? part : more);
}

static bool compute_part(void *user, size_t part, struct adding *to)
{
    struct training *t = user;
    struct batch_at *at = &t->at;
    struct batch *b = at->batch;
    size_t first = rows_before(b, part), n = rows_before(b, part + 1) - first;
    struct model *m = &b->models[n > b->rows / b->parts];
    if (at->part != part && !data_take(t->q, &t->data, at->first + first, n, at->shuffle))
        return false;
    at->part = part;
    double loss;
    if (!model_run(m, to, &loss)) return step_failed(t, m);
    sums_take(to, &loss, 1);
    return true;
}

void batch_take(struct training *t, size_t rows, const struct shuffle *shuffle)
{
    struct batch *b = &t->batches[rows == t->batch ? BATCH : LAST_BATCH];
    t->at = (struct batch_at){b, (size_t)t->made.row, SIZE_MAX, shuffle};
}

/* The place of a weight's numbers among those of all. */
static size_t place_of(const struct training *t, size_t weight)
{
    return (size_t)(t->weights_at[weight] - t->w);
}

bool batch_slope(void *user, double *loss, double *gradient)
{
    struct training *t = user;
    const struct part_source source = {compute_part, t};
    if (!sums_add(&t->sums, t->at.batch->parts, &source, t->slope)) return false;
    const double *x = t->slope;
    for (size_t i = 0; i < t->n_weights; i++) {
        size_t weight = t->order[i], n = t->weights[weight].count;
        memcpy(gradient + place_of(t, weight), x, n * sizeof *x);
        x += n;
    }
    *loss = *x;
    return true;
}

/* ---- the data to validate with ---- */

static bool measure_batch(struct training *t, size_t i, double *loss)
{
    size_t first = i * t->batch, left = t->validate.rows - first;
    struct batch *b = &t->batches[left >= t->batch ? VALIDATION : LAST_VALIDATION];
    struct model *m = &b->models[0];
    if (!data_take(t->q, &t->validate, first, b->rows, NULL)) return false;
    return model_run(m, NULL, loss) || step_failed(t, m);
}

/* Each rank measures every so many-th batch, and leaves the others 0. */
static bool measure_share(void *user, size_t rank, struct adding *to)
{
    struct training *t = user;
    const struct dcalc_ranks *ranks = t->q->request->ranks;
    size_t n = ranks ? (size_t)ranks->n : 1;
    double *own = t->losses + t->losses_n + 1;
    memset(own, 0, t->losses_n * sizeof *own);
    for (size_t i = rank; i < t->losses_n; i += n)
        if (!measure_batch(t, i, &own[i])) return false;
    sums_take(to, own, t->losses_n);
    return true;
}

bool batches_measure(struct training *t, double *mean)
{
    const struct dcalc_ranks *ranks = t->q->request->ranks;
    const struct part_source source = {measure_share, t};
    double sum = 0;
    if (!sums_add(&t->measures, ranks ? (size_t)ranks->n : 1, &source, t->losses)) return false;
    for (size_t i = 0; i < t->losses_n; i++) {
        size_t left = t->validate.rows - i * t->batch;
        sum += t->losses[i] * (double)(left < t->batch ? left : t->batch);
    }
    *mean = sum / (double)t->validate.rows;
    return true;
}

/* train.c - the order of a training: epochs, batches, steps, and what is told of them. */
#include "train/train_private.h"

#include "eval/block.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool usage(struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, nowhere, "%s", message);
    return hint ? diag_hint(q->core, "%s", hint) : false;
}

/* ---- what is asked ---- */

static bool has_rule(const struct dcalc_request *rq)
{
    return rq->optimizer.bytes || rq->schedule.bytes || rq->clip.bytes || rq->weight_decay.bytes;
}

bool train_is_asked(const struct dcalc_request *rq)
{
    return rq->command == DCALC_BACKPROP &&
           (rq->n_data || rq->n_validate || rq->batch || rq->parts || rq->epochs || rq->shuffle ||
            rq->seed || has_rule(rq) || rq->patience || rq->save || rq->resume.bytes);
}

static bool check_data(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->seed && !rq->shuffle)
        return usage(q, "a seed is of the order of shuffled rows", "shuffle them with --shuffle");
    if (rq->n_data && rq->steps)
        return usage(q, "steps through data are counted in epochs",
                     "give their number with --epochs");
    if (rq->n_data) return true;
    if (rq->batch || rq->shuffle || rq->parts)
        return usage(q, "batches are rows of data", "give the data with --data FILE");
    if (rq->epochs) return usage(q, "an epoch is a pass through data", "give it with --data FILE");
    if (rq->n_validate)
        return usage(q, "a training without data has no epochs to validate after",
                     "give the data with --data FILE");
    return true;
}

static bool check_form(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (rq->explain || rq->exact || rq->symbolic || rq->numbers == DCALC_CERTIFIED)
        return usage(q, "a training is computed in doubles, without formulas",
                     "leave out what asks for others");
    if (question_writes_document(q) || question_writes_latex(q) || rq->format >= DCALC_SVG)
        return usage(q, "a training answers in text, JSON or arrays", "leave the format out");
    if (rq->patience && !rq->n_validate)
        return usage(q, "an early stop needs data to validate with",
                     "give it with --validate FILE");
    if (!rq->n_weights)
        return usage(q, "backprop needs the names of the weights", "give them with --weights w,b");
    return check_data(q);
}

/* ---- the weights ---- */

static const struct dcalc_binding *binding_of(const struct dcalc_request *rq, const char *name)
{
    for (size_t i = rq->n_at; i-- > 0;)
        if (!strcmp(rq->at[i].name, name)) return &rq->at[i];
    return NULL;
}

static bool is_weight(const struct training *t, const char *name)
{
    return value_find(t->weights, t->n_weights, name) != NULL;
}

static bool add_weight(struct training *t, const char *name)
{
    struct question *q = t->q;
    const struct dcalc_binding *binding = binding_of(q->request, name);
    if (is_weight(t, name)) return true;
    if (!binding) {
        diag_error(q->core, KIND_NAME, nowhere, "the weight '%s' has no value", name);
        return diag_hint(q->core, "bind it with --at %s=...", name);
    }
    if (!value_read(q, binding, &t->weights[t->n_weights])) return false;
    if (!block_kernels()->all_finite(t->weights[t->n_weights].array.entries,
                                     t->weights[t->n_weights].count))
        return diag_error(q->core, KIND_DOMAIN, nowhere, "'%s' has an entry that is not finite",
                          name);
    t->n += t->weights[t->n_weights++].count;
    return true;
}

/* All weights stand one after another, and begin as the point says. */
static bool read_weights(struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    struct arena *arena = &t->q->core->arena;
    t->weights = arena_alloc(arena, rq->n_weights * sizeof *t->weights);
    t->weights_at = arena_alloc(arena, rq->n_weights * sizeof *t->weights_at);
    if (!t->weights || !t->weights_at) return false;
    for (size_t i = 0; i < rq->n_weights; i++)
        if (!add_weight(t, rq->weights[i])) return false;
    t->w = arena_alloc(arena, t->n * sizeof *t->w);
    t->gradient = arena_alloc(arena, t->n * sizeof *t->gradient);
    t->best = arena_alloc(arena, t->n * sizeof *t->best);
    t->slope = arena_alloc(arena, (t->n + 2) * sizeof *t->slope);
    if (!t->w || !t->gradient || !t->best || !t->slope) return false;
    double *w = t->w;
    for (size_t i = 0; i < t->n_weights; i++) {
        memcpy(w, t->weights[i].array.entries, t->weights[i].count * sizeof *w);
        t->weights_at[i] = w;
        w += t->weights[i].count;
    }
    return true;
}

/* ---- the data ---- */

static bool check_names(const struct training *t, const struct data *data)
{
    struct question *q = t->q;
    for (size_t i = 0; i < data->n; i++) {
        const char *name = data->arrays[i].name;
        if (is_weight(t, name))
            return diag_error(q->core, KIND_USAGE, nowhere, "the weight '%s' is also in %s", name,
                              data->option);
        if (binding_of(q->request, name))
            return diag_error(q->core, KIND_USAGE, nowhere, "'%s' is in --at and in %s", name,
                              data->option);
    }
    return true;
}

/* The arrays of the data to validate with, in the order of the others. */
static bool match(const struct training *t, struct data *validate)
{
    struct question *q = t->q;
    struct value *sorted = arena_alloc(&q->core->arena, (t->data.n + 1) * sizeof *sorted);
    if (!sorted) return false;
    for (size_t i = 0; i < t->data.n; i++) {
        const struct value *one = &t->data.arrays[i],
                           *other = value_find(validate->arrays, validate->n, one->name);
        if (!other)
            return diag_error(q->core, KIND_NAME, nowhere, "--validate has no '%s', but --data has",
                              one->name);
        if (other->array.ndim != one->array.ndim || data_width(other) != data_width(one))
            return diag_error(q->core, KIND_SHAPE, nowhere,
                              "'%s' has other columns in --validate than in --data", one->name);
        sorted[i] = *other;
    }
    validate->arrays = sorted;
    validate->n = t->data.n;
    return true;
}

static bool check_batch(struct training *t)
{
    struct question *q = t->q;
    size_t wanted = (size_t)q->request->batch;
    t->batch = wanted ? wanted : t->data.rows;
    if (t->batch > t->data.rows)
        return diag_error(q->core, KIND_USAGE, nowhere,
                          "a batch of %zu is more than the %zu row%s of the data", wanted,
                          t->data.rows, t->data.rows > 1 ? "s" : "");
    t->parts = q->request->parts > 0 ? (size_t)q->request->parts : 1;
    double per_epoch = ceil((double)t->data.rows / (double)t->batch);
    t->epochs = q->request->n_data ? q->request->epochs : q->request->steps;
    if (t->epochs < 1) t->epochs = 1;
    return t->epochs * per_epoch <= 1e9 ||
           diag_error(q->core, KIND_LIMIT, nowhere, "more than 1000000000 steps");
}

static bool read_data(struct training *t)
{
    struct question *q = t->q;
    const struct dcalc_request *rq = q->request;
    if (!data_read(q, &t->data, "--data", rq->data, rq->n_data) || !check_names(t, &t->data) ||
        !check_batch(t))
        return false;
    if (rq->shuffle && !data_make_room(q, &t->data, t->batch)) return false;
    return !rq->n_validate ||
           (data_read(q, &t->validate, "--validate", rq->validate, rq->n_validate) &&
            match(t, &t->validate));
}

/* ---- steps ---- */

/* The norm of the gradient is as it was before the step, and needed if `watched`. */
static void tell_step(const struct training *t, double loss, double gradient, bool watched)
{
    const struct dcalc_request *rq = t->q->request;
    int step = (int)t->made.step;
    if (rq->progress) rq->progress(rq->user, step, loss);
    if (!watched) return;
    struct dcalc_step done = {step, loss, gradient, optimizer_norm(t->w, t->n)};
    rq->watch(rq->user, &done);
}

static bool take_step(struct training *t, size_t rows, const struct shuffle *shuffle)
{
    struct progress_made *made = &t->made;
    int step = (int)made->step + 1;
    bool watched =
        watch_wants(t->q->request, step, made->row + (double)rows == (double)t->data.rows);
    double loss, norm = 0;
    batch_take(t, rows, shuffle);
    if (!batch_slope(t, &loss, t->gradient)) return false;
    watch_loss(&t->watch, loss);
    if (watched) norm = optimizer_norm(t->gradient, t->n);
    struct update move = {
        .w = t->w,
        .loss = loss,
        .g = t->gradient,
        .rate = schedule_rate(&t->schedule, t->optimizer.rate, made->epoch, t->epochs),
        .step = step,
        .elsewhere = {batch_slope, t},
    };
    if (!optimizer_step(&t->optimizer, &move)) return false;
    made->step++;
    made->row += (double)rows;
    made->losses += loss * (double)rows;
    tell_step(t, loss, norm, watched);
    return true;
}

/* ---- epochs ---- */

/* The least loss counts, and the weights that have it (Prechelt 1998). */
static void judge(struct training *t)
{
    struct progress_made *made = &t->made;
    if (!(made->validation >= made->best)) {
        made->best = made->validation;
        made->best_epoch = made->epoch;
        memcpy(t->best, t->w, t->n * sizeof *t->w);
    }
    double patience = t->q->request->patience;
    made->stopped = patience > 0 && made->epoch - made->best_epoch >= patience;
}

static void tell_epoch(const struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    const struct progress_made *made = &t->made;
    struct dcalc_epoch done = {(int)made->epoch, (int)made->step, made->loss, made->validation};
    if (rq->watch_epoch) rq->watch_epoch(rq->user, &done);
}

static bool end_epoch(struct training *t)
{
    struct progress_made *made = &t->made;
    made->epoch++;
    made->loss = made->losses / (double)t->data.rows;
    made->losses = made->row = 0;
    if (t->validate.n && !batches_measure(t, &made->validation)) return false;
    if (t->validate.n) judge(t);
    tell_epoch(t);
    return true;
}

/* After so many steps, or after each epoch. */
static bool save(struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    bool ended = t->made.row == 0, due = ended;
    if (rq->save_every) due = (long)t->made.step % rq->save_every == 0;
    bool last = ended && (t->made.epoch >= t->epochs || t->made.stopped != 0);
    return !rq->save || (!due && !last) || checkpoint_save(t);
}

static bool run_epoch(struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    struct shuffle shuffle;
    shuffle_begin(&shuffle, t->data.rows, (uint64_t)rq->seed, (uint64_t)t->made.epoch);
    do {
        size_t left = t->data.rows - (size_t)t->made.row, n = left < t->batch ? left : t->batch;
        if (!take_step(t, n, rq->shuffle ? &shuffle : NULL)) return false;
        if (n == left && !end_epoch(t)) return false;
        if (!save(t)) return false;
    } while (t->made.row > 0);
    return true;
}

/* ---- the answer ---- */

static bool fill(struct training *t, struct dcalc_array *array, const double *from)
{
    struct arena *arena = &t->answer->arena;
    double *values = arena_alloc(arena, (array->count + 1) * sizeof *values);
    const char **texts = NULL;
    if (t->q->request->digits) texts = arena_alloc(arena, (array->count + 1) * sizeof *texts);
    if (!values || (t->q->request->digits && !texts)) return false;
    for (size_t i = 0; i < array->count; i++) {
        const char *text;
        digits_of_double(t->q, t->answer, from[i], &values[i], &text);
        if (texts) texts[i] = text;
    }
    answer_set_numbers(array, values, texts);
    return !t->answer->mem.failed;
}

/* What the arrays of the answer do not say. */
static bool add_notes(struct training *t, const struct dcalc_trained *trained)
{
    struct str text = {.mem = &t->q->core->mem};
    bool ok = t->q->request->numbers == DCALC_DOUBLE ||
              answer_note(t->answer, "computed in doubles: several steps");
    if (trained->best_epoch)
        str_putf(&text,
                 "%s after epoch %d; the weights are those of epoch %d, whose validation loss was ",
                 t->made.stopped != 0 ? "stopped" : "ended", trained->epochs, trained->best_epoch);
    else if (t->validate.n)
        str_puts(&text, "the validation loss is ");
    if (text.n) digits_print(t->q, trained->validation, &text);
    if (text.n) ok = ok && !text.failed && answer_note(t->answer, text.s);
    str_free(&text);
    return ok;
}

static bool answer(struct training *t)
{
    const struct progress_made *made = &t->made;
    struct dcalc_trained *trained = arena_alloc(&t->answer->arena, sizeof *trained);
    bool best = t->q->request->patience > 0;
    const double *w = best ? t->best : t->w;
    if (!trained || !fill(t, &t->answer->values[0], &made->loss)) return false;
    for (size_t i = 0; i < t->n_weights; i++) {
        if (!fill(t, &t->answer->weights[i], w)) return false;
        w += t->weights[i].count;
    }
    *trained = (struct dcalc_trained){.epochs = (int)made->epoch,
                                      .steps = (int)made->step,
                                      .best_epoch = best ? (int)made->best_epoch : 0,
                                      .validation = best ? made->best : made->validation};
    t->answer->public.trained = trained;
    return add_notes(t, trained);
}

/* ---- the whole ---- */

static bool prepare(struct training *t)
{
    struct progress_made *made = &t->made;
    made->loss = made->validation = made->best = NAN;
    return check_form(t->q) && schedule_read(t->q, &t->schedule) &&
           optimizer_read(t->q, &t->optimizer) && read_weights(t) && read_data(t) &&
           optimizer_begin(&t->optimizer, t->q, t->n) && batches_make(t) &&
           checkpoint_identify(t) && checkpoint_resume(t) && checkpoint_share(t);
}

struct training *train_open(struct question *q, struct answer *answer)
{
    struct training *t = arena_alloc(&q->core->arena, sizeof *t);
    if (!t) return NULL;
    t->q = q;
    t->answer = answer;
    if (prepare(t)) return t;
    train_close(t);
    return NULL;
}

bool train_run(struct training *t)
{
    while (t->made.epoch < t->epochs && t->made.stopped == 0)
        if (!run_epoch(t)) return false;
    return answer(t);
}

void train_close(struct training *t)
{
    if (t) batches_close(t);
}

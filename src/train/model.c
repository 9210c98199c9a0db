/* model.c - the loss and its gradient for batches of one number of rows.
 *
 * The weights and the data are names without a value in the point, as the columns of a table are,
 * so that nothing is computed from the rows of one batch alone. */
#include "train/train_private.h"

#include <stdatomic.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- the question ---- */

/* The point, without the weights. */
static bool take_point(struct model *m, const struct model_source *s)
{
    const struct dcalc_request *rq = s->whole->request;
    struct dcalc_binding *at = arena_alloc(&s->whole->core->arena, (rq->n_at + 1) * sizeof *at);
    if (!at) return false;
    m->request.n_at = 0;
    for (size_t i = 0; i < rq->n_at; i++)
        if (!value_find(s->weights, s->n_weights, rq->at[i].name))
            at[m->request.n_at++] = rq->at[i];
    m->request.at = at;
    return true;
}

static bool ask(struct model *m, const struct model_source *s)
{
    m->request = *s->whole->request;
    m->request.has_at = true;
    m->request.numbers = DCALC_DOUBLE;
    m->request.n_data = m->request.n_validate = 0;
    if (m->request.steps < 2) m->request.steps = 2; /* the weights change */
    if (!m->request.lr.bytes) m->request.lr = (struct dcalc_text){"1", 1, "--lr"};
    return take_point(m, s);
}

static bool add_input(struct question *q, const char *name, struct shape_data d)
{
    uint32_t interned = names_intern(&q->core->names, &q->core->arena, name, strlen(name));
    return interned != NAME_NONE &&
           bindings_add_column(q, interned, shape_of(&q->graph->shapes, d));
}

static bool too_large(struct question *q, const struct value *array)
{
    diag_error(q->core, KIND_LIMIT, nowhere, "a batch of '%s' has more than %d entries",
               array->name, INT32_MAX);
    return diag_hint(q->core, "take fewer rows with --batch");
}

static bool add_inputs(struct question *q, const struct model_source *s, size_t rows)
{
    for (size_t i = 0; i < s->n_weights; i++) {
        const struct dcalc_values *a = &s->weights[i].array;
        struct shape_data d = {a->ndim, {1, 1}};
        for (int k = 0; k < a->ndim; k++) d.d[k] = (int64_t)a->dims[k];
        if (!add_input(q, s->weights[i].name, d)) return false;
    }
    for (size_t i = 0; i < s->data->n; i++) {
        const struct value *array = &s->data->arrays[i];
        if (rows > INT32_MAX / data_width(array)) return too_large(q, array);
        if (!add_input(q, array->name, data_shape(array, rows))) return false;
    }
    return true;
}

/* Reads the loss of so many rows. */
static bool read_loss(struct model *m, const struct model_source *s, size_t rows)
{
    const struct question *whole = s->whole;
    *m = (struct model){.rows = rows, .order = s->order, .n_weights = s->n_weights};
    question_init(&m->q, whole->core, whole->graph);
    computation_init(&m->c, &m->q, s->answer);
    if (!ask(m, s)) return false;
    question_ask(&m->q, &m->request, NULL, whole->lasting);
    return bindings_read(&m->q) && add_inputs(&m->q, s, rows) && shapes_read(&m->q) &&
           program_read(&m->q) && shapes_are_known(&m->q) && guards_known(&m->q);
}

/* ---- a part of a batch ---- */

static bool list_rows(struct model *m, const struct model_source *s, struct split_source *out)
{
    id *rows = arena_alloc(&m->q.core->arena, (s->data->n + 1) * sizeof *rows);
    for (size_t i = 0; rows && i < s->data->n; i++)
        rows[i] = bindings_column(&m->q, s->n_weights + i);
    *out = (struct split_source){rows, s->data->n, (int64_t)m->rows};
    return rows != NULL;
}

static bool take_part(struct model *m, const struct model_source *s)
{
    struct split_source rows;
    return !s->split || (list_rows(m, s, &rows) && split_take(&m->q, s->split, &rows, s->batch));
}

static bool divides(size_t prime, const struct dcalc_values *array, int first)
{
    for (int i = first; array->entries && i < array->ndim; i++)
        if (array->dims[i] % prime == 0) return true;
    return false;
}

static bool divides_a_size(size_t prime, const struct model_source *s)
{
    const struct dcalc_request *rq = s->whole->request;
    bool found = false;
    for (size_t i = 0; i < s->n_weights; i++)
        found = found || divides(prime, &s->weights[i].array, 0);
    for (size_t i = 0; i < s->data->n; i++)
        found = found || divides(prime, &s->data->arrays[i].array, 1);
    for (size_t i = 0; i < rq->n_at; i++) found = found || divides(prime, &rq->at[i].array, 0);
    return found;
}

static bool is_prime(size_t n)
{
    for (size_t i = 2; i * i <= n; i++)
        if (n % i == 0) return false;
    return true;
}

/* A prime that divides no other size; as small as it is, an array of so many rows is none too
 * large. */
static size_t prime_of_rows(const struct model_source *s)
{
    size_t prime = 16381, widest = 1;
    for (size_t i = 0; i < s->data->n; i++)
        if (data_width(&s->data->arrays[i]) > widest) widest = data_width(&s->data->arrays[i]);
    while (prime * widest > INT32_MAX && prime > 100) prime /= 2;
    while (!is_prime(prime) || divides_a_size(prime, s)) prime--;
    return prime;
}

/* An error in the loss itself is found with the batch's own number of rows. */
bool model_split(const struct model_source *s, struct split *out)
{
    struct model batch, primes;
    struct split_source rows;
    bool ok = read_loss(&batch, s, s->batch);
    if (ok) {
        ok = read_loss(&primes, s, prime_of_rows(s));
        if (!ok) diag_hint(s->whole->core, "--parts needs a loss of any number of rows");
        ok = ok && list_rows(&primes, s, &rows) && split_read(&primes.q, &rows, out);
        model_close(&primes);
    }
    model_close(&batch);
    return ok;
}

bool model_derive(struct model *m, const struct model_source *s, size_t rows)
{
    return read_loss(m, s, rows) && take_part(m, s) && leaves_choose(&m->q) &&
           derivatives_make(&m->q) && !diag_any(m->q.core);
}

/* ---- running ---- */

/* Inputs that the loss does not use have no slot. */
static bool list_inputs(struct model *m, const struct model_source *s)
{
    struct arena *arena = &m->q.core->arena;
    size_t n = m->q.columns.n;
    m->lent = arena_alloc(arena, (n + 1) * sizeof *m->lent);
    m->from = arena_alloc(arena, (n + 1) * sizeof *m->from);
    if (!m->lent || !m->from) return false;
    m->doubles.lent = m->lent;
    for (size_t i = 0; i < n; i++) {
        id variable = bindings_column(&m->q, i);
        if (!tape_has(&m->c.tape, variable)) continue;
        m->lent[m->doubles.n_lent].slot = tape_slot(&m->c.tape, variable);
        m->from[m->doubles.n_lent++] =
            i < s->n_weights ? &s->weights_at[i] : &s->data->at[i - s->n_weights];
    }
    return true;
}

bool model_compile(struct model *m, const struct model_source *s, bool measures)
{
    m->q.new_weights.n = 0; /* the optimizer makes them */
    if (measures) m->q.derivatives.n = m->q.kinks.all.n = 0;
    return computation_collect(&m->c) && doubles_open(&m->doubles, &m->c, true) &&
           list_inputs(m, s);
}

static uint32_t slot_of_weight(const struct model *m, size_t weight)
{
    return computation_slot(&m->c, m->c.roots.derivatives + weight);
}

/* A slot is filled after those before it. */
void model_order(const struct model *m, size_t *order)
{
    for (size_t i = 0; i < m->n_weights; i++) {
        size_t at = i;
        for (; at && slot_of_weight(m, order[at - 1]) > slot_of_weight(m, i); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

/* Gives the derivatives that are there after so many stages of the run. */
static void give(void *user, uint32_t stages)
{
    struct model *m = user;
    for (; m->n_given < m->n_weights; m->n_given++) {
        size_t weight = m->order[m->n_given], root = m->c.roots.derivatives + weight;
        uint32_t slot = slot_of_weight(m, weight);
        if (eval_ready(&m->c.doubles, slot) > stages) return;
        sums_take(m->to, eval_slot(&m->c.doubles, slot), (size_t)computation_count(&m->c, root));
    }
}

bool model_run(struct model *m, struct adding *to, double *loss)
{
    for (size_t i = 0; i < m->doubles.n_lent; i++) m->lent[i].values = *m->from[i];
    m->to = to;
    m->n_given = 0;
    m->doubles.told = to ? give : NULL;
    m->doubles.user = m;
    atomic_store(&m->q.core->work, 0); /* each step may be large, and they may be many */
    if (!doubles_next(&m->doubles)) return false;
    if (m->c.local.pending)
        return diag_error(m->q.core, KIND_UNDECIDED, nowhere,
                          "whether the loss has a derivative here is not decided");
    *loss = *eval_slot(&m->c.doubles, computation_slot(&m->c, m->c.roots.values));
    if (to) give(m, UINT32_MAX);
    return true;
}

void model_close(struct model *m)
{
    if (m->doubles.c) doubles_close(&m->doubles);
    computation_free(&m->c);
    question_free(&m->q);
}

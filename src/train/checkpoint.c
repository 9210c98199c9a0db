/* checkpoint.c - a training as it stands, as the bytes of a .safetensors file: the weights under
 * their names, the optimizer's states as exp_avg.W, and vectors with what is counted. All that a
 * step depends on is in it, and the orders of rows follow from the seed, so that what is resumed
 * takes the same steps, bit for bit. */
#include "train/train_private.h"

#include "data/point.h"
#include "data/safetensors_write.h"

#include <math.h>
#include <string.h>

/* ---- which training it is of ---- */

static void hash_bytes(uint64_t *hash, const void *bytes, size_t n)
{
    const unsigned char *at = bytes; /* FNV-1a (Fowler, Noll and Vo 1991) */
    for (size_t i = 0; i < n; i++) *hash = (*hash ^ at[i]) * UINT64_C(0x100000001B3);
    *hash = (*hash ^ 0xff) * UINT64_C(0x100000001B3);
}

static void hash_text(uint64_t *hash, const struct dcalc_text *text)
{
    hash_bytes(hash, text->bytes, text->length);
}

/* A word at a time, since there may be many. */
static void hash_numbers(uint64_t *hash, const double *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t word;
        memcpy(&word, &numbers[i], sizeof word);
        *hash = (*hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        *hash ^= *hash >> 32;
    }
}

static void hash_array(uint64_t *hash, const char *name, const struct dcalc_values *array)
{
    hash_bytes(hash, name, strlen(name));
    hash_bytes(hash, &array->ndim, sizeof array->ndim);
    hash_bytes(hash, array->dims, sizeof array->dims);
}

/* ---- the rows ---- */

/* The numbers of the data, and of that to validate with, are hashed in blocks, whose hashes are
 * added: so each of several ranks reads its share of them. */
enum { BLOCK = 1 << 17 };

static size_t blocks_of(const struct value *array)
{
    return (array->count + BLOCK - 1) / BLOCK;
}

static uint64_t hash_block(const struct value *array, size_t block, size_t place)
{
    size_t from = block * BLOCK, left = array->count - from;
    uint64_t hash = (UINT64_C(0xCBF29CE484222325) ^ place) * UINT64_C(0x100000001B3);
    hash_numbers(&hash, array->array.entries + from, left < BLOCK ? left : BLOCK);
    return (hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Adds those of the blocks from `from` to `to` of all, of which `before` come before this data's.
 * Returns how many come before what follows. */
static size_t add_blocks(uint64_t *sum, const struct data *data, size_t before, size_t from,
                         size_t to)
{
    for (size_t i = 0; i < data->n; i++) {
        size_t n = blocks_of(&data->arrays[i]), first = from > before ? from - before : 0;
        for (size_t k = first; k < n && before + k < to; k++)
            *sum += hash_block(&data->arrays[i], k, before + k);
        before += n;
    }
    return before;
}

/* The hash of one of so many shares of all rows. */
static uint64_t hash_rows(const struct training *t, size_t share, size_t shares)
{
    uint64_t none = 0, sum = 0;
    size_t all = add_blocks(&none, &t->validate, add_blocks(&none, &t->data, 0, 0, 0), 0, 0);
    size_t from = all * share / shares, to = all * (share + 1) / shares;
    add_blocks(&sum, &t->validate, add_blocks(&sum, &t->data, 0, from, to), from, to);
    return sum;
}

/* ---- the question ---- */

/* What all ranks must have alike: of the numbers, the first and the last ones stand for all. */
static void hash_data(uint64_t *hash, const struct data *data)
{
    for (size_t i = 0; i < data->n; i++) {
        const struct value *array = &data->arrays[i];
        hash_array(hash, array->name, &array->array);
        *hash += hash_block(array, 0, 0) + hash_block(array, blocks_of(array) - 1, 1);
    }
}

/* The numbers of the point that stay as they are. */
static void hash_point(uint64_t *hash, const struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    for (size_t i = 0; i < rq->n_at; i++) {
        const struct dcalc_binding *at = &rq->at[i];
        if (value_find(t->weights, t->n_weights, at->name)) continue;
        hash_array(hash, at->name, &at->array);
        size_t n = 1;
        for (int k = 0; k < at->array.ndim; k++) n *= at->array.dims[k];
        if (at->array.entries)
            hash_numbers(hash, at->array.entries, n);
        else
            hash_text(hash, &at->value);
    }
}

/* Hashes what a step depends on, except the weights and most of the rows; the number of epochs,
 * which may be raised, is left out. */
static uint64_t hash_question(const struct training *t)
{
    const struct dcalc_request *rq = t->q->request;
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    const int numbers[] = {rq->batch, (int)t->parts, rq->shuffle, rq->seed, rq->patience};
    for (size_t i = 0; i < rq->n_assume; i++) hash_text(&hash, &rq->assume[i]);
    for (size_t i = 0; i < rq->n_lets; i++) hash_text(&hash, &rq->lets[i]);
    for (size_t i = 0; i < rq->n_exprs; i++) hash_text(&hash, &rq->exprs[i]);
    hash_text(&hash, &rq->lr);
    hash_text(&hash, &rq->optimizer);
    hash_text(&hash, &rq->schedule);
    hash_text(&hash, &rq->clip);
    hash_text(&hash, &rq->weight_decay);
    hash_bytes(&hash, numbers, sizeof numbers);
    for (size_t i = 0; i < t->n_weights; i++)
        hash_array(&hash, t->weights[i].name, &t->weights[i].array);
    hash_point(&hash, t);
    hash_data(&hash, &t->data);
    hash_data(&hash, &t->validate);
    return hash;
}

/* ---- both ---- */

/* Hashes are added up in parts so small that doubles hold their sums. */
enum { PARTS = 4, BITS = 16 };

static bool give_share(void *user, size_t share, struct adding *to)
{
    const struct training *t = user;
    uint64_t hash = hash_rows(t, share, (size_t)t->q->request->ranks->n);
    double parts[PARTS];
    for (size_t i = 0; i < PARTS; i++, hash >>= BITS) parts[i] = (double)(hash & 0xFFFF);
    sums_take(to, parts, PARTS);
    return true;
}

static void halve(uint64_t hash, double halves[2])
{
    halves[0] = (double)(hash >> 32);
    halves[1] = (double)(hash & UINT32_MAX);
}

static bool check_question(const struct training *t, uint64_t question)
{
    double halves[2], first[2];
    halve(question, halves);
    memcpy(first, halves, sizeof first);
    if (!ranks_share(t->q->request->ranks, t->q->core, first, 2)) return false;
    return !memcmp(first, halves, sizeof first) ||
           diag_error(t->q->core, KIND_USAGE, (struct span){0},
                      "this rank was asked another question than rank 0, or has other data");
}

bool checkpoint_identify(struct training *t)
{
    const struct dcalc_ranks *ranks = t->q->request->ranks;
    const struct part_source source = {give_share, t};
    struct sums sums;
    double parts[PARTS + 1];
    if (!ranks || ranks->n < 2) return true; /* a hash is made when it is needed */
    uint64_t question = hash_question(t), rows = 0;
    sums_open(&sums, t->q, PARTS);
    if (!sums_add(&sums, (size_t)ranks->n, &source, parts)) return false;
    for (size_t i = 0; i < PARTS; i++) rows += (uint64_t)parts[i] << BITS * i;
    t->hash = question ^ rows;
    return check_question(t, question);
}

static void take_hash(struct training *t, double halves[2])
{
    if (!t->hash) t->hash = hash_question(t) ^ hash_rows(t, 0, 1);
    halve(t->hash, halves);
}

/* ---- the arrays of the file ---- */

/* One of them, and where the training has it. */
struct stored {
    struct array array;
    double *entries;
};

struct parts {
    struct training *t;
    VEC(struct stored) all;
    double question[2]; /* the hash in halves, which doubles hold */
    double made[PROGRESS_NUMBERS];
};

/* Adds an array, as prefix.name, or as the name without a prefix. */
static bool add(struct parts *p, const char *prefix, const char *name,
                const struct dcalc_values *like, double *entries)
{
    struct core *core = p->t->q->core;
    struct str text = {.mem = &core->mem};
    str_putf(&text, "%s%s%s", prefix, *prefix ? "." : "", name);
    struct stored part = {{str_settle(&text, &core->arena),
                           like->ndim,
                           {like->dims[0], like->dims[1]},
                           entries,
                           NULL},
                          entries};
    return part.array.name && vec_push(&core->mem, &p->all, part);
}

/* The weights, or numbers that belong to each of them. */
static bool add_like_weights(struct parts *p, const char *prefix, double *entries)
{
    for (size_t i = 0; i < p->t->n_weights; i++) {
        const struct value *w = &p->t->weights[i];
        if (!add(p, prefix, w->name, &w->array, entries)) return false;
        entries += w->count;
    }
    return true;
}

static bool add_vector(struct parts *p, const char *name, double *entries, size_t n)
{
    return add(p, "training", name, &(struct dcalc_values){1, {n, 1}, entries}, entries);
}

static bool list(struct parts *p)
{
    struct training *t = p->t;
    take_hash(t, p->question);
    memcpy(p->made, &t->made, sizeof t->made);
    const struct optimizer *o = &t->optimizer;
    bool ok = add_like_weights(p, "", t->w);
    for (size_t i = 0; ok && i < o->n_states; i++)
        ok = add_like_weights(p, o->names[i], o->states[i]);
    if (ok && o->n_numbers) ok = add_vector(p, "optimizer", o->numbers, o->n_numbers);
    if (ok && t->q->request->patience) ok = add_like_weights(p, "best", t->best);
    return ok && add_vector(p, "question", p->question, 2) &&
           add_vector(p, "progress", p->made, PROGRESS_NUMBERS);
}

/* ---- writing ---- */

static bool write(struct parts *p)
{
    struct training *t = p->t;
    struct core *core = t->q->core;
    struct array *arrays = mem_array(&core->mem, p->all.n, sizeof *arrays);
    struct str bytes = {.mem = &core->mem};
    for (size_t i = 0; arrays && i < p->all.n; i++) arrays[i] = p->all.at[i].array;
    if (arrays) safetensors_write(&bytes, arrays, p->all.n);
    bool ok = arrays && !bytes.failed;
    if (ok && !t->q->request->save(t->q->request->user, bytes.s, bytes.n))
        ok = diag_error(core, KIND_IO, (struct span){0}, "the checkpoint cannot be written");
    str_free(&bytes);
    mem_free_array(&core->mem, arrays, p->all.n, sizeof *arrays);
    return ok;
}

bool checkpoint_save(struct training *t)
{
    struct core *core = t->q->core;
    struct parts parts = {.t = t};
    struct arena_mark mark = arena_mark(&core->arena);
    bool ok = list(&parts) && write(&parts);
    vec_free(&core->mem, &parts.all);
    if (ok) arena_release(&core->arena, mark);
    return ok;
}

/* ---- reading ---- */

static bool of_another(struct training *t, const char *source)
{
    diag_error(t->q->core, KIND_USAGE, (struct span){0}, "%s is a checkpoint of another training",
               source);
    return diag_hint(t->q->core, "the loss, the options, the point and the data must be those "
                                 "that it was made with; remove it to begin anew");
}

static bool of_none(struct training *t, const char *source)
{
    diag_error(t->q->core, KIND_IO, (struct span){0}, "%s is no checkpoint, or a part of one",
               source);
    return diag_hint(t->q->core, "remove it to begin anew");
}

/* Reads one array into its place. */
static bool read_part(struct parts *p, struct buffers *buffers, const struct stored *part)
{
    struct training *t = p->t;
    struct core *core = t->q->core;
    const struct dcalc_text *resume = &t->q->request->resume;
    struct point point = {.core = core, .buffers = buffers};
    struct str path = {.mem = &core->mem};
    str_putf(&path, "\"%s\"[%s]", resume->source, part->array.name);
    struct point_file file = {path.s, resume->bytes, resume->length};
    struct trial trial;
    trial_begin(&trial, core);
    bool ok = !path.failed && point_read(&point, &file, part->array.name);
    trial_end(&trial, core, false);
    size_t n = array_count(&part->array);
    ok = ok && point.all.n == 1 && point.all.at[0].array.entries &&
         array_count(&point.all.at[0].array) == n;
    if (ok) memcpy(part->entries, point.all.at[0].array.entries, n * sizeof *part->entries);
    vec_free(&core->mem, &point.all);
    str_free(&path);
    return ok;
}

/* Do the counts fit together? Those of a broken file would lead out of the data. */
static bool is_possible(const struct training *t, const double *numbers)
{
    struct progress_made made;
    double rows = (double)t->data.rows, batch = (double)t->batch;
    memcpy(&made, numbers, sizeof made);
    return made.epoch >= 0 && made.epoch <= 1e9 && made.epoch == floor(made.epoch) &&
           made.row >= 0 && made.row < rows && fmod(made.row, batch) == 0 &&
           made.best_epoch <= made.epoch &&
           made.step == made.epoch * ceil(rows / batch) + made.row / batch;
}

static bool read_all(struct parts *p, struct buffers *buffers)
{
    struct training *t = p->t;
    double question[2] = {p->question[0], p->question[1]};
    const char *source = t->q->request->resume.source ? t->q->request->resume.source : "this";
    for (size_t i = p->all.n; i-- > 0;) { /* the last tell whose they are */
        if (!read_part(p, buffers, &p->all.at[i])) return of_none(t, source);
        if (i + 2 == p->all.n && memcmp(question, p->question, sizeof question) != 0)
            return of_another(t, source);
    }
    if (!is_possible(t, p->made)) return of_none(t, source);
    memcpy(&t->made, p->made, sizeof t->made);
    return true;
}

bool checkpoint_resume(struct training *t)
{
    struct core *core = t->q->core;
    struct parts parts = {.t = t};
    struct buffers buffers = {.mem = &core->mem};
    if (!t->q->request->resume.bytes) return true;
    bool ok = list(&parts) && read_all(&parts, &buffers);
    vec_free(&core->mem, &parts.all);
    buffers_free(&buffers);
    return ok;
}

/* ---- all ranks ---- */

bool checkpoint_share(struct training *t)
{
    const struct dcalc_ranks *ranks = t->q->request->ranks;
    struct core *core = t->q->core;
    struct optimizer *o = &t->optimizer;
    double made[PROGRESS_NUMBERS];
    memcpy(made, &t->made, sizeof t->made);
    bool ok = ranks_agree(ranks, core) && ranks_share(ranks, core, made, PROGRESS_NUMBERS) &&
              ranks_share(ranks, core, t->w, t->n) && ranks_share(ranks, core, t->best, t->n) &&
              ranks_share(ranks, core, o->numbers, o->n_numbers);
    for (size_t i = 0; ok && i < o->n_states; i++)
        ok = ranks_share(ranks, core, o->states[i], t->n);
    if (ok) memcpy(&t->made, made, sizeof t->made);
    return ok;
}

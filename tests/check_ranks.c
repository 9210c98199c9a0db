/* Trainings that several ranks share, here threads: the same bits, and errors that all learn of. */
/* Tests src/train/ranks.c, src/train/parts.c, src/train/split.c, src/train/split_loss.c,
 * src/train/checkpoint.c. */
#include "support/support.h"

#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- messages between threads ---- */

enum { MOST_RANKS = 9, MOST_BEGUN = 256, SHARED = -1 /* instead of a tag */ };

/* From one rank to another; taken once. */
struct message {
    int from, to, tag;
    double *values;
    size_t n;
    struct message *next;
};

struct world {
    int n;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct message *first; /* in the order in which they were sent */
    int met, round;        /* of agree */
    bool ok, agreed;
    size_t sent; /* messages between two ranks */
};

/* What a rank has begun to receive. */
struct begun {
    int from, tag;
    double *values;
    size_t n;
    bool is_done;
};

struct place {
    struct world *world;
    int rank;
    bool disagreed;
    dcalc *interrupts; /* the session to interrupt with the first message, or NULL */
    struct begun begun[MOST_BEGUN];
    int n_begun;
};

/* Under the lock. */
static void append(struct world *w, int from, int to, int tag, const double *values, size_t n)
{
    struct message **at = &w->first, *message = malloc(sizeof *message);
    *message = (struct message){from, to, tag, malloc(n * sizeof *values), n, NULL};
    memcpy(message->values, values, n * sizeof *values);
    while (*at) at = &(*at)->next;
    *at = message;
    pthread_cond_broadcast(&w->changed);
}

static bool send(void *user, int to, int tag, const double *values, size_t n)
{
    struct place *place = user;
    struct world *w = place->world;
    ck_assert(tag >= 0 && tag < 1024);
    pthread_mutex_lock(&w->lock);
    append(w, place->rank, to, tag, values, n);
    w->sent++;
    pthread_mutex_unlock(&w->lock);
    if (place->interrupts) dcalc_interrupt(place->interrupts);
    return true;
}

/* Nobody may read the values before they are there. */
static int expect(void *user, int from, int tag, double *values, size_t n)
{
    struct place *place = user;
    ck_assert_int_lt(place->n_begun, MOST_BEGUN);
    for (size_t i = 0; i < n; i++) values[i] = NAN;
    place->begun[place->n_begun] = (struct begun){from, tag, values, n, false};
    return place->n_begun++;
}

static bool is_for(const struct message *message, const struct place *place,
                   const struct begun *begun)
{
    return message->to == place->rank && message->from == begun->from && message->tag == begun->tag;
}

/* Takes its message if that is there, under the lock. */
static bool take(const struct place *place, struct begun *begun)
{
    struct message **at = &place->world->first, *message;
    if (begun->is_done) return true;
    while (*at && !is_for(*at, place, begun)) at = &(*at)->next;
    if (!(message = *at)) return false;
    ck_assert_uint_eq(message->n, begun->n);
    memcpy(begun->values, message->values, begun->n * sizeof *begun->values);
    *at = message->next;
    free(message->values);
    free(message);
    return begun->is_done = true;
}

static bool arrived(void *user, int expected, bool wait)
{
    struct place *place = user;
    struct world *w = place->world;
    ck_assert(expected >= 0 && expected < place->n_begun);
    pthread_mutex_lock(&w->lock);
    bool there = take(place, &place->begun[expected]);
    for (; wait && !there; there = take(place, &place->begun[expected]))
        pthread_cond_wait(&w->changed, &w->lock);
    pthread_mutex_unlock(&w->lock);
    return there;
}

static bool share(void *user, double *values, size_t n)
{
    struct place *place = user;
    struct world *w = place->world;
    if (place->rank > 0) {
        place->begun[place->n_begun++] = (struct begun){0, SHARED, values, n, false};
        return true;
    }
    pthread_mutex_lock(&w->lock);
    for (int i = 1; i < w->n; i++) append(w, 0, i, SHARED, values, n);
    pthread_mutex_unlock(&w->lock);
    return true;
}

static bool finish(void *user)
{
    struct place *place = user;
    for (int i = 0; i < place->n_begun; i++) arrived(place, i, true);
    place->n_begun = 0;
    return true;
}

/* Waits for all; the lock is held. */
static void meet(struct world *w)
{
    int round = w->round;
    if (++w->met == w->n) {
        w->met = 0;
        w->round++;
        w->agreed = w->ok;
        w->ok = true;
        pthread_cond_broadcast(&w->changed);
    }
    while (w->round == round) pthread_cond_wait(&w->changed, &w->lock);
}

static bool agree(void *user, bool ok)
{
    struct place *place = user;
    struct world *w = place->world;
    ck_assert(!place->disagreed);
    ck_assert_int_eq(place->n_begun, 0);
    pthread_mutex_lock(&w->lock);
    w->ok = w->ok && ok;
    meet(w);
    bool agreed = w->agreed;
    meet(w);
    pthread_mutex_unlock(&w->lock);
    place->disagreed = !agreed;
    return agreed;
}

/* ---- trainings ---- */

enum { ROWS = 23, MANY = 40000 /* several pieces */ };

struct job {
    int columns, parts, epochs, broken; /* which row has no number; -1: none */
    int other;                          /* which rank has another row, or 0 */
    const char *optimizer;
    bool is_deep;                               /* two layers, whose weights are several pieces */
    bool interrupted;                           /* the last rank, as soon as it sends something */
    const struct dcalc_text *resume;            /* of rank 0, or NULL */
    bool (*save)(void *, const char *, size_t); /* of rank 0 */
    struct dcalc_text saved;
};

struct trainer {
    struct place place;
    struct job *job;
    double *xs, ys[ROWS], *ws;
    struct dcalc_result *result;
};

static bool keep(void *user, const char *bytes, size_t length)
{
    struct job *job = user;
    char *copy = malloc(length);
    memcpy(copy, bytes, length);
    free((char *)job->saved.bytes);
    job->saved = (struct dcalc_text){copy, length, "kept"};
    return true;
}

static bool refuse(void *user, const char *bytes, size_t length)
{
    (void)user, (void)bytes;
    return length == 0;
}

static void fill(struct trainer *t)
{
    int columns = t->job->columns;
    t->xs = malloc((size_t)columns * ROWS * sizeof *t->xs);
    t->ws = malloc((size_t)columns * sizeof *t->ws);
    for (int i = 0; i < columns * ROWS; i++) t->xs[i] = sin((i % 1009) * (i + 1.0)) / columns;
    for (int i = 0; i < columns; i++) t->ws[i] = 1 / (i - 2.5);
    for (int i = 0; i < ROWS; i++) t->ys[i] = cos(3 * i);
    if (t->job->broken >= 0) t->ys[t->job->broken] = NAN;
    if (t->job->other && t->job->other == t->place.rank) t->ys[ROWS / 2] += 1;
}

static void *train(void *user)
{
    static const char one[] = "mean((tanh(x@w + b) - y)^2) + sum(w^2)/10",
                      two[] = "mean((tanh(x@w)@b - y)^2)",
                      first[] = "reshape(sin(range(60000)), 3, 20000)",
                      second[] = "cos(range(20000))/20000";
    static const char *const weights[] = {"w", "b"};
    struct trainer *t = user;
    struct job *job = t->job;
    const char *loss = job->is_deep ? two : one;
    bool leads = t->place.rank == 0;
    size_t columns = (size_t)job->columns;
    fill(t);
    const struct dcalc_ranks ranks = {.size = sizeof ranks,
                                      .rank = t->place.rank,
                                      .n = t->place.world->n,
                                      .agree = agree,
                                      .send = send,
                                      .expect = expect,
                                      .share = share,
                                      .arrived = arrived,
                                      .finish = finish,
                                      .user = &t->place};
    const struct dcalc_text expr = {loss, strlen(loss), "expression"};
    const struct dcalc_binding layers[] = {{.name = "w", .value = {first, strlen(first), "w"}},
                                           {.name = "b", .value = {second, strlen(second), "b"}}},
                               at[] = {{.name = "w", .array = {1, {columns, 0}, t->ws}},
                                       {.name = "b", .value = {".3", 2, "b"}}},
                               data[] = {{.name = "x", .array = {2, {ROWS, columns}, t->xs}},
                                         {.name = "y", .array = {1, {ROWS, 0}, t->ys}}},
                               validate[] = {
                                   {.name = "x", .array = {2, {7, columns}, t->xs + columns}},
                                   {.name = "y", .array = {1, {7, 0}, t->xs + 4}}};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_BACKPROP,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = job->is_deep ? layers : at,
                                    .n_at = 2,
                                    .has_at = true,
                                    .weights = weights,
                                    .n_weights = 2,
                                    .lr = {".05", 3, "lr"},
                                    .data = data,
                                    .n_data = 2,
                                    .validate = validate,
                                    .n_validate = job->is_deep ? 0 : 2,
                                    .batch = job->is_deep ? 0 : 9,
                                    .epochs = job->epochs,
                                    .shuffle = true,
                                    .threads = 1,
                                    .parts = job->parts,
                                    .optimizer = {job->optimizer, strlen(job->optimizer), "rule"},
                                    .ranks = ranks.n > 0 ? &ranks : NULL};
    request.user = job;
    if (leads) request.save = job->save;
    if (leads && job->resume) request.resume = *job->resume;
    dcalc *session = dcalc_new();
    if (job->interrupted && t->place.rank + 1 == ranks.n) t->place.interrupts = session;
    t->result = dcalc_run(session, &request);
    if (ranks.n > 0 && !t->place.disagreed) agree(&t->place, t->result->status == DCALC_OK);
    dcalc_free(session);
    free(t->xs);
    free(t->ws);
    return NULL;
}

/* Trains with n ranks; 0: without any. The results, of max(n, 1), are to be freed. */
static void train_all(int n, struct job *job, struct trainer *trainers)
{
    struct world world = {.n = n, .ok = true};
    pthread_t threads[MOST_RANKS];
    pthread_mutex_init(&world.lock, NULL);
    pthread_cond_init(&world.changed, NULL);
    for (int i = 0; i < n || i == 0; i++) {
        trainers[i] = (struct trainer){.place = {.world = &world, .rank = i}, .job = job};
        if (n > 0) ck_assert_int_eq(pthread_create(&threads[i], NULL, train, &trainers[i]), 0);
    }
    if (n == 0) train(&trainers[0]);
    for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
    if (n == 1) ck_assert_uint_eq(world.sent, 0);
    ck_assert_ptr_null(world.first);
}

static void free_all(int n, struct trainer *trainers)
{
    for (int i = 0; i < n || i == 0; i++) dcalc_result_free(trainers[i].result);
}

static void same_bits(const struct dcalc_result *a, const struct dcalc_result *b)
{
    ck_assert_msg(b->status == DCALC_OK, "%s", complaint(b));
    ck_assert_double_eq(a->values[0].values[0], b->values[0].values[0]);
    ck_assert_mem_eq(&a->trained->validation, &b->trained->validation, sizeof(double));
    for (size_t i = 0; i < 2; i++)
        ck_assert_mem_eq(a->weights[i].values, b->weights[i].values,
                         a->weights[i].count * sizeof(double));
}

/* Each of n ranks ends with the bits of one process alone. */
static void expect_same(struct job *job, int n, const struct dcalc_result *alone)
{
    struct trainer shared[MOST_RANKS];
    train_all(n, job, shared);
    for (int i = 0; i < n; i++) same_bits(alone, shared[i].result);
    free_all(n, shared);
}

/* Batches of 9 and one of 5 rows, in up to 9 parts, by up to 8 ranks. */
START_TEST(bits_do_not_depend_on_ranks)
{
    static const char *const optimizers[] = {"adam", "lbfgs:max_iter=4"};
    for (int parts = 1; parts <= 9; parts += 2) {
        struct job job = {.columns = 2,
                          .parts = parts,
                          .epochs = 2,
                          .broken = -1,
                          .optimizer = optimizers[parts % 4 / 2]};
        struct trainer alone[1];
        train_all(0, &job, alone);
        for (int n = 1; n <= 8; n += 1 + n / 3) expect_same(&job, n, alone[0].result);
        free_all(0, alone);
    }
}
END_TEST

/* What is cut into pieces, and comes in another order than the weights are asked for. */
START_TEST(pieces_do_not_change_bits)
{
    struct job job = {
        .columns = MANY, .parts = 7, .epochs = 1, .broken = -1, .optimizer = "momentum"};
    struct trainer alone[1];
    train_all(0, &job, alone);
    for (int n = 2; n <= 8; n += 3) expect_same(&job, n, alone[0].result);
    free_all(0, alone);
}
END_TEST

/* The derivatives of the last layer are on their way while those of the first are computed: so an
 * interrupt at their first piece ends the step that they are of, the only one. */
START_TEST(pieces_are_sent_during_a_run)
{
    struct job job = {
        .columns = 3, .parts = 2, .epochs = 1, .broken = -1, .optimizer = "sgd", .is_deep = true};
    struct trainer alone[1], shared[MOST_RANKS];
    train_all(0, &job, alone);
    train_all(2, &job, shared);
    same_bits(alone[0].result, shared[1].result);
    free_all(2, shared);
    job.interrupted = true;
    train_all(2, &job, shared);
    ck_assert_int_eq(shared[1].result->status, DCALC_LIMIT);
    ck_assert_str_eq(complaint(shared[0].result), DCALC_ANOTHER_RANK);
    ck_assert_uint_eq(shared[0].result->trained == NULL, true);
    free_all(2, shared);
    free_all(0, alone);
}
END_TEST

/* Rank 0 alone has the checkpoint, and others go on from it, also as another number of ranks. */
START_TEST(ranks_go_on_from_a_checkpoint)
{
    struct job whole = {.columns = 3,
                        .parts = 5,
                        .epochs = 4,
                        .broken = -1,
                        .optimizer = "momentum"},
               first = whole, second = whole;
    struct trainer alone[1], shared[MOST_RANKS];
    first.epochs = 2;
    first.save = keep;
    train_all(0, &whole, alone);
    train_all(3, &first, shared);
    free_all(3, shared);
    second.resume = &first.saved;
    train_all(4, &second, shared);
    for (int i = 0; i < 4; i++) same_bits(alone[0].result, shared[i].result);
    free_all(4, shared);
    free_all(0, alone);
    free((char *)first.saved.bytes);
}
END_TEST

/* Wherever a row is broken, one rank says so, and the others that another has failed. */
START_TEST(all_learn_of_an_error)
{
    for (int row = 0; row < ROWS; row++) {
        struct job job = {.columns = 2, .parts = 4, .epochs = 1, .broken = row, .optimizer = "sgd"};
        struct trainer shared[MOST_RANKS];
        int own = 0;
        train_all(3, &job, shared);
        for (int i = 0; i < 3; i++) {
            const struct dcalc_result *result = shared[i].result;
            ck_assert_int_ne(result->status, DCALC_OK);
            ck_assert_uint_eq(result->n_errors, 1);
            own += strcmp(result->errors[0].message, DCALC_ANOTHER_RANK) != 0;
        }
        ck_assert_int_eq(own, 1);
        free_all(3, shared);
    }
}
END_TEST

START_TEST(all_learn_of_other_data)
{
    struct job job = {
        .columns = 2, .parts = 4, .epochs = 1, .broken = -1, .other = 2, .optimizer = "sgd"};
    struct trainer shared[MOST_RANKS];
    train_all(3, &job, shared);
    ck_assert_str_eq(complaint(shared[2].result),
                     "this rank was asked another question than rank 0, or has other data");
    for (int i = 0; i < 2; i++) ck_assert_str_eq(complaint(shared[i].result), DCALC_ANOTHER_RANK);
    free_all(3, shared);
}
END_TEST

START_TEST(all_learn_that_nothing_is_kept)
{
    struct job job = {
        .columns = 2, .parts = 4, .epochs = 3, .broken = -1, .optimizer = "sgd", .save = refuse};
    struct trainer shared[MOST_RANKS];
    train_all(3, &job, shared);
    for (int i = 0; i < 3; i++) ck_assert_int_eq(shared[i].result->status, DCALC_IO);
    ck_assert_str_eq(complaint(shared[0].result), "the checkpoint cannot be written");
    free_all(3, shared);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("ranks");
    tcase_add_test(checks.tests, bits_do_not_depend_on_ranks);
    tcase_add_test(checks.tests, pieces_do_not_change_bits);
    tcase_add_test(checks.tests, pieces_are_sent_during_a_run);
    tcase_add_test(checks.tests, ranks_go_on_from_a_checkpoint);
    tcase_add_test(checks.tests, all_learn_of_an_error);
    tcase_add_test(checks.tests, all_learn_of_other_data);
    tcase_add_test(checks.tests, all_learn_that_nothing_is_kept);
    return checks_run(checks);
}

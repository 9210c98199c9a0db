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

enum { MOST_RANKS = 9, MOST_WAITING = 64, MOST_NUMBERS = 256 };

struct message {
    double values[MOST_NUMBERS];
    size_t n;
};

/* From one rank to another, in order. */
struct pipe {
    struct message messages[MOST_WAITING];
    size_t first, end;
};

struct world {
    int n;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pipe pipes[MOST_RANKS][MOST_RANKS];
    int met, round; /* of agree and share */
    bool ok, agreed;
    double shared[MOST_NUMBERS];
    size_t sent; /* messages */
};

struct place {
    struct world *world;
    int rank;
    bool disagreed;
};

static bool send(void *user, int to, const double *values, size_t n)
{
    struct place *place = user;
    struct world *w = place->world;
    pthread_mutex_lock(&w->lock);
    struct pipe *pipe = &w->pipes[place->rank][to];
    ck_assert_uint_le(n, MOST_NUMBERS);
    ck_assert_uint_lt(pipe->end - pipe->first, MOST_WAITING);
    struct message *message = &pipe->messages[pipe->end++ % MOST_WAITING];
    message->n = n;
    memcpy(message->values, values, n * sizeof *values);
    w->sent++;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
    return true;
}

static bool receive(void *user, int from, double *values, size_t n)
{
    struct place *place = user;
    struct world *w = place->world;
    struct pipe *pipe = &w->pipes[from][place->rank];
    pthread_mutex_lock(&w->lock);
    while (pipe->first == pipe->end) pthread_cond_wait(&w->changed, &w->lock);
    const struct message *message = &pipe->messages[pipe->first++ % MOST_WAITING];
    ck_assert_uint_eq(message->n, n);
    memcpy(values, message->values, n * sizeof *values);
    pthread_mutex_unlock(&w->lock);
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
    pthread_mutex_lock(&w->lock);
    w->ok = w->ok && ok;
    meet(w);
    bool agreed = w->agreed;
    meet(w);
    pthread_mutex_unlock(&w->lock);
    place->disagreed = !agreed;
    return agreed;
}

static bool share(void *user, double *values, size_t n)
{
    struct place *place = user;
    struct world *w = place->world;
    ck_assert_uint_le(n, MOST_NUMBERS);
    pthread_mutex_lock(&w->lock);
    if (place->rank == 0) memcpy(w->shared, values, n * sizeof *values);
    meet(w);
    memcpy(values, w->shared, n * sizeof *values);
    meet(w);
    pthread_mutex_unlock(&w->lock);
    return true;
}

/* ---- trainings ---- */

enum { ROWS = 23 };

struct job {
    int parts, epochs, broken; /* which row has no number; -1: none */
    const char *optimizer;
    const struct dcalc_text *resume;            /* of rank 0, or NULL */
    bool (*save)(void *, const char *, size_t); /* of rank 0 */
    struct dcalc_text saved;
};

struct trainer {
    struct place place;
    struct job *job;
    double xs[2 * ROWS], ys[ROWS];
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
    for (int i = 0; i < 2 * ROWS; i++) t->xs[i] = sin(i * i + i);
    for (int i = 0; i < ROWS; i++) t->ys[i] = cos(3 * i);
    if (t->job->broken >= 0) t->ys[t->job->broken] = NAN;
}

static void *train(void *user)
{
    static const char loss[] = "mean((tanh(x@w + b) - y)^2) + sum(w^2)/10";
    static const char *const weights[] = {"w", "b"};
    struct trainer *t = user;
    struct job *job = t->job;
    bool leads = t->place.rank == 0;
    const struct dcalc_ranks ranks = {.size = sizeof ranks,
                                      .rank = t->place.rank,
                                      .n = t->place.world->n,
                                      .agree = agree,
                                      .send = send,
                                      .receive = receive,
                                      .share = share,
                                      .user = &t->place};
    const struct dcalc_text expr = {loss, strlen(loss), "expression"};
    const struct dcalc_binding at[] = {{.name = "w", .value = {"[.1,-.2]", 8, "w"}},
                                       {.name = "b", .value = {".3", 2, "b"}}},
                               data[] = {{.name = "x", .array = {2, {ROWS, 2}, t->xs}},
                                         {.name = "y", .array = {1, {ROWS, 0}, t->ys}}},
                               validate[] = {{.name = "x", .array = {2, {7, 2}, t->xs + 2}},
                                             {.name = "y", .array = {1, {7, 0}, t->xs + 4}}};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_BACKPROP,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 2,
                                    .has_at = true,
                                    .weights = weights,
                                    .n_weights = 2,
                                    .lr = {".05", 3, "lr"},
                                    .data = data,
                                    .n_data = 2,
                                    .validate = validate,
                                    .n_validate = 2,
                                    .batch = 9,
                                    .epochs = job->epochs,
                                    .shuffle = true,
                                    .threads = 1,
                                    .parts = job->parts,
                                    .optimizer = {job->optimizer, strlen(job->optimizer), "rule"},
                                    .ranks = ranks.n > 0 ? &ranks : NULL};
    request.user = job;
    if (leads) request.save = job->save;
    if (leads && job->resume) request.resume = *job->resume;
    fill(t);
    dcalc *session = dcalc_new();
    t->result = dcalc_run(session, &request);
    if (ranks.n > 0 && !t->place.disagreed) agree(&t->place, t->result->status == DCALC_OK);
    dcalc_free(session);
    return NULL;
}

/* Trains with n ranks; 0: without any. The results, of max(n, 1), are to be freed. */
static void train_all(int n, struct job *job, struct trainer *trainers)
{
    static struct world world;
    pthread_t threads[MOST_RANKS];
    memset(&world, 0, sizeof world); /* a literal of its size would not fit onto the stack */
    world.n = n;
    world.ok = true;
    pthread_mutex_init(&world.lock, NULL);
    pthread_cond_init(&world.changed, NULL);
    for (int i = 0; i < n || i == 0; i++) {
        trainers[i] = (struct trainer){.place = {.world = &world, .rank = i}, .job = job};
        if (n > 0) ck_assert_int_eq(pthread_create(&threads[i], NULL, train, &trainers[i]), 0);
    }
    if (n == 0) train(&trainers[0]);
    for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
    if (n == 1) ck_assert_uint_eq(world.sent, 0);
}

static void free_all(int n, struct trainer *trainers)
{
    for (int i = 0; i < n || i == 0; i++) dcalc_result_free(trainers[i].result);
}

static void same_bits(const struct dcalc_result *a, const struct dcalc_result *b)
{
    ck_assert_msg(b->status == DCALC_OK, "%s", complaint(b));
    ck_assert_double_eq(a->values[0].values[0], b->values[0].values[0]);
    ck_assert_double_eq(a->trained->validation, b->trained->validation);
    for (size_t i = 0; i < 2; i++)
        ck_assert_mem_eq(a->weights[i].values, b->weights[i].values,
                         a->weights[i].count * sizeof(double));
}

/* Batches of 9 and one of 5 rows, in up to 9 parts, by up to 8 ranks. */
START_TEST(bits_do_not_depend_on_ranks)
{
    static const char *const optimizers[] = {"adam", "lbfgs:max_iter=4"};
    for (int parts = 1; parts <= 9; parts += 2) {
        struct job job = {
            .parts = parts, .epochs = 2, .broken = -1, .optimizer = optimizers[parts % 4 / 2]};
        struct trainer alone[1], shared[MOST_RANKS];
        train_all(0, &job, alone);
        for (int n = 1; n <= 8; n += 1 + n / 3) {
            train_all(n, &job, shared);
            for (int i = 0; i < n; i++) same_bits(alone[0].result, shared[i].result);
            free_all(n, shared);
        }
        free_all(0, alone);
    }
}
END_TEST

/* Rank 0 alone has the checkpoint, and others go on from it, also as another number of ranks. */
START_TEST(ranks_go_on_from_a_checkpoint)
{
    struct job whole = {.parts = 5, .epochs = 4, .broken = -1, .optimizer = "momentum"},
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
        struct job job = {.parts = 4, .epochs = 1, .broken = row, .optimizer = "sgd"};
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

START_TEST(all_learn_that_nothing_is_kept)
{
    struct job job = {.parts = 4, .epochs = 3, .broken = -1, .optimizer = "sgd", .save = refuse};
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
    tcase_add_test(checks.tests, ranks_go_on_from_a_checkpoint);
    tcase_add_test(checks.tests, all_learn_of_an_error);
    tcase_add_test(checks.tests, all_learn_that_nothing_is_kept);
    return checks_run(checks);
}

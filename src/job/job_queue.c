#include "job/job_queue.h"

#include "app/session.h"
#include "base/thread.h"

#include <stdlib.h>

/* Lines are handed over in small batches, since waking a thread costs as much as a small job. */
enum { TICKETS_A_THREAD = 4, MOST_LINES = 16, MOST_BYTES = 1 << 16, ITEMS = 16 };

struct line {
    size_t start, length, number;
};

/* Jobs that one thread does: lines of text, or `count` items of a list. */
struct ticket {
    struct mem mem;
    struct str text;
    VEC(struct line) lines;
    const struct json *defaults, *first;
    size_t count;
    struct str answers;   /* not yet put */
    struct runner runner; /* how it went */
    bool done;
};

struct job_queue {
    const struct runner *model;
    pthread_mutex_t lock;
    pthread_cond_t added_one, put_one;
    struct ticket *ring;
    size_t n_ring, added, taken, put; /* tickets so far; those in between are in the ring */
    struct mem mem;                   /* of answers; used under the lock */
    struct str outgoing;
    bool putting, closed;
    size_t failed;
    int stop;
    bool malformed, lacks_memory;
    struct worker *workers;
    int n_workers;
};

struct worker {
    struct job_queue *queue;
    dcalc *session;
    struct mem mem;
    struct json_reader reader;
    struct str answers; /* not yet put into the ticket */
    pthread_t thread;
};

static struct ticket *ticket_at(struct job_queue *queue, size_t i)
{
    return &queue->ring[i % queue->n_ring];
}

/* ---- answers, in order ---- */

static void retire(struct job_queue *queue, struct ticket *ticket)
{
    queue->failed += ticket->runner.failed;
    queue->malformed |= ticket->runner.malformed;
    if (queue->stop < 0) queue->stop = ticket->runner.stop;
    ticket->done = false;
    queue->put++;
    pthread_cond_broadcast(&queue->put_one);
}

/* Puts what the oldest ticket has answered so far, and once it is done, what the next one has. One
 * thread at a time does that, without the lock while it waits for the outside. */
static void put_answers(struct job_queue *queue)
{
    if (queue->putting) return;
    queue->putting = true;
    while (queue->put < queue->taken) {
        struct ticket *oldest = ticket_at(queue, queue->put);
        struct str answers = oldest->answers;
        if (answers.n == 0 && !oldest->done) break;
        if (answers.n == 0) {
            retire(queue, oldest);
            continue;
        }
        oldest->answers = queue->outgoing;
        queue->outgoing = answers;
        if (queue->stop < 0) {
            pthread_mutex_unlock(&queue->lock);
            bool ok = queue->model->put(queue->model->user, answers.s, answers.n);
            pthread_mutex_lock(&queue->lock);
            if (!ok) queue->stop = queue->failed + oldest->runner.failed > 0;
        }
        str_clear(&queue->outgoing);
    }
    queue->putting = false;
}

/* Under the lock. */
static void lack_memory(struct job_queue *queue)
{
    if (queue->stop >= 0) return;
    queue->stop = dcalc_exit_status(DCALC_LIMIT);
    queue->lacks_memory = true;
}

/* What a worker's runner puts its answers into. */
struct window {
    struct job_queue *queue;
    struct ticket *ticket;
};

static bool put_into_ticket(void *user, const char *bytes, size_t length)
{
    struct window *w = user;
    pthread_mutex_lock(&w->queue->lock);
    str_put(&w->ticket->answers, bytes, length);
    if (w->ticket->answers.failed) lack_memory(w->queue);
    put_answers(w->queue);
    bool go_on = w->queue->stop < 0;
    pthread_mutex_unlock(&w->queue->lock);
    return go_on;
}

/* ---- workers ---- */

static void do_ticket(struct runner *runner, struct ticket *ticket)
{
    if (ticket->first) runner_run_items(runner, ticket->defaults, ticket->first, ticket->count);
    for (size_t i = 0; i < ticket->lines.n && runner->stop < 0; i++) {
        struct line line = ticket->lines.at[i];
        struct json_piece piece = {ticket->text.s + line.start, line.length, line.number};
        runner_run_piece(runner, &piece);
    }
    runner_flush(runner);
}

static void *work(void *user)
{
    struct worker *worker = user;
    struct job_queue *queue = worker->queue;
    pthread_mutex_lock(&queue->lock);
    for (;;) {
        while (queue->taken == queue->added && !queue->closed)
            pthread_cond_wait(&queue->added_one, &queue->lock);
        if (queue->taken == queue->added) break;
        struct ticket *ticket = ticket_at(queue, queue->taken++);
        struct window window = {queue, ticket};
        bool stopped = queue->stop >= 0;
        pthread_mutex_unlock(&queue->lock);
        ticket->runner = *queue->model;
        ticket->runner.session = worker->session;
        ticket->runner.reader = &worker->reader;
        ticket->runner.answers = &worker->answers;
        ticket->runner.put = put_into_ticket;
        ticket->runner.user = &window;
        if (!stopped) do_ticket(&ticket->runner, ticket);
        pthread_mutex_lock(&queue->lock);
        ticket->done = true;
        put_answers(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    str_free(&worker->answers);
    json_reader_free(&worker->reader);
    return NULL;
}

static bool start(struct job_queue *queue, struct worker *worker)
{
    worker->queue = queue;
    worker->answers.mem = &worker->mem;
    worker->session = session_like(queue->model->session);
    if (!worker->session) return false;
    if (thread_start(&worker->thread, work, worker)) return true;
    dcalc_free(worker->session);
    return false;
}

/* ---- the reader's side ---- */

/* The ticket being filled, once there is room for one; nobody else sees it before `add`. */
static struct ticket *next_ticket(struct job_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->added - queue->put == queue->n_ring)
        pthread_cond_wait(&queue->put_one, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
    return ticket_at(queue, queue->added);
}

static void clear(struct ticket *ticket)
{
    str_clear(&ticket->text);
    ticket->lines.n = 0;
    ticket->first = NULL;
}

static void add(struct job_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->added++;
    pthread_cond_signal(&queue->added_one);
    pthread_mutex_unlock(&queue->lock);
    clear(next_ticket(queue));
}

void job_queue_flush(struct job_queue *queue)
{
    if (ticket_at(queue, queue->added)->lines.n > 0) add(queue);
}

void job_queue_line(struct job_queue *queue, const struct json_piece *piece)
{
    struct ticket *ticket = ticket_at(queue, queue->added);
    struct line line = {ticket->text.n, piece->length, piece->line};
    str_put(&ticket->text, piece->bytes, piece->length);
    bool ok = !ticket->text.failed && vec_push(&ticket->mem, &ticket->lines, line);
    if (!ok) {
        pthread_mutex_lock(&queue->lock);
        lack_memory(queue);
        pthread_mutex_unlock(&queue->lock);
    }
    if (ticket->lines.n == MOST_LINES || ticket->text.n > MOST_BYTES) add(queue);
}

static void wait_for_all(struct job_queue *queue)
{
    job_queue_flush(queue);
    pthread_mutex_lock(&queue->lock);
    while (queue->put < queue->added) pthread_cond_wait(&queue->put_one, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}

void job_queue_items(struct job_queue *queue, const struct json *defaults, const struct json *list)
{
    job_queue_flush(queue);
    for (const struct json *item = json_first(list); item && !job_queue_stopped(queue);) {
        struct ticket *ticket = ticket_at(queue, queue->added);
        *ticket = (struct ticket){.mem = ticket->mem,
                                  .text = ticket->text,
                                  .lines = ticket->lines,
                                  .answers = ticket->answers,
                                  .defaults = defaults,
                                  .first = item};
        for (; item && ticket->count < ITEMS; ticket->count++) item = json_next(item);
        add(queue);
    }
    wait_for_all(queue);
}

void job_queue_wait(struct job_queue *queue, struct runner *runner)
{
    wait_for_all(queue);
    runner->failed += queue->failed;
    runner->malformed |= queue->malformed;
    if (runner->stop < 0) runner->stop = queue->stop;
    queue->failed = 0;
    if (queue->lacks_memory) runner_say_memory(runner);
    queue->lacks_memory = false;
}

bool job_queue_stopped(struct job_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool stopped = queue->stop >= 0;
    pthread_mutex_unlock(&queue->lock);
    return stopped;
}

struct job_queue *job_queue_new(const struct runner *runner, int threads)
{
    struct job_queue *queue = calloc(1, sizeof *queue);
    if (!queue) return NULL;
    *queue = (struct job_queue){.model = runner, .stop = -1};
    queue->outgoing.mem = &queue->mem;
    queue->n_ring = (size_t)threads * TICKETS_A_THREAD;
    queue->ring = calloc(queue->n_ring, sizeof *queue->ring);
    queue->workers = calloc((size_t)threads, sizeof *queue->workers);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->added_one, NULL);
    pthread_cond_init(&queue->put_one, NULL);
    for (size_t i = 0; queue->ring && i < queue->n_ring; i++) {
        struct ticket *ticket = &queue->ring[i];
        ticket->text.mem = &ticket->mem;
        ticket->answers.mem = &queue->mem;
    }
    while (queue->ring && queue->workers && queue->n_workers < threads &&
           start(queue, &queue->workers[queue->n_workers]))
        queue->n_workers++;
    if (queue->n_workers > 0) return queue;
    job_queue_free(queue, NULL);
    return NULL;
}

void job_queue_free(struct job_queue *queue, struct runner *runner)
{
    if (!queue) return;
    if (runner) job_queue_wait(queue, runner);
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->added_one);
    pthread_mutex_unlock(&queue->lock);
    for (int i = 0; i < queue->n_workers; i++) {
        pthread_join(queue->workers[i].thread, NULL);
        dcalc_free(queue->workers[i].session);
    }
    for (size_t i = 0; queue->ring && i < queue->n_ring; i++) {
        struct ticket *ticket = &queue->ring[i];
        str_free(&ticket->text);
        str_free(&ticket->answers);
        vec_free(&ticket->mem, &ticket->lines);
    }
    str_free(&queue->outgoing);
    pthread_cond_destroy(&queue->added_one);
    pthread_cond_destroy(&queue->put_one);
    pthread_mutex_destroy(&queue->lock);
    free(queue->workers);
    free(queue->ring);
    free(queue);
}

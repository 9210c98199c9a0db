/* job_queue.h - jobs done by several threads at once, each at a runner and with a session of its
 * own, and answered in the order in which they came. */
#ifndef JOB_JOB_QUEUE_H
#define JOB_JOB_QUEUE_H

#include "job/runner.h"

/* Starts `threads` threads that answer as `runner` would. The runner's `put` is then called from
 * any of them, but never twice at a time. NULL without memory or threads. */
struct job_queue *job_queue_new(const struct runner *runner, int threads);

/* Adds a job in a line of text, which is copied. It may wait for others until job_queue_flush. */
void job_queue_line(struct job_queue *queue, const struct json_piece *line);
void job_queue_flush(struct job_queue *queue);
/* Adds the jobs of a list and returns when everything added so far is answered. */
void job_queue_items(struct job_queue *queue, const struct json *defaults, const struct json *list);
/* Returns when everything added so far is answered; the runner's `failed`, `stop` and `malformed`
 * then tell of it too. */
void job_queue_wait(struct job_queue *queue, struct runner *runner);
/* True once answering has ended for good. */
bool job_queue_stopped(struct job_queue *queue);
/* Waits, ends the threads and frees the queue; NULL is fine. */
void job_queue_free(struct job_queue *queue, struct runner *runner);

#endif

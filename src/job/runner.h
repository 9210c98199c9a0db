/* runner.h - where jobs are answered, one after another: JSON in, one JSON line out for each job. A
 * job that cannot be read or done gets an error answer and the rest go on. */
#ifndef JOB_RUNNER_H
#define JOB_RUNNER_H

#include "app/dcalc.h"
#include "base/str.h"
#include "data/json.h"
#include "data/json_stream.h"

struct job_queue;
struct render_page;

struct runner {
    dcalc *session;
    const char *source;   /* name of the input, for messages */
    const char *no_files; /* what refuses values from files, or NULL: nothing does */
    bool (*put)(void *user, const char *bytes, size_t length); /* takes answers; false: stop */
    void *user;
    struct json_reader *reader;
    struct str *answers; /* that are not put yet: none of them waits for work to be done */
    const struct render_page *page; /* answers are sections of it; NULL: lines of JSON */
    bool explain;                   /* each job shows its work */
    int language;                   /* of those jobs that do not say */
    struct job_queue *queue; /* other threads, for the jobs of lists; NULL: they are done here */
    /* job_queue_items(), which lies above: hands a list over. */
    void (*hand_over)(struct job_queue *queue, const struct json *defaults,
                      const struct json *list);
    size_t failed;
    int stop;       /* exit status that ends the run at once, -1: go on */
    bool malformed; /* a piece was no JSON */
    bool lines;     /* every piece is a line, which has one line of answer: a list has a list */
    bool several;   /* a piece was a list, or jobs with defaults */
    bool in_list;   /* the line of answer is not complete */
};

/* Puts what is not put yet. Before the runner's owner waits for anything, and in the end. */
void runner_flush(struct runner *runner);
/* Puts the answer that memory is gone, which takes none, and ends the run. */
void runner_say_memory(struct runner *runner);

/* A piece that is one job. */
void runner_run_job(struct runner *runner, const struct json_piece *piece);
/* A piece of the input: a job, a list of jobs, or jobs with defaults. */
void runner_run_piece(struct runner *runner, const struct json_piece *piece);
/* Jobs of a list: `first` and those after it, n at most. */
void runner_run_items(struct runner *runner, const struct json *defaults, const struct json *first,
                      size_t n);
/* Answers a piece as a whole with an error, told with its line in the input. */
void runner_fail_piece(struct runner *runner, const struct json_piece *piece, enum dcalc_kind kind,
                       const char *message);

#endif

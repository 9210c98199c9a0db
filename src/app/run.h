/* run.h - one request while it is answered. */
#ifndef APP_RUN_H
#define APP_RUN_H

#include "app/session.h"
#include "base/escape.h"
#include "number/kept_tape.h"
#include "question/question.h"

/* What its stages make, in that order. Freed at its end; the answer alone stays. */
struct run {
    struct core core;
    struct graph graph;
    struct question question;
    struct answer *answer;
    struct kept_tape *kept_tape; /* that answered, and can again; or NULL */
    struct core *asked_before;   /* by the escape that the run is in */
};

/* `decimals` of the request's point, which outlive the run; NULL: not read. */
bool run_start(struct run *run, dcalc *session, const struct dcalc_request *request,
               const struct point_decimals *decimals);
/* The same for a run that answered an earlier request: with an answer of its own. */
bool run_begin(struct run *run, dcalc *session, const struct dcalc_request *request,
               const struct point_decimals *decimals);
/* From the request's words to its answer; from them to what a stage of dcalc_dump shows. False
 * after a diagnostic. */
bool run_request(struct run *run);
bool run_up_to(struct run *run, const char *stage);
/* Nothing more is asked of it: it ends, or waits for its next request. */
void run_end(struct run *run);
void run_let_go(struct run *run);
/* Frees everything that it holds, and its answer, after a jump out of the escape that it was made
 * in. */
void run_drop(struct run *run, struct escape *escape);

#endif

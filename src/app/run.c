/* run.c - the order of a request's stages. */
#include "app/run.h"

#include "app/cache.h"
#include "app/request.h"
#include "number/numbers.h"
#include "question/answer.h"
#include "write/dump.h"
#include "write/write.h"

#include <stdlib.h>

bool run_begin(struct run *run, dcalc *session, const struct dcalc_request *request)
{
    run->question.request = request;
    core_start_clock(&run->core);
    if (!session->keeps_interrupts) atomic_store(&session->interrupted, false);
    run->question.answer = answer_new(request->command);
    if (!run->question.answer) return false;
    run->question.answer->mem.limit = session->core.limits.memory;
    run->question.answer->mem.fault = &session->fault;
    return true;
}

bool run_start(struct run *run, dcalc *session, const struct dcalc_request *request)
{
    *run = (struct run){.core.limits = session->core.limits};
    run->core.mem.limit = session->core.limits.memory;
    run->core.interrupted = session->core.interrupted;
    run->core.arena.mem = &run->core.mem;
    run->core.mem.fault = &session->fault;
    question_init(&run->question, &run->core, &run->graph);
    bool ready = graph_init(&run->graph, &run->core);
    return run_begin(run, session, request) && ready;
}

void run_end(struct run *run)
{
    question_free(&run->question);
    graph_free(&run->graph);
    core_free(&run->core);
}

/* A request from its words to its answer. */
static bool answer_request(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    if (!bindings_read(q) || !question_derive(q) || !answer_outline(q)) return false;
    if (question_writes_document(q)) return document_write(q);
    if (rq->pattern) return true;
    if (question_writes_arrays(q)) return arrays_fit(q) && numbers_make(q) && arrays_are_doubles(q);
    bool formulas = !q->at_point || rq->symbolic;
    return (!q->at_point || numbers_make(q)) &&
           (!q->at_point || !rq->exact || formulas_write_exact(q)) &&
           (!formulas || formulas_write(q)) && (!rq->explain || explain_write(q));
}

/* The answer may outlive the session. */
static struct dcalc_result *let_go(struct answer *answer)
{
    if (!answer) return NULL;
    answer->mem.fault = NULL;
    return &answer->public;
}

struct dcalc_result *session_run_again(dcalc *session, const struct dcalc_request *request)
{
    point_decimals_read(&session->point, request, &session->core.limits);
    return let_go(cache_answer(session, request));
}

struct dcalc_result *session_run_anew(dcalc *session, const struct dcalc_request *request)
{
    struct run *run = malloc(sizeof *run);
    if (!run) return NULL;
    bool ok = run_start(run, session, request);
    run->question.decimals = &session->point;
    ok = ok && answer_request(&run->question);
    struct answer *answer = run->question.answer;
    if (answer && (!ok || diag_any(&run->core) || answer->mem.failed))
        answer_errors(answer, &run->core);
    else if (cache_takes(session, run))
        return let_go(answer);
    run_end(run);
    free(run);
    return let_go(answer);
}

struct dcalc_result *dcalc_run(dcalc *session, const struct dcalc_request *given)
{
    struct dcalc_request request;
    if (!request_read(session, &request, given)) return session_failure(session);
    struct dcalc_result *result = session_run_again(session, &request);
    return result ? result : session_run_anew(session, &request);
}

char *dcalc_dump(dcalc *session, const struct dcalc_request *given, const char *stage,
                 struct dcalc_result **errors)
{
    struct run run;
    struct dcalc_request request;
    char *text = NULL;
    *errors = NULL;
    if (!request_read(session, &request, given)) {
        *errors = session_failure(session);
        return NULL;
    }
    if (run_start(&run, session, &request)) text = dump_stage(&run.question, stage);
    if (run.question.answer && !text) {
        answer_errors(run.question.answer, &run.core);
        *errors = &run.question.answer->public;
    } else if (run.question.answer)
        dcalc_result_free(&run.question.answer->public);
    run_end(&run);
    return text;
}

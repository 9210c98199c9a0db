/* run.c - the order of a request's stages. */
#include "app/run.h"

#include "app/cache.h"
#include "app/request.h"
#include "number/numbers.h"
#include "question/answer.h"
#include "report/render.h"
#include "write/dump.h"
#include "write/write.h"

#include <stdlib.h>
#include <string.h>

bool run_begin(struct run *run, dcalc *session, const struct dcalc_request *request,
               const struct point_decimals *decimals)
{
    core_start_clock(&run->core);
    if (!session->keeps_interrupts) atomic_store(&session->interrupted, false);
    run->answer = answer_new(request->command);
    if (!run->answer) return false;
    run->answer->mem.limit = session->core.limits.memory;
    run->answer->mem.fault = &session->fault;
    question_ask(&run->question, request, decimals, &run->answer->arena);
    return true;
}

bool run_start(struct run *run, dcalc *session, const struct dcalc_request *request,
               const struct point_decimals *decimals)
{
    *run = (struct run){.core.limits = session->core.limits};
    run->core.mem.limit = session->core.limits.memory;
    run->core.interrupted = session->core.interrupted;
    run->core.arena.mem = &run->core.mem;
    run->core.mem.fault = &session->fault;
    question_init(&run->question, &run->core, &run->graph);
    bool ready = graph_init(&run->graph, &run->core);
    return run_begin(run, session, request, decimals) && ready;
}

void run_end(struct run *run)
{
    kept_tape_free(run->kept_tape);
    question_free(&run->question);
    graph_free(&run->graph);
    core_free(&run->core);
}

/* The question as it was asked, in the form it was asked for. */
static bool answer_question(struct run *run)
{
    const struct question *q = &run->question;
    struct answer *answer = run->answer;
    const struct dcalc_request *rq = q->request;
    bool formulas = !q->at_point || rq->symbolic;
    if (question_writes_document(q)) return document_write(q, answer);
    if (rq->pattern) return true;
    if (question_writes_arrays(q))
        return render_fits_arrays(rq, &answer->public, q->at_point, q->core) &&
               numbers_make(q, answer, &run->kept_tape) &&
               render_are_doubles(rq, &answer->public, q->core);
    return (!q->at_point || numbers_make(q, answer, &run->kept_tape)) &&
           (!q->at_point || !rq->exact || formulas_write_exact(q, answer)) &&
           (!formulas || formulas_write(q, answer)) && (!rq->explain || explain_write(q, answer));
}

/* A request from its words to its answer. */
static bool answer_request(struct run *run)
{
    return bindings_read(&run->question) && question_derive(&run->question) &&
           answer_outline(run->answer, &run->question) && answer_question(run);
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
    bool ok = run_start(run, session, request, &session->point) && answer_request(run);
    struct answer *answer = run->answer;
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

/* The stages before the one that is to be seen. */
static bool read_up_to(struct question *q, const char *stage)
{
    if (!strcmp(stage, "tokens")) return true;
    if (!bindings_read(q) || !shapes_read(q) || !program_read(q)) return false;
    return !strcmp(stage, "ast") || (leaves_choose(q) && derivatives_make(q));
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
    if (run_start(&run, session, &request, NULL) && read_up_to(&run.question, stage))
        text = dump_stage(&run.question, stage);
    if (run.answer && !text) {
        answer_errors(run.answer, &run.core);
        *errors = &run.answer->public;
    } else if (run.answer)
        dcalc_result_free(&run.answer->public);
    run_end(&run);
    return text;
}

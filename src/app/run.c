/* run.c - the order of a request's stages. */
#include "app/run.h"

#include "eval/constants.h"
#include "graph/rule_store.h"
#include "judge/judge.h"
#include "number/numbers.h"
#include "plot/plot.h"
#include "question/answer.h"
#include "question/sparse.h"
#include "report/render.h"
#include "train/train.h"
#include "write/write.h"

#include <stdlib.h>
#include <string.h>

/* The request's own time is within that of the session, and a job's began when it was read. */
static void start_clock(struct run *run, const dcalc *session, const struct dcalc_request *request)
{
    struct core *core = &run->core;
    core->limits = session->core.limits;
    limits_lower_seconds(&core->limits, request->seconds);
    core_start_clock(core);
    if (session->until > 0) core->deadline = session->until;
}

bool run_begin(struct run *run, dcalc *session, const struct dcalc_request *request,
               const struct point_decimals *decimals)
{
    start_clock(run, session, request);
    constants_free_at_end();
    run->asked_before = escape_ask(&run->core);
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
    if (session->cache) run->core.mem.pool = &session->pool; /* requests follow one another */
    run->core.interrupted = session->core.interrupted;
    run->core.look = buffers_look;
    run->core.look_user = &session->buffers;
    run->core.arena.mem = &run->core.mem;
    run->core.mem.fault = &session->fault;
    question_init(&run->question, &run->core, &run->graph);
    if (session->cache) run->question.kept_nonzeros = &session->nonzeros;
    bool ready = graph_init(&run->graph, &run->core);
    if (session->cache && !session->rules) session->rules = rule_store_new();
    run->graph.store = session->rules;
    return run_begin(run, session, request, decimals) && ready;
}

void run_let_go(struct run *run)
{
    escape_ask_no_more(&run->core, run->asked_before);
}

void run_end(struct run *run)
{
    run_let_go(run);
    kept_tape_free(run->kept_tape);
    question_free(&run->question);
    graph_free(&run->graph);
    core_free(&run->core);
}

void run_drop(struct run *run, struct escape *escape)
{
    shared_nonzeros_release(run->question.places);
    if (run->answer) shared_nonzeros_release(run->answer->places);
    if (run->answer) mem_drop(&run->answer->mem);
    free(run->answer);
    mem_drop(&run->core.mem);
    escape_drop(escape);
}

static bool answer_numbers(struct run *run)
{
    return numbers_answer(&run->question, run->answer, &run->kept_tape);
}

/* A polynomial is written from its numbers. */
static bool answer_polynomial(struct run *run)
{
    struct question *q = &run->question;
    struct answer *answer = run->answer;
    const struct dcalc_request *rq = q->request;
    bool arrays = question_writes_arrays(q);
    return (!arrays || render_fits_arrays(rq, &answer->public, true, q->core)) &&
           answer_numbers(run) && (!arrays || render_are_doubles(rq, &answer->public, q->core)) &&
           (!q->range.n || remainder_make(q, answer)) &&
           (!rq->exact || formulas_write_exact(q, answer)) &&
           (question_writes_document(q) ? document_write(q, answer)
                                        : polynomial_write(q, answer)) &&
           (!rq->explain || explain_write(q, answer));
}

/* The question as it was asked, in the form it was asked for. */
static bool answer_question(struct run *run)
{
    const struct question *q = &run->question;
    struct answer *answer = run->answer;
    const struct dcalc_request *rq = q->request;
    bool formulas = !q->at_point || rq->symbolic;
    if (!q->at_point) answer_note_names(answer, q);
    if (question_checks_gradient(q))
        return answer_numbers(run) && (rq->n_gradient ? judge_compare(&run->question, answer)
                                                      : judge_modes(&run->question, answer));
    if (rq->command == DCALC_CHECK) return judge_make(&run->question, answer);
    if (rq->command == DCALC_TAYLOR) return answer_polynomial(run);
    if (q->infinite)
        return answer_infinite(answer, q) && (!rq->explain || explain_write(q, answer));
    if (lecture_suits(q) && q->at_point && !answer_numbers(run)) return false;
    if (question_writes_document(q)) return document_write(q, answer);
    if (rq->pattern) return true;
    if (question_writes_arrays(q) && !q->at_point && render_is_table(rq->format))
        return formulas_write(q, answer) && render_fits_formulas(&answer->public, q->core);
    if (question_writes_arrays(q))
        return render_fits_arrays(rq, &answer->public, q->at_point, q->core) &&
               answer_numbers(run) && render_are_doubles(rq, &answer->public, q->core);
    return (!q->at_point || answer_numbers(run)) &&
           (!q->at_point || !rq->exact || formulas_write_exact(q, answer)) &&
           (!formulas || formulas_write(q, answer)) && (!rq->explain || explain_write(q, answer)) &&
           (!lecture_suits_work(q) || lecture_write(q, answer));
}

/* Whether the answer fits the form is known before the first step. */
static bool answer_training(struct run *run)
{
    struct question *q = &run->question;
    const struct dcalc_result *public = &run->answer->public;
    bool arrays = question_writes_arrays(q);
    struct training *t = train_open(q, run->answer);
    bool ok = t && (!arrays || render_fits_arrays(q->request, public, true, q->core)) &&
              train_run(t) && (!arrays || render_are_doubles(q->request, public, q->core));
    train_close(t);
    return ok;
}

bool run_request(struct run *run)
{
    if (run->question.request->command == DCALC_PLOT) return plot_make(&run->question, run->answer);
    if (train_is_asked(run->question.request)) return answer_training(run);
    return limit_read_point(&run->question) && bindings_read(&run->question) &&
           question_derive(&run->question) && answer_outline(run->answer, &run->question) &&
           answer_question(run);
}

bool run_up_to(struct run *run, const char *stage)
{
    struct question *q = &run->question;
    if (!strcmp(stage, "tokens")) return true;
    if (!limit_read_point(q) || !bindings_read(q) || !shapes_read(q) || !program_read(q))
        return false;
    return !strcmp(stage, "ast") || (leaves_choose(q) && derivatives_make(q) &&
                                     (!q->by_series || derivatives_make_formula(q)));
}

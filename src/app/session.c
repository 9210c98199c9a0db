/* session.c - sessions: their limits, interrupts and diagnostics, and the requests made of them. */
#include "app/session.h"
#include "app/cache.h"
#include "app/request.h"
#include "base/sized.h"
#include "question/answer.h"
#include "write/dump.h"

#include <stdlib.h>
#include <string.h>

static const struct dcalc_limits default_limits = {.size = sizeof default_limits,
                                                   .depth = 250000,
                                                   .nodes = 10000000,
                                                   .digits = 200000,
                                                   .bytes = (size_t)256 << 20,
                                                   .memory = (size_t)4 << 30};

bool dcalc_default_limits(struct dcalc_limits *limits)
{
    size_t size = limits->size, known = sizeof default_limits;
    if (size < offsetof(struct dcalc_limits, nodes)) return false;
    memcpy(limits, &default_limits, size < known ? size : known);
    limits->size = size;
    return true;
}

static struct limits inner_limits(struct dcalc_limits limits)
{
    return (struct limits){limits.depth, limits.nodes,  limits.digits,
                           limits.bytes, limits.memory, limits.seconds};
}

dcalc *dcalc_new(void)
{
    dcalc *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    session->core.arena.mem = &session->core.mem;
    session->core.interrupted = &session->interrupted;
    session->buffers.mem = &session->core.mem;
    dcalc_set_limits(session, &default_limits);
    return session;
}

void dcalc_free(dcalc *session)
{
    if (!session) return;
    cache_free(session);
    point_decimals_free(&session->point);
    buffers_free(&session->buffers);
    vec_free(&session->core.mem, &session->offers.all);
    core_free(&session->core);
    free(session);
}

bool dcalc_set_limits(dcalc *session, const struct dcalc_limits *limits)
{
    struct dcalc_limits own = default_limits;
    if (!sized_copy(&own, sizeof own, limits, offsetof(struct dcalc_limits, nodes))) return false;
    cache_free(session); /* what it holds was made within the old ones */
    session->core.limits = inner_limits(own);
    session->core.mem.limit = own.memory;
    return true;
}

void dcalc_interrupt(dcalc *session)
{
    atomic_store(&session->interrupted, true);
}

struct dcalc_result *session_failure(dcalc *session)
{
    struct answer *answer = answer_new(DCALC_EVAL);
    if (answer) answer_errors(answer, &session->core);
    session->core.diags.n = 0;
    session->core.mem.failed = session->core.mem.refused = false;
    return answer ? &answer->public : NULL;
}

dcalc *session_like(dcalc *other)
{
    dcalc *session = dcalc_new();
    if (!session) return NULL;
    session->core.limits = other->core.limits;
    session->core.mem.limit = other->core.mem.limit;
    session->core.interrupted = &other->interrupted;
    session->keeps_interrupts = true;
    return session;
}

void session_keep_interrupts(dcalc *session, bool keep)
{
    session->keeps_interrupts = keep;
    if (keep) atomic_store(&session->interrupted, false);
}

void session_fail_at(dcalc *session, size_t n)
{
    session->fault = (struct fault){n, false};
}

bool session_did_fail(const dcalc *session)
{
    return session->fault.hit;
}

const char *dcalc_version(void)
{
    return DCALC_VERSION;
}

/* ---- requests ---- */

void session_offer_names(dcalc *session, struct core *core)
{
    struct diag *d = core->diags.n ? &core->diags.at[0] : NULL;
    const char *hint = d ? d->hint : NULL, *from = hint ? strstr(hint, "with --at ") : NULL;
    bool unbound = from != NULL;
    if (hint && !from) from = strstr(hint, "a shape: --shape ");
    if (!from) return;
    from = strstr(from, "--") + (unbound ? sizeof "--at" : sizeof "--shape");
    const char *name = arena_text(&core->arena, from, strcspn(from, "="));
    if (name) hint = offers_hint(&session->offers, core, name, !unbound);
    if (hint) d->hint = hint;
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
    bool ok = run_start(run, session, request, &session->point) && run_request(run);
    struct answer *answer = run->answer;
    if (answer && (!ok || diag_any(&run->core) || answer->mem.failed)) {
        session_offer_names(session, &run->core);
        answer_errors(answer, &run->core);
    } else if (cache_takes(session, run))
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
    if (run_start(&run, session, &request, NULL) && run_up_to(&run, stage))
        text = dump_stage(&run.question, stage);
    if (run.answer && !text) {
        answer_errors(run.answer, &run.core);
        *errors = &run.answer->public;
    } else if (run.answer)
        dcalc_result_free(&run.answer->public);
    run_end(&run);
    return text;
}

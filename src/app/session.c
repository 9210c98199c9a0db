/* session.c - sessions, and the order of a request's stages. */
#include "write/dump.h"
#include "app/cache.h"
#include "app/request.h"
#include "app/session.h"
#include "base/sized.h"

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
    session->keep.mem = &session->core.mem;
    dcalc_set_limits(session, &default_limits);
    return session;
}

void core_free(struct core *core)
{
    vec_free(&core->mem, &core->sources);
    vec_free(&core->mem, &core->diags);
    names_free(&core->names, &core->mem);
    arena_free(&core->arena);
}

void dcalc_free(dcalc *session)
{
    if (!session) return;
    cache_free(session);
    point_decimals_free(&session->point);
    holdings_free(&session->keep);
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

/* ---- one request ---- */

bool work_begin(struct work *w, dcalc *session, const struct dcalc_request *request)
{
    w->request = request;
    core_start_clock(&w->core);
    if (!session->keeps_interrupts) atomic_store(&session->interrupted, false);
    w->answer = answer_new(request->command);
    if (!w->answer) return false;
    w->answer->mem.limit = session->core.limits.memory;
    w->answer->mem.fault = &session->fault;
    return true;
}

bool work_start(struct work *w, dcalc *session, const struct dcalc_request *request)
{
    *w = (struct work){.core.limits = session->core.limits};
    w->core.mem.limit = session->core.limits.memory;
    w->core.interrupted = session->core.interrupted;
    w->core.arena.mem = &w->core.mem;
    w->core.mem.fault = &session->fault;
    w->lowering = (struct lowering){.g = &w->g, .ast = &w->ast, .derive = &work_hooks};
    bool ready = graph_init(&w->g, &w->core);
    return work_begin(w, session, request) && ready;
}

void work_end(struct work *w)
{
    struct mem *mem = &w->core.mem;
    kept_tape_free(w);
    lower_free(&w->lowering);
    ast_free(&w->ast, mem);
    vec_free(mem, &w->bound);
    vec_free(mem, &w->values);
    vec_free(mem, &w->leaves);
    vec_free(mem, &w->derivatives);
    vec_free(mem, &w->lower_orders);
    vec_free(mem, &w->variables);
    vec_free(mem, &w->columns);
    vec_free(mem, &w->new_weights);
    vec_free(mem, &w->kinks.all);
    sparse_free(&w->g, &w->sparse);
    graph_free(&w->g);
    core_free(&w->core);
}

bool work_derive(struct work *w)
{
    return work_read_shapes(w) && work_read_program(w) && work_sizes_known(w) &&
           conditions_known(w) && work_choose_leaves(w) && work_differentiate(w);
}

/* A request from its words to its answer. */
static bool work_run(struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (!work_bind_point(w) || !work_derive(w) || !work_outline(w)) return false;
    if (work_writes_document(w)) return work_document(w);
    if (rq->pattern) return true;
    if (work_writes_arrays(w)) return work_fits_arrays(w) && work_numbers(w) && work_are_doubles(w);
    bool formulas = !w->at_point || rq->symbolic;
    return (!w->at_point || work_numbers(w)) && (!w->at_point || !rq->exact || work_exact(w)) &&
           (!formulas || work_formulas(w)) && (!rq->explain || work_explain(w));
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
    struct work *w = malloc(sizeof *w);
    if (!w) return NULL;
    bool ok = work_start(w, session, request);
    w->decimals = &session->point;
    ok = ok && work_run(w);
    struct answer *answer = w->answer;
    if (answer && (!ok || diag_any(&w->core) || answer->mem.failed))
        answer_errors(answer, &w->core);
    else if (cache_takes(session, w))
        return let_go(answer);
    work_end(w);
    free(w);
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
    struct work w;
    struct dcalc_request request;
    char *text = NULL;
    *errors = NULL;
    if (!request_read(session, &request, given)) {
        *errors = session_failure(session);
        return NULL;
    }
    if (work_start(&w, session, &request)) text = dump_stage(&w, stage);
    if (w.answer && !text) {
        answer_errors(w.answer, &w.core);
        *errors = &w.answer->public;
    } else if (w.answer)
        dcalc_result_free(&w.answer->public);
    work_end(&w);
    return text;
}

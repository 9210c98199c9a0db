/* session.c - sessions: their limits, interrupts and diagnostics, and the requests made of them. */
#include "app/session.h"
#include "app/cache.h"
#include "app/request.h"
#include "base/escape.h"
#include "base/sized.h"
#include "eval/aside.h"
#include "graph/rule_store.h"
#include "question/answer.h"
#include "question/sparse.h"
#include "write/dump.h"
#include "write/picked.h"

#include <stdlib.h>
#include <string.h>

static const struct dcalc_limits default_limits = {.size = sizeof default_limits,
                                                   .depth = 250000,
                                                   .nodes = 10000000,
                                                   .digits = 200000,
                                                   .bytes = (size_t)256 << 20,
                                                   .memory = (size_t)4 << 30,
                                                   .work = (size_t)1 << 40};

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
    return (struct limits){limits.depth,  limits.nodes, limits.digits,  limits.bytes,
                           limits.memory, limits.work,  limits.seconds, false};
}

dcalc *dcalc_new(void)
{
    dcalc *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    session->core.arena.mem = &session->core.mem;
    session->core.mem.pool = &session->pool;
    session->core.interrupted = &session->interrupted;
    session->buffers.mem = &session->core.mem;
    dcalc_set_limits(session, &default_limits);
    return session;
}

void dcalc_free(dcalc *session)
{
    if (!session) return;
    cache_free(session);
    rule_store_free(session->rules);
    shared_nonzeros_release(session->nonzeros);
    point_decimals_free(&session->point);
    literals_free(&session->literals);
    json_reader_free(&session->jobs);
    buffers_free(&session->buffers);
    vec_free(&session->core.mem, &session->offers.all);
    core_free(&session->core);
    mem_pool_free(&session->pool);
    free(session);
}

bool dcalc_set_limits(dcalc *session, const struct dcalc_limits *limits)
{
    struct dcalc_limits own = default_limits;
    if (!sized_copy(&own, sizeof own, limits, offsetof(struct dcalc_limits, nodes))) return false;
    cache_free(session); /* what it holds was made within the old ones */
    shared_nonzeros_release(session->nonzeros);
    session->nonzeros = NULL;
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
    arena_release(&session->core.arena, session->kept);
    session->core.mem.failed = session->core.mem.refused = false;
    return answer ? &answer->public : answer_without_memory();
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

void dcalc_keep_interrupts(dcalc *session, bool keep)
{
    session->keeps_interrupts = keep;
    if (!keep) atomic_store(&session->interrupted, false);
}

void session_fail_at(dcalc *session, size_t n)
{
    session->fault = (struct fault){n, false};
}

bool session_did_fail(const dcalc *session)
{
    return session->fault.hit;
}

bool dcalc_is_busy(void)
{
    return aside_is_busy();
}

bool dcalc_own_memory(void (*hopeless)(void))
{
    return escape_own_libraries(hopeless);
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
    if (!from || d->kind == KIND_SYNTAX) return;
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

/* What runs in an escape, and what it leaves. */
struct asking {
    dcalc *session;
    const struct dcalc_request *request;
    struct run *run;
    struct answer *answer;
    bool taken;      /* by the cache */
    bool regular;    /* by rules that do not divide by 0 where functions are analytic */
    bool undecided;  /* and asked by such rules there may be an answer, */
    double deadline; /* until when */
};

/* Why the work was left, as the session's error. */
static struct dcalc_result *failure_of_escape(const struct asking *a, enum escaped how)
{
    dcalc *session = a->session;
    struct limits limits = session->core.limits;
    limits_lower_seconds(&limits, a->request->seconds);
    if (how == ESCAPED_STOPPED)
        core_say_stopped(&session->core, &limits);
    else
        escape_say(&session->core, how);
    return session_failure(session);
}

static void ask_again(void *user)
{
    struct asking *a = user;
    a->answer = cache_answer(a->session, a->request);
}

/* The answer where the cache has one. */
static struct dcalc_result *ask_cache(dcalc *session, const struct dcalc_request *request)
{
    struct asking a = {.session = session, .request = request};
    struct escape escape = {0};
    point_decimals_read(&session->point, request, &session->core.limits);
    enum escaped how = escape_run(&escape, ask_again, &a);
    if (how == ESCAPED_NOT) return let_go(a.answer);
    cache_forget_asked(session, &escape);
    return failure_of_escape(&a, how);
}

static bool has_regular_rules(const struct graph *g)
{
    for (size_t i = 0; i < g->nodes.n; i++)
        if (g->nodes.at[i].op == OP_FN && fn_regular_rules(g->nodes.at[i].fn)) return true;
    return false;
}

/* True if an answer at a point has formulas, or numbers in closed form. */
static bool shows_formulas(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    return rq->symbolic || rq->explain || rq->exact || question_writes_document(q);
}

static bool asks_numbers(const struct question *q)
{
    return q->request->command != DCALC_CHECK && q->request->has_at && !shows_formulas(q);
}

/* Arrays are computed in doubles, like rows of a table. */
static bool asks_numbers_in_doubles(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    bool doubles = rq->numbers == DCALC_DOUBLE;
    for (size_t i = 0; i < rq->n_at && !doubles; i++) doubles = rq->at[i].array.entries != NULL;
    return doubles && asks_numbers(q);
}

static enum rules_for rules_for(const struct question *q, bool regular)
{
    if (regular || asks_numbers_in_doubles(q)) return RULES_FOR_DOUBLES;
    return asks_numbers(q) ? RULES_FOR_NUMBERS : RULES_FOR_FORMULAS;
}

/* True if numbers are all that is asked for, and what they are is not decided where the formula of
 * a derivative may divide by 0. */
static bool is_undecided(const struct run *run)
{
    const struct question *q = &run->question;
    return run->core.diags.n == 1 && run->core.diags.at[0].kind == KIND_UNDECIDED && q->at_point &&
           q->derivatives.n && !shows_formulas(q) && !run->core.mem.failed &&
           has_regular_rules(&run->graph);
}

static void ask_anew(void *user)
{
    struct asking *a = user;
    struct run *run = a->run;
    bool ok = run_start(run, a->session, a->request, &a->session->point);
    if (ok) run->graph.rules_for = rules_for(&run->question, a->regular);
    if (a->regular) run->core.deadline = a->deadline;
    ok = ok && run_request(run);
    a->answer = run->answer;
    a->undecided = !ok && is_undecided(run);
    a->deadline = run->core.deadline;
    if (a->answer && (!ok || diag_any(&run->core) || a->answer->mem.failed)) {
        session_offer_names(a->session, &run->core);
        answer_errors(a->answer, &run->core);
    } else if (!a->regular && cache_takes(a->session, run)) {
        run_let_go(run);
        a->run = NULL;
        a->taken = true;
        return;
    }
    run_end(run);
}

/* All steps first, and then each of those whose work is to be shown. */
static struct dcalc_result *run_picked(dcalc *session, const struct dcalc_request *request)
{
    struct dcalc_request all = *request;
    all.explain = false;
    struct dcalc_result *result = session_run_anew(session, &all);
    if (!result || result->status != DCALC_OK) return result;
    return picked_explain(session, dcalc_run, request, result);
}

static struct dcalc_result *run_asking(struct asking *a)
{
    struct escape escape = {0};
    struct run *run = a->run = calloc(1, sizeof *run);
    if (!run) return NULL;
    enum escaped how = escape_run(&escape, ask_anew, a);
    if (how != ESCAPED_NOT) run_drop(run, &escape);
    if (how != ESCAPED_NOT || a->run) free(run);
    return how == ESCAPED_NOT ? let_go(a->answer) : failure_of_escape(a, how);
}

/* The answer with the literals lifted, if a run answers that the cache has, or takes since the
 * formula has come before with other ones; else NULL, and the request is answered as it is. */
static struct dcalc_result *run_lifted(dcalc *session, const struct dcalc_request *lifted)
{
    struct dcalc_result *result = ask_cache(session, lifted);
    bool answered = result && result->status == DCALC_OK;
    if (!result && cache_wants(session)) {
        struct asking a = {.session = session, .request = lifted};
        result = run_asking(&a);
        answered = a.taken;
        if (!a.taken) cache_refuse(session);
    }
    if (answered) return result;
    dcalc_result_free(result);
    return NULL;
}

struct dcalc_result *session_run_again(dcalc *session, const struct dcalc_request *request)
{
    struct dcalc_result *result = NULL;
    if (session->cache && literals_lift(&session->literals, request))
        result = run_lifted(session, &session->literals.request);
    return result ? result : ask_cache(session, request);
}

struct dcalc_result *session_run_anew(dcalc *session, const struct dcalc_request *request)
{
    if (request->explain && request->n_explain_steps) return run_picked(session, request);
    struct asking a = {.session = session, .request = request};
    struct dcalc_result *result = run_asking(&a), *other;
    if (!result || !a.undecided) return result;
    a.regular = true;
    other = run_asking(&a);
    bool better = other && other->status == DCALC_OK;
    dcalc_result_free(better ? result : other);
    return better ? other : result;
}

/* A range of rows for which there is no table would be forgotten. */
static bool check_rows(dcalc *session)
{
    if (!form_has_rows(&session->form) || session->has_table) return true;
    diag_error(&session->core, KIND_USAGE, (struct span){0},
               "no table is read of which to take rows");
    return diag_hint(&session->core, "a part of an array is written x=@x.npy[0:100]");
}

struct dcalc_result *dcalc_run(dcalc *session, const struct dcalc_request *given)
{
    struct dcalc_request request;
    if (!request_read(session, &request, given) || !check_rows(session))
        return session_failure(session);
    struct dcalc_result *result = session_run_again(session, &request);
    return result ? result : session_run_anew(session, &request);
}

struct dumping {
    struct asking asking;
    const char *stage;
    char *text;
};

static void dump(void *user)
{
    struct dumping *d = user;
    struct run *run = d->asking.run;
    if (run_start(run, d->asking.session, d->asking.request, NULL) && run_up_to(run, d->stage))
        d->text = dump_stage(&run->question, d->stage);
    d->asking.answer = run->answer;
    if (run->answer && !d->text) answer_errors(run->answer, &run->core);
    run_end(run);
}

char *dcalc_dump(dcalc *session, const struct dcalc_request *given, const char *stage,
                 struct dcalc_result **errors)
{
    struct run run = {0};
    struct dcalc_request request;
    struct asking asking = {.session = session, .request = &request, .run = &run};
    struct dumping d = {asking, stage, NULL};
    struct escape escape = {0};
    *errors = NULL;
    if (!request_read(session, &request, given)) {
        *errors = session_failure(session);
        return NULL;
    }
    enum escaped how = escape_run(&escape, dump, &d);
    if (how != ESCAPED_NOT) run_drop(&run, &escape);
    if (how != ESCAPED_NOT)
        *errors = failure_of_escape(&d.asking, how);
    else if (!d.text)
        *errors = let_go(d.asking.answer);
    else if (d.asking.answer)
        dcalc_result_free(&d.asking.answer->public);
    return d.text;
}

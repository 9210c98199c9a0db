/* picked.c - the work of picked steps of backprop, each as a question of its own. */
#include "write/picked.h"

#include "write/write.h"

#include <string.h>

/* The steps before the one whose work is next, and where they have led. */
struct walk {
    dcalc *session;
    asker *ask;
    const struct dcalc_request *request;
    struct dcalc_binding *point; /* as the request's; weights may have arrays of `before` */
    struct dcalc_result *before;
    int step; /* is next */
    struct str text;
};

/* A part of the question: n steps from here. */
static struct dcalc_request request_of(const struct walk *w, int n)
{
    struct dcalc_request r = *w->request;
    r.size = sizeof r;
    r.at = w->point;
    r.steps = n;
    r.n_explain_steps = 0;
    r.progress = NULL;
    r.watch = NULL;
    return r;
}

static void bind(struct walk *w, const struct dcalc_array *weight)
{
    for (size_t i = 0; i < w->request->n_at; i++) {
        if (strcmp(w->point[i].name, weight->name) != 0) continue;
        w->point[i].array =
            (struct dcalc_values){weight->ndim, {weight->dims[0], weight->dims[1]}, weight->values};
    }
}

/* Takes the steps before `step`. The result of a failure is handed on. */
static struct dcalc_result *go_to(struct walk *w, int step)
{
    if (step == w->step) return NULL;
    struct dcalc_request r = request_of(w, step - w->step);
    r.explain = r.exact = r.symbolic = false;
    r.digits = 0;
    r.numbers = DCALC_DOUBLE;
    r.format = DCALC_TEXT;
    struct dcalc_result *result = w->ask(w->session, &r);
    if (!result || result->status != DCALC_OK) return result ? result : answer_without_memory();
    for (size_t i = 0; i < result->n_weights; i++) bind(w, &result->weights[i]);
    dcalc_result_free(w->before);
    w->before = result;
    w->step = step;
    return NULL;
}

static struct dcalc_result *explain(struct walk *w, int step)
{
    struct dcalc_result *failure = go_to(w, step);
    if (failure) return failure;
    struct dcalc_request r = request_of(w, 1);
    struct dcalc_result *result = w->ask(w->session, &r);
    if (!result || result->status != DCALC_OK) return result ? result : answer_without_memory();
    explain_put_step(&w->text, &r, step);
    str_puts(&w->text, result->explanation ? result->explanation : "");
    dcalc_result_free(result);
    return NULL;
}

/* The least picked step after `last`; 0 if there is none. */
static int next_after(const struct dcalc_request *request, int last)
{
    int next = 0;
    for (size_t i = 0; i < request->n_explain_steps; i++) {
        int step = question_explained_step(request, i);
        if (step > last && (!next || step < next)) next = step;
    }
    return next;
}

static struct dcalc_result *explain_all(struct walk *w)
{
    for (int step = 0; (step = next_after(w->request, step));) {
        struct dcalc_result *failure = explain(w, step);
        if (failure) return failure;
    }
    return NULL;
}

static struct dcalc_result *with_work(struct walk *w, struct dcalc_result *result)
{
    size_t n = w->request->n_at;
    w->point = mem_array(w->text.mem, n + 1, sizeof *w->point);
    if (!w->point) return dcalc_result_free(result), answer_without_memory();
    if (n) memcpy(w->point, w->request->at, n * sizeof *w->point);
    struct dcalc_result *failure = explain_all(w);
    bool ok =
        failure || (!w->text.failed && answer_set_explanation((struct answer *)result, &w->text));
    if (!ok) failure = answer_without_memory();
    if (failure) dcalc_result_free(result);
    mem_free_array(w->text.mem, w->point, n + 1, sizeof *w->point);
    return failure ? failure : result;
}

struct dcalc_result *picked_explain(dcalc *session, asker *ask, const struct dcalc_request *request,
                                    struct dcalc_result *answer)
{
    struct mem mem = {0};
    struct walk w = {
        .session = session, .ask = ask, .request = request, .step = 1, .text.mem = &mem};
    struct dcalc_result *result = with_work(&w, answer);
    dcalc_result_free(w.before);
    str_free(&w.text);
    return result;
}

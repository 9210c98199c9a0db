/* given.c - what a request gives: constants as numbers, and errors about it. */
#include "plot/plot_private.h"

#include <math.h>

bool given_refuse(const struct plot *p, const char *message, const char *hint)
{
    diag_error(p->q->core, KIND_USAGE, ((struct span){0}), "%s", message);
    return hint ? diag_hint(p->q->core, "%s", hint) : false;
}

bool given_numbers(const struct plot *p, const struct question *q, id node, double *out)
{
    struct tape tape = {.g = p->q->graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &node, .n_roots = 1};
    if (q) source.bound = q->bound.at, source.n_bound = q->bound.n;
    bool ok = tape_compile(&tape, p->q->graph, &source) && intervals_init(&e, &tape) &&
              intervals_run(&e, 192);
    if (ok) {
        uint32_t slot = tape_slot(&tape, node);
        int64_t n = shape_count(&p->q->graph->shapes, graph_shape(p->q->graph, node));
        for (int64_t i = 0; i < n; i++) {
            mpfi_srcptr x = intervals_slot(&e, slot)[i];
            out[i] = mpfi_bounded_p(x) ? mpfi_get_d(x) : HUGE_VAL;
        }
    }
    intervals_free(&e);
    tape_free(&tape);
    return ok;
}

bool given_number(const struct plot *p, const struct dcalc_text *text, double *out)
{
    struct question q;
    struct dcalc_request request = *p->q->request;
    request.command = DCALC_EVAL;
    request.exprs = text;
    request.n_exprs = 1;
    request.has_at = true;
    request.format = DCALC_TEXT;
    question_init(&q, p->q->core, p->q->graph);
    question_ask(&q, &request, NULL, p->q->lasting);
    bool ok = bindings_read(&q) && question_derive(&q);
    if (ok && graph_shape(q.graph, q.values.at[0]) != SHAPE_SCALAR)
        ok = given_refuse(p, "the ends of a range are numbers", NULL);
    ok = ok && given_numbers(p, &q, q.values.at[0], out);
    question_free(&q);
    return ok;
}

/* given.c - what a request gives: constants as numbers, and errors about it. */
#include "plot/plot_private.h"

#include <math.h>

bool given_refuse(const struct plot *p, const char *message, const char *hint)
{
    diag_error(p->q->core, KIND_USAGE, ((struct span){0}), "%s", message);
    return hint ? diag_hint(p->q->core, "%s", hint) : false;
}

bool given_numbers(const struct plot *p, id node, double *out)
{
    struct tape tape = {.g = p->q->graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &node, .n_roots = 1};
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

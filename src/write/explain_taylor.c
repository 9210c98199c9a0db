/* explain_taylor.c - the work behind a Taylor polynomial in one name: the derivatives at the point,
 * each divided by the factorial of its order. */
#include "write/explain.h"

#include "pass/derive.h"

#include <math.h>

/* Derivatives that are shown; those of higher order are found in the same way. */
enum { MOST_SHOWN = 4 };

/* A name that the program does not have. */
static const char *free_name(struct steps *s, const char *name)
{
    while (name && steps_is_taken(s->q, name)) name = work_text(&s->work, "%s_", name);
    return name;
}

/* f, df/dx, d²f/dx², ... with their formulas; their names go to `names`. */
static bool put_derivatives(struct steps *s, size_t n, id *names)
{
    const struct question *q = s->q;
    struct work *w = &s->work;
    const struct leaf *x = &q->leaves.at[0], *by[MOST_SHOWN] = {x, x, x, x};
    const char *f = free_name(s, "f");
    id formula = q->values.at[0];
    bool ok = f && work_title(w, PHRASE_DERIVATIVES);
    for (size_t k = 0; ok && k <= n; k++) {
        if (k) formula = steps_simplified(s, derive_forward(q->graph, formula, x->node));
        const char *label = k == 0   ? f
                            : k == 1 ? steps_ratio(s, f, x->name)
                                     : explain_order_label(s, f, by, k);
        names[k] = work_name(w, label, SHAPE_SCALAR, formula);
        ok = names[k] != POISON && work_line(w, names[k], formula, NULL);
    }
    return ok;
}

/* c2 = 1/2*d²f/dx² */
static bool put_coefficients(struct steps *s, size_t n, const id *names)
{
    struct graph *g = s->q->graph;
    struct work *w = &s->work;
    int64_t factorial = 1;
    bool ok = work_title(w, PHRASE_COEFFICIENTS);
    for (size_t k = 0; ok && k <= n; k++) {
        if (k) factorial *= (int64_t)k;
        id value = graph_div(g, names[k], graph_int(g, factorial));
        id name = work_name(w, free_name(s, work_text(w, "c%zu", k)), SHAPE_SCALAR, value);
        ok = name != POISON && work_line(w, name, value, NULL);
    }
    return ok;
}

bool explain_taylor(struct steps *s)
{
    size_t degree = (size_t)question_degree(s->q), n = degree < MOST_SHOWN ? degree : MOST_SHOWN;
    id names[MOST_SHOWN + 1];
    return put_derivatives(s, n, names) && put_coefficients(s, n, names) &&
           (n == degree || work_title(&s->work, PHRASE_LATER_ORDERS));
}

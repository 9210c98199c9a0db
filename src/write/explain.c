/* explain.c - the stage that shows the work: which work a command has. */
#include "write/explain.h"

static bool explain_value(struct steps *s)
{
    return work_title(&s->work, PHRASE_PARTS) && steps_states(s, 0);
}

/* True if the first value depends on more than one name. */
static bool holds_names(const struct question *q)
{
    struct reach reach = {0};
    size_t names = 0;
    if (!graph_reach(q->graph, q->values.at, 1, &reach)) return false;
    for (size_t i = 0; i < reach.ids.n; i++) {
        enum op op = graph_op(q->graph, reach.ids.at[i]);
        names += op == OP_VARIABLE || op == OP_ARRAY;
    }
    reach_free(q->graph, &reach);
    return names > 1;
}

/* The point, which a reader of a document has not typed. */
static bool put_given(struct steps *s)
{
    const struct question *q = s->q;
    if (!question_writes_latex(q) || !q->bound.n) return true;
    bool ok = true;
    for (size_t i = 0; i < q->bound.n && ok; i++) {
        const struct bound_name *bound = &q->bound.at[i];
        id name = graph_variable(q->graph, bound->name, graph_shape(q->graph, bound->value));
        ok = name != POISON &&
             work_push(&s->work,
                       (struct work_line){
                           .kind = WORK_GIVEN, .name = name, .formula = POISON, .value = name});
    }
    return ok;
}

static bool collect_work(struct steps *s)
{
    const struct question *q = s->q;
    id f = q->values.at[0];
    bool automatic = q->lowering.assigned.n == 0;
    if (q->unknowns.n) return explain_implicit(s);
    switch (q->request->command) {
    case DCALC_DIFF: return explain_diff(s);
    case DCALC_GRAD:
        if (automatic && explain_is_of_scalars(s)) return explain_gradient(s);
        return steps_find(s, f, "f", automatic) && explain_backward(s);
    case DCALC_BACKPROP: return steps_find(s, f, "loss", automatic) && explain_backward(s);
    case DCALC_JACOBIAN: return explain_jacobian(s);
    case DCALC_HESSIAN: return explain_hessian(s);
    case DCALC_JVP: return explain_along(s);
    case DCALC_TAYLOR: return explain_taylor(s);
    case DCALC_LIMIT_AT: return explain_limit(s);
    case DCALC_VJP:
        return steps_find(s, q->differentiated.at[0], "L", automatic) && explain_backward(s);
    default: return steps_find(s, f, NULL, true) && explain_value(s);
    }
}

static bool write_work(struct work *w, struct str *out)
{
    switch (w->q->request->format) {
    case DCALC_LATEX: return work_write_latex(w, out, false);
    case DCALC_MARKDOWN: return work_write_latex(w, out, true);
    case DCALC_HTML: return work_write_html(w, out);
    default: work_write_text(w, out); return true;
    }
}

void explain_put_step(struct str *out, const struct dcalc_request *request, int step)
{
    enum dcalc_format format = request->format;
    str_puts(out, format == DCALC_HTML ? "<h2>" : format == DCALC_LATEX ? "\\noindent " : "");
    str_putf(out, phrase_in((int)request->language, PHRASE_STEP), step);
    str_puts(out, format == DCALC_HTML                                ? "</h2>\n"
                  : format == DCALC_LATEX || format == DCALC_MARKDOWN ? ":\n\n"
                                                                      : ":\n");
}

bool explain_write(const struct question *q, struct answer *answer)
{
    struct steps s = {.q = q,
                      .work = {.q = q, .answer = answer, .tape = {.g = q->graph}},
                      .holds = holds_names(q)};
    struct str out = {.mem = &q->core->mem};
    s.work.e.tape = &s.work.tape;
    bool ok = put_given(&s) && collect_work(&s) && work_evaluate(&s.work);
    if (ok && q->request->command == DCALC_TAYLOR && !work_is_defined(&s.work)) {
        s.work.lines.n = 0; /* the point is where the formula has a gap */
        ok = work_title(&s.work, PHRASE_BY_SERIES);
    }
    ok = ok && write_work(&s.work, &out) && answer_set_explanation(answer, &out);
    str_free(&out);
    vec_free(&q->core->mem, &s.all);
    work_free(&s.work);
    return ok;
}

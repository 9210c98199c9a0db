/* by_series.c - answers by Taylor series: the value and its conditions as ever, then the series. */
#include "number/kept_tape.h"
#include "question/expand.h"

/* The value, and whether all that is written is defined. The tape that this may keep cannot answer
 * the question again. */
static bool value_and_conditions(const struct question *q, struct answer *answer)
{
    struct kept_tape *kept = NULL;
    bool ok = numbers_make(q, answer, &kept);
    kept_tape_free(kept);
    return ok;
}

/* ---- taylor ---- */

static enum by_series no_closed_forms(const struct question *q)
{
    diag_error(q->core, KIND_LIMIT, (struct span){0},
               "the closed forms of these coefficients cannot be found");
    diag_hint(q->core, "ask for decimals, or for a lower order");
    return SERIES_FAILED;
}

/* Rows of exponents with their coefficient. */
static bool add_exponents(const struct question *q, struct answer *answer)
{
    struct dcalc_array *array = answer->derivatives;
    struct arena *arena = &answer->arena;
    size_t m = q->leaves.n, n = array->dims[0];
    uint32_t *exponents;
    double *values = arena_alloc(arena, (array->count + 1) * sizeof *values);
    const char **texts =
        array->texts ? arena_alloc(arena, (array->count + 1) * sizeof *texts) : NULL;
    if (!values || (array->texts && !texts)) return false;
    if (!monomials_list(q->core, m, (size_t)question_degree(q), &exponents)) return false;
    for (size_t i = 0, at = 0; i < n; i++)
        for (size_t k = 0; k <= m; k++, at++) {
            struct str text = {.mem = &q->core->mem};
            values[at] = k < m ? exponents[i * m + k] : array->values[i];
            if (!texts) continue;
            if (k < m) str_putf(&text, "%u", exponents[i * m + k]);
            texts[at] = k < m ? answer_text(answer, text.s) : array->texts[i];
            str_free(&text);
        }
    mem_free_array(&q->core->mem, exponents, n * m, sizeof *exponents);
    answer_set_numbers(array, values, texts);
    return !answer->mem.failed;
}

static enum by_series make_polynomial(const struct question *q, struct answer *answer,
                                      struct expansion *e)
{
    struct dcalc_array *array = answer->derivatives;
    struct coefficients wanted = {(size_t)question_degree(q), 0, array->dims[0], false};
    enum by_series done = coefficients_make(q, answer, e, &wanted, array);
    if (done == SERIES_ANSWERED && q->request->exact) return no_closed_forms(q);
    if (done == SERIES_ANSWERED && q->leaves.n > 1 && !add_exponents(q, answer))
        return SERIES_FAILED;
    return done;
}

/* ---- both ---- */

static enum by_series cannot_expand(const struct question *q, bool taylor)
{
    if (diag_any(q->core)) return SERIES_FAILED;
    if (!taylor || taylor_needs_derivatives(q)) return SERIES_NOT_ANALYTIC;
    bool spectrum = graph_uses(q->graph, q->values.at[0], CLASS_SPECTRUM),
         function = graph_uses(q->graph, q->values.at[0], CLASS_MATRIX_FUNCTION);
    diag_error(q->core, KIND_LIMIT, graph_node(q->graph, q->values.at[0])->span,
               spectrum   ? "eigenvalues and singular values are expanded in one name"
               : function ? "functions of matrices are expanded in one name"
                          : "this takes too many terms to write out without arrays");
    if (spectrum || function) diag_hint(q->core, "choose it with --wrt");
    return SERIES_FAILED;
}

static enum by_series numbers_by_series(const struct question *q, struct answer *answer)
{
    struct expand x;
    enum by_series done;
    size_t order = (size_t)q->request->order;
    struct coefficients derivative = {order, order, 1, true};
    bool taylor = q->request->command == DCALC_TAYLOR;
    if (!value_and_conditions(q, answer)) return SERIES_FAILED;
    if (!expand_begin(&x, q))
        done = cannot_expand(q, taylor);
    else if (taylor)
        done = make_polynomial(q, answer, &x.e);
    else
        done = coefficients_make(q, answer, &x.e, &derivative, answer->derivatives);
    expand_end(&x);
    return done;
}

/* By series where the function is analytic, else by its formula, or by its sides. */
bool numbers_answer(struct question *q, struct answer *answer, struct kept_tape **kept)
{
    bool taylor = q->request->command == DCALC_TAYLOR;
    enum by_series done = q->by_series ? numbers_by_series(q, answer) : SERIES_NOT_ANALYTIC;
    if (done == SERIES_FAILED && taylor) taylor_explain(q);
    if (done != SERIES_NOT_ANALYTIC) return done == SERIES_ANSWERED;
    if (q->by_series && !(taylor ? taylor_by_sides(q) : derivatives_make_formula(q))) return false;
    return numbers_make(q, answer, kept);
}

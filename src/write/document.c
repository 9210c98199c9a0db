/* document.c - the stage that writes the whole result in another language. */
#include "write/write.h"
#include "print/document.h"

#include <string.h>

struct labels {
    const struct question *q;
    VEC(struct output) values, derivatives;
};

/* The unknown that entry `row` of all of them is of. */
static const char *unknown_at(const struct question *q, size_t row)
{
    size_t i = 0;
    for (; i + 1 < q->unknowns.n; i++) {
        shape s = graph_shape(q->graph, q->unknowns.at[i].node);
        size_t entries = (size_t)shape_count(&q->graph->shapes, s);
        if (row < entries) break;
        row -= entries;
    }
    return q->unknowns.at[i].name;
}

/* What is differentiated: a name that equations define, or "f". */
static const char *name_of_function(const struct question *q, size_t row)
{
    bool joined = q->request->command == DCALC_DIFF && q->unknowns.n > 1;
    return q->unknowns.n && !joined ? unknown_at(q, row) : "f";
}

/* "f", or "f2" where there are several; or the name that is shown. */
static void put_name_of_value(const struct question *q, size_t row, struct str *out)
{
    bool several = question_is_table(q) ? q->rows > 1 && q->request->command == DCALC_JACOBIAN
                                        : q->values.n > 1;
    if (q->request->n_show) {
        str_puts(out, q->request->show[row]);
        return;
    }
    str_puts(out, name_of_function(q, row));
    if (several && !q->unknowns.n) str_putf(out, "%zu", row + 1);
}

/* "d^3f/dx dy dy" */
static void put_diff_label(const struct question *q, struct str *out)
{
    size_t names = q->leaves.n;
    int order = names > 1 ? (int)names : q->request->order > 0 ? q->request->order : 1;
    const char *f = name_of_function(q, 0), *x = q->leaves.at[0].name;
    if (order > 1)
        str_putf(out, "d^%d%s/d%s", order, f, x);
    else
        str_putf(out, "d%s/d%s", f, x);
    if (names == 1 && order > 1) str_putf(out, "^%d", order);
    for (size_t i = 1; i < names; i++) str_putf(out, " d%s", q->leaves.at[i].name);
}

/* Entry `cell` of what the command differentiates by, row by row: entries of leaf i come as one. */
static void put_hessian_label(const struct question *q, size_t row, size_t column, struct str *out)
{
    size_t leaf = 0, at = row;
    for (; leaf + 1 < q->leaves.n; leaf++) {
        id node = q->leaves.at[leaf].node;
        size_t entries = (size_t)shape_count(&q->graph->shapes, graph_shape(q->graph, node));
        if (at < entries) break;
        at -= entries;
    }
    str_putf(out, "d^2%s/d%s", name_of_function(q, 0), q->leaves.at[leaf].name);
    if (graph_shape(q->graph, q->leaves.at[leaf].node) != SHAPE_SCALAR) str_putf(out, "[%zu]", at);
    str_putf(out, " d%s", q->leaves.at[column].name);
}

static void put_label(const struct question *q, size_t i, struct str *out)
{
    size_t n = q->leaves.n;
    switch (q->request->command) {
    case DCALC_DIFF: put_diff_label(q, out); break;
    case DCALC_HESSIAN: put_hessian_label(q, i / n, i % n, out); break;
    case DCALC_JACOBIAN:
        put_name_of_value(q, i / n, out);
        str_putf(out, "/d%s", q->leaves.at[i % n].name);
        break;
    case DCALC_JVP: str_puts(out, "df*v"); break;
    case DCALC_VJP: str_putf(out, "v*df/d%s", q->leaves.at[i].name); break;
    default: str_putf(out, "d%s/d%s", name_of_function(q, 0), q->leaves.at[i].name); break;
    }
}

void document_label(const struct question *q, size_t i, struct str *out)
{
    if (q->blocks) {
        str_putf(out, "J %s", derivatives_block_name(q, i));
        return;
    }
    if (q->request->command == DCALC_JACOBIAN) str_putc(out, 'd');
    put_label(q, i, out);
}

static bool label_outputs(struct labels *l)
{
    const struct question *q = l->q;
    for (size_t i = 0; i < q->values.n; i++) {
        struct str text = {.mem = &q->core->mem};
        put_name_of_value(q, i, &text);
        struct output output = {str_settle(&text, &q->core->arena), q->values.at[i]};
        if (!output.label || !vec_push(&q->core->mem, &l->values, output)) return false;
    }
    for (size_t i = 0; i < q->derivatives.n; i++) {
        struct str text = {.mem = &q->core->mem};
        document_label(q, i, &text);
        struct output output = {str_settle(&text, &q->core->arena), q->derivatives.at[i]};
        if (!output.label || !vec_push(&q->core->mem, &l->derivatives, output)) return false;
    }
    return true;
}

bool document_graph(const struct question *q, struct str *out)
{
    struct labels l = {.q = q};
    bool ok = label_outputs(&l);
    struct document d = {q->graph, l.values.at, l.derivatives.at, l.values.n, l.derivatives.n};
    ok = ok && print_dot(&d, out);
    vec_free(&q->core->mem, &l.values);
    vec_free(&q->core->mem, &l.derivatives);
    return ok;
}

bool document_write(const struct question *q, struct answer *answer)
{
    if (q->request->format != DCALC_DOT) return code_write(q, answer);
    if (lecture_suits(q)) return lecture_write(q, answer);
    struct str out = {.mem = &q->core->mem};
    bool ok = document_graph(q, &out) && answer_set_document(answer, &out);
    str_free(&out);
    return ok;
}

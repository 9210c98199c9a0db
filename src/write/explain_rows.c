/* explain_rows.c - the work behind a Jacobian and a Hessian: every entry's derivative by rules, or
 * of arrays each block as a formula. */
#include "write/explain.h"

#include "pass/entries.h"

/* Entries that are worked; the others are found in the same way. */
enum { MOST_ROUNDS = 9 };

/* "f2", or the value's own name; "f" if there is only one. */
static const char *name_of_row(struct steps *s, size_t row, size_t rows)
{
    const char *name = rows > 1 ? work_text(&s->work, "f%zu", row + 1) : "f";
    while (name && steps_is_taken(s->q, name)) name = work_text(&s->work, "%s_", name);
    return name;
}

static bool are_scalars(const struct question *q)
{
    for (size_t i = 0; i < q->leaves.n; i++)
        if (graph_shape(q->graph, q->leaves.at[i].node) != SHAPE_SCALAR) return false;
    return true;
}

bool explain_is_of_scalars(const struct steps *s)
{
    const struct question *q = s->q;
    return are_scalars(q) && graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR;
}

/* ---- arrays ---- */

/* "f", "f2", "f[1]", "f[1,0]": what row `row` of the Jacobian is of. */
static const char *name_of_entry(struct steps *s, size_t row)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    for (size_t i = 0; i < q->values.n; i++) {
        struct shape_data d = graph_dims(g, q->values.at[i]);
        size_t n = (size_t)shape_count(&g->shapes, graph_shape(g, q->values.at[i]));
        const char *name = name_of_row(s, i, q->values.n);
        if (row < n && d.ndim == 0) return name;
        if (row < n && d.ndim == 1) return work_text(&s->work, "%s[%zu]", name, row);
        if (row < n)
            return work_text(&s->work, "%s[%zu,%zu]", name, row / (size_t)d.d[1],
                             row % (size_t)d.d[1]);
        row -= n;
    }
    return "f";
}

/* "∂²f/∂x[0] ∂y" */
static const char *label_of_second(struct steps *s, size_t row, const char *column)
{
    const struct question *q = s->q;
    size_t leaf = 0;
    const char *by = q->leaves.at[0].name, *name = name_of_row(s, 0, 1);
    for (;; by = q->leaves.at[++leaf].name) {
        shape of = graph_shape(q->graph, q->leaves.at[leaf].node);
        size_t n = (size_t)shape_count(&q->graph->shapes, of);
        if (row < n && of == SHAPE_SCALAR)
            return work_text(&s->work, "∂²%s/∂%s ∂%s", name, by, column);
        if (row < n || leaf + 1 == q->leaves.n)
            return work_text(&s->work, "∂²%s/∂%s[%zu] ∂%s", name, by, row, column);
        row -= n;
    }
}

static const char *label_of_block(struct steps *s, size_t i)
{
    const struct question *q = s->q;
    const char *column = q->leaves.at[i % q->leaves.n].name;
    size_t row = i / q->leaves.n;
    if (q->blocks) {
        const char *name = derivatives_block_name(q, i);
        return *name ? work_text(&s->work, "J_%s", name) : "J";
    }
    if (q->request->command == DCALC_HESSIAN) return label_of_second(s, row, column);
    return steps_ratio(s, name_of_entry(s, row), column);
}

/* The states, and each formula under its label. */
static bool put_blocks(struct steps *s)
{
    const struct question *q = s->q;
    struct work *w = &s->work;
    bool automatic = q->lowering.assigned.n == 0, ok = true;
    for (size_t i = 0; i < q->values.n && ok; i++)
        ok = steps_find(s, q->values.at[i], name_of_row(s, i, q->values.n), automatic);
    ok = ok && work_title(w, PHRASE_PARTS) && steps_states(s, 0);
    ok = ok && work_title(w, PHRASE_PARTIALS);
    for (size_t i = 0; i < q->derivatives.n && ok; i++) {
        const char *label = label_of_block(s, i);
        id formula = steps_answered(s, q->derivatives.at[i]);
        id name = work_name(w, label, graph_shape(q->graph, formula), formula);
        ok = name != POISON && work_line(w, name, formula, NULL);
    }
    return ok;
}

/* ---- rows of scalars ---- */

struct rows {
    struct steps *s;
    size_t n, rounds; /* of the whole Jacobian; those worked so far */
};

static bool may_go_on(const struct rows *r)
{
    return r->rounds == 0 || (r->rounds < MOST_ROUNDS && explain_has_room(r->s));
}

/* One row: a derivative by every name. */
static bool put_row(struct rows *r, size_t row, id f)
{
    struct steps *s = r->s;
    const struct question *q = s->q;
    const char *name = name_of_row(s, row, r->n);
    for (size_t j = 0; j < q->leaves.n && may_go_on(r); j++, r->rounds++) {
        const struct leaf *x = &q->leaves.at[j];
        struct round round = {.s = s, .f = f, .x = x, .before = POISON, .last_name = name};
        const char *title =
            work_text(&s->work, work_phrase(&s->work, PHRASE_ROW), row + 1, x->name);
        id derivative;
        if (!title || !work_push(&s->work, (struct work_line){.kind = WORK_TITLE, .text = title}) ||
            !explain_round(&round, &derivative))
            return false;
    }
    return true;
}

static bool put_entries(struct rows *r, size_t *row, id value)
{
    struct graph *g = r->s->q->graph;
    int64_t n = shape_count(&g->shapes, graph_shape(g, value));
    for (int64_t i = 0; i < n; i++) {
        id entry = graph_shape(g, value) == SHAPE_SCALAR ? value : graph_entry(g, value, i);
        if (!entries_take(g, &entry, 1) || !put_row(r, (*row)++, entry)) return false;
    }
    return true;
}

bool explain_jacobian(struct steps *s)
{
    const struct question *q = s->q;
    struct rows r = {.s = s, .n = q->rows};
    size_t row = 0;
    s->holds |= q->leaves.n > 1;
    if (!are_scalars(q) || q->blocks) return put_blocks(s);
    for (size_t i = 0; i < q->values.n; i++)
        if (!put_entries(&r, &row, q->values.at[i])) return false;
    return r.rounds == q->rows * q->leaves.n || work_title(&s->work, PHRASE_OTHER_ENTRIES);
}

/* ---- a gradient ---- */

bool explain_by(struct steps *s, const struct leaf *x)
{
    if (s->q->leaves.n + s->q->unknowns.n == 1) return true;
    const char *title = work_text(&s->work, work_phrase(&s->work, PHRASE_BY), x->name);
    return title && work_push(&s->work, (struct work_line){.kind = WORK_TITLE, .text = title});
}

bool explain_gradient(struct steps *s)
{
    const struct question *q = s->q;
    struct rows r = {.s = s, .n = 1};
    struct round round = {
        .s = s, .f = q->values.at[0], .before = POISON, .last_name = name_of_row(s, 0, 1)};
    for (size_t i = 0; i < q->leaves.n && may_go_on(&r); i++, r.rounds++) {
        id derivative;
        round.x = &q->leaves.at[i];
        if (!explain_by(s, round.x) || !explain_round(&round, &derivative)) return false;
    }
    return r.rounds == q->leaves.n || work_title(&s->work, PHRASE_OTHER_ENTRIES);
}

/* ---- second derivatives ---- */

/* The derivative by leaf i, and that of it by leaf i and those after it. */
static bool put_second(struct rows *r, size_t i)
{
    struct steps *s = r->s;
    const struct question *q = s->q;
    const struct leaf *by[2] = {&q->leaves.at[i]};
    const char *name = name_of_row(s, 0, 1);
    struct round first = {
        .s = s, .f = q->values.at[0], .x = by[0], .before = POISON, .last_name = name};
    id slope, second;
    if (!explain_by(s, by[0]) || !explain_round(&first, &slope)) return false;
    const char *label = steps_ratio(s, name, by[0]->name);
    r->rounds++;
    for (size_t j = i; j < q->leaves.n && may_go_on(r); j++, r->rounds++) {
        by[1] = &q->leaves.at[j];
        struct round round = {.s = s,
                              .f = slope,
                              .x = by[1],
                              .before = work_known(&s->work, label, SHAPE_SCALAR),
                              .label = explain_order_label(s, name, by, 2)};
        if (!explain_round(&round, &second)) return false;
    }
    return true;
}

bool explain_hessian(struct steps *s)
{
    const struct question *q = s->q;
    struct rows r = {.s = s, .n = 1};
    size_t n = q->leaves.n;
    if (!explain_is_of_scalars(s) || q->blocks) return put_blocks(s);
    for (size_t i = 0; i < n && may_go_on(&r); i++)
        if (!put_second(&r, i)) return false;
    bool all = r.rounds == n + n * (n + 1) / 2;
    return (all || work_title(&s->work, PHRASE_OTHER_ENTRIES)) &&
           (q->leaves.n == 1 || work_title(&s->work, PHRASE_SYMMETRY));
}

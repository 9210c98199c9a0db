/* dots.c - lists of numbers in a plot: dots under curves, or lines. */
#include "plot/plot_private.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* ---- reading ---- */

static bool no_list(const struct plot *p, const char *name)
{
    return diag_error(p->q->core, KIND_SHAPE, nowhere, "the data '%s' are no list of numbers",
                      name);
}

/* A constant expression that is a list. */
static bool read_text(struct plot *p, const struct dcalc_binding *given, struct column *out)
{
    id node = bindings_constant(p->q, &given->value);
    if (node == POISON) return false;
    struct shape_data d = graph_dims(p->q->graph, node);
    if (d.ndim != 1) return no_list(p, given->name);
    double *values = arena_alloc(&p->q->core->arena, (size_t)d.d[0] * sizeof *values);
    *out = (struct column){given->name, values, (size_t)d.d[0]};
    return values && given_numbers(p, NULL, node, values);
}

static bool read_column(struct plot *p, size_t i)
{
    const struct dcalc_binding *given = &p->q->request->data[i];
    struct column *out = &p->columns[i], *first = &p->columns[0];
    const struct dcalc_values *a = &given->array;
    if (!a->entries) {
        if (!read_text(p, given, out)) return false;
    } else if (a->ndim == 1)
        *out = (struct column){given->name, a->entries, a->dims[0]};
    else
        return no_list(p, given->name);
    if (out->n == first->n) return true;
    return diag_error(p->q->core, KIND_SHAPE, nowhere, "'%s' has %zu values, but '%s' has %zu",
                      first->name, first->n, out->name, out->n);
}

bool dots_read(struct plot *p)
{
    size_t n = p->q->request->n_data;
    if (n == 1) return given_refuse(p, "data need two lists", "one to the right and one upwards");
    p->columns = arena_alloc(&p->q->core->arena, n * sizeof *p->columns);
    for (size_t i = 0; p->columns && i < n; i++)
        if (!read_column(p, i)) return false;
    return p->columns;
}

bool dots_range(struct plot *p)
{
    const struct column *first = &p->columns[0];
    struct span_of *x = &p->ranges[0];
    bool any = false;
    for (size_t i = 0; i < first->n; i++) {
        double at = first->values[i];
        if (!(fabs(at) < MOST_VALUE)) continue;
        *x = any ? (struct span_of){fmin(x->from, at), fmax(x->to, at)} : (struct span_of){at, at};
        any = true;
    }
    if (!any)
        return diag_error(p->q->core, KIND_USAGE, nowhere, "the data '%s' have no number",
                          first->name);
    if (x->from == x->to) *x = (struct span_of){x->from - 1, x->to + 1};
    p->names[0] = first->name;
    return true;
}

/* ---- drawing ---- */

static bool is_shown(struct span_of x, double at, double value)
{
    return at >= x.from && at <= x.to && fabs(value) < MOST_VALUE;
}

static bool add_dots(struct plot *p, const struct column *y)
{
    struct data data = {.label = y->name};
    const double *x = p->columns[0].values;
    bool ok = vec_reserve(&p->q->core->mem, &p->picture.data, 1);
    for (size_t i = 0; ok && i < y->n; i++)
        if (is_shown(p->ranges[0], x[i], y->values[i]))
            ok = vec_push(&p->q->core->mem, &data.spots, ((struct spot){x[i], y->values[i]}));
    return vec_push(&p->q->core->mem, &p->picture.data, data) && ok;
}

/* Which column of dots a vertex is in; far away for those outside. */
static double dots_at(const struct plot *p, double x)
{
    struct span_of range = p->ranges[0];
    return floor((x - range.from) / (range.to - range.from) * 2 * p->picture.width);
}

/* Keeps the vertices that are seen in each column of dots. */
static void thin(const struct plot *p, struct curve *curve)
{
    size_t kept = 0, end;
    struct vertex *v = curve->line.at;
    for (size_t from = 0; from < curve->line.n; from = end) {
        double column = dots_at(p, v[from].x);
        for (end = from + 1; end < curve->line.n; end++)
            if (!v[end].joined || dots_at(p, v[end].x) != column) break;
        size_t n = sample_thin(v + from, end - from);
        for (size_t i = 0; i < n; i++) v[kept++] = v[from + i];
    }
    curve->line.n = kept;
}

static bool add_line(struct plot *p, const struct column *y)
{
    struct curve curve = {.label = y->name, .colour = p->picture.curves.n};
    const double *x = p->columns[0].values;
    bool ok = vec_reserve(&p->q->core->mem, &p->picture.curves, 1), joined = false;
    for (size_t i = 0; ok && i < y->n; i++) {
        bool valid = fabs(x[i]) < MOST_VALUE && fabs(y->values[i]) < MOST_VALUE;
        struct vertex vertex = {x[i], y->values[i], joined};
        if (valid) ok = vec_push(&p->q->core->mem, &curve.line, vertex);
        joined = valid;
    }
    thin(p, &curve);
    return vec_push(&p->q->core->mem, &p->picture.curves, curve) && ok;
}

static void look(struct plot *p, const struct column *y)
{
    struct outlook *o = &p->outlooks[p->n_outlooks++];
    for (size_t i = 0; i < y->n; i++) {
        double value = y->values[i];
        if (is_shown(p->ranges[0], p->columns[0].values[i], value)) axis_meet(o, value);
    }
}

/* Says what is left out; numbers that are missing are gaps. */
static bool note_huge(const struct plot *p, const struct column *column)
{
    size_t n = 0;
    for (size_t i = 0; i < column->n; i++) n += fabs(column->values[i]) >= MOST_VALUE;
    struct str note = {.mem = &p->q->core->mem};
    if (n == 0) return true;
    str_putf(&note, "%zu of %zu values of '%s' reach 1e300, and are not drawn", n, column->n,
             column->name);
    bool ok = !note.failed && answer_note(p->answer, note.s);
    str_free(&note);
    return ok;
}

bool dots_add(struct plot *p)
{
    const struct dcalc_request *rq = p->q->request;
    for (size_t i = 0; i < rq->n_data; i++)
        if (!note_huge(p, &p->columns[i])) return false;
    for (size_t i = 1; i < rq->n_data; i++) {
        look(p, &p->columns[i]);
        bool ok = rq->n_exprs ? add_dots(p, &p->columns[i]) : add_line(p, &p->columns[i]);
        if (!ok) return false;
    }
    return true;
}

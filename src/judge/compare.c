/* compare.c - a gradient's numbers beside those that were computed elsewhere. */
#include "judge/compare_private.h"
#include "question/stages.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What may be lost, in parts of an array's largest entry: of doubles, and of single precision. */
static const double TOLERANCE = 1e-9, SINGLE_TOLERANCE = 1e-5;

static const struct span nowhere = {0, 0, 0};

/* ---- what was given ---- */

static double number_of(struct question *q, id entry)
{
    number value;
    if (graph_is_number(q->graph, entry, &value))
        return number_to_double(&q->graph->numbers, value);
    return strtod(local_constant(q, entry), NULL);
}

static const double *numbers_of(struct question *q, const struct dcalc_binding *binding, id node)
{
    if (binding->array.entries) return binding->array.entries;
    size_t n = (size_t)shape_count(&q->graph->shapes, graph_shape(q->graph, node));
    double *out = arena_alloc(&q->core->arena, (n + 1) * sizeof *out);
    for (size_t i = 0; out && i < n; i++)
        out[i] = number_of(q, graph_entry(q->graph, node, (int64_t)i));
    return out;
}

/* The values of a name that --at gives; NULL for others. */
static const double *point_of(struct question *q, size_t leaf)
{
    id node = q->leaves.at[leaf].node;
    if (graph_op(q->graph, node) != OP_VARIABLE) return NULL;
    id value = bindings_value(q, node);
    for (size_t i = 0; value != POISON && i < q->request->n_at; i++)
        if (!strcmp(q->request->at[i].name, q->leaves.at[leaf].name))
            return numbers_of(q, &q->request->at[i], value);
    return NULL;
}

static const struct dcalc_binding *given_for(const struct question *q, const char *name)
{
    for (size_t i = 0; i < q->request->n_gradient; i++)
        if (!strcmp(q->request->gradient[i].name, name)) return &q->request->gradient[i];
    return NULL;
}

static bool misfit(struct question *q, const char *name, id given, id leaf)
{
    const struct shapes *shapes = &q->graph->shapes;
    return diag_error(q->core, KIND_SHAPE, nowhere,
                      "the gradient given for '%s' has shape %s, not %s", name,
                      shape_text(shapes, graph_shape(q->graph, given), &q->core->arena),
                      shape_text(shapes, graph_shape(q->graph, leaf), &q->core->arena));
}

/* Vectors may come as rows or columns, and matrices turned. */
static bool read_given(struct comparison *c, size_t i)
{
    struct question *q = c->q;
    const char *name = q->leaves.at[i].name;
    const struct dcalc_binding *binding = given_for(q, name);
    if (!binding) {
        diag_error(q->core, KIND_USAGE, nowhere, "no gradient is given for '%s'", name);
        return diag_hint(q->core,
                         "give it, as in --gradient '%s=@FILE', or choose the names to compare "
                         "with --wrt",
                         name);
    }
    id node = bindings_given(q, binding, "gradient"), leaf = q->leaves.at[i].node;
    if (node == POISON) return false;
    struct shape_data a = graph_dims(q->graph, node), b = graph_dims(q->graph, leaf);
    const struct shapes *shapes = &q->graph->shapes;
    if (shape_count(shapes, graph_shape(q->graph, node)) !=
        shape_count(shapes, graph_shape(q->graph, leaf)))
        return misfit(q, name, node, leaf);
    bool matrices = a.ndim == 2 && b.ndim == 2, same = a.d[0] == b.d[0], turned = a.d[0] == b.d[1];
    if (matrices && !same && !turned) return misfit(q, name, node, leaf);
    struct beside beside = {.right = &c->answer->derivatives[i],
                            .given = numbers_of(q, binding, node),
                            .point = point_of(q, i),
                            .transposed = matrices && !same};
    return beside.given && vec_push(&q->core->mem, &c->all, beside);
}

/* ---- entries ---- */

/* How far the given numbers are at most from the right ones, and where. */
static double farthest(const struct beside *b, size_t *where)
{
    double most = 0;
    *where = 0;
    for (size_t i = 0; i < b->right->count; i++) {
        double off = fabs(compare_given(b, i) - b->right->values[i]);
        if (off > most) most = off, *where = i;
    }
    return most;
}

/* Doubles are compared: what none holds would be as far off as it is large. */
static bool all_are_doubles(const struct comparison *c, const struct beside *b)
{
    for (size_t i = 0; i < b->right->count; i++)
        if (!isfinite(b->right->values[i]) || !isfinite(b->given[i]))
            return diag_error(c->q->core, KIND_LIMIT, nowhere,
                              "the gradient %s '%s' has an entry that does not fit a double",
                              isfinite(b->given[i]) ? "by" : "given for", b->right->name);
    return true;
}

static void measure(struct beside *b, double tolerance)
{
    for (size_t i = 0; i < b->right->count; i++)
        b->largest = fmax(b->largest, fmax(fabs(b->right->values[i]), fabs(b->given[i])));
    b->off = farthest(b, &b->worst);
    b->fine = !b->transposed && b->off <= tolerance * b->largest;
}

/* Single precision: every number is one, and some are no short fractions. */
static bool is_single(const struct comparison *c)
{
    bool some = false;
    for (size_t k = 0; k < c->all.n; k++)
        for (size_t i = 0; i < c->all.at[k].right->count; i++) {
            double x = c->all.at[k].given[i];
            if (fabs(x) <= (double)FLT_MAX && (double)(float)x != x) return false;
            some |= x * 4096 != floor(x * 4096);
        }
    return some;
}

/* ---- the verdict ---- */

static const char *off_text(const struct question *q, const struct beside *b)
{
    double right = b->right->values[b->worst],
           step = nextafter(fabs(right), INFINITY) - fabs(right);
    return local_text(q, "%.3g, %.3g ulps", b->off, b->off / step);
}

static const char *digits(const struct question *q, double x)
{
    struct str text = {.mem = &q->core->mem};
    str_double(&text, x);
    const char *copy = local_text(q, "%s", text.s && !text.failed ? text.s : "?");
    str_free(&text);
    return copy;
}

/* The array that is off most, in parts of its largest entry; one in the other shape before others.
 */
static const struct beside *worst_of(const struct comparison *c)
{
    const struct beside *worst = &c->all.at[0];
    for (size_t k = 1; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        bool further = b->off * worst->largest > worst->off * b->largest;
        if (b->transposed != worst->transposed ? b->transposed : further) worst = b;
    }
    return worst;
}

static bool put_verdict(struct comparison *c)
{
    struct answer *answer = c->answer;
    struct dcalc_verdict *out = arena_alloc(&answer->arena, sizeof *out);
    const struct beside *worst = worst_of(c);
    const char *name = worst->right->name;
    id leaf = c->q->leaves.at[worst - c->all.at].node;
    if (!out) return false;
    bool equal = true;
    for (size_t k = 0; k < c->all.n; k++) equal &= c->all.at[k].fine;
    *out = (struct dcalc_verdict){
        .equal = equal,
        .entry = answer_text(answer,
                             judge_entry(c->q, name, graph_dims(c->q->graph, leaf), worst->worst)),
        .value = answer_text(answer, digits(c->q, worst->right->values[worst->worst])),
        .claimed = answer_text(answer, digits(c->q, compare_given(worst, worst->worst))),
        .off = answer_text(answer, off_text(c->q, worst)),
        .slip = equal ? NULL : answer_text(answer, patterns_find(c, worst)),
    };
    answer->public.verdict = out;
    answer->public.n_values = answer->public.n_derivatives = 0; /* the verdict is the answer */
    return !answer->mem.failed;
}

bool judge_compare(struct question *q, struct answer *answer)
{
    struct comparison c = {.q = q, .answer = answer};
    bool ok = true;
    for (size_t i = 0; ok && i < q->leaves.n; i++)
        ok = read_given(&c, i) && all_are_doubles(&c, &c.all.at[i]);
    if (ok) {
        c.tolerance = is_single(&c) ? SINGLE_TOLERANCE : TOLERANCE;
        for (size_t k = 0; k < c.all.n; k++) measure(&c.all.at[k], c.tolerance);
        ok = put_verdict(&c);
    }
    vec_free(&q->core->mem, &c.all);
    return ok;
}

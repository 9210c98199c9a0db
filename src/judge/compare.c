/* compare.c - a gradient's numbers beside those that were computed elsewhere. */
#include "judge/judge_private.h"
#include "question/stages.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What may be lost, in parts of an array's largest entry: of doubles, and of single precision. */
static const double TOLERANCE = 1e-9, SINGLE_TOLERANCE = 1e-5;

static const struct span nowhere = {0, 0, 0};

/* The numbers of one name. */
struct beside {
    const struct dcalc_array *right;
    const double *given; /* right->count of them */
    double largest;      /* size of an entry of either */
    bool transposed;     /* given in the other shape */
    size_t worst;        /* the entry that is off most */
    double off;          /* by how much */
};

struct comparison {
    struct question *q;
    struct answer *answer;
    VEC(struct beside) all;
    double tolerance;
};

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
        return diag_hint(q->core, "choose the names to compare with --wrt");
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
                            .transposed = matrices && !same};
    return beside.given && vec_push(&q->core->mem, &c->all, beside);
}

/* ---- entries ---- */

/* Where entry i of the right array stands in one that is turned. */
static size_t turned(const struct dcalc_array *a, size_t i)
{
    return i % a->dims[1] * a->dims[0] + i / a->dims[1];
}

static double given_at(const struct beside *b, size_t i, bool transposed)
{
    return b->given[transposed ? turned(b->right, i) : i];
}

/* How far the given numbers are at most from `factor` times the right ones, and where. */
static double farthest(const struct beside *b, bool transposed, double factor, size_t *where)
{
    double most = 0;
    *where = 0;
    for (size_t i = 0; i < b->right->count; i++) {
        double off = fabs(given_at(b, i, transposed) - factor * b->right->values[i]);
        if (isnan(off)) off = INFINITY; /* of a factor that overflows */
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

static void measure(struct beside *b)
{
    for (size_t i = 0; i < b->right->count; i++)
        b->largest = fmax(b->largest, fmax(fabs(b->right->values[i]), fabs(b->given[i])));
    b->off = farthest(b, b->transposed, 1, &b->worst);
}

static bool is_fine(const struct comparison *c, const struct beside *b)
{
    return !b->transposed && b->off <= c->tolerance * b->largest;
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

/* ---- what is wrong has in common ---- */

/* The factor of the array with the largest right entry, which errs least there. */
static double factor_there(const struct comparison *c)
{
    double largest = 0, factor = 0;
    for (size_t k = 0; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        for (size_t i = 0; i < b->right->count; i++)
            if (fabs(b->right->values[i]) > largest) {
                largest = fabs(b->right->values[i]);
                factor = given_at(b, i, b->transposed) / b->right->values[i];
            }
    }
    return factor;
}

/* The factor by which all given numbers are too large; 0 if there is none. */
static double common_factor(const struct comparison *c)
{
    double factor = factor_there(c);
    for (size_t k = 0; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        size_t where;
        if (farthest(b, b->transposed, factor, &where) > 10 * c->tolerance * b->largest) return 0;
    }
    return factor;
}

static const char *factor_text(const struct question *q, double factor)
{
    double inverse = 1 / factor, whole = nearbyint(factor), part = nearbyint(inverse);
    if (factor == -1) return "every sign is the other way around";
    if (fabs(inverse - part) < 1e-6 * fabs(part) && fabs(part) > 1)
        return local_text(
            q, "every entry is 1/%.0f of the right one, as of a mean in place of a sum over %.0f",
            part, fabs(part));
    if (fabs(whole) > 1 && fabs(factor - whole) < 1e-6 * fabs(whole))
        return local_text(
            q, "every entry is %.0f times the right one, as of a sum in place of a mean over %.0f",
            whole, fabs(whole));
    return local_text(q, "every entry is %.10g times the right one", factor);
}

static bool is_turned(const struct comparison *c, const struct beside *b)
{
    size_t where;
    if (b->transposed) return b->off <= c->tolerance * b->largest;
    return b->right->ndim == 2 && b->right->dims[0] == b->right->dims[1] &&
           farthest(b, true, 1, &where) <= c->tolerance * b->largest;
}

static bool is_nothing(const struct beside *b)
{
    for (size_t i = 0; i < b->right->count; i++)
        if (b->given[i] != 0) return false;
    return true;
}

static const char *common_slip(const struct comparison *c, const struct beside *worst)
{
    size_t wrong = 0;
    double factor = common_factor(c);
    const char *name = worst->right->name;
    for (size_t k = 0; k < c->all.n; k++) wrong += !is_fine(c, &c->all.at[k]);
    if (is_turned(c, worst)) return local_text(c->q, "%s is transposed", name);
    if (factor != 0) return factor_text(c->q, factor);
    if (is_nothing(worst))
        return local_text(c->q, "%s is 0 everywhere: no gradient has reached it", name);
    if (wrong == 1 && c->all.n > 1) return local_text(c->q, "%s alone differs", name);
    return NULL;
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

/* The array that is off most, in parts of its largest entry. */
static const struct beside *worst_of(const struct comparison *c)
{
    const struct beside *worst = &c->all.at[0];
    for (size_t k = 1; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        if (b->transposed > worst->transposed || b->off * worst->largest > worst->off * b->largest)
            worst = b;
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
    for (size_t k = 0; k < c->all.n; k++) equal &= is_fine(c, &c->all.at[k]);
    *out = (struct dcalc_verdict){
        .equal = equal,
        .entry = answer_text(answer,
                             judge_entry(c->q, name, graph_dims(c->q->graph, leaf), worst->worst)),
        .value = answer_text(answer, digits(c->q, worst->right->values[worst->worst])),
        .claimed =
            answer_text(answer, digits(c->q, given_at(worst, worst->worst, worst->transposed))),
        .off = answer_text(answer, off_text(c->q, worst)),
        .slip = equal ? NULL : answer_text(answer, common_slip(c, worst)),
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
        for (size_t k = 0; k < c.all.n; k++) measure(&c.all.at[k]);
        ok = put_verdict(&c);
    }
    vec_free(&q->core->mem, &c.all);
    return ok;
}

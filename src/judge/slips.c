/* slips.c - what was probably done instead of differentiating: each rule that is often misapplied
 * is misapplied to each part of the expression, until that gives the formula that was handed in.
 *
 * For a part c of the expression f let F be the derivative of f by c. The derivative of f is F*c'
 * and what comes by other ways; with a wrong c' it is off by F*(wrong - c'). */
#include "graph/linear.h"
#include "judge/slips_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PARTS = 300 };

/* ---- parts ---- */

struct swap {
    id part, symbol;
};

static id put_symbol(struct graph *g, id before, id now, void *user)
{
    const struct swap *swap = user;
    (void)g;
    return before == swap->part ? swap->symbol : now;
}

/* F: the derivative of f by a part, as if that were a name. */
static id derivative_by(const struct slips *s, id part)
{
    static const char name[] = "part of a formula"; /* which no name can be */
    struct graph *g = s->g;
    if (part == s->f) return graph_int(g, 1);
    uint32_t interned = names_intern(&g->core->names, &g->core->arena, name, sizeof name - 1);
    struct swap swap = {part, graph_variable(g, interned, SHAPE_SCALAR)};
    id outer = s->f;
    if (!rewrite(g, &outer, 1, NULL, 0, put_symbol, &swap)) return POISON;
    outer = derive_forward(g, outer, swap.symbol);
    struct replacement back = {swap.symbol, part};
    return substitute(g, &outer, 1, &back, 1) ? outer : POISON;
}

static void look_at_part(struct slips *s, id part)
{
    if (graph_shape(s->g, part) != SHAPE_SCALAR || !graph_depends(s->g, part, s->x) || part == s->x)
        return;
    s->part = part;
    s->part_derivative = slip_derivative(s, part);
    s->outer = derivative_by(s, part);
    if (s->outer == POISON || s->part_derivative == POISON) return;
    switch (graph_op(s->g, part)) {
    case OP_FN: slips_of_call(s); break;
    case OP_POWER: slips_of_exponential(s); break;
    case OP_PRODUCT: slips_of_product(s); break;
    case OP_SUM: slips_of_sum(s); break;
    default: break;
    }
}

/* Errors, as of numbers that grow too long, are those of one part. */
static void try_part(struct slips *s, id part)
{
    struct trial trial;
    trial_begin(&trial, s->g->core);
    look_at_part(s, part);
    trial_end(&trial, s->g->core, false);
}

/* The parts of the expression, the whole first. */
static void look_at_parts(struct slips *s)
{
    struct reach reach = {0};
    if (!graph_reach(s->g, &s->f, 1, &reach)) return;
    for (size_t i = reach.ids.n; i-- > 0 && reach.ids.n - i < MOST_PARTS && !s->found;)
        if (core_go_on(s->g->core)) try_part(s, reach.ids.at[i]);
    reach_free(s->g, &reach);
}

/* ---- the whole ---- */

static void whole(struct slips *s, id formula, const char *text)
{
    if (!s->found && slip_matches(s, formula)) s->found = text;
}

/* Is the expression a derivative of the claim? */
static void antiderivative(struct slips *s)
{
    struct slips of = *s;
    of.claim = s->f;
    if (s->found || !graph_depends(s->g, s->claim, s->x)) return;
    id derivative = slip_derivative(s, s->claim);
    if (slip_matches(&of, derivative))
        s->found = "this is an antiderivative: the expression was integrated";
}

/* Names that are constants here, but were differentiated by. */
static void other_names(struct slips *s)
{
    struct graph *g = s->g;
    for (size_t i = 0; i < s->j->variables.n && !s->found; i++) {
        id y = s->j->variables.at[i];
        if (y == s->x || graph_shape(g, y) != SHAPE_SCALAR || !graph_depends(g, s->f, y)) continue;
        const char *name = slip_formula(s, y);
        id by_y = derive_forward(g, s->f, y);
        if (graph_is_zero(g, by_y)) continue;
        whole(s, by_y, local_text(s->j->q, "this is the derivative by %s", name));
        const char *held = local_text(s->j->q, "%s was not held constant", name);
        whole(s, graph_add(g, s->right, by_y), held);
        if (!graph_is_zero(g, s->right)) whole(s, derive_forward(g, s->right, y), held);
    }
}

/* The quotient of claim and derivative at the first point, as a double; 0 if there is none. */
static double ratio_at(const struct slips *s, size_t sample)
{
    double p = 0, q = 1;
    id ratio = graph_div(s->g, s->claim, s->right);
    const char *text = points_value(s->j, &s->j->samples.at[sample], ratio);
    return sscanf(text, "%lf/%lf", &p, &q) >= 1 ? p / q : 0;
}

/* The fraction with the smallest denominator up to 1000 next to x. */
static bool fraction_near(double x, int64_t *p, int64_t *q)
{
    for (*q = 1; *q <= 1000; ++*q) {
        double scaled = x * (double)*q;
        *p = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        double off = scaled - (double)*p;
        if (off < 1e-9 * (double)*q && off > -1e-9 * (double)*q) return *p != 0;
    }
    return false;
}

/* Constants that come of a wrong unit or base. */
static void known_factor(struct slips *s)
{
    static const char *const radians = "angles are in radians, not degrees",
                             *const natural = "log is the natural logarithm, log10 the common one",
                             *const binary = "log is the natural logarithm, log2 that to base 2",
                             *const circle = "a factor pi is wrong";
    struct graph *g = s->g;
    id one = graph_int(g, 1), pi = graph_constant(g, CONSTANT_pi),
       degree = graph_div(g, pi, graph_int(g, 180)), ten = graph_fn1(g, FN_log, graph_int(g, 10)),
       two = graph_fn1(g, FN_log, graph_int(g, 2));
    const struct {
        id factor;
        const char *text, *meaning;
    } all[] = {
        {degree, "pi/180", radians}, {graph_div(g, one, degree), "180/pi", radians},
        {ten, "log(10)", natural},   {graph_div(g, one, ten), "1/log(10)", natural},
        {two, "log(2)", binary},     {graph_div(g, one, two), "1/log(2)", binary},
        {pi, "pi", circle},          {graph_div(g, one, pi), "1/pi", circle},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all && !s->found; i++)
        if (slip_matches(s, graph_mul(g, s->right, all[i].factor)))
            s->found = local_text(s->j->q, "the formula is %s times the derivative: %s",
                                  all[i].text, all[i].meaning);
}

static void constant_factor(struct slips *s)
{
    int64_t p, q;
    if (s->found || graph_is_zero(s->g, s->right) || s->j->samples.n == 0) return;
    known_factor(s);
    if (s->found || !fraction_near(ratio_at(s, 0), &p, &q)) return;
    id scaled = graph_scale(s->g, number_from_ratio(&s->g->numbers, p, q), s->right);
    if (scaled == s->right || !slip_matches(s, scaled)) return;
    s->found =
        q == 1 ? local_text(s->j->q, "a constant factor: the formula is %lld times the derivative",
                            (long long)p)
               : local_text(s->j->q,
                            "a constant factor: the formula is %lld/%lld times the derivative",
                            (long long)p, (long long)q);
}

/* The only constant of the derivative, such as pi or log(2), that the formula does not have; POISON
 * if there is none, or several. */
static id lost_constant(const struct slips *s)
{
    struct graph *g = s->g;
    struct reach right = {0};
    id found = POISON;
    size_t n = 0;
    bool ok = graph_reach(g, &s->right, 1, &right);
    for (size_t i = 0; ok && i < right.ids.n; i++) {
        id a = right.ids.at[i];
        const struct node *node = graph_node(g, a);
        bool constant =
            node->op == OP_CONSTANT ||
            (node->op == OP_FN && node->n == 1 && graph_op(g, node_child(g, node, 0)) == OP_NUMBER);
        if (constant && !graph_depends(g, s->claim, a)) found = a, n++;
    }
    reach_free(g, &right);
    return n == 1 ? found : POISON;
}

/* A decimal that was cut off changes every value a little. */
static void rounding(struct slips *s)
{
    const double close = s->j->samples.n > 1 ? 0.01 : 0.005;
    double most = 0;
    if (s->found || graph_is_zero(s->g, s->right) || s->j->samples.n == 0) return;
    for (size_t i = 0; i < s->j->samples.n && i < SLIP_POINTS; i++) {
        double off = ratio_at(s, i) - 1;
        if (!(off < close && off > -close)) return;
        most = fmax(most, fabs(off));
    }
    id constant = lost_constant(s);
    const char *what = constant == POISON ? "a number was rounded"
                                          : local_text(s->j->q, "a decimal in place of %s",
                                                       slip_formula(s, constant)),
               *equal = most < 1e-14 ? ""
                                     : local_text(s->j->q, ", equal to %.0f digits",
                                                  floor(-log10(most) + 0.01));
    s->found = local_text(
        s->j->q, constant == POISON ? "%s%s: fractions and constants keep every digit" : "%s%s",
        what, equal);
}

/* ---- arrays ---- */

static bool is_table_of(const struct judge *j, int64_t *rows, int64_t *columns)
{
    const struct question *q = j->q;
    if (q->rows && !q->blocks)
        *rows = (int64_t)q->rows;
    else if (q->derivatives.n == 1 && graph_dims(j->g, q->derivatives.at[0]).ndim == 2)
        *rows = graph_dims(j->g, q->derivatives.at[0]).d[0];
    else
        return false;
    *columns = (int64_t)j->pairs.n / *rows;
    return *rows > 1 && *columns > 1;
}

/* Entry by entry, at two points. */
static bool is_transposed(const struct judge *j)
{
    struct mem *mem = &j->g->core->mem;
    int64_t rows, columns;
    size_t n = j->pairs.n, other, k = 0;
    if (!is_table_of(j, &rows, &columns) || j->samples.n == 0) return false;
    struct pair *turned = mem_array(mem, n, sizeof *turned);
    for (size_t i = 0; turned && i < n; i++)
        turned[i] = (struct pair){
            j->pairs.at[i].right,
            j->pairs.at[i % (size_t)columns * (size_t)rows + i / (size_t)columns].claim};
    while (turned && k < 2 && k < j->samples.n &&
           points_compare(j, &j->samples.at[k], turned, n, &other) == AGREE)
        k++;
    mem_free_array(mem, turned, n, sizeof *turned);
    return k == 2 || k == j->samples.n;
}

static bool is_square(const struct graph *g, id a)
{
    struct shape_data d = graph_dims(g, a);
    return d.ndim == 2 && d.d[0] == d.d[1] && d.d[0] > 1;
}

/* Both sides of each pair, with the symmetric part in the place of a matrix; NULL after an error.
 */
static struct pair *pairs_where_symmetric(const struct slips *s, id matrix)
{
    const struct judge *j = s->j;
    struct replacement part = {matrix, graph_symmetric_part(s->g, matrix)};
    struct pair *pairs = arena_alloc(&s->g->core->arena, j->pairs.n * sizeof *pairs);
    for (size_t i = 0; pairs && i < j->pairs.n; i++) {
        id sides[] = {j->pairs.at[i].right, j->pairs.at[i].claim};
        if (!substitute(s->g, sides, 2, &part, 1)) return NULL;
        pairs[i] = (struct pair){sides[0], sides[1]};
    }
    return pairs;
}

/* A formula that is right where a matrix is symmetric, at two points. */
static void of_symmetric(struct slips *s)
{
    const struct judge *j = s->j;
    size_t n = j->pairs.n, points = j->samples.n < 2 ? j->samples.n : 2, other;
    for (size_t v = 0; v < j->variables.n && n <= MOST_PARTS && !s->found; v++) {
        id matrix = j->variables.at[v];
        if (!is_square(s->g, matrix)) continue;
        const struct pair *pairs = pairs_where_symmetric(s, matrix);
        size_t k = 0;
        while (pairs && k < points &&
               points_compare(j, &j->samples.at[k], pairs, n, &other) == AGREE)
            k++;
        if (k == points && k > 0)
            s->found = local_text(j->q, "the formula holds only where %s is symmetric",
                                  slip_formula(s, matrix));
    }
}

/* ---- all of them ---- */

/* The scalar name by which the pair is differentiated once; POISON if there is none. */
static id differentiated_by(const struct judge *j, size_t index)
{
    const struct question *q = j->q;
    if (q->rows || question_claimed_order(q) != 1 || q->derivatives.n != j->pairs.n) return POISON;
    id leaf = q->leaves.at[q->leaves.n > 1 ? index : 0].node;
    bool plain = graph_op(q->graph, leaf) == OP_VARIABLE &&
                 graph_shape(q->graph, leaf) == SHAPE_SCALAR &&
                 graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR;
    return plain ? leaf : POISON;
}

static void of_expression(struct slips *s)
{
    whole(s, s->f, "this is the expression itself");
    whole(s, slip_derivative(s, s->right), "this is the second derivative");
}

static void of_formula(struct slips *s)
{
    whole(s, graph_neg(s->g, s->right), "the sign: the formula is -1 times the derivative");
    if (!s->found && is_transposed(s->j)) s->found = "the formula is the transpose";
}

/* Errors of one look do not keep from the next. */
static void try_look(struct slips *s, void (*look)(struct slips *s))
{
    struct trial trial;
    trial_begin(&trial, s->g->core);
    if (!s->found && core_go_on(s->g->core)) look(s);
    trial_end(&trial, s->g->core, false);
}

static void look(struct slips *s, size_t index)
{
    const struct question *q = s->j->q;
    s->x = q->unknowns.n ? POISON : differentiated_by(s->j, index);
    if (s->j->n_unknowns == 1 && q->leaves.n == 1) try_look(s, slips_of_equation);
    s->f = s->j->q->values.at[0];
    if (s->x != POISON && substitute(s->g, &s->f, 1, NULL, 0)) {
        look_at_parts(s);
        try_look(s, of_expression);
        try_look(s, antiderivative);
        try_look(s, other_names);
    }
    try_look(s, of_formula);
    try_look(s, of_symmetric);
    try_look(s, rounding);
    try_look(s, constant_factor);
}

const char *slips_find(const struct judge *j, const struct pair *pair, size_t index)
{
    struct slips s = {.j = j, .g = j->g, .right = pair->right, .claim = pair->claim};
    look(&s, index);
    return s.found;
}

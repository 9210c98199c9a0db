/* slips_rules.c - the chain, power, product, quotient and sum rules, misapplied. */
#include "judge/slips_private.h"

/* ---- functions ---- */

static void wrong_base(struct slips *s, id plain)
{
    struct graph *g = s->g;
    id ten = graph_fn1(g, FN_log, graph_int(g, 10)), two = graph_fn1(g, FN_log, graph_int(g, 2));
    if (graph_is_fn(g, s->part, FN_log10))
        slip_try(s, graph_mul(g, plain, ten), "the derivative of log10 has a factor 1/log(10)");
    if (graph_is_fn(g, s->part, FN_log2))
        slip_try(s, graph_mul(g, plain, two), "the derivative of log2 has a factor 1/log(2)");
    if (graph_is_fn(g, s->part, FN_log))
        slip_try(s, graph_div(g, plain, ten), "log is the natural logarithm, not that to base 10");
}

/* Functions of which one is easily differentiated in the place of another. */
static const enum fn kin[][6] = {
    {FN_sin, FN_cos, FN_tan, FN_sec, FN_csc, FN_cot},
    {FN_sinh, FN_cosh, FN_tanh, FN_sech, FN_csch, FN_coth},
    {FN_asin, FN_acos, FN_atan, FN_asinh, FN_acosh, FN_atanh},
};
enum { FAMILIES = sizeof kin / sizeof *kin, KIN = sizeof *kin / sizeof **kin };

static void other_function(struct slips *s, enum fn fn, id u, id inner)
{
    struct graph *g = s->g;
    size_t family = 0, k = 0;
    while (family < FAMILIES && kin[family][k] != fn)
        if (++k == KIN) k = 0, family++;
    for (k = 0; family < FAMILIES && k < KIN && !s->found; k++) {
        if (kin[family][k] == fn) continue;
        id other = graph_fn1(g, kin[family][k], u);
        id outside = rule_derivative(g, kin[family][k], 0, &u, other);
        slip_try(s, graph_mul(g, outside, inner), "this is the derivative of %s, not that of %s",
                 slip_formula(s, other), slip_formula(s, s->part));
    }
}

/* The square in the derivative of tangents and cotangents; 1/sin(x) for asin(x). */
static void of_circular(struct slips *s, enum fn fn, id u, id inner)
{
    static const enum fn roots[][2] = {
        {FN_tan, FN_sec}, {FN_cot, FN_csc}, {FN_tanh, FN_sech}, {FN_coth, FN_csch}};
    static const enum fn reciprocals[][2] = {
        {FN_asin, FN_csc}, {FN_acos, FN_sec}, {FN_atan, FN_cot}};
    struct graph *g = s->g;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (fn == roots[i][0])
            slip_try(s, graph_div(g, s->part_derivative, graph_fn1(g, roots[i][1], u)),
                     "the derivative of %s has a square, of %s", slip_formula(s, s->part),
                     slip_formula(s, graph_fn1(g, roots[i][1], u)));
    for (size_t i = 0; i < sizeof reciprocals / sizeof *reciprocals; i++) {
        if (fn != reciprocals[i][0]) continue;
        id other = graph_fn1(g, reciprocals[i][1], u);
        slip_try(s, graph_mul(g, rule_derivative(g, reciprocals[i][1], 0, &u, other), inner),
                 "%s is an inverse function, not %s", slip_formula(s, s->part),
                 slip_formula(s, other));
    }
}

/* fn(c*w) for a number c. */
static void lost_number(struct slips *s, enum fn fn, id u, id inner)
{
    struct graph *g = s->g;
    const struct node n = *graph_node(g, u);
    if (n.op != OP_PRODUCT || n.data == NUMBER_ONE || n.data == NUMBER_ZERO) return;
    id w = graph_div(g, u, graph_number(g, n.data));
    slip_try(s, graph_mul(g, rule_derivative(g, fn, 0, &w, graph_fn1(g, fn, w)), inner),
             "the chain rule: in %s the outer derivative is taken at %s, not at %s",
             slip_formula(s, s->part), slip_formula(s, u), slip_formula(s, w));
    if (number_sign(&g->numbers, n.data) < 0) return;
    id root = graph_mul(g, w, graph_pow_number(g, graph_number(g, n.data), NUMBER_HALF));
    slip_try(s, graph_mul(g, rule_derivative(g, fn, 0, &root, graph_fn1(g, fn, root)), inner),
             "in the square of %s the number is squared as well", slip_formula(s, u));
}

/* fn(u): its derivative is fn'(u)*u'. */
void slips_of_call(struct slips *s)
{
    struct graph *g = s->g;
    const struct node n = *graph_node(g, s->part);
    if (n.n != 1 || !rule_exists((enum fn)n.fn, 0)) return;
    id u = graph_child(g, s->part, 0), inner = slip_derivative(s, u);
    id outside = rule_derivative(g, (enum fn)n.fn, 0, &u, s->part);
    const char *name = slip_formula(s, s->part), *of = slip_formula(s, u),
               *it = slip_formula(s, inner);
    if (!graph_is_one(g, inner)) {
        slip_try(s, outside,
                 "the chain rule: in %s the derivative of the inner %s, which is %s, is missing",
                 name, of, it);
        id args = inner, at_inner = graph_fn1(g, (enum fn)n.fn, inner);
        slip_try(
            s, rule_derivative(g, (enum fn)n.fn, 0, &args, at_inner),
            "the chain rule: in %s the outer derivative is taken at %s, not at the derivative %s",
            name, of, it);
        slip_try(
            s, graph_add(g, outside, inner),
            "the chain rule: in %s the outer and the inner derivative are multiplied, not added",
            name);
        slip_try(s, at_inner, "the chain rule: in %s the inner %s alone was differentiated", name,
                 of);
    }
    slip_try(s, graph_neg(g, s->part_derivative), "the sign of the derivative of %s", name);
    slip_try(s, graph_mul(g, s->part, inner), "%s was left as it is: its derivative is %s", name,
             slip_formula(s, s->part_derivative));
    wrong_base(s, s->part_derivative);
    if (graph_is_fn(g, s->part, FN_exp))
        slip_try(s, graph_mul(g, u, graph_fn1(g, FN_exp, graph_sub(g, u, graph_int(g, 1)))),
                 "the power rule is for powers of x: the derivative of exp(u) is exp(u)*u'");
    if (graph_is_fn(g, s->part, FN_abs))
        slip_try(s, inner, "the derivative of %s is that of the inner %s with its sign", name, of);
    lost_number(s, (enum fn)n.fn, u, inner);
    of_circular(s, (enum fn)n.fn, u, inner);
    other_function(s, (enum fn)n.fn, u, inner);
}

/* u^v with a name in the exponent. */
void slips_of_exponential(struct slips *s)
{
    struct graph *g = s->g;
    id u = graph_child(g, s->part, 0), v = graph_child(g, s->part, 1),
       inner = slip_derivative(s, v);
    id lowered = graph_mul(g, v, graph_power(g, u, graph_sub(g, v, graph_int(g, 1))));
    const char *name = slip_formula(s, s->part), *base = slip_formula(s, u);
    slip_try(s, lowered, "the power rule is for a constant exponent: %s is exp(%s*log(%s))", name,
             slip_formula(s, v), base);
    slip_try(s, graph_mul(g, lowered, slip_derivative(s, u)),
             "the power rule is for a constant exponent, not for %s", name);
    slip_try(s, graph_mul(g, s->part, inner),
             "the factor log(%s) in the derivative of %s is missing", base, name);
    bool moves = graph_depends(g, u, s->x) && graph_depends(g, v, s->x);
    if (moves)
        slip_try(s, graph_mul(g, graph_mul(g, s->part, inner), graph_fn1(g, FN_log, u)),
                 "in %s the base depends on the name too, and not the exponent alone", name);
    slip_try(s, graph_mul(g, s->part, graph_fn1(g, FN_log, u)),
             "the chain rule: in %s the derivative of the exponent, which is %s, is missing", name,
             slip_formula(s, inner));
}

/* ---- powers ---- */

static id lowered(struct graph *g, id base, number e, int64_t by)
{
    return graph_pow_number(g, base, number_add(&g->numbers, e, number_from_int(&g->numbers, -by)));
}

/* rest*base^e: its derivative by the base is rest*e*base^(e-1)*base'. */
static void slips_of_power(struct slips *s, id base, number e)
{
    struct graph *g = s->g;
    id power = graph_pow_number(g, base, e), rest = graph_div(g, s->part, power),
       inner = slip_derivative(s, base);
    id right = graph_mul(g, rest, slip_derivative(s, power)),
       around = graph_sub(g, s->part_derivative, right);
    id step = graph_mul(g, rest, inner), scaled = graph_scale(g, e, step),
       low = lowered(g, base, e, 1);
    const char *name = slip_formula(s, power);
    id less = graph_scale(g, number_add(&g->numbers, e, number_from_int(&g->numbers, -1)), step);
    if (e == NUMBER_ONE) return;
    slip_try(s, graph_add(g, around, graph_mul(g, step, low)),
             "the power rule: in %s the exponent as a factor is missing", name);
    slip_try(s, graph_add(g, around, graph_mul(g, scaled, power)),
             "the power rule: the exponent of %s goes down by 1", name);
    slip_try(s, graph_add(g, around, graph_mul(g, scaled, lowered(g, base, e, -1))),
             "the power rule: the exponent of %s goes down by 1, not up", name);
    slip_try(s, graph_add(g, around, graph_neg(g, right)), "the sign of the derivative of %s",
             name);
    slip_try(s, graph_add(g, around, graph_mul(g, less, low)),
             "the power rule: the factor is the exponent of %s as it was, not one less", name);
    if (graph_is_one(g, inner)) return;
    slip_try(s, graph_add(g, around, graph_mul(g, rest, graph_pow_number(g, inner, e))),
             "the power rule: in %s the base %s alone was differentiated", name,
             slip_formula(s, base));
    slip_try(s, graph_add(g, around, graph_mul(g, graph_scale(g, e, rest), low)),
             "the chain rule: in %s the derivative of the inner %s, which is %s, is missing", name,
             slip_formula(s, base), slip_formula(s, inner));
    slip_try(s,
             graph_add(g, around,
                       graph_mul(g, graph_scale(g, e, rest),
                                 graph_pow_number(g, inner,
                                                  number_add(&g->numbers, e,
                                                             number_from_int(&g->numbers, -1))))),
             "the chain rule: the power rule for %s is applied at %s, not at its derivative", name,
             slip_formula(s, base));
}

/* ---- products and quotients ---- */

static void slips_of_two(struct slips *s, id u, id v)
{
    struct graph *g = s->g;
    id du = slip_derivative(s, u), dv = slip_derivative(s, v), a = graph_mul(g, du, v),
       b = graph_mul(g, u, dv);
    const char *one = slip_formula(s, u), *other = slip_formula(s, v);
    slip_try(s, graph_mul(g, du, dv),
             "the product rule: the derivative of (%s)*(%s) is u'*v + u*v', not u'*v'", one, other);
    slip_try(s, a, "the product rule: the term with the derivative of %s is missing", other);
    slip_try(s, b, "the product rule: the term with the derivative of %s is missing", one);
    slip_try(s, graph_sub(g, a, b), "the product rule: u'*v and u*v' are added, not subtracted");
    slip_try(s, graph_sub(g, b, a), "the product rule: u'*v and u*v' are added, not subtracted");
    slip_try(s, graph_add(g, du, dv),
             "the product rule: the derivative of (%s)*(%s) is u'*v + u*v', not u' + v'", one,
             other);
}

static void slips_of_quotient(struct slips *s, id top, id bottom)
{
    struct graph *g = s->g;
    id dt = slip_derivative(s, top), db = slip_derivative(s, bottom), a = graph_mul(g, dt, bottom),
       b = graph_mul(g, top, db), square = graph_pow_number(g, bottom, NUMBER_TWO);
    slip_try(s, graph_div(g, dt, db),
             "the quotient rule: the derivative of u/v is (u'*v - u*v')/v^2, not u'/v'");
    slip_try(s, graph_div(g, graph_sub(g, b, a), square),
             "the quotient rule: its terms are in the wrong order, it is u'*v - u*v'");
    slip_try(s, graph_div(g, graph_add(g, a, b), square),
             "the quotient rule: a sign, it is u'*v - u*v'");
    slip_try(s, graph_div(g, graph_sub(g, a, b), bottom),
             "the quotient rule: the denominator is squared");
    slip_try(s, graph_sub(g, a, b), "the quotient rule: the denominator is missing");
    slip_try(s, graph_div(g, dt, bottom),
             "the quotient rule: the denominator was taken for a constant");
    slip_try(s, graph_div(g, graph_sub(g, a, b), graph_pow_number(g, db, NUMBER_TWO)),
             "the quotient rule: the denominator itself is squared, not its derivative");
}

/* The product of the factors that have positive exponents, or of those with negative ones turned
 * around; *moving: how many depend on x. */
static id half_of(const struct slips *s, bool positive, size_t *moving)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, s->part)->n;
    number coefficient = graph_node(g, s->part)->data;
    id half = positive ? graph_number(g, coefficient) : graph_int(g, 1);
    *moving = 0;
    for (uint32_t i = 0; i < n; i++) {
        id base = graph_child(g, s->part, i);
        number e = node_number(g, graph_node(g, s->part), i);
        if ((number_sign(&g->numbers, e) > 0) != positive) continue;
        *moving += graph_depends(g, base, s->x);
        half = graph_mul(g, half,
                         graph_pow_number(g, base, positive ? e : number_neg(&g->numbers, e)));
    }
    return half;
}

/* Every factor was differentiated at once. */
static void slips_of_many(struct slips *s)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, s->part)->n;
    id all = graph_number(g, graph_node(g, s->part)->data);
    for (uint32_t i = 0; i < n; i++) {
        id factor = graph_pow_number(g, graph_child(g, s->part, i),
                                     node_number(g, graph_node(g, s->part), i));
        all =
            graph_mul(g, all, graph_depends(g, factor, s->x) ? slip_derivative(s, factor) : factor);
    }
    slip_try(
        s, all,
        "the product rule: one factor of %s after the other is differentiated, not all at once",
        slip_formula(s, s->part));
}

/* c*base^e became (c + e)*base^(e - 1). */
static void added_exponent(struct slips *s, id around, id term)
{
    struct graph *g = s->g;
    const struct node n = *graph_node(g, term);
    if (n.op != OP_PRODUCT || n.n != 1 || n.data == NUMBER_ONE) return;
    id base = node_child(g, &n, 0);
    number e = node_number(g, &n, 0);
    if (e == NUMBER_ONE) return;
    id wrong = graph_scale(g, number_add(&g->numbers, n.data, e),
                           graph_mul(g, lowered(g, base, e, 1), slip_derivative(s, base)));
    slip_try(s, graph_add(g, around, wrong),
             "the power rule: in %s the exponent is multiplied with the number before, not added",
             slip_formula(s, term));
}

void slips_of_product(struct slips *s)
{
    struct graph *g = s->g;
    size_t above, below;
    id top = half_of(s, true, &above), bottom = half_of(s, false, &below);
    uint32_t n = graph_node(g, s->part)->n;
    if (above && below) slips_of_quotient(s, top, bottom);
    for (uint32_t i = 0; i < n && !s->found; i++) {
        id base = graph_child(g, s->part, i);
        number e = node_number(g, graph_node(g, s->part), i);
        if (!graph_depends(g, base, s->x)) continue;
        if (above + below > 1) {
            id factor = graph_pow_number(g, base, e);
            slips_of_two(s, factor, graph_div(g, s->part, factor));
        }
        slips_of_power(s, base, e);
    }
    if (above + below > 2) slips_of_many(s);
    added_exponent(s, graph_int(g, 0), s->part);
    number c = graph_node(g, s->part)->data;
    if (c != NUMBER_ONE && c != NUMBER_ZERO)
        slip_try(s, graph_div(g, s->part_derivative, graph_number(g, c)),
                 "the constant factor of %s is lost", slip_formula(s, s->part));
}

/* ---- sums ---- */

void slips_of_sum(struct slips *s)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, s->part)->n;
    number constant = graph_node(g, s->part)->data;
    for (uint32_t i = 0; i < n && !s->found; i++) {
        number c = node_number(g, graph_node(g, s->part), i);
        id term = graph_scale(g, c, graph_child(g, s->part, i)), d = slip_derivative(s, term);
        id others = graph_sub(g, s->part_derivative, d);
        const char *name = slip_formula(s, term);
        if (graph_is_zero(g, d)) {
            slip_try(s, graph_add(g, others, term),
                     "%s does not depend on the name: its derivative is 0", name);
            continue;
        }
        slip_try(s, others, "the derivative of the term %s is missing", name);
        slip_try(s, graph_sub(g, others, d), "the sign of the derivative of the term %s", name);
        slip_try(s, graph_add(g, others, term), "the term %s was left as it is", name);
        slip_try(s, graph_add(g, others, graph_div(g, d, graph_number(g, c))),
                 "the constant factor of the term %s is lost", name);
        added_exponent(s, others, term);
    }
    if (constant != NUMBER_ZERO)
        slip_try(s, graph_add(g, s->part_derivative, graph_number(g, constant)),
                 "the derivative of a constant is 0");
}

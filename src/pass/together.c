/* together.c - formulas over one line. */
#include "pass/rewrite.h"
#include "pass/words.h"

/* The least common denominator of a sum's terms: powers of bases, and a whole number. */
struct line {
    struct graph *g;
    VEC(struct replacement) powers; /* a base, and minus its exponent, which is a number */
    number whole;
};

static number least_common(struct numbers *t, number a, number b)
{
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    number_get(t, a, x);
    number_get(t, b, y);
    mpz_lcm(mpq_numref(x), mpq_numref(x), mpq_numref(y));
    number out = number_from_mpq(t, x);
    mpq_clears(x, y, NULL);
    return out;
}

static bool add_base(struct line *line, id base, number exponent)
{
    struct numbers *t = &line->g->numbers;
    number power = number_neg(t, exponent);
    for (size_t i = 0; i < line->powers.n; i++) {
        struct replacement *known = &line->powers.at[i];
        if (known->leaf != base) continue;
        if (number_compare(t, known->value, power) < 0) known->value = power;
        return true;
    }
    struct replacement new = {base, power};
    return vec_push(&line->g->core->mem, &line->powers, new);
}

/* Takes in the denominators of c*a. */
static bool add_denominators(struct line *line, number c, id a)
{
    struct graph *g = line->g;
    const struct node *n = graph_node(g, a);
    bool product = n->op == OP_PRODUCT, ok = true;
    if (product) c = number_mul(&g->numbers, c, n->data);
    line->whole = least_common(&g->numbers, line->whole, number_denominator(&g->numbers, c));
    for (uint32_t i = 0; product && ok && i < graph_node(g, a)->n; i++) {
        number exponent = node_number(g, graph_node(g, a), i);
        if (number_sign(&g->numbers, exponent) < 0)
            ok = add_base(line, graph_child(g, a, i), exponent);
    }
    return ok;
}

static id whole_line(const struct line *line)
{
    struct graph *g = line->g;
    size_t begin = graph_begin(g);
    for (size_t i = 0; i < line->powers.n; i++)
        graph_push(g, line->powers.at[i].leaf, line->powers.at[i].value);
    return graph_end_product(g, begin, line->whole);
}

static id sum_over(const struct line *line, id sum, id under)
{
    struct graph *g = line->g;
    const struct node *n = graph_node(g, sum);
    uint32_t count = n->n;
    number constant = n->data;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < count; i++) {
        number c = node_number(g, graph_node(g, sum), i);
        graph_push(g, graph_scale(g, c, graph_mul(g, graph_child(g, sum, i), under)), NUMBER_ONE);
    }
    graph_push(g, graph_scale(g, constant, under), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* A sum of fractions as one. */
static id join_sum(struct graph *g, id sum)
{
    struct line line = {.g = g, .whole = NUMBER_ONE};
    uint32_t n = graph_node(g, sum)->n;
    bool ok = add_denominators(&line, graph_node(g, sum)->data, graph_int(g, 1));
    for (uint32_t i = 0; ok && i < n; i++)
        ok = add_denominators(&line, node_number(g, graph_node(g, sum), i), graph_child(g, sum, i));
    id joined = sum;
    if (ok && (line.powers.n || line.whole != NUMBER_ONE)) {
        id under = whole_line(&line);
        joined = graph_div(g, sum_over(&line, sum, under), under);
    }
    vec_free(&g->core->mem, &line.powers);
    return ok ? joined : POISON;
}

/* Arguments of functions stay as they are. */
static id together_step(struct graph *g, id before, id now, void *unused)
{
    (void)unused;
    if (graph_op(g, now) == OP_NAMED) return graph_child(g, now, 0);
    if (graph_shape(g, now) != SHAPE_SCALAR) return before;
    if (graph_op(g, before) == OP_SUM) return graph_op(g, now) == OP_SUM ? join_sum(g, now) : now;
    return graph_op(g, before) == OP_PRODUCT ? now : before;
}

id words_together(struct graph *g, id f)
{
    return rewrite(g, &f, 1, NULL, 0, together_step, NULL) ? f : POISON;
}

/* The factors of one side of the line. */
static id side(struct graph *g, id f, bool above)
{
    id all = words_together(g, f);
    struct numbers *t = &g->numbers;
    number value;
    if (all == POISON) return POISON;
    if (graph_is_number(g, all, &value))
        return graph_number(g, above ? number_numerator(t, value) : number_denominator(t, value));
    if (graph_op(g, all) != OP_PRODUCT) return above ? all : graph_int(g, 1);
    uint32_t n = graph_node(g, all)->n;
    number c = graph_node(g, all)->data;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        number exponent = node_number(g, graph_node(g, all), i);
        if ((number_sign(t, exponent) > 0) != above) continue;
        graph_push(g, graph_child(g, all, i), above ? exponent : number_neg(t, exponent));
    }
    return graph_end_product(g, begin, above ? number_numerator(t, c) : number_denominator(t, c));
}

id words_numerator(struct graph *g, id f)
{
    return side(g, f, true);
}

id words_denominator(struct graph *g, id f)
{
    return side(g, f, false);
}

/* limit_zero.c - is a coefficient 0, and what is its sign? */
#include "eval/interval.h"
#include "series/limit_private.h"
#include "series/series.h"

enum { MOST_BITS = 8000, FEW_BITS = 96, MOST_ROUNDS = 4 };

/* ---- enclosures ---- */

/* Points at which functions of x are enclosed; the large ones are beyond what may be special. */
static const int64_t points[][2] = {{20011, 13}, {163, 11}, {31, 7}, {17, 9}, {1, 3}};
enum { N_POINTS = sizeof points / sizeof *points };

static void set_input(const struct growth *r, mpfi_ptr out, id variable, size_t point, bool boxes,
                      size_t index)
{
    const struct bounded *b = growth_bounded_of(r, variable);
    if (b && boxes) {
        mpfr_set_si(&out->left, b->low, MPFR_RNDD);
        mpfr_set_si(&out->right, b->high, MPFR_RNDU);
        return;
    }
    mpq_t q;
    mpq_init(q);
    if (b || variable != r->x)
        mpq_set_si(q, (long)(37 + 12 * index), (unsigned long)(101 + 30 * index));
    else
        mpq_set_si(q, points[point][0], (unsigned long)points[point][1]);
    mpfi_set_q(out, q);
    mpq_clear(q);
}

/* The sign of c at a point, or over the boxes of bounded symbols; SIGN_UNKNOWN. *bounded tells
 * whether there was an enclosure at all. */
static int enclosed_sign(struct growth *r, id c, size_t point, bool boxes, bool *bounded)
{
    struct reach variables = {0};
    struct tape tape = {.g = r->g};
    struct intervals e = {.tape = &tape};
    bool free;
    int sign = SIGN_UNKNOWN;
    *bounded = false;
    c = growth_concrete(r, c);
    bool ok = c != POISON && growth_variables(r, c, &variables, &free);
    struct tape_source source = {
        .roots = &c, .n_roots = 1, .inputs = variables.ids.at, .n_inputs = variables.ids.n};
    ok = ok && tape_compile(&tape, r->g, &source);
    if (!ok) return reach_free(r->g, &variables), tape_free(&tape), SIGN_UNKNOWN;
    ok = intervals_init(&e, &tape);
    for (mpfr_prec_t bits = FEW_BITS; ok && bits <= MOST_BITS && sign == SIGN_UNKNOWN;
         bits *= boxes ? 16 : 3) {
        ok = intervals_set_precision(&e, bits);
        for (size_t i = 0; ok && i < variables.ids.n; i++) {
            id v = variables.ids.at[i];
            if (tape_has(&tape, v))
                set_input(r, intervals_slot(&e, tape_slot(&tape, v))[0], v, point, boxes, i);
        }
        ok = ok && intervals_run(&e, bits);
        mpfi_srcptr x = ok ? intervals_slot(&e, tape_slot(&tape, c))[0] : NULL;
        if (!x || !mpfi_bounded_p(x)) continue;
        *bounded = true;
        if (mpfi_is_zero(x)) sign = 0;
        if (!mpfi_has_zero(x)) sign = mpfr_sgn(&x->left) > 0 ? 1 : -1;
    }
    intervals_free(&e);
    tape_free(&tape);
    reach_free(r->g, &variables);
    return sign;
}

/* ---- signs of constants ---- */

/* What the form shows of a formula, whatever its names stand for. */
enum sign_by_form { FORM_OPEN, FORM_NOT_NEGATIVE, FORM_POSITIVE };

static enum sign_by_form sign_by_form(const struct growth *r, id a, int depth);

/* Sums of what is not negative, one of which is positive. */
static enum sign_by_form sum_by_form(const struct growth *r, const struct node *n, int depth)
{
    const struct graph *g = r->g;
    int constant = number_sign(&g->numbers, n->data);
    enum sign_by_form all = constant > 0 ? FORM_POSITIVE : FORM_NOT_NEGATIVE;
    if (constant < 0 || depth == 0) return FORM_OPEN;
    for (uint32_t i = 0; i < n->n; i++) {
        enum sign_by_form term = sign_by_form(r, node_child(g, n, i), depth - 1);
        if (number_sign(&g->numbers, node_number(g, n, i)) <= 0 || term == FORM_OPEN)
            return FORM_OPEN;
        if (term == FORM_POSITIVE) all = FORM_POSITIVE;
    }
    return all;
}

/* Even powers are positive, but for 0. */
static enum sign_by_form product_by_form(const struct growth *r, const struct node *n, int depth)
{
    const struct graph *g = r->g;
    enum sign_by_form all = FORM_POSITIVE;
    if (number_sign(&g->numbers, n->data) <= 0) return FORM_OPEN;
    for (uint32_t i = 0; i < n->n; i++) {
        int64_t e;
        bool even = number_to_int(&g->numbers, node_number(g, n, i), &e) && e % 2 == 0;
        enum sign_by_form base =
            depth ? sign_by_form(r, node_child(g, n, i), depth - 1) : FORM_OPEN;
        if (base == FORM_OPEN && !even) return FORM_OPEN;
        if (base != FORM_POSITIVE) all = FORM_NOT_NEGATIVE;
    }
    return all;
}

/* The depth is bounded. */
static enum sign_by_form sign_by_form(const struct growth *r, id a, int depth)
{
    number value;
    const struct node *n = graph_node(r->g, a);
    if (graph_is_number(r->g, a, &value)) {
        int sign = number_sign(&r->g->numbers, value);
        return sign > 0 ? FORM_POSITIVE : sign < 0 ? FORM_OPEN : FORM_NOT_NEGATIVE;
    }
    if (graph_is_fn(r->g, a, FN_exp) || n->op == OP_CONSTANT) return FORM_POSITIVE;
    if (graph_is_fn(r->g, a, FN_abs)) return FORM_NOT_NEGATIVE;
    if (n->op == OP_SUM) return sum_by_form(r, n, depth);
    return n->op == OP_PRODUCT ? product_by_form(r, n, depth) : FORM_OPEN;
}

static bool is_positive_by_form(const struct growth *r, id a)
{
    enum sign_by_form sign = sign_by_form(r, a, 3);
    return sign == FORM_POSITIVE || (sign == FORM_NOT_NEGATIVE && !r->strict);
}

int growth_constant_sign(struct growth *r, id c)
{
    number value;
    struct reach variables = {0};
    bool free = true, bounded;
    if (c == POISON) return SIGN_UNKNOWN;
    if (graph_is_number(r->g, c, &value)) return number_sign(&r->g->numbers, value);
    if (!growth_variables(r, c, &variables, &free)) return SIGN_UNKNOWN;
    reach_free(r->g, &variables);
    if (!free) {
        int sign = enclosed_sign(r, c, 0, true, &bounded);
        bool zero = false;
        if (sign == SIGN_UNKNOWN && !growth_has_bounded(r, c) && growth_is_zero(r, c, &zero) &&
            zero)
            return 0;
        return sign;
    }
    if (is_positive_by_form(r, c)) return 1;
    if (is_positive_by_form(r, graph_neg(r->g, c))) return -1;
    return SIGN_UNKNOWN;
}

bool growth_name_decides(struct growth *r, id c)
{
    struct reach variables = {0};
    struct str text = {.mem = &r->g->core->mem};
    bool free = false;
    const char *why = NULL;
    growth_variables(r, c, &variables, &free);
    for (size_t i = 0; free && !why && i < variables.ids.n; i++) {
        id v = variables.ids.at[i];
        if (v == r->x || growth_bounded_of(r, v)) continue;
        str_putf(&text, "it depends on the value of %s", node_name(r->g, graph_node(r->g, v)));
        why = text.s ? arena_text(&r->g->core->arena, text.s, text.n) : NULL;
    }
    str_free(&text);
    reach_free(r->g, &variables);
    return growth_trouble(r, LIMIT_UNDECIDED,
                          why ? why : "the sign of a coefficient cannot be told");
}

bool growth_certain(struct growth *r, id c)
{
    int sign;
    if (!r->strict || !growth_has_names(r, c)) return true;
    if (growth_depends(r, c)) return r->ask_sign(r, c, false, &sign);
    sign = growth_constant_sign(r, c);
    return (sign && sign != SIGN_UNKNOWN) || growth_name_decides(r, c);
}

/* ---- zero ---- */

/* Adds what must be multiplied by so that no sum is divided by in a term. */
static id common_denominator(struct growth *r, id sum)
{
    struct graph *g = r->g;
    id all = graph_int(g, 1);
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        uint32_t factors = graph_op(g, term) == OP_PRODUCT ? graph_node(g, term)->n : 0;
        id missing = graph_mul(g, term, all);
        for (uint32_t k = 0; k < factors; k++) {
            const struct node *p = graph_node(g, term);
            id base = node_child(g, p, k);
            number e = node_number(g, p, k);
            const struct node *m = graph_node(g, missing);
            if (number_sign(&g->numbers, e) >= 0 || graph_is_fn(g, base, FN_exp)) continue;
            for (uint32_t j = 0; m->op == OP_PRODUCT && j < m->n; j++) {
                if (node_child(g, m, j) != base) continue;
                number left = node_number(g, m, j);
                if (number_sign(&g->numbers, left) < 0)
                    all =
                        graph_mul(g, all, graph_pow_number(g, base, number_neg(&g->numbers, left)));
                break;
            }
        }
    }
    return all;
}

/* log(6) as log(2) + log(3), so that logarithms of numbers meet. */
static id split_log(struct graph *g, id a, id unused)
{
    number value;
    int64_t p;
    (void)unused;
    if (!graph_is_fn(g, a, FN_log) || !graph_is_number(g, graph_child(g, a, 0), &value)) return a;
    if (number_sign(&g->numbers, value) <= 0) return a;
    id sum = graph_int(g, 0);
    number parts[2] = {number_numerator(&g->numbers, value),
                       number_denominator(&g->numbers, value)};
    for (int k = 0; k < 2; k++) {
        number sign = k ? NUMBER_MINUS_ONE : NUMBER_ONE;
        if (!number_to_int(&g->numbers, parts[k], &p)) return a;
        for (int64_t d = 2; d < 1000 && d * d <= p; d++)
            for (; p % d == 0; p /= d)
                sum =
                    graph_add(g, sum, graph_scale(g, sign, graph_fn1(g, FN_log, graph_int(g, d))));
        if (p > 1)
            sum = graph_add(g, sum, graph_scale(g, sign, graph_fn1(g, FN_log, graph_int(g, p))));
    }
    return sum;
}

static id with_split_logs(struct growth *r, id a)
{
    struct graph *g = r->g;
    if (graph_op(g, a) != OP_SUM) return split_log(g, a, POISON);
    id out = graph_number(g, graph_node(g, a)->data);
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *s = graph_node(g, a);
        number c = node_number(g, s, i);
        id term = node_child(g, s, i);
        if (graph_op(g, term) == OP_PRODUCT) {
            uint32_t factors = graph_node(g, term)->n;
            id product = graph_number(g, graph_node(g, term)->data);
            for (uint32_t k = 0; k < factors; k++) {
                const struct node *p = graph_node(g, term);
                id base = node_child(g, p, k);
                number e = node_number(g, p, k);
                product = graph_mul(g, product, graph_pow_number(g, split_log(g, base, 0), e));
            }
            term = product;
        } else
            term = split_log(g, term, 0);
        out = graph_add(g, out, graph_scale(g, c, term));
    }
    return out;
}

/* Is the numerator 0, all multiplied out? */
static bool is_zero_by_form(struct growth *r, id c)
{
    struct graph *g = r->g;
    id a = growth_expand(r, c);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        if (a == POISON || graph_is_zero(g, a)) break;
        id split = growth_expand(r, with_split_logs(r, a));
        if (split == POISON || graph_is_zero(g, split)) return split != POISON;
        a = split;
        if (graph_op(g, a) != OP_SUM) break;
        id common = common_denominator(r, a);
        if (graph_is_number(g, common, &(number){0})) break;
        uint32_t n = graph_node(g, a)->n;
        id out = graph_scale(g, graph_node(g, a)->data, common);
        for (uint32_t i = 0; i < n; i++) {
            const struct node *s = graph_node(g, a);
            number k = node_number(g, s, i);
            out = graph_add(g, out, graph_scale(g, k, graph_mul(g, node_child(g, s, i), common)));
        }
        a = growth_expand(r, out);
    }
    return a != POISON && graph_is_zero(g, a);
}

/* A product is 0 where a factor is, and exp(.) never is. True if that decides. */
static bool is_decided_by_factors(struct growth *r, id c, bool *zero)
{
    uint32_t n = graph_node(r->g, c)->n;
    *zero = false;
    if (graph_is_fn(r->g, c, FN_exp)) return true;
    if (graph_op(r->g, c) != OP_PRODUCT) return false;
    for (uint32_t i = 0; i < n && !*zero; i++)
        if (!growth_is_zero(r, graph_child(r->g, c, i), zero)) break;
    return true;
}

/* The sum divided by an exponential of its first term that has one: towers of exponentials are
 * beyond enclosures, their quotients may not be. */
static id without_tower(struct growth *r, id sum)
{
    struct graph *g = r->g;
    uint32_t n = graph_op(g, sum) == OP_SUM ? graph_node(g, sum)->n : 0;
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        uint32_t factors = graph_op(g, term) == OP_PRODUCT ? graph_node(g, term)->n : 1;
        for (uint32_t k = 0; k < factors; k++) {
            bool product = graph_op(g, term) == OP_PRODUCT;
            id factor = product ? graph_child(g, term, k) : term;
            if (!graph_is_fn(g, factor, FN_exp)) continue;
            id argument = graph_neg(g, graph_child(g, factor, 0));
            return growth_expand(r, graph_mul(g, sum, graph_fn1(g, FN_exp, argument)));
        }
    }
    return sum;
}

static bool find_zero(struct growth *r, id c, bool *zero)
{
    enum { DEEPEST = 8 };
    bool bounded = false;
    if (is_decided_by_factors(r, c, zero)) return !r->in_trouble;
    for (size_t i = 0; i < N_POINTS && !bounded; i++) {
        int sign = enclosed_sign(r, c, i, false, &bounded);
        if (sign == 1 || sign == -1) return true;
        if (!growth_go_on(r)) return false;
    }
    *zero = is_zero_by_form(r, c);
    if (*zero) return true;
    id smaller = bounded ? c : without_tower(r, c);
    if (smaller != c && r->towers < DEEPEST) {
        r->towers++;
        bool ok = growth_is_zero(r, smaller, zero);
        r->towers--;
        return ok;
    }
    return growth_trouble(r, LIMIT_UNDECIDED,
                          "a coefficient can be shown neither zero nor nonzero");
}

bool growth_is_zero(struct growth *r, id c, bool *zero)
{
    number value;
    *zero = false;
    if (c == POISON) return growth_trouble(r, LIMIT_FAILED, NULL);
    if (graph_is_number(r->g, c, &value)) return *zero = value == NUMBER_ZERO, true;
    uint8_t known = growth_fact(r, c)->zero;
    if (known) return *zero = known == KNOWN_YES, true;
    if (!find_zero(r, c, zero)) return false;
    growth_fact(r, c)->zero = *zero ? KNOWN_YES : KNOWN_NO;
    return true;
}

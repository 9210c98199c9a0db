/* Power series over exact constants, intervals and doubles. */
/* Tests src/series/series.c, src/series/series_beta.c, src/series/series_closure.c,
 * src/series/series_fn.c, src/series/series_rules.c,
 * src/series/series_lockstep.c, src/series/series_special.c, src/series/series_system.c,
 * src/series/scalars_algebraic.c, src/series/scalars_branches.c, src/series/scalars_doubles.c,
 * src/series/scalars_enclosed.c, src/series/scalars_form.c,
 * src/series/scalars_intervals.c, src/series/scalars_nodes.c, src/series/scalars_normal.c,
 * src/series/scalars_powers.c, src/series/scalars_rewrite.c, src/series/scalars_sign.c. */

#include "eval/interval.h"
#include "graph/lower_private.h"
#include "series/normal_private.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCES "tests/data/series.tsv"
enum { TERMS = 12, COLUMNS = 3 + TERMS, BITS = 300 };

static struct core core;
static struct graph graph;
static struct enclose_env env;

static void set_up(void)
{
    enclosing_open(&core, &graph, &env);
}

static void tear_down(void)
{
    enclosing_close(&core, &graph, &env);
}

static number ratio(int64_t p, int64_t q)
{
    return number_from_ratio(&graph.numbers, p, q);
}

static void put_number(const struct scalars *s, const struct series *a, size_t i, number n)
{
    s->set_number(s, series_at(s, a, i), n);
}

/* p + s, or p + s + s^2/3 - s^3/7. */
static void put_first(const struct scalars *s, const struct series *a, number p, bool curve)
{
    put_number(s, a, 0, p);
    put_number(s, a, 1, NUMBER_ONE);
    if (!curve) return;
    put_number(s, a, 2, ratio(1, 3));
    put_number(s, a, 3, ratio(-1, 7));
}

static void put_second(const struct scalars *s, const struct series *a, number q)
{
    put_number(s, a, 0, q);
    put_number(s, a, 1, ratio(-1, 2));
    put_number(s, a, 2, ratio(1, 5));
}

static number point_number(const char *text, size_t length)
{
    return number_from_text(&graph.numbers, text, length, (struct span){0});
}

static bool takes_order(const char *fn)
{
    return !strcmp(fn, "polygamma") || !strcmp(fn, "jn") || !strcmp(fn, "yn");
}

static enum fn fn_named(const char *name)
{
    for (int fn = 0; fn < FN_COUNT; fn++)
        if (!strcmp(fn_row((enum fn)fn)->name, name)) return (enum fn)fn;
    ck_abort_msg("no function %s", name);
    return FN_COUNT;
}

/* The series of a row of the references. */
static bool expand_row(const struct scalars *s, const struct table *table, size_t row,
                       struct series *out)
{
    const char *name = table_field(table, row, 0), *points = table_field(table, row, 1);
    bool curve = !strcmp(table_field(table, row, 2), "curve");
    size_t first = strcspn(points, ",");
    struct series a[2];
    const struct series *args[2] = {&a[0], &a[1]};
    bool two = points[first];
    for (int i = 0; i < 2; i++) ck_assert(series_make(s, &a[i], TERMS));
    number p = point_number(points, first);
    number q = two ? point_number(points + first + 1, strlen(points + first + 1)) : NUMBER_ZERO;
    if (two && takes_order(name)) {
        put_number(s, &a[0], 0, p);
        put_first(s, &a[1], q, curve);
    } else {
        put_first(s, &a[0], p, curve);
        if (two) put_second(s, &a[1], q);
    }
    bool ok = series_fn(s, fn_named(name), out, args);
    for (int i = 0; i < 2; i++) series_free(s, &a[i]);
    return ok;
}

/* True if the interval holds the number up to 10^-30 of it, and is that narrow. */
static bool holds(mpfi_srcptr x, const char *text)
{
    mpfr_t want, error, bound;
    mpfr_inits2(BITS, want, error, bound, (mpfr_ptr)NULL);
    mpfr_set_str(want, text, 10, MPFR_RNDN);
    mpfr_abs(bound, want, MPFR_RNDU);
    mpfr_add_ui(bound, bound, 1, MPFR_RNDU);
    mpfr_mul_d(bound, bound, 1e-30, MPFR_RNDU);
    bool good = true;
    mpfr_srcptr ends[] = {&x->left, &x->right};
    for (int i = 0; i < 2; i++) {
        mpfr_sub(error, ends[i], want, MPFR_RNDN);
        good &= mpfr_cmpabs(error, bound) <= 0;
    }
    mpfr_clears(want, error, bound, (mpfr_ptr)NULL);
    return good;
}

static void check_enclosures(struct scalars s, const struct table *table, size_t row,
                             struct tally *tally)
{
    struct series out;
    mpfi_t x;
    mpfi_init2(x, BITS);
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no intervals", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++) {
        s.get(x, series_at(&s, &out, k));
        if (holds(x, table_field(table, row, 3 + k))) continue;
        tally_wrong(tally, "%s(%s) %s: c[%zu] is %g, not %s", table_field(table, row, 0),
                    table_field(table, row, 1), table_field(table, row, 2), k, mpfi_get_d(x),
                    table_field(table, row, 3 + k));
        break;
    }
    series_free(&s, &out);
    mpfi_clear(x);
}

static void check_intervals(const struct table *table, size_t row, struct tally *tally)
{
    check_enclosures(series_intervals(&graph, &env, BITS), table, row, tally);
}

static void check_balls(const struct table *table, size_t row, struct tally *tally)
{
    check_enclosures(series_balls(&graph, &env, BITS), table, row, tally);
}

static void check_doubles(const struct table *table, size_t row, struct tally *tally)
{
    struct scalars s = series_doubles(&graph);
    struct series out;
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no doubles", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++) {
        double got = *(double *)series_at(&s, &out, k), want = atof(table_field(table, row, 3 + k));
        if (!is_near(got, want, 1e-13, 1)) {
            tally_wrong(tally, "%s(%s) %s: c[%zu] is %.17g, not %.17g", table_field(table, row, 0),
                        table_field(table, row, 1), table_field(table, row, 2), k, got, want);
            break;
        }
    }
    series_free(&s, &out);
}

/* The enclosure of a node, in `x`. */
static bool enclose_node(id a, mpfi_ptr x)
{
    struct tape tape = {.g = &graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &a, .n_roots = 1};
    bool ok = tape_compile(&tape, &graph, &source) && intervals_init(&e, &tape) &&
              intervals_run(&e, BITS);
    if (ok) mpfi_set(x, intervals_slot(&e, tape_slot(&tape, a))[0]);
    intervals_free(&e);
    tape_free(&tape);
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    return ok;
}

static void check_nodes(const struct table *table, size_t row, struct tally *tally)
{
    struct scalars s = series_nodes(&graph);
    struct series out;
    mpfi_t x;
    mpfi_init2(x, BITS);
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no nodes", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++)
        if (!enclose_node(series_node(&out, k), x) || !holds(x, table_field(table, row, 3 + k))) {
            tally_wrong(tally, "%s(%s) %s: c[%zu] is %g, not %s", table_field(table, row, 0),
                        table_field(table, row, 1), table_field(table, row, 2), k, mpfi_get_d(x),
                        table_field(table, row, 3 + k));
            break;
        }
    series_free(&s, &out);
    mpfi_clear(x);
}

static void check_table(void (*check)(const struct table *, size_t, struct tally *))
{
    struct table table = table_read(REFERENCES, COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += 1 + SLOWER / 5) {
        check(&table, row, &tally);
        ck_assert_msg(!diag_any(&core), "%s(%s): %s", table_field(&table, row, 0),
                      table_field(&table, row, 1),
                      core.diags.n ? core.diags.at[0].message : "no memory");
    }
    table_free(&table);
    ck_tally(&tally);
}

START_TEST(intervals_hold_the_references)
{
    check_table(check_intervals);
}
END_TEST

START_TEST(balls_hold_the_references)
{
    check_table(check_balls);
}
END_TEST

START_TEST(doubles_are_near_the_references)
{
    check_table(check_doubles);
}
END_TEST

START_TEST(nodes_have_the_values_of_the_references)
{
    check_table(check_nodes);
}
END_TEST

/* ---- exact constants ---- */

static id node_of(const char *text)
{
    struct ast ast = {0};
    uint32_t source = core_add_source(&core, "test", text, strlen(text));
    ck_assert(ast_parse(&core, &ast, source));
    struct lowering l = {.g = &graph, .ast = &ast};
    struct locals locals = {0};
    const struct statement *statement = &ast.statements.at[0];
    id result = lower_expression(&l, &locals, statement->first, statement->last, true);
    lower_free(&l);
    ast_free(&ast, &core.mem);
    ck_assert_msg(!diag_any(&core), "%s: %s", text, core.diags.n ? core.diags.at[0].message : "");
    return result;
}

static id symbol(const char *name)
{
    uint32_t place = names_intern(&core.names, &core.arena, name, strlen(name));
    return graph_variable(&graph, place, SHAPE_SCALAR);
}

START_TEST(zeros_are_found_by_their_form)
{
    static const char *const zeros[] = {
        "sqrt(2)*sqrt(3) - sqrt(6)",
        "sqrt(8) - 2*sqrt(2)",
        "(1 + sqrt(2))*(1 - sqrt(2)) + 1",
        "1/(1 + sqrt(2)) - sqrt(2) + 1",
        "1/(sqrt(3) - sqrt(2)) - sqrt(3) - sqrt(2)",
        "(1 + sqrt(2))^(1/2)*(1 + sqrt(2))^(1/2) - 1 - sqrt(2)",
        "sqrt(2 + 2*sqrt(2)) - sqrt(2)*sqrt(1 + sqrt(2))",
        "4^(1/4) - sqrt(2)",
        "(1 + pi)^7 - (1 + pi)^3*(1 + pi)^4",
        "exp(1/2)*exp(1/3) - exp(5/6)",
        "exp(pi + 1) - exp(1)*exp(pi)",
        "exp(2*log(3) + 1) - 9*exp(1)",
        "log(6) - log(2) - log(3)",
        "log(sqrt(12)) - log(2) - log(3)/2",
        "log(2*exp(1)) - 1 - log(2)",
        "sinh(1) - (exp(1) - exp(-1))/2",
        "cosh(2)^2 - sinh(2)^2 - 1",
        "tanh(1/3)*cosh(1/3) - sinh(1/3)",
        "sin(1)^2 + cos(1)^2 - 1",
        "sin(2) - 2*sin(1)*cos(1)",
        "tan(1) - sin(1)/cos(1)",
        "sec(3)^2 - tan(3)^2 - 1",
        "cos(1 + pi) + cos(1)",
        "atan(1) - pi/4",
        "asin(1/2) - pi/6",
        "acos(1/5) + asin(1/5) - pi/2",
        "asinh(1) - log(1 + sqrt(2))",
        "acosh(2) - log(2 + sqrt(3))",
        "log2(10) - log(10)/log(2)",
        "cbrt(-2) + 2^(1/3)",
        "hypot(1, 2) - sqrt(5)",
        "erf(2) + erfc(2) - 1",
        "gamma(1/2)^2 - pi",
        "gamma(7/3) - 4/9*gamma(1/3)",
        "digamma(3) - digamma(1) - 3/2",
        "digamma(1/2) - digamma(1) + 2*log(2)",
        "beta(1/2, 1/2) - pi",
        "jn(2, 3) - 2/3*j1(3) + j0(3)",
        "jn(-3, 2) + jn(3, 2)",
        "lambertw(3)*exp(lambertw(3)) - 3",
        "expit(2) + expit(-2) - 1",
        "silu(1) - expit(1)",
        "softplus(1) - log(1 + exp(1))",
        "2^sqrt(2) - exp(sqrt(2)*log(2))",
        "abs(1 - pi) - pi + 1",
        /* by a separation bound */
        "sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)",
        "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
        /* Shanks, Incredible identities, 1974 */
        ("sqrt(5) + sqrt(22 + 2*sqrt(5)) - sqrt(11 + 2*sqrt(29)) - "
         "sqrt(16 - 2*sqrt(29) + 2*sqrt(55 - 10*sqrt(29)))"),
        "cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5)) - 1",
        "(cbrt(2) - 1)^(1/3) - (1/9)^(1/3) + (2/9)^(1/3) - (4/9)^(1/3)",
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        tally.tried++;
        int sign = node_sign(&graph, node_of(zeros[i]), 512);
        if (sign) tally_wrong(&tally, "%s: sign %d, not 0", zeros[i], sign);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(other_signs_are_found_by_enclosures)
{
    static const struct {
        const char *text;
        int sign;
    } rows[] = {
        {"sqrt(2) - 1", 1},
        {"3 - pi", -1},
        {"exp(pi) - pi - 20", -1},
        {"pi - 3.14159265358979323846264338327950288419716939937510582097494459", 1},
        {"cos(1) - sin(1)", -1},
        {"exp(1e-30) - 1", 1},
        {"sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6) + 1e-200)", -1},
        {"pi < 4", 1},
        {"pi < 3", 0},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tally.tried++;
        int sign = node_sign(&graph, node_of(rows[i].text), 512);
        if (sign != rows[i].sign) tally_wrong(&tally, "%s: sign %d", rows[i].text, sign);
    }
    ck_tally(&tally);
    ck_assert_int_eq(node_sign(&graph, symbol("d"), 512), SIGN_UNKNOWN);
    /* Equal, but by no form that is known here. */
    ck_assert_int_eq(node_sign(&graph, node_of("atan(1/2) + atan(1/3) - pi/4"), 512), SIGN_UNKNOWN);
}
END_TEST

/* A random constant of so many operations. */
static id random_constant(struct dice *dice, int size)
{
    static const enum fn functions[] = {
        FN_exp,   FN_exp2,    FN_expm1, FN_log,      FN_log1p, FN_log2, FN_log10,
        FN_sinh,  FN_cosh,    FN_tanh,  FN_sech,     FN_csch,  FN_coth, FN_sin,
        FN_cos,   FN_tan,     FN_sec,   FN_csc,      FN_cot,   FN_asin, FN_acos,
        FN_atan,  FN_asinh,   FN_acosh, FN_atanh,    FN_cbrt,  FN_abs,  FN_erfc,
        FN_gamma, FN_digamma, FN_expit, FN_softplus, FN_silu,  FN_gelu, FN_lambertw,
    };
    static const int64_t exponents[][2] = {{1, 2}, {-1, 2}, {1, 3}, {3, 2},
                                           {2, 1}, {-1, 1}, {-2, 1}};
    if (size <= 0 || dice_below(dice, 8) == 0) {
        size_t kind = dice_below(dice, 8);
        if (kind == 0) return graph_constant(&graph, CONSTANT_pi);
        if (kind == 1) return graph_constant(&graph, CONSTANT_e);
        return graph_number(
            &graph, ratio((int64_t)dice_below(dice, 25) - 12, 1 + (int64_t)dice_below(dice, 4)));
    }
    size_t kind = dice_below(dice, 12);
    if (kind < 4) {
        const int64_t *e = exponents[dice_below(dice, 7)];
        return graph_pow_number(&graph, random_constant(dice, size - 1), ratio(e[0], e[1]));
    }
    if (kind < 8) {
        enum fn fn = functions[dice_below(dice, sizeof functions / sizeof *functions)];
        return graph_fn1(&graph, fn, random_constant(dice, size - 1));
    }
    int left = (int)dice_below(dice, (size_t)size);
    id a = random_constant(dice, left), b = random_constant(dice, size - 1 - left);
    if (kind == 8) return graph_power(&graph, a, b);
    return kind == 9 ? graph_mul(&graph, a, b) : graph_add(&graph, a, b);
}

START_TEST(normal_forms_keep_the_value)
{
    struct dice dice = {2026};
    mpfi_t x, y;
    mpfi_init2(x, BITS);
    mpfi_init2(y, BITS);
    struct tally tally = {0};
    for (int round = 0; round < 1500; round++) {
        id a = random_constant(&dice, 1 + (int)dice_below(&dice, 6));
        if (graph_node(&graph, a)->singular || !enclose_node(a, x) || !mpfi_bounded_p(x)) continue;
        tally.tried++;
        id normal = node_normal(&graph, a);
        if (!enclose_node(normal, y) || !mpfi_bounded_p(y)) continue;
        if (mpfr_less_p(&x->right, &y->left) || mpfr_less_p(&y->right, &x->left))
            tally_wrong(&tally, "round %d: %.17g became %.17g", round, mpfi_get_d(x),
                        mpfi_get_d(y));
        if (mpfi_is_strictly_pos(x) || mpfi_is_strictly_neg(x))
            if (node_is_zero(&graph, a))
                tally_wrong(&tally, "round %d: %g became 0", round, mpfi_get_d(x));
        ck_assert(!diag_any(&core));
    }
    ck_assert_uint_gt(tally.tried, 300);
    ck_tally(&tally);
    mpfi_clear(x);
    mpfi_clear(y);
}
END_TEST

/* sin at 0, exp at 1 and the like, as formulas. */
START_TEST(closed_forms)
{
    static const struct {
        const char *fn, *at, *c[5];
    } rows[] = {
        {"sin", "0", {"0", "1", "0", "-1/6", "0"}},
        {"exp", "1", {"exp(1)", "exp(1)", "exp(1)/2", "exp(1)/6", "exp(1)/24"}},
        {"log", "2", {"log(2)", "1/2", "-1/8", "1/24", "-1/64"}},
        {"tan", "0", {"0", "1", "0", "1/3", "0"}},
        {"atan", "1", {"atan(1)", "1/2", "-1/4", "1/12", "0"}},
        {"asin", "0", {"0", "1", "0", "1/6", "0"}},
        {"lambertw", "0", {"0", "1", "-1", "3/2", "-8/3"}},
        {"erf", "0", {"0", "2/sqrt(pi)", "0", "-2/3/sqrt(pi)", "0"}},
        {"cbrt", "8", {"2", "1/12", "-1/288", "5/20736", "-5/248832"}},
        {"sin", "pi/4", {"sqrt(2)/2", "sqrt(2)/2", "-sqrt(2)/4", "-sqrt(2)/12", "sqrt(2)/48"}},
        {"cosh", "1", {"cosh(1)", "sinh(1)", "cosh(1)/2", "sinh(1)/6", "cosh(1)/24"}},
        {"gamma",
         "1",
         {"1", "digamma(1)", "digamma(1)^2/2 + polygamma(1, 1)/2",
          "digamma(1)^3/6 + digamma(1)*polygamma(1, 1)/2 + polygamma(2, 1)/6",
          "digamma(1)^4/24 + digamma(1)^2*polygamma(1, 1)/4 + polygamma(1, 1)^2/8 + "
          "digamma(1)*polygamma(2, 1)/6 + polygamma(3, 1)/24"}},
        {"abs", "-2", {"2", "-1", "0", "0", "0"}},
        {"floor", "5/2", {"2", "0", "0", "0", "0"}},
        {"relu", "-1", {"0", "0", "0", "0", "0"}},
    };
    struct scalars s = series_nodes(&graph);
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct series a, out;
        ck_assert(series_make(&s, &a, 5) && series_make(&s, &out, 5));
        series_set_node(&a, 0, node_of(rows[i].at));
        put_number(&s, &a, 1, NUMBER_ONE);
        const struct series *args[] = {&a};
        bool ok = series_fn(&s, fn_named(rows[i].fn), &out, args);
        for (size_t k = 0; k < 5; k++) {
            tally.tried++;
            id difference = graph_sub(&graph, series_node(&out, k), node_of(rows[i].c[k]));
            id left = node_multiply(&graph, difference, node_of("1"));
            if (!ok || !graph_is_zero(&graph, left))
                tally_wrong(&tally, "%s at %s: c[%zu] is not %s", rows[i].fn, rows[i].at, k,
                            rows[i].c[k]);
        }
        series_free(&s, &a);
        series_free(&s, &out);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- where there is no series ---- */

static bool has_series(const struct scalars *s, const char *fn, const char *at)
{
    struct series a, out;
    ck_assert(series_make(s, &a, 4) && series_make(s, &out, 4));
    put_number(s, &a, 0, point_number(at, strlen(at)));
    put_number(s, &a, 1, NUMBER_ONE);
    const struct series *args[] = {&a};
    bool ok = series_fn(s, fn_named(fn), &out, args);
    ck_assert_msg(!diag_any(&core), "%s", fn);
    series_free(s, &a);
    series_free(s, &out);
    return ok;
}

START_TEST(kinks_and_poles_have_no_series)
{
    static const char *const rows[][2] = {
        {"abs", "0"},       {"sign", "0"},       {"floor", "2"},  {"ceil", "-1"},
        {"round", "0.5"},   {"relu", "0"},       {"elu", "0"},    {"cbrt", "0"},
        {"asin", "1"},      {"asin", "2"},       {"acos", "-1"},  {"acosh", "1"},
        {"acosh", "0.5"},   {"atanh", "-1"},     {"log", "0"},    {"log", "-2"},
        {"log1p", "-1"},    {"csc", "0"},        {"cot", "0"},    {"csch", "0"},
        {"coth", "0"},      {"gamma", "0"},      {"gamma", "-3"}, {"lgamma", "0"},
        {"digamma", "-1"},  {"y0", "0"},         {"y1", "-1"},    {"lambertw", "-1"},
        {"heaviside", "0"}, {"leaky_relu", "0"},
    };
    struct scalars kinds[] = {series_nodes(&graph), series_intervals(&graph, &env, BITS),
                              series_balls(&graph, &env, BITS), series_doubles(&graph)};
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            tally.tried++;
            if (has_series(&kinds[k], rows[i][0], rows[i][1]))
                tally_wrong(&tally, "%s at %s, kind %zu", rows[i][0], rows[i][1], k);
        }
    ck_tally(&tally);
}
END_TEST

/* ---- laws ---- */

struct pool {
    struct scalars s;
    struct series a, b, c, d;
};

static void pool_open(struct pool *p, struct scalars s, size_t n)
{
    p->s = s;
    ck_assert(series_make(&s, &p->a, n) && series_make(&s, &p->b, n) && series_make(&s, &p->c, n) &&
              series_make(&s, &p->d, n));
}

static void pool_close(struct pool *p)
{
    series_free(&p->s, &p->a);
    series_free(&p->s, &p->b);
    series_free(&p->s, &p->c);
    series_free(&p->s, &p->d);
}

static bool has_whole(const struct scalars *s, const void *x, long value)
{
    mpfi_t interval;
    mpfi_init2(interval, BITS);
    s->get(interval, x);
    bool has = mpfi_is_inside_si(value, interval);
    mpfi_clear(interval);
    return has;
}

static bool is_one(const struct pool *p, const struct series *x)
{
    const struct scalars *s = &p->s;
    for (size_t k = 0; k < x->n; k++) {
        if (!s->env) {
            number value;
            if (!graph_is_number(&graph, series_node(x, k), &value) ||
                value != (k ? NUMBER_ZERO : NUMBER_ONE))
                return false;
        } else if (!has_whole(s, series_at(s, x, k), k == 0))
            return false;
    }
    return true;
}

START_TEST(laws_hold)
{
    struct scalars kinds[] = {series_nodes(&graph), series_intervals(&graph, &env, BITS),
                              series_balls(&graph, &env, BITS)};
    for (size_t i = 0; i < 3; i++) {
        struct pool p;
        pool_open(&p, kinds[i], 9);
        const struct scalars *s = &p.s;
        put_first(s, &p.a, ratio(4, 3), true);
        ck_assert(series_divide(s, &p.b, &p.a, &p.a)); /* a/a = 1 */
        ck_assert(is_one(&p, &p.b));
        const struct series *a[] = {&p.a}, *b[] = {&p.b};
        ck_assert(series_fn(s, FN_log, &p.b, a)); /* exp(log(a))/a = 1 */
        ck_assert(series_fn(s, FN_exp, &p.c, b));
        ck_assert(series_divide(s, &p.d, &p.c, &p.a));
        ck_assert(is_one(&p, &p.d));
        ck_assert(series_power(s, &p.b, &p.a, ratio(-5, 2))); /* a^(-5/2)*a^(5/2) = 1 */
        ck_assert(series_power(s, &p.c, &p.a, ratio(5, 2)));
        ck_assert(series_multiply(s, &p.d, &p.b, &p.c));
        ck_assert(is_one(&p, &p.d));
        ck_assert(series_power(s, &p.b, &p.a, ratio(7, 1))); /* a^7/exp(7*log(a)) = 1 */
        for (size_t k = 0; k < 9; k++) put_number(s, &p.c, k, k ? NUMBER_ZERO : ratio(7, 1));
        ck_assert(series_to_power(s, &p.d, &p.a, &p.c));
        ck_assert(series_divide(s, &p.c, &p.b, &p.d));
        ck_assert(is_one(&p, &p.c));
        pool_close(&p);
    }
}
END_TEST

/* (s + s^2)^3 and s^0, whose bases are 0 at 0. */
START_TEST(powers_of_what_vanishes)
{
    struct pool p;
    pool_open(&p, series_nodes(&graph), 6);
    put_number(&p.s, &p.a, 1, NUMBER_ONE);
    put_number(&p.s, &p.a, 2, NUMBER_ONE);
    ck_assert(series_power(&p.s, &p.b, &p.a, ratio(3, 1)));
    static const int want[] = {0, 0, 0, 1, 3, 3};
    for (size_t k = 0; k < 6; k++) ck_assert(series_node(&p.b, k) == graph_int(&graph, want[k]));
    ck_assert(series_power(&p.s, &p.b, &p.a, NUMBER_ZERO));
    ck_assert(is_one(&p, &p.b));
    ck_assert(!series_power(&p.s, &p.b, &p.a, NUMBER_HALF));
    ck_assert(!series_power(&p.s, &p.b, &p.a, NUMBER_MINUS_ONE));
    ck_assert(!series_to_power(&p.s, &p.b, &p.a, &p.a));
    pool_close(&p);
}
END_TEST

/* The derivative of beta(-3/2 + s, -1/2) is -16*pi/3 at 0 (reflection: gamma(-3/2)*gamma(-1/2) is
 * -8*pi/3, and 1/gamma(-2 + s) is 2*s + ...). */
START_TEST(beta_where_it_is_zero)
{
    struct scalars kinds[] = {series_nodes(&graph), series_intervals(&graph, &env, BITS),
                              series_doubles(&graph)};
    for (size_t i = 0; i < 3; i++) {
        struct pool p;
        pool_open(&p, kinds[i], 3);
        const struct series *args[] = {&p.a, &p.b};
        put_number(&p.s, &p.a, 0, ratio(-3, 2));
        put_number(&p.s, &p.a, 1, NUMBER_ONE);
        put_number(&p.s, &p.b, 0, ratio(-1, 2));
        ck_assert(series_fn(&p.s, FN_beta, &p.c, args));
        double want = -16 * acos(-1) / 3, got;
        if (i == 0) {
            mpfi_t x;
            mpfi_init2(x, BITS);
            ck_assert(enclose_node(series_node(&p.c, 1), x));
            got = mpfi_get_d(x);
            mpfi_clear(x);
            id left = graph_add(&graph, series_node(&p.c, 1), node_of("16*pi/3"));
            ck_assert_int_eq(node_sign(&graph, left, 512), 0);
        } else
            got =
                i == 1 ? mpfi_get_d(series_at(&p.s, &p.c, 1)) : *(double *)series_at(&p.s, &p.c, 1);
        ck_assert_double_eq_tol(got, want, 1e-12);
        pool_close(&p);
    }
}
END_TEST

/* Free symbols, as log(t) or a direction, may be divided by, and like terms meet. */
START_TEST(symbols_in_coefficients)
{
    struct pool p;
    pool_open(&p, series_nodes(&graph), 4);
    id d = symbol("d"), e = symbol("e");
    series_set_node(&p.a, 0, graph_add(&graph, d, e));
    series_set_node(&p.a, 1, d);
    series_set_node(&p.a, 2, e);
    ck_assert(series_multiply(&p.s, &p.b, &p.a, &p.a));
    ck_assert(series_divide(&p.s, &p.c, &p.b, &p.a));
    for (size_t k = 0; k < 4; k++) {
        id difference = graph_sub(&graph, series_node(&p.c, k), series_node(&p.a, k));
        ck_assert_msg(node_is_zero(&graph, difference), "c[%zu]", k);
    }
    pool_close(&p);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("series");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, intervals_hold_the_references);
    tcase_add_test(checks.tests, balls_hold_the_references);
    tcase_add_test(checks.tests, doubles_are_near_the_references);
    tcase_add_test(checks.tests, nodes_have_the_values_of_the_references);
    tcase_add_test(checks.tests, zeros_are_found_by_their_form);
    tcase_add_test(checks.tests, normal_forms_keep_the_value);
    tcase_add_test(checks.tests, other_signs_are_found_by_enclosures);
    tcase_add_test(checks.tests, closed_forms);
    tcase_add_test(checks.tests, kinks_and_poles_have_no_series);
    tcase_add_test(checks.tests, laws_hold);
    tcase_add_test(checks.tests, powers_of_what_vanishes);
    tcase_add_test(checks.tests, beta_where_it_is_zero);
    tcase_add_test(checks.tests, symbols_in_coefficients);
    return checks_run(checks);
}

/* Polynomials in several atoms: their arithmetic, divisors and factors. */
/* Tests src/pass/poly.c, src/pass/poly_gcd.c, src/pass/poly_factor.c, src/pass/fraction.c. */
#include "support/support.h"

#include "pass/fraction.h"

enum { ATOMS = 3, ROUNDS = 400 / SLOWER };

static struct mem mem;
static struct fractions all;
static struct poly_room *const room = &all.room;

static void open_room(void)
{
    mem = (struct mem){0};
    all = (struct fractions){.room = {.arena = {.mem = &mem}, .most_work = 4000000}};
}

static void close_room(void)
{
    arena_free(&room->arena);
}

/* Up to three terms of low degree, and no constant. */
static struct poly random_poly(struct dice *dice)
{
    struct poly p = {NULL, 0};
    while (poly_is_constant(p)) {
        for (size_t n = 1 + dice_below(dice, 3); n > 0; n--) {
            struct poly term = poly_constant(room, (int64_t)dice_below(dice, 9) - 4);
            for (int k = 0; k < ATOMS; k++) {
                int e = (int)dice_below(dice, 3);
                term = poly_multiply(room, term, poly_atom(room, k, e));
            }
            p = poly_combine(room, 1, p, 1, term);
        }
    }
    return p;
}

/* Its value modulo a prime at a point, by its terms. */
static uint64_t value(struct poly p, uint64_t seed)
{
    enum { PRIME = 1000003 };
    uint64_t sum = 0;
    for (uint32_t i = 0; i < p.n; i++) {
        int64_t c = p.at[i].c % PRIME;
        uint64_t term = (uint64_t)(c < 0 ? c + PRIME : c);
        for (int k = 0; k < POLY_ATOMS; k++)
            for (int e = 0; e < p.at[i].e[k]; e++)
                term = term * (seed * 31 + (uint64_t)k * 17) % PRIME;
        sum = (sum + term) % PRIME;
    }
    return sum;
}

START_TEST(products_and_quotients)
{
    struct dice dice = {7};
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        struct poly a = random_poly(&dice), b = random_poly(&dice), q;
        struct poly product = poly_multiply(room, a, b);
        ck_assert_uint_eq(value(product, round), value(a, round) * value(b, round) % 1000003);
        ck_assert(poly_divides(room, b, product, &q));
        ck_assert(poly_equal(q, a));
        product = poly_combine(room, 1, product, 1, poly_constant(room, 1));
        ck_assert_msg(!poly_divides(room, a, product, &q) || poly_is_constant(a),
                      "1 is a multiple of a polynomial");
    }
    ck_assert(!room->failed);
}
END_TEST

START_TEST(common_divisors)
{
    struct dice dice = {8};
    int trivial = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct poly a = random_poly(&dice), b = random_poly(&dice), c = random_poly(&dice), q, g;
        g = poly_gcd(room, poly_multiply(room, a, c), poly_multiply(room, b, c));
        ck_assert(!room->failed);
        ck_assert_msg(poly_divides(room, c, g, &q), "what both contain is lost");
        ck_assert(poly_divides(room, g, poly_multiply(room, a, c), &q));
        struct poly rest_a = q;
        ck_assert(poly_divides(room, g, poly_multiply(room, b, c), &q));
        ck_assert_msg(poly_is_one(poly_gcd(room, rest_a, q)), "more was in common");
        trivial += poly_is_constant(poly_gcd(room, a, b));
    }
    ck_assert_int_gt(trivial, ROUNDS / 4);
}
END_TEST

START_TEST(factors_multiply_back)
{
    struct dice dice = {9};
    int split = 0, given_up = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct poly a = random_poly(&dice), b = random_poly(&dice);
        struct poly p = poly_multiply(room, poly_power(room, a, 2), b);
        poly_make_primitive(room, &p);
        struct poly_factors factors;
        poly_factorize(room, p, &factors);
        if (room->failed) {
            room->failed = false;
            given_up++;
            continue;
        }
        struct poly product = poly_constant(room, factors.sign);
        for (uint32_t i = 0; i < factors.n; i++)
            product =
                poly_multiply(room, product, poly_power(room, factors.at[i].p, factors.at[i].e));
        ck_assert_msg(poly_equal(product, p), "factors do not multiply back");
        split += factors.n > 1 || factors.at[0].e > 1;
    }
    ck_assert_int_eq(split, ROUNDS - given_up); /* a^2 is there */
    ck_assert_int_lt(given_up, ROUNDS / 20);
}
END_TEST

START_TEST(squares_have_roots)
{
    struct dice dice = {10};
    for (int round = 0; round < ROUNDS; round++) {
        struct poly a = random_poly(&dice), root, q;
        struct poly square = poly_multiply(room, a, a);
        ck_assert(poly_square_root(room, square, &root));
        ck_assert(poly_divides(room, a, root, &q) && poly_is_constant(q));
        square = poly_combine(room, 1, square, 1, poly_atom(room, ATOMS, 1));
        ck_assert(!poly_square_root(room, square, &root));
    }
}
END_TEST

/* (a/b + c/b)*b is a + c, and nothing of b is left. */
START_TEST(fractions_cancel)
{
    struct dice dice = {11};
    for (int round = 0; round < ROUNDS / 4; round++) {
        struct poly a = random_poly(&dice), b = random_poly(&dice), c = random_poly(&dice);
        struct fraction x = fraction_of_poly(&all, a), y = fraction_of_poly(&all, b),
                        z = fraction_of_poly(&all, c), below = fraction_power(&all, &y, -1);
        x = fraction_multiply(&all, &x, &below);
        z = fraction_multiply(&all, &z, &below);
        struct fraction sum = fraction_add(&all, &x, &z);
        sum = fraction_multiply(&all, &sum, &y);
        ck_assert(!room->failed);
        ck_assert_int_eq(sum.q, 1);
        ck_assert(poly_is_one(fraction_side(&all, &sum, -1)));
        struct poly want = poly_combine(room, 1, a, 1, c),
                    got = poly_scale(room, fraction_side(&all, &sum, 1), sum.p);
        ck_assert(want.n == 0 ? sum.p == 0 : poly_equal(want, got));
    }
}
END_TEST

/* What does not fit, or takes too much work, fails and says so. */
START_TEST(limits)
{
    struct poly big = poly_constant(room, INT64_MAX / 2);
    poly_multiply(room, big, big);
    ck_assert(room->failed);
    room->failed = false;
    poly_atom(room, 0, POLY_MOST_EXPONENT + 1);
    ck_assert(room->failed);
    room->failed = false;
    room->most_work = room->work + 1000;
    struct poly p = poly_combine(room, 1, poly_atom(room, 0, 1), 1, poly_atom(room, 1, 1));
    poly_power(room, p, 90);
    ck_assert(room->failed);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("poly");
    tcase_add_checked_fixture(checks.tests, open_room, close_room);
    tcase_add_test(checks.tests, products_and_quotients);
    tcase_add_test(checks.tests, common_divisors);
    tcase_add_test(checks.tests, factors_multiply_back);
    tcase_add_test(checks.tests, squares_have_roots);
    tcase_add_test(checks.tests, fractions_cancel);
    tcase_add_test(checks.tests, limits);
    return checks_run(checks);
}

/* Every identity by which formulas get shorter holds at random points, and is used. */
/* Tests src/pass/rewrites.c, src/pass/rewrite_match.c, src/pass/rewrite_rows.c, src/pass/facts.c,
 * src/pass/collect.c, src/pass/atoms_read.c, src/pass/quarter_turns.c, src/pass/atoms_size.c,
 * src/pass/atom_list.c. */
#include "support/support.h"

#include "base/str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static dcalc *session;

static void open_session(void)
{
    session = dcalc_new();
}

static void close_session(void)
{
    dcalc_free(session);
}

/* ---- points ---- */

static bool has_letter(const char *text, char letter)
{
    for (const char *c = text; *c; c++)
        if (*c == letter && !isalpha((unsigned char)c[1]) && c[1] != '(' &&
            (c == text || !isalpha((unsigned char)c[-1])))
            return true;
    return false;
}

/* The letters of a text with numbers of both signs, small whole ones now and then. */
static void put_point(struct str *out, const char *text, uint64_t turn)
{
    for (char letter = 'u'; letter <= 'x'; letter++) {
        struct dice dice = {turn * 1000 + (unsigned char)letter};
        bool whole = dice_below(&dice, 4) == 0;
        double value = whole ? (double)dice_below(&dice, 7) - 3 : dice_between(&dice, -2.5, 2.5);
        if (has_letter(text, letter)) str_putf(out, "%s%c=%.4f", out->n ? "," : "", letter, value);
    }
}

/* The value of a text at a point in thirty digits; to be freed, NULL where there is none. */
static char *value_of(const char *text, uint64_t turn)
{
    struct mem mem = {0};
    struct str at = {.mem = &mem};
    put_point(&at, text, turn);
    struct test_question q = {
        .command = DCALC_EVAL, .expr = text, .at = at.n ? at.s : "", .digits = 30};
    struct dcalc_result *result = ask(session, &q);
    const struct dcalc_array *answer = answer_of(result);
    bool has_value = result->status == DCALC_OK && answer && answer->texts;
    char *copy = has_value ? strdup(answer->texts[0]) : NULL;
    dcalc_result_free(result);
    str_free(&at);
    return copy;
}

/* Conditions are numbers where they stand alone. */
static bool holds(const char *condition, uint64_t turn)
{
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    str_putf(&text, "where(%s, 1, 0)", condition);
    char *value = value_of(text.s, turn);
    bool yes = value && strtod(value, NULL) == 1;
    free(value);
    str_free(&text);
    return yes;
}

/* ---- the tests ---- */

START_TEST(both_sides_are_equal)
{
    enum { TURNS = 60 / SLOWER, ENOUGH = 4 };
    struct tally tally = {0};
    for (size_t i = 0; dcalc_rewrite_at(i); i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        int seen = 0;
        for (uint64_t turn = i * TURNS + 1; turn <= (i + 1) * TURNS && seen < ENOUGH; turn++) {
            if (*row->condition && !holds(row->condition, turn)) continue;
            char *left = value_of(row->pattern, turn);
            char *right = left ? value_of(row->result, turn) : NULL;
            seen += left != NULL;
            tally.tried++;
            if (left && (!right || strcmp(left, right)))
                tally_wrong(&tally, "%s is %s and %s is %s", row->pattern, left, row->result,
                            right ? right : "nothing");
            free(left);
            free(right);
        }
        if (seen == 0 && SLOWER == 1) tally_wrong(&tally, "%s has no value", row->pattern);
    }
    ck_assert_uint_gt(tally.tried, 100);
    ck_tally(&tally);
}
END_TEST

/* A condition matters: without it some point has other values, or none on the right. */
START_TEST(conditions_are_needed)
{
    enum { TURNS = 400 };
    for (size_t i = 0; dcalc_rewrite_at(i) && SLOWER == 1; i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        bool needed = !*row->condition;
        for (uint64_t turn = 1; turn <= TURNS && !needed; turn++) {
            if (holds(row->condition, turn)) continue;
            char *left = value_of(row->pattern, turn), *right = value_of(row->result, turn);
            needed = !left != !right || (left && strcmp(left, right));
            free(left);
            free(right);
        }
        ck_assert_msg(needed, "%s needs no condition", row->pattern);
    }
}
END_TEST

static size_t operations_in(const char *text)
{
    size_t count = 0;
    for (const char *c = text; *c; c++)
        count += strchr("+-*/^<>", *c) || (*c == '(' && c > text && isalnum((unsigned char)c[-1]));
    return count;
}

static char *formula_of(const char *text)
{
    struct test_question q = {.command = DCALC_EVAL, .expr = text, .symbolic = true};
    return ask_formula(session, &q);
}

/* Alone, and within a longer formula, a pattern is written as short as its result. */
START_TEST(rows_are_used)
{
    struct tally tally = {0};
    for (size_t i = 0; dcalc_rewrite_at(i); i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        if (*row->condition) continue;
        char *got = formula_of(row->pattern), *right = formula_of(row->result);
        ck_assert_ptr_nonnull(got);
        ck_assert_ptr_nonnull(right);
        tally.tried++;
        size_t most = operations_in(right), as_written = operations_in(row->pattern);
        if (as_written < most) most = as_written;
        if (operations_in(got) > most) tally_wrong(&tally, "%s is written %s", row->pattern, got);
        free(got);
        free(right);
    }
    ck_tally(&tally);
}
END_TEST

/* Without an assumption nothing is done that holds for some values only. */
START_TEST(conditions_are_kept)
{
    for (size_t i = 0; dcalc_rewrite_at(i); i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        if (!*row->condition) continue;
        char *got = formula_of(row->pattern), *right = formula_of(row->result);
        ck_assert_msg(got && right && strcmp(got, right), "%s is written %s", row->pattern, right);
        free(got);
        free(right);
    }
}
END_TEST

/* With what the condition says assumed, the row is used. */
START_TEST(assumptions_are_used)
{
    struct tally tally = {0};
    for (size_t i = 0; dcalc_rewrite_at(i); i++) {
        const struct dcalc_rewrite *row = dcalc_rewrite_at(i);
        if (!*row->condition) continue;
        bool integer = strstr(row->condition, "floor") != NULL;
        struct test_question q = {.command = DCALC_EVAL,
                                  .expr = row->pattern,
                                  .symbolic = true,
                                  .assume = integer ? "u integer" : row->condition};
        char *got = ask_formula(session, &q), *right = formula_of(row->result);
        ck_assert_ptr_nonnull(right);
        tally.tried++;
        size_t most = operations_in(right), as_written = operations_in(row->pattern);
        if (as_written < most) most = as_written;
        if (!got || operations_in(got) > most)
            tally_wrong(&tally, "%s is written %s", row->pattern, got ? got : "not at all");
        free(got);
        free(right);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("rewrites");
    tcase_add_checked_fixture(checks.tests, open_session, close_session);
    tcase_add_test(checks.tests, both_sides_are_equal);
    tcase_add_test(checks.tests, conditions_are_needed);
    tcase_add_test(checks.tests, rows_are_used);
    tcase_add_test(checks.tests, conditions_are_kept);
    tcase_add_test(checks.tests, assumptions_are_used);
    return checks_run(checks);
}

/* Decompositions of larger matrices: what defines them holds, in doubles and in intervals. */
/* Tests src/graph/factor.c, src/question/assumptions.c, src/pass/factor_rules.c,
 * src/pass/entries_factor.c, src/pass/fold_symmetric.c, src/eval/factor_doubles.c,
 * src/eval/decomposition.c, src/eval/factor_intervals.c, src/eval/interval_field.c. */

/* Values and derivatives of small ones, beside references, are in check_matrices.c. */
#include "support/support.h"

#include <math.h>
#include <stdlib.h>

/* Matrices of sines, which have no structure, tall, wide and square; S is positive definite. */
#define MATRICES                                                              \
    "T = sin((reshape(range(m), m, 1) + 1.3)*(range(n) + 2.1));"              \
    "D = sin((reshape(range(n), n, 1) + 0.7)*(range(n) + 1.6)) + n*eye(n)/9;" \
    "S = T.T@T/m + eye(n)/10;"

/* Each is 0 but for rounding errors. */
static const char *const laws[] = {
    "Q, R = qr(T); max(abs(Q@R - T))",
    "Q, R = qr(T); max(abs(Q.T@Q - eye(n)))",
    "Q, R = qr(T); max(abs(where(range(n) < reshape(range(n), n, 1), R, 0)))",
    "R = qr(T)[1]; max(-diag(R) + abs(diag(R)))",
    "Q, R = qr(D); max(abs(Q@R - D)) + max(abs(Q@Q.T - eye(n)))",
    "Q, R = qr(T.T); max(abs(Q@R - T.T))",
    "P = pinv(T); max(abs(P@T - eye(n)))",
    "P = pinv(T); max(abs(T@P - (T@P).T))",
    "P = pinv(T.T); max(abs(P - pinv(T).T))",
    "max(abs(pinv(D) - inv(D)))",
    "x = lstsq(T, range(m)); max(abs(T.T@(T@x - range(m))))/m",
    "L = cholesky(S); max(abs(L@L.T - S))",
    "L = cholesky(S); max(abs(where(range(n) > reshape(range(n), n, 1), L, 0)))",
    "abs(2*sum(log(diag(cholesky(S)))) - logdet(S))",
    "max(abs(qr(T)[1].T@qr(T)[1] - T.T@T))/m",
    "max(abs(matrix_power(D/4, 5) - (D@D@D@D@D)/1024))",
    "max(abs(matrix_power(D, -2)@D@D - eye(n)))",
};

static void holds(const char *law, const char *at, enum dcalc_numbers numbers, double bound)
{
    dcalc *session = dcalc_new();
    char *program = text_of("%s%s", MATRICES, law);
    struct test_question q = {.command = DCALC_EVAL, .expr = program, .at = at, .numbers = numbers};
    struct dcalc_result *result = ask(session, &q);
    const struct dcalc_array *got = answer_of(result);
    ck_assert_msg(got && got->values, "%s at %s: %s", law, at, complaint(result));
    ck_assert_msg(fabs(got->values[0]) <= bound, "%s at %s is %g", law, at, got->values[0]);
    free(program);
    dcalc_result_free(result);
    dcalc_free(session);
}

START_TEST(in_doubles)
{
    holds(laws[_i], "m=40,n=17", DCALC_DOUBLE, 1e-12);
    holds(laws[_i], "m=1,n=1", DCALC_DOUBLE, 1e-12);
}
END_TEST

START_TEST(in_intervals)
{
    holds(laws[_i], "m=5,n=3", DCALC_CERTIFIED, 0);
}
END_TEST

/* ---- what is assumed to be symmetric ---- */

static const char *const symmetric_ones[] = {
    "logdet(A)",
    "sum(inv(A)[0]*[1,2,3])",
    "sum(expm(A/3)*[1,2,3])",
    "trace(sqrtm(A))*A[0,1]",
    "A[2,0]^2",
    "[1,2,3]@solve(A, [3,2,1])",
    "sum(cholesky(A))",
    "eigvalsh(A)[0] + norm(A@A)",
};

static void ck_equal(const struct dcalc_result *got, const struct dcalc_result *want, const char *f)
{
    const struct dcalc_array *a = answer_of(got), *b = answer_of(want);
    ck_assert_msg(a && a->values, "%s: %s", f, complaint(got));
    ck_assert_msg(b && b->values, "%s: %s", f, complaint(want));
    ck_assert_uint_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        ck_assert_msg(a->values[i] == b->values[i], "%s: entry %zu is %.17g instead of %.17g", f, i,
                      a->values[i], b->values[i]);
}

/* As derivatives by the symmetric part, and as formulas in which A.T is A. */
START_TEST(symmetric)
{
    static const char *const at = "A=[[4,1,0.5],[1,3,-0.2],[0.5,-0.2,2.5]]";
    static const enum dcalc_command commands[] = {DCALC_GRAD, DCALC_HESSIAN};
    dcalc *session = dcalc_new();
    for (int k = 0; k < 2; k++) {
        const char *f = symmetric_ones[_i];
        char *part = text_of("A = (A + A.T)/2; %s", f);
        struct test_question q = {.command = commands[k], .expr = f, .at = at, .wrt = "A"};
        q.assume = "symmetric(A)";
        struct dcalc_result *assumed = ask(session, &q);
        q.at = NULL, q.shape = "A=[3,3]";
        char *formula = k ? NULL : ask_formula(session, &q);
        struct test_question of_part = {.command = commands[k], .expr = part, .at = at, .wrt = "A"};
        struct dcalc_result *want = ask(session, &of_part);
        ck_equal(assumed, want, f);
        struct test_question again = {.command = DCALC_EVAL, .expr = formula, .at = at};
        struct dcalc_result *printed = formula ? ask(session, &again) : NULL;
        if (printed) ck_equal(printed, want, formula);
        dcalc_result_free(printed);
        dcalc_result_free(assumed);
        dcalc_result_free(want);
        free(formula);
        free(part);
    }
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("decompositions");
    int n = sizeof laws / sizeof *laws;
    tcase_add_loop_test(checks.tests, in_doubles, 0, n);
    tcase_add_loop_test(checks.tests, in_intervals, 0, n);
    tcase_add_loop_test(checks.tests, symmetric, 0, sizeof symmetric_ones / sizeof *symmetric_ones);
    return checks_run(checks);
}

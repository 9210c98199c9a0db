/* Random programs of special functions, decompositions, gathers, conditions, colliding names. */
/* Tests src/pass/forward.c, src/pass/reverse.c, src/pass/factor_rules.c,
 * src/pass/spectrum_rules.c, src/print/text.c, src/number/numbers.c, src/eval/factor_doubles.c,
 * src/eval/factor_intervals.c. */

/* For each program at a point: J v and v.T J are the gradient, which forward and reverse mode
 * compute apart; second derivatives do not depend on the order; formulas that are printed have the
 * same certified values once they are read again; doubles are near to them.
 *
 *   TRIAL=1000 SEED=7 build/tests/check_mixed    (make trial-mixed)
 *
 * tries so many; FROM=n begins with program n. */
#include "support/support.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = 12, NAMES = 4, ENTRIES = 9 };

/* ---- programs ---- */

/* The names of two numbers, a vector of 3 and a matrix of 3 by 3, most of which are functions too.
 */
static const char *const number_names[] = {"x", "gamma", "beta", "y0", "e", "norm", "zeta"},
                         *const other_names[] = {"t", "digamma", "jn", "lambda", "erf", "I", "k0"},
                         *const vector_names[] = {"v", "sum", "Si", "cumsum", "lgamma"},
                         *const matrix_names[] = {"A", "det", "expm", "diag", "svd"};

/* %a: an expression near 1, positive; %u: one between 0 and 1; %s: any scalar. */
static const char *const special[] = {
    "gamma(%a)",
    "lgamma(%a + 1/2)",
    "digamma(%a)",
    "polygamma(1, %a)",
    "beta(%a, %a)",
    "j0(%s)",
    "j1(%s)",
    "jn(2, %s)",
    "jn(%a - %a + 3/2, 1)",
    "y0(%a)",
    "y1(%a)",
    "yn(2, %a)",
    "lambertw(%a)",
    "erf(%s)",
    "erfc(%s)",
    "erfinv(%u)",
    "erfcinv(%u)",
    "exp1(%a)",
    "expi(%a)",
    "gammainc(3/2, %a)",
    "gammaincc(2, %a)",
    "betainc(2, 3/2, %u)",
    "jv(1/2, %a)",
    "yv(1/3, %a)",
    "iv(1/2, %a)",
    "kv(3/2, %a)",
    "i0(%s)",
    "i1(%s)",
    "k0(%a)",
    "k1(%a)",
    "airyai(%s)",
    "airybi(%s)",
    "zeta(%a + 3/2)",
    "Si(%s)",
    "Ci(%a)",
    "fresnels(%s)",
    "fresnelc(%s)",
    "ellipk(%u)",
    "ellipe(%u)",
    "hyp1f1(1/2, 3/2, %s)",
    "hyp2f1(1/2, 1, 3/2, %u)",
    "rgamma(%a)",
    "lambertwm1(-%u/3)",
    "logit(%u)",
    "xlogy(%a, %a)",
    "logaddexp(%s, %s)",
    "clip(%s, -9, 9)",
    "softplus(%s)",
    "gelu(%s)",
    "expit(%s)",
    "atan2(%s, %a)",
    "hypot(%a, %s)",
    "log(%a, 3)",
    "tanh(%s)",
};

/* %v: the vector; %m: the matrix, whose diagonal is large; %p: one that is symmetric and positive
 * definite; %i: an integer vector. */
static const char *const arrays[] = {
    "trace(cholesky(%p))",
    "cholesky(%p)[2,1]",
    "sum(log(eigvalsh(%p)))",
    "eigvalsh(%p)[0]",
    "eigh(%p)[0][2]",
    "%v@eigmap(%p, sqrt(eigvalsh(%p)))@%v",
    "logdet(%p)",
    "slogdet(%m)[1]",
    "det(%m)/9",
    "svdvals(%m)[0]",
    "sum(svdvals(%m)^2)",
    "sum(svdmap(%m, svdvals(%m)^2))",
    "trace(expm(%m/4))",
    "expm(%m/3)[0,2]",
    "trace(sqrtm(%p))",
    "sqrtm(%m)[1,0]",
    "sum(pinv(%m)@%v)",
    "lstsq(%m[:,0:2], %v)[1]",
    "trace(matrix_power(%m, 3))/9",
    "matrix_power(%m, -2)[1,1]",
    "qr(%m)[0][1,2]",
    "sum(qr(%m)[1])",
    "sum(solve(%p, %v))",
    "trace(inv(%m))",
    "norm(inv(%p)@%v)",
    "sum(%v[%i])",
    "%v[%i]@%v[%i]",
    "sum(%m[%i])",
    "%m[1,0]*%v[2]",
    "sum(%m[range(3), %i])",
    "sum(onehot(%i, 3)@%v)",
    "sum(scatter(%v[%i], %i, 3)^2)",
    "sum(cumsum(%v)^2)",
    "cumprod(%v)[2]",
    "var(%v)",
    "std(%v[%i])",
    "median(%v)",
    "sum(cross(%v, %m[1]))",
    "sum(triu(%m)@%v)",
    "softmax(%v)[1]",
    "logsumexp(%v[:,None] + %m)",
    "sum(reshape(%m, -1)^2)/9",
    "sum(where(%v > 0 and not %v > 2, %v^2, sin(%v)))",
    "max(%v[0], %v[1], 1/9)",
};

static const char *const sums[] = {
    "%t + %t",
    "%t - %t",
    "%t*%t",
    "%t/(1 + (%t)^2)",
    "where(0 < %a < 3, %t, %t)",
    "(%t)^2 + %t",
    "atan(%t)*%t",
    "log1p((%t)^2) + %t",
};

struct program {
    struct mem mem;
    struct str text, at, shape, direction, wrt;
    const char *names[NAMES];
    struct dice dice;
};

#define PICK(dice, list) (list)[dice_below(dice, sizeof(list) / sizeof *(list))]

static void put_form(struct program *p, const char *form, int depth);

static void put_scalar(struct program *p, int depth)
{
    static const char *const forms[] = {"%x", "%y", "(%x - %y)", "(%x*%y + 1/4)", "(%t)/4"};
    size_t n = sizeof forms / sizeof *forms;
    put_form(p, forms[dice_below(&p->dice, depth > 0 ? n : n - 1)], depth - 1);
}

/* A number that is sure to lie where the form says. */
static void put_within(struct program *p, char sort, int depth)
{
    str_puts(&p->text, sort == 'a' ? "(1/2 + (" : "expit(");
    put_scalar(p, depth);
    str_puts(&p->text, sort == 'a' ? ")^2)" : ")");
}

static void put_term(struct program *p, int depth)
{
    size_t roll = dice_below(&p->dice, 5);
    if (depth > 0 && roll == 0)
        put_form(p, PICK(&p->dice, sums), depth - 1);
    else
        put_form(p, roll < 3 ? PICK(&p->dice, special) : PICK(&p->dice, arrays), depth - 1);
}

static void put_hole(struct program *p, char sort, int depth)
{
    switch (sort) {
    case 'a':
    case 'u': put_within(p, sort, depth); break;
    case 's': put_scalar(p, depth); break;
    case 't': put_term(p, depth); break;
    case 'x': str_puts(&p->text, p->names[0]); break;
    case 'y': str_puts(&p->text, p->names[1]); break;
    case 'v': str_puts(&p->text, p->names[2]); break;
    case 'm': str_puts(&p->text, p->names[3]); break;
    case 'p': str_puts(&p->text, "P"); break;
    default: str_puts(&p->text, "idx");
    }
}

static void put_form(struct program *p, const char *form, int depth)
{
    for (const char *c = form; *c; c++)
        if (*c == '%')
            put_hole(p, *++c, depth);
        else
            str_putc(&p->text, *c);
}

/* ---- points ---- */

/* Numbers that are doubles, in brackets by rows. */
static void put_numbers(struct program *p, struct str *out, size_t rows, size_t columns, bool heavy)
{
    if (columns > 1) str_puts(out, rows > 1 ? "[[" : "[");
    for (size_t i = 0; i < rows * columns; i++) {
        double value = ((double)dice_below(&p->dice, 129) - 64) / 64;
        if (heavy && i % (columns + 1) == 0) value += 3;
        str_putf(out, "%s%.10g", i == 0 ? "" : i % columns ? "," : "],[", value);
    }
    if (columns > 1) str_puts(out, rows > 1 ? "]]" : "]");
}

static void put_point(struct program *p)
{
    static const size_t rows[] = {1, 1, 1, 3}, columns[] = {1, 1, 3, 3};
    for (int i = 0; i < NAMES; i++) {
        str_putf(&p->at, "%s%s=", i ? "," : "", p->names[i]);
        put_numbers(p, &p->at, rows[i], columns[i], i == 3);
        str_putf(&p->wrt, "%s%s", i ? "," : "", p->names[i]);
        str_putf(&p->direction, "%s%s=", i ? "," : "", p->names[i]);
        put_numbers(p, &p->direction, rows[i], columns[i], false);
    }
    str_putf(&p->shape, "%s=[3],%s=[3,3],idx=[3]", p->names[2], p->names[3]);
    str_putf(&p->at, ",idx=[%zu,2,0]", dice_below(&p->dice, 3));
}

static void program_make(struct program *p, uint64_t seed)
{
    *p = (struct program){.dice = {seed * 2 + 1}};
    for (int i = 0; i < 8; i++) dice_next(&p->dice);
    p->text.mem = p->at.mem = p->shape.mem = p->direction.mem = p->wrt.mem = &p->mem;
    p->names[0] = PICK(&p->dice, number_names);
    p->names[1] = PICK(&p->dice, other_names);
    p->names[2] = PICK(&p->dice, vector_names);
    p->names[3] = PICK(&p->dice, matrix_names);
    str_putf(&p->text, "P = %s@%s.T + 2*eye(3); ", p->names[3], p->names[3]);
    put_form(p, PICK(&p->dice, sums), 2 + (int)dice_below(&p->dice, 3));
    put_form(p, " + %x*%y/7 + %v[1]*%m[0,1]/9", 0); /* so that every name is in use */
    put_point(p);
}

static void program_free(struct program *p)
{
    str_free(&p->text), str_free(&p->at), str_free(&p->shape), str_free(&p->direction);
    str_free(&p->wrt);
}

/* ---- comparing ---- */

struct attempt {
    struct program program;
    dcalc *session;
    struct tally *tally;
    uint64_t index;
};

static struct dcalc_result *ask_program(struct attempt *t, enum dcalc_command command,
                                        const char *text, const char *vector,
                                        enum dcalc_numbers numbers)
{
    struct program *p = &t->program;
    return ask(t->session, &(struct test_question){.command = command,
                                                   .expr = text,
                                                   .at = p->at.s,
                                                   .wrt = command == DCALC_EVAL ? NULL : p->wrt.s,
                                                   .vector = vector,
                                                   .numbers = numbers});
}

static void tell(struct attempt *t, const char *what, const char *detail)
{
    tally_wrong(t->tally, "FROM=%llu %s (%s): %s at %s", (unsigned long long)t->index, what, detail,
                t->program.text.s, t->program.at.s);
}

static size_t flatten(const struct dcalc_array *from, size_t n, double *out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < from[i].count; k++) out[count++] = from[i].values[k];
    return count;
}

/* Whether numbers are alike, up to this part of the largest. */
static void compare(struct attempt *t, const char *what, const double *got, const double *want,
                    size_t n, double part)
{
    char detail[120];
    double scale = largest(want, n);
    for (size_t i = 0; i < n; i++) {
        if (got[i] == want[i] || fabs(got[i] - want[i]) <= part * scale) continue;
        snprintf(detail, sizeof detail, "%zu: %.17g, not %.17g", i, got[i], want[i]);
        tell(t, what, detail);
        return;
    }
}

enum { ALL = 2 * ENTRIES };

/* The same question's certified or plain answer, as numbers. */
static void compare_answer(struct attempt *t, const char *what, struct dcalc_result *r,
                           const double *want, size_t n, double part)
{
    double got[ALL + 1];
    if (r->status != DCALC_OK) {
        tell(t, what, complaint(r));
    } else {
        bool derived = r->n_derivatives > 0;
        size_t count = flatten(derived ? r->derivatives : r->values,
                               derived ? r->n_derivatives : r->n_values, got);
        if (count == n)
            compare(t, what, got, want, n, part);
        else
            tell(t, what, "another number of entries");
    }
    dcalc_result_free(r);
}

/* J v in forward mode beside the gradient's entries. */
static void try_direction(struct attempt *t, const double *gradient, size_t n)
{
    double v[ALL], along = 0, size = 0;
    size_t m = 0;
    for (char *c = t->program.direction.s; *c;) {
        char *end = c;
        bool number = c[strcspn(c, ",=[]")] != '=' && strchr("-0123456789", *c);
        double x = number ? strtod(c, &end) : 0;
        if (end > c && m < n) v[m++] = x;
        c = end > c ? end : c + 1;
    }
    if (m != n) {
        tell(t, "direction", "another number of entries");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        along += gradient[i] * v[i];
        size += fabs(gradient[i] * v[i]);
    }
    struct dcalc_result *r =
        ask_program(t, DCALC_JVP, t->program.text.s, t->program.direction.s, DCALC_CERTIFIED);
    if (r->status != DCALC_OK)
        tell(t, "jvp", complaint(r));
    else if (!(fabs(r->derivatives[0].values[0] - along) <= 1e-14 * size))
        compare(t, "jvp", r->derivatives[0].values, &along, 1, 0);
    dcalc_result_free(r);
}

/* The mixed second derivative by the two numbers, one after the other beside the Hessian's. */
static void try_second(struct attempt *t)
{
    char wrt[40];
    struct program *p = &t->program;
    snprintf(wrt, sizeof wrt, "%s,%s", p->names[0], p->names[1]);
    struct test_question q = {
        .command = DCALC_HESSIAN, .expr = p->text.s, .at = p->at.s, .wrt = wrt};
    struct dcalc_result *r = ask(t->session, &q);
    if (r->status == DCALC_OK) {
        q.command = DCALC_DIFF;
        compare_answer(t, "mixed", ask(t->session, &q), r->derivatives[0].values + 1, 1, 0);
    } else {
        tell(t, "hessian", complaint(r));
    }
    dcalc_result_free(r);
}

/* A printed formula, of the value or of the gradient by one name, read again. */
static void try_formula(struct attempt *t, enum dcalc_command command, const char *wrt,
                        const double *want, size_t n)
{
    struct program *p = &t->program;
    struct dcalc_result *r = ask(
        t->session, &(struct test_question){
                        .command = command, .expr = p->text.s, .wrt = wrt, .shape = p->shape.s});
    if (r->status != DCALC_OK) {
        tell(t, "formula", complaint(r));
    } else {
        char *text = formula_program(r, command == DCALC_EVAL ? r->values : r->derivatives);
        compare_answer(t, text, ask_program(t, DCALC_EVAL, text, NULL, DCALC_CERTIFIED), want, n,
                       0);
        free(text);
    }
    dcalc_result_free(r);
}

static void try_formulas(struct attempt *t, double value, const double *gradient)
{
    static const size_t counts[] = {1, 1, 3, 9};
    try_formula(t, DCALC_EVAL, NULL, &value, 1);
    for (int i = 0; i < NAMES; gradient += counts[i++])
        try_formula(t, DCALC_GRAD, t->program.names[i], gradient, counts[i]);
}

/* False if the program has no gradient at the point. */
static bool try_program(struct attempt *t)
{
    const char *text = t->program.text.s;
    double gradient[ALL], value;
    struct dcalc_result *r = ask_program(t, DCALC_GRAD, text, NULL, DCALC_CERTIFIED);
    bool answered = r->status == DCALC_OK;
    if (r->status != DCALC_OK && r->status < DCALC_DOMAIN) tell(t, "gradient", complaint(r));
    size_t n = answered ? flatten(r->derivatives, r->n_derivatives, gradient) : 0;
    value = answered ? r->values[0].values[0] : 0;
    dcalc_result_free(r);
    if (!answered) return false;
    try_direction(t, gradient, n);
    compare_answer(t, "vjp", ask_program(t, DCALC_VJP, text, "1", DCALC_CERTIFIED), gradient, n, 0);
    compare_answer(t, "double", ask_program(t, DCALC_EVAL, text, NULL, DCALC_DOUBLE), &value, 1,
                   1e-9);
    compare_answer(t, "doubles", ask_program(t, DCALC_GRAD, text, NULL, DCALC_DOUBLE), gradient, n,
                   1e-9);
    try_second(t);
    try_formulas(t, value, gradient);
    return true;
}

START_TEST(programs)
{
    size_t n = number_from("TRIAL", PROGRAMS), from = number_from("FROM", 0), answered = 0;
    struct tally tally = {0};
    for (size_t i = from; i < from + n; i++) {
        struct attempt t = {.session = dcalc_new(), .tally = &tally, .index = i};
        program_make(&t.program, number_from("SEED", 1) * 1000003 + i);
        answered += try_program(&t);
        tally.tried++;
        program_free(&t.program);
        dcalc_free(t.session);
    }
    ck_tally(&tally);
    ck_assert_msg(2 * answered >= n, "only %zu of %zu have a gradient", answered, n);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("mixed");
    tcase_set_timeout(checks.tests, 3600);
    tcase_add_test(checks.tests, programs);
    return checks_run(checks);
}

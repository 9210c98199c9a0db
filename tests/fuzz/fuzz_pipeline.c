/* Bytes choose an expression over the function table and a point; the ways to its value and its
 * derivatives must agree: certified numbers of few digits and of many, forward and reverse
 * differentiation, difference quotients, doubles, and the printed formula read again.
 *
 * The expression is a program, one operation a line over the lines before: t0 = x, t1 = y,
 * t2 = sin(t1), ... In disturbed copies every line is a little off. Where those copies have values,
 * their spread tells how far rounding may carry a computation in doubles. */
#include "fuzz.h"

#include <math.h>
#include <mpfr.h>
#include <time.h>

enum { MOST_SECONDS = 5, MOST_LINES = 12, DISTURBED = 1 << MOST_LINES };

/* ---- bytes ---- */

struct bytes {
    const uint8_t *at;
    size_t left;
};

static unsigned take(struct bytes *bytes)
{
    if (bytes->left == 0) return 0;
    bytes->left--;
    return *bytes->at++;
}

/* ---- programs ---- */

struct line {
    char *text;
    bool exact; /* a literal that may be an exponent or an order: never disturbed */
};

struct program {
    struct line lines[MOST_LINES];
    unsigned n;
    bool differentiates; /* some line is a derivative */
};

static char *printed(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *printed(const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) abort();
    va_end(args);
    return text;
}

static const char *const numbers[] = {"2", "3",   "1/2",  "-1",   "1",    "0",    "0.1",   "-2",
                                      "7", "1/3", "-3/7", "1e-6", "1000", "2.75", "1e-10", "pi"};
enum { N_NUMBERS = sizeof numbers / sizeof *numbers };

/* The rows of the table that make a number of numbers. */
static bool is_scalar(const struct dcalc_function *f)
{
    static const char *const others[] = {"softmax", "log_softmax", "logsumexp"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(f->name, others[i])) return false;
    return !strcmp(f->group, "elementary") || !strcmp(f->group, "special") ||
           !strcmp(f->group, "learning");
}

static const struct dcalc_function *scalar_function(unsigned which)
{
    static const struct dcalc_function *all[512];
    static size_t n; /* 0 until the first input asks */
    const struct dcalc_function *f;
    if (n == 0)
        for (size_t i = 0; (f = dcalc_function_at(i)) && n < sizeof all / sizeof *all; i++)
            if (is_scalar(f)) all[n++] = f;
    return all[which % n];
}

static char *call(struct program *p, struct bytes *bytes, const struct dcalc_function *f)
{
    unsigned a = take(bytes) % p->n, parameters = 1;
    for (const char *s = f->parameters; *s; s++) parameters += *s == ',';
    if (parameters == 1) return printed("%s(t%u)", f->name, a);
    unsigned b = take(bytes) % p->n;
    if (parameters == 2 && f->parameters[0] == 'n')
        return printed("%s(%u, t%u)", f->name, a % 4, b);
    if (parameters == 2) return printed("%s(t%u, t%u)", f->name, a, b);
    return printed("%s(t%u < t%u, t%u, t%u)", f->name, a, b, a, take(bytes) % p->n);
}

static char *operation(struct program *p, struct bytes *bytes, unsigned kind)
{
    unsigned a = take(bytes) % p->n;
    if (kind == 0) return printed("-t%u", a);
    if (kind == 1) return printed("t%u^(%s)", a, numbers[take(bytes) % 6]);
    if (kind == 2) {
        p->differentiates = true;
        return printed("diff(t%u, %c)", a, "xy"[take(bytes) % 2]);
    }
    return printed("t%u %c t%u", a, "+-*/^*+-"[kind - 3], take(bytes) % p->n);
}

static void add_line(struct program *p, struct bytes *bytes)
{
    unsigned kind = take(bytes);
    struct line line = {0};
    if (kind % 4 == 0) {
        line.text = printed("%s", numbers[kind / 4 % N_NUMBERS]);
        line.exact = kind / 4 % N_NUMBERS < 8;
    } else if (kind % 4 == 1)
        line.text = operation(p, bytes, kind / 4 % 11);
    else
        line.text = call(p, bytes, scalar_function(kind / 2));
    p->lines[p->n++] = line;
}

static struct program read_program(struct bytes *bytes)
{
    struct program p = {.lines = {{.text = printed("x")}, {.text = printed("y")}}, .n = 2};
    while (p.n < MOST_LINES && bytes->left) add_line(&p, bytes);
    return p;
}

static void free_program(struct program *p)
{
    for (unsigned i = 0; i < p->n; i++) free(p->lines[i].text);
}

/* The program as text, with something after it. `signs`: 0, or DISTURBED and a bit a line, which
 * way it is disturbed; no two lines alike, so that they do not cancel. */
static char *program_text(const struct program *p, unsigned signs, const char *last)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) abort();
    for (unsigned i = 0; i < p->n; i++)
        if (!signs || p->lines[i].exact)
            fprintf(out, "t%u = %s\n", i, p->lines[i].text);
        else
            fprintf(out, "t%u = (%s)*(1 %c %ue-10)\n", i, p->lines[i].text, "-+"[signs >> i & 1],
                    10 + (i * 7 + signs) % 13);
    fputs(last, out);
    fclose(out);
    return text;
}

/* "[t0, t1, ...]", every line's value. */
static char *all_lines(const struct program *p)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) abort();
    for (unsigned i = 0; i < p->n; i++) fprintf(out, "%st%u", i ? ", " : "[", i);
    fputs("]", out);
    fclose(out);
    return text;
}

/* ---- questions ---- */

struct point {
    const char *x, *y;
};

static const char *const places[] = {
    "1",    "0",    "-1",    "1/2", "2",     "-1/3",  "0.1",   "-2.5",  "3",       "pi/4", "7/3",
    "-0.3", "1e-8", "-1e-5", "40",  "-17/2", "12.25", "1e-30", "0.999", "1000000", "-3",   "e"};
enum { N_PLACES = sizeof places / sizeof *places };

/* Everything of one input. */
struct trial {
    dcalc *session;
    struct program program;
    struct point point;
    char *text;
    clock_t end; /* of its time: no more questions then, as if a limit were reached */
};

struct number {
    enum dcalc_kind status;
    double value;
    char digits[128]; /* where more than the shortest were asked for */
};

struct way {
    enum dcalc_command command;
    int digits, order;
    enum dcalc_numbers numbers;
};

static struct dcalc_result *run(const struct trial *t, const char *text, struct point at,
                                struct way way)
{
    struct dcalc_text expr = fuzz_text(text, strlen(text));
    struct dcalc_binding bindings[] = {{.name = "x", .value = fuzz_text(at.x, strlen(at.x))},
                                       {.name = "y", .value = fuzz_text(at.y, strlen(at.y))}};
    const char *wrt[] = {"x"};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = way.command,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = bindings,
                                    .n_at = 2,
                                    .has_at = true,
                                    .wrt = wrt,
                                    .n_wrt = way.command != DCALC_EVAL,
                                    .digits = way.digits,
                                    .order = way.order,
                                    .numbers = way.numbers};
    struct dcalc_result *result = dcalc_run(t->session, &request);
    fuzz_check_result(&request, result);
    return result;
}

static struct number number_of(const struct dcalc_result *result)
{
    struct number n = {.status = result->status, .value = (double)NAN};
    if (result->status != DCALC_OK) return n;
    const struct dcalc_array *a = result->n_derivatives ? result->derivatives : result->values;
    LAW(a->count == 1 && a->values, "the answer is not a number");
    n.value = a->values[0];
    if (a->texts) snprintf(n.digits, sizeof n.digits, "%s", a->texts[0]);
    return n;
}

static struct number ask(const struct trial *t, const char *text, struct point at, struct way way)
{
    if (clock() > t->end) return (struct number){.status = DCALC_LIMIT};
    struct dcalc_result *result = run(t, text, at, way);
    struct number n = number_of(result);
    dcalc_result_free(result);
    return n;
}

static const char *name_of(enum dcalc_command command)
{
    return command == DCALC_EVAL ? "value" : "derivative";
}

#define AGREE(holds, t, what, ...)                                                            \
    ((holds) ? (void)0                                                                        \
             : (fprintf(stderr, "%s\nat x=%s,y=%s: ", (t)->text, (t)->point.x, (t)->point.y), \
                LAW(false, what, __VA_ARGS__)))

/* ---- the lines ---- */

/* A number too small for a double, which its digits tell, is no 0. */
static double line_value(const struct dcalc_array *lines, unsigned i)
{
    double value = lines->values[i];
    return value == 0 && lines->texts && strcmp(lines->texts[i], "0") ? 4.9e-324 : value;
}

/* The values of all lines; false if one of them has none. */
static bool line_values(const struct trial *t, unsigned signs, double out[MOST_LINES])
{
    if (clock() > t->end) return false;
    char *last = all_lines(&t->program), *text = program_text(&t->program, signs, last);
    struct dcalc_result *r = run(t, text, t->point, (struct way){.command = DCALC_EVAL});
    bool fine = r->status == DCALC_OK;
    for (unsigned i = 0; fine && i < t->program.n; i++) out[i] = line_value(&r->values[0], i);
    dcalc_result_free(r);
    free(text), free(last);
    return fine;
}

/* True if all lines have values, none so large or small that doubles would lose it, or that a
 * difference quotient would step over what happens there. */
static bool is_moderate(const struct trial *t, double values[MOST_LINES])
{
    if (!line_values(t, 0, values)) return false;
    for (unsigned i = 0; i < t->program.n; i++)
        if (values[i] != 0 && !(fabs(values[i]) > 1e-20 && fabs(values[i]) < 1e20)) return false;
    return true;
}

/* ---- few digits and many ---- */

static void check_digits(const struct trial *t, enum dcalc_command command, double value)
{
    double read = 0;
    for (int digits = 40; digits <= 100; digits += 60) { /* 40 digits may end on a tie */
        struct number n =
            ask(t, t->text, t->point, (struct way){.command = command, .digits = digits});
        if (n.status == DCALC_LIMIT) return;
        AGREE(n.status == DCALC_OK, t, "the %s has %d digits, but %s", name_of(command), 17,
              dcalc_kind_name(n.status));
        read = *n.digits ? strtod(n.digits, NULL) : n.value;
        if (read == value) return;
    }
    AGREE(false, t, "the %s is %.17g, and by its digits %.17g", name_of(command), value, read);
}

/* ---- reverse and forward, first and second ---- */

static void check_same(const struct trial *t, struct number want, struct number got,
                       const char *how)
{
    if (want.status == DCALC_LIMIT || got.status == DCALC_LIMIT) return;
    AGREE((want.status == DCALC_OK) == (got.status == DCALC_OK), t, "diff says %s, %s says %s",
          dcalc_kind_name(want.status), how, dcalc_kind_name(got.status));
    AGREE(want.status != DCALC_OK || want.value == got.value, t, "diff %.17g, %s %.17g", want.value,
          how, got.value);
}

static void check_reverse(const struct trial *t, struct number derivative)
{
    struct number n = ask(t, t->text, t->point, (struct way){.command = DCALC_GRAD});
    check_same(t, derivative, n, "grad");
}

static void check_second(const struct trial *t)
{
    struct number d = ask(t, t->text, t->point, (struct way){.command = DCALC_DIFF, .order = 2});
    struct number h = ask(t, t->text, t->point, (struct way){.command = DCALC_HESSIAN});
    check_same(t, d, h, "hessian");
}

/* ---- difference quotients ---- */

enum { QUOTIENT_DIGITS = 90 };

/* (f(x + h) - f(x - h))/(2 h); false where one of them has no value. */
static bool quotient(const struct trial *t, const char *h, double *q)
{
    char *right = printed("(%s) + %s", t->point.x, h), *left = printed("(%s) - %s", t->point.x, h);
    struct way way = {.command = DCALC_EVAL, .digits = QUOTIENT_DIGITS};
    struct number a = ask(t, t->text, (struct point){right, t->point.y}, way);
    struct number b = ask(t, t->text, (struct point){left, t->point.y}, way);
    free(right), free(left);
    if (a.status != DCALC_OK || b.status != DCALC_OK || !*a.digits || !*b.digits) return false;
    mpfr_t u, v;
    mpfr_inits2(400, u, v, (mpfr_ptr)NULL);
    mpfr_set_str(u, a.digits, 10, MPFR_RNDN);
    mpfr_set_str(v, b.digits, 10, MPFR_RNDN);
    mpfr_sub(u, u, v, MPFR_RNDN);
    mpfr_set_str(v, h, 10, MPFR_RNDN);
    mpfr_div(u, u, v, MPFR_RNDN);
    *q = mpfr_get_d(u, MPFR_RNDN) / 2;
    mpfr_clears(u, v, (mpfr_ptr)NULL);
    return true;
}

/* The error of the quotient falls with the square of h, so that two of them tell its size. Where
 * the quotient grows as h falls, there is a jump; else, where two do not agree, it tells nothing.
 */
static void check_quotient(const struct trial *t, double value, double derivative)
{
    double wide, narrow;
    if (!quotient(t, "1e-27", &wide) || !quotient(t, "0.25e-27", &narrow)) return;
    AGREE(!(fabs(narrow) > 1e12 && fabs(narrow / wide - 4) < 1e-6 && fabs(derivative) < 1), t,
          "the derivative is %.17g, at a jump", derivative);
    double error = fabs(wide - narrow);
    if (error > 1e-9 * (1 + fabs(narrow))) return;
    AGREE(fabs(narrow - derivative) <=
              4 * error + 1e-12 * fabs(derivative) + 1e-30 * (1 + fabs(value)),
          t, "the derivative is %.17g, and by difference quotients %.17g", derivative, narrow);
}

/* ---- doubles ---- */

/* Which way each pattern disturbs the lines. Each comes with its opposite, so that a jump next to
 * the point shows. */
static const unsigned patterns[] = {0x6b3, 0x94c, 0x1e5, 0xe1a, 0x49d, 0xb62};
enum { N_PATTERNS = sizeof patterns / sizeof *patterns };

/* True if no line, disturbed, moves far; then `off` is how far the value moves. */
static bool is_steady(const struct trial *t, const double values[MOST_LINES], double *off)
{
    double moved[MOST_LINES];
    unsigned n = t->program.n;
    *off = 0;
    for (unsigned k = 0; k < N_PATTERNS; k++) {
        if (!line_values(t, patterns[k] | DISTURBED, moved)) return false;
        for (unsigned i = 0; i < n; i++)
            if (fabs(moved[i] - values[i]) > 1e-4 * fabs(values[i])) return false;
        *off = fmax(*off, fabs(moved[n - 1] - values[n - 1]));
    }
    return true;
}

/* A line that is exactly 0 is an edge for derivatives (0^x) that doubles cannot tell from what is
 * near it. */
static bool some_line_is_zero(const struct trial *t, const double lines[MOST_LINES])
{
    for (unsigned i = 0; i < t->program.n; i++)
        if (lines[i] == 0) return true;
    return false;
}

/* How far the derivative moves; false if a disturbed copy has none. */
static bool derivative_moves(const struct trial *t, const double lines[MOST_LINES],
                             double derivative, double *off)
{
    if (some_line_is_zero(t, lines)) return false;
    char last[8];
    snprintf(last, sizeof last, "t%u", t->program.n - 1);
    *off = 0;
    for (unsigned k = 0; k < N_PATTERNS; k++) {
        char *text = program_text(&t->program, patterns[k] | DISTURBED, last);
        struct number n = ask(t, text, t->point, (struct way){.command = DCALC_DIFF});
        free(text);
        if (n.status != DCALC_OK) return false;
        *off = fmax(*off, fabs(n.value - derivative));
    }
    return true;
}

/* Rounding errors differ from one disturbed copy to the next. An error that stays is none of them.
 */
static bool error_stays(const struct trial *t, struct way certified, struct way doubles,
                        double error)
{
    char last[8];
    snprintf(last, sizeof last, "t%u", t->program.n - 1);
    for (unsigned k = 0; k < N_PATTERNS; k++) {
        char *text = program_text(&t->program, patterns[k] | DISTURBED, last);
        struct number c = ask(t, text, t->point, certified), d = ask(t, text, t->point, doubles);
        free(text);
        if (c.status != DCALC_OK || d.status == DCALC_LIMIT) return false;
        double ratio = (d.value - c.value) / error;
        if (ratio < 0.5 || ratio > 2) return false;
    }
    return true;
}

static void check_doubles(const struct trial *t, enum dcalc_command command, double value,
                          double off)
{
    struct way certified = {.command = command},
               doubles = {.command = command, .numbers = DCALC_DOUBLE};
    struct number n = ask(t, t->text, t->point, doubles);
    if (n.status == DCALC_LIMIT) return;
    AGREE(n.status == DCALC_OK, t, "the %s is %.17g, in doubles there is none: %s",
          name_of(command), value, dcalc_kind_name(n.status));
    double error = n.value - value;
    if (fabs(error) <= 0.01 * off + 1e-10 * (fabs(value) + (command != DCALC_EVAL))) return;
    AGREE(!error_stays(t, certified, doubles, error), t,
          "the %s is %.17g, in doubles %.17g (disturbed, it moves by %.2g)", name_of(command),
          value, n.value, off);
}

static void check_in_doubles(const struct trial *t, const double lines[MOST_LINES], double value,
                             const double *derivative)
{
    double off;
    if (t->program.differentiates && some_line_is_zero(t, lines)) return;
    if (!is_steady(t, lines, &off)) return;
    check_doubles(t, DCALC_EVAL, value, off);
    if (derivative && derivative_moves(t, lines, *derivative, &off))
        check_doubles(t, DCALC_DIFF, *derivative, off);
}

/* ---- the formula read again ---- */

static char *formula_of(const struct trial *t, enum dcalc_command command)
{
    struct dcalc_text expr = fuzz_text(t->text, strlen(t->text));
    const char *wrt[] = {"x"};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = command,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .wrt = wrt,
                                    .n_wrt = command != DCALC_EVAL};
    struct dcalc_result *r = dcalc_run(t->session, &request);
    fuzz_check_result(&request, r);
    char *text = NULL;
    size_t length;
    const struct dcalc_array *a = r->status != DCALC_OK ? NULL
                                  : r->n_derivatives    ? r->derivatives
                                                        : r->values;
    FILE *out = a && a->n_formulas == 1 ? open_memstream(&text, &length) : NULL;
    if (out) {
        for (size_t i = 0; i < r->n_lets; i++) fprintf(out, "%s\n", r->lets[i]);
        fputs(a->formulas[0], out);
        fclose(out);
    }
    dcalc_result_free(r);
    return text;
}

/* A derivative that is one number at a kink, or where the chain rule meets a pole, may have a
 * formula that says so. */
static void check_formula(const struct trial *t, enum dcalc_command command, double value)
{
    bool derived = command != DCALC_EVAL || t->program.differentiates;
    char *formula = formula_of(t, command);
    if (!formula) return;
    struct number n = ask(t, formula, t->point, (struct way){.command = DCALC_EVAL});
    if (n.status != DCALC_LIMIT) {
        AGREE(n.status == DCALC_OK || derived, t, "the value is %.17g, its formula %s says %s",
              value, formula, dcalc_kind_name(n.status));
        AGREE(n.status != DCALC_OK || n.value == value, t,
              "the %s is %.17g, its formula %s says %.17g", name_of(command), value, formula,
              n.value);
    }
    free(formula);
}

/* ---- all of it ---- */

static void try_all(const struct trial *t)
{
    double lines[MOST_LINES];
    struct number value = ask(t, t->text, t->point, (struct way){.command = DCALC_EVAL});
    if (value.status != DCALC_OK) return;
    check_digits(t, DCALC_EVAL, value.value);
    check_formula(t, DCALC_EVAL, value.value);
    struct number d = ask(t, t->text, t->point, (struct way){.command = DCALC_DIFF});
    bool smooth = d.status == DCALC_OK;
    check_reverse(t, d);
    if (smooth) check_digits(t, DCALC_DIFF, d.value);
    if (smooth) check_formula(t, DCALC_DIFF, d.value);
    if (smooth && t->program.n <= 6) check_second(t);
    if (!is_moderate(t, lines)) return;
    if (smooth && fabs(d.value) < 1e20) check_quotient(t, value.value, d.value);
    check_in_doubles(t, lines, value.value, smooth && fabs(d.value) < 1e20 ? &d.value : NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, size};
    struct trial t = {.session = fuzz_session(0.5)};
    t.end = clock() + (clock_t)MOST_SECONDS * CLOCKS_PER_SEC;
    t.point = (struct point){places[take(&bytes) % N_PLACES], places[take(&bytes) % N_PLACES]};
    t.program = read_program(&bytes);
    char last[8];
    snprintf(last, sizeof last, "t%u", t.program.n - 1);
    t.text = program_text(&t.program, 0, last);
    try_all(&t);
    free(t.text);
    free_program(&t.program);
    dcalc_free(t.session);
    mpfr_free_cache();
    return 0;
}

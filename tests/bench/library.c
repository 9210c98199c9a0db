/* library ROW: dcalc inside the process, through dcalc.h, from text to answer. Milliseconds; of
 * what is learnt by steps, those of one step. */
/* Build: -O2 $dcalc */
#include "common.h"

#include "app/dcalc.h"

enum { STEPS = 60, MOST_LINES = 64 };

static dcalc *session;

static struct dcalc_text text(const char *bytes)
{
    return (struct dcalc_text){bytes, strlen(bytes), "expression"};
}

static struct dcalc_result *answer(const struct dcalc_request *request)
{
    struct dcalc_result *result = dcalc_run(session, request);
    if (result && result->status == DCALC_OK) return result;
    if (result && result->n_errors) fprintf(stderr, "%s\n", result->errors->message);
    exit(1);
}

/* A session for one answer, as a job has it. */
static void ask(void *request)
{
    session = dcalc_new();
    if (!session) exit(1);
    dcalc_result_free(answer((const struct dcalc_request *)request));
    dcalc_free(session);
}

/* The sum of all entries of all derivatives. */
static double sum_of(const struct dcalc_request *request)
{
    double sum = 0;
    session = dcalc_new();
    struct dcalc_result *result = answer(request);
    for (size_t k = 0; k < result->n_derivatives; k++)
        for (size_t i = 0; i < result->derivatives[k].count; i++)
            sum += result->derivatives[k].values[i];
    dcalc_result_free(result);
    dcalc_free(session);
    return sum;
}

/* ---- formulas: derived and printed; then checked at a point ---- */

static void formulas(struct dcalc_request request, const struct dcalc_binding *at, size_t n)
{
    double seconds = seconds_of(ask, &request);
    request.at = at;
    request.n_at = n;
    request.has_at = true;
    tell(1e3 * seconds, sum_of(&request));
}

static void order18(void)
{
    struct dcalc_text expr = text("exp(sin(x))");
    struct dcalc_binding at = {"x", text("1/2")};
    formulas((struct dcalc_request){.size = sizeof(struct dcalc_request),
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .command = DCALC_DIFF,
                                    .order = 18},
             &at, 1);
}

static void nest(void)
{
    struct dcalc_text expr = text(read_text("nest.txt"));
    struct dcalc_binding at = {"x", text("3/2")};
    formulas((struct dcalc_request){.size = sizeof(struct dcalc_request),
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .command = DCALC_DIFF},
             &at, 1);
}

static void rational(void)
{
    static struct dcalc_text lines[MOST_LINES];
    static struct dcalc_binding at[MOST_LINES];
    static char names[MOST_LINES][4];
    size_t n = 0;
    for (char *line = strtok(read_text("rational.txt"), "\n"); line;
         line = strtok(NULL, "\n"), n++) {
        sprintf(names[n], "x%zu", n);
        at[n] = (struct dcalc_binding){names[n], text("1/2")};
        lines[n] = text(line);
    }
    formulas((struct dcalc_request){.size = sizeof(struct dcalc_request),
                                    .exprs = lines,
                                    .n_exprs = n,
                                    .command = DCALC_JACOBIAN},
             at, n);
}

/* ---- numbers: a gradient of twenty operations, from its text ---- */

/* In the session there is, which knows the formula. */
static void ask_once_more(void *request)
{
    dcalc_result_free(answer((const struct dcalc_request *)request));
}

static void small(enum dcalc_numbers numbers, bool again)
{
    static const char *const names[] = {"w1", "w2", "b1", "b2", "x", "y"};
    static const char *const values[] = {"0.6", "1.15", "-1.6", "-1.8", "1.34", "-0.26"};
    /* Operations: * + tanh, * + expit, - ^, ^ ^ + *, ^ / - exp, ^ + sqrt /, + +: 20 and a few. */
    struct dcalc_text expr = text("u = tanh(w1*x + b1); v = expit(w2*u + b2); "
                                  "(v - y)^2 + 0.01*(w1^2 + w2^2) + exp(-x^2/2)/sqrt(1 + w1^2)");
    struct dcalc_binding at[6];
    for (int i = 0; i < 6; i++) at[i] = (struct dcalc_binding){names[i], text(values[i])};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_GRAD,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 6,
                                    .has_at = true,
                                    .wrt = names,
                                    .n_wrt = 4,
                                    .numbers = numbers};
    double sum = sum_of(&request);
    session = dcalc_new();
    tell(1e3 * seconds_of(again ? ask_once_more : ask, &request), sum);
}

static void certified(void)
{
    small(DCALC_CERTIFIED, false);
}
static void certified_again(void)
{
    small(DCALC_CERTIFIED, true);
}
static void doubles(void)
{
    small(DCALC_DOUBLE, false);
}

/* ---- one derivative of high order, certified ---- */

/* log10 of the absolute value of a number that may be beyond the doubles. */
static double magnitude(const char *digits)
{
    char mantissa[128];
    const char *e = strchr(digits, 'e');
    size_t n = e ? (size_t)(e - digits) : strlen(digits);
    if (n >= sizeof mantissa) exit(1);
    memcpy(mantissa, digits, n);
    mantissa[n] = 0;
    return log10(fabs(strtod(mantissa, NULL))) + (e ? atof(e + 1) : 0);
}

static void high_order(const char *formula, const char *point, int order, int digits)
{
    struct dcalc_text expr = text(formula);
    struct dcalc_binding at = {"x", text(point)};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_DIFF,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .order = order,
                                    .digits = digits,
                                    .at = &at,
                                    .n_at = 1,
                                    .has_at = true};
    double seconds = seconds_of(ask, &request);
    session = dcalc_new();
    tell(1e3 * seconds, magnitude(answer(&request)->derivatives[0].texts[0]));
}

static void power(void)
{
    high_order("x^x", "2", 50, 17);
}
static void nested(void)
{
    high_order("sin(sin(sin(sin(sin(x)))))", "1/2", 20, 17);
}
static void order100(void)
{
    high_order("exp(sin(x))", "1/2", 100, 50);
}
static void order1000(void)
{
    high_order("exp(sin(x))", "1/2", 1000, 50);
}

/* ---- arrays: steps of gradient descent ---- */

/* `count` entries between a and b, from the `first` of the sequence on. */
static struct dcalc_binding array(const char *name, size_t rows, size_t columns, size_t first,
                                  double a, double b)
{
    size_t n = rows * (columns ? columns : 1);
    double *x = (double *)malloc(n * sizeof *x);
    if (!x) exit(1);
    for (size_t i = 0; i < n; i++) x[i] = uniform(first + i, a, b);
    return (struct dcalc_binding){name, {NULL, 0, name}, {columns ? 2 : 1, {rows, columns}, x}};
}

static struct steps {
    double at[STEPS + 2], loss[STEPS + 2];
    int n;
} steps;

static void step(void *unused, int number, double loss)
{
    (void)unused, (void)number;
    if (steps.n >= STEPS + 2) return;
    steps.loss[steps.n] = loss;
    steps.at[steps.n++] = now();
}

/* The time between one step and the next; the third loss is the check. */
static void learn(const char *loss, const char *lr, const struct dcalc_binding *at, size_t n_at,
                  const char *const *weights, size_t n_weights)
{
    struct dcalc_text expr = text(loss);
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_BACKPROP,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = n_at,
                                    .has_at = true,
                                    .lr = text(lr),
                                    .weights = weights,
                                    .n_weights = n_weights,
                                    .steps = STEPS + 2,
                                    .progress = step};
    double spent[STEPS];
    ask(&request);
    if (steps.n != STEPS + 2) exit(1);
    for (int i = 0; i < STEPS; i++) spent[i] = steps.at[i + 2] - steps.at[i + 1];
    tell(1e3 * median(spent, STEPS), steps.loss[2]);
}

static void vector(void)
{
    static const char *const weights[] = {"x"};
    struct dcalc_binding at = array("x", 1000000, 0, 0, -1, 1);
    learn("sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", "1e-5", &at, 1, weights, 1);
}

static void logistic(void)
{
    static const char *const weights[] = {"w"};
    struct dcalc_binding at[] = {array("X", 100000, 100, 0, -1, 1), array("w", 100, 0, 0, -.1, .1),
                                 array("y", 100000, 0, 0, 0, 1)};
    learn("z = X@w; sum(softplus(z) - y*z)/100000", "0.1", at, 3, weights, 1);
}

static void network(void)
{
    static const char *const weights[] = {"W1", "b1", "W2", "b2", "W3", "b3"};
    struct dcalc_binding at[] = {array("I", 256, 784, 0, -1, 1),    array("Y", 256, 10, 0, 0, .2),
                                 array("W1", 784, 256, 1, -.1, .1), array("b1", 256, 0, 0, 0, 0),
                                 array("W2", 256, 256, 2, -.1, .1), array("b2", 256, 0, 0, 0, 0),
                                 array("W3", 256, 10, 3, -.1, .1),  array("b3", 10, 0, 0, 0, 0)};
    learn("Z1 = I@W1 + b1; Z2 = relu(Z1)@W2 + b2; Z3 = relu(Z2)@W3 + b3; "
          "-sum(Y*log_softmax(Z3, axis=1))/256",
          "0.1", at, 8, weights, 6);
}

/* ---- the sparse Jacobian of Broyden's tridiagonal function ---- */

/* The same question again, in the session that has answered it. */
static void ask_again(void *request)
{
    dcalc_result_free(answer((const struct dcalc_request *)request));
}

static void broyden(bool first)
{
    struct dcalc_text expr = text("(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1");
    struct dcalc_binding at = array("x", 1000000, 0, 0, -1, 1);
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_JACOBIAN,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = &at,
                                    .n_at = 1,
                                    .has_at = true,
                                    .numbers = DCALC_DOUBLE,
                                    .sparse = true};
    double start = now(), sum = sum_of(&request), spent = now() - start;
    session = dcalc_new();
    tell(1e3 * (first ? spent : seconds_of(ask_again, &request)), sum);
}

static void broyden_first(void)
{
    broyden(true);
}
static void broyden_next(void)
{
    broyden(false);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } rows[] = {{"order18", order18},
                {"nest", nest},
                {"rational", rational},
                {"certified", certified},
                {"certified-again", certified_again},
                {"doubles", doubles},
                {"vector", vector},
                {"logistic", logistic},
                {"network", network},
                {"broyden", broyden_next},
                {"broyden-first", broyden_first},
                {"xx", power},
                {"nested", nested},
                {"order100", order100},
                {"order1000", order1000}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (argc > 1 && !strcmp(argv[1], rows[i].name)) return rows[i].run(), 0;
    return 2;
}

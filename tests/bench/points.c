/* points ROW: derivatives at a million points on one core inside the process, without reading and
 * writing text: the program is derived, then run over columns in memory. Millions of points a
 * second; with a second word `setup` the milliseconds from the text to the first block. With `read`
 * and `write` millions of numbers a second from text and to text. */
/* Build: -O2 $dcalc */
#include "common.h"

#include "table/chunk.h"
#include "base/str.h"
#include "base/decimal.h"

enum { MOST_COLUMNS = 8, MOST_NUMBERS = 16, POINTS = 1 << 20 };

static const struct test_question {
    const char *name, *expr, *columns[MOST_COLUMNS];
    enum dcalc_command command;
    double low[MOST_COLUMNS], high[MOST_COLUMNS]; /* of each column */
} questions[] = {
    {"black-scholes",
     "d1 = (log(S/K) + (r + v^2/2)*T)/(v*sqrt(T)); d2 = d1 - v*sqrt(T); "
     "S*(1 + erf(d1/sqrt(2)))/2 - K*exp(-r*T)*(1 + erf(d2/sqrt(2)))/2",
     {"S", "K", "r", "v", "T"},
     DCALC_GRAD,
     {80, 80, 0, .1, .2},
     {120, 120, .1, .5, 2}},
    {"rosenbrock", "100*(y - x^2)^2 + (1 - x)^2", {"x", "y"}, DCALC_GRAD, {-2, -2}, {2, 2}},
    {"arm",
     "[cos(a) + cos(a+b) + cos(a+b+c) + cos(a+b+c+d) + cos(a+b+c+d+p) + cos(a+b+c+d+p+q), "
     "sin(a) + sin(a+b) + sin(a+b+c) + sin(a+b+c+d) + sin(a+b+c+d+p) + sin(a+b+c+d+p+q)]",
     {"a", "b", "c", "d", "p", "q"},
     DCALC_JACOBIAN,
     {-3, -3, -3, -3, -3, -3},
     {3, 3, 3, 3, 3, 3}},
};

/* A question prepared, and the columns of points and answers. */
static struct stand {
    const struct test_question *question;
    dcalc *session;
    struct row_query query;
    struct chunk_worker worker;
    double *in[MOST_COLUMNS], *out[MOST_NUMBERS];
} stand;

static void prepare(void *unused)
{
    static const struct dcalc_points points = {.size = sizeof points, .source = "bench"};
    const struct test_question *q = stand.question;
    struct dcalc_text expr = {q->expr, strlen(q->expr), "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = q->command, .exprs = &expr, .n_exprs = 1};
    (void)unused;
    stand.session = dcalc_new();
    bool ok = row_query_open(&stand.query, stand.session, &request, &points);
    for (int k = 0; k < MOST_COLUMNS && q->columns[k]; k++)
        ok = ok &&
             row_query_add_column(&stand.query, (struct row_query_column){.name = q->columns[k]});
    if (!ok || !row_query_prepare(&stand.query) || !rows_expect(&stand.query.rows, POINTS) ||
        !chunk_worker_init(&stand.worker, &stand.query))
        exit(1);
}

static void prepare_again(void *unused)
{
    chunk_worker_free(&stand.worker);
    row_query_free(&stand.query);
    dcalc_free(stand.session);
    memset(&stand.query, 0, sizeof stand.query);
    prepare(unused);
}

static void run(void *unused)
{
    const double *in[MOST_COLUMNS];
    (void)unused;
    for (size_t i = 0; i < POINTS; i += ROWS_BLOCK) {
        for (size_t k = 0; k < stand.query.inputs.n; k++) in[k] = stand.in[k] + i;
        for (size_t k = 0; k < stand.query.n_answers; k++)
            stand.worker.worker.wanted[k] = stand.out[k] + i;
        rows_run(&stand.query.rows, &stand.worker.worker, in, ROWS_BLOCK);
    }
}

static double *column(void)
{
    double *x = (double *)aligned_alloc(64, POINTS * sizeof *x);
    return x ? memset(x, 0, POINTS * sizeof *x) : (exit(1), NULL);
}

static void fill(void)
{
    const struct test_question *q = stand.question;
    size_t columns = stand.query.inputs.n, numbers = stand.query.n_answers;
    if (columns > MOST_COLUMNS || numbers > MOST_NUMBERS) exit(1);
    for (size_t k = 0; k < numbers; k++) stand.out[k] = column();
    for (size_t k = 0; k < columns; k++) {
        stand.in[k] = column();
        for (size_t i = 0; i < POINTS; i++)
            stand.in[k][i] = uniform(columns * i + k, q->low[k], q->high[k]);
    }
}

/* The sum of all derivatives at the last point. */
static double check(void)
{
    double sum = 0;
    for (size_t k = 0; k < stand.query.n_answers; k++) sum += stand.out[k][POINTS - 1];
    return sum;
}

static void points(const struct test_question *q, bool setup)
{
    stand.question = q;
    prepare(NULL);
    double spent = setup ? seconds_of(prepare_again, NULL) : 0;
    fill();
    run(NULL);
    tell(setup ? 1e3 * spent : POINTS / seconds_of(run, NULL) / 1e6, check());
}

/* ---- numbers ---- */

enum { NUMBERS = 100000 };

static struct mem text_mem;
static struct str text = {.mem = &text_mem};
static double numbers[NUMBERS];

static void write_numbers(void *unused)
{
    (void)unused;
    str_clear(&text);
    for (int i = 0; i < NUMBERS; i++) {
        str_double(&text, numbers[i]);
        str_putc(&text, ',');
    }
}

static void read_numbers(void *unused)
{
    const char *at = text.s, *end = at + text.n;
    (void)unused;
    for (int i = 0; i < NUMBERS; i++) at = decimal_scan_double(at, end, numbers + i) + 1;
}

static void decimals(void (*work)(void *))
{
    double sum = 0;
    for (int i = 0; i < NUMBERS; i++) numbers[i] = uniform((size_t)i, -5, 5);
    write_numbers(NULL);
    double seconds = seconds_of(work, NULL);
    read_numbers(NULL);
    for (int i = 0; i < NUMBERS; i++) sum += numbers[i];
    tell(NUMBERS / seconds / 1e6, sum);
}

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "";
    if (!strcmp(which, "read")) return decimals(read_numbers), 0;
    if (!strcmp(which, "write")) return decimals(write_numbers), 0;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (!strcmp(questions[i].name, which)) return points(questions + i, argc > 2), 0;
    return 2;
}

/* symbolic: milliseconds that derivatives of small and large formulas take inside the process, from
 * the text to the derivative and on to its printed formula; medians. A line for each. */
#include "app/session.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *x)
{
    qsort(x, ROUNDS, sizeof *x, compare);
    return x[ROUNDS / 2];
}

/* ---- the formulas ---- */

static void put_rosenbrock(struct str *out, int n)
{
    for (int i = 1; i < n; i++)
        str_putf(out, "%s100*(x%d-x%d^2)^2 + (1-x%d)^2", i > 1 ? " + " : "", i + 1, i, i);
}

static void put_nest(struct str *out, int n)
{
    for (int i = 0; i < n; i++) str_puts(out, "sin(");
    str_puts(out, "x");
    for (int i = 0; i < n; i++) str_puts(out, "*x)");
}

/* [..., sum(a_j*x_j)/(1 + sum(b_j*x_j^2)), ...] */
static void put_system(struct str *out, int n)
{
    for (int i = 0; i < n; i++) {
        str_puts(out, i ? ", (" : "[(");
        for (int j = 0; j < n; j++)
            str_putf(out, "%s%d/%d*x%d", j ? " + " : "", 1 + (7 * i + 3 * j) % 89, 2 + j % 7,
                     j + 1);
        str_puts(out, ")/(1");
        for (int j = 0; j < n; j++) str_putf(out, " + %d*x%d^2", 1 + (5 * i + 11 * j) % 97, j + 1);
        str_puts(out, ")");
    }
    str_puts(out, "]");
}

static void put_exponential(struct str *out, int n)
{
    (void)n;
    str_puts(out, "exp(sin(x))");
}

static const struct row {
    const char *name;
    void (*put)(struct str *out, int n);
    int n, order;
    enum dcalc_command command;
} rows[] = {
    {"gradient of a chained Rosenbrock, n = 10^4", put_rosenbrock, 10000, 0, DCALC_GRAD},
    {"18th derivative of exp(sin(x))", put_exponential, 0, 18, DCALC_DIFF},
    {"Jacobian of 50 dense quotients in 50 names", put_system, 50, 0, DCALC_JACOBIAN},
    {"derivative of 200 nested sines", put_nest, 200, 0, DCALC_DIFF},
};

/* ---- timing ---- */

/* From the text to the derivative alone. */
static double derive(dcalc *session, const struct dcalc_request *request, size_t *nodes)
{
    struct work w;
    double start = now();
    if (!work_start(&w, session, request) || !work_bind_point(&w) || !work_derive(&w)) exit(1);
    double ms = now() - start;
    *nodes = w.g.nodes.n;
    dcalc_result_free(&w.answer->public);
    work_end(&w);
    return ms;
}

static double answer(dcalc *session, const struct dcalc_request *request, size_t *bytes)
{
    double start = now();
    struct dcalc_result *result = dcalc_run(session, request);
    if (!result || result->status != DCALC_OK) exit(1);
    char *text = dcalc_render(request, result, &(struct dcalc_render){.format = DCALC_TEXT}, bytes);
    double ms = now() - start;
    free(text);
    dcalc_result_free(result);
    return ms;
}

int main(int argc, char **argv)
{
    dcalc *session = dcalc_new();
    size_t only = argc > 1 ? (size_t)atoi(argv[1]) : 0; /* the row, from 1; 0: all */
    printf("  %-46s %9s %9s %9s %9s\n", "", "derived", "printed", "nodes", "bytes");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (only && only != i + 1) continue;
        struct mem mem = {0};
        struct str text = {.mem = &mem};
        rows[i].put(&text, rows[i].n);
        struct dcalc_text expr = {text.s, text.n, NULL};
        struct dcalc_request request = {
            .command = rows[i].command, .exprs = &expr, .n_exprs = 1, .order = rows[i].order};
        double derived[ROUNDS], printed[ROUNDS];
        size_t nodes = 0, bytes = 0;
        for (int k = 0; k < ROUNDS; k++) {
            derived[k] = derive(session, &request, &nodes);
            printed[k] = answer(session, &request, &bytes);
        }
        printf("  %-46s %9.3f %9.3f %9zu %9zu\n", rows[i].name, median(derived), median(printed),
               nodes, bytes);
        str_free(&text);
    }
    dcalc_free(session);
    return 0;
}

/* points WHICH: millions of points a second and core inside the process, without reading and
 * writing: the program is derived, then run over blocks of random rows. With `read` and `write`,
 * millions of numbers a second from text and to text. Best of seven rounds. One number. */
#include "app/sheet.h"
#include "base/str.h"
#include "data/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, MOST_COLUMNS = 8 };

static const struct question {
    const char *name, *expr, *columns;
    enum dcalc_command command;
} programs[] = {
    {"black-scholes",
     "d1 = (log(S/K) + (r + v^2/2)*T)/(v*sqrt(T)); d2 = d1 - v*sqrt(T); "
     "S*(1 + erf(d1/sqrt(2)))/2 - K*exp(-r*T)*(1 + erf(d2/sqrt(2)))/2",
     "S,K,r,v,T", DCALC_GRAD},
    {"rosenbrock", "100*(y - x^2)^2 + (1 - x)^2", "x,y", DCALC_GRAD},
    {"robot-arm",
     "[cos(a) + cos(a+b) + cos(a+b+c) + cos(a+b+c+d) + cos(a+b+c+d+p) + cos(a+b+c+d+p+q), "
     "sin(a) + sin(a+b) + sin(a+b+c) + sin(a+b+c+d) + sin(a+b+c+d+p) + sin(a+b+c+d+p+q)]",
     "a,b,c,d,p,q", DCALC_JACOBIAN},
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double rate_of(struct sheet *sheet)
{
    struct sheet_desk desk;
    double best = 0;
    if (!sheet_desk_init(&desk, sheet)) return NAN;
    for (size_t i = 0; i < sheet->inputs.n * ROWS_BLOCK; i++)
        desk.in[i] = 0.5 + rand() / (2.0 * RAND_MAX);
    for (int k = 0; k < ROUNDS; k++) {
        double start = now(), seconds = 0;
        size_t blocks = 0;
        for (; seconds < 0.1; blocks += 64, seconds = now() - start)
            for (int i = 0; i < 64; i++)
                rows_run(&sheet->rows, &desk.bench, desk.in_columns, ROWS_BLOCK, desk.out_columns);
        best = fmax(best, (double)blocks * ROWS_BLOCK / seconds);
    }
    sheet_desk_free(&desk);
    return best;
}

static int run_program(const struct question *p)
{
    dcalc *session = dcalc_new();
    struct dcalc_text expr = {p->expr, strlen(p->expr), "expression"};
    struct dcalc_request request = {.command = p->command, .exprs = &expr, .n_exprs = 1};
    struct dcalc_points points = {.source = "bench"};
    struct mem mem = {0};
    struct row_fields header = {.mem = &mem};
    struct sheet sheet = {0};
    double start = now();
    row_split_csv(&header, p->columns, strlen(p->columns), ',');
    if (!sheet_open(&sheet, session, &request, &points) || !sheet_prepare(&sheet, &header))
        return 1;
    double prepared = now() - start, rate = rate_of(&sheet);
    printf("%.1f %.3f\n", rate / 1e6, prepared * 1e3);
    return 0;
}

static int read_and_write(bool write)
{
    enum { N = 1000000 };
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    double *x = malloc(N * sizeof *x), best = 0, sum = 0;
    size_t *end = malloc((N + 1) * sizeof *end);
    if (!x || !end) return 1;
    for (int i = 0; i < N; i++) x[i] = 10.0 * rand() / RAND_MAX - 5 + 1e-9 * rand() / RAND_MAX;
    for (int k = 0; k < ROUNDS; k++) {
        double start = now(), y = 0;
        str_clear(&text);
        end[0] = 0;
        for (int i = 0; i < N; i++) str_double(&text, x[i]), end[i + 1] = text.n;
        if (!write) {
            start = now();
            for (int i = 0; i < N; i++)
                decimal_read(text.s + end[i], end[i + 1] - end[i], &y), sum += y;
        }
        best = fmax(best, N / (now() - start));
    }
    printf("%.1f %g\n", best / 1e6, sum);
    return 0;
}

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "rosenbrock";
    if (!strcmp(which, "read") || !strcmp(which, "write")) return read_and_write(*which == 'w');
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(programs[i].name, which)) return run_program(&programs[i]);
    return 2;
}

/* certified REPEATS CERTIFIED|DOUBLE: microseconds that one gradient of twenty operations takes
 * inside the process, from its text to its numbers; the least of what a reader must wait for a
 * library call. One line: the microseconds and the gradient. */
#include "app/dcalc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct dcalc_text text(const char *bytes)
{
    return (struct dcalc_text){bytes, strlen(bytes), NULL};
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"w1", "w2", "b1", "b2", "x", "y"};
    static const char *const values[] = {"0.6", "1.15", "-1.6", "-1.8", "1.34", "-0.26"};
    int repeats = argc > 1 ? atoi(argv[1]) : 1000;
    bool doubles = argc > 2 && !strcmp(argv[2], "DOUBLE");
    /* Operations: * + tanh, * + expit, - ^, ^ ^ + *, ^ / - exp, ^ + sqrt /, + +: 20 and a few. */
    struct dcalc_text expr = text("u = tanh(w1*x + b1); v = expit(w2*u + b2); "
                                  "(v - y)^2 + 0.01*(w1^2 + w2^2) + exp(-x^2/2)/sqrt(1 + w1^2)");
    struct dcalc_binding at[6];
    for (int i = 0; i < 6; i++) at[i] = (struct dcalc_binding){names[i], text(values[i])};
    struct dcalc_request request = {.command = DCALC_GRAD,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 6,
                                    .has_at = true,
                                    .wrt = names,
                                    .n_wrt = 4,
                                    .numbers = doubles ? DCALC_DOUBLE : DCALC_CERTIFIED};
    dcalc *session = dcalc_new();
    if (!session) return 3;
    double start = now(), gradient[4] = {0};
    for (int i = 0; i < repeats; i++) {
        struct dcalc_result *result = dcalc_run(session, &request);
        if (!result || result->status != DCALC_OK) return 1;
        for (int k = 0; k < 4; k++) gradient[k] = result->derivatives[k].values[0];
        dcalc_result_free(result);
    }
    printf("%.3f", 1e6 * (now() - start) / repeats);
    for (int k = 0; k < 4; k++) printf(" %.17g", gradient[k]);
    putchar('\n');
    dcalc_free(session);
    return 0;
}

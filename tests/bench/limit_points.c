/* limit_points ROW: what C written by hand reaches on one core, with SLEEF's functions at 1 ulp,
 * over columns in memory. Millions of points a second. */
/* Build: -std=gnu11 -O3 -march=native -Wno-psabi -lsleef -lm */
#include "common.h"

#include "limit_vector.h"

enum { POINTS = 1 << 20, JOINTS = 6 };

static vec in[JOINTS][POINTS / WIDTH], out[2 * JOINTS][POINTS / WIDTH];

/* S, K, r, v, T. */
static void black_scholes(void *unused)
{
    const double half_root = sqrt(0.5), density = 1 / sqrt(2 * acos(-1));
    (void)unused;
    for (int i = 0; i < POINTS / WIDTH; i++) {
        vec S = in[0][i], K = in[1][i], r = in[2][i], v = in[3][i], T = in[4][i];
        vec root = DO(sqrt, )(T), deviation = v * root;
        vec d1 = (DO(log, u10)(S / K) + (r + v * v * 0.5) * T) / deviation, d2 = d1 - deviation;
        vec n1 = 0.5 + 0.5 * DO(erf, u10)(d1 * half_root);
        vec n2 = 0.5 + 0.5 * DO(erf, u10)(d2 * half_root);
        vec discount = DO(exp, u10)(-r * T), strike = K * discount * n2;
        vec vega = S * root * density * DO(exp, u10)(d1 * d1 * -0.5);
        out[0][i] = n1;
        out[1][i] = -discount * n2;
        out[2][i] = T * strike;
        out[3][i] = vega;
        out[4][i] = vega * v / (2 * T) + r * strike;
    }
}

static void rosenbrock(void *unused)
{
    (void)unused;
    for (int i = 0; i < POINTS / WIDTH; i++) {
        vec x = in[0][i], t = 200 * (in[1][i] - x * x);
        out[0][i] = 2 * (x - 1) - 2 * x * t;
        out[1][i] = t;
    }
}

/* The plane arm's hand by its six angles, each relative to the one before. */
static void arm(void *unused)
{
    (void)unused;
    for (int i = 0; i < POINTS / WIDTH; i++) {
        vec angle = in[0][i];
        vec2 turn[JOINTS];
        for (int k = 0; k < JOINTS; k++) {
            turn[k] = DO(sincos, u10)(angle);
            if (k + 1 < JOINTS) angle += in[k + 1][i];
        }
        vec x = -turn[JOINTS - 1].x, y = turn[JOINTS - 1].y;
        for (int k = JOINTS - 1;; x -= turn[k].x, y += turn[k].y) {
            out[k][i] = x;
            out[JOINTS + k][i] = y;
            if (!k--) break;
        }
    }
}

static void row(void (*work)(void *), int inputs, int outputs, const double *low,
                const double *high)
{
    double sum = 0;
    for (int k = 0; k < inputs; k++)
        for (int i = 0; i < POINTS; i++)
            ((double *)in[k])[i] = uniform((size_t)(inputs * i + k), low[k], high[k]);
    double seconds = seconds_of(work, NULL);
    for (int k = 0; k < outputs; k++) sum += ((double *)out[k])[POINTS - 1];
    tell(POINTS / seconds / 1e6, sum);
}

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "";
    if (!strcmp(which, "black-scholes"))
        row(black_scholes, 5, 5, (double[]){80, 80, 0, .1, .2}, (double[]){120, 120, .1, .5, 2});
    else if (!strcmp(which, "rosenbrock"))
        row(rosenbrock, 2, 2, (double[]){-2, -2}, (double[]){2, 2});
    else
        row(arm, 6, 12, (double[]){-3, -3, -3, -3, -3, -3}, (double[]){3, 3, 3, 3, 3, 3});
    return 0;
}

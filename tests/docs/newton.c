/* newton.c - the angles of a robot's arm for every point of standard input. */
#include "step.h"

#include <math.h>
#include <stdio.h>

int main(void)
{
    double p[2], q[2], next[2], change;
    while (scanf("%lf %lf", &p[0], &p[1]) == 2) {
        q[0] = q[1] = change = 1;
        for (int i = 0; i < 50 && change > 1e-12; i++) {
            step(q, p, next);
            change = hypot(next[0] - q[0], next[1] - q[1]);
            q[0] = next[0], q[1] = next[1];
        }
        if (!(change <= 1e-12)) q[0] = q[1] = NAN; /* out of reach */
        printf("%.6f %.6f\n", q[0], q[1]);
    }
}

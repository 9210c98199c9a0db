/* shortest.h - the shortest decimal that reads back as the same double, and the double nearest to a
 * decimal. */
#ifndef BASE_SHORTEST_H
#define BASE_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/* |x| = digits * 10^exponent, read back exactly. */
struct shortest {
    uint64_t digits; /* at most 17 of them, the last not 0 */
    int exponent;
};

/* Of the decimals with the fewest digits between the middles to both neighbours the one nearest to
 * x, which is finite and not 0. */
struct shortest shortest_decimal(double x);

/* Writes the shortest decimal, "nan", "inf" or "-inf" as dcalc writes numbers, -0 as 0; returns
 * behind it. Needs room for SHORTEST_ROOM bytes, which it may write to. */
enum { SHORTEST_ROOM = 48 };
char *shortest_put(char *out, double x);

/* The double nearest to digits * 10^exponent. False where this does not decide it: at or next to
 * the middle of two doubles, below the normal range and past its end. */
bool nearest_double(uint64_t digits, int exponent, double *x);

#endif

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

/* Returns the shortest decimal that rounds to x and, of several, the one nearest to x, which must
 * be finite and not 0. */
struct shortest shortest_decimal(double x);

/* Writes the shortest decimal, or "nan", "inf" or "-inf", in the form in which dcalc writes numbers
 * (-0 as 0). Returns the position after it. `out` needs SHORTEST_ROOM bytes; all of them may be
 * written to. */
enum { SHORTEST_ROOM = 48 };
char *shortest_put(char *out, double x);

/* Sets *x to the double nearest to digits * 10^exponent. Returns false where this method cannot
 * decide: at or next to the midpoint of two doubles, below the normal range, and beyond the largest
 * double. */
bool nearest_double(uint64_t digits, int exponent, double *x);

#endif

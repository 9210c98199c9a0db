/* words.h - the words of algebra, such as expand, factor and gcd.
 * Most change the form of a formula, and its value nowhere. Arguments are scalars. */
#ifndef PASS_WORDS_H
#define PASS_WORDS_H

#include "graph/graph.h"

/* Returns the formula with products of sums multiplied out, and whole powers of sums; POISON after
 * an error, as where there would be more than WORDS_MOST_TERMS terms. */
enum { WORDS_MOST_TERMS = 20000, WORDS_MOST_COEFFICIENTS = 1000 };
id words_expand(struct graph *g, id f);
/* Returns the formula multiplied out and sorted by powers of x, which may be any formula that is a
 * factor in it. */
id words_collect(struct graph *g, id f, id x);
/* Returns the vector of the coefficients of a polynomial in the variable x, that of x^0 first;
 * POISON after an error, as of what is no polynomial in x. */
id words_coefficients(struct graph *g, id f, id x);
/* Returns the formula as one fraction over the least common denominator that its form shows, and
 * what is above and below the line. */
id words_together(struct graph *g, id f);
/* Returns the formula as a product of powers of irreducible factors with whole coefficients. What
 * is too large stays as it is, and sets kept_whole in the graph, here and in words_apart(). */
id words_factor(struct graph *g, id f);
/* Returns a rational function of the variable x as a polynomial in x and partial fractions, one for
 * each power of each irreducible factor below the line; POISON after an error, as of what is no
 * rational function of x. */
id words_apart(struct graph *g, id f, id x);
/* Returns a fraction without common factors, above and below the line multiplied out; what is too
 * large as words_factor() does. */
id words_cancel(struct graph *g, id f);
/* Returns the product of those factors of n divisors that may be 0 where the fraction f has a
 * value; 1 without such, or where they are too large; POISON without memory. */
id words_lost(struct graph *g, id f, const id *divisors, size_t n);
/* Returns the greatest common divisor, or the least common multiple, with a positive first
 * coefficient, of polynomials in names or of rational numbers; POISON after an error. Of numbers
 * in lowest terms that is the divisor above the line over the multiple below, and the reverse. */
id words_gcd(struct graph *g, id a, id b);
id words_lcm(struct graph *g, id a, id b);
/* Returns the quotient or the remainder of two polynomials in the variable x, and the divisor's
 * first coefficient, which is 0 or not known to be; any value where it is 0, POISON after an error.
 */
id words_divide(struct graph *g, id f, id by, id x, id *lead, bool remainder);
/* Returns the prime factors of a rational number, each a row with its power, the least first; of 0,
 * 1 and numbers below 0 these are factors too. POISON after an error. */
id words_factorint(struct graph *g, id n);
id words_numerator(struct graph *g, id f);
id words_denominator(struct graph *g, id f);

#endif

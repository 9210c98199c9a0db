/* modular.h - polynomials in one variable whose coefficients are numbers modulo a prime. */
#ifndef PASS_MODULAR_H
#define PASS_MODULAR_H

#include <stdint.h>

enum { MODULAR_DEGREE = 100 };

/* The coefficient of x^i is c[i], below the prime; 0 has degree -1. */
struct modular {
    int degree;
    uint64_t c[MODULAR_DEGREE + 1];
};

uint64_t modular_times(uint64_t a, uint64_t b, uint64_t prime);
/* Returns a*b; the degrees must fit. */
struct modular modular_multiply(const struct modular *a, const struct modular *b, uint64_t prime);
/* Returns what f shares with its derivative, with 1 as first coefficient: the factors that it has
 * several times, each once less. */
struct modular modular_shared(const struct modular *f, uint64_t prime);
/* Writes the irreducible factors, with first coefficients 1, of a square-free polynomial: by their
 * degrees (Cantor and Zassenhaus, 1981). Returns how many; 0 if the attempts did not suffice. */
int modular_factorize(const struct modular *f, uint64_t prime,
                      struct modular factors[MODULAR_DEGREE]);

#endif

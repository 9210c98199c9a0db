/* vector_tables.h - what vector_functions.h looks up: for each of 16 pieces of an interval a row of
 * terms, and the same numbers by term, which AVX-512 picks from without a load for each. */
#ifndef EVAL_VECTOR_TABLES_H
#define EVAL_VECTOR_TABLES_H

enum {
    VECTOR_PIECES = 16,
    VECTOR_ERF_TERMS = 16,
    VECTOR_EXP2_TERMS = 2,
    VECTOR_LOG_TERMS = 4,
    VECTOR_SINE_TERMS = 4
};

/* erf(k*49/128 + t) for t of at most half a piece: the first two terms of its polynomial as sums of
 * two doubles, then those of t^2 to t^13. */
extern const double vector_erf[VECTOR_PIECES][VECTOR_ERF_TERMS],
    vector_erf_by_term[VECTOR_ERF_TERMS][VECTOR_PIECES];

/* 2^(k/16), as sums of two doubles. */
extern const double vector_exp2[VECTOR_PIECES][VECTOR_EXP2_TERMS],
    vector_exp2_by_term[VECTOR_EXP2_TERMS][VECTOR_PIECES];

/* y near 1/(1 + k/16), 0, and -log(y) as the sum of two doubles, of which the first is a multiple
 * of 2^-42. */
extern const double vector_log[VECTOR_PIECES][VECTOR_LOG_TERMS],
    vector_log_by_term[VECTOR_LOG_TERMS][VECTOR_PIECES];

/* The sine and the cosine of k*pi/16, as sums of two doubles. */
extern const double vector_sine[VECTOR_PIECES][VECTOR_SINE_TERMS],
    vector_sine_by_term[VECTOR_SINE_TERMS][VECTOR_PIECES];

#endif

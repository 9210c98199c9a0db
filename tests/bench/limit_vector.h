/* limit_vector.h - the widest vectors of doubles that the machine has, and SLEEF's functions of
 * them. */
#ifndef BENCH_LIMIT_VECTOR_H
#define BENCH_LIMIT_VECTOR_H

#include <sleef.h>

#if defined __AVX512F__
typedef __m512d vec;
typedef Sleef___m512d_2 vec2;
#define DO(f, how) Sleef_##f##d8_##how##avx512f
#elif defined __AVX2__
typedef __m256d vec;
typedef Sleef___m256d_2 vec2;
#define DO(f, how) Sleef_##f##d4_##how##avx2
#elif defined __SSE2__
typedef __m128d vec;
typedef Sleef___m128d_2 vec2;
#define DO(f, how) Sleef_##f##d2_##how##sse2
#else
typedef float64x2_t vec;
typedef Sleef_float64x2_t_2 vec2;
#define DO(f, how) Sleef_##f##d2_##how##advsimd
#endif

enum { WIDTH = sizeof(vec) / sizeof(double) };

#endif

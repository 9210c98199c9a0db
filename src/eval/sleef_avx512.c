/* sleef_avx512.c - the loops that call SLEEF 8 doubles at a time. */
#include "eval/sleef_sets.h"

#if defined(__x86_64__)
/* How vectors are passed to a function depends on what the whole file is compiled for. */
#if !defined(__AVX512F__)
#error "the Makefile compiles this file for the instruction set in its name"
#endif
#define SLEEF_LOOPS sleef_avx512
#define SLEEF_WIDTH 8
#include "eval/sleef_loops.h"
#endif

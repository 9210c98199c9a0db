/* sleef_avx2.c - the loops that call SLEEF 4 doubles at a time. */
#include "eval/sleef_sets.h"

#if defined(__x86_64__)
/* How a vector is passed to a function depends on the instruction set that the file is compiled
 * for. */
#if !defined(__AVX2__)
#error "the Makefile compiles this file for the instruction set in its name"
#endif
#define SLEEF_LOOPS sleef_avx2
#define SLEEF_WIDTH 4
#include "eval/sleef_loops.h"
#endif

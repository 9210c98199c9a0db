/* block_avx2.c - the loops of block.h, which the Makefile compiles for AVX2 and FMA. */
#include "eval/block_sets.h"

#if defined(__x86_64__)
#define BLOCK(name) block_avx2_##name
#include "eval/block_loops.h"
#endif

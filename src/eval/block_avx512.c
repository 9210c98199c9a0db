/* block_avx512.c - the loops of block.h, which the Makefile compiles for AVX-512. */
#include "eval/block_sets.h"

#if defined(__x86_64__)
#define BLOCK(name) block_avx512_##name
#include "eval/block_loops.h"
#endif

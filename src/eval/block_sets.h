/* block_sets.h - the kernels of block.h, compiled once for each instruction set. */
#ifndef EVAL_BLOCK_SETS_H
#define EVAL_BLOCK_SETS_H

#include "eval/block.h"

extern const struct block_kernels block_plain_table;
#if defined(__x86_64__)
extern const struct block_kernels block_avx2_table, block_avx512_table;
#endif

#endif

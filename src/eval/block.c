#include "eval/block_sets.h"

#define BLOCK(name) block_plain_##name
#include "eval/block_loops.h"

const struct block_kernels *block_kernels(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &block_avx512_table;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &block_avx2_table;
#endif
    return &block_plain_table;
}

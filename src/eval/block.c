#include "eval/block.h"

/* The same loops for each instruction set. clang has no such pragmas and makes plain ones. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HAS_TARGETS 1
#else
#define HAS_TARGETS 0
#endif

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
#pragma GCC push_options
#pragma GCC optimize("O3")

#define BLOCK(name) plain_##name
#include "eval/block_loops.h"
#undef BLOCK

#if HAS_TARGETS
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define BLOCK(name) avx2_##name
#include "eval/block_loops.h"
#undef BLOCK
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")
#define BLOCK(name) avx512_##name
#include "eval/block_loops.h"
#undef BLOCK
#pragma GCC pop_options
#endif

#pragma GCC pop_options
#pragma GCC diagnostic pop

const struct block_kernels *block_kernels(void)
{
#if HAS_TARGETS
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &avx512_table;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_table;
#endif
    return &plain_table;
}

#include "base/processor.h"
#include "eval/block_sets.h"

#define BLOCK(name) block_plain_##name
#include "eval/block_loops.h"

const struct block_kernels *block_kernels(void)
{
#if defined(__x86_64__)
    if (processor_vectors() == PROCESSOR_512) return &block_avx512_table;
    if (processor_vectors() == PROCESSOR_256) return &block_avx2_table;
#endif
    return &block_plain_table;
}

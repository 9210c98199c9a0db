/* processor.c - asks an x86-64 once, when it is first needed. With __builtin_cpu_supports, every
 * start of the program would ask twelve times, and each takes a microsecond in a virtual machine.
 */
#include "base/processor.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <stdatomic.h>
#include <stdbool.h>

/* The registers that the system saves, as bits of XCR0. */
enum { SAVES_256 = 0x6, SAVES_512 = 0xe6 };

static bool has(unsigned features, unsigned all)
{
    return (features & all) == all;
}

static unsigned saved_registers(void)
{
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static enum processor_vectors ask(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !has(c, bit_OSXSAVE | bit_FMA)) return PROCESSOR_128;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !has(b, bit_AVX2)) return PROCESSOR_128;
    unsigned saved = saved_registers();
    bool wide = has(b, bit_AVX512F | bit_AVX512DQ | bit_AVX512VL) && has(saved, SAVES_512);
    return wide ? PROCESSOR_512 : has(saved, SAVES_256) ? PROCESSOR_256 : PROCESSOR_128;
}

enum processor_vectors processor_vectors(void)
{
    static atomic_int known; /* one more than the answer */
    int answer = atomic_load(&known);
    if (!answer) atomic_store(&known, answer = 1 + (int)ask());
    return (enum processor_vectors)(answer - 1);
}

#else

enum processor_vectors processor_vectors(void)
{
    return PROCESSOR_128;
}

#endif

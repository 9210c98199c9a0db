#include "eval/assembler_private.h"

#include <string.h>

/* Doubles in a vector of the first set; those of the next one have twice as many. */
#ifdef __aarch64__
enum { FIRST_WIDTH = 2 };
#else
enum { FIRST_WIDTH = 4 };
#endif

unsigned assembler_width(const struct assembler *a)
{
    return a->set > VECTORS_FIRST ? 2 * FIRST_WIDTH : FIRST_WIDTH;
}

unsigned assembler_vector_bytes(const struct assembler *a)
{
    return assembler_width(a) * (unsigned)sizeof(double);
}

void assembler_put(struct assembler *a, unsigned byte)
{
    if (vec_reserve(a->mem, &a->code, 1))
        a->code.at[a->code.n++] = (uint8_t)byte;
    else
        a->failed = true;
}

void assembler_put_number(struct assembler *a, uint32_t x)
{
    for (int i = 0; i < 4; i++) assembler_put(a, x >> 8 * i & 0xFF);
}

static bool is_same(double x, double y)
{
    return memcmp(&x, &y, sizeof x) == 0;
}

struct vector_place assembler_constant(struct assembler *a, double value)
{
    enum { LOOK_BACK = 64 };
    uint32_t n = (uint32_t)a->constants.n, k = n > LOOK_BACK ? n - LOOK_BACK : 0;
    while (k < n && !is_same(a->constants.at[k], value)) k++;
    if (k == a->constants.n) a->failed |= !vec_push(a->mem, &a->constants, value);
    return (struct vector_place){PLACE_CONSTANT, k};
}

/* The constants end where the code begins, at a multiple of 64. There is always room for one: some
 * checkers of calls read what stands before a function. */
uint8_t *assembler_bytes(struct assembler *a, size_t *n, size_t *start)
{
    size_t wide = assembler_vector_bytes(a), numbers = a->constants.n * wide;
    *start = (numbers / 64 + 1) * 64;
    *n = *start + a->code.n;
    uint8_t *bytes = a->failed ? NULL : mem_resize(a->mem, NULL, 0, *n);
    if (!bytes) return NULL;
    memset(bytes, 0, *start);
    for (size_t k = 0; k < a->constants.n; k++)
        for (size_t i = 0; i < assembler_width(a); i++)
            memcpy(bytes + *start - (k + 1) * wide + i * sizeof(double), &a->constants.at[k],
                   sizeof(double));
    memcpy(bytes + *start, a->code.at, a->code.n);
    return bytes;
}

void assembler_free(struct assembler *a)
{
    vec_free(a->mem, &a->code);
    vec_free(a->mem, &a->constants);
}

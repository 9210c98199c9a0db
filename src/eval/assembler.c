#include "eval/assembler.h"

#include <math.h>
#include <string.h>

enum vector_set vector_set_best(void)
{
#if defined(__x86_64__) && defined(__LP64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return VECTORS_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return VECTORS_AVX2;
#endif
    return VECTORS_NONE;
}

unsigned assembler_registers(const struct assembler *a)
{
    return a->set == VECTORS_AVX512 ? 32 : 16;
}

unsigned assembler_width(const struct assembler *a)
{
    return a->set == VECTORS_AVX512 ? 8 : 4;
}

static unsigned vector_bytes(const struct assembler *a)
{
    return assembler_width(a) * (unsigned)sizeof(double);
}

/* ---- bytes ---- */

static void put(struct assembler *a, unsigned byte)
{
    a->failed |= !vec_push(a->mem, &a->code, (uint8_t)byte);
}

static void put_bytes(struct assembler *a, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) put(a, (uint8_t)bytes[i]);
}

/* Four bytes, the lowest first; negative numbers as their complement. */
static void put_number(struct assembler *a, uint32_t x)
{
    for (int i = 0; i < 4; i++) put(a, x >> 8 * i & 0xFF);
}

/* ---- constants ---- */

static bool is_same(double x, double y)
{
    return memcmp(&x, &y, sizeof x) == 0;
}

struct vector_place assembler_constant(struct assembler *a, double value)
{
    uint32_t k = 0;
    while (k < a->constants.n && !is_same(a->constants.at[k], value)) k++;
    if (k == a->constants.n) a->failed |= !vec_push(a->mem, &a->constants, value);
    return (struct vector_place){PLACE_CONSTANT, k};
}

/* ---- an instruction ---- */

/* An instruction on two registers and a third operand that may be in memory, of the map of opcodes
 * that begin with 0F, for packed doubles. `x` is 0 where there are two operands only. */
struct encoding {
    unsigned opcode, out, x;
    struct vector_place y;
    bool masked;      /* entries that the last comparison did not find are 0 */
    bool is_followed; /* by the byte `follower` */
    unsigned follower;
};

static unsigned not_bit(unsigned x, unsigned bit)
{
    return ~x >> bit & 1;
}

/* The bits of register numbers that the last byte has no room for are in the prefix, inverted. */
static void put_prefix(struct assembler *a, const struct encoding *e)
{
    unsigned in = e->y.kind == PLACE_REGISTER ? e->y.at : 0;
    if (a->set == VECTORS_AVX512) {
        put(a, 0x62);
        put(a, not_bit(e->out, 3) << 7 | not_bit(in, 4) << 6 | not_bit(in, 3) << 5 |
                   not_bit(e->out, 4) << 4 | 1);
        put(a, 0x85 | (~e->x & 15) << 3);
        put(a, (e->masked ? 0xC1 : 0x40) | not_bit(e->x, 4) << 3);
        return;
    }
    put(a, 0xC4);
    put(a, not_bit(e->out, 3) << 7 | 1 << 6 | not_bit(in, 3) << 5 | 1);
    put(a, 0x05 | (~e->x & 15) << 3);
}

/* Numbers of registers: rax is 0, rcx 1, rsi 6, rdi 7. rax counts bytes; rdi has the columns. */
static void put_operand(struct assembler *a, const struct encoding *e)
{
    unsigned out = (e->out & 7) << 3, rest = e->is_followed ? 5 : 4;
    switch (e->y.kind) {
    case PLACE_REGISTER: put(a, 0xC0 | out | (e->y.at & 7)); break;
    case PLACE_COLUMN: /* [rdi + rax + number] */
        put(a, 0x84 | out);
        put(a, 0x07);
        put_number(a, e->y.at * ASSEMBLER_COLUMN);
        break;
    case PLACE_FIXED: /* [rdi + number] */
        put(a, 0x87 | out);
        put_number(a, e->y.at * ASSEMBLER_COLUMN);
        break;
    case PLACE_INPUT: /* [rcx + rax] */
        put(a, 0x04 | out);
        put(a, 0x01);
        break;
    case PLACE_CONSTANT: /* [the next instruction + number] */
        put(a, 0x05 | out);
        put_number(a, 0u - (e->y.at + 1) * vector_bytes(a) - (uint32_t)a->code.n - rest);
        break;
    }
}

static void encode(struct assembler *a, struct encoding e)
{
    if (e.y.kind == PLACE_INPUT) { /* mov rcx, [rsi + number] */
        put_bytes(a, "\x48\x8B\x8E", 3);
        put_number(a, e.y.at * (uint32_t)sizeof(double *));
    }
    put_prefix(a, &e);
    put(a, e.opcode);
    put_operand(a, &e);
    if (e.is_followed) put(a, e.follower);
}

/* ---- instructions ---- */

enum { LOAD = 0x10, STORE = 0x11, ROOT = 0x51, AND = 0x54, COMPARE = 0xC2 };

void assembler_load(struct assembler *a, unsigned out, struct vector_place from)
{
    if (from.kind == PLACE_REGISTER && from.at == out) return;
    encode(a, (struct encoding){.opcode = LOAD, .out = out, .y = from});
}

void assembler_store(struct assembler *a, struct vector_place to, unsigned from)
{
    encode(a, (struct encoding){.opcode = STORE, .out = from, .y = to});
}

void assembler_operate(struct assembler *a, enum vector_op op, unsigned out, unsigned x,
                       struct vector_place y)
{
    encode(a, (struct encoding){.opcode = op, .out = out, .x = x, .y = y});
}

void assembler_root(struct assembler *a, unsigned out, struct vector_place x)
{
    encode(a, (struct encoding){.opcode = ROOT, .out = out, .y = x});
}

/* AVX-512 compares into a mask register, number 1; AVX2 into the bits of the entries. */
void assembler_compare(struct assembler *a, enum vector_comparison how, unsigned out, unsigned x,
                       struct vector_place y)
{
    bool masks = a->set == VECTORS_AVX512;
    struct vector_place one = assembler_constant(a, 1);
    encode(a, (struct encoding){.opcode = COMPARE,
                                .out = masks ? 1 : out,
                                .x = x,
                                .y = y,
                                .is_followed = true,
                                .follower = how});
    if (masks)
        encode(a, (struct encoding){.opcode = LOAD, .out = out, .y = one, .masked = true});
    else
        encode(a, (struct encoding){.opcode = AND, .out = out, .x = out, .y = one});
}

/* ---- a loop ---- */

size_t assembler_begin(struct assembler *a)
{
    while (a->code.n % 16 != 0 && !a->failed) put(a, 0x90); /* nop */
    size_t start = a->code.n;
    put_bytes(a, "\xF3\x0F\x1E\xFA", 4); /* endbr64, where jumps must be allowed to go to */
    put_bytes(a, "\x31\xC0", 2);         /* xor eax, eax */
    a->top = a->code.n;
    return start;
}

void assembler_end(struct assembler *a)
{
    put_bytes(a, "\x48\x83\xC0", 3); /* add rax, the bytes of a vector */
    put(a, vector_bytes(a));
    put_bytes(a, "\x48\x39\xD0", 3); /* cmp rax, rdx */
    put_bytes(a, "\x0F\x82", 2);     /* jb to the top */
    put_number(a, (uint32_t)a->top - (uint32_t)a->code.n - 4);
    put_bytes(a, "\xC5\xF8\x77", 3); /* vzeroupper */
    put(a, 0xC3);                    /* ret */
}

/* ---- the whole ---- */

/* The constants end where the code begins, at a multiple of 64. There is always room for one: some
 * checkers of calls read what stands before a function. */
uint8_t *assembler_bytes(struct assembler *a, size_t *n, size_t *start)
{
    size_t wide = vector_bytes(a), numbers = a->constants.n * wide;
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

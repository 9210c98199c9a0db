/* x86-64: AVX2 and AVX-512, as the manual of the instruction set has them (Intel, Software
 * Developer's Manual, volume 2, 2.3 and 2.7). */
#include "eval/assembler_private.h"

#ifndef __aarch64__

#include "base/processor.h"

#include <float.h>
#include <string.h>

enum vector_set vector_set_best(void)
{
    static const enum vector_set sets[] = {
        [PROCESSOR_128] = VECTORS_NONE,
        [PROCESSOR_256] = VECTORS_AVX2,
        [PROCESSOR_512] = VECTORS_AVX512,
    };
    return sizeof(void *) == 8 ? sets[processor_vectors()] : VECTORS_NONE;
}

unsigned assembler_registers(const struct assembler *a)
{
    return a->set == VECTORS_AVX512 ? 32 : 16;
}

static void put_bytes(struct assembler *a, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) assembler_put(a, (uint8_t)bytes[i]);
}

/* ---- an instruction ---- */

/* An instruction on two registers and a third operand that may be in memory, of the map of opcodes
 * that begin with 0F, for packed doubles. `x` is 0 where there are two operands only. */
struct encoding {
    unsigned opcode, out, x;
    struct vector_place y;
    bool masked;      /* entries that the last comparison did not find are 0, */
    bool merged;      /* or stay as they are */
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
        assembler_put(a, 0x62);
        assembler_put(a, not_bit(e->out, 3) << 7 | not_bit(in, 4) << 6 | not_bit(in, 3) << 5 |
                             not_bit(e->out, 4) << 4 | 1);
        assembler_put(a, 0x85 | (~e->x & 15) << 3);
        assembler_put(a, (e->masked ? 0xC1 : e->merged ? 0x41 : 0x40) | not_bit(e->x, 4) << 3);
        return;
    }
    assembler_put(a, 0xC4);
    assembler_put(a, not_bit(e->out, 3) << 7 | 1 << 6 | not_bit(in, 3) << 5 | 1);
    assembler_put(a, 0x05 | (~e->x & 15) << 3);
}

static uint32_t slot_at(const struct assembler *a, uint32_t slot)
{
    return a->columns * ASSEMBLER_COLUMN + slot * assembler_vector_bytes(a);
}

/* The numbers of the general registers are rcx 1, rbx 3, rbp 5, r12 and r13 4 and 5 with a bit in
 * the prefix. rbx has the columns, r12 the inputs, r13 the outputs, rbp the bytes that are done. */
static void put_operand(struct assembler *a, const struct encoding *e)
{
    unsigned out = (e->out & 7) << 3, rest = e->is_followed ? 5 : 4;
    switch (e->y.kind) {
    case PLACE_REGISTER: assembler_put(a, 0xC0 | out | (e->y.at & 7)); break;
    case PLACE_COLUMN: /* [rbx + rbp + number] */
        assembler_put(a, 0x84 | out);
        assembler_put(a, 0x2B);
        assembler_put_number(a, e->y.at * ASSEMBLER_COLUMN);
        break;
    case PLACE_FIXED: /* [rbx + number] */
        assembler_put(a, 0x83 | out);
        assembler_put_number(a, e->y.at * ASSEMBLER_COLUMN);
        break;
    case PLACE_SLOT: /* [rbx + number] */
        assembler_put(a, 0x83 | out);
        assembler_put_number(a, slot_at(a, e->y.at));
        break;
    case PLACE_INPUT:
    case PLACE_OUTPUT: /* [rcx + rbp] */
        assembler_put(a, 0x04 | out);
        assembler_put(a, 0x29);
        break;
    case PLACE_CONSTANT: /* [the next instruction + number] */
        assembler_put(a, 0x05 | out);
        assembler_put_number(a, 0u - (e->y.at + 1) * assembler_vector_bytes(a) -
                                    (uint32_t)a->code.n - rest);
        break;
    }
}

static void encode(struct assembler *a, struct encoding e)
{
    if (e.y.kind == PLACE_INPUT) put_bytes(a, "\x49\x8B\x8C\x24", 4); /* mov rcx, [r12 + number] */
    if (e.y.kind == PLACE_OUTPUT) put_bytes(a, "\x49\x8B\x8D", 3);    /* mov rcx, [r13 + number] */
    if (e.y.kind == PLACE_INPUT || e.y.kind == PLACE_OUTPUT)
        assembler_put_number(a, e.y.at * (uint32_t)sizeof(double *));
    put_prefix(a, &e);
    assembler_put(a, e.opcode);
    put_operand(a, &e);
    if (e.is_followed) assembler_put(a, e.follower);
}

/* ---- instructions ---- */

enum {
    LOAD = 0x10,
    STORE = 0x11,
    ROOT = 0x51,
    AND = 0x54,
    AND_NOT = 0x55,
    OR = 0x56,
    COMPARE = 0xC2
};
static const uint8_t operations[] = {
    [VECTOR_ADD] = 0x58,    [VECTOR_SUBTRACT] = 0x5C, [VECTOR_MULTIPLY] = 0x59,
    [VECTOR_DIVIDE] = 0x5E, [VECTOR_MINIMUM] = 0x5D,  [VECTOR_MAXIMUM] = 0x5F,
};
/* Two more hold for nan, too, and raise no exception. */
enum { NOT_AT_LEAST = 0x19, NOT_AT_MOST = 0x16 };
static const uint8_t comparisons[] = {
    [VECTOR_EQUAL] = 0,
    [VECTOR_LESS] = 1,
    [VECTOR_LESS_EQUAL] = 2,
    [VECTOR_NOT_EQUAL] = 4,
};

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
    encode(a, (struct encoding){.opcode = operations[op], .out = out, .x = x, .y = y});
}

static void and (struct assembler * a, unsigned out, unsigned x, struct vector_place y)
{
    encode(a, (struct encoding){.opcode = AND, .out = out, .x = x, .y = y});
}

void assembler_root(struct assembler *a, unsigned out, struct vector_place x)
{
    encode(a, (struct encoding){.opcode = ROOT, .out = out, .y = x});
}

static bool has_masks(const struct assembler *a)
{
    return a->set == VECTORS_AVX512;
}

/* AVX-512 compares into a mask register, number 1; AVX2 into the bits of the entries of `mask`. */
static void compare(struct assembler *a, unsigned how, unsigned mask, unsigned x,
                    struct vector_place y)
{
    encode(a, (struct encoding){.opcode = COMPARE,
                                .out = has_masks(a) ? 1 : mask,
                                .x = x,
                                .y = y,
                                .is_followed = true,
                                .follower = how});
}

void assembler_compare(struct assembler *a, enum vector_comparison how, unsigned out, unsigned x,
                       struct vector_place y)
{
    struct vector_place one = assembler_constant(a, 1);
    compare(a, comparisons[how], out, x, y);
    if (has_masks(a))
        encode(a, (struct encoding){.opcode = LOAD, .out = out, .y = one, .masked = true});
    else
        and(a, out, out, one);
}

void assembler_choose(struct assembler *a, unsigned out, unsigned x, struct vector_place y,
                      struct vector_place z, unsigned spare)
{
    compare(a, comparisons[VECTOR_NOT_EQUAL], spare, x, assembler_constant(a, 0));
    if (has_masks(a)) {
        assembler_load(a, out, z);
        encode(a, (struct encoding){.opcode = LOAD, .out = out, .y = y, .merged = true});
        return;
    }
    encode(a, (struct encoding){.opcode = AND_NOT, .out = out, .x = spare, .y = z});
    and(a, spare, spare, y);
    encode(a, (struct encoding){.opcode = OR, .out = out, .x = out, .y = place_register(spare)});
}

void assembler_magnitude(struct assembler *a, unsigned out, unsigned x)
{
    static const uint64_t all_but_sign = UINT64_MAX >> 1;
    double mask;
    memcpy(&mask, &all_but_sign, sizeof mask);
    and(a, out, x, assembler_constant(a, mask));
}

/* ---- calls ---- */

void assembler_call(struct assembler *a, uint64_t address)
{
    put_bytes(a, "\x48\xB8", 2); /* mov rax, address */
    assembler_put_number(a, (uint32_t)address);
    assembler_put_number(a, (uint32_t)(address >> 32));
    put_bytes(a, "\xFF\xD0", 2); /* call rax */
}

void assembler_call_for_two(struct assembler *a, uint64_t address, uint32_t slot)
{
    put_bytes(a, "\x48\x8D\xBB", 3); /* lea rdi, [rbx + number] */
    assembler_put_number(a, slot_at(a, slot));
    assembler_call(a, address);
}

/* Collects in r15 the entries for which the comparison holds. */
static void collect(struct assembler *a, unsigned how, unsigned mask, unsigned x,
                    struct vector_place bound)
{
    compare(a, how, mask, x, bound);
    if (has_masks(a)) {
        put_bytes(a, "\xC5\xF9\x93\xC1", 4); /* kmovb eax, k1 */
    } else {
        put_bytes(a, "\xC5\xFD\x50", 3); /* vmovmskpd eax, mask, whose number is below 8 */
        assembler_put(a, 0xC0 | mask);
    }
    put_bytes(a, "\x49\x09\xC7", 3); /* or r15, rax */
}

void assembler_check(struct assembler *a, unsigned x, double least, unsigned spare)
{
    assembler_magnitude(a, spare, x);
    collect(a, NOT_AT_MOST, spare + 1, spare, assembler_constant(a, DBL_MAX));
    if (least > 0) collect(a, NOT_AT_LEAST, spare + 1, spare, assembler_constant(a, least));
}

/* ---- a loop ---- */

size_t assembler_begin(struct assembler *a)
{
    while (a->code.n % 16 != 0 && !a->failed) assembler_put(a, 0x90); /* nop */
    size_t start = a->code.n;
    put_bytes(a, "\xF3\x0F\x1E\xFA", 4);                 /* endbr64, for systems that demand it */
    put_bytes(a, "\x53\x55\x41\x54\x41\x55\x41\x56", 8); /* push rbx, rbp, r12, r13, r14, */
    put_bytes(a, "\x41\x57\x48\x83\xEC\x08", 6);         /* r15; sub rsp, 8 */
    put_bytes(a, "\x48\x89\xFB\x49\x89\xF4", 6);         /* mov rbx, rdi; mov r12, rsi */
    put_bytes(a, "\x49\x89\xD5\x49\x89\xCE", 6);         /* mov r13, rdx; mov r14, rcx */
    put_bytes(a, "\x31\xED\x45\x31\xFF", 5);             /* xor ebp, ebp; xor r15d, r15d */
    a->top = a->code.n;
    return start;
}

void assembler_end(struct assembler *a)
{
    put_bytes(a, "\x48\x83\xC5", 3); /* add rbp, the bytes of a vector */
    assembler_put(a, assembler_vector_bytes(a));
    put_bytes(a, "\x4C\x39\xF5\x0F\x82", 5); /* cmp rbp, r14; jb to the top */
    assembler_put_number(a, (uint32_t)a->top - (uint32_t)a->code.n - 4);
    put_bytes(a, "\xC5\xF8\x77\x4C\x89\xF8", 6);         /* vzeroupper; mov rax, r15 */
    put_bytes(a, "\x48\x83\xC4\x08\x41\x5F\x41\x5E", 8); /* add rsp, 8; pop r15, r14, */
    put_bytes(a, "\x41\x5D\x41\x5C\x5D\x5B\xC3", 7);     /* r13, r12, rbp, rbx; ret */
}

#endif

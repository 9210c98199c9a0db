/* AArch64: vectors of two doubles, as the manual of the architecture has them (Arm, Architecture
 * Reference Manual for A-profile, C6.2 and C7.2). Every instruction is one word. Memory is reached
 * by loads and stores alone, so that an operand there is loaded first. */
#include "eval/assembler_private.h"

#ifdef __aarch64__

#include <float.h>
#include <string.h>

enum vector_set vector_set_best(void)
{
    return VECTORS_NEON;
}

/* The last two vector registers are the assembler's own. */
enum { LOADED = 30, MASK = 31 };

/* General registers. x0 to x3 are the arguments; a function that is called keeps x19 to x28. */
enum { AT = 9, NUMBER = 10, COLUMNS = 19, INPUTS, OUTPUTS, BYTES, DONE, FOUND, STACK = 31 };

unsigned assembler_registers(const struct assembler *a)
{
    (void)a;
    return LOADED;
}

/* ---- words ---- */

/* The words of instructions, whose registers are 0. */
#define SET 0xD2800000u          /* a halfword of a general register; the others are 0, */
#define KEEP_AND_SET 0xF2800000u /* or stay */
#define ADD_GENERAL 0x8B000000u
#define ADD_LOW 0x91000000u /* a number of twelve bits */
#define ADD_HIGH 0x91400000u
#define OR_GENERAL 0xAA000000u
#define COMPARE_GENERAL 0xEB00001Fu
#define LOAD_POINTER 0xF9400000u
#define LOAD 0x3DC00000u
#define LOAD_INDEXED 0x3CE06800u
#define STORE 0x3D800000u
#define STORE_INDEXED 0x3CA06800u
#define MOVE 0x4EA01C00u
#define ZERO 0x6F00E400u
#define COPY_TO_BOTH 0x4E080C00u /* from a general register */
#define AND 0x4E201C00u
#define NOT 0x6E205800u
#define SELECT 0x6E601C00u /* the bits of x where those of `out` are set, of y elsewhere */
#define EQUAL 0x4E60E400u
#define AT_LEAST 0x6E60E400u
#define ABOVE 0x6EE0E400u
#define IS_ZERO 0x4EE0D800u
#define MAGNITUDE 0x4EE0F800u
#define ROOT 0x6EE1F800u
#define ADD_PAIR 0x5EF1B800u
#define TO_GENERAL 0x9E660000u
#define CALL 0xD63F0000u
#define STORE_PAIR 0xA9000000u
#define STORE_HALVES 0x6D000000u
#define LOADS 0x400000u             /* turns the two into loads */
#define TARGET_OF_CALLS 0xD503245Fu /* for systems that demand it */
#define FRAME 0xA9B87BFDu           /* stp x29, x30, [sp, -128]! */
#define END_FRAME 0xA8C87BFDu       /* ldp x29, x30, [sp], 128 */
#define OVER_NEXT_UNLESS_LESS 0x54000042u
#define GO 0x14000000u
#define RETURN 0xD65F03C0u

/* The registers of an instruction: what it makes, and what it reads. */
static void put3(struct assembler *a, uint32_t op, unsigned out, unsigned x, unsigned y)
{
    assembler_put_number(a, op | y << 16 | x << 5 | out);
}

static void put2(struct assembler *a, uint32_t op, unsigned out, unsigned x)
{
    put3(a, op, out, x, 0);
}

/* A general register = 64 bits, by halfwords. */
static void put_bits(struct assembler *a, unsigned out, uint64_t bits)
{
    bool begun = false;
    for (uint32_t k = 0; k < 4; k++) {
        uint32_t half = bits >> 16 * k & 0xFFFF;
        if (half == 0 && (begun || bits != 0)) continue;
        assembler_put_number(a, (begun ? KEEP_AND_SET : SET) | k << 21 | half << 5 | out);
        begun = true;
        if (bits == 0) return;
    }
}

/* out = base + number, which need not be small. */
static void put_address(struct assembler *a, unsigned out, unsigned base, uint64_t number)
{
    uint32_t low = number & 0xFFF, high = number >> 12 & 0xFFF;
    if (number >> 24 != 0) {
        put_bits(a, out, number);
        put3(a, ADD_GENERAL, out, base, out);
        return;
    }
    if (high) put2(a, ADD_HIGH | high << 10, out, base);
    if (low || !high) put2(a, ADD_LOW | low << 10, out, high ? out : base);
}

/* ---- memory ---- */

static uint64_t slot_at(const struct assembler *a, uint32_t slot)
{
    return (uint64_t)a->columns * ASSEMBLER_COLUMN + (uint64_t)slot * assembler_vector_bytes(a);
}

/* Puts into AT where a place in memory begins. Returns whether DONE is to be added. */
static bool put_place(struct assembler *a, struct vector_place place)
{
    switch (place.kind) {
    case PLACE_COLUMN:
    case PLACE_FIXED:
        put_address(a, AT, COLUMNS, (uint64_t)place.at * ASSEMBLER_COLUMN);
        return place.kind == PLACE_COLUMN;
    case PLACE_SLOT: put_address(a, AT, COLUMNS, slot_at(a, place.at)); return false;
    case PLACE_INPUT:
    case PLACE_OUTPUT:
        put_address(a, AT, place.kind == PLACE_INPUT ? INPUTS : OUTPUTS,
                    (uint64_t)place.at * sizeof(double *));
        put2(a, LOAD_POINTER, AT, AT);
        return true;
    case PLACE_REGISTER:
    case PLACE_CONSTANT: break; /* not in memory */
    }
    return false;
}

static void put_constant(struct assembler *a, unsigned out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (bits == 0) {
        put2(a, ZERO, out, 0);
        return;
    }
    put_bits(a, NUMBER, bits);
    put2(a, COPY_TO_BOTH, out, NUMBER);
}

void assembler_load(struct assembler *a, unsigned out, struct vector_place from)
{
    if (from.kind == PLACE_REGISTER) {
        if (from.at != out) put3(a, MOVE, out, from.at, from.at);
    } else if (from.kind == PLACE_CONSTANT) {
        put_constant(a, out, a->failed ? 0 : a->constants.at[from.at]);
    } else if (put_place(a, from)) {
        put3(a, LOAD_INDEXED, out, AT, DONE);
    } else {
        put2(a, LOAD, out, AT);
    }
}

void assembler_store(struct assembler *a, struct vector_place to, unsigned from)
{
    if (put_place(a, to))
        put3(a, STORE_INDEXED, from, AT, DONE);
    else
        put2(a, STORE, from, AT);
}

/* Returns the register of an operand, which is `spare` if it has none yet. */
static unsigned in_register(struct assembler *a, struct vector_place place, unsigned spare)
{
    if (place.kind == PLACE_REGISTER) return place.at;
    assembler_load(a, spare, place);
    return spare;
}

/* ---- instructions ---- */

/* The minimum and maximum of the processor have other rules for nan and zeros. */
static void choose_by_order(struct assembler *a, unsigned out, unsigned x, unsigned y,
                            bool greatest)
{
    put3(a, ABOVE, MASK, greatest ? x : y, greatest ? y : x);
    put3(a, SELECT, MASK, x, y);
    assembler_load(a, out, place_register(MASK));
}

void assembler_operate(struct assembler *a, enum vector_op op, unsigned out, unsigned x,
                       struct vector_place y)
{
    static const uint32_t operations[] = {
        [VECTOR_ADD] = 0x4E60D400,
        [VECTOR_SUBTRACT] = 0x4EE0D400,
        [VECTOR_MULTIPLY] = 0x6E60DC00,
        [VECTOR_DIVIDE] = 0x6E60FC00,
    };
    unsigned other = in_register(a, y, LOADED);
    if (op == VECTOR_MINIMUM || op == VECTOR_MAXIMUM)
        choose_by_order(a, out, x, other, op == VECTOR_MAXIMUM);
    else
        put3(a, operations[op], out, x, other);
}

void assembler_root(struct assembler *a, unsigned out, struct vector_place x)
{
    put2(a, ROOT, out, in_register(a, x, LOADED));
}

void assembler_compare(struct assembler *a, enum vector_comparison how, unsigned out, unsigned x,
                       struct vector_place y)
{
    unsigned other = in_register(a, y, LOADED);
    switch (how) {
    case VECTOR_LESS: put3(a, ABOVE, MASK, other, x); break;
    case VECTOR_LESS_EQUAL: put3(a, AT_LEAST, MASK, other, x); break;
    case VECTOR_EQUAL: put3(a, EQUAL, MASK, x, other); break;
    case VECTOR_NOT_EQUAL:
        put3(a, EQUAL, MASK, x, other);
        put2(a, NOT, MASK, MASK);
        break;
    }
    put_constant(a, LOADED, 1);
    put3(a, AND, out, MASK, LOADED);
}

void assembler_choose(struct assembler *a, unsigned out, unsigned x, struct vector_place y,
                      struct vector_place z, unsigned spare)
{
    put2(a, IS_ZERO, MASK, x);
    unsigned second = in_register(a, z, spare), first = in_register(a, y, LOADED);
    put3(a, SELECT, MASK, second, first);
    assembler_load(a, out, place_register(MASK));
}

void assembler_magnitude(struct assembler *a, unsigned out, unsigned x)
{
    put2(a, MAGNITUDE, out, x);
}

/* ---- calls ---- */

void assembler_call(struct assembler *a, uint64_t address)
{
    put_bits(a, AT, address);
    put2(a, CALL, 0, AT);
}

/* Two vectors come back in registers. */
void assembler_call_for_two(struct assembler *a, uint64_t address, uint32_t slot)
{
    assembler_call(a, address);
    assembler_store(a, (struct vector_place){PLACE_SLOT, slot}, 0);
    assembler_store(a, (struct vector_place){PLACE_SLOT, slot + 1}, 1);
}

void assembler_check(struct assembler *a, unsigned x, double least, unsigned spare)
{
    put_constant(a, LOADED, DBL_MAX);
    put2(a, MAGNITUDE, spare, x);
    put3(a, AT_LEAST, MASK, LOADED, spare);
    if (least > 0) {
        put_constant(a, LOADED, least);
        put3(a, AT_LEAST, LOADED, spare, LOADED);
        put3(a, AND, MASK, MASK, LOADED);
    }
    put2(a, NOT, MASK, MASK); /* an entry that is found is -1 now */
    put2(a, ADD_PAIR, MASK, MASK);
    put2(a, TO_GENERAL, AT, MASK);
    put3(a, OR_GENERAL, FOUND, FOUND, AT);
}

/* ---- a loop ---- */

/* What the caller of a loop finds again: general registers two by two, and the lower halves of the
 * vector registers 8 to 15. The last argument is their place on the stack, in steps of 8 bytes. */
static void keep(struct assembler *a, bool back)
{
    for (uint32_t k = 0; k < 3; k++)
        put2(a, STORE_PAIR | back * LOADS | (2 + 2 * k) << 15 | (COLUMNS + 2 * k + 1) << 10,
             COLUMNS + 2 * k, STACK);
    for (uint32_t k = 0; k < 4; k++)
        put2(a, STORE_HALVES | back * LOADS | (8 + 2 * k) << 15 | (9 + 2 * k) << 10, 8 + 2 * k,
             STACK);
}

size_t assembler_begin(struct assembler *a)
{
    size_t start = a->code.n;
    assembler_put_number(a, TARGET_OF_CALLS);
    assembler_put_number(a, FRAME);
    keep(a, false);
    for (unsigned k = 0; k < 4; k++) put_address(a, COLUMNS + k, k, 0);
    put_bits(a, DONE, 0);
    put_bits(a, FOUND, 0);
    a->top = a->code.n;
    return start;
}

void assembler_end(struct assembler *a)
{
    enum { MOST_BACK = 1 << 27 };
    put_address(a, DONE, DONE, assembler_vector_bytes(a));
    put3(a, COMPARE_GENERAL, 0, DONE, BYTES);
    assembler_put_number(a, OVER_NEXT_UNLESS_LESS);
    uint32_t back = (uint32_t)(a->code.n - a->top);
    if (back >= MOST_BACK) a->failed = true;
    assembler_put_number(a, GO | ((0u - back / 4) & 0x3FFFFFF));
    put_address(a, 0, FOUND, 0);
    keep(a, true);
    assembler_put_number(a, END_FRAME);
    assembler_put_number(a, RETURN);
}

#endif

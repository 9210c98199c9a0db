/* assembler.h - encodes loops over vectors of doubles, for x86-64 and AArch64.
 *
 * A loop is a function of vector_loop's type. It keeps values in vector registers and reads and
 * writes columns of doubles in memory, a vector of each at a time. */
#ifndef EVAL_ASSEMBLER_H
#define EVAL_ASSEMBLER_H

#include "base/mem.h"

enum vector_set {
    VECTORS_NONE,
#ifdef __aarch64__
    VECTORS_NEON,
#else
    VECTORS_AVX2,
    VECTORS_AVX512,
#endif
    VECTORS_FIRST = VECTORS_NONE + 1
};

/* Returns the widest set that this processor has. It has those before it, too. */
enum vector_set vector_set_best(void);

/* Runs over `bytes` bytes of each column, a multiple of 64, and returns 0 unless a check found
 * something. Column k stands at `columns`, ASSEMBLER_COLUMN bytes after the one before, input k at
 * inputs[k], output k at outputs[k]. */
typedef uint64_t vector_loop(double *columns, const double *const *inputs, double *const *outputs,
                             size_t bytes);
enum { ASSEMBLER_COLUMN = 2048 };
/* Numbers in the widest vector. */
enum { ASSEMBLER_WIDEST = 8 };

/* Where an operand stands. */
enum place_kind {
    PLACE_REGISTER,
    PLACE_COLUMN,   /* the vector in hand of a column */
    PLACE_FIXED,    /* the first vector of a column that has the same number everywhere */
    PLACE_SLOT,     /* room for one vector; the first is behind the last column */
    PLACE_INPUT,    /* the vector in hand of an input */
    PLACE_OUTPUT,   /* ... of an output */
    PLACE_CONSTANT, /* a number that assembler_constant() has added */
};
struct vector_place {
    enum place_kind kind;
    uint32_t at; /* which of them */
};
static inline struct vector_place place_register(unsigned at)
{
    return (struct vector_place){PLACE_REGISTER, at};
}

enum vector_op {
    VECTOR_ADD,
    VECTOR_SUBTRACT,
    VECTOR_MULTIPLY,
    VECTOR_DIVIDE,
    VECTOR_MINIMUM, /* x < y ? x : y */
    VECTOR_MAXIMUM, /* x > y ? x : y */
};
enum vector_comparison { VECTOR_EQUAL, VECTOR_LESS, VECTOR_LESS_EQUAL, VECTOR_NOT_EQUAL };

struct assembler {
    struct mem *mem;
    enum vector_set set;
    uint32_t columns; /* how many there are */
    VEC(uint8_t) code;
    VEC(double) constants; /* each is one vector; they stand before the code, the last one first */
    size_t top;            /* of the loop in hand, in code */
    bool failed;           /* without memory */
};

/* Returns how many vector registers there are, and how many doubles each holds. */
unsigned assembler_registers(const struct assembler *a);
unsigned assembler_width(const struct assembler *a);
/* Adds a number, unless it was added not long ago. */
struct vector_place assembler_constant(struct assembler *a, double value);

/* Begins a loop; returns where it stands in the code. */
size_t assembler_begin(struct assembler *a);
void assembler_end(struct assembler *a);
/* out = from; to = from; out = x op y; out = the square root of x; out = 1 or 0, as x compares with
 * y. `out` may be x. */
void assembler_load(struct assembler *a, unsigned out, struct vector_place from);
void assembler_store(struct assembler *a, struct vector_place to, unsigned from);
void assembler_operate(struct assembler *a, enum vector_op op, unsigned out, unsigned x,
                       struct vector_place y);
void assembler_root(struct assembler *a, unsigned out, struct vector_place x);
void assembler_compare(struct assembler *a, enum vector_comparison how, unsigned out, unsigned x,
                       struct vector_place y);

/* out = x is not 0 ? y : z. Register `spare` is overwritten; `out` may be x. */
void assembler_choose(struct assembler *a, unsigned out, unsigned x, struct vector_place y,
                      struct vector_place z, unsigned spare);
/* out = the magnitude of x. */
void assembler_magnitude(struct assembler *a, unsigned out, unsigned x);

/* Calls a function of vectors, which are in the first registers, as is what it returns. All
 * registers are lost. One that returns two vectors is given the slot of the first. */
void assembler_call(struct assembler *a, uint64_t address);
void assembler_call_for_two(struct assembler *a, uint64_t address, uint32_t slot);
/* Notes for the loop's result if an entry of x is not finite, or smaller than `least`. Registers
 * from `spare` on, two of them, are overwritten. */
void assembler_check(struct assembler *a, unsigned x, double least, unsigned spare);

/* Returns the constants and the code as one sequence of bytes, whose length is put into *n and the
 * place of the code into *start; to be freed with mem_free. NULL without memory. */
uint8_t *assembler_bytes(struct assembler *a, size_t *n, size_t *start);
void assembler_free(struct assembler *a);

#endif

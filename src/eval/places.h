/* places.h - where the values of a loop of machine code stand: in vector registers as long as there
 * are enough, else in memory. */
#ifndef EVAL_PLACES_H
#define EVAL_PLACES_H

#include "eval/rows.h"

/* Vector register 0 is for numbers on the way, and for what functions take and give. */
enum { MOST_REGISTERS = 32, SCRATCH = 0, NOWHERE = 0 };
#define NEVER UINT32_MAX

/* What is in a vector register. */
struct held {
    uint32_t step; /* whose value; NEVER: free */
    uint32_t next; /* position of its next use */
    bool is_saved; /* memory has the value, too */
};

/* Positions are indices in rows->steps. */
struct places {
    const struct rows *rows;
    struct assembler as;
    uint32_t *next; /* by word of code: the position of the next use of that argument, or NEVER */
    /* By step of code: the first and the last position that reads it; the position that makes it;
     * the first output that it is + 1, or 0; its vector register, or NOWHERE. */
    uint32_t *first, *last, *made, *output;
    uint8_t *reg;
    uint32_t *next_output; /* by output: the next with the same step + 1, or 0 */
    bool *in_loop;         /* by output: a loop writes it */
    struct held held[MOST_REGISTERS];
    uint32_t begin, at, end; /* the position in hand, and the loop that it is in */
};

/* Finds when each value is read. False without memory; places_free() is due either way. */
bool places_init(struct places *p, const struct rows *rows, enum vector_set set);
void places_free(struct places *p);

/* Begins a loop over the positions from `begin` to before `end`: no register has a value. */
void places_begin(struct places *p, uint32_t begin, uint32_t end);
/* Returns a register for the value of a step; due before any operand is looked for. */
unsigned places_take(struct places *p, uint32_t step);
/* Returns where argument k is. One that this loop reads again is loaded if a register is free. */
struct vector_place places_operand(struct places *p, const struct code_step *s, uint32_t k);
/* After a step has read its arguments: frees what the rest of the loop does not read. */
void places_note_reads(struct places *p, const struct code_step *s);
/* After a step has made its value: stores it where it is wanted outside of the loop. */
void places_deliver(struct places *p, uint32_t step);
/* Before a call, in which registers are lost: stores what is read after it. */
void places_save(struct places *p);

#endif

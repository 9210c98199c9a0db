/* program_builder.h - a group's program under construction, shared by the files that make it.
 *
 * Members are the steps of the group; arrays by member are in the order of group->members. */
#ifndef EVAL_PROGRAM_BUILDER_H
#define EVAL_PROGRAM_BUILDER_H

#include "eval/group.h"

struct program_builder {
    struct plan *plan;
    struct group *group;
    struct program *program;
    uint32_t member;                    /* index of the member being computed */
    int16_t *first_offset, *end_offset; /* by member: see struct block_op */
    uint32_t *last_reader;              /* by member: the last member that reads it */
    uint32_t *reg;                      /* by member: its register, or NO_REGISTER */
    VEC(uint32_t) free_scratch;         /* scratch registers that may be taken */
    VEC(uint32_t) temporaries;          /* scratch registers until the member is done */
    VEC(struct loaded) loaded;
    bool failed;
};

/* A number, or values from memory, that a register holds already. */
struct loaded {
    struct view view;
    bool is_number;
    double number;
    int64_t length;
    uint32_t reg;
};

static inline struct operand register_operand(uint32_t reg)
{
    return (struct operand){reg, 0};
}

/* program_builder.c: members, registers, operations. */
const struct code_step *builder_step(const struct program_builder *b, uint32_t step);
/* Returns the index of a member. */
uint32_t builder_index(const struct program_builder *b, uint32_t step);
/* True if the step has a value for each entry of the block; false for reductions. */
bool builder_is_value(const struct program_builder *b, uint32_t step);
/* Returns the number of entries that the step has, or that it reads if it is a reduction. */
int64_t builder_length(const struct program_builder *b, uint32_t step);
/* Returns how many entries after entry i of the step its argument's value for i is; 0 unless it is
 * a shift. */
int32_t builder_shift(const struct program_builder *b, uint32_t step);
/* Adds a register. */
uint32_t builder_register(struct program_builder *b, struct block_register reg);
/* Takes a scratch register that is free, or a new one. */
uint32_t builder_take_scratch(struct program_builder *b);
/* Frees a register for other values; does nothing unless it is scratch. */
void builder_release_scratch(struct program_builder *b, uint32_t reg);
/* Takes a scratch register until the current member is done. */
uint32_t builder_take_temporary(struct program_builder *b);
uint32_t builder_add_view(struct program_builder *b, struct memory_view view);
/* Returns an operation on the entries of the current member; nothing is emitted yet. */
struct block_op builder_op(const struct program_builder *b, enum block_opcode opcode, uint32_t out);
void builder_emit(struct program_builder *b, struct block_op o);
void builder_emit_setup(struct program_builder *b, struct block_op o);
void builder_emit1(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                   struct operand x, double a, double c);
void builder_emit2(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                   struct operand x, struct operand y, double c);
/* Emits one more term or factor: out += a*x, or out *= x. It extends the operation before if that
 * has the same opcode and register. */
void builder_emit_more(struct program_builder *b, enum block_opcode opcode, uint32_t out,
                       struct operand x, double a);

/* Adds an argument after the third to the function that was emitted last. */
void builder_emit_argument(struct program_builder *b, struct operand x);

/* program_operands.c: what operations read. */
/* True if the step is a number, seen through slices, transposes and reshapes; puts it in *value. */
bool builder_constant_value(const struct program_builder *b, uint32_t step, double *value);
/* The same for a step that the plan stores as a number. */
bool builder_is_number(const struct program_builder *b, uint32_t step, double *value);
/* Returns a register with the number in every entry. */
struct operand builder_constant(struct program_builder *b, double value);
/* Returns a view of a value of size `own` over the group's rows and columns: stride 0 along an axis
 * where it is broadcast, and a single row where the group has one. */
struct view builder_broadcast(const struct program_builder *b, struct view v, struct extent own);
/* Returns a register with `length` entries of memory. It is filled once per chunk if all blocks
 * read the same, else for each block. */
struct operand builder_load(struct program_builder *b, struct view v, int64_t length);
/* Returns an argument of the current member as an operand. */
struct operand builder_operand(struct program_builder *b, uint32_t arg);
/* Returns the argument of a shifted embedding as an operand, and the entries from..to that it has.
 */
struct operand builder_shifted_embedding(struct program_builder *b, uint32_t step, int64_t *from,
                                         int64_t *to);
/* Emits out += a * embedding. */
void builder_emit_embed(struct program_builder *b, uint32_t out, uint32_t step, double a);

#endif

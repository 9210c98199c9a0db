/* program_builder.h - a group's program under construction, shared by the files that make it. */
#ifndef EVAL_PROGRAM_BUILDER_H
#define EVAL_PROGRAM_BUILDER_H

#include "eval/group.h"

struct program_builder {
    struct plan *plan;
    struct group *group;
    struct program *program;
    uint32_t self;      /* place in the list of the member at hand */
    int16_t *from, *to; /* by member: how far around a block its entries are needed */
    uint32_t *last;     /* by member: the last member that reads it */
    uint32_t *reg;      /* by member: its register, or NO_REGISTER */
    VEC(uint32_t) free; /* scratch registers */
    VEC(uint32_t) busy; /* temporaries of the member at hand */
    VEC(struct known) known;
    bool failed;
};

/* Numbers and memory that are in registers already. */
struct known {
    struct view view;
    bool is_number;
    double number;
    int64_t length;
    uint32_t at;
};

static inline struct operand in_register(uint32_t at)
{
    return (struct operand){at, 0};
}

/* program_builder.c: members, registers, operations. */
const struct code_step *builder_code(const struct program_builder *m, uint32_t step);
/* A member's place in the list, by bisection: the list is in the order of slots. */
uint32_t builder_place(const struct program_builder *m, uint32_t step);
bool builder_is_value(const struct program_builder *m, uint32_t step);
/* Entries that a member has, or that a reduction reads: one after another. */
int64_t builder_length(const struct program_builder *m, uint32_t step);
/* How far from an entry of member `slot` the entry of its argument lies. */
int32_t builder_shift(const struct program_builder *m, uint32_t step);
uint32_t builder_register(struct program_builder *m, struct reg reg);
uint32_t builder_take_scratch(struct program_builder *m);
void builder_give_back(struct program_builder *m, uint32_t at);
/* Scratch until the member at hand is done. */
uint32_t builder_take_temporary(struct program_builder *m);
uint32_t builder_add_view(struct program_builder *m, struct memory_view view);
struct block_op builder_op(const struct program_builder *m, enum block_opcode what, uint32_t out);
void builder_emit(struct program_builder *m, struct block_op o);
void builder_emit_once(struct program_builder *m, struct block_op o);
void builder_emit1(struct program_builder *m, enum block_opcode what, uint32_t out,
                   struct operand x, double a, double c);
void builder_emit2(struct program_builder *m, enum block_opcode what, uint32_t out,
                   struct operand x, struct operand y, double c);
/* out = out + a*x, or out * x: one more term of the operation before, if that is of the kind. */
void builder_emit_more(struct program_builder *m, enum block_opcode what, uint32_t out,
                       struct operand x, double a);

/* program_operands.c: what operations read. */
bool builder_number_behind(const struct program_builder *m, uint32_t step, double *value);
bool builder_is_number(const struct program_builder *m, uint32_t step, double *value);
/* A register full of one number. */
struct operand builder_splat(struct program_builder *m, double value);
/* How a value in memory is seen over the group's rows and columns: strides of 0 where it is
 * broadcast, and one row where the group is one. */
struct view builder_seen(const struct program_builder *m, struct view v, struct extent own);
/* Loads that stay in their registers as long as the group runs keep them for good; what changes
 * from block to block is loaded where it is first needed. */
struct operand builder_load(struct program_builder *m, struct view v, int64_t length);
/* An argument of the member at hand as an operand. */
struct operand builder_operand(struct program_builder *m, uint32_t arg);
/* What a shifted embedding of the group puts, as an operand; and where. */
struct operand builder_shifted(struct program_builder *m, uint32_t step, int64_t *from,
                               int64_t *to);
/* out += a * embedding. */
void builder_emit_embed(struct program_builder *m, uint32_t out, uint32_t step, double a);

#endif

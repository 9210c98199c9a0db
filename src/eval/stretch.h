/* stretch.h - stretches of a group's program as machine code.
 *
 * A stretch is a run of operations of arithmetic, each of which computes entry i from entries i of
 * what the others have computed. It becomes one loop over the entries of a block (machine_code.h):
 * its values stay in vector registers, and only those that are read outside of it are stored. They
 * have the same bits as where each operation is a loop of its own. */
#ifndef EVAL_STRETCH_H
#define EVAL_STRETCH_H

#include "eval/group.h"
#include "eval/rows.h"

struct stretch {
    uint32_t first, end; /* operations of the program: from the first to before the end */
    int64_t from, to;    /* the entries that all of them compute, and from all of their terms */
    bool is_wider;       /* one of them computes entries around the block, too */
    struct rows rows;    /* the operations as scalar code, and its loop */
    VEC(struct operand) inputs; /* by input of that code */
    VEC(uint32_t) outputs;      /* registers, by output */
};

/* Makes the stretches of a group's program, if it has entries enough. Without effect where the
 * system forbids machine code. False without memory. */
bool stretches_make(struct plan *plan, const struct group *group);
void stretches_free(struct plan *plan, struct program *program);

/* Returns how many doubles of scratch a thread needs for any of them. */
size_t stretches_scratch(const struct program *program);
/* Computes n entries, a multiple of ASSEMBLER_WIDEST, from where the registers point on. */
void stretch_run(const struct stretch *stretch, double *const *registers, double *scratch,
                 size_t n);

#endif

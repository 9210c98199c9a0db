/* decomposition.h - decompositions of matrices in doubles that one run keeps, as several operations
 * need that of one matrix: the three parts of a singular value decomposition are three steps, and
 * their derivatives are more. */
#ifndef EVAL_DECOMPOSITION_H
#define EVAL_DECOMPOSITION_H

#include "eval/matrix.h"

enum decomposition_kind { EIGENVALUES, SINGULAR_VALUES, REFLECTIONS, LU_FACTORS, SQUARE_ROOT };

/* The first member of a decomposition. */
struct decomposition {
    enum decomposition_kind kind;
    uint32_t matrix; /* the step that makes the matrix: its value does not change within a run, as
                        the memory in which it stands may */
    void (*drop)(struct core *core, struct decomposition *d); /* frees it */
    struct decomposition *next;
};

/* Returns that of the step's matrix, or NULL. */
struct decomposition *decomposition_find(const struct matrix_step *s, enum decomposition_kind kind);
/* Hands over one of the step's matrix. */
void decomposition_keep(const struct matrix_step *s, struct decomposition *d,
                        enum decomposition_kind kind);
void decompositions_forget(struct core *core, struct decomposition **kept);

#endif

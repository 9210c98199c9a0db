/* latex_private.h - what the files that write LaTeX share. */
#ifndef PRINT_LATEX_PRIVATE_H
#define PRINT_LATEX_PRIVATE_H

#include "print/pieces.h"
#include "print/latex_names.h"

/* latex_parts.c */
void latex_call(struct pieces *p, const char *name, id argument);
/* Writes a symbol with its shape as subscript: \mathbf{1}_{m \times n}. */
void latex_filled(struct pieces *p, const char *symbol, shape s);
void latex_exponent(struct pieces *p, number exponent);
void latex_norm(struct pieces *p, id of, number exponent);
/* Reports that LaTeX has no notation for `what`. */
void latex_cannot(struct pieces *p, id a, const char *what);

/* latex_special.c */
/* Writes a derivative of a special function, or a function whose arguments do not
 * simply follow one another. False if the node is neither, or a letter is not free. */
bool latex_special(struct pieces *p, id a);

/* latex_arrays.c. Each writes one node. */
void latex_transposed(struct pieces *p, id a);
void latex_matmul(struct pieces *p, id a);
void latex_outer(struct pieces *p, id a);
void latex_list(struct pieces *p, id a);
void latex_concat(struct pieces *p, id a);
void latex_reduction(struct pieces *p, id a);
void latex_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns);
void latex_reshape(struct pieces *p, id a);
void latex_indexed(struct pieces *p, id a);
void latex_cofactor(struct pieces *p, id a);
void latex_matrix_function(struct pieces *p, id a);
void latex_solve(struct pieces *p, id a);
void latex_blocks(struct pieces *p, id a);

#endif

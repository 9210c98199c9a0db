/* order.h - the order in which entries of arrays are added up, so that every evaluator of the
 * code's reductions and matrix products rounds alike.
 *
 * The sum over a block adds entry i to partial sum i mod 16, and then adds the sixteen in one fixed
 * order; so do products of vectors. How an array is cut into blocks depends on its sizes alone, and
 * the sums of blocks are added up in the same way. Sums down the columns go from row to row, chunk
 * by chunk. */
#ifndef TAPE_ORDER_H
#define TAPE_ORDER_H

#include "tape/code.h"

/* The sizes of an array. A vector is one row. */
struct extent {
    int64_t rows, columns;
};
struct extent code_extent(const struct code *code, uint32_t step);
/* The same, but a single column counts as one row, since its entries follow one another, too. */
struct extent code_flat(const struct code *code, uint32_t step);

/* How an array is cut into blocks of whole rows or of parts of one row. Threads take chunks of
 * `chunk` blocks. */
struct cuts {
    int64_t block_rows, block_columns, row_blocks, column_blocks, chunk, chunks;
};
enum { BLOCK_SIZE = 512, SHORT_ROW = 128 };
/* Cuts an array of the given sizes. `narrow` makes short blocks, for steps that read a long row of
 * a matrix per entry. */
struct cuts cuts_of(int64_t rows, int64_t columns, bool narrow);

/* How a matrix product is computed. */
enum product_kind {
    PRODUCT_MATRIX,   /* matrix by matrix: each entry adds its terms from left to right */
    PRODUCT_DOT,      /* vector by vector, block by block */
    PRODUCT_ROWS,     /* each row of a matrix by a vector, the row being one block */
    PRODUCT_ADD_ROWS, /* rows of a matrix, times the entries of a vector, added up chunk by chunk */
};
struct product {
    enum product_kind kind;
    uint32_t matrix, vector; /* steps; both factors, if they are of one kind */
};
/* Returns how step `step`, a matrix product, is computed. */
struct product code_product(const struct code *code, uint32_t step);
/* True if the rows of the matrix are so long that blocks must be short. */
bool code_is_narrow(const struct code *code, const struct product *product);
/* Returns the argument of a transpose, or the step itself if it is anything else. */
uint32_t code_untransposed(const struct code *code, uint32_t step);

#endif

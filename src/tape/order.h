/* order.h - in which order the entries of arrays are added up: what reductions and products of
 * matrices need besides the steps of code.h, so that every evaluator rounds alike.
 *
 * A sum over a block adds entry i to running sum i mod 16 and adds the sixteen up in one fixed
 * order, as do products of vectors. Blocks cut an array by its sizes alone; the sums of the blocks
 * are added up the same way. Sums down the columns go from row to row, chunk by chunk. */
#ifndef TAPE_ORDER_H
#define TAPE_ORDER_H

#include "tape/code.h"

/* The sizes of an array; a vector is one row. */
struct extent {
    int64_t rows, columns;
};
struct extent code_extent(const struct code *code, uint32_t step);
/* The same with columns laid down as rows: entries that follow one another are one row. */
struct extent code_flat(const struct code *code, uint32_t step);

/* Blocks of whole rows, or pieces of one; chunks of `chunk` blocks are what threads take. */
struct cuts {
    int64_t block_rows, block_columns, row_blocks, column_blocks, chunk, chunks;
};
enum { BLOCK_SIZE = 512, SHORT_ROW = 128 };
/* `narrow`: for what reads a long row of a matrix at each entry. */
struct cuts cuts_of(int64_t rows, int64_t columns, bool narrow);

/* How a matrix product is done. */
enum product_kind {
    PRODUCT_MATRIX,   /* matrix by matrix: entries add their terms from left to right */
    PRODUCT_DOT,      /* vector by vector, block by block */
    PRODUCT_ROWS,     /* each row of a matrix by a vector, as one block */
    PRODUCT_ADD_ROWS, /* rows of a matrix added up with a vector's factors, chunk by chunk */
};
struct product {
    enum product_kind kind;
    uint32_t matrix, vector; /* steps; the two factors where both are of one kind */
};
struct product code_product(const struct code *code, uint32_t step);
/* Does a product by rows, or of added rows, take narrow blocks? */
bool code_is_narrow(const struct code *code, const struct product *product);
/* The step itself, or of a transposed array the array behind. */
uint32_t code_untransposed(const struct code *code, uint32_t step);

#endif

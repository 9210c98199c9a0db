#include "tape/order.h"

struct extent code_extent(const struct code *code, uint32_t step)
{
    struct shape_data d = code_dims(code, step);
    if (d.ndim == 2) return (struct extent){d.d[0], d.d[1]};
    return (struct extent){1, d.ndim == 1 ? d.d[0] : 1};
}

struct extent code_flat(const struct code *code, uint32_t step)
{
    struct extent e = code_extent(code, step);
    return e.columns == 1 ? (struct extent){1, e.rows} : e;
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

/* The sizes keep a block in the first-level cache, or, with the rows of a matrix, in the second. */
struct cuts cuts_of(int64_t rows, int64_t columns, bool narrow)
{
    enum { MOST_CHUNKS = 64, NARROW_ROWS = 16, NARROW_CHUNK = 8 };
    int64_t size = narrow ? NARROW_ROWS : BLOCK_SIZE;
    struct cuts c = {.column_blocks = divide_up(columns, size)};
    c.block_columns = c.column_blocks == 1 ? columns : size;
    c.block_rows = c.column_blocks == 1 ? size / columns : 1;
    if (c.block_rows > rows) c.block_rows = rows;
    if (c.block_rows < 1) c.block_rows = 1;
    c.row_blocks = divide_up(rows, c.block_rows);
    int64_t blocks = c.row_blocks * c.column_blocks;
    for (c.chunk = narrow ? NARROW_CHUNK : 1; c.chunk * MOST_CHUNKS < blocks;) c.chunk *= 2;
    c.chunks = divide_up(blocks, c.chunk);
    return c;
}

uint32_t code_untransposed(const struct code *code, uint32_t step)
{
    const struct code_step *s = &code->steps.at[step];
    return s->op == OP_TRANSPOSE ? code_args(code, s)[0] : step;
}

struct product code_product(const struct code *code, uint32_t step)
{
    const uint32_t *args = code_args(code, &code->steps.at[step]);
    uint32_t a = args[0], b = args[1];
    int left = code_dims(code, a).ndim, right = code_dims(code, b).ndim;
    if (left == 2 && right == 2) return (struct product){PRODUCT_MATRIX, a, b};
    if (left == 1 && right == 1) return (struct product){PRODUCT_DOT, a, b};
    uint32_t matrix = left == 2 ? a : b, vector = left == 2 ? b : a,
             rows = code_untransposed(code, matrix);
    bool by_rows = (left == 2) == (rows == matrix);
    return (struct product){by_rows ? PRODUCT_ROWS : PRODUCT_ADD_ROWS, rows, vector};
}

bool code_is_narrow(const struct code *code, const struct product *product)
{
    return code_extent(code, product->matrix).columns > SHORT_ROW;
}

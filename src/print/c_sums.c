/* c_sums.c - sums and products of arrays in C, added up in the order that tape/order.h gives. */
#include "print/c_private.h"

/* An array in memory as a helper takes it: a pointer and the distances of rows and columns. */
struct operand {
    const char *first;
    int64_t down, across;
};

static struct operand operand_of(struct c_writer *w, uint32_t block, uint32_t step)
{
    struct c_value v = w->values[step];
    if (v.kind != C_ARRAY) {
        const char *name = c_room(w, block, c_count(w, step));
        v = c_array_named(name, c_shape(w, step));
        c_copy(w, block, v, step);
    }
    const char *first = v.offset ? c_text(w, "%s + %lld", v.text, (long long)v.offset) : v.text;
    return (struct operand){first, v.down, v.across};
}

/* Returns the pointer advanced by `step` for each `variable`. */
static const char *moved(struct c_writer *w, const char *first, int64_t step, const char *variable)
{
    if (!variable || step == 0) return first;
    return step == 1 ? c_text(w, "%s + %s", first, variable)
                     : c_text(w, "%s + %lld*%s", first, (long long)step, variable);
}

/* ---- one block ---- */

static struct c_value added_up(struct c_writer *w, uint32_t step, const char *lanes)
{
    const char *name = c_temporary(w);
    c_line(w, w->blocks[step], "const double %s = %s;", name, c_call(w, C_ADD_UP, lanes).text);
    return (struct c_value){C_TEXT, C_ATOM, .text = name};
}

/* Declares sixteen partial sums, and returns the one that entry (row, column) of a loop is added
 * to. */
static const char *declare_lanes(struct c_writer *w, uint32_t step)
{
    const char *name = c_temporary(w);
    c_line(w, w->blocks[step], "double %s[16] = {0};", name);
    return name;
}

static const char *lane_at(struct c_writer *w, const char *lanes, const struct c_place *at,
                           int64_t columns)
{
    const char *row = at->row, *column = at->column;
    if (row && column)
        return c_text(w, "%s[(%lld*%s + %s) %% 16]", lanes, (long long)columns, row, column);
    if (!row && !column) return c_text(w, "%s[0]", lanes);
    return c_text(w, "%s[%s %% 16]", lanes, row ? row : column);
}

static struct c_value sum_of_block(struct c_writer *w, uint32_t step, uint32_t arg)
{
    bool flat = w->values[arg].kind != C_ARRAY || c_is_contiguous(w, arg);
    const char *lanes = declare_lanes(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, arg), flat);
    c_assign(&nest, lane_at(w, lanes, &at, c_columns(c_shape(w, arg))),
             "+=", c_entry(w, arg, &at).text);
    return added_up(w, step, lanes);
}

/* ---- sums ---- */

static struct c_value sum_of_blocks(struct c_writer *w, uint32_t step, uint32_t arg)
{
    struct operand x = operand_of(w, w->blocks[step], arg);
    struct extent own = code_extent(&w->steps, arg), e = code_flat(&w->steps, arg);
    struct cuts cuts = cuts_of(e.rows, e.columns, false);
    if (own.rows != e.rows) x.across = x.down;
    const char *name = c_temporary(w),
               *list =
                   c_text(w, "%s, %lld, %lld, %lld, %lld, %lld, %lld", x.first, (long long)e.rows,
                          (long long)e.columns, (long long)x.down, (long long)x.across,
                          (long long)cuts.block_rows, (long long)cuts.block_columns);
    c_line(w, w->blocks[step], "const double %s = %s;", name, c_call(w, C_TOTAL, list).text);
    return (struct c_value){C_TEXT, C_ATOM, .text = name};
}

static struct c_value sum_of_all(struct c_writer *w, uint32_t step, uint32_t arg)
{
    struct c_place only = {false, NULL, NULL};
    if (c_count(w, arg) == 1) return c_entry(w, arg, &only);
    return c_is_one_block(w, arg) ? sum_of_block(w, step, arg) : sum_of_blocks(w, step, arg);
}

static struct c_value sums_of_rows(struct c_writer *w, uint32_t step, uint32_t arg)
{
    struct operand x = operand_of(w, w->blocks[step], arg);
    struct extent e = code_extent(&w->steps, arg);
    struct c_value out = c_declare_array(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = {false, NULL, c_loop(&nest, w->row, e.rows)};
    const char *list =
        c_text(w, "%s, 1, %lld, 0, %lld, 1, %d", moved(w, x.first, x.down, at.column),
               (long long)e.columns, (long long)x.across, BLOCK_SIZE);
    c_assign(&nest, c_entry_of(w, step, out, &at), "=", c_call(w, C_TOTAL, list).text);
    return out;
}

static struct c_value sums_of_columns(struct c_writer *w, uint32_t step, uint32_t arg)
{
    struct operand x = operand_of(w, w->blocks[step], arg);
    struct extent e = code_extent(&w->steps, arg);
    struct cuts cuts = cuts_of(e.rows, e.columns, false);
    struct c_value out = c_declare_array(w, step);
    const char *list =
        c_text(w, "%s, %s, %lld, %lld, %lld, %lld, %lld, %lld, %lld", out.text, x.first,
               (long long)e.rows, (long long)e.columns, (long long)x.down, (long long)x.across,
               (long long)cuts.block_rows, (long long)cuts.block_columns, (long long)cuts.chunk);
    c_line(w, w->blocks[step], "%s;", c_call(w, C_COLUMN_SUMS, list).text);
    return out;
}

/* Returns the sum of all entries as the only entry of an array. */
static struct c_value sum_in_array(struct c_writer *w, uint32_t step, uint32_t arg)
{
    struct c_value sum = sum_of_all(w, step, arg), out = c_declare_array(w, step);
    c_line(w, w->blocks[step], "%s[0] = %s;", out.text, sum.text);
    return out;
}

bool c_emit_sum(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    uint32_t arg = c_args(w, s)[0];
    struct extent e = code_flat(&w->steps, arg);
    if (c_count(w, step) == 1 && s->shape == SHAPE_SCALAR) {
        w->values[step] = sum_of_all(w, step, arg);
        return true;
    }
    if (c_count(w, step) == 1) {
        w->values[step] = sum_in_array(w, step, arg);
        return true;
    }
    if (e.rows == 1) return false;
    if (s->data == 1)
        w->values[step] = sums_of_rows(w, step, arg);
    else if (cuts_of(e.rows, e.columns, false).chunks > 1)
        w->values[step] = sums_of_columns(w, step, arg);
    else
        return false;
    return true;
}

/* ---- products ---- */

static const char *times(struct c_writer *w, uint32_t a, const struct c_place *x, uint32_t b,
                         const struct c_place *y)
{
    return c_text(w, "%s*%s", c_bound(w, c_entry(w, a, x), C_ATOM),
                  c_bound(w, c_entry(w, b, y), C_ATOM));
}

/* The loop over the inner index is the middle one, so that memory is read in order. */
static struct c_value product_of_matrices(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    struct shape_data a = c_shape(w, args[0]), b = c_shape(w, args[1]);
    struct c_value out = c_declare(w, step, " = 0");
    if (out.kind == C_ARRAY) c_fill(w, step, out, "0");
    struct c_nest nest = {w, w->blocks[step], 0};
    const char *i = c_loop(&nest, w->row, c_rows(a)), *k = c_loop(&nest, w->inner, a.d[a.ndim - 1]),
               *j = c_loop(&nest, w->column, b.ndim == 2 ? b.d[1] : 1);
    struct c_place x = {false, i, k}, y = {false, k, j}, to = {false, i, j};
    if (b.ndim == 1) y = (struct c_place){false, NULL, k};
    if (c_shape(w, step).ndim == 1) to = (struct c_place){false, NULL, i ? i : j};
    c_assign(&nest, c_entry_of(w, step, out, &to), "+=", times(w, args[0], &x, args[1], &y));
    return out;
}

static struct c_value product_of_vectors(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    int64_t n = c_count(w, args[0]);
    struct c_place at = {false, NULL, NULL};
    if (n == 1) {
        const char *text = times(w, args[0], &at, args[1], &at);
        return (struct c_value){C_TEXT, C_PRODUCT, .text = text};
    }
    if (n <= BLOCK_SIZE) {
        const char *lanes = declare_lanes(w, step);
        struct c_nest nest = {w, w->blocks[step], 0};
        at.column = c_loop(&nest, w->row, n);
        c_assign(&nest, lane_at(w, lanes, &at, n), "+=", times(w, args[0], &at, args[1], &at));
        return added_up(w, step, lanes);
    }
    struct operand x = operand_of(w, w->blocks[step], args[0]),
                   y = operand_of(w, w->blocks[step], args[1]);
    const char *name = c_temporary(w),
               *list = c_text(w, "%s, %lld, %s, %lld, %lld, %d", x.first, (long long)x.across,
                              y.first, (long long)y.across, (long long)n, BLOCK_SIZE);
    c_line(w, w->blocks[step], "const double %s = %s;", name, c_call(w, C_DOT, list).text);
    return (struct c_value){C_TEXT, C_ATOM, .text = name};
}

static struct c_value product_by_rows(struct c_writer *w, uint32_t step, const struct product *p)
{
    struct operand x = operand_of(w, w->blocks[step], p->matrix),
                   y = operand_of(w, w->blocks[step], p->vector);
    struct extent e = code_extent(&w->steps, p->matrix);
    struct c_value out = c_declare_array(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = {false, NULL, c_loop(&nest, w->row, e.rows)};
    const char *list = c_text(w, "%s, %lld, %s, %lld, %lld, %lld",
                              moved(w, x.first, x.down, at.column), (long long)x.across, y.first,
                              (long long)y.across, (long long)e.columns, (long long)e.columns);
    c_assign(&nest, c_entry_of(w, step, out, &at), "=", c_call(w, C_DOT, list).text);
    return out;
}

static struct c_value sum_of_rows(struct c_writer *w, uint32_t step, const struct product *p)
{
    struct operand x = operand_of(w, w->blocks[step], p->matrix),
                   y = operand_of(w, w->blocks[step], p->vector);
    struct extent e = code_extent(&w->steps, p->matrix);
    struct cuts cuts = cuts_of(1, e.rows, code_is_narrow(&w->steps, p));
    struct c_value out = c_declare_array(w, step);
    const char *list = c_text(w, "%s, %s, %lld, %lld, %s, %lld, %lld, %lld, %lld", out.text,
                              x.first, (long long)x.down, (long long)x.across, y.first,
                              (long long)y.across, (long long)e.rows, (long long)e.columns,
                              (long long)(cuts.block_columns * cuts.chunk));
    c_line(w, w->blocks[step], "%s;", c_call(w, C_ADD_ROWS, list).text);
    return out;
}

void c_emit_matmul(struct c_writer *w, uint32_t step)
{
    struct product p = code_product(&w->steps, step);
    struct extent e = code_extent(&w->steps, p.matrix);
    if (p.kind == PRODUCT_DOT)
        w->values[step] = product_of_vectors(w, step);
    else if (p.kind == PRODUCT_ROWS && e.columns > 1)
        w->values[step] = product_by_rows(w, step, &p);
    else if (p.kind == PRODUCT_ADD_ROWS &&
             cuts_of(1, e.rows, code_is_narrow(&w->steps, &p)).chunks > 1)
        w->values[step] = sum_of_rows(w, step, &p);
    else
        w->values[step] = product_of_matrices(w, step);
}
